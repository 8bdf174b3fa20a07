"""The manifest, by which an archive verifies what it has got, and the texts of edited files beside their case."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from conftest import Outcome
from smallcases import hashes, write_cases

Ksflow = Callable[..., Outcome]


@pytest.fixture
def built(workspace: Path, ksflow: Ksflow) -> Path:
    """Return a workspace with three cases that have been built."""
    write_cases(workspace, range(1, 4))
    assert ksflow("build").code == 0
    return workspace


def test_the_manifest_lists_every_document_with_its_hash_and_inputs_sorted(built: Path) -> None:
    manifest = json.loads((built / "out" / "manifest.json").read_bytes())
    files = hashes(built / "out")
    del files["manifest.json"]
    assert {entry["file"]: entry["sha256"] for entry in manifest["outputs"]} == files
    assert [entry["file"] for entry in manifest["outputs"]] == sorted(files)
    inputs = hashes(built)
    for entry in manifest["outputs"]:
        assert entry["case"] in entry["inputs"]
        assert {"kommun.yaml", f"ksflow:{Path(entry['file']).stem}.md.j2"} <= entry["inputs"].keys()
        own = {name: digest for name, digest in entry["inputs"].items() if not name.startswith("ksflow:")}
        assert own == {name: inputs[name] for name in own}
        assert list(entry["inputs"]) == sorted(entry["inputs"])


def test_building_a_part_keeps_the_rest_in_the_manifest(built: Path, ksflow: Ksflow) -> None:
    before = (built / "out" / "manifest.json").read_bytes()
    shutil.rmtree(built / ".ksflow")
    ksflow("build", "cases/KS-2024-2.yaml", "-d", "sandlista")
    assert (built / "out" / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"{}", b'{"version": 1, "outputs": [\n{"file": 1}\n]}', b"\xff"])
def test_a_manifest_that_is_gone_or_damaged_is_made_anew(content: bytes | None, built: Path, ksflow: Ksflow) -> None:
    path = built / "out" / "manifest.json"
    before = path.read_bytes()
    path.unlink() if content is None else path.write_bytes(content)
    assert ksflow("build").code == 0
    assert path.read_bytes() == before


def test_verify_needs_nothing_but_the_folder(
    built: Path, tmp_path: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "arkiv"
    shutil.copytree(built / "out", archive)
    monkeypatch.chdir(tmp_path)
    outcome = ksflow("verify", "arkiv")
    assert (outcome.code, outcome.stdout, outcome.stderr) == (0, "", "9 documents verified: all whole\n")


def test_verify_tells_what_is_changed_or_missing(built: Path, ksflow: Ksflow) -> None:
    path = built / "out" / "KS-2024-1" / "sandlista.docx"
    path.write_bytes(path.read_bytes()[:-1])
    (built / "out" / "KS-2024-3" / "sandlista.docx").unlink()
    outcome = ksflow("verify")
    assert outcome.code == 1
    assert outcome.stdout == "changed: out/KS-2024-1/sandlista.docx\nmissing: out/KS-2024-3/sandlista.docx\n"
    assert outcome.stderr == "9 documents verified: 2 not as they were built\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"version": 2, "outputs": []}',
        b'{"version": 1, "outputs": [{"file": "../a", "sha256": ""}]}',
        b'{"version": 1, "outputs": [{"file": "/etc/passwd", "sha256": ""}]}',
        b"[" * 100_000,
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused(content: bytes, built: Path, ksflow: Ksflow) -> None:
    (built / "out" / "manifest.json").write_bytes(content)
    outcome = ksflow("verify")
    assert outcome.code == 2
    assert outcome.stderr.startswith("ksflow: The manifest is damaged: ")


def test_a_folder_without_a_manifest_is_told(workspace: Path, ksflow: Ksflow) -> None:
    outcome = ksflow("verify", "cases")
    assert (outcome.code, outcome.stderr) == (2, "ksflow: There is no manifest cases/manifest.json\n")


def test_diff_shows_the_lines_of_an_edited_file_beside_those_of_the_case(built: Path, ksflow: Ksflow) -> None:
    path = built / "out" / "KS-2024-2" / "tjansteutlatande.docx"
    document = Document(str(path))
    paragraph = next(one for one in document.paragraphs if one.text == "En gångväg byggs.")
    paragraph.runs[0].text = "En gångväg och en bro byggs."
    document.save(str(path))
    outcome = ksflow("diff", "cases/KS-2024-2.yaml")
    assert outcome.code == 0
    lines = outcome.stdout.splitlines()
    assert lines[:2] == [
        "--- out/KS-2024-2/tjansteutlatande.docx as cases/KS-2024-2.yaml gives it",
        "+++ out/KS-2024-2/tjansteutlatande.docx as it is",
    ]
    assert [line for line in lines[2:] if line[0] in "+-"] == ["-En gångväg byggs.", "+En gångväg och en bro byggs."]
    assert outcome.stderr == "1 document differs\n"


def test_diff_of_a_case_whose_files_are_as_built_shows_nothing(built: Path, ksflow: Ksflow) -> None:
    outcome = ksflow("diff", "cases/KS-2024-2.yaml")
    assert (outcome.code, outcome.stdout, outcome.stderr) == (0, "", "The texts are the same\n")


def test_diff_of_a_faulty_case_or_a_file_that_is_no_word_file_tells_why(built: Path, ksflow: Ksflow) -> None:
    (built / "out" / "KS-2024-2" / "sandlista.docx").write_bytes(b"text")
    outcome = ksflow("diff", "cases/KS-2024-2.yaml")
    assert outcome.code == 1
    assert (
        "out/KS-2024-2/sandlista.docx:1:1: error FIL001 The file cannot be read: it is no Word file" in outcome.stderr
    )
    (built / "cases" / "KS-2024-2.yaml").write_bytes(b"rubrik: x\n")
    assert ksflow("diff", "cases/KS-2024-2.yaml").code == 1
    assert ksflow("diff", "cases/borta.yaml").code == 2
