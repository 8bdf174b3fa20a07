"""How values stand in a content template's Markdown.

Plain text is escaped, so that it prints as written. A Markdown field is parsed on its own and leaves a mark in the
template's text, which composing replaces with its blocks: nothing in a case can leak out of its field.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import Undefined
from markupsafe import Markup

from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.reading import MAX_LEVEL
from ksflow.documents.templating import EmptyFieldError, WholeFieldError

# Control characters: they cannot stand in a case or a template (textfile.py refuses them).
MARK = re.compile("\x02([0-9]+)\x03")

_INLINE = re.compile(r"[\\`*_\[\]<>&|~#]")  # "#" also last in a heading, where it would close it
_LINE_START = re.compile(r"^(?:([0-9]{1,9})([.)])|([+=\-:]))", re.MULTILINE)


_SHORT = 100
"""Characters up to which a text is remembered: names and addresses come again and again."""


class Marks(list[MarkdownField]):
    """The Markdown fields that a template has printed, by the numbers of their marks."""

    def __init__(self) -> None:
        super().__init__()
        self.too_deep: list[str] = []
        """Headings that the template wanted deeper than there are levels."""

    def add(self, field: MarkdownField) -> Markup:
        """Remember a field and return its mark."""
        self.append(field)
        return Markup(f"\x02{len(self) - 1}\x03")


def escape_markdown(text: str) -> str:
    """Return Markdown that prints exactly this text; a line end becomes a hard break.

    Blanks and tabs at the ends of lines, and blank lines at both ends of the text, which Markdown does not keep, are
    taken off.
    """
    lines = [line.strip(" \t") for line in text.strip(" \t\r\n").splitlines() or [""]]
    escaped = "\n".join(_INLINE.sub(r"\\\g<0>", line) for line in lines)
    escaped = _LINE_START.sub(_escape_line_start, escaped)
    return escaped.replace("\n", "\\\n")


def _escape_line_start(match: re.Match[str]) -> str:
    return f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}"


def heading(text: str, level: int, marks: Marks) -> Markup:
    """Return a Markdown heading of this level with plain text; the filter ``rubrik``."""
    if level > MAX_LEVEL:
        marks.too_deep.append(text)
    return Markup(f"{'#' * min(level, MAX_LEVEL)} {escape_markdown(text)}")


@lru_cache(maxsize=4096)
def _short_text(text: str) -> Markup:
    return Markup(escape_markdown(text))


def printed(value: Any, marks: Marks) -> Any:
    """Return how a value stands in the Markdown: the environment's ``finalize``."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return _short_text(value) if len(value) <= _SHORT else Markup(escape_markdown(value))
    if isinstance(value, MarkdownField):
        return marks.add(value)
    if value is None:
        raise EmptyFieldError
    if isinstance(value, date):
        return Markup(value.isoformat())
    if isinstance(value, int | float):
        return Markup(escape_markdown(str(value)))
    if isinstance(value, Undefined):
        return Markup(str(value))  # raises, except for "x if y" without an else
    raise WholeFieldError
