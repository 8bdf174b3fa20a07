"""The directory of kommun.yaml: names that are found, groups that are expanded, and what is wrong with either."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ksflow.organisation.directory_faults import directory_findings
from ksflow.organisation.model import Municipality
from ksflow.organisation.parties import Group
from ksflow.reports.text_report import finding_lines
from ksflow.sources.textfile import TextFile
from ksflow.sources.validation import validate
from ksflow.sources.yamltree import parse_yaml

KOMMUN = dedent("""\
    namn: Storköpings kommun
    adress: {post: [Storköpings kommun]}
    instanser:
      - {namn: Kommunfullmäktige, kortnamn: KF}
      - {namn: Kommunstyrelsen, kortnamn: KS}
      - {namn: Socialnämnden, kortnamn: SN}
      - {namn: Barn- och utbildningsnämnden}
    bolag:
      - {namn: Storköpings Bostäder AB}
    grupper:
    """)


def read(groups: str) -> tuple[Municipality, list[str]]:
    """Return kommun.yaml with these groups, and what is wrong with it as the author sees it."""
    tree = parse_yaml(TextFile("kommun.yaml", KOMMUN + groups))
    municipality = validate(Municipality, tree)
    findings = sorted(directory_findings(municipality, tree))
    return municipality, [line for finding in findings for line in finding_lines(finding)]


def members(municipality: Municipality, name: str) -> list[str]:
    group = municipality.directory.find(name)
    assert isinstance(group, Group)
    return [party.name for party in municipality.directory.members(group)]


def test_a_name_is_found_however_it_is_spelt() -> None:
    municipality, _faults = read("  - {namn: Alla, medlemmar: KS}\n")
    for spelling in ("Kommunstyrelsen", "kommunstyrelsen", "ks", " KS ", "KOMMUNSTYRELSEN"):
        part = municipality.directory.find(spelling)
        assert part is not None
        assert part.name == "Kommunstyrelsen"
    assert municipality.directory.find("Kommunstyrelse") is None
    assert municipality.directory.nearest("Kommunstyrelse") == "Kommunstyrelsen"


def test_groups_hold_groups_and_leave_out_members() -> None:
    municipality, faults = read("""\
  - {namn: Alla, medlemmar: [Nämnder, Storköpings Bostäder AB]}
  - {namn: Nämnder, medlemmar: [KS, SN, Barn- och utbildningsnämnden]}
  - {namn: Alla utom två, medlemmar: [Alla], utom: [Skolan, Socialnämnden]}
  - {namn: Skolan, medlemmar: [Barn- och utbildningsnämnden]}
""")
    assert faults == []
    nämnder = ["Kommunstyrelsen", "Socialnämnden", "Barn- och utbildningsnämnden"]
    assert members(municipality, "alla") == [*nämnder, "Storköpings Bostäder AB"]
    assert members(municipality, "Alla utom två") == ["Kommunstyrelsen", "Storköpings Bostäder AB"]


def test_a_member_in_two_groups_comes_once_at_its_first_place() -> None:
    municipality, _faults = read("""\
  - {namn: A, medlemmar: [B, KS, C]}
  - {namn: B, medlemmar: [SN, KS]}
  - {namn: C, medlemmar: [KF, SN]}
""")
    assert members(municipality, "A") == ["Socialnämnden", "Kommunstyrelsen", "Kommunfullmäktige"]


def test_a_group_that_contains_itself_is_refused_with_the_ring_shown() -> None:
    _municipality, faults = read("""\
  - {namn: A, medlemmar: [KS, B]}
  - {namn: B, medlemmar: [C]}
  - {namn: C, medlemmar: [SN, a]}
""")
    assert faults == [
        "kommun.yaml:11:12: error FIL121 The group contains itself: A → B → C → A",
        "  11 │   - {namn: A, medlemmar: [KS, B]}",
        "     │            ^ Take one of them out of “medlemmar” or “utom”",
    ]


def test_a_ring_may_go_through_whom_a_group_leaves_out() -> None:
    _municipality, faults = read("  - {namn: A, medlemmar: [KS], utom: [A]}\n")
    assert faults[0] == "kommun.yaml:11:12: error FIL121 The group contains itself: A → A"


def test_an_unknown_member_is_told_with_the_nearest_known_name() -> None:
    _municipality, faults = read("""\
  - namn: A
    medlemmar:
      - Socialnämden
      - Försvarsmakten
""")
    assert faults == [
        "kommun.yaml:13:9: error FIL120 The group names somebody who is not in kommun.yaml: Socialnämden",
        "  13 │       - Socialnämden",
        "     │         ^^^^^^^^^^^^ Did you mean “Socialnämnden”?",
        "kommun.yaml:14:9: error FIL120 The group names somebody who is not in kommun.yaml: Försvarsmakten",
        "  14 │       - Försvarsmakten",
        "     │         ^^^^^^^^^^^^^^ Add it to kommun.yaml",
    ]


def test_a_name_that_stands_for_two_is_refused() -> None:
    _municipality, faults = read("  - {namn: ks, medlemmar: [SN]}\n")
    assert faults == [
        "kommun.yaml:11:12: error FIL122 The name stands for two: ks",
        "  11 │   - {namn: ks, medlemmar: [SN]}",
        "     │            ^^ “Kommunstyrelsen” has it already; every name and short name must be clear",
    ]


def test_a_group_that_leaves_out_everybody_is_refused() -> None:
    _municipality, faults = read("  - {namn: A, medlemmar: [KS], utom: [KS]}\n")
    assert faults[0] == "kommun.yaml:11:12: error FIL123 The group has no members left: A"


@pytest.mark.parametrize("backwards", [False, True])
def test_groups_nested_a_thousand_deep_are_expanded(backwards: bool) -> None:
    chain = [f"  - {{namn: G{number}, medlemmar: [G{number + 1}]}}\n" for number in range(1000)]
    chain.append("  - {namn: G1000, medlemmar: [KS, SN]}\n")
    municipality, faults = read("".join(reversed(chain) if backwards else chain))
    assert faults == []
    assert members(municipality, "G0") == ["Kommunstyrelsen", "Socialnämnden"]


def test_two_rings_are_told_and_what_leads_to_one_is_not() -> None:
    _municipality, faults = read("""\
  - {namn: Utanför, medlemmar: [A]}
  - {namn: A, medlemmar: [B]}
  - {namn: B, medlemmar: [A, KS]}
  - {namn: C, medlemmar: [C]}
""")
    assert [line.split("FIL121 ")[1] for line in faults if "FIL121" in line] == [
        "The group contains itself: A → B → A",
        "The group contains itself: C → C",
    ]


def test_thousands_of_groups_in_a_row_are_judged_at_once() -> None:
    chain = "".join(f"  - {{namn: G{number}, medlemmar: [G{number + 1}]}}\n" for number in range(3000))
    _municipality, faults = read(chain + "  - {namn: G3000, medlemmar: [G0]}\n")
    assert faults[0].endswith("G0 → G1 → G2 → G3 → … → G2998 → G2999 → G3000 → G0")
