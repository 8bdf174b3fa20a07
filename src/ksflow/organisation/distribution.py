"""Distribution lists: an entry as a case writes it, and the list expanded to those who really get the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, PlainValidator, WithJsonSchema

from ksflow.organisation.directory import Directory
from ksflow.organisation.parties import (
    ADDRESS_LINES,
    Administration,
    Body,
    Delivery,
    Group,
    Party,
    Role,
    same_name,
)
from ksflow.sources.fields import Email, Line, Lines, YamlModel, YesNo, described, one_of

PURPOSES = ("för kännedom", "för verkställighet")

Purpose = Annotated[
    Literal["för kännedom", "för verkställighet"],
    PlainValidator(one_of(*PURPOSES)),
    WithJsonSchema({"enum": list(PURPOSES)}),
]


class DistributionEntry(YamlModel):
    """One line of a distribution list: a name or a group of kommun.yaml, or somebody else with an address."""

    model_config: ClassVar[ConfigDict] = described(
        "Mottagare", "En mottagare: ett namn eller en grupp i kommun.yaml, eller namn och adress."
    )
    shorthand: ClassVar[str | None] = "namn"
    synonyms: ClassVar[dict[str, str]] = {
        "name": "namn", "mottagare": "namn", "grupp": "namn",
        "kontakt": "handläggare", "kontaktperson": "handläggare", "attsats": "att", "attsatser": "att",
        "punkt": "att", "punkter": "att", "galler": "att", "andamal": "syfte", "purpose": "syfte",
        "mail": "epost", "email": "epost", "postadress": "adress", "address": "adress",
        "satt": "leverans", "leveranssatt": "leverans", "externt": "extern",
        "bilaga": "bifogas", "bilagor": "bifogas", "undantag": "utom", "ej": "utom", "titel": "roll",
    }  # fmt: skip

    name: Line = Field(
        alias="namn",
        description="Namn eller kortnamn i kommun.yaml, en grupp där, eller någon annan.",
        examples=["Socialnämnden"],
    )
    without: Lines = Field(
        default_factory=list,
        alias="utom",
        description="Vilka i gruppen som inte ska få beslutet.",
        examples=["[Socialnämnden]"],
    )
    contact: Line | None = Field(
        None, alias="handläggare", description="Den hos mottagaren som tar hand om beslutet.", examples=["Bo Ek"]
    )
    role: Line | None = Field(None, alias="roll", description="Kontaktens roll.", examples=["registrator"])
    email: Email | None = Field(None, alias="epost", description="E-postadress.", examples=["registrator@kommunen.se"])
    address: Lines = Field(
        default_factory=list,
        alias="adress",
        max_length=ADDRESS_LINES,
        description="Postadress under namnet, en rad per punkt.",
        examples=["[Storgatan 1, 123 45 Storköping]"],
    )
    external: YesNo = Field(
        False, alias="extern", description="Ja för en part utanför kommunen som saknas i kommun.yaml.", examples=["ja"]
    )
    purpose: Purpose | None = Field(
        None, alias="syfte", description="Varför mottagaren får beslutet.", examples=["för verkställighet"]
    )
    points: Lines = Field(
        default_factory=list,
        alias="att",
        description="Vilka att-satser det gäller: 2, eller KF 2 när flera instanser beslutar.",
        examples=["2"],
    )
    delivery: Delivery | None = Field(None, alias="leverans", description="Hur beslutet levereras.", examples=["post"])
    enclosures: Lines = Field(
        default_factory=list, alias="bifogas", description="Vad som skickas med beslutet.", examples=["[Bilaga 1]"]
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets the decision, with all that the list and kommun.yaml say of it."""

    name: str
    contact: str | None
    role: str | None
    email: str | None
    address: tuple[str, ...]
    delivery: str | None
    """None when nothing tells how; the sheet is then filled in by hand."""
    enclosures: tuple[str, ...]
    entries: tuple[int, ...]
    """The entries by which it came, the one under which it stands first."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """What one entry of a list became."""

    entry: int
    group: str | None
    """The group's name in kommun.yaml, None for an entry that is no group."""
    recipients: tuple[Recipient, ...]
    """Without those who are named elsewhere in the list, or in a group before."""


def expand(entries: Sequence[DistributionEntry], directory: Directory) -> list[Expanded]:
    """Return who gets a decision, in the order of the list; nobody is lost, and nobody comes twice.

    Who is named stands where the name stands first, also when a group holds it too; of two groups the first one wins.
    Entries with the same name are one recipient, unless they contradict each other (two persons at one authority).
    """
    groups = [_group(entry, directory) for entry in entries]
    named: dict[str, list[_Draft]] = {}
    drafts: list[_Draft | None] = []
    for number, entry in enumerate(entries):
        drafts.append(None if groups[number] else _named(number, entry, directory, named))
    members: dict[str, _Draft] = {}
    under: list[list[_Draft]] = []
    for number, (entry, group, draft) in enumerate(zip(entries, groups, drafts, strict=True)):
        new: list[_Draft] = [draft] if draft and draft.entries[0] == number else []
        for party in directory.members(group, entry.without) if group else ():
            key = same_name(party.name)
            known = named.get(key) or [members[key]] if key in named or key in members else []
            for other in known:
                other.add(number, entry, as_member=True)
            if not known:
                members[key] = _Draft(party.name, party)
                members[key].add(number, entry, as_member=True)
                new.append(members[key])
        under.append(new)
    return [
        Expanded(number, group.name if group else None, tuple(draft.finished() for draft in new))
        for number, (group, new) in enumerate(zip(groups, under, strict=True))
        if group or new
    ]


def _group(entry: DistributionEntry, directory: Directory) -> Group | None:
    part = directory.find(entry.name)
    return part if isinstance(part, Group) else None


def _named(number: int, entry: DistributionEntry, directory: Directory, named: dict[str, list[_Draft]]) -> _Draft:
    """Return the recipient that an entry names: one that is named before, if the two agree, else a new one."""
    part = directory.find(entry.name)
    party = part if isinstance(part, Party) else None
    name = party.name if party else entry.name
    same = named.setdefault(same_name(name), [])
    draft = next((draft for draft in same if draft.agrees(entry)), None)
    if draft is None:
        draft = _Draft(name, party)
        same.append(draft)
    draft.add(number, entry)
    return draft


@dataclass(slots=True)
class _Draft:
    """A recipient while the list is being read."""

    name: str
    party: Party | None
    entries: list[int] = field(default_factory=list)
    contact: str | None = None
    role: str | None = None
    email: str | None = None
    address: tuple[str, ...] = ()
    delivery: str | None = None
    enclosures: dict[str, None] = field(default_factory=dict)

    def agrees(self, entry: DistributionEntry) -> bool:
        """Tell whether an entry says nothing else than what is known."""
        pairs = (
            (self.contact, entry.contact),
            (self.role, entry.role),
            (self.email, entry.email),
            (self.address, tuple(entry.address)),
            (self.delivery, entry.delivery),
        )
        return all(not mine or not other or mine == other for mine, other in pairs)

    def add(self, number: int, entry: DistributionEntry, as_member: bool = False) -> None:
        """Take over what an entry says; of a group, what holds for all its members."""
        self.entries.append(number)
        self.enclosures.update(dict.fromkeys(entry.enclosures))
        self.delivery = self.delivery or entry.delivery
        if not as_member:
            self.contact = self.contact or entry.contact
            self.role = self.role or entry.role
            self.email = self.email or entry.email
            self.address = self.address or tuple(entry.address)

    def finished(self) -> Recipient:
        """Return the recipient, with what kommun.yaml says where the list is silent."""
        party = self.party
        email = self.email or (party.email if party else None)
        address = self.address or (tuple(party.address) if party else ())
        delivery = self.delivery or _usual_delivery(party, email, address, own_address=bool(self.email or self.address))
        return Recipient(
            self.name, self.contact, self.role, email, address, delivery, tuple(self.enclosures), tuple(self.entries)
        )


def _usual_delivery(
    party: Party | None, email: str | None, address: tuple[str, ...], *, own_address: bool
) -> str | None:
    if party and party.delivery and not own_address:
        return party.delivery
    if email:
        return "e-post"
    if address:
        return "post"
    return "internpost" if isinstance(party, Body | Administration | Role) else None
