"""Files that a script of the repository makes are the ones that it makes now."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from lxml import etree

from ksflow.rules.catalogue import explanation, summary
from ksflow.sources.codes import known_codes

ROOT = Path(__file__).resolve().parents[1]
SVG = "http://www.w3.org/2000/svg"


def test_every_message_is_translated_and_the_catalogue_is_compiled() -> None:
    script = ROOT / "scripts" / "messages.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")


def test_no_message_is_asked_for_inside_an_f_string() -> None:
    """Babel does not see it there on Python 3.11, so it would stay English."""
    for path in (ROOT / "src" / "ksflow").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                calls = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
                names = {call.id for call in calls if isinstance(call, ast.Name)}
                assert not names & {"_", "ngettext"}, f"{path.name}:{node.lineno}"


def test_translations_keep_the_names_that_are_filled_in() -> None:
    catalogue = read_po(BytesIO((ROOT / "src/ksflow/locale/sv/LC_MESSAGES/ksflow.po").read_bytes()), locale="sv")
    for message in catalogue:
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for text, string in zip(texts, strings, strict=True):
            if text:
                assert _names(text) == _names(string), text


def _names(text: str) -> list[str]:
    """Return the names in single braces; ``{{`` and ``{%`` are tags of templates."""
    return sorted(re.findall(r"(?<![{])\{(\w+)\}(?!\})", text))


def test_every_code_that_is_used_is_explained_and_the_other_way_round() -> None:
    used = set()
    for path in (ROOT / "src" / "ksflow").rglob("*.py"):
        if path.name != "codes.py":
            used |= set(re.findall(r'"([A-Z]{3}[0-9]{3})"', path.read_text(encoding="utf-8")))
    assert used == set(known_codes())
    assert all(summary(code) and explanation(code) for code in known_codes())


def test_the_shipped_looks_are_what_their_script_makes(tmp_path: Path) -> None:
    with script("make_looks") as make_looks:
        made = make_looks.make_looks(tmp_path)
    kept = sorted((ROOT / "templates").glob("*.docx"))
    assert sorted(path.name for path in made) == [path.name for path in kept]
    for path in kept:
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), "run: python scripts/make_looks.py"


def test_the_pictures_of_a_terminal_show_what_it_shows() -> None:
    with script("make_pictures") as pictures:
        for language, name in pictures.PICTURES.items():
            picture = etree.fromstring((ROOT / "docs" / name).read_bytes())
            rows: dict[float, str] = {}
            for text in picture.iterfind(".//{*}text[@clip-path]"):
                row = float(text.get("y", ""))
                rows[row] = rows.get(row, "") + "".join(text.itertext())
            shown = ["".join(rows[row].split()) for row in sorted(rows)]  # blanks are mostly places, not texts
            printed = re.sub(r"\x1b\[[0-9;]*m", "", pictures.printed(language))
            lines = [f"$ {pictures.COMMAND}", *printed.splitlines()]
            assert shown == ["".join(line.split()) for line in lines], "run: python scripts/make_pictures.py"
            assert set(re.findall(r"https?://[^\s\"]+", etree.tostring(picture, encoding="unicode"))) == {SVG}


@contextlib.contextmanager
def script(name: str) -> Iterator[Any]:
    """Load a script of the repository as a module."""
    specification = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module  # dataclasses look their module up
    try:
        specification.loader.exec_module(module)
        yield module
    finally:
        del sys.modules[name]
