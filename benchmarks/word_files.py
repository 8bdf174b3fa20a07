"""What a Word file costs: ksflow beside a floor, docxtpl and plain python-docx, on the same content in one run.

    python benchmarks/word_files.py [ROUNDS]

Every way makes the reference case. Printed is the least CPU time of all rounds in milliseconds, and its ratio to
docxtpl's rendering alone; on a shared machine the ratios are what can be compared.

- floor: a precompiled Jinja template of the finished document, static members deflated once, one deflate each time
- ksflow writer: from a composed document to the bytes of the file
- ksflow whole: from the YAML file on disk to the bytes of the file
- laid out in Word: as the writer, with a look in which everything is laid out with tags
- docxtpl rendering: DocxTemplate.render alone, with the template already opened
- docxtpl whole: opening the template, rendering, saving
- python-docx: opening the look, adding paragraphs and runs, saving
"""

from __future__ import annotations

import gc
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import jinja2
from docxtpl import DocxTemplate, RichText
from lxml import etree

from ksflow.casefile.loading import load_case
from ksflow.documents.blocks import Block, Division, Document, Emphasis, Heading, Inline, List, Paragraph, plain_text
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import find_workspace
from ksflow.writers.docx.look import compile_look, load_look
from ksflow.writers.docx.names import w
from ksflow.writers.docx.starting import laid_out_in_word
from ksflow.writers.docx.writer import write_docx
from ksflow.writers.docx.zipfiles import read_archive

ROOT = Path(__file__).resolve().parents[1]
CASE = ROOT / "cases" / "KS-2021-1682.103.yaml"
LOOK = ROOT / "templates" / "kommun.docx"
BATCH = 4


def main() -> None:
    """Measure every way in turn, round after round, and print the least of each."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    workspace = find_workspace(ROOT)
    look = load_look("kommun", workspace.template_folders)

    def composed() -> Document:
        return compose(load_case(CASE, workspace.municipality, workspace.root), workspace, "tjansteutlatande")

    document = composed()
    in_look = replace(document, in_look=True)
    whole = compile_look(laid_out_in_word(LOOK.read_bytes()), "hela.docx")
    lines = list(styled_lines(document.blocks))
    template = docxtpl_template(sorted({style for style, _runs in lines}))
    fields = {**document.fields, "block": [{"stil": line[0], "text": rich_text(line)} for line in lines]}
    ways: dict[str, Callable[[], float]] = {
        "floor": timed(floor(write_docx(document, look))),
        "ksflow writer": timed(lambda: write_docx(document, look)),
        "ksflow whole": timed(lambda: write_docx(composed(), look)),
        "laid out in Word": timed(lambda: write_docx(in_look, whole)),
        "docxtpl rendering": lambda: docxtpl_rendering(template, fields),
        "docxtpl whole": timed(lambda: docxtpl_whole(template, fields)),
        "python-docx": timed(lambda: python_docx(lines)),
    }
    least = dict.fromkeys(ways, float("inf"))
    gc.disable()
    for _round in range(rounds):
        for name, way in ways.items():
            least[name] = min(least[name], way())
        gc.collect()
    print(f"{'way':<20}{'CPU ms':>9}{'docxtpl rendering takes':>26}")
    for name, seconds in least.items():
        print(f"{name:<20}{seconds * 1000:>9.2f}{least['docxtpl rendering'] / seconds:>24.1f} ×")
    print(f"ksflow writer / floor: {least['ksflow writer'] / least['floor']:.1f}")


def timed(action: Callable[[], object]) -> Callable[[], float]:
    """Return a function that carries out the action a few times, as a batch does, and returns the least CPU time."""

    def run() -> float:
        least = float("inf")
        for _time in range(BATCH):
            started = time.process_time_ns()
            action()
            least = min(least, (time.process_time_ns() - started) / 1e9)
        return least

    return run


Line = tuple[str, list[tuple[str, bool]]]
"""A paragraph: the name of its style, and its runs, each with whether it is emphasised."""


def styled_lines(blocks: tuple[Block, ...], style: str = "Normal") -> Iterator[Line]:
    """Yield every paragraph of a document."""
    for block in blocks:
        match block:
            case Heading(level, children):
                yield f"heading {level}", list(runs(children))
            case Paragraph(children):
                yield style, list(runs(children))
            case List(_, items):
                for item in items:
                    yield from styled_lines(item, "List Bullet")
            case Division(name, inner):
                yield from styled_lines(inner, name)


def runs(children: tuple[Inline, ...]) -> Iterator[tuple[str, bool]]:
    """Yield the runs of a paragraph."""
    for child in children:
        yield plain_text((child,)), isinstance(child, Emphasis)


def rich_text(line: Line) -> RichText:
    """Return a paragraph's runs as docxtpl takes them."""
    text = RichText()
    for part, emphasised in line[1]:
        text.add(part, italic=emphasised)
    return text


def floor(finished: bytes) -> Callable[[], bytes]:
    """Return what makes the finished file with the least work: its document part as a Jinja template of its lines."""
    archive = read_archive(finished)
    document = etree.fromstring(archive.read("word/document.xml"))
    values = []
    for node in document.iter(w("t")):
        values.append(node.text or "")
        node.text = f"{{{{ t[{len(values) - 1}] | e }}}}"
    template = jinja2.Template(etree.tostring(document, encoding="unicode"))
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as static:
        for name in archive.namelist():
            if name != "word/document.xml":
                static.writestr(name, archive.read(name))
    prefix = buffer.getvalue()

    def make() -> bytes:
        xml = template.render(t=values).encode()
        compressor = zlib.compressobj(1, zlib.DEFLATED, -15)
        return b"".join((prefix, compressor.compress(xml), compressor.flush()))

    return make


def docxtpl_template(styles: list[str]) -> bytes:
    """Return the look with the body laid out in docxtpl's tags: one loop with a branch for each style."""
    word = docx.Document(str(LOOK))
    place = next(paragraph for paragraph in word.paragraphs if "innehåll" in paragraph.text)
    for style, text in [
        ("Normal", "{%p for b in block %}"),
        *(
            (name, part)
            for name in styles
            for part in (f'{{%p if b.stil == "{name}" %}}', "{{r b.text }}", "{%p endif %}")
        ),
        ("Normal", "{%p endfor %}"),
    ]:
        place.insert_paragraph_before(text, style=style)
    body = place._element.getparent()
    assert body is not None
    body.remove(place._element)
    # Pictures are made differently there; this case has none.
    xml = etree.tostring(word.sections[0].first_page_header._element, encoding="unicode")
    buffer = BytesIO()
    word.save(buffer)
    assert "{{r kommun.logotyp }}" in xml
    return buffer.getvalue()


def docxtpl_rendering(template: bytes, fields: dict[str, Any]) -> float:
    """Return the least CPU time of docxtpl's render alone, in seconds."""
    least = float("inf")
    for _time in range(BATCH):
        word = DocxTemplate(BytesIO(template))
        word.init_docx()
        started = time.process_time_ns()
        word.render(fields, autoescape=True)
        least = min(least, (time.process_time_ns() - started) / 1e9)
    return least


def docxtpl_whole(template: bytes, fields: dict[str, Any]) -> None:
    """Open, render and save with docxtpl."""
    word = DocxTemplate(BytesIO(template))
    word.render(fields, autoescape=True)
    word.save(BytesIO())


def python_docx(lines: list[Line]) -> None:
    """Add the paragraphs to the look with python-docx, and save."""
    word = docx.Document(str(LOOK))
    for style, parts in lines:
        paragraph = word.add_paragraph(style=style)
        for text, emphasised in parts:
            paragraph.add_run(text).italic = emphasised or None
    word.save(BytesIO())


if __name__ == "__main__":
    main()
