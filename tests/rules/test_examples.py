"""Every rule finds what its bad examples have, at the right place, and passes over its good ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet
from rulecases import checked

from ksflow.rules.engine import rules
from ksflow.rules.examples import Example, examples, read_examples
from ksflow.sources.findings import Severity

MORE = Path(__file__).parent / "examples"
"""Further examples, one file a rule, that are no part of its explanation."""


def cases(kind: str) -> list[ParameterSet]:
    found: list[ParameterSet] = []
    for code in rules():
        every = getattr(examples(code), kind)
        if (more := MORE / f"{code}.yaml").exists():
            every = [*every, *getattr(read_examples(more.read_text("utf-8")), kind)]
        found += [pytest.param(code, example, id=f"{code}-{number}") for number, example in enumerate(every, 1)]
    return found


@pytest.mark.parametrize(("code", "example"), cases("bad"))
def test_a_bad_example_is_found_where_it_stands(code: str, example: Example, tmp_path: Path) -> None:
    if (tool := rules()[code].tool) and (missing := tool.missing()):
        pytest.skip(missing)
    result = checked(example, tmp_path)
    found = result.of(code)
    assert example.marked, "says what is marked"
    assert [result.marked(finding) for finding in found] == list(example.marked), result.findings
    wanted = Severity(example.severity) if example.severity else rules()[code].severity
    assert {finding.severity for finding in found} == {wanted}


@pytest.mark.parametrize(("code", "example"), cases("good"))
def test_a_good_example_is_passed_over(code: str, example: Example, tmp_path: Path) -> None:
    assert checked(example, tmp_path).of(code) == []


def test_every_rule_has_a_bad_and_a_good_example() -> None:
    assert [code for code in rules() if not (examples(code).bad and examples(code).good)] == []


def test_the_case_that_examples_change_has_no_fault(tmp_path: Path) -> None:
    assert checked(Example(), tmp_path).findings == []
