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
    ignorera:
      - {regel: ORG001, skäl: Så}
      # Vägd av kansliet.
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
        # ignorera:
        #   - {{regel: ORG001, skäl: Så}}
          # Vägd av kansliet.
        # Slut.
        """)
    assert old.read_text("utf-8") == first + OLD


def test_a_kind_of_the_municipalitys_own_is_called_as_its_file_is(
    workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    folder = workspace / "templates" / "nya"
    folder.mkdir(parents=True)
    (folder / "yttrande.yaml").write_text("diarienummer: {{ diarienummer }}\nrubrik: Yttrande\n", encoding="utf-8")
    assert ksflow("new", "KS-2024/1", "--kind", "yttrande").code == 0
    text = (workspace / "cases" / "KS-2024-1.yaml").read_text("utf-8")
    assert text.endswith("\ndiarienummer: KS-2024/1\nrubrik: Yttrande\n")


def test_the_officer_is_written_with_telephone_and_address(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    officer = ("--officer", "Anna Ek", "--phone", "08-12 34 56", "--email", "anna.ek@example.se")
    assert ksflow("new", "KS-2024/7", "--title", "Ny bro", "--body", "Kommunstyrelsen", *officer).code == 0
    text = (workspace / "cases" / "KS-2024-7.yaml").read_text("utf-8")
    assert "  namn: Anna Ek\n  telefon: 08-12 34 56\n  epost: anna.ek@example.se\n" in text
