"""PDF files as others make them, to be attachments."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String


def foreign(*texts: str, landscape: bool = False, rotate: int = 0) -> Pdf:
    """Return a PDF without tags, one page for each text; ASCII only."""
    pdf = Pdf.new()
    for text in texts:
        page = pdf.add_blank_page(page_size=(842, 595) if landscape else (595, 842))
        page.obj.Resources = Dictionary(
            Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        )
        page.obj.Contents = pdf.make_stream(f"BT /F1 20 Tf 80 400 Td ({text}) Tj ET".encode())
        if rotate:
            page.obj.Rotate = rotate
    return pdf


def saved(pdf: Pdf, **options: Any) -> bytes:
    target = BytesIO()
    pdf.save(target, deterministic_id=not options, **options)
    return target.getvalue()


def written(path: Path, pdf: Pdf, **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(saved(pdf, **options))
    return path


def annotated(pdf: Pdf, number: int = 0, **keys: Any) -> Any:
    """Put an annotation on a page, and return it."""
    page = pdf.pages[number].obj
    annotation = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[10, 10, 60, 30], **keys))
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(annotation)
    return annotation


def script(code: str = "app.alert(1)") -> Any:
    return Dictionary(S=Name.JavaScript, JS=String(code))


def full_of_life() -> Pdf:
    """Return a PDF that has something active at every place where it can stand."""
    pdf = foreign("Levande")
    pdf.Root.OpenAction = script()
    pdf.Root.AA = Dictionary(WC=script())
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))
    pdf.attachments["virus.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="virus.exe")
    page = pdf.pages[0].obj
    page.AA = Dictionary(O=script())
    launch = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    annotated(pdf, Subtype=Name.Link, A=launch)
    annotated(pdf, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://exempel.se/"), Next=launch))
    annotated(pdf, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("javascript:alert(1)")))
    annotated(pdf, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://exempel.se/kvar")))
    annotated(pdf, Subtype=Name.Link, PA=script(), A=Dictionary(S=Name.SubmitForm, F=String("https://exempel.se/")))
    annotated(pdf, Subtype=Name.FileAttachment, FS=Dictionary(Type=Name.Filespec, F=String("x.exe")))
    annotated(pdf, Subtype=Name.RichMedia)
    field = annotated(pdf, Subtype=Name.Widget, FT=Name.Tx, T=String("Namn"), AA=Dictionary(K=script()))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), XFA=String("<xdp/>"))
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Skript", action=script()))
    return pdf
