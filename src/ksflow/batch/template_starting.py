"""Templates to begin with: a look for Word, web pages or PDF, a content template, or a document laid out in Word."""

from __future__ import annotations

from pathlib import Path

from ksflow.documents.kinds import SUFFIX
from ksflow.organisation.workspace import default_templates
from ksflow.writers.docx.starting import laid_out_in_word

LOOK, HTML, PDF, CONTENT, WORD = "look", "html", "pdf", "content", "word"
KINDS = (LOOK, HTML, PDF, CONTENT, WORD)
_SHARED_BY_PDF = "_stil.typ"
"""Where the looks for PDF have their type, colours and letterhead."""
_MODEL = f"tjansteutlatande{SUFFIX}"
_EXPLAINED = """\
{# Det här är en innehållsmall: vad dokumentet säger. Hur det ser ut står i utseendet (utseende: ovan).
   {{ fält }} skriver ut ett fält, {% if … %} och {% for … %} väljer och upprepar. `ksflow template fields` visar alla
   fält, `ksflow template check` säger vad som är fel, `ksflow template render ÄRENDE` visar texten före utseendet. #}
"""


def starting_files(name: str, kind: str) -> dict[str, bytes]:
    """Return the files to write into templates/, by their names; the first is the one to begin with.

    A template that ksflow ships is begun with that one, another with what the tjänsteutlåtande has. Those whose names
    begin with "_" are shared by several templates: one that is there already serves as well.
    """
    shipped = default_templates()
    if kind == LOOK:
        return _look(shipped, name, "docx")
    if kind == HTML:
        return _look(shipped, name, "html")
    if kind == PDF:
        return _look(shipped, name, "typ") | {_SHARED_BY_PDF: (shipped / _SHARED_BY_PDF).read_bytes()}
    if kind == CONTENT:
        own = f"{name}{SUFFIX}"
        return {own: _content(shipped, name, own if (shipped / own).is_file() else _MODEL)}
    look = laid_out_in_word((shipped / "kommun.docx").read_bytes())
    extra = f"utseende_i_word: {name}\nallt_i_word: ja\n"
    return {f"{name}.docx": look, f"{name}{SUFFIX}": _content(shipped, name, _MODEL, extra)}


def _look(shipped: Path, name: str, ending: str) -> dict[str, bytes]:
    own = shipped / f"{name}.{ending}"
    return {own.name: (own if own.is_file() else shipped / f"kommun.{ending}").read_bytes()}


def _content(shipped: Path, name: str, model: str, extra: str = "") -> bytes:
    """Return a shipped content template, explained; under another name it is another document."""
    _start, head, body = (shipped / model).read_text(encoding="utf-8").split("---\n", 2)
    if model != f"{name}{SUFFIX}":
        head = f"namn: {name.capitalize()}\nfilnamn: {name}\nutseende: kommun\n"
    return f"---\n{head}{extra}---\n{_EXPLAINED}{body}".encode()
