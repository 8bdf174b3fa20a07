"""The next free number of a series, and taking it so that nobody else gets it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from ksflow.diary.number import DiaryNumber
from ksflow.locale import _
from ksflow.register.reading import Register

LOCK = ".ksflow/reserve.lock"
_WAIT = 60.0
"""How long to wait for others who are taking numbers, in seconds."""


class ReserveError(Exception):
    """No number can be taken; the message is for the user, one line."""


def next_number(register: Register, organ: str, year: int) -> DiaryNumber:
    """Return the number after the last one of a series, spelt as its other numbers are; the first one if it is new."""
    series = [
        record.number
        for record in register.sound()
        if record.number and record.number.organ.upper() == organ.upper() and record.number.year == year
    ]
    spelt = series[-1].organ if series else organ
    return DiaryNumber(spelt, year, max((number.serial for number in series), default=0) + 1)


def reserve_number(
    read: Callable[[], Register],
    folder: Path,
    organ: str,
    year: int,
    classification: str,
    content: Callable[[DiaryNumber], str],
) -> tuple[DiaryNumber, Path]:
    """Write a new case file with the next free number, and return both; raise ReserveError when that cannot be done.

    ``read`` reads the register, which happens while no other process takes a number; ``content`` gives the text of
    the file. The file appears whole or not at all, and never replaces another.
    """
    root = read().root
    try:
        (root / LOCK).parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(root / LOCK, timeout=_WAIT):
            number = replace(next_number(read(), organ, year), classification=classification)
            path = folder / f"{number.file_stem}.yaml"
            _write_new(path, content(number))
    except Timeout:
        raise ReserveError(_("Others are taking numbers just now; try again in a moment")) from None
    except FileExistsError:
        raise ReserveError(_("There is a file with that name already: {file}", file=path.name)) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ReserveError(_("The case file cannot be written: {reason}", reason=reason)) from None
    return number, path


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all; raise FileExistsError when it is."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(beside, path)  # fails when the name is taken, where a rename would replace
        except (PermissionError, NotImplementedError):  # no hard links on this disk
            if os.path.lexists(path):
                raise FileExistsError(path) from None
            beside.rename(path)
        except OSError as error:
            if isinstance(error, FileExistsError) or os.path.lexists(path):
                raise FileExistsError(path) from None
            beside.rename(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
