"""Looks: Word files as Word and other programs save them, and files that are none."""

from __future__ import annotations

import os
import re
import zipfile
from io import BytesIO
from operator import itemgetter
from pathlib import Path

import docx
import pytest
from defaultlook import TEMPLATES, convert, default_look, inline, needs_libreoffice, para, written
from looks import BODY, Written, compiled, document, faults, helps, look, part_of, with_parts, write

from ksflow.documents.blocks import (
    Block,
    Code,
    CodeBlock,
    Division,
    Emphasis,
    Footnote,
    Heading,
    Image,
    Link,
    List,
    Picture,
    Quote,
    Strong,
    Table,
)
from ksflow.sources.findings import FindingsError
from ksflow.writers.docx.look import Look, compile_look, load_look
from ksflow.writers.docx.names import w
from ksflow.writers.docx.writer import write_docx

DEFAULT = (TEMPLATES / "kommun.docx").read_bytes()

EVERYTHING: tuple[Block, ...] = (
    *(Heading(level, inline(f"Rubrik {level}")) for level in range(1, 7)),
    para("Text ", Emphasis(inline("kursiv")), Strong(inline("fet")), Code("kod"), Link("https://x.se", inline("länk"))),
    List(False, ((para("punkt"), List(True, ((para("ett"), para("mera")),))),)),
    Table((None, "right"), (inline("År"), inline("Kr")), ((inline("2024"), inline("5")),), inline("Kostnader")),
    Quote((para("citat"),)),
    CodeBlock("kod"),
    para("not", Footnote((para("noten"),))),
    Division("Undertecknare", (para("Bo Ek"),)),
    Division("Sändlista", (para("Alla"),)),
)


def facts(result: Written) -> list[tuple[str, str]]:
    """Return the name of the style and the text of every paragraph in the body."""
    names = {style.get(w("styleId")): style.find(w("name")) for style in result.xml("word/styles.xml").iter(w("style"))}
    found = []
    for paragraph in result.xml()[0].iter(w("p")):
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        name = names[style.get(w("val"))] if style is not None else None
        found.append(
            (str(name.get(w("val"))).lower() if name is not None else "normal", "".join(paragraph.itertext(w("t"))))
        )
    return found


# Saved by others


def test_a_look_saved_again_by_python_docx_gives_the_same_document() -> None:
    buffer = BytesIO()
    docx.Document(BytesIO(DEFAULT)).save(buffer)
    again = written(*EVERYTHING, look=compile_look(buffer.getvalue(), "omsparad.docx"))
    assert facts(again) == facts(written(*EVERYTHING))
    assert [rel for rel in again.archive.namelist() if rel.endswith("footnotes.xml")] == ["word/footnotes.xml"]


@needs_libreoffice
def test_a_look_saved_again_by_libreoffice_gives_the_same_document(tmp_path: Path) -> None:
    (tmp_path / "kommun.docx").write_bytes(DEFAULT)
    again = convert(tmp_path / "kommun.docx", "docx:MS Word 2007 XML", tmp_path)
    result = written(*EVERYTHING, look=compile_look(again.read_bytes(), "omsparad.docx"))
    expected = facts(written(*EVERYTHING))
    assert [text for _style, text in facts(result) if text] == [text for _style, text in expected if text]
    styles = {text: style for style, text in facts(result) if text}
    for style, text in filter(itemgetter(1), expected):
        assert styles[text] == style or (style, styles[text]) == ("normal", "normal"), text
    headers = " ".join(
        result.source(name) for name in result.archive.namelist() if re.match("word/(header|footer)", name)
    )
    assert "{{" not in headers
    assert "KS-2024/1" in headers


@pytest.mark.parametrize("mark", ["{{", "{%", "<?ksflow"])
def test_no_tag_is_left_in_any_part(mark: str) -> None:
    result = written(*EVERYTHING)
    for name in result.archive.namelist():
        assert mark.encode() not in result.archive.read(name), name


def test_styles_are_found_by_the_swedish_names_that_other_programs_write() -> None:
    raw = look()
    source = part_of(raw, "word/styles.xml")
    for english, swedish in [
        ("heading 2", "Rubrik 2"),
        ("List Bullet", "Punktlista"),
        ("Quote", "Citat"),
        ("Strong", "Stark"),
    ]:
        assert f'w:name w:val="{english}"' in source or f'w:name w:val="{english.title()}"' in source
        source = re.sub(f'w:name w:val="{english}"', f'w:name w:val="{swedish}"', source, flags=re.IGNORECASE)
    renamed = with_parts(raw, {"word/styles.xml": source})
    blocks = (Heading(2, inline("R")), List(False, ((para("p"),),)), Quote((para(Strong(inline("c"))),)))
    assert facts(write(renamed, *blocks)) == [("rubrik 2", "R"), ("punktlista", "p"), ("citat", "c")]


def test_every_style_that_is_missing_is_reported_with_its_name() -> None:
    raw = look()
    with pytest.raises(FindingsError) as caught:
        write_docx(document(*EVERYTHING), compiled(raw))
    messages = [found.message for found in caught.value.findings]
    assert "The look has no style with the name “Undertecknare”" in messages
    assert "The look has no style with the name “Kommuntabell”" in messages
    assert len(messages) == len(set(messages))
    assert (
        caught.value.findings[0].help == "Make the style in Word, or say in kommun.yaml what you call it: "
        'formatmallar: {"Footnote Reference": …}'
    )


def test_a_look_without_lists_reports_the_list_styles() -> None:
    source = re.sub(r"<w:numPr>.*?</w:numPr>", "", part_of(look(), "word/styles.xml"), flags=re.DOTALL)
    raw = with_parts(look(), {"word/styles.xml": source})
    with pytest.raises(FindingsError) as caught:
        write_docx(document(List(False, ((para("a"),),)), List(True, ((para("b"),),))), compiled(raw))
    assert [found.message for found in caught.value.findings] == [
        "The look has no style with the name “List Bullet”",
        "The look has no style with the name “List Number”",
    ]


def test_a_word_template_dotx_is_a_look_and_gives_an_ordinary_document(tmp_path: Path) -> None:
    types = part_of(DEFAULT, "[Content_Types].xml").replace("document.main+xml", "template.main+xml")
    (tmp_path / "kommun.dotx").write_bytes(with_parts(DEFAULT, {"[Content_Types].xml": types}))
    result = written(para("a"), look=load_look("kommun", [tmp_path]))
    assert "template.main+xml" not in result.source("[Content_Types].xml")
    docx.Document(BytesIO(result.data))


def test_a_footnotes_part_is_added_to_a_look_that_has_none() -> None:
    raw = look()
    assert not any("footnotes" in name for name in zipfile.ZipFile(BytesIO(raw)).namelist())
    styles = part_of(raw, "word/styles.xml")
    new = '<w:style w:type="paragraph" w:styleId="FT"><w:name w:val="footnote text"/></w:style>'
    new += '<w:style w:type="character" w:styleId="FR"><w:name w:val="footnote reference"/></w:style>'
    raw = with_parts(raw, {"word/styles.xml": styles.replace("</w:styles>", f"{new}</w:styles>")})
    result = write(raw, para("a", Footnote((para("noten"),))))
    notes = {element.get(w("id")): "".join(element.itertext()).strip() for element in result.xml("word/footnotes.xml")}
    assert notes == {"-1": "", "0": "", "1": "noten"}
    assert "footnotes" in result.source("[Content_Types].xml")
    assert "footnotes" in result.source("word/_rels/document.xml.rels")


def test_the_documents_properties_are_the_documents_own() -> None:
    properties = docx.Document(BytesIO(written(para("a")).data)).core_properties
    assert (properties.title, properties.author, properties.keywords) == ("Rubriken", "Anna Andersson", "KS-2024/1")
    assert (properties.language, properties.subject) == ("sv-SE", "Tjänsteutlåtande")
    assert str(properties.created) == str(properties.modified) == "2024-01-02 00:00:00+00:00"


# A logotype


def test_a_logotype_stands_in_the_header_with_its_alternative_text_and_a_part_of_its_own() -> None:
    from defaultlook import FIELDS

    logo = Image(Picture(b"logo", "jpg", 914_400, 457_200), "Storköpings kommun & vapen")
    result = written(para("a"), kommun={**FIELDS["kommun"], "logotyp": logo})
    (header,) = [name for name in result.archive.namelist() if "header" in name and "docPr" in result.source(name)]
    assert "STORKÖPING" not in result.source(header)
    assert [element.get("descr") for element in result.xml(header).iter("{*}docPr")] == ["Storköpings kommun & vapen"]
    assert result.archive.read("word/media/ksflow1.jpg") == b"logo"
    assert 'Extension="jpg" ContentType="image/jpeg"' in result.source("[Content_Types].xml")
    assert "word/media/ksflow1.jpg" in result.source(f"word/_rels/{header.rpartition('/')[2]}.rels")


# The default look


def test_later_pages_name_the_date_the_diary_number_the_page_and_the_document() -> None:
    header = [line for line in written().paragraphs("word/header2.xml") if line]
    assert header == ["Datum", "2024-01-02", "Diarienummer", "KS-2024/1", "2 (5)", "Tjänsteutlåtande"]


@pytest.mark.parametrize("name", ["kommun", "sandlista"])
def test_the_second_line_of_a_recipient_does_not_read_as_another(name: str) -> None:
    source = part_of((TEMPLATES / f"{name}.docx").read_bytes(), "word/styles.xml")
    (style,) = re.findall('<w:style [^>]*w:styleId="Sndlista">.*?</w:style>', source)
    assert '<w:ind w:left="283" w:right="0" w:hanging="283"/>' in style  # 5 mm


# Compiling


def test_a_look_is_compiled_once_in_a_process_and_again_when_it_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "kommun.docx"
    path.write_bytes(DEFAULT)
    first = load_look("kommun", [tmp_path])
    assert load_look("kommun", [tmp_path]) is first
    path.write_bytes(look("nytt"))
    os.utime(path, ns=(1, 1))
    assert load_look("kommun", [tmp_path]) is not first


def test_the_first_folder_that_has_the_look_wins(tmp_path: Path) -> None:
    (tmp_path / "kommun.docx").write_bytes(look("eget"))
    own = load_look("kommun", [tmp_path, TEMPLATES])
    assert "eget" in Written(write_docx(document(para("a")), own)).source()


def test_a_look_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as caught:
        load_look("nej", [tmp_path])
    assert [found.message for found in caught.value.findings] == ["There is no look nej.docx"]


def test_rendering_one_document_leaves_nothing_for_the_next() -> None:
    first = written(*EVERYTHING).data
    written(Heading(1, inline("Annat")), List(True, ((para("x"),),)), para(Image(Picture(b"p", "png", 9, 9), "x")))
    assert written(*EVERYTHING).data == first


def test_only_the_parts_that_differ_are_made() -> None:
    assert isinstance(default_look(), Look)
    assert "word/styles.xml" in default_look().members
    assert sorted(default_look().templates) == [
        "docProps/custom.xml",
        "word/document.xml",
        "word/footer1.xml",
        "word/footer2.xml",
        "word/header1.xml",
        "word/header2.xml",
    ]


# Files that are no looks


def bomb() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        for number in range(3):
            archive.writestr(f"{number}", bytes(90_000_000))
    return buffer.getvalue()


def crowd() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(2_100):
            archive.writestr(f"{number}", b"")
    return buffer.getvalue()


def encrypted() -> bytes:
    """Return the look with the flag that says its members need a password."""
    raw = bytearray(DEFAULT)
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = raw.find(signature)
        while at >= 0:
            raw[at + offset] |= 1
            at = raw.find(signature, at + 4)
    return bytes(raw)


def deflated_and_damaged() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(DEFAULT)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    raw = bytearray(buffer.getvalue())
    start = raw.find(b"word/document.xml") + 60
    raw[start : start + 40] = b"\xff" * 40
    return bytes(raw)


def entities() -> bytes:
    lines = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    xml = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{lines}]>'
    main = part_of(DEFAULT, "word/document.xml").replace("?>\n", f"?>{xml}", 1).replace("<w:body>", "<w:body>&m;", 1)
    return with_parts(DEFAULT, {"word/document.xml": main})


NO_LOOKS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty"),
    "text": (b"hej", "the file is damaged"),
    "old Word or encrypted": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "it is protected by a password, or of the old kind (.doc)",
    ),
    "cut off": (DEFAULT[:20_000], "the file is damaged"),
    "damaged": (deflated_and_damaged(), "the file is damaged"),
    "encrypted members": (encrypted(), "the file is damaged"),
    "another zip": (with_parts(DEFAULT, {"[Content_Types].xml": b""}), "it is another kind of file"),
    "no relationships": (with_parts(DEFAULT, {"_rels/.rels": b""}), "it is another kind of file"),
    "macros": (
        with_parts(
            DEFAULT,
            {
                "[Content_Types].xml": part_of(DEFAULT, "[Content_Types].xml").replace(
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    "application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            },
        ),
        "it is another kind of file, or has macros",
    ),
    "no main part": (with_parts(DEFAULT, {"word/document.xml": b""}), "the file is damaged"),
    "broken XML": (with_parts(DEFAULT, {"word/document.xml": "<w:document"}), "the file is damaged"),
    "broken header": (with_parts(DEFAULT, {"word/header1.xml": "<w:hdr>{{ x }}"}), "the file is damaged"),
    "broken numbers": (
        with_parts(
            DEFAULT, {"word/document.xml": part_of(DEFAULT, "word/document.xml").replace('w:w="11906"', 'w:w="bred"')}
        ),
        "the file is damaged",
    ),
    "too many parts": (crowd(), "it is too large"),
}


@pytest.mark.parametrize("kind", NO_LOOKS)
def test_a_file_that_is_no_look_is_one_finding_that_says_why(kind: str) -> None:
    raw, reason = NO_LOOKS[kind]
    assert faults(raw) == [f"This is not a Word file that can be used: {reason}"]
    assert helps(raw) == ["Save it from Word as an ordinary document (.docx)"]


def test_a_zip_bomb_is_refused_without_unpacking_it() -> None:
    assert faults(bomb()) == ["This is not a Word file that can be used: it is too large"]


def test_entities_in_a_look_are_not_expanded() -> None:
    assert len("".join(faults(entities()))) < 500


def test_decimal_measures_as_some_programs_write_them_are_read() -> None:
    main = part_of(DEFAULT, "word/document.xml").replace('w:w="11906"', 'w:w="11906.4"')
    assert (
        compile_look(with_parts(DEFAULT, {"word/document.xml": main}), "x.docx").text_width == default_look().text_width
    )


def test_a_look_with_only_the_place_for_the_text_is_enough() -> None:
    assert write(look(BODY, body=None)).paragraphs() == ["Brödtext"]


def test_styles_in_a_circle_are_no_look_without_end() -> None:
    styles = part_of(DEFAULT, "word/styles.xml").replace('<w:left w:w="0" w:type="dxa"/>', "")
    circle = styles.replace('<w:basedOn w:val="Normaltabell"/>', '<w:basedOn w:val="Kommuntabell"/>')
    assert circle.count('w:val="Kommuntabell"') > styles.count('w:val="Kommuntabell"')
    assert compile_look(with_parts(DEFAULT, {"word/styles.xml": circle}), "x.docx").styles.cell_margins == 115 + 170


def test_the_margins_of_cells_are_those_of_the_style_or_of_the_one_it_is_based_on() -> None:
    assert default_look().styles.cell_margins == 170
    own = re.sub(
        '(w:styleId="Kommuntabell".*?)<w:tblCellMar>.*?</w:tblCellMar>', r"\1", part_of(DEFAULT, "word/styles.xml")
    )
    assert compile_look(with_parts(DEFAULT, {"word/styles.xml": own}), "x.docx").styles.cell_margins == 2 * 108


def test_the_size_of_letters_in_a_table_is_that_of_the_style_or_of_what_it_inherits() -> None:
    styles = default_look().styles
    assert styles.cell_size == 190
    source = part_of(DEFAULT, "word/styles.xml")
    own = '<w:sz w:val="19"/><w:szCs w:val="19"/></w:rPr></w:style>'
    (inheriting,) = re.findall(f'<w:style [^>]*w:styleId="Tabelltext">.*?{own}', source)
    source = source.replace(inheriting, inheriting.replace('<w:sz w:val="19"/>', ""))
    assert compiled(with_parts(DEFAULT, {"word/styles.xml": source})).styles.cell_size == 210
    bare = re.sub('<w:sz w:val="[0-9]+"/>', "", source)
    assert compiled(with_parts(DEFAULT, {"word/styles.xml": bare})).styles.cell_size == 200


def test_a_bug_of_ksflow_is_not_called_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise ValueError("bug")

    monkeypatch.setattr("ksflow.writers.docx.look.read_tags", broken)
    with pytest.raises(ValueError, match="bug"):
        compile_look(DEFAULT, "kommun.docx")


def test_properties_under_another_name_are_the_documents_own() -> None:
    types = part_of(DEFAULT, "[Content_Types].xml").replace("/docProps/core.xml", "/docProps/egna.xml")
    rels = part_of(DEFAULT, "_rels/.rels").replace("docProps/core.xml", "docProps/egna.xml")
    core = part_of(DEFAULT, "docProps/core.xml")
    tagged = re.sub("</cp:coreProperties>", "<dc:description>{{ rubrik }}</dc:description></cp:coreProperties>", core)
    parts: dict[str, str | bytes] = {"docProps/core.xml": b"", "docProps/egna.xml": tagged}
    raw = with_parts(DEFAULT, {**parts, "[Content_Types].xml": types, "_rels/.rels": rels})
    result = written(para("a"), look=compile_look(raw, "x.docx"))
    assert [name for name in result.archive.namelist() if name.startswith("docProps/")].count("docProps/egna.xml") == 1
    properties = docx.Document(BytesIO(result.data)).core_properties
    assert (properties.title, properties.author, properties.comments) == ("Rubriken", "Anna Andersson", "")


def reported(folder: Path) -> list[tuple[str, str, str, str | None]]:
    with pytest.raises(FindingsError) as caught:
        load_look("kommun", [folder])
    return [(found.file.rpartition("/")[2], found.code, found.message, found.help) for found in caught.value.findings]


def test_a_folder_with_the_name_of_a_look_is_reported(tmp_path: Path) -> None:
    (tmp_path / "kommun.docx").mkdir()
    told = ("kommun.docx", "MAL009", "This is a folder, not a Word file", "Give the folder another name")
    assert reported(tmp_path) == [told]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (PermissionError(13, "Permission denied"), "You may not read the look"),
        (OSError(5, "Input/output error"), "The look cannot be read: Input/output error"),
    ],
)
def test_a_look_that_cannot_be_read_is_reported_as_such(
    error: OSError, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> bytes:
        raise error

    (tmp_path / "kommun.docx").write_bytes(DEFAULT)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert [(code, said) for _name, code, said, _help in reported(tmp_path)] == [("MAL009", message)]
