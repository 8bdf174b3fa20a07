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


def directory_findings(municipality: Municipality, tree: YamlTree) -> Iterator[Finding]:
    """Yield what is wrong with the parties and groups of kommun.yaml, each an error at its place."""
    yield from _repeated_names(municipality, tree)
    directory = municipality.directory
    for number, group in enumerate(municipality.groups):
        for key, names in (("medlemmar", group.members), ("utom", group.without)):
            for position, name in enumerate(names):
                if directory.find(name) is None:
                    near = directory.nearest(name)
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
    """Yield each ring of groups once, with the position of the first group in it."""
    told: set[str] = set()
    for number, group in enumerate(municipality.groups):
        if same_name(group.name) in told:
            continue
        if ring := _ring_from(group, directory):
            told |= {same_name(name) for name in ring}
            yield number, ring


def _ring_from(start: Group, directory: Directory) -> list[str]:
    """Return the shortest way from a group back to itself, both ends named, or nothing."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:  # grows while it is walked: breadth first
        for group in directory.inner_groups(way[-1]):
            if group is start:
                return [part.name for part in (*way, start)]
            if same_name(group.name) not in seen:
                seen.add(same_name(group.name))
                ways.append([*way, group])
    return []


def _placed_parts(municipality: Municipality) -> Iterator[tuple[Path, Party | Group]]:
    for name in PART_LISTS:
        key = Municipality.model_fields[name].alias or name
        for number, part in enumerate(getattr(municipality, name)):
            yield (key, number), part


def _finding(tree: YamlTree, path: Path, code: str, message: str, help_: str) -> Finding:
    return tree.source.finding(shown_span(tree, tree.place(path)), code, message, help_)
