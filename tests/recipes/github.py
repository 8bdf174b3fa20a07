"""Enough of GitHub Actions to run a workflow's one job: its scripts for real, the actions by stand-ins."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from cimachine import Machine

_AFTER_INSTALL = "${{ !cancelled() && steps.install.outcome == 'success' }}"
_ANNOTATION = re.compile(r"::(?P<level>error|warning|notice) file=(?P<file>[^,]+),line=(?P<line>\d+),.*?::(?P<text>.*)")


@dataclass
class Job:
    """A job that is run in a clone; what it leaves is kept for the test to look at."""

    machine: Machine
    folder: Path
    kept: Path
    """Where the cache of the runs before lies."""
    outcomes: dict[str, str] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    artifacts: dict[str, list[str]] = field(default_factory=dict)
    uploaded: list[Path] = field(default_factory=list)
    _cached: list[str] = field(default_factory=list)

    @property
    def has_failed(self) -> bool:
        return "failure" in self.outcomes.values()

    def run(self, text: str) -> Job:
        """Run the steps of the workflow's only job, in order."""
        workflow = yaml.safe_load(text)
        (job,) = workflow["jobs"].values()
        environment = {**workflow.get("env", {}), **job.get("env", {}), "CI": "true", "GITHUB_ACTIONS": "true"}
        for step in job["steps"]:
            name = step.get("name") or step["uses"].partition("@")[0]
            if not self._is_run(step.get("if"), step):
                outcome = "skipped"
            elif "run" in step:
                done = self.machine.run(step["run"], self.folder, environment)
                self.logs[name] = done.log
                outcome = "success" if done.code == 0 else "failure"
            else:
                action, _at, version = step["uses"].partition("@")
                assert re.fullmatch(r"v[0-9]+", version), f"{name}: an action without a version"
                outcome = "success" if _ACTIONS[action](self, step.get("with", {})) else "failure"
            self.outcomes[step.get("id", name)] = outcome
        for place in [] if self.has_failed else self._cached:  # the action keeps nothing of a job that has failed
            shutil.copytree(self.folder / place, self.kept / place, dirs_exist_ok=True)
        return self

    def annotations(self, step: str) -> list[tuple[str, str, int]]:
        """Return level, file and line of what a step shows beside the lines of a pull request."""
        found = (_ANNOTATION.fullmatch(line) for line in self.logs[step].splitlines())
        return [(match["level"], match["file"], int(match["line"])) for match in found if match]

    def _is_run(self, condition: str | None, step: dict[str, Any]) -> bool:
        if condition is None:
            return not self.has_failed
        assert condition == _AFTER_INSTALL, f"a condition that this stand-in does not know: {step}"
        return self.outcomes["install"] == "success"


def _checkout(job: Job, inputs: dict[str, Any]) -> bool:
    assert inputs == {}
    return (job.folder / "kommun.yaml").is_file()


def _setup_python(job: Job, inputs: dict[str, Any]) -> bool:
    return bool(re.fullmatch(r"3\.[0-9]+", inputs["python-version"]))  # without quotation marks, 3.10 is 3.1


def _cache(job: Job, inputs: dict[str, Any]) -> bool:
    assert "github.sha" in inputs["key"], "a cache is never written over"
    assert all(inputs["key"].startswith(prefix) for prefix in inputs["restore-keys"].splitlines())
    for place in inputs["path"].splitlines():
        if (job.kept / place).exists():
            shutil.copytree(job.kept / place, job.folder / place)
        job._cached.append(place)
    return True


def _upload_sarif(job: Job, inputs: dict[str, Any]) -> bool:
    path: Path = job.folder / inputs["sarif_file"]
    job.uploaded.append(path)
    return path.stat().st_size > 0


def _upload_artifact(job: Job, inputs: dict[str, Any]) -> bool:
    folder = job.folder / inputs["path"]
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    job.artifacts[inputs["name"]] = files
    return bool(files) or inputs["if-no-files-found"] != "error"


_ACTIONS: dict[str, Callable[[Job, dict[str, Any]], bool]] = {
    "actions/checkout": _checkout,
    "actions/setup-python": _setup_python,
    "actions/cache": _cache,
    "github/codeql-action/upload-sarif": _upload_sarif,
    "actions/upload-artifact": _upload_artifact,
}
