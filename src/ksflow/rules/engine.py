"""What a rule is, and running rules over a case.

A rule is a function of a manuscript that yields problems, with its explanation beside it. Rules are found by their
module: every module named in ``_FAMILIES`` registers its own when it is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from importlib import import_module

from ksflow.casefile.loading import Inspected
from ksflow.organisation.model import Municipality
from ksflow.rules.manuscript import Manuscript, NoCaseError
from ksflow.rules.passages import Excerpt
from ksflow.sources.findings import Finding, Severity
from ksflow.sources.yamltree import Path

_FAMILIES = (
    "wrong_words", "grammar", "punctuation", "list_items", "plain_words", "readability", "figures", "repealed_acts",
    "characters",
)  # fmt: skip
"""The modules with rules, one a family of codes."""


class Fixing(Enum):
    """What can be done about a finding without asking."""

    NONE = "none"
    SAFE = "safe"  # the meaning stays: ``check --fix``
    UNSAFE = "unsafe"  # a suggestion, to be read again: ``check --unsafe-fixes``


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule has found: where, what, and what to write instead."""

    place: Excerpt | Path
    """Words of a text, or the path of a value in the case file."""
    message: str
    help: str | None = None
    instead: str | None = None
    """What is to stand in the place of the excerpt, when a machine can say so."""
    severity: Severity | None = None
    """How bad it is, where that differs from the rule's usual."""


Check = Callable[[Manuscript], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its explanation. The texts are made when they are asked for, in the language of the messages."""

    code: str
    name: str
    """What the fault is called, as in "attachment-never-mentioned"."""
    severity: Severity
    summary: Callable[[], str]
    why: Callable[[], str]
    source: str
    """Statute and paragraph, handbook and page, or "ksflow"; in Swedish, as the source is."""
    checked: date
    """When somebody last looked the source up."""
    check: Check
    fixing: Fixing = Fixing.NONE
    on: bool = True
    """Whether it is applied unless kommun.yaml says otherwise (``regler``)."""
    setting: str | None = None
    """The key of kommun.yaml that adapts it."""

    @property
    def family(self) -> str:
        """The three letters of its code."""
        return self.code[:3]


_RULES: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    summary: Callable[[], str],
    why: Callable[[], str],
    source: str,
    checked: str,
    fixing: Fixing = Fixing.NONE,
    on: bool = True,
    setting: str | None = None,
) -> Callable[[Check], Check]:
    """Make a function a rule."""

    def register(check: Check) -> Check:
        assert code not in _RULES, code
        made = date.fromisoformat(checked)
        _RULES[code] = Rule(code, name, severity, summary, why, source, made, check, fixing, on, setting)
        return check

    return register


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by its code, in the order of the codes."""
    for family in _FAMILIES:
        import_module(f"ksflow.rules.{family}")
    return dict(sorted(_RULES.items()))


def applied_rules(municipality: Municipality) -> list[Rule]:
    """Return the rules that a municipality applies."""
    wanted = municipality.severities
    return [rule for code, rule in rules().items() if (wanted[code] is not None if code in wanted else rule.on)]


def find_problems(manuscript: Manuscript, rules: list[Rule]) -> Iterator[tuple[Rule, Problem]]:
    """Yield what rules find in a case."""
    for rule in rules:
        try:
            for problem in rule.check(manuscript):
                yield rule, problem
        except NoCaseError:
            continue


def rule_findings(inspected: Inspected, municipality: Municipality, rules: list[Rule]) -> Iterator[Finding]:
    """Yield the findings of rules about a case."""
    manuscript = Manuscript(inspected, municipality)
    for rule, problem in find_problems(manuscript, rules):
        yield as_finding(manuscript, rule, problem)


def as_finding(manuscript: Manuscript, rule: Rule, problem: Problem) -> Finding:
    """Return a problem as a finding at its place in the file."""
    severity = problem.severity or rule.severity
    if isinstance(problem.place, Excerpt):
        source = manuscript.file_of(problem.place.passage.field)
        span = manuscript.span(problem.place)
        return source.finding(span, rule.code, problem.message, problem.help, severity)
    tree = manuscript.inspected.tree
    place = tree.place(problem.place)
    if place.style in ("|", ">") and place.key:  # the mark of a block says less than its key
        return tree.source.finding(place.key, rule.code, problem.message, problem.help, severity)
    found = manuscript.inspected.finding(problem.place, rule.code, problem.message, problem.help)
    return replace(found, severity=severity)
