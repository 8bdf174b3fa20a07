"""The hooks for pre-commit, run by pre-commit itself in the repository of an invented municipality.

Here they run the ksflow that is installed on the machine, so that nothing is fetched; scripts/try_recipes.py lets
pre-commit install this repository by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from cimachine import RECIPES, ROOT, Checkouts, Done, Machine

CONFIG = RECIPES / "pre-commit-config.yaml"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
Start = Callable[[], tuple[Machine, Checkouts]]


class Repository:
    """A clone in which hooks stand before each commit."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self.machine, self.folder = machine, folder
        installed = self(f"python -m pip install -q '{machine.wheel}' && python -m pre_commit install")
        assert installed.code == 0, installed.log
        self.start = self("git rev-parse HEAD").log.strip()

    def begin(self, hooks: tuple[str, ...]) -> Repository:
        """Go back to how it was, with other hooks."""
        assert self(f"git reset -q --hard {self.start} && git clean -fdqx").code == 0
        used = [{**HOOKS[hook], "language": "system"} for hook in hooks]
        config = {"repos": [{"repo": "local", "hooks": used}]}
        (self.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
        return self

    def __call__(self, script: str) -> Done:
        return self.machine.run(script, self.folder, {"KSFLOW_LANG": "sv"})

    def change(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def commit(self) -> Done:
        return self("git add -A && git commit -m Ändring")


@pytest.fixture(scope="module")
def repository(start: Start) -> Repository:
    machine, checkout = start()
    return Repository(machine, checkout())


@pytest.fixture
def hooked(repository: Repository) -> Callable[..., Repository]:
    """Return a function that gives the repository with some hooks."""
    return lambda *hooks: repository.begin(hooks)


def test_pre_commit_takes_the_hooks_and_the_sample(start: Start) -> None:
    machine, _checkout = start()
    script = f"python -m pre_commit validate-manifest '{ROOT}/.pre-commit-hooks.yaml'"
    assert machine.run(f"{script} && python -m pre_commit validate-config '{CONFIG}'", ROOT) == Done(0, "")


def test_the_sample_uses_hooks_that_there_are_and_says_what_to_replace() -> None:
    (repository,) = yaml.safe_load(CONFIG.read_text("utf-8"))["repos"]
    assert {hook["id"] for hook in repository["hooks"]} <= set(HOOKS)
    assert repository["repo"].startswith("https://git.kommunen.example/")
    assert CONFIG.read_text("utf-8").count("# REPLACE") == 2


def test_a_sound_case_is_committed(hooked: Callable[..., Repository]) -> None:
    repository = hooked("ksflow-check", "ksflow-diary-check")
    repository.change("cases/KS-2024-42.yaml", "datum: 2024-03-05", "datum: 2024-03-06")
    assert repository.commit().code == 0


def test_an_error_stops_the_commit_and_is_shown(hooked: Callable[..., Repository]) -> None:
    repository = hooked("ksflow-check", "ksflow-diary-check")
    repository.change("cases/KS-2024-42.yaml", "datum: 2024-03-05", "datum: 2024-02-30")
    done = repository.commit()
    assert done.code == 1
    assert "cases/KS-2024-42.yaml:3:8: error FIL102 Datumet finns inte: 2024-02-30\n" in done.log
    assert repository("git log --oneline").log.count("\n") == 1


def test_nobody_is_stopped_by_a_case_that_is_not_committed(hooked: Callable[..., Repository]) -> None:
    repository = hooked("ksflow-check")
    broken = repository.folder / "cases" / "KS-2024-43.yaml"
    broken.write_text("diarienummer: KS 2024-0043\n", "utf-8")
    repository.change("cases/KS-2024-42.yaml", "datum: 2024-03-05", "datum: 2024-03-06")
    assert repository("git add .pre-commit-config.yaml && git commit -qam Ändring").code == 0
    assert repository("git add cases && git commit -qm Ny").code == 1


def test_a_number_that_another_case_has_stops_the_commit(hooked: Callable[..., Repository]) -> None:
    repository = hooked("ksflow-diary-check")
    repository.change("cases/TN-2024-123.yaml", "diarienummer: TN 2024-0123", "diarienummer: KS 2024-0042")
    assert repository.commit().code == 1


def test_what_is_surely_meant_is_written_and_the_commit_waits_for_the_author(hooked: Callable[..., Repository]) -> None:
    repository = hooked("ksflow-fix")
    path = repository.folder / "cases" / "KS-2024-42.yaml"
    before = path.read_text("utf-8")
    repository.change(
        "cases/KS-2024-42.yaml", "sammanfattning: |\n  ", "sammanfattning: |\n  Kommunen  har  har en plan. "
    )
    stopped = repository.commit()
    assert stopped.code == 1
    assert "files were modified by this hook" in stopped.log
    assert path.read_text("utf-8") == before.replace(
        "sammanfattning: |\n  ", "sammanfattning: |\n  Kommunen har en plan. ", 1
    )
    assert repository.commit().code == 0


def test_files_that_are_no_cases_are_not_looked_at(hooked: Callable[..., Repository]) -> None:
    repository = hooked("ksflow-check", "ksflow-fix")
    (repository.folder / "cases" / "bilagor" / "tabell.yaml").write_text("ingen: ärendefil\n", "utf-8")
    (repository.folder / "annat.yaml").write_text("ingen: ärendefil\n", "utf-8")
    assert repository.commit().code == 0
