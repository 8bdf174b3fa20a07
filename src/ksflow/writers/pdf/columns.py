"""What the columns of a table need and wish, in characters; the look knows the width that they share."""

from __future__ import annotations

import re

from ksflow.documents.blocks import Table, plain_text

_LONGEST_WISH = 60
_WORD = re.compile(r"[ \n-]")


def column_wishes(table: Table) -> tuple[list[int], list[int]]:
    """Return for each column the length of its longest word, and of its longest cell up to a bound."""
    rows = (table.header, *table.rows)
    columns = [[plain_text(row[column]) for row in rows] for column in range(len(table.alignments))]
    # No-break spaces hold an amount together; split() alone would cut there.
    words = [max(len(word) for text in texts for word in _WORD.split(text)) for texts in columns]
    return words, [min(max(len(text) for text in texts), _LONGEST_WISH) + 1 for texts in columns]
