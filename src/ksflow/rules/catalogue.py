"""What every code stands for and why it is reported, those of the rules and all others."""

from __future__ import annotations

from ksflow.rules.engine import rules
from ksflow.sources import codes


def summary(code: str) -> str:
    """Return what a code stands for, in one line; raise KeyError for one that does not exist."""
    rule = rules().get(code)
    return rule.summary() if rule else codes.summary(code)


def explanation(code: str) -> str:
    """Return why a code is reported, and what to do; raise KeyError for one that does not exist."""
    rule = rules().get(code)
    return rule.why() if rule else codes.explanation(code)
