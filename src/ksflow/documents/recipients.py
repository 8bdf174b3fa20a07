"""The distribution list in words: as lines under "Beslutet ska skickas till", and as the rows of the sändlista."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ksflow.casefile.distribution import points_of
from ksflow.casefile.model import Case, Proposal
from ksflow.casefile.points import Point, ProposalShape
from ksflow.documents.swedish import enumerated, genitive, lower_first, ordinal, upper_first
from ksflow.documents.typography import typeset
from ksflow.organisation.distribution import DistributionEntry, Expanded, Recipient, expand
from ksflow.organisation.model import Municipality
from ksflow.organisation.parties import Group, Party


class RecipientTexts:
    """Says who gets the decision of one case, and why."""

    def __init__(self, case: Case, municipality: Municipality) -> None:
        self.case = case
        self.municipality = municipality
        self.expanded: list[Expanded] = expand(case.recipients, municipality.directory)
        shapes = [ProposalShape(one.from_body or case.body, one.to_body, len(one.clauses)) for one in case.proposals]
        self._points = [points_of(entry, shapes, municipality) for entry in case.recipients]

    def lines(self) -> list[str]:
        """Return a line for each entry of the list, none twice; groups stand by their name."""
        found = (typeset(self._line(number, entry)) for number, entry in enumerate(self.case.recipients))
        return list(dict.fromkeys(found))

    def _line(self, number: int, entry: DistributionEntry) -> str:
        person = () if isinstance(self._find(entry.name), Group) else (entry.contact, entry.role)
        facts = ", ".join(fact for fact in (self._name(entry), *person) if fact)
        reason = self._reason(number)
        return f"{facts}{' ' if reason.startswith('(') else ', '}{reason}" if reason else facts

    def _name(self, entry: DistributionEntry) -> str:
        """Return the name of an entry, with whom a group leaves out: Samtliga nämnder utom socialnämnden."""
        left_out = entry.without if isinstance(self._find(entry.name), Group) else []
        names = [part.name if (part := self._find(name)) else name for name in (entry.name, *left_out)]
        return f"{names[0]} utom {enumerated([lower_first(name) for name in names[1:]])}" if names[1:] else names[0]

    def _find(self, name: str) -> Party | Group | None:
        return self.municipality.directory.find(name)

    def reasons(self, recipient: Recipient) -> list[str]:
        """Return why somebody gets the decision: the purposes of the entries by which it came, none twice."""
        found = dict.fromkeys(reason for number in recipient.entries if (reason := self._reason(number)))
        # Who carries a decision out knows of it; only a point that is told for knowledge is said beside.
        carries_out = any(reason.startswith("för verkställighet") for reason in found)
        return [reason for reason in found if not (carries_out and reason == "för kännedom")]

    def groups(self, recipient: Recipient, under: str | None) -> list[str]:
        """Return the names of the groups that hold a recipient, without the one that it stands under."""
        names = {entry.entry: entry.group for entry in self.expanded}
        found = (names.get(number) for number in recipient.entries)
        return list(dict.fromkeys(name for name in found if name and name != under))

    def _reason(self, number: int) -> str:
        purpose = self.case.recipients[number].purpose or ""
        points = self._points_text(self._points[number])
        return f"{purpose} ({points})".strip() if points else purpose

    def _points_text(self, points: list[Point]) -> str:
        several = len(self.case.proposals) > 1
        texts = []
        for proposal, numbers in groupby(points, key=lambda point: point.proposal):
            one = self.case.proposals[proposal]
            if len(one.clauses) == 1:  # it stands without a number
                texts += [f"{genitive(self._decider(one))} beslut"] if several else []
                continue
            text = self._numbered([point.number for point in numbers])
            texts.append(f"{self._decider(one)}, {text}" if several else text)
        return "; ".join(texts)

    def _numbered(self, numbers: list[int]) -> str:
        """Return "punkt 2", "punkterna 1 och 3"; att-satser have no numbers: "andra att-satsen"."""
        if self.municipality.clause_form == "att-satser":
            return f"{enumerated([ordinal(number) for number in numbers])} att-satsen"
        if len(numbers) == 1:
            return f"punkt {numbers[0]}"
        return f"punkterna {enumerated(list(_ranges(numbers)))}"

    def _decider(self, proposal: Proposal) -> str:
        name = proposal.to_body or proposal.from_body or self.case.body
        return lower_first(self.municipality.official_name(name))

    def fields(self) -> dict[str, Any]:
        """Return the expanded list as plain data, for the content template of the sändlista."""
        everybody = [recipient for entry in self.expanded for recipient in entry.recipients]
        ways = Counter(
            f"med {recipient.delivery}" if recipient.delivery else "utan angivet leveranssätt"
            for recipient in everybody
        )
        return {
            "poster": [
                {
                    "grupp": entry.group and typeset(self._name(self.case.recipients[entry.entry])),
                    "annorstädes": self._elsewhere(entry, everybody),
                    "mottagare": [self._recipient(recipient, entry.group) for recipient in entry.recipients],
                }
                for entry in self.expanded
            ],
            "antal": len(everybody),
            "leveranser": [f"{_how_many(count, len(ways))}{way}" for way, count in ways.items()],
        }

    @staticmethod
    def _elsewhere(entry: Expanded, everybody: list[Recipient]) -> int:
        """Return how many of a group's members stand elsewhere in the list."""
        if entry.group is None:
            return 0
        return sum(entry.entry in recipient.entries for recipient in everybody) - len(entry.recipients)

    def _recipient(self, recipient: Recipient, group: str | None) -> dict[str, Any]:
        return {
            "namn": typeset(recipient.name),
            "kontakt": recipient.contact,
            "roll": recipient.role,
            "epost": recipient.email,
            "adress": [typeset(line) for line in recipient.address],
            "leverans": recipient.delivery,
            "syfte": [typeset(reason) for reason in self.reasons(recipient)],
            "bifogas": [typeset(enclosure) for enclosure in recipient.enclosures],
            "grupper": [typeset(name) for name in self.groups(recipient, group)],
        }


def _how_many(count: int, ways: int) -> str:
    """Return how many go one way, as it stands after the total."""
    if ways > 1:
        return f"{count} "
    return "alla " if count > 1 else ""


def deciding_bodies(case: Case, municipality: Municipality) -> list[str]:
    """Return the bodies that decide in the end: who decides itself, and who is proposed to and proposes no further."""
    proposing = {
        municipality.body_key(one.from_body) for one in case.proposals if one.from_body is not None and one.to_body
    }
    found: dict[str, str] = {}
    for one in case.proposals:
        name = one.to_body or one.from_body or case.body
        key = municipality.body_key(name)
        if one.to_body is None or key not in proposing:
            name = municipality.official_name(name)
            found.setdefault(key, lower_first(name) if found else upper_first(name))
    return list(found.values())


def _ranges(numbers: list[int]) -> Iterator[str]:
    """Yield sorted numbers with three or more in a row joined: 1–3."""
    for _key, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        row = [number for _position, number in run]
        if len(row) > 2:
            yield f"{row[0]}–{row[-1]}"
        else:
            yield from map(str, row)
