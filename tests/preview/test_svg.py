"""The pages of the preview are drawn fast, and look as Typst made them."""

from __future__ import annotations

import base64
from pathlib import Path
from xml.etree import ElementTree

import pytest

from chromium import needs_chromium, running
from conftest import ROOT
from ksflow.batch.pdf_format import write_page_pictures
from ksflow.casefile.loading import load_case
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import find_workspace
from ksflow.preview.svg import light

LETTER = '<symbol id="gA" overflow="visible"><path d="M 0 0m 1.23456 0v 2.5h -1.5Z m 3 0h 1Z "/></symbol>'
COMPARE = """(async (first, second) => {
  const drawn = async (data) => {
    const image = new Image();
    image.src = "data:image/svg+xml;base64," + data;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const [one, other] = [await drawn(first), await drawn(second)];
  let ink = 0, different = 0;
  for (let at = 0; at < one.length; at += 4) {
    ink += one[at] < 128;
    different += Math.abs(one[at] - other[at]) > 64;
  }
  return [one.length === other.length, ink, different];
})"""


def pages(case: Path, kind: str) -> list[bytes]:
    workspace = find_workspace(ROOT)
    return write_page_pictures(
        compose(load_case(case, workspace.municipality, workspace.root), workspace, kind), workspace
    )


def use(name: str, x: str, fill: str = "#000000") -> str:
    return f'<use xlink:href="#{name}" x="{x}" y="0" fill="{fill}" fill-rule="nonzero"/>'


def test_the_letters_of_a_run_become_one_path_a_colour() -> None:
    page = f"<svg><g>{use('gA', '0')}{use('gA', '5.5')}{use('gA', '9', '#17405c')}</g><defs>{LETTER}</defs></svg>"
    shape = "m 1.235 0v 2.5h -1.5Z m 3 0h 1Z "
    assert light(page.encode()).decode() == (
        f'<svg><g><path fill="#000000" d="M0 0{shape}M5.5 0{shape}"/><path fill="#17405c" d="M9 0{shape}"/></g>'
        "<defs></defs></svg>"
    )


@pytest.mark.parametrize(
    "page",
    [
        "<svg/>",
        f"<svg>{use('gB', '0')}{LETTER.replace('m 1.23456', 'L 1.23456').replace('gA', 'gB')}</svg>",
        f"<svg>{use('gA', '0')}{use('gC', '0')}{LETTER}</svg>",
        f'<svg><use xlink:href="#gA" x="0" y="0" fill="url(#x)"/>{LETTER}</svg>',
        "<svg><text>&lt;use å</text></svg>",
    ],
)
def test_what_is_not_known_is_left_as_it_is(page: str) -> None:
    assert light(page.encode()) == page.encode()


@pytest.mark.parametrize("case", ["cases/KS-2021-1682.103.yaml", "tests/data/allt.yaml"])
def test_no_letter_of_a_real_page_is_a_reference_any_more(case: str) -> None:
    for page in pages(ROOT / case, "tjansteutlatande"):
        assert b"<use" in page
        assert b"<use" not in light(page)


@pytest.mark.parametrize("case", [*sorted((ROOT / "cases").glob("*.yaml")), ROOT / "tests" / "data" / "allt.yaml"])
def test_pages_are_proper_xml_that_leads_nowhere(case: Path) -> None:
    for page in pages(case, "tjansteutlatande"):
        for one in (page, light(page)):
            links = [value for element in ElementTree.fromstring(one).iter() for value in element.attrib.values()]
            assert not [value for value in links if value.startswith(("http", "mailto"))]


@needs_chromium
def test_a_page_looks_the_same(tmp_path: Path) -> None:
    blank = tmp_path / "tom.html"
    blank.write_text("<!DOCTYPE html><title>x</title>", encoding="utf-8")
    with running(tmp_path / "chromium") as browser:
        shown = browser.page()
        shown.open(blank)
        for page in [
            *pages(ROOT / "tests" / "data" / "allt.yaml", "tjansteutlatande"),
            *pages(ROOT / "cases" / "KS-2021-1682.103.yaml", "sandlista"),
        ]:
            first, second = (base64.b64encode(one).decode() for one in (page, light(page)))
            same_size, ink, different = shown.evaluate(f"{COMPARE}('{first}', '{second}')")
            assert same_size
            assert ink > 1000
            assert different == 0
