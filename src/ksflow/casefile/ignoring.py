"""``ignorera`` in a case and ``regler`` in kommun.yaml: which findings the author or the municipality has weighed."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from typing import Any

from ksflow.locale import _
from ksflow.organisation.model import Municipality
from ksflow.sources.codes import is_rule, is_text_rule, known_codes, needs_building, needs_register
from ksflow.sources.findings import Finding, Severity
from ksflow.sources.suggest import nearest
from ksflow.sources.yamltree import YamlTree


def weigh(
    tree: YamlTree, findings: list[Finding], municipality: Municipality, *, judged: Container[str] = ()
) -> list[Finding]:
    """Return the findings that remain, as bad as the municipality says, and what is wrong with ``ignorera`` itself.

    The entries are read from the plain data, so that they count also in a case with other faults. ``judged`` are the
    codes of the rules that have been applied: of others nobody knows whether the entry is needed.
    """
    entries = list(_entries(tree.data.get("ignorera")))
    useless = _useless(entries, tree, {finding.code for finding in findings}, judged)
    return [*remaining(tree, findings, municipality), *useless]


def remaining(tree: YamlTree, findings: Iterable[Finding], municipality: Municipality) -> Iterator[Finding]:
    """Yield the findings that neither the author of a case nor its municipality leaves out, as bad as it says."""
    ignored = ignored_codes(tree)
    for finding in findings:
        if not is_rule(finding.code):
            yield finding
            continue
        severity = municipality.severities.get(finding.code, finding.severity)
        if severity is not None and finding.code not in ignored:
            yield replace(finding, severity=severity)


def ignored_codes(tree: YamlTree) -> set[str]:
    """Return the codes that the author of a case has weighed."""
    return {code for _number, code in _entries(tree.data.get("ignorera"))}


def _entries(value: Any) -> Iterator[tuple[int, str]]:
    """Yield position and code of every entry that has a code and a reason."""
    for number, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            code, reason = entry.get("regel"), entry.get("skäl")
            if isinstance(code, str) and isinstance(reason, str) and re.fullmatch(r"[A-Z]{3}[0-9]{3}", code.strip()):
                yield number, code.strip()


def _useless(
    entries: list[tuple[int, str]], tree: YamlTree, found: set[str], judged: Container[str]
) -> Iterator[Finding]:
    """Report entries of ``ignorera`` that ignore nothing: the fault is gone, or the code is misspelt."""
    known = known_codes() if entries else []
    for number, code in entries:
        if code not in known:
            near = nearest(code, known)
            message, help_ = (
                _("There is no code {code}", code=code),
                _("Did you mean “{name}”?", name=near) if near else None,
            )
        elif not is_rule(code):
            message = _("{code} cannot be ignored: with that fault the document cannot be made", code=code)
            help_ = _("Delete the entry, and mend the fault")
        elif code not in found and _is_looked_for(code, judged):
            message, help_ = _("Nothing in the case gives {code}, which is ignored", code=code), _("Delete the entry")
        else:
            continue
        span = tree.place(("ignorera", number, "regel")).value
        yield tree.source.finding(span, "FIL115", message, help_, Severity.WARNING)


def _is_looked_for(code: str, judged: Container[str]) -> bool:
    """Tell whether a finding would have been made by now."""
    return not needs_register(code) and not needs_building(code) and (code in judged or not is_text_rule(code))
