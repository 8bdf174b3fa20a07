"""What is wrong with YAML that cannot be read, said in the author's words."""

from __future__ import annotations

import re
from typing import Any

import yaml

from ksflow.locale import _
from ksflow.sources.findings import Finding, Span
from ksflow.sources.textfile import TextFile

_QUOTE = re.compile(r"""["']""")


def syntax_finding(source: TextFile, error: yaml.YAMLError) -> Finding:
    """Turn a parser's error into a finding at the place where the author can mend it."""
    problem: str = getattr(error, "problem", None) or ""
    context: str = getattr(error, "context", None) or ""
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    opening: Any = getattr(error, "context_mark", None) or mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if "quoted scalar" in context and "end of stream" in problem:
        span = Span(opening.line + 1, opening.column + 1, opening.line + 1, opening.column + 2)
        message = _("The quotation mark is never closed")
        return source.finding(span, "FIL010", message, _("Write the same mark at the end of the text"))
    if "flow" in context:
        span = Span(opening.line + 1, opening.column + 1, opening.line + 1, opening.column + 2)
        if (source.line(span.line) or " ")[span.column - 1 : span.column] in ("[", "{"):
            message = _("The bracket is never closed, or a comma is missing inside it")
            return source.finding(span, "FIL010", message, _("Put a text that holds [ or { in quotation marks"))
    text = source.line(line) or ""
    character = text[column - 1 : column]
    span = Span(line, column, line, column + 1)
    code, message, help_ = _explain(problem, character, text)
    if "tab" in problem or character == "\t":
        code = "FIL006"
    return source.finding(span, code, message, help_)


def _explain(problem: str, character: str, text: str) -> tuple[str, str, str | None]:
    if "\t" in text[: len(text) - len(text.lstrip())]:
        return "FIL006", _("A tab stands where only spaces may indent"), _("Replace the tab with spaces")
    if "cannot start any token" in problem:
        message = _("A value may not begin with “{character}”", character=character)
        return "FIL010", message, _("Put the whole text in quotation marks")
    if "mapping values are not allowed" in problem:
        message = _("There is a colon too many here, or the line is indented wrongly")
        return (
            "FIL010",
            message,
            _("Put a text that holds “: ” in quotation marks, or write it on lines of its own after “|”"),
        )
    if "escape" in problem:
        message = _("The backslash begins nothing that YAML knows")
        return "FIL010", message, _("Write \\\\ for a backslash, or use single quotation marks")
    if "tag" in problem:
        return "FIL012", _("A text may not begin with “!”"), _("Put the whole text in quotation marks")
    if "could not find expected ':'" in problem:
        return (
            "FIL010",
            _("A colon is missing after the key"),
            _("Write “{example}”", example=f"{text.strip()[:30]}: …"),
        )
    if "expected key" in problem or "expected <document start>" in problem or "expected '-'" in problem:
        if _QUOTE.search(text):
            help_ = _("Put the whole text in one pair of quotation marks, and write inner ones as ”")
        else:
            help_ = _("Let keys that belong together begin in the same column")
        return "FIL010", _("The line does not fit what stands above it"), help_
    if "block sequence entries are not allowed" in problem:
        return "FIL010", _("A list cannot begin here"), _("Begin the list on the next line")
    return (
        "FIL010",
        _("This cannot be read as YAML"),
        _("Look at the indentation and the punctuation of this line and the one above"),
    )
