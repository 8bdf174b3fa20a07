"""`ksflow schema`: the JSON Schemas accept what the loader accepts and refuse what it refuses.

The files in tests/schema/ are found, not listed: a new one is a new test. What a schema cannot say (whether a body is
in kommun.yaml, whether a file exists) is left out of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import ROOT, Outcome
from ksflow.casefile.model import Case
from ksflow.organisation.model import Municipality
from ksflow.sources.findings import FindingsError
from ksflow.sources.textfile import read_text_file
from ksflow.sources.validation import validate
from ksflow.sources.yamltree import parse_yaml

FILES = ROOT / "tests" / "schema"
SCHEMAS = {"arende": ROOT / "schema" / "arende.schema.json", "kommun": ROOT / "schema" / "kommun.schema.json"}
MODELS: dict[str, type[Case | Municipality]] = {"arende": Case, "kommun": Municipality}
FOLDERS = {
    "good": ("arende", True),
    "bad": ("arende", False),
    "kommun-good": ("kommun", True),
    "kommun-bad": ("kommun", False),
}


def files() -> list[Any]:
    return [
        pytest.param(folder, path, id=f"{folder}/{path.stem}")
        for folder in FOLDERS
        for path in sorted((FILES / folder).glob("*.yaml"))
    ]


@pytest.fixture(scope="module")
def refused() -> dict[str, str]:
    """Return what check-jsonschema, which reads YAML as editors do, says of every file that it refuses."""
    said: dict[str, str] = {}
    for schema, path in SCHEMAS.items():
        names = [
            str(file)
            for folder, (kind, _good) in FOLDERS.items()
            if kind == schema
            for file in (FILES / folder).glob("*")
        ]
        command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(path), "-o", "json", *names]
        done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
        report = json.loads(done.stdout)
        assert not report.get("parse_errors"), report
        said.update({error["filename"]: error["message"] for error in report["errors"]})
    return said


@pytest.mark.parametrize(("folder", "path"), files())
def test_schema_and_loader_agree(folder: str, path: Path, refused: dict[str, str]) -> None:
    schema, good = FOLDERS[folder]
    try:
        validate(MODELS[schema], parse_yaml(read_text_file(path, path.name)))
        loaded = True
    except FindingsError:
        loaded = False
    assert loaded is good
    assert (str(path) not in refused) is good, refused.get(str(path))


@pytest.mark.parametrize(("arguments", "name"), [(["schema"], "arende"), (["schema", "--kommun"], "kommun")])
def test_the_schemas_in_the_repository_are_those_that_ksflow_prints(
    arguments: list[str], name: str, ksflow: Callable[..., Outcome]
) -> None:
    outcome = ksflow(*arguments)
    assert outcome == Outcome(0, SCHEMAS[name].read_text(encoding="utf-8"), "")


@pytest.mark.parametrize("path", SCHEMAS.values(), ids=SCHEMAS)
def test_the_schemas_are_valid_and_explain_every_key_in_swedish_with_an_example(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
    for key, value, resolved in described_keys(schema):
        assert resolved.get("description"), key
        assert resolved.get("title"), key
        for example in value.get("examples", ()):
            jsonschema.Draft202012Validator({**value, "$defs": schema["$defs"]}).validate(example)
    text = path.read_text(encoding="utf-8")
    assert not any(word in text for word in (" the ", " what ", " with ")), "an English description"


def described_keys(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Return (key, its schema, its schema with what it refers to) for every key."""
    found = []
    for part in (schema, *schema["$defs"].values()):
        for mapping in (part, *part.get("anyOf", ())):
            for key, value in mapping.get("properties", {}).items():
                reference = value.get("$ref", "").rpartition("/")[2]
                if set(value) != {"not"} and set(value) != {"not", "minItems"}:
                    found.append((key, value, {**schema["$defs"].get(reference, {}), **value}))
    return found


@pytest.mark.parametrize(
    "path", [ROOT / "kommun.yaml", *sorted((ROOT / "cases").glob("*.yaml"))], ids=lambda path: path.name
)
def test_the_files_of_this_workspace_fit_the_schemas(path: Path) -> None:
    schema = SCHEMAS["kommun" if path.name == "kommun.yaml" else "arende"]
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema), str(path)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout


def test_cases_name_their_schema_for_the_editor() -> None:
    for path in [ROOT / "cases" / "KS-2021-1682.103.yaml"]:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first == "# yaml-language-server: $schema=../schema/arende.schema.json"
        assert (path.parent / first.partition("=")[2]).resolve() == SCHEMAS["arende"]
