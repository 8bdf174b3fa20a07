"""How the text of a Word file differs from what its case gives today."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from ksflow.batch.building import FORMATS
from ksflow.batch.order import Order
from ksflow.casefile.loading import load_case
from ksflow.documents.compose import compose
from ksflow.documents.text_faults import text_findings
from ksflow.locale import _
from ksflow.sources.errors import reason_of
from ksflow.sources.findings import START, Finding, FindingsError, Severity, has_errors
from ksflow.sources.named_files import shown_name

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}


def differences(order: Order, path: Path) -> Iterator[list[str]]:
    """Yield a unified diff for each document of a case that lies there, from the case to the file; empty when equal.

    Raises FindingsError when the case gives no documents, or a file cannot be read.
    """
    loaded = load_case(path, order.workspace.municipality, order.workspace.root)
    if has_errors(found := list(text_findings(loaded))):
        raise FindingsError(found)
    for output, kind in order.outputs.items():
        file = order.out / loaded.case.diary_number.file_stem / output
        name = shown_name(file)
        try:
            existing = file.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise _unreadable(name, reason_of(error)) from error
        made = FORMATS[file.suffix[1:]].write(compose(loaded, order.workspace, kind), order.workspace)
        before = _("{file} as {case} gives it", file=name, case=loaded.name)
        after = _("{file} as it is", file=name)
        lines = difflib.unified_diff(
            body_lines(made, name), body_lines(existing, name), before, after, lineterm="", n=1
        )
        yield [line.rstrip("\n") for line in lines]


def body_lines(data: bytes, name: str) -> list[str]:
    """Return the lines of a Word file's body in order, without empty ones; deleted text that is tracked is left out.

    Raises FindingsError when it is no Word file that can be read.
    """
    from docx import Document

    try:
        body = Document(BytesIO(data)).element.body
    except Exception as error:  # python-docx raises whatever it stumbles over
        raise _unreadable(name, _("it is no Word file")) from error
    paragraphs = ("".join(_pieces(paragraph)) for paragraph in body.iter(f"{_W}p"))
    return [line.rstrip() for text in paragraphs for line in text.split("\n") if line.strip()]


def _pieces(paragraph: Any) -> Iterator[str]:
    for run in paragraph.iter(f"{_W}r"):
        for node in run:
            yield (node.text or "") if node.tag == f"{_W}t" else _SIGNS.get(node.tag, "")


def _unreadable(name: str, reason: str) -> FindingsError:
    message = _("The file cannot be read: {reason}", reason=reason)
    return FindingsError([Finding(name, START, "FIL001", Severity.ERROR, message)])
