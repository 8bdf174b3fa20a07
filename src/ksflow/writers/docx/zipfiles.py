"""ZIP archives with the same bytes every time.

Times and attributes are fixed, members keep their order, and what ksflow makes itself is stored, not deflated:
compressors differ between machines (zlib, zlib-ng), stored bytes do not. Members taken over from a look keep the
compressed bytes that they have there.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

# 1 January 1980, 00:00, the first moment that ZIP knows (APPNOTE 4.4.6).
_DATE, _TIME = 0x0021, 0
_VERSION = 20
_UTF8 = 0x0800
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive, ready to be written."""

    name: str
    local: bytes
    """Local header, name and data."""
    central: bytes
    """Central directory record without its last field, the offset, and without the name."""


def stored(name: str, data: bytes) -> Member:
    """Return a member that is stored as it is."""
    return _member(name, 0, zlib.crc32(data), len(data), data)


def taken_over(archive: zipfile.ZipFile, raw: bytes, info: zipfile.ZipInfo) -> Member:
    """Return a member of another archive with its compressed bytes unchanged; ``raw`` is that whole archive."""
    name_length, extra_length = struct.unpack_from("<2H", raw, info.header_offset + 26)
    start = info.header_offset + 30 + name_length + extra_length
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return stored(info.filename, archive.read(info))
    data = raw[start : start + info.compress_size]
    return _member(info.filename, info.compress_type, info.CRC, info.file_size, data)


def write_archive(members: Iterable[Member]) -> bytes:
    """Return the archive of these members, in this order."""
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in members:
        parts.append(member.local)
        directory += (member.central, struct.pack("<I", offset), member.name.encode("utf-8"))
        offset += len(member.local)
    central = b"".join(directory)
    count = len(parts)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(central), offset, 0)
    return b"".join((*parts, central, end))


def read_archive(raw: bytes) -> zipfile.ZipFile:
    """Open an archive held in memory; raises zipfile.BadZipFile."""
    return zipfile.ZipFile(BytesIO(raw))


def is_own(raw: bytes) -> bool:
    """Tell whether an archive is as this module writes it: others write other headers, times and order.

    A word that is changed in place, which only the checksums tell, makes it somebody else's too.
    """
    try:
        archive = read_archive(raw)
        members = [taken_over(archive, raw, info) for info in archive.infolist()]
        return bool(members) and write_archive(members) == raw and archive.testzip() is None
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, RuntimeError, NotImplementedError, zlib.error):
        return False


def _member(name: str, method: int, crc: int, size: int, data: bytes) -> Member:
    encoded = name.encode("utf-8")
    flags = 0 if name.isascii() else _UTF8
    local = _LOCAL.pack(b"PK\3\4", _VERSION, flags, method, _TIME, _DATE, crc, len(data), size, len(encoded), 0)
    central = _CENTRAL.pack(
        b"PK\1\2",
        _VERSION,
        _VERSION,
        flags,
        method,
        _TIME,
        _DATE,
        crc,
        len(data),
        size,
        len(encoded),
        0,
        0,
        0,
        0,
        0,
        0,
    )
    return Member(name, b"".join((local, encoded, data)), central[:-4])
