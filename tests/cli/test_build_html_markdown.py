"""Web pages and Markdown from the command line, and what happens to those that somebody has edited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome
from ksflow.documents.markdown import parse_markdown
from ksflow.writers.seal import is_sealed, sealed

Ksflow = Callable[..., Outcome]


@pytest.fixture
def folder(workspace: Path, reference: str, write_case: Callable[..., Path]) -> Path:
    write_case(reference)
    return workspace / "out" / "KS-2021-1682.103"


def test_three_formats_at_once(folder: Path, ksflow: Ksflow) -> None:
    assert ksflow("build", "-d", "tjansteutlatande", "--to", "docx,html,md", "-q").code == 0
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["tjansteutlatande.docx", "tjansteutlatande.html", "tjansteutlatande.md"]
    assert (folder / "tjansteutlatande.html").read_bytes().startswith(b"<!DOCTYPE html>\n")


@pytest.mark.parametrize("form", ["html", "md"])
def test_an_edited_file_is_kept_until_it_is_forced(
    folder: Path, reference: str, write_case: Callable[..., Path], ksflow: Ksflow, form: str
) -> None:
    path = folder / f"sandlista.{form}"
    build = ("build", "-d", "sandlista", "--to", form, "-q")
    assert ksflow(*build).code == 0
    own = path.read_bytes()
    edited = own.replace("högskola".encode(), b"universitet", 1)
    path.write_bytes(edited)
    write_case(reference.replace("2021-08-11", "2021-08-12"))
    outcome = ksflow(*build)
    assert outcome.code == 1
    assert "FIL116" in outcome.stderr
    assert path.read_bytes() == edited
    assert ksflow(*build, "--force").code == 0
    assert path.with_name(f"sandlista.redigerad.{form}").read_bytes() == edited
    assert is_sealed(path.read_bytes())


@pytest.mark.parametrize("form", ["html", "md"])
def test_a_file_that_is_as_it_was_built_follows_its_case(
    folder: Path, reference: str, write_case: Callable[..., Path], ksflow: Ksflow, form: str
) -> None:
    build = ("build", "-d", "tjansteutlatande", "--to", form, "-q")
    assert ksflow(*build).code == 0
    before = (folder / f"tjansteutlatande.{form}").read_bytes()
    write_case(reference.replace("2021-08-11", "2021-08-12"))
    assert ksflow(*build).code == 0
    assert (folder / f"tjansteutlatande.{form}").read_bytes() != before
    assert len(list(folder.iterdir())) == 1


def test_the_mark_stands_for_every_character_but_not_for_line_ends() -> None:
    own = sealed("a\nb")
    assert is_sealed(own)
    assert is_sealed(own.replace(b"\n", b"\r\n"))
    others = (own.replace(b"a", b"A", 1), own[:-1], own + b"x", own + own, b"x" + own, b"", b"a\n", b"\xff" + own)
    assert [is_sealed(other) for other in others] == [False] * len(others)


def test_the_mark_is_the_only_html_that_a_text_may_hold() -> None:
    assert parse_markdown(sealed("a").decode()) == parse_markdown("a")


def test_diary_show_names_a_web_page_only_when_there_is_one(folder: Path, ksflow: Ksflow) -> None:
    assert "html" not in ksflow("diary", "show", "KS-2021/1682.103").stdout
    ksflow("build", "-d", "sandlista", "--to", "html", "-q")
    shown = ksflow("diary", "show", "KS-2021/1682.103").stdout
    assert shown.count(".html") == 1
