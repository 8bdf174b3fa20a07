"""What a document looks like in a format: one part or many, each known by a hash of its content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from ksflow.batch.building import FORMATS
from ksflow.batch.pdf_characters import placed_characters
from ksflow.batch.pdf_format import write_page_pictures
from ksflow.casefile.loading import CaseFile
from ksflow.documents.blocks import Document
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import Workspace

_SIZE = re.compile(rb' (?:width|height)="([0-9.]+)pt"')
_PIXELS = 96 / 72


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document that a browser shows: a page, or the whole."""

    content: bytes
    media_type: str
    width: int = 0
    height: int = 0
    """Of a picture, in pixels: room is made for it before it comes."""

    @property
    def digest(self) -> str:
        """What the part is asked for by: it changes when the content does."""
        return hashlib.sha256(self.content).hexdigest()[:24]


View = tuple[Part, ...]


def view(loaded: CaseFile, workspace: Workspace, kind: str, form: str) -> View:
    """Return how a document of a case looks in a format; raise FindingsError with all that stops it."""
    with placed_characters(loaded, workspace):
        return _VIEWS[form](compose(loaded, workspace, kind), workspace)


def file_content(loaded: CaseFile, workspace: Workspace, kind: str, form: str) -> bytes:
    """Return a document of a case as the file that a build would write; raise FindingsError."""
    with placed_characters(loaded, workspace):
        return FORMATS[form].write(compose(loaded, workspace, kind), workspace)


def _pages(document: Document, workspace: Workspace) -> View:
    return tuple(Part(page, "image/svg+xml", *_size(page)) for page in write_page_pictures(document, workspace))


def _size(page: bytes) -> tuple[int, int]:
    width, height = (round(float(points) * _PIXELS) for points in _SIZE.findall(page[:1000])[:2])
    return width, height


def _web_page(document: Document, workspace: Workspace) -> View:
    return (Part(FORMATS["html"].write(document, workspace), "text/html; charset=utf-8"),)


def _markdown(document: Document, workspace: Workspace) -> View:
    return (Part(FORMATS["md"].write(document, workspace), "text/plain; charset=utf-8"),)


_VIEWS: dict[str, Callable[[Document, Workspace], View]] = {"pdf": _pages, "html": _web_page, "md": _markdown}
FORMS = tuple(_VIEWS)
"""The formats that can be looked at."""
