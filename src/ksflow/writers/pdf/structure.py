"""Joining the structure trees of files whose pages are put together, so that a screen reader reads them all.

A page tells by a number which of its marked pieces belong to which elements (ISO 32000-1, 14.7.4.4); two files use the
same numbers, so those of the second are raised. A page of a file without tags becomes one paragraph: an untagged page
in a tagged file is not read at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import NumberTree, Pdf

_NUMBERS = ("/StructParents", "/StructParent")


class Structure:
    """The structure tree of a file that grows."""

    def __init__(self, whole: Pdf) -> None:
        """Take the file; it has a structure tree, since ksflow has written it."""
        from pikepdf import NumberTree

        self.whole = whole
        self.tree: Any = whole.Root["/StructTreeRoot"]
        self.numbers: NumberTree = NumberTree(self.tree["/ParentTree"])
        self._next = max((int(number) for number in self.numbers), default=-1) + 1
        self._root_kids()

    def raise_numbers(self, source: Pdf) -> bool:
        """Prepare a file whose pages will be added; tell whether it has tags."""
        from pikepdf import Dictionary, Stream

        tagged = _is_tagged(source)
        for node in source.objects if tagged else ():
            if isinstance(node, Dictionary | Stream):
                for key in _NUMBERS:
                    if isinstance(node.get(key), int):
                        node[key] = int(node[key]) + self._next
                _rename(node, f"{self._next}-".encode())
        return tagged

    def add(self, source: Pdf, first: int, title: str, *, tagged: bool) -> None:
        """Add the elements of a file whose pages have been added, the ``first`` and on, as a part with a title."""
        from pikepdf import Array, Dictionary, Name, String

        part = self.whole.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Part, P=self.tree, T=String(title), K=Array())
        )
        if (language := source.Root.get("/Lang")) is not None:
            part["/Lang"] = String(str(language))
        if tagged:
            self._take_over(source, part)
        else:
            for page in list(self.whole.pages)[first:]:
                self._as_paragraph(page, part)
        self.tree["/K"].append(part)
        self.tree["/ParentTreeNextKey"] = self._next

    def _root_kids(self) -> None:
        from pikepdf import Array

        kids = self.tree.get("/K")
        if not isinstance(kids, Array):
            self.tree["/K"] = Array([] if kids is None else [kids])

    def _take_over(self, source: Pdf, part: Any) -> None:
        from pikepdf import Array, Dictionary, NumberTree

        copied: Any = self.whole.copy_foreign(source.make_indirect(source.Root["/StructTreeRoot"]))
        kids = copied.get("/K")
        for kid in list(kids) if isinstance(kids, Array) else [kids]:
            if isinstance(kid, Dictionary):
                kid["/P"] = part
                part["/K"].append(kid)
        base = highest = self._next
        for number, elements in NumberTree(copied["/ParentTree"]).items():
            self.numbers[base + int(number)] = elements
            highest = max(highest, base + int(number) + 1)
        self._next = highest
        for key in ("/RoleMap", "/ClassMap"):
            self._merge(key, copied.get(key))
        self._names(copied)

    def _merge(self, key: str, theirs: Any) -> None:
        """Take over the names of a dictionary that are not there yet."""
        from pikepdf import Dictionary

        if not isinstance(theirs, Dictionary):
            return
        if key not in self.tree:
            self.tree[key] = Dictionary()
        for name, value in theirs.items():
            if name not in self.tree[key]:
                self.tree[key][name] = value

    def _names(self, root: Any) -> None:
        """Let the elements that have names be found by them: header cells, notes."""
        from pikepdf import Dictionary, NameTree

        if "/IDTree" not in root and "/IDTree" not in self.tree:
            return
        if "/IDTree" not in self.tree:
            self.tree["/IDTree"] = NameTree.new(self.whole).obj
        names = NameTree(self.tree["/IDTree"])
        waiting, seen = [root], set()
        while waiting:
            node = waiting.pop()
            if not isinstance(node, Dictionary) or (node.is_indirect and node.objgen in seen):
                continue
            seen.add(node.objgen)
            if "/S" in node and "/ID" in node:
                names[str(node["/ID"])] = node
            waiting += _list(node.get("/K"))

    def _as_paragraph(self, page: Any, part: Any) -> None:
        """Let a page without tags be one paragraph of its own."""
        from pikepdf import Array, Dictionary, Name

        if "/StructParents" in page.obj:
            del page.obj["/StructParents"]  # of a tree that is lost: its pieces have numbers already
            return
        paragraph = self.whole.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=part, Pg=page.obj, K=0))
        part["/K"].append(paragraph)
        page.contents_add(b"/P <</MCID 0>> BDC", prepend=True)
        page.contents_add(b"EMC")
        page.obj["/StructParents"] = self._next
        self.numbers[self._next] = self.whole.make_indirect(Array([paragraph]))
        self._next += 1


def _list(value: Any) -> list[Any]:
    from pikepdf import Array

    return list(value) if isinstance(value, Array) else [value]


def _rename(element: Any, prefix: bytes) -> None:
    """Put a prefix before the name of an element, and before those that it refers to: two files have the same."""
    from pikepdf import Array, Dictionary, String

    if isinstance(element.get("/ID"), String) and "/S" in element:
        element["/ID"] = String(prefix + bytes(element["/ID"]))
    for attributes in _list(element.get("/A")):
        if isinstance(attributes, Dictionary) and isinstance(headers := attributes.get("/Headers"), Array):
            attributes["/Headers"] = Array([String(prefix + bytes(one)) for one in headers if isinstance(one, String)])


def _is_tagged(source: Pdf) -> bool:
    from pikepdf import Dictionary

    tree = source.Root.get("/StructTreeRoot")
    return isinstance(tree, Dictionary) and isinstance(tree.get("/ParentTree"), Dictionary) and "/K" in tree
