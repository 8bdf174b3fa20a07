"""New case files: the kinds of case with a skeleton of their own, and what a case like another begins with.

A skeleton is a case file with tags: ``{{ rubrik }}`` is a value, ``{{ rubrik: [Skriv …] }}`` one with what stands there
until somebody writes it. A line whose only value is missing becomes a comment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ksflow.sources.suggest import fold
from ksflow.sources.textfile import read_text_file
from ksflow.sources.yamltext import SCHEMA_LINE, yaml_text
from ksflow.sources.yamltree import YamlTree

GENERAL = "ärende"
"""The kind of a case that is of no other."""
OWN_KINDS = "nya"
"""The folder in a workspace's templates/ with kinds of its own."""

_TAG = re.compile(r"\{\{ *(\w+)(?:: *(.*?))? *\}\}")
_LEFT_OUT = ("inkommen", "avsändare", "sekretess", "sammanträde", "ignorera")
"""Keys that belong to one case alone: in a case like it they stand as comments."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of case: what it is called, what it is for, and its skeleton."""

    name: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known of a case that is about to be written; None where somebody will have to write it."""

    number: str
    date: str
    title: str | None = None
    body: str | None = None
    council: str | None = None
    officer: str | None = None
    phone: str | None = None
    email: str | None = None

    def values(self) -> dict[str, str | None]:
        """Return the values by the names of the tags."""
        return {
            "diarienummer": self.number,
            "datum": self.date,
            "rubrik": self.title,
            "nämnd": self.body,
            "fullmäktige": self.council,
            "handläggare": self.officer,
            "telefon": self.phone,
            "epost": self.email,
        }


def kinds(templates: Path | None = None) -> dict[str, Kind]:
    """Return the kinds by name, and those of a workspace; raise FindingsError for one that is no text."""
    found = dict(_shipped())
    own = templates / OWN_KINDS if templates else None
    for path in sorted(own.glob("*.yaml")) if own and own.is_dir() else ():
        kind = _kind(read_text_file(path, str(path)).text, path.stem)
        found[kind.name] = kind
    return found


def find_kind(name: str, known: dict[str, Kind]) -> Kind | None:
    """Return the kind with this name; å, ä and ö may be left out."""
    return next((kind for kind in known.values() if fold(kind.name) == fold(name)), None)


@cache
def _shipped() -> dict[str, Kind]:
    folder = files("ksflow.casefile") / "kinds"
    texts = (path.read_text("utf-8") for path in sorted(folder.iterdir(), key=lambda path: path.name))
    return {kind.name: kind for kind in (_kind(text, "") for text in texts)}


def _kind(text: str, name: str) -> Kind:
    """Read a skeleton; its first line may say what it is called and for: ``# motion: svar på en motion``."""
    first, _end, rest = text.partition("\n")
    if match := re.fullmatch(r"# *([^:]+): *(.+)", first.strip()):
        return Kind(match[1], match[2], rest)
    return Kind(name, "", text)


def fill(kind: Kind, case: NewCase) -> str:
    """Return a case file of a kind, with what is known of the case."""
    return f"{SCHEMA_LINE}\n{filled(kind.text, case.values())}"


def filled(text: str, values: dict[str, str | None]) -> str:
    """Return a skeleton with its values; a line whose only value is None, or not there, becomes a comment."""
    return "\n".join(_filled(line, values) for line in text.rstrip("\n").split("\n")) + "\n"


def _filled(line: str, values: dict[str, str | None]) -> str:
    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        given = values.get(match[1])
        missing = missing or (given is None and match[2] is None)
        text = given if given is not None else match[2]
        return "" if text is None else yaml_text(text)

    text = _TAG.sub(value, line)
    if not missing:
        return text
    indent = len(text) - len(text.lstrip())
    return f"{text[:indent]}# {text[indent:].rstrip()}"


def like(tree: YamlTree, case: NewCase) -> str:
    """Return the text of a case file with the number, date and title of another case.

    All else stands as it did, comments too; keys that belong to the old case alone become comments.
    """
    source = tree.source
    lines = source.text.split("\n")
    new = {"diarienummer": case.number, "datum": case.date, "rubrik": case.title, "nämnd": case.body}
    for key in reversed(_top_keys(tree)):
        first = tree.places[(key,)].key
        assert first is not None
        last = _last_line(tree, key)
        if key in _LEFT_OUT:
            lines[first.line - 1 : last] = [f"# {line}".rstrip() for line in lines[first.line - 1 : last]]
        elif value := new.get(key):
            lines[first.line - 1 : last] = [f"{lines[first.line - 1][: first.end_column - 1]}: {yaml_text(value)}"]
    old = str(tree.data.get("diarienummer") or "").strip()
    note = f"# Skrivet efter {old}: gå igenom datum, belopp, namn och bilagor."
    at = 1 if lines and lines[0].startswith("# yaml-language-server") else 0
    return "\n".join([*lines[:at], note, *lines[at:]]).rstrip("\n") + "\n"


def _top_keys(tree: YamlTree) -> list[str]:
    """Return the keys at the top of a case file, in the order in which they stand."""
    keys = [(place.key, path[0]) for path, place in tree.places.items() if len(path) == 1 and place.key]
    return [str(key) for _span, key in sorted(keys)]


def _last_line(tree: YamlTree, key: str) -> int:
    """Return the last line of a key's value; blank lines and comments after it belong to what follows."""
    span = tree.places[(key,)].value
    last = span.end_line - 1 if span.end_column == 1 and span.end_line > span.line else span.end_line
    while last > span.line and (tree.source.line(last) or "").strip()[:1] in ("", "#"):
        last -= 1
    return last
