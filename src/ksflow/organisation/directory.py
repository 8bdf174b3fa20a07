"""The directory: everybody in kommun.yaml who can get a decision, found by name, and the groups expanded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from ksflow.organisation.parties import Group, Party, names_of, same_name
from ksflow.sources.suggest import nearest


class Directory:
    """The parties and groups of a municipality.

    What it answers depends on names alone, never on the order in which kommun.yaml defines them. It takes them to be
    sound, which ``directory_findings`` tells; a group that contains itself misses members here.
    """

    def __init__(self, parts: Sequence[Party | Group]) -> None:
        self.parts = parts

    def find(self, name: str) -> Party | Group | None:
        """Return the party or group with this name or short name, upper and lower case alike, or None."""
        return self._by_name.get(same_name(name))

    def nearest(self, name: str) -> str | None:
        """Return the known name that is nearest to one that is not known, or None."""
        return nearest(name, (part.name for part in self.parts))

    def members(self, group: Group, without: Iterable[str] = ()) -> list[Party]:
        """Return the parties of a group and of the groups in it, none twice, in the order in which it names them.

        ``without`` holds names of parties and groups to leave out, beside the group's own ``utom``; unknown ones are
        passed over.
        """
        left_out = {same_name(party.name) for name in without for party in self._parties(name)}
        members = self._members.get(same_name(group.name), [])
        return [party for party in members if same_name(party.name) not in left_out]

    @cached_property
    def _by_name(self) -> dict[str, Party | Group]:
        found: dict[str, Party | Group] = {}
        for part in self.parts:
            for name in names_of(part):
                found.setdefault(same_name(name), part)
        return found

    @cached_property
    def _members(self) -> dict[str, list[Party]]:
        members: dict[str, list[Party]] = {}
        for group in self._inner_first():
            left_out = {same_name(p.name) for name in group.without for p in self._parties(name, members)}
            parties = {same_name(p.name): p for name in group.members for p in self._parties(name, members)}
            members[same_name(group.name)] = [party for key, party in parties.items() if key not in left_out]
        return members

    def _parties(self, name: str, members: dict[str, list[Party]] | None = None) -> list[Party]:
        part = self.find(name)
        if isinstance(part, Group):
            return (self._members if members is None else members).get(same_name(part.name), [])
        return [part] if part else []

    def _inner_first(self) -> Iterator[Group]:
        """Yield every group after the groups that it names, without recursion: kommun.yaml may nest them deeply."""
        done: set[str] = set()
        for start in (part for part in self.parts if isinstance(part, Group)):
            stack = [] if same_name(start.name) in done else [start]
            while stack:
                group = stack[-1]
                entered = same_name(group.name)
                inner = [part for part in self.inner_groups(group) if same_name(part.name) not in done]
                if inner and entered not in done:
                    done.add(entered)  # seen: a group that contains itself comes back here, and is passed
                    stack += reversed(inner)
                    continue
                stack.pop()
                done.add(entered)
                yield group

    def inner_groups(self, group: Group) -> list[Group]:
        """Return the groups that a group names, to take in or to leave out."""
        return self._inner_groups[same_name(group.name)]

    @cached_property
    def _inner_groups(self) -> dict[str, list[Group]]:
        inner: dict[str, list[Group]] = {}
        for group in (part for part in self.parts if isinstance(part, Group)):
            parts = (self.find(name) for name in (*group.members, *group.without))
            inner.setdefault(same_name(group.name), [part for part in parts if isinstance(part, Group)])
        return inner
