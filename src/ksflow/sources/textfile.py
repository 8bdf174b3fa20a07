"""A person's text file, read strictly: UTF-8, of bounded size, with only characters that documents can hold."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ksflow.locale import _
from ksflow.sources.errors import reason_of
from ksflow.sources.findings import START, Finding, FindingsError, Severity, Span
from ksflow.sources.walking import KOMMUN_FILE, SUFFIXES

MAX_BYTES = 10_000_000
"""The largest file that is read; a case has 10 kB of text, so this is a thousand times the usual."""

# XML 1.0 (5th ed., 2.2 Char) forbids the C0 controls, surrogates and U+FFFE/U+FFFF. C1 controls, line and paragraph
# separators and stray byte-order marks are allowed there but break lines or stay invisible, and private-use characters,
# such as the bullets of Word's Symbol font, come out as boxes: refused as well.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_NAMES = {
    0x0B: "VERTICAL TAB",
    0x0C: "FORM FEED",
    0x7F: "DELETE",
    0x85: "NEXT LINE",
    0xFEFF: "BYTE ORDER MARK",
}


@dataclass(frozen=True)
class TextFile:
    """The text of a file and the name by which messages call it."""

    name: str
    text: str
    path: Path | None = None
    """Where it was read from; None for a text from elsewhere."""

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends; counted as editors count them (LF, CRLF or CR)."""
        return _LINE_END.split(self.text)

    def line(self, number: int) -> str | None:
        """Return the text of a 1-based line, or None where there is no such line."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else None

    def span_at(self, start: int, end: int) -> Span:
        """Turn two character offsets into a span."""
        return Span(*self._place(start), *self._place(max(start, end)))

    def offset_at(self, line: int, column: int) -> int:
        """Return the character offset of a 1-based place; of one outside the file, the nearest there is."""
        starts = self._line_starts
        number = min(max(line, 1), len(starts))
        return min(starts[number - 1] + max(column, 1) - 1, len(self.text)) if line <= len(starts) else len(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def _place(self, offset: int) -> tuple[int, int]:
        offset = min(offset, len(self.text))
        if self.text[offset - 1 : offset + 1] == "\r\n" and offset:  # between the two, where no line begins
            return bisect_right(self._line_starts, offset) + 1, 1
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def _inside(self, span: Span) -> Span:
        """Draw a span back into the file: parsers see the end of a file on a line that does not exist."""
        ends = []
        for line, column in (span[:2], span[2:]):
            last = min(line, len(self.lines))
            room = len(self.lines[last - 1]) + 1
            ends.append((last, room if line > last else min(column, room)))
        return Span(*ends[0], *max(ends))

    def finding(
        self,
        span: Span,
        code: str,
        message: str,
        help: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        """Make a finding at a place in this file, with the line it stands on."""
        span = self._inside(span)
        return Finding(self.name, span, code, severity, message, help, self.line(span.line))


def read_text_file(path: Path, name: str) -> TextFile:
    """Read a UTF-8 text file (a byte-order mark is accepted); raise FindingsError if it cannot be used."""
    return TextFile(name, decode(_read_bytes(path, name), name), path)


def decode(data: bytes, name: str) -> str:
    """Return the text of the bytes, refusing other encodings and characters that no document can hold."""
    if _looks_like_utf16(data):
        raise _error(name, "FIL003", _("The file is UTF-16, not UTF-8"), _save_as_utf8())
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\0" in data[:8192]:
        raise _error(name, "FIL003", _("This is not a text file"), _("Give a YAML file written in a text editor"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        good = TextFile(name, data[: error.start].decode("utf-8"))
        line, column, *_rest = good.span_at(len(good.text), len(good.text))
        # The rest as Windows would show it: most such files are saved in its old encoding.
        rest = re.split(b"[\r\n]", data[error.start :], maxsplit=1)[0].decode("cp1252", "replace")
        message = _("The byte {byte} is not UTF-8", byte=f"0x{data[error.start]:02X}")
        span = Span(line, column, line, column + 1)
        raise FindingsError(
            [Finding(name, span, "FIL003", Severity.ERROR, message, _save_as_utf8(), good.lines[-1] + rest)]
        ) from None
    if findings := forbidden_characters(TextFile(name, text)):
        raise FindingsError(findings)
    return text


def _looks_like_utf16(data: bytes) -> bool:
    """Tell UTF-16, with or without its byte-order mark, from the zeros in every other byte."""
    head = data[:1024]
    even, odd = head[::2].count(0), head[1::2].count(0)
    mostly_letters = min(even, odd) == 0 and 4 * (even + odd) > len(head) > 1
    return mostly_letters or head.startswith((b"\xff\xfe", b"\xfe\xff"))


def forbidden_characters(source: TextFile) -> list[Finding]:
    """Report the characters that no document can hold, ten at most."""
    findings = []
    for match in _FORBIDDEN.finditer(source.text):
        span = source.span_at(match.start(), match.end())
        findings.append(source.finding(span, "FIL005", *describe_forbidden(match.group())))
        if len(findings) == 10:
            break
    return findings


def first_forbidden(text: str) -> str | None:
    """Return the first character of a value that no document can hold, or None."""
    return match.group() if (match := _FORBIDDEN.search(text)) else None


def describe_forbidden(character: str) -> tuple[str, str]:
    """Return message and help about one forbidden character."""
    code = ord(character)
    name = _NAMES.get(code) or unicodedata.name(character, _("a control character"))
    message = _("The character {code} ({name}) cannot stand in a document", code=f"U+{code:04X}", name=name)
    if "\ue000" <= character <= "\uf8ff":
        message = _("The character {code} has a shape only in a symbol font", code=f"U+{code:04X}")
        return message, _("Delete it; a bullet is written “- ” at the beginning of a line")
    if character in "\x85\u2028\u2029\x0b\x0c":
        return message, _("Delete it, and press Enter where a new line is meant")
    return message, _("Delete it; it often comes along invisibly when text is pasted")


def _read_bytes(path: Path, name: str) -> bytes:
    if os.path.islink(path) and _leads_out(path):  # noqa: PTH114 - cases come by the thousand
        message = _("The file is a symbolic link that leads out of the workspace")
        raise _error(name, "FIL110", message, _("Put the file itself there"))
    try:
        # Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        # closefd=False: fdopen leaves the descriptor open when it refuses a folder.
        try:
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError
            if not stat.S_ISREG(status.st_mode):
                raise _error(name, "FIL001", _("This is not an ordinary file"))
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                data = file.read(min(status.st_size, MAX_BYTES) + 1)  # reading makes room for all it may read
                if len(data) > status.st_size:  # it has grown since, or is one of those that claim to be empty
                    data += file.read(MAX_BYTES + 1 - len(data))
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _error(name, "FIL001", _unreadable(error, path)) from None
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise _error(name, "FIL004", _("The file is larger than {limit} MB", limit=limit))
    return data


def _leads_out(path: Path) -> bool:
    """Tell whether a link in the place of a case or kommun.yaml leads out of the workspace that it lies in.

    Version control carries links, and what is wrong is shown with its line: a link could make a secret public.
    """
    if path.suffix.lower() not in SUFFIXES:
        return False  # templates may be shared by links
    folder = path.parent.resolve()
    root = next((above for above in (folder, *folder.parents) if (above / KOMMUN_FILE).exists()), None)
    # realpath takes loops and what is not there as they are: reading tells of them.
    return root is not None and not Path(os.path.realpath(path)).is_relative_to(root)


def _unreadable(error: OSError, path: Path) -> str:
    if isinstance(error, FileNotFoundError):
        return _("The file does not exist")
    is_denied = isinstance(error, PermissionError)
    # Windows says of every folder that it may not be opened.
    if isinstance(error, IsADirectoryError) or (is_denied and sys.platform == "win32" and path.is_dir()):
        return _("This is a folder, not a file")
    if is_denied:
        return _("You are not allowed to read the file")
    if error.errno == errno.ELOOP:
        return _("The file is a symbolic link that leads back to itself")
    return _("The file cannot be read: {reason}", reason=reason_of(error))


def _save_as_utf8() -> str:
    return _("Save the file with the encoding UTF-8")


def _error(name: str, code: str, message: str, help: str | None = None) -> FindingsError:
    return FindingsError([Finding(name, START, code, Severity.ERROR, message, help)])
