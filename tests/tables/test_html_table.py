"""Tables as a web page: everybody can read it, and nothing in a cell can become part of the page."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from ksflow.tables import Table
from ksflow.tables.cells import text_of
from ksflow.tables.html_table import as_html

TABLE = Table("Blad", ("Nummer", "Datum", "Vad"), (("KS 1", date(2021, 8, 11), "A & <b>B</b>"), ("KS 2", None, 3)))


def page(table: Table, title: str = "Titel", caption: str = "Text", heading_column: int = 0) -> html.HtmlElement:
    return html.document_fromstring(as_html(table, title, caption, heading_column).decode("utf-8"))


def test_the_page_says_its_language_title_and_what_the_table_shows() -> None:
    found = page(TABLE, 'Rum & "plats" <1>', "Två <rader>")
    assert found.get("lang") == "sv"
    assert [meta.get("charset") for meta in found.iterfind("head/meta")] == ["utf-8", None]
    assert (found.findtext("head/title"), found.findtext(".//main/h1")) == ('Rum & "plats" <1>',) * 2
    assert found.findtext(".//table/caption") == "Två <rader>"


def test_columns_and_rows_have_headings() -> None:
    found = page(TABLE, heading_column=2)
    assert [(cell.text, cell.get("scope")) for cell in found.iterfind(".//thead/tr/th")] == [
        (name, "col") for name in TABLE.columns
    ]
    assert [(cell.text_content(), cell.get("scope")) for cell in found.iterfind(".//tbody/tr/th")] == [
        ("A & <b>B</b>", "row"),
        ("3", "row"),
    ]
    assert [[cell.text_content() for cell in row.iterfind("td")] for row in found.iterfind(".//tbody/tr")] == [
        ["KS 1", "2021-08-11"],
        ["KS 2", ""],
    ]


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_any_text_is_shown_as_it_is(rows: list[tuple[str, str]]) -> None:
    table = Table("Blad", ("<A>", "B"), tuple(rows))
    shown = [[cell.text_content() for cell in row] for row in page(table).iterfind(".//tbody/tr")]
    assert shown == [[text_of(cell) for cell in row] for row in rows]


def test_nothing_is_fetched_and_nothing_runs() -> None:
    found = page(Table("Blad", ("A",), (('<script src="//x"></script><img src=x onerror=y>',),)))
    assert {element.tag for element in found.iter()} == {
        "html", "head", "meta", "title", "style", "body", "main", "h1",
        "table", "caption", "thead", "tbody", "tr", "th",
    }  # fmt: skip
    assert not any(name in ("src", "href") or name.startswith("on") for item in found.iter() for name in item.attrib)
    assert "url(" not in (found.findtext(".//style") or "")


def test_the_same_table_is_the_same_page() -> None:
    assert as_html(TABLE, "a", "b") == as_html(TABLE, "a", "b")
