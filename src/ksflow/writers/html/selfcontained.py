"""Is a look one file that needs nothing else? No script, and nothing that a browser would fetch from elsewhere.

The look is read as it is written, with its tags: where an address begins must be plain to see in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from ksflow.locale import _

_FORBIDDEN = frozenset({"script", "iframe", "frame", "object", "embed", "link", "base", "form", "applet", "portal"})
_FETCHED = frozenset({"src", "srcset", "poster", "data", "background", "manifest", "action", "formaction", "ping"})
_LED_TO = frozenset({"href", "xlink:href", "cite"})
_ADDRESSES = ("http://", "https://", "mailto:", "tel:", "#")
_OWN = ("data:image/", "data:font/", "#")
_URL = re.compile(r"url\(\s*[\"']?\s*([^)\"']*)", re.IGNORECASE)
_CSS_IMPORT = re.compile(r"@import", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

Fault = tuple[int, str, str]
"""Line, message and help."""


def outside_requests(source: str) -> list[Fault]:
    """Return what in a look would run, or would be fetched from elsewhere."""
    scanner = _Scanner()
    scanner.feed(source)
    scanner.close()
    return scanner.faults


class _Scanner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[Fault] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        if tag in _FORBIDDEN:
            self._fault(self.getpos()[0], f"<{tag}>")
        for name, value in attrs:
            for shown in _in_attribute(tag, name, (value or "").strip()):
                self._fault(self.getpos()[0], shown)

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False

    def handle_data(self, data: str) -> None:
        if self.in_style:
            first = self.getpos()[0]
            blanked = _CSS_COMMENT.sub(lambda match: "\n" * match.group().count("\n"), data)
            for number, line in enumerate(blanked.split("\n")):
                for shown in _in_css(line):
                    self._fault(first + number, shown)

    def _fault(self, line: int, shown: str) -> None:
        message = _("The look runs or fetches something: {what}", what=shown)
        help_ = _("A document is one file: put styles into <style>, and pictures in as data:image/…;base64,…")
        self.faults.append((line, message, help_))


def _in_attribute(tag: str, name: str, value: str) -> Iterator[str]:
    shown = f'{name}="{value[:60]}"'
    low = value.lower()
    refresh = tag == "meta" and name == "http-equiv" and low == "refresh"
    fetched = name in _FETCHED and not low.startswith(_OWN)
    leads_nowhere = name in _LED_TO and not low.startswith(_ADDRESSES if tag in ("a", "area") else _OWN)
    if name.startswith("on") or name == "srcdoc" or refresh or fetched or leads_nowhere:
        yield shown
    elif name == "style":
        yield from _in_css(value)


def _in_css(text: str) -> Iterator[str]:
    if _CSS_IMPORT.search(text):
        yield "@import"
    for address in _URL.findall(text):
        if not address.lower().startswith(_OWN):
            yield f"url({address[:60]})"
