"""How bad a municipality says that rules are: ``regler`` in kommun.yaml."""

from __future__ import annotations

from typing import Any

from ksflow.sources.codes import is_rule, known_codes
from ksflow.sources.findings import Severity

WORDS: dict[str, Severity | None] = {
    "fel": Severity.ERROR,
    "varning": Severity.WARNING,
    "info": Severity.INFO,
    "av": None,
}
"""What stands in kommun.yaml; None for a rule that is not applied."""


def word(severity: Severity | None) -> str:
    """Return what stands in kommun.yaml for a severity."""
    return next(word for word, one in WORDS.items() if one is severity)


def weighed(data: dict[str, Any]) -> dict[str, Severity | None]:
    """Return the severities in the plain data of a kommun.yaml; what is wrong among them is passed over."""
    entries = data.get("regler")
    if not isinstance(entries, dict):
        return {}
    known = known_codes()
    return {
        code: WORDS[severity]
        for code, severity in entries.items()
        if code in known and is_rule(code) and isinstance(severity, str) and severity in WORDS
    }
