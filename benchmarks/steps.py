"""Where the CPU time of a build goes, step by step, and the floor beside it.

    python benchmarks/steps.py [CASES]

Cases that differ in every text are built in one process, three Word files each, with everything loaded beforehand.
Each step is what its functions take without the other steps that they call. The floor is what the same document costs
as a Jinja template that was compiled before, with one deflate: see word_files.py.
"""

from __future__ import annotations

import gc
import importlib
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ksflow.batch.order import CORE_DOCUMENTS, Order
from ksflow.batch.session import Session
from ksflow.batch.work import warm_up
from ksflow.casefile.loading import load_case
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import Workspace, find_workspace
from ksflow.writers.docx.look import load_look
from ksflow.writers.docx.writer import write_docx
from manycases import make_workspace
from word_files import floor

STEPS = {
    "YAML": ["ksflow.casefile.loading:read_text_file", "ksflow.casefile.loading:parse_yaml"],
    "validation": ["ksflow.casefile.loading:validate"],
    "other checks": ["ksflow.casefile.loading:inspect_case", "ksflow.batch.building:text_findings"],
    "fields": ["ksflow.batch.building:case_fields"],
    "template": ["ksflow.documents.content_template:ContentTemplate.render"],
    "Markdown": ["ksflow.documents.content_template:parse_markdown", "ksflow.documents.reading:parse_markdown"],
    "composing": ["ksflow.batch.building:compose"],
    "blocks to XML": ["ksflow.writers.docx.body:BodyWriter.write"],
    "the look's parts": ["ksflow.writers.docx.rendering:PartTemplate.render"],
    "zip and hash": [
        "ksflow.writers.docx.writer:stored",
        "ksflow.writers.docx.writer:write_archive",
        "ksflow.batch.building:sha256",
    ],
    "writing, fsync": ["ksflow.batch.building:put", "ksflow.batch.building:sweep"],
    "index": ["ksflow.batch.build_index:BuildIndex.record", "ksflow.batch.work:_rows"],
}


def main() -> None:
    """Build, and print the shares."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_workspace(root, count)
        print_steps(root, count)


def print_steps(root: Path, count: int) -> None:
    """Build some cases of a workspace, and print where the time goes."""
    workspace = find_workspace(root)
    cases = sorted((root / "cases").iterdir())[:count]
    out = root / "steps"
    order = Order(workspace, CORE_DOCUMENTS, ("docx",), out)
    warm_up(order)
    built(order, cases[:20])
    shutil.rmtree(out)
    gc.collect()
    spent: Counter[str] = Counter()
    with watched(spent):
        started = time.process_time_ns()
        built(order, cases)
        total = time.process_time_ns() - started
    shutil.rmtree(out)
    documents = len(CORE_DOCUMENTS) * len(cases)
    print(f"{total / documents / 1e6:.2f} ms of CPU a document; of that")
    for name, share in [*spent.most_common(), ("the rest", total - spent.total())]:
        print(f"  {name:<18}{100 * share / total:>5.1f} %")
    least = floor_of(workspace, cases[:10])
    print(f"  the floor beside it: {100 * least * documents * 1e9 / total:.1f} %")


def built(order: Order, cases: list[Path]) -> None:
    """Build cases anew in this process."""
    shutil.rmtree(order.workspace.root / ".ksflow", ignore_errors=True)
    session = Session(order, cases, jobs=1)
    for _result in session.results():
        pass
    session.finish()
    session.close()


def floor_of(workspace: Workspace, cases: list[Path]) -> float:
    """Return what the documents of some cases cost on average as compiled templates, in seconds."""
    look = load_look("kommun", workspace.template_folders)
    costs = []
    for case in cases:
        loaded = load_case(case, workspace.municipality, workspace.root)
        for kind in CORE_DOCUMENTS:
            make = floor(write_docx(compose(loaded, workspace, kind), look))
            make()
            started = time.process_time_ns()
            make()
            costs.append((time.process_time_ns() - started) / 1e9)
    return sum(costs) / len(costs)


@contextmanager
def watched(spent: Counter[str]) -> Iterator[None]:
    """Add what each step takes to ``spent``, in nanoseconds, while this lasts."""
    under_way: list[int] = []
    """For each function that is running, what the steps that it called took."""

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            under_way.append(0)
            started = time.process_time_ns()
            try:
                return function(*arguments, **named)
            finally:
                taken = time.process_time_ns() - started
                spent[name] += taken - under_way.pop()
                if under_way:
                    under_way[-1] += taken

        return run

    replaced = []
    for name, places in STEPS.items():
        for place in places:
            module, _colon, path = place.partition(":")
            holder: Any = importlib.import_module(module)
            *outer, last = path.split(".")
            for part in outer:
                holder = getattr(holder, part)
            replaced.append((holder, last, getattr(holder, last)))
            setattr(holder, last, timed(name, getattr(holder, last)))
    try:
        yield
    finally:
        for holder, last, function in replaced:
            setattr(holder, last, function)


if __name__ == "__main__":
    main()
