"""What a rule is, and running rules over a case.

A rule is a function of a manuscript that yields problems, with its explanation beside it. Rules are found by their
module: every module named in ``_FAMILIES`` registers its own when it is imported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from ksflow.rules.manuscript import Manuscript, NoCaseError
from ksflow.rules.passages import Excerpt
from ksflow.sources.findings import Finding, Severity, Span
from ksflow.sources.yamltree import Path

if TYPE_CHECKING:  # explaining a rule loads no case
    from ksflow.casefile.loading import Inspected
    from ksflow.organisation.model import Municipality

_FAMILIES = (
    "accessibility",
    "approvals",
    "assignments",
    "attachments",
    "bodies",
    "characters",
    "content",
    "dates",
    "decision_form",
    "diary_numbers",
    "distribution",
    "figures",
    "grammar",
    "list_items",
    "official_names",
    "placeholders",
    "plain_words",
    "privacy",
    "punctuation",
    "readability",
    "repealed_acts",
    "repetition",
    "spelling",
    "timing",
    "wrong_words",
)
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
    private: bool = False
    """Whether the place holds what no report may show."""


Check = Callable[[Manuscript], Iterator[Problem]]


class Tool(Protocol):
    """A program outside ksflow that a rule asks."""

    def missing(self) -> str | None:
        """Return in one line what the machine lacks, None when it lacks nothing."""

    def state(self) -> str:
        """Return what its answers hang on: with another state, a case that has not changed is checked anew."""


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
    tool: Tool | None = None
    """The program that it asks; where that is missing the rule is not applied."""

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
    tool: Tool | None = None,
) -> Callable[[Check], Check]:
    """Make a function a rule."""

    def register(check: Check) -> Check:
        assert code not in _RULES, code
        made = date.fromisoformat(checked)
        _RULES[code] = Rule(code, name, severity, summary, why, source, made, check, fixing, on, setting, tool)
        return check

    return register


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by its code, in the order of the codes."""
    for family in _FAMILIES:
        import_module(f"ksflow.rules.{family}")
    return dict(sorted(_RULES.items()))


def applied_rules(municipality: Municipality) -> list[Rule]:
    """Return the rules that a municipality applies, without those that lack their tool."""
    wanted = municipality.severities
    chosen = [rule for code, rule in rules().items() if (wanted[code] is not None if code in wanted else rule.on)]
    return [rule for rule in chosen if rule.tool is None or rule.tool.missing() is None]


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
    found: list[Finding] = []
    private: list[Finding] = []
    for rule, problem in find_problems(manuscript, rules):
        finding = replace(as_finding(manuscript, rule, problem), fix=_fix(manuscript, rule, problem))
        (private if problem.private else found).append(finding)
    yield from private
    for finding in found:
        yield _discreet(finding, private) if private else finding


def _discreet(finding: Finding, private: list[Finding]) -> Finding:
    """Return a finding that does not show what others on its line have hidden."""
    for other in private:
        if finding.file == other.file and finding.span.line == other.span.line:
            finding = replace(finding, excerpt=_covered(finding.excerpt, other.span))
            if finding.span.column < other.span.end_column and other.span.column < finding.span.end_column:
                finding = replace(finding, help=None)  # it would write the same in another way
    return finding


def as_finding(manuscript: Manuscript, rule: Rule, problem: Problem) -> Finding:
    """Return a problem as a finding at its place in the file."""
    severity = problem.severity or rule.severity
    if isinstance(problem.place, Excerpt):
        source = manuscript.file_of(problem.place.passage.field)
        span = manuscript.span(problem.place)
        made = source.finding(span, rule.code, problem.message, problem.help, severity)
        return replace(made, excerpt=_covered(made.excerpt, made.span)) if problem.private else made
    tree = manuscript.inspected.tree
    place = tree.place(problem.place)
    if place.style in ("|", ">") and place.key:  # the mark of a block says less than its key
        return tree.source.finding(place.key, rule.code, problem.message, problem.help, severity)
    found = manuscript.inspected.finding(problem.place, rule.code, problem.message, problem.help)
    return replace(found, severity=severity)


_PRIVATE = re.compile(r"[^\W_]")


def _covered(line: str | None, span: Span) -> str | None:
    """Return a line with the letters and digits of a place in it hidden, as long as before."""
    if line is None:
        return None
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    return f"{line[:start]}{_PRIVATE.sub('*', line[start:end])}{line[end:]}"


def _fix(manuscript: Manuscript, rule: Rule, problem: Problem) -> str:
    """Return how a finding can be mended without its author: "safe", "unsafe" or "" for not at all."""
    if problem.instead is None or rule.fixing is Fixing.NONE:
        return ""
    from ksflow.rules.fixes import edit_of

    return rule.fixing.value if edit_of(manuscript, rule, problem) else ""
