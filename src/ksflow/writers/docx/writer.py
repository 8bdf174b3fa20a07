"""Writing a document in a look: only the parts that differ are made, the rest are prepared bytes."""

from __future__ import annotations

from markupsafe import Markup

from ksflow.documents.blocks import Document, Image
from ksflow.locale import _
from ksflow.sources.findings import START, Finding, FindingsError, Severity
from ksflow.writers.docx.body import BodyWriter, between, escape
from ksflow.writers.docx.drawing import Drawings
from ksflow.writers.docx.look import BODY, HERE, Look
from ksflow.writers.docx.names import IMAGE_RELATION
from ksflow.writers.docx.package import relations_of
from ksflow.writers.docx.properties import core_properties
from ksflow.writers.docx.rendering import DRAW
from ksflow.writers.docx.zipfiles import Member, stored, write_archive

_BODY_MARK = "<?ksflow innehåll?>"


def write_docx(document: Document, look: Look) -> bytes:
    """Return the Word file; raise FindingsError when the look cannot show the document."""
    drawings = Drawings(look.next_drawing_id, part=look.main)
    body = BodyWriter(
        look.styles,
        drawings,
        look.text_width,
        look.text_height,
        look.next_num_id,
        look.next_note_id,
        look.footnotes,
    )
    blocks = body.write(document.blocks)
    findings = [_missing_style(look, name) for name in sorted(body.missing)]
    made: dict[str, bytes] = {look.core: core_properties(document)}
    known = list(document.fields)

    def draw(image: Image) -> str:
        room = (look.text_width, look.text_height)
        return f"<w:r>{drawings.inline(image.picture, escape(image.alt), *room)}</w:r>"

    for part in look.templates.values():
        drawings.part = part.name
        fields = {**document.fields, DRAW: draw}
        if part.name == look.main:
            fields[BODY] = Markup(_BODY_MARK)
        try:
            xml = part.render(fields)
        except Exception as error:
            findings += look.findings(part, fields, error, known)
            continue
        if part.name == look.main:
            frame = xml.split(_BODY_MARK)
            if len(frame) != 2:
                findings.append(_body_not_once(look, len(frame) - 1))
            else:
                xml = between(frame[0], blocks, frame[1]).join(frame)
        made[part.name] = xml.encode("utf-8")
    if findings:
        raise FindingsError(findings)
    for grown, new in ((look.numbering, body.nums), (look.footnotes, body.notes)):
        if grown and (new or grown in made):
            halves = made[grown].split(HERE) if grown in made else look.halves[grown]
            made[grown] = "".join(new).encode("utf-8").join(halves)
    if drawings.media:
        made.update(_picture_parts(drawings, look))
    return write_archive(_members(look, made))


def _members(look: Look, made: dict[str, bytes]) -> list[Member]:
    ordered = [stored(part, made.pop(part)) if part in made else look.members[part] for part in look.order]
    return ordered + [stored(part, data) for part, data in made.items()]


def _picture_parts(drawings: Drawings, look: Look) -> dict[str, bytes]:
    made = {name: data for data, name in drawings.media.items()}
    types = look.content_types.decode("utf-8")
    for extension, kind in (("png", "image/png"), ("jpg", "image/jpeg")):
        used = any(name.endswith(f".{extension}") for name in drawings.media.values())
        if used and f'Extension="{extension}"' not in types:
            # Defaults go before overrides by habit; the schema allows any order (ECMA-376 part 2, 10.1.2.2).
            types = types.replace("<Override", f'<Default Extension="{extension}" ContentType="{kind}"/><Override', 1)
    made["[Content_Types].xml"] = types.encode("utf-8")
    for part, relations in drawings.relations.items():
        new = "".join(
            f'<Relationship Id="{id_}" Type="{IMAGE_RELATION}" Target="/{name}"/>' for name, id_ in relations.items()
        )
        made[relations_of(part)] = _with_relations(look.relations.get(part, b""), new)
    return made


def _with_relations(existing: bytes, new: str) -> bytes:
    if b"</Relationships>" not in existing:
        return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{new}</Relationships>'.encode()
    return existing.replace(b"</Relationships>", f"{new}</Relationships>".encode())


def _body_not_once(look: Look, times: int) -> Finding:
    message = _("The look prints the text of the document {times} times, not once", times=times)
    return Finding(look.name, START, "MAL010", Severity.ERROR, message)


def _missing_style(look: Look, name: str) -> Finding:
    message = _("The look has no style with the name “{name}”", name=name)
    help_ = _("Make the style in Word, or use another look")
    return Finding(look.name, START, "MAL011", Severity.ERROR, message, help_)
