"""Running a planned build: here, or spread over workers; results come in the order of the cases all the same."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from ksflow.batch.build_index import BuildIndex
from ksflow.batch.findings_data import findings_from_data
from ksflow.batch.inputs import sha256_of
from ksflow.batch.order import Order
from ksflow.batch.planning import Plan, Reason
from ksflow.batch.results import Built, Status
from ksflow.batch.settings import Setting
from ksflow.batch.tasks import Done, Job, Task, failed_task
from ksflow.locale import _
from ksflow.sources.findings import START, Finding, Severity
from ksflow.sources.named_files import shown_name

if TYPE_CHECKING:
    from ksflow.batch.executors import Crew
    from ksflow.batch.team import Team

PAYS_OFF_AT = 50
"""From how many documents on processes of their own are worth their start."""


class CaseResult(NamedTuple):
    """What became of a case."""

    case: str
    documents: list[Built]
    seconds: float
    is_unwritten: bool = False
    """Whether it still has the prompts of a new case; told only of what has been built now."""


class Run:
    """A build that is ready to go. Its workers begin at once, so that they are forked before any thread starts."""

    def __init__(
        self,
        order: Order,
        plans: list[Plan],
        settings: dict[str, Setting],
        index: BuildIndex,
        crew: Crew | None = None,
    ) -> None:
        """Without a crew all is done in this process."""
        self.order = order
        self.plans = plans
        self.index = index
        self.settings: dict[str, dict[str, str]] = {setting.digest: setting.inputs for setting in settings.values()}
        self.digests: dict[str, str] = {output: setting.digest for output, setting in settings.items()}
        self.outputs: dict[str, str] = order.outputs
        self.claimed: dict[str, str] = {}
        self.folders: set[str] = set()
        """The folders of all cases whose number could be told, without regard to case."""
        self.deaths: int = 0
        self._job = Job.of(order, self.digests)
        self._began = time.time_ns()
        self._crew = crew
        self._team: Team[Task, Done] | None = None
        count = sum(1 for plan in plans if plan.todo and not plan.contested)
        if crew and count:
            from ksflow.batch.work import prepare, warm_up, work

            prepare(self._job, order.workspace)
            warm_up(order)
            from ksflow.batch.team import Team

            tasks = (_task(plan, self.outputs) for plan in plans if plan.todo and not plan.contested)
            again = partial(_as_built, self._began)
            self._team = Team(crew, partial(work, self._job), tasks, count, _died, again)

    def results(self) -> Generator[CaseResult, None, None]:
        """Yield what becomes of each case, in order; the index is kept up to date on the way."""
        try:
            for plan in self.plans:
                yield self._result(plan)
            if self._team:
                self._team.dismiss()
        finally:
            if self._team:
                self.deaths = self._team.deaths
                self._team.dismiss(at_once=True)
            if self._crew:
                self._crew.close()

    def _result(self, plan: Plan) -> CaseResult:
        name = shown_name(Path(plan.path))
        if name == plan.path:
            name = plan.path  # one text for both: they are kept for every case
        owner = self.claimed.get(plan.stem) if plan.stem else None
        if plan.stem:
            self.folders.add(plan.stem)
        if plan.contested and owner not in (None, name):
            plan.todo = dict.fromkeys(self.outputs, Reason("same number"))
        if not plan.todo:
            if plan.stem:
                self.claimed.setdefault(plan.stem, name)
            return CaseResult(name, _said_once(list(self._current(plan, name))), 0.0)
        done = self._done(plan, name)
        self.index.record(done.rows, self.settings)
        if done.folder:
            self.folders.add(intern(done.folder.casefold()))
        made = dict(zip((output for output in self.outputs if output in plan.todo), done.documents, strict=True))
        known = (output for output in self.outputs if output in plan.current)
        rest = dict(zip(known, self._current(plan, name), strict=True)) if plan.current else {}
        documents = [
            replace(made[output], reason=_reason(plan.todo[output], made[output])) if output in made else rest[output]
            for output in self.outputs
        ]
        return CaseResult(name, _said_once(documents), done.seconds, done.is_unwritten)

    def _done(self, plan: Plan, name: str) -> Done:
        task = _task(plan, self.outputs)
        if self._team is None or plan.contested:
            from ksflow.batch.work import carry_out  # writers and models, which an unchanged workspace does not need

            return carry_out(self.order, self.digests, task, self.claimed)
        done = self._team.next()
        if done.folder:
            self.claimed.setdefault(intern(done.folder.casefold()), name)
        return done

    def _current(self, plan: Plan, name: str) -> Iterator[Built]:
        rows = self.index.rows([plan.key])[plan.key] if plan.current else {}
        for output in self.outputs:
            if output in plan.current:
                kind, form = self.outputs[output], output.rpartition(".")[2]
                path = self.order.out / plan.folder / output
                row = rows.get(f"{plan.folder}/{output}")
                digest = row.sha256 if row else sha256_of(str(path))
                findings = list(findings_from_data(row.warnings)) if row else []
                yield Built(name, kind, form, Status.UNCHANGED, shown_name(path), digest, findings)


def _reason(reason: Reason, built: Built) -> str:
    """Return why a document was made; of what there was before, nothing may be remembered."""
    there = built.status in (Status.STALE, Status.EDITED, Status.UNCHANGED)
    return str(Reason("differs") if there and reason.word == "unknown" else reason)


def _task(plan: Plan, outputs: dict[str, str]) -> Task:
    todo = outputs  # one for all cases, for tasks are kept until their turn
    if len(plan.todo) < len(outputs):
        todo = {output: kind for output, kind in outputs.items() if output in plan.todo}
    return Task(plan.path, plan.key, todo, dict(plan.known))


def _as_built(began: int, done: Done) -> Done:
    """Say of a document that a worker wrote before it died that it was built."""

    def corrected(built: Built) -> Built:
        if built.status is Status.UNCHANGED and built.file and Path(built.file).stat().st_mtime_ns >= began:
            return replace(built, status=Status.BUILT)
        return built

    return done._replace(documents=[corrected(built) for built in done.documents])


def _died(task: Task) -> Done:
    name = shown_name(Path(task.path))
    message = _("The process that built this case died twice")
    help_ = _("Is there enough memory? Build it alone with -j 1, and report it if that fails too")
    finding = Finding(name, START, "FIL998", Severity.ERROR, message, help_)
    return Done(failed_task(task, name, finding), None, [], 0.0)


def _said_once(documents: list[Built]) -> list[Built]:
    """Let what was found in a case be said with its first document only."""
    said: set[Finding] = set()
    result = []
    for built in documents:
        result.append(replace(built, findings=[finding for finding in built.findings if finding not in said]))
        said.update(built.findings)
    return result
