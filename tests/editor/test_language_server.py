"""What an author's editor tells of a case file: the real yaml-language-server, with the schemas that ksflow writes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from snippets import VSCODE, expand, read_jsonc

from conftest import REFERENCE, ROOT
from ksflow.casefile.skeletons import kinds
from languageserver import SERVER, LanguageServer, language_server, needs_language_server

LINE = "# yaml-language-server: $schema=../schema/arende.schema.json\n"
SETTINGS: dict[str, Any] = read_jsonc(VSCODE / "settings.json")
QUIET = {key: value for key, value in SETTINGS.items() if key != "yaml.schemas"}
SCHEMA: dict[str, Any] = json.loads((ROOT / "schema" / "arende.schema.json").read_text("utf-8"))
KEYS: dict[str, Any] = SCHEMA["properties"]
FORMS = {"line": (LINE, QUIET), "settings": ("", SETTINGS)}
"""How an editor learns of the schema: by the first line of a case file, or by the settings in docs/recipes/vscode/."""


class Editor:
    """A workspace of a municipality, open in an editor that knows of the schema in one of two ways."""

    def __init__(self, root: Path, head: str, server: LanguageServer) -> None:
        self.root, self.head, self.server = root, head, server
        self.case = root / "cases" / "KS-2024-1.yaml"

    def complete(self, text: str) -> dict[str, dict[str, Any]]:
        return self.server.complete(self.case, self.head + text)

    def hover(self, text: str) -> str:
        return self.server.hover(self.case, self.head + text)

    def problems(self, text: str) -> list[str]:
        return [found["message"] for found in self.server.open(self.case, self.head + text)]


@pytest.fixture(scope="module", params=FORMS)
def editor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    head, settings = FORMS[request.param]
    root = tmp_path_factory.mktemp("kommun")
    shutil.copy(ROOT / "kommun.yaml", root)
    (root / "cases").mkdir()
    ksflow(root, "schema", "--write")
    with language_server(root, settings) as server:
        yield Editor(root, head, server)


def ksflow(root: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "ksflow", *arguments], cwd=root, check=True, capture_output=True)


def reference() -> str:
    """Return the reference case without the line that names its schema."""
    return REFERENCE.read_text("utf-8").partition("\n")[2]


@needs_language_server
def test_every_key_is_proposed_with_what_it_means(editor: Editor) -> None:
    proposed = editor.complete("‸\n")
    told = {key: words_of(proposed[key]).partition("\n")[0] for key in KEYS}
    officer = SCHEMA["$defs"]["Officer"]["description"]
    assert told == {key: about.get("description", officer) for key, about in KEYS.items()}


def words_of(item: dict[str, Any]) -> str:
    """Return what an editor shows beside a proposal."""
    words = item["documentation"]
    return str(words["value"] if isinstance(words, dict) else words)


@needs_language_server
@pytest.mark.parametrize(
    "key", [key for key, about in KEYS.items() if "type" not in about or about["type"] == "string"]
)
def test_a_proposed_key_comes_with_a_value_that_is_right(key: str, editor: Editor) -> None:
    inserted = expand(editor.complete("‸\n")[key]["insertText"])
    if key == "handläggare":
        inserted += "Anna Andersson"  # the cursor stands there
    assert editor.problems(f"{without(key)}{inserted}\n") == []
    assert yaml.load(inserted, Loader=yaml.BaseLoader)[key], inserted


@needs_language_server
@pytest.mark.parametrize("key", [key for key, about in KEYS.items() if "array" in about.get("type", ())])
def test_a_proposed_list_begins_with_an_entry(key: str, editor: Editor) -> None:
    inserted = editor.complete("‸\n")[key]["insertText"]
    assert inserted.startswith(f"{key}:\n  - ")
    assert "[object" not in str(editor.complete(f"{key}: ‸\n"))


def without(key: str) -> str:
    """Return the reference case without one of its keys."""
    case = yaml.load(reference(), Loader=yaml.BaseLoader)
    return yaml.safe_dump({name: value for name, value in case.items() if name != key}, allow_unicode=True)


@needs_language_server
@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("handläggare:\n  ‸\n", {"namn", "telefon", "epost"}),
        ("beslutsförslag:\n  - ‸\n", {"från", "till", "förutsätter", "rubrik", "att"}),
        ("beslutsförslag:\n  - från: KS\n    ‸\n", {"till", "förutsätter", "rubrik", "att"}),
        ("beslutsförslag:\n  - att:\n      - ‸\n", {"text", "ersätter", "omedelbart_justerad"}),
        ("avsnitt:\n  - ‸\n", {"rubrik", "text", "fil", "avsnitt"}),
        ("avsnitt:\n  - rubrik: A\n    avsnitt:\n      - rubrik: B\n        ‸\n", {"text", "fil", "avsnitt"}),
        ("bilagor:\n  - ‸\n", {"rubrik", "fil"}),
        ("tidigare_beslut:\n  - ‸\n", {"instans", "datum", "paragraf", "rubrik"}),
        ("undertecknare:\n  - namn: A\n    ‸\n", {"titel"}),
        ("sekretess:\n  ‸\n", {"bestämmelse", "datum", "myndighet"}),
        ("ignorera:\n  - ‸\n", {"regel", "skäl"}),
        (
            "sändlista:\n  - namn: A\n    ‸\n",
            {"utom", "handläggare", "roll", "epost", "adress", "extern", "syfte", "att", "leverans", "bifogas"},
        ),
    ],
)
def test_inside_a_key_its_own_keys_are_proposed_and_explained(text: str, keys: set[str], editor: Editor) -> None:
    proposed = editor.complete(text)
    assert {label for label in proposed if label.islower() and "(" not in label} == keys
    for key in keys:
        assert words_of(proposed[key]).endswith((".", "```")), key
        assert f"{{1|{key}" not in proposed[key]["insertText"], "the key itself is no value"


@needs_language_server
@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("syfte", {"för kännedom", "för verkställighet"}),
        ("leverans", {"e-post", "post", "internpost", "digital brevlåda"}),
        ("extern", {"ja", "nej"}),
    ],
)
def test_the_values_of_a_choice_are_proposed(key: str, values: set[str], editor: Editor) -> None:
    proposed = editor.complete(f"sändlista:\n  - namn: A\n    {key}: ‸\n")
    assert values <= set(proposed) <= values | {"true", "false", "null"}


@needs_language_server
@pytest.mark.parametrize("key", KEYS)
def test_pointing_at_a_key_explains_it_in_swedish(key: str, editor: Editor) -> None:
    value = {"handläggare": "\n  namn: A", "beslutsförslag": "\n  - {från: KS, att: [A]}", "ignorera": " []"}
    told = editor.hover(f"{key[:2]}‸{key[2:]}:{value.get(key, ' 2024-03-05')}\n")
    definition = SCHEMA["$defs"].get(KEYS[key].get("$ref", "").rpartition("/")[2], {})
    known = {KEYS[key].get("description"), definition.get("description"), SCHEMA["$defs"]["Secrecy"]["description"]}
    assert any(words and words in told for words in known), told
    assert "||" not in told, "the title twice"


@needs_language_server
def test_what_is_wrong_is_said_where_it_stands(editor: Editor) -> None:
    text = reference()
    assert editor.problems(text) == []
    assert editor.problems(text.replace("handläggare:", "handlaggare:")) == [
        'Missing property "handläggare".',
        "Property handlaggare is not allowed.",
    ]
    assert editor.problems(text.replace("datum: 2021-08-11\n", "")) == ['Missing property "datum".']
    assert editor.problems(text + "  - {namn: A, syfte: för kännedon}\n") == [
        'Value is not accepted. Valid values: "för kännedom", "för verkställighet".'
    ]
    assert editor.problems(text.replace("avsnitt:\n", "avsnitt:\n  - rubrik: Tom\n", 1)) == ['Missing property "text".']
    found = editor.server.open(editor.case, editor.head + text.replace("nämnd:", "namnd:"))
    line = editor.head.count("\n") + text[: text.index("nämnd:")].count("\n")
    assert {"line": line, "character": 0} in [problem["range"]["start"] for problem in found]


@needs_language_server
def test_a_case_that_is_right_has_nothing_beside_it(editor: Editor) -> None:
    for case in sorted((ROOT / "cases").glob("*.yaml")):
        assert editor.problems(case.read_text("utf-8").partition("\n")[2]) == [], case
    assert editor.problems((ROOT / "tests/data/allt.yaml").read_text("utf-8")) == []


@needs_language_server
@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_new_case_has_nothing_beside_it(kind: str, editor: Editor) -> None:
    for old in editor.case.parent.iterdir():
        old.unlink()
    ksflow(editor.root, "new", "KS-2024/1", "--kind", kind)
    assert editor.server.open(editor.case, editor.case.read_text("utf-8")) == []


@needs_language_server
def test_the_files_of_the_repository_name_a_schema_that_fits_them() -> None:
    for root in (ROOT, ROOT / "examples" / "storkoping"):
        with language_server(root, QUIET) as server:
            for path in (root / "kommun.yaml", *sorted((root / "cases").glob("*.yaml"))):
                text = path.read_text("utf-8")
                assert server.open(path, text) == [], path
                if text.startswith("# yaml-language-server"):
                    found = server.open(path, f"{text}\nokänd: nyckel\n")
                    assert [problem["message"] for problem in found] == ["Property okänd is not allowed."], path


@needs_language_server
def test_kommun_yaml_is_completed_and_explained_by_the_settings(tmp_path: Path) -> None:
    shutil.copy(ROOT / "kommun.yaml", tmp_path)
    ksflow(tmp_path, "schema", "--write")
    path = tmp_path / "kommun.yaml"
    keys = json.loads((tmp_path / "schema" / "kommun.schema.json").read_text("utf-8"))["properties"]
    with language_server(tmp_path, SETTINGS) as server:
        assert server.open(path, path.read_text("utf-8")) == []
        proposed = server.complete(path, "‸\n")
        assert set(keys) <= set(proposed)
        assert not [key for key in keys if "[object" in proposed[key]["insertText"]]
        assert "Instanser" in server.hover(path, "inst‸anser:\n  - {namn: Kommunstyrelsen}\n")


@needs_language_server
def test_the_settings_are_those_that_the_server_knows() -> None:
    readme = (SERVER.resolve().parents[1] / "README.md").read_text("utf-8")
    for key in SETTINGS:
        if key.startswith("yaml."):
            assert f"`{key}`" in readme, key
