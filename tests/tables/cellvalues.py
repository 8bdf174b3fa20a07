"""Values for tables: those that people write, and those that nobody should."""

from __future__ import annotations

import unicodedata
from datetime import date

from hypothesis import strategies as st

from ksflow.tables import Cell, Table

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
"""What a formula begins with, in every form."""

_PROVOKING = st.sampled_from(
    [*SIGNS, *"\t\r\n\0;,\"' \u00a0\u3000\ufeff\x1b\ud800\uffff\u202e\u200d\ufe0f\u0301日😀<&"]
)
wild_texts = st.lists(st.characters(exclude_categories=()) | _PROVOKING, max_size=40).map("".join)
"""Any text at all, halves of characters and commands to a terminal too."""

lines_of_text = st.lists(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")) | st.sampled_from([*SIGNS, *";,\"' \u00a0å"]),
    max_size=40,
).map("".join)
"""Texts as people write them, on one line."""


def cells(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Cell]:
    return texts | st.integers(-(10**18), 10**18) | st.dates() | st.none()


@st.composite
def tables(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Table:
    """Return tables of one to six columns."""
    columns = draw(st.lists(texts, min_size=1, max_size=6))
    row = st.tuples(*[cells(texts)] * len(columns))
    return Table(draw(texts), tuple(columns), tuple(draw(st.lists(row, max_size=5))))


def table(*cells: Cell, name: str = "Sändlista") -> Table:
    """Return a table with one row."""
    return Table(name, tuple(f"Kolumn {number}" for number in range(1, len(cells) + 1)), (cells,))


def begins_with_a_sign(text: str) -> bool:
    """Tell it independently of the code: blanks and invisible characters do not hide a sign."""
    visible = text.lstrip(
        "".join(character for character in text if character.isspace() or character in "\u200b\u2060\ufeff")
    )
    return visible[:1] in {*SIGNS} or text.lstrip(" ")[:1] in {"\t", "\r", "\n"}


def commands(text: str) -> set[str]:
    """Return what is in a text that is no text: control characters and halves of characters."""
    return {character for character in text if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")}


LETTERS = (
    "Nr", "Diarienummer", "Rubrik", "Instans", "Sammanträde", "Datum", "Mottagare", "Kontakt", "Roll", "Adressrad 1",
    "Adressrad 2", "Adressrad 3", "Adressrad 4", "E-post", "Leverans", "Syfte", "Bifogas", "Grupp",
)  # fmt: skip
"""The columns of a distribution list."""

RECIPIENTS = (
    ("Socialnämnden", "Åvägen 1"),
    ('Bolaget "Åsen; Öst", AB', "c/o Ö; Ä"),
    ("Föreningen, Älvsjö", '"Huset", plan 2'),
)


def distribution() -> Table:
    """Return a list with recipients whose names and addresses hold everything that CSV has to quote."""
    rows = [
        (
            number, f"KS-2021/{1681 + number}.103", 'Avtal om "allt"; med mera, å ä ö', "Kommunstyrelsen",
            date(2021, 9, 1), date(2021, 8, 11), recipient, "0853530209", None, address, None, None,
            "141 85 Huddinge", "brev@exempel.se", "post", "för kännedom", "tjänsteutlåtande", "Samtliga nämnder",
        )
        for number, (recipient, address) in enumerate(RECIPIENTS, start=1)
    ]  # fmt: skip
    return Table("Sändlista", LETTERS, tuple(rows))


CREATED = date(2021, 8, 11)
AWKWARD = (
    "=1+1", "@SUM(1;2)", "+46 8 535", "-", " =1", "＝1", "0853530209", "1e3", "2021-08-11", "TRUE", "#N/A",
    "https://exempel.se/å?a=1&b=2", "mailto:a@exempel.se", "<r>fel</r>", "<r>&<x></r>", "{=1}", "a\nb", "  a  ",
    "_x0041_", "å e\u0301 日本 😀", "a\tb", "x" * 32_767, None, "", 0, -5, 10**15, date(2021, 8, 11),
    date(1899, 12, 31),
)  # fmt: skip
"""What a spreadsheet would gladly take for something else."""
