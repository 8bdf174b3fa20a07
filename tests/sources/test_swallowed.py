"""What YAML would swallow without a word is told: text after "#", and lists joined to one line."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ksflow.reports.text_report import finding_lines
from ksflow.sources.swallowed import swallowed_findings
from ksflow.sources.textfile import TextFile
from ksflow.sources.yamltree import parse_yaml


def told(text: str) -> str:
    findings = swallowed_findings(parse_yaml(TextFile("a.yaml", dedent(text))))
    return "".join(f"{line}\n" for finding in findings for line in finding_lines(finding))


def test_a_number_sign_in_a_decision_is_told() -> None:
    assert told("att:\n  - Medborgarförslag #14 avslås.\n") == dedent("""\
        a.yaml:2:22: error FIL117 What stands after “#” is not printed: #14 avslås.
          2 │   - Medborgarförslag #14 avslås.
            │                      ^^^^^^^^^^^
            │ Put the whole text in quotation marks; if it is a remark, write a blank after “#”
        """)


@pytest.mark.parametrize(
    "text",
    [
        "nämnd: Kommunstyrelsen    # the addressee\n",
        "# Källa: #1\nrubrik: A\n",
        'rubrik: "Bana #2"\n',
        "rubrik: 'Bana #2'\n",
        "text: |\n  Bana #2 och #3\n",
        "rubrik: C#\nsändlista:\n  - A#1\n",
        "a:\n  b: c  # förklaring\n",
    ],
)
def test_remarks_and_number_signs_inside_texts_are_left_alone(text: str) -> None:
    assert told(text) == ""


def test_a_list_without_a_bar_is_told_where_it_begins() -> None:
    assert told("sammanfattning:\n  Skäl är\n  - ett\n  - två\n") == dedent("""\
        a.yaml:3:3: error FIL118 The lines are joined to one: “-” begins no list here
          3 │   - ett
            │   ^
            │ Write “|” after the colon for a text with lists; begin items of a key with “- ” below each other
        """)


@pytest.mark.parametrize("mark", ["–", "•", "*", "1.", "2)"])
def test_other_marks_of_lists_are_told_too(mark: str) -> None:
    assert f"a.yaml:3:5: error FIL118 The lines are joined to one: “{mark}”" in told(
        f"sändlista:\n  - Polisen\n    {mark} SL\n"
    )


def test_a_list_in_a_folded_text_is_told() -> None:
    assert told("text: >\n  - ett\n  - två\n").startswith("a.yaml:2:3: error FIL118 ")


@pytest.mark.parametrize(
    "text",
    [
        "rubrik: Ny bro – svar på motion\n",
        "rubrik: En lång rubrik\n  på två rader – med tankstreck\n",
        "text: |\n  Skäl:\n\n  - ett\n  - två\n",
        "sändlista:\n  - Polisen\n  - SL\n",
        'rubrik: "A\n  - B"\n',
        "text: >\n  Löpande text\n  på två rader.\n",
    ],
)
def test_what_is_written_as_meant_is_left_alone(text: str) -> None:
    assert told(text) == ""


# Texts in brackets, parted at their commas


def test_a_decision_that_is_parted_at_its_comma_is_told_once() -> None:
    assert told("beslutsförslag:\n  - att: [Avtalet, bilaga 1, godkänns.]\n") == dedent("""\
        a.yaml:2:20: error FIL125 The text is parted at the comma before “bilaga 1”
          2 │   - att: [Avtalet, bilaga 1, godkänns.]
            │                    ^^^^^^^^
            │ Inside [ ] commas part the items: put each text in quotation marks, or in a line of its own after “- ”
        """)


@pytest.mark.parametrize(
    "text",
    [
        "att: [Taxan, daterad den 4 mars 2024, antas.]\n",
        "att: [Avtalet mellan kommunen och skolan, godkänns.]\n",
        "att: [Avtalet godkänns, Avtalet, som gäller ett år, undertecknas.]\n",
        "bilagor: [Taxa för torgplats, daterad den 15 april 2024]\n",
        "bilagor:\n  [Avtal,\n  antaget av KF]\n",
    ],
)
def test_what_no_item_begins_with_shows_that_a_text_is_parted(text: str) -> None:
    assert told(text).count(" FIL125 ") == 1


@pytest.mark.parametrize(
    "text",
    [
        "att: [Avtalet godkänns., Strategin antas.]\n",
        "att: [taxan antas, avgiften höjs]\n",
        "att: ['Avtalet, bilaga 1, godkänns.']\n",
        "att: [Avtalet godkänns., 'bilaga 1 antas']\n",
        "att:\n  - Avtalet, bilaga 1, godkänns.\n  - bilaga 2 antas.\n",
        "att:\n  - Avtalet,\n  - bilaga 1 antas\n",
        "sändlista:\n  - {namn: A, att: [KS 1, KF 2], bifogas: [bilaga 1, bilaga 2]}\n",
        "bilagor: [Avtal, Karta, kallelse, uppdrags]\n",
        "att: [{text: Avtalet godkänns.}, {text: Taxan antas.}]\n",
    ],
)
def test_lists_in_brackets_are_left_alone(text: str) -> None:
    assert "FIL125" not in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "bilagor: [bilaga 1, bilaga 2]",
        "bilagor: [Avtal, bilaga 2 karta.pdf]",
        "beslutsförslag:\n  - att: [Motionen anses besvarad., avslås.]",
        "beslutsförslag:\n  - att: [A godkänns., B antas.]",
    ],
)
def test_a_list_in_brackets_that_is_right_is_left_alone(text: str) -> None:
    assert not list(swallowed_findings(parse_yaml(TextFile("a.yaml", text))))
