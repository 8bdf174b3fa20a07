"""Nothing that ksflow does asks for the network: not even for a new version of itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

WATCH = """\
import socket, sys

def watch(event, arguments):
    inside = event == "socket.__new__" and arguments[1] == getattr(socket, "AF_UNIX", None)
    if event.startswith("socket.") and event != "socket.gethostname" and not inside:
        sys.stderr.write(f"the network was asked for: {event}\\n")
        raise SystemExit(99)

sys.addaudithook(watch)
"""
"""Told of every socket before it is made; processes of one machine may use theirs (AF_UNIX) among each other."""
COMMANDS = [
    ("--version",),
    ("check",),
    ("check", "--report", "sarif"),
    ("build", "--to", "docx,html,pdf,md", "-j", "2"),
    ("status",),
    ("verify",),
    ("diff", "cases/KS-2024-42.yaml"),
    ("distribution", "--to", "docx"),
    ("diary", "list"),
    ("diary", "export"),
    ("diary", "parse", "KS 2024-0042"),
    ("new", "KS 2024-0300"),
    ("import", "out/KS-2024-42/beslutsforslag.docx", "--show"),
    ("rules", "SPR006"),
    ("template", "check"),
    ("schema",),
]


@pytest.fixture(scope="module")
def storkoping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("nät") / "storkoping"
    shutil.copytree(ROOT / "examples" / "storkoping", root)
    (root.parent / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    assert ksflow(root, "build", "-q").returncode == 0
    return root


def ksflow(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in which the network cannot be asked for unseen."""
    return python(root, "-m", "ksflow", *arguments)


def python(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(root.parent), "KSFLOW_LANG": "en"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_asks_for_no_network(arguments: tuple[str, ...], storkoping: Path) -> None:
    outcome = ksflow(storkoping, *arguments)
    assert "the network was asked for" not in outcome.stderr
    assert outcome.returncode == 0, outcome.stderr


def test_asking_for_it_would_be_seen(storkoping: Path) -> None:
    outcome = python(storkoping, "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')")
    assert (outcome.returncode, "the network was asked for" in outcome.stderr) == (99, True)
