"""Lists of words and phrases, and finding their entries in a case without looking for each of them everywhere.

A list is a file of ``words/``: lines with tabs between the columns, "#" before a comment. The first column holds the
words without which an entry cannot stand in a text, with "|" between and "~" after the beginning of a word; the second
a pattern, in which a blank fits any blank and the first group, where there is one, is what is found; without a
pattern, the words themselves are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import WRITTEN, Excerpt, Form

_FOLDER = Path(__file__).with_name("words")
_WORD = re.compile(r"\w+")
BLANK = "[ \u00a0]"
"""Fits what stands between two words of a passage."""


@cache
def rows(name: str) -> list[list[str]]:
    """Return the lines of a list, each as its columns."""
    lines = (_FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@dataclass(eq=False)
class Entry:
    """A word or phrase that is looked for."""

    keys: tuple[str, ...]
    expression: str = ""
    more: list[str] = field(default_factory=list)
    """What else the list says of it, such as what to write instead."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern; compiled when one of its words has been met."""
        return re.compile(rf"\b(?:{self.expression})(?!\w)".replace(" ", BLANK), re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """An entry at a place."""

    excerpt: Excerpt
    entry: Entry
    match: re.Match[str]

    def instead(self, template: str) -> str:
        """Return what to write here, with a capital where one stands; ``@`` is the pattern's second group."""
        text = template
        if "@" in template:
            text = template.replace("@", self.match[2] or "")
        return text[:1].upper() + text[1:] if self.excerpt.text[:1].isupper() else text


class WordList:
    """A list by its words."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self._by_key: dict[str, list[Entry]] = {}
        for entry in entries:
            for key in entry.keys:
                self._by_key.setdefault(key, []).append(entry)
        self._beginnings = tuple(key[:-1] for key in self._by_key if key.endswith("~"))

    @classmethod
    def read(cls, name: str) -> WordList:
        """Return a list of the package, with its entries in the order of the file."""
        return _word_list(name)

    def find(self, manuscript: Manuscript, forms: frozenset[Form] = WRITTEN) -> Iterator[Found]:
        """Yield where entries stand in the prose of a case: entry by entry, in the order of the text."""
        vocabulary = manuscript.vocabulary
        met: dict[Entry, set[str]] = {}
        for word in self._by_key.keys() & vocabulary.keys():
            for entry in self._by_key[word]:
                met.setdefault(entry, set()).add(word)
        for word in vocabulary if self._beginnings else ():
            if word.startswith(self._beginnings):
                for beginning in filter(word.startswith, self._beginnings):
                    for entry in self._by_key[f"{beginning}~"]:
                        met.setdefault(entry, set()).add(word)
        for entry in self.entries:
            if keys := met.get(entry):
                yield from _places(entry, keys, manuscript, forms)


@cache
def _word_list(name: str) -> WordList:
    return WordList([Entry(tuple(keys.split("|")), pattern, more) for keys, pattern, *more in rows(name)])


def _places(entry: Entry, keys: set[str], manuscript: Manuscript, forms: frozenset[Form]) -> Iterator[Found]:
    for passage in manuscript.written:
        if passage.form not in forms or keys.isdisjoint(passage.vocabulary):
            continue
        pattern = entry.pattern if entry.expression else _WORD
        for match in pattern.finditer(passage.prose):
            if not entry.expression and match.group().lower() not in entry.keys:
                continue
            group = 1 if pattern.groups else 0
            yield Found(passage.excerpt(*match.span(group)), entry, match)
