"""The words of documents, so that a test can tell whether one was lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ksflow.importing.comparison import lines_of_text
from ksflow.importing.source import Source


def missing_words(source: Source, text: str) -> list[str]:
    """Return the words of a document that a case file, comments included, has not as often."""
    written = Counter(words(text))
    wanted = Counter(word for line in _every_line(source) for word in words(line))
    return sorted((wanted - written).elements())


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return re.findall(r"[^\W_]+", text)


def _every_line(source: Source) -> Iterator[str]:
    yield from lines_of_text(tuple(source.blocks))
    yield from (line.text for line in source.facts)
    yield from source.furniture
