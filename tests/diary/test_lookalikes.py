"""Numbers that look like diary numbers and are something else."""

from __future__ import annotations

import pytest

from ksflow.diary.format import DiaryFormat
from ksflow.diary.reading import NumberReader

SFS = "This is how statutes are numbered (SFS), not a diary number"
PAPER = "This is a paper of the Riksdag, the government or a council, not a diary number"
PARAGRAPH = "This is a paragraph of minutes or of a statute (§), not a diary number"
SERIES = "Such papers have a series of their own; this is not a diary number"
LOOKALIKES = [
    ("SOU 2016:5", "This is a report in the series SOU, not a diary number"),
    ("SOU\u00a02016:5", "This is a report in the series SOU, not a diary number"),
    ("Ds 2016:24", "This is a report in the series Ds, not a diary number"),
    ("SFS 2008:962", SFS),
    ("lagen (2008:962)", SFS),
    ("1998:905", SFS),
    ("Prop. 2016/17:5", PAPER),
    ("prop 2008/09:21", PAPER),
    ("bet. 2015/16:KU5", PAPER),
    ("motion (2012:6)", PAPER),
    ("§ 169/2019", PARAGRAPH),
    ("§ 64/20", PARAGRAPH),
    ("KS § 1:6", PARAGRAPH),
    ("KSAU 130/2014", "This is how a committee numbers the paragraphs of its minutes, not a diary number"),
    ("HKF 9420", "This is a local statute (HKF), not a diary number"),
    ("revisionsrapport 2013:5", SERIES),
    ("medborgarförslag 15/2014", SERIES),
    ("PM 2016:122", SERIES),
    ("Utlåtande 2012:124", SERIES),
    ("Tyresö 1:389", "This is a property designation, not a diary number"),
    ("Upplands Väsby 12:3", "This is a property designation, not a diary number"),
    ("2021-08-11", "This is a date, not a diary number"),
    ("802411-8310", "This is an organisation number or a personal identity number, not a diary number"),
    ("org.nr 802411-8310", "This is an organisation number or a personal identity number, not a diary number"),
    ("08-535 302 09", "This is a telephone number, not a diary number"),
]
FORMATS = ["{organ}-{år}/{löpnr}[.{klass}]", "{organ} {år}:{löpnr}", "{Organ} {löpnr}/{år}"]


@pytest.mark.parametrize("pattern", FORMATS)
@pytest.mark.parametrize(("text", "message"), LOOKALIKES)
def test_a_lookalike_is_refused_with_what_it_is(pattern: str, text: str, message: str) -> None:
    reading = NumberReader(DiaryFormat(pattern), pattern).read(text)
    assert (reading.valid, reading.number, reading.format, reading.suggestion) == (False, None, None, None)
    assert reading.message == message


@pytest.mark.parametrize("text", ["Kvadraten 3", "KS SBU 7/10", "MSN: 5/2014"])
def test_what_is_like_nothing_is_nobodys_number(text: str) -> None:
    reading = NumberReader(DiaryFormat(), "x").read(text)
    assert (reading.valid, reading.number, reading.format, reading.suggestion) == (False, None, None, None)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("{organ} {år}/{löpnr}", "DIR 2018/5"),
        ("{organ}-{år}/{löpnr}", "PM-2018/5"),
        ("{organ} {år}:{löpnr}", "SN 2019:37"),
        ("{löpnr}-{år}-{klass}", "2021-2008-11"),
    ],
)
def test_a_number_of_ones_own_is_no_lookalike(pattern: str, text: str) -> None:
    assert NumberReader(DiaryFormat(pattern), "x").read(text).valid
