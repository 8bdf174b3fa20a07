"""Faults of what the cases say: numbers in the texts that lead nowhere, and titles that say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ksflow.diary.number import DiaryNumber
from ksflow.locale import _
from ksflow.organisation.model import Municipality
from ksflow.organisation.parties import same_name
from ksflow.register.claims import claimed_numbers
from ksflow.register.faults import Fault, Numbered, Series, series_of
from ksflow.register.organs import Organs
from ksflow.register.reading import Register
from ksflow.register.record import Record
from ksflow.sources.findings import Severity


def text_faults(register: Register, numbered: list[Numbered], municipality: Municipality) -> Iterator[Fault]:
    """Yield every fault of the texts and titles of a register; ``numbered`` is in the register's order."""
    references = _References(register, numbered, municipality)
    for record in register.sound():
        yield from references.faults(record)
    yield from _same_titles(register)


class _References:
    """The numbers to which a text may refer."""

    def __init__(self, register: Register, numbered: list[Numbered], municipality: Municipality) -> None:
        self.register = register
        self.organs = Organs(municipality, (one.number.organ for one in numbered))
        self.series: dict[Series, set[int]] = defaultdict(set)
        for number in (*(one.number for one in numbered), *claimed_numbers(register)):
            self.series[series_of(number)].add(number.serial)

    def faults(self, record: Record) -> Iterator[Fault]:
        """Yield the numbers in the texts of a case that lead to no case, or to the case itself."""
        own = record.number
        for text in record.references:
            number = self.register.form.parse(text)
            if own and series_of(own) == series_of(number) and own.serial == number.serial:
                message = _("The text names the case's own number: {number}", number=text)
                help_ = _("Write the number that was meant, or “ärendet”")
                yield Fault(record, "", "DIA013", Severity.INFO, message, help_, text)
            elif number.serial not in self.series.get(series_of(number), ()) and not self._is_prose(number):
                yield self._nowhere(record, number, text)

    def _is_prose(self, number: DiaryNumber) -> bool:
        """Tell a stretch of years (2021/22), or a word before a number (”läsåret 2021/4”), from a diary number."""
        if self.organs.is_known(number.organ):
            return not number.organ and number.serial == (number.year + 1) % 100
        return number.organ.islower() or not number.organ

    def _nowhere(self, record: Record, number: DiaryNumber, text: str) -> Fault:
        """Return the fault; outside of what the register holds it may well be an older case, so a note only."""
        serials = self.series.get(series_of(number))
        inside = serials is not None and min(serials) < number.serial < max(serials)
        later = record.dated is not None and number.year > record.dated.year
        message = _("The register has no case {number}", number=text)
        if not inside and not later:
            return Fault(record, "", "DIA013", Severity.INFO, message, None, text)
        return Fault(record, "", "DIA013", Severity.WARNING, message, self._near(number), text)

    def _near(self, number: DiaryNumber) -> str | None:
        """Return the case that was probably meant: the same serial in the year before or after."""
        for year in (number.year - 1, number.year + 1):
            if number.serial in self.series.get((number.organ.upper(), year), ()):
                meant = self.register.form.format(DiaryNumber(number.organ, year, number.serial))
                return _("Did you mean “{name}”?", name=meant)
        return None


def _same_titles(register: Register) -> Iterator[Fault]:
    first: dict[str, Record] = {}
    for record in sorted(register.sound(), key=lambda record: record.file):
        if record.title and (other := first.setdefault(same_name(record.title), record)) is not record:
            message = _("{other} has the same title", other=register.shown(other.file))
            help_ = _("A title says what sets the case apart, such as the year or the place")
            yield Fault(record, "rubrik", "DIA015", Severity.WARNING, message, help_)
