"""A preview follows the files, whatever happens to them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from conftest import ROOT, Outcome
from serving import Preview, served, until

pytestmark = pytest.mark.usefixtures("without_text_rules")


def is_shown(preview: Preview, text: str) -> bool:
    return text in preview.text()


def test_a_change_is_shown(preview: Preview, case: Path, reference: str) -> None:
    assert ">Nytt avtal" not in preview.text()
    case.write_text(reference.replace("rubrik: Förslag till avtal", "rubrik: Nytt avtal", 1), encoding="utf-8")
    until(lambda: ">Nytt avtal" in preview.text())
    assert preview.state()["status"] == "current"


def test_every_browser_is_told(preview: Preview, case: Path, reference: str) -> None:
    with preview.listening() as one, preview.listening() as other:
        for browser in (one, other):
            assert browser.readline() == b"retry: 500\n"
            browser.readline()
            assert browser.readline().startswith(b"data: ")
        case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-08-12"), encoding="utf-8")
        for browser in (one, other):
            browser.readline()
            assert browser.readline().startswith(b"data: ")


def test_a_closed_browser_is_forgotten(preview: Preview) -> None:
    with preview.listening() as browser:
        browser.readline()
        until(lambda: len(preview.server.listeners) == 1)
    until(lambda: len(preview.server.listeners) == 0)


def test_broken_yaml_keeps_the_last_good_page_and_says_so(preview: Preview, case: Path, reference: str) -> None:
    before = preview.text()
    case.write_text(reference.replace("datum:", "datum: [", 1), encoding="utf-8")
    broken = until(lambda: (state := preview.state())["findings"] and state)
    assert broken["status"] == "kept"
    assert broken["notice"] == "There are errors. You see the document as it last was, before they came."
    assert broken["findings"][0]["file"] == "cases/KS-2021-1682.103.yaml"
    assert broken["findings"][0]["line"] == 3
    assert preview.text() == before
    assert not broken["can_download"]
    case.write_text(reference, encoding="utf-8")
    mended = until(lambda: not (state := preview.state())["findings"] and state)
    assert (mended["status"], mended["notice"]) == ("current", None)


def test_also_a_document_that_nobody_has_looked_at_is_the_last_good_one(
    preview: Preview, case: Path, reference: str
) -> None:
    case.write_text(reference.replace("datum:", "datum: [", 1), encoding="utf-8")
    until(lambda: preview.state()["findings"])
    state = preview.state("sandlista", "md")
    assert (state["document"], state["format"], state["status"]) == ("sandlista", "md", "kept")
    assert "# " in preview.text("sandlista", "md")


def test_a_case_that_is_broken_from_the_beginning_is_shown_when_it_is_mended(
    case: Path, workspace: Path, reference: str
) -> None:
    case.write_text("diarienummer: [", encoding="utf-8")
    with served(case, workspace) as preview:
        state = preview.state()
        assert (state["status"], state["parts"]) == ("empty", [])
        assert state["notice"] == "The document cannot be shown until the errors are mended."
        case.write_text(reference, encoding="utf-8")
        until(lambda: preview.state()["status"] == "current")


def test_a_case_that_could_not_be_built_can_be_read_all_the_same(preview: Preview, case: Path, reference: str) -> None:
    changed = reference.replace("nämnd: Kommunstyrelsen", "nämnd: Kommunstyrelse").replace(
        "rubrik: Förslag", "rubrik: Nytt förslag", 1
    )
    case.write_text(changed, encoding="utf-8")
    state = until(lambda: (state := preview.state())["findings"] and state)
    assert [finding["code"] for finding in state["findings"]] == ["ORG001"]
    assert state["status"] == "faulty"
    assert state["notice"] == "There are errors. The document can be read here, but not built."
    assert ">Nytt förslag" in preview.text()
    assert preview.get("download/tjansteutlatande.docx").status == 404


def test_a_deleted_file_is_told_and_comes_back(preview: Preview, case: Path, reference: str) -> None:
    before = preview.text()
    case.unlink()
    gone = until(lambda: (state := preview.state())["notice"] and state)
    assert gone["notice"] == (
        "The file is gone: cases/KS-2021-1682.103.yaml. You see the document as it last was. It comes back when the "
        "file does."
    )
    assert preview.text() == before
    case.write_text(reference.replace("rubrik: Förslag", "rubrik: Nytt förslag", 1), encoding="utf-8")
    until(lambda: ">Nytt förslag" in preview.text())
    assert preview.state()["status"] == "current"


def test_a_case_that_an_editor_moves_in_is_seen(preview: Preview, case: Path, reference: str) -> None:
    beside = case.with_name(".case.yaml.swp")
    for number in (1, 2, 3):  # more than once: the folder is watched, not a file that has gone
        beside.write_text(reference.replace("rubrik: Förslag", f"rubrik: {number} förslag", 1), encoding="utf-8")
        beside.replace(case)
        until(partial(is_shown, preview, f">{number} förslag"))


def test_a_folder_that_is_moved_away_and_back_is_followed(preview: Preview, case: Path, reference: str) -> None:
    away = case.parents[1] / "borta"
    case.parent.rename(away)
    until(lambda: preview.state()["notice"])
    away.rename(case.parent)
    until(lambda: preview.state()["status"] == "current")
    case.write_text(reference.replace("rubrik: Förslag", "rubrik: Nytt förslag", 1), encoding="utf-8")
    until(lambda: ">Nytt förslag" in preview.text())


def test_kommun_yaml_is_followed(preview: Preview, workspace: Path) -> None:
    kommun = workspace / "kommun.yaml"
    text = kommun.read_text(encoding="utf-8")
    kommun.write_text(text.replace("ordmärke: HUDDINGE", "ordmärke: STORÄNGENS", 1), encoding="utf-8")
    until(lambda: "STORÄNGENS KOMMUN" in preview.text())
    kommun.write_text("namn: [", encoding="utf-8")
    broken = until(lambda: (state := preview.state())["findings"] and state)
    assert broken["findings"][0]["file"] == "kommun.yaml"
    assert broken["status"] == "faulty"
    assert "STORÄNGENS KOMMUN" in preview.text()
    kommun.unlink()
    until(lambda: preview.state()["findings"][0]["message"] == "The file does not exist")
    kommun.write_text(text, encoding="utf-8")
    until(lambda: preview.state()["status"] == "current")
    assert "HUDDINGE KOMMUN" in preview.text()


@pytest.mark.parametrize(
    ("file", "old", "new", "form"),
    [
        ("kommun.html", "--accent: #17405c", "--accent: #123456", "html"),
        ("tjansteutlatande.md.j2", "Sammanfattning", "Kort sagt", "html"),
        ("_stil.typ", "17405C", "123456", "pdf"),
    ],
)
def test_templates_and_looks_are_followed(
    preview: Preview, workspace: Path, file: str, old: str, new: str, form: str
) -> None:
    before = preview.text(format=form)
    (workspace / "templates").mkdir()
    text = (ROOT / "templates" / file).read_text(encoding="utf-8")
    assert old in text
    (workspace / "templates" / file).write_text(text.replace(old, new), encoding="utf-8")
    until(lambda: preview.text(format=form) != before)
    assert new in preview.text(format=form)
    (workspace / "templates" / file).unlink()
    until(lambda: preview.text(format=form) == before)


def test_a_faulty_template_is_told_with_its_line(preview: Preview, workspace: Path) -> None:
    before = preview.text()
    (workspace / "templates").mkdir()
    template = workspace / "templates" / "tjansteutlatande.md.j2"
    shutil.copy(ROOT / "templates" / template.name, template)
    text = template.read_text(encoding="utf-8")
    template.write_text(text + "{{ rubirk }}\n", encoding="utf-8")
    state = until(lambda: (state := preview.state())["findings"] and state)
    assert (state["status"], state["findings"][0]["file"]) == ("kept", "templates/tjansteutlatande.md.j2")
    assert state["findings"][0]["line"] == text.count("\n") + 1
    assert preview.text() == before
    lines = preview.get("source", file="templates/tjansteutlatande.md.j2", line="1")
    assert b"rubirk" in lines.body


def test_a_document_of_the_workspace_is_among_them(preview: Preview, workspace: Path) -> None:
    names = [document["name"] for document in preview.state()["documents"]]
    assert names == ["tjansteutlatande", "beslutsforslag", "sandlista"]
    (workspace / "templates").mkdir()
    template = "---\nnamn: Protokollsutdrag\n---\n# {{ rubrik }}\n\nUtdrag.\n"
    (workspace / "templates" / "protokoll.md.j2").write_text(template, encoding="utf-8")
    until(lambda: {"name": "protokoll", "title": "Protokollsutdrag"} in preview.state()["documents"])
    assert "Utdrag." in preview.text("protokoll", "md")


def test_a_named_file_is_followed_also_when_it_comes_later(
    preview: Preview, case: Path, workspace: Path, reference: str
) -> None:
    texts = workspace / "texter"
    at = reference.index("undertecknare:")
    named = f"{reference[:at]}  - rubrik: Strategin\n    fil: ../texter/strategi.md\n{reference[at:]}"
    case.write_text(named, encoding="utf-8")
    until(lambda: [finding["code"] for finding in preview.state()["findings"]] == ["FIL111"])
    texts.mkdir()
    (texts / "strategi.md").write_text("Strategin är ny.\n", encoding="utf-8")
    until(lambda: "Strategin är ny." in preview.text())
    (texts / "strategi.md").write_text("Strategin är *gammal*.\n", encoding="utf-8")
    until(lambda: "Strategin är <em>gammal</em>." in preview.text())
    (texts / "strategi.md").write_text("Strategin <b>är</b> ny.\n", encoding="utf-8")
    state = until(lambda: (state := preview.state())["findings"] and state)
    assert state["findings"][0]["file"] == "texter/strategi.md"
    assert state["findings"][0]["has_source"]


def test_what_is_downloaded_is_what_a_build_writes(
    preview: Preview, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    assert ksflow("build", "--to", "docx,pdf").code == 0
    for form in ("docx", "pdf"):
        answer = preview.get(f"download/beslutsforslag.{form}")
        built = workspace / "out" / "KS-2021-1682.103" / f"beslutsforslag.{form}"
        assert answer.body == built.read_bytes()
        name = f"KS-2021-1682.103-beslutsforslag.{form}"
        assert answer.headers["content-disposition"] == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"


def test_pages_are_pictures_with_their_sizes(preview: Preview) -> None:
    state = preview.state(format="pdf")
    assert len(state["parts"]) == 5
    assert [(part["width"], part["height"]) for part in state["parts"]] == [(794, 1123)] * 5
    page = preview.get(f"parts/{state['parts'][0]['digest']}")
    assert page.headers["content-type"] == "image/svg+xml"
    assert page.body.startswith(b"<svg ")


def test_a_character_that_no_font_has_is_a_fault_of_the_pages_alone(
    preview: Preview, case: Path, reference: str
) -> None:
    case.write_text(reference.replace("Innovationer och", "🚲 Innovationer och", 1), encoding="utf-8")
    until(lambda: "🚲" in preview.text())
    for form, severity in (("pdf", "error"), ("html", "warning")):
        found = preview.state(format=form)["findings"]
        assert [(finding["code"], finding["severity"]) for finding in found] == [("FIL220", severity)]


def test_findings_lead_to_the_editor_that_was_chosen(case: Path, workspace: Path, reference: str) -> None:
    case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-02-30"), encoding="utf-8")
    with served(case, workspace, editor="vscode") as preview:
        (finding,) = preview.state()["findings"]
        assert finding["editor"] == f"vscode://file{case.as_posix()}:3:8"


def test_the_lines_around_a_place_are_shown_and_no_more(preview: Preview, case: Path, reference: str) -> None:
    case.write_text(reference + "\n" * 5000 + "# sist\n", encoding="utf-8")
    found = json.loads(preview.get("source", file="cases/KS-2021-1682.103.yaml", line="5000").body)
    assert found["first"] == 4600
    assert "# sist" in found["lines"]
    assert len(found["lines"]) < 1300
    for line in ("", "-1", "0", "x", "9" * 40, "²"):
        assert preview.get("source", file="cases/KS-2021-1682.103.yaml", line=line).status == 200


def test_a_file_that_is_no_text_is_told_and_shown_as_it_can_be(preview: Preview, case: Path) -> None:
    case.write_bytes(b"diarienummer: KS-2021/1\nrubrik: \xe5\xe4\xf6\n")
    state = until(lambda: (state := preview.state())["findings"] and state)
    assert state["findings"][0]["code"] == "FIL003"
    assert b"rubrik:" in preview.get("source", file="cases/KS-2021-1682.103.yaml", line="2").body


def test_the_page_speaks_the_users_language(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    assert b'<html lang="en">' in preview.get().body
    monkeypatch.setenv("KSFLOW_LANG", "sv")
    body = preview.get().body.decode()
    assert '<html lang="sv">' in body
    assert "Webbsida" in body
