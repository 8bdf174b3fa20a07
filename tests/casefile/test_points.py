"""References to att-satser in a distribution list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksflow.casefile.points import Point, PointFault, ProposalShape, read_points

ONE = [ProposalShape("Kommunstyrelsen", "Kommunfullmäktige", 9)]
CHAIN = [
    ProposalShape("Socialnämnden", "Kommunstyrelsen", 2),
    ProposalShape("Kommunstyrelsen", "Kommunfullmäktige", 3),
    ProposalShape("Kommunstyrelsen", None, 1),
]
SHORT = {"kf": "kommunfullmäktige", "ks": "kommunstyrelsen"}


def same(name: str) -> str:
    return SHORT.get(name.casefold(), name.casefold())


def numbers(text: str) -> list[int]:
    return [point.number for point in read_points(text, ONE, same)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", [2]),
        (" 2 ", [2]),
        ("punkt 2", [2]),
        ("beslutspunkt 2", [2]),
        ("att-sats 2", [2]),
        ("punkterna 1 och 3", [1, 3]),
        ("1, 3", [1, 3]),
        ("1, 3 och 5", [1, 3, 5]),
        ("1 & 2", [1, 2]),
        ("1-3", [1, 2, 3]),
        ("1–3, 9", [1, 2, 3, 9]),
        ("KF 2", [2]),
        ("kommunfullmäktige punkt 2", [2]),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, expected: list[int]) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("KF 2", Point(1, 2)), ("kommunfullmäktige, 3", Point(1, 3)), ("KS 1", Point(2, 1)), ("1.2", Point(0, 2))],
)
def test_with_several_bodies_the_body_says_which_list_is_meant(text: str, expected: Point) -> None:
    """Its own decision comes before what it is proposed."""
    assert read_points(text, CHAIN, same) == [expected]


def test_of_two_own_decisions_the_one_that_has_the_number_is_meant() -> None:
    proposals = [*CHAIN, ProposalShape("KS", None, 2)]
    assert read_points("KS 2", proposals, same) == [Point(3, 2)]
    assert read_points("4.1", proposals, same) == [Point(3, 1)]


def test_a_body_may_end_in_a_figure() -> None:
    assert read_points("Områdesnämnd 3 1", [*CHAIN, ProposalShape("Områdesnämnd 3", None, 2)], same) == [Point(3, 1)]


def test_without_an_own_decision_a_body_decides_what_it_is_proposed() -> None:
    assert read_points("KS 2", CHAIN[:2], same) == [Point(0, 2)]


@pytest.mark.parametrize(
    ("text", "proposals", "kind"),
    [
        ("första", ONE, "form"),
        ("", ONE, "form"),
        ("2 a", ONE, "form"),
        ("0", ONE, "number"),
        ("10", ONE, "number"),
        ("3-2", ONE, "number"),
        ("8–10", ONE, "number"),
        ("1", CHAIN, "unclear"),
        ("SN 1", CHAIN, "body"),
        ("KS 1", [*CHAIN, ProposalShape("KS", None, 2)], "several"),
        ("5.1", CHAIN, "form"),
        ("3.2", CHAIN, "number"),
        ("1" * 500, ONE, "form"),
    ],
)
def test_what_leads_nowhere_is_refused_with_its_reason(text: str, proposals: list[ProposalShape], kind: str) -> None:
    with pytest.raises(PointFault) as caught:
        read_points(text, proposals, same)
    assert caught.value.kind == kind


@given(st.text(max_size=60), st.sampled_from([ONE, CHAIN]))
def test_any_text_is_read_or_refused_and_what_is_read_exists(text: str, proposals: list[ProposalShape]) -> None:
    try:
        points = read_points(text, proposals, same)
    except PointFault:
        return
    assert points
    assert all(1 <= number <= proposals[proposal].clauses for proposal, number in points)
