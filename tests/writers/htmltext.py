"""Web pages, read strictly: what is no right HTML fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import html5lib


def parse(data: bytes) -> Any:
    """Return the root element of a page; raise for every fault that a browser would pass over."""
    return (
        html5lib.HTMLParser(html5lib.getTreeBuilder("lxml"), strict=True, namespaceHTMLElements=False)
        .parse(data.decode("utf-8"))
        .getroot()
    )


def main(root: Any) -> Any:
    """Return the element with the document's own text."""
    (found,) = root.xpath("//main")
    return found


def text_of(element: Any) -> str:
    """Return the text of an element without references to footnotes and the ways back from them."""
    return "".join(_texts(element))


def _texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif child.get("role") not in ("doc-noteref", "doc-backlink"):
            yield from _texts(child)
        yield (child.tail or "").removeprefix("\n") if child.tag == "br" else child.tail or ""
