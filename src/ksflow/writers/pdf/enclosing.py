"""Putting attachments behind a document, each behind a divider page, as one file.

What the document is stays: its pages, tags, bookmarks and properties. What it claims does not: pages that somebody else
has made are not known to be PDF/A or PDF/UA, so a file that holds any says nothing of the kind.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ksflow.writers.pdf.stamp import stamped
from ksflow.writers.pdf.structure import Structure

if TYPE_CHECKING:
    from pikepdf import Pdf

_CLAIMS = ("http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/")


class EnclosingError(Exception):
    """Raised when the pages of an attachment cannot be put into a file; tells its place among them."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


@dataclass(frozen=True, slots=True)
class Enclosure:
    """An attachment as it is put behind a document."""

    name: str
    """Bilaga 1"""
    title: str
    divider: bytes
    """The page in front of it, a PDF file of ksflow's."""
    pages: Pdf | None
    """Its own file without anything active; None when it cannot be enclosed."""

    @property
    def bookmark(self) -> str:
        """How the list of bookmarks names it."""
        return f"{self.name}. {self.title}"


def enclosed(document: bytes, enclosures: Sequence[Enclosure]) -> bytes:
    """Return a PDF file of ksflow's with attachments behind it; raise EnclosingError for one that cannot be."""
    from pikepdf import ObjectStreamMode, Pdf, StreamDecodeLevel

    with warnings.catch_warnings(action="ignore"), Pdf.open(BytesIO(document)) as whole:
        structure = Structure(whole)
        labels: list[tuple[int, str | None]] = [(0, None)]
        version = whole.pdf_version
        dividers = []  # what they hold is read when all is saved
        for index, one in enumerate(enclosures):
            labels.append((len(whole.pages), one.name))
            dividers.append(Pdf.open(BytesIO(one.divider)))
            _append(whole, structure, dividers[-1], one, own=True)
            if one.pages is not None:
                version = max(version, one.pages.pdf_version)
                try:
                    _append(whole, structure, one.pages, one, own=False)
                except Exception as error:  # whatever a file written by somebody else may hold
                    raise EnclosingError(index) from error
        _label_pages(whole, labels)
        if any(one.pages is not None for one in enclosures):
            _claim_nothing(whole)
        target = BytesIO()
        whole.save(
            target,
            min_version=version,
            fix_metadata_version=False,
            compress_streams=False,  # compressors differ between machines
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.disable,
            deterministic_id=True,
        )
    for divider in dividers:
        divider.close()
    written = target.getvalue()
    del target  # nothing is held twice
    return stamped(written)


def _append(whole: Pdf, structure: Structure, source: Pdf, enclosure: Enclosure, *, own: bool) -> None:
    """Append the pages of a file, with its tags; bookmarks of an attachment lie below that of its divider."""
    from pikepdf import OutlineItem

    first = len(whole.pages)
    tagged = structure.raise_numbers(source)
    with whole.open_outline() as outline:
        count = len(outline.root)
    whole.add_pages_from(source)
    structure.add(source, first, enclosure.name if own else enclosure.bookmark, tagged=tagged)
    with whole.open_outline() as outline:
        inner = outline.root[count:]
        del outline.root[count:]
        if own:
            outline.root.append(OutlineItem(enclosure.bookmark, first))
        else:
            outline.root[-1].children.extend(inner)
            outline.root[-1].is_closed = True


def _label_pages(whole: Pdf, labels: Sequence[tuple[int, str | None]]) -> None:
    """Label the pages: the document from 1, a divider by its name (Bilaga 1), what is behind it from 1 (Bilaga 1:1)."""
    from pikepdf import Array, Dictionary, Name, String

    numbers: list[Any] = []
    count = len(whole.pages)
    for first, name in labels:
        if name is None:
            numbers += [first, Dictionary(S=Name.D)]
            continue
        numbers += [first, Dictionary(P=String(name))]
        after = min((start for start, _name in labels if start > first), default=count)
        if first + 1 < after:
            numbers += [first + 1, Dictionary(S=Name.D, P=String(f"{name}:"))]
    whole.Root["/PageLabels"] = Dictionary(Nums=Array(numbers))


def _claim_nothing(whole: Pdf) -> None:
    """Take the words of PDF/A and PDF/UA out of the file's metadata."""
    from lxml import etree

    stream: Any = whole.Root["/Metadata"]
    before, start, rest = stream.read_bytes().partition(b"<x:xmpmeta")
    body, end, after = rest.rpartition(b"</x:xmpmeta>")
    tree = etree.fromstring(start + body + end)
    for element in list(tree.iter()):
        for name in list(element.attrib):
            if str(name).startswith(tuple(f"{{{claim}}}" for claim in _CLAIMS)):
                del element.attrib[name]
        parent = element.getparent()
        if parent is not None and str(element.tag).startswith(tuple(f"{{{claim}}}" for claim in _CLAIMS)):
            parent.remove(element)
    stream.write(before + etree.tostring(tree, encoding="utf-8") + after)
