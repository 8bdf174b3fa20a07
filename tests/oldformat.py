"""An invented format 1, whose keys are other than today's, so that today's is format 2: for tests of migrations.

In it, ``utskick`` was what ``sändlista`` is, ``instans`` in a proposal what ``från`` is, and ``handläggare`` a text
with name and telephone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ksflow.sources.migrations import Edit, Migration
from ksflow.sources.yamltext import yaml_text
from ksflow.sources.yamltree import Path, YamlTree


def data(old: dict[str, Any]) -> dict[str, Any]:
    """Return what a file of the invented format says in today's keys."""
    new = {"sändlista" if key == "utskick" else key: value for key, value in old.items()}
    if divided := _divided(old.get("handläggare")):
        new["handläggare"] = dict(zip(("namn", "telefon"), divided, strict=True))
    proposals = old.get("beslutsförslag")
    if isinstance(proposals, list):
        new["beslutsförslag"] = [
            {"från" if key == "instans" else key: value for key, value in proposal.items()}
            if isinstance(proposal, dict)
            else proposal
            for proposal in proposals
        ]
    return new


def edits(tree: YamlTree) -> Iterator[Edit]:
    """Yield how its text becomes today's."""
    yield from _renamed(tree, ("utskick",), "sändlista")
    if divided := _divided(tree.data.get("handläggare")):
        name, phone = (yaml_text(text, in_flow=True) for text in divided)
        yield Edit.at(tree.source, tree.place(("handläggare",)).value, f"{{namn: {name}, telefon: {phone}}}")
    proposals = tree.data.get("beslutsförslag")
    for number in range(len(proposals) if isinstance(proposals, list) else 0):
        yield from _renamed(tree, ("beslutsförslag", number, "instans"), "från")


def _renamed(tree: YamlTree, path: Path, name: str) -> Iterator[Edit]:
    place = tree.places.get(path)
    if place and place.key:
        yield Edit.at(tree.source, place.key, name)


def _divided(value: Any) -> tuple[str, str] | None:
    if not isinstance(value, str) or value.count(",") != 1:
        return None
    name, phone = (part.strip() for part in value.split(","))
    return (name, phone) if name and phone and "\n" not in value else None


MIGRATION = Migration(data, edits)


def renaming(**names: str) -> Migration:
    """Return a migration that gives keys at the top other names."""
    return Migration(
        lambda data: {names.get(key, key): value for key, value in data.items()},
        lambda tree: [edit for old, new in names.items() for edit in _renamed(tree, (old,), new)],
    )
