"""Plain text and Markdown become cases."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from words import missing_words

from conftest import REFERENCE, ROOT, Outcome
from ksflow.importing.case_text import case_text
from ksflow.importing.facts import is_label
from ksflow.importing.headings import Part, part_of
from ksflow.importing.parts import divide
from ksflow.importing.plain_text import read_plain
from ksflow.organisation.workspace import find_workspace
from ksflow.sources.textfile import first_forbidden

Run = Callable[..., Outcome]
PAGE_BREAK = """\
HUDDINGE KOMMUN

Postadress
Huddinge kommun
Kommunstyrelsens förvaltning
141 85 Huddinge

Besök
Kommunalvägen 28

Tfn vxl 08-535 300 00

huddinge@huddinge.se
www.huddinge.se

Datum
2021-08-11

Diarienummer
KS-2021/1682.103"""
SEED = ROOT / "tests" / "data" / "KS-2021-1682.103.txt"


def test_the_published_text_becomes_the_reference_case(workspace: Path, ksflow: Run) -> None:
    # As the text came out of a PDF: the foot of page one and the head of page two stand between two paragraphs.
    text = SEED.read_text("utf-8").replace("\n\nAvtalet förutsätter", f"\n\n{PAGE_BREAK}\n\nAvtalet förutsätter", 1)
    (workspace / "publicerat.txt").write_text(text, "utf-8")
    outcome = ksflow("import", "publicerat.txt", "--verify")
    assert (outcome.code, outcome.stdout) == (0, "")
    made = (workspace / "cases" / "KS-2021-1682.103.yaml").read_text("utf-8")
    reference = REFERENCE.read_text("utf-8")
    assert yaml.load(made, Loader=yaml.BaseLoader) == yaml.load(reference, Loader=yaml.BaseLoader)
    assert "# I sidhuvud och sidfot stod också:\n" in made


@pytest.mark.parametrize(("encoding", "told"), [("cp1252", "CP1252"), ("utf-16", "UTF-16"), ("utf-16-be", "UTF-16")])
def test_what_an_old_program_saved_is_read_and_said(encoding: str, told: str, workspace: Path, ksflow: Run) -> None:
    text = "Bakgrund\r\n\r\nVi åt räksmörgås – ”ofta”.\r\n"
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    (workspace / "gammal.txt").write_bytes(mark + text.encode(encoding))
    outcome = ksflow("import", "gammal.txt", "--show")
    assert "Vi åt räksmörgås – ”ofta”." in outcome.stdout
    assert f"Read as a text in the encoding {told}\n" in outcome.stderr


@pytest.mark.parametrize("case", sorted(path.stem for path in (ROOT / "cases").glob("*.yaml")))
def test_markdown_that_ksflow_has_written_comes_back(case: str, workspace: Path, ksflow: Run) -> None:
    import shutil

    shutil.copytree(ROOT / "cases", workspace / "cases", dirs_exist_ok=True)
    ksflow("build", f"cases/{case}.yaml", "-d", "tjansteutlatande", "--to", "md")
    built = workspace / "out" / case / "tjansteutlatande.md"
    before = built.read_bytes()
    (workspace / "original.md").write_bytes(before)
    (workspace / "cases" / f"{case}.yaml").unlink()
    outcome = ksflow("import", "original.md", "--verify")
    assert (outcome.code, outcome.stdout) == (0, "")
    ksflow("build", f"cases/{case}.yaml", "-d", "tjansteutlatande", "--to", "md", "--force")
    assert built.read_bytes() == before


PIECES = """\
Datum|2021-08-11|Diarienummer: KS-2021/7|Förslag till beslut|Sammanfattning|Bakgrund|En mening om något.|- punkt
  - inre|1. ett|Bilagor|Beslutet ska skickas till|Socialnämnden|Sven Snö|Gatuchef|Handläggare|a: b # c|*x|[a](b)|<b>
Kommunstyrelsen|\ttab|[^1]: not|åäö – ”så”|> citat|```|# Rubrik|HUDDINGE KOMMUN|""".replace("\n", "|").split("|")
LINES = st.lists(
    st.sampled_from(PIECES),
    max_size=25,
)
MUNICIPALITY = find_workspace(ROOT).municipality


@given(lines=LINES | st.text(max_size=80).map(str.splitlines))
def test_whatever_a_text_says_is_in_the_case_file(lines: list[str]) -> None:
    text = "\n".join(lines)
    if first_forbidden(text) or not text.strip():
        return
    source = read_plain(text.encode("utf-8"), "x.txt")
    parts = divide(source, MUNICIPALITY)
    made = case_text(parts, MUNICIPALITY, "x.txt").text
    data = yaml.load(made, Loader=yaml.BaseLoader)
    assert isinstance(data, dict)
    # Headings that have become keys, and what is said twice of facts and letterhead.
    headings = {word for line in lines if part_of(line) is not Part.SECTION for word in _words(line)}
    repeated = {word for line in (*parts.consumed, *parts.furniture) for word in _words(line)}
    labels = {word for line in parts.consumed if is_label(line) for word in _words(line)}
    # The number before an attachment is its place in the list.
    missing = {word for word in missing_words(source, made) if not word.isdigit()}
    assert missing <= headings | repeated
    assert all(word in made for word in missing - headings - labels)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def test_html_in_markdown_is_printed_and_the_headings_stay(workspace: Path, ksflow: Run) -> None:
    text = "# Ett ärende\n\n## Bakgrund\n\nDet är <b>viktigt</b>, se <https://example.org>.\n"
    (workspace / "a.md").write_text(text, "utf-8")
    outcome = ksflow("import", "a.md", "--show")
    data = yaml.load(outcome.stdout, Loader=yaml.BaseLoader)
    assert data["rubrik"] == "Ett ärende"
    (section,) = data["avsnitt"]
    assert section["rubrik"] == "Bakgrund"
    assert "<b>viktigt" in section["text"].replace("\\", "")
    assert "What Markdown cannot show stands as text: HTML is not shown: <b>" in outcome.stderr


def test_several_case_files_that_are_shown_are_several_yaml_documents(workspace: Path, ksflow: Run) -> None:
    (workspace / "a.txt").write_text("Ny gångväg\n\nEn gångväg byggs.\n", "utf-8")
    (workspace / "b.md").write_text("# Ny bro\n\nEn bro byggs.\n", "utf-8")
    outcome = ksflow("import", "a.txt", "finns-inte.txt", "b.md", "--show")
    assert outcome.code == 1
    assert [found["rubrik"] for found in yaml.safe_load_all(outcome.stdout)] == ["Ny gångväg", "Ny bro"]
    alone = [ksflow("import", name, "--show").stdout for name in ("a.txt", "b.md")]
    assert outcome.stdout == "---\n".join(alone), "one alone has nothing before it"
