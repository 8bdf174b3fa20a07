"""A workspace to begin with: kommun.yaml, a case to try, the schemas for editors. Nothing that is there is replaced."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path

from ksflow.batch.atomic import write_atomically
from ksflow.batch.schema_files import KOMMUN, schema_files, schema_line
from ksflow.casefile.skeletons import filled
from ksflow.diary.format import DEFAULT_PATTERN, DiaryFormat, PatternFault
from ksflow.diary.formats import diary_format, recognise
from ksflow.diary.number import DiaryNumber
from ksflow.locale import _, sentences
from ksflow.sources.named_files import shown_name
from ksflow.sources.walking import KOMMUN_FILE

_IGNORED = ("out/", ".ksflow/")
"""What ksflow makes, and git need not keep."""


class StartError(Exception):
    """A workspace that cannot be made; the message is for the user, one line."""


@dataclass(frozen=True)
class Numbers:
    """How a municipality writes its diary numbers: the pattern, and one of them."""

    pattern: str
    one: DiaryNumber

    @property
    def form(self) -> DiaryFormat:
        """The format that the pattern declares."""
        return DiaryFormat(self.pattern)


def numbers_like(text: str) -> Numbers:
    """Return how numbers are written by a number, a pattern or the name of a shipped format.

    Raises StartError when nobody is known to write so.
    """
    text = text.strip()
    with suppress(ValueError):
        return Numbers(DEFAULT_PATTERN, replace(DiaryFormat().parse(text), document=""))
    for reading in recognise(text):
        return Numbers(reading.named.pattern, replace(reading.number, document=""))
    try:
        form = diary_format(text)
    except PatternFault:
        message = _("Nobody is known to write a diary number so: {text}", text=text)
        raise StartError(sentences(message, _("Choose one of {command}", command="ksflow diary formats"))) from None
    return Numbers(form.pattern, form.parse(form.example))


def refuse_workspace(root: Path) -> None:
    """Raise StartError when a folder is a workspace already, or is no folder."""
    if os.path.lexists(root / KOMMUN_FILE):
        raise StartError(_("{file} is there already, and is kept as it is", file=shown_name(root / KOMMUN_FILE)))
    if os.path.lexists(root) and not root.is_dir():
        raise StartError(_("This is no folder: {file}", file=shown_name(root)))


def starting_files(name: str, numbers: Numbers, today: date) -> dict[str, bytes]:
    """Return the files of a new workspace by their names; kommun.yaml, which makes it one, comes last.

    Raises StartError for a name that no municipality can have.
    """
    number = _number(numbers, today, 1)
    code = number.organ.partition(" ")[0] or None
    case: dict[str, str | None] = {
        "diarienummer": numbers.form.format(number),
        "datum": today.isoformat(),
        "redovisas": f"1 december {today.year + 1}",
    }
    municipality = {"namn": name, "diarienummer": numbers.pattern, "kod": code}
    kommun = _skeleton("kommun.yaml", schema_line(Path(), Path(), KOMMUN), municipality)
    _check(kommun)
    example = _skeleton("arende.yaml", schema_line(Path("cases"), Path()), case)
    return {
        **{path.as_posix(): data for path, data in schema_files(Path()).items()},
        ".gitignore": "".join(f"{line}\n" for line in _IGNORED).encode("utf-8"),
        f"cases/{number.file_stem}.yaml": example.encode("utf-8"),
        KOMMUN_FILE: kommun.encode("utf-8"),
    }


def write_start(root: Path, contents: dict[str, bytes]) -> Iterator[tuple[Path, bool]]:
    """Write the files that are not there yet; yield each path, and whether it was written or is kept. Raises OSError.

    Where there are cases already, the case to try is left out.
    """
    has_cases = any((root / "cases").glob("*.yaml"))
    for name, data in contents.items():
        path = root / name
        if name.startswith("cases/") and has_cases:
            continue
        is_there = os.path.lexists(path)
        if not is_there:
            write_atomically(path, data)
        yield path, not is_there


def ignores_what_is_built(root: Path) -> bool:
    """Tell whether the workspace's .gitignore leaves out what ksflow makes."""
    try:
        lines = (root / ".gitignore").read_text("utf-8").split()
    except (OSError, ValueError):
        return False
    return all(any(line.strip("/") == wanted.strip("/") for line in lines) for wanted in _IGNORED)


def first_own_number(numbers: Numbers, today: date) -> str:
    """Return the number of the first case that somebody would write: the one after the case to try."""
    return numbers.form.format(_number(numbers, today, 2))


def _number(numbers: Numbers, today: date, serial: int) -> DiaryNumber:
    """Return a number of this year, of kommunstyrelsen; its letters may be longer: KSM, KSTN."""
    letters, blank, unit = numbers.one.organ.partition(" ")
    code = letters if letters.upper().startswith("KS") or not letters else "KS"
    return replace(numbers.one, organ=f"{code}{blank}{unit}", year=today.year, serial=serial)


def _skeleton(name: str, first_line: str, values: dict[str, str | None]) -> str:
    text = (files("ksflow.batch") / "start" / name).read_text("utf-8")
    return f"{first_line}\n{filled(text, values)}"


def _check(kommun: str) -> None:
    """Raise StartError when kommun.yaml would not be sound: what was given cannot stand in it."""
    from ksflow.organisation.model import Municipality
    from ksflow.sources.findings import FindingsError
    from ksflow.sources.textfile import TextFile
    from ksflow.sources.validation import validate
    from ksflow.sources.yamltree import parse_yaml

    try:
        validate(Municipality, parse_yaml(TextFile(KOMMUN_FILE, kommun)))
    except FindingsError as error:
        first = error.findings[0]
        raise StartError(sentences(first.message, first.help)) from None
