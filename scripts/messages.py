"""Renew the Swedish message catalogue from the code: ``python scripts/messages.py``.

New messages come into src/ksflow/locale/sv/LC_MESSAGES/ksflow.po with an empty translation, those that the code no
longer has leave it, and the compiled ksflow.mo is written. ``--check`` changes nothing and fails when either is stale
or a translation is missing.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "ksflow"
PO_FILE = SOURCE / "locale" / "sv" / "LC_MESSAGES" / "ksflow.po"
MO_FILE = PO_FILE.with_suffix(".mo")
KEYWORDS = {"_": None, "ngettext": (1, 2)}


def renewed() -> Catalog:
    """Return the catalogue of today's messages with the translations there are."""
    known = read_po(BytesIO(PO_FILE.read_bytes()), locale="sv") if PO_FILE.exists() else Catalog(locale="sv")
    catalog = Catalog(locale="sv", project="ksflow", header_comment="# ksflow's messages in Swedish.", fuzzy=False)
    found = extract_from_dir(SOURCE, method_map=[("**.py", "python")], keywords=KEYWORDS, strip_comment_tags=True)
    for file, _line, message, _comments, _context in found:
        id_ = message if isinstance(message, str) else tuple(message)
        old = known.get(id_[0] if isinstance(id_, tuple) else id_)
        catalog.add(id_, old.string if old and old.string else None, locations=[(Path(file).as_posix(), 0)])
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """Return the catalogue as a .po file without anything that changes by itself."""
    buffer = BytesIO()
    write_po(buffer, catalog, sort_by_file=True, include_lineno=False, width=118)
    header = re.compile(
        rb'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report-).*\n', re.MULTILINE
    )
    return header.sub(b"", buffer.getvalue())


def as_mo(po: bytes) -> bytes:
    """Return the compiled form of a .po file."""
    buffer = BytesIO()
    catalog = read_po(BytesIO(po), locale="sv")
    catalog.creation_date = catalog.revision_date = datetime(2000, 1, 1, tzinfo=UTC)  # else it would be now
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main() -> int:
    """Write both files, or check them; return the exit code."""
    catalog = renewed()
    po = as_po(catalog)
    missing = [message.id for message in catalog if message.id and not all(_strings(message.string))]
    for id_ in missing:
        print(f"not translated: {id_}", file=sys.stderr)
    if "--check" in sys.argv:
        stale = po != PO_FILE.read_bytes() or not MO_FILE.exists() or as_mo(po) != MO_FILE.read_bytes()
        if stale:
            print("stale: run python scripts/messages.py", file=sys.stderr)
        return 1 if stale or missing else 0
    PO_FILE.parent.mkdir(parents=True, exist_ok=True)
    PO_FILE.write_bytes(po)
    MO_FILE.write_bytes(as_mo(po))
    return 1 if missing else 0


def _strings(string: str | tuple[str, ...] | list[str] | None) -> list[str | None]:
    return list(string) if isinstance(string, tuple | list) else [string]


if __name__ == "__main__":
    sys.exit(main())
