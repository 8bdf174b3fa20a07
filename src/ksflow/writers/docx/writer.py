"""Writing a document in a look: only the parts that differ are made, the rest are prepared bytes."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

from ksflow.documents.blocks import Document, Image, Paragraph
from ksflow.documents.field_blocks import is_block_field
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.templating import EmptyFieldError, SeveralParagraphsError, WholeFieldError
from ksflow.locale import _
from ksflow.sources.findings import START, Finding, FindingsError, Severity
from ksflow.writers.docx.body import BodyWriter, between, escape
from ksflow.writers.docx.drawing import Drawings
from ksflow.writers.docx.look import BODY, HERE, Look, no_place
from ksflow.writers.docx.names import IMAGE_RELATION
from ksflow.writers.docx.package import relations_of
from ksflow.writers.docx.places import Dress, Tag
from ksflow.writers.docx.properties import core_properties
from ksflow.writers.docx.rendering import HAND, PartTemplate
from ksflow.writers.docx.zipfiles import Member, stored, write_archive

_MARK = re.compile(r"<\?ksflow ([0-9]+)\?>")
_BODY = Markup()
"""The value of the field that stands for the document's text."""


def write_docx(document: Document, look: Look) -> bytes:
    """Return the Word file; raise FindingsError when the look cannot show the document."""
    maker = _Maker(document, look)
    made: dict[str, bytes] = {}
    for part in look.templates.values():
        if (xml := maker.part(part)) is not None:
            made[part.name] = xml.encode("utf-8")
    made[look.core] = core_properties(document, maker.own_properties())
    if findings := maker.findings():
        raise FindingsError(findings)
    body = maker.body
    for grown, new in ((look.numbering, body.nums), (look.footnotes, body.notes)):
        if grown and (new or grown in made):
            halves = made[grown].split(HERE) if grown in made else look.halves[grown]
            made[grown] = "".join(new).encode("utf-8").join(halves)
    if maker.drawings.media:
        made.update(_picture_parts(maker.drawings, look))
    return write_archive(_members(look, made))


class _Maker:
    """Makes the parts of one document; the hand that its templates use."""

    def __init__(self, document: Document, look: Look) -> None:
        self.document = document
        self.look = look
        self.drawings = Drawings(look.next_drawing_id, part=look.main)
        self.body = BodyWriter(
            look.styles,
            self.drawings,
            look.text_width,
            look.text_height,
            look.next_num_id,
            look.next_note_id,
            look.footnotes,
        )
        self.shown = 0
        """How often the document's text has been printed."""
        self._found: list[Finding] = []
        self._marked: list[tuple[Any, Tag]] = []
        self._failed = False

    def part(self, part: PartTemplate) -> str | None:
        """Return a part for the document, None when it cannot be made."""
        self.drawings.part = part.name
        self._marked = []
        in_main = part.name == self.look.main
        fields = {**self.document.fields, HAND: self, **({BODY: _BODY} if in_main else {})}
        notes = len(self.body.notes)
        try:
            xml = self._filled(part.render(fields))
        except FindingsError as error:  # a Markdown text of the case
            self._found += error.findings
            return None
        except Exception as error:
            self._found += self.look.findings(part, fields, error, list(self.document.fields))
            self._failed = self._failed or in_main
            return None
        if not in_main and len(self.body.notes) > notes:
            self._found.append(_stray_note(self.look, part.name))
        return xml

    def own_properties(self) -> str:
        """Return the XML of the core properties that the look writes with tags."""
        return (self.part(self.look.own_properties) or "") if self.look.own_properties else ""

    def findings(self) -> list[Finding]:
        """Return all that stops the document from being written."""
        if self._failed:  # to find the styles that its text would miss
            self.body.write(self.document.blocks)
        found = [_missing_style(self.look, name) for name in sorted(self.body.missing)]
        if not self.look.has_body:
            left_out = self.document.blocks and not self.document.in_look
            return [*found, *self._found, *([no_place(self.look.name)] if left_out else [])]
        if not self._failed and self.shown != 1:
            self._found.append(_body_not_once(self.look, self.shown))
        return [*found, *self._found]

    # What the templates ask for

    def runs(self, value: Any, tag: Tag) -> str:
        """Return the runs of a picture or a Markdown text of one paragraph."""
        if isinstance(value, Image):
            room = (tag.dress.width or self.look.text_width, self.look.text_height)
            return f"<w:r>{self.drawings.inline(value.picture, escape(value.alt), *room)}</w:r>"
        blocks = self.document.blocks_of(value, 0)
        if len(blocks) > 1 or (blocks and not isinstance(blocks[0], Paragraph)):
            raise SeveralParagraphsError
        children = blocks[0].children if blocks and isinstance(blocks[0], Paragraph) else ()
        return self.body.write_runs(children, tag.dress)

    def paragraphs(self, value: Any, tag: Tag) -> str:
        """Return a mark; what a text's headings stand under is known when the part is rendered."""
        if hasattr(value, "__html__") and value is not _BODY:
            return str(value)  # XML already, such as the next level of a loop
        if value is None:
            raise EmptyFieldError
        if value is not _BODY and not is_block_field(value):
            raise WholeFieldError
        self._marked.append((value, tag))
        return f"<?ksflow {len(self._marked) - 1}?>"

    def _filled(self, xml: str) -> str:
        """Return a part with paragraphs where the marks stand."""
        if not self._marked:
            return xml
        done, *rest = _MARK.split(xml)
        level = self.look.styles.last_level(done, 0)
        for number, after in zip(rest[::2], rest[1::2], strict=True):
            value, tag = self._marked[int(number)]
            done = f"{done}{between(done, self._blocks(value, level, tag), after)}{after}"
            level = self.look.styles.last_level(after, level)
        return done

    def _blocks(self, value: Any, level: int, tag: Tag) -> str:
        dress = tag.dress
        if value is _BODY:
            self.shown += 1
            return self.body.write_in(self.document.blocks, Dress(width=dress.width))
        if isinstance(value, MarkdownField) and not value:
            return ""
        # A tag that is itself a heading says at which level the headings of what it prints begin.
        own = self.look.styles.last_level(dress.paragraph, 0)
        if own and not isinstance(value, str):
            level, dress = own - 1, Dress(width=dress.width)
        return self.body.write_in(self.document.blocks_of(value, level), dress)


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


def _stray_note(look: Look, part: str) -> Finding:
    message = _("A footnote cannot stand outside the text of the document ({part})", part=part)
    help_ = _("Print the text in the document itself, not in its header or footer")
    return Finding(look.name, START, "MAL004", Severity.ERROR, message, help_)


def _missing_style(look: Look, name: str) -> Finding:
    message = _("The look has no style with the name “{name}”", name=name)
    line = f'formatmallar: {{"{name}": …}}'
    help_ = _("Make the style in Word, or say in kommun.yaml what you call it: {line}", line=line)
    return Finding(look.name, START, "MAL011", Severity.ERROR, message, help_)
