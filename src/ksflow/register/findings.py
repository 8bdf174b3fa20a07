"""Faults of the register as findings, each at its place in the case file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from ksflow.organisation.model import Municipality
from ksflow.register.faults import Fault
from ksflow.register.reading import Register
from ksflow.register.record import Record, reference_pattern
from ksflow.sources.findings import START, Finding, FindingsError, Severity, Span
from ksflow.sources.migrations import migrated
from ksflow.sources.textfile import TextFile, read_text_file
from ksflow.sources.validation import shown_span
from ksflow.sources.yamltree import Path as TreePath
from ksflow.sources.yamltree import YamlTree, parse_yaml

_TEXTS = ("sammanfattning", "avsnitt", "beslutsförslag")
"""The keys under which a case says something."""


def register_findings(register: Register, faults: Iterable[Fault], municipality: Municipality) -> list[Finding]:
    """Return the faults as findings sorted by place, as bad as the municipality says (``regler`` in kommun.yaml)."""
    places = _Places(register)
    found: set[Finding] = set()
    for fault in faults:
        severity = municipality.severities.get(fault.code, fault.severity)
        if severity is None:
            continue
        source, span = places.find(fault)
        finding = source.finding(span, fault.code, fault.message, fault.help, severity)
        number = fault.record.number
        found.add(replace(finding, diary_number=register.form.format(number) if number else None))
    return sorted(found)


def broken_findings(register: Register, records: Iterable[Record] | None = None) -> list[Finding]:
    """Return why files cannot be read: all, or some of them."""
    broken = register.broken() if records is None else records
    return [finding for record in broken for finding in _broken(register, record)]


def _broken(register: Register, record: Record) -> list[Finding]:
    name = register.shown(record.file)
    try:
        parse_yaml(read_text_file(register.root / record.file, name))
    except FindingsError as error:
        return error.findings
    # It has been mended while the register was read.
    return [Finding(name, START, "FIL001", Severity.ERROR, record.broken or "")]


class _Places:
    """Finds what to underline; files are read only for what is reported."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.reference = reference_pattern(register.form)
        self._tree = lru_cache(maxsize=8)(self._parsed)

    def find(self, fault: Fault) -> tuple[TextFile, Span]:
        """Return the file and the place of a fault: the number, when it is nowhere else to be seen."""
        tree = self._tree(fault.record.file)
        if fault.code == "FIL115":
            return tree.source, self._entry(tree, fault)
        if not fault.words:
            return tree.source, _place(tree, (fault.key,))
        inside = self._in_texts(tree, fault.words)
        return inside or self._in_files(fault) or (tree.source, _place(tree, ("diarienummer",)))

    def _entry(self, tree: YamlTree, fault: Fault) -> Span:
        entries = tree.data.get(fault.key)
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and str(entry.get("regel")).strip() == fault.words:
                return _place(tree, (fault.key, number, "regel"))
        return START

    def _in_texts(self, tree: YamlTree, words: str) -> tuple[TextFile, Span] | None:
        above = {path[:-1] for path in tree.places}
        texts = [place.value for path, place in tree.places.items() if path and path[0] in _TEXTS and path not in above]
        for span in self._spans(tree.source, words):
            if any(text[:2] <= span[:2] and span[2:] <= text[2:] for text in texts):
                return tree.source, span
        return None

    def _in_files(self, fault: Fault) -> tuple[TextFile, Span] | None:
        for name in fault.record.texts:
            source = self._read(name)
            for span in self._spans(source, fault.words):
                return source, span
        return None

    def _spans(self, source: TextFile, words: str) -> Iterator[Span]:
        at = source.text.find(words)
        while at >= 0:
            match = self.reference.match(source.text, at)
            if match and match.group() == words:
                yield source.span_at(at, match.end())
            at = source.text.find(words, at + 1)

    def _parsed(self, file: str) -> YamlTree:
        source = self._read(file)
        try:
            tree = parse_yaml(source)
        except FindingsError:  # changed since the register was read
            tree = YamlTree(source, {})
            tree.places = {}
            return tree
        try:
            return migrated(tree)
        except FindingsError:  # of a format that ksflow does not know: its number and title stand there all the same
            return tree

    def _read(self, file: str) -> TextFile:
        name = self.register.shown(file)
        try:
            return read_text_file(self.register.root / file, name)
        except FindingsError:
            return TextFile(name, "")


def _place(tree: YamlTree, path: TreePath) -> Span:
    return shown_span(tree, tree.place(path)) if path[0] in tree.data else START
