"""Reading a text that should be a diary number: its parts, or what is wrong with it and what was probably meant."""

from __future__ import annotations

from typing import NamedTuple

from ksflow.diary.diagnosis import diagnose
from ksflow.diary.format import DiaryFormat, PatternFault
from ksflow.diary.formats import Recognised, recognise
from ksflow.diary.lookalikes import lookalike, may_be_lookalike
from ksflow.diary.number import DiaryNumber
from ksflow.locale import _, sentences
from ksflow.sources.lines import LONGEST, Line, LineFault

_SHOWN_AUTHORITIES = 3
_LONGEST_SHORT_DOCUMENT = 2


class Reading(NamedTuple):
    """What a text was read as.

    ``valid`` says whether it is written as it should be; ``number`` is also there for one that is written as another
    authority does, in the format that is named. ``column`` is 1-based, in characters; ``message`` is None when valid.
    """

    raw: str
    valid: bool
    number: DiaryNumber | None = None
    format: str | None = None
    column: int | None = None
    message: str | None = None
    suggestion: str | None = None


class NumberReader:
    """Reads numbers in one format, which messages call by a name or its pattern."""

    def __init__(self, form: DiaryFormat, name: str, documents: DiaryFormat | None = None) -> None:
        """Read in ``form``, and document numbers also in ``documents``."""
        self.form = form
        self.name = name
        self.documents = documents

    def read(self, text: str) -> Reading:
        """Read a text; never raises."""
        number = self._number(text)
        if number and not (may_be_lookalike(number.organ) and lookalike(text)):
            return Reading(text, True, number, self.name)
        if not text.strip():
            return Reading(text, False, column=1, message=_("There is no number on the line"))
        if (other := lookalike(text)) is not None:
            return Reading(text, False, message=other)
        return self._misfit(text)

    def read_line(self, line: Line) -> Reading:
        """Read a line of a stream, whatever it holds."""
        if line.fault is LineFault.LONG:
            return Reading(line.text, False, message=_("The line is longer than {count} bytes", count=LONGEST))
        if line.fault is LineFault.BYTES:
            return Reading(line.text, False, message=_("The line is not UTF-8 text"))
        return self.read(line.text)

    def _number(self, text: str) -> DiaryNumber | None:
        try:
            return self.form.parse(text)
        except ValueError:
            return self._document(text) if self.documents else None

    def _document(self, text: str) -> DiaryNumber | None:
        """Return the number of a document; where there are classes, "-103" is rather a class after a wrong sign."""
        try:
            number = self.documents.parse(text) if self.documents else None
        except ValueError:
            return None
        doubtful = number and len(number.document) > _LONGEST_SHORT_DOCUMENT and "klass" in self.form.parts
        return None if doubtful else number

    def _misfit(self, text: str) -> Reading:
        fault = diagnose(self.form, text)
        others = recognise(text)
        agreed = others[0] if len({other.number for other in others}) == 1 else None
        return Reading(
            text,
            False,
            agreed.number if agreed else None,
            agreed.named.name if agreed else None,
            fault.column,
            sentences(fault.message, _whose(others)),
            self.form.suggest(text),
        )


def documents_in(form: DiaryFormat) -> DiaryFormat | None:
    """Return the format of documents in the cases of a municipality whose pattern speaks of cases only: 2021/1682-7.

    None where the pattern has document numbers of its own, or where a hyphen would make it unclear.
    """
    if "handling" in form.parts:
        return None
    try:
        return DiaryFormat(f"{form.pattern}[-{{handling}}]")
    except PatternFault:
        return None


def _whose(others: list[Recognised]) -> str | None:
    """Return a sentence about the authorities that write so."""
    if not others:
        return None
    authorities = list(dict.fromkeys(other.named.authority for other in others))
    names = ", ".join(authorities[:_SHOWN_AUTHORITIES]) + (" …" if len(authorities) > _SHOWN_AUTHORITIES else "")
    if len({other.number for other in others}) > 1:
        return _("It can be read in several ways ({names})", names=names)
    return _("Written as in {names}", names=names)
