"""Numbers that are taken although no case of the register has them, because a file cannot be read or a number is wrong.

Without them a number with a slip of the pen, or a file with a forgotten quotation mark, would be given out once more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from ksflow.diary.number import DiaryNumber
from ksflow.register.reading import Register

_YEAR_SIGN = re.compile(r"(?<![0-9])([12][0-9]{3})-(?=[0-9])")


def claimed_numbers(register: Register) -> Iterator[DiaryNumber]:
    """Yield the numbers that malformed ones stand for, and those after which files that cannot be read are named."""
    for record in register.records:
        if record.broken is not None or (record.number is None and not record.written):
            number = number_in_name(record.file)
        elif record.number is None:
            meant = register.form.suggest(record.written)
            number = register.number_of(meant) if meant else number_in_name(record.file)
        else:
            continue
        if number is not None:
            yield number


def number_in_name(file: str) -> DiaryNumber | None:
    """Return the number after which a file is named, KS-2021-1682.103.yaml, or None."""
    stem = unicodedata.normalize("NFC", PurePosixPath(file).stem)
    try:
        return DiaryNumber.parse(_YEAR_SIGN.sub(r"\1/", stem, count=1))
    except ValueError:
        return None
