"""Swedish nouns that are common in a municipality's papers: their article, and their form after it."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from ksflow.rules.wordlists import rows


class Noun(NamedTuple):
    """A noun in the singular."""

    article: str
    """The article before an adjective: den or det."""
    indefinite: str
    definite: str


_SHORTEST = 2
"""The letters that the first part of a compound has at least."""


@cache
def _heads() -> dict[str, Noun]:
    return {word: Noun(article, word, definite) for word, article, definite in rows("nouns")}


@lru_cache(maxsize=4096)
def noun(word: str) -> Noun | None:
    """Return the noun whose indefinite form a word in small letters is, also as the last part of a compound."""
    heads = _heads()
    if word in heads:
        return heads[word]
    for start in range(_SHORTEST, len(word) - 2):
        if head := heads.get(word[start:]):
            return Noun(head.article, word, word[:start] + head.definite)
    return None
