"""What one finding hides, no other finding about the same line shows."""

from __future__ import annotations

from pathlib import Path

from rulecases import checked

from ksflow.rules.examples import Example


def test_a_private_number_is_shown_by_no_finding_about_its_line(tmp_path: Path) -> None:
    result = checked(Example(text="Ring 0707-401122 om två ggr inte räcker."), tmp_path)
    assert {"DSK002", "SKR002", "SKR007"} <= {finding.code for finding in result.findings}
    shown = [f"{finding.excerpt} {finding.help}" for finding in result.findings]
    assert [text for text in shown if "0707" in text or "40 11 22" in text or "401122" in text] == []
    assert [finding.help for finding in result.of("SKR002")] == ["Write “gånger”"]
