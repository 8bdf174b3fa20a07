"""The fields of templates as rows: what there is, where a template names it, and what a case has there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ksflow.batch.templates import Named
from ksflow.casefile.loading import load_case
from ksflow.documents.blocks import Image
from ksflow.documents.field_catalogue import case_catalogue, kind_name, walk
from ksflow.documents.fields import case_fields
from ksflow.documents.markdown_field import MarkdownField
from ksflow.locale import _, ngettext
from ksflow.organisation.workspace import Workspace

_LONGEST = 40


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field."""

    path: str
    kind: str
    description: str
    place: str = ""
    """Where a template names it first."""
    value: str = ""
    """What a case has there."""

    def as_dict(self) -> dict[str, str]:
        """Return the row as the JSON list shows it."""
        return {key: value for key, value in asdict(self).items() if value}


def field_rows(named: list[Named] | None, workspace: Workspace, case: Path | None = None) -> list[FieldRow]:
    """Return the fields that a template names, all there are for None; with what a case has.

    Raises FindingsError for a case that cannot be read, OSError for one that is not there.
    """
    known = dict(walk(case_catalogue()))
    places: dict[str, str] = {}
    for use in named or ():
        places.setdefault(use.path, use.place)
    paths = known if named is None else sorted(path for path in places if not path.endswith("[]"))
    fields = _fields(case, workspace) if case else None
    rows = []
    for path in paths:
        one = known.get(path)
        kind, description = (kind_name(one), one.description) if one else ("", _("The text of the document"))
        steps = path.replace("[]", ".[]").split(".")
        value = _shown(list(_values(fields, steps))) if one and fields is not None else ""
        rows.append(FieldRow(path, kind, description, places.get(path, ""), value))
    return rows


def _fields(case: Path, workspace: Workspace) -> dict[str, Any]:
    case.stat()
    loaded = load_case(case, workspace.municipality, workspace.root)
    return {**case_fields(loaded, workspace), "dokumenttyp": _("given by the content template")}


def _values(value: Any, path: list[str]) -> Iterator[Any]:
    """Yield everything that stands at a path; a list has as many as it has items."""
    if not path:
        yield value
    elif path[0] == "[]":
        for item in value if isinstance(value, list) else ():
            yield from _values(item, path[1:])
    elif isinstance(value, dict) and path[0] in value:
        yield from _values(value[path[0]], path[1:])


def _shown(values: list[Any]) -> str:
    """Return what a case has at a path, in a few words."""
    given = [value for value in values if value is not None and value != [] and (value or value is False or value == 0)]
    if not given:
        return _("missing")
    first = _short(given[0])
    if len(values) > 1:
        return _("{first} (1 of {count})", first=first, count=len(given))
    return first


def _short(value: Any) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case date():
            return value.isoformat()
        case Image():
            return _("picture: {alt}", alt=value.alt)
        case list():
            return ngettext("{count} item", "{count} items", len(value))
        case dict():
            return _("group")
    text = " ".join((value.text if isinstance(value, MarkdownField) else str(value)).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
