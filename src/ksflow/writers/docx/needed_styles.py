"""The styles that documents ask of a look, and what becomes of a document where one is missing or has no list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ksflow.locale import _
from ksflow.sources.suggest import nearest
from ksflow.writers.docx.places import TagFault, TagPlace
from ksflow.writers.docx.styles import Styles, both_names

_HEADINGS = tuple(f"heading {level}" for level in range(1, 7))
INLINE = ("Emphasis", "Strong", "Kodtecken", "Hyperlink", "footnote reference")
PARAGRAPHS = (
    *_HEADINGS,
    *("List Bullet", "List Number", "List Continue", "Quote", "Kod", "caption"),
    *("Tabellhuvud", "Tabelltext", "footnote text"),
)
TABLE = "Kommuntabell"
KNOWN = (*PARAGRAPHS, *INLINE, TABLE)
_PLACE = TagPlace("word/styles.xml", "")


def missing_styles(styles: Styles, divisions: Iterable[str], *, with_paragraphs: bool) -> Iterator[TagFault]:
    """Yield the styles that a look lacks; ``with_paragraphs`` tells that it prints more than single lines."""
    wanted = [("character", name) for name in INLINE]
    if with_paragraphs:
        wanted += [("paragraph", name) for name in (*PARAGRAPHS, *divisions)]
        wanted.append(("table", TABLE))
    for kind, name in wanted:
        if styles.get(kind, name) is None:
            yield _missing(styles, kind, name)
    if with_paragraphs:
        yield from _lists(styles)


def _missing(styles: Styles, kind: str, name: str) -> TagFault:
    own = next((styles.house[one] for one in both_names(name) if one in styles.house), None)
    shown = own or _shown(name)
    message = _("The look has no style “{name}”: documents with {what} cannot be built", name=shown, what=_use_of(name))
    names = [one for known, one in styles.ids if known == kind and not one.startswith("\0")]
    if near := next((found for one in (shown, *both_names(name)) if (found := nearest(one, names))), None):
        line = f'formatmallar: {{"{_shown(name)}": "{near}"}}'
        help_ = _("It has “{near}”: rename it in Word, or write {line} in kommun.yaml", near=near, line=line)
    else:
        help_ = _(
            "In Word: Home, the arrow below Styles, New Style; call it “{name}”, with style type {kind}",
            name=shown,
            kind=_kind_in_word(kind),
        )
    return TagFault("MAL011", message, help_, _PLACE)


def _lists(styles: Styles) -> Iterator[TagFault]:
    for name, numbered in (("List Bullet", styles.bullet), ("List Number", styles.number)):
        if numbered is None and styles.get("paragraph", name) is not None:
            message = _("The style “{name}” has no list: documents with lists cannot be built", name=_shown(name))
            help_ = _("In Word: right-click the style, Modify, Format, Numbering; choose bullets or numbers")
            yield TagFault("MAL011", message, help_, _PLACE)


def _shown(name: str) -> str:
    """Return a style's name as Swedish Word shows it."""
    other = both_names(name)[-1]
    return other.capitalize() if other != name.lower() else name


def _kind_in_word(kind: str) -> str:
    return {"paragraph": _("Paragraph"), "character": _("Character"), "table": _("Table")}[kind]


def _use_of(name: str) -> str:
    if name in _HEADINGS:
        return _("headings of level {level}", level=name[-1])
    uses = {
        "List Bullet": _("bulleted lists"),
        "List Number": _("numbered lists"),
        "List Continue": _("several paragraphs in an item of a list"),
        "Quote": _("quotations"),
        "Kod": _("code"),
        "Kodtecken": _("code"),
        "caption": _("captions of tables"),
        "Tabellhuvud": _("tables"),
        "Tabelltext": _("tables"),
        TABLE: _("tables"),
        "footnote text": _("footnotes"),
        "footnote reference": _("footnotes"),
        "Emphasis": _("emphasis"),
        "Strong": _("bold text"),
        "Hyperlink": _("links"),
    }
    return uses.get(name) or _("the part “{name}” of a content template", name=name)
