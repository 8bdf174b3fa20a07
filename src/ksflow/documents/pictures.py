"""Pictures that a case or kommun.yaml names: format and size are checked before they reach a document."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Literal

from ksflow.documents.blocks import Picture
from ksflow.documents.markdown_field import MarkdownField
from ksflow.locale import _
from ksflow.sources.errors import reason_of
from ksflow.sources.findings import START, Finding, FindingsError, Severity
from ksflow.sources.named_files import named_file

MAX_BYTES = 20_000_000
_FORMATS: dict[str, Literal["png", "jpg"]] = {"image/png": "png", "image/jpeg": "jpg"}


def picture_loader(field: MarkdownField, case: Path, workspace: Path) -> Callable[[str], Picture]:
    """Return what loads the pictures of a text: they are named from where it stands, the case file or its own file."""
    folder = field.file_path.parent if field.file_path else case.parent
    return partial(load_picture, folder=folder, workspace=workspace)


def load_picture(name: str, folder: Path, workspace: Path) -> Picture:
    """Return the picture named relative to ``folder``; raise FindingsError (without a place) if it cannot be used."""
    path = named_file(name, folder, workspace)
    try:
        status = path.stat()
        if status.st_size > MAX_BYTES:
            limit = MAX_BYTES // 1_000_000
            raise _error("FIL208", _("The picture is larger than {limit} MB: {name}", limit=limit, name=name))
        return _load(path, name, (status.st_mtime_ns, status.st_size))
    except OSError as error:
        raise _error(
            "FIL208", _("The picture cannot be read: {name} ({reason})", name=name, reason=reason_of(error))
        ) from None


@lru_cache(maxsize=16)
def _load(path: Path, name: str, version: tuple[int, int]) -> Picture:
    # python-docx reads the headers of pictures; importing it costs more than most cases need.
    from docx.image.exceptions import (
        InvalidImageStreamError,
        UnexpectedEndOfFileError,
        UnrecognizedImageError,
    )
    from docx.image.image import Image

    data = path.read_bytes()
    try:
        header = Image.from_blob(data)
        extension = _FORMATS.get(header.content_type)
        width, height = int(header.width), int(header.height)
    except (
        UnrecognizedImageError,
        InvalidImageStreamError,
        UnexpectedEndOfFileError,
        ZeroDivisionError,
        ValueError,
    ):
        extension, width, height = None, 0, 0
    if extension == "jpg" and _components(data) == 4:
        message = _("The colours of the picture are CMYK, for print: {name}", name=name)
        raise _error("FIL208", message, _("Save it with RGB colours"))
    if extension is None or width <= 0 or height <= 0:
        raise _error("FIL208", _("This is not a PNG or JPEG picture: {name}", name=name))
    return Picture(data, extension, width, height)


def _components(data: bytes) -> int:
    """Return the number of colour components of a JPEG: 1 grey, 3 RGB, 4 CMYK (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return data[at + 9]
        at += 2 + length
    return 0


def _error(code: str, message: str, help_: str | None = None) -> FindingsError:
    return FindingsError([Finding("", START, code, Severity.ERROR, message, help_ or _("Save it as PNG or JPEG"))])
