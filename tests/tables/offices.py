"""Tests that start LibreOffice: what they need of it, and where it is."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

PYTHON = Path("/usr/bin/python3")
"""The system's Python: only that one has LibreOffice's UNO module."""
_SOFFICE = shutil.which("soffice")
SOFFICE = Path(_SOFFICE).resolve() if _SOFFICE else Path("soffice")
Test = TypeVar("Test", bound=Callable[..., None])


def needs_part(*libraries: str) -> Callable[[Test], Test]:
    """Mark a test that needs these parts of LibreOffice, and skip it where they are missing."""
    missing = [name for name in libraries if not (SOFFICE.parent / f"lib{name}lo.so").exists()]

    def mark(test: Test) -> Test:
        skipped = pytest.mark.skipif(bool(missing), reason=f"LibreOffice has no {', '.join(missing)} here")
        marked: Test = pytest.mark.libreoffice(skipped(test))
        return marked

    return mark


def has_uno() -> bool:
    """Tell whether the system's Python can speak with LibreOffice."""
    if not PYTHON.exists():
        return False
    return not subprocess.run(
        [PYTHON, "-I", "-c", "import uno"], capture_output=True, check=False, timeout=60
    ).returncode
