"""Pictures in a Word file: their drawing, their media part and their relationship."""

from __future__ import annotations

from dataclasses import dataclass, field

from ksflow.documents.blocks import Picture
from ksflow.writers.docx.names import PIC, WP, A, R

EMU_PER_TWIP = 635

_INLINE = (
    f'<w:drawing><wp:inline xmlns:wp="{WP}" '
    'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:docPr id="{id}" name="Bild {id}" descr="{alt}"/>'
    f'<a:graphic xmlns:a="{A}"><a:graphicData uri="{PIC}"><pic:pic xmlns:pic="{PIC}">'
    '<pic:nvPicPr><pic:cNvPr id="{id}" name="Bild {id}" descr="{alt}"/><pic:cNvPicPr/></pic:nvPicPr>'
    f'<pic:blipFill><a:blip xmlns:r="{R}" '
    'r:embed="{relation}"/>'
    "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing>"
)


@dataclass(slots=True)
class Drawings:
    """The pictures of a document; one media part for equal pictures, a relationship in each part that shows it."""

    first_id: int
    """The first free id for wp:docPr, unique in the document."""
    part: str = ""
    """The part that is being written."""
    media: dict[bytes, str] = field(default_factory=dict)
    """Names of media parts, such as word/media/ksflow1.png, by content."""
    relations: dict[str, dict[str, str]] = field(default_factory=dict)
    """By part: relationship ids by media part."""
    count: int = 0

    def inline(self, picture: Picture, alt: str, max_width: int, max_height: int) -> str:
        """Return the drawing of a picture, no larger than this many twips; ``alt`` is escaped already."""
        name = self.media.setdefault(picture.data, f"word/media/ksflow{len(self.media) + 1}.{picture.extension}")
        relations = self.relations.setdefault(self.part, {})
        relation = relations.setdefault(name, f"rIdKsflow{len(relations) + 1}")
        room = (max_width * EMU_PER_TWIP, max_height * EMU_PER_TWIP)
        scale = min(1.0, room[0] / picture.width, room[1] / picture.height)
        width, height = max(1, int(picture.width * scale)), max(1, int(picture.height * scale))
        drawing = _INLINE.format(width=width, height=height, id=self.first_id + self.count, alt=alt, relation=relation)
        self.count += 1
        return drawing
