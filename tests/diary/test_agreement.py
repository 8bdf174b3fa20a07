"""A number against its case, in the words that both the register and the rules use."""

from __future__ import annotations

from datetime import date

import pytest

from ksflow.diary.agreement import later_year, unplanned_class
from ksflow.diary.number import DiaryNumber

PLAN = {"103": "Avtal", "104": "", "201": "Budget"}


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSFLOW_LANG", "en")


def test_a_number_of_a_later_year_than_its_case_is_told_with_both() -> None:
    assert later_year(DiaryNumber("KS", 2025, 1), date(2024, 12, 31)) == (
        "The number is of 2025, but the case is dated 2024-12-31",
        "A case has its number before its documents are written; correct the number or “datum”",
    )


@pytest.mark.parametrize("dated", [None, date(2025, 1, 1), date(2027, 1, 1)])
def test_a_case_may_be_undated_and_take_years(dated: date | None) -> None:
    assert later_year(DiaryNumber("KS", 2025, 1), dated) is None


def test_a_class_outside_the_plan_is_told_with_the_nearest_and_its_name() -> None:
    assert unplanned_class(DiaryNumber("KS", 2025, 1, "1031"), PLAN) == (
        "The classification is not in the plan: 1031",
        "Did you mean “103 Avtal”?",
    )
    assert unplanned_class(DiaryNumber("KS", 2025, 1, "1044"), {"104": ""}) == (
        "The classification is not in the plan: 1044",
        "Did you mean “104”?",
    )


def test_a_class_that_is_near_no_other_may_be_added_to_the_plan() -> None:
    assert unplanned_class(DiaryNumber("KS", 2025, 1, "9.8.7"), PLAN) == (
        "The classification is not in the plan: 9.8.7",
        "Correct it, or add it under “klassificeringsplan” in kommun.yaml",
    )


@pytest.mark.parametrize(("code", "plan"), [("103", PLAN), ("", PLAN), ("999", {})])
def test_a_planned_class_or_none_or_a_municipality_without_a_plan_is_fine(code: str, plan: dict[str, str]) -> None:
    assert unplanned_class(DiaryNumber("KS", 2025, 1, code), plan) is None
