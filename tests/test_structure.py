"""The shape of the code: imports point downwards, heavy ones wait, and only the command line prints."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import ROOT

SOURCE = ROOT / "src" / "ksflow"
MODULES = sorted(SOURCE.rglob("*.py"))
HEAVY = ("docx", "lxml", "jinja2", "pydantic", "yaml", "pyromark", "typst")


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    """Return the full names of everything that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_imports_point_downwards(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    options = ["--config", str(ROOT / "pyproject.toml"), "--cache-dir", str(tmp_path)]
    run = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Imports point downwards KEPT" in run.stdout


def test_every_package_has_its_place_in_the_order_of_imports() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = {f"ksflow.{path.parent.name}" for path in SOURCE.glob("*/__init__.py")}
    assert {package for package in packages if package not in text} == set()


def test_nothing_imports_the_command_line_but_the_entry() -> None:
    users = {
        module_name(path)
        for path in MODULES
        if SOURCE / "cli" not in path.parents and any(name.startswith("ksflow.cli") for name in imported(path))
    }
    assert users == {"ksflow.__main__"}


TYPER = {"typer", "rich"}
"""What Typer itself loads, more or less of it by its version."""
LOADED = {
    # What a command may load of the libraries that cost time.
    ("--version",): set[str](),
    ("--help",): TYPER,
    ("diary", "list"): {*TYPER, "yaml", "pydantic", "sqlite3"},
    ("check",): {*TYPER, "yaml", "pyromark", "pydantic", "sqlite3"},
    ("rules", "SPR006"): {*TYPER, "yaml"},
    ("build",): {*TYPER, "yaml", "pyromark", "pydantic", "sqlite3", "jinja2", "markupsafe", "lxml", "docx"},
    ("verify", "."): {*TYPER, "yaml"},
}
COSTLY = {*HEAVY, *set().union(*LOADED.values()), "distributed", "multiprocessing", "filelock", "xlsxwriter", "babel"}
COSTLY |= {"starlette", "uvicorn", "watchfiles"}


@pytest.mark.parametrize("arguments", LOADED, ids=" ".join)
def test_a_command_loads_only_what_it_uses(arguments: tuple[str, ...], workspace: Path, reference: str) -> None:
    (workspace / "cases" / "KS-2021-1682.103.yaml").write_text(reference, encoding="utf-8")
    (workspace / "manifest.json").write_text('{"version": 1, "outputs": []}', encoding="utf-8")
    assert loaded_by(arguments, workspace) - LOADED[arguments] == set()


def test_an_unchanged_check_loads_neither_models_nor_yaml_nor_colours(workspace: Path, reference: str) -> None:
    (workspace / "cases" / "KS-2021-1682.103.yaml").write_text(reference, encoding="utf-8")
    time.sleep(0.1)  # what is written this very moment may be written once more, and is not remembered
    loaded_by(("check",), workspace)
    loaded = loaded_by(("check", "--select", "DIA", "cases", "--report", "text"), workspace)
    assert loaded == {"typer", "sqlite3"}


def test_an_unchanged_build_loads_neither_models_nor_templates(workspace: Path, reference: str) -> None:
    (workspace / "cases" / "KS-2021-1682.103.yaml").write_text(reference, encoding="utf-8")
    time.sleep(0.1)
    loaded_by(("build",), workspace)
    assert loaded_by(("build",), workspace) <= {"typer", "sqlite3"}


def test_completion_loads_only_what_it_uses(workspace: Path) -> None:
    environment = {"_KSFLOW_COMPLETE": "complete_bash", "COMP_WORDS": "ksflow bu", "COMP_CWORD": "1"}
    assert loaded_by((), workspace, **environment) - TYPER == set()


def test_completing_a_diary_number_loads_no_models(workspace: Path) -> None:
    environment = {"_KSFLOW_COMPLETE": "complete_bash", "COMP_WORDS": "ksflow diary show K", "COMP_CWORD": "3"}
    assert loaded_by((), workspace, **environment) - TYPER == {"yaml", "sqlite3"}


def test_help_and_wrong_usage_are_plain_where_no_terminal_is(workspace: Path) -> None:
    assert loaded_by(("build", "--help"), workspace) == {"typer"}


def loaded_by(arguments: tuple[str, ...], folder: Path, **environment: str) -> set[str]:
    """Return the costly libraries that a command has loaded when it ends."""
    script = (
        "import atexit, json, sys\n"
        "sys.argv[0] = 'ksflow'\n"
        "atexit.register(lambda: print('\\n' + json.dumps(sorted(sys.modules)), file=sys.__stderr__))\n"
        "from ksflow.__main__ import main\n"
        "main()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert run.returncode in (0, 1), run.stderr  # the reference case has findings
    return {name.partition(".")[0] for name in json.loads(run.stderr.splitlines()[-1])} & COSTLY


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_help_and_version_load_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import contextlib, io, json, sys\n"
        "sys.argv[0] = 'ksflow'\n"
        "from ksflow.__main__ import main\n"
        "said = io.StringIO()\n"
        "with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):\n"
        "    main()\n"
        "print(json.dumps([said.getvalue(), sorted(name for name in sys.modules if '.' not in name)]))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    said, loaded = json.loads(run.stdout)
    assert "ksflow" in said
    assert set(loaded) & set(HEAVY) == set()


def test_the_diary_numbers_need_nothing_heavy() -> None:
    script = "import ksflow.diary.format, sys, json; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert {name.partition(".")[0] for name in json.loads(run.stdout)} & {*HEAVY, "typer", "rich"} == set()


def test_reading_a_number_in_a_workspace_needs_only_yaml(workspace: Path) -> None:
    """What ``ksflow diary parse`` does, without the command line."""
    script = (
        "import json, sys\n"
        "from ksflow.diary.reading import NumberReader, documents_in\n"
        "from ksflow.diary.report import json_line, text_report\n"
        "from ksflow.organisation.diary_format import workspace_format\n"
        "form = workspace_format()\n"
        "reader = NumberReader(form, form.pattern, documents_in(form))\n"
        "for text in ('KS-2021/1682.103', 'KS2021/1682', 'SOU 2016:5', ''):\n"
        "    json_line(reader.read(text)), text_report()(reader.read(text))\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=workspace, capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name.partition(".")[0] for name in json.loads(run.stdout)}
    assert loaded & {*HEAVY, "typer", "rich"} == {"yaml"}


def printing(path: Path) -> list[str]:
    """Return what a module does that only the command line may: print, read arguments, write to the streams, exit."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"print", "input", "exit"}
        ):
            found.append(f"{path.name}:{node.lineno} {node.func.id}()")
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "sys"
            and node.attr in {"stdout", "stderr", "stdin", "argv", "exit"}
        ):
            found.append(f"{path.name}:{node.lineno} sys.{node.attr}")
    return found


def test_only_the_command_line_prints_reads_arguments_and_exits() -> None:
    assert [line for path in MODULES if SOURCE / "cli" not in path.parents for line in printing(path)] == []
