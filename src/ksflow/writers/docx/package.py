"""The package of a look: which parts it has, of what kind, and what ksflow adds to them."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass

from lxml import etree

from ksflow.locale import _
from ksflow.writers.docx.names import (
    CONTENT_TYPES,
    CORE_RELATION,
    CORE_TYPE,
    DOCUMENT_TYPE,
    PACKAGE_RELS,
    TEMPLATE_TYPE,
    WORD_TYPE,
    R,
    W,
    w,
)
from ksflow.writers.docx.zipfiles import read_archive

MAX_PARTS = 2_000
MAX_SIZE = 200_000_000

_OLE = b"\xd0\xcf\x11\xe0"  # what encrypted files and those of Word 97 begin with
# Comments and processing instructions say nothing to Word, and could be taken for ksflow's own marks.
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    huge_tree=False,
    remove_blank_text=False,
    remove_comments=True,
    remove_pis=True,
)
_FOOTNOTES = (
    f'<w:footnotes xmlns:w="{W}">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)


class PackageError(ValueError):
    """The file is no Word file that can be used; the message is for the user."""


class DamagedError(PackageError):
    """The file is not what it says it is."""

    def __init__(self) -> None:
        super().__init__(_("the file is damaged"))


@dataclass(slots=True)
class Package:
    """The parts of a Word file: content by name without a leading slash, in the file's order."""

    raw: bytes
    archive: zipfile.ZipFile
    parts: dict[str, bytes]
    changed: set[str]
    """Parts whose content is no longer that of the file."""

    def xml(self, name: str) -> etree._Element:
        """Parse a part; raises DamagedError."""
        try:
            root = etree.fromstring(self.parts[name], _PARSER)
        except (KeyError, etree.XMLSyntaxError) as error:
            raise DamagedError from error
        if root.getroottree().docinfo.doctype:  # no Word file has one (ECMA-376 part 2, 8.1.4); entities hide behind it
            raise DamagedError
        return root

    def replace(self, name: str, data: bytes) -> None:
        """Change or add a part."""
        self.parts[name] = data
        self.changed.add(name)

    @property
    def main_part(self) -> str:
        """The name of the main document part, usually word/document.xml."""
        for relation in self.xml("_rels/.rels"):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
        raise DamagedError

    def content_type(self, name: str) -> str:
        """Return the content type of a part, "" when none is declared."""
        types = self.xml("[Content_Types].xml")
        for override in types.iter(f"{{{CONTENT_TYPES}}}Override"):
            if override.get("PartName") == f"/{name}":
                return str(override.get("ContentType"))
        extension = name.rpartition(".")[2].lower()
        for default in types.iter(f"{{{CONTENT_TYPES}}}Default"):
            if str(default.get("Extension", "")).lower() == extension:
                return str(default.get("ContentType"))
        return ""

    def related(self, name: str, kind: str) -> str | None:
        """Return the part that ``name`` (a part, or "" for the package) has of a kind such as "numbering", or None."""
        rels = relations_of(name)
        if rels not in self.parts:
            return None
        for relation in self.xml(rels):
            if str(relation.get("Type", "")).endswith(f"/{kind}") and relation.get("TargetMode") != "External":
                target = str(relation.get("Target", ""))
                folder = posixpath.dirname(name)
                return (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
        return None

    def declare(self, name: str, content_type: str, source: str, relation: str) -> None:
        """Give a new part its content type and a relationship from ``source`` (a part, or "" for the package)."""
        types = self.xml("[Content_Types].xml")
        types.append(types.makeelement(f"{{{CONTENT_TYPES}}}Override", PartName=f"/{name}", ContentType=content_type))
        self.replace("[Content_Types].xml", as_bytes(types))
        rels_name = relations_of(source)
        empty = etree.fromstring(f'<Relationships xmlns="{PACKAGE_RELS}"/>'.encode())
        rels = self.xml(rels_name) if rels_name in self.parts else empty
        target = posixpath.relpath(name, posixpath.dirname(source) or ".")
        new = rels.makeelement(
            f"{{{PACKAGE_RELS}}}Relationship", Id=f"rIdKsflow{len(rels) + 1}", Type=relation, Target=target
        )
        rels.append(new)
        self.replace(rels_name, as_bytes(rels))

    def become_document(self) -> None:
        """Make a Word template (.dotx) an ordinary document."""
        types = self.parts["[Content_Types].xml"]
        if TEMPLATE_TYPE.encode() in types:
            self.replace("[Content_Types].xml", types.replace(TEMPLATE_TYPE.encode(), DOCUMENT_TYPE.encode()))

    def ensure_footnotes(self) -> str:
        """Return the name of the footnotes part, made if the look has none."""
        main = self.main_part
        if found := self.related(main, "footnotes"):
            return found
        name = posixpath.join(posixpath.dirname(main), "footnotes.xml")
        self.replace(name, _FOOTNOTES.encode())
        self.declare(name, WORD_TYPE.format(name="footnotes"), main, f"{R}/footnotes")
        return name

    def ensure_core_properties(self) -> str:
        """Return the name of the core properties part; its content is the writer's."""
        if found := self.related("", "core-properties"):
            return found
        name = "docProps/core.xml"
        self.replace(name, b"")
        self.declare(name, CORE_TYPE, "", CORE_RELATION)
        return name


def open_package(raw: bytes) -> Package:
    """Read the parts of a Word file; raises PackageError."""
    if not raw:
        raise PackageError(_("the file is empty"))
    if raw.startswith(_OLE):
        raise PackageError(_("it is protected by a password, or of the old kind (.doc)"))
    try:
        archive, parts = _unpacked(raw)
    except PackageError:
        raise
    except Exception as error:  # what zipfile, zlib and lzma raise about bytes that somebody made up is no fixed set
        raise DamagedError from error
    package = Package(raw, archive, parts, set())
    if "[Content_Types].xml" not in package.parts or "_rels/.rels" not in package.parts:
        raise PackageError(_("it is another kind of file"))
    package.become_document()
    if package.content_type(package.main_part) != DOCUMENT_TYPE:
        raise PackageError(_("it is another kind of file, or has macros"))
    return package


def _unpacked(raw: bytes) -> tuple[zipfile.ZipFile, dict[str, bytes]]:
    archive = read_archive(raw)
    infos = archive.infolist()
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_SIZE:
        raise PackageError(_("it is too large"))
    return archive, {info.filename: archive.read(info.filename) for info in infos if not info.is_dir()}


def measure(element: etree._Element | None, attribute: str, default: int) -> int:
    """Read a number, or a measure in twips; some programs write decimals. Raises DamagedError."""
    value = element.get(w(attribute)) if element is not None else None
    try:
        return round(float(value)) if value else default
    except (ValueError, OverflowError) as error:
        raise DamagedError from error


def relations_of(name: str) -> str:
    """Return the name of the relationships part of a part, or of the package for ""."""
    folder, file = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def source_of(rels: str) -> str:
    """Return the name of the part that a relationships part belongs to, "" for the package."""
    folder, file = posixpath.split(rels)
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))


def as_bytes(root: etree._Element) -> bytes:
    """Serialise a part with the declaration that Word writes."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
