"""The Swedish of proposals: headings, openings, and att-satser in the municipality's form."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksflow.casefile.model import Clause, Proposal
from ksflow.documents.blocks import Block, List, Paragraph, Table, plain_text
from ksflow.documents.markdown import MarkdownError, parse_markdown
from ksflow.documents.proposals import capital_words, proposal_heading, proposal_opening, wordings
from ksflow.organisation.model import ClauseForm, Municipality

MUNICIPALITY = Municipality.model_validate(
    {
        "namn": "Storköpings kommun",
        "adress": {"post": ["Storköpings kommun"]},
        "instanser": [
            {"namn": "Kommunfullmäktige", "kortnamn": "KF"},
            {"namn": "Kommunstyrelsen", "kortnamn": "KS"},
            {"namn": "Nämnden för arbete och lärande"},
        ],
    }
)


def proposal(**keys: Any) -> Proposal:
    return Proposal.model_validate({"att": ["Avtalet godkänns."], **keys})


@pytest.mark.parametrize(
    ("keys", "heading"),
    [
        ({"från": "Kommunstyrelsen", "till": "kommunfullmäktige"}, "Kommunstyrelsens förslag till kommunfullmäktige"),
        ({"från": "ks", "till": "KF"}, "Kommunstyrelsens förslag till kommunfullmäktige"),
        ({"från": "Kommunstyrelsen"}, "Kommunstyrelsens beslut"),
        ({"från": "Socialnämnden", "till": "KS"}, "Socialnämndens förslag till kommunstyrelsen"),
        (
            {"från": "KS", "förutsätter": "KF"},
            "Kommunstyrelsens beslut under förutsättning av kommunfullmäktiges beslut",
        ),
        ({"från": "Nämnden för arbete och lärande"}, "Nämnden för arbete och lärandes beslut"),
        ({"från": "KSAU", "till": "KS"}, "KSAU:s förslag till kommunstyrelsen"),
        ({"från": "Södertörns miljöförbund"}, "Södertörns miljöförbunds beslut"),
        ({"från": "Kommunalförbundet Alex"}, "Kommunalförbundet Alex beslut"),
        ({"från": "KS", "rubrik": "Förslag enligt alternativ 2"}, "Förslag enligt alternativ 2"),
        ({}, None),
    ],
)
def test_the_heading_says_who_decides_and_to_whom(keys: dict[str, str], heading: str | None) -> None:
    assert proposal_heading(proposal(**keys), MUNICIPALITY) == heading


@pytest.mark.parametrize(
    ("keys", "opening"),
    [
        ({"från": "KS", "till": "KF"}, "Kommunstyrelsen föreslår kommunfullmäktige besluta"),
        ({"från": "KS"}, "Kommunstyrelsen beslutar"),
        (
            {"från": "KS", "förutsätter": "KF"},
            "Kommunstyrelsen beslutar, under förutsättning av kommunfullmäktiges beslut,",
        ),
        ({"till": "KS"}, "Kommunstyrelsen föreslås besluta"),
        ({}, None),
    ],
)
def test_att_satser_follow_an_opening(keys: dict[str, str], opening: str | None) -> None:
    assert proposal_opening(proposal(**keys), MUNICIPALITY) == opening


def worded(form: ClauseForm, *clauses: Any, names: frozenset[str] = frozenset()) -> list[list[str]]:
    """Return the lines of each att-sats in a form."""
    models = [Clause.model_validate(clause) for clause in clauses]
    wording = wordings(models, form, names)
    return [
        [line for block in word(parse_markdown(clause.text)) for line in lines(block)]
        for clause, word in zip(models, wording, strict=True)
    ]


def lines(block: Block) -> list[str]:
    match block:
        case Paragraph(children):
            return [plain_text(children).replace("\u00a0", " ")]
        case List(_ordered, items, _start):
            return [f"- {line}" for item in items for inner in item for line in lines(inner)]
        case Table(_alignments, header, rows, _caption):
            return [" | ".join(plain_text(cell) for cell in row) for row in (header, *rows)]
    raise AssertionError(block)


def test_sentences_stand_as_they_are_written() -> None:
    assert worded("meningar", "Avtalet godkänns.", "inget görs") == [["Avtalet godkänns."], ["inget görs"]]


def test_what_is_replaced_and_immediate_justering_follow_as_sentences() -> None:
    clause = {"text": "Planen antas", "ersätter": "Plan 2015.", "omedelbart_justerad": "ja"}
    assert worded("meningar", clause) == [["Planen antas. Därmed upphävs Plan 2015. Paragrafen justeras omedelbart."]]
    assert worded("meningar", "Ett.", clause)[1] == [
        "Planen antas. Därmed upphävs Plan 2015. Punkten justeras omedelbart."
    ]


def test_after_sub_items_they_have_a_paragraph_of_their_own() -> None:
    clause = {"text": "Styrelsen får i uppdrag att\n\n- bygga, och\n- redovisa.", "ersätter": "Plan 2015"}
    assert worded("meningar", clause) == [
        ["Styrelsen får i uppdrag att", "- bygga, och", "- redovisa.", "Därmed upphävs Plan 2015."]
    ]


def test_att_satser_make_one_sentence() -> None:
    assert worded("att-satser", "Avtalet godkänns.", "Planen antas", "Motionen avslås.") == [
        ["att avtalet godkänns,"],
        ["att planen antas, samt"],
        ["att motionen avslås."],
    ]
    assert worded("att-satser", "Avtalet godkänns.") == [["att avtalet godkänns."]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("att inte medge dispens", "att inte medge dispens."),
        ("ATT planen antas.", "att planen antas."),
        ("Att-satsen stryks.", "att att-satsen stryks."),
        ("I enlighet med lagen antas planen.", "att i enlighet med lagen antas planen."),
        ("A-skolan rivs.", "att A-skolan rivs."),
        ("Motionen avslås!", "att motionen avslås."),
        ("Att inte medge dispens.", "att inte medge dispens."),
        ("Attesträtten ges till direktören.", "att attesträtten ges till direktören."),
        ("VA-taxan antas.", "att VA-taxan antas."),
        ("KS får i uppdrag att utreda.", "att KS får i uppdrag att utreda."),
        ("Södertörns högskola ersätts.", "att Södertörns högskola ersätts."),
        ("Kommunstyrelsen får utreda.", "att kommunstyrelsen får utreda."),
        ("17 kap. 2 § tillämpas.", "att 17 kap. 2 § tillämpas."),
        ("Kostnader för el, vatten m.m. godkänns", "att kostnader för el, vatten m.m. godkänns."),
        ("Godkänna kostnader för el m.m.", "att godkänna kostnader för el m.m."),
        ("*Bilaga 1* godkänns.", "att bilaga 1 godkänns."),
        ("Planen antas enligt **bilaga 1.**", "att planen antas enligt bilaga 1."),
        ("Planen antas enligt *bilaga 1*.", "att planen antas enligt bilaga 1."),
        ("Planen antas (bilaga 1).", "att planen antas (bilaga 1)."),
    ],
)
def test_an_att_sats_keeps_its_words_and_names(text: str, expected: str) -> None:
    names = frozenset({"Södertörns", "Kommunstyrelsen"})
    assert worded("att-satser", text, names=names) == [[expected]]


def test_an_att_sats_with_sub_items_ends_after_the_last_and_a_table_keeps_its_cells() -> None:
    assert worded("att-satser", "Styrelsen får\n\n- bygga, och\n- redovisa.", "Klart.") == [
        ["att styrelsen får", "- bygga, och", "- redovisa, samt"],
        ["att klart."],
    ]
    table = "Medel anvisas:\n\n| Nämnd | Kr |\n|---|---|\n| SN | 5 |"
    assert worded("att-satser", table, "Klart.")[0] == ["att medel anvisas:", "Nämnd | Kr", "SN | 5"]


def test_an_att_sats_that_begins_with_a_list_loses_nothing() -> None:
    clause = {"text": "- bygga\n- riva", "ersätter": "plan 2015, m.m.", "omedelbart_justerad": "ja"}
    assert worded("att-satser", clause) == [
        ["att", "- bygga", "- riva,", "varmed plan 2015, m.m., upphävs, och att paragrafen justeras omedelbart."]
    ]


def test_what_is_replaced_and_immediate_justering_are_part_of_the_sentence() -> None:
    clause = {"text": "Planen antas.", "ersätter": "Plan 2015", "omedelbart_justerad": "ja"}
    assert worded("att-satser", clause, "Klart.") == [
        ["att planen antas, varmed Plan 2015 upphävs, och att punkten justeras omedelbart, samt"],
        ["att klart."],
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Styrelsen får\n\n- bygga, och\n- redovisa.", ["att styrelsen får", "- bygga, och", "- redovisa,"]),
        ("Medel anvisas:\n\n| N | Kr |\n|---|---|\n| SN | 5 |", ["att medel anvisas:", "N | Kr", "SN | 5"]),
    ],
)
def test_after_sub_items_or_a_table_what_is_added_has_a_paragraph_of_its_own(text: str, shown: list[str]) -> None:
    clause = {"text": text, "ersätter": "planen, antagen 2015", "omedelbart_justerad": "ja"}
    assert worded("att-satser", clause, "Klart.")[0] == [
        *shown,
        "varmed planen, antagen 2015, upphävs, och att punkten justeras omedelbart, samt",
    ]


def test_names_are_the_words_with_a_capital_inside_sentences_and_never_without() -> None:
    texts = ["Avtal mellan Södertörns högskola och Huddinge kommun.", "I Avtal finns mer. Ett avtal med Telge."]
    assert capital_words(texts) == {"Södertörns", "Huddinge", "Telge"}
    assert capital_words(["Ett fastigheter."], ["Fastigheter", "Nynas"]) == {"Nynas"}


WORDS = st.text(st.sampled_from("abcåäö .,;:()*_-0123456789\n|#>ABCÅ"), min_size=1, max_size=80).filter(str.strip)


@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["meningar", "att-satser"]))
def test_no_word_is_lost_in_any_form(texts: list[str], form: ClauseForm) -> None:
    models = [Clause.model_validate({"text": text, "ersätter": "QQ", "omedelbart_justerad": "ja"}) for text in texts]
    for clause, word in zip(models, wordings(models, form, frozenset()), strict=True):
        try:
            blocks = parse_markdown(clause.text)
        except MarkdownError:
            continue
        before, after = "".join(map(repr, blocks)), "".join(map(repr, word(blocks)))
        for sign in "abcåäö0123456789":
            assert after.casefold().count(sign) >= before.casefold().count(sign)
        assert ("QQ" in after, "justeras omedelbart" in after) == (True, True)
