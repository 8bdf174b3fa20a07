"""Texts as Windows programs save them: line ends, byte-order marks, UTF-16. What ksflow writes has plain line ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome

SAVED: dict[str, Callable[[str], bytes]] = {
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode("utf-8"),
    "a byte-order mark": lambda text: text.encode("utf-8-sig"),
    "both": lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
}


def built(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "out" / "KS-2021-1682.103").iterdir()}


@pytest.fixture
def whole(workspace: Path, case: Path, ksflow: Callable[..., Outcome]) -> Path:
    """Return a workspace with a case, a text file that it names and a content template of its own."""
    assert ksflow("template", "init", "eget", "--as", "content").code == 0
    template = workspace / "templates" / "eget.md.j2"
    template.write_bytes(template.read_bytes().replace(b"filnamn: eget", b"filnamn: annat"))
    (workspace / "cases" / "text.md").write_text("Första raden\nandra raden.\n\n- en\n- två\n", encoding="utf-8")
    with case.open("a", encoding="utf-8", newline="\n") as file:
        file.write("tidigare_beslut:\n  - {instans: KF, datum: 2016-04-11, rubrik: Strategi}\n")
    text = case.read_text("utf-8").replace("avsnitt:\n", "avsnitt:\n  - {rubrik: Ur en fil, fil: text.md}\n", 1)
    case.write_bytes(text.encode("utf-8"))
    return workspace


@pytest.mark.parametrize("how", SAVED)
def test_documents_and_findings_do_not_depend_on_how_files_were_saved(
    how: str, whole: Path, ksflow: Callable[..., Outcome]
) -> None:
    files = [*whole.glob("*.yaml"), *(whole / "cases").iterdir(), *(whole / "templates").iterdir()]
    assert len(files) == 4
    results = []
    for save in (None, SAVED[how]):
        for path in files:
            if save:
                path.write_bytes(save(path.read_text("utf-8")))
        found = ksflow("check", "--report", "json")
        assert ksflow("build", "-d", "eget,beslutsforslag", "--to", "docx,html,md", "--force", "-q").code == 0
        assert ksflow("template", "check").code == 0
        results.append((found.stdout, built(whole)))
    assert results[0] == results[1]
    assert {"annat.docx", "beslutsforslag.md"} <= results[0][1].keys()


@pytest.mark.parametrize(
    "name", ["kommun.yaml", "cases/KS-2021-1682.103.yaml", "cases/text.md", "templates/eget.md.j2"]
)
def test_utf_16_is_told_with_its_cure(name: str, whole: Path, ksflow: Callable[..., Outcome]) -> None:
    path = whole / name
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    done = ksflow("build", "-d", "eget")
    assert done.code in (1, 2)
    assert "UTF-16, not UTF-8" in done.stderr
    assert "Save the file with the encoding UTF-8" in done.stderr


def test_what_is_written_has_plain_line_ends(whole: Path, ksflow: Callable[..., Outcome]) -> None:
    made = set(whole.rglob("*"))
    (whole / "brev.txt").write_bytes(b"Rubrik\r\n\r\nEn text i brevet.\r\n")
    for arguments in (
        ("new", "KS-2024/120", "--title", "Lån", "--kind", "motion", "--body", "Kommunstyrelsen", "--officer", "Bo Ek"),
        ("diary", "reserve", "KS", "--year", "2024"),
        ("import", "brev.txt"),
        ("build", "cases/KS-2021-1682.103.yaml", "-d", "sandlista", "--to", "html,md"),
        ("diary", "export", "--to", "html", "--out", "diarium.html"),
        ("distribution", "cases/KS-2021-1682.103.yaml", "--to", "json", "--out", "utskick.json"),
    ):
        assert ksflow(*arguments).code == 0, arguments
    written = [path for path in whole.rglob("*") if path.is_file() and path not in made and ".ksflow" not in path.parts]
    texts = [path for path in written if path.name != "brev.txt"]
    assert {path.suffix for path in texts} == {".yaml", ".html", ".md", ".json"}
    assert [path for path in texts if b"\r" in path.read_bytes()] == []


def test_a_fix_keeps_the_line_ends_and_the_mark_of_the_file(case: Path, ksflow: Callable[..., Outcome]) -> None:
    saved = case.read_text("utf-8").replace("\n", "\r\n").encode("utf-8-sig")
    case.write_bytes(saved)
    assert ksflow("check", "--fix", "--select", "SPR001").code == 0
    assert case.read_bytes() == saved.replace("förslagna".encode(), "föreslagna".encode(), 1) != saved
