"""What Word files say arrives in a case, whatever their layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from worddocs import element, run, styled, unstyled, with_body

from conftest import ROOT, Outcome
from ksflow.importing.comparison import missing_words
from ksflow.importing.opening import read_document

Run = Callable[..., Outcome]


def imported(ksflow: Run, path: Path) -> dict[str, Any]:
    outcome = ksflow("import", path, "--show")
    data: dict[str, Any] = yaml.load(outcome.stdout, Loader=yaml.BaseLoader)
    return data


def test_a_document_with_word_s_own_styles(workspace: Path, ksflow: Run) -> None:
    data = imported(ksflow, styled(workspace / "motion.docx"))
    assert data == {
        "diarienummer": "KS-2024/77",
        "datum": "2024-03-04",
        "rubrik": "Svar på motion om cykelvägar",
        "nämnd": "Socialnämnden",
        "handläggare": {"namn": "Anna Lind", "telefon": "08-535 300 12"},
        "beslutsförslag": [
            {
                "att": [
                    "Motionen om cykelvägar bifalls.",
                    "Socialnämnden återrapporterar senast den 1 maj 2025.",
                ]
            }
        ],
        "sammanfattning": "Motionären vill ha **säkra** vägar, *genast*.\n",
        "avsnitt": [
            {
                "rubrik": "Ärendet",
                "text": "Skälen är flera:\n\n- barn\n- äldre\n",
                "avsnitt": [
                    {"rubrik": "Kostnader", "text": "| År | Kronor |\n| --- | --- |\n| 2024 | 1 500 000 |\n"},
                ],
            }
        ],
        "bilagor": ["Motion om cykelvägar"],
        "sändlista": ["Socialnämnden", {"namn": "Cykelvännerna i Byn", "extern": "ja"}],
    }


def test_a_document_without_styles(workspace: Path, ksflow: Run) -> None:
    data = imported(ksflow, unstyled(workspace / "gammalt.docx"))
    assert data["diarienummer"] == "KS-2004/12"
    assert data["datum"] == "2004-02-03"
    assert data["rubrik"] == "Inköp av en snöslunga"
    assert data["nämnd"] == "Kommunstyrelsen"
    assert data["beslutsförslag"] == [{"att": ["Kommunen köper en snöslunga för 250 000 kronor."]}]
    assert data["avsnitt"] == [
        {"rubrik": "Bakgrund", "text": "Snöslungan köptes 1974. Den har:\n\n- rostat\n- gått sönder\n"}
    ]
    assert data["undertecknare"] == [{"namn": "Sven Snö", "titel": "Gatuchef"}]


def test_what_is_not_sure_is_said_in_the_file_and_beside_it(workspace: Path, ksflow: Run) -> None:
    outcome = ksflow("import", unstyled(workspace / "gammalt.docx"))
    text = (workspace / "cases" / "KS-2004-12.yaml").read_text("utf-8")
    for remark in ("The title is guessed", "No officer was found"):
        assert f"# {remark}.\n" in text
        assert f"  {remark}\n" in outcome.stderr


@pytest.mark.parametrize("make", [styled, unstyled])
def test_no_word_is_dropped(make: Callable[[Path], Path], workspace: Path, ksflow: Run) -> None:
    path = make(workspace / "in.docx")
    text = ksflow("import", path, "--show").stdout
    # A date in words has become 2024-03-04, and labels have become keys.
    labels = {"Datum", "Dnr", "Diarienummer", "Handläggare", "mars", "4", "1", "Bilaga"}
    headings = {"Förslag", "till", "beslut", "Sammanfattning", "av", "ärendet", "Bilagor", "Beslutet", "expedieras"}
    assert set(missing_words(read_document(path), text)) <= labels | headings | {"TJÄNSTEUTLÅTANDE"}


@pytest.mark.parametrize("case", sorted(path.stem for path in (ROOT / "cases").glob("*.yaml")))
def test_build_import_build_gives_the_same_text(case: str, workspace: Path, ksflow: Run) -> None:
    import shutil

    from wordtext import body_lines

    shutil.copytree(ROOT / "cases", workspace / "cases", dirs_exist_ok=True)
    ksflow("build", f"cases/{case}.yaml", "-d", "tjansteutlatande")
    built = workspace / "out" / case / "tjansteutlatande.docx"
    before = body_lines(built)
    (workspace / "original.docx").write_bytes(built.read_bytes())
    (workspace / "cases" / f"{case}.yaml").unlink()
    outcome = ksflow("import", "original.docx", "--verify")
    assert (outcome.code, outcome.stdout) == (0, "")
    assert ksflow("build", f"cases/{case}.yaml", "-d", "tjansteutlatande", "--force").code == 0
    assert body_lines(built) == before


def changed(text: str) -> Callable[[Any], None]:
    def change(body: Any) -> None:
        deleted = element("w:del", run(f"{text} bort", "w:delText"), id="1", author="x")
        body[-2].append(deleted)
        body[-2].append(element("w:ins", run(f" {text} nytt"), id="2", author="x"))

    return change


def test_tracked_changes_are_taken_as_accepted_and_told(workspace: Path, ksflow: Run) -> None:
    outcome = ksflow("import", with_body(workspace / "a.docx", changed("Ändrat")), "--show")
    assert "Det finns text här. Ändrat nytt" in outcome.stdout
    assert "bort" not in outcome.stdout
    assert "Text that was deleted under tracked changes is left out\n" in outcome.stderr
    assert "Text that was added under tracked changes is taken as accepted\n" in outcome.stderr


def test_text_in_content_controls_and_text_boxes_is_there(workspace: Path, ksflow: Run) -> None:
    def change(body: Any) -> None:
        inner = element("w:p", run("I en kontroll."))
        body.insert(len(body) - 1, element("w:sdt", element("w:sdtContent", inner)))
        box = element("w:pict", element("w:txbxContent", element("w:p", run("I en ruta."))))
        body.insert(len(body) - 1, element("w:p", element("w:r", box)))

    text = ksflow("import", with_body(workspace / "a.docx", change), "--show").stdout
    assert "I en kontroll." in text
    assert "I en ruta." in text


def test_a_document_that_is_none_is_refused_in_one_line(workspace: Path, ksflow: Run) -> None:
    for name, data in (
        ("tom.docx", b""),
        ("text.docx", b"hej"),
        ("gammal.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        ("bild.png", b"\x89PNG"),
        ("latin.txt", "räksmörgås".encode("latin-1")),
    ):
        (workspace / name).write_bytes(data)
        outcome = ksflow("import", name)
        assert outcome.code == 1
        assert outcome.stderr.startswith(f"ksflow: {name} ")
        assert outcome.stderr.count("\n") == 1
    assert list((workspace / "cases").iterdir()) == []


def test_the_others_are_imported_all_the_same(workspace: Path, ksflow: Run) -> None:
    (workspace / "trasig.docx").write_bytes(b"PK\3\4trasig")
    styled(workspace / "bra.docx")
    outcome = ksflow("import", "trasig.docx", "saknas.docx", "bra.docx")
    assert outcome.code == 1
    assert [path.name for path in (workspace / "cases").iterdir()] == ["KS-2024-77.yaml"]


def test_nothing_is_overwritten(workspace: Path, ksflow: Run) -> None:
    path = styled(workspace / "bra.docx")
    assert ksflow("import", path).code == 0
    case = workspace / "cases" / "KS-2024-77.yaml"
    before = case.read_bytes()
    outcome = ksflow("import", path)
    assert (outcome.code, outcome.stderr) == (1, "ksflow: cases/KS-2024-77.yaml has that number already\n")
    assert case.read_bytes() == before
