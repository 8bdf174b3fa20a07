"""Writing a document as a web page: the look is the frame, the blocks its content."""

from __future__ import annotations

from markupsafe import Markup

from ksflow.documents.blocks import Document
from ksflow.locale import _
from ksflow.sources.findings import START, Finding, FindingsError, Severity
from ksflow.writers.html.body import BodyWriter
from ksflow.writers.html.look import BODY, HEADINGS, Look
from ksflow.writers.seal import sealed

_MARK = "\x02"
"""Stands in the frame where the blocks go: a control character, which no case and no look can hold."""


def write_html(document: Document, look: Look) -> bytes:
    """Return the page; raise FindingsError when the look cannot show the document."""
    body = BodyWriter()
    blocks = body.write(document.blocks)
    frame = look.render({**document.fields, BODY: Markup(_MARK), HEADINGS: body.headings}).split(_MARK)
    if len(frame) != 2:
        message = _("The look prints the text of the document {times} times, not once", times=len(frame) - 1)
        help_ = _("Write {tag} once, where the text is to stand", tag="{{ " + BODY + " }}")
        raise FindingsError([Finding(look.shown, START, "MAL030", Severity.ERROR, message, help_)])
    return sealed(blocks.rstrip("\n").join(frame).rstrip("\n"))
