"""EXP001 names somebody whom the municipality knows, so that what it says can be pasted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome

CASE = """\
diarienummer: KS-2024/1
datum: 2024-03-05
rubrik: Ny gångväg
nämnd: {body}
handläggare: {{namn: Maj Lindqvist}}
beslutsförslag:
  - att: [Gångvägen byggs.]
sammanfattning: Gångvägen är kort.
"""


@pytest.mark.parametrize(
    ("body", "recipient"),
    [
        ("Kommunstyrelsen", "Kommunstyrelsens förvaltning"),
        ("sn", "Socialförvaltningen"),
        ("Valnämnden", "Valnämnden"),
        ("Jävsnämnden", "Jävsnämnden"),
    ],
)
def test_the_office_that_writes_to_the_body_or_the_body_is_suggested(
    body: str, recipient: str, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    kommun = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    more = "instanser:\n  - {namn: Valnämnden}\n  - {namn: Jävsnämnden, förvaltning: Okända kontoret}\n"
    (workspace / "kommun.yaml").write_text(kommun.replace("instanser:\n", more), encoding="utf-8")
    (workspace / "cases" / "a.yaml").write_text(CASE.format(body=body), encoding="utf-8")
    found = json.loads(ksflow("check", "--select", "EXP001", "--report", "json").stdout)["findings"]
    assert [one["help"] for one in found] == [f"Add “sändlista: [{recipient}]”"]
