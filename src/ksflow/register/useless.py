"""Entries of ``ignorera`` that ignore nothing, of the codes that only the whole register can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ksflow.locale import _
from ksflow.register.faults import Fault
from ksflow.register.reading import Register
from ksflow.sources.codes import needs_register
from ksflow.sources.findings import Severity


def useless_entries(register: Register, found: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Yield the entries whose fault is not, or no longer, among those found in their file."""
    for record in register.sound():
        for code in record.ignored:
            if needs_register(code) and code not in found.get(record.file, ()):
                message = _("Nothing in the case gives {code}, which is ignored", code=code)
                yield Fault(record, "ignorera", "FIL115", Severity.WARNING, message, _("Delete the entry"), code)
