"""ORG004–005: how the names of authorities are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ksflow.documents.swedish import lower_first
from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt, Passage
from ksflow.rules.spans import PROSE, SpanKind
from ksflow.sources.findings import Severity

if TYPE_CHECKING:  # explaining a rule loads no case
    from ksflow.organisation.model import Municipality

_REGION = re.compile(
    r"\bregion (?:Blekinge|Dalarna|Gotland|Gävleborg|Halland|Jämtland Härjedalen|Jönköpings län|Kalmar län|Kronoberg"
    r"|Norrbotten|Skåne|Stockholm|Sörmland|Uppsala|Värmland|Västerbotten|Västernorrland|Västmanland|Örebro län"
    r"|Östergötland)(?=s?\b(?![-–/]))"
)
# Authorities and companies have regions of their own: Trafikverket region Stockholm.
_OF_ANOTHER = re.compile(
    r"(?:\b(?!(?:I|Inom|Enligt|Med|För|Till|Från|Både|Som|När|Om|Att|Även|Och) )[A-ZÅÄÖ][\w-]*"
    r"|\b[Pp]olisen|\b\w+myndigheten|\bverket)s?,? \Z"
)
_SENTENCE_BEGINS = re.compile(r"(?:\A|[.!?:(”»–-]\s*|\n)\Z")
_NAMES_A_TEXT = re.compile(
    r"\b(?:rapporten|yttrandet|dokumentet|riktlinjen|riktlinjerna|skriften|rubriken|avsnittet|policyn|planen|strategin"
    r"|handlingen|bilagan|boken|kursen|kallad|kallas|benämnd|heter|namnet|punkten|fältet|kolumnen|rollen) \Z"
)
_PLAIN = PROSE - {SpanKind.NAME}


@rule(
    "ORG004",
    "capital-of-an-authority",
    Severity.WARNING,
    summary=lambda: _("An authority's name with the wrong capital or small letter"),
    why=lambda: _("Regions are proper names: Region Stockholm. A municipality's own bodies are not: kommunstyrelsen."),
    source="Myndigheternas skrivregler 5.3 (allmän kunskap, ej kontrollerad); Isof, Frågelådan",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def capital_of_an_authority(manuscript: Manuscript) -> Iterator[Problem]:
    """“region Stockholm” and “Huddinge Kommun” anywhere, and “Kommunstyrelsen” in the middle of a sentence."""
    yield from _own_name(manuscript)
    for passage in manuscript.running:
        if "region " in passage.text:
            for match in _REGION.finditer(passage.view(_PLAIN)):
                if not _OF_ANOTHER.search(passage.text[: match.start()]):
                    instead = f"R{match.group()[1:]}"
                    message = _("Regions are proper names: {name}", name=instead)
                    yield Problem(passage.excerpt(*match.span()), message, _("Write “{text}”", text=instead), instead)
    if pattern := _bodies(manuscript.municipality):
        for passage in manuscript.running:
            for excerpt in _inside_a_sentence(passage, pattern):
                instead = lower_first(excerpt.text)
                message = _("A body has a small letter inside a sentence: {name}", name=instead)
                yield Problem(excerpt, message, _("Write “{text}”", text=instead), instead)


def _own_name(manuscript: Manuscript) -> Iterator[Problem]:
    """Report the municipality's own name with a capital for its kind; a company's name may go on with one."""
    place, _blank, kind = manuscript.municipality.name.rpartition(" ")
    if kind not in ("kommun", "stad") or not place:
        return
    written = f"{place} {kind.title()}"
    for passage in manuscript.running:
        if written not in passage.text:
            continue
        for match in re.finditer(rf"\b{re.escape(written)}(?=s?\b(?!-|s? [A-ZÅÄÖ]))", passage.view(_PLAIN)):
            right = manuscript.municipality.name
            message = _("“{found}” is better written “{right}”", found=match.group(), right=right)
            yield Problem(passage.excerpt(*match.span()), message, _("Write “{text}”", text=right), right)


def _inside_a_sentence(passage: Passage, pattern: re.Pattern[str]) -> Iterator[Excerpt]:
    """Yield what fits a pattern behind a small word; behind a colon or a bracket a sentence may begin."""
    prose = passage.view(_PLAIN)
    for match in pattern.finditer(prose):
        before = prose[: match.start()]
        begins = any(sentence.start == match.start() for sentence in passage.sentences)
        if not begins and _SMALL_WORD.search(before) and not _NAMES_A_TEXT.search(before):
            yield passage.excerpt(*match.span())


_SMALL_WORD = re.compile(r"[a-zåäöé0-9,] \Z")


@lru_cache(maxsize=8)
def _pattern_of(names: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"\b(?:{alternatives})s?\b(?!s? (?:[Ff]örvaltning|[Kk]ontor)|-| (?:AB|i [A-ZÅÄÖ])\b)")


def _bodies(municipality: Municipality) -> re.Pattern[str] | None:
    """Return what finds the bodies whose names are words of a kind, with a capital; None when there are none."""
    names = tuple(name for name in municipality.body_names if lower_first(name) != name)
    return _pattern_of(names) if names else None


_DEFINITE = re.compile(
    r"\b(?P<two>[A-ZÅÄÖ]\w+[ \u00a0](?=[A-ZÅÄÖ]))?(?P<one>[A-ZÅÄÖ][\w-]+)[ \u00a0](?P<kind>kommunen|staden)(?P<s>s?)\b"
)
_WORDS_TOO = frozenset({"Berg", "Boden", "Lund", "Mark", "Vara"})
"""Names that are also words, which may begin a sentence before "kommunen"."""


@rule(
    "ORG005",
    "definite-municipality",
    Severity.ERROR,
    summary=lambda: _("A municipality's name before “kommunen”"),
    why=lambda: _("It is Huddinge kommun, or only kommunen; never both."),
    source="Myndigheternas skrivregler (allmän kunskap, ej kontrollerad); namnen: SCB, Sveriges 290 kommuner",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def definite_municipality(manuscript: Manuscript) -> Iterator[Problem]:
    """“Huddinge kommunen”, “Stockholm staden”: one of the 290 names, or the own one, before the definite form."""
    names = _municipalities(manuscript.municipality.name)
    for passage in manuscript.running:
        if " kommunen" not in passage.text and " staden" not in passage.text:
            continue
        for match in _DEFINITE.finditer(passage.prose):
            name = next((n for n in ((match["two"] or "") + match["one"], match["one"]) if n in names), None)
            start = match.end("one") - len(name or "")
            if name is None or (name in _WORDS_TOO and _SENTENCE_BEGINS.search(passage.text[:start])):
                continue
            excerpt = passage.excerpt(start, match.end())
            instead = f"{names[name]} {match['kind'].removesuffix('en')}{match['s']}"
            message = _("A name and the definite form do not go together: {text}", text=excerpt.text)
            yield Problem(excerpt, message, _("Write “{text}”", text=instead), instead)


@cache
def _municipalities(own: str) -> dict[str, str]:
    """Return what stands before "kommun", by the place's name and by that form itself."""
    text = files("ksflow.rules").joinpath("kommuner.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    found = {spelling: official for place, official in rows for spelling in (place, official)}
    official, _blank, kind = own.rpartition(" ")
    if kind.lower() in ("kommun", "stad") and official and official not in found:
        found |= {official.removesuffix("s"): official, official: official}
    return found
