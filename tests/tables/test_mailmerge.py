"""The CSV drives a mail merge in LibreOffice: each recipient gets its own letter."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cellvalues import LETTERS, RECIPIENTS, distribution
from offices import PYTHON, SOFFICE, has_uno, needs_part

from conftest import REFERENCE, ROOT
from ksflow.batch.distribution_tables import COLUMNS
from ksflow.tables.csv_table import as_csv

SCRIPT = Path(__file__).parent / "mailmerge.py"


def run_alone(command: list[str | Path]) -> str:
    """Return what a command prints; when it takes too long, end it with everything that it has started."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    )
    try:
        printed, said = process.communicate(timeout=180)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert process.returncode == 0, said
    return printed


@needs_part("flat", "dbaxml", "swd")
def test_each_recipient_gets_a_letter_with_name_address_and_diary_number(tmp_path: Path) -> None:
    if not has_uno():
        pytest.skip("the system's Python has no UNO module")
    (tmp_path / "sandlista.csv").write_bytes(as_csv(distribution()))
    command: list[str | Path] = [PYTHON, "-I", SCRIPT, SOFFICE, tmp_path, "sandlista", *LETTERS]
    assert json.loads(run_alone(command)) == [*LETTERS]  # LibreOffice takes the byte order mark off the first one
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


@needs_part("flat", "dbaxml", "swd")
def test_the_csv_of_the_command_merges_into_a_letter_for_each_recipient_of_the_reference_case(tmp_path: Path) -> None:
    if not has_uno():
        pytest.skip("the system's Python has no UNO module")
    command: list[str | Path] = [sys.executable, "-m", "ksflow", "distribution", str(REFERENCE), "--to", "csv"]
    subprocess.run([*command, "--out", str(tmp_path / "utskick.csv")], cwd=ROOT, check=True, capture_output=True)
    run_alone([PYTHON, "-I", SCRIPT, SOFFICE, tmp_path, "utskick", *COLUMNS])
    letters = [letter.read_text(encoding="utf-8-sig").split("\n") for letter in sorted((tmp_path / "ut").iterdir())]
    assert len(letters) == 12
    merged = [dict(line.split(": ", 1) for line in letter if ": " in line) for letter in letters]
    by_name = {letter["Mottagare"]: letter for letter in merged}
    assert len(by_name) == 12
    assert (
        by_name["Södertörns högskola"]
        | {
            "Diarienummer": "KS-2021/1682.103",
            "Instans": "Kommunfullmäktige",
            "Datum": "2021-08-11",
            "Adressrad 1": "Alfred Nobels allé 7",
            "Adressrad 2": "141 89 Huddinge",
            "Leverans": "post",
        }
        == by_name["Södertörns högskola"]
    )
    assert by_name["Vård- och omsorgsnämnden"]["Grupp"] == "Samtliga nämnder och bolag"
