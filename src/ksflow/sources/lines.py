"""Lines of a stream that may hold anything: read one at a time, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

LONGEST = 1000
"""Bytes; a longer line belongs to no list of short things, and is not kept."""
_KEPT = 100
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class LineFault(StrEnum):
    """Why a line is no text."""

    LONG = "long"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its end; bytes that are no UTF-8 stand as escapes, and of a long line there is the beginning."""

    text: str
    fault: LineFault | None = None


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield every line of a stream, empty ones too; a byte-order mark at the beginning is no part of the first."""
    beginning = _BYTE_ORDER_MARK
    while piece := stream.readline(LONGEST):
        yield _long(piece) if _is_cut(piece) else line_of(piece.removeprefix(beginning))
        beginning = b""
        while _is_cut(piece):
            piece = stream.readline(LONGEST)


def line_of(data: bytes) -> Line:
    """Return a line from its bytes, with or without its end."""
    content = data.removesuffix(b"\n").removesuffix(b"\r")
    if len(content) >= LONGEST:
        return _long(content)
    try:
        return Line(content.decode("utf-8"))
    except UnicodeDecodeError:
        return Line(content.decode("utf-8", "backslashreplace"), LineFault.BYTES)


def _is_cut(piece: bytes) -> bool:
    return len(piece) == LONGEST and not piece.endswith(b"\n")


def _long(beginning: bytes) -> Line:
    return Line(beginning[:_KEPT].decode("utf-8", "backslashreplace") + "…", LineFault.LONG)
