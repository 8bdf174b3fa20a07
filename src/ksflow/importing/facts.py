"""The facts of a letterhead: number, dates, officer, receiver; written beside or below their labels."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ksflow.diary.number import DiaryNumber
from ksflow.organisation.model import Municipality
from ksflow.organisation.parties import same_name
from ksflow.sources.dates import MONTHS, DateFault, read_date

_LABELS = {
    "datum": "date", "date": "date", "dokumentdatum": "date", "upprättad": "date", "skapad": "date",
    "sammanträde": "meeting", "sammanträdesdatum": "meeting", "mötesdatum": "meeting",
    "diarienummer": "number", "dnr": "number", "diarienr": "number", "diarienr.": "number", "ärendenummer": "number",
    "beteckning": "number", "vår beteckning": "number", "ärendebeteckning": "number",
    "handläggare": "officer", "kontaktperson": "officer", "kontakt": "officer", "referent": "officer",
    "upprättad av": "officer", "ansvarig handläggare": "officer",
    "telefon": "phone", "tfn": "phone", "tel": "phone", "tel.": "phone", "mobil": "phone",
    "e-post": "email", "epost": "email", "mejl": "email", "e-postadress": "email",
    "till": "body", "mottagare": "body", "från": "sender", "dokument": "kind", "ärende": "title",
}  # fmt: skip
_LABEL = re.compile(r"([^\W\d_][\w .-]{1,22}?)(?:\s*:\s*|\s{2,}|\t)(.*)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+46|0)[\d \u00a0()/-]{6,16}\d")
_MONTH = "|".join(MONTHS)
_DATE = re.compile(
    r"\b((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})\b"
    rf"|\b(?:den )?([0-9]{{1,2}}) ({_MONTH}) ((?:19|20)[0-9]{{2}})\b"
)
_VALUE = re.compile(rf"{_DATE.pattern}|{_EMAIL.pattern}|{_PHONE.pattern}|[A-ZÅÄÖ]{{0,6}}[-/ ]?[0-9][0-9./-]+")
PERSON = re.compile(r"[A-ZÅÄÖÉ][\w'’.-]*(?: (?:af|av|von|de|van|den|[A-ZÅÄÖÉ][\w'’.-]*)){1,4}")


@dataclass(slots=True)
class Facts:
    """What a letterhead says of a case."""

    number: DiaryNumber | None = None
    written_number: str | None = None
    """A number that is written otherwise than kommun.yaml says."""
    date: datetime.date | None = None
    meeting: datetime.date | None = None
    officer: str | None = None
    phone: str | None = None
    email: str | None = None
    body: str | None = None
    title: str | None = None


class FactReader:
    """Reads lines of a letterhead into facts."""

    def __init__(self, municipality: Municipality) -> None:
        self.municipality = municipality
        self.facts: Facts = Facts()
        self.consumed: set[str] = set()
        """The lines that have become facts."""
        self.letterhead: list[str] = []
        """The lines that kommun.yaml has too."""
        self._letterhead = {same_name(line) for line in _letterhead(municipality)}

    def read(self, lines: Iterable[str]) -> list[str]:
        """Read lines that stand below each other; return those that are no facts."""
        rest: list[str] = []
        wanted: str | None = None
        bare: str | None = None  # a label on a line of its own, whose value has not come yet
        for line in lines:
            label, value = _split(line.replace("\u00a0", " ").strip())
            text = " ".join(line.split())
            if label is not None and not value:
                rest += [bare] if bare else []
                wanted, bare = label, line
                continue
            if label is not None:
                wanted, text = label, " ".join(value.split())
            if wanted and self._take(wanted, text):
                self.consumed |= {" ".join(part.split()) for part in (line, bare) if part}
            else:
                rest += [bare] if bare else []
                if label is None and self._guess(text):
                    self.consumed.add(text)
                else:
                    rest.append(line)
            bare = None
        return [*rest, bare] if bare else rest

    def is_letterhead(self, text: str) -> bool:
        """Tell whether a line is of the letterhead that kommun.yaml has too, or a label of it."""
        return same_name(text.replace("\u00a0", " ")) in self._letterhead

    def _take(self, label: str, value: str) -> bool:
        """Take a value that stands under a label, if it is of its kind."""
        facts = self.facts
        if label in ("date", "meeting"):
            day = find_date(value)
            if day is None or getattr(facts, label) not in (None, day):
                return False
            setattr(facts, label, day)
            return True
        if label == "number":
            return self._number(value, surely=True)
        if label == "body":
            found = self.municipality.find_body(value)
            facts.body = facts.body or (found.name if found else None)
            return found is not None
        if label == "officer":
            return self._officer(value)
        if label == "title":
            facts.title = facts.title or value
            return True
        if label in ("phone", "email"):
            return self._contact(value)
        return label in ("kind", "sender")

    def _officer(self, value: str) -> bool:
        rest = value
        for pattern, name in ((_EMAIL, "email"), (_PHONE, "phone")):
            if match := pattern.search(rest):
                setattr(self.facts, name, getattr(self.facts, name) or match.group().strip())
                rest = rest[: match.start()] + rest[match.end() :]
        name = rest.strip(" ,;<>|–-")
        if not name:
            return True
        if self.facts.officer is None and PERSON.fullmatch(name.split(",")[0].strip()):
            self.facts.officer = name.split(",")[0].strip()
            return "," not in name
        return same_name(name) == same_name(self.facts.officer or "")

    def _contact(self, value: str) -> bool:
        for pattern, name in ((_EMAIL, "email"), (_PHONE, "phone")):
            match = pattern.fullmatch(value.strip(" <>"))
            if match and getattr(self.facts, name) in (None, match.group()):
                setattr(self.facts, name, match.group())
                return True
        return False

    def _guess(self, text: str) -> bool:
        """Take a line without a label when it can be nothing else."""
        if self.is_letterhead(text):
            self.letterhead.append(text)
            return True
        if self._number(text, surely=False):
            return True
        if self.facts.officer and self._contact(text):
            return True
        body = self.municipality.find_body(text)
        if body and self.facts.body in (None, body.name):
            self.facts.body = body.name
            return True
        return False

    def _number(self, text: str, *, surely: bool) -> bool:
        form = self.municipality.diary_format
        try:
            found = form.parse(text.strip())
        except ValueError:
            suggestion = form.suggest(text.strip()) if surely else None
            if suggestion is None:
                return surely and self._foreign_number(text.strip())
            found = form.parse(suggestion)
        if self.facts.number not in (None, found):
            return False
        self.facts.number = found
        return True

    def _foreign_number(self, text: str) -> bool:
        """Keep a number that is written otherwise than kommun.yaml says."""
        if self.facts.number or self.facts.written_number or not any(map(str.isdigit, text)):
            return False
        self.facts.written_number = text
        return True


def find_date(text: str) -> datetime.date | None:
    """Return the date in a text, or None when there is none that exists."""
    match = _DATE.search(text)
    if match is None:
        return None
    iso = match[1] or f"{match[4]}-{MONTHS.index(match[3]) + 1:02}-{int(match[2]):02}"
    try:
        return read_date(iso)
    except DateFault:
        return None


def is_label(line: str) -> bool:
    """Tell whether a line begins with the label of a fact."""
    return _split(line.strip())[0] is not None


def _split(text: str) -> tuple[str | None, str]:
    """Divide a line into its label and its value; the label is None for a line without one, "" for one of no use."""
    whole = _LABELS.get(text.casefold().rstrip(":").strip())
    if whole is not None:
        return whole, ""
    match = _LABEL.fullmatch(text)
    label = _LABELS.get(match[1].casefold().strip()) if match else None
    if match and label is not None:
        return label, match[2].strip()
    first, _blank, rest = text.partition(" ")
    label = _LABELS.get(first.casefold())
    # "Datum 2004-02-03", but not "Datum för sammanträdet".
    return (label, rest) if label is not None and _VALUE.fullmatch(rest.strip()) else (None, "")


def _letterhead(municipality: Municipality) -> Iterator[str]:
    address = municipality.address
    administrations = {body.administration for body in municipality.bodies if body.administration}
    yield from (
        "Postadress",
        "Postadress:",
        "Besök",
        "Besöksadress",
        "Besöksadress:",
        "Telefon",
        "Växel",
        "Webb",
        "E-post",
    )
    yield from (municipality.name, municipality.wordmark)
    for line in address.postal:
        yield line
        yield from (line.replace("{förvaltning}", name) for name in administrations)
    yield from administrations
    yield from (line for line in (address.visiting, address.email, address.web) if line)
    if address.switchboard:
        yield from (f"{label}{address.switchboard}" for label in ("", "Tfn vxl ", "Växel ", "Tel ", "Telefon ", "Tfn "))
    yield from ("Tjänsteutlåtande", "Tjänsteskrivelse", "Beslutsförslag", "Sändlista")
