"""What the styles and lists of a Word file mean: headings, numbered and bulleted items, bold and italic."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from ksflow.writers.docx.names import w
from ksflow.writers.docx.package import Package

_HEADING = re.compile(r"(?:heading|rubrik|överskrift|otsikko)\s*([1-9])\b", re.IGNORECASE)
_LIST_STYLE = re.compile(r"(?:list (?:bullet|number)|punktlista|numrerad lista) ([2-5])")
_TITLE = frozenset({"title", "rubrik", "titel", "dokumentrubrik", "huvudrubrik"})
_NO_HEADING = frozenset({"toc heading", "innehållsförteckningsrubrik"})
_OUTLINE_BODY = 9
"""The outline level of body text (ECMA-376 17.3.1.20)."""
_BULLETS = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class ListKind:
    """The list that a paragraph is an item of."""

    number: str
    level: int
    ordered: bool
    start: int = 1
    continues: bool = False
    """Whether it is a further paragraph of the item before it."""


class Styles:
    """The styles of a file, each with those that it is based on."""

    def __init__(self, package: Package) -> None:
        main = package.main_part
        name = package.related(main, "styles")
        root = package.xml(name) if name else None
        self._styles: dict[str, Any] = {}
        self._default: str | None = None
        for style in root.iter(w("style")) if root is not None else ():
            identity = style.get(w("styleId"))
            if identity is None:
                continue
            self._styles[identity] = style
            if style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true", "on"):
                self._default = identity
        numbering = package.related(main, "numbering")
        self._lists = _Lists(package.xml(numbering) if numbering else None)

    def name(self, identity: str | None) -> str:
        """Return a style's name, in lower case; "" when there is no such style."""
        style = self._styles.get(identity or "")
        found = style.find(w("name")) if style is not None else None
        return str(found.get(w("val")) or "").casefold().strip() if found is not None else ""

    def heading_level(self, paragraph: Any) -> int | None:
        """Return the level of a heading (1 for a title), or None for a paragraph that is none."""
        properties = paragraph.find(w("pPr"))
        identity = _value(properties, "pStyle")
        name = self.name(identity)
        if name in _NO_HEADING:
            return None
        if match := _HEADING.fullmatch(name) or _HEADING.fullmatch(identity or ""):
            return int(match[1])
        if name in _TITLE:
            return 1
        outline = _value(properties, "outlineLvl")
        for style in self._chain(identity):
            if outline is not None:
                break
            style_name = str(_value(style, "name") or "")
            if match := _HEADING.fullmatch(style_name.strip()):
                return int(match[1])
            outline = _value(style.find(w("pPr")), "outlineLvl")
        if outline is not None and outline.isdigit() and int(outline) < _OUTLINE_BODY:
            return int(outline) + 1
        return None

    def list_of(self, paragraph: Any) -> ListKind | None:
        """Return the list that a paragraph is an item of, by itself or by its style."""
        properties = paragraph.find(w("pPr"))
        places = [properties, *(style.find(w("pPr")) for style in self._chain(_value(properties, "pStyle")))]
        number = level = None
        for place in places:
            numbering = place.find(w("numPr")) if place is not None else None
            if numbering is None:
                continue
            number = number or _value(numbering, "numId")
            level = level or _value(numbering, "ilvl")
        if number is None or number == "0":  # "0" takes a paragraph out of its style's list
            return None
        kind = self._lists.kind(number, int(level) if level and level.isdigit() else 0)
        # Each of Word's styles List Bullet, List Bullet 2 … has a list of its own, with one level.
        name = _LIST_STYLE.fullmatch(self.name(_value(properties, "pStyle")))
        return replace(kind, level=int(name[1]) - 1) if name and kind.level == 0 else kind

    def emphasis(self, run: Any, paragraph: Any) -> tuple[bool, bool]:
        """Return whether a run is bold and italic beyond what its paragraph's style is."""
        own = run.find(w("rPr"))
        base = [style.find(w("rPr")) for style in self._chain(_value(paragraph.find(w("pPr")), "pStyle"))]
        character = [style.find(w("rPr")) for style in self._chain(_value(own, "rStyle"), with_default=False)]
        found = []
        for name in ("b", "i"):
            is_on = _first_switch([own, *character], name)
            found.append(bool(is_on) and not _first_switch(base, name))
        return found[0], found[1]

    def is_bold(self, paragraph: Any) -> bool:
        """Tell whether every letter of a paragraph is bold."""
        runs = [run for run in paragraph.iter(w("r")) if any((text.text or "").strip() for text in run.iter(w("t")))]
        base = [style.find(w("rPr")) for style in self._chain(_value(paragraph.find(w("pPr")), "pStyle"))]
        return bool(runs) and all(
            _first_switch(
                [
                    run.find(w("rPr")),
                    *(s.find(w("rPr")) for s in self._chain(_value(run.find(w("rPr")), "rStyle"), with_default=False)),
                    *base,
                ],
                "b",
            )
            for run in runs
        )

    def _chain(self, identity: str | None, *, with_default: bool = True) -> list[Any]:
        """Return a style and those that it is based on, the nearest first."""
        found: list[Any] = []
        here = identity or (self._default if with_default else None)
        while here is not None and (style := self._styles.get(here)) is not None and style not in found:
            found.append(style)
            here = _value(style, "basedOn")
        return found


class _Lists:
    """The list definitions: which are numbered, and where they begin."""

    def __init__(self, root: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[bool, int]] = {}
        if root is None:
            return
        abstract = {one.get(w("abstractNumId")): one for one in root.iter(w("abstractNum"))}
        for number in root.iter(w("num")):
            identity = number.get(w("numId"))
            definition = abstract.get(_value(number, "abstractNumId"))
            for level in definition.iter(w("lvl")) if definition is not None else ():
                self._add(identity, level)
            for override in number.iter(w("lvlOverride")):
                for level in override.iter(w("lvl")):
                    self._add(identity, level)
                start = _value(override, "startOverride")
                key = (identity, int(override.get(w("ilvl")) or 0))
                if start and start.isdigit() and key in self._levels:
                    self._levels[key] = (self._levels[key][0], int(start))

    def _add(self, identity: str, level: Any) -> None:
        start = _value(level, "start")
        ordered = (_value(level, "numFmt") or "decimal") not in _BULLETS
        index = level.get(w("ilvl")) or "0"
        if index.isdigit():
            self._levels[(identity, int(index))] = (ordered, int(start) if start and start.isdigit() else 1)

    def kind(self, number: str, level: int) -> ListKind:
        ordered, start = self._levels.get((number, level), (False, 1))
        return ListKind(number, level, ordered, start)


def _value(element: Any, name: str) -> str | None:
    found = element.find(w(name)) if element is not None else None
    return found.get(w("val")) if found is not None else None


def _first_switch(places: list[Any], name: str) -> bool | None:
    """Return what the first place says of a property that is on or off; None when none says anything."""
    for place in places:
        found = place.find(w(name)) if place is not None else None
        if found is not None:
            return found.get(w("val")) not in ("0", "false", "off", "none")
    return None
