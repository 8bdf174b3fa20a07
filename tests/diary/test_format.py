"""How municipalities write their diary numbers: reading and writing are inverse, for every pattern that is accepted."""

from __future__ import annotations

import pickle
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksflow.diary.format import DiaryFormat, PatternFault
from ksflow.diary.number import DiaryNumber

HUDDINGE = DiaryFormat()
PATTERNS = [
    "{organ}-{år}/{löpnr}[.{klass}]",
    "KS {år:2}/{löpnr:4}",
    "{organ} {år}/{löpnr}",
    "{organ}/{år}:{löpnr}[ - {klass}]",
    "{år}/{löpnr}-{klass}",
    "{klass}-{löpnr}-{år}",
    "{år}/{organ} {löpnr:4}[ {klass}]",
    "{år}{organ}{löpnr:4}[.{klass}]",
    "{klass}.{år}/{löpnr}",
    "[{klass}/]{organ} {år:2}-{löpnr}",
    "{organ}{år}{löpnr:5}",
]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉabcdefghijklmnopqrstuvwxyzåäöé"
ORGANS = st.text(LETTERS, min_size=1, max_size=10)
CLASSES = st.from_regex(r"[0-9][0-9A-Za-z]{0,4}(\.[0-9A-Za-z]{1,3}){0,3}", fullmatch=True)


@st.composite
def numbers(draw: st.DrawFn, pattern: str) -> DiaryNumber:
    """Return numbers that a pattern can write."""
    year = st.integers(2000, 2099) if "{år:2}" in pattern else st.integers(1000, 2999)
    classification = "" if "{klass}" not in pattern else draw(CLASSES)
    if "[" in pattern and draw(st.booleans()):
        classification = ""
    organ = draw(ORGANS) if "{organ}" in pattern else ""
    return DiaryNumber(organ, draw(year), draw(st.integers(1, 999_999_999)), classification)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back(pattern: str, data: st.DataObject) -> None:
    form = DiaryFormat(pattern)
    number = data.draw(numbers(pattern))
    assert form.parse(form.format(number)) == number


_SIGNS = st.sampled_from(["", "-", "/", ".", " ", "1", "a", "å", "2021", ":", "--", "..", ".1", "a-"])
_ORDERS = st.permutations(["{organ}", "{år}", "{löpnr}", "{klass}"])


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """Return patterns of the known parts in any order, with any signs between them, some of them beyond use."""
    written = draw(_SIGNS)
    for part in draw(_ORDERS):
        width = {"{år}": ["{år}", "{år:2}"], "{löpnr}": ["{löpnr}", "{löpnr:4}"], "{organ}": ["", "{organ}"]}
        part = draw(st.sampled_from(width.get(part, ["", part, "[", "[" + part])))
        if part.startswith("["):
            part = f"[{draw(_SIGNS)}{{klass}}{draw(_SIGNS)}]"
        written += part + draw(_SIGNS)
    return written


@given(patterns(), st.data())
@settings(max_examples=300, deadline=None)
def test_any_pattern_is_refused_or_reads_what_it_writes(pattern: str, data: st.DataObject) -> None:
    try:
        form = DiaryFormat(pattern)
    except PatternFault:
        return
    number = data.draw(numbers(pattern))
    assert form.parse(form.format(number)) == number


@given(st.text("KS-/20211682.103 abÅ", max_size=20), st.sampled_from(PATTERNS))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_and_a_suggestion_can_always_be_read(text: str, pattern: str) -> None:
    form = DiaryFormat(pattern)
    try:
        number = form.parse(text)
    except ValueError:
        pass
    else:
        assert form.parse(form.format(number)) == number
    if (suggestion := form.suggest(text)) is not None:
        assert form.format(form.parse(suggestion)) == suggestion


@pytest.mark.parametrize(
    ("pattern", "text", "number"),
    [  # as published: Huddinge, Tyresö, Stockholm, Gothenburg, Botkyrka, Nacka, Varberg, Borås
        ("{organ}-{år}/{löpnr}[.{klass}]", "KS-2018/2972.182", DiaryNumber("KS", 2018, 2972, "182")),
        ("{organ}-{år}/{löpnr}[.{klass}]", "GSN-2015/219", DiaryNumber("GSN", 2015, 219)),
        ("{år}/{organ} {löpnr:4}[ {klass}]", "2016/KS 0259 10", DiaryNumber("KS", 2016, 259, "10")),
        ("{år}/{organ} {löpnr:4}[ {klass}]", "2021/ÄON 0057 50", DiaryNumber("ÄON", 2021, 57, "50")),
        ("{klass}-{löpnr}-{år}", "1.2.3-214-2010", DiaryNumber("", 2010, 214, "1.2.3")),
        ("{löpnr:4}/{år:2}", "0380/20", DiaryNumber("", 2020, 380)),
        ("{organ}/{år}:{löpnr}", "KS/2012:377", DiaryNumber("KS", 2012, 377)),
        ("{organ} {år}/{löpnr}[-{klass}]", "KFKS 2015/173-040", DiaryNumber("KFKS", 2015, 173, "040")),
        ("{organ} {år}/{löpnr:5}", "TT 2014/00148", DiaryNumber("TT", 2014, 148)),
        ("{år}/{organ}{löpnr:4}", "2015/FF0073", DiaryNumber("FF", 2015, 73)),
        ("{år}{organ}{löpnr:4}[.{klass}]", "2016KSM1221.042", DiaryNumber("KSM", 2016, 1221, "042")),
    ],
)
def test_published_numbers_are_read_and_written_alike(pattern: str, text: str, number: DiaryNumber) -> None:
    form = DiaryFormat(pattern)
    assert form.parse(text) == number
    assert form.format(number) == text


def test_zeros_in_front_belong_to_the_writing() -> None:
    assert HUDDINGE.parse("KS-2021/0098") == HUDDINGE.parse("KS-2021/98")
    assert DiaryFormat("{organ}-{år}/{löpnr:4}").format(HUDDINGE.parse("KS-2021/98")) == "KS-2021/0098"
    assert DiaryFormat("{organ}-{år}/{löpnr:4}").format(HUDDINGE.parse("KS-2021/98765")) == "KS-2021/98765"


def test_a_letter_of_two_characters_is_the_same_letter() -> None:
    text = "ÄON-2021/98"
    assert HUDDINGE.parse(unicodedata.normalize("NFD", text)) == HUDDINGE.parse(text)
    pattern = unicodedata.normalize("NFD", "{organ}-{år}/{löpnr}")
    assert DiaryFormat(pattern).parse(text) == DiaryNumber("ÄON", 2021, 98)


@pytest.mark.parametrize(
    "text",
    ["", "KS", "KS-2021", "KS-2021/", "KS-2021/0", "KS-2021/x", "KS-21/1", "KS 2021/1", "KS-2021/1.",
    "KS-2021/1.103.", "KS-2021/1..3",
     "KS-2021/1.103 ", " KS-2021/1", "KS-2021/1\n", "KS-3021/1", "KS-0021/1", "KS-2021/1234567890", "K1-2021/1",
     "KS-٢٠٢١/1", "KS-２０２１/1", "KS-2021/1²", "KS-2021/1.²", "ABCDEFGHIJK-2021/1", "-2021/1", "KS-2021/-1"],
)  # fmt: skip
def test_what_is_not_wholly_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        HUDDINGE.parse(text)


# Suggestions


@pytest.mark.parametrize(
    "text",
    ["KS\u20132021/1682.103", "KS\u20112021/1682.103", "KS-2021\u20131682.103", "KS\u00a02021/1682.103",
    "ＫＳ-２０２１/１６８２.１０３",
     "KS2021/1682.103", "KS 2021/1682.103", "ks-2021/1682.103 ", "KS-21/1682.103", "KS-2021/1682-103",
     "KS-2021/1682 103",
     "KS- 2021 / 1682.103", "KS:2021:1682.103", "Dnr KS-2021/1682.103", "Diarienummer: KS 2021/1682.103",
     "KS-2021/1682.103.",
     "KS-2021/01682.103"],
)  # fmt: skip
def test_a_number_in_another_form_is_given_the_right_one(text: str) -> None:
    assert HUDDINGE.suggest(text) == "KS-2021/1682.103"


@pytest.mark.parametrize(
    ("pattern", "text", "suggestion"),
    [
        ("KS {år:2}/{löpnr:4}", "KS 2021/98", None),  # the pattern's own letters are no organ: nothing is guessed
        ("{organ} {år:2}/{löpnr:4}", "KS-2021/98", "KS 21/0098"),
        ("{år}/{löpnr}", "2021-98", "2021/98"),
        ("{år}/{löpnr}-{klass}", "2021 98 103", "2021/98-103"),
        ("{år}/{löpnr}-{klass}", "2021/98", None),
        ("{organ}-{år}/{löpnr}", "KS-99/12", "KS-1999/12"),
        ("{organ} {år:2}/{löpnr}", "KS-1999/12", None),
        ("{organ}-{år}/{löpnr}", "Kst 2021/7", "Kst-2021/7"),
        ("{år}/{organ} {löpnr:4}[ {klass}]", "2016/KS-259", "2016/KS 0259"),
        ("{klass}-{löpnr}-{år}", "1.4 207/2010", "1.4-207-2010"),
    ],
)
def test_suggestions_are_in_the_municipalitys_own_form(pattern: str, text: str, suggestion: str | None) -> None:
    assert DiaryFormat(pattern).suggest(text) == suggestion


@pytest.mark.parametrize(
    "text", ["", "hej", "2021-08-11", "SOU 2016:5:3:2", "KS-2021", "KS-2021/0", "KS", "08-535 302 09", "x" * 5000]
)
def test_what_is_no_number_is_given_no_suggestion(text: str) -> None:
    assert HUDDINGE.suggest(text) is None


# Patterns


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("", "needed"),
        ("KS", "needed"),
        ("{organ}-{år}", "needed"),
        ("{organ}-{löpnr}", "needed"),
        ("{år}/{löpnr}/{år}", "needed"),
        ("{organ}-{år}/{lopnr}", "unknown"),
        ("{organ}-{år}/{löpnr", "unknown"),
        ("organ}-{år}/{löpnr}", "unknown"),
        ("{{år}}/{löpnr}", "unknown"),
        ("{år:3}/{löpnr}", "unknown"),
        ("{år}/{löpnr:0}", "unknown"),
        ("{år}/{löpnr:10}", "unknown"),
        ("{organ:2} {år}/{löpnr}", "unknown"),
        ("{år}/{löpnr}[.{klass}", "optional"),
        ("{år}/{löpnr}].{klass}[", "optional"),
        ("{år}/{löpnr}[[.{klass}]]", "optional"),
        ("{år}/{löpnr}[.]", "optional"),
        ("{år}/{löpnr}[]", "optional"),
        ("[{år}/]{löpnr}", "optional"),
        ("[{organ}-]{år}/{löpnr}", "optional"),
        ("{år}/{löpnr}[-{organ}.{klass}]", "optional"),
        ("{år}/{löpnr}[.{klass}][!]", "optional"),
        ("{år}/{löpnr}{klass}", "unclear"),
        ("{år}/{löpnr}[{klass}]", "unclear"),
        ("{år}/{löpnr}1{klass}", "unclear"),
        ("{klass}a{organ}-{löpnr}/{år}", "unclear"),
    ],
)
def test_a_pattern_that_cannot_be_read_back_is_refused(pattern: str, kind: str) -> None:
    with pytest.raises(PatternFault, match=f"^{kind}$"):
        DiaryFormat(pattern)


def test_the_example_is_a_number_in_the_format() -> None:
    assert HUDDINGE.example == "KS-2021/1682.103"
    for pattern in PATTERNS:
        assert DiaryFormat(pattern).parse(DiaryFormat(pattern).example).serial == 1682


def test_formats_are_values_that_survive_the_way_to_another_process() -> None:
    form = DiaryFormat("{organ} {år}/{löpnr}")
    number = form.parse("KS 2021/1")
    sent = pickle.loads(pickle.dumps(form))
    assert sent == form
    assert sent.parse("KS 2021/1") == number
    assert len({form, sent, DiaryFormat()}) == 2
