"""The proposal as rules read it: every att-sats with its words, and who decides on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Passage


@dataclass(frozen=True, eq=False)
class ClauseText:
    """An att-sats: its passages, and the body that decides on it."""

    proposal: int
    number: int
    """Its place in the proposal, from nought."""
    passages: list[Passage]
    decider: str
    """The body's key (``Municipality.body_key``)."""

    @property
    def head(self) -> Passage:
        """The passage with which it begins."""
        return self.passages[0]

    @cached_property
    def prose(self) -> str:
        """All that it says, sub-items and tables too."""
        return " ".join(passage.prose for passage in self.passages)


def clauses_of(manuscript: Manuscript) -> list[ClauseText]:
    """Return every att-sats of every proposal; raise NoCaseError when the keys of the case are faulty."""
    municipality, case = manuscript.municipality, manuscript.case
    deciders = [
        municipality.body_key(proposal.to_body or proposal.from_body or case.body) for proposal in case.proposals
    ]
    found: dict[tuple[int, int], list[Passage]] = {}
    for passage in manuscript.proposals:
        match passage.path:
            case ("beslutsförslag", int(proposal), "att", int(number), *_rest):
                found.setdefault((proposal, number), []).append(passage)
    return [
        ClauseText(proposal, number, passages, deciders[proposal])
        for (proposal, number), passages in sorted(found.items())
    ]


_AGREEMENT = (
    r"(?:[\w-]*avtal(?:et|en)?|överenskommelsen?|kontrakt(?:et|en)?|[\w-]+(?:överenskommelsen?|kontrakt(?:et|en)?))"
)
_SENTENCE = r"(?:[^.]|\.(?! (?-i:[A-ZÅÄÖ])))*?"
"""The rest of a sentence; a full stop inside it belongs to an abbreviation."""
# "Avtal … godkänns", with a word before at most; a heading noun such as "Riktlinjer för avtal" is another thing.
_IS_APPROVED = re.compile(
    rf"(?:att )?(?:förslag(?:et)? till )?(?:(?!{_AGREEMENT}\b)[\w-]+ ){{0,2}}?(?P<agreement>{_AGREEMENT})\b"
    rf"{_SENTENCE}\b(?P<verb>godkänns|antas|ingås|tecknas|godtas)\b",
    re.IGNORECASE,
)
_TO_APPROVE = re.compile(
    rf"(?:att )?(?P<verb>godkänna|anta|ingå|teckna) (?:förslag(?:et)? till )?(?:(?!{_AGREEMENT}\b)[\w-]+ ){{0,2}}?"
    rf"(?P<agreement>{_AGREEMENT})\b",
    re.IGNORECASE,
)
_OTHER_THING = re.compile(r"\b(?:för|om|av|till|med|enligt|kring|över)\b", re.IGNORECASE)


def approved_agreement(text: str) -> re.Match[str] | None:
    """Return what tells that an att-sats approves an agreement: groups ``verb`` and ``agreement``."""
    match = _IS_APPROVED.match(text) or _TO_APPROVE.match(text)
    if match is None or _OTHER_THING.search(text[: match.start("agreement")].replace("till", "", 1)):
        return None  # "Riktlinjer för avtal", "Yttrande om avtal"
    return match
