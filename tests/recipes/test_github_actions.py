"""The recipe for GitHub Actions: its steps, run in the repository of an invented municipality."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from github import Job

from cimachine import PLACEHOLDER, RECIPES, ROOT, Checkouts, Machine

RECIPE = RECIPES / "github-actions.yml"
CHECK, REGISTER, BUILD = "Check the cases", "Check the register", "Build the documents"
SARIF, VERIFY = "Write the findings as SARIF", "Compare the documents with their manifest"
DOCUMENTS = [
    f"{document}.{form}" for document in ("beslutsforslag", "sandlista", "tjansteskrivelse") for form in ("docx", "pdf")
]


Start = Callable[[], tuple[Machine, Checkouts]]


def run(machine: Machine, checkout: Checkouts) -> Job:
    return Job(machine, checkout(), checkout.folder / "cache").run(machine.recipe(RECIPE))


@pytest.fixture(scope="module")
def good(start: Start) -> tuple[Job, Job, Job]:
    """Return the job on cases that are right, the same job once more, and the job after a case has gone."""
    machine, checkout = start()
    first, again = run(machine, checkout), run(machine, checkout)
    assert machine.run("git rm -q cases/BIN-2024-7.yaml && git commit -qm Bort", checkout.origin).code == 0
    return first, again, run(machine, checkout)


@pytest.mark.parametrize("path", [RECIPE, ROOT / ".github/workflows/ci.yml"], ids=lambda path: path.name)
def test_github_takes_the_workflow(path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout


def test_good_cases_are_checked_built_and_kept(good: tuple[Job, Job, Job]) -> None:
    job, *_later = good
    assert set(job.outcomes.values()) == {"success"}, job.logs
    assert job.annotations(CHECK) == []
    cases = ("BIN-2024-7", "KS-2024-42", "TN-2024-123")
    assert job.artifacts["dokument"] == sorted(
        ["manifest.json", *(f"{case}/{document}" for case in cases for document in DOCUMENTS)]
    )
    assert job.logs[VERIFY] == "18 dokument verifierade: alla oförändrade\n"
    assert json.loads(job.uploaded[0].read_text("utf-8"))["runs"][0]["results"] == []


def test_a_run_with_nothing_changed_builds_nothing(good: tuple[Job, Job, Job]) -> None:
    first, again, _last = good
    assert not again.has_failed
    assert "\n18 dokument byggda → out/" in first.logs[BUILD]
    assert "\n0 dokument byggda, 18 oförändrade → out/" in again.logs[BUILD]
    manifests = [(job.folder / "out" / "manifest.json").read_bytes() for job in (first, again)]
    assert manifests[0] == manifests[1]


def test_a_faulty_case_fails_the_job_at_its_line_and_the_others_are_built(
    start: Start,
) -> None:
    machine, checkout = start()
    checkout.change("cases/KS-2024-42.yaml", "datum: 2024-03-05", "datum: 2024-02-30")
    job = run(machine, checkout)
    failed = [step for step, outcome in job.outcomes.items() if outcome == "failure"]
    assert failed == [CHECK, BUILD]
    assert ("error", "cases/KS-2024-42.yaml", 3) in job.annotations(CHECK)
    results = json.loads(job.uploaded[0].read_text("utf-8"))["runs"][0]["results"]
    assert "FIL102" in {result["ruleId"] for result in results}
    assert {file.partition("/")[0] for file in job.artifacts["dokument"]} == {
        "manifest.json",
        "BIN-2024-7",
        "TN-2024-123",
    }


def test_a_number_that_two_cases_have_fails_the_job(start: Start) -> None:
    machine, checkout = start()
    checkout.change("cases/TN-2024-123.yaml", "diarienummer: TN 2024-0123", "diarienummer: KS 2024-0042")
    job = run(machine, checkout)
    assert job.outcomes[REGISTER] == "failure"
    assert {(level, file) for level, file, _line in job.annotations(REGISTER) if level == "error"}


def test_a_document_of_a_case_that_is_gone_is_not_kept(good: tuple[Job, Job, Job]) -> None:
    job = good[-1]
    assert not job.has_failed, job.logs
    assert {file.partition("/")[0] for file in job.artifacts["dokument"]} == {
        "manifest.json",
        "KS-2024-42",
        "TN-2024-123",
    }


def test_a_workspace_that_cannot_be_used_fails_every_step(
    start: Start,
) -> None:
    machine, checkout = start()
    checkout.change("kommun.yaml", "namn: Storköpings kommun", "nam: Storköpings kommun")
    job = run(machine, checkout)
    for step in (CHECK, REGISTER, SARIF, BUILD):
        assert job.outcomes[step] == "failure", step


def test_until_it_says_where_ksflow_comes_from_nothing_is_installed(
    start: Start,
) -> None:
    machine, checkout = start()
    assert PLACEHOLDER.startswith("./"), "a name would be looked for on PyPI, where anybody may have taken it"
    job = Job(machine, checkout(), checkout.folder / "cache").run(RECIPE.read_text("utf-8"))
    assert job.outcomes["install"] == "failure"
    assert "REPLACE/ksflow" in job.logs["Install ksflow"]
    others = {outcome for step, outcome in job.outcomes.items() if step != "install" and "/" not in step}
    assert others == {"skipped"}


def test_the_projects_own_workflow_runs_what_ci_runs() -> None:
    (job,) = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"].values()
    scripts = [step["run"] for step in job["steps"] if "run" in step]
    assert scripts == ['sudo env "PATH=$PATH" bash .ci/run']
    assert (ROOT / ".ci" / "run").is_file()
