"""The nearest known word: what an author probably meant."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from ksflow.locale import _, sentences

_LONGEST = 200
"""Longer texts are no misspelt words, and comparing them takes long."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to ``word``, or None when none is near.

    Case, å/ä/ö against a/o, and blank, hyphen or underscore between words make no difference.
    """
    folded = fold(word)
    candidates: dict[str, str] = {}
    for name in known:
        candidates.setdefault(fold(name), name)
    if not folded or len(folded) > _LONGEST:
        return None
    close = difflib.get_close_matches(folded, candidates, n=1, cutoff=0.72)
    return candidates[close[0]] if close else None


def fold(word: str) -> str:
    """Reduce a word to plain lower-case letters and digits: "Handläggare_1" becomes "handlaggare1"."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return re.sub(r"[^a-z0-9]", "", plain)


def with_suggestion(message: str, name: str, known: Sequence[str]) -> str:
    """Return a message about a name that there is not, with the one that was probably meant, or all there are."""
    if near := nearest(name, known):
        return sentences(message, _("Did you mean “{name}”?", name=near))
    return sentences(message, _("There are: {names}", names=", ".join(known))) if known else message
