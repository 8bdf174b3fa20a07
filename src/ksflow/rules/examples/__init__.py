"""The rules' examples: for every rule a text in which it finds something, and one in which it does not.

Each is a fragment of a case, put into the case ``_arende.yaml`` of the municipality ``_kommun.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

SECTION = "Bakgrund"
"""The heading of the section in which an example's text stands."""


@dataclass(frozen=True, slots=True)
class Example:
    """A fragment of a case: a text of a section, att-satser, or keys of the case or of kommun.yaml."""

    text: str | None = None
    clauses: list[str] = field(default_factory=list)
    case: dict[str, Any] = field(default_factory=dict)
    municipality: dict[str, Any] = field(default_factory=dict)
    marked: tuple[str, ...] = ()
    """Of a bad example: the words that are found, once each, in the order of the file."""
    mended: str | None = None
    """What ``--fix`` makes of the text."""
    severity: str | None = None
    """How bad the findings are, where that differs from the rule's usual."""

    @property
    def shown(self) -> str:
        """The fragment as an author would write it."""
        if self.text is not None:
            return self.text.strip()
        fragment: dict[str, Any] = {"att": self.clauses} if self.clauses else {}
        fragment |= self.case
        if self.municipality:
            fragment["kommun.yaml"] = self.municipality
        return yaml.safe_dump(fragment, allow_unicode=True, sort_keys=False, width=100).strip()

    def in_case(self) -> dict[str, Any]:
        """Return a whole case with the fragment in it."""
        case = _base("_arende")
        case |= self.case
        if self.clauses:
            case["beslutsförslag"][0]["att"] = self.clauses
        if self.text is not None:
            section = next(part for part in case["avsnitt"] if part["rubrik"] == SECTION)
            section["text"] = f"{self.text.strip()}\n\nRiktlinjerna finns i bilaga 1.\n"
        return case

    def in_municipality(self) -> dict[str, Any]:
        """Return the municipality of the case."""
        return _base("_kommun") | self.municipality


@dataclass(frozen=True, slots=True)
class Examples:
    """What a rule finds, and what it passes over."""

    bad: list[Example]
    good: list[Example]


@cache
def examples(code: str) -> Examples:
    """Return the examples of a rule; raise FileNotFoundError when it has none."""
    return read_examples(files(__name__).joinpath(f"{code}.yaml").read_text("utf-8"))


def read_examples(text: str) -> Examples:
    """Read examples as YAML writes them: lists under ``dåligt`` and ``bra``."""
    data = yaml.load(text, Loader=yaml.BaseLoader) or {}  # noqa: S506 - BaseLoader makes nothing but texts
    return Examples(list(_read(data.get("dåligt") or [])), list(_read(data.get("bra") or [])))


_KEYS = {
    "text": "text",
    "att": "clauses",
    "ärende": "case",
    "kommun": "municipality",
    "märkt": "marked",
    "rättat": "mended",
    "allvar": "severity",
}


def _read(entries: list[dict[str, Any]]) -> Iterator[Example]:
    for entry in entries:
        values = {_KEYS[key]: value for key, value in entry.items()}
        marked = values.get("marked", ())
        values["marked"] = (marked,) if isinstance(marked, str) else tuple(marked)
        yield Example(**values)


def _base(name: str) -> dict[str, Any]:
    text = files(__name__).joinpath(f"{name}.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes nothing but texts
    return data
