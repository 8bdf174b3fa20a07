"""Faults of the keys and values, said in the author's words; nothing of the validator's own wording gets through."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

import ksflow
from ksflow.casefile.model import Case
from ksflow.organisation.model import Municipality
from ksflow.reports.text_report import finding_lines
from ksflow.sources import validation
from ksflow.sources.findings import FindingsError
from ksflow.sources.suggest import fold
from ksflow.sources.textfile import TextFile
from ksflow.sources.validation import validate
from ksflow.sources.yamltree import parse_yaml

CASE = """\
diarienummer: KS-2021/1682.103
datum: 2021-08-11
rubrik: Avtal
nämnd: Kommunstyrelsen
handläggare: {namn: Björn}
beslutsförslag:
  - att: [Godkänns.]
sammanfattning: Kort.
"""
KOMMUN = "namn: K\nadress: {post: [a]}\ninstanser: [{namn: KS}]\n"
ALL_KEYS = (
    "diarienummer, datum, rubrik, nämnd, handläggare, beslutsförslag, sammanfattning, avsnitt, inkommen, avsändare, "
    "sekretess, sammanträde, tidigare_beslut, undertecknare, bilagor, sändlista, ignorera, format"
)


def printed(text: str, model: type[BaseModel] = Case) -> str:
    """Return the findings about a text as the author sees them."""
    with pytest.raises(FindingsError) as error:
        validate(model, parse_yaml(TextFile("f.yaml", text)))
    return "".join(f"{line}\n" for finding in error.value.findings for line in finding_lines(finding))


def changed(old: str, new: str) -> str:
    assert CASE.count(old) == 1
    return printed(CASE.replace(old, new))


def added(lines: str) -> str:
    return printed(CASE + lines)


def test_a_case_with_what_is_needed_and_no_more_is_accepted() -> None:
    assert validate(Case, parse_yaml(TextFile("f", CASE))).title == "Avtal"
    assert validate(Municipality, parse_yaml(TextFile("f", KOMMUN))).name == "K"


# Unknown and missing keys


@pytest.mark.parametrize(
    ("known", "written"),
    [
        ("handläggare", "handlaggare"),
        ("handläggare", "Handläggare"),
        ("beslutsförslag", "beslutsforslag"),
        ("beslutsförslag", "besluts_förslag"),
        ("beslutsförslag", "besluts förslag"),
        ("sammanfattning", "sammanfatning"),
        ("diarienummer", "diarienr"),
        ("nämnd", "namnd"),
    ],
)
def test_a_misspelt_key_is_one_finding_with_the_key_that_was_meant(known: str, written: str) -> None:
    line = next(number for number, text in enumerate(CASE.split("\n"), 1) if text.startswith(known))
    shown = CASE.split("\n")[line - 1].replace(known, written)
    assert changed(f"{known}:", f"{written}:") == (
        f"f.yaml:{line}:1: error FIL100 The key “{written}” is unknown\n"
        f"  {line} │ {shown}\n"
        f"    │ {'^' * len(written)} Did you mean “{known}”?\n"
    )


def test_a_misspelt_key_inside_a_list_is_told_there() -> None:
    assert added("ignorera:\n  - {regel: SPR011, skal: x}\n") == dedent("""\
        f.yaml:10:20: error FIL100 The key “skal” is unknown
          10 │   - {regel: SPR011, skal: x}
             │                     ^^^^ Did you mean “skäl”?
        """).replace("10:20", "10:21")


def test_a_key_near_none_is_told_with_the_known_ones() -> None:
    assert added("färg: röd\n") == (
        "f.yaml:9:1: error FIL100 The key “färg” is unknown\n"
        "  9 │ färg: röd\n"
        f"    │ ^^^^\n    │ Known keys here: {ALL_KEYS}\n"
    )


def test_an_unknown_key_is_told_even_when_it_has_no_value() -> None:
    assert added("bilagr:\n").startswith("f.yaml:9:1: error FIL100 The key “bilagr” is unknown\n")


def test_a_key_of_several_lines_does_not_break_the_message() -> None:
    assert added('"a\\nb": 1\n').startswith("f.yaml:9:1: error FIL100 The key “a b” is unknown\n")


def test_a_missing_key_is_told_where_it_should_stand_with_an_example() -> None:
    assert changed("datum: 2021-08-11\n", "") == dedent("""\
        f.yaml:1:1: error FIL101 The key “datum” is missing
          1 │ diarienummer: KS-2021/1682.103
            │ ^ Write for example “datum: 2021-08-11”
        """)
    assert changed("{namn: Björn}", "{telefon: 08-1}") == dedent("""\
        f.yaml:5:1: error FIL101 The key “namn” is missing
          5 │ handläggare: {telefon: 08-1}
            │ ^^^^^^^^^^^ Write for example “namn: Anna Andersson”
        """)


def test_every_required_key_of_an_almost_empty_case_is_told() -> None:
    text = printed("bilagor: []\n")
    assert [line.split("“")[1].split("”")[0] for line in text.splitlines() if "FIL101" in line] == [
        "diarienummer", "datum", "rubrik", "nämnd", "handläggare", "beslutsförslag", "sammanfattning",
    ]  # fmt: skip


# Empty values


@pytest.mark.parametrize("key", ["datum", "handläggare", "beslutsförslag", "rubrik"])
def test_a_required_key_with_nothing_after_it_has_no_value_and_is_shown_itself(key: str) -> None:
    lines = CASE.splitlines(keepends=True)
    start = next(number for number, text in enumerate(lines) if text.startswith(key))
    if key == "beslutsförslag":
        del lines[start + 1]
    lines[start] = f"{key}:\n"
    text = printed("".join(lines)).splitlines()
    assert text[:2] == [f"f.yaml:{start + 1}:1: error FIL104 The key “{key}” has no value", f"  {start + 1} │ {key}:"]
    assert text[2].startswith(f"    │ {'^' * len(key)}")
    assert f"Write for example “{key}: " in text[-1]


def test_an_optional_key_with_nothing_after_it_counts_as_not_given() -> None:
    text = CASE.replace("{namn: Björn}", "{namn: Björn, telefon: , epost: }") + (
        "avsnitt:\nundertecknare:\nbilagor:\nsändlista:\nignorera:\n"
    )
    case = validate(Case, parse_yaml(TextFile("f", text)))
    assert (case.officer.phone, case.sections, case.recipients) == (None, [], [])


@pytest.mark.parametrize("written", ['""', "''", '" "', "|\n  \n"])
def test_an_empty_text_has_no_value(written: str) -> None:
    assert "f.yaml:3:9: error FIL104 The key “rubrik” has no value\n" in changed("rubrik: Avtal", f"rubrik: {written}")


@pytest.mark.parametrize("written", ["#1 i ordningen", "&avtal"])
def test_a_text_that_yaml_swallowed_is_told_to_be_put_in_quotation_marks(written: str) -> None:
    assert changed("rubrik: Avtal", f"rubrik: {written}") == (
        "f.yaml:3:1: error FIL104 The key “rubrik” has no value\n"
        f"  3 │ rubrik: {written}\n"
        "    │ ^^^^^^ Put the whole text in quotation marks\n"
    )


def test_empty_items_and_empty_lists() -> None:
    assert added("bilagor:\n  -\n  - ' '\nsändlista:\n  - KS\n  -\n") == dedent("""\
        f.yaml:10:4: error FIL104 An item of “bilagor” is empty
          10 │   -
             │    ^ Write the item, or delete the hyphen
        f.yaml:11:5: error FIL104 An item of “bilagor” is empty
          11 │   - ' '
             │     ^^^ Write the item, or delete the hyphen
        f.yaml:14:4: error FIL104 An item of “sändlista” is empty
          14 │   -
             │    ^ Write the item, or delete the hyphen
        """)
    assert changed("[Godkänns.]", "[]") == dedent("""\
        f.yaml:7:10: error FIL104 The list “att” is empty
          7 │   - att: []
            │          ^^
            │ Write for example “att: ["Taxan för torghandel, daterad den 15 april 2024 enligt bilaga 1, antas."]”
        """)


# Other kinds


@pytest.mark.parametrize(
    ("old", "new", "message", "help_"),
    [
        ("{namn: Björn}", "Björn", "“handläggare” must be keys and values, not a text",
         "Write for example “handläggare: {namn: Anna Andersson}”"),
        ("{namn: Björn}", "[Björn]", "“handläggare” must be keys and values, not a list",
         "Write for example “handläggare: {namn: Anna Andersson}”"),
        ("[Godkänns.]", "Godkänns.", "“att” must be a list, not a text",
         "Write each item on a line of its own, after a hyphen"),
        ("rubrik: Avtal", "rubrik: [Avtal]", "“rubrik” must be a text, not a list",
         "Write for example “rubrik: Svar på motion om cykelvägar”"),
        ("KS-2021/1682.103", "[KS-2021/1]", "“diarienummer” must be a text, not a list",
         "Write for example “diarienummer: KS-2021/1682.103”"),
        ("2021-08-11", "[2021]", "“datum” must be a text, not a list", "Write for example “datum: 2021-08-11”"),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_told_what_it_should_be(old: str, new: str, message: str, help_: str) -> None:
    text = changed(old, new)
    assert text.splitlines()[0].endswith(f"error FIL103 {message}")
    assert text.splitlines()[2].endswith(f"^ {help_}")


def test_a_colon_that_makes_a_mapping_of_an_item_is_told_as_what_it_is() -> None:
    assert changed("[Godkänns.]", "\n      - Förslaget: godkänns") == dedent("""\
        f.yaml:8:9: error FIL103 An item of “att” must be a text, not keys and values
          8 │       - Förslaget: godkänns
            │         ^^^^^^^^^^^^^^^^^^^
            │ Put a text that holds “: ” in quotation marks, or write it on lines of its own after “|”
        """)


# Values that have a form


def test_a_date_that_does_not_exist() -> None:
    assert changed("2021-08-11", "2021-02-30") == dedent("""\
        f.yaml:2:8: error FIL102 The date does not exist: 2021-02-30
          2 │ datum: 2021-02-30
            │        ^^^^^^^^^^ February 2021 has 28 days
        """)
    assert "There is no month 13" in changed("2021-08-11", "2021-13-01")


@pytest.mark.parametrize(
    "written", ["11 augusti 2021", "11/8 2021", "20210811", "2021-8-11", "den 11\u00a0augusti 2021"]
)
def test_a_date_in_another_form_is_told_how_to_be_written(written: str) -> None:
    assert changed("2021-08-11", written) == (
        f"f.yaml:2:8: error FIL102 This is not a date: {' '.join(written.split())}\n"
        f"  2 │ datum: {written}\n"
        f"    │        {'^' * len(written)} Write 2021-08-11\n"
    )


def test_what_is_no_date_is_told_the_form() -> None:
    assert "^^^^^ Write year-month-day, for example 2021-08-11\n" in changed("2021-08-11", "i dag")


@pytest.mark.parametrize(
    ("written", "help_"),
    [
        ("KS 2021–1682.103", "Write KS-2021/1682.103"),
        ("Dnr KS 2021/1682", "Write KS-2021/1682"),
        ("ks21/98", "Write KS-2021/98"),
        ("hej", "It is written like KS-2021/1682.103"),
    ],
)
def test_a_diary_number_in_another_form(written: str, help_: str) -> None:
    assert changed("KS-2021/1682.103", written) == (
        f"f.yaml:1:15: error DIA001 This is not a diary number: {written}\n"
        f"  1 │ diarienummer: {written}\n"
        f"    │               {'^' * len(written)} {help_}\n"
    )


def test_an_address_a_rule_and_a_length() -> None:
    assert "error FIL105 This is not an e-mail address: björn@" in changed("{namn: Björn}", "{namn: B, epost: björn@}")
    assert "error FIL106 This is not the code of a rule: spr11" in added("ignorera: [{regel: spr11, skäl: x}]\n")
    limit = "husregler: {sammanfattning_högst: många}\n"
    message = "error FIL103 “sammanfattning_högst” must be a whole number from 1 on, not “många”"
    assert message in printed(KOMMUN + limit, Municipality)
    logo = "logotyp: {fil: a.png, alttext: b, höjd: hög}\n"
    assert printed(KOMMUN + logo, Municipality) == dedent("""\
        f.yaml:4:41: error FIL112 This is not a length in millimetres: hög
          4 │ logotyp: {fil: a.png, alttext: b, höjd: hög}
            │                                         ^^^ Write for example “höjd: 14”
        """)


def test_a_file_below_text_belongs_in_its_place() -> None:
    colon = "Put a text that holds “: ” in quotation marks, or write it on lines of its own after “|”"
    for written, help_ in (
        ("text: {fil: x.md}", "Write “fil: x.md” in place of “text: …”"),
        ("text: {fil: x.md, sida: två}", colon),
        ("text: {fil: [x.md]}", colon),
        ("text: {}", colon),
        ("text: {fil: x.md}, fil: y.md", "Write “fil: x.md” in place of “text: …”"),
    ):
        shown = added(f"avsnitt: [{{rubrik: Strategi, {written}}}]\n")
        assert shown.startswith("f.yaml:9:36: error FIL103 “text” must be a text, not keys and values\n")
        assert help_ in shown
    assert colon in added("avsnitt: [{rubrik: {text: x}, text: y}]\n"), "a heading cannot be left out"


_THERE_ARE = "There are: fel, varning, info, av"


@pytest.mark.parametrize(
    ("entries", "place", "line", "help_"),
    [
        ("regler: {ORG001: [av]}", "18", "FIL103 “ORG001” must be a text, not a list", _THERE_ARE),
        ("regler: {ORG001: {a: b}}", "18", "FIL103 “ORG001” must be a text, not keys and values", _THERE_ARE),
        ("regler: {SPR006: av, ORG001: []}", "30", "FIL103 “ORG001” must be a text, not a list", _THERE_ARE),
        ("regler: {ORG001: }", "18", "FIL104 The key “ORG001” has no value", _THERE_ARE),
        ("regler: {ORG001: ' '}", "18", "FIL104 The key “ORG001” has no value", _THERE_ARE),
        ("regler: [ORG001]", "9", "FIL103 “regler” must be keys and values, not a list", "“regler: {ORG001: varning}”"),
        ("regler: av", "9", "FIL103 “regler” must be keys and values, not a text", "“regler: {ORG001: varning}”"),
        ("formatmallar: {Titel: [a]}", "23", "FIL103 “Titel” must be a text, not a list", "“formatmallar: {"),
        ("klassificeringsplan: {1: }", "26", "FIL104 The key “1” has no value", "“klassificeringsplan: {"),
    ],
)
def test_an_entry_of_the_wrong_kind_is_told_by_its_own_key(entries: str, place: str, line: str, help_: str) -> None:
    shown = printed(f"{KOMMUN}{entries}\n", Municipality)
    assert shown.startswith(f"f.yaml:4:{place}: error {line}\n")
    assert help_ in shown


@pytest.mark.parametrize(
    ("pattern", "help_"),
    [
        ("{organ}-{år}", "It needs {år} and {löpnr} once each"),
        ("{organ}-{år}/{lopnr}", "It may hold {organ}, {år}, {löpnr} and {klass}"),
        ("{organ}[-{år}]/{löpnr}", "Square brackets may hold only {klass} and its sign"),
        ("{löpnr}{klass}-{år}", "Put a sign between the parts, so that it is clear where each ends"),
    ],
)
def test_a_pattern_for_diary_numbers_that_cannot_be_used(pattern: str, help_: str) -> None:
    text = printed(f'{KOMMUN}diarienummer: "{pattern}"\n', Municipality)
    example = "{organ}-{år}/{löpnr}[.{klass}]"
    assert text.startswith(f"f.yaml:4:15: error FIL107 The pattern for diary numbers cannot be used: {pattern}\n")
    assert help_ in text
    assert text.endswith((f": {example}\n", f"example {example}\n"))


def test_sections_with_two_texts_or_none() -> None:
    assert added("avsnitt:\n  - {rubrik: A}\n  - rubrik: B\n    text: x\n    fil: y.md\n") == dedent("""\
        f.yaml:10:5: error FIL109 The section has a heading but nothing below it
          10 │   - {rubrik: A}
             │     ^^^^^^^^^^^ Add “text”, “fil” or “avsnitt”
        f.yaml:11:5: error FIL108 The section has both “text” and “fil”
          11 │   - rubrik: B
             │     ^^^^^^^^^ Keep one of them
        """)


def test_several_faults_are_told_once_each_in_the_order_of_the_file() -> None:
    text = CASE.replace("datum: 2021-08-11", "datum: 11/8 2021").replace("handläggare:", "handlaggare:")
    text = text.replace("[Godkänns.]", "Godkänns.").replace("nämnd: Kommunstyrelsen\n", "") + "sändlista: [[a]]\n"
    assert [line.split(": ", 1)[1] for line in printed(text).splitlines() if line.startswith("f.yaml:")] == [
        "error FIL101 The key “nämnd” is missing",
        "error FIL102 This is not a date: 11/8 2021",
        "error FIL100 The key “handlaggare” is unknown",
        "error FIL103 “att” must be a list, not a text",
        "error FIL103 An item of “sändlista” must be a text, not a list",
    ]


def test_thousands_of_unknown_keys_are_told_a_hundred_at_a_time() -> None:
    assert added("".join(f"x{number}: 1\n" for number in range(5000))).count("error FIL100") == 100


# Every type of fault that the models can raise

_KINDS_OF_SCHEMA: dict[str, set[str]] = {
    "any": set(),
    "model": {"model_type", "model_attributes_type"},
    "model-fields": {"missing", "extra_forbidden"},
    "model-field": set(),
    "list": {"list_type"},
    "nullable": set(),
    "default": set(),
    "definitions": set(),
    "definition-ref": set(),
    "function-plain": set(),
    "function-before": set(),
    "function-after": set(),
}
"""What each kind of schema that our models are made of may raise by itself; another kind must be added with care."""


def schemas(part: Any, definitions: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every schema in a core schema that validation can reach."""
    if isinstance(part, dict):
        if isinstance(part.get("type"), str):
            yield part
        if part.get("type") == "definition-ref":
            yield from schemas(definitions.pop(part["schema_ref"], None), definitions)
        for key, child in part.items():
            if key not in {
                "metadata",
                "serialization",
                "json_schema_input_schema",
                "config",
                "default",
                "function",
                "definitions",
            }:
                yield from schemas(child, definitions)
    elif isinstance(part, list | tuple):
        for child in part:
            yield from schemas(child, definitions)


def own_types() -> set[str]:
    """Return the types of fault that our validators raise, from their source."""
    found = set()
    for file in sorted(Path(ksflow.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "PydanticCustomError":
                kind = node.args[0]
                if isinstance(kind, ast.JoinedStr):  # f"date_{fault.kind}"
                    assert ast.unparse(kind) == "f'date_{fault.kind}'"
                    found |= {"date_form", "date_impossible"}
                else:
                    assert isinstance(kind, ast.Constant)
                    found.add(str(kind.value))
    return found


@pytest.mark.parametrize("model", [Case, Municipality])
def test_every_type_of_fault_has_words_of_ours(model: type[BaseModel]) -> None:
    kinds: set[str] = set()
    core: dict[str, Any] = dict(model.__pydantic_core_schema__)
    for schema in schemas(core, {part["ref"]: part for part in core.get("definitions", [])}):
        assert schema["type"] in _KINDS_OF_SCHEMA, f"what may {schema['type']} raise?"
        kinds |= _KINDS_OF_SCHEMA[schema["type"]]
        kinds |= {"too_short"} if "min_length" in schema else set()
        kinds |= {"too_long"} if "max_length" in schema else set()
    assert kinds >= {"missing", "extra_forbidden", "list_type", "too_short"}
    assert kinds <= set(validation._TRANSLATIONS)


def test_every_type_of_fault_that_our_own_validators_raise_has_words() -> None:
    assert {"empty", "text_expected", "date_form", "diary_number", "diary_format", "empty_section"} <= own_types()
    assert own_types() <= set(validation._TRANSLATIONS)


_KEYS = (
    "namn",
    "att",
    "från",
    "till",
    "rubrik",
    "text",
    "fil",
    "avsnitt",
    "regel",
    "skäl",
    "epost",
    "post",
    "medlemmar",
    "kod",
    "ORG001",
    "x",
)
_VALUES = st.recursive(
    st.sampled_from([None, "", " ", "x", "2021-02-30", "KS-2021/1", "a@b.se", "SPR011", "{år}", "14"]),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(_KEYS), inner, max_size=3)),
    max_leaves=6,
)


def as_yaml(value: Any) -> str:
    """Write data as YAML on one line, with an empty value as nothing."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {as_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join("{}" if item is None else as_yaml(item) for item in value) + "]"
    return "" if value is None else f"'{value}'"


def field_names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


@pytest.mark.parametrize("model", [Case, Municipality])
@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_wording_of_the_validator_reaches_the_author(model: type[BaseModel], data: st.DataObject) -> None:
    names = st.sampled_from([*field_names(model), "okänd"])
    values = data.draw(st.dictionaries(names, _VALUES, min_size=1, max_size=6))
    text = "".join(f"{key}: {as_yaml(value)}\n" for key, value in values.items())
    tree = parse_yaml(TextFile("f.yaml", text))
    try:
        validate(model, tree)
    except FindingsError as error:
        for finding in error.findings:
            shown = "\n".join(finding_lines(finding))
            assert finding.code[:3] in {"FIL", "DIA"}
            assert finding.message[0].isupper() or finding.message[0] == "“"
            for word in (
                "Input",
                "input",
                "valid",
                "required",
                "permitted",
                "Extra",
                "Field",
                "pydantic",
                "dict",
                "None",
                "instance",
            ):
                assert word not in shown
    types: set[str] = set()
    try:
        model.model_validate(tree.data)
    except ValidationError as error:
        types = {fault["type"] for fault in error.errors()}
    assert types <= set(validation._TRANSLATIONS)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("förslag till beslut", "beslutsförslag"),
        ("Beslutet ska skickas till", "sändlista"),
        ("underskrift", "undertecknare"),
        ("title", "rubrik"),
        ("date", "datum"),
        ("instans", "nämnd"),
    ],
)
def test_words_of_the_document_and_english_ones_lead_to_the_key(wrong: str, right: str) -> None:
    with pytest.raises(FindingsError) as error:
        validate(Case, parse_yaml(TextFile("a.yaml", f"{wrong}: x\n")))
    told = {finding.message: finding.help for finding in error.value.findings}
    assert told[f"The key “{wrong}” is unknown"] == f"Did you mean “{right}”?"
    assert f"The key “{right}” is missing" not in told


def test_every_synonym_leads_to_a_key_of_its_own_model() -> None:
    from ksflow.casefile import model

    for found in (model.Case, model.Officer, model.Proposal, model.Signatory, model.Attachment):
        keys = {field.alias or name for name, field in found.model_fields.items()}
        assert set(found.synonyms.values()) <= keys
        assert not set(found.synonyms) & {fold(key) for key in keys}
