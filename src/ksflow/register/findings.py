"""Faults of the register as findings, each at its place in the case file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from ksflow.organisation.model import Municipality
from ksflow.register.faults import Fault
from ksflow.register.reading import Register
from ksflow.register.record import Record, reference_pattern
from ksflow.sources.findings import START, Finding, FindingsError, Severity, Span
from ksflow.sources.named_files import shown_name
from ksflow.sources.textfile import TextFile, read_text_file
from ksflow.sources.validation import shown_span
from ksflow.sources.yamltree import parse_yaml


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


def broken_findings(register: Register) -> list[Finding]:
    """Return why files cannot be read."""
    return [
        finding for record in register.records if record.broken is not None for finding in _broken(register, record)
    ]


def _broken(register: Register, record: Record) -> list[Finding]:
    path = register.root / record.file
    try:
        parse_yaml(read_text_file(path, shown_name(path)))
    except FindingsError as error:
        return error.findings
    # It has been mended while the register was read.
    return [Finding(shown_name(path), START, "FIL001", Severity.ERROR, record.broken or "")]


class _Places:
    """Finds what to underline; files are read only for what is reported."""

    def __init__(self, register: Register) -> None:
        self.root = register.root
        self.reference = reference_pattern(register.form)
        self._file = lru_cache(maxsize=8)(self._read)

    def _read(self, path: Path) -> TextFile:
        return read_text_file(path, shown_name(path))

    def find(self, fault: Fault) -> tuple[TextFile, Span]:
        """Return the file and the place of a fault."""
        source = self._source(self.root / fault.record.file)
        number = self._place(source, "diarienummer")
        if not fault.words:
            return source, self._place(source, fault.key)
        for name in (fault.record.file, *fault.record.texts):
            source = self._source(self.root / name)
            for match in self.reference.finditer(source.text):
                span = source.span_at(match.start(), match.end())
                if match.group() == fault.words and (name != fault.record.file or span.line != number.line):
                    return source, span
        return self._source(self.root / fault.record.file), number

    def _place(self, source: TextFile, key: str) -> Span:
        try:
            tree = parse_yaml(source)
        except FindingsError:  # changed since the register was read
            return START
        return shown_span(tree, tree.place((key,))) if key in tree.data else START

    def _source(self, path: Path) -> TextFile:
        try:
            return self._file(path)
        except FindingsError:
            return TextFile(shown_name(path), "")
