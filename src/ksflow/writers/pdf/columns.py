"""What the columns of a table need and wish; the look knows the width that they share."""

from __future__ import annotations

from ksflow.documents.blocks import Table, plain_text
from ksflow.writers.columns import Needs


def column_needs(table: Table) -> list[dict[str, int]]:
    """Return what each column needs, in thousandths of the letters' size, and its weight where room is short."""
    rows = (table.header, *table.rows)
    columns = [[plain_text(row[column]) for row in rows] for column in range(len(table.alignments))]
    return [_needs(texts) for texts in columns]


def _needs(texts: list[str]) -> dict[str, int]:
    needs = Needs.of(texts)
    return {
        "ord": needs.thousandths(needs.word),
        "rubrik": needs.thousandths(max(needs.word, needs.heading)),
        "rad": needs.thousandths(needs.line),
        "mer": needs.beyond,
        "vikt": needs.weight(texts, needs.word),
        "vikt_rubrik": needs.weight(texts, max(needs.word, needs.heading)),
    }
