"""Loading a case with everything it names: each text in its place, each fault where the author can mend it."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from ksflow.casefile.loading import CaseFile, load_case, walk_sections
from ksflow.diary.number import DiaryNumber
from ksflow.organisation.workspace import find_workspace
from ksflow.reports.text_report import finding_lines
from ksflow.sources.fields import Markdown
from ksflow.sources.findings import FindingsError, Span

HEAD = """\
diarienummer: KS-2021/1682.103
datum: 2021-08-11
rubrik: Avtal
nämnd: Kommunstyrelsen
handläggare: {namn: Björn}
beslutsförslag:
  - att: [Godkänns.]
sammanfattning: Kort.
"""
Write = Callable[..., Path]


def load(path: Path) -> CaseFile:
    workspace = find_workspace()
    return load_case(path, workspace.municipality, workspace.root)


def printed(path: Path) -> str:
    with pytest.raises(FindingsError) as error:
        load(path)
    return "".join(f"{line}\n" for finding in error.value.findings for line in finding_lines(finding))


def test_every_key_of_a_case_is_read(write_case: Write, workspace: Path) -> None:
    (workspace / "cases" / "strategi.md").write_text("# Å\n\nText.\n", encoding="utf-8")
    (workspace / "cases" / "bilagor").mkdir()
    (workspace / "cases" / "bilagor" / "strategi.pdf").write_bytes(b"%PDF-")
    path = write_case("""\
diarienummer: KS-2021/1682.103
datum: 2021-08-11
rubrik: Förslag till *avtal*
  på två rader
nämnd: Kommunstyrelsen
handläggare:
  namn: Björn Rosborg
  telefon: 0853530209
  epost: Bjorn.Rosborg@huddinge.se
beslutsförslag:
  - från: Kommunstyrelsen
    till: kommunfullmäktige
    att:
      - Förslag till avtal, bilaga 1, *godkänns*.
      - no
sammanfattning: |
  Innovationer.

  Mer.
avsnitt:
  - rubrik: Bakgrund
    avsnitt:
      - rubrik: Inledning
        text: |
          En kunskapsledd ekonomi.
      - rubrik: Kommunens strategi
        fil: strategi.md
  - rubrik: Konsekvenser
    text: Inga.
undertecknare:
  - {namn: Camilla Broo, titel: Kommundirektör}
  - namn: Patrik Forshage
bilagor:
  - Förslag till avtal
  - {rubrik: Strategi, fil: bilagor/strategi.pdf}
sändlista:
  - Södertörns högskola
  - Samtliga nämnder och bolag
ignorera:
  - {regel: SPR011, skäl: Citat}
""")
    loaded = load(path)
    case = loaded.case
    assert case.diary_number == DiaryNumber("KS", 2021, 1682, "103")
    assert case.date == date(2021, 8, 11)
    assert case.title == "Förslag till *avtal* på två rader"
    assert not isinstance(case.title, Markdown)
    assert case.body == "Kommunstyrelsen"
    assert (case.officer.name, case.officer.phone, case.officer.email) == (
        "Björn Rosborg",
        "0853530209",
        "Bjorn.Rosborg@huddinge.se",
    )
    [proposal] = case.proposals
    assert (proposal.from_body, proposal.to_body) == ("Kommunstyrelsen", "kommunfullmäktige")
    assert [clause.text for clause in proposal.clauses] == ["Förslag till avtal, bilaga 1, *godkänns*.", "no"]
    assert all(isinstance(clause.text, Markdown) for clause in proposal.clauses)
    assert case.summary == "Innovationer.\n\nMer.\n"
    assert [(path, section.title) for path, section in walk_sections(case.sections)] == [
        (("avsnitt", 0), "Bakgrund"),
        (("avsnitt", 0, "avsnitt", 0), "Inledning"),
        (("avsnitt", 0, "avsnitt", 1), "Kommunens strategi"),
        (("avsnitt", 1), "Konsekvenser"),
    ]
    assert {path: text.text for path, text in loaded.texts.items()} == {("avsnitt", 0, "avsnitt", 1): "# Å\n\nText.\n"}
    assert loaded.texts["avsnitt", 0, "avsnitt", 1].name == "cases/strategi.md"
    assert [(one.name, one.title) for one in case.signatories] == [
        ("Camilla Broo", "Kommundirektör"),
        ("Patrik Forshage", None),
    ]
    assert [(one.title, one.file) for one in case.attachments] == [
        ("Förslag till avtal", None),
        ("Strategi", "bilagor/strategi.pdf"),
    ]
    assert [entry.name for entry in case.recipients] == ["Södertörns högskola", "Samtliga nämnder och bolag"]
    assert [(one.rule, one.reason) for one in case.ignored] == [("SPR011", "Citat")]
    assert loaded.name == "cases/case.yaml"


def test_the_reference_case_is_read(write_case: Write, reference: str) -> None:
    loaded = load(write_case(reference))
    assert loaded.case.diary_number.file_stem == "KS-2021-1682.103"
    assert len(list(walk_sections(loaded.case.sections))) == 8


def test_a_value_of_several_lines_is_underlined_on_its_first(write_case: Write, reference: str) -> None:
    loaded = load(write_case(reference))
    assert loaded.span(("sammanfattning",)) == Span(17, 17, 17, 18)
    assert loaded.span(("handläggare", "namn")) == Span(7, 9, 7, 22)


def test_a_diary_number_is_read_as_kommun_yaml_says(write_case: Write, workspace: Path) -> None:
    kommun = workspace / "kommun.yaml"
    text = kommun.read_text(encoding="utf-8").replace('"{organ}-{år}/{löpnr}[.{klass}]"', '"{organ} {år}/{löpnr:4}"')
    kommun.write_text(text, encoding="utf-8")
    assert printed(write_case(HEAD)).startswith(
        "cases/case.yaml:1:15: error DIA001 This is not a diary number: KS-2021/1682.103\n"
    )
    path = write_case(HEAD.replace("KS-2021/1682.103", "KS 2021/0098"))
    assert load(path).case.diary_number == DiaryNumber("KS", 2021, 98)


def test_the_number_of_a_case_names_none_of_its_documents(write_case: Write, workspace: Path) -> None:
    kommun = workspace / "kommun.yaml"
    text = kommun.read_text(encoding="utf-8").replace("[.{klass}]", "[.{klass}][-{handling}]")
    kommun.write_text(text, encoding="utf-8")
    assert load(write_case(HEAD)).case.diary_number == DiaryNumber("KS", 2021, 1682, "103")
    assert printed(write_case(HEAD.replace("KS-2021/1682.103", "KS-2021/1682-7"))) == dedent("""\
        cases/case.yaml:1:15: error DIA001 This is not a diary number: KS-2021/1682-7
          1 │ diarienummer: KS-2021/1682-7
            │               ^^^^^^^^^^^^^^ Write KS-2021/1682
        """)


# Bodies


def test_an_unknown_body_is_told_where_it_is_named_with_the_nearest_known_one(write_case: Write) -> None:
    text = HEAD.replace("nämnd: Kommunstyrelsen", "nämnd: Komunstyrelsen").replace(
        "  - att:", "  - från: Socialnämden\n    till: Riksdagen\n    att:"
    )
    assert printed(write_case(text)) == dedent("""\
        cases/case.yaml:4:8: error ORG001 The body is not in kommun.yaml: Komunstyrelsen
          4 │ nämnd: Komunstyrelsen
            │        ^^^^^^^^^^^^^^ Did you mean “Kommunstyrelsen”?
        cases/case.yaml:7:11: error ORG001 The body is not in kommun.yaml: Socialnämden
          7 │   - från: Socialnämden
            │           ^^^^^^^^^^^^ Did you mean “Socialnämnden”?
        cases/case.yaml:8:11: error ORG001 The body is not in kommun.yaml: Riksdagen
          8 │     till: Riksdagen
            │           ^^^^^^^^^ Add it under “instanser” in kommun.yaml
        """)


@pytest.mark.parametrize("name", ["kommunstyrelsen", "KS", unicodedata.normalize("NFD", "Socialnämnden")])
def test_a_body_may_be_named_in_small_letters_by_its_short_name_and_from_a_mac(write_case: Write, name: str) -> None:
    assert load(write_case(HEAD.replace("nämnd: Kommunstyrelsen", f"nämnd: {name}"))).case.body == name


# Texts in files of their own


def with_file(name: str) -> str:
    return f"{HEAD}avsnitt:\n  - {{rubrik: A, fil: {name}}}\n"


@pytest.mark.parametrize(
    ("name", "message", "help_"),
    [
        ("nej.md", "FIL111 The file does not exist: nej.md", "Looked for cases/nej.md"),
        ("../../x.md", "FIL110 The file lies outside the workspace: ../../x.md",
         "Move it into the workspace, and name it from the folder of this file"),
        ("/etc/passwd", "FIL110 The file name must be relative, with forward slashes: /etc/passwd",
         "Write it from the folder of this file, for example bilagor/avtal.pdf"),
        ("mapp", "FIL001 cases/mapp: This is a folder, not a file", ""),
        ("tom.md", "FIL002 The file is empty: tom.md", ""),
        ("blank.md", "FIL002 The file is empty: blank.md", ""),
        ("bild.png", "FIL003 cases/bild.png: This is not a text file", "Give a YAML file written in a text editor"),
        ("utf16.md", "FIL003 cases/utf16.md: The file is UTF-16, not UTF-8", "Save the file with the encoding UTF-8"),
        ("slinga.md", "FIL001 cases/slinga.md: The file is a symbolic link that leads back to itself", ""),
    ],
)  # fmt: skip
def test_a_text_file_that_cannot_be_used_is_told_where_the_case_names_it(
    write_case: Write, workspace: Path, name: str, message: str, help_: str
) -> None:
    cases = workspace / "cases"
    (cases / "mapp").mkdir()
    (cases / "tom.md").write_bytes(b"")
    (cases / "blank.md").write_bytes(b"\xef\xbb\xbf \n\t\n")
    (cases / "bild.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1")
    (cases / "utf16.md").write_bytes("Text".encode("utf-16"))
    (cases / "slinga.md").symlink_to("slinga.md")
    column = len("  - {rubrik: A, fil: ") + 1
    head, line, carets, *rest = printed(write_case(with_file(name))).splitlines()
    assert head == f"cases/case.yaml:10:{column}: error {message}"
    assert line == f"  10 │   - {{rubrik: A, fil: {name}}}"
    assert carets.startswith(f"     │ {' ' * (column - 1)}{'^' * len(name)}")
    assert (carets.partition("^ ")[2] or "".join(rest).removeprefix("     │ ")) == help_


def test_a_fault_inside_a_text_file_is_told_in_that_file(write_case: Write, workspace: Path) -> None:
    (workspace / "cases" / "fel.md").write_bytes("Rad ett\nRad två med \x07\n".encode())
    (workspace / "cases" / "latin.md").write_bytes("Ett å\n".encode("latin-1"))
    text = with_file("fel.md") + "  - {rubrik: B, fil: latin.md}\n"
    assert printed(write_case(text)) == dedent("""\
        cases/fel.md:2:13: error FIL005 The character U+0007 (a control character) cannot stand in a document
          2 │ Rad två med \ufffd
            │             ^ Delete it; it often comes along invisibly when text is pasted
        cases/latin.md:1:5: error FIL003 The byte 0xE5 is not UTF-8
          1 │ Ett å
            │     ^ Save the file with the encoding UTF-8
        """)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_as_text_does_not_stop_the_run(write_case: Write, workspace: Path) -> None:
    os.mkfifo(workspace / "cases" / "pipe.md")
    assert "FIL001 cases/pipe.md: This is not an ordinary file\n" in printed(write_case(with_file("pipe.md")))


def test_a_whole_text_written_where_a_file_name_belongs(write_case: Write) -> None:
    assert "error FIL111 The file does not exist: " in printed(write_case(with_file("En lång text " * 30)))


def test_text_and_file_at_once_and_an_empty_section_are_told(write_case: Write, workspace: Path) -> None:
    (workspace / "cases" / "y.md").write_text("Text.\n", encoding="utf-8")
    text = HEAD + "avsnitt:\n  - {rubrik: A, text: x, fil: y.md}\n  - rubrik: B\n"
    assert printed(write_case(text)) == dedent("""\
        cases/case.yaml:10:5: error FIL108 The section has both “text” and “fil”
          10 │   - {rubrik: A, text: x, fil: y.md}
             │     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Keep one of them
        cases/case.yaml:11:5: error FIL109 The section has a heading but nothing below it
          11 │   - rubrik: B
             │     ^^^^^^^^^ Add “text”, “fil” or “avsnitt”
        """)


def test_sections_may_be_nested_as_deep_as_a_file_allows_and_are_then_refused(write_case: Write) -> None:
    def sections(depth: int) -> str:
        inner = "text: x"
        for _ in range(depth):
            inner = f"avsnitt: [{{rubrik: A, {inner}}}]"
        return HEAD + inner + "\n"

    loaded = load(write_case(sections(19)))
    assert len(list(walk_sections(loaded.case.sections))) == 19
    assert "error FIL014 Lists and keys are nested more than 40 deep" in printed(write_case(sections(25)))


def test_a_shared_text_may_be_written_once_and_repeated_by_an_alias(write_case: Write) -> None:
    text = HEAD + "avsnitt:\n  - {rubrik: A, text: &x Samma.}\n  - {rubrik: B, text: *x}\n"
    assert [section.text for section in load(write_case(text)).case.sections] == ["Samma.", "Samma."]


def test_windows_line_ends_and_a_byte_order_mark_do_not_move_a_place(write_case: Write) -> None:
    data = b"\xef\xbb\xbf" + HEAD.replace("nämnd: Kommunstyrelsen", "nämnd: Okänd").replace("\n", "\r\n").encode()
    assert printed(write_case(data)).splitlines()[:2] == [
        "cases/case.yaml:4:8: error ORG001 The body is not in kommun.yaml: Okänd",
        "  4 │ nämnd: Okänd",
    ]
