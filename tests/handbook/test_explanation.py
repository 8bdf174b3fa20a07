"""What the handbook explains is there: the tests that it names, and the layers that its picture shows."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

from make_architecture import PICTURE, layers, picture

PAGES = sorted((ROOT / "docs").rglob("*.md"))
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@cache
def names_in(file: str) -> set[str]:
    """Return the names of the tests in a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT / "docs").as_posix())
def test_every_test_that_a_page_names_is_there(page: Path) -> None:
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (ROOT / file).is_file() or (name and name not in names_in(file))
    ]
    assert missing == []


def test_every_promise_names_a_test_that_holds_it() -> None:
    text = (ROOT / "docs" / "en" / "explanation" / "promises.md").read_text(encoding="utf-8")
    promises = text.split("\n## ")[1:]
    assert len(promises) > 10
    assert [promise.splitlines()[0] for promise in promises if not NAMED.search(promise)] == []


def test_the_picture_of_the_architecture_is_what_its_script_makes() -> None:
    """After a change of the layers: python scripts/make_architecture.py."""
    assert PICTURE.read_text(encoding="utf-8") == picture()
    shown = re.findall(r'class="layer"[^>]*>([^<]+)<', picture())
    assert shown == layers()
    assert "\n\n" not in picture(), "a blank line would end the picture in Markdown"
