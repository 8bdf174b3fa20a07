"""Changes below a folder are told, whatever an editor does, and nothing else is."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ksflow.batch.watching import Watched, changes
from serving import until


class Told:
    """What is told by a thread that watches."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.starts = 0

    def take(self, some: Collection[str] | None) -> None:
        if some is None:
            self.starts += 1
        else:
            self.paths |= {Path(path).name for path in some}


@contextmanager
def watching(watched: Watched) -> Iterator[Told]:
    told, stop = Told(), threading.Event()

    def follow() -> None:
        for some in changes(watched, stop):
            told.take(some)

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        until(lambda: told.starts)
        yield told
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def test_a_saved_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    with watching(Watched(tmp_path)) as told:
        (tmp_path / "cases" / "a.yaml").write_text("a", encoding="utf-8")
        until(lambda: "a.yaml" in told.paths)


def test_a_file_that_is_moved_in_or_deleted_is_told(tmp_path: Path) -> None:
    (tmp_path / ".a.swp").write_text("a", encoding="utf-8")
    with watching(Watched(tmp_path)) as told:
        (tmp_path / ".a.swp").rename(tmp_path / "a.yaml")
        until(lambda: "a.yaml" in told.paths)
        told.paths.clear()
        (tmp_path / "a.yaml").unlink()
        until(lambda: "a.yaml" in told.paths)


def test_a_new_folder_is_watched_too(tmp_path: Path) -> None:
    with watching(Watched(tmp_path)) as told:
        (tmp_path / "cases" / "2024").mkdir(parents=True)
        until(lambda: told.starts == 2)
        (tmp_path / "cases" / "2024" / "a.yaml").write_text("a", encoding="utf-8")
        until(lambda: "a.yaml" in told.paths or told.starts > 2)


def test_a_workspace_that_goes_and_comes_back_is_watched(tmp_path: Path) -> None:
    root = tmp_path / "kommun"
    root.mkdir()
    with watching(Watched(root)) as told:
        root.rename(tmp_path / "borta")
        until(lambda: told.starts > 2)  # told again and again while it is away
        shutil.copytree(tmp_path / "borta", root)
        starts = told.starts
        until(lambda: told.starts > starts)
        until(lambda: ((root / "a.yaml").write_text("a", encoding="utf-8"), "a.yaml" in told.paths)[1])


def test_results_and_what_editors_leave_beside_are_no_changes(tmp_path: Path) -> None:
    for folder in ("out", ".ksflow", ".git", "node_modules"):
        (tmp_path / folder).mkdir()
    with watching(Watched(tmp_path, ignored=(tmp_path / "out",))) as told:
        for name in ("out/a.docx", ".ksflow/i", ".git/x", "node_modules/x", ".a.swp", "a.yaml~", "~$a.docx", "a.tmp"):
            (tmp_path / name).write_text("x", encoding="utf-8")
        (tmp_path / "sist.yaml").write_text("x", encoding="utf-8")
        until(lambda: "sist.yaml" in told.paths)
        assert told.paths == {"sist.yaml"}


@pytest.mark.parametrize("name", ["cases/a.yaml", "templates/x.md.j2", "kommun.yaml", "a b/ö.md"])
def test_what_documents_are_made_of_is_a_change(tmp_path: Path, name: str) -> None:
    assert Watched(tmp_path).includes(None, str(tmp_path / name))


def test_an_environment_of_pythons_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "venv" / "lib").mkdir(parents=True)
    (tmp_path / "venv" / "pyvenv.cfg").write_text("", encoding="utf-8")
    (tmp_path / "cases").mkdir()
    folders = {Path(folder).name for folder in Watched(tmp_path).folders()}
    assert folders == {tmp_path.name, "cases"}
