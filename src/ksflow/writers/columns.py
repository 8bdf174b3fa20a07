"""How wide the columns of a table are, and how high that makes it.

Measured with the letters of Arial, whatever font the look has: nothing here opens a font. Lengths are in twips.
"""

from __future__ import annotations

import re
from math import ceil
from typing import NamedTuple

# Widths in thousandths of the font's size, divided so that they are bytes; what is not named is as wide as a figure.
_PART = 4
_FIGURE = 556
_GROUPS = {
    222: "ijl",
    278: " !,./:;I[]ft\u00a0",
    333: "()-r",
    500: "cksvxyzJ",
    667: "&ABEKPSVXYÅÄFTZ+",
    778: "CDHNRUGOQÖw",
    889: "Mm%W",
    1000: "@",
}
_WIDTHS = bytes.maketrans(
    bytes(range(256)),
    bytes(
        next((width for width, letters in _GROUPS.items() if letter in letters), _FIGURE) // _PART
        for letter in (bytes([number]).decode("latin-1") for number in range(256))
    ),
)
_ROOM = 1.03
"""Bold letters, and those of other fonts, are a little wider."""
_SLACK = 20
"""What rules and rounding take of a cell."""
_HYPHEN = re.compile("-(?![0-9])")
"""Where a line may end; a diary number is kept whole (UAX 14 does so too)."""
_WHOLE = 10
"""Up to how many characters a word with hyphens is kept whole: e-post, a date."""
_LONGEST_WISH = 60
"""How many characters of a long text a column asks for beside others."""
_TO_FILL_IN = 2
"""How many figures wider than the words of its heading an empty column is."""
_LINE, _PADDING = 1.35, 1.1
"""Height of a line, and of what a row has above and below its text, by the font's size."""


class Columns:
    """The columns of a table as wide as this, given the texts of each from its heading down."""

    def __init__(self, texts: list[list[str]], total: int, margins: int, size: int) -> None:
        self._texts = texts
        self._margins = margins + _SLACK
        self._size = size
        self._letter = size * _ROOM * _PART / 1000
        self._on_one_line = False
        self.widths: list[int] = self._shared(total)

    def height(self) -> float:
        """Return about how high the table is."""
        rows = lines = len(self._texts[0])
        if not self._on_one_line:
            room = [max(1, width - self._margins) / self._letter for width in self.widths]
            counted = [
                [ceil(_units(text) / fit) for text in texts] for fit, texts in zip(room, self._texts, strict=True)
            ]
            lines = sum(map(max, zip(*counted, strict=True)))
        return self._size * (lines * _LINE + rows * _PADDING)

    def _shared(self, total: int) -> list[int]:
        """Share the width: first to each column its longest word, the rest by how much text that leaves over.

        When the longest words do not fit beside each other at all, the widest columns give way, so that words and
        amounts in the others stay whole. When all fits on one line each, the columns are as wide as their texts.
        """
        needs = list(map(Needs.of, self._texts))
        least = [self._width(need.word) for need in needs]
        if sum(least) >= total:
            return _narrowest_first(least, total)
        with_headings = [max(low, self._width(need.heading)) for low, need in zip(least, needs, strict=True)]
        least = with_headings if sum(with_headings) <= total else least
        most = [max(low, self._width(need.line)) for low, need in zip(least, needs, strict=True)]
        wants = [high - low for low, high in zip(least, most, strict=True)]
        rest = total - sum(least)
        beyond = [need.beyond for need in needs]
        if sum(wants) > rest:
            fits = [int((low - self._margins) / self._letter) for low in least]
            weights = [Needs.weight(texts, fit) for texts, fit in zip(self._texts, fits, strict=True)]
            widths = [low + share for low, share in zip(least, _by_weight(rest, wants, weights), strict=True)]
        elif any(beyond):
            shares = _by_weight(total - sum(most), [total] * len(most), beyond)
            widths = [high + share for high, share in zip(most, shares, strict=True)]
        else:
            self._on_one_line = True
            widths = [total * high // sum(most) for high in most]
        widths[0] += total - sum(widths)
        return widths

    def _width(self, units: int) -> int:
        return self._margins + ceil(units * self._letter)


class Needs(NamedTuple):
    """What a column needs and wishes, in units of the table above; its texts run from the heading down."""

    word: int
    """Its longest word; a column without any text is filled in by hand."""
    heading: int
    """Its heading on two lines."""
    line: int
    """Its longest text on one line, unless it is very long."""
    beyond: int
    """How many characters a very long text has more than that."""

    @classmethod
    def of(cls, texts: list[str]) -> Needs:
        """Measure a column."""
        room = 0 if any(texts[1:]) else _TO_FILL_IN * _FIGURE // _PART
        words = texts[0].split(" ")
        cuts = ((" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words)))
        return cls(
            max(map(_units, _words(texts))) + room,
            min((max(map(_units, lines)) for lines in cuts), default=0),
            max(_units(text[:_LONGEST_WISH]) for text in set(texts)),
            _beyond(texts, _LONGEST_WISH),
        )

    @staticmethod
    def weight(texts: list[str], fit: int) -> int:
        """Return how much a column of which so many units fit on a line asks for, beside others that wrap too.

        Squared, for a column with a single long text saves few lines, whatever it gets.
        """
        return 1 + _beyond(texts, fit * _PART // _FIGURE) ** 2

    @staticmethod
    def thousandths(units: int) -> int:
        """Return a length in thousandths of the letters' size, with room for bold letters."""
        return ceil(units * _PART * _ROOM)


def as_wide_as(width: int, size: int) -> str:
    """Return a word that is as wide as this, for what is no text, in letters of a size."""
    return "0" * ceil(width / (size * _ROOM) * 1000 / _FIGURE)


def _units(text: str) -> int:
    """Return the length of a text in Arial, in the units of the table above."""
    return sum(text.encode("latin-1", "replace").translate(_WIDTHS))


def _beyond(texts: list[str], fit: int) -> int:
    """Return how many characters of the texts are left over when so many of each are on its first line."""
    return sum(len(text) - fit for text in texts if len(text) > fit)


def _narrowest_first(widths: list[int], total: int) -> list[int]:
    """Cut the widest so that all fit: each has its width, or an equal part of what the narrower ones leave."""
    cut, left = [0] * len(widths), total
    for given, column in enumerate(sorted(range(len(widths)), key=widths.__getitem__)):
        cut[column] = min(widths[column], left // (len(widths) - given))
        left -= cut[column]
    return cut


def _by_weight(rest: int, wants: list[int], weights: list[int]) -> list[int]:
    """Share what is there by weight, to none more than it wants."""
    shares = [0] * len(wants)
    open_ = list(range(len(wants)))
    while open_:
        weight = sum(weights[column] for column in open_)
        content = [column for column in open_ if rest * weights[column] >= wants[column] * weight]
        for column in content or open_:
            shares[column] = min(wants[column], rest * weights[column] // weight)
        if not content:
            break
        rest -= sum(shares[column] for column in content)
        open_ = [column for column in open_ if column not in content]
    return shares


def _words(texts: list[str]) -> set[str]:
    # No-break spaces hold an amount together; split() alone would cut there.
    words = set(" ".join(texts).replace("\n", " ").split(" "))
    for word in [word for word in words if "-" in word and len(word) > _WHOLE]:
        words.remove(word)
        words.update(_HYPHEN.sub("- ", word).split(" "))
    return words
