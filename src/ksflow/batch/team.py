"""Workers that carry out tasks; what becomes of these comes in their order, also when a worker dies."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Executor, Future
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from ksflow.batch.executors import Crew


Task = TypeVar("Task")
Result = TypeVar("Result")
_CHUNK = 16
_AHEAD = 3
"""How many chunks for each worker are under way: enough to keep them busy, few enough to hold in memory."""


class Team(Generic[Task, Result]):
    """The workers of a run, and what they have been given to do. They begin at once."""

    def __init__(
        self,
        crew: Crew,
        work: Callable[[list[Task]], list[Result]],
        tasks: Iterable[Task],
        count: int,
        died: Callable[[Task], Result],
        again: Callable[[Result], Result],
    ) -> None:
        """``work`` carries out some of ``count`` tasks; it is pickled, and so are the tasks and results.

        ``died`` gives the result of a task that kills its worker twice; ``again`` corrects one that was made at the
        second attempt.
        """
        self.crew = crew
        self.deaths: int = 0
        self._work, self._died, self._again = work, died, again
        self._tasks = iter(tasks)  # made when their turn comes: there may be thousands
        self._size = max(1, min(_CHUNK, count // (4 * crew.width)))
        self._under_way: deque[tuple[list[Task], Future[list[Result]] | list[Result]]] = deque()
        self._ready: deque[Result] = deque()
        self._executor: Executor | None = crew.hire(crew.width)
        self._fill()

    def next(self) -> Result:
        """Return what became of the next task."""
        if not self._ready:
            result = self._under_way[0][1]
            if isinstance(result, Future):
                try:
                    result = result.result()
                except (Exception, CancelledError):  # a worker has died, with it the whole pool
                    self._do_again()
                    result = self._under_way[0][1]
            assert isinstance(result, list)
            self._under_way.popleft()
            self._ready.extend(result)
            self._fill()
        return self._ready.popleft()

    def dismiss(self, *, at_once: bool = False) -> None:
        """Let the workers go when they are done, or ``at_once``."""
        if self._executor:
            executor, self._executor = self._executor, None
            self.crew.dismiss(executor, at_once=at_once)

    def _fill(self) -> None:
        while len(self._under_way) < _AHEAD * self.crew.width and (tasks := list(islice(self._tasks, self._size))):
            if self._executor is None:
                self._executor = self.crew.hire(self.crew.width)
            try:
                future = self._executor.submit(self._work, tasks)
            except RuntimeError as error:  # the pool has broken just now
                future = Future()
                future.set_exception(error)
            self._under_way.append((tasks, future))

    def _do_again(self) -> None:
        """Do what was under way again, task by task, so that the one that kills its worker is known."""
        self.deaths += 1
        again: deque[tuple[list[Task], Future[list[Result]] | list[Result]]] = deque()
        for tasks, result in self._under_way:
            kept: list[Result] | None = result if isinstance(result, list) else None
            if isinstance(result, Future) and result.done() and not result.cancelled() and not result.exception():
                kept = result.result()
            again.append((tasks, kept if kept is not None else []))
        self.dismiss(at_once=True)
        lone: Executor | None = None
        for tasks, done in again:
            assert isinstance(done, list)
            for task in () if done else tasks:
                lone = lone or self.crew.hire(1)
                try:
                    done += map(self._again, lone.submit(self._work, [task]).result())
                except (Exception, CancelledError):
                    self.crew.dismiss(lone, at_once=True)
                    lone = None
                    self.deaths += 1
                    done.append(self._died(task))
        if lone:
            self.crew.dismiss(lone, at_once=False)
        self._under_way = again
