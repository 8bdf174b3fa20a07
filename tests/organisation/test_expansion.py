"""Expanding a distribution list: nobody lost, nobody twice, the same order every time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksflow.organisation.directory import Directory
from ksflow.organisation.distribution import DistributionEntry, Expanded, Recipient, expand
from ksflow.organisation.model import Municipality
from ksflow.organisation.parties import Group, same_name

MUNICIPALITY: dict[str, Any] = {
    "namn": "Storköpings kommun",
    "adress": {"post": ["Storköpings kommun"]},
    "instanser": [
        {"namn": "Kommunstyrelsen", "kortnamn": "KS", "epost": "ks@exempel.se"},
        {"namn": "Socialnämnden", "kortnamn": "SN"},
        {"namn": "Kulturnämnden"},
    ],
    "bolag": [{"namn": "Storköpings Bostäder AB", "adress": ["Box 1", "123 45 Storköping"]}],
    "externa": [{"namn": "Högskolan", "adress": "Box 2", "leverans": "digital brevlåda"}],
    "roller": [{"namn": "De valda"}],
    "grupper": [
        {"namn": "Samtliga nämnder", "medlemmar": ["KS", "SN", "Kulturnämnden"]},
        {"namn": "Alla", "medlemmar": ["Samtliga nämnder", "Storköpings Bostäder AB"]},
    ],
}


def expanded(*entries: Any) -> list[Expanded]:
    municipality = Municipality.model_validate(MUNICIPALITY)
    return expand([DistributionEntry.model_validate(entry) for entry in entries], municipality.directory)


def names(lines: list[Expanded]) -> list[tuple[str | None, list[str]]]:
    return [(line.group, [recipient.name for recipient in line.recipients]) for line in lines]


def only(*entries: Any) -> Recipient:
    (line,) = expanded(*entries)
    (recipient,) = line.recipients
    return recipient


def test_groups_stand_with_their_members_and_names_by_themselves() -> None:
    assert names(expanded("Högskolan", "alla")) == [
        (None, ["Högskolan"]),
        ("Alla", ["Kommunstyrelsen", "Socialnämnden", "Kulturnämnden", "Storköpings Bostäder AB"]),
    ]


@pytest.mark.parametrize("entries", [["SN", "Samtliga nämnder"], ["Samtliga nämnder", "SN"]])
def test_who_is_named_and_in_a_group_stands_where_it_is_named_and_says_where_else(entries: list[str]) -> None:
    lines = expanded(*entries)
    assert sorted(names(lines), key=str) == [
        ("Samtliga nämnder", ["Kommunstyrelsen", "Kulturnämnden"]),
        (None, ["Socialnämnden"]),
    ]
    (named,) = (line.recipients[0] for line in lines if line.group is None)
    assert named.entries == (entries.index("SN"), entries.index("Samtliga nämnder"))


def test_of_two_groups_the_first_has_their_common_members() -> None:
    lines = expanded("Samtliga nämnder", "Alla")
    assert names(lines)[1] == ("Alla", ["Storköpings Bostäder AB"])
    assert lines[0].recipients[0].entries == (0, 1)


def test_an_entry_leaves_members_of_a_group_out() -> None:
    assert names(expanded({"namn": "Alla", "utom": ["SN", "Storköpings bostäder ab"]})) == [
        ("Alla", ["Kommunstyrelsen", "Kulturnämnden"])
    ]


def test_the_same_name_twice_is_one_recipient_with_what_both_say() -> None:
    recipient = only({"namn": "SN", "handläggare": "Bo Ek"}, {"namn": "socialnämnden", "epost": "sn@exempel.se"})
    assert (recipient.contact, recipient.email, recipient.entries) == ("Bo Ek", "sn@exempel.se", (0, 1))


def test_two_persons_at_one_authority_are_two_recipients() -> None:
    lines = expanded({"namn": "Högskolan", "handläggare": "Bo Ek"}, {"namn": "Högskolan", "handläggare": "Eva Al"})
    assert [line.recipients[0].contact for line in lines] == ["Bo Ek", "Eva Al"]


@pytest.mark.parametrize(
    ("entry", "delivery"),
    [
        ("KS", "e-post"),
        ("SN", "internpost"),
        ("De valda", "internpost"),
        ("Storköpings Bostäder AB", "post"),
        ("Högskolan", "digital brevlåda"),
        ({"namn": "Högskolan", "epost": "info@exempel.se"}, "e-post"),
        ({"namn": "KS", "leverans": "Internpost"}, "internpost"),
        ({"namn": "Föreningen Ån", "adress": ["Storgatan 1", "123 45 Storköping"]}, "post"),
        ({"namn": "Föreningen Ån", "extern": "ja"}, None),
    ],
)
def test_the_way_of_delivery_follows_from_the_address_unless_it_is_said(entry: Any, delivery: str | None) -> None:
    assert only(entry).delivery == delivery


def test_what_a_group_gets_enclosed_every_member_gets() -> None:
    (line,) = expanded({"namn": "Samtliga nämnder", "bifogas": ["Bilaga 1"], "leverans": "e-post"})
    assert {(recipient.enclosures, recipient.delivery) for recipient in line.recipients} == {(("Bilaga 1",), "e-post")}


# Properties, over registers and lists of any kind

PARTIES = [f"Part {letter}" for letter in "ABCDEFÅÄÖ"]
GROUPS = [f"Grupp {number}" for number in range(5)]


@st.composite
def directories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return groups that name parties and later groups, so that none contains itself."""
    groups = []
    for number, name in enumerate(GROUPS):
        known = PARTIES + GROUPS[number + 1 :]
        listed = draw(st.lists(st.sampled_from(known), min_size=1, max_size=6))
        left_out = draw(st.lists(st.sampled_from(known), max_size=2))
        groups.append({"namn": name, "medlemmar": listed, "utom": left_out})
    return groups


ENTRIES = st.lists(
    st.fixed_dictionaries(
        {"namn": st.sampled_from([*PARTIES, *GROUPS, "Utomstående", "part a"])},
        optional={
            "utom": st.lists(st.sampled_from([*PARTIES, *GROUPS]), max_size=2),
            "handläggare": st.sampled_from(["Bo Ek", "Eva Al"]),
            "leverans": st.sampled_from(["post", "e-post"]),
        },
    ),
    max_size=8,
)


def directory_of(groups: list[dict[str, Any]], names: list[str] = PARTIES) -> Directory:
    parties = [{"namn": name} for name in names]
    data = {**MUNICIPALITY, "instanser": parties, "bolag": [], "externa": [], "roller": [], "grupper": groups}
    return Municipality.model_validate(data).directory


def meant(name: str, without: list[str], groups: dict[str, dict[str, Any]]) -> set[str]:
    """Return whom a name means, by the plainest reading of the definition."""
    if name not in groups:
        return {same_name(name)}
    found = {one for member in groups[name]["medlemmar"] for one in meant(member, [], groups)}
    for left_out in (*groups[name].get("utom", []), *without):
        found -= meant(left_out, [], groups)
    return found


@given(directories(), ENTRIES)
@settings(max_examples=300, deadline=None)
def test_nobody_is_lost_and_nobody_comes_twice(groups: list[dict[str, Any]], entries: list[dict[str, Any]]) -> None:
    lines = expand([DistributionEntry.model_validate(entry) for entry in entries], directory_of(groups))
    everybody = [recipient for line in lines for recipient in line.recipients]
    by_name = {group["namn"]: group for group in groups}
    wanted = {one for entry in entries for one in meant(entry["namn"], entry.get("utom", []), by_name)}
    assert {same_name(recipient.name) for recipient in everybody} == wanted
    keys = [(same_name(one.name), one.contact, one.delivery) for one in everybody]
    assert len(keys) == len(set(keys))


@given(directories(), ENTRIES)
@settings(max_examples=200, deadline=None)
def test_every_recipient_names_the_entries_that_mean_it(
    groups: list[dict[str, Any]], entries: list[dict[str, Any]]
) -> None:
    lines = expand([DistributionEntry.model_validate(entry) for entry in entries], directory_of(groups))
    by_name = {group["namn"]: group for group in groups}
    for number, entry in enumerate(entries):
        holders = {
            same_name(recipient.name) for line in lines for recipient in line.recipients if number in recipient.entries
        }
        assert holders == meant(entry["namn"], entry.get("utom", []), by_name)


@given(directories(), ENTRIES, st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_order_of_definitions_makes_no_difference(
    groups: list[dict[str, Any]], entries: list[dict[str, Any]], chance: Any
) -> None:
    listed = [DistributionEntry.model_validate(entry) for entry in entries]
    shuffled, names = list(groups), list(PARTIES)
    chance.shuffle(shuffled)
    chance.shuffle(names)
    assert expand(listed, directory_of(groups)) == expand(listed, directory_of(shuffled, names))


@given(directories(), ENTRIES)
@settings(max_examples=200, deadline=None)
def test_the_order_is_that_of_the_list_and_of_the_groups(
    groups: list[dict[str, Any]], entries: list[dict[str, Any]]
) -> None:
    directory = directory_of(groups)
    lines = expand([DistributionEntry.model_validate(entry) for entry in entries], directory)
    assert [line.entry for line in lines] == sorted({line.entry for line in lines})
    for line in lines:
        group = directory.find(entries[line.entry]["namn"])
        if isinstance(group, Group):
            order = [party.name for party in directory.members(group)]
            found = [recipient.name for recipient in line.recipients]
            assert found == [name for name in order if name in found]


def test_a_group_is_a_group_of_the_register() -> None:
    assert isinstance(directory_of([{"namn": "G", "medlemmar": ["Part A"]}]).find("g"), Group)
