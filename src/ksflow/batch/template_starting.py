"""Templates to begin with: a look for Word, web pages or PDF, a content template, or all laid out in Word."""

from __future__ import annotations

from pathlib import Path

from ksflow.documents.kinds import SUFFIX
from ksflow.organisation.workspace import default_templates
from ksflow.writers.docx.starting import laid_out_in_word

LOOK, CONTENT, WORD, HTML, PDF = "look", "content", "word", "html", "pdf"
KINDS = (LOOK, CONTENT, WORD, HTML, PDF)
_EXPLAINED = """\
{# Det här är en innehållsmall: vad dokumentet säger. Hur det ser ut står i utseendet (utseende: ovan).
   {{ fält }} skriver ut ett fält, {% if … %} och {% for … %} väljer och upprepar. `ksflow template fields` visar alla
   fält, `ksflow template check` säger vad som är fel, `ksflow template render ÄRENDE` visar texten före utseendet. #}
"""


def starting_files(name: str, kind: str) -> dict[str, bytes]:
    """Return the files to write into templates/, by their names.

    Those that begin with "_" are shared by several templates: one that is there already will do.
    """
    shipped = default_templates()
    if kind == HTML:
        return {f"{name}.html": (shipped / "kommun.html").read_bytes()}
    if kind == PDF:  # colours and measures stand in the part that all looks share
        return {f"{name}.typ": (shipped / "kommun.typ").read_bytes(), "_stil.typ": (shipped / "_stil.typ").read_bytes()}
    look = (shipped / "kommun.docx").read_bytes()
    if kind == LOOK:
        return {f"{name}.docx": look}
    if kind == CONTENT:
        return {f"{name}{SUFFIX}": _content(shipped, name, "utseende: kommun\n")}
    head = f"utseende: kommun\nutseende_i_word: {name}\nallt_i_word: ja\n"
    return {f"{name}.docx": laid_out_in_word(look), f"{name}{SUFFIX}": _content(shipped, name, head)}


def _content(shipped: Path, name: str, head: str) -> bytes:
    """Return the shipped tjänsteutlåtande under another name, explained."""
    text = (shipped / f"tjansteutlatande{SUFFIX}").read_text(encoding="utf-8")
    _start, _head, body = text.split("---\n", 2)
    return f"---\nnamn: {name.capitalize()}\nfilnamn: {name}\n{head}---\n{_EXPLAINED}{body}".encode()
