"""A look to begin with, in which the whole document is laid out in Word."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from ksflow.writers.docx.zipfiles import read_archive, stored, write_archive

_BODY = re.compile(r"<w:p>(?:(?!<w:p[ >]).)*?\{\{p innehåll \}\}.*?</w:p>", re.DOTALL)
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
# Style id in the shipped look, and text; what stands under a heading style lends it its level.
_LINES = (
    ("Rubrik1", "{{ rubrik }}"),
    ("Rubrik2", "Förslag till beslut"),
    ("", "{{p beslutsförslag }}"),
    ("Rubrik2", "Sammanfattning"),
    ("", "{{p sammanfattning }}"),
    ("Rubrik2", "{{p avsnitt }}"),
    ("", "{%p for person in undertecknare %}"),
    ("Undertecknare", f"{{{{ person.namn }}}}{{% if person.titel %}}{_BREAK}{{{{ person.titel }}}}{{% endif %}}"),
    ("", "{%p endfor %}"),
    ("", "{%p if bilagor %}"),
    ("Rubrik2", "Bilagor"),
    ("", "{%p for bilaga in bilagor %}"),
    ("Punktlista", "Bilaga {{ loop.index }}. {{ bilaga.rubrik }}"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
    ("", "{%p if sändlista %}"),
    ("Rubrik2", "Beslutet ska skickas till"),
    ("", "{%p for mottagare in sändlista %}"),
    ("Sndlista", "{{ mottagare }}"),
    ("", "{%p endfor %}"),
    ("", "{%p endif %}"),
)


def laid_out_in_word(look: bytes) -> bytes:
    """Return the shipped look with tags for all of a case in the place of ``{{p innehåll }}``."""
    archive = read_archive(look)
    members = []
    for name in archive.namelist():
        data = archive.read(name)
        if name == "word/document.xml":
            text, count = _BODY.subn(lambda _match: "".join(map(_paragraph, *zip(*_LINES, strict=True))), data.decode())
            assert count == 1
            data = text.encode()
        members.append(stored(name, data))
    return write_archive(members)


def _paragraph(style: str, text: str) -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    shown = _BREAK.join(map(escape, text.split(_BREAK)))
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{shown}</w:t></w:r></w:p>'
