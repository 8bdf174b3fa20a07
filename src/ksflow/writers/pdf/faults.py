"""What Typst says about a look, as findings with file and line; never a traceback."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.locale import _
from ksflow.sources.findings import START, Finding, Severity, Span
from ksflow.sources.suggest import nearest
from ksflow.sources.textfile import TextFile
from ksflow.writers.pdf.look import Look, describe_package

_PLACE = re.compile(r"^ *┌─ (?:.*[/\\])?([^/\\]+?):([0-9]+):([0-9]+)$", re.MULTILINE)
_ERROR = re.compile(r"^error: (.*)$", re.MULTILINE)
_UNKNOWN_FONT = re.compile(r"unknown font family: (.+)")
_STANDARD = re.compile(r"PDF/[AU][\w-]*(?:, PDF/[AU][\w-]*)* error: (.*)")
_PACKAGE = re.compile(r"package.*?(?:typst\.org/|searched for @)([\w/-]+)")
_MARKS = re.compile(r"[`\"]")


def look_finding(look: Look, message: str, diagnostic: str, hints: list[str]) -> Finding:
    """Return an error of Typst as a finding at the place in the look where it arose."""
    message = message.replace(str(look.root.path), "")
    start = found.start() if (found := _ERROR.search(diagnostic)) else 0
    if match := _PACKAGE.search(message):
        return _placed(look, diagnostic[start:], "MAL022", *describe_package(f"@{match[1]}"))
    if match := _STANDARD.fullmatch(message):
        said = _("The PDF would not be archivable and accessible: {reason}", reason=_plain(match[1]))
    else:
        said = _("Typst cannot carry out the look: {reason}", reason=_plain(message))
    help_ = " · ".join(_plain(hint) for hint in hints) or None
    return _placed(look, diagnostic[start:], "MAL020", said, help_)


def font_findings(look: Look, warnings: list[tuple[str, str]]) -> Iterator[Finding]:
    """Yield a finding for each font that a look names and that is not there: Typst only warns, and takes another."""
    for message, diagnostic in warnings:
        if match := _UNKNOWN_FONT.fullmatch(message):
            names = {family.casefold(): family for family in look.families}
            near = nearest(match[1], list(names))
            help_ = _("Did you mean “{name}”?", name=names[near]) if near else _("Put its files in templates/fonts/")
            yield _placed(look, diagnostic, "MAL021", _("There is no font “{name}”", name=match[1]), help_)


def _placed(look: Look, diagnostic: str, code: str, message: str, help_: str | None) -> Finding:
    file, span = _place(look, diagnostic)
    if file is None:
        return Finding(look.name, START, code, Severity.ERROR, message, help_)
    return file.finding(span, code, message, help_)


def _place(look: Look, diagnostic: str) -> tuple[TextFile | None, Span]:
    """Return the first place of a diagnostic, whose columns count from nought."""
    match = _PLACE.search(diagnostic)
    file = look.files.get(match[1]) if match else None
    if match is None or file is None:
        return None, START
    line, column = int(match[2]), int(match[3]) + 1
    width = len(found[1]) if (found := re.search(r"^ *│ +(\^+)$", diagnostic[match.end() :], re.MULTILINE)) else 1
    return file, Span(line, column, line, column + width)


def _plain(text: str) -> str:
    return _MARKS.sub("", text)
