"""What an editor marked in the reference case is found where it stands, and what is right there is passed over."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from rulecases import words_at

from ksflow.batch.checking import check_case
from ksflow.organisation.workspace import find_workspace
from ksflow.rules.engine import rules
from ksflow.sources.findings import Finding

ROOT = Path(__file__).parents[2]
SLIPS = ROOT / "tests" / "data" / "rules" / "reference_slips.yaml"

TOLD_ONCE = frozenset({"SPR011"})
"""Codes that report a word at its first place, with how often it stands in the case."""
NOT_FOUND: dict[tuple[str, int], str] = {}
"""Slips that no rule finds though there is one for their code, with the reason: (code, line)."""


class Slip(NamedTuple):
    """A place in the file, and the code of the rule that is about it."""

    text: str
    line: int
    code: str | None
    also: int | None = None
    """The other line of two that say the same: of a pair one is reported, and names the other."""


@cache
def slips() -> list[Slip]:
    data = yaml.safe_load(SLIPS.read_text("utf-8"))
    return [Slip(entry["text"], entry["line"], entry["code"], entry.get("also")) for entry in data["fel"]]


@cache
def right_places() -> list[Slip]:
    data = yaml.safe_load(SLIPS.read_text("utf-8"))
    return [Slip(entry["text"], entry["line"], None) for entry in data["rätt"]]


def case() -> Path:
    return ROOT / str(yaml.safe_load(SLIPS.read_text("utf-8"))["case"])


@cache
def text() -> str:
    return case().read_text("utf-8")


@cache
def findings() -> list[Finding]:
    return check_case(find_workspace(ROOT), case())


def columns(slip: Slip) -> tuple[int, int]:
    """Return the columns between which a slip stands in its line; "” around a key's value are YAML's."""
    line = text().split("\n")[slip.line - 1]
    start = line.index(slip.text)
    return start + 1, start + 1 + len(slip.text)


def touches(finding: Finding, slip: Slip) -> bool:
    start, end = columns(slip)
    span = finding.span
    if not span.line <= slip.line <= span.end_line:
        return False
    first = span.column if span.line == slip.line else 1
    last = span.end_column if span.end_line == slip.line else 1_000_000
    return first < end and start < last


def lies_inside(finding: Finding, place: Slip) -> bool:
    start, end = columns(place)
    span = finding.span
    return span.line == span.end_line == place.line and start <= span.column and span.end_column <= end


def is_told_elsewhere(slip: Slip) -> bool:
    """Tell whether the same word is reported at its first place, with its number, or the other sentence of a pair."""
    pairs = [found for found in findings() if found.code == slip.code and found.span.line == slip.also]
    if any(re.search(rf"\b{slip.line}\b", found.message) for found in pairs):
        return True
    same = [found for found in findings() if found.code == slip.code and words_at(text(), found.span) == slip.text]
    return slip.code in TOLD_ONCE and any(re.search(r"\b(?:[2-9]|[1-9][0-9]+)\b", found.message) for found in same)


WITH_RULE = [slip for slip in slips() if slip.code in rules()]
WITHOUT_RULE = sorted({slip.code for slip in slips() if slip.code and slip.code not in rules()})


@pytest.mark.parametrize("slip", WITH_RULE, ids=lambda slip: f"{slip.code}-{slip.line}")
def test_what_an_editor_marked_is_found(slip: Slip) -> None:
    found = any(finding.code == slip.code and touches(finding, slip) for finding in findings())
    if reason := NOT_FOUND.get((slip.code or "", slip.line)):
        assert not found, "found after all: delete the exception"
        pytest.skip(reason)
    assert found or is_told_elsewhere(slip), [finding for finding in findings() if finding.code == slip.code]


@pytest.mark.parametrize("place", right_places(), ids=lambda place: f"{place.line}-{place.text[:30]}")
def test_what_is_right_is_passed_over(place: Slip) -> None:
    """A finding that reaches further than the place is about something else, such as a sentence said twice."""
    marked = [slip for slip in slips() if slip.line == place.line]
    wrong = [
        finding
        for finding in findings()
        if finding.code in rules()
        and lies_inside(finding, place)
        and not any(slip.code == finding.code and touches(finding, slip) for slip in marked)
    ]
    assert wrong == []


def test_the_exceptions_are_about_slips_that_have_a_rule() -> None:
    assert NOT_FOUND.keys() <= {(slip.code, slip.line) for slip in WITH_RULE}


@pytest.mark.parametrize("code", WITHOUT_RULE or ["none"])
def test_codes_that_no_rule_finds_yet_are_listed(code: str) -> None:
    """Fails for nobody: it keeps slips without a rule from being forgotten, since pytest lists what it skips."""
    if code != "none":
        count = sum(slip.code == code for slip in slips())
        pytest.skip(f"{code} has no rule yet: {count} slips are not looked for")


def test_every_slip_stands_where_the_list_says() -> None:
    lines = text().split("\n")
    wrong = [slip for slip in [*slips(), *right_places()] if lines[slip.line - 1].count(slip.text) < 1]
    assert wrong == []
