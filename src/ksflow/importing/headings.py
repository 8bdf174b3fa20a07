"""What the headings of a municipality's documents are called, and which part of a case stands under each."""

from __future__ import annotations

import re
from enum import Enum


class Part(Enum):
    """A part of a case that a heading begins."""

    PROPOSAL = "beslutsförslag"
    SUMMARY = "sammanfattning"
    ATTACHMENTS = "bilagor"
    RECIPIENTS = "sändlista"
    SIGNATURES = "undertecknare"
    SECTION = "avsnitt"


_HEADINGS: dict[str, Part] = {
    **dict.fromkeys(
        (
            "förslag till beslut", "beslutsförslag", "förvaltningens förslag till beslut", "förslag",
            "förslag till beslut i",
            "förvaltningens förslag", "kontorets förslag till beslut", "förslag till yttrande och beslut", "beslut",
        ),
        Part.PROPOSAL,
    ),
    **dict.fromkeys(
        (
            "sammanfattning", "sammanfattning av ärendet", "ärendet i korthet", "ärendet i sammandrag",
            "kort om ärendet",             "sammanfattning av ärende",
        ),
        Part.SUMMARY,
    ),
    **dict.fromkeys(("bilagor", "bilaga", "bilageförteckning", "bifogade handlingar"), Part.ATTACHMENTS),
    **dict.fromkeys(
        (
            "beslutet ska skickas till", "beslutet skickas till", "beslut skickas till", "beslutet expedieras till",
            "expedieras till", "expediering", "sändlista", "delges", "kopia till", "beslutet delges",
            "protokollsutdrag till", "protokollsutdrag skickas till", "beslutet sänds till", "skickas till",
        ),
        Part.RECIPIENTS,
    ),
    **dict.fromkeys(("underskrift", "underskrifter", "undertecknare"), Part.SIGNATURES),
}  # fmt: skip

_TOP = frozenset(
    (
        "bakgrund", "ärendet", "ärendebeskrivning", "beskrivning av ärendet", "nuläge",
        "beslutsunderlag", "förvaltningens synpunkter", "förvaltningens bedömning", "bedömning",
        "överväganden", "analys", "remissens innehåll", "motionens förslag", "ekonomiska konsekvenser",
        "ekonomi", "juridiska konsekvenser", "juridik", "konsekvenser",
        "ekonomiska och juridiska konsekvenser", "barnets bästa", "barnperspektivet",
        "barnkonsekvensanalys", "jämställdhet", "miljökonsekvenser", "tidplan", "uppföljning", "alternativ",
        "samråd", "förvaltningens överväganden", "ekonomiska konsekvenser och finansiering",
        "ekonomiska överväganden", "juridiska överväganden", "slutsats", "remissinstanser", "synpunkter",
        "jäv", "risker", "kommunikation", "genomförande",
    )
)  # fmt: skip
"""Headings that stand at the top of a document, in plain text too, where nothing shows their level."""

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)*\.?\s+")


def part_of(heading: str) -> Part:
    """Return the part of a case that a heading begins; a section when it is none of the known ones."""
    return _HEADINGS.get(_folded(heading), Part.SECTION)


def is_top(heading: str) -> bool:
    """Tell whether a heading usually stands at the top of a document."""
    return _folded(heading) in _TOP or part_of(heading) is not Part.SECTION


def _folded(heading: str) -> str:
    return " ".join(_NUMBER.sub("", heading.strip(), count=1).casefold().rstrip(":").split())
