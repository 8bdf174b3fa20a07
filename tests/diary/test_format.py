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
    "{organ}-{år}/{löpnr}[.{klass}][-{handling}]",
    "KS {år:2}/{löpnr:4}",
    "{organ} {år}/{löpnr}",
    "{ORGAN}/{år}:{löpnr}[ - {klass:3}]",
    "{ORGAN} {enhet} {år}/{löpnr}.{klass}",
    "{Organ} {löpnr}/{år}",
    "{år}/{löpnr}-{klass}",
    "{klass}-{löpnr}-{år}",
    "{löpnr}-{år:1970}-{klass}",
    "{år}/{organ} {löpnr:4}[ {klass}]",
    "{år}/{löpnr:4} {ORGAN}[-{handling}][ Diariekod: {klass}]",
    "{ORGAN}{år}/{löpnr}[ nr {handling:år}]",
    "{år}{organ}{löpnr:4}[.{klass}]",
    "{klass}.{år}/{löpnr}",
    "[{klass}/]{organ} {år:2}-{löpnr}",
    "{organ}{år}{löpnr:5}",
]
CAPITALS, SMALL = "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉ", "abcdefghijklmnopqrstuvwxyzåäöé"
LETTERS = st.text(CAPITALS + SMALL, min_size=1, max_size=10)
ORGANS = {
    "{organ}": LETTERS,
    "{ORGAN}": st.text(CAPITALS, min_size=1, max_size=10),
    "{Organ}": st.builds(str.__add__, st.sampled_from(CAPITALS), st.text(SMALL, max_size=9)),
}
YEARS = {"{år}": st.integers(1000, 2999), "{år:2}": st.integers(2000, 2099), "{år:1970}": st.integers(1970, 2069)}
CLASSES = {
    "{klass}": st.from_regex(r"[0-9][0-9A-Za-z]{0,4}(\.[0-9A-Za-z]{1,3}){0,3}", fullmatch=True),
    "{klass:3}": st.text("0123456789", min_size=3, max_size=3),
}
SERIALS = st.integers(1, 999_999_999)
DOCUMENTS = {
    "{handling}": SERIALS.map(str),
    "{handling:år}": st.builds("{}.{}".format, st.integers(1000, 2999), SERIALS),
}


def drawn(draw: st.DrawFn, pattern: str, choices: dict[str, st.SearchStrategy[str]]) -> str:
    """Return a value for whichever of some parts a pattern has, or "" for none of them."""
    return draw(next((strategy for part, strategy in choices.items() if part in pattern), st.just("")))


@st.composite
def numbers(draw: st.DrawFn, pattern: str) -> DiaryNumber:
    """Return numbers that a pattern can write."""
    optional = re.findall(r"\[[^]]*\]", pattern)
    for bracket in optional:
        if draw(st.booleans()):
            pattern = pattern.replace(bracket, "")
    year = draw(next(strategy for part, strategy in YEARS.items() if part in pattern))
    organ = drawn(draw, pattern, ORGANS)
    if "{enhet}" in pattern:
        organ = f"{organ} {draw(LETTERS)}"
    return DiaryNumber(organ, year, draw(SERIALS), drawn(draw, pattern, CLASSES), drawn(draw, pattern, DOCUMENTS))


@pytest.mark.parametrize("pattern", PATTERNS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back(pattern: str, data: st.DataObject) -> None:
    form = DiaryFormat(pattern)
    number = data.draw(numbers(pattern))
    assert form.parse(form.format(number)) == number


_SIGNS = st.sampled_from(["", "-", "/", ".", " ", "1", "a", "å", "B", "2021", ":", "--", "..", ".1", "a-"])
_CHOICES = {
    "organ": ["", *ORGANS],
    "enhet": ["", "", "", "{enhet}"],
    "år": list(YEARS),
    "löpnr": ["{löpnr}", "{löpnr:4}"],
    "klass": ["", *CLASSES, "[", "["],
    "handling": ["", *DOCUMENTS, "[", "["],
}


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """Return patterns of the known parts in any order, with any signs between them, some of them beyond use."""
    written = draw(_SIGNS)
    for name in draw(st.permutations(list(_CHOICES))):
        part = draw(st.sampled_from(_CHOICES[name]))
        if part == "[":
            inside = draw(st.sampled_from(list(CLASSES if name == "klass" else DOCUMENTS)))
            part = f"[{draw(_SIGNS)}{inside}{draw(_SIGNS)}]"
        written += part + draw(_SIGNS)
    return written


@given(patterns(), st.data())
@settings(max_examples=600, deadline=None)
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


@pytest.mark.parametrize(
    ("pattern", "text", "number"),
    [
        ("{organ}-{år}/{löpnr}[.{klass}][-{handling}]", "KS-2021/1682-7", DiaryNumber("KS", 2021, 1682, "", "7")),
        ("{organ}-{år}/{löpnr}[.{klass}][-{handling}]", "KS-2021/1.103-7", DiaryNumber("KS", 2021, 1, "103", "7")),
        ("{år}/{löpnr:4} {ORGAN}[-{handling}]", "2019/0449 KS-1", DiaryNumber("KS", 2019, 449, "", "1")),
        (
            "{ORGAN}{år}/{löpnr}[ nr {handling:år}]",
            "KS2014/143 nr 2014.3074",
            DiaryNumber("KS", 2014, 143, "", "2014.3074"),
        ),
    ],
)
def test_a_document_in_a_case_has_a_number_of_its_own(pattern: str, text: str, number: DiaryNumber) -> None:
    form = DiaryFormat(pattern)
    assert form.parse(text) == number
    assert form.format(number) == text


def test_a_document_number_has_no_zeros_in_front() -> None:
    form = DiaryFormat("{år}/{löpnr}[-{handling}]")
    assert [form.reads(text) for text in ("2021/1-7", "2021/1-07", "2021/1-0", "2021/1-")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("pattern", "read", "refused"),
    [
        ("{ORGAN} {år}/{löpnr}", ["KS 2021/1", "ÄON 2021/1"], ["Ks 2021/1", "ks 2021/1"]),
        ("{Organ} {löpnr}/{år}", ["Ks 1/2021", "Äon 1/2021", "K 1/2021"], ["KS 1/2021", "ks 1/2021"]),
        ("{organ} {år}/{löpnr}", ["Kst 2021/1", "sbf 2021/1", "KS 2021/1"], []),
    ],
)
def test_a_pattern_says_the_case_of_its_letters(pattern: str, read: list[str], refused: list[str]) -> None:
    form = DiaryFormat(pattern)
    assert [form.format(form.parse(text)) for text in read] == read
    assert not any(form.reads(text) for text in refused)


def test_an_organ_is_written_in_the_case_of_the_pattern() -> None:
    assert DiaryFormat("{ORGAN}-{år}/{löpnr}").format(DiaryNumber("äon", 2021, 1)) == "ÄON-2021/1"
    assert DiaryFormat("{Organ} {löpnr}/{år}").format(DiaryNumber("KS", 2021, 1)) == "Ks 1/2021"


def test_a_unit_stands_inside_its_organ() -> None:
    form = DiaryFormat("{ORGAN} {enhet} {år}/{löpnr}.{klass}")
    assert form.parse("SBN Mex 2010/4.358") == DiaryNumber("SBN Mex", 2010, 4, "358")
    assert form.format(DiaryNumber("SBN Mex", 2010, 4, "358")) == "SBN Mex 2010/4.358"
    assert form.example == "KS Mex 2021/1682.103"


def test_a_short_year_belongs_to_the_hundred_years_that_the_pattern_says() -> None:
    assert DiaryFormat("{löpnr}/{år:2}").parse("396/98").year == 2098
    form = DiaryFormat("{löpnr}/{år:1970}")
    assert [form.parse(f"1/{year}").year for year in ("70", "98", "00", "69")] == [1970, 1998, 2000, 2069]


def test_a_class_may_have_a_fixed_number_of_digits() -> None:
    form = DiaryFormat("{ORGAN} {år}/{löpnr}[-{klass:3}]")
    assert form.parse("KFKS 2015/173-040").classification == "040"
    assert not any(form.reads(text) for text in ("KFKS 2015/173-40", "KFKS 2015/173-0400", "KFKS 2015/173-4a0"))


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
    "text",
    ["KS-2O21/1682.103", "KS-2o2I/l682.103", "KS--2021//1682.103", "KS -  2021/1682.103", "(KS-2021/1682.103)",
     "”KS-2021/1682.103”", "KS-2021/1682.103, ", "KS\u2011\u200b2021/1682.103", "КS-2021/1682.103", "KS-2021\\1682.103",
     "KS-2021\u20441682.103", "KS-2021/1682.103\r\n", "Vår beteckning: KS-2021/1682.103"],
)  # fmt: skip
def test_what_only_looks_right_is_mended(text: str) -> None:
    assert HUDDINGE.suggest(text) == "KS-2021/1682.103"


@pytest.mark.parametrize("text", ["KS-OOOO/II", "KS-IO/lO", "KS-2021/O"])
def test_letters_alone_are_no_digits(text: str) -> None:
    assert HUDDINGE.suggest(text) is None


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
        ("{ORGAN} {år}/{löpnr}", "Kst-2021/7", "KST 2021/7"),
        ("{Organ} {löpnr}/{år}", "KS 7/2021", "Ks 7/2021"),
        ("{ORGAN} {enhet} {år}/{löpnr}", "SBN-Mex-2010-4", "SBN Mex 2010/4"),
        ("{organ}-{år}/{löpnr}[.{klass}][-{handling}]", "KS 2021/1682 - 7", "KS-2021/1682-7"),
        ("{organ}-{år}/{löpnr}[-{handling}]", "KS-2021/1682.103", None),  # a class is no document
        ("{år}/{löpnr:4} {ORGAN}[-{handling}]", "2019/449KS\u20131", "2019/0449 KS-1"),
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
        ("{år}/{löpnr}[.{klass}-{handling}]", "optional"),
        ("{år}/{löpnr}-{handling}", "document"),
        ("{enhet} {år}/{löpnr}", "unit"),
        ("{enhet} {organ} {år}/{löpnr}", "unit"),
        ("{OrGan} {år}/{löpnr}", "unknown"),
        ("{år:1870}/{löpnr}", "unknown"),
        ("{år}/{löpnr}[-{handling:2}]", "unknown"),
        ("{organ}[-{organ}]{år}/{löpnr}", "needed"),
        ("{år}/{löpnr}{klass}", "unclear"),
        ("{år}/{löpnr}[{klass}]", "unclear"),
        ("{år}/{löpnr}1{klass}", "unclear"),
        ("{klass}a{organ}-{löpnr}/{år}", "unclear"),
        ("{organ}{enhet} {år}/{löpnr}", "unclear"),
        ("{år}/{löpnr}[-{klass}][-{handling}]", "unclear"),
        ("{år}/{löpnr}[ nr {handling:år}].{klass}", "unclear"),
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


def test_a_pattern_may_be_clear_from_the_right_alone() -> None:
    form = DiaryFormat("{organ} {år}:{löpnr}1-{klass}")
    assert form.parse("KS 2024:51-103") == DiaryNumber("KS", 2024, 5, "103")
    assert form.format(form.parse("KS 2024:111-1.1")) == "KS 2024:111-1.1"
