"""Inline elements as HTML, and what of them must be written elsewhere: footnotes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field

from ksflow.documents.blocks import (
    Code,
    Emphasis,
    Footnote,
    Image,
    Inline,
    LineBreak,
    Link,
    Strong,
    Text,
)

_MEDIA = {"png": "image/png", "jpg": "image/jpeg"}
_EMU_PER_PIXEL = 9525
"""A CSS pixel is 1/96 inch, an inch 914 400 EMU."""
_SCHEMES = ("http://", "https://", "mailto:")


def escape(text: str) -> str:
    """Escape text for HTML content and double-quoted attributes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def image(shown: Image) -> str:
    """Return a picture with its bytes in it."""
    picture = shown.picture
    width, height = (max(1, round(side / _EMU_PER_PIXEL)) for side in (picture.width, picture.height))
    source = f"data:{_MEDIA[picture.extension]};base64,{b64encode(picture.data).decode('ascii')}"
    return f'<img src="{source}" alt="{escape(shown.alt)}" width="{width}" height="{height}">'


@dataclass(slots=True)
class InlineWriter:
    """Writes inline elements; keeps the footnotes that they refer to, in order."""

    notes: list[Footnote] = field(default_factory=list)
    _linked: bool = False
    _after_link: list[str] = field(default_factory=list)

    def write(self, children: Iterable[Inline]) -> str:
        """Return the HTML of inline elements."""
        return "".join(map(self._one, children))

    def _one(self, child: Inline) -> str:
        match child:
            case Text(text):
                return escape(text)
            case Code(text):
                return f"<code>{escape(text)}</code>"
            case LineBreak():
                return "<br>\n"
            case Emphasis(inner):
                return f"<em>{self.write(inner)}</em>"
            case Strong(inner):
                return f"<strong>{self.write(inner)}</strong>"
            case Link():
                return self._link(child)
            case Footnote():
                return self._note(child)
            case Image():
                return image(child)

    def _link(self, link: Link) -> str:
        """Write a link; HTML has no link in a link, and a footnote's reference is one, so it goes behind."""
        if self._linked or not link.target.lower().startswith(_SCHEMES):
            return self.write(link.children)
        self._linked = True
        inside = self.write(link.children)
        self._linked = False
        behind, self._after_link = "".join(self._after_link), []
        title = f' title="{escape(link.title)}"' if link.title else ""
        return f'<a href="{escape(link.target)}"{title}>{inside}</a>{behind}'

    def _note(self, note: Footnote) -> str:
        self.notes.append(note)
        number = len(self.notes)
        written = (
            f'<sup class="notref"><a href="#not-{number}" id="notref-{number}" role="doc-noteref" '
            f'aria-label="Fotnot {number}">{number}</a></sup>'
        )
        if not self._linked:
            return written
        self._after_link.append(written)
        return ""
