"""What somebody else has put in the place of ksflow's caches harms nothing and runs nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from conftest import ROOT
from smallcases import run, write_cases

INDEXES = ["build.sqlite", "check.sqlite", "register.sqlite"]
COMMANDS = [("build", "--to", "md"), ("check",), ("diary", "list")]


def use(workspace: Path) -> None:
    for command in COMMANDS:
        code, out, err = run(workspace, *command)
        assert (code, "bug in ksflow" in out + err) == (0, False), out + err


def test_the_names_of_the_caches_are_those_that_are_tried(tmp_path: Path) -> None:
    write_cases(tmp_path, range(1, 3))
    use(tmp_path)
    assert {path.name for path in (tmp_path / ".ksflow").glob("*.sqlite")} == set(INDEXES)


@pytest.mark.parametrize("name", INDEXES)
def test_a_link_to_another_programs_database_is_not_followed(name: str, tmp_path: Path) -> None:
    workspace, foreign = tmp_path / "kommun", tmp_path / "annat.sqlite"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE viktigt (x)")
        connection.execute("INSERT INTO viktigt VALUES ('kvar')")
    connection.close()
    before = foreign.read_bytes()
    write_cases(workspace, range(1, 3))
    (workspace / ".ksflow").mkdir()
    (workspace / ".ksflow" / name).symlink_to(foreign)
    use(workspace)
    assert foreign.read_bytes() == before
    assert not (workspace / ".ksflow" / name).is_symlink()


@pytest.mark.parametrize("name", INDEXES)
def test_triggers_and_made_up_rows_change_no_answer(name: str, tmp_path: Path) -> None:
    write_cases(tmp_path, range(1, 3))
    use(tmp_path)
    with sqlite3.connect(tmp_path / ".ksflow" / name) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = next(one for one in tables if one in ("outputs", "cases", "files"))
        connection.execute(f"CREATE TRIGGER t BEFORE INSERT ON {table} BEGIN SELECT load_extension('/tmp/x'); END")
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for column in columns[-1:] if table == "outputs" else columns[1:]:
            connection.execute(f"UPDATE {table} SET {column} = '[[\"__import__(0)\"]]'")
    connection.close()
    write_cases(tmp_path, range(1, 4), "Ny bro")
    use(tmp_path)
    assert "Ny bro 3" in run(tmp_path, "diary", "list")[1]


def test_nothing_that_is_remembered_is_unpickled() -> None:
    """A pickle runs what its author wants; JSON and SQLite hold data only."""
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for word in ("import pickle", "import shelve", "import marshal", "eval(", "exec(", "shell=True", "os.system"):
            assert f" {word}" not in f" {text}".replace("literal_eval(", ""), (path, word)
