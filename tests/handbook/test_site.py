"""The handbook as a site: it builds without a warning, fetches nothing, and every page is found in its language."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from conftest import ROOT

DOCS = ROOT / "docs"
FETCHING = {
    # What a browser loads without being asked, by element: the attributes that say from where.
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "form": ("action",),
}


class Reading(HTMLParser):
    """What a page fetches, where its links lead, and what it says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.language = ""
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.fetched += [values[name] for name in FETCHING.get(tag, ()) if name in values]
        if tag == "html":
            self.language = values.get("lang", "")
        if tag == "a" and "href" in values:
            self.links.append(values["href"])

    def handle_comment(self, data: str) -> None:
        self.comments.append(data.strip())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built site; building it fails on a dead link, a dead anchor and a page that is in no menu."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    return folder


def read(path: Path) -> Reading:
    reading = Reading()
    reading.feed(path.read_text(encoding="utf-8"))
    return reading


def outside(address: str) -> bool:
    return bool(urlsplit(address).netloc)


def test_no_page_fetches_anything_from_outside(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert pages
    for path in pages:
        assert [one for one in read(path).fetched if outside(one)] == [], path.relative_to(site)


def test_no_style_fetches_anything_from_outside(site: Path) -> None:
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        addresses = re.findall(r"url\(\s*[\"']?([^\"')]+)", text) + re.findall(r"@import\s+[\"']([^\"']+)", text)
        assert [one for one in addresses if outside(one)] == [], path.relative_to(site)


def test_every_page_of_the_folders_is_reached_from_the_first(site: Path) -> None:
    reached: set[Path] = set()
    left = [site / "index.html"]
    while left:
        page = left.pop()
        if page in reached or not page.is_file():
            continue
        reached.add(page)
        for link in read(page).links:
            parts = urlsplit(link)
            if not parts.scheme and not parts.netloc and parts.path:
                target = Path(os.path.normpath(page.parent / unquote(parts.path)))
                left.append(target / "index.html" if target.is_dir() else target)
    wanted = {
        (site / path.relative_to(DOCS).with_suffix("") / "index.html")
        if path.stem != "index"
        else (site / path.relative_to(DOCS).with_suffix(".html"))
        for path in DOCS.rglob("*.md")
    }
    assert wanted - reached == set()


@pytest.mark.parametrize("folder", ["sv", "en"])
def test_the_frame_of_a_page_speaks_its_language(site: Path, folder: str) -> None:
    words = {"sv": "Hoppa till innehållet", "en": "Skip to content"}
    pages = sorted((site / folder).rglob("*.html"))
    assert pages
    for path in pages:
        assert read(path).language == folder
        assert words[folder] in path.read_text(encoding="utf-8")


def test_the_markers_of_the_tests_stay_out_of_the_pages(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert read(path).comments == [], path.relative_to(site)
        assert not re.search(r"(?m)^\s*&lt;!-- (case|kommun|exit|shown|not run)", text), path.relative_to(site)


def test_both_languages_can_be_searched(site: Path) -> None:
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    assert '"lang":["sv","en"]' in index
    for name in ("lunr.sv.min.js", "lunr.stemmer.support.min.js"):
        assert list(site.rglob(name)), name
