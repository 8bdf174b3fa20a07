"""What pip installs: the wheel and the source distribution hold all that is needed, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from conftest import ROOT, Outcome

JUNK = (
    "out/KS-1/a.docx",
    ".ksflow/check.sqlite",
    ".venv/bin/python",
    "node_modules/axe/axe.js",
    "site/index.html",
    "dist/ksflow-0.0.0.tar.gz",
    ".hypothesis/examples/a",
    "src/ksflow/__pycache__/api.cpython-311.pyc",
)
"""What work leaves behind in a folder."""
NOT_COPIED = (".git", ".venv", "out", ".ksflow", "dist", "site", "node_modules", "__pycache__", ".*_cache")
Members = dict[str, bytes]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository in which somebody has worked."""
    copy = tmp_path_factory.mktemp("repository") / "ksflow"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for name in JUNK:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes(b"left behind")
    return copy


@pytest.fixture(scope="module")
def sdist(tree: Path) -> Path:
    """Return the source distribution of the repository."""
    return built(tree, "sdist", tree.parent / "sdist")


@pytest.fixture(scope="module")
def wheel(tree: Path) -> Path:
    """Return the wheel of the repository."""
    return built(tree, "wheel", tree.parent / "wheel")


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """Return a folder with the wheel's content, which Python can import from."""
    folder = wheel.parent / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def built(tree: Path, target: str, into: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)]
    subprocess.run(command, cwd=tree, check=True, capture_output=True, timeout=120)
    (file,) = into.iterdir()
    return file


def members(wheel: Path) -> Members:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sources(sdist: Path) -> set[str]:
    """Return the names of the files of a source distribution, without its top folder."""
    with tarfile.open(sdist) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def metadata(wheel: Path) -> Message:
    return Parser().parsestr(next(text for name, text in members(wheel).items() if "/METADATA" in name).decode("utf-8"))


def data_files() -> Iterator[tuple[str, Path]]:
    """Yield all that is no Python, with its name in the wheel."""
    for folder, inside in ((ROOT / "src" / "ksflow", "ksflow"), (ROOT / "templates", "ksflow/templates")):
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix not in (".py", ".pyc"):
                yield f"{inside}/{path.relative_to(folder).as_posix()}", path


def run(installed: Path, folder: Path, *arguments: str) -> Outcome:
    """Run the wheel's ksflow, with nothing of the repository."""
    done = subprocess.run(
        [sys.executable, "-m", "ksflow", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed), "KSFLOW_LANG": "sv", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert str(ROOT) not in done.stdout + done.stderr
    return Outcome(done.returncode, done.stdout, done.stderr)


def test_the_wheel_holds_every_file_that_is_no_python(wheel: Path) -> None:
    held = members(wheel)
    wanted = dict(data_files())
    assert len(wanted) > 100
    assert {name: path.read_bytes() for name, path in wanted.items()} == {
        name: data for name, data in held.items() if name in wanted
    }


def test_the_wheel_holds_every_module_and_nothing_left_behind(wheel: Path) -> None:
    modules = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src" / "ksflow").rglob("*.py")}
    named = {name for name in members(wheel) if ".dist-info/" not in name}
    assert named == modules | {name for name, _path in data_files()}


def test_the_wheel_of_the_source_distribution_is_the_wheel_of_the_repository(
    sdist: Path, wheel: Path, tmp_path: Path
) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    other = built(unpacked, "wheel", tmp_path / "wheel")
    assert other.name == wheel.name
    assert members(other) == members(wheel)


def test_the_source_distribution_holds_what_is_needed_to_work_on_ksflow_and_nothing_left_behind(sdist: Path) -> None:
    named = sources(sdist)
    tops = ("src", "tests", "templates", "cases", "examples", "schema", "scripts", "benchmarks", "docs")
    wanted = {
        path.relative_to(ROOT).as_posix()
        for top in tops
        for path in (ROOT / top).rglob("*")
        if path.is_file() and not {"__pycache__", "out", ".ksflow", ".hypothesis"} & {*path.parts}
    }
    assert wanted - named == set()
    assert {"LICENSE", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "pyproject.toml", "kommun.yaml"} <= named
    assert named & set(JUNK) == set()


def test_the_metadata_says_who_may_use_it_and_how(wheel: Path) -> None:
    said = metadata(wheel)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert said["Name"] == "ksflow"
    assert said["License-Expression"] == "EUPL-1.2 AND OFL-1.1"
    held = members(wheel)
    for name in said.get_all("License-File", []):
        inside = next(text for member, text in held.items() if member.endswith(f".dist-info/licenses/{name}"))
        assert inside == (ROOT / name).read_bytes()
    assert said["Description-Content-Type"] == "text/markdown"
    assert said.get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"bilagor", "dask", "preview", "stavning"} <= set(said.get_all("Provides-Extra", []))
    assert said.get_all("Classifier") == project["classifiers"]


def test_the_wheel_builds_and_checks_outside_the_repository(installed: Path, workspace: Path, reference: str) -> None:
    (workspace / "cases" / "KS-2021-1682.103.yaml").write_text(reference, encoding="utf-8")
    assert run(installed, workspace, "--version").stdout.startswith("ksflow ")
    assert "är fel här" in run(installed, workspace, "check").stdout
    assert run(installed, workspace, "build", "--to", "docx,html,md,pdf", "-q").code == 0
    names = {path.name for path in (workspace / "out" / "KS-2021-1682.103").iterdir()}
    assert {f"tjansteutlatande.{form}" for form in ("docx", "html", "md", "pdf")} <= names


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("rules", "SPR006"), "SPR006"),
        (("schema",), '"diarienummer"'),
        (("diary", "formats"), "{organ}"),
        (("diary", "parse", "KS-2021/1682.103"), "KS"),
        (("new", "KS-2024/120", "--title", "Lån av lokaler", "--kind", "motion", "--body", "Kommunstyrelsen"), ""),
        (("template", "init", "eget", "--as", "word"), ""),
        (("template", "fields"), "diarienummer"),
        (("template", "check"), ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_every_command_finds_its_files_in_the_wheel(
    installed: Path, workspace: Path, arguments: tuple[str, ...], shown: str
) -> None:
    done = run(installed, workspace, *arguments)
    assert (done.code, done.stderr.count("Traceback")) == (0, 0), done.stderr
    assert shown in done.stdout


def test_the_preview_finds_its_page_in_the_wheel(installed: Path) -> None:
    script = (
        "from importlib.resources import files\n"
        "import ksflow.preview.page as page\n"
        "print(page.__file__)\n"
        "print(*sorted(one.name for one in files('ksflow.preview').joinpath('static').iterdir()))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    said = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    file, names = said.stdout.splitlines()
    assert Path(file).is_relative_to(installed)
    assert names.split() == ["icon.svg", "preview.css", "preview.html", "preview.js"]


def test_a_script_runs_with_the_wheel(installed: Path, workspace: Path, reference: str) -> None:
    (workspace / "cases" / "KS-2021-1682.103.yaml").write_text(reference, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("script.py")), str(workspace)],
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.stderr == ""
    assert done.returncode == 1  # the reference case has a word that is wrong
    assert done.stdout.splitlines()[0].startswith("KS-2021/1682.103 Förslag till avtal")
    assert "html built" in done.stdout


def test_ksflow_runs_apart_from_the_users_environment(workspace: Path) -> None:
    command = [sys.executable, "-I", "-m", "ksflow", "diary", "parse", "KS-2021/1682.103"]
    done = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
