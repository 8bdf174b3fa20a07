"""BIL: attachments, the texts that refer to them, and the points that approve them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ksflow.documents.swedish import long_date
from ksflow.locale import _, ngettext
from ksflow.rules.engine import Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt, Form, Passage
from ksflow.sources.dates import MONTHS
from ksflow.sources.findings import Severity
from ksflow.sources.yamltree import Path

_MONTH = "|".join(MONTHS)
_B = "[ \u00a0]"
# A number that is the attachment's: not "bilaga 1 och 2 kap.", "bilaga 1, 300 kronor", "bilaga 1 och 3 mars".
_OTHER_NUMBER = (
    rf"(?![0-9]|{_B}(?:kap|§|procent|%|kr|[tkm]kr|mnkr|miljon|år\b|dag|veck|månad|st\b|[0-9]{{3}}|{_MONTH}))"
)
_REFERENCE = re.compile(
    rf"\b[Bb]il(?:ag(?:a|an|or|orna)|\.){_B}+([0-9]{{1,2}}(?![0-9]|{_B}gånger)"
    rf"(?:(?:{_B}?[–-]{_B}?|,{_B}|,?{_B}(?:och|samt|eller|till){_B})[0-9]{{1,2}}{_OTHER_NUMBER})*)(?!\w|[.:–-][0-9])"
)
_NUMBERS = re.compile(rf"([0-9]{{1,2}})(?:{_B}?[–-]{_B}?([0-9]{{1,2}})|{_B}till{_B}([0-9]{{1,2}}))?")
_UNNUMBERED = re.compile(r"\b[Bb]ilag(?:a|an|or|orna)\b(?! ?[0-9])|\b[Bb]ifoga")

# An attachment of another document: "bilaga 1 till avtalet", "bilaga 4 i utredningen", "avtalets bilaga 2".
_DOCUMENTS = (
    r"lag|balk|förordning|avtal|kontrakt|rapport|protokoll|plan|utredning|direktiv|program|remiss|betänkande|promemoria"
    r"|policy|föreskrift|motion|yttrande|upphandling"
)
_ELSEWHERE_AFTER = re.compile(
    rf"{_B}(?:i|av|ur|från|till){_B}(?!enlighet|samband|stället|sin\b)(?:\S+ ){{0,3}}?"
    rf"\w*(?:{_DOCUMENTS})(?:e?n|et|t|a|er|erna)?\b"
)
_ELSEWHERE_BEFORE = re.compile(
    rf"(?:{_DOCUMENTS}|revisor|konsult|bolag|länsstyrelse|region|motionär|entreprenör)\w*s{_B}[*]?$", re.IGNORECASE
)


class Reference(NamedTuple):
    """A place that names attachments of the case by their numbers."""

    excerpt: Excerpt
    numbers: list[int]

    @property
    def certain(self) -> list[int]:
        """The numbers without those that may belong to what follows: "i bilaga 1, 2 och 3 kap."."""
        text = self.excerpt.text
        return self.numbers[:1] if "," in text and text[:7].casefold() == "bilaga " else self.numbers


def references(passage: Passage) -> Iterator[Reference]:
    """Yield what a passage says of the case's own attachments: "bilaga 2", "bilagorna 1–3", "bilaga 1 och 2"."""
    if passage.form in (Form.QUOTE, Form.CODE) or not ("ilag" in passage.text or "il." in passage.text):
        return
    for match in _REFERENCE.finditer(passage.prose):
        if _ELSEWHERE_AFTER.match(passage.text, match.end()) or _ELSEWHERE_BEFORE.search(passage.text[: match.start()]):
            continue
        numbers: list[int] = []
        for first, last, other_last in _NUMBERS.findall(match[1]):
            numbers += range(int(first), int(last or other_last or first) + 1)
        yield Reference(passage.excerpt(match.start(), match.end()), numbers)


def _references(manuscript: Manuscript) -> list[Reference]:
    """Return the references of all texts, in the order of the document."""
    return [reference for passage in manuscript.passages for reference in references(passage)]


def _title_place(manuscript: Manuscript, number: int) -> Path:
    """Return the path of an attachment's title."""
    value = manuscript.data["bilagor"][number - 1]
    return ("bilagor", number - 1, "rubrik") if isinstance(value, dict) else ("bilagor", number - 1)


@rule(
    "BIL001",
    "attachment-unknown",
    Severity.ERROR,
    summary=lambda: _("A reference to an attachment that the list does not have"),
    why=lambda: _("Who decides would look for a document that is not there."),
    source="Handledning ”Vad ska jag skriva under de olika rubrikerna?”",
    checked="2026-11-24",
)
def attachment_unknown(manuscript: Manuscript) -> Iterator[Problem]:
    """“Bilaga 3” where the list has two; attachments of other documents (“bilaga 3 till avtalet”) do not count."""
    known = len(manuscript.case.attachments)
    enclosed = [value for value in manuscript.values if value.path[0] == "sändlista" and "bifogas" in value.path]
    for passage in (*manuscript.passages, *enclosed):
        for reference in references(passage):
            for number in reference.certain:
                if not 1 <= number <= known:
                    yield Problem(_number_place(reference, number), _unknown(number), _how_many(known))
                    break


def _number_place(reference: Reference, number: int) -> Excerpt:
    """Return the number inside its reference; the whole of one that has no other."""
    match = re.search(rf"(?<![0-9]){number}(?![0-9])", reference.excerpt.text)
    if len(reference.numbers) == 1 or match is None:
        return reference.excerpt
    return reference.excerpt.part(match.start(), match.end())


def _unknown(number: int) -> str:
    return _("There is no attachment {number}", number=number)


def _how_many(known: int) -> str:
    if not known:
        return _("Add it under “bilagor”")
    return ngettext(
        "“bilagor” has {count} attachment: correct the number, or add what is missing",
        "“bilagor” has {count} attachments: correct the number, or add what is missing",
        known,
    )


@rule(
    "BIL002",
    "attachment-never-mentioned",
    Severity.WARNING,
    summary=lambda: _("An attachment that no text refers to"),
    why=lambda: _("The reader cannot tell what the attachment is for."),
    source="Handledning ”Vad ska jag skriva under de olika rubrikerna?”",
    checked="2026-11-24",
)
def attachment_never_mentioned(manuscript: Manuscript) -> Iterator[Problem]:
    """Find attachments named neither by their number nor, word for word, by their title."""
    attachments = manuscript.case.attachments
    mentioned = {number for reference in _references(manuscript) for number in reference.numbers}
    if len(mentioned) >= len(attachments) or not manuscript.passages:
        return
    texts = [passage.text for passage in manuscript.passages]
    if len(attachments) == 1 and any(_UNNUMBERED.search(text) for text in texts):
        return
    whole = "\n".join(texts).casefold()
    for number, attachment in enumerate(attachments, start=1):
        if number not in mentioned and not _is_named(attachment.title, whole):
            message = _("No text mentions attachment {number}: {title}", number=number, title=attachment.title)
            help_ = _("Write “{text}” where it belongs, or take it off the list", text=f"bilaga {number}")
            yield Problem(_title_place(manuscript, number), message, help_)


_DATING = re.compile(
    rf",? (?:(?:rapport |skrivelse )?(?:daterad|daterat|daterade|upprättad|antagen|antagna|version|reviderad)\b"
    rf"|(?:den )?[0-9]{{1,2}} (?:{_MONTH})\b).*"
)


def _is_named(title: str, texts: str) -> bool:
    name = _DATING.sub("", title).strip(" .").casefold()
    return len(name.split()) > 1 and name in texts


@rule(
    "BIL003",
    "attachments-out-of-order",
    Severity.WARNING,
    summary=lambda: _("Attachments that are not numbered in the order in which they are mentioned"),
    why=lambda: _("Attachments are looked for in the order in which the text comes to them."),
    source="Allmän kunskap, ej kontrollerad; ksflow",
    checked="2026-11-24",
)
def attachments_out_of_order(manuscript: Manuscript) -> Iterator[Problem]:
    """“Bilaga 2” before the first “bilaga 1”, proposals counted; a title that begins with another number."""
    for number, attachment in enumerate(manuscript.case.attachments, start=1):
        match = re.match(r"[Bb]ilaga ([0-9]{1,2})\b", attachment.title)
        if match and int(match[1]) != number:
            message = _(
                "The title says {said}, and the attachment has number {number}", said=match.group(), number=number
            )
            help_ = _("Delete “{text}”: the number comes of itself", text=match.group())
            title = _title_place(manuscript, number)
            written = next(passage for passage in manuscript.values if passage.path == title)
            at = written.text.find(match.group())
            yield Problem(written.excerpt(at, at + len(match.group())), message, help_)
    firsts: dict[int, Excerpt] = {}
    for reference in _references(manuscript):
        for number in reference.numbers:
            firsts.setdefault(number, reference.excerpt)
    order = list(firsts)
    for position, number in enumerate(order):
        if later := [other for other in order[position + 1 :] if other < number]:
            message = _("Attachment {number} is mentioned before attachment {other}", number=number, other=later[0])
            yield Problem(firsts[number], message, _("Let them change places in the list, and in the texts"))
            return


_APPROVES = re.compile(r"\b(?:godkänn(?:s|er|a|as)|anta(?:s|r|gas)?|fastställ(?:s|er|a|as))\b")
_OTHERS_DATE = re.compile(
    r"\b(?:tjänsteutlåtande|tjänsteskrivelse|skrivelse)\w*,? (?:är )?(?:(?:daterat|daterad|från|av) )?(?:den )?"
    rf"(?:[0-9]{{1,2}} (?:{_MONTH}) [0-9]{{4}}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})"
    rf"|\b(?:från och med|till och med|fr\.o\.m\.|t\.o\.m\.|senast|efter|före)(?: den)?(?: [0-9]{{1,2}})?"
    rf"(?: (?:{_MONTH}))? [0-9]{{4}}"
)
_IDENTIFIED = re.compile(
    r"\b(?:1[89]|20)[0-9]{2}\b|\b[Vv]ersion [0-9]|\b[Dd]nr\b|§ ?[0-9]|\b[A-ZÅÄÖ]{2,}[-/ ]?[A-ZÅÄÖ]*[-/ ]?[0-9]"
)
_FULL_DATE = re.compile(
    rf"\b([0-9]{{1,2}}) ({_MONTH}) ((?:19|20)[0-9]{{2}})\b|\b((?:19|20)[0-9]{{2}})-([01][0-9])-([0-3][0-9])\b"
)


@rule(
    "BIL004",
    "approved-document-not-identified",
    Severity.WARNING,
    summary=lambda: _("A point that does not say which document is approved"),
    why=lambda: _(
        "The minutes are read without the attachments. What is approved is told by its title and its date, version or "
        "number, the same as in the list."
    ),
    source="Huddinge kommuns beslutsformel (”… bilaga 1 till …, daterat den …”); ksflow",
    checked="2026-11-24",
)
def approved_document_not_identified(manuscript: Manuscript) -> Iterator[Problem]:
    """Find points that approve attachment n without date or number, or call it something else than the list does."""
    for passage in manuscript.proposals:
        if passage.form in (Form.PARAGRAPH, Form.ITEM) and _APPROVES.search(passage.text):
            for reference in references(passage):
                yield from _unidentified(manuscript, passage, reference)


def _unidentified(manuscript: Manuscript, passage: Passage, reference: Reference) -> Iterator[Problem]:
    text = passage.text.replace("\u00a0", " ")
    own = _OTHERS_DATE.sub("", text)
    attachments = manuscript.case.attachments
    titles = [attachments[number - 1].title for number in reference.numbers if 1 <= number <= len(attachments)]
    if not titles:
        return
    listed = {_as_date(match) for title in titles for match in _FULL_DATE.finditer(title)}
    said = {_as_date(match) for match in _FULL_DATE.finditer(own)}
    if not _IDENTIFIED.search(own):
        message = _("The point does not say which version is approved: no date and no number")
        number = reference.numbers[0]
        day = long_date(manuscript.case.date)
        example = f"{titles[0].rstrip('.')} enligt bilaga {number}" if listed else f"… den {day} enligt bilaga {number}"
        yield Problem(reference.excerpt, message, _("Write for example “{text}”", text=example))
    elif len(titles) == 1 and len(listed) == len(said) == 1 and listed != said:
        message = _("The list gives the attachment another date: {title}", title=titles[0])
        match = next(found for found in _FULL_DATE.finditer(text) if {_as_date(found)} == said)
        yield Problem(passage.excerpt(match.start(), match.end()), message, _("Write the same date in both"))
    elif len(titles) == 1 and listed.isdisjoint(said) and (head := _head(titles[0])) and not _has_word(text, head):
        message = _("The list has another title for the attachment: {title}", title=titles[0])
        yield Problem(reference.excerpt, message, _("Write the same title in both"))


def _as_date(match: re.Match[str]) -> tuple[int, int, int]:
    day, month, year, iso_year, iso_month, iso_day = match.groups()
    if day:
        return int(year), MONTHS.index(month) + 1, int(day)
    return int(iso_year), int(iso_month), int(iso_day)


_BEFORE_HEAD = re.compile(
    r"(?:(?:förslag|utkast) till |(?:ny|nya|nytt|reviderad|reviderade|reviderat|kommunens) )+", re.IGNORECASE
)


def _head(title: str) -> str:
    """Return the first word of a title that says what the document is."""
    match = re.match(r"[^\W\d_]{4,}", _BEFORE_HEAD.sub("", title, count=1))
    return match.group().casefold() if match else ""


def _has_word(text: str, head: str) -> bool:
    """Tell whether a word is in a text, with another ending or as a part of a compound."""
    for word in re.findall(r"[^\W\d_]{4,}", text.casefold()):
        common = min(len(word), len(head))
        if word[: max(4, common - 2)] == head[: max(4, common - 2)] or word.endswith(head) or head.endswith(word):
            return True
    return False


_DATED = re.compile(
    r"\b(?:1[89]|20)[0-9]{2}\b|\b[Dd]nr\b|§ ?[0-9]|\b[A-ZÅÄÖ]{2,}[-/ ]?[0-9]+[-/][0-9]|\b[Vv]ersion [0-9]"
)


@rule(
    "BIL005",
    "attachment-undated",
    Severity.INFO,
    summary=lambda: _("An attachment without date or number"),
    why=lambda: _(
        "Documents are dated, so that everybody knows which version was decided on. A missing file is FIL111."
    ),
    source="Handledning ”Vad ska jag skriva under de olika rubrikerna?” (”alltid daterade”)",
    checked="2026-11-24",
)
def attachment_undated(manuscript: Manuscript) -> Iterator[Problem]:
    """Find titles without a year, a version, a paragraph or a diary number."""
    for number, attachment in enumerate(manuscript.case.attachments, start=1):
        if not _DATED.search(attachment.title):
            message = _(
                "Attachment {number} has neither date nor number: {title}", number=number, title=attachment.title
            )
            help_ = _("Add the day: “{text}”", text=f"{attachment.title.rstrip('.')}, den …")
            yield Problem(_title_place(manuscript, number), message, help_)
