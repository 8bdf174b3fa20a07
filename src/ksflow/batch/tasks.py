"""What goes to workers and comes back from them; everything here can be pickled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ksflow.batch.build_index import Row
from ksflow.batch.order import Order
from ksflow.batch.results import Built, Status
from ksflow.batch.standpoint import Standpoint
from ksflow.sources.findings import Finding


@dataclass(frozen=True, slots=True)
class Job:
    """An order as it is sent to workers, which may be other processes on other machines with the same disk."""

    root: str
    documents: tuple[str, ...]
    formats: tuple[str, ...]
    out: str
    force: bool
    only_look: bool
    attachments: bool
    digests: tuple[tuple[str, str], ...]
    """The setting of each kind of document: it also tells a worker when its workspace is out of date."""
    standpoint: Standpoint

    @classmethod
    def of(cls, order: Order, digests: dict[str, str]) -> Job:
        """Return an order as a job."""
        root = str(order.workspace.root)
        shape = (order.documents, order.formats, str(order.out), order.force, order.only_look, order.attachments)
        return cls(root, *shape, tuple(digests.items()), Standpoint.now())


class Task(NamedTuple):
    """The outputs of a case that are to be made."""

    path: str
    key: str
    outputs: dict[str, str]
    """The files' names, each with its kind of document."""
    known: Mapping[str, str]


class Done(NamedTuple):
    """What became of a task."""

    documents: list[Built]
    folder: str | None
    rows: list[Row]
    seconds: float
    is_unwritten: bool = False


def failed_task(task: Task, name: str, finding: Finding) -> list[Built]:
    """Return the results of a task of which nothing is known but that it failed."""
    return [
        Built(name, kind, output.rpartition(".")[2], Status.FAILED, findings=[] if number else [finding])
        for number, (output, kind) in enumerate(task.outputs.items())
    ]
