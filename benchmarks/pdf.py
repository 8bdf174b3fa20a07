"""What a PDF costs: ksflow beside LibreOffice's conversion and WeasyPrint, on the same content in one run.

    python benchmarks/pdf.py [DOCUMENTS]

Every way makes that many different documents of the reference case, so that nothing can be remembered from one to the
next, after one to warm up. Printed are the median time on the clock and the least CPU time of a document; on a shared
machine the CPU time is what can be compared. LibreOffice converts all documents in one run, so for it there are means:
with its start, and of each document beyond the first. A way that is not installed is left out.

- ksflow: from a composed document to a PDF/A-2a and PDF/UA-1
- LibreOffice: from the Word file to an ordinary PDF
- WeasyPrint: from HTML with the same blocks and a little CSS to an ordinary PDF
"""

from __future__ import annotations

import dataclasses
import html
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ksflow.casefile.loading import load_case
from ksflow.documents.blocks import (
    Block,
    Division,
    Document,
    Heading,
    List,
    Paragraph,
    Quote,
    Text,
    plain_text,
)
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import find_workspace
from ksflow.writers.docx.look import load_look as load_word_look
from ksflow.writers.docx.writer import write_docx
from ksflow.writers.pdf.look import load_look
from ksflow.writers.pdf.writer import write_pdf

ROOT = Path(__file__).resolve().parents[1]
CASE = ROOT / "cases" / "KS-2021-1682.103.yaml"


def main() -> None:
    """Measure every way that is there, and print a row for each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    workspace = find_workspace(ROOT)
    document = compose(load_case(CASE, workspace.municipality, workspace.root), workspace, "tjansteutlatande")
    documents = [different(document, number) for number in range(count + 1)]
    look = load_look("kommun", workspace.template_folders)
    print(f"{'way':<32}{'clock ms':>10}{'CPU ms':>10}")
    row("ksflow, PDF/A-2a and PDF/UA-1", *each(lambda one: write_pdf(one, look), documents))
    word = load_word_look("kommun", workspace.template_folders)
    if shutil.which("soffice"):
        alone, together = libreoffice([write_docx(one, word) for one in documents])
        row("LibreOffice, start included", *(seconds / len(documents) for seconds in together))
        row("LibreOffice, each further one", *((b - a) / count for a, b in zip(alone, together, strict=True)))
    else:
        print("LibreOffice is not here")
    try:
        from weasyprint import HTML
    except ImportError:
        print("WeasyPrint is not here")
    else:
        row("WeasyPrint", *each(lambda one: HTML(string=as_html(one)).write_pdf(), documents))


def row(name: str, clock: float, cpu: float) -> None:
    """Print one way's figures."""
    print(f"{name:<32}{clock * 1000:>10.1f}{cpu * 1000:>10.1f}")


def different(value: Any, number: int) -> Any:
    """Return a document, or a part of one, whose every text is its own."""
    if isinstance(value, Text):
        return Text(f"{value.text} {number}")
    if isinstance(value, tuple):
        return tuple(different(part, number) for part in value)
    if isinstance(value, Document):
        return dataclasses.replace(value, blocks=different(value.blocks, number))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: different(getattr(value, field.name), number) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **parts)
    return value


def each(make: Callable[[Document], object], documents: list[Document]) -> tuple[float, float]:
    """Return the median on the clock and the least CPU time of making each document after the first, in seconds."""
    make(documents[0])
    clock, cpu = [], []
    for document in documents[1:]:
        started, used = time.perf_counter(), time.process_time()
        make(document)
        clock.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    return statistics.median(clock), min(cpu)


def libreoffice(files: list[bytes]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the seconds, on the clock and of CPU, of converting one file, and of converting all in one run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, data in enumerate(files):
            (folder / f"{number}.docx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
        taken = []
        for chosen in (files[:1], files[:1], files):  # the first makes the profile
            paths = [str(folder / f"{number}.docx") for number in range(len(chosen))]
            started, used = time.perf_counter(), children_cpu()
            command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", name, *paths]
            subprocess.run(command, check=True, capture_output=True, timeout=600)
            taken.append((time.perf_counter() - started, children_cpu() - used))
    return taken[1], taken[2]


def children_cpu() -> float:
    """Return the CPU seconds of processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


STYLE = (
    "@page { size: A4; margin: 39mm 30mm 33mm } body { font: 10.5pt/1.4 'Liberation Sans' } h1, h2 { color: #17405c }"
)


def as_html(document: Document) -> str:
    """Return the document as a plain page."""
    title = html.escape(document.title)
    body = "".join(map(element, document.blocks))
    return f"<!doctype html><html lang=sv><title>{title}</title><style>{STYLE}</style><body>{body}</body></html>"


def element(block: Block) -> str:
    """Return a block as HTML; the reference case has no others than these."""
    match block:
        case Heading(level, children):
            return f"<h{level}>{html.escape(plain_text(children))}</h{level}>"
        case Paragraph(children):
            return f"<p>{html.escape(plain_text(children))}</p>"
        case List(ordered, items):
            listed = "".join(f"<li>{''.join(map(element, item))}</li>" for item in items)
            return f"<ol>{listed}</ol>" if ordered else f"<ul>{listed}</ul>"
        case Quote(blocks) | Division(_, blocks):
            return f"<div>{''.join(map(element, blocks))}</div>"
    return ""


if __name__ == "__main__":
    main()
