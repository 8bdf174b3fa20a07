"""Rendering a part with tags, and finding everything that is wrong when it fails."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from types import FrameType
from typing import Any, NamedTuple, Protocol

import jinja2
from jinja2 import TemplateRuntimeError, Undefined, pass_context
from jinja2.exceptions import UndefinedError
from jinja2.runtime import Context
from markupsafe import Markup, escape

from ksflow.documents.blocks import Image
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.templating import EmptyFieldError, Sandbox, WholeFieldError, missing_error
from ksflow.writers.docx.cells import COLOUR_FILTER, WHOLE_FILTER
from ksflow.writers.docx.places import Tag
from ksflow.writers.docx.tags import FIELD_FILTER

_LINE_END = re.compile(r"\r\n|\r")
# Text with a line end, tab or page break in it; only values have them, for the source of a template has none outside
# its tags.
_BROKEN_TEXT = re.compile(r"<w:t(?: [^<>]*)?>[^<]*[\n\t\f][^<]*</w:t>")
_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>", "\f": '<w:br w:type="page"/>'}
_BROKEN = re.compile(r"[\n\t\f]")
# A cell, header, footer, text box or note must hold at least one paragraph, and end with one (ECMA-376 part 1, 17.4.65
# and 17.10); tags may have left it without.
_EMPTY_HOLDER = re.compile(
    r"(</w:tcPr>|<w:tcPr/>|<w:tc>|<w:txbxContent>|</w:tbl>|<w:(?:hdr|ftr|footnote|endnote|comment)\b[^>]*[^/]>)(\s*)"
    r"(?=</w:(?:tc|txbxContent|hdr|ftr|footnote|endnote|comment)>)"
)
# A row without cells and a table without rows make Word refuse the file.
_EMPTY_ROW = re.compile(r"<w:tr(?: [^<>]*)?>(?:<w:trPr>(?:(?!</?w:tc>|</?w:tr>).)*?</w:trPr>|<w:trPr/>)?\s*</w:tr>")
_EMPTY_TABLE = re.compile(r"<w:tbl>(?:(?!<w:tr[ >]|<w:tbl>|</w:tbl>|<w:sdt>).)*</w:tbl>")
_RUN = '<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>'
_FILE = "<template>"
"""What Jinja calls a template that was made from a string."""


@dataclass(frozen=True, slots=True)
class PartTemplate:
    """A part with tags, compiled."""

    name: str
    template: jinja2.Template
    source: str
    tags: list[Tag]
    has_blocks: bool = field(init=False)
    """Whether conditions and loops can leave something empty."""
    has_rows: bool = field(init=False)
    """Whether these can be rows or cells."""

    def __post_init__(self) -> None:
        blocks = [tag for tag in self.tags if tag.source.startswith("{%")]
        object.__setattr__(self, "has_blocks", bool(blocks))
        object.__setattr__(self, "has_rows", any(tag.level != "p" for tag in blocks))

    def render(self, fields: dict[str, Any]) -> str:
        """Return the part for these fields, a line end in a value as a line break; raises what Jinja raises."""
        xml = self.template.render({**fields, HAND: (fields[HAND], self.tags)})
        if "\n" in xml or "\t" in xml or "\f" in xml:  # much quicker than a pattern
            xml = _BROKEN.sub(" ", _BROKEN_TEXT.sub(_with_breaks, xml))
        if self.has_blocks:
            xml = _EMPTY_HOLDER.sub(r"\1<w:p/>\2", xml)
        return _EMPTY_TABLE.sub("", _EMPTY_ROW.sub("", xml)) if self.has_rows else xml

    def faults(self, fields: dict[str, Any], first: Exception) -> list[tuple[Exception, Tag]]:
        """Return everything that stops the part from being rendered, with the tags; ``first`` is the first of it."""
        noted: list[tuple[Exception, int]] = []
        template = word_sandbox(_noting_text(noted), undefined=_noting_missing(noted)).from_string(self.source)
        stopped: list[tuple[Exception, int]] = []
        try:
            template.render({**fields, HAND: (fields[HAND], self.tags)})
        except Exception as error:
            stopped = [(error, line_of(error))]
        lines = [(fault, template.get_corresponding_lineno(line)) for fault, line in noted]
        found: dict[int, tuple[Exception, Tag]] = {}
        for fault, line in [*lines, *stopped] or [(first, line_of(first))]:
            found.setdefault(line, (fault, self.tag_at(line)))
        return list(found.values())

    def tag_at(self, line: int) -> Tag:
        """Return the tag on a line of the template's source: tag n stands on line n + 2."""
        return self.tags[min(max(line - 2, 0), len(self.tags) - 1)]


HAND = " hand"
"""Among the fields, under a name that no tag can write: the Hand that writes what is more than a text."""


class Hand(Protocol):
    """Writes what stands in the place of a run or a paragraph; made anew for each document."""

    def runs(self, value: Any, tag: Tag) -> str:
        """Return the runs of a picture or a Markdown text of one paragraph."""

    def paragraphs(self, value: Any, tag: Tag) -> str:
        """Return what stands for paragraphs until the part is rendered."""


class _Placed(NamedTuple):
    """A value with the tag that prints it, and who writes it if it is more than a text."""

    value: Any
    tag: Tag
    hand: Hand


@pass_context
def _as_placed(context: Context, value: Any, number: int) -> Any:
    hand, tags = context[HAND]
    tag: Tag = tags[number]
    plain = tag.level == "t" and not isinstance(value, MarkdownField | Image)
    return value if plain else _Placed(value, tag, hand)


def _as_field_argument(value: Any) -> str:
    """Return a value that stands inside quotation marks in a field's code (ECMA-376 part 1, 17.16.1)."""
    return _printable(value).replace("\\", "\\\\").replace('"', "'")


def _as_whole(value: Any) -> str:
    """Return a number of columns."""
    text = _printable(value).strip()
    if not re.fullmatch("[1-9][0-9]?", text):
        raise WholeFieldError
    return text


def _as_colour(value: Any) -> str:
    """Return a colour as RRGGBB."""
    text = _printable(value).strip().lstrip("#").upper()
    if not re.fullmatch("[0-9A-F]{6}", text):
        raise WholeFieldError
    return text


def word_sandbox(finalize: Callable[[Any], Any], **options: Any) -> Sandbox:
    """Return the sandbox in which the parts of a look run."""
    sandbox = Sandbox(finalize, **options)
    sandbox.filters["_placed"] = _as_placed
    sandbox.filters[FIELD_FILTER] = _as_field_argument
    sandbox.filters[WHOLE_FILTER] = _as_whole
    sandbox.filters[COLOUR_FILTER] = _as_colour
    return sandbox


def word_text(value: Any) -> Any:
    """Return how a value stands in the XML of a part: escaped, or as what its tag stands for."""
    if isinstance(value, _Placed):
        return Markup(_place(*value))  # noqa: S704 - made of escaped pieces
    return value if hasattr(value, "__html__") else escape(_LINE_END.sub("\n", _printable(value)))


def _place(value: Any, tag: Tag, hand: Hand) -> str:
    if tag.level == "p":
        return hand.paragraphs(value, tag)
    properties = f"<w:rPr>{tag.dress.run}</w:rPr>" if tag.dress.run else ""
    rich = isinstance(value, MarkdownField | Image)
    runs = hand.runs(value, tag) if rich else _RUN.format(properties, word_text(value))
    # In the midst of a text, the run that holds it ends before and goes on after.
    return f'</w:t></w:r>{runs}<w:r>{properties}<w:t xml:space="preserve">' if tag.level == "t" else runs


def line_of(error: Exception) -> int:
    """Return the line of the template's source that an error came from."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.lineno
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _with_breaks(match: re.Match[str]) -> str:
    return _BROKEN.sub(lambda sign: f'</w:t>{_BREAKS[sign.group()]}<w:t xml:space="preserve">', match.group())


def _printable(value: Any) -> str:
    if value is None:
        raise EmptyFieldError
    if isinstance(value, str):
        return value
    if isinstance(value, MarkdownField | Image | list | tuple | dict):
        raise WholeFieldError
    return value.isoformat() if isinstance(value, date) else str(value)


# Rendering once more, to find all faults: each is noted instead of raised.


def _note(noted: list[tuple[Exception, int]], error: Exception) -> None:
    """Note an error with the line of Python that is being carried out in the compiled template."""
    frame: FrameType | None = sys._getframe()
    while frame is not None and frame.f_code.co_filename != _FILE:
        frame = frame.f_back
    if frame is None:  # Jinja tries constants while it compiles; raising makes it wait until they are needed
        raise error
    noted.append((error, frame.f_lineno))


def _noting_text(noted: list[tuple[Exception, int]]) -> Callable[[Any], Any]:
    def text(value: Any) -> Any:
        try:
            return word_text(value)
        except (TemplateRuntimeError, UndefinedError) as error:
            _note(noted, error)
            return ""

    return text


def _noting_missing(noted: list[tuple[Exception, int]]) -> type[Undefined]:
    class Noting(Undefined):
        __slots__ = ()

        def _noted(self, *_args: Any) -> Any:
            _note(noted, missing_error(self))
            return self

        __add__ = __radd__ = __mul__ = __call__ = __getitem__ = _noted

        def __str__(self) -> str:
            self._noted()
            return ""

        def __iter__(self) -> Any:
            self._noted()
            return iter(())

        def __len__(self) -> int:
            self._noted()
            return 0

        def __eq__(self, other: object) -> bool:
            self._noted()
            return False

        def __ne__(self, other: object) -> bool:
            self._noted()
            return False

        def __bool__(self) -> bool:
            self._noted()
            return False

        def __getattr__(self, name: str) -> Any:
            if name[:2] == "__":
                raise AttributeError(name)
            return self._noted()

        __hash__ = object.__hash__

    return Noting
