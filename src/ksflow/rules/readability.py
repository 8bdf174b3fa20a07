"""LAS: sentences and sections that are hard to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from ksflow.locale import _
from ksflow.rules.engine import Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt, Form, Passage
from ksflow.sources.findings import Severity

_WORD = re.compile(r"[^\W_]+(?:[-–./:][^\W_]+)*")
LONGEST_SENTENCE = 40
"""Words; the municipality may choose another number."""
_LONGEST_CLAUSE = 60
"""Words of a proposal: the formula that names the attachment takes its place."""


@rule(
    "LAS001",
    "long-sentence",
    Severity.INFO,
    summary=lambda: _("A very long sentence"),
    why=lambda: _(
        "By its end the reader has forgotten its beginning. Forty words are twice the usual; the municipality may "
        "choose another number with “mening_högst” in kommun.yaml."
    ),
    source="Myndigheternas skrivregler (Isof) 1.3, ”Skriv lättlästa meningar”; talet: ksflow",
    checked="2026-11-24",
    setting="husregler",
)
def long_sentence(manuscript: Manuscript) -> Iterator[Problem]:
    """Find a sentence with more words than the limit; quotations and addresses do not count."""
    usual = manuscript.municipality.house.longest_sentence or LONGEST_SENTENCE
    for sentence in manuscript.sentences:
        limit = max(usual, _LONGEST_CLAUSE) if sentence.passage.path[0] == "beslutsförslag" else usual
        if sentence.text.count(" ") < limit:  # nor can it have more words then
            continue
        count = len(_WORD.findall(sentence.prose))
        if count > limit:
            message = _("The sentence has {count} words", count=count)
            yield Problem(sentence, message, _("Divide it: {limit} words are enough", limit=limit))


_HARDEST = 60
_ENOUGH_WORDS = 100
_LONG_WORD = 6


@rule(
    "LAS002",
    "hard-section",
    Severity.INFO,
    summary=lambda: _("A section that is very hard to read"),
    why=lambda: _(
        "LIX is the mean number of words in a sentence, and the share of words with more than six letters in percent. "
        "Official texts mostly have 50–60; above 60 a text counts as very hard. LIX knows nothing of the words."
    ),
    source="Björnsson, Läsbarhet (1968), enligt lix.se; ksflow",
    checked="2026-11-24",
)
def hard_section(manuscript: Manuscript) -> Iterator[Problem]:
    """Find a summary or the text of a section with at least a hundred words and a LIX above 60."""
    for field, group in groupby(manuscript.running, key=lambda passage: passage.field):
        passages = list(group)
        if field.path[0] == "beslutsförslag" or sum(len(passage.text) for passage in passages) < 2 * _ENOUGH_WORDS:
            continue
        value, words = lix(passages)
        if words >= _ENOUGH_WORDS and value > _HARDEST:
            message = _("The text is very hard to read: LIX {value}", value=round(value))
            heading = (*field.path[:-1], "rubrik") if field.path[0] == "avsnitt" else field.path
            yield Problem(heading, message, _("Write shorter sentences and shorter words"))


def lix(passages: list[Passage]) -> tuple[float, int]:
    """Return the LIX of running texts and the number of their words.

    A sentence ends with a full stop, a question or exclamation mark, or a colon before a list.
    """
    words: list[str] = []
    sentences = 0
    for passage in passages:
        words += _WORD.findall(passage.text)
        sentences += sum(1 for sentence in passage.sentences if _says_something(sentence))
    if not words:
        return 0.0, 0
    long = sum(1 for word in words if len(word) > _LONG_WORD)
    return len(words) / max(sentences, 1) + 100 * long / len(words), len(words)


def _says_something(sentence: Excerpt) -> bool:
    """Tell whether a sentence is more than the label of an item."""
    return sentence.passage.form is not Form.ITEM or sentence.text.count(" ") > 1
