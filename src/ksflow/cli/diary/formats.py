"""``ksflow diary formats``."""

from __future__ import annotations

import typer


def formats() -> None:
    """List the named formats (the help text stands in app.py, in both languages)."""
    from ksflow.diary.formats import named_formats

    rows = [
        (
            named.name,
            named.pattern,
            named.example,
            f"{named.authority} ({named.note})" if named.note else named.authority,
        )
        for named in named_formats().values()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for *columns, authority in rows:
        cells = [cell.ljust(width) for cell, width in zip(columns, widths, strict=True)]
        typer.echo("  ".join([*cells, authority]))
