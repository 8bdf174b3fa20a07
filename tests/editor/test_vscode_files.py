"""The files for VS Code in docs/recipes/vscode/: snippets that are right YAML, and tasks that read what ksflow says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml
from snippets import VSCODE, expand, read_jsonc

from conftest import ROOT, Outcome

Run = Callable[..., Outcome]
SNIPPETS: dict[str, dict[str, Any]] = read_jsonc(VSCODE / "ksflow.code-snippets")
KSFLOW = [sys.executable, "-m", "ksflow"]
PLACES = {
    "Förslag": "beslutsförslag:\n",
    "Att-sats": "    att:\n",
    "Att-sats med mer": "    att:\n",
    "Avsnitt": "avsnitt:\n",
    "Avsnitt ur fil": "avsnitt:\n",
    "Bilaga": "bilagor:\n",
    "Mottagare": "sändlista:\n",
    "Mottagare utanför kommunen": "sändlista:\n",
    "Tidigare beslut": "tidigare_beslut:\n",
    "Ignorera": "ignorera:\n",
    "Tabell": "    text: |\n",
}
"""After which line of a case each snippet belongs."""
WRITTEN = {
    "ska beslutas": "Riktlinjer för lån av lokaler, daterade den 1 mars 2024, antas.",
    "upphävs": "Riktlinjer för lån av lokaler, antagna den 11 april 2016, § 75",
    "ärendet gäller": "Riktlinjer för lån av lokaler",
    "namn": "Anna Lind",
    "befattning": "Kommundirektör",
}


def written(default: str) -> str:
    """Return what an author writes where a snippet asks for it."""
    if "[Skriv" not in default:
        return default
    found = [text for what, text in WRITTEN.items() if what in default]
    return found[0] if found else "Föreningarna lånar lokalerna utan avgift."


def snippet(name: str, fill: Callable[[str], str]) -> str:
    return expand("\n".join(SNIPPETS[name]["body"]), fill).rstrip() + "\n"


def case_with(name: str, fill: Callable[[str], str]) -> str:
    """Return a case in which a snippet has been used."""
    case = snippet("Ärende", written if name != "Ärende" else fill)
    if name == "Ärende":
        return case
    place = PLACES[name]
    depth = len(place) - len(place.lstrip())
    text = indent(snippet(name, fill), " " * (depth + 2), predicate=lambda line: bool(line.strip()))
    if place in case:
        return case.replace(place, place + text + ("\n" if name == "Tabell" else ""), 1)
    return case + place + text


@pytest.fixture
def check(workspace: Path, ksflow: Run) -> Callable[[str], set[str]]:
    """Return a function that gives the codes of the errors in a case."""
    (workspace / "cases" / "bilagor").mkdir()
    shutil.copy(ROOT / "cases" / "bilagor" / "avtal-cykelgarage.pdf", workspace / "cases" / "bilagor" / "avtal.pdf")
    (workspace / "cases" / "text.md").write_text("Föreningarna lånar lokalerna utan avgift.\n", "utf-8")

    def errors(text: str) -> set[str]:
        (workspace / "cases" / "KS-2024-120.yaml").write_text(text, "utf-8")
        findings = json.loads(ksflow("check", "--report", "json").stdout)["findings"]
        return {finding["code"] for finding in findings if finding["severity"] == "error"}

    return errors


def test_every_snippet_is_tried() -> None:
    assert set(SNIPPETS) == {"Ärende", *PLACES}


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_snippet_that_has_been_filled_in_is_right(name: str, check: Callable[[str], set[str]]) -> None:
    text = case_with(name, written)
    assert check(text) == set(), text


@pytest.mark.parametrize("name", SNIPPETS)
def test_what_is_left_to_write_in_a_snippet_is_asked_for(name: str, check: Callable[[str], set[str]]) -> None:
    asks = any("[Skriv" in line for line in SNIPPETS[name]["body"])
    found = check(case_with(name, lambda default: default))
    assert found == ({"INN007"} if asks and name != "Ignorera" else set())  # of a reason no rule asks anything


@pytest.mark.parametrize("name", PLACES)
def test_a_snippet_adds_one_entry_and_changes_no_other(name: str) -> None:
    def entries(text: str) -> list[tuple[Any, ...]]:
        return list(flat(yaml.load(text, Loader=yaml.BaseLoader)))

    before, after = entries(case_with("Ärende", written)), entries(case_with(name, written))
    assert len(after) > len(before) or name == "Tabell"
    kept = {value for *_path, value in after}
    assert all(value in kept or name == "Tabell" for *_path, value in before)


def flat(value: Any, *path: str | int) -> Any:
    """Yield every text in a tree with the way to it."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(inner, *path, key)
    else:
        yield (*path, value)


def test_snippets_have_swedish_words_and_prefixes_of_their_own() -> None:
    prefixes = [about["prefix"] for about in SNIPPETS.values()]
    assert len(set(prefixes)) == len(prefixes)
    assert all(about["scope"] == "yaml" and about["description"].endswith(".") for about in SNIPPETS.values())


def matchers() -> list[dict[str, Any]]:
    tasks = read_jsonc(VSCODE / "tasks.json")["tasks"]
    found = [task["problemMatcher"]["pattern"] for task in tasks if task["problemMatcher"]]
    assert found
    return found


def matched(pattern: dict[str, Any], output: str) -> list[tuple[str, ...]]:
    """Return what a problem matcher takes out of the lines of a task."""
    parts = ("file", "line", "column", "severity", "code", "message")
    found = (re.search(pattern["regexp"], line) for line in output.splitlines())
    return [tuple(match[pattern[part]] for part in parts) for match in found if match]


@pytest.fixture
def faulty(workspace: Path, reference: str) -> Path:
    """Return a workspace with a case that has errors, warnings and notes."""
    text = reference.replace("datum: 2021-08-11", "datum: 2021-02-30").replace("handläggare:", "handlaggare:")
    (workspace / "cases" / "KS-2021-1682.103.yaml").write_text(text, "utf-8")
    for name in ("KS-2024-17: å.yaml", "långt ärende med en ganska lång rubrik i filnamnet 1234567890.yaml"):
        (workspace / "cases" / name).write_text(reference, "utf-8")
    return workspace


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_task_finds_every_problem(language: str, faulty: Path) -> None:
    environment = {**os.environ, "KSFLOW_LANG": language}

    def said(*arguments: str) -> str:
        done = subprocess.run([*KSFLOW, "check", *arguments], capture_output=True, check=False, env=environment)
        return done.stdout.decode()

    findings = json.loads(said("--report", "json"))["findings"]
    keys = ("file", "line", "column", "severity", "code", "message")
    wanted = [tuple(str(finding[key]) for key in keys) for finding in findings]
    assert len({severity for *_place, severity, _code, _message in wanted}) > 1
    outputs = [said()]
    if sys.platform != "win32":
        outputs.append(on_a_terminal([*KSFLOW, "check"], environment))
    for pattern in matchers():
        assert [matched(pattern, output) == wanted for output in outputs] == [True] * len(outputs)


def on_a_terminal(command: list[str], environment: dict[str, str]) -> str:
    """Return what a command writes to a terminal of 80 columns, as the task runs it."""
    import pty

    task = read_jsonc(VSCODE / "tasks.json")["options"]["env"]
    mother, daughter = pty.openpty()
    child = {**environment, "NO_COLOR": task["NO_COLOR"], "COLUMNS": "80", "TERM": "xterm-256color"}
    output = b""
    with subprocess.Popen(command, stdout=daughter, stderr=daughter, stdin=daughter, env=child) as process:
        os.close(daughter)
        try:
            while part := os.read(mother, 65536):
                output += part
        except OSError:  # Linux: the other end is closed
            pass
        os.close(mother)
    assert process.returncode == 1
    return output.decode()


def test_the_tasks_run_commands_that_there_are(ksflow: Run) -> None:
    for task in read_jsonc(VSCODE / "tasks.json")["tasks"]:
        command, *rest = task["args"]
        assert task["command"] == "ksflow"
        text = ksflow(command, "--help").stdout
        assert all(word in text for word in rest if word.startswith("--")), task["label"]


def test_the_settings_map_the_schemas_that_ksflow_writes(workspace: Path, ksflow: Run) -> None:
    ksflow("schema", "--write")
    mapped = read_jsonc(VSCODE / "settings.json")["yaml.schemas"]
    assert sorted(mapped) == [f"schema/{path.name}" for path in sorted((workspace / "schema").iterdir())]
