"""Web pages: whole in themselves, right for a browser and for whoever cannot see them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from alldocuments import EVERYTHING, HOSTILE, NAMES, NASTY, composed, prepared
from anyblocks import blocks as any_blocks
from defaultlook import FIELDS, TEMPLATES, inline, para, picture
from htmltext import main, parse, text_of
from hypothesis import HealthCheck, given, settings
from looks import document

from chromium import AXE, Browser, Page, needs_chromium, running
from ksflow.batch.building import FORMATS
from ksflow.documents.blocks import (
    Block,
    Division,
    Footnote,
    Heading,
    Image,
    Link,
    List,
    Table,
)
from ksflow.organisation.workspace import Workspace
from ksflow.writers.html.look import load_look
from ksflow.writers.html.writer import write_html


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return prepared(tmp_path_factory.getbasetemp() / "alla" / "kommun")


def page(*blocks: Block, look: str = "kommun", **changes: Any) -> Any:
    """Return a page with these blocks in a shipped look."""
    return parse(write_html(document(*blocks, **{**FIELDS, **changes}), load_look(look, [TEMPLATES])))


def inside(*blocks: Block) -> str:
    """Return the HTML between <main> and </main>."""
    written = write_html(document(*blocks, **FIELDS), load_look("kommun", [TEMPLATES])).decode()
    return written.partition('<main id="innehall" tabindex="-1">\n')[2].partition("\n</main>")[0]


# Structure


@pytest.mark.parametrize(("case", "kind"), NAMES)
def test_every_page_is_right_html_with_one_outline_and_nothing_from_elsewhere(
    workspace: Workspace, case: str, kind: str
) -> None:
    written = FORMATS["html"].write(composed(workspace, case, kind), workspace)
    root = parse(written)
    assert root.get("lang") == "sv"
    assert root.findtext("head/title").strip()
    assert [len(root.xpath(f"//{name}")) for name in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    levels = [int(node.tag[1]) for node in root.xpath("//h1|//h2|//h3|//h4|//h5|//h6")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in root.xpath("//a/@href") if link.startswith("#")} <= set(ids)
    assert all(link.startswith(("#", "https://", "http://", "mailto:")) for link in root.xpath("//a/@href"))
    assert root.xpath("//script | //link | //iframe | //object | //form | //@*[starts-with(name(), 'on')]") == []
    assert all(source.startswith("data:image/") for source in root.xpath("//@src"))
    assert "url(" not in written.decode().partition("</style>")[0]
    assert root.xpath("//img[not(@alt)]") == []
    for table in root.xpath("//table"):
        assert all(cell.get("scope") == "col" for cell in table.xpath("thead//th"))
        assert len({len(row) for row in table.xpath(".//tr")}) == 1
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert region.get("aria-label") or region.get("aria-labelledby") in ids


def test_the_page_is_the_same_each_time_and_does_not_know_the_day(workspace: Workspace) -> None:
    once, again = (FORMATS["html"].write(composed(workspace, EVERYTHING, NAMES[0][1]), workspace) for _ in range(2))
    assert once == again


def test_the_skip_link_comes_first_and_leads_to_the_text() -> None:
    root = page(para("Brödtext"))
    first = root.xpath("//body//a")[0]
    assert (first.get("href"), first.text) == ("#innehall", "Hoppa till innehållet")
    assert main(root).get("id") == "innehall"


# Blocks


def test_headings_have_names_to_lead_to_and_none_twice() -> None:
    root = page(*(Heading(2, inline(text)) for text in ("Mål & medel", "Mål & medel", "Mål medel 2", "?")))
    assert main(root).xpath(".//h2/@id") == [
        "avsnitt-mål-medel", "avsnitt-mål-medel-2", "avsnitt-mål-medel-2-2", "avsnitt"
    ]  # fmt: skip


def test_a_document_of_many_parts_has_a_table_of_contents() -> None:
    parts = [Heading(2, inline(f"Del {number}")) for number in range(1, 5)]
    assert page(*parts).xpath("//nav//a/text()") == ["Del 1", "Del 2", "Del 3", "Del 4"]
    assert page(*parts[1:]).xpath("//nav") == []


def test_a_list_goes_on_from_its_number_and_holds_others() -> None:
    inner = List(False, ((para("b"),),))
    assert inside(List(True, ((para("a"), inner), (para("c"), para("d"))), 5)) == (
        '<ol start="5">\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>\n<p>c</p>\n<p>d</p>\n</li>\n</ol>'
    )


def test_a_table_is_named_by_its_caption_or_its_columns_and_scrolls_in_a_region() -> None:
    cells = (inline("År"), inline("Kostnad"))
    rows = ((inline("2024"), inline("5 kr")),)
    named = Table((None, "right"), cells, rows, inline("Kostnader"))
    plain = Table((None, "center"), cells, rows)
    regions = main(page(named, plain, plain)).xpath(".//div[@role='region']")
    assert regions[0].get("aria-labelledby") == "tabell-1"
    assert text_of(regions[0].find("table/caption")) == "Tabell 1. Kostnader"
    labels = [region.get("aria-label") for region in regions[1:]]
    assert labels == ["Tabell med År och Kostnad", "Tabell med År och Kostnad 2"]
    assert regions[0].xpath(".//td/@class") == ["hoger"]
    assert regions[1].xpath(".//td/@class") == ["mitten"]


def test_a_column_without_a_heading_has_an_ordinary_cell() -> None:
    table = Table((None, None), ((), inline("År")), ((inline("a"), inline("b")),))
    row = main(page(table)).find(".//thead/tr")
    assert [cell.tag for cell in row] == ["td", "th"]


def test_footnotes_lead_there_and_back() -> None:
    notes = [Footnote((para("Ett"),)), Footnote((para("Två"), List(False, ((para("a"),),))))]
    root = main(page(para("A", notes[0], " och ", notes[1])))
    assert root.xpath(".//sup/a/@href") == ["#not-1", "#not-2"]
    assert root.xpath(".//sup/a/@aria-label") == ["Fotnot 1", "Fotnot 2"]
    assert root.xpath("section/ol/li/@id") == ["not-1", "not-2"]
    back = root.xpath("section//a[@role='doc-backlink']")
    assert [link.get("href") for link in back] == ["#notref-1", "#notref-2"]
    assert back[0].get("aria-label") == "Tillbaka till fotnot 1 i texten"


def test_a_footnote_in_a_link_stands_behind_it() -> None:
    link = Link("https://exempel.se", inline("text", Footnote((para("Not"),))))
    root = main(page(para(link, ".")))
    assert [child.tag for child in root.find("p")] == ["a", "sup"]


@pytest.mark.parametrize("target", ["javascript:alert(1)", " https://x.se", "data:text/html,x", "//x.se", "x.html"])
def test_a_link_to_anything_but_a_page_or_an_address_is_plain_text(target: str) -> None:
    assert inside(para(Link(target, inline("text")))) == "<p>text</p>"


def test_a_division_is_a_group_with_its_name() -> None:
    root = main(page(Division("Undertecknare", (para("Eva Ek"),))))
    (group,) = root.xpath("div")
    assert (group.get("role"), group.get("aria-label"), group.get("class")) == (
        "group", "Undertecknare", "del undertecknare"
    )  # fmt: skip


def test_a_picture_is_in_the_page_with_its_text_and_measures() -> None:
    assert inside(para(Image(picture(b"abc"), 'En "bro"'))) == (
        '<p><img src="data:image/png;base64,YWJj" alt="En &quot;bro&quot;" width="96" height="48"></p>'
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(any_blocks)
def test_whatever_the_text_the_page_is_right_html(blocks: tuple[Block, ...]) -> None:
    root = page(*blocks)
    assert root.xpath("//script | //@onerror") == []
    assert all(re.match("https?://|mailto:|#", link, re.IGNORECASE) for link in root.xpath("//a/@href"))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_text_is_never_taken_for_html(workspace: Workspace) -> None:
    root = parse(FORMATS["html"].write(composed(workspace, HOSTILE, "tjansteutlatande"), workspace))
    assert " ".join(NASTY).split() == text_of(root.find(".//h1")).split()
    assert root.findtext("head/title").split()[: len(NASTY[0].split())] == NASTY[0].split()


def test_a_text_in_the_style_sheet_can_not_end_it() -> None:
    root = page(para("a"), diarienummer='KS"</style><script>alert(1)</script>\\')
    assert root.xpath("//script") == []
    style = root.findtext("head/style")
    assert '"KS\\22 \\3c \\2f style\\3e ' in style
    assert style.rstrip().endswith("}")


def test_the_logo_stands_for_the_wordmark() -> None:
    logo = Image(picture(b"abc"), "Storköping")
    header = page(para("a"), kommun={**FIELDS["kommun"], "logotyp": logo}).find(".//header")
    assert header.find(".//img").get("alt") == "Storköping"
    assert header.xpath(".//p[@class='ordmarke']") == []


def test_the_work_sheet_has_lines_for_what_is_not_known_yet() -> None:
    header = page(para("a"), look="sandlista").find(".//header")
    facts = {clean(part[0].text): [clean(text_of(value)) for value in part[1:]] for part in header.xpath(".//dl/div")}
    assert facts["Sammanträde"] == ["Fylls i"]
    assert facts["Paragraf"] == ["§ Fylls i"]


def clean(text: str) -> str:
    return " ".join(text.split())


# In a browser


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with running(tmp_path_factory.mktemp("chromium")) as started:
        yield started


_AXE = """axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}).then(
  found => found.violations.map(one => one.id + ": " + one.nodes.map(node => node.html + node.failureSummary)))"""


def violations(shown: Page) -> list[str]:
    """Return what axe-core finds against WCAG 2.1 A and AA, and against good practice."""
    found: list[str] = json.loads(json.dumps(shown.evaluate(_AXE)))
    return found


@needs_chromium
@pytest.mark.parametrize(("case", "kind"), NAMES)
def test_axe_finds_nothing_in_light_dark_and_on_a_narrow_screen(
    workspace: Workspace, browser: Browser, tmp_path: Path, case: str, kind: str
) -> None:
    path = tmp_path / f"{kind}.html"
    path.write_bytes(FORMATS["html"].write(composed(workspace, case, kind), workspace))
    shown = browser.page()
    shown.open(path)
    shown.evaluate(AXE.read_text(encoding="utf-8"))
    for view in ({"dark": False}, {"dark": True}, {"width": 320}):
        shown.show(**view)
        assert violations(shown) == [], view
        # WCAG 2.1, 1.4.10: only tables scroll to the side.
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
    assert (
        shown.evaluate("performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:')).length") == 0
    )


@needs_chromium
def test_axe_would_find_what_is_wrong(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "fel.html"
    path.write_text("<!DOCTYPE html><title>x</title><p style='color:#aaa'>grå<img src='data:,'>", encoding="utf-8")
    shown = browser.page()
    shown.open(path)
    shown.evaluate(AXE.read_text(encoding="utf-8"))
    found = {violation.partition(":")[0] for violation in violations(shown)}
    assert {"color-contrast", "image-alt", "html-has-lang"} <= found
