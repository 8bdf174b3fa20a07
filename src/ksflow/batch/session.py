"""A build from beginning to end: plan, run, and what is to be kept in order beside the outputs."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ksflow.batch.build_index import INDEX, BuildIndex, open_build_index
from ksflow.batch.inputs import Names
from ksflow.batch.manifest import take_over, write_manifest
from ksflow.batch.order import Order
from ksflow.batch.orphans import Orphan, find_orphans, prune
from ksflow.batch.planning import Planner
from ksflow.batch.running import PAYS_OFF_AT, CaseResult, Run
from ksflow.batch.settings import read_settings

if TYPE_CHECKING:
    from ksflow.batch.executors import Crew


class Session:
    """A planned build. Its workers, if it has any, have begun."""

    def __init__(
        self, order: Order, cases: list[Path], *, jobs: int, crew: Crew | None = None, whole: bool = True
    ) -> None:
        """``jobs`` processes do the work when there is enough of it, or the ``crew``.

        ``whole`` tells that ``cases`` are all those of the workspace, so that outputs of others are orphans.
        """
        self.order = order
        self.whole = whole
        self.crew = crew
        names = Names(order.workspace.root)
        self.index: BuildIndex = open_build_index(order.workspace.root / INDEX, names.name(order.out))
        take_over(order.out, self.index)
        settings = read_settings(order.workspace, order.outputs, self.index, order.enclosing)
        planner = Planner(order.workspace, order.out, order.outputs, settings, self.index)
        plans = planner.plans(cases, force=order.force)
        work = sum(len(plan.todo) for plan in plans)
        if crew is None and jobs > 1 and work >= PAYS_OFF_AT:
            from ksflow.batch.executors import LocalCrew

            crew = LocalCrew(jobs)
        self.run: Run = Run(order, plans, settings, self.index, crew)

    def results(self) -> Generator[CaseResult, None, None]:
        """Yield what becomes of each case, in order."""
        yield from self.run.results()

    def orphans(self) -> list[Orphan]:
        """Return the outputs that no case gives any more; only after the results can they be told."""
        if not self.whole:
            return []
        unclear = {plan.key for plan in self.run.plans if plan.stem is None}
        return list(find_orphans(self.order.out, self.index, self.run.folders, unclear))

    def prune(self, orphans: list[Orphan]) -> tuple[list[Orphan], list[Orphan]]:
        """Remove orphans; return those that were removed, and those that are kept since somebody has edited them."""
        return prune(self.order.out, self.index, orphans)

    def finish(self) -> None:
        """Write the manifest; raise OSError when it cannot be written."""
        if not self.order.only_look and next(self.index.files(), None):
            write_manifest(self.order.out, self.index)

    def close(self) -> None:
        """Let go of the index and of workers elsewhere."""
        with suppress(Exception):
            self.index.close()
