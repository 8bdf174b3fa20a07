"""What a worker does: build some cases of a job, and tell what was made of what."""

from __future__ import annotations

import gc
import os
import time
from contextlib import suppress
from pathlib import Path

from ksflow.batch.bugreport import report_bug
from ksflow.batch.build_index import Row
from ksflow.batch.building import build_case
from ksflow.batch.findings_data import findings_as_data
from ksflow.batch.inputs import Input, Names, stamp, take, wait_until_settled
from ksflow.batch.order import Order
from ksflow.batch.planning import said
from ksflow.batch.results import Built, Status
from ksflow.batch.tasks import Done, Job, Task, failed_task
from ksflow.documents.content_template import load_content_template
from ksflow.organisation.workspace import Workspace, find_workspace
from ksflow.sources.findings import FindingsError, Severity
from ksflow.sources.named_files import noting_used_files, shown_name
from ksflow.writers.docx.look import load_look

_orders: dict[Job, Order] = {}
"""The orders that this process has prepared; only the last one is kept."""


def prepare(job: Job, workspace: Workspace | None = None) -> Order:
    """Return the order of a job; its workspace and looks are read once in a process."""
    if job not in _orders:
        order = Order(
            workspace or find_workspace(Path(job.root)),
            job.documents,
            job.formats,
            Path(job.out),
            job.force,
            job.only_look,
            job.attachments,
        )
        _orders.clear()
        _orders[job] = order
    return _orders[job]


def warm_up(order: Order) -> None:
    """Read kommun.yaml, templates and looks, so that processes that are forked have them.

    Faults of templates are told when cases meet them.
    """
    folders = order.workspace.template_folders
    order.workspace.municipality.directory  # noqa: B018
    for kind in order.documents:
        with suppress(FindingsError):
            house_styles = order.workspace.municipality.house_styles
            load_look(load_content_template(kind, folders).head.word_look, folders, house_styles)
    gc.collect()
    gc.freeze()  # else the collector would write to the pages that the workers share


def work(job: Job, tasks: list[Task]) -> list[Done]:
    """Carry out tasks, each to its end."""
    try:
        job.standpoint.enter()
        order = prepare(job)
        return [carry_out(order, dict(job.digests), task, {}) for task in tasks]
    except SystemExit:  # told to stop; the file that was being written is gone
        os._exit(1)


def carry_out(order: Order, digests: dict[str, str], task: Task, claimed: dict[str, str]) -> Done:
    """Carry out one task; a fault of ksflow itself is a result too."""
    path = Path(task.path)
    wait_until_settled(task.path)
    started, since = time.monotonic(), time.time_ns()
    try:
        with noting_used_files() as used:
            documents, folder, is_unwritten = build_case(order, path, task.outputs, claimed, task.known)
        rows = _rows(order, digests, task, documents, folder, [path, *sorted(used)], since) if folder else []
    except Exception as error:
        name = shown_name(path)
        finding = report_bug(name, error, order.workspace.root)
        documents, folder, rows, is_unwritten = failed_task(task, name, finding), None, [], False
    return Done(documents, folder, rows, time.monotonic() - started, is_unwritten)


def _rows(
    order: Order,
    digests: dict[str, str],
    task: Task,
    documents: list[Built],
    folder: str,
    used: list[Path],
    since: int,
) -> list[Row]:
    """Return what the index is to know: the outputs that are now what their inputs give."""
    done = [
        (f"{folder}/{output}", digests[output], built.sha256)
        for output, built in zip(task.outputs, documents, strict=True)
        if built.status in (Status.BUILT, Status.UNCHANGED) and built.sha256
    ]
    if not done:
        return []
    names = Names(order.workspace.root)
    inputs: dict[str, Input] = {}
    for path in used:
        found = take(str(path), names.name(path), since)
        if found is None:
            return []  # it is being written to; the next run looks again
        inputs[found.name] = found
    found_all = (finding for built in documents for finding in built.findings)
    warnings = findings_as_data(finding for finding in found_all if finding.severity is not Severity.ERROR)
    ordered = [inputs[name] for name in sorted(inputs)]
    return [
        Row(task.key, file, digest, sha256, stamp(str(order.out / file)), ordered, warnings, said())
        for file, digest, sha256 in done
    ]
