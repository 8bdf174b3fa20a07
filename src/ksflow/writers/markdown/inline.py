"""Inline elements as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ksflow.documents.blocks import (
    Code,
    Emphasis,
    Footnote,
    Image,
    Inline,
    LineBreak,
    Link,
    Picture,
    Strong,
    Text,
    plain_text,
)
from ksflow.writers.markdown.emphasis import Piece, joined
from ksflow.writers.markdown.escaping import (
    auto_link,
    code_span,
    escape_line_start,
    escape_text,
    keep_blanks,
    link_target,
)

_BREAK = "\\\n"
"""A hard break; no text has a line end in it."""
_OTHER = {"*": "_", "_": "*"}


@dataclass(slots=True)
class InlineWriter:
    """Writes inline elements; keeps the footnotes and pictures that they refer to, in order."""

    notes: list[Footnote] = field(default_factory=list)
    pictures: dict[Picture, str] = field(default_factory=dict)
    """Pictures and the names under which their bytes stand at the end."""

    def lines(self, children: tuple[Inline, ...]) -> list[str]:
        """Return the lines of a paragraph; all but the last end in a hard break."""
        *broken, last = self._joined(children).split(_BREAK)
        return [*(f"{escape_line_start(line)}\\" for line in broken), escape_line_start(last)]

    def line(self, children: tuple[Inline, ...]) -> str:
        """Return a single line, as headings and cells are: a line break becomes a blank."""
        return keep_blanks(self._joined(Text(" ") if isinstance(child, LineBreak) else child for child in children))

    def _joined(self, children: Iterable[Inline]) -> str:
        return joined(list(self._pieces(tuple(children), "")))

    def _pieces(self, children: tuple[Inline, ...], outer: str) -> Iterator[Piece]:
        """Yield the pieces of a line; ``outer`` is the sign of the emphasis around it."""
        last = len(children) - 1
        sign_before = ""
        for number, child in enumerate(children):
            sign = ""
            match child:
                case Text(text):
                    follower = children[number + 1] if number < last else None
                    if written := escape_text(text) if follower or outer else escape_text(f"{text} ")[:-1]:
                        yield Piece(written)
                case Emphasis(inner) | Strong(inner):
                    sign = _OTHER[outer or sign_before or "_"]
                    mark = sign if isinstance(child, Emphasis) else sign * 2
                    yield Piece(mark, "open")
                    yield from self._pieces(inner, sign)
                    yield Piece(mark, "close")
                case LineBreak():
                    yield Piece(_BREAK, "atom")
                case _:
                    yield Piece(self._atom(child), "atom")
            sign_before = sign

    def _atom(self, child: Code | Link | Footnote | Image | Text | LineBreak | Emphasis | Strong) -> str:
        match child:
            case Code(text):
                return code_span(" ".join(text.splitlines()))
            case Link(target, inner, title):
                own = None if title or any(not isinstance(part, Text) for part in inner) else plain_text(inner)
                if own is not None and (written := auto_link(target, own)):
                    return written
                return f"[{self._joined(inner)}]({link_target(target, title)})"
            case Footnote():
                self.notes.append(child)
                return f"[^{len(self.notes)}]"
            case Image(picture, alt):
                name = self.pictures.setdefault(picture, f"bild-{len(self.pictures) + 1}")
                return f"![{escape_text(alt)}][{name}]"
        raise TypeError(child)
