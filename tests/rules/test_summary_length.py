"""A summary may have a fifth of the text's words, and 120 in any case; a short text sets no limit."""

from __future__ import annotations

from pathlib import Path

import pytest
from rulecases import checked

from ksflow.rules.examples import Example


@pytest.mark.parametrize(
    ("words", "body", "found"),
    [
        (120, 400, False),
        (121, 400, True),
        (121, 610, False),
        (130, 610, True),
        (200, 250, False),
        (200, 400, True),
    ],
)
def test_how_long_a_summary_may_be(words: int, body: int, found: bool, tmp_path: Path) -> None:
    section = {"rubrik": "Bakgrund", "text": f"{'ord ' * (body - 1)}bilaga."}
    case = {"sammanfattning": f"{'ord ' * (words - 1)}ord.", "avsnitt": [section]}
    findings = checked(Example(case=case), tmp_path).of("INN006")
    assert bool(findings) == found
    if found:
        assert findings[0].message == f"The summary has {words} words, {max(120, body // 5)} at most are right"
