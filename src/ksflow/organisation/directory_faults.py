"""What is wrong with the parties and groups of kommun.yaml: names that are unknown or unclear, groups in a ring."""

from __future__ import annotations

from collections.abc import Iterator

from ksflow.locale import _
from ksflow.organisation.directory import Directory
from ksflow.organisation.model import PART_LISTS, Municipality
from ksflow.organisation.parties import Group, Party, names_of, same_name
from ksflow.sources.findings import Finding
from ksflow.sources.validation import shown_span
from ksflow.sources.yamltree import Path, YamlTree

_SHOWN = 4
"""How many names are shown at each end of a long ring."""
_NEAREST = 20
"""For how many unknown names the nearest known one is looked for, which takes its time."""


def directory_findings(municipality: Municipality, tree: YamlTree) -> Iterator[Finding]:
    """Yield what is wrong with the parties and groups of kommun.yaml, each an error at its place."""
    yield from _repeated_names(municipality, tree)
    directory = municipality.directory
    told = 0
    for number, group in enumerate(municipality.groups):
        for key, names in (("medlemmar", group.members), ("utom", group.without)):
            for position, name in enumerate(names):
                if directory.find(name) is None:
                    told += 1
                    near = directory.nearest(name) if told <= _NEAREST else None
                    help_ = _("Did you mean “{name}”?", name=near) if near else _("Add it to kommun.yaml")
                    message = _("The group names somebody who is not in kommun.yaml: {name}", name=name)
                    yield _finding(tree, ("grupper", number, key, position), "FIL120", message, help_)
    rings = list(_rings(municipality, directory))
    for number, ring in rings:
        message = _("The group contains itself: {ring}", ring=" → ".join(ring))
        help_ = _("Take one of them out of “medlemmar” or “utom”")
        yield _finding(tree, ("grupper", number, "namn"), "FIL121", message, help_)
    for number, group in enumerate(municipality.groups if not rings else ()):
        if not directory.members(group) and all(directory.find(name) for name in group.members):
            message = _("The group has no members left: {name}", name=group.name)
            yield _finding(tree, ("grupper", number, "namn"), "FIL123", message, _("Mend “medlemmar” or “utom”"))


def _repeated_names(municipality: Municipality, tree: YamlTree) -> Iterator[Finding]:
    owners: dict[str, Party | Group] = {}
    for path, part in _placed_parts(municipality):
        for key, name in zip(("namn", "kortnamn"), names_of(part), strict=False):
            if (other := owners.setdefault(same_name(name), part)) is not part:
                message = _("The name stands for two: {name}", name=name)
                help_ = _("“{name}” has it already; every name and short name must be clear", name=other.name)
                yield _finding(tree, (*path, key), "FIL122", message, help_)


def _rings(municipality: Municipality, directory: Directory) -> Iterator[tuple[int, list[str]]]:
    """Yield each ring of groups once, with the position of the first group in it.

    Groups that name no unresolved group are taken away until only rings, and what leads to them, are left.
    """
    groups = {same_name(group.name): group for group in municipality.groups}
    positions = {key: number for number, key in enumerate(groups)}
    inner = {key: {same_name(part.name) for part in directory.inner_groups(group)} for key, group in groups.items()}
    outer: dict[str, list[str]] = {key: [] for key in groups}
    for key, keys in inner.items():
        for one in keys:
            outer[one].append(key)
    waiting = {key: len(keys) for key, keys in inner.items()}
    _take_away([key for key, count in waiting.items() if not count], waiting, outer)
    while waiting:
        way = {next(iter(waiting)): None}
        while (following := min(inner[next(reversed(way))] & waiting.keys(), key=positions.__getitem__)) not in way:
            way[following] = None
        walked = list(way)
        ring = walked[walked.index(following) :]
        first = min(range(len(ring)), key=lambda at: positions[ring[at]])
        ring = ring[first:] + ring[:first]
        yield positions[ring[0]], _shown_ring([groups[key].name for key in (*ring, ring[0])])
        _take_away(ring, waiting, outer)


def _take_away(keys: list[str], waiting: dict[str, int], outer: dict[str, list[str]]) -> None:
    """Take groups away, and those that wait for nothing else any more."""
    while keys:
        key = keys.pop()
        if waiting.pop(key, None) is None:
            continue
        for one in outer[key]:
            if one in waiting:
                waiting[one] -= 1
                if not waiting[one]:
                    keys.append(one)


def _shown_ring(names: list[str]) -> list[str]:
    return names if len(names) <= 2 * _SHOWN else [*names[:_SHOWN], "…", *names[-_SHOWN:]]


def _placed_parts(municipality: Municipality) -> Iterator[tuple[Path, Party | Group]]:
    for name in PART_LISTS:
        key = Municipality.model_fields[name].alias or name
        for number, part in enumerate(getattr(municipality, name)):
            yield (key, number), part


def _finding(tree: YamlTree, path: Path, code: str, message: str, help_: str) -> Finding:
    return tree.source.finding(shown_span(tree, tree.place(path)), code, message, help_)
