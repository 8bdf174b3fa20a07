"""ksflow where Python lacks what only Unix has: every module can be imported, and the commands do their work."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

SOURCE = ROOT / "src" / "ksflow"
UNIX_MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty")
UNIX_OS = (
    *(
        "chown",
        "chroot",
        "fchmod",
        "fchown",
        "fork",
        "forkpty",
        "getegid",
        "geteuid",
        "getgid",
        "getgroups",
        "getloadavg",
    ),
    *(
        "getpgid",
        "getpgrp",
        "getpriority",
        "getsid",
        "getuid",
        "killpg",
        "lchown",
        "mkfifo",
        "mknod",
        "nice",
        "openpty",
    ),
    *("pathconf", "posix_fadvise", "posix_spawn", "pread", "pwrite", "sched_getaffinity", "sched_setaffinity"),
    *("sched_yield", "sendfile", "setpgid", "setpriority", "setsid", "statvfs", "sync", "sysconf", "uname", "wait"),
    *("O_NONBLOCK", "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "WNOHANG"),
)
UNIX_SIGNALS = (
    "SIGALRM",
    "SIGCHLD",
    "SIGHUP",
    "SIGKILL",
    "SIGPIPE",
    "SIGQUIT",
    "SIGSTOP",
    "SIGTSTP",
    "SIGUSR1",
    "SIGUSR2",
)
WINDOWS = f"""
import importlib, multiprocessing, os, pkgutil, signal, sys
import asyncio, concurrent.futures.process, ctypes, filelock, jinja2, logging.handlers, lxml.etree, docx, pikepdf
import platform, pydantic.fields, pydantic.main, pydantic.json_schema
import rich.console, rich.progress, shutil, sqlite3, starlette.applications, subprocess, tempfile
import typer, typer.rich_utils, typst, uvicorn, watchfiles, webbrowser, xlsxwriter, yaml, zoneinfo
from typer._completion_classes import completion_init
completion_init()
for name in {UNIX_MODULES!r}:
    sys.modules[name] = None
for name in {UNIX_OS!r}:
    if hasattr(os, name) and name[:2] != "O_" and name != "fchmod":  # which filelock, loaded as on Unix, uses
        delattr(os, name)
for name in {UNIX_SIGNALS!r}:
    if hasattr(signal, name):
        delattr(signal, name)
sys.platform = "win32"
"""
EVERY_MODULE = """
import ksflow
for found in pkgutil.walk_packages(ksflow.__path__, "ksflow."):
    if found.name != "ksflow.__main__":
        importlib.import_module(found.name)
print(sum(name.startswith("ksflow.") for name in sys.modules))
"""
COMMAND = """
import json
sys.argv = ["ksflow", *json.loads(sys.argv[1])]
from ksflow.__main__ import main
main()
"""


def on_windows(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WINDOWS + script, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_every_module_can_be_imported(tmp_path: Path) -> None:
    done = on_windows(EVERY_MODULE, tmp_path)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 250


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check",), 1),
        (("check", "--fix", "--select", "SPR001"), 0),
        (("build", "--to", "docx,html,md,pdf", "--bilagor", "-j", "1"), 0),
        (("diary", "reserve", "KS", "--year", "2024"), 0),
        (
            (
                "new",
                "KS-2024/120",
                "--title",
                "Lån",
                "--kind",
                "motion",
                "--body",
                "Kommunstyrelsen",
                "--officer",
                "Bo Ek",
            ),
            0,
        ),
        (("distribution", "--by", "recipient", "--to", "docx"), 0),
        (("status",), 0),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_a_command_does_its_work(
    arguments: tuple[str, ...], code: int, workspace: Path, case: Path, request: pytest.FixtureRequest
) -> None:
    done = on_windows(COMMAND, workspace, json.dumps(arguments))
    assert done.returncode == code, done.stderr
    assert "bug" not in done.stdout + done.stderr
    assert not list((workspace / ".ksflow").glob("bug-*"))


def unguarded(tree: ast.AST) -> list[str]:
    """Return what only Unix has and what a module uses without asking first, by hasattr, getattr or sys.platform."""
    found = [
        name
        for node in ast.walk(tree)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
        if name in UNIX_MODULES
    ]
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.Module):
            continue
        body = [
            node for node in ast.walk(function) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        ]
        asked = {ast.unparse(node) for node in ast.walk(function) if isinstance(node, ast.Call | ast.Compare)}
        for node in body:
            name = ast.unparse(node)
            unix = (
                node.attr in UNIX_OS
                if name.startswith("os.")
                else node.attr in UNIX_SIGNALS and name.startswith("signal.")
            )
            if unix and not any("sys.platform" in text or f"'{node.attr}'" in text for text in asked):
                found.append(name)
    return found


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_nothing_that_only_unix_has_is_used_without_asking(path: Path) -> None:
    assert unguarded(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_what_only_unix_has_is_found() -> None:
    assert unguarded(ast.parse("import fcntl\ndef f():\n    os.fork()\n    signal.signal(signal.SIGHUP, g)")) == [
        "fcntl",
        *("os.fork", "signal.SIGHUP") * 2,
    ]
    assert unguarded(ast.parse("def f():\n    if hasattr(os, 'fork'):\n        os.fork()")) == []


def opened_as_text(path: Path) -> list[str]:
    """Return where a module writes text whose line ends Windows would change, or in whatever encoding it has."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        words = [*node.args, *(key.value for key in node.keywords)]
        mode = next((ast.literal_eval(word) for word in words if is_mode(word)), "")
        given = {key.arg for key in node.keywords}
        writes = name == "write_text" or (name in ("open", "fdopen") and "b" not in mode and set(mode) & set("wax+"))
        if writes and "newline" not in given:
            found.append(f"{path.name}:{node.lineno}")
        if name == "read_text" and not node.args and "encoding" not in given:
            found.append(f"{path.name}:{node.lineno}")
    return found


def is_mode(word: ast.expr) -> bool:
    return isinstance(word, ast.Constant) and isinstance(word.value, str) and 0 < len(word.value) < 4


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_what_is_written_has_the_same_line_ends_everywhere(path: Path) -> None:
    assert opened_as_text(path) == []
