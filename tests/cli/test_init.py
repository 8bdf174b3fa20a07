"""ksflow init: from an empty folder to a municipality whose first case checks, builds and is shown."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from conftest import Outcome
from ksflow.diary.formats import named_formats
from ksflow.sources.textfile import first_forbidden
from smallcases import hashes, run

Run = Callable[..., Outcome]
YEAR = date.today().year


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder; the current folder is it."""
    folder = tmp_path / "tom mapp"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def read(path: Path) -> dict[str, object]:
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("language", ["sv", "en"])
def test_from_an_empty_folder_to_documents(language: str, empty: Path) -> None:
    made = run(empty, "init", "--name", "Storköpings kommun", KSFLOW_LANG=language)
    assert made[:2] == (0, "kommun.yaml\n")
    code, found, told = run(empty, "check", KSFLOW_LANG=language)
    assert (code, found) == (0, "")
    assert "1 " in told
    assert run(empty, "build", "--to", "docx,html,pdf,md", KSFLOW_LANG=language)[0] == 0
    assert len(list(empty.glob("out/*/tjansteutlatande.*"))) == 4
    assert run(empty, "diary", "check", KSFLOW_LANG=language)[:2] == (0, "")
    assert run(empty, "template", "check", KSFLOW_LANG=language)[0] == 0
    assert run(empty, "new", f"KS-{YEAR}/2", KSFLOW_LANG=language)[0] == 0


def test_the_first_case_can_be_previewed(empty: Path, ksflow: Run) -> None:
    from serving import served

    assert ksflow("init", "--name", "Storköpings kommun").code == 0
    with served(empty / "cases" / f"KS-{YEAR}-1.yaml", empty) as preview:
        assert "Lånecyklar för tjänsteresor" in preview.text()


def test_everything_is_as_it_was_said(empty: Path, ksflow: Run) -> None:
    outcome = ksflow("init", "--name", "Storköpings kommun")
    case = f"KS-{YEAR}-1"
    assert outcome == Outcome(
        0,
        "kommun.yaml\n",
        "✓ schema/arende.schema.json\n✓ schema/kommun.schema.json\n✓ .gitignore\n"
        f"✓ cases/{case}.yaml\n"
        "Diary numbers are written like KS-2026/1\n"
        f"Next: ksflow check · ksflow build · ksflow new KS-{YEAR}/2; kommun.yaml says what else you can fill in\n",
    )
    assert read(empty / "kommun.yaml")["namn"] == "Storköpings kommun"
    assert read(empty / "cases" / f"{case}.yaml")["datum"] == date.today().isoformat()
    assert (empty / ".gitignore").read_bytes() == b"out/\n.ksflow/\n"


def test_editors_find_the_schemas_that_both_files_name_and_that_they_satisfy(empty: Path, ksflow: Run) -> None:
    ksflow("init", "--name", "Storköpings kommun")
    (case,) = (empty / "cases").glob("*.yaml")
    for path in (empty / "kommun.yaml", case):
        first = path.read_text("utf-8").splitlines()[0]
        schema = path.parent / first.removeprefix("# yaml-language-server: $schema=")
        Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(read(path))


def test_what_stands_in_comments_holds_when_the_sign_is_taken_away(empty: Path, ksflow: Run) -> None:
    ksflow("init", "--name", "Storköpings kommun")
    path = empty / "kommun.yaml"
    (empty / "vapen.png").write_bytes(b"")
    text, count = re.subn(r"^( *)# (?=[a-zåäö\"]+\"?:|- | )", r"\1", path.read_text("utf-8"), flags=re.MULTILINE)
    assert count > 20
    path.write_text(text, "utf-8")
    assert {"ordmärke", "logotyp", "bolag", "externa", "grupper", "klassificeringsplan", "husregler", "regler"} <= {
        *read(path)
    }
    assert ksflow("diary", "list").code == 0


@pytest.mark.parametrize("name", named_formats())
def test_every_way_of_writing_diary_numbers_gives_a_case_without_faults(name: str, empty: Path, ksflow: Run) -> None:
    example = named_formats()[name].example
    assert ksflow("init", "--name", "A", "--number", example).code == 0
    assert ksflow("check", "--select", "FIL,DIA,ORG").stdout == ""
    assert ksflow("diary", "check").stdout == ""
    assert ksflow("init", "b", "--name", "A", "--number", name.upper()).code == 0


def test_numbers_are_written_as_the_one_that_is_given(empty: Path, ksflow: Run) -> None:
    outcome = ksflow("init", "--name", "A", "--number", "2018/KS 0290 10")
    assert read(empty / "kommun.yaml")["diarienummer"] == "{år}/{ORGAN} {löpnr:4}[ {klass}]"
    (case,) = (empty / "cases").iterdir()
    assert read(case)["diarienummer"] == f"{YEAR}/KS 0001 10"
    assert f'ksflow new "{YEAR}/KS 0002 10"' in outcome.stderr


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("hej", "Nobody is known to write a diary number so: hej. Choose one of ksflow diary formats"),
        ("", "Nobody is known to write a diary number so: . Choose one of ksflow diary formats"),
        ("{år}", "Nobody is known to write a diary number so: {år}. Choose one of ksflow diary formats"),
    ],
)
def test_numbers_that_nobody_writes_are_said(number: str, told: str, empty: Path, ksflow: Run) -> None:
    assert ksflow("init", "--name", "A", "--number", number) == Outcome(2, "", f"ksflow: {told}\n")
    assert list(empty.iterdir()) == []


def test_a_workspace_is_never_made_twice(empty: Path, ksflow: Run) -> None:
    ksflow("init", "--name", "Storköpings kommun")
    before = hashes(empty)
    outcome = ksflow("init", "--name", "Lillköpings kommun")
    assert outcome == Outcome(2, "", "ksflow: kommun.yaml is there already, and is kept as it is\n")
    assert hashes(empty) == before


def test_what_lies_in_the_folder_is_kept(empty: Path, ksflow: Run) -> None:
    own = {".gitignore": b"*.tmp\n", "schema/arende.schema.json": b"{}", "cases/eget.yaml": b"rubrik: Mitt\n"}
    for name, data in own.items():
        (empty / name).parent.mkdir(exist_ok=True)
        (empty / name).write_bytes(data)
    outcome = ksflow("init", "--name", "Storköpings kommun")
    assert outcome.code == 0
    assert {name: (empty / name).read_bytes() for name in own} == own
    assert [path.name for path in (empty / "cases").iterdir()] == ["eget.yaml"]
    assert "ksflow: .gitignore is there already, and is kept as it is\n" in outcome.stderr
    assert "ksflow: Let git leave out what ksflow makes: put out/, .ksflow/ into .gitignore\n" in outcome.stderr


def test_a_folder_of_its_own_is_made_and_said(empty: Path, ksflow: Run) -> None:
    outcome = ksflow("init", "ny mapp/å", "--name", "Storköpings kommun")
    assert (outcome.code, outcome.stdout) == (0, "ny mapp/å/kommun.yaml\n")
    assert 'Next: cd "ny mapp/å" · ksflow check' in outcome.stderr


@pytest.mark.skipif(os.name != "posix", reason="another shell")
def test_the_folder_that_is_named_can_be_pasted_into_a_shell(empty: Path, ksflow: Run) -> None:
    outcome = ksflow("init", 'a "b" $(x)', "--name", "Storköpings kommun")
    assert """Next: cd 'a "b" $(x)' · ksflow check""" in outcome.stderr


def test_a_name_that_is_not_given_is_one_line_where_nobody_can_answer(empty: Path, ksflow: Run) -> None:
    outcome = ksflow("init")
    assert outcome == Outcome(2, "", 'ksflow: Say the municipality\'s name: --name "Storköpings kommun"\n')
    assert list(empty.iterdir()) == []


@pytest.mark.parametrize("name", ["", "  ", "a\x07b", "\ufeff"])
def test_a_name_that_no_municipality_has_is_one_line(name: str, empty: Path, ksflow: Run) -> None:
    outcome = ksflow("init", "--name", name)
    assert (outcome.code, outcome.stdout, outcome.stderr.count("\n")) == (2, "", 1)
    assert list(empty.iterdir()) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(lambda text: not first_forbidden(text)))
def test_a_hostile_name_stands_as_it_was_given(tmp_path: Path, name: str) -> None:
    from ksflow.cli.app import app

    folder = Path(tmp_path / os.urandom(8).hex())
    done = CliRunner().invoke(app, ["init", str(folder), f"--name={name}"], catch_exceptions=False)
    wanted = " ".join(name.split())
    assert done.exit_code == (0 if wanted else 2)
    if wanted:
        assert read(folder / "kommun.yaml")["namn"] == wanted
        assert CliRunner().invoke(app, ["check", "--workspace", str(folder)]).exit_code == 0


def test_a_file_in_the_place_of_the_folder_is_one_line(empty: Path, ksflow: Run) -> None:
    (empty / "fil").write_bytes(b"")
    assert ksflow("init", "fil", "--name", "A") == Outcome(2, "", "ksflow: This is no folder: fil\n")


@pytest.mark.skipif(sys.platform == "win32", reason="folders are closed in other ways there")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_is_closed_is_one_line(empty: Path, ksflow: Run) -> None:
    empty.chmod(0o555)
    outcome = ksflow("init", "--name", "A")
    empty.chmod(0o755)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr == "ksflow: schema cannot be written: Permission denied\n"


def test_a_disk_that_cannot_be_written_is_one_line(empty: Path, ksflow: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_more: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("ksflow.batch.starting.write_atomically", refuse)
    outcome = ksflow("init", "--name", "A")
    assert outcome == Outcome(2, "", "ksflow: schema/arende.schema.json cannot be written: Permission denied\n")


def test_the_workspace_is_made_last_so_that_one_that_was_cut_off_can_be_made_again(
    empty: Path, ksflow: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ksflow.batch.atomic import write_atomically

    def cut_off(path: Path, data: bytes) -> None:
        if path.name == "kommun.yaml":
            raise OSError(28, "No space left on device", str(path))
        write_atomically(path, data)

    with monkeypatch.context() as patched:
        patched.setattr("ksflow.batch.starting.write_atomically", cut_off)
        assert ksflow("init", "--name", "A").code == 2
    assert ksflow("init", "--name", "A").code == 0
    assert ksflow("check").code == 0


@pytest.mark.parametrize(
    "arguments", [["build"], ["check"], ["check", "x.yaml"], ["new", "KS-2026/1"], ["diary", "list"], ["status"]]
)
def test_who_has_no_workspace_is_told_how_to_begin_one(arguments: list[str], empty: Path, ksflow: Run) -> None:
    told = (
        "ksflow: There is no kommun.yaml here or in a folder above. "
        "Go to a workspace, name one with --workspace DIR, or begin one with ksflow init\n"
    )
    assert ksflow(*arguments) == Outcome(2, "", told)


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own is a thing of Unix")
def test_on_a_terminal_it_asks_for_what_is_missing(empty: Path) -> None:
    import pty

    controller, terminal = pty.openpty()
    environment = {**os.environ, "KSFLOW_LANG": "en"}
    with subprocess.Popen(
        [sys.executable, "-m", "ksflow", "init"],
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=terminal,
        env=environment,
        cwd=empty,
    ) as process:
        os.close(terminal)
        os.write(controller, "Storköpings kommun\nhej\n2018/KS 0290 10\n".encode())
        process.communicate(timeout=60)
    os.close(controller)
    assert process.returncode == 0
    data = read(empty / "kommun.yaml")
    assert (data["namn"], data["diarienummer"]) == ("Storköpings kommun", "{år}/{ORGAN} {löpnr:4}[ {klass}]")
