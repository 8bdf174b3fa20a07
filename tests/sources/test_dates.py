"""Dates: 2021-08-11 is read, anything else is refused with the form to write."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksflow.sources.dates import MONTHS, DateFault, read_date


def fault(text: str) -> DateFault:
    with pytest.raises(DateFault) as error:
        read_date(text)
    return error.value


@given(st.dates())
@settings(max_examples=200, deadline=None)
def test_every_date_written_as_year_month_day_is_read(day: date) -> None:
    assert read_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "month", "days"),
    [
        ("2021-02-30", 2, 28),
        ("2021-02-29", 2, 28),
        ("2024-02-30", 2, 29),
        ("1900-02-29", 2, 28),
        ("2021-04-31", 4, 30),
        ("2021-08-00", 8, 31),
        ("2021-00-10", 0, 0),
        ("2021-13-01", 13, 0),
        ("2021-99-99", 99, 0),
    ],
)
def test_a_date_that_does_not_exist_tells_how_many_days_the_month_has(text: str, month: int, days: int) -> None:
    found = fault(text)
    assert (found.kind, found.details["month"], found.details["days"]) == ("impossible", month, days)


@pytest.mark.parametrize(
    "text",
    [
        "2021-8-11", "2021/08/11", "2021.08.11", "2021 08 11", "20210811", "2021\u201308\u201311",
        "2021\u201108\u201111",
        "11/8 2021", "11/8-2021", "11.8.2021", "11-08-2021", "11 augusti 2021", "den 11 augusti 2021", "11 aug 2021",
        "11 aug. 2021", "Onsdagen den 11 augusti 2021", "11:e augusti 2021", "11\u00a0augusti\u00a02021",
        "11 AUGUSTI 2021", "２０２１-08-11", "2021-08-1１",
    ],
)  # fmt: skip
def test_a_date_in_another_common_form_is_given_the_right_one(text: str) -> None:
    found = fault(text)
    assert (found.kind, found.details) == ("form", {"suggestion": "2021-08-11"})


@pytest.mark.parametrize(
    "text",
    ["", "i dag", "2021", "2021-08", "augusti 2021", "210811", "11 foo 2021", "31 februari 2021", "2021-2-30",
    "0000-01-01",
     "2021-08-11T12:00", "08-535 302 09", "٢٠٢١-٠٨-١١x", "99/99 2021"],
)  # fmt: skip
def test_what_is_no_date_is_given_no_suggestion(text: str) -> None:
    found = fault(text)
    assert (found.kind, found.details) == ("form", {"suggestion": ""})


@given(
    st.dates(),
    st.sampled_from(["{0.day} {1} {0.year:04}", "den {0.day} {2} {0.year:04}", "{0.day}/{0.month} {0.year:04}"]),
)
@settings(max_examples=200, deadline=None)
def test_every_swedish_date_is_given_the_right_form(day: date, form: str) -> None:
    month = MONTHS[day.month - 1]
    assert fault(form.format(day, month, month[:3])).details == {"suggestion": day.isoformat()}


@given(st.text("0123456789-/. denaug\u00a0", max_size=14))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_date_or_a_fault(text: str) -> None:
    try:
        day = read_date(text)
    except DateFault:
        return
    assert day.isoformat() == text
