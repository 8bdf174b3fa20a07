"""Templates that would take all time, all memory, the clock or the disk are refused; and each workspace has its own."""

from __future__ import annotations

import os
import shutil
import time
from datetime import date
from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError

from ksflow.casefile.loading import load_case
from ksflow.documents.compose import compose
from ksflow.documents.content_template import load_content_template
from ksflow.documents.kinds import find_kinds
from ksflow.documents.templating import Sandbox, explain
from ksflow.organisation.workspace import find_workspace
from ksflow.sources.findings import FindingsError

CASE = """\
diarienummer: KS-2024/1
datum: 2024-01-02
rubrik: Ny bro
nämnd: Kommunstyrelsen
handläggare: {namn: Anna Andersson}
beslutsförslag:
  - att: [Bron byggs.]
sammanfattning: Kort sagt.
avsnitt:
  - {rubrik: Bron, fil: bro.md}
"""
REFUSED = "The template does something that templates may not do"
TURNS = "The template takes more than 100\u00a0000 turns and calls"
TEXT = "The template handles more than 20 MB of text"
LONG = "The template handles more than 1 MB of text"
# s is 640 000 characters long.
S = "{% set s = 'a' * 10000 %}" + "{% set s = s ~ s %}" * 6


def said(root: Path, template: str) -> str:
    """Return what is wrong with a template, as message; "" when nothing is."""
    (root / "cases" / "ärende.yaml").write_text(CASE, encoding="utf-8")
    (root / "cases" / "bro.md").write_text("Bron.\n", encoding="utf-8")
    (root / "templates").mkdir(exist_ok=True)
    (root / "templates" / "prov.md.j2").write_text(f"---\nnamn: Prov\n---\n{template}", encoding="utf-8")
    workspace = find_workspace(root)
    loaded = load_case(root / "cases" / "ärende.yaml", workspace.municipality, root)
    try:
        compose(loaded, workspace, "prov")
    except FindingsError as error:
        (found,) = error.findings
        assert (found.file, found.code) == ("templates/prov.md.j2", "MAL005")
        assert found.span.line == (1 if template.endswith("text{% endfor %}") else 4)  # no line has too much
        return found.message
    return ""


@pytest.mark.parametrize(
    "expression",
    [
        "datum.today()",
        "datum['today']()",
        "datum.fromtimestamp(1)",
        "[datum]|map(attribute='today')|first",
        "avsnitt[0].text.file_path.write_text('x')",
        "avsnitt[0].text.file.path.read_text()",
        "avsnitt[0].text.text",
        "(5).to_bytes(1000000000, 'big')|length",
        "'a'.encode()",
        "{}.fromkeys([1], 2)",
    ],
)
def test_a_template_reaches_nothing_but_the_case(workspace: Path, expression: str) -> None:
    assert said(workspace, f"{{{{ {expression} }}}}") == REFUSED
    assert (workspace / "cases" / "bro.md").read_text(encoding="utf-8") == "Bron.\n"


def test_a_template_cannot_turn_the_text_of_a_case_into_markup() -> None:
    sandbox = Sandbox(str)
    for source in ("{% autoescape false %}{{ x }}{% endautoescape %}", "{{ x|safe }}"):
        with pytest.raises(TemplateSyntaxError) as caught:
            sandbox.from_string(source)
        assert "unknown" in explain(caught.value, [])[1]
    for printed in ("x", "x|e", "x|string", "x|upper|lower", "(x|e).striptags()", "(x|e).unescape()", "[x]|join",
                    "x ~ ''", "x.replace('a', '<')"):  # fmt: skip
        assert "<" not in sandbox.from_string(f"{{{{ {printed} }}}}").render(x="<a>&lt;")


# Ways out of Jinja's sandbox that have been published, and their kin.
ESCAPES = [
    "''.__class__.__mro__[1].__subclasses__()",
    "''['__class__']",
    "''|attr('__class__')",
    "''|attr('\\x5f\\x5fclass\\x5f\\x5f')",
    "['']|map('attr', '__class__')|list",
    "['']|map(attribute='__class__.__mro__')|first",
    "['']|selectattr('__class__')|list",
    "['']|sum('__class__')",
    "['']|join(attribute='__class__')",
    "'{0.__class__}'.format('')",  # CVE-2016-10745
    "'{x.__class__}'.format_map({'x': ''})",  # CVE-2019-10906
    "('{0.__class__}'|string).format('')",
    "'{0.__class__}'|format('')",
    "['']|map('{0.__class__}'.format)|list",  # CVE-2024-56326
    "''|attr('format')",  # CVE-2025-27516
    "namespace.__init__.__globals__",
    "namespace().__init__",
    "cycler.__init__.__globals__.os.popen('id').read()",
    "joiner.__init__.__globals__",
    "lipsum.__globals__",
    "self.__init__.__globals__",
    "self._TemplateReference__context.environment",
    "loop",
    "m.__globals__",
    "m._func.__globals__",
    "m._environment",
    "([1]|map('upper')).gi_frame",
    "([1]|map('upper'))['gi_frame']",
    "''.join.__self__",
    "datum.__reduce__()",
    "datum.strftime('%Y')",
    "none.__class__",
    "undefinedthing.__class__",
    "{'a b': 1}|xmlattr",  # CVE-2024-22195
    "range(9)",
    "dict(a=1)",
]


@pytest.mark.parametrize("expression", ESCAPES)
def test_the_published_ways_out_of_the_sandbox_lead_nowhere(expression: str) -> None:
    source = f"{{% macro m() %}}{{% endmacro %}}{{{{ {expression} }}}}"
    with pytest.raises((TemplateError, TypeError)) as caught:
        raise_if_nothing(Sandbox(str).from_string(source).render(datum=date(2024, 1, 2)))
    code, message, _help = explain(caught.value, [])
    assert code in ("MAL002", "MAL003", "MAL005", "MAL006")
    assert "class '" not in message


def raise_if_nothing(text: str) -> None:
    """An attribute that is looked up by its name is nothing, and prints as nothing."""
    if text in ("", "Undefined"):
        raise SecurityError(text)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        # Exponential calls: macros, callers, recursive loops, includes
        ("{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(40) }}", TURNS),
        (
            "{% macro f(n) %}{% if n %}{% call g(n) %}{{ f(n-1) }}{% endcall %}{% endif %}{% endmacro %}"
            "{% macro g(n) %}{{ caller() }}{{ caller() }}{% endmacro %}{{ f(40) }}",
            TURNS,
        ),
        (
            "{% for a in 'ab' recursive %}{{ loop('a'*9999) if loop.depth < 3 }}{% endfor %}",
            TURNS,
        ),
        (
            "{% set n = n|default(40) %}{% if n %}{% set n = n - 1 %}"
            "{% include 'prov.md.j2' %}{% include 'prov.md.j2' %}{% endif %}",
            TURNS,
        ),
        ("{% set __varv__ = [0] %}{% for a in 'a'*9999 %}{% for b in 'a'*11 %}{% endfor %}{% endfor %}", TURNS),
        # Lists and numbers that grow
        ("{% macro f(x, n) %}{% if n %}{{ f(x + x, n-1) }}{% endif %}{% endmacro %}{{ f(['a'], 60) }}", TURNS),
        ("{% macro f(x, n) %}{% if n %}{{ f(x * 2, n-1) }}{% endif %}{% endmacro %}{{ f(['a'], 60) }}", REFUSED),
        ("{% macro f(x, n) %}{% if n %}{{ f([x]*9, n-1) }}{% endif %}{% endmacro %}{{ f(1, 60) }}", TURNS),
        (
            "{% macro f(x, n) %}{% if n %}{{ f([x, x], n-1) }}{% else %}{{ x|string }}{% endif %}{% endmacro %}"
            "{{ f(1, 60) }}",
            TURNS,
        ),
        ("{% macro f(x, n) %}{% if n %}{{ f({1: x, 2: x}, n-1) }}{% endif %}{% endmacro %}{{ f(1, 60) }}", TURNS),
        ("{% macro f(n) %}{% if n %}{{ f(n-1, varargs, varargs) }}{% endif %}{% endmacro %}{{ f(60, 1) }}", TURNS),
        (
            "{% macro f(x, n) %}{% if n %}{{ f(['', '']|map('d', x, true)|list, n-1) }}{% endif %}{% endmacro %}"
            "{{ f(1, 60) }}",
            TURNS,
        ),
        ("{% macro f(x, n) %}{% if n %}{{ f(x * x, n-1) }}{% endif %}{% endmacro %}{{ f(9, 60) }}", REFUSED),
        ("{% macro f(x, n) %}{% if n %}{{ f(x + x, n-1) }}{% endif %}{% endmacro %}{{ f(9, 90) }}", REFUSED),
        ("{% macro f(x, n) %}{% if n %}{{ f(x - -x, n-1) }}{% endif %}{% endmacro %}{{ f(9, 90) }}", REFUSED),
        ("{{ ('9' * 5000)|int(0, 16) }}", REFUSED),
        ("{{ 1.5|round(1000000000, 'ceil') }}", REFUSED),
        ("{{ [['a']*9999]|sum(start=[]) }}", REFUSED),
        # Text that grows
        (S + "{% for a in s[:50000] %}{{ s }}{% endfor %}", TEXT),
        (S + "{% macro f() %}{% for a in s[:50000] %}{{ s }}{% endfor %}{% endmacro %}{{ f()|length }}", TEXT),
        ("{% for a in 'a'*9999 %}" + "text" * 1000 + "{% endfor %}", TEXT),
        ("{% macro f() %}{% for a in 'a'*9999 %}" + "text" * 1000 + "{% endfor %}{% endmacro %}{{ f()|length }}", TEXT),
        (S + "{{ " + " ~ ".join(["s"] * 1000) + " }}", LONG),
        (S + "{{ (s + s)|length }}", LONG),
        (S + "{{ (s|e).replace(old='a', new=s) }}", REFUSED),
        (S + "{{ ([s]*9999)|sort|length }}", TEXT),
        (S + "{{ ([s]*9999)|map('upper')|list|length }}", TEXT),
        (S + "{{ ([{'x': s}]*999)|join(attribute='x') }}", TEXT),
        (S + "{{ s|trim(s) }}", REFUSED),
        (S + "{{ s.strip(s) }}", REFUSED),
        # Little of it at a time, but often
        (S + "{% for a in s[:50000] %}{% set b = s[1:] %}{% endfor %}", TEXT),
        (S + "{% for a in s[:50000] %}{% if s|upper == a %}{% endif %}{% endfor %}", TEXT),
        (S + "{% for a in s[:50000] %}{% if s is eq(s ~ '') %}{% endif %}{% endfor %}", TEXT),
        (S + "{% for a in s[:50000] %}{% if s.count('b') %}{% endif %}{% endfor %}", TEXT),
    ],
)
def test_a_template_that_grows_is_stopped_where_it_stands(workspace: Path, template: str, message: str) -> None:
    start = time.process_time()
    assert said(workspace, template) == message
    assert time.process_time() - start < 3  # at most 0.5 on an idle machine


def test_the_budget_is_one_for_each_rendering(workspace: Path) -> None:
    template = "{% for a in 'a'*9999 %}{% for b in 'a'*9 %}{% endfor %}{% endfor %}x"
    for _again in range(3):
        assert said(workspace, template) == ""


def test_parts_of_a_look_have_the_same_bounds() -> None:
    sandbox = Sandbox(str)
    loops = sandbox.from_string("{% for a in 'a'*9999 %}{% for b in 'a'*n %}{% endfor %}{% endfor %}x")
    assert [loops.render({"n": 9}) for _again in range(3)] == ["x"] * 3
    with pytest.raises(Exception, match="turns"):
        loops.render({"n": 11})
    with pytest.raises(Exception, match="text"):
        sandbox.from_string("{% for a in 'a'*9999 %}{{ s }}{% endfor %}").render({"s": "a" * 9999})


def test_what_a_document_needs_is_allowed(workspace: Path) -> None:
    template = (
        "{{ ''.join(['a', 'b']) }} {{ rubrik.replace('Ny', 'Stor') }} {{ [1, 2]|sum }} {{ 2.345|round(1) }}"
        "{{ ['b', 'A']|sort|join(', ') }} {{ datum|långt_datum }} {{ datum.isoformat() }} {{ datum.year + 1 }}"
        "{% for a in avsnitt if a.rubrik %}{{ loop.cycle('x', 'y') }}{{ loop.index - 1 }}{% endfor %}"
        "{% for a, b in handläggare.items() %}{{ a ~ ':' }}{{ b if b }}{% endfor %}"
        "{% for namn, alla in avsnitt|groupby('rubrik') %}{{ namn }}{{ alla|length }}{% endfor %}"
        "{% macro f(x) %}{{ x }}{{ varargs|join }}{% endmacro %}{{ f('a', 'b') }}{{ 'x' * 3 }}{{ rubrik[:2] }}"
        "{% if 'Ny bro' in avsnitt|map(attribute='rubrik') or rubrik == 'Ny bro' %}ja{% endif %}"
    )
    assert said(workspace, template) == ""


# Which templates there are


def test_parts_that_others_include_are_no_documents(workspace: Path) -> None:
    folders = find_workspace(workspace).template_folders
    assert "tjansteutlatande" in find_kinds(folders)
    assert not [kind for kind in find_kinds(folders) if kind.startswith("_")]
    with pytest.raises(FindingsError) as caught:
        load_content_template("_beslutsforslag", folders)
    (found,) = caught.value.findings
    assert (found.code, found.message) == ("MAL001", "There is no content template _beslutsforslag.md.j2")


def place(root: Path, words: str) -> None:
    """Write two templates, always at the same time and of the same length."""
    (root / "templates").mkdir(parents=True, exist_ok=True)
    for name, text in (("prov", f"---\nnamn: Prov\n---\n{words}{{% include '_del.md.j2' %}}"), ("_del", words)):
        path = root / "templates" / f"{name}.md.j2"
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_000_000_000, 1_000_000_000))


def rendered(folder: Path) -> str:
    return load_content_template("prov", [folder]).render({})[0].strip()


def test_two_workspaces_never_see_each_others_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ett", "två"):
        place(tmp_path / name, name)
    for name in ("ett", "två", "ett"):
        monkeypatch.chdir(tmp_path / name)
        assert rendered(Path("templates")) == name * 2
    kept = load_content_template("prov", [Path("templates")])
    monkeypatch.chdir(tmp_path / "två")
    assert kept.render({})[0].strip() == "ettett"


def test_a_template_is_read_anew_when_its_size_changes(tmp_path: Path) -> None:
    for words in ("ett", "två och tre", "ett"):
        place(tmp_path, words)
        assert rendered(tmp_path / "templates") == words * 2


def test_a_template_of_the_workspace_goes_before_one_that_was_found_first(tmp_path: Path) -> None:
    place(tmp_path / "ksflow", "ett")
    folders = [tmp_path / "kommun" / "templates", tmp_path / "ksflow" / "templates"]
    assert load_content_template("prov", folders).render({})[0].strip() == "ettett"
    folders[0].mkdir(parents=True)
    shutil.copy(folders[1] / "_del.md.j2", folders[0])
    (folders[0] / "_del.md.j2").write_text("två", encoding="utf-8")
    assert load_content_template("prov", folders).render({})[0].strip() == "etttvå"
    (folders[0] / "_del.md.j2").unlink()
    assert load_content_template("prov", folders).render({})[0].strip() == "ettett"
