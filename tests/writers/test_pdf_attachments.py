"""Attachments behind a document in PDF: nothing lost, nothing that runs, the document's own tags and bookmarks kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from defaultlook import inline, para
from foreignpdfs import annotated, foreign, full_of_life, saved, script, written
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfs import dense, faults, pdf, read, tags
from pikepdf import Array, Dictionary, Name, Pdf, String

from ksflow.documents.blocks import Heading, List, Table
from ksflow.writers.pdf.active_content import Taken
from ksflow.writers.pdf.attachment_file import Refused, RefusedError, open_attachment
from ksflow.writers.pdf.enclosing import EnclosingError, Enclosure, enclosed
from ksflow.writers.pdf.stamp import is_own

DIVIDER = {"nummer": 1, "rubrik": "Avtalet", "sidor": 1, "fil": "avtal.pdf"}


def document() -> bytes:
    return pdf(Heading(2, inline("Bakgrund")), para("Text"), List(ordered=False, items=((para("punkt"),),)))


def divider() -> bytes:
    return pdf(look="bilaga", bilaga=DIVIDER)


def behind(*files: Path | None) -> bytes:
    """Return the document with attachments behind it."""
    with ExitStack() as stack:
        opened = [stack.enter_context(open_attachment(file)[0]) if file else None for file in files]
        parts = [Enclosure(f"Bilaga {n}", "Avtalet", divider(), one) for n, one in enumerate(opened, start=1)]
        return enclosed(document(), parts)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bilaga.pdf"


# What is enclosed


def test_the_pages_come_in_order_each_attachment_behind_its_divider(tmp_path: Path) -> None:
    first, second = written(tmp_path / "a.pdf", foreign("Ett", "Tva")), written(tmp_path / "b.pdf", foreign("Tre"))
    texts = [dense(page.extract_text()) for page in read(behind(first, None, second)).pages]
    assert [("Bakgrund" in text, "Bilaga1" in text) for text in texts[:2]] == [(True, False), (False, True)]
    assert [texts[2], texts[3], texts[6]] == ["Ett", "Tva", "Tre"]
    assert len(texts) == 7


def test_sizes_and_turns_of_pages_are_kept(tmp_path: Path) -> None:
    wide = written(tmp_path / "a.pdf", foreign("Ritning", landscape=True))
    turned = written(tmp_path / "b.pdf", foreign("Vriden", rotate=90))
    pages = read(behind(wide, turned)).pages
    assert [float(side) for side in pages[2].mediabox] == [0, 0, 842, 595]
    assert (pages[4].rotation, [float(side) for side in pages[4].mediabox]) == (90, [0, 0, 595, 842])


def test_two_runs_give_the_same_bytes_with_the_mark_of_ksflow(file: Path) -> None:
    written(file, foreign("Ett"))
    assert behind(file) == behind(file)
    assert is_own(behind(file))
    assert not is_own(behind(file) + b"\n%%EOF\n")


def test_what_the_document_says_of_itself_is_kept(file: Path) -> None:
    whole, alone = read(behind(written(file, foreign("Ett")))), read(document())
    assert whole.metadata == alone.metadata
    assert whole.root_object["/Lang"] == "sv-SE"
    assert whole.root_object["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert "KS-2024/1" in whole.root_object["/Metadata"].get_data().decode()


def test_bookmarks_of_an_attachment_lie_below_its_own(file: Path) -> None:
    attachment = foreign("Ett", "Tva")
    with attachment.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Kapitel 2", 1))
    outline = read(behind(written(file, attachment))).outline
    assert [one.title if hasattr(one, "title") else [inner.title for inner in one] for one in outline] == [
        "Rubriken",
        ["Bakgrund"],
        "Bilaga 1. Avtalet",
        ["Kapitel 2"],
    ]


def test_pages_are_numbered_in_the_document_and_in_each_attachment(tmp_path: Path) -> None:
    first = written(tmp_path / "a.pdf", foreign("Ett", "Tva"))
    assert read(behind(first, None)).page_labels == ["1", "Bilaga 1", "Bilaga 1:1", "Bilaga 1:2", "Bilaga 2"]


# Claims


def test_without_pages_of_others_the_file_is_archivable_and_accessible_as_before() -> None:
    assert faults(behind(None, None)) == []


def test_with_pages_of_others_it_claims_nothing(file: Path) -> None:
    xmp = read(behind(written(file, foreign("Ett")))).root_object["/Metadata"].get_data()
    assert b"pdfaid:" not in xmp
    assert b"pdfuaid:" not in xmp
    assert read(document()).root_object["/Metadata"].get_data().count(b"<pdfaid:part>") == 1


# Tags


def test_the_tags_of_the_document_and_of_the_attachment_are_joined(file: Path) -> None:
    file.write_bytes(pdf(para("Avtalets text")))  # tagged, with numbers that the document has too
    data = behind(file)
    own, foreign_tags = tags(document()), [tag.split()[1] for tag in tags(pdf(para("Avtalets text")))]
    joined = tags(data)
    assert joined[: len(own)] == own
    assert [tag.split()[1] for tag in joined[-len(foreign_tags) :]] == foreign_tags
    assert joined.count("0 Part") == 2
    assert list(_marks_without_element(data)) == []


def test_a_page_without_tags_becomes_a_paragraph(file: Path) -> None:
    data = behind(written(file, foreign("Ett", "Tva")))
    assert tags(data)[-3:] == ["0 Part", "1 P", "1 P"]
    assert list(_marks_without_element(data)) == []
    assert [dense(page.extract_text()) for page in read(data).pages][2:] == ["Ett", "Tva"]


def test_header_cells_of_two_attachments_do_not_get_the_same_names(file: Path) -> None:
    file.write_bytes(pdf(Table((None,), (inline("A"),), ((inline("1"),),))))
    with Pdf.open(BytesIO(behind(file, file))) as whole:
        named = [
            (bytes(one.ID), one.objgen)
            for one in whole.objects
            if isinstance(one, Dictionary) and "/ID" in one and one.get("/S") in ("/TH", "/TD")
        ]
        found = {name.encode(): one.objgen for name, one in pikepdf.NameTree(whole.Root.StructTreeRoot.IDTree).items()}
    assert len({name for name, _place in named}) == len(named) == 2
    assert found == dict(named)


def _marks_without_element(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield page and number of marked pieces that no structure element on that page has, found through the tree."""
    with Pdf.open(BytesIO(data)) as whole:
        numbers = pikepdf.NumberTree(whole.Root.StructTreeRoot.ParentTree)
        for index, page in enumerate(whole.pages):
            elements = numbers[int(page.obj.StructParents)]
            instructions: Any = pikepdf.parse_content_stream(page, "BDC")
            for operands, _operator in instructions:
                properties = operands[1]
                if isinstance(properties, Dictionary) and "/MCID" in properties:
                    number = int(properties.MCID)
                    element: Any = elements[number]
                    if element.get("/Pg", page.obj).objgen != page.obj.objgen:
                        yield index, number


# What runs, sends or plays


def test_nothing_active_is_left_and_the_link_to_the_web_is(file: Path) -> None:
    opened, taken = open_attachment(written(file, full_of_life()))
    opened.close()
    assert taken == {Taken.ACTION, Taken.FILE, Taken.MEDIA}
    data = behind(file)
    with Pdf.open(BytesIO(data)) as whole:
        kinds = {str(one.get("/S")) for one in whole.objects if isinstance(one, Dictionary) and "/S" in one}
        assert not kinds & {"/JavaScript", "/Launch", "/SubmitForm"}
        links = [one.get("/A") for one in whole.pages[2].obj.Annots if one.Subtype == "/Link"]
        assert [str(link.URI) for link in links if link is not None] == ["https://exempel.se/kvar"]
        assert whole.Root.AcroForm.Fields[0].T == "Namn"
    for trace in (
        b"app.alert",
        b"cmd.exe",
        b"virus.exe",
        b"/AA",
        b"/OpenAction",
        b"/EmbeddedFile",
        b"RichMedia",
        b"XFA",
    ):
        assert trace not in data


def test_a_name_that_means_something_elsewhere_is_left_alone(file: Path) -> None:
    attachment = foreign("Ett")
    fonts = attachment.pages[0].obj.Resources.Font
    for name in ("/AA", "/JS", "/A", "/EF", "/AF"):
        fonts[name] = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier)
    opened, taken = open_attachment(written(file, attachment))
    with opened:
        assert taken == set()
        assert set(opened.pages[0].obj.Resources.Font.keys()) == {"/F1", "/AA", "/JS", "/A", "/EF", "/AF"}


@pytest.mark.parametrize("address", ["file:///c:/x.exe", "javascript:alert(1)", "JAVASCRIPT:x", "\\\\server\\del:x"])
def test_only_links_to_the_web_may_stay(file: Path, address: str) -> None:
    attachment = foreign("Ett")
    annotated(attachment, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(address)))
    opened, taken = open_attachment(written(file, attachment))
    opened.close()
    assert taken == {Taken.ACTION}


def test_a_form_keeps_its_fields_also_beside_another_with_the_same_names(tmp_path: Path) -> None:
    files = []
    for name in ("a", "b"):
        attachment = foreign("Blankett")
        field = annotated(attachment, Subtype=Name.Widget, FT=Name.Tx, T=String("Namn"), V=String(name))
        attachment.Root.AcroForm = Dictionary(Fields=Array([field]))
        files.append(written(tmp_path / f"{name}.pdf", attachment))
    with Pdf.open(BytesIO(behind(*files))) as whole:
        fields = whole.Root.AcroForm.Fields
        assert [str(one.V) for one in fields] == ["a", "b"]
        assert len({str(one.T) for one in fields}) == 2


def test_a_signature_becomes_the_picture_of_one(file: Path) -> None:
    attachment = foreign("Avtal")
    look = attachment.make_stream(b"0 0 10 10 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 50, 20])
    signature = Dictionary(Type=Name.Sig, Contents=String("x"), ByteRange=[0, 1, 2, 3])
    keys: dict[str, Any] = {"FT": Name.Sig, "T": String("Underskrift"), "V": signature, "AP": Dictionary(N=look)}
    field = annotated(attachment, Subtype=Name.Widget, **keys)
    attachment.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
    opened, taken = open_attachment(written(file, attachment))
    opened.close()
    assert taken == {Taken.SIGNATURE}
    with Pdf.open(BytesIO(behind(file))) as whole:
        stamp: Any
        (stamp,) = whole.pages[2].obj.Annots
        assert (stamp.Subtype, stamp.AP.N.read_bytes()) == ("/Stamp", b"0 0 10 10 re f")
        assert "/V" not in stamp
    assert b"ByteRange" not in behind(file)


def test_a_layer_that_is_hidden_stays_hidden(file: Path) -> None:
    attachment = foreign("Ritning")
    layer = attachment.make_indirect(Dictionary(Type=Name.OCG, Name=String("Arbetslager")))
    attachment.pages[0].obj.Resources.Properties = Dictionary(L1=layer)
    attachment.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    with Pdf.open(BytesIO(behind(written(file, attachment)))) as whole:
        assert [str(one.Name) for one in whole.Root.OCProperties.D.OFF] == ["Arbetslager"]


# What cannot be enclosed


def _portfolio() -> Pdf:
    one = foreign("Oppna i Reader")
    one.Root.Collection = Dictionary(View=Name.D)
    return one


def _dynamic_form() -> Pdf:
    one = foreign("Please wait")
    one.Root.AcroForm = Dictionary(Fields=Array(), XFA=String("<xdp/>"))
    one.Root.NeedsRendering = True
    return one


def _unencrypted() -> bytes:
    return saved(foreign("Hemligt"))


@pytest.mark.parametrize(
    ("why", "data"),
    [
        (Refused.NO_PDF, b"PK\x03\x04 word"),
        (Refused.NO_PDF, b""),
        (Refused.DAMAGED, b"%PDF-1.7\n"),
        (Refused.DAMAGED, _unencrypted()[: len(_unencrypted()) // 2]),
        (Refused.DAMAGED, re.sub(rb"/Length \d+", b"/Length 9999", _unencrypted())),
        (Refused.DAMAGED, saved(Pdf.new())),
        (Refused.LOCKED, saved(foreign("Hemligt"), encryption=pikepdf.Encryption(user="a", owner="b"))),
        (Refused.LOCKED, saved(foreign("Hemligt"), encryption=pikepdf.Encryption(user="", owner="b"))),
        (Refused.PORTFOLIO, saved(_portfolio())),
        (Refused.DYNAMIC_FORM, saved(_dynamic_form())),
    ],
    ids=lambda value: value.name if isinstance(value, Refused) else "",
)
def test_a_file_that_cannot_be_enclosed_is_refused_with_the_reason(file: Path, why: Refused, data: bytes) -> None:
    file.write_bytes(data)
    with pytest.raises(RefusedError) as refused:
        open_attachment(file)
    assert refused.value.why is why


def test_a_file_that_is_not_there_or_too_large_is_refused(file: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        open_attachment(file)
    assert refused.value.why is Refused.UNREADABLE
    file.write_bytes(_unencrypted())
    with pytest.raises(RefusedError) as refused:
        open_attachment(file, most=100)
    assert refused.value.why is Refused.TOO_LARGE


_VALUES: list[Callable[[], Any]] = [
    *(lambda: Name.X, lambda: String("x"), lambda: 7, lambda: True, Array, Dictionary),
    *(lambda: Array([1, Dictionary(S=Name.P)]), script),
]
_KEYS = [
    *("Annots", "StructParents", "AA", "Resources", "Contents", "Parent", "MediaBox", "Rotate", "Type", "Kids", "Next"),
    *("Names", "Outlines", "AcroForm", "StructTreeRoot", "OCProperties", "PageLabels", "Lang", "Dests", "First", "A"),
    *("ParentTree", "K", "RoleMap", "Nums", "Fields", "T", "FT", "P", "Pg", "S"),
]


@settings(max_examples=150, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, 60), st.sampled_from(_KEYS), st.integers(0, 8)), min_size=1, max_size=4)
)
def test_a_file_with_nonsense_in_it_is_enclosed_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, str, int]]
) -> None:
    source = Pdf.open(BytesIO(pdf(Heading(2, inline("Bakgrund")), para("Text"))))
    annotated(source, Subtype=Name.Link, A=script())
    objects = [one for one in source.objects if isinstance(one, Dictionary)]
    for number, key, value in changes:
        node = objects[number % len(objects)]
        if value < len(_VALUES):
            node[f"/{key}"] = _VALUES[value]()
        elif f"/{key}" in node:
            del node[f"/{key}"]
    file = tmp_path_factory.mktemp("nonsens") / "a.pdf"
    try:
        file.write_bytes(saved(source))
    except Exception:  # so damaged that it cannot even be written
        return
    try:
        data = behind(file)
    except (RefusedError, EnclosingError):
        return
    assert is_own(data)
    assert b"app.alert" not in data
