"""`format:` and `ksflow migrate`: old files are read as ever, rewritten where it is asked for, and later ones refused.

There is only format 1; a second one is invented here (``oldformat.py``).
"""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import oldformat
from conftest import Outcome
from ksflow.sources.migrations import MIGRATIONS
from smallcases import hashes

Write = Callable[..., Path]
Run = Callable[..., Outcome]

CASE = """\
# yaml-language-server: $schema=../schema/arende.schema.json
# Numret är taget ur diariet.
diarienummer: KS-2024/120   # fast
datum: 2024-03-04

rubrik: "Riktlinjer"
nämnd: Kommunstyrelsen
# Den som svarar
handläggare: Anna Lindqvist, 08-123 456 78   # till den 1 maj
beslutsförslag:
  - instans: Kommunstyrelsen
    att: [Riktlinjerna antas.]
sammanfattning: |
  Riktlinjer för lån av lokaler antas.
avsnitt:
  - {rubrik: Bakgrund, fil: bakgrund.md}
undertecknare: [{namn: Bo Ek, titel: Kommundirektör}]
utskick:
  # Först de egna
  - Diariet
"""
NEW = (
    CASE.replace("# Numret är", "format: 2\n# Numret är")
    .replace("Anna Lindqvist, 08-123 456 78 ", "{namn: Anna Lindqvist, telefon: 08-123 456 78} ")
    .replace("instans:", "från:")
    .replace("utskick:", "sändlista:")
)
FLOW = (
    "{diarienummer: KS-2024/121, datum: 2024-03-04, rubrik: Riktlinjer, nämnd: Kommunstyrelsen,\n"
    ' "handläggare": "Anna Lindqvist, 08-123 456 78", '
    "beslutsförslag: [{instans: Kommunstyrelsen, att: [Allt antas.]}],\n"
    " sammanfattning: Allt antas., 'utskick' : [Diariet]}\n"
)
NEW_FLOW = (
    "{format: 2, diarienummer: KS-2024/121, datum: 2024-03-04, rubrik: Riktlinjer, nämnd: Kommunstyrelsen,\n"
    ' "handläggare": {namn: Anna Lindqvist, telefon: 08-123 456 78}, '
    "beslutsförslag: [{från: Kommunstyrelsen, att: [Allt antas.]}],\n"
    " sammanfattning: Allt antas., sändlista : [Diariet]}\n"
)
NOTE = "info FIL124 The file is written in format 1; the current one is 2"
TEXT = "Skälen är flera.\n"

pytestmark = pytest.mark.usefixtures("without_text_rules")


@pytest.fixture
def second_format(monkeypatch: pytest.MonkeyPatch, workspace: Path) -> None:
    """Let today's keys be format 2, and those of ``oldformat`` format 1."""
    assert MIGRATIONS == [], "a real migration has come: the invented one belongs behind it"
    monkeypatch.setattr("ksflow.sources.migrations.MIGRATIONS", [oldformat.MIGRATION])
    (workspace / "cases" / "bakgrund.md").write_text(TEXT, "utf-8")


# Format 1, as it is


@pytest.mark.parametrize("line", ["", "format: 1\n", "format: '1'\n", "format:\n", "format: 1  # den första\n"])
def test_a_file_of_format_1_says_so_or_nothing(line: str, write_case: Write, ksflow: Run) -> None:
    write_case(line + NEW.replace("format: 2\n", "").replace("  - {rubrik: Bakgrund, fil: bakgrund.md}", "  []"))
    assert ksflow("check") == Outcome(0, "", "1 case checked: nothing wrong\n")


def test_with_only_format_1_everything_is_current(write_case: Write, ksflow: Run) -> None:
    path = write_case(CASE)
    before = path.stat().st_mtime_ns
    assert ksflow("migrate") == Outcome(0, "", "1 case file: written in format 1, the current one\n")
    write_case(CASE, "b.yaml")
    for option in ("--diff", "--check"):
        outcome = ksflow("migrate", option)
        assert outcome == Outcome(0, "", "2 case files: all written in format 1, the current one\n")
    assert ksflow("migrate", "-q") == Outcome(0, "", "")
    assert path.stat().st_mtime_ns == before


def test_a_file_of_a_later_format_gives_one_finding_and_none_about_its_keys(write_case: Write, ksflow: Run) -> None:
    write_case("diarienummer: KS-2024/120\nformat: 2\nett: 1\ntvå: 2\ntre: {fyra: [5]}\n")
    said = (
        "cases/case.yaml:2:9: error FIL018 The file is written in format 2, which is later than this ksflow knows\n"
        "  2 │ format: 2\n"
        "    │         ^ Update ksflow: this is version 0.1.0, which reads formats up to 1\n"
    )
    assert ksflow("check") == Outcome(1, said, "1 case checked: 1 error\n")
    assert ksflow("check", "--select", "SPR").stdout == said, "it must not look as if it had been checked"
    built = ksflow("build")
    assert (built.code, said in built.stderr) == (1, True)
    assert ksflow("migrate", "--check") == Outcome(
        1, "", f"{said}0 case files are to be rewritten in format 1, 1 could not be; nothing has been written\n"
    )


def test_the_register_has_a_case_of_a_later_format_all_the_same(write_case: Write, ksflow: Run) -> None:
    write_case(CASE.replace("datum:", "format: 7\ndatum:"), "KS-2024-120.yaml")
    write_case(CASE.replace("datum:", "format: ett\ndatum:").replace("/120", "/121"), "KS-2024-121.yaml")
    (found, other) = json.loads(ksflow("diary", "list", "--to", "json").stdout)["cases"]
    assert (found["diary_number"], found["title"], other["diary_number"]) == (
        "KS-2024/120",
        "Riktlinjer",
        "KS-2024/121",
    )
    shown = ksflow("diary", "show", "120")
    assert "Riktlinjer" in shown.stdout
    write_case(CASE.replace("datum:", "format: 7\ndatum:"), "annat-namn.yaml")
    assert "cases/annat-namn.yaml:3:15: error DIA008" in ksflow("diary", "check").stdout


@pytest.mark.parametrize("value", ["0", "ett", "1.5", "-1", "01", '"1 2"', "ja", "1e3", "٢"])
def test_a_format_that_is_no_number_is_told(value: str, write_case: Write, ksflow: Run) -> None:
    write_case(f"format: {value}\nett: 1\n")
    shown = value.strip('"')
    outcome = ksflow("check")
    first = f"cases/case.yaml:1:9: error FIL103 “format” must be a whole number from 1 on, not “{shown}”"
    assert outcome.stdout.splitlines()[0] == first
    assert outcome.stdout.count("cases/case.yaml") == 1
    assert "Write for example “format: 1”" in outcome.stdout
    assert ksflow("migrate").code == 1


@pytest.mark.parametrize(("value", "kind"), [("[1]", "a list"), ("{ett: 1}", "keys and values")])
def test_a_format_that_is_no_text_is_told(value: str, kind: str, write_case: Write, ksflow: Run) -> None:
    write_case(f"format: {value}\n")
    assert f"1:1: error FIL103 “format” must be a whole number, not {kind}\n" in ksflow("check").stdout


def test_a_number_of_a_million_digits_is_only_a_later_format(write_case: Write, ksflow: Run) -> None:
    write_case(f"format: {'9' * 1_000_000}\n")
    assert "FIL018 The file is written in format 9999999999999999999…, which" in ksflow("check").stdout


def test_kommun_yaml_of_a_later_format_gives_one_finding(workspace: Path, write_case: Write, ksflow: Run) -> None:
    path = workspace / "kommun.yaml"
    path.write_text("format: 2\nnytt: 1\n" + path.read_text("utf-8"), "utf-8")
    write_case(CASE)
    outcome = ksflow("check")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr.splitlines()[0].startswith("kommun.yaml:1:9: error FIL018 ")
    assert outcome.stderr.count("kommun.yaml:") == 1
    path.write_text(path.read_text("utf-8").replace("format: 2\nnytt: 1", "format: 1"), "utf-8")
    assert ksflow("check").stderr.startswith("1 case checked:")


def test_what_ksflow_writes_itself_is_of_the_current_format(workspace: Path, ksflow: Run) -> None:
    """With a second format it must say so; with the first alone the line would tell nobody anything."""
    from ksflow.casefile.skeletons import kinds
    from ksflow.sources.file_format import stated_format
    from ksflow.sources.migrations import current_format
    from ksflow.sources.yamltree import read_plainly

    document = workspace / "anteckningar.md"
    document.write_text("# Nya riktlinjer\n\nText.\n", "utf-8")
    for number, kind in enumerate(kinds(), start=1):
        assert ksflow("new", f"KS-2024/{number}", "--kind", kind).code == 0
    assert ksflow("diary", "reserve", "KS").code == 0
    assert ksflow("import", document).code == 0
    paths = sorted((workspace / "cases").glob("*.yaml"))
    assert len(paths) == len(kinds()) + 2
    for path in paths:
        assert stated_format(read_plainly(path.read_text("utf-8")) or {}) == current_format(), path.name


# Format 1 beside a second one


@pytest.mark.usefixtures("second_format")
def test_an_older_file_is_read_as_ever_and_says_how_it_is_rewritten(write_case: Write, ksflow: Run) -> None:
    write_case(CASE)
    assert ksflow("check") == Outcome(
        0,
        f"cases/case.yaml:3:1: {NOTE}\n"
        "  3 │ diarienummer: KS-2024/120   # fast\n"
        "    │ ^^^^^^^^^^^^ It is read all the same; ksflow migrate rewrites it\n",
        "1 case checked: 1 note\n",
    )
    write_case(CASE.replace('rubrik: "', 'format: 1\nrubrik: "'))
    assert ksflow("check").stdout.startswith(f"cases/case.yaml:6:9: {NOTE}\n  6 │ format: 1\n")


@pytest.mark.usefixtures("second_format")
def test_a_municipality_that_keeps_old_files_can_do_without_the_note(
    workspace: Path, write_case: Write, ksflow: Run
) -> None:
    write_case(CASE)
    with (workspace / "kommun.yaml").open("a", encoding="utf-8") as file:
        file.write("regler: {FIL124: av}\n")
    assert ksflow("check") == Outcome(0, "", "1 case checked: nothing wrong\n")


@pytest.mark.usefixtures("second_format")
def test_faults_of_an_older_file_are_told_where_they_stand_in_it(write_case: Write, ksflow: Run) -> None:
    faulty = (
        CASE.replace("2024-03-04", "2024-02-30")
        .replace("Anna Lindqvist, 08-123 456 78", "[Anna Lindqvist]")
        .replace("instans: Kommunstyrelsen", "instans: Kommunstyrelse")
        .replace("  - Diariet", "  - {nam: Diariet}\nokänd: x")
    )
    write_case(faulty)
    lines = faulty.splitlines()
    outcome = ksflow("check")
    heads = [line for line in outcome.stdout.splitlines() if line.startswith("cases/")]
    assert [head.split(" ", 1)[0] + head.split(" ")[2] for head in heads] == [
        "cases/case.yaml:3:1:FIL124",
        "cases/case.yaml:4:8:FIL102",
        "cases/case.yaml:9:14:FIL103",
        "cases/case.yaml:11:14:ORG001",
        "cases/case.yaml:20:6:FIL100",
        "cases/case.yaml:21:1:FIL100",
    ]
    for number in (4, 9, 11, 20, 21):
        assert f"{number} │ {lines[number - 1]}\n" in outcome.stdout


@pytest.mark.usefixtures("second_format")
def test_a_fault_in_what_a_migration_writes_is_told_at_the_words_it_comes_from(write_case: Write, ksflow: Run) -> None:
    write_case(CASE.replace("Lindqvist", "Lind\N{ROCKET}qvist"))
    (_note, finding) = json.loads(ksflow("check", "--report", "json").stdout)["findings"]
    place = [finding[key] for key in ("code", "line", "column", "end_line", "end_column")]
    assert place == ["FIL220", 9, 14, 9, 14 + len("Anna LindRqvist, 08-123 456 78")]
    write_case("utskick: {}\n")
    shown = ksflow("check").stdout
    assert (
        "cases/case.yaml:1:10: error FIL103 “sändlista” must be a list, not keys and values\n  1 │ utskick: {}\n"
        in shown
    )


@pytest.mark.usefixtures("second_format")
def test_migrating_changes_nothing_that_the_documents_say(
    workspace: Path, write_case: Write, ksflow: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_case(CASE, "KS-2024-120.yaml")
    write_case(FLOW, "KS-2024-121.yaml")
    assert ksflow("build", "--to", "docx,html,md,pdf").code == 0
    before = hashes(workspace / "out")
    register = ksflow("diary", "list", "--to", "csv").stdout
    recipients = ksflow("distribution", "--to", "csv").stdout
    assert "Anna Lindqvist" in register
    assert "Diariet" in recipients
    assert ksflow("migrate") == Outcome(
        0, "", "✓ cases/KS-2024-120.yaml\n✓ cases/KS-2024-121.yaml\n2 case files rewritten in format 2\n"
    )
    assert (workspace / "cases" / "KS-2024-120.yaml").read_text("utf-8") == NEW
    assert (workspace / "cases" / "KS-2024-121.yaml").read_text("utf-8") == NEW_FLOW
    assert (workspace / "cases" / "bakgrund.md").read_text("utf-8") == TEXT
    assert ksflow("check") == Outcome(0, "", "2 cases checked: nothing wrong\n")
    assert ksflow("build", "--to", "docx,html,md,pdf", "--force").code == 0
    after = hashes(workspace / "out")
    assert {**after, "manifest.json": ""} == {**before, "manifest.json": ""}
    assert ksflow("diary", "list", "--to", "csv").stdout == register
    assert ksflow("distribution", "--to", "csv").stdout == recipients
    monkeypatch.setattr("ksflow.sources.migrations.MIGRATIONS", [])
    shutil.rmtree(workspace / ".ksflow")  # it is for one ksflow, and knows another by its code, which is the same here
    assert "FIL018" in ksflow("check").stdout, "an older ksflow refuses what it cannot know"


@pytest.fixture
def renamed_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let number and title have had other keys in format 1."""
    migration = oldformat.renaming(dnr="diarienummer", titel="rubrik")
    monkeypatch.setattr("ksflow.sources.migrations.MIGRATIONS", [migration])


@pytest.mark.usefixtures("renamed_format")
def test_the_register_knows_older_files_and_finds_their_places(write_case: Write, ksflow: Run) -> None:
    for number in (120, 121):
        write_case(f"dnr: KS-2024/{number}\ntitel: Ny bro\nnämnd: Kommunstyrelsen\n", f"KS-2024-{number}.yaml")
    assert [line.split(";")[0] for line in ksflow("diary", "list", "--to", "csv").stdout.splitlines()[1:]] == [
        "KS-2024/120",
        "KS-2024/121",
    ]
    shown = ksflow("diary", "check", "--select", "DIA015").stdout
    assert "cases/KS-2024-121.yaml:2:8: warning DIA015" in shown
    assert "\n  2 │ titel: Ny bro\n" in shown
    outcome = ksflow("new", "KS-2024/121")
    assert (outcome.code, "KS-2024-121.yaml has that number already" in outcome.stderr) == (2, True)


@pytest.mark.usefixtures("renamed_format")
def test_documents_of_an_older_file_are_pruned_when_its_number_changes(
    workspace: Path, write_case: Write, ksflow: Run
) -> None:
    text = NEW.replace("format: 2\n", "").replace("diarienummer", "dnr").replace('rubrik: "', 'titel: "')
    (workspace / "cases" / "bakgrund.md").write_text(TEXT, "utf-8")
    path = write_case(text)
    assert ksflow("build").code == 0
    path.write_text(text.replace("/120", "/121"), "utf-8")
    ksflow("build", "--prune")
    assert sorted(folder.name for folder in (workspace / "out").iterdir() if folder.is_dir()) == ["KS-2024-121"]


@pytest.mark.usefixtures("second_format")
def test_in_ci_check_fails_until_all_is_rewritten(write_case: Write, ksflow: Run) -> None:
    path = write_case(CASE, "a.yaml")
    write_case(NEW, "b.yaml")
    assert ksflow("migrate", "--check") == Outcome(
        1, "cases/a.yaml\n", "1 case file is to be rewritten in format 2; nothing has been written\n"
    )
    assert path.read_text("utf-8") == CASE
    assert ksflow("migrate", path, "-q") == Outcome(0, "", "")
    assert ksflow("migrate", "--check") == Outcome(0, "", "2 case files: all written in format 2, the current one\n")


@pytest.mark.usefixtures("second_format")
def test_diff_shows_it_and_writes_nothing(write_case: Write, ksflow: Run) -> None:
    path = write_case(CASE)
    outcome = ksflow("migrate", "--diff")
    assert path.read_text("utf-8") == CASE
    assert (outcome.code, outcome.stderr) == (
        1, "1 case file is to be rewritten in format 2; nothing has been written\n"
    )  # fmt: skip
    changed = [line for line in outcome.stdout.splitlines() if line[:1] in "+-"]
    assert changed == [
        "--- cases/case.yaml", "+++ cases/case.yaml",
        "+format: 2",
        "-handläggare: Anna Lindqvist, 08-123 456 78   # till den 1 maj",
        "+handläggare: {namn: Anna Lindqvist, telefon: 08-123 456 78}   # till den 1 maj",
        "-  - instans: Kommunstyrelsen", "+  - från: Kommunstyrelsen",
        "-utskick:", "+sändlista:",
    ]  # fmt: skip


@pytest.mark.usefixtures("second_format")
def test_line_ends_byte_order_mark_and_rights_stay(write_case: Write, ksflow: Run) -> None:
    path = write_case(b"\xef\xbb\xbf" + CASE.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    assert ksflow("migrate").code == 0
    assert path.read_bytes() == b"\xef\xbb\xbf" + NEW.replace("\n", "\r\n").encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.usefixtures("second_format")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("datum: 2024-03-04\n", "format: 2\ndatum: 2024-03-04\n"),
        ("\n# Om datumet\ndatum: 1", "\nformat: 2\n# Om datumet\ndatum: 1"),
        ("# Mall 7\n\ndatum: 1\n", "# Mall 7\n\nformat: 2\ndatum: 1\n"),
        ("%YAML 1.1\n---\n# Om datumet\ndatum: 1\n", "%YAML 1.1\n---\nformat: 2\n# Om datumet\ndatum: 1\n"),
        ("  datum: 1\n  rubrik: x\n", "  format: 2\n  datum: 1\n  rubrik: x\n"),
        ("datum: 1\r\nrubrik: x\r\n", "format: 2\r\ndatum: 1\r\nrubrik: x\r\n"),
        ("datum: 1\rrubrik: x\r", "format: 2\rdatum: 1\rrubrik: x\r"),
        ("datum: 1\nformat: '1' # så\n", "datum: 1\nformat: 2 # så\n"),
        ("format:  # tomt\ndatum: 1\n", "format: 2  # tomt\ndatum: 1\n"),
        ("format:\ndatum: 1\n", "format: 2\ndatum: 1\n"),
        ("--- {datum: 1}\n", "--- {format: 2, datum: 1}\n"),
        ("{format: 1, datum: 1}", "{format: 2, datum: 1}"),
        ("? datum\n: 1\n", "format: 2\n? datum\n: 1\n"),
    ],
)
def test_the_format_is_written_where_it_is_looked_for(before: str, after: str, write_case: Write, ksflow: Run) -> None:
    path = write_case(before)
    assert ksflow("migrate").code == 0
    assert path.read_bytes().decode() == after


@pytest.mark.usefixtures("second_format")
def test_of_several_files_those_that_can_be_are_rewritten(workspace: Path, write_case: Write, ksflow: Run) -> None:
    write_case(CASE, "a.yaml")
    write_case("diarienummer: [\n", "b.yaml")
    write_case(CASE.replace("datum: 2024-03-04\n", "okänd: ja\n"), "c.yaml")
    write_case("format: 9\n", "d.yaml")
    outcome = ksflow("migrate")
    lines = outcome.stderr.splitlines()
    assert (outcome.code, outcome.stdout) == (1, "")
    assert [line for line in lines if line[:1] in "✓c0123456789"] == [
        "✓ cases/a.yaml",
        "cases/b.yaml:1:15: error FIL010 The bracket is never closed, or a comma is missing inside it",
        "✓ cases/c.yaml",
        "cases/d.yaml:1:9: error FIL018 The file is written in format 9, which is later than this ksflow knows",
        "2 case files rewritten in format 2, 2 could not be",
    ]
    assert (workspace / "cases" / "c.yaml").read_text("utf-8") == NEW.replace("datum: 2024-03-04\n", "okänd: ja\n")
    assert (workspace / "cases" / "b.yaml").read_text("utf-8") == "diarienummer: [\n"


@pytest.mark.usefixtures("second_format")
def test_what_would_say_something_else_is_left_for_a_person(write_case: Write, ksflow: Run) -> None:
    """An alias stands for a text in two places, of which only one is to change."""
    text = "handläggare: &han Anna Lindqvist, 08-123 456 78\nrubrik: *han\n"
    path = write_case(text)
    outcome = ksflow("migrate")
    assert path.read_text("utf-8") == text
    assert outcome.code == 1
    assert outcome.stderr.startswith(
        "cases/case.yaml:1:1: error FIL019 The file cannot be brought to format 2 without changing more than that\n"
    )
    assert "FIL019" in ksflow("check").stdout


@pytest.mark.usefixtures("second_format")
def test_a_file_that_is_there_twice_is_rewritten_once_and_links_stay(
    workspace: Path, write_case: Write, ksflow: Run
) -> None:
    path = write_case(CASE, "a.yaml")
    link = workspace / "cases" / "b.yaml"
    link.symlink_to("a.yaml")
    assert ksflow("migrate").stderr.splitlines()[-1] == "1 case file rewritten in format 2"
    assert link.is_symlink()
    assert path.read_text("utf-8") == NEW


@pytest.mark.usefixtures("second_format")
def test_a_file_that_cannot_be_written_stays_and_ends_with_2(write_case: Write, ksflow: Run) -> None:
    path = write_case(CASE, "a.yaml")
    write_case(CASE, "b.yaml")
    path.chmod(0o444)
    outcome = ksflow("migrate")
    assert outcome == Outcome(
        2,
        "",
        "ksflow: cases/a.yaml cannot be written: it is read-only\n✓ cases/b.yaml\n"
        "1 case file rewritten in format 2, 1 could not be\n",
    )
    assert path.read_text("utf-8") == CASE
    assert sorted(one.name for one in path.parent.iterdir()) == ["a.yaml", "b.yaml", "bakgrund.md"]


@pytest.mark.usefixtures("second_format")
def test_fix_leaves_an_older_file_to_migrate_but_mends_the_texts_it_names(
    workspace: Path, write_case: Write, ksflow: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(workspace)
    monkeypatch.setenv("KSFLOW_LANG", "en")
    monkeypatch.setattr("ksflow.sources.migrations.MIGRATIONS", [oldformat.MIGRATION])
    old = CASE.replace("Riktlinjer för lån", "Skolorna och dess lån")
    path = write_case(old)
    text = workspace / "cases" / "bakgrund.md"
    text.write_text("Skolorna och dess lokaler.\n", "utf-8")
    only = ("--select", "SPR006,FIL124")
    assert ksflow("check", *only).stderr.endswith("--fix mends 1 of them\n")
    outcome = ksflow("check", "--fix", *only)
    assert (outcome.code, outcome.stderr) == (0, "✓ cases/bakgrund.md\n1 case checked: 1 warning, 1 note\n"
                                                 "1 fix in 1 file, 2 findings left\n")  # fmt: skip
    assert path.read_text("utf-8") == old
    assert text.read_text("utf-8") == "Skolorna och deras lokaler.\n"
    ksflow("migrate")
    ksflow("check", "--fix", *only)
    assert "och deras lån" in path.read_text("utf-8")


@pytest.mark.usefixtures("second_format")
def test_a_new_case_like_an_older_one_is_of_the_current_format(workspace: Path, write_case: Write, ksflow: Run) -> None:
    model = write_case(CASE, "KS-2024-120.yaml")
    assert ksflow("new", "KS-2024/500", "--like", model, "--title", "Nya riktlinjer").code == 0
    made = (workspace / "cases" / "KS-2024-500.yaml").read_text("utf-8")
    assert "\nformat: 2\n" in made
    assert "\nsändlista:\n" in made
    assert ksflow("check", workspace / "cases" / "KS-2024-500.yaml").stdout == ""


def test_migrate_needs_no_sound_kommun_yaml(workspace: Path, write_case: Write, ksflow: Run) -> None:
    write_case(CASE)
    (workspace / "kommun.yaml").write_text("namn: [\n", "utf-8")
    assert ksflow("migrate").code == 0


def test_without_any_case_file_it_says_so(workspace: Path, ksflow: Run) -> None:
    assert ksflow("migrate") == Outcome(0, "", "ksflow: There are no case files in cases\n")
    assert ksflow("migrate", "finns-inte.yaml").code == 2
