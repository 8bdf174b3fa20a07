"""Faults of the numbers themselves: malformed, repeated, missing, of the wrong organ, year, class or file."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath

from ksflow.diary.agreement import later_year, unplanned_class
from ksflow.locale import _, ngettext
from ksflow.organisation.model import Municipality
from ksflow.register.claims import claimed_numbers
from ksflow.register.faults import Fault, Numbered, Series, series_of
from ksflow.register.organs import Organs
from ksflow.register.reading import Register
from ksflow.sources.findings import Severity

_SHOWN = 12
"""How many ranges of a broken series are shown."""


def number_faults(register: Register, numbered: list[Numbered], municipality: Municipality) -> Iterator[Fault]:
    """Yield every fault of the numbers of a register; ``numbered`` is in the register's order."""
    yield from _malformed(register)
    yield from _same_numbers(register, numbered)
    yield from _gaps(register, numbered)
    organs = Organs(municipality, (one.number.organ for one in numbered))
    for one in numbered:
        yield from _organ(one, municipality, organs)
        yield from _other_case(register, one, organs)
        yield from _year(one)
        yield from _classification(one, municipality)
        yield from _file_name(one)


def _fault(one: Numbered, code: str, severity: Severity, message: str, help_: str | None) -> Fault:
    return Fault(one.record, "diarienummer", code, severity, message, help_)


def _malformed(register: Register) -> Iterator[Fault]:
    for record in register.sound():
        if record.number is None:
            example = _("It is written like {number}", number=register.form.example)
            if not record.written:
                message, help_ = _("The case has no diary number"), example
            else:
                message = _("This is not a diary number: {number}", number=record.written)
                meant = register.form.suggest(record.written)
                help_ = _("Write {number}", number=meant) if meant else example
            yield Fault(record, "diarienummer", "DIA001", Severity.ERROR, message, help_)


def _same_numbers(register: Register, numbered: list[Numbered]) -> Iterator[Fault]:
    """Report all but the first of the cases with one serial number; equal numbers are worse than other classes."""
    same: dict[tuple[Series, int], list[Numbered]] = defaultdict(list)
    for one in numbered:
        same[one.series, one.number.serial].append(one)
    for group in same.values():
        whole: dict[str, Numbered] = {}
        for one in group:
            # As file names have it: their documents would lie in one folder.
            first = whole.setdefault(one.number.file_stem.casefold(), one)
            if first is not one:
                message = _("The case {other} has the same diary number", other=register.shown(first.record.file))
                help_ = _("Give one of them another number: ksflow diary next {organ}", organ=one.number.organ).strip()
                yield _fault(one, "DIA008", Severity.ERROR, message, help_)
            elif one is not group[0]:
                message = _("{other} has the same serial number", other=register.form.format(group[0].number))
                help_ = _(
                    "A case keeps its serial number when its classification changes; see {file}",
                    file=register.shown(group[0].record.file),
                )
                yield _fault(one, "DIA009", Severity.WARNING, message, help_)


def _gaps(register: Register, numbered: list[Numbered]) -> Iterator[Fault]:
    """Report what is missing between the first and the last number of a series, at the number after the first gap."""
    claimed: dict[Series, set[int]] = defaultdict(set)
    for number in claimed_numbers(register):
        claimed[series_of(number)].add(number.serial)
    series: dict[Series, dict[int, Numbered]] = defaultdict(dict)
    for one in numbered:
        series[one.series].setdefault(one.number.serial, one)
    for key, members in series.items():
        taken = sorted({*members, *claimed[key]})
        ranges = [(low + 1, high - 1) for low, high in pairwise(taken) if high > low + 1]
        if not ranges:
            continue
        missing = sum(last - first + 1 for first, last in ranges)
        shown = [str(first) if first == last else f"{first}–{last}" for first, last in ranges[:_SHOWN]]
        shown += ["…"] if len(ranges) > _SHOWN else []
        message = ngettext(
            "{count} number is missing in the series {series}: {ranges}",
            "{count} numbers are missing in the series {series}: {ranges}",
            missing,
            series=" ".join(map(str, filter(None, key))),
            ranges=", ".join(shown),
        )
        place = next((one for serial, one in sorted(members.items()) if serial > ranges[0][0]), members[max(members)])
        help_ = _("Every number that has been given out should be in the register")
        yield _fault(place, "DIA010", Severity.INFO, message, help_)


def _organ(one: Numbered, municipality: Municipality, organs: Organs) -> Iterator[Fault]:
    """Report an organ that no body has, and a number that another body's cases have; silent without codes."""
    organ = one.number.organ.partition(" ")[0]
    if not organ or not organs.codes:
        return
    owner, body = organs.owner(organ), municipality.find_body(one.record.body)
    if owner is None:
        message = _("No body in kommun.yaml has the code {organ}", organ=organ)
        yield _fault(one, "DIA011", Severity.WARNING, message, organs.help(organ))
    elif body and body.code and body is not owner:
        message = _(
            "{organ} is the code of {owner}, and the case goes to {body}",
            organ=organ,
            owner=owner.name,
            body=body.name,
        )
        help_ = _("Cases of {body} are numbered {code}", body=body.name, code=body.code)
        yield _fault(one, "DIA011", Severity.WARNING, message, help_)


def _other_case(register: Register, one: Numbered, organs: Organs) -> Iterator[Fault]:
    """Report an organ that differs from the usual spelling in upper and lower case only."""
    usual = organs.spelling(one.number.organ)
    right = register.form.format(replace(one.number, organ=usual))
    if one.number.organ != usual and right != register.form.format(one.number):  # a pattern may decide it: {ORGAN}
        message = _("The organ is written {usual}, not {organ}", usual=usual, organ=one.number.organ)
        yield _fault(one, "DIA014", Severity.WARNING, message, _("Write {number}", number=right))


def _year(one: Numbered) -> Iterator[Fault]:
    if found := later_year(one.number, one.record.dated):
        yield _fault(one, "DIA003", Severity.ERROR, found.message, found.help)


def _classification(one: Numbered, municipality: Municipality) -> Iterator[Fault]:
    if found := unplanned_class(one.number, municipality.classification_plan):
        yield _fault(one, "DIA004", Severity.WARNING, found.message, found.help)


def _file_name(one: Numbered) -> Iterator[Fault]:
    path = PurePosixPath(one.record.file)
    stem = one.number.file_stem
    if unicodedata.normalize("NFC", path.stem) != stem:
        message = _("The file is not named after its number: {file}", file=path.name)
        help_ = _("Name it {name}", name=f"{stem}{path.suffix}")
        yield _fault(one, "DIA012", Severity.WARNING, message, help_)
