"""A Word file that somebody has edited is never overwritten without being asked, and then kept beside the new one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from conftest import Outcome

Ksflow = Callable[..., Outcome]


@pytest.fixture
def built(workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Ksflow) -> Path:
    write_case(reference)
    assert ksflow("build", "-d", "tjansteutlatande", "-q").code == 0
    return workspace / "out" / "KS-2021-1682.103" / "tjansteutlatande.docx"


def edit(path: Path) -> bytes:
    """Change a word and save, as a word processor does."""
    document = Document(str(path))
    document.paragraphs[0].add_run(" (ändrat för hand)")
    document.save(str(path))
    return path.read_bytes()


def test_a_document_that_is_the_same_is_left_alone(built: Path, ksflow: Ksflow) -> None:
    before = built.stat().st_mtime_ns
    outcome = ksflow("build", "-d", "tjansteutlatande")
    assert outcome.code == 0
    assert outcome.stderr.startswith(
        "= out/KS-2021-1682.103/tjansteutlatande.docx\n0 documents built, 1 unchanged → out/"
    )
    assert built.stat().st_mtime_ns == before


def test_a_changed_case_replaces_the_document_that_ksflow_built(
    built: Path, reference: str, write_case: Callable[..., Path], ksflow: Ksflow
) -> None:
    write_case(reference.replace("Björn Rosborg", "Anna Andersson"))
    outcome = ksflow("build", "-d", "tjansteutlatande")
    assert outcome.code == 0
    assert outcome.stderr.startswith("✓ ")
    assert [path.name for path in built.parent.iterdir()] == [built.name]


def test_an_edited_document_is_kept_and_reported(
    built: Path, reference: str, write_case: Callable[..., Path], ksflow: Ksflow
) -> None:
    edited = edit(built)
    write_case(reference.replace("Björn Rosborg", "Anna Andersson"))
    outcome = ksflow("build", "-d", "tjansteutlatande")
    assert outcome.code == 1
    assert outcome.stderr.splitlines()[:2] == [
        "out/KS-2021-1682.103/tjansteutlatande.docx:1:1: error FIL116 "
        "The document has been edited since it was built, and is kept as it is",
        "  = Save it under another name, or build with --force: the edited one is then kept beside the new one",
    ]
    assert built.read_bytes() == edited


def test_with_force_the_edited_document_is_kept_beside_the_new_one(built: Path, ksflow: Ksflow) -> None:
    original = built.read_bytes()
    first = edit(built)
    assert ksflow("build", "-d", "tjansteutlatande", "--force").code == 0
    assert built.read_bytes() == original
    second = edit(built)
    assert ksflow("build", "-d", "tjansteutlatande", "--force").code == 0
    beside = {path.name: path.read_bytes() for path in built.parent.iterdir() if path != built}
    assert beside == {
        "tjansteutlatande.redigerad.docx": first,
        "tjansteutlatande.redigerad-2.docx": second,
    }


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_document_of_ksflow_is_kept_too(content: bytes, built: Path, ksflow: Ksflow) -> None:
    built.write_bytes(content)
    outcome = ksflow("build", "-d", "tjansteutlatande")
    assert (outcome.code, built.read_bytes()) == (1, content)
    assert re.search(r"FIL116", outcome.stderr)
