"""What is wrong with a distribution list: unknown names, ways that cannot be gone, att-satser that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from pydantic import ValidationError

from ksflow.casefile.model import Case
from ksflow.casefile.points import Point, PointFault, ProposalShape, read_points
from ksflow.locale import _, ngettext
from ksflow.organisation.distribution import DistributionEntry, Recipient, expand
from ksflow.organisation.model import Municipality
from ksflow.organisation.parties import Group, is_collective, same_name
from ksflow.sources.findings import Finding, Severity
from ksflow.sources.validation import shown_span
from ksflow.sources.yamltree import Path, YamlTree


def distribution_findings(tree: YamlTree, case: Case | None, municipality: Municipality) -> Iterator[Finding]:
    """Yield what is wrong with ``sändlista``, also in a case that is faulty elsewhere (``case`` is then None)."""
    entries = dict(enumerate(case.recipients) if case else _entries(tree.data.get("sändlista")))
    if not entries:
        return
    shapes = _shapes(tree.data)
    checker = _Checker(tree, municipality)
    for number, entry in entries.items():
        path: Path = ("sändlista", number)
        part = municipality.directory.find(entry.name)
        yield from checker.group(path, entry) if isinstance(part, Group) else checker.single(path, entry, part is None)
        for position, text in enumerate(entry.points):
            yield from checker.points(path, position, text, shapes)
    yield from checker.expanded(entries)


def points_of(entry: DistributionEntry, shapes: list[ProposalShape], municipality: Municipality) -> list[Point]:
    """Return the att-satser that an entry is about, in order, none twice; raise PointFault if there is no such one."""
    found = (point for text in entry.points for point in read_points(text, shapes, municipality.body_key))
    return sorted(set(found))


def _entries(value: Any) -> Iterator[tuple[int, DistributionEntry]]:
    """Yield the entries that can be read, with their positions; the others have been reported."""
    for number, item in enumerate(value if isinstance(value, list) else ()):
        try:
            yield number, DistributionEntry.model_validate(item)
        except ValidationError:
            continue


def _shapes(data: dict[str, Any]) -> list[ProposalShape]:
    """Return the shapes of the proposals, or none when one of them is faulty: what they number is then unsure."""
    value = data.get("beslutsförslag")
    proposals = value if isinstance(value, list) else []
    if not all(isinstance(one, dict) and isinstance(one.get("att"), list) and one["att"] for one in proposals):
        return []
    body = _name(data.get("nämnd"))
    return [ProposalShape(_name(one.get("från")) or body, _name(one.get("till")), len(one["att"])) for one in proposals]


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


class _Checker:
    """Judges the entries of one case."""

    def __init__(self, tree: YamlTree, municipality: Municipality) -> None:
        self.tree = tree
        self.municipality = municipality

    def group(self, path: Path, entry: DistributionEntry) -> Iterator[Finding]:
        """Judge an entry that is a group: what cannot hold for all its members, and whom it leaves out."""
        given = {"handläggare": entry.contact, "roll": entry.role, "epost": entry.email, "adress": entry.address}
        for key, value in given.items():
            if value:
                message = _("“{key}” cannot hold for a whole group: {name}", key=key, name=entry.name)
                help_ = _("Give it to the members, here or in kommun.yaml")
                yield self.warning((*path, key), "EXP012", message, help_)
        directory = self.municipality.directory
        group = directory.find(entry.name)
        members = {same_name(party.name) for party in directory.members(group)} if isinstance(group, Group) else set()
        for position, name in enumerate(entry.without):
            part = directory.find(name)
            parties = directory.members(part) if isinstance(part, Group) else [part] if part else []
            if not members & {same_name(party.name) for party in parties}:
                near = directory.nearest(name) if part is None else None
                message = _("{name} is not in the group {group}", name=name, group=entry.name)
                help_ = _("Did you mean “{name}”?", name=near) if near else _("Take it out of “utom”")
                yield self.warning((*path, "utom", position), "EXP012", message, help_)
        if isinstance(group, Group) and not directory.members(group, entry.without):
            message = _("Everybody in the group is left out: {name}", name=entry.name)
            yield self.warning(
                (*path, "utom"), "EXP012", message, _("Take somebody out of “utom”, or delete the entry")
            )

    def single(self, path: Path, entry: DistributionEntry, unknown: bool) -> Iterator[Finding]:
        """Judge an entry that is no group: it is known, or somebody outside with an address."""
        if entry.without:
            message = _("“utom” leaves out members of a group, and this is none: {name}", name=entry.name)
            yield self.warning((*path, "utom"), "EXP012", message, _("Delete it, or write the name of a group"))
        if unknown and not (entry.external or entry.email or entry.address) and not self._is_group_unknown(entry.name):
            message = _("The recipient is not in kommun.yaml: {name}", name=entry.name)
            yield self.warning((*path, "namn"), "EXP010", message, self._meant(entry.name))

    def _is_group_unknown(self, name: str) -> bool:
        """Tell whether a name means several, and none that is known: a rule tells that (EXP001)."""
        return is_collective(name) and self.municipality.directory.nearest(name) is None

    def points(self, path: Path, position: int, text: str, shapes: list[ProposalShape]) -> Iterator[Finding]:
        """Judge a reference to att-satser."""
        try:
            read_points(text, shapes, self.municipality.body_key)
        except PointFault as fault:
            if not shapes:  # there is nothing to refer to, and that has been said
                return
            message, help_ = _point_texts(text, fault, f"{shapes[0].receiver or shapes[0].proposer or 'KF'} 1")
            yield self.finding((*path, "att", position), "EXP013", message, help_)

    def expanded(self, entries: dict[int, DistributionEntry]) -> Iterator[Finding]:
        """Judge the list as a whole: who is named twice, and who cannot be reached in the way that is said."""
        numbers, listed = list(entries), list(entries.values())
        lines = expand(listed, self.municipality.directory)
        groups: dict[str, int] = {}
        for line in lines:
            if line.group is not None:
                first = groups.setdefault(same_name(line.group), line.entry)
                if first != line.entry and self._says_the_same(listed[first], listed[line.entry]):
                    yield self._twice(numbers[line.entry], line.group)
            for recipient in line.recipients:
                named = [number for number in recipient.entries if not self._is_group(listed[number])]
                for number in named[1:]:
                    if self._says_the_same(listed[named[0]], listed[number]):
                        yield self._twice(numbers[number], recipient.name)
                ways = {delivery for number in recipient.entries if (delivery := listed[number].delivery)}
                if len(ways) > 1:
                    message = _(
                        "{name} would get the decision in several ways: {ways}",
                        name=recipient.name,
                        ways=", ".join(sorted(ways)),
                    )
                    help_ = _("It gets it by {way}; give one “leverans”", way=recipient.delivery or "")
                    yield self.warning(("sändlista", numbers[line.entry], "leverans"), "EXP014", message, help_)
            unreachable = (
                found
                for recipient in line.recipients
                for found in self._reachable(("sändlista", numbers[line.entry]), recipient)
            )
            yield from islice(unreachable, 1)  # of a group the first stands for all

    def _twice(self, number: int, name: str) -> Finding:
        message = _("The recipient is named twice: {name}", name=name)
        help_ = _("It gets the decision once; delete one of them")
        return self.warning(("sändlista", number, "namn"), "EXP011", message, help_)

    def _reachable(self, path: Path, recipient: Recipient) -> Iterator[Finding]:
        need = {"e-post": recipient.email, "post": recipient.address}
        if recipient.delivery in need and not need[recipient.delivery]:
            key = "epost" if recipient.delivery == "e-post" else "adress"
            message = _(
                "{name} gets the decision by {delivery}, but has no “{key}”",
                name=recipient.name,
                delivery=recipient.delivery,
                key=key,
            )
            help_ = _("Add “{key}” here or in kommun.yaml", key=key)
            yield self.warning((*path, "leverans"), "EXP014", message, help_)

    def _is_group(self, entry: DistributionEntry) -> bool:
        return isinstance(self.municipality.directory.find(entry.name), Group)

    @staticmethod
    def _says_the_same(first: DistributionEntry, later: DistributionEntry) -> bool:
        """Tell whether an entry adds nothing to an earlier one, such as another purpose or other att-satser."""
        said = (
            (getattr(first, name), getattr(later, name)) for name in DistributionEntry.model_fields if name != "name"
        )
        return all(not new or new == old for old, new in said)

    def _meant(self, name: str) -> str:
        if near := self.municipality.directory.nearest(name):
            return _(
                "Did you mean “{name}”? If not, write “extern: ja” or an address, or add it to kommun.yaml", name=near
            )
        return _("Write “extern: ja” or an address, or add it to kommun.yaml")

    def warning(self, path: Path, code: str, message: str, help_: str | None) -> Finding:
        """Make a warning about the value at a path."""
        return replace(self.finding(path, code, message, help_), severity=Severity.WARNING)

    def finding(self, path: Path, code: str, message: str, help_: str | None) -> Finding:
        """Make an error about the value at a path."""
        return self.tree.source.finding(shown_span(self.tree, self.tree.place(path)), code, message, help_)


def _point_texts(text: str, fault: PointFault, example: str) -> tuple[str, str]:
    if fault.kind == "number":
        message = _("There is no att-sats {number}: {text}", number=fault.details["number"], text=text)
        return message, ngettext(
            "The proposal has {count} att-sats", "The proposal has {count} att-satser", int(fault.details["count"])
        )
    if fault.kind == "several":
        message = _("The body has several decisions, so it is unclear which att-sats is meant: {text}", text=text)
        return message, _("Write the proposal's position too, for example {example}", example=fault.details["example"])
    if fault.kind == "unclear":
        message = _("Several bodies decide, so it is unclear which att-sats is meant: {text}", text=text)
        return message, _("Write the body too, for example {example}", example=example)
    if fault.kind == "body":
        message = _("The proposal has no decision by {body}", body=fault.details["body"])
        return message, _("Write the body that decides, for example {example}", example=example)
    message = _("This does not say which att-sats is meant: {text}", text=text)
    return message, _("Write its number, for example {example}", example="2, 1–3, KF 2")
