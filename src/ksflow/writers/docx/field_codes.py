"""The codes of Word's fields: an attribute, or text in pieces between two marks, with other fields inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ksflow.writers.docx.names import w


def field_codes(root: Any) -> Iterator[str]:
    """Yield the code of every field in a part, blanks made one: ``PAGE``, ``INCLUDEPICTURE "x.png"``.

    Of a field inside the code of another, the outer code has nothing; a code without a word is left out.
    """
    for code in _codes(root):
        if joined := " ".join(code.split()):
            yield joined


def _codes(root: Any) -> Iterator[str]:
    open_: list[list[str]] = []
    """The pieces of the fields that have begun and not yet ended, the innermost last."""
    for element in root.iter(w("fldSimple"), w("fldChar"), w("instrText"), w("delInstrText")):
        if element.tag == w("fldSimple"):
            yield str(element.get(w("instr"), ""))
        elif element.tag != w("fldChar"):
            if open_:
                open_[-1].append(element.text or "")
            else:
                yield element.text or ""  # its mark is missing: Word may mend that
        elif element.get(w("fldCharType")) == "begin":
            open_.append([])
        elif element.get(w("fldCharType")) == "end" and open_:
            yield "".join(open_.pop())
    for pieces in open_:
        yield "".join(pieces)
