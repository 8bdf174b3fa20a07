"""What a whole command costs its user, the start of the process included: ksflow beside docxtpl and RenderCV.

    python benchmarks/whole_commands.py [DOCUMENTS] [ROUNDS]

Every way makes files of the texts of the reference case, from a file on disk to files on disk: one document, and that
many in one go. Printed are the least CPU time and the least time on the clock of all rounds, and how many times ksflow
it is; on a shared machine the ratios of CPU time are what can be compared. A way that is not installed is left out.

- ksflow: `ksflow build --force` with everything it does: check, compose, write, look for edits, manifest
- docxtpl: a script that reads the texts from JSON, and opens, renders and saves the template for each document
- RenderCV: `rendercv render`, PDF only, with a section of text for each section of the case (it takes one
  file, so that each of many costs what one does). It is looked for on PATH, and has its own theme without the icons,
  which Typst would fetch

They do not do the same: docxtpl checks nothing and keeps nothing, RenderCV's PDF is neither PDF/A nor PDF/UA, and
ksflow checks the case, writes letterhead and page furniture of its own, and remembers what it has written.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

import word_files
from ksflow.casefile.loading import load_case
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import find_workspace

ROOT = Path(__file__).resolve().parents[1]
CASE = ROOT / "cases" / "KS-2021-1682.103.yaml"
NUMBER = "KS-2021/1682.103"
Make = Callable[[], None]

DOCXTPL = """\
import json, sys
from docxtpl import DocxTemplate, RichText
template, data, out, count = sys.argv[1:]
fields = json.load(open(data, encoding="utf-8"))
for number in range(int(count)):
    word = DocxTemplate(template)
    blocks = []
    for block in fields["block"]:
        text = RichText()
        for part, emphasised in block["runs"]:
            text.add(part, italic=emphasised)
        blocks.append({"stil": block["stil"], "text": text})
    word.render({**fields, "block": blocks}, autoescape=True)
    word.save(f"{out}/{number}.docx")
"""


@dataclass
class Way:
    """How one document is made, and how many are if not one by one; the least seconds of both, CPU and clock."""

    name: str
    one: Make
    many: Make | None
    cpu: tuple[float, float] = (float("inf"), float("inf"))
    clock: tuple[float, float] = (float("inf"), float("inf"))


def main() -> None:
    """Measure every way that is there, in turn, and print a row for each."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace(folder, count)
        ways = [ksflow(folder, "docx"), docxtpl(folder, count), ksflow(folder, "pdf")]
        if shutil.which("rendercv"):
            ways.append(rendercv(folder))
        for _round in range(rounds):
            for way in ways:
                measure(way)
    print(f"{'way':<22}{'one: CPU ms':>13}{'clock ms':>10}{f'{count}: CPU ms each':>20}{'clock ms':>10}")
    base = ways[0]
    for way in ways:
        base = way if way.name.startswith("ksflow") else base
        shared = count if way.many else 1
        each = [seconds / shared * 1000 for seconds in (way.cpu[1], way.clock[1])]
        row = f"{way.name:<22}{way.cpu[0] * 1000:>13.0f}{way.clock[0] * 1000:>10.0f}{each[0]:>20.1f}{each[1]:>10.1f}"
        if way is not base:
            row += f"   {way.cpu[0] / base.cpu[0]:.1f} × and {each[0] / (base.cpu[1] / count * 1000):.1f} × {base.name}"
        print(row)
    if not shutil.which("rendercv"):
        print('RenderCV is not here: pip install "rendercv[full]" in an environment of its own, and put it on PATH')


def measure(way: Way) -> None:
    """Carry out both commands of a way once, and keep the least."""
    one = timed(way.one)
    taken = [one, timed(way.many) if way.many else one]
    way.cpu = (min(way.cpu[0], taken[0][0]), min(way.cpu[1], taken[1][0]))
    way.clock = (min(way.clock[0], taken[0][1]), min(way.clock[1], taken[1][1]))


def timed(make: Make) -> tuple[float, float]:
    """Return the seconds of CPU of the processes that an action starts, and on the clock."""
    started, used = time.perf_counter(), children_cpu()
    make()
    return children_cpu() - used, time.perf_counter() - started


def children_cpu() -> float:
    """Return the CPU seconds of processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def run(*command: str | Path, at: Path) -> None:
    """Run a command that must succeed."""
    done = subprocess.run(command, cwd=at, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command} failed:\n{done.stdout}{done.stderr}")


def workspace(folder: Path, count: int) -> None:
    """Make a workspace with one case, and one with many."""
    text = CASE.read_text(encoding="utf-8")
    for name, cases in (("one", 1), ("many", count)):
        (folder / name / "cases").mkdir(parents=True)
        shutil.copy(ROOT / "kommun.yaml", folder / name)
        for number in range(cases):
            own = text.replace(NUMBER, f"KS-2021/{1682 + number}.103", 1)
            (folder / name / "cases" / f"KS-2021-{1682 + number}.103.yaml").write_text(own, encoding="utf-8")


def ksflow(folder: Path, form: str) -> Way:
    """Return what builds the statement with ksflow in one process."""
    command = (sys.executable, "-m", "ksflow", "build", "-d", "tjansteutlatande", "--to", form, "--force", "-j", "1")
    return Way(f"ksflow, {form}", lambda: run(*command, at=folder / "one"), lambda: run(*command, at=folder / "many"))


def docxtpl(folder: Path, count: int) -> Way:
    """Return what makes the same paragraphs in the same look with docxtpl."""
    place = find_workspace(ROOT)
    document = compose(load_case(CASE, place.municipality, place.root), place, "tjansteutlatande")
    lines = list(word_files.styled_lines(document.blocks))
    (folder / "docxtpl").mkdir()
    template = folder / "mall.docx"
    template.write_bytes(word_files.docxtpl_template(sorted({style for style, _runs in lines})))
    data = folder / "texter.json"
    # What is no plain value is used nowhere in this look.
    fields = {**document.fields, "block": [{"stil": style, "runs": runs} for style, runs in lines]}
    data.write_text(json.dumps(fields, default=lambda _value: ""), encoding="utf-8")

    def make(documents: int) -> Make:
        script = (sys.executable, "-c", DOCXTPL, template, data, folder / "docxtpl", str(documents))
        return lambda: run(*script, at=folder)

    return Way("docxtpl, docx", make(1), make(count))


def rendercv(folder: Path) -> Way:
    """Return what makes a PDF of the same texts with RenderCV's classic theme, its icons left out."""
    at = folder / "rendercv"
    at.mkdir()
    run("rendercv", "new", "Anna Andersson", at=at)
    for theme in (at / "classic").glob("*.typ"):
        text = theme.read_text(encoding="utf-8").replace('#import "@preview/fontawesome:0.5.0": fa-icon', "")
        if theme.name == "Preamble.j2.typ":
            text = f"#let fa-icon(name, ..rest) = []\n{text}"
        theme.write_text(text, encoding="utf-8")
    place = find_workspace(ROOT)
    case = compose(load_case(CASE, place.municipality, place.root), place, "tjansteutlatande")
    sections: dict[str, list[str]] = {"Inledning": []}
    for style, parts in word_files.styled_lines(case.blocks):
        text = "".join(part for part, _emphasised in parts)
        if style.startswith("heading"):
            sections.setdefault(text, [])
        else:
            sections[next(reversed(sections))].append(text)
    texts = {"cv": {"name": case.title, "sections": {name: lines for name, lines in sections.items() if lines}}}
    (at / "text.yaml").write_text(yaml.safe_dump(texts, allow_unicode=True), encoding="utf-8")
    one = ("rendercv", "render", "text.yaml", "-nomd", "-nohtml", "-nopng")

    return Way("RenderCV, pdf", lambda: run(*one, at=at), None)


if __name__ == "__main__":
    main()
