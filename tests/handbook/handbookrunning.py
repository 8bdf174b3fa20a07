"""Running a page of the handbook: in a workspace of its own, with the real command line, and without the network."""

from __future__ import annotations

import difflib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handbookpages import Block, Page, commands, matches

from conftest import ROOT

NUMBERS = {"arenden": "KS-2024/9120", "storkoping": "KS 2024-9120", "tomt": "KS-2024/9120"}
"""A diary number that no page's own cases have."""
SECONDS = 180
"""What a command may take before it is taken for one that never ends."""
_GOOD_CASE = Path(__file__).with_name("arende.yaml")
_NOWHERE = "http://127.0.0.1:9"


def run_page(page: Page, language: str, folder: Path) -> list[tuple[int, str]]:
    """Run a page in a folder that is empty, and return what does not hold, each with its line."""
    run = _Run(page, language, folder)
    for block in page.blocks:
        run.block(block)
    return run.faults


class _Run:
    """One page being run."""

    def __init__(self, page: Page, language: str, folder: Path) -> None:
        self.page = page
        self.folder = folder / page.workspace
        self.scratch = folder / "utanför"
        self.scratch.mkdir()
        self.environment = _environment(self.scratch, language)
        self.faults: list[tuple[int, str]] = []
        _make_workspace(page.workspace, self.folder)

    def fault(self, line: int, text: str) -> None:
        self.faults.append((line, text))

    def block(self, block: Block) -> None:
        """Do with a block what its language and its markers ask for."""
        if block.recipe:
            self._recipe(block)
        elif "not run" in block.markers:
            return
        elif "shown" in block.markers:
            self._shown(block)
        elif block.title is not None:
            self._write(block.title, block.text)
        elif "case" in block.markers:
            self._case(block)
        elif "kommun" in block.markers:
            self._kommun(block)
        elif block.language == "console":
            self._console(block)
        elif block.language in ("sh", "bash"):
            self._script(block, "bash", "-euo", "pipefail")
        elif block.language == "python":
            self._python(block)
        elif block.language == "json" and "…" not in block.text:
            self._json(block)

    def _recipe(self, block: Block) -> None:
        path = ROOT / "docs" / str(block.recipe)
        if not path.is_file():
            self.fault(block.line, f"There is no docs/{block.recipe}")
        elif block.title is not None:
            self._write(block.title, path.read_text(encoding="utf-8"))

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def _shown(self, block: Block) -> None:
        path = self.folder / str(block.title)
        if not path.is_file():
            self.fault(block.line, f"There is no {block.title} to be shown")
            return
        there = [line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()]
        shown = [line.rstrip() for line in block.text.splitlines()]
        if not any(there[at : at + len(shown)] == shown for at in range(len(there) - len(shown) + 1)):
            self.fault(block.line, f"{block.title} has no such lines one after the other\n{_beside(shown, there)}")

    def _case(self, block: Block) -> None:
        """Put the keys over a good case and check it: exactly the errors that are named, and all codes that are."""
        wanted = set(re.findall(r"\w+", block.markers["case"]))
        good = _GOOD_CASE.read_text(encoding="utf-8").replace("NUMBER", NUMBERS[self.page.workspace])
        with self._lent("cases/exempel-i-handboken.yaml", put_over(good, block.text)) as name, self._kommun_there():
            done = self._ksflow("check", name, "--report", "json")
        if done.returncode not in (0, 1):
            self.fault(block.line, f"The case cannot be checked\n{_shown_text(done.stdout)}")
            return
        findings = json.loads(done.stdout)["findings"]
        errors = {finding["code"] for finding in findings if finding["severity"] == "error"}
        missing = wanted - {finding["code"] for finding in findings}
        if missing or errors - wanted:
            said = "\n".join(f"{finding['line']}: {finding['code']} {finding['message']}" for finding in findings)
            what = f"not found: {', '.join(sorted(missing))}" if missing else "an error that the marker does not name"
            self.fault(block.line, f"The case is found to be another than is said, {what}\n{_shown_text(said)}")

    def _kommun(self, block: Block) -> None:
        path = self.folder / "kommun.yaml"
        kommun = path if path.exists() else ROOT / "kommun.yaml"
        (self.scratch / "inga").mkdir(exist_ok=True)
        with self._lent("kommun.yaml", put_over(kommun.read_text(encoding="utf-8"), block.text)):
            done = self._ksflow("check", str(self.scratch / "inga"))
        if done.returncode:
            self.fault(block.line, f"kommun.yaml cannot be used with these keys\n{_shown_text(done.stdout)}")

    def _console(self, block: Block) -> None:
        every = commands(block)
        for command in every:
            code, came = self._in_shell(command.text)
            wanted = int(block.markers.get("exit", "0")) if command is every[-1] else 0
            if code != wanted:
                self.fault(
                    command.line,
                    f"$ {command.text}\nends with exit code {code}, and not with {wanted}; it printed\n"
                    + _shown_text(came),
                )
            elif command.expected is not None and not matches(command.expected, came):
                self.fault(
                    command.line,
                    f"$ {command.text}\nis expected to print\n{_shown_text(command.expected)}\nand printed\n"
                    f"{_shown_text(came)}\ndifferences\n{_beside(command.expected.splitlines(), came.splitlines())}",
                )

    def _in_shell(self, command: str) -> tuple[int, str]:
        """Run a command as the next one of the page's shell, which keeps its folder and its variables."""
        state, place = shlex.quote(str(self.scratch / "state")), shlex.quote(str(self.scratch / "place"))
        script = (
            f'if [ -e {state} ]; then . {state}; cd "$(cat {place})"; fi\n'
            f"trap 'export -p > {state}; pwd > {place}' EXIT\n{command}\n"
        )
        done = self._process("bash", "-c", script)
        return done.returncode, done.stdout

    def _script(self, block: Block, *interpreter: str) -> None:
        path = self.scratch / "script"
        path.write_text(block.text, encoding="utf-8")
        done = self._process(*interpreter, str(path))
        wanted = int(block.markers.get("exit", "0"))
        if done.returncode != wanted:
            self.fault(
                block.line,
                f"The block ends with exit code {done.returncode}, and not with {wanted}; it printed\n"
                + _shown_text(done.stdout),
            )

    def _python(self, block: Block) -> None:
        if not re.search(r"^ *>>> ", block.text, re.MULTILINE):
            self._script(block, sys.executable)
            return
        path = self.scratch / "doctest.txt"
        path.write_text(re.sub("…", "...", block.text), encoding="utf-8")
        done = self._process(sys.executable, "-m", "doctest", "-o", "ELLIPSIS", str(path))
        if done.returncode:
            self.fault(block.line, f"The example gives something else\n{_shown_text(done.stdout)}")

    def _json(self, block: Block) -> None:
        try:
            json.loads(block.text)
        except ValueError as error:
            self.fault(block.line, f"This is no JSON: {error}")

    @contextmanager
    def _lent(self, name: str, text: str) -> Iterator[str]:
        """Let a file of the workspace hold something else for a moment."""
        path = self.folder / name
        before = path.read_bytes() if path.exists() else None
        self._write(name, text)
        try:
            yield name
        finally:
            path.unlink() if before is None else path.write_bytes(before)

    @contextmanager
    def _kommun_there(self) -> Iterator[None]:
        """Let an empty workspace have a kommun.yaml for a moment."""
        if (self.folder / "kommun.yaml").exists():
            yield
            return
        with self._lent("kommun.yaml", (ROOT / "kommun.yaml").read_text(encoding="utf-8")):
            yield

    def _ksflow(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._process("ksflow", *arguments)

    def _process(self, *command: str) -> subprocess.CompletedProcess[str]:
        program = shutil.which(command[0], path=self.environment["PATH"]) or command[0]
        try:
            return subprocess.run(
                [program, *command[1:]],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                check=False,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, 124, f"Nothing came for {SECONDS} seconds\n")


def put_over(whole: str, keys: str) -> str:
    """Return a YAML file with its top-level keys replaced by those of another text, which may have further ones."""
    parts = _top_level(whole)
    return "".join({**parts, **_top_level(keys)}.values())


def _top_level(text: str) -> dict[str, str]:
    """Return the text of each top-level key, with the comments that stand before it."""
    parts: dict[str, str] = {}
    name = ""
    for line in text.splitlines(keepends=True):
        if found := re.match(r"""["']?([^\s#"'-][^:"']*)["']?:(?=\s|$)""", line):
            name = found[1]
        parts[name] = parts.get(name, "") + line
    return parts


def _make_workspace(name: str, folder: Path) -> None:
    folder.mkdir()
    if name == "arenden":
        shutil.copy(ROOT / "kommun.yaml", folder)
        shutil.copytree(ROOT / "cases", folder / "cases")
    elif name == "storkoping":
        leave = shutil.ignore_patterns("out", ".ksflow")
        shutil.copytree(ROOT / "examples" / "storkoping", folder, dirs_exist_ok=True, ignore=leave)


def _environment(scratch: Path, language: str) -> dict[str, str]:
    """Return all that a command is told of its surroundings: the same on every machine, and no way out of it."""
    programs = scratch / "bin"
    programs.mkdir()
    python = shlex.quote(sys.executable)
    start = "import sys; sys.argv[0] = 'ksflow'; from ksflow.__main__ import main; main()"
    _program(programs / "ksflow", f'exec {python} -P -c "{start}" "$@"')
    for name in ("python", "python3"):
        _program(programs / name, f'exec {python} "$@"')
    home = scratch / "hem"
    home.mkdir()
    person = {"NAME": "Anna Lindqvist", "EMAIL": "anna.lindqvist@storkoping.example"}
    return {
        "PATH": os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]]),
        **({"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}),
        "HOME": str(home),
        **{f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CACHE", "CONFIG", "DATA", "STATE")},
        "TMPDIR": str(scratch),
        "KSFLOW_LANG": language,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "dumb",
        "COLUMNS": "100",
        "PYTHONUTF8": "1",
        **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in person.items()},
        "GIT_CONFIG_NOSYSTEM": "1",
        "PIP_NO_INDEX": "1",
        "http_proxy": _NOWHERE,
        "https_proxy": _NOWHERE,
        "ALL_PROXY": _NOWHERE,
    }


def _program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    path.chmod(0o755)


def _shown_text(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip("\n").splitlines()) or "    (nothing)"


def _beside(wanted: list[str], came: list[str]) -> str:
    """Return the lines that differ: - only where they were expected, + only where they came."""
    lines = difflib.ndiff([line.rstrip() for line in wanted], [line.rstrip() for line in came])
    return _shown_text("\n".join(line for line in lines if not line.startswith("?")))
