"""Files that a script of the repository makes are the ones that it makes now."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_default_look_is_what_its_script_makes(tmp_path: Path) -> None:
    specification = importlib.util.spec_from_file_location("make_kommun_docx", ROOT / "scripts" / "make_kommun_docx.py")
    assert specification is not None
    assert specification.loader is not None
    script = importlib.util.module_from_spec(specification)
    import sys

    sys.modules["make_kommun_docx"] = script  # dataclasses look their module up
    try:
        specification.loader.exec_module(script)
        script.write_package(tmp_path / "kommun.docx")
    finally:
        del sys.modules["make_kommun_docx"]
    made, kept = (tmp_path / "kommun.docx").read_bytes(), (ROOT / "templates" / "kommun.docx").read_bytes()
    assert made == kept, "run: python scripts/make_kommun_docx.py"
