"""Taking out of an attachment all that does something: scripts, programs, forms that send, media, embedded files.

What may stay is listed, and all else goes: going to a place in the file, and following a link to the web.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Pdf


class Taken(Enum):
    """What was in an attachment and is not in the pages that are enclosed."""

    ACTION = auto()
    """A script, or an action that starts, opens or sends something (ISO 32000-1, 12.6.4)."""
    FILE = auto()
    """A file inside the file, or a part of it that lies in another file."""
    MEDIA = auto()
    """Sound, film, 3D."""
    SIGNATURE = auto()
    """An electronic signature: it holds for the whole of its own file only; how it looks is kept."""


_HARMLESS = frozenset({"/GoTo", "/URI", "/Named"})
_PAGE_TURNS = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
_LINK = re.compile(rb"(?:https?|mailto|tel):|[^:/?#]*(?:[/?#]|\Z)", re.IGNORECASE)
"""An address on the web, or one without a scheme, which leads nowhere else."""
_DOING = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound"}
)
_MEANS = ("/JS", "/F", "/Win", "/Mac", "/Unix")
"""What an action does it with."""
_MEDIA = frozenset({"/Movie", "/Sound", "/Screen", "/RichMedia", "/3D"})


def take_out_active_content(pdf: Pdf) -> set[Taken]:
    """Change an opened file so that none of its pages does anything; return what was taken out."""
    taken: set[Taken] = set()
    taken.update(_of_the_file(pdf.Root))
    for page in pdf.pages:
        taken.update(_without(page.obj, "/AA"))
        taken.update(_without_media(page.obj))
        for annotation in _list(page.obj.get("/Annots")):
            taken.update(_of_a_holder(annotation))
    for node in _dictionaries(pdf):
        taken.update(_of_elsewhere(node))
    return taken


def _of_the_file(root: Any) -> Iterator[Taken]:
    """Take out what is not of any page."""
    from pikepdf import Dictionary

    yield from _of_a_holder(root)
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        yield from _without(names, "/JavaScript")
        if "/EmbeddedFiles" in names:
            del names["/EmbeddedFiles"]
            yield Taken.FILE
    form = root.get("/AcroForm")
    if isinstance(form, Dictionary):
        yield from _without(form, "/XFA")
        for field in _tree(_list(form.get("/Fields")), "/Kids"):
            yield from _of_a_holder(field)
    outlines = root.get("/Outlines")
    if isinstance(outlines, Dictionary):
        for item in _tree([outlines.get("/First")], "/First", "/Next"):
            yield from _of_a_holder(item)


def _of_a_holder(node: Any) -> Iterator[Taken]:
    """Take actions out of what can have them: the file, an annotation, a form field with those above it, a bookmark."""
    from pikepdf import Dictionary

    for holder in _tree([node], "/Parent") if isinstance(node, Dictionary) else ():
        yield from _without(holder, "/AA")
        for key in ("/A", "/PA", "/OpenAction"):
            if _does_something(holder.get(key)):
                yield from _without(holder, key)
        if holder.get("/FT") == "/Sig":
            if "/V" in holder:
                yield Taken.SIGNATURE
            _as_picture(holder)


def _does_something(action: Any) -> bool:
    """Tell whether a value is an action that is not on the list, or leads on to another."""
    from pikepdf import Dictionary

    if not isinstance(action, Dictionary) or "/S" not in action:
        return False  # a destination
    if "/Next" in action:
        return True
    kind = str(action.get("/S"))
    if kind == "/URI":
        return not _LINK.match(bytes(action.get("/URI", b"")))
    if kind == "/Named":
        return str(action.get("/N")) not in _PAGE_TURNS
    return kind not in _HARMLESS


def _as_picture(field: Any) -> None:
    """Keep how a signature looks, as a stamp; the field itself would say that the document has been tampered with."""
    from pikepdf import Name

    for key in ("/V", "/FT", "/T", "/Lock", "/SV", "/Parent"):
        if key in field:
            del field[key]
    for widget in (field, *_list(field.get("/Kids"))):
        if widget.get("/Subtype") == "/Widget":
            widget["/Subtype"] = Name.Stamp


def _without_media(page: Any) -> Iterator[Taken]:
    """Take annotations that are files or media off a page."""
    from pikepdf import Array, Dictionary

    kept = []
    for one in _list(page.get("/Annots")):
        kind = str(one.get("/Subtype")) if isinstance(one, Dictionary) else ""
        if kind == "/FileAttachment":
            yield Taken.FILE
        elif kind in _MEDIA:
            yield Taken.MEDIA
        else:
            kept.append(one)
    if "/Annots" in page:
        page["/Annots"] = Array(kept)


def _of_elsewhere(node: Any) -> Iterator[Taken]:
    """Take out of any object the files that are inside it or that it wants fetched."""
    from pikepdf import Dictionary, Stream

    if isinstance(node, Stream):
        for key in ("/F", "/Ref"):  # its content, or what it is to show instead, lies in another file
            if key in node:
                del node[key]
                yield Taken.FILE
    elif isinstance(node, Dictionary):
        inside = node.get("/EF")
        if isinstance(inside, Dictionary) and ("/F" in inside or "/UF" in inside):
            del node["/EF"]
            yield Taken.FILE
        if str(node.get("/S")) in _DOING:  # where no reader looks for it; one that does finds nothing
            for key in _MEANS:
                yield from _without(node, key)


def _dictionaries(pdf: Pdf) -> Iterator[Any]:
    """Yield every dictionary and stream in a file, also those inside others."""
    from pikepdf import Array, Dictionary, Stream

    for top in pdf.objects:
        waiting: list[Any] = [top]
        while waiting:
            node = waiting.pop()
            inner: list[Any]
            if isinstance(node, Array):
                inner = list(node)
            elif isinstance(node, Dictionary | Stream):
                yield node
                inner = [node.get(key) for key in node.keys()]  # noqa: SIM118 - a stream does not iterate over its keys
            else:
                continue
            waiting += [one for one in inner if isinstance(one, Array | Dictionary) and not one.is_indirect]


def _without(holder: Any, key: str) -> Iterator[Taken]:
    if key in holder:
        del holder[key]
        yield Taken.ACTION


def _list(value: Any) -> list[Any]:
    from pikepdf import Array

    return list(value) if isinstance(value, Array) else []


def _tree(roots: Iterable[Any], *keys: str) -> Iterator[Any]:
    """Yield dictionaries and those that they name under the keys, each once, whatever circles they make."""
    from pikepdf import Dictionary

    waiting: list[Any] = [root for root in roots if isinstance(root, Dictionary)]
    seen: set[tuple[int, int]] = set()
    while waiting:
        node = waiting.pop()
        if node.is_indirect:
            if node.objgen in seen:
                continue
            seen.add(node.objgen)
        yield node
        for key in keys:
            found = node.get(key)
            waiting += [one for one in (*_list(found), found) if isinstance(one, Dictionary)]
