"""Bad input: each fault is a clear finding in place, exit code 1, nothing half-written, other cases still built."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from conftest import Outcome
from ksflow.casefile.loading import CaseFile
from ksflow.documents.blocks import Document
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import Workspace
from wordtext import body_lines

Build = Callable[..., "Faulty"]
Fields = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Faulty:
    """What a build of one faulty case beside a good one printed, without the line about the good one and the sum."""

    findings: str
    files: list[str]


@pytest.fixture
def build(workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]) -> Build:
    """Return a function that builds a faulty case together with a good one and checks what every fault shares."""
    write_case(reference, "god.yaml")

    def run(content: str | bytes) -> Faulty:
        before = write_case(content, "fel.yaml").read_bytes()
        shutil.rmtree(workspace / "out", ignore_errors=True)
        outcome = ksflow("build", "-d", "tjansteutlatande")
        assert outcome.code == 1
        assert outcome.stdout == ""
        assert "Traceback" not in outcome.stderr
        *findings, good, total = outcome.stderr.splitlines()
        assert good == "✓ out/KS-2021-1682.103/tjansteutlatande.docx"
        assert total.startswith("1 document built, 1 failed → out/ (2 cases, ")
        assert (workspace / "cases" / "fel.yaml").read_bytes() == before
        files = sorted(path.relative_to(workspace / "out").as_posix() for path in workspace.glob("out/**/*"))
        assert files == ["KS-2021-1682.103", "KS-2021-1682.103/tjansteutlatande.docx", "manifest.json"]
        return Faulty("\n".join(findings) + "\n", files)

    return run


def changed(reference: str, old: str, new: str) -> str:
    """Return the reference case under another number, with one thing changed."""
    assert old in reference
    return reference.replace("diarienummer: KS-2021/1682.103", "diarienummer: KS-2021/1.103").replace(old, new, 1)


def test_a_path_that_is_not_there_is_one_line_and_exit_code_2(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    outcome = ksflow("build", "cases/finns-inte.yaml")
    assert outcome == Outcome(2, "", "ksflow: There is no file or folder cases/finns-inte.yaml\n")


def test_an_empty_file(build: Build) -> None:
    assert build("").findings == "cases/fel.yaml:1:1: error FIL002 The file is empty\n"


def test_a_binary_file(build: Build) -> None:
    assert build(b"\x7fELF\x00\x01\x02" * 500).findings == dedent("""\
        cases/fel.yaml:1:1: error FIL003 This is not a text file
          = Give a YAML file written in a text editor
        """)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16(build: Build, reference: str, encoding: str) -> None:
    text = reference.partition("\n")[2]  # ASCII first, as in most case files: no byte-order mark tells it
    assert build(text.encode(encoding)).findings == dedent("""\
        cases/fel.yaml:1:1: error FIL003 The file is UTF-16, not UTF-8
          = Save the file with the encoding UTF-8
        """)


def test_a_file_in_latin_1_is_shown_at_its_first_wrong_letter(build: Build) -> None:
    assert build("rubrik: Förslag\n".encode("latin-1")).findings == dedent("""\
        cases/fel.yaml:1:10: error FIL003 The byte 0xF6 is not UTF-8
          1 │ rubrik: Förslag
            │          ^ Save the file with the encoding UTF-8
        """)


def test_a_tab_as_indentation(build: Build, reference: str) -> None:
    assert build(changed(reference, "  namn: Björn", "\tnamn: Björn")).findings == dedent("""\
        cases/fel.yaml:7:1: error FIL006 A tab stands where only spaces may indent
          7 │     namn: Björn Rosborg
            │ ^^^^ Replace the tab with spaces
        """)


def test_a_list_where_a_text_should_be(build: Build, reference: str) -> None:
    assert build(changed(reference, "nämnd: Kommunstyrelsen", "nämnd: [Kommunstyrelsen]")).findings == dedent("""\
        cases/fel.yaml:5:8: error FIL103 “nämnd” must be a text, not a list
          5 │ nämnd: [Kommunstyrelsen]
            │        ^^^^^^^^^^^^^^^^^ Write for example “nämnd: Kommunstyrelsen”
        """)


def test_a_date_that_does_not_exist(build: Build, reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSFLOW_LANG", "en")
    assert build(changed(reference, "datum: 2021-08-11", "datum: 2021-02-30")).findings == dedent("""\
        cases/fel.yaml:3:8: error FIL102 The date does not exist: 2021-02-30
          3 │ datum: 2021-02-30
            │        ^^^^^^^^^^ February 2021 has 28 days
        """)


def test_messages_are_swedish_where_the_user_is(
    workspace: Path,
    reference: str,
    write_case: Callable[..., Path],
    ksflow: Callable[..., Outcome],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_case(changed(reference, "datum: 2021-08-11", "datum: 2021-02-30"))
    monkeypatch.delenv("KSFLOW_LANG")
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")
    lines = ksflow("build").stderr.splitlines()
    assert "\n".join(lines[:3]) + "\n" == dedent("""\
        cases/case.yaml:3:8: error FIL102 Datumet finns inte: 2021-02-30
          3 │ datum: 2021-02-30
            │        ^^^^^^^^^^ februari 2021 har 28 dagar
        """)
    assert lines[3].startswith("0 dokument byggda, 3 misslyckades → out/ (1 ärende, 0,")


def test_an_unknown_key_with_the_nearest_known_one(build: Build, reference: str) -> None:
    assert build(changed(reference, "handläggare:", "handlaggare:")).findings == dedent("""\
        cases/fel.yaml:6:1: error FIL100 The key “handlaggare” is unknown
          6 │ handlaggare:
            │ ^^^^^^^^^^^ Did you mean “handläggare”?
        """)


def test_two_equal_keys(build: Build, reference: str) -> None:
    text = changed(reference, "nämnd: Kommunstyrelsen\n", "nämnd: Kommunstyrelsen\ndatum: 2021-08-12\n")
    assert build(text).findings == dedent("""\
        cases/fel.yaml:6:1: error FIL015 The key “datum” is repeated
          6 │ datum: 2021-08-12
            │ ^^^^^ It already stands on line 3: delete one of them
        """)


def test_a_missing_key_in_the_case_and_inside_a_key(build: Build, reference: str) -> None:
    text = changed(reference, "  namn: Björn Rosborg\n", "").replace("nämnd: Kommunstyrelsen\n", "")
    assert build(text).findings == dedent("""\
        cases/fel.yaml:2:1: error FIL101 The key “nämnd” is missing
          2 │ diarienummer: KS-2021/1.103
            │ ^ Write for example “nämnd: Kommunstyrelsen”
        cases/fel.yaml:5:1: error FIL101 The key “namn” is missing
          5 │ handläggare:
            │ ^^^^^^^^^^^ Write for example “namn: Anna Andersson”
        """)


def test_control_characters_raw_and_escaped(build: Build, reference: str) -> None:
    assert build(changed(reference, "titel: Kommundirektör", "titel: Kommun\x07direktör")).findings == dedent("""\
        cases/fel.yaml:91:39: error FIL005 The character U+0007 (a control character) cannot stand in a document
          91 │   - {namn: Camilla Broo, titel: Kommun\ufffddirektör}
             │                                       ^
             │ Delete it; it often comes along invisibly when text is pasted
        """)
    assert build(changed(reference, "titel: Kommundirektör", r'titel: "Kommun\u0007"')).findings == dedent("""\
        cases/fel.yaml:91:33: error FIL005 The character U+0007 (a control character) cannot stand in a document
          91 │   - {namn: Camilla Broo, titel: "Kommun\\u0007"}
             │                                 ^^^^^^^^^^^^^^
             │ Delete it; it often comes along invisibly when text is pasted
        """)


def test_a_text_file_outside_the_workspace(build: Build, reference: str) -> None:
    section = "  - {rubrik: Hemligt, fil: ../../etc/passwd}\n"
    assert build(changed(reference, "avsnitt:\n", f"avsnitt:\n{section}")).findings == dedent("""\
        cases/fel.yaml:29:28: error FIL110 The file lies outside the workspace: ../../etc/passwd
          29 │   - {rubrik: Hemligt, fil: ../../etc/passwd}
             │                            ^^^^^^^^^^^^^^^^
             │ Move it into the workspace, and name it from the folder of this file
        """)


def test_a_text_file_that_is_missing(build: Build, reference: str) -> None:
    section = "  - {rubrik: Strategi, fil: strategi.md}\n"
    assert build(changed(reference, "avsnitt:\n", f"avsnitt:\n{section}")).findings == dedent("""\
        cases/fel.yaml:29:29: error FIL111 The file does not exist: strategi.md
          29 │   - {rubrik: Strategi, fil: strategi.md}
             │                             ^^^^^^^^^^^ Looked for cases/strategi.md
        """)


def test_ten_thousand_nested_lists(build: Build, reference: str) -> None:
    nested = "[" * 10_000 + "]" * 10_000
    lines = build(f"{reference}extra: {nested}\n").findings.splitlines()
    # libyaml 0.2.6 reads ahead, and finds it before it has told of the first bracket.
    assert re.fullmatch(
        r"cases/fel\.yaml:103:(?:8|47): error FIL014 Lists and keys are nested more than 40 deep", lines[0]
    )
    assert all(len(line) < 130 for line in lines)
    block = build(f"{reference}extra:\n  {'- ' * 10_000}x\n").findings.splitlines()
    assert block[0].startswith("cases/fel.yaml:104:")
    assert block[0].endswith(": error FIL014 Lists and keys are nested more than 40 deep")


def test_an_alias_bomb(build: Build) -> None:
    bomb = ["a: &a [" + ", ".join(["ha"] * 9) + "]"]
    bomb += [
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    lines = build("\n".join(bomb) + "\n").findings.splitlines()
    assert lines[0] == "cases/fel.yaml:6:12: error FIL013 The file holds more than 200000 values"


def test_an_alias_that_contains_itself(build: Build) -> None:
    assert build("avsnitt: &a [*a]\n").findings == dedent("""\
        cases/fel.yaml:1:14: error FIL013 The alias “*a” contains itself
          1 │ avsnitt: &a [*a]
            │              ^^
        """)


def test_a_foreign_tag(build: Build) -> None:
    assert build("rubrik: !!python/object/apply:os.system [ls]\n").findings == dedent("""\
        cases/fel.yaml:1:9: error FIL012 The tag “!!python/object/apply:os.system” is not allowed in a case file
          1 │ rubrik: !!python/object/apply:os.system [ls]
            │         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Delete it: every value is read as text
        """)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(
    build: Build, workspace: Path, reference: str, ksflow: Callable[..., Outcome]
) -> None:
    path = workspace / "cases" / "låst.yaml"
    path.write_text(reference, encoding="utf-8")
    path.chmod(0)
    assert "cases/låst.yaml:1:1: error FIL001 You are not allowed to read the file" in ksflow("build").stderr


def test_two_cases_with_the_same_number_do_not_overwrite_each_other(
    workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference, "a.yaml")
    write_case(reference.replace("Björn Rosborg", "Någon Annan"), "b.yaml")
    outcome = ksflow("build")
    assert outcome.code == 1
    assert "cases/b.yaml:2:15: error DIA008 The case cases/a.yaml has the same diary number" in outcome.stderr
    assert "Björn Rosborg" in body_lines(workspace / "out/KS-2021-1682.103/tjansteutlatande.docx")


def test_jinja_in_a_case_is_printed_as_it_stands(
    workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    title = "Pris {{ 7*7 }} & {% if x %} <b> \"a\" 'b' *c* _d_ `e` #1 [x](y) \\ ~z~"
    text = reference.replace("rubrik: Förslag till avtal", f"rubrik: {_quoted(title)} #", 1)
    text = text.replace("Alla avtal har juridiska konsekvenser.", "Summan {{ 7*7 }} & {% raw %} 3 < 4 > 2.")
    text = text.replace("  - Södertörns högskola", '  - "A & B <C> {{ 7*7 }} *d* 1. +"')
    write_case(text)
    assert ksflow("build").code == 0
    lines = body_lines(workspace / "out/KS-2021-1682.103/tjansteutlatande.docx")
    assert title in lines
    assert any(line.startswith("Summan {{ 7*7 }} & {% raw %} 3 < 4 > 2.") for line in lines)
    assert "A & B <C> {{ 7*7 }} *d* 1. +" in lines


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def test_unknown_documents_and_formats_are_usage_errors(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    unknown = ksflow("build", "-d", "tjänsteutlåtandet")
    assert unknown == Outcome(
        2, "", "ksflow: There is no document tjänsteutlåtandet. Did you mean “tjansteutlatande”?\n"
    )
    assert ksflow("build", "--to", "pfd").code == 2
    assert ksflow("build", "--to", ",").code == 2


def test_document_names_may_be_written_with_their_letters(
    workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference)
    assert ksflow("build", "-d", "Tjänsteutlåtande", "--to", "DOCX").code == 0


def test_a_folder_without_kommun_yaml_is_no_workspace(
    tmp_path: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ksflow("build") == Outcome(
        2,
        "",
        "ksflow: There is no kommun.yaml here or in a folder above. "
        "Go to a workspace, name one with --workspace DIR, or begin one with ksflow init\n",
    )


def test_a_faulty_kommun_yaml_is_an_unusable_workspace_with_the_place(
    workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    (workspace / "kommun.yaml").write_text(
        "namn: Exempel\nadres: {post: [X]}\ninstanser: [{namn: KS}]\n", encoding="utf-8"
    )
    outcome = ksflow("build")
    assert outcome.code == 2
    assert outcome.stderr == dedent("""\
        kommun.yaml:2:1: error FIL100 The key “adres” is unknown
          2 │ adres: {post: [X]}
            │ ^^^^^ Did you mean “adress”?
        """)


def test_an_output_that_cannot_be_written_is_reported_and_leaves_nothing_behind(
    workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference)
    target = workspace / "out" / "KS-2021-1682.103" / "tjansteutlatande.docx"
    target.mkdir(parents=True)
    outcome = ksflow("build", "-d", "tjansteutlatande")
    assert outcome.code == 1
    assert outcome.stderr.startswith(
        "out/KS-2021-1682.103/tjansteutlatande.docx:1:1: error FIL113 The file cannot be written: "
    )
    assert [path.name for path in target.parent.iterdir()] == ["tjansteutlatande.docx"]


def test_a_bug_in_ksflow_is_said_to_be_one_and_the_other_cases_are_built(
    workspace: Path,
    reference: str,
    write_case: Callable[..., Path],
    ksflow: Callable[..., Outcome],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_case(reference, "god.yaml")
    write_case(changed(reference, "Björn Rosborg", "Bugg Buggsson"), "bugg.yaml")
    from ksflow.batch import building

    def broken(loaded: CaseFile, workspace: Workspace, kind: str, fields: Fields) -> Document:
        if loaded.case.officer.name == "Bugg Buggsson":
            raise ZeroDivisionError("noll")
        return compose(loaded, workspace, kind, fields)

    monkeypatch.setattr(building, "compose", broken)
    outcome = ksflow("build")
    assert outcome.code == 1
    assert outcome.stderr.startswith(
        dedent("""\
        cases/bugg.yaml:1:1: error FIL999 A bug in ksflow, not a fault of the case: ZeroDivisionError: noll
          = Please report it, with the file .ksflow/bug-bugg.txt
        """)
    )
    report = (workspace / ".ksflow" / "bug-bugg.txt").read_text(encoding="utf-8")
    assert "case: cases/bugg.yaml" in report
    assert "Traceback" in report
    assert "✓ out/KS-2021-1682.103/tjansteutlatande.docx" in outcome.stderr


def test_a_fault_in_a_template_is_told_once_not_for_every_case(
    workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    (workspace / "templates").mkdir()
    (workspace / "templates" / "tjansteutlatande.md.j2").write_text(
        "---\nnamn: Prov\n---\n# {{ rubrikk }}\n", encoding="utf-8"
    )
    for number in range(1, 4):
        text = reference.replace("diarienummer: KS-2021/1682.103", f"diarienummer: KS-2021/{number}")
        write_case(text, f"{number}.yaml")
    outcome = ksflow("build", "-d", "tjansteutlatande")
    assert outcome.code == 1
    assert (
        outcome.stderr
        == dedent("""\
        templates/tjansteutlatande.md.j2:4:1: error MAL003 The template names a field that does not exist: rubrikk
          4 │ # {{ rubrikk }}
            │ ^^^^^^^^^^^^^^^ Did you mean “rubrik”?
        """)
        + outcome.stderr.splitlines(keepends=True)[-1]
    )
    assert outcome.stderr.splitlines()[-1].startswith("0 documents built, 3 failed → out/")
