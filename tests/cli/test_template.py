"""``ksflow template``: check, fields, init and render, on templates as a communications office has them."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import docx
import pytest

from conftest import ROOT, Outcome
from wordtext import body_lines

Run = Callable[..., Outcome]
Write = Callable[..., Path]
MACROS = (
    '<Relationship Id="rIdM" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
    'Target="vbaProject.bin"/></Relationships>'
)


@pytest.fixture
def templates(workspace: Path) -> Path:
    folder = workspace / "templates"
    folder.mkdir()
    return folder


def content(body: str, head: str = "namn: Prov\nutseende: kommun\n") -> str:
    return f"---\n{head}---\n{dedent(body)}"


# Check


def test_the_templates_that_ksflow_ships_have_no_faults(ksflow: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    outcome = ksflow("template", "check")
    assert (outcome.code, outcome.stdout) == (0, "")
    assert outcome.stderr.strip() == "15 templates checked: nothing wrong"


def test_everything_that_is_wrong_is_told_in_one_run(templates: Path, ksflow: Run) -> None:
    word = docx.Document(str(ROOT / "templates" / "kommun.docx"))
    for text in ("Dnr {{ diarienumer }}", "{%p if bilagor %}", "{{ rubrik"):
        word.paragraphs[-1].insert_paragraph_before(text)
    word.save(str(templates / "kommun.docx"))
    (templates / "prov.md.j2").write_text(content("# {{ rubrk }}\n{% for b in bilagor %}{{ b.titel }}{% endfor %}\n"))
    outcome = ksflow("template", "check")
    assert outcome.code == 1
    for part in (
        "diarienumer",
        "{%p if bilagor %} is never closed",
        "{{ rubrik",
        "prov.md.j2:5:6",
        "b.titel",
        "bilagor[].titel",
    ):
        assert part in outcome.stdout, part
    assert "Did you mean “diarienummer”?" in outcome.stdout
    assert outcome.stderr.startswith("2 templates checked: ")


@pytest.mark.parametrize("report", ["json", "sarif", "junit", "github"])
def test_faults_are_told_in_every_form(report: str, templates: Path, ksflow: Run) -> None:
    (templates / "prov.md.j2").write_text(content("# {{ rubrk }}\n"))
    outcome = ksflow("template", "check", "--report", report)
    assert outcome.code == 1
    assert "MAL003" in outcome.stdout
    if report in ("json", "sarif"):
        json.loads(outcome.stdout)


def test_a_content_template_is_checked_line_by_line(templates: Path, ksflow: Run) -> None:
    body = """\
        # {{ rubrik }}
        {% include "_borta.md.j2" %}
        {{ handläggare.telefon }}
        {{ sammanfattning | stora }}
        {% if bilagor is tomt %}x{% endif %}
        """
    (templates / "prov.md.j2").write_text(content(body, "namn: Prov\nutseende: komun\n"))
    lines = ksflow("template", "check").stdout.splitlines()
    told = [line.split(" ", 3)[0::1][:4] for line in lines if line.startswith("templates")]
    assert any("There is no look komun" in " ".join(one) for one in told)


def test_a_template_without_a_line_that_can_be_read_is_told_with_that_line(templates: Path, ksflow: Run) -> None:
    (templates / "prov.md.j2").write_text(content("# {{ rubrik }}\n\n{% for b in bilagor %}\n"))
    outcome = ksflow("template", "check")
    assert "templates/prov.md.j2:7:1: error MAL002 The block “for” is never closed" in outcome.stdout


def test_looks_for_web_pages_and_pdf_are_checked_too(templates: Path, ksflow: Run) -> None:
    (templates / "egen.html").write_text("<html lang='sv'><body>{{ rubrk }}</body></html>")
    shutil.copy(ROOT / "templates" / "kommun.typ", templates)
    (templates / "kommun.typ").write_text('#import "@preview/cetz:0.1.0": *\n')
    outcome = ksflow("template", "check")
    assert "egen.html:1" in outcome.stdout
    assert "MAL030" in outcome.stdout
    assert "MAL022" in outcome.stdout


@pytest.mark.parametrize("kind", ["docm", "macros inside", "bomb", "no zip"])
def test_a_hostile_file_is_one_finding(kind: str, templates: Path, ksflow: Run) -> None:
    path = templates / "kommun.docx"
    with (
        zipfile.ZipFile(ROOT / "templates" / "kommun.docx") as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml" and kind == "docm":
                main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
                data = data.replace(main, b"application/vnd.ms-word.document.macroEnabled.main+xml")
            if name == "word/_rels/document.xml.rels" and kind == "macros inside":
                data = data.replace(b"</Relationships>", MACROS.encode())
            new.writestr(name, data)
        if kind == "macros inside":
            new.writestr("word/vbaProject.bin", b"x")
        if kind == "bomb":
            new.writestr("word/media/stor.png", b"\0" * 210_000_000)
    if kind == "no zip":
        path.write_bytes(b"hej")
    outcome = ksflow("template", "check")
    assert outcome.code == 1
    assert sum(" error MAL" in line for line in outcome.stdout.splitlines()) == 1


def test_what_the_house_calls_a_style_is_found_and_a_misspelt_name_is_told(
    workspace: Path, templates: Path, write_case: Write, reference: str, ksflow: Run
) -> None:
    word = docx.Document(str(ROOT / "templates" / "kommun.docx"))
    style = next(one for one in word.styles if one.style_id == "Rubrik2")
    style.element.name_val, style.element.styleId = "HK Rubrik", "HKRubrik"
    word.save(str(templates / "kommun.docx"))
    write_case(reference, "KS-2021-1682.103.yaml")
    assert "no style with the name “Heading 2”" in ksflow("build").stderr
    kommun = workspace / "kommun.yaml"
    text = kommun.read_text(encoding="utf-8")
    kommun.write_text(f"{text}\nformatmallar: {{Rubrik 2: HK Rubrik, Rubirk 3: x}}\n", encoding="utf-8")
    assert ksflow("build").code == 0
    made = docx.Document(str(workspace / "out" / "KS-2021-1682.103" / "tjansteutlatande.docx"))
    assert "Sammanfattning" in [one.text for one in made.paragraphs if one.style and one.style.style_id == "HKRubrik"]
    outcome = ksflow("template", "check")
    assert "warning MAL011 No document asks for a style “Rubirk 3”" in outcome.stdout
    assert "Did you mean “Rubrik 3”?" in outcome.stdout


def test_a_path_that_is_no_template_is_refused(workspace: Path, ksflow: Run) -> None:
    assert ksflow("template", "check", "kommun.yaml").code == 2
    assert ksflow("template", "check", "borta.docx").code == 2
    assert ksflow("template", "check", "--report", "pdf").code == 2


# Fields


def test_all_fields_are_listed_with_what_they_say(workspace: Path, ksflow: Run) -> None:
    rows = json.loads(ksflow("template", "fields", "--to", "json").stdout)
    assert {"path": "rubrik", "kind": "text", "description": "Ärendets rubrik."} in rows
    assert ksflow("template", "fields").stdout.startswith("Field ")
    assert "beslutsförslag[].att;list;" in ksflow("template", "fields", "--to", "csv").stdout


def test_the_fields_of_a_template_are_told_with_what_a_case_has(
    workspace: Path, write_case: Write, reference: str, ksflow: Run
) -> None:
    case = write_case(reference, "KS-2021-1682.103.yaml")
    outcome = ksflow("template", "fields", ROOT / "templates" / "kommun.docx", "--case", case, "--to", "json")
    rows = {row["path"]: row for row in json.loads(outcome.stdout)}
    assert rows["diarienummer"]["value"] == "KS-2021/1682.103"
    assert rows["kommun.logotyp"]["value"] == "missing"
    assert rows["diarienummer"]["place"].startswith("{{ diarienummer }} (word/document.xml, table row 1")
    assert "beslutsförslag" not in rows


def test_a_case_that_cannot_be_read_is_told(workspace: Path, write_case: Write, ksflow: Run) -> None:
    case = write_case("rubrik: x\n")
    assert ksflow("template", "fields", "--case", case).code == 1
    assert ksflow("template", "fields", "--case", "borta.yaml").code == 2


# Init


@pytest.mark.parametrize("kind", ["look", "content", "word"])
def test_a_template_to_begin_with_is_sound_builds_and_is_never_overwritten(
    kind: str, workspace: Path, write_case: Write, reference: str, ksflow: Run
) -> None:
    write_case(reference, "KS-2021-1682.103.yaml")
    name = "kommun" if kind == "look" else "skrivelse"
    assert ksflow("template", "init", name, "--as", kind).code == 0
    before = {path: path.read_bytes() for path in (workspace / "templates").iterdir()}
    again = ksflow("template", "init", name, "--as", kind)
    assert again.code == 2
    assert "is there already" in again.stderr
    assert {path: path.read_bytes() for path in (workspace / "templates").iterdir()} == before
    checked = ksflow("template", "check")
    assert (checked.code, checked.stdout) == (0, "")
    document = "tjansteutlatande" if kind == "look" else "skrivelse"
    assert ksflow("build", "-d", document).code == 0
    if kind == "word":
        ksflow("build", "-d", "tjansteutlatande")
        folder = workspace / "out" / "KS-2021-1682.103"
        in_word, shipped = body_lines(folder / "skrivelse.docx"), body_lines(folder / "tjansteutlatande.docx")
        assert [line.removeprefix("- ") for line in in_word] == [line.removeprefix("- ") for line in shipped]


@pytest.mark.parametrize("document", ["tjansteutlatande", "beslutsforslag", "sandlista"])
def test_a_shipped_document_begins_as_what_it_is_and_builds_the_same(
    document: str, workspace: Path, write_case: Write, reference: str, ksflow: Run
) -> None:
    write_case(reference, "KS-2021-1682.103.yaml")
    built = workspace / "out" / "KS-2021-1682.103" / f"{document}.docx"
    ksflow("build", "-d", document)
    before = built.read_bytes()
    assert ksflow("template", "init", document, "--as", "content").code == 0
    look = "sandlista" if document == "sandlista" else "kommun"
    assert ksflow("template", "init", look).code == 0
    ksflow("build", "-d", document, "--force")
    assert built.read_bytes() == before


@pytest.mark.parametrize(("kind", "file"), [("html", "kommun.html"), ("pdf", "kommun.typ")])
def test_the_look_of_web_pages_and_of_pdf_can_be_begun_with_and_builds_the_same(
    kind: str, file: str, workspace: Path, write_case: Write, reference: str, ksflow: Run
) -> None:
    write_case(reference, "KS-2021-1682.103.yaml")
    built = workspace / "out" / "KS-2021-1682.103" / f"tjansteutlatande.{kind}"
    ksflow("build", "-d", "tjansteutlatande", "--to", kind)
    before = built.read_bytes()
    assert ksflow("template", "init", "--as", kind).code == 0
    assert ksflow("template", "check", f"templates/{file}").code == 0
    ksflow("build", "-d", "tjansteutlatande", "--to", kind, "--force")
    assert built.read_bytes() == before
    assert ksflow("template", "init", "--as", kind).code == 2


def test_a_second_look_for_pdf_shares_the_colours_of_the_first(workspace: Path, ksflow: Run) -> None:
    ksflow("template", "init", "--as", "pdf")
    shared = workspace / "templates" / "_stil.typ"
    shared.write_text(shared.read_text(encoding="utf-8") + "// vår\n", encoding="utf-8")
    outcome = ksflow("template", "init", "brev", "--as", "pdf")
    assert (outcome.code, shared.read_text(encoding="utf-8").endswith("// vår\n")) == (0, True)
    assert (workspace / "templates" / "brev.typ").is_file()


def test_a_name_that_leads_elsewhere_is_refused(workspace: Path, ksflow: Run) -> None:
    for name in ("../x", "_dold", ".x", "a/b"):
        assert ksflow("template", "init", name).code == 2
    assert ksflow("template", "init", "--as", "odt").code == 2


@pytest.mark.parametrize(("kind", "ending"), [("html", "html"), ("pdf", "typ")])
def test_the_looks_of_web_pages_and_pdf_can_be_begun_with_too(
    kind: str, ending: str, workspace: Path, write_case: Write, reference: str, ksflow: Run
) -> None:
    write_case(reference, "KS-2021-1682.103.yaml")
    arguments = ("build", "-d", "tjansteutlatande", "--to", kind)
    assert ksflow(*arguments).code == 0
    document = workspace / "out" / "KS-2021-1682.103" / f"tjansteutlatande.{kind}"
    shipped = document.read_bytes()
    assert ksflow("template", "init", "kommun", "--as", kind).code == 0
    assert ksflow("template", "check").code == 0
    look = workspace / "templates" / f"kommun.{ending}"
    assert look.read_bytes() == (ROOT / "templates" / look.name).read_bytes()
    assert ksflow(*arguments).code == 0
    assert document.read_bytes() == shipped
    assert ksflow("template", "init", "kommun", "--as", kind).code == 2


@pytest.mark.parametrize(
    ("name", "kind", "document"),
    [
        ("sandlista", "look", "sandlista"),
        ("tjansteutlatande", "content", "tjansteutlatande"),
        ("beslutsforslag", "content", "beslutsforslag"),
    ],
)
def test_a_template_that_is_shipped_begins_as_it_is_shipped(
    name: str, kind: str, document: str, workspace: Path, write_case: Write, reference: str, ksflow: Run
) -> None:
    write_case(reference, "KS-2021-1682.103.yaml")
    assert ksflow("build", "-d", document).code == 0
    (built,) = (workspace / "out" / "KS-2021-1682.103").iterdir()
    before = built.read_bytes()
    assert ksflow("template", "init", name, "--as", kind).code == 0
    assert ksflow("build", "-d", document).code == 0
    assert built.read_bytes() == before


def test_what_looks_share_is_written_once_and_kept(workspace: Path, ksflow: Run) -> None:
    assert ksflow("template", "init", "--as", "pdf").code == 0
    shared = workspace / "templates" / "_stil.typ"
    shared.write_text(shared.read_text("utf-8") + "// vår\n", "utf-8")
    assert ksflow("template", "init", "sandlista", "--as", "pdf").code == 0
    assert shared.read_text("utf-8").endswith("// vår\n")


# Render, and content templates of one's own


def test_the_markdown_in_between_is_shown(workspace: Path, write_case: Write, reference: str, ksflow: Run) -> None:
    case = write_case(reference, "KS-2021-1682.103.yaml")
    text = ksflow("template", "render", case).stdout
    assert text.startswith("# Förslag till avtal om strategiskt partnerskap")
    assert "\n## Sammanfattning\n\nInnovationer och utveckling" in text
    assert "\x02" not in text
    assert "## Beslutsunderlag" in ksflow("template", "render", case, "-d", "beslutsforslag").stdout


def test_a_fault_of_a_template_is_told_with_its_line(
    workspace: Path, templates: Path, write_case: Write, reference: str, ksflow: Run
) -> None:
    case = write_case(reference, "KS-2021-1682.103.yaml")
    (templates / "prov.md.j2").write_text(content('# {{ rubrik }}\n{% include "_del.md.j2" %}\n'))
    (templates / "_del.md.j2").write_text("\n{{ handläggare.titel }}\n")
    outcome = ksflow("template", "render", case, "-d", "prov")
    assert outcome.code == 1
    assert "templates/_del.md.j2:2:1: error MAL003" in outcome.stderr


@pytest.mark.parametrize(
    "taken_in", ['{% from "_makron.md.j2" import sats %}', '{% import "_makron.md.j2" as m %}'], ids=["from", "import"]
)
def test_a_new_file_is_a_new_document_with_its_own_name_file_and_look(
    taken_in: str, workspace: Path, templates: Path, write_case: Write, reference: str, ksflow: Run
) -> None:
    write_case(reference, "KS-2021-1682.103.yaml")
    (templates / "_makron.md.j2").write_text(
        "{% macro sats(text) %}\n{{ text }}\n\n{{ kommun.namn }}\n{% endmacro %}\n"
    )
    body = f"""\
        {taken_in}
        # Kallelse
        {{{{ {"m.sats" if " as m " in taken_in else "sats"}(sammanfattning) }}}}
        """
    (templates / "kallelse.md.j2").write_text(
        content(body, "namn: Kallelse\nfilnamn: Kallelse till nämnd\nutseende: sandlista\n")
    )
    outcome = ksflow("build", "-d", "kallelse", "--to", "docx,md")
    assert outcome.code == 0, outcome.stderr
    made = workspace / "out" / "KS-2021-1682.103"
    assert sorted(path.name for path in made.iterdir()) == ["Kallelse till nämnd.docx", "Kallelse till nämnd.md"]
    text = (made / "Kallelse till nämnd.md").read_text(encoding="utf-8")
    assert "Innovationer och utveckling" in text
    assert "Huddinge kommun" in text
    assert ksflow("build", "-d", "kallelse", "--to", "docx,md", "--check").code == 0


@pytest.mark.parametrize("name", ["../x", "a/b", ".dold", "con\\x", ""])
def test_a_file_name_that_leads_elsewhere_is_refused(name: str, templates: Path, ksflow: Run) -> None:
    (templates / "prov.md.j2").write_text(content("# x\n", f"namn: Prov\nfilnamn: '{name}'\n"))
    outcome = ksflow("template", "check")
    assert outcome.code == 1
    assert "filnamn" in outcome.stdout or "name of a file" in outcome.stdout
