"""What a registrar looks for: numbers that repeat, are missing, or disagree with the case they stand in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

from ksflow.diary.number import DiaryNumber
from ksflow.locale import _, ngettext
from ksflow.organisation.model import Municipality
from ksflow.organisation.parties import same_name
from ksflow.register.reading import Register
from ksflow.register.record import Record
from ksflow.sources.findings import Severity
from ksflow.sources.suggest import nearest

_SHOWN = 12
"""How many ranges of a broken series are shown."""


class Fault(NamedTuple):
    """Something wrong with a record: the key it is about, or the words that the texts of the case hold."""

    record: Record
    key: str
    code: str
    severity: Severity
    message: str
    help: str | None = None
    words: str = ""
    """What to look for in the file, when the fault is somewhere in a text."""


Series = tuple[str, int]
"""Organ in capitals, and year."""


class _Numbered(NamedTuple):
    """A record with a number."""

    record: Record
    number: DiaryNumber
    series: Series
    place: tuple[str, int, int]
    """What must be unique: organ in capitals, year and serial."""


def _numbered(record: Record, number: DiaryNumber) -> _Numbered:
    organ = number.organ.upper()
    return _Numbered(record, number, (organ, number.year), (organ, number.year, number.serial))


def register_faults(register: Register, municipality: Municipality) -> Iterator[Fault]:
    """Yield every fault of a register; those that an author has weighed (``ignorera``) are left out."""
    numbered = [_numbered(record, record.number) for record in register.sound() if record.number]
    checks: list[Iterable[Fault]] = [
        _malformed(register),
        _same_numbers(numbered, register),
        _gaps(numbered, register),
        _organs(numbered, municipality),
        _other_case(numbered, register),
        _years(numbered),
        _classifications(numbered, municipality),
        _file_names(numbered),
        _references(numbered, register),
        _same_titles(register),
    ]
    for check in checks:
        yield from (fault for fault in check if fault.code not in fault.record.ignored)


def _malformed(register: Register) -> Iterator[Fault]:
    for record in register.sound():
        if record.number is None:
            if not record.written:
                message, help_ = _("The case has no diary number"), _example(register)
            else:
                message = _("This is not a diary number: {number}", number=record.written)
                meant = register.form.suggest(record.written)
                help_ = _("Write {number}", number=meant) if meant else _example(register)
            yield Fault(record, "diarienummer", "DIA001", Severity.ERROR, message, help_)


def _example(register: Register) -> str:
    return _("It is written like {number}", number=register.form.example)


def _same_numbers(numbered: list[_Numbered], register: Register) -> Iterator[Fault]:
    seen: dict[tuple[str, int, int], _Numbered] = {}
    for one in numbered:  # sorted already
        first = seen.setdefault(one.place, one)
        if first is one:
            continue
        if first.number == one.number:
            message = _("The case {other} has the same diary number", other=first.record.file)
            help_ = _("Give one of them another number: ksflow diary next {organ}", organ=one.number.organ).strip()
            yield Fault(one.record, "diarienummer", "DIA008", Severity.ERROR, message, help_)
        else:
            other = register.form.format(first.number)
            message = _("{other} has the same serial number", other=other)
            help_ = _(
                "A case keeps its serial number when its classification changes; see {file}", file=first.record.file
            )
            yield Fault(one.record, "diarienummer", "DIA009", Severity.WARNING, message, help_)


def _gaps(numbered: list[_Numbered], register: Register) -> Iterator[Fault]:
    """Report what is missing between the first and the last number of a series, at the number after the first gap."""
    series: dict[Series, list[_Numbered]] = defaultdict(list)
    for one in numbered:
        series[one.series].append(one)
    for _key, members in sorted(series.items()):
        members.sort(key=lambda one: one.number.serial)
        ranges = [(low, high) for low, high in pairwise(members) if high.number.serial > low.number.serial + 1]
        if not ranges:
            continue
        missing = sum(high.number.serial - low.number.serial - 1 for low, high in ranges)
        shown = [_range(low.number.serial + 1, high.number.serial - 1) for low, high in ranges[:_SHOWN]]
        shown += ["…"] if len(ranges) > _SHOWN else []
        name = f"{members[0].number.organ} {members[0].number.year}".strip()
        message = ngettext(
            "{count} number is missing in the series {series}: {ranges}",
            "{count} numbers are missing in the series {series}: {ranges}",
            missing,
            series=name,
            ranges=", ".join(shown),
        )
        help_ = _("Every number that has been given out should be in the register")
        yield Fault(ranges[0][1].record, "diarienummer", "DIA010", Severity.INFO, message, help_)


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _organs(numbered: list[_Numbered], municipality: Municipality) -> Iterator[Fault]:
    """Report organs that no body has, and numbers that another body's cases have; silent without codes."""
    owners = {body.code.upper(): body for body in municipality.bodies if body.code}
    if not owners:
        return
    for one in numbered:
        organ = one.number.organ.partition(" ")[0].upper()
        owner = owners.get(organ)
        body = municipality.find_body(one.record.body)
        if not organ:
            continue
        if owner is None:
            near = nearest(organ, owners)
            help_ = _("Did you mean “{name}”?", name=near) if near else _("Codes: {names}", names=", ".join(owners))
            message = _("No body in kommun.yaml has the code {organ}", organ=one.number.organ)
            yield Fault(one.record, "diarienummer", "DIA011", Severity.WARNING, message, help_)
        elif body and body.code and body is not owner:
            message = _(
                "{organ} is the code of {owner}, and the case goes to {body}",
                organ=organ,
                owner=owner.name,
                body=body.name,
            )
            help_ = _("Cases of {body} are numbered {code}", body=body.name, code=body.code)
            yield Fault(one.record, "diarienummer", "DIA011", Severity.WARNING, message, help_)


def _other_case(numbered: list[_Numbered], register: Register) -> Iterator[Fault]:
    """Report organs that differ from the usual spelling in upper and lower case only."""
    spellings: dict[str, dict[str, list[_Numbered]]] = defaultdict(lambda: defaultdict(list))
    for one in numbered:
        spellings[one.number.organ.upper()][one.number.organ].append(one)
    for written in spellings.values():
        usual = max(written, key=lambda organ: (len(written[organ]), organ.isupper(), organ))
        for organ, members in sorted(written.items()):
            for one in members if organ != usual else ():
                message = _("The organ is written {usual} in the other cases", usual=usual)
                number = one.number
                right = DiaryNumber(usual, number.year, number.serial, number.classification, number.document)
                help_ = _("Write {number}", number=register.form.format(right))
                yield Fault(one.record, "diarienummer", "DIA014", Severity.WARNING, message, help_)


def _years(numbered: list[_Numbered]) -> Iterator[Fault]:
    for one in numbered:
        day = one.record.dated
        if day is not None and one.number.year > day.year:
            message = _(
                "The number is of {year}, but the case is dated {date}", year=one.number.year, date=day.isoformat()
            )
            help_ = _("A case has its number before its documents are written; correct the number or “datum”")
            yield Fault(one.record, "diarienummer", "DIA003", Severity.ERROR, message, help_)


def _classifications(numbered: list[_Numbered], municipality: Municipality) -> Iterator[Fault]:
    """Report codes that are not in the plan; silent without a plan."""
    plan = municipality.classification_plan
    for one in numbered if plan else ():
        code = one.number.classification
        if code and code not in plan:
            near = nearest(code, plan)
            help_ = (
                _("Did you mean “{name}”?", name=f"{near} {plan[near]}")
                if near
                else _("Add it to the plan in kommun.yaml")
            )
            message = _("The classification is not in the plan: {code}", code=code)
            yield Fault(one.record, "diarienummer", "DIA004", Severity.WARNING, message, help_)


def _file_names(numbered: list[_Numbered]) -> Iterator[Fault]:
    for one in numbered:
        path = PurePosixPath(one.record.file)
        stem = one.number.file_stem
        if path.stem != stem:
            message = _("The file is not named after its number: {file}", file=path.name)
            help_ = _("Name it {name}", name=f"{stem}{path.suffix}")
            yield Fault(one.record, "diarienummer", "DIA012", Severity.WARNING, message, help_)


def _references(numbered: list[_Numbered], register: Register) -> Iterator[Fault]:
    """Report numbers in texts that lead to no case of the register, or to the case itself.

    A number outside the series that the register holds may well be an older case: it is a note only.
    """
    known = {one.place for one in numbered}
    series: dict[Series, list[int]] = defaultdict(list)
    for organ, year, serial in known:
        series[organ, year].append(serial)
    spans = {key: (min(serials), max(serials)) for key, serials in series.items()}
    for record in register.sound():
        own = _numbered(record, record.number).place if record.number else None
        for text in record.references:
            number = register.form.parse(text)
            place = (number.organ.upper(), number.year, number.serial)
            if place == own:
                message = _("The text names the case's own number: {number}", number=text)
                yield Fault(record, "", "DIA013", Severity.INFO, message, words=text)
            elif place not in known:
                low, high = spans.get(place[:2], (1, 0))
                severity = Severity.WARNING if low <= number.serial <= high else Severity.INFO
                message = _("The register has no case {number}", number=text)
                near = _nearest_number(number, spans, known, register)
                yield Fault(record, "", "DIA013", severity, message, near, text)


def _nearest_number(
    number: DiaryNumber,
    spans: dict[Series, tuple[int, int]],
    known: set[tuple[str, int, int]],
    register: Register,
) -> str | None:
    """Return the case that was probably meant: the same serial in the year before or after."""
    for year in (number.year - 1, number.year + 1):
        if (number.organ.upper(), year, number.serial) in known:
            meant = register.form.format(DiaryNumber(number.organ, year, number.serial))
            return _("Did you mean “{name}”?", name=meant)
    return None


def _same_titles(register: Register) -> Iterator[Fault]:
    key: Callable[[Record], str] = lambda record: same_name(record.title)  # noqa: E731
    titled = sorted((record for record in register.sound() if record.title), key=lambda one: (key(one), one.file))
    for _title, records in groupby(titled, key):
        first, *others = records
        for record in others:
            message = _("{other} has the same title", other=first.file)
            help_ = _("A title says what sets the case apart, such as the year or the place")
            yield Fault(record, "rubrik", "DIA015", Severity.WARNING, message, help_)
