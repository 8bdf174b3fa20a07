"""All cases of the workspace in all three core documents, compared by content with what a person has read.

The golden files, tests/data/golden/NUMBER/DOCUMENT.txt, hold each document as its reader sees it. When a change is
meant, read the difference and then renew them: ``KSFLOW_GOLDEN=renew pytest tests/cli/test_core_documents.py``
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import docx
import ooxml_integrity
import openxml_audit
import pytest
import yaml
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from conftest import ROOT
from ksflow.sources.codes import is_text_rule
from wordtext import paragraph_lines, part_lines

GOLDEN = ROOT / "tests" / "data" / "golden"
RENEW = os.environ.get("KSFLOW_GOLDEN") == "renew"
CASES = sorted(path.stem for path in (ROOT / "cases").glob("*.yaml"))
DOCUMENTS = ("tjansteutlatande", "beslutsforslag", "sandlista")
ALL = [(case, document) for case in CASES for document in DOCUMENTS]
REFERENCE_CASE = "KS-2021-1682.103"
NINE_POINTS = "KS-2024-1187.182"
NO_LIST = "KS-2025-367.109"


def build(workspace: Path, out: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "ksflow", "build", *arguments, "--workspace", str(workspace), "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build all documents of all cases, as a user does."""
    out = tmp_path_factory.mktemp("out")
    build(ROOT, out)
    return out


def test_only_the_published_case_has_findings_and_they_are_about_what_it_says() -> None:
    command = [sys.executable, "-m", "ksflow", "check", "--report", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    report = json.loads(done.stdout)
    assert {finding["file"] for finding in report["findings"]} == {"cases/KS-2021-1682.103.yaml"}
    assert all(is_text_rule(finding["code"]) for finding in report["findings"])
    assert report["summary"]["cases"] == len(CASES)


# Content


@pytest.mark.parametrize(("case", "document"), ALL)
def test_the_document_says_what_a_person_has_read(built: Path, case: str, document: str) -> None:
    actual = seen(built / case / f"{document}.docx")
    golden = GOLDEN / case / f"{document}.txt"
    expected = golden.read_text(encoding="utf-8").splitlines() if golden.exists() else []
    if actual == expected:
        return
    difference = "\n".join(difflib.unified_diff(expected, actual, "read by a person", "built now", lineterm="", n=1))
    if RENEW:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text("".join(f"{line}\n" for line in actual), encoding="utf-8", newline="\n")
        pytest.skip(f"Renewed {golden.relative_to(ROOT)}; read what changed:\n{difference}")
    pytest.fail(f"{golden.relative_to(ROOT)} differs:\n{difference}", pytrace=False)


def test_every_golden_file_belongs_to_a_document() -> None:
    found = {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*") if path.is_file()}
    assert found == {f"{case}/{document}.txt" for case, document in ALL}


def test_a_lost_paragraph_row_number_heading_or_alignment_is_seen(built: Path) -> None:
    path = built / NINE_POINTS / "tjansteutlatande.docx"

    def without(change: str) -> list[str]:
        document: Any = docx.Document(str(path))
        nodes: Any = document.element.body
        table: Any = document.tables[1]
        assert "Förskolenämnden" in table.cell(1, 0).text
        if change == "paragraph":
            nodes.remove(next(node for node in nodes.iter(qn("w:p")) if "ingen ny upplåning" in text(node)))
        elif change == "row":
            table._tbl.remove(table.rows[2]._tr)
        elif change == "number":
            properties = next(p for p in nodes.iter(qn("w:pPr")) if p.find(qn("w:numPr")) is not None)
            properties.remove(properties.find(qn("w:numPr")))
        elif change == "heading":
            next(p for p in document.paragraphs if p.text == "Bakgrund").style = document.styles["Normal"]
        else:
            for alignment in list(table._tbl.iter(qn("w:jc"))):
                alignment.getparent().remove(alignment)
        return body(document)

    for change in ("paragraph", "row", "number", "heading", "alignment"):
        assert without(change) != body(docx.Document(str(path))), change


@pytest.mark.parametrize("case", CASES)
def test_the_sums_of_a_table_add_up(built: Path, case: str) -> None:
    """Every column of amounts ends in its sum, in the tables whose last row is one."""
    for table in docx.Document(str(built / case / "tjansteutlatande.docx")).tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        if rows[-1][0] not in ("Summa", "Återstår"):
            continue
        for column in list(zip(*rows[1:], strict=True))[1:]:
            *parts, total = (int(re.sub(r"\s", "", amount).replace("−", "-")) for amount in column)
            assert sum(parts) == total, column


def test_the_nine_point_case_has_a_table_that_adds_up(built: Path) -> None:
    lines = seen(built / NINE_POINTS / "beslutsforslag.docx")
    assert "Nämnd | Kvar från 2023, kr | Ombudgeteras till 2024, kr" in lines
    assert "--- | ---: | ---:" in lines
    assert "Summa | 202 500 000 | 184 350 000" in lines


# The distribution list


def test_all_boards_and_companies_are_every_body_and_company_of_kommun_yaml_each_once(built: Path) -> None:
    kommun = yaml.safe_load((ROOT / "kommun.yaml").read_text(encoding="utf-8"))
    bodies = [body["namn"] for body in kommun["instanser"] if body["namn"] != "Kommunfullmäktige"]
    companies = [company["namn"] for company in kommun["bolag"]]
    document = docx.Document(str(built / REFERENCE_CASE / "sandlista.docx"))
    table = next(table for table in document.tables if table.cell(0, 0).text == "Mottagare")
    names = [row.cells[0].text.strip() for row in table.rows[1:]]
    assert names[:2] == ["Södertörns högskola", f"Samtliga nämnder och bolag ({len(bodies) + len(companies)})"]
    assert names[2:] == bodies + companies


def test_a_case_without_a_list_says_so_and_has_no_heading_for_it(built: Path) -> None:
    assert "Ärendet har ingen sändlista." in seen(built / NO_LIST / "sandlista.docx")
    for document in ("tjansteutlatande", "beslutsforslag"):
        assert "## Beslutet ska skickas till" not in seen(built / NO_LIST / f"{document}.docx")


# Form


@pytest.mark.parametrize(("case", "document"), ALL)
def test_the_file_is_valid_and_has_no_empty_paragraphs(built: Path, case: str, document: str) -> None:
    path = built / case / f"{document}.docx"
    assert [str(finding) for finding in ooxml_integrity.check(path)] == []
    assert [paragraph.text for paragraph in docx.Document(str(path)).paragraphs if not paragraph.text.strip()] == []


@pytest.mark.parametrize(("case", "document"), [(NINE_POINTS, "sandlista"), ("KS-2020-1533.912", "tjansteutlatande")])
def test_a_second_validator_agrees(built: Path, case: str, document: str) -> None:
    path = built / case / f"{document}.docx"
    assert [str(error) for error in openxml_audit.OpenXmlValidator().validate(path).errors] == []


def test_a_house_rule_turns_the_nine_points_into_att_satser(tmp_path: Path) -> None:
    workspace = tmp_path / "kommun"
    shutil.copytree(ROOT / "cases", workspace / "cases")
    kommun = (ROOT / "kommun.yaml").read_text(encoding="utf-8")
    (workspace / "kommun.yaml").write_text(f"{kommun}\nhusregler: {{beslutsform: att-satser}}\n", encoding="utf-8")
    build(workspace, tmp_path / "out", str(workspace / "cases" / f"{NINE_POINTS}.yaml"), "-d", "beslutsforslag")
    lines = seen(tmp_path / "out" / NINE_POINTS / "beslutsforslag.docx")
    first = lines.index("### Kommunstyrelsens förslag till kommunfullmäktige")
    assert lines[first : lines.index("## Beslutsunderlag")] == ATT_SATSER.strip().splitlines()


ATT_SATSER = """
### Kommunstyrelsens förslag till kommunfullmäktige
Kommunstyrelsen föreslår kommunfullmäktige besluta
att investeringsmedel för 2023 ombudgeteras till 2024 med sammanlagt 184 350 000 kronor, fördelade så här:
Nämnd | Kvar från 2023, kr | Ombudgeteras till 2024, kr
--- | ---: | ---:
Förskolenämnden | 22 750 000 | 20 900 000
Grundskolenämnden | 96 400 000 | 91 250 000
Klimat- och stadsmiljönämnden | 35 150 000 | 28 400 000
Kultur- och fritidsnämnden | 41 300 000 | 38 600 000
Vård- och omsorgsnämnden | 6 900 000 | 5 200 000
Summa | 202 500 000 | 184 350 000
att grundskolenämnden får för år 2024 ett tilläggsanslag på 6 200 000 kronor för tillfälliga skollokaler,
att vård- och omsorgsnämnden får för år 2024 ett tilläggsanslag på 4 800 000 kronor för ökade hyror i särskilda \
boenden,
att tilläggsanslagen i punkterna 2 och 3 finansieras genom att kommunstyrelsens reserv för oförutsedda behov minskas \
med 11 000 000 kronor,
att kultur- och fritidsnämnden får i uppdrag att senast den 30 september 2024 för kommunstyrelsen redovisa
• en ny tidplan för ombyggnaden av Källängens sporthall,
• en ny kalkyl för projektet, och
• hur nämnden ska undvika fler förseningar,
att kommunens borgensram för Huddinge Samhällsfastigheter AB höjs med 60 000 000 kronor, från 1 940 000 000 kronor \
till 2 000 000 000 kronor,
att kommunstyrelsen får under 2024 flytta investeringsmedel mellan projekt inom samma nämnd med högst 5 000 000 \
kronor per projekt,
att riktlinjer för ombudgetering av investeringsmedel, daterade den 17 april 2024 enligt bilaga 1, antas och gäller \
från och med den 1 juli 2024, varmed riktlinjerna för ombudgetering som kommunfullmäktige antog den 12 juni 2017 (§ \
88) upphävs, samt
att ekonomiavdelningen får i uppdrag att senast den 31 januari 2025 redovisa för kommunfullmäktige hur de \
ombudgeterade medlen har använts.
### Kommunstyrelsens beslut under förutsättning av kommunfullmäktiges beslut
Kommunstyrelsen beslutar, under förutsättning av kommunfullmäktiges beslut,
att kommundirektören får i uppdrag att senast den 1 november 2024 redovisa för kommunstyrelsen hur nämnderna följer \
de nya riktlinjerna för ombudgetering, samt
att kommunstyrelsens förvaltning får i uppdrag att uppdatera nämndernas budgetramar i ekonomisystemet senast den 28 \
juni 2024, och att punkten justeras omedelbart.
"""


# A document as its reader sees it


def seen(path: Path) -> list[str]:
    """Return the lines of a document.

    Headings begin with ``#`` by level, items with their number or bullet; a table is a row a line, its cells parted by
    `` | ``, the header row underlined, right-aligned columns with ``:``. Footnotes stand last. The number of pages,
    which Word counts itself, is left out.
    """
    document = docx.Document(str(path))
    section = document.sections[0]
    parts = {"sidhuvud 1": section.first_page_header, "sidhuvud": section.header}
    heads = [f"[{name}] {' · '.join(_without_page(part_lines(part)))}" for name, part in parts.items()]
    return [*heads, *body(document), *_footnotes(document)]


def body(document: Any) -> list[str]:
    """Return the lines between headers and footnotes."""
    return list(_Reader(document).blocks(document.element.body))


def text(paragraph: Any) -> str:
    return " ".join(paragraph_lines(paragraph))


def _indent(cell: Any) -> str:
    """Return what shows that a cell's text is indented, as members of a group are."""
    return "   " if cell.find(f"{qn('w:p')}/{qn('w:pPr')}/{qn('w:ind')}") is not None else ""


def _without_page(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if not re.fullmatch(r"[0-9]+ \([0-9]+\)", line)]


def _footnotes(document: Any) -> Iterator[str]:
    for part in document.part.package.iter_parts():
        if part.partname == "/word/footnotes.xml":
            root = parse_xml(part.blob)
            notes = [note for note in root if note.get(qn("w:type")) is None]
            yield from (f"[{number}] {' '.join(map(text, note)).strip()}" for number, note in enumerate(notes, 1))


@dataclass
class _Reader:
    document: Any
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)
    notes: int = 0

    def blocks(self, parent: Any) -> Iterator[str]:
        for node in parent:
            if node.tag == qn("w:p"):
                yield from self.paragraph(node)
            elif node.tag == qn("w:tbl"):
                yield from self.table(node)
            elif node.tag in (qn("w:sdt"), qn("w:sdtContent")):
                yield from self.blocks(node)

    def paragraph(self, node: Any) -> Iterator[str]:
        lines = list(paragraph_lines(node))
        if not lines:
            return
        for _reference in node.iter(qn("w:footnoteReference")):
            self.notes += 1
            lines[-1] += f" [{self.notes}]"
        numbering = node.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if numbering is not None:
            level = int(numbering.find(qn("w:ilvl")).get(qn("w:val")))
            number = numbering.find(qn("w:numId")).get(qn("w:val"))
            mark = f"{' ' * level}- "
            lines[0] = f"{'  ' * level}{self.label(number, level)} {lines[0].removeprefix(mark)}"
        style = Paragraph(node, self.document).style
        if style is not None and (heading := re.fullmatch(r"Heading ([1-9])", style.name or "")):
            lines[0] = f"{'#' * int(heading[1])} {lines[0]}"
        indent = node.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        if indent is not None and numbering is None:
            lines[0] = f"  {lines[0]}"
        yield from lines

    def label(self, number: str, level: int) -> str:
        """Return what Word prints before an item, counting as Word does."""
        root = self.document.part.numbering_part.element
        num = next(node for node in root.findall(qn("w:num")) if node.get(qn("w:numId")) == number)
        abstract = num.find(qn("w:abstractNumId")).get(qn("w:val"))
        lists = root.findall(qn("w:abstractNum"))
        levels = next(node for node in lists if node.get(qn("w:abstractNumId")) == abstract).findall(qn("w:lvl"))
        start, kind, pattern = (
            str(levels[level].find(qn(f"w:{key}")).get(qn("w:val"))) for key in ("start", "numFmt", "lvlText")
        )
        if kind == "bullet":
            return pattern
        overrides = {
            int(node.get(qn("w:ilvl"))): int(node.find(qn("w:startOverride")).get(qn("w:val")))
            for node in num.findall(qn("w:lvlOverride"))
        }
        key = (abstract, level)
        if level in overrides and (number, level) not in self.begun:
            self.counts[key] = overrides[level]
        else:
            self.counts[key] = self.counts.get(key, int(start) - 1) + 1
        self.begun.add((number, level))
        for deeper in [place for place in self.counts if place[0] == abstract and place[1] > level]:
            del self.counts[deeper]
        return pattern.replace(f"%{level + 1}", _NUMERALS[kind](self.counts[key]))

    def table(self, node: Any) -> Iterator[str]:
        for row in node.iter(qn("w:tr")):
            cells = row.findall(qn("w:tc"))
            texts = (_indent(cell) + " / ".join(chain.from_iterable(map(paragraph_lines, cell))) for cell in cells)
            yield " | ".join(texts).replace("\u2003", "  ").rstrip()
            if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None:
                sides = [cell.find(f"{qn('w:p')}/{qn('w:pPr')}/{qn('w:jc')}") for cell in cells]
                marks = {None: "---", "left": "---", "right": "---:", "center": ":---:"}
                yield " | ".join(marks[None if side is None else side.get(qn("w:val"))] for side in sides)


_NUMERALS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "lowerLetter": lambda number: "abcdefghijklmnopqrstuvwxyz"[number - 1],
    "lowerRoman": lambda number: ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")[number - 1],
}
