"""What every code stands for and why it is reported: those of the rules, and all others. The one place that knows both.

Reports, ``ksflow rules`` and the handbook get their texts here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ksflow.rules.engine import Fixing, rules
from ksflow.rules.examples import Examples, examples
from ksflow.sources import codes
from ksflow.sources.findings import Severity

FAMILIES = {
    "DIA": "diary",
    "DAT": "dates",
    "ORG": "organisation",
    "BES": "proposals",
    "INN": "content",
    "BIL": "attachments",
    "EXP": "distribution",
    "DSK": "privacy",
    "SPR": "language",
    "LAS": "readability",
    "SKR": "writing",
    "TIL": "accessibility",
    "FIL": "files",
    "MAL": "templates",
}
"""What each group of codes is about, in one word for machines; the same in every language."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A code with all that is known of it, in the language of the messages."""

    code: str
    name: str
    """What the fault is called, as in "attachment-never-mentioned"; "" for faults of files and templates."""
    severity: Severity
    summary: str
    why: str
    weighable: bool
    """Whether an author may ignore it, and a municipality decide how bad it is."""
    on: bool = True
    """Whether it is looked for unless kommun.yaml says otherwise."""
    fixing: Fixing = Fixing.NONE
    source: str | None = None
    checked: date | None = None
    setting: str | None = None
    register: bool = False
    """Whether only ``ksflow diary check`` can find it."""

    @property
    def family(self) -> str:
        """What its group of codes is about."""
        return FAMILIES[self.code[:3]]

    @property
    def examples(self) -> Examples:
        """What is found, and what is passed over; nothing for a code that is no rule about texts."""
        return examples(self.code) if self.source is not None else Examples([], [])


def entry(code: str) -> Entry:
    """Return what is known of a code; raise KeyError for one that does not exist."""
    if (rule := rules().get(code)) is None:
        texts = (codes.summary(code), codes.explanation(code))
        kind = (codes.name(code), codes.severity(code))
        return Entry(code, *kind, *texts, codes.is_rule(code), register=codes.needs_register(code))
    return Entry(
        code,
        rule.name,
        rule.severity,
        rule.summary(),
        rule.why(),
        weighable=codes.is_rule(code),
        on=rule.on,
        fixing=rule.fixing,
        source=rule.source,
        checked=rule.checked,
        setting=rule.setting,
    )


def entries(*, everything: bool = False) -> list[Entry]:
    """Return every code about what a case says; with ``everything`` those of reading files and of templates too."""
    chosen = (code for code in codes.known_codes() if everything or not is_about_files(code))
    return [entry(code) for code in chosen]


def is_about_files(code: str) -> bool:
    """Tell whether a code stands for a file or a template that cannot be used, rather than for what a case says."""
    return code.startswith(("FIL", "MAL"))


def summary(code: str) -> str:
    """Return what a code stands for, in one line; raise KeyError for one that does not exist."""
    rule = rules().get(code)
    return rule.summary() if rule else codes.summary(code)


def explanation(code: str) -> str:
    """Return why a code is reported, and what to do; raise KeyError for one that does not exist."""
    rule = rules().get(code)
    return rule.why() if rule else codes.explanation(code)
