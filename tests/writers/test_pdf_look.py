"""Faults of a PDF look: told with file, line and the way out, never as a traceback."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest
from defaultlook import TEMPLATES, para
from pdfs import composed, pdf

from ksflow.sources.findings import Finding, FindingsError
from ksflow.writers.pdf.look import load_look
from ksflow.writers.pdf.stamp import is_own, stamped
from ksflow.writers.pdf.writer import write_pdf

START = '#import "_dokument.typ": *\n#show: egenskaper\n#set text(font: "Liberation Sans")\n'


def fault(folder: Path, source: str, name: str = "kommun") -> Finding:
    """Return the one finding about a workspace's own look."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.typ").write_text(source, encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        write_pdf(composed(para("Text")), load_look(name, [folder, TEMPLATES]))
    (found,) = caught.value.findings
    return found


@pytest.mark.parametrize(
    ("line", "message", "column"),
    [
        ("#fält.diarienumer", "dictionary does not contain key diarienumer", 7),
        ("#okänd", "unknown variable: okänd", 2),
        ('#(1 + "a")', "cannot add integer and string", 3),
        ('#image("borta.png", alt: "x")', "file not found", 8),
        ('#read("/etc/passwd")', "file not found", 7),
        ('#assert(false, message: "nej")', "nej", 2),
        ("#let f() = f(); #f()", "maximum function call depth exceeded", 12),
    ],
)
def test_what_typst_cannot_carry_out_is_told_with_its_place(
    tmp_path: Path, line: str, message: str, column: int
) -> None:
    found = fault(tmp_path, f"{START}#innehåll()\n{line}\n")
    assert (found.code, Path(found.file).name, found.span.line, found.span.column) == (
        "MAL020",
        "kommun.typ",
        5,
        column,
    )
    assert message in found.message
    assert found.excerpt == line
    assert "ksflow-" not in found.message


def test_a_fault_in_an_imported_file_is_told_in_that_file(tmp_path: Path) -> None:
    (tmp_path / "_egen.typ").write_text("#let a = 1\n#let b = okänd\n", encoding="utf-8")
    found = fault(tmp_path, f'{START}#import "_egen.typ": a\n#innehåll()\n')
    assert (Path(found.file).name, found.span.line) == ("_egen.typ", 2)


def test_a_font_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    found = fault(tmp_path, f'{START}#set text(font: "Liberation San")\n#innehåll()\n')
    assert (found.code, found.span.line, found.span.column) == ("MAL021", 4, 17)
    assert (found.message, found.help) == ("There is no font “liberation san”", "Did you mean “Liberation Sans”?")


def test_a_look_fetches_nothing_from_the_network(tmp_path: Path) -> None:
    found = fault(tmp_path, f'{START}#import "@preview/cetz:0.3.0": *\n#innehåll()\n')
    assert (found.code, found.span.line, found.span.column) == ("MAL022", 4, 9)


@pytest.mark.parametrize(
    "imported",
    ['import "\\u{40}preview/cetz:0.3.0": *', '{let a = "@pre"; import a + "view/cetz:0.3.0": *}',
     'eval("import \\"\\\\u{40}preview/cetz:0.3.0\\"")', 'import "\\u{40}local/eget:1.0.0": *'],
)  # fmt: skip
def test_not_even_a_package_whose_name_is_put_together_is_fetched(
    imported: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "share" / "typst" / "packages" / "local" / "eget" / "1.0.0"
    own.mkdir(parents=True)
    (own / "typst.toml").write_text('[package]\nname = "eget"\nversion = "1.0.0"\nentrypoint = "a.typ"\n', "utf-8")
    (own / "a.typ").write_text("#let a = 1\n", "utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    with socket.create_server(("127.0.0.1", 0)) as proxy:  # as a municipality has one
        proxy.setblocking(False)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.setenv("NO_PROXY", "example.org")
        found = fault(tmp_path / "look", f"{START}#{imported}\n#innehåll()\n")
        with pytest.raises(BlockingIOError):
            proxy.accept()
        assert os.environ["HTTPS_PROXY"].endswith(str(proxy.getsockname()[1]))
        assert (os.environ["NO_PROXY"], os.environ.get("ALL_PROXY")) == ("example.org", None)
    assert (found.code, found.span.line) == ("MAL022", 4)
    assert "@preview/cetz" in found.message or "@local/eget" in found.message


def test_a_look_that_would_make_an_inaccessible_file_is_told_so(tmp_path: Path) -> None:
    found = fault(tmp_path, '#import "_dokument.typ": *\n#set text(font: "Liberation Sans")\n#innehåll()\n')
    assert found.message.startswith("The PDF would not be archivable and accessible: ")
    assert "title" in found.message


def test_a_look_that_is_missing_is_told_by_its_name(tmp_path: Path) -> None:
    for name in ("finnsinte", "../kommun", "kommun/x"):
        with pytest.raises(FindingsError) as caught:
            load_look(name, [tmp_path, TEMPLATES])
        assert [found.code for found in caught.value.findings] == ["MAL001"]


def test_a_look_that_is_no_text_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "kommun.typ").write_bytes(b"\xff\xfe\0\0")
    with pytest.raises(FindingsError) as caught:
        load_look("kommun", [tmp_path, TEMPLATES])
    assert [found.code for found in caught.value.findings] == ["FIL003"]


def test_a_municipality_changes_only_what_it_keeps_a_copy_of(tmp_path: Path) -> None:
    style = (TEMPLATES / "_stil.typ").read_text(encoding="utf-8")
    (tmp_path / "_stil.typ").write_text(style.replace("17405C", "006633"), encoding="utf-8")
    own = write_pdf(composed(para("Text")), load_look("kommun", [tmp_path, TEMPLATES]))
    assert own != pdf(para("Text"))
    (tmp_path / "_stil.typ").write_text(style, encoding="utf-8")
    assert write_pdf(composed(para("Text")), load_look("kommun", [tmp_path, TEMPLATES])) == pdf(para("Text"))


def test_a_look_may_show_a_picture_of_its_own(tmp_path: Path) -> None:
    shutil.copy(TEMPLATES.parent / "tests" / "data" / "bro.png", tmp_path / "vapen.png")
    (tmp_path / "kommun.typ").write_text(f'{START}#image("vapen.png", alt: "Vapen")\n#innehåll()\n', encoding="utf-8")
    assert b"/Figure" in write_pdf(composed(para("Text")), load_look("kommun", [tmp_path, TEMPLATES]))


def test_an_unchanged_file_is_known_and_a_changed_one_is_not() -> None:
    data = pdf(para("Text"))
    assert is_own(data)
    assert not is_own(data + b"\n1 0 obj\n<<>>\nendobj\n")
    assert not is_own(
        data.replace(b"Rubriken", b"Rubriket", 1) if b"Rubriken" in data else data[:-8] + b"x" + data[-7:]
    )
    assert not is_own(b"")
    assert not is_own(b"%PDF-1.7\nstartxref\n0\n%%EOF")
    assert is_own(stamped(b"%PDF-1.7\nx\nstartxref\n0\n%%EOF"))
