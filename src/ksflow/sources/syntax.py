"""What is wrong with YAML that cannot be read, said in the author's words."""

from __future__ import annotations

import re
from typing import Any

import yaml

from ksflow.locale import _
from ksflow.sources.findings import Finding, Span
from ksflow.sources.textfile import TextFile

_QUOTE = re.compile(r"""["']""")
# A value that begins with a quotation mark which its own line does not close.
_OPEN_QUOTE = re.compile(r"""\s*(?:-\s+)*(?:[^\s"'#:][^"'#:]*:\s+)?(["'])(?:(?!\1).)*$""")
_CLOSED_BRACKET = re.compile(r"[\]}]\s*$")
_KEY = re.compile(r"[ -]*[^\s:#]+(?: [^\s:#]+)*:(?:\s|$)")
_KEY_WITHOUT_SPACE = re.compile(r"\s*([^\s:]+):([^\s/:][^:]*)")
_BLOCK_START = re.compile(r"[:-]\s+([|>])[-+0-9]*\s*$")

Text = tuple[str, str, str | None]  # code, message, help


def syntax_finding(source: TextFile, error: yaml.YAMLError, innermost: Span | None = None) -> Finding:
    """Turn a parser's error into a finding at the place where the author can mend it.

    ``innermost`` is where the innermost list or mapping begins that is still open.
    """
    problem: str = getattr(error, "problem", None) or ""
    context: str = getattr(error, "context", None) or ""
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    opening: Any = getattr(error, "context_mark", None) or mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    text = source.line(line) or ""
    if "\t" in text[: len(text) - len(text.lstrip())] or text[column - 1 : column] == "\t":
        return source.finding(Span(line, column, line, column + 1), *_tab())
    if mark and (found := _unclosed_quote(source, line, column)):
        return found
    if "flow node" in context and innermost and not text[column - 1 :].strip():  # the end of the file
        return _open_bracket(source, innermost)
    if opening and (found := _at_opening(source, problem, context, opening.line + 1, opening.column + 1)):
        return found
    if "mapping values are not allowed" in problem:
        return _unexpected_colon(source, line, column)
    if "quoted scalar" in context:  # the escape is told at its second or third character
        column = max(text.rfind("\\", 0, column) + 1, 1)
    return source.finding(Span(line, column, line, column + 1), *_explain(problem, text, column))


def _unclosed_quote(source: TextFile, line: int, column: int) -> Finding | None:
    """Tell of a quotation mark that was closed only by one meant to open another text, where the fault then shows."""
    for number in range(line - 1, 0, -1):
        if match := _OPEN_QUOTE.match(source.line(number) or ""):
            mark = match[1]
            between = "\n".join(source.line(between) or "" for between in range(number + 1, line))
            if mark in between or mark not in (source.line(line) or "")[:column]:
                return None
            span = Span(number, match.start(1) + 1, number, match.start(1) + 2)
            message = _("The quotation mark is never closed")
            return source.finding(span, "FIL010", message, _("Write the same mark at the end of the text"))
    return None


def quote_help() -> str:
    """Return the cure for a text that YAML takes for something else."""
    return _("Put the whole text in quotation marks")


def colon_help() -> str:
    """Return the cure for a colon in a text."""
    return _("Put a text that holds “: ” in quotation marks, or write it on lines of its own after “|”")


def backslash_help() -> str:
    """Return the cure for a backslash between double quotation marks."""
    return _("Write \\\\ for a backslash, or use single quotation marks")


def no_break_indent() -> Text:
    """Return what to say about a no-break space, or its like, where spaces indent."""
    message = _("A special blank, such as a no-break space, stands where only spaces may indent")
    return "FIL006", message, _("Replace it with ordinary spaces; it often comes along when text is pasted")


def _tab() -> Text:
    return "FIL006", _("A tab stands where only spaces may indent"), _("Replace the tab with spaces")


def _brackets_help() -> str:
    return _("Put a text that holds [ or { in quotation marks")


def _open_bracket(source: TextFile, span: Span) -> Finding:
    message = _("The bracket is never closed, or a comma is missing inside it")
    return source.finding(span._replace(end_column=span.column + 1), "FIL010", message, _brackets_help())


def _at_opening(source: TextFile, problem: str, context: str, line: int, column: int) -> Finding | None:
    """Tell of what is shown best where it begins: quotation marks, brackets, signs, a key without a colon."""
    text = source.line(line) or ""
    character = text[column - 1 : column]
    span = Span(line, column, line, column + 1)
    if "could not find expected ':'" in problem:
        end = column + len(text[column - 1 :].rstrip())
        return source.finding(span._replace(end_column=end), *_without_colon(source, line))
    if "quoted scalar" in context and ("end of stream" in problem or "document indicator" in problem):
        message = _("The quotation mark is never closed")
        return source.finding(span, "FIL010", message, _("Write the same mark at the end of the text"))
    if "flow" in context and character in ("[", "{"):
        return _open_bracket(source, span)
    if "block scalar" in context and "comment or line break" in problem:
        message = _("After “{character}” the text must begin on the next line", character=character)
        help_ = _("Move the text down, and indent it; or put the whole text in quotation marks")
        return source.finding(span, "FIL010", message, help_)
    if "scanning a tag" in context or "undefined tag handle" in problem:
        return source.finding(span, "FIL012", _("A text may not begin with “!”"), quote_help())
    begins = ("scanning an alias", "scanning an anchor", "scanning a directive", "scanning for the next token")
    if "flow node" in context and character == ",":
        return source.finding(span, "FIL010", _("There is a comma too many here"), _("Delete it"))
    if any(start in context for start in begins) or "node content" in problem:
        message = _("A value may not begin with “{character}”", character=character)
        return source.finding(span, "FIL010", message, quote_help()) if character.strip() else None
    return None


def _explain(problem: str, text: str, column: int) -> Text:
    indent = text[: len(text) - len(text.lstrip())]
    if indent.strip(" "):
        return no_break_indent()
    if "escape" in problem or "hexdecimal" in problem:  # libyaml's spelling
        return "FIL010", _("The backslash begins nothing that YAML knows"), backslash_help()
    if "mapping keys are not allowed" in problem:
        return "FIL010", _("A value may not begin with “{character}”", character="?"), quote_help()
    if "block sequence entries are not allowed" in problem:
        return "FIL010", _("A list cannot begin here"), _("Begin the list on the next line")
    if "expected key" in problem or "expected <document start>" in problem or "expected '-'" in problem:
        if text[column - 1 : column] == ":":
            return "FIL016", _("A key is missing before the colon"), None
        if _CLOSED_BRACKET.search(text[: column - 1]):
            help_ = _brackets_help()
        elif _QUOTE.search(text):
            help_ = _("Put the whole text in one pair of quotation marks, and write inner ones as ”")
        else:
            help_ = _("Let keys that belong together begin in the same column")
        return "FIL010", _("The line does not fit what stands above it"), help_
    message = _("This cannot be read as YAML")
    return "FIL010", message, _("Look at the indentation and the punctuation of this line and the one above")


def _without_colon(source: TextFile, line: int) -> Text:
    """Tell what is wrong with a line that has no "key: " where it should."""
    text = source.line(line) or ""
    if match := _BLOCK_START.search(_above(source, line)):
        message = _("The text below “{character}” must be indented", character=match.group(1))
        return "FIL010", message, _("Begin its lines with two spaces more than the key has")
    if indent := _indent_of_text_above(source, line):
        message = _("The line stands to the left of the text above that it seems to belong to")
        return "FIL010", message, _("Begin it with {count} spaces, as the lines above", count=indent)
    if match := _KEY_WITHOUT_SPACE.fullmatch(text):
        message = _("A space is missing after the colon")
        return "FIL010", message, _("Write “{example}”", example=f"{match[1]}: {_shortened(match[2])}")
    return "FIL010", _("A colon is missing after the key"), _("Write “{example}”", example=_with_colon(text))


def _indent_of_text_above(source: TextFile, line: int) -> int:
    """Return how far the text below a "|" is indented that ended just above this line; 0 when there is none."""
    text = source.line(line) or ""
    own = len(text) - len(text.lstrip())
    inside = 0
    for number in range(line - 1, 0, -1):
        above = source.line(number) or ""
        indent = len(above) - len(above.lstrip())
        if not above.strip():
            continue
        if indent <= own:
            return inside if _BLOCK_START.search(above) else 0
        inside = indent
    return 0


def _unexpected_colon(source: TextFile, line: int, column: int) -> Finding:
    """Tell of a colon that YAML does not expect: one in a text, or a line that is not what it seems."""
    text = source.line(line) or ""
    above = _above(source, line)
    first = (match := _KEY.match(text)) is not None and match.end() >= column
    if first and above.strip() and not above.lstrip().startswith("#"):
        number = _number_above(source, line)
        if _indent(above) == _indent(text) and not _KEY.match(above):
            start = _indent(above) + 1
            span = Span(number, start, number, len(above.rstrip()) + 1)
            return source.finding(span, *_without_colon(source, number))
        if _indent(above) < _indent(text) and _KEY.match(above):
            span = Span(line, 1, line, _indent(text) + 1)
            message = _("The line is indented, but the line above it already has its value")
            return source.finding(span, "FIL010", message, _("Let keys that belong together begin in the same column"))
    message = _("There is a colon too many here, or the line is indented wrongly")
    return source.finding(Span(line, column, line, column + 1), "FIL010", message, colon_help())


def _number_above(source: TextFile, line: int) -> int:
    """Return the number of the nearest line above that is not blank, or 0."""
    return next((number for number in range(line - 1, 0, -1) if (source.line(number) or "").strip()), 0)


def _above(source: TextFile, line: int) -> str:
    return source.line(_number_above(source, line)) or ""


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _with_colon(text: str) -> str:
    key, _space, value = text.strip().partition(" ")
    return f"{key}: {_shortened(value) or '…'}"


def _shortened(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
