"""Documents that were made to do harm are refused in one line, or give what can be seen in them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from worddocs import element, run, styled, with_body

from conftest import Outcome

Run = Callable[..., Outcome]
DOCUMENT = "word/document.xml"


def changed(path: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Write a Word file anew with its parts changed."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info.filename)))
    return target


def bomb(name: str, data: bytes) -> bytes:
    return data + b" " * 250_000_000 if name == DOCUMENT else data


def entity(name: str, data: bytes) -> bytes:
    if name != DOCUMENT:
        return data
    doctype = b'<!DOCTYPE w:document [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    start = data.index(b"<w:document")
    return data[:start] + doctype + data[start:].replace(b"</w:t>", b"&e;</w:t>", 1)


def laughs(name: str, data: bytes) -> bytes:
    if name != DOCUMENT:
        return data
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    start = data.index(b"<w:document")
    return (
        data[:start] + f"<!DOCTYPE w:document [{levels}]>".encode() + data[start:].replace(b"</w:t>", b"&l9;</w:t>", 1)
    )


def macros(name: str, data: bytes) -> bytes:
    plain, macro = b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml"
    return data.replace(b"application/vnd.openxmlformats-officedocument." + plain, b"application/vnd." + macro)


def cut(name: str, data: bytes) -> bytes:
    return data[: len(data) // 2] if name == DOCUMENT else data


@pytest.mark.parametrize("change", [bomb, entity, laughs, macros, cut], ids=lambda change: change.__name__)
def test_it_is_refused_in_one_line(change: Callable[[str, bytes], bytes], workspace: Path, ksflow: Run) -> None:
    path = changed(styled(workspace / "bra.docx"), workspace / "ond.docx", change)
    outcome = ksflow("import", path)
    assert outcome.code == 1
    assert outcome.stderr.startswith("ksflow: ond.docx cannot be read: ")
    assert outcome.stderr.count("\n") == 1
    assert list((workspace / "cases").iterdir()) == []


def test_tables_inside_tables_without_end(workspace: Path, ksflow: Run) -> None:
    def change(body: object) -> None:
        inner = element("w:p", run("Innerst."))
        for _level in range(60):
            inner = element("w:tbl", element("w:tr", element("w:tc", inner, element("w:p"))))
        body.insert(len(body) - 1, inner)  # type: ignore[attr-defined, arg-type]

    assert "Innerst." in ksflow("import", with_body(workspace / "a.docx", change), "--show").stdout


def test_links_that_lead_elsewhere_than_the_web_are_plain_text(workspace: Path, ksflow: Run) -> None:
    def change(body: object) -> None:
        field = [
            element("w:r", element("w:fldChar", fldCharType="begin")),
            run(' HYPERLINK "file:///etc/passwd" ', "w:instrText"),
            element("w:r", element("w:fldChar", fldCharType="separate")),
            run("klicka"),
            element("w:r", element("w:fldChar", fldCharType="end")),
        ]
        body.insert(len(body) - 1, element("w:p", *field))  # type: ignore[attr-defined, arg-type]

    text = ksflow("import", with_body(workspace / "a.docx", change), "--show").stdout
    assert "klicka" in text
    assert "passwd" not in text


def test_a_name_cannot_lead_out_of_the_folder(workspace: Path, ksflow: Run) -> None:
    (workspace / "x.txt").write_text("Diarienummer: ../../KS-2021/7\n\nBakgrund\n\nText.\n", "utf-8")
    ksflow("import", "x.txt")
    assert [path.name for path in (workspace / "cases").iterdir()] == ["x.yaml"]
