"""The reference in the handbook says what the code says, and leaves nothing out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from conftest import ROOT
from ksflow.cli.app import COMMANDS
from ksflow.cli.diary.app import COMMANDS as DIARY_COMMANDS
from ksflow.cli.template.app import COMMANDS as TEMPLATE_COMMANDS
from ksflow.sources.codes import known_codes
from make_reference import FOLDERS, make_pages
from reference_pages.text import anchor, escaped, prose
from reference_pages.variables import named_in_code


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_the_reference_is_what_the_code_gives_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    made = make_pages()
    kept = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for folder in FOLDERS.values()
        for path in (ROOT / folder).rglob("*.md")
    }
    stale = sorted(name for name in {*made, *kept} if made.get(name) != kept.get(name))
    assert stale == [], "run: python scripts/make_reference.py"


@pytest.mark.parametrize("name", ["sv/referens/kommandon.md", "en/reference/commands.md"])
def test_every_command_has_a_section(name: str) -> None:
    groups = {"diary": DIARY_COMMANDS, "template": TEMPLATE_COMMANDS}
    wanted = {f"ksflow {command}" for command in COMMANDS if command not in groups}
    wanted |= {f"ksflow {group} {command}" for group, commands in groups.items() for command in commands}
    assert set(re.findall(r"^## (ksflow [^{]+?) \{", page(name), re.MULTILINE)) == wanted


@pytest.mark.parametrize(
    ("overview", "files"),
    [
        ("sv/referens/regler.md", "sv/referens/felkoder.md"),
        ("en/reference/rules.md", "en/reference/file-and-template-codes.md"),
    ],
)
def test_every_code_has_its_line_and_its_place(overview: str, files: str) -> None:
    folder = Path(overview).with_suffix("")
    for code in known_codes():
        own = files if code.startswith(("FIL", "MAL")) else f"{folder}/{code[:3].lower()}.md"
        link = own.removeprefix(f"{Path(overview).parent.as_posix()}/")
        assert f"[{code}]({link}#{code.lower()}){{ #{code.lower()} }}" in page(overview)
        assert re.search(rf"^###? {code} .* {{ #{code.lower()} }}$", page(own), re.MULTILINE), code


@pytest.mark.parametrize("name", ["arendefil", "kommun"])
def test_every_key_of_the_schema_is_told(name: str) -> None:
    schema = "arende" if name == "arendefil" else name
    content = json.loads((ROOT / "schema" / f"{schema}.schema.json").read_text(encoding="utf-8"))
    text = page(f"sv/referens/{name}.md")
    for key in content["properties"]:
        assert f"| `{key}`{{ #nyckel-{anchor(key)} }} |" in text
    mappings = [one for part in content["$defs"].values() for one in (part, *part.get("anyOf", ()))]
    for key in {key for one in mappings for key in one.get("properties", ())}:
        assert f"| `{key}` |" in text, key
    needed = set(re.findall(r"^\| `(\w+)`\{ #nyckel-\S+ \} \| ja \|", text, re.MULTILINE))
    assert needed == set(content["required"])


@pytest.mark.parametrize("name", ["sv/referens/miljovariabler.md", "en/reference/environment.md"])
def test_every_variable_that_the_code_reads_is_told(name: str) -> None:
    named = {
        found
        for path in (ROOT / "src").rglob("*.py")
        for found in re.findall(r"""["'](KSFLOW_[A-Z_]+)["']""", path.read_text(encoding="utf-8"))
    }
    assert named == named_in_code()
    assert {found for found in named if f"## `{found}` {{" not in page(name)} == set()


def test_what_is_no_markup_is_shown_as_it_stands() -> None:
    assert escaped("a_b [c] *d* `e`") == r"a\_b \[c\] \*d\* \`e\`"
    assert prose("See --fix in kommun.yaml and “ksflow diary formats”") == (
        "See `--fix` in `kommun.yaml` and `ksflow diary formats`"
    )
