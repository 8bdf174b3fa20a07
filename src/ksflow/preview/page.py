"""The page around the document, in the user's language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ksflow.locale import _, language

if TYPE_CHECKING:
    import jinja2

STATIC = Path(__file__).parent / "static"
FILES = {
    "preview.css": "text/css; charset=utf-8",
    "preview.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""What the page consists of beside its HTML, with media types."""


def page(document: str, form: str) -> str:
    """Return the page, which first shows the given document in the given format."""
    return _template().render(language=language(), document=document, form=form, text=_texts(), words=_words())


@cache
def _template() -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    return environment.from_string((STATIC / "preview.html").read_text(encoding="utf-8"))


def static_file(name: str) -> bytes | None:
    """Return one of the page's files, None when there is no such."""
    return (STATIC / name).read_bytes() if name in FILES else None


def _texts() -> dict[str, str]:
    """Return the texts that stand in the page."""
    return {
        "title": _("Preview"),
        "document": _("Document"),
        "format": _("Format"),
        "pages": _("Pages"),
        "web_page": _("Web page"),
        "download": _("Download"),
        "findings": _("Findings"),
        "show": _("Show"),
        "source": _("Source"),
        "close": _("Close"),
        "skip": _("Skip to the document"),
        "without_script": _("The preview needs JavaScript, which the browser has turned off"),
    }


def _words() -> dict[str, str]:
    """Return the texts that the page's script needs."""
    return {
        "error": _("Error"),
        "warning": _("Warning"),
        "info": _("Note"),
        "line": _("line {line}"),
        "page": _("Page {number} of {count}"),
        "nothing": _("Nothing to remark on"),
        "lost": _("ksflow does not answer: has the preview been ended? Start it again in the terminal"),
        "edit": _("Open in the editor"),
        "updated": _("Updated {time}"),
        "gone_file": _("The file cannot be shown"),
        "empty": _("Nothing to show yet"),
    }
