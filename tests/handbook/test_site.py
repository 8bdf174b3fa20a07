"""The handbook as a site: it builds without a warning, fetches nothing, and every page is found in its language."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from chromium import AXE, Page, needs_chromium, running
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
    """What a page fetches, where its menu leads, and what it says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.menu: list[str] = []
        self.language = ""
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.fetched += [values[name] for name in FETCHING.get(tag, ()) if name in values]
        if tag == "html":
            self.language = values.get("lang", "")
        if tag == "a" and "md-nav__link" in values.get("class", "").split():
            self.menu.append(values.get("href", ""))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data.strip())


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built site; building it fails on a dead link and on a dead anchor."""
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


def test_every_page_stands_in_the_menu(site: Path) -> None:
    page = site / "sv" / "referens" / "index.html"
    stands = {
        os.path.normpath(page.parent / unquote(urlsplit(link).path) / "index.html")
        for link in read(page).menu
        if not outside(link)
    }
    wanted = {
        str(site / (path.relative_to(DOCS).parent if path.stem == "index" else path.relative_to(DOCS).with_suffix("")))
        for path in DOCS.rglob("*.md")
    }
    assert {f"{folder}/index.html" for folder in wanted} - stands == set()


@pytest.mark.parametrize("folder", ["sv", "en"])
def test_the_frame_of_a_page_speaks_its_language(site: Path, folder: str) -> None:
    words = {"sv": "Gå till innehållet", "en": "Skip to content"}
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


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, and give its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def faults_by_axe(page: Page) -> Any:
    """Return what axe-core finds on a page."""
    page.evaluate(f"{AXE.read_text(encoding='utf-8')};0")
    return page.evaluate(
        "axe.run(document, {resultTypes: ['violations']})"
        ".then(found => found.violations.map(one => [one.id, one.nodes[0].html.slice(0, 200)]))"
    )


@needs_chromium
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (400, True)])
def test_everybody_can_read_the_pages(site: Path, tmp_path: Path, width: int, dark: bool) -> None:
    names = ["", "sv/referens/arendefil/", "sv/referens/regler/spr/", "en/reference/commands/"]
    with served(site) as address, running(tmp_path) as browser:
        page = browser.page()
        page.show(dark=dark, width=width)
        for name in names:
            page.open(address + name)
            assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is dark
            assert page.evaluate("document.body.dataset.mdColorScheme") == ("slate" if dark else "default")
            page.evaluate("new Promise(done => setTimeout(done, 300))")
            assert faults_by_axe(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@needs_chromium
def test_the_button_beside_a_terminal_copies_what_is_to_be_typed(site: Path, tmp_path: Path) -> None:
    typed = "$ ksflow build \\\n    --to pdf\n1 document\n$ ls"
    shown = json.dumps(f"<div class='language-console'><pre><code>{typed}</code></pre></div>")
    with served(site) as address, running(tmp_path) as browser:
        page = browser.page()
        page.open(address)
        page.evaluate(
            f"document.querySelector('article').innerHTML = {shown};"
            "document.querySelector('pre').insertAdjacentHTML('beforeend', '<nav><button data-clipboard-target></nav>')"
        )
        copied = page.evaluate(
            "new Promise(done => setTimeout(done, 100))"
            ".then(() => document.querySelector('[data-clipboard-target]').dataset.clipboardText)"
        )
    assert copied == "ksflow build \\\n    --to pdf\nls"


@needs_chromium
def test_searching_finds_pages_and_asks_nobody_else(site: Path, tmp_path: Path) -> None:
    with served(site) as address, running(tmp_path) as browser:
        page = browser.page()
        page.open(f"{address}sv/referens/arendefil/")
        found = page.evaluate(
            "(async () => {"
            " const input = document.querySelector('.md-search__input'); input.focus(); input.value = 'sändlistan';"
            " for (let turn = 0; turn < 100; turn++) {"
            "  input.dispatchEvent(new KeyboardEvent('keyup'));"
            "  await new Promise(done => setTimeout(done, 100));"
            "  const first = document.querySelector('.md-search-result__item'); if (first) return first.innerText }"
            "})()"
        )
        hosts = page.evaluate(
            "[...new Set(performance.getEntriesByType('resource').map(one => new URL(one.name).origin))]"
        )
    assert "sändlista" in found.lower()
    assert hosts == [address.rstrip("/")]
