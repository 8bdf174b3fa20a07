"""The index: a cache that is never believed against the files, and without which every answer is the same."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT, Outcome
from ksflow.diary.format import DiaryFormat
from ksflow.register import desk
from ksflow.register.index import open_index
from ksflow.register.reading import read_register, search_register
from ksflow.sources.textfile import TextFile, read_text_file
from ksflow.sources.walking import FileStat, case_files
from registercases import a_minute_later, numbered, write_cases

CASES: dict[str, str | bytes] = {
    "KS-2021-1": "diarienummer: KS-2021/1\ndatum: 2021-08-11\nrubrik: Ny bro\nsammanfattning: Över ån.\n",
    "KS-2021-2": "diarienummer: KS-2021/2\nrubrik: Skolmat\navsnitt: [{rubrik: Text, fil: text.md}]\n",
    "KS-2021-4": "diarienummer: KS-2021/4\nrubrik: Ny bro\nsammanfattning: Se KS-2021/3.\n",
    "fel": "diarienummer: KS2021/4\n",
    "trasig": 'rubrik: "a\n',
}
COMMANDS = (["check"], ["list"], ["list", "--find", "bro"], ["list", "--find", "rotmos"], ["next", "KS"], ["show", "2"])


@pytest.fixture
def register(workspace: Path) -> Path:
    write_cases(workspace, CASES)
    (workspace / "cases" / "text.md").write_text("Rotmos, se KS-2021/9.\n", encoding="utf-8")
    return workspace


def index(workspace: Path) -> Path:
    return workspace / ".ksflow" / "register.sqlite"


@pytest.fixture
def answers(ksflow: Callable[..., Outcome]) -> Callable[[], list[Outcome]]:
    """Return a function that gives the answers of all commands."""
    return lambda: [ksflow("diary", *command) for command in COMMANDS]


# The same with and without


NAMES = ("KS-2021-1.yaml", "KS-2021-2.yaml", "åäö.yaml", "mapp/x.yml", "text.md", "mapp/text.md")
CONTENTS = (
    "diarienummer: KS-2021/1\nrubrik: Bro\n",
    "diarienummer: KS-2021/2\nrubrik: Bro\n",  # of the same size
    "diarienummer: Ks-2021/2.103\nrubrik: Å\nsammanfattning: Se KS-2021/1 om bron.\n",
    "diarienummer: KS2021/1\navsnitt: [{rubrik: Bro, fil: text.md}]\n",
    "diarienummer: KS-2021/3\navsnitt: [{rubrik: Å, fil: mapp/text.md}, {rubrik: Å, fil: ../text.md}]\n",
    "Bron i KS-2021/7.\n",
    "Brons i KS-2021/8\n",
    'rubrik: "bro\n',
    "",
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "write", "write", "write and set the clock back", "delete", "touch", "move"]),
        st.sampled_from(NAMES),
        st.sampled_from([*CONTENTS, "b\xe5d"]),
    ),
    min_size=1,
    max_size=8,
)


@given(steps=STEPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_with_and_without_the_index_the_register_is_the_same(
    steps: list[tuple[str, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    form = DiaryFormat()
    with tempfile.TemporaryDirectory() as scratch, monkeypatch.context() as patch:
        a_minute_later(patch)
        root, folder = Path(scratch), Path(scratch, "cases")
        folder.mkdir()
        for kind, name, content in steps:
            change(folder / name, kind, content)
            kept = read_register(root, folder, form)
            assert kept == read_register(root, folder, form, use_index=False)
            found = search_register(root, folder, form, "bro")
            assert found == search_register(root, folder, form, "bro", use_index=False)


def change(path: Path, kind: str, content: str) -> None:
    path.parent.mkdir(exist_ok=True)
    if kind.startswith("write"):
        before = path.stat() if path.exists() else None
        path.write_bytes(content.encode("latin-1" if content == "b\xe5d" else "utf-8"))
        if before and "back" in kind:
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif path.exists() and kind == "delete":
        path.unlink()
    elif path.exists() and kind == "touch":
        path.touch()
    elif path.exists():
        path.rename(path.with_name(f"x{path.name}"))


def test_only_what_has_changed_is_read(
    register: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_minute_later(monkeypatch)
    read: list[str] = []

    def counted(path: Path, name: str) -> TextFile:
        read.append(name)
        return read_text_file(path, name)

    monkeypatch.setattr(desk, "read_text_file", counted)

    def reads(*command: str) -> list[str]:
        read.clear()
        ksflow("diary", *command)
        return sorted(name.removeprefix("cases/").removesuffix(".yaml") for name in read)

    assert reads("list") == sorted(CASES)
    assert reads("list") == []
    write_cases(register, {"fel": "diarienummer: KS-2021/5\n", "ny": "diarienummer: KS-2021/6\n"})
    assert reads("list") == ["fel", "ny"]
    (register / "cases" / "text.md").write_text("Annat.\n", encoding="utf-8")
    assert reads("check") == ["KS-2021-2"]
    assert reads("check") == []
    (register / "cases" / "KS-2021-1.yaml").touch()
    assert reads("list") == ["KS-2021-1"]
    assert reads("list", "--find", "bro") == sorted([*CASES, "ny"])
    assert reads("list", "--find", "mat") == []
    write_cases(register, {"fel": "diarienummer: KS-2021/5\nrubrik: Bro\n"})
    assert reads("list", "--find", "bro") == ["fel", "fel"]  # its data, and its words


def test_a_case_whose_time_alone_has_changed_is_not_parsed_again(
    register: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_minute_later(monkeypatch)
    first = ksflow("diary", "list")
    for path in (register / "cases").glob("KS*.yaml"):
        path.touch()
    monkeypatch.setattr("ksflow.register.record.RecordReader.read", None)
    assert ksflow("diary", "list") == first


def test_a_file_changed_while_it_may_be_being_read_is_read_again(
    register: Path, answers: Callable[[], list[Outcome]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within the grain of a disk's clock (two seconds on FAT) a second change leaves size and times as they were."""

    def coarse(status: os.stat_result) -> FileStat:
        return FileStat(status.st_size, status.st_mtime_ns // 2_000_000_000 * 2_000_000_000, 0, status.st_mode)

    monkeypatch.setattr("ksflow.sources.walking.file_stat", coarse)
    monkeypatch.setattr(desk, "file_stat", coarse)
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now)
    for name, number in [("text.md", "KS-2021/8"), ("KS-2021-4.yaml", "KS-2021/7")]:
        path = register / "cases" / name
        os.utime(path, ns=(now, now))
        assert number not in answers()[0].stdout
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("KS-2021/9", number).replace("KS-2021/3", number), encoding="utf-8")
        os.utime(path, ns=(now, now))
        assert number in answers()[0].stdout


def test_another_format_of_numbers_reads_all_anew(
    register: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_minute_later(monkeypatch)
    assert "DIA001 This is not a diary number: KS2021/4" in ksflow("diary", "check").stdout
    kommun = (register / "kommun.yaml").read_text(encoding="utf-8")
    kommun = kommun.replace('"{organ}-{år}/{löpnr}[.{klass}]"', "sandviken")
    (register / "kommun.yaml").write_text(kommun, encoding="utf-8")
    assert "DIA001 This is not a diary number: KS-2021/4" in ksflow("diary", "check").stdout


# Whatever becomes of it


def garbage(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def no_tables(path: Path) -> None:
    execute(path, "DROP TABLE files")


def another_schema(path: Path) -> None:
    execute(path, "DROP TABLE meta", "CREATE TABLE meta (x)")


def a_later_version(path: Path) -> None:
    execute(path, "PRAGMA user_version = 99", "CREATE TABLE more (x)")


def another_release(path: Path) -> None:
    execute(path, "UPDATE meta SET version = '0'")


def lying(path: Path) -> None:
    execute(path, "UPDATE files SET facts = replace(facts, 'bro', 'sko')", "UPDATE results SET result = '[[], []]'")


def lying_words(path: Path) -> None:
    execute(path, "UPDATE files SET words = 3 - words")


def misspelt_words(path: Path) -> None:
    connection = sqlite3.connect(path)
    for number, block in connection.execute("SELECT id, block FROM words_data").fetchall():
        connection.execute("UPDATE words_data SET block = ? WHERE id = ?", (block.replace(b"bro", b"mat"), number))
    connection.commit()
    connection.close()


def lost_words(path: Path) -> None:
    execute(path, "DELETE FROM words_data WHERE id > 10")


def execute(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


DAMAGES = [
    garbage, empty, half, a_folder, no_tables, another_schema, a_later_version, another_release, lying, lying_words,
    misspelt_words, lost_words, Path.unlink,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_index_changes_no_answer_and_is_made_anew(
    damage: Callable[[Path], None],
    register: Path,
    answers: Callable[[], list[Outcome]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_minute_later(monkeypatch)
    right = answers()
    damage(index(register))
    assert answers() == right
    assert answers() == right
    made = open_index(index(register))
    assert (made is None) == (damage is a_folder)
    assert made is None or len(list(made.rows())) == len(CASES)
    if made:
        made.close()


def test_a_flipped_byte_anywhere_changes_no_answer(
    register: Path, answers: Callable[[], list[Outcome]], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_minute_later(monkeypatch)
    right = answers()
    whole = index(register).read_bytes()
    chance = random.Random(5)
    # Most of a small index is empty: flip where something is, and in the head.
    places = [at for at, byte in enumerate(whole) if byte or at < 200]
    for _time in range(40):
        damaged = bytearray(whole)
        for at in chance.sample(places, chance.choice([1, 1, 5, 50])):
            damaged[at] ^= 1 << chance.randrange(8)
        index(register).write_bytes(damaged)
        assert answers() == right


def test_a_locked_index_is_not_waited_for(
    register: Path, answers: Callable[[], list[Outcome]], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_minute_later(monkeypatch)
    right = answers()
    for lock in ("BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"):
        connection = sqlite3.connect(index(register), isolation_level=None)
        connection.execute(lock)
        write_cases(register, {"KS-2021-1": CASES["KS-2021-1"]})  # something to write into the index
        start = time.monotonic()
        assert answers() == right
        assert time.monotonic() - start < 2 * len(COMMANDS)
        connection.execute("ROLLBACK")
        connection.close()
    assert answers() == right


def test_a_file_in_the_place_of_the_cache_is_left_alone(register: Path, answers: Callable[[], list[Outcome]]) -> None:
    right = answers()
    shutil.rmtree(register / ".ksflow")
    (register / ".ksflow").write_text("min fil", encoding="utf-8")
    assert answers() == right
    assert (register / ".ksflow").read_text(encoding="utf-8") == "min fil"


def test_the_cache_may_be_deleted_at_any_time(
    register: Path, answers: Callable[[], list[Outcome]], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_minute_later(monkeypatch)
    right = answers()
    write_cases(register, {"KS-2021-1": CASES["KS-2021-1"]})

    def deleting(folder: str) -> object:
        shutil.rmtree(register / ".ksflow", ignore_errors=True)
        return case_files(folder)

    monkeypatch.setattr(desk, "case_files", deleting)
    assert answers() == right
    change_index = desk.Desk._change

    def deleting_late(self: desk.Desk, *rest: object) -> None:
        shutil.rmtree(register / ".ksflow", ignore_errors=True)
        change_index(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(desk, "case_files", case_files)
    monkeypatch.setattr(desk.Desk, "_change", deleting_late)
    write_cases(register, {"KS-2021-1": CASES["KS-2021-1"]})
    assert answers() == right


# Others


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "ksflow", "diary", *words]


def test_ten_processes_at_once_say_the_same(workspace: Path) -> None:
    write_cases(workspace, numbered(*(f"KS-2021/{number}" for number in range(1, 1200, 2))))
    for words in (["check"], ["list", "--find", "bro"]):
        processes = [
            subprocess.Popen(command(*words), cwd=workspace, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _number in range(10)
        ]
        outcomes = {(*process.communicate(timeout=120), process.returncode) for process in processes}
        assert len(outcomes) == 1, outcomes
        assert subprocess.run(command(*words), cwd=workspace, capture_output=True, check=False).stdout in {
            out for out, _error, _code in outcomes
        }


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a workspace that another user may enter; the current folder is in it."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        root.chmod(0o755)
        (root / "cases").mkdir()
        shutil.copy(ROOT / "kommun.yaml", root)
        (root / "kommun.yaml").chmod(0o644)
        write_cases(root, CASES)
        with monkeypatch.context() as patch:
            patch.chdir(root)
            yield root
        for path in (root, *root.rglob("*")):
            path.chmod(0o755)


@contextmanager
def somebody() -> Iterator[None]:
    """Be a user who is not root, and may not read what others have closed."""
    if os.geteuid():
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


posix = pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")


@posix
def test_a_read_only_workspace_gives_the_same_answers(shared: Path, answers: Callable[[], list[Outcome]]) -> None:
    right = answers()
    for path in (*shared.rglob("*"), shared):
        path.chmod(path.stat().st_mode & ~0o222)
    with somebody():
        assert answers() == right  # an index that may be read and not written
    shared.chmod(0o755)
    (shared / ".ksflow").chmod(0o755)
    shutil.rmtree(shared / ".ksflow")
    shared.chmod(0o555)
    with somebody():
        assert answers() == right
    assert not (shared / ".ksflow").exists()


@posix
def test_a_number_cannot_be_taken_in_a_read_only_workspace(shared: Path, ksflow: Callable[..., Outcome]) -> None:
    ksflow("diary", "next", "KS")
    shared.chmod(0o555)
    with somebody():
        outcome = ksflow("diary", "reserve", "KS")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.splitlines()[-1] == "ksflow: .ksflow/reserve.lock cannot be written: Permission denied"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can read what others may not")
def test_who_may_not_read_a_case_is_told_so_although_the_index_knows_it(
    shared: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_minute_later(monkeypatch)
    case = shared / "cases" / "KS-2021-1.yaml"
    case.chmod(0o600)
    assert "KS-2021/1 " in ksflow("diary", "list").stdout
    with somebody():
        outcome = ksflow("diary", "list")
    assert (outcome.code, "KS-2021/1 " in outcome.stdout) == (1, False)
    assert "cases/KS-2021-1.yaml:1:1: error FIL001 You are not allowed to read the file\n" in outcome.stderr
    case.chmod(0o644)
    with somebody():
        assert "KS-2021/1 " in ksflow("diary", "list").stdout


@posix
def test_a_folder_that_may_not_be_looked_into_is_told(shared: Path, ksflow: Callable[..., Outcome]) -> None:
    ksflow("diary", "list")
    closed = shared / "cases" / "hemliga"
    closed.mkdir()
    closed.chmod(0o700 if os.geteuid() == 0 else 0o000)
    with somebody():
        outcome = ksflow("diary", "list")
    assert outcome.code == 1
    assert "cases/hemliga:1:1: error FIL001 You are not allowed to read the file\n" in outcome.stderr
