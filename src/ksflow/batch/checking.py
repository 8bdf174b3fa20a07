"""Checking a case: every fault, in the order of the file; nothing is changed and nothing is built."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ksflow.batch.pdf_characters import character_warnings
from ksflow.casefile.ignoring import weigh
from ksflow.casefile.loading import Inspected, inspect_case
from ksflow.diary.format import DiaryFormat
from ksflow.documents.text_faults import text_findings
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.rules.engine import applied_rules, rule_findings
from ksflow.sources.findings import Finding, FindingsError


def check_case(workspace: Workspace, path: Path, numbers: dict[str, str] | None = None) -> list[Finding]:
    """Return every finding of one case, sorted by file and place.

    ``numbers`` holds the files of the cases checked before, by diary number; the case is added to it.
    """
    municipality = workspace.municipality
    try:
        inspected = inspect_case(path, municipality, workspace.root)
    except FindingsError as error:
        return sorted(error.findings)
    rules = applied_rules(municipality)
    findings = [*inspected.findings, *text_findings(inspected), *character_warnings(inspected, workspace)]
    findings += rule_findings(inspected, municipality, rules)
    if inspected.case and numbers is not None:
        stem = inspected.case.diary_number.file_stem.casefold()
        if (other := numbers.setdefault(stem, inspected.name)) != inspected.name:
            findings.append(inspected.finding(("diarienummer",), "DIA008", same_number(other)))
    number = _diary_number(inspected, municipality.diary_format)
    remaining = weigh(inspected.tree, findings, municipality, judged={rule.code for rule in rules})
    return sorted(replace(finding, diary_number=number) for finding in set(remaining))


def same_number(other: str) -> str:
    """Return the message about a case whose number another case has."""
    return _("The case {other} has the same diary number", other=other)


def _diary_number(inspected: Inspected, diary_format: DiaryFormat) -> str | None:
    """Return the number of a case as the municipality writes it, also of a case that is faulty elsewhere."""
    try:
        return diary_format.format(diary_format.parse(str(inspected.tree.data.get("diarienummer")).strip()))
    except ValueError:
        return None
