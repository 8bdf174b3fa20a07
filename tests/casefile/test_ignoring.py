"""Findings that the author has weighed: which remain, and what is told of an entry that ignores nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ksflow.casefile.ignoring import ignored_codes, weigh
from ksflow.organisation.model import Municipality
from ksflow.organisation.workspace import find_workspace
from ksflow.sources.findings import START, Finding, Severity
from ksflow.sources.textfile import TextFile
from ksflow.sources.yamltree import YamlTree, parse_yaml

pytestmark = pytest.mark.usefixtures("workspace")
FOUND = [
    Finding("a.yaml", START, "SPR001", Severity.WARNING, "Ett fel"),
    Finding("a.yaml", START, "BIL002", Severity.WARNING, "Ett annat"),
    Finding("a.yaml", START, "FIL102", Severity.ERROR, "Ett hinder"),
]
JUDGED = {"SPR001", "BIL002", "LAS001"}


def tree(entries: str) -> YamlTree:
    return parse_yaml(TextFile("a.yaml", f"rubrik: x\nignorera:\n{entries}"))


def municipality(rules: str = "") -> Municipality:
    kommun = Path("kommun.yaml")
    kommun.write_text(kommun.read_text("utf-8") + rules, encoding="utf-8")
    return find_workspace(None).municipality


def told(entries: str) -> list[tuple[str, int, int, str, str | None, Severity]]:
    """Return what is said of the entries themselves."""
    found = weigh(tree(entries), FOUND, municipality(), judged=JUDGED)
    return [
        (one.code, one.span.line, one.span.column, one.message, one.help, one.severity)
        for one in found
        if one.code == "FIL115"
    ]


def test_a_weighed_finding_goes_and_the_others_stay() -> None:
    entries = "  - {regel: ' SPR001 ', skäl: Det heter så}\n"
    found = weigh(tree(entries), FOUND, municipality(), judged=JUDGED)
    assert [one.code for one in found] == ["BIL002", "FIL102"]
    assert ignored_codes(tree(entries)) == {"SPR001"}


def test_the_municipality_says_how_bad_a_finding_is_but_not_a_hindrance() -> None:
    rules = "regler: {SPR001: av, BIL002: fel}\n"
    found = weigh(tree("  []\n"), FOUND, municipality(rules), judged=JUDGED)
    assert [(one.code, one.severity) for one in found] == [("BIL002", Severity.ERROR), ("FIL102", Severity.ERROR)]


@pytest.mark.parametrize(
    "entry", ["{regel: SPR001}", "{skäl: Så}", "{regel: spr001, skäl: Så}", "SPR001", "{regel: [SPR001], skäl: Så}"]
)
def test_an_entry_without_code_or_reason_ignores_nothing(entry: str) -> None:
    found = weigh(tree(f"  - {entry}\n"), FOUND, municipality(), judged=JUDGED)
    assert [one.code for one in found] == ["SPR001", "BIL002", "FIL102"]


def test_a_misspelt_code_is_told_with_the_nearest() -> None:
    assert told("  - {regel: SPR001, skäl: Så}\n  - {regel: SPQ001, skäl: Så}\n  - {regel: QQQ999, skäl: Så}\n") == [
        ("FIL115", 4, 13, "There is no code SPQ001", "Did you mean “SPR001”?", Severity.WARNING),
        ("FIL115", 5, 13, "There is no code QQQ999", None, Severity.WARNING),
    ]


def test_a_hindrance_cannot_be_ignored() -> None:
    assert told("  - {regel: FIL102, skäl: Så}\n") == [
        (
            "FIL115",
            3,
            13,
            "FIL102 cannot be ignored: with that fault the document cannot be made",
            "Delete the entry, and mend the fault",
            Severity.WARNING,
        )
    ]


def test_an_entry_whose_fault_is_gone_is_told() -> None:
    assert told("  - {regel: LAS001, skäl: Så}\n") == [
        ("FIL115", 3, 13, "Nothing in the case gives LAS001, which is ignored", "Delete the entry", Severity.WARNING)
    ]


@pytest.mark.parametrize("code", ["SPR002", "DIA010"])
def test_of_a_rule_that_was_not_applied_nobody_knows_whether_the_entry_is_needed(code: str) -> None:
    """SPR002 wants hunspell, DIA010 the register."""
    assert told(f"  - {{regel: {code}, skäl: Så}}\n") == []
