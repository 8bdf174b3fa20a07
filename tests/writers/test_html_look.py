"""A look for web pages: what a communications office may write in it, and what it is told when something is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from defaultlook import FIELDS, TEMPLATES, para
from looks import document

from ksflow.sources.findings import Finding, FindingsError
from ksflow.writers.html.look import load_look
from ksflow.writers.html.writer import write_html


def written(folder: Path, look: str, **changes: Any) -> str:
    """Return the page that a look makes, without its mark."""
    (folder / "prov.html").write_text(look, encoding="utf-8")
    data = write_html(document(para("Brödtext"), **{**FIELDS, **changes}), load_look("prov", [folder, TEMPLATES]))
    return data.decode().rpartition("<!-- ksflow")[0].strip()


def finding(folder: Path, look: str, **changes: Any) -> Finding:
    with pytest.raises(FindingsError) as raised:
        written(folder, look, **changes)
    return raised.value.findings[0]


def test_fields_are_escaped_and_the_text_is_not(tmp_path: Path) -> None:
    assert written(tmp_path, "<h2>{{ rubrik }}</h2>{{ innehåll }}", rubrik="A & <b>") == (
        "<h2>A &amp; &lt;b&gt;</h2><p>Brödtext</p>"
    )


def test_a_look_builds_on_another(tmp_path: Path) -> None:
    (tmp_path / "stomme.html").write_text("[{% block a %}1{% endblock %}]{{ innehåll }}", encoding="utf-8")
    look = '{% extends "stomme.html" %}{% block a %}{{ super() }}2{% endblock %}'
    assert written(tmp_path, look) == "[12]<p>Brödtext</p>"


def test_a_changed_look_is_seen_at_once(tmp_path: Path) -> None:
    assert written(tmp_path, "a{{ innehåll }}").startswith("a")
    assert written(tmp_path, "bbb{{ innehåll }}").startswith("bbb")


@pytest.mark.parametrize(
    ("look", "code", "line", "message"),
    [
        ("<p>\n{{ rubrk }}{{ innehåll }}", "MAL003", 2, "The template names a field that does not exist: rubrk"),
        ("\n\n{% if rubrik %}", "MAL002", 3, "The block “if” is never closed"),
        ("{{ kommun.växel }}", "MAL004", 1, "a field that this case does not have"),
        ("{{ kommun }}", "MAL004", 1, "a field that is not plain text"),
        ("{{ rubrik.__class__ }}{{ innehåll }}", "MAL005", 1, "something that templates may not do"),
        ("<main></main>", "MAL030", 1, "prints the text of the document 0 times, not once"),
        ("{{ innehåll }}{{ innehåll }}", "MAL030", 1, "2 times"),
        ('{% extends "saknas.html" %}', "MAL001", 1, "There is no template saknas.html"),
        ('{% include "../kommun.yaml" %}', "MAL001", 1, "There is no template ../kommun.yaml"),
    ],
)
def test_a_fault_is_told_where_it_stands(tmp_path: Path, look: str, code: str, line: int, message: str) -> None:
    found = finding(tmp_path, look)
    assert (found.code, found.span.line) == (code, line), found
    assert message in found.message
    assert found.file.endswith("prov.html")


@pytest.mark.parametrize(
    "look",
    [
        "<script>a()</script>",
        '<link rel="stylesheet" href="https://x.se/a.css">',
        '<img src="https://x.se/a.png" alt="">',
        '<img src="{{ rubrik }}" alt="">',
        '<img srcset="a.png 2x" alt="">',
        "<p onclick='a()'>",
        '<a href="{{ rubrik }}">a</a>',
        '<a href="javascript:a()">a</a>',
        "<style>@import 'a.css';</style>",
        "<style>\np { background: url(https://x.se/a.png) }</style>",
        '<p style="background: url(a.png)">',
        '<meta http-equiv="refresh" content="0;url=https://x.se">',
        '<iframe srcdoc="a"></iframe>',
        '<form action="https://x.se"></form>',
        "<SCRIPT SRC=//x.se></SCRIPT>",
    ],
)
def test_a_look_that_runs_or_fetches_something_is_refused(tmp_path: Path, look: str) -> None:
    found = finding(tmp_path, look + "{{ innehåll }}")
    assert found.code == "MAL031"
    assert found.message.startswith("The look runs or fetches something: ")


@pytest.mark.parametrize(
    "look",
    [
        '<a href="mailto:{{ handläggare.epost }}">a</a>',
        '<a href="https://{{ rubrik }}">a</a>',
        '<a href="#innehall">a</a>',
        '<img src="data:image/png;base64,YQ==" alt="">',
        "<style>/* url(a.png) @import */ p { background: url('data:image/png;base64,YQ==') }</style>",
    ],
)
def test_links_and_pictures_in_the_file_are_allowed(tmp_path: Path, look: str) -> None:
    assert "Brödtext" in written(tmp_path, look + "{{ innehåll }}")


def test_a_look_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as raised:
        load_look("saknas", [tmp_path, TEMPLATES])
    assert raised.value.findings[0].message == "There is no look saknas.html"


@pytest.mark.parametrize("name", ["../kommun", "a/b", ""])
def test_a_look_is_never_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(FindingsError):
        load_look(name, [tmp_path / "inne", tmp_path])
