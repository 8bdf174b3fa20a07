"""Tables as a web page of its own: accessible (WCAG 2.1 AA), without scripts and without anything from elsewhere."""

from __future__ import annotations

from html import escape

from ksflow.tables import Table
from ksflow.tables.cells import text_of

_STYLE = """
:root { color-scheme: light dark; --line: #5b6b78; --head: #17405c; --paper: #fff; --ink: #1b1b1b; }
@media (prefers-color-scheme: dark) { :root { --line: #8a99a5; --head: #a8cbe4; --paper: #14181b; --ink: #ececec; } }
body { font: 1rem/1.5 Arial, Helvetica, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 75rem;
  background: var(--paper); color: var(--ink); }
h1 { font-size: 1.5rem; color: var(--head); }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
th[scope=col] { border-bottom-width: 2px; color: var(--head); }
.number { white-space: nowrap; }
@media print { body { margin: 0; max-width: none; font-size: 9pt; } thead { display: table-header-group; }
  tr { break-inside: avoid; } }
"""


def as_html(table: Table, title: str, caption: str, heading_column: int = 0) -> bytes:
    """Return the table as a page in UTF-8; the cells of ``heading_column`` are the headings of their rows."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "\n".join(_row([text_of(cell) for cell in row], heading_column) for row in table.rows)
    return (
        f'<!DOCTYPE html>\n<html lang="sv">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
        f"<table>\n<caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n"
        f"</table>\n</main>\n</body>\n</html>\n"
    ).encode()


def _row(cells: list[str], heading_column: int) -> str:
    written = [
        f'<th scope="row" class="number">{escape(cell)}</th>'
        if column == heading_column
        else f"<td>{escape(cell)}</td>"
        for column, cell in enumerate(cells)
    ]
    return f"<tr>{''.join(written)}</tr>"
