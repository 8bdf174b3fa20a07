"""The Containerfile: its instructions, carried out in a folder instead of a container.

scripts/try_recipes.py builds the container itself, where a program that can is at hand and reaches its base image.
"""

from __future__ import annotations

import fnmatch
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cimachine import ROOT, Checkouts, Done, Machine

Start = Callable[[], tuple[Machine, Checkouts]]
TEXT = (ROOT / "Containerfile").read_text("utf-8")


def instructions() -> list[tuple[str, str]]:
    """Return the instructions and what they say."""
    lines = [line for line in TEXT.splitlines() if line and not line.startswith("#")]
    joined = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in joined.splitlines()]


def stages() -> list[list[tuple[str, str]]]:
    """Return the instructions of each stage, which begins with FROM."""
    found: list[list[tuple[str, str]]] = []
    for word, rest in instructions():
        if word == "FROM":
            found.append([])
        if found:
            found[-1].append((word, rest))
    return found


def of(word: str, stage: list[tuple[str, str]]) -> list[str]:
    return [rest for name, rest in stage if name == word]


class Container:
    """A folder that stands for the file system of a container: its absolute paths begin there."""

    def __init__(self, machine: Machine, root: Path) -> None:
        self.machine, self.root = machine, root
        self.work = root
        self.environment = {"PATH": machine.environment["PATH"]}
        self.made: list[str] = []

    def inside(self, text: str) -> str:
        """Return a text with the absolute paths of the container where they lie here."""
        return re.sub(r"(?<![\w.}])(/(?:src|opt|kommun)\b)", rf"{self.root}\1", text)

    def carry_out(self, stage: list[tuple[str, str]], source: Path) -> None:
        for word, rest in stage:
            if word == "WORKDIR":
                self.work = Path(self.inside(rest))
                self.work.mkdir(parents=True, exist_ok=True)
            elif word == "COPY":
                self._copy(rest, source)
            elif word == "RUN":
                done = self.run(self.inside(rest))
                assert done.code == 0, done.log
            elif word == "ENV":
                for name, value in re.findall(r'(\w+)="?([^"\s]+)"?', rest):
                    self.environment[name] = self.inside(value).replace("${PATH}", self.environment["PATH"])
            else:
                assert word in {"FROM", "USER", "ENTRYPOINT", "CMD"}, word

    def _copy(self, rest: str, source: Path) -> None:
        if rest.startswith("--from=build "):
            assert rest.split()[1] == rest.split()[2], "what is copied must lie where it was made: a venv has its paths"
            self.made.append(rest.split()[2])
            return
        *names, target = rest.split()
        for name in names:
            place = self.work / target if target != "./" else self.work / name
            (shutil.copytree if (source / name).is_dir() else shutil.copy)(source / name, place)

    def run(self, script: str, folder: Path | None = None) -> Done:
        return self.machine.run(script, folder or self.work, self.environment)


@pytest.fixture(scope="module")
def container(start: Start, tmp_path_factory: pytest.TempPathFactory) -> Container:
    """Return the container as it is when it has been built, and nothing of what it was built of."""
    machine, _checkout = start()
    container = Container(machine, tmp_path_factory.mktemp("container"))
    # pip finds here what a container fetches: hatchling and the libraries. The name is pip's; 0 means no isolation.
    offline = {"PYTHONPATH": str(machine.packages), "PIP_NO_BUILD_ISOLATION": "0"}
    container.environment |= offline
    build, last = stages()
    container.carry_out(build, ROOT)
    container.carry_out(last, ROOT)
    shutil.rmtree(container.root / "src")
    return container


def test_the_command_of_the_container_shows_its_help(container: Container) -> None:
    last = stages()[-1]
    command = json.loads(of("ENTRYPOINT", last)[0]) + json.loads(of("CMD", last)[0])
    done = container.run(" ".join(command))
    assert done.code == 0
    assert "ksflow" in done.log
    assert f"{container.root}/opt/ksflow/bin/ksflow" in container.run("command -v ksflow").log


def test_cases_are_built_with_what_the_container_holds(container: Container, start: Start) -> None:
    _machine, checkout = start()
    clone = checkout()
    done = container.run("ksflow check && ksflow build --to docx,pdf && ksflow verify", clone)
    assert done.code == 0, done.log
    assert "18 dokument verifierade: alla oförändrade\n" in done.log
    assert "3 ärenden granskade: inga fel\n" in done.log


def test_what_is_made_is_what_the_container_gets(container: Container) -> None:
    assert container.made == ["/opt/ksflow"]
    assert (container.root / "opt" / "ksflow" / "bin" / "ksflow").is_file()


def test_the_container_never_runs_as_root_and_is_asked_for_by_a_full_name() -> None:
    last = stages()[-1]
    user, group = of("USER", last)[0].split(":")
    assert int(user) >= 10000
    assert int(group) >= 10000
    assert not of("RUN", last), "nothing is done as root in what is run"
    base = next(rest for word, rest in instructions() if word == "ARG")
    assert re.fullmatch(r"BASE=docker\.io/library/python:3\.\d+-slim", base)


def test_what_is_copied_is_not_ignored_and_all_else_is() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    kept = {line[1:] for line in lines if line.startswith("!")}
    copied = {name for rest in of("COPY", stages()[0]) for name in rest.split()[:-1]}
    assert kept == copied
    assert all((ROOT / name).exists() for name in copied)
    assert not any(fnmatch.fnmatch(name, ".*") for name in kept)


def test_the_examples_at_the_top_are_commands_that_there_are() -> None:
    shown = re.findall(r"-v \S+ ksflow (\w+)", TEXT)
    assert shown
    for command in shown:
        assert subprocess.run([sys.executable, "-m", "ksflow", command, "--help"], capture_output=True).returncode == 0
