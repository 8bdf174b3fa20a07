"""The recipe for GitLab CI: the scripts of its jobs, run in the repository of an invented municipality."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from cimachine import RECIPES, Checkouts, Done, Machine

RECIPE = RECIPES / "gitlab-ci.yml"
Start = Callable[[], tuple[Machine, Checkouts]]


@dataclass(frozen=True)
class Job:
    """A job that has been run: what it logged, and what GitLab keeps of it."""

    done: Done
    folder: Path
    artifacts: dict[str, Any]

    @property
    def reports(self) -> list[ET.Element]:
        """The JUnit reports, which GitLab shows in the merge request."""
        names = self.artifacts["reports"]["junit"]
        return [ET.parse(self.folder / name).getroot() for name in ([names] if isinstance(names, str) else names)]

    @property
    def failures(self) -> list[str]:
        return [
            case.attrib["file"]
            for root in self.reports
            for case in root.iter("testcase")
            if case.find("failure") is not None
        ]


def run(name: str, machine: Machine, checkout: Checkouts) -> Job:
    """Run a job as a runner does: the lines before and those of the job in one shell."""
    pipeline = yaml.safe_load(machine.recipe(RECIPE))
    folder = checkout()
    job, default = pipeline[name], pipeline["default"]
    environment = {key: re.sub(r"\$CI_PROJECT_DIR", str(folder), value) for key, value in pipeline["variables"].items()}
    script = "\n".join([*default["before_script"], *job["script"]])
    return Job(machine.run(script, folder, {**environment, "CI": "true"}), folder, job["artifacts"])


def test_gitlab_takes_the_pipeline() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci", str(RECIPE)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout


def test_good_cases_pass_and_their_documents_are_kept(start: Start) -> None:
    ci = start()
    check, build = run("check", *ci), run("build", *ci)
    assert (check.done.code, build.done.code) == (0, 0), (check.done.log, build.done.log)
    assert check.failures == build.failures == []
    assert [int(root.attrib["tests"]) for root in check.reports] == [3, 3]
    (kept,) = build.artifacts["paths"]
    assert len(list((build.folder / kept).rglob("*.pdf"))) == 9


def test_a_faulty_case_fails_both_jobs_with_reports_and_the_others_are_built(start: Start) -> None:
    ci = start()
    ci[1].change("cases/KS-2024-42.yaml", "datum: 2024-03-05", "datum: 2024-02-30")
    check, build = run("check", *ci), run("build", *ci)
    assert check.artifacts["when"] == build.artifacts["when"] == "always"
    assert (check.done.code, build.done.code) == (1, 1)
    for job in (check, build):
        assert "cases/KS-2024-42.yaml:3:8: error FIL102 Datumet finns inte: 2024-02-30\n" in job.done.log
        assert set(job.failures) == {"cases/KS-2024-42.yaml"}
    assert {path.parent.name for path in (build.folder / "out").rglob("*.pdf")} == {"BIN-2024-7", "TN-2024-123"}


def test_a_number_that_two_cases_have_fails_the_check(start: Start) -> None:
    ci = start()
    ci[1].change("cases/TN-2024-123.yaml", "diarienummer: TN 2024-0123", "diarienummer: KS 2024-0042")
    job = run("check", *ci)
    assert job.done.code == 1
    assert job.failures


def test_a_faulty_kommun_yaml_fails_at_once(start: Start) -> None:
    ci = start()
    ci[1].change("kommun.yaml", "namn: Storköpings kommun", "nam: Storköpings kommun")
    for name in ("check", "build"):
        job = run(name, *ci)
        assert job.done.code == 1
        assert job.done.log.count("kommun.yaml:3:1: error FIL100") == 1


def test_the_folders_that_are_remembered_are_those_that_ksflow_and_pip_write() -> None:
    pipeline = yaml.safe_load(RECIPE.read_text("utf-8"))
    assert pipeline["default"]["cache"]["paths"] == [".ksflow/", "out/", ".cache/pip/"]
    assert pipeline["variables"]["PIP_CACHE_DIR"] == "$CI_PROJECT_DIR/.cache/pip"


@pytest.mark.parametrize("name", ["check", "build"])
def test_no_job_can_only_succeed(name: str) -> None:
    """The last command of a job is one whose exit code counts."""
    pipeline = yaml.safe_load(RECIPE.read_text("utf-8"))
    assert "||" not in pipeline[name]["script"][-1]
    assert not pipeline[name].get("allow_failure")
