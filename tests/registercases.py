"""Registers for tests: many small case files at once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest


def write_cases(workspace: Path, cases: Mapping[str, str | bytes]) -> None:
    """Write case files below cases/, by their names without .yaml."""
    for name, content in cases.items():
        path = workspace / "cases" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def numbered(*numbers: str) -> dict[str, str]:
    """Return cases that have nothing but a number, each in the file that is named after it."""
    return {number.replace("/", "-"): f"diarienummer: {number}\n" for number in numbers}


def a_minute_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let files be read a minute after they were written: only then are they known not to have changed since."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 60_000_000_000)
