"""What mkdocs does with the pages of the handbook besides: their language, and the markers that only tests read."""

from __future__ import annotations

import re
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

_MARKER = re.compile(r" *<!-- [a-z ]+(: .+)? -->")
_FENCE = re.compile(r" *(```+|~~~+)")
_SWITCHES = {
    "sv": ("Byt till ljust läge", "Byt till mörkt läge", "Följ datorns inställning"),
    "en": ("Switch to light mode", "Switch to dark mode", "Follow the computer's setting"),
}
_LINK = {"sv": "Länk hit", "en": "Link to here"}


def on_page_markdown(markdown: str, **_rest: Any) -> str:
    """Leave out the markers for the tests: in a tab or a list they would be shown."""
    kept = []
    fence = ""
    for line in markdown.splitlines():
        if not fence and _MARKER.fullmatch(line):
            continue
        kept.append(line)
        if found := _FENCE.match(line):
            opening = found[1]
            if not fence:
                fence = opening
            elif opening.startswith(fence) and line.strip() == opening:
                fence = ""
    return "\n".join(kept) + "\n"


def on_page_content(html: str, page: Page, **_rest: Any) -> str:
    """Name the links to headings in the page's language."""
    return html.replace(f'title="{_LINK["sv"]}"', f'title="{_LINK[_language(page)]}"')


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, **_rest: Any) -> dict[str, Any]:
    """Let the frame of a page speak the page's language, for readers and for screen readers.

    Material has one language a site, but its templates ask for it anew for each page.
    """
    language = _language(page)
    config.theme["language"] = language
    for one, name in zip(config.theme["palette"], _SWITCHES[language], strict=True):
        one["toggle"]["name"] = name
    return context


def on_post_page(output: str, page: Page, **_rest: Any) -> str:
    """Name the dialogue for searching, which Material leaves without a name."""
    name = {"sv": "Sök", "en": "Search"}[_language(page)]
    return output.replace('<div class="md-search" ', f'<div class="md-search" aria-label="{name}" ')


def _language(page: Page) -> str:
    return "en" if page.file.src_uri.startswith("en/") else "sv"
