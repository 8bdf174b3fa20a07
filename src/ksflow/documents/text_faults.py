"""The faults of a case's Markdown texts, found without a template: what cannot be shown in any document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ksflow.casefile.loading import Inspected, walk_sections
from ksflow.casefile.model import Case
from ksflow.casefile.texts import markdown_texts
from ksflow.documents.markdown import Problem, is_surely_sound
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.reading import MAX_LEVEL, TextReader, headings_too_deep
from ksflow.locale import _
from ksflow.sources.findings import Finding, Severity
from ksflow.sources.yamltree import Path

_MARKS = "•·▪●○◦‣–—"
_BULLET = re.compile(r"^ {0,3}([•·▪●○◦‣])[ \t\u00a0]", re.MULTILINE)
_TWO_DASHES = re.compile(r"^ {0,3}([–—])[ \t\u00a0].*\n {0,3}[–—][ \t\u00a0]", re.MULTILINE)
_ROWS = re.compile(
    r"(?:\A|\n[ \t]*\n)(?:Tabell:[^\n]*\n)?"
    r"( {0,3}\|[^\n]*\|)[ \t]*\n(?![|:\- \t]+(?:\n|\Z)) {0,3}\|[^\n]*\|[ \t]*(?:\n|\Z)"
)
"""Two lines of cells that begin a paragraph, of which the second is not the line of dashes that makes a table."""


def text_findings(loaded: Inspected) -> Iterator[Finding]:
    """Yield the faults of every Markdown text of a case, also of one whose other keys are faulty."""
    tree = loaded.tree
    fields = [MarkdownField(text, path) for path, text in markdown_texts(Case, tree.data)]
    fields += [MarkdownField(file.text, (*path, "fil"), file) for path, file in loaded.texts.items()]
    reader = TextReader(tree, loaded.path, loaded.workspace)
    written = [tree.source.text, *(file.text for file in loaded.texts.values())]
    marked = any(mark in text for mark in _MARKS for text in written)
    for field in fields:
        if marked:
            yield from _other_lists(field, reader)
        if "|" in field.text:
            yield from _no_tables(field, reader)
        if not is_surely_sound(field.text):
            _blocks, findings = reader.read(field, _level_above(field.path))
            yield from findings
    for path, _section in walk_sections(loaded.case.sections if loaded.case else []):
        if _level_above(path) > MAX_LEVEL:
            help_ = _("Write fewer levels of “avsnitt” inside each other")
            yield loaded.finding((*path, "rubrik"), "FIL212", headings_too_deep(), help_)


def _other_lists(field: MarkdownField, reader: TextReader) -> Iterator[Finding]:
    """Warn of the first line that begins as a list does in Word, but not in Markdown; of a dash only before another."""
    match = _BULLET.search(field.text) or _TWO_DASHES.search(field.text)
    if match is None:
        return
    mark = match[1]
    message = _("A line begins with “{mark}”, which makes no list", mark=mark)
    problem = Problem("FIL216", message, _("Write “- ” instead of “{mark}”", mark=mark), match.start(1), match.end(1))
    yield replace(reader.finding(field, problem), severity=Severity.WARNING)


def _no_tables(field: MarkdownField, reader: TextReader) -> Iterator[Finding]:
    """Warn of the first lines that look like a table, and would run together as text."""
    match = _ROWS.search(field.text)
    if match is None or "```" in field.text:
        return
    message = _("The lines look like a table without the line of dashes under its header")
    columns = match[1].count("|") - 1
    help_ = _("Write {line} as the second line", line="|" + "---|" * columns)
    start = match.start(1) + len(match[1]) - len(match[1].lstrip())
    problem = Problem("FIL218", message, help_, start, match.end(1))
    yield replace(reader.finding(field, problem), severity=Severity.WARNING)


def _level_above(path: Path) -> int:
    """Return the level of the heading that a text stands under in a document: the title has 1, a section 2 or more."""
    if depth := path.count("avsnitt"):
        return depth + 1
    return 3 if "beslutsförslag" in path else 2
