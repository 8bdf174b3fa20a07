"""A machine as a CI service gives it: a Python without ksflow, git, and the repository of an invented municipality."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RECIPES = ROOT / "docs" / "recipes"
PLACEHOLDER = "./REPLACE/ksflow-0.1.0-py3-none-any.whl"
"""What stands in the recipes until somebody says where ksflow is installed from."""


@dataclass(frozen=True)
class Done:
    """What a script left behind; the log holds both streams, as a CI service shows them."""

    code: int
    log: str


@dataclass(frozen=True)
class Machine:
    """A virtual environment that has what ksflow needs, but not ksflow; it reaches no package index."""

    home: Path
    packages: Path
    wheel: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "PATH": os.pathsep.join((str(self.home / "venv" / "bin"), "/usr/local/bin", "/usr/bin", "/bin")),
            "LANG": "C.UTF-8",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "GIT_AUTHOR_NAME": "Anna Lind",
            "GIT_AUTHOR_EMAIL": "anna@exempel.se",
            "GIT_COMMITTER_NAME": "Anna Lind",
            "GIT_COMMITTER_EMAIL": "anna@exempel.se",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }

    def run(self, script: str, folder: Path, environment: Mapping[str, str] | None = None) -> Done:
        """Run a script as GitHub and GitLab do: in bash, which stops at the first command that fails."""
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=folder, env={**self.environment, **(environment or {})},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        return Done(done.returncode, done.stdout.decode())

    def recipe(self, path: Path) -> str:
        """Return a recipe in which it says where ksflow is installed from: a wheel."""
        text = path.read_text("utf-8")
        assert text.count(PLACEHOLDER) == 1
        return text.replace(PLACEHOLDER, str(self.wheel))


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all that is installed for the tests, but ksflow."""
    folder = tmp_path_factory.mktemp("packages")
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for entry in Path(place).iterdir():
            if not entry.name.lstrip("_").startswith("ksflow") and entry.suffix != ".pth":
                (folder / entry.name).symlink_to(entry)
    return folder


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(folder), str(ROOT)], check=True)
    return next(folder.glob("ksflow-*.whl"))


@dataclass
class Checkouts:
    """Fresh clones, one for each run of a job."""

    folder: Path
    machine: Machine
    origin: Path
    count: int = 0

    def __call__(self) -> Path:
        self.count += 1
        clone = self.folder / str(self.count)
        done = self.machine.run(f"git clone -q '{self.origin}' '{clone}'", self.origin)
        assert done == Done(0, "")
        return clone

    def change(self, name: str, old: str, new: str) -> None:
        """Commit a change of a file."""
        path = self.origin / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        assert self.machine.run("git commit -qam Ändring", self.origin) == Done(0, "")


@pytest.fixture(scope="session")
def start(
    packages: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], tuple[Machine, Checkouts]]:
    """Return a function that gives a new machine, and clones of Storköping's repository."""

    def new() -> tuple[Machine, Checkouts]:
        folder = tmp_path_factory.mktemp("ci")
        machine = _machine(folder / "home", packages, wheel)
        return machine, Checkouts(folder / "arbete", machine, _municipality(folder / "storkoping", machine))

    return new


def _machine(home: Path, packages: Path, wheel: Path) -> Machine:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home / "venv")], check=True)
    libraries = next((home / "venv" / "lib").glob("python*/site-packages"))
    (libraries / "packages.pth").write_text(f"{packages}\n", "utf-8")
    return Machine(home, packages, wheel)


def _municipality(folder: Path, machine: Machine) -> Path:
    """Make the git repository of Storköping."""
    left_out = shutil.ignore_patterns("out", ".ksflow", "*.lock")
    shutil.copytree(ROOT / "examples" / "storkoping", folder, ignore=left_out)
    (folder / ".gitignore").write_text("out/\n.ksflow/\n", "utf-8")
    done = machine.run("git init -q -b main && git add -A && git commit -qm Start", folder)
    assert done == Done(0, "")
    return folder
