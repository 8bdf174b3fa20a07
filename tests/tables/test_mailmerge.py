"""The CSV drives a mail merge in LibreOffice: each recipient gets its own letter."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from cellvalues import LETTERS, RECIPIENTS, distribution
from offices import PYTHON, SOFFICE, has_uno, needs_part

from ksflow.tables.csv_table import as_csv

SCRIPT = Path(__file__).parent / "mailmerge.py"


@needs_part("flat", "dbaxml", "swd")
def test_each_recipient_gets_a_letter_with_name_address_and_diary_number(tmp_path: Path) -> None:
    if not has_uno():
        pytest.skip("the system's Python has no UNO module")
    (tmp_path / "sandlista.csv").write_bytes(as_csv(distribution()))
    command: list[str | Path] = [PYTHON, "-I", SCRIPT, SOFFICE, tmp_path, "sandlista", *LETTERS]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == [*LETTERS]  # LibreOffice takes the byte order mark off the first one
    letters = sorted((tmp_path / "ut").iterdir())
    assert [letter.read_text(encoding="utf-8-sig").split("\n")[: len(LETTERS)] for letter in letters] == [
        [
            f"Nr: {number}",
            f"Diarienummer: KS-2021/{1681 + number}.103",
            'Rubrik: Avtal om "allt"; med mera, å ä ö',
            "Instans: Kommunstyrelsen",
            "Sammanträde: 2021-09-01",
            "Datum: 2021-08-11",
            f"Mottagare: {recipient}",
            "Kontakt: 0853530209",
            "Roll: ",
            f"Adressrad 1: {address}",
            "Adressrad 2: ",
            "Adressrad 3: ",
            "Adressrad 4: 141 85 Huddinge",
            "E-post: brev@exempel.se",
            "Leverans: post",
            "Syfte: för kännedom",
            "Bifogas: tjänsteutlåtande",
            "Grupp: Samtliga nämnder",
        ]
        for number, (recipient, address) in enumerate(RECIPIENTS, start=1)
    ]
