"""The next free number of a series, and taking it so that nobody else gets it."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from ksflow.diary.number import DiaryNumber
from ksflow.locale import _
from ksflow.register.claims import claimed_numbers
from ksflow.register.faults import series_of
from ksflow.register.reading import Register
from ksflow.sources.errors import reason_of
from ksflow.sources.named_files import shown_name
from ksflow.sources.replacing import put_in_place

LOCK = ".ksflow/reserve.lock"
_WAIT = 60.0
"""How long to wait for others who are taking numbers, in seconds."""
_SHARED = 0o666
"""Rights to the lock: another clerk must be able to take it."""


class ReserveError(Exception):
    """No number can be taken; the message is for the user, one line."""


def next_number(register: Register, organ: str, year: int, classification: str = "") -> DiaryNumber:
    """Return the number after the last one of a series that is taken, also by a file that cannot be read."""
    numbers = [*(record.number for record in register.sound() if record.number), *claimed_numbers(register)]
    taken = (number.serial for number in numbers if series_of(number) == (organ.upper(), year))
    return DiaryNumber(organ, year, max(taken, default=0) + 1, classification)


def reserve_number(
    root: Path, folder: Path, choose: Callable[[], DiaryNumber], content: Callable[[DiaryNumber], str]
) -> tuple[DiaryNumber, Path]:
    """Write a new case file with the next free number, and return both; raise ReserveError when that cannot be done.

    ``choose`` reads the register, which happens while no other process takes a number; ``content`` gives the text of
    the file. The file appears whole or not at all, and never replaces another.
    """
    try:
        (root / LOCK).parent.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)
        while True:
            with _locked(root / LOCK) as is_held:
                number = choose()
                path = folder / f"{number.file_stem}.yaml"
                if is_held():
                    _write_new(path, content(number))
                    return number, path
    except Timeout:
        raise ReserveError(_("Others are taking numbers just now; try again in a moment")) from None
    except OSError as error:
        raise ReserveError(_cannot_write(error, folder)) from None


def write_numbered(root: Path, folder: Path, number: DiaryNumber, taken: Callable[[], Path | None], text: str) -> Path:
    """Write the case file of a number that is given; return its path, or raise ReserveError when it cannot be written.

    ``taken`` looks in the register, which happens while no other process takes a number: it returns the untouched
    reservation of the number, which the new file replaces, or None; it raises ReserveError when a case has the number.
    """
    try:
        (root / LOCK).parent.mkdir(exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        while True:
            with _locked(root / LOCK) as is_held:
                reservation = taken()
                if not is_held():
                    continue
                if reservation:
                    _replace(reservation, text)
                    return reservation
                path = folder / f"{number.file_stem}.yaml"
                _write_new(path, text)
                return path
    except Timeout:
        raise ReserveError(_("Others are taking numbers just now; try again in a moment")) from None
    except OSError as error:
        raise ReserveError(_cannot_write(error, folder)) from None


def write_named(folder: Path, name: str, text: str) -> Path:
    """Write a case file whose number is not known, and return its path; raise ReserveError when that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        if os.path.lexists(path):
            raise ReserveError(_("There is a file with that name already: {file}", file=shown_name(path)))
        _write_new(path, text)
    except OSError as error:
        raise ReserveError(_cannot_write(error, folder)) from None
    return path


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[Callable[[], bool]]:
    """Hold a lock; yield what tells that it is still the one that others wait for, since .ksflow may be deleted."""
    with FileLock(path, timeout=_WAIT, mode=_SHARED):
        taken = path.stat().st_ino

        def is_held() -> bool:
            try:
                return path.stat().st_ino == taken
            except FileNotFoundError:
                path.parent.mkdir(exist_ok=True)
                return False

        yield is_held


def _cannot_write(error: OSError, folder: Path) -> str:
    name = shown_name(Path(error.filename)) if error.filename else shown_name(folder)
    return _("{file} cannot be written: {reason}", file=name, reason=reason_of(error))


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all; raise ReserveError when it is."""
    with _beside(path, text) as beside:
        try:
            os.link(beside, path)  # fails when the name is taken, where a rename would replace
        except OSError:  # taken, or no links on this disk
            if os.path.lexists(path):
                message = _("There is a file with that name already: {file}", file=shown_name(path))
                raise ReserveError(f"{message}. " + _("It holds another number; see ksflow diary check")) from None
            beside.rename(path)


def _replace(path: Path, text: str) -> None:
    """Write a file in the place of another, whole or not at all."""
    with _beside(path, text) as beside:
        put_in_place(beside, path)


@contextlib.contextmanager
def _beside(path: Path, text: str) -> Iterator[Path]:
    """Write a text to a file beside another, and delete it afterwards if it is still there."""
    for left in path.parent.glob(".*.reserve-*.tmp"):  # by a process that was killed: nobody else is writing now
        left.unlink(missing_ok=True)
    beside = path.with_name(f".{path.name}.reserve-{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        yield beside
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
