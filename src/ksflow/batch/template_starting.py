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
        return {f"{name}.html": _look(shipped, name, ".html")}
    if kind == PDF:  # colours and measures stand in the part that all looks share
        return {f"{name}.typ": _look(shipped, name, ".typ"), "_stil.typ": (shipped / "_stil.typ").read_bytes()}
    if kind == LOOK:
        return {f"{name}.docx": _look(shipped, name, ".docx")}
    if kind == CONTENT:
        return {f"{name}{SUFFIX}": _content(shipped, name)}
    in_word = f"utseende: kommun\nutseende_i_word: {name}\nallt_i_word: ja\n"
    document = laid_out_in_word(_look(shipped, "kommun", ".docx"))
    return {f"{name}.docx": document, f"{name}{SUFFIX}": _statement(shipped, name, in_word)}


def _look(shipped: Path, name: str, suffix: str) -> bytes:
    """Return the shipped look of this name, else that of letters."""
    own = shipped / f"{name}{suffix}"
    return (own if own.is_file() else shipped / f"kommun{suffix}").read_bytes()


def _content(shipped: Path, name: str) -> bytes:
    """Return the shipped content template of this name, explained, else the tjänsteutlåtande under the name."""
    own = shipped / f"{name}{SUFFIX}"
    if not own.is_file():
        return _statement(shipped, name, "utseende: kommun\n")
    head, body = _divided(own)
    return f"---\n{head}---\n{_EXPLAINED}{body}".encode()


def _statement(shipped: Path, name: str, head: str) -> bytes:
    """Return the shipped tjänsteutlåtande under another name, explained."""
    original = f"tjansteutlatande{SUFFIX}"
    _head, body = _divided(shipped / original)
    title = "Tjänsteutlåtande" if f"{name}{SUFFIX}" == original else name.capitalize()
    return f"---\nnamn: {title}\nfilnamn: {name}\n{head}---\n{_EXPLAINED}{body}".encode()


def _divided(template: Path) -> tuple[str, str]:
    """Return the head and the body of a content template."""
    _start, head, body = template.read_text(encoding="utf-8").split("---\n", 2)
    return head, body
