"""SKR: amounts, percentages, telephone numbers, postcodes and e-mail addresses as they are written in Swedish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.typography import NO_BREAK_SPACE
from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt, Form, Passage, plain_passage
from ksflow.rules.spans import WORDS, SpanKind
from ksflow.rules.wordlists import BLANK
from ksflow.sources.findings import Severity

_UNIT = r"(?:kr|kronor|tkr|mnkr|mdkr|euro|miljon(?:er)?|miljard(?:er)?)"
_AMOUNT = re.compile(
    r"(?<![\w.,:/-])"
    rf"(?:(?P<points>(?<!version )[0-9]{{1,3}}(?:\.[0-9]{{3}}){{2}}|[0-9]{{1,3}}\.000(?={BLANK}{_UNIT}\b))"
    r"(?![.,]?[0-9])"
    rf"|(?P<bare>[0-9]{{5,}})(?={BLANK}?{_UNIT}\b)"
    rf"|(?P<point>[0-9]+\.[0-9]{{1,2}})(?={BLANK}?(?:{_UNIT}\b|procent|%))"
    r"|(?P<percent>[0-9]+(?:,[0-9]+)?%(?![\w-]))"
    rf"|(?P<glued>[0-9]+(?:,[0-9]+)?{_UNIT})\b)"
)
_OLD_UNITS = {"mkr": "mnkr", "msek": "mnkr", "kkr": "tkr", "ksek": "tkr", "tsek": "tkr"}
_OLD_UNIT = re.compile(rf"\b(?:{'|'.join(_OLD_UNITS)})\b", re.IGNORECASE)
_SPLIT_UNIT = re.compile(r"([0-9,]+)(\D+)")


@rule(
    "SKR006",
    "amount-written-otherwise",
    Severity.WARNING,
    summary=lambda: _("An amount or a percentage that is not written as in Swedish"),
    why=lambda: _(
        "Thousands are set apart by no-break spaces and decimals by a comma; the units are tkr, mnkr and mdkr. "
        "Ordinary spaces will do: ksflow makes them no-break spaces in the documents."
    ),
    source="Myndigheternas skrivregler (Isof), om tal och belopp; mnkr enligt Ds 2001:32",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def amount_written_otherwise(manuscript: Manuscript) -> Iterator[Problem]:
    """Points in thousands or decimals, long numbers in one piece, “5%” and “mkr”."""
    for passage in manuscript.written:
        if any(character in passage.text for character in "0123456789"):
            for match in _AMOUNT.finditer(passage.view(WORDS)):
                kind = match.lastgroup or ""
                right = _amount(kind, match[kind])
                place = passage.excerpt(*match.span(kind))
                help_ = _("Write “{text}”", text=right)
                yield Problem(place, _("“{found}” is not how amounts are written", found=place.text), help_, right)
    for unit in _OLD_UNITS.keys() & manuscript.vocabulary.keys():
        for passage in manuscript.vocabulary[unit]:
            for match in _OLD_UNIT.finditer(passage.prose):
                if match.group().lower() == unit:
                    right = _OLD_UNITS[unit]
                    message = _("“{found}” is not a unit in Swedish official texts", found=match.group())
                    yield Problem(passage.excerpt(*match.span()), message, _("Write “{text}”", text=right), right)


def _amount(kind: str, found: str) -> str:
    """Return an amount as it is to be written."""
    if kind == "points":
        return found.replace(".", NO_BREAK_SPACE)
    if kind == "bare":
        return f"{int(found):,}".replace(",", NO_BREAK_SPACE)
    if kind == "point":
        return found.replace(".", ",")
    number, unit = found.removesuffix("%"), "%"
    if kind == "glued" and (parts := _SPLIT_UNIT.fullmatch(found)):
        number, unit = parts.groups()
    return f"{number}{NO_BREAK_SPACE}{unit}"


_GROUPS: dict[int, list[tuple[int, ...]]] = {5: [(3, 2)], 6: [(2, 2, 2), (3, 3)], 7: [(3, 2, 2)], 8: [(3, 3, 2)]}
"""How the digits behind the area code are grouped; the first way is the usual one."""
_POSTCODE = re.compile(rf"(?:^|,{BLANK})([0-9]{{5}})(?={BLANK}[A-ZÅÄÖ][A-Za-zåäöÅÄÖ]+)", re.MULTILINE)


@rule(
    "SKR007",
    "number-grouped-otherwise",
    Severity.WARNING,
    summary=lambda: _("A telephone number, postcode or e-mail address that is not written as usual"),
    why=lambda: _(
        "Grouped figures can be read aloud and checked: 08-535 300 00, 070-174 06 35, 141 85 Huddinge. Addresses are "
        "written in small letters."
    ),
    source="Myndigheternas skrivregler (Isof), om telefonnummer och adresser; ksflow",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def number_grouped_otherwise(manuscript: Manuscript) -> Iterator[Problem]:
    """Swedish numbers grouped from the right, five figures before a town, and capitals in addresses."""
    for passage in [*manuscript.written, *_officers_telephone(manuscript)]:
        for span in passage.spans:
            place = passage.excerpt(span.start, span.end)
            if span.kind is SpanKind.PHONE:
                yield from _telephone(place)
            elif span.kind is SpanKind.ADDRESS and "@" in place.text and place.text != place.text.lower():
                right = place.text.lower()
                message = _("An e-mail address is written in small letters")
                yield Problem(place, message, _("Write “{text}”", text=right), right)
        if passage.text[:1].isdigit() or "," in passage.text:
            for match in _POSTCODE.finditer(passage.view(WORDS)):
                right = f"{match[1][:3]}{NO_BREAK_SPACE}{match[1][3:]}"
                message = _("A postcode has a space after three figures")
                yield Problem(passage.excerpt(*match.span(1)), message, _("Write “{text}”", text=right), right)


def _telephone(place: Excerpt) -> Iterator[Problem]:
    """Report a number whose figures are grouped in an unusual way; foreign and short ones are let be."""
    written = place.text.replace(NO_BREAK_SPACE, " ")
    if written.startswith("+"):
        return
    area, rest = re.split(r"[-–/ ]+", written, maxsplit=1)
    figures = re.sub(r"\D", "", rest)
    ways = _GROUPS.get(len(figures), [])
    grouped = [f"{area}-{_in_groups(figures, way)}" for way in ways]
    if grouped and written not in grouped:
        right = grouped[0].replace(" ", NO_BREAK_SPACE)
        message = _("The telephone number is not grouped as usual")
        yield Problem(place, message, _("Write “{text}”", text=right), right)


def _in_groups(figures: str, way: tuple[int, ...]) -> str:
    parts, at = [], 0
    for length in way:
        parts.append(figures[at : at + length])
        at += length
    return " ".join(parts)


def _officers_telephone(manuscript: Manuscript) -> Iterator[Passage]:
    officer = manuscript.data.get("handläggare")
    if isinstance(officer, dict) and isinstance(number := officer.get("telefon"), str):
        yield plain_passage(MarkdownField(number, ("handläggare", "telefon")), Form.CAPTION)
