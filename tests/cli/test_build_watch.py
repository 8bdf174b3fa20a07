"""``ksflow build --watch`` builds again what changes, and survives whatever is written."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import Outcome
from serving import PATIENCE, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
DOCUMENT = Path("out/KS-2021-1682.103/tjansteutlatande.docx")


class Watching:
    """The command, and what it has said so far."""

    def __init__(self, *options: str) -> None:
        words = [sys.executable, "-m", "ksflow", "build", "--watch", *options]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.said = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line

    def says(self, text: str) -> None:
        """Wait until something has been said that was not before."""
        until(lambda: text in self.said)
        self.said = self.said.partition(text)[2]

    def end(self) -> int:
        """Press Ctrl-C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return self.process.returncode

    def close(self) -> None:
        """Leave nothing running."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
        self._reader.join(PATIENCE)


@contextmanager
def watching(*options: str) -> Iterator[Watching]:
    command = Watching(*options)
    try:
        command.says("Watching for changes. Ctrl-C ends it\n")
        yield command
    finally:
        command.close()


def test_a_change_is_built_and_said_in_one_line(case: Path, workspace: Path, reference: str) -> None:
    with watching() as command:
        built = (workspace / DOCUMENT).read_bytes()
        case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-08-12"), encoding="utf-8")
        command.says(" 3 documents built (")
        until(lambda: command.said.endswith("\n"))
        assert (workspace / DOCUMENT).read_bytes() != built
        assert re.fullmatch(
            r"[0-9.]+ s\): out/KS-2021-1682.103/tjansteutlatande.docx, out/KS-2021-1682.103/beslutsforslag.docx, "
            r"out/KS-2021-1682.103/sandlista.docx\n",
            command.said,
        )


def test_the_first_line_tells_the_time_of_day_and_what_was_there(case: Path, ksflow: Callable[..., Outcome]) -> None:
    ksflow("build", "-d", "sandlista")
    command = Watching()
    try:
        until(lambda: "Watching" in command.said)
        first = command.said.splitlines()[0]
    finally:
        command.close()
    assert re.match(r"[0-2][0-9]:[0-5][0-9]:[0-5][0-9] 2 documents built, 1 unchanged \([0-9.]+ s\): out/KS", first)


def test_a_broken_case_is_told_once_and_built_when_it_is_mended(case: Path, workspace: Path, reference: str) -> None:
    with watching() as command:
        case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-02-30"), encoding="utf-8")
        command.says("cases/KS-2021-1682.103.yaml:3:8: error FIL102 The date does not exist: 2021-02-30\n")
        command.says(" 0 documents built, 3 failed (")
        (workspace / "cases" / "anteckningar.md").write_text("x\n", encoding="utf-8")
        case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-08-13"), encoding="utf-8")
        command.says(" Well again: cases/KS-2021-1682.103.yaml\n")
        command.says(" 3 documents built (")
        assert "FIL102" not in command.said


def test_a_broken_kommun_yaml_is_told_and_ends_nothing(case: Path, workspace: Path) -> None:
    kommun = workspace / "kommun.yaml"
    text = kommun.read_text(encoding="utf-8")
    with watching() as command:
        kommun.write_text("namn: [", encoding="utf-8")
        command.says("kommun.yaml:1:7: error FIL010 ")
        kommun.unlink()
        command.says("ksflow: There is no kommun.yaml in ")
        kommun.write_text(text.replace("HUDDINGE", "STORÄNGENS"), encoding="utf-8")
        command.says(" 3 documents built (")


def test_it_begins_also_with_a_broken_kommun_yaml(case: Path, workspace: Path) -> None:
    kommun = workspace / "kommun.yaml"
    text = kommun.read_text(encoding="utf-8")
    kommun.write_text("namn: [", encoding="utf-8")
    with watching() as command:
        assert not (workspace / "out").exists()
        kommun.write_text(text, encoding="utf-8")
        command.says(" 3 documents built (")


def test_new_cases_templates_and_named_files_are_built(case: Path, workspace: Path, reference: str) -> None:
    with watching("--to", "md", "-d", "tjansteutlatande") as command:
        folder = workspace / "cases" / "ny"
        folder.mkdir()
        at = reference.index("undertecknare:")
        named = f"{reference[:at]}  - rubrik: Mer\n    fil: mer.md\n{reference[at:]}".replace("1682.103", "7.103")
        (folder / "mer.md").write_text("Mer text.\n", encoding="utf-8")
        (folder / "KS-2021-7.yaml").write_text(named, encoding="utf-8")
        command.says(": out/KS-2021-7.103/tjansteutlatande.md\n")
        (folder / "mer.md").write_text("Mera text.\n", encoding="utf-8")
        command.says(": out/KS-2021-7.103/tjansteutlatande.md\n")
        built = workspace / "out" / "KS-2021-7.103" / "tjansteutlatande.md"
        assert "Mera text." in built.read_text(encoding="utf-8")
        (workspace / "templates").mkdir()
        template = "---\nnamn: Kort\n---\n# {{ rubrik }}\n\nKort.\n"
        (workspace / "templates" / "tjansteutlatande.md.j2").write_text(template, encoding="utf-8")
        command.says(" 2 documents built (")
        assert "Kort." in built.read_text(encoding="utf-8")


def test_what_it_builds_itself_is_no_change(case: Path, workspace: Path, reference: str) -> None:
    with watching() as command:
        (workspace / DOCUMENT).unlink()
        (workspace / "out" / "annat.txt").write_text("x", encoding="utf-8")
        (workspace / ".ksflow" / "annat.txt").write_text("x", encoding="utf-8")
        case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-08-12"), encoding="utf-8")
        command.says(" 3 documents built (")
        until(lambda: command.said.endswith("\n"))
        assert command.said.count("\n") == 1
        code = command.end()
    assert code == 130
    assert command.said.count("built") == 0


def test_pdf_files_are_built_again_too(case: Path, workspace: Path, reference: str) -> None:
    with watching("--to", "pdf", "-j", "2") as command:
        case.write_text(reference.replace("datum: 2021-08-11", "datum: 2021-08-12"), encoding="utf-8")
        command.says(" 3 documents built (")


def test_ctrl_c_ends_it_with_130(case: Path) -> None:
    with watching() as command:
        assert command.end() == 130
        assert command.said == "ksflow: Interrupted; what has been written is whole\n"


@pytest.mark.parametrize(
    "option",
    ["--force", "--dry-run", "--check", "--prune", "--why=cases/x.yaml", "--report=json", "--executor=dask://h:1"],
)
def test_what_makes_no_sense_together_is_refused(case: Path, ksflow: Callable[..., Outcome], option: str) -> None:
    outcome = ksflow("build", "--watch", option)
    name = option.partition("=")[0]
    assert (outcome.code, outcome.stderr) == (2, f"ksflow: --watch goes with none of {name}\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["-d", "sandlist"], "There is no document sandlist. Did you mean “sandlista”?"),
        (["--to", "doc"], "There is no format doc. Did you mean “docx”?"),
        (["cases/finns-inte.yaml"], "There is no file or folder cases/finns-inte.yaml"),
        (["--workspace", "finns-inte"], "There is no kommun.yaml in finns-inte"),
    ],
)
def test_what_can_never_be_built_is_refused_at_once(
    case: Path, ksflow: Callable[..., Outcome], arguments: list[str], told: str
) -> None:
    outcome = ksflow("build", "--watch", *arguments)
    assert (outcome.code, outcome.stderr) == (2, f"ksflow: {told}\n")
