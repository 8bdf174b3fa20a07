"""A new case like another: what is the old case's own goes, and all else stands as it stood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from conftest import Outcome

OLD = dedent("""\
    diarienummer: KS-2024/1
    datum: 2024-03-05
    rubrik: >-
      En lång rubrik
      på två rader

    # Nämnden är vald med omsorg.
    nämnd: Kommunstyrelsen
    handläggare: {namn: Anna Andersson}
    beslutsförslag:
      - att: [Bron byggs.]
    sammanfattning: |
      Kort sagt.

    inkommen: 2024-01-02
    # Slut.
    """)


@pytest.mark.parametrize("first", ["", "# yaml-language-server: $schema=../schema/arende.schema.json\n"])
def test_a_case_like_another_line_by_line(
    first: str, workspace: Path, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    old = write_case(first + OLD, "KS-2024-1.yaml")
    outcome = ksflow("new", "KS-2024/9", "--like", old, "--title", "Ny bro", "--body", "Socialnämnden")
    assert outcome.code == 0, outcome.stderr
    assert (workspace / "cases" / "KS-2024-9.yaml").read_text("utf-8") == first + dedent(f"""\
        # Skrivet efter KS-2024/1: gå igenom datum, belopp, namn och bilagor.
        diarienummer: KS-2024/9
        datum: {date.today().isoformat()}
        rubrik: Ny bro

        # Nämnden är vald med omsorg.
        nämnd: Socialnämnden
        handläggare: {{namn: Anna Andersson}}
        beslutsförslag:
          - att: [Bron byggs.]
        sammanfattning: |
          Kort sagt.

        # inkommen: 2024-01-02
        # Slut.
        """)
    assert old.read_text("utf-8") == first + OLD
