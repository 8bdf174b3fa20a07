"""The distribution list in words: lines under "Beslutet ska skickas till", and the rows of the sändlista."""

from __future__ import annotations

from typing import Any

import pytest

from ksflow.casefile.model import Case
from ksflow.documents.recipients import RecipientTexts, deciding_bodies
from ksflow.organisation.model import Municipality

KOMMUN: dict[str, Any] = {
    "namn": "Storköpings kommun",
    "adress": {"post": ["Storköpings kommun"]},
    "instanser": [
        {"namn": "Kommunfullmäktige", "kortnamn": "KF"},
        {"namn": "Kommunstyrelsen", "kortnamn": "KS"},
        {"namn": "Socialnämnden", "kortnamn": "SN"},
        {"namn": "Bygg- och miljönämnden"},
    ],
    "grupper": [{"namn": "Samtliga nämnder", "medlemmar": ["KS", "SN", "Bygg- och miljönämnden"]}],
}
ONE = [{"från": "KS", "till": "KF", "att": ["Ett.", "Två.", "Tre.", "Fyra."]}]
TWO = [*ONE, {"från": "KS", "förutsätter": "KF", "att": ["Ett."]}]


def texts(entries: list[Any], proposals: list[Any] = ONE, form: str = "meningar") -> RecipientTexts:
    case = {
        "diarienummer": "KS-2024/1",
        "datum": "2024-03-05",
        "rubrik": "Ny bro",
        "nämnd": "KS",
        "handläggare": {"namn": "Anna Andersson"},
        "beslutsförslag": proposals,
        "sammanfattning": "Kort.",
        "sändlista": entries,
    }
    municipality = Municipality.model_validate({**KOMMUN, "husregler": {"beslutsform": form}})
    return RecipientTexts(Case.model_validate(case), municipality)


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ("ks", "Kommunstyrelsen"),
        ("samtliga nämnder", "Samtliga nämnder"),
        ({"namn": "Samtliga nämnder", "utom": "KS"}, "Samtliga nämnder utom kommunstyrelsen"),
        (
            {"namn": "Samtliga nämnder", "utom": ["Bygg- och miljönämnden", "SN"]},
            "Samtliga nämnder utom bygg- och miljönämnden samt socialnämnden",
        ),
        (
            {"namn": "Högskolan", "handläggare": "Bo Ek", "roll": "registrator", "syfte": "för kännedom"},
            "Högskolan, Bo Ek, registrator, för kännedom",
        ),
        ({"namn": "SN", "syfte": "för verkställighet", "att": "2"}, "Socialnämnden, för verkställighet (punkt\u00a02)"),
        ({"namn": "SN", "att": ["1", "3"]}, "Socialnämnden (punkterna\u00a01 och 3)"),
        ({"namn": "SN", "att": "1-3"}, "Socialnämnden (punkterna\u00a01–3)"),
    ],
)
def test_an_entry_is_a_line(entry: Any, line: str) -> None:
    assert texts([entry]).lines() == [line]


def test_with_several_bodies_the_body_is_said_and_a_single_sentence_has_no_number() -> None:
    entry = {"namn": "SN", "syfte": "för verkställighet", "att": ["KF 1, 2", "KS 1"]}
    assert texts([entry], TWO).lines() == [
        "Socialnämnden, för verkställighet (kommunfullmäktige, punkterna\u00a01 och 2; kommunstyrelsens beslut)"
    ]


def test_a_single_sentence_alone_needs_no_reference() -> None:
    entry = {"namn": "SN", "syfte": "för verkställighet", "att": "1"}
    assert texts([entry], [{"från": "KS", "att": ["Ett."]}]).lines() == ["Socialnämnden, för verkställighet"]


def test_att_satser_have_no_numbers_so_they_are_counted_in_words() -> None:
    entries = [{"namn": "SN", "att": "2"}, {"namn": "KS", "att": "1, 3"}]
    assert texts(entries, form="att-satser").lines() == [
        "Socialnämnden (andra att-satsen)",
        "Kommunstyrelsen (första och tredje att-satsen)",
    ]


def test_what_belongs_to_one_is_not_said_of_a_group_and_nobody_has_two_lines() -> None:
    entries = [
        "SN",
        "Socialnämnden",
        {"namn": "Samtliga nämnder", "handläggare": "Bo Ek"},
        {"namn": "KS", "utom": "SN"},
    ]
    assert texts(entries).lines() == ["Socialnämnden", "Samtliga nämnder", "Kommunstyrelsen"]


def test_who_carries_out_is_not_told_for_knowledge_as_well() -> None:
    entries = [{"namn": "SN", "syfte": "för verkställighet"}, {"namn": "Samtliga nämnder", "syfte": "för kännedom"}]
    fields = texts(entries).fields()
    (named, group) = fields["poster"]
    assert named["mottagare"][0]["syfte"] == ["för verkställighet"]
    assert named["mottagare"][0]["grupper"] == ["Samtliga nämnder"]
    assert (group["grupp"], len(group["mottagare"]), group["annorstädes"]) == ("Samtliga nämnder", 2, 1)


@pytest.mark.parametrize(
    ("entries", "count", "ways"),
    [
        (["KS", "SN"], 2, ["alla med internpost"]),
        (["KS"], 1, ["med internpost"]),
        (
            ["KS", {"namn": "A", "epost": "a@exempel.se"}, {"namn": "B", "extern": "ja"}],
            3,
            ["1 med internpost", "1 med e-post", "1 utan angivet leveranssätt"],
        ),
    ],
)
def test_the_total_says_how_they_are_reached(entries: list[Any], count: int, ways: list[str]) -> None:
    fields = texts(entries).fields()
    assert (fields["antal"], fields["leveranser"]) == (count, ways)


@pytest.mark.parametrize(
    ("proposals", "bodies"),
    [
        (ONE, ["Kommunfullmäktige"]),
        (TWO, ["Kommunfullmäktige", "kommunstyrelsen"]),
        (
            [{"från": "SN", "till": "KS", "att": ["a"]}, {"från": "KS", "till": "KF", "att": ["a"]}],
            ["Kommunfullmäktige"],
        ),
        ([{"från": "SN", "till": "KS", "att": ["a"]}, {"från": "KS", "att": ["a"]}], ["Kommunstyrelsen"]),
        ([{"att": ["a"]}], ["Kommunstyrelsen"]),
    ],
)
def test_who_decides_in_the_end(proposals: list[Any], bodies: list[str]) -> None:
    found = texts([], proposals)
    assert deciding_bodies(found.case, found.municipality) == bodies
