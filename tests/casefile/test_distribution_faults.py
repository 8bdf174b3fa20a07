"""Distribution lists in a case: what the author is told about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from conftest import Outcome

pytestmark = pytest.mark.usefixtures("without_text_rules")

Told = Callable[..., str]


@pytest.fixture
def told(workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]) -> Told:
    """Return a function that tells what check says of a distribution list, without the line about the sum."""

    def run(entries: str, proposals: str | None = None) -> str:
        head, _list = reference.split("sändlista:\n")
        if proposals is not None:
            before, rest = head.split("beslutsförslag:\n")
            head = f"{before}beslutsförslag:\n{proposals}\nsammanfattning:{rest.split('sammanfattning:')[1]}"
        write_case(f"{head}sändlista:\n{entries}")
        return "".join(ksflow("check").stdout.splitlines(keepends=True))

    return run


def findings(output: str) -> list[str]:
    """Return severity, code and message of each finding."""
    return [line.split(": ", 1)[1] for line in output.splitlines() if line.startswith("cases/")]


def test_known_names_short_names_and_groups_need_nothing_more(told: Told) -> None:
    assert told("  - Socialnämnden\n  - ks\n  - Samtliga nämnder och bolag\n  - Huge Bostäder AB\n") == ""


def test_an_unknown_name_is_a_warning_with_the_nearest_known_one(told: Told) -> None:
    assert told("  - Socialnämden\n  - Föreningen Ån\n") == dedent("""\
        cases/case.yaml:99:5: warning EXP010 The recipient is not in kommun.yaml: Socialnämden
          99 │   - Socialnämden
             │     ^^^^^^^^^^^^
             │ Did you mean “Socialnämnden”? If not, write “extern: ja” or an address, or add it to kommun.yaml
        cases/case.yaml:100:5: warning EXP010 The recipient is not in kommun.yaml: Föreningen Ån
          100 │   - Föreningen Ån
              │     ^^^^^^^^^^^^^ Write “extern: ja” or an address, or add it to kommun.yaml
        """)


@pytest.mark.parametrize("more", ["extern: ja", "epost: bo@exempel.se", "adress: [Box 1, 123 45 Storköping]"])
def test_who_is_outside_is_marked_or_has_an_address(told: Told, more: str) -> None:
    assert told(f"  - {{namn: Föreningen Ån, {more}}}\n") == ""


def test_somebody_named_twice_is_told_at_the_second_place(told: Told) -> None:
    assert told("  - Socialnämnden\n  - namn: socialnämnden\n") == dedent("""\
        cases/case.yaml:100:11: warning EXP011 The recipient is named twice: Socialnämnden
          100 │   - namn: socialnämnden
              │           ^^^^^^^^^^^^^ It gets the decision once; delete one of them
        """)


def test_twice_with_different_purposes_is_no_repetition(told: Told) -> None:
    assert told("  - {namn: KS, syfte: för verkställighet}\n  - {namn: KS, syfte: för kännedom}\n") == ""


def test_in_a_group_and_by_name_is_no_repetition(told: Told) -> None:
    assert told("  - Samtliga nämnder\n  - Socialnämnden\n") == ""


def test_what_cannot_hold_for_a_group(told: Told) -> None:
    assert findings(told("  - {namn: Samtliga nämnder, handläggare: Bo Ek, utom: [Huge Bostäder AB, KS, Ks1]}\n")) == [
        "warning EXP012 “handläggare” cannot hold for a whole group: Samtliga nämnder",
        "warning EXP012 Huge Bostäder AB is not in the group Samtliga nämnder",
        "warning EXP012 Ks1 is not in the group Samtliga nämnder",
    ]
    assert findings(told("  - {namn: Socialnämnden, utom: KS}\n")) == [
        "warning EXP012 “utom” leaves out members of a group, and this is none: Socialnämnden"
    ]


def test_a_way_of_delivery_needs_its_address(told: Told) -> None:
    assert told("  - {namn: Socialnämnden, leverans: e-post}\n") == dedent("""\
        cases/case.yaml:99:37: warning EXP014 Socialnämnden gets the decision by e-post, but has no “epost”
          99 │   - {namn: Socialnämnden, leverans: e-post}
             │                                     ^^^^^^ Add “epost” here or in kommun.yaml
        """)


def test_an_att_sats_that_does_not_exist_is_an_error(told: Told) -> None:
    assert told("  - {namn: KS, syfte: för verkställighet, att: 2}\n") == dedent("""\
        cases/case.yaml:99:48: error EXP013 There is no att-sats 2: 2
          99 │   - {namn: KS, syfte: för verkställighet, att: 2}
             │                                                ^ The proposal has 1 att-sats
        """)


def test_with_several_bodies_the_body_must_be_said(told: Told) -> None:
    proposals = "  - {från: KS, till: KF, att: [Ett.]}\n  - {från: KS, att: [Ett., Två.]}\n"
    assert told("  - {namn: KS, att: KS 2}\n  - {namn: Socialnämnden, att: [KF 1, KS 1]}\n", proposals) == ""
    assert findings(told("  - {namn: KS, att: 2}\n  - {namn: Socialnämnden, att: SN 1}\n", proposals)) == [
        "error EXP013 Several bodies decide, so it is unclear which att-sats is meant: 2",
        "error EXP013 The proposal has no decision by SN",
    ]


TWO = "  - {från: KS, till: KF, att: [Ett.]}\n  - {från: KS, att: [Ett., Två.]}\n"
TWICE = "  - {till: KF, att: [Ett.]}\n  - {till: KF, att: [Två., Tre.]}\n"


@pytest.mark.parametrize(
    ("point", "proposals", "message", "cure"),
    [
        ("2", TWO, "Several bodies decide, so it is unclear which att-sats is meant: 2",
         "Write the body too, for example KF 1"),
        ("SN 1", TWO, "The proposal has no decision by SN", "Write the body that decides, for example KF 1"),
        ("KS 3", TWO, "There is no att-sats 3: KS 3", "The proposal has 2 att-satser"),
        ("KF 1", TWICE, "The body has several decisions, so it is unclear which att-sats is meant: KF 1",
         "Write the proposal's position too, for example 1.1"),
        ("ettan", TWO, "This does not say which att-sats is meant: ettan",
         "Write its number, for example 2, 1–3, KF 2"),
    ],
)  # fmt: skip
def test_a_reference_that_leads_nowhere_says_what_to_write(
    told: Told, point: str, proposals: str, message: str, cure: str
) -> None:
    said = told(f"  - {{namn: Socialnämnden, att: {point}}}\n", proposals)
    assert findings(said) == [f"error EXP013 {message}"]
    assert said.splitlines()[-1].partition("^ ")[2] == cure or said.splitlines()[-1].endswith(f"│ {cure}")


def test_unknown_purposes_and_ways_are_told_with_those_there_are(told: Told) -> None:
    assert findings(told("  - {namn: KS, syfte: för åtgärd, leverans: duva}\n")) == [
        "error FIL119 “syfte” cannot be “för åtgärd”",
        "error FIL119 “leverans” cannot be “duva”",
    ]
    assert "Did you mean “för kännedom”?" in told("  - {namn: KS, syfte: kännedom}\n")
    assert "There are: e-post, post, internpost, digital brevlåda" in told("  - {namn: KS, leverans: duva}\n")


def test_a_colon_in_a_name_is_explained(told: Told) -> None:
    assert findings(told("  - Avdelning: Ån\n")) == [
        "error FIL103 An item of “sändlista” must be a text, not keys and values"
    ]


def test_the_list_is_judged_also_in_a_case_with_other_faults(
    reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    text = reference.replace("datum: 2021-08-11", "datum: 2021-02-30").replace(
        "- Södertörns högskola", "- Södra skolan"
    )
    write_case(text)
    assert [line.split()[2] for line in ksflow("check").stdout.splitlines() if line.startswith("cases/")] == [
        "FIL102",
        "EXP010",
    ]


def test_a_group_that_is_misspelt_is_told_with_the_nearest(told: Told) -> None:
    said = told("  - Samtliga nämnder och bolagen\n")
    assert findings(said) == ["warning EXP010 The recipient is not in kommun.yaml: Samtliga nämnder och bolagen"]
    assert "Did you mean “Samtliga nämnder och bolag”?" in said


def test_an_entry_that_says_more_of_somebody_named_before_is_no_repetition(told: Told) -> None:
    more = "  - {namn: Socialnämnden, epost: soc@example.se, leverans: e-post, syfte: för verkställighet, att: 1}\n"
    assert told(f"  - Socialnämnden\n{more}") == ""
    twice = findings(told(f"{more}  - {{namn: Socialnämnden, syfte: för verkställighet}}\n"))
    assert [one.split()[1] for one in twice] == ["EXP011"]
