"""A look: a Word file with tags, opened and analysed once, from which documents are written.

Parts that no case changes are kept as bytes ready for the archive; parts with tags become compiled templates.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import jinja2
from lxml import etree

from ksflow.documents.templating import Sandbox, explain
from ksflow.locale import _, sentences
from ksflow.sources.errors import reason_of
from ksflow.sources.findings import START, Finding, FindingsError, Severity
from ksflow.sources.named_files import shown_name
from ksflow.writers.docx.leftovers import leftovers
from ksflow.writers.docx.links import links_to_fields
from ksflow.writers.docx.names import w
from ksflow.writers.docx.package import (
    DamagedError,
    Package,
    PackageError,
    as_bytes,
    measure,
    open_package,
    relations_of,
)
from ksflow.writers.docx.places import Tag, TagFault
from ksflow.writers.docx.properties import properties_with_tags
from ksflow.writers.docx.rendering import PartTemplate, word_sandbox, word_text
from ksflow.writers.docx.sections import text_size
from ksflow.writers.docx.styles import HouseStyles, Styles, read_styles
from ksflow.writers.docx.syntax import syntax_faults
from ksflow.writers.docx.tags import TaggedPart, holds_tags, read_tags
from ksflow.writers.docx.zipfiles import Member, stored, taken_over

BODY = "innehåll"
HERE = b"<?ksflow here?>"
"""Stands in a part where further lists or notes go."""
_NAME = re.compile(r"\w[\w -]*(\.[\w -]+)*")
_DRAWING_ID = re.compile(rb'docPr [^>]*?\bid="([0-9]+)"')


@dataclass(frozen=True, slots=True)
class Look:
    """A compiled look."""

    name: str
    order: list[str]
    """Every part of the package, in the order of the archive."""
    has_body: bool
    """Whether it has a place for the document's text."""
    members: dict[str, Member]
    """Parts that no document changes, ready for the archive."""
    templates: dict[str, PartTemplate]
    main: str
    core: str
    own_properties: PartTemplate | None
    """The core properties that the look writes with tags."""
    numbering: str | None
    footnotes: str
    halves: dict[str, tuple[bytes, bytes]]
    """numbering.xml and footnotes.xml, before and after the place for further lists and notes."""
    content_types: bytes
    relations: dict[str, bytes]
    styles: Styles
    text_width: int
    text_height: int
    next_num_id: int
    next_note_id: int
    next_drawing_id: int

    def findings(self, part: PartTemplate, fields: dict[str, Any], error: Exception, known: list[str]) -> list[Finding]:
        """Return all that stops a part from being rendered, each with the tag and its place."""
        found = []
        for fault, tag in part.faults(fields, error):
            code, message, help_ = explain(fault, known)
            found.append(tag_finding(self.name, TagFault(code, message, help_, tag.place), tag))
        return found


def load_look(name: str, folders: list[Path], house_styles: HouseStyles = ()) -> Look:
    """Return the compiled look NAME.docx or NAME.dotx from the first folder that has it; FindingsError if unusable.

    ``house_styles`` are pairs of a style's name and what the house calls it instead.
    """
    inside = _NAME.fullmatch(name) is not None  # never a path: a look lies in the folder of templates
    for path in (folder / f"{name}{suffix}" for folder in folders for suffix in (".docx", ".dotx") if inside):
        try:
            status = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise _unreadable(shown_name(path), error) from error
        return _load(path, shown_name(path), house_styles, status.st_mtime_ns, status.st_size)
    message = _("There is no look {name}", name=f"{name}.docx")
    raise FindingsError([_file_finding(shown_name(folders[0] / f"{name}.docx"), "MAL001", message)])


@lru_cache(maxsize=8)
def _load(path: Path, name: str, house_styles: HouseStyles, _changed: int, _size: int) -> Look:
    return compile_look(read_look(path, name), name, house_styles)


def read_look(path: Path, name: str) -> bytes:
    """Return the bytes of a look's file; raise FindingsError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        # Reading a folder is another error in each system.
        raise _unreadable(name, IsADirectoryError() if path.is_dir() else error) from error


def compile_look(raw: bytes, name: str, house_styles: HouseStyles = ()) -> Look:
    """Compile a look from the bytes of a Word file; raise FindingsError with all that is wrong with it."""
    try:
        return _compile(raw, name, house_styles)
    except PackageError as error:
        raise unusable(name, str(error)) from error


def _unreadable(name: str, error: OSError) -> FindingsError:
    if isinstance(error, IsADirectoryError):
        message = _("This is a folder, not a Word file")
        return FindingsError([_file_finding(name, "MAL009", message, _("Give the folder another name"))])
    if isinstance(error, PermissionError):
        message = _("You may not read the look")
        help_ = _("Ask for the right to read it, and close it if it is open in Word")
        return FindingsError([_file_finding(name, "MAL009", message, help_)])
    message = _("The look cannot be read: {reason}", reason=reason_of(error))
    return FindingsError([_file_finding(name, "MAL009", message)])


def unusable(name: str, reason: str) -> FindingsError:
    """Return what to raise for a file that is no Word file of use."""
    message = _("This is not a Word file that can be used: {reason}", reason=reason)
    help_ = _("Save it from Word as an ordinary document (.docx)")
    return FindingsError([_file_finding(name, "MAL009", message, help_)])


def _compile(raw: bytes, name: str, house_styles: HouseStyles) -> Look:
    package = open_package(raw)
    links_to_fields(package)
    carried = leftovers(package)
    main = package.main_part
    root = package.xml(main)
    styles = read_styles(python_docx(package), house_styles)
    core, footnotes = package.ensure_core_properties(), package.ensure_footnotes()
    own_properties = package.parts[core]
    numbering = package.related(main, "numbering")
    growing = {footnotes: "footnote", **({numbering: "num"} if numbering else {})}
    compiler = PartCompiler(name)
    compiler.add_parts(package, main, core, growing)
    properties = compiler.properties(core, own_properties)
    if carried or compiler.findings:
        raise FindingsError([*(tag_finding(name, fault) for fault in carried), *compiler.findings])
    templates = compiler.templates
    dynamic = {*templates, core}
    width, height = text_size(root.find(f"{w('body')}/{w('sectPr')}"))
    return Look(
        name=name,
        order=_order(package),
        members={part: _member(package, part) for part in package.parts if part not in dynamic},
        templates=templates,
        main=main,
        has_body=compiler.has_body,
        core=core,
        own_properties=properties,
        numbering=numbering,
        footnotes=footnotes,
        halves={part: _halves(package.xml(part), tag) for part, tag in growing.items() if part not in templates},
        content_types=package.parts["[Content_Types].xml"],
        relations={part: package.parts.get(relations_of(part), b"") for part in (*templates, footnotes)},
        styles=styles,
        text_width=width,
        text_height=height,
        next_num_id=_next_id(package, numbering, "num", "numId") if numbering else 1,
        next_note_id=max(1, _next_id(package, footnotes, "footnote", "id")),
        next_drawing_id=1
        + max((int(found) for data in package.parts.values() for found in _DRAWING_ID.findall(data)), default=0),
    )


def python_docx(package: Package) -> Any:
    """Open the package with python-docx; raises DamagedError."""
    from docx import Document  # a heavy import, needed only when a look is compiled

    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, data in package.parts.items():
            archive.writestr(part, data)
    buffer.seek(0)
    try:
        document = Document(buffer)
        document.styles.element  # noqa: B018 - found when it is asked for
    except Exception as error:  # python-docx raises whatever it stumbles over
        raise DamagedError from error
    return document


class PartCompiler:
    """Makes templates of the parts of a look, and gathers what is wrong with them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.environment: Sandbox = word_sandbox(word_text)
        self.templates: dict[str, PartTemplate] = {}
        self.tags: dict[str, list[Tag]] = {}
        """The tags of every part, in order."""
        self.faulty: dict[str, set[int]] = {}
        """The numbers of those that cannot be read."""
        self.findings: list[Finding] = []
        self.has_body: bool = False

    def add_parts(self, package: Package, main: str, core: str, growing: dict[str, str]) -> None:
        """Make the templates of all parts that have tags, and of the main one."""
        for part, data in package.parts.items():
            wanted = part.endswith(".xml") and part not in ("[Content_Types].xml", core)
            if wanted and (part == main or holds_tags(data)):
                self.add(part, package.xml(part), growing.get(part), in_main=part == main)

    def add(self, part: str, root: etree._Element, growing: str | None, *, in_main: bool) -> None:
        """Make the template of a part; where it grows by elements of a kind, their place is marked."""
        if growing:
            _mark_end(root, growing)
        tagged = read_tags(root, part)
        faults = [*tagged.faults, *_misplaced_body(tagged.tags, in_main)]
        self.has_body = self.has_body or (in_main and any(tag.expression == BODY for tag in tagged.tags))
        if template := self._compiled(part, tagged, faults):
            self.templates[part] = template

    def properties(self, core: str, data: bytes) -> PartTemplate | None:
        """Return the template of the core properties that have tags, None when there are none."""
        root = properties_with_tags(data) if holds_tags(data) else None
        if root is None:
            return None
        tagged = read_tags(root, core)
        return self._compiled(core, tagged, tagged.faults)

    def _compiled(self, part: str, tagged: TaggedPart, faults: list[TagFault]) -> PartTemplate | None:
        self.findings += [tag_finding(self.name, fault) for fault in faults]
        source = _DECLARATION + tagged.source
        self.tags[part] = tagged.tags
        self.faulty[part] = set()
        try:
            return PartTemplate(part, self.environment.from_string(source), source, tagged.tags)
        except jinja2.TemplateSyntaxError as error:
            for number, fault in syntax_faults(tagged.tags, self.environment):
                self.faulty[part].add(number)
                self.findings.append(tag_finding(self.name, fault, tagged.tags[number]))
            if not faults and not self.faulty[part]:  # Jinja's complaint would repeat what is known already
                tag = PartTemplate(part, jinja2.Template(""), source, tagged.tags).tag_at(error.lineno)
                self.findings.append(tag_finding(self.name, TagFault(*explain(error, []), tag.place), tag))
            return None


def _misplaced_body(tags: list[Tag], in_main: bool) -> Iterator[TagFault]:
    """Report tags that print the document's text where no paragraphs can stand."""
    for tag in tags:
        if tag.expression == BODY and not (in_main and tag.level == "p"):
            message = _("The text of the document cannot stand here: {tag}", tag=tag.written)
            yield TagFault("MAL010", message, _body_help(), tag.place)


def no_place(name: str) -> Finding:
    """Return what is wrong with a look that leaves out the text of a document."""
    help_ = sentences(_body_help(), _("Where the look says everything itself, write “allt_i_word: ja” in the template"))
    return _file_finding(name, "MAL010", _("The look has no place for the text"), help_)


def _body_help() -> str:
    return _("Write {tag} in a paragraph of its own", tag="{{p " + BODY + " }}")


_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def _mark_end(root: etree._Element, tag: str) -> None:
    """Mark the place after the last element of this kind, where further ones go."""
    last = root.findall(w(tag))[-1:] or root.findall(w("abstractNum"))[-1:]
    root.insert(root.index(last[0]) + 1 if last else len(root), etree.ProcessingInstruction("ksflow", "here"))


def _halves(root: etree._Element, tag: str) -> tuple[bytes, bytes]:
    _mark_end(root, tag)
    before, after = as_bytes(root).split(HERE)
    return before, after


def _order(package: Package) -> list[str]:
    """Return the parts, content types first: readers that stream expect them there."""
    first = ["[Content_Types].xml", "_rels/.rels"]
    return [*first, *(part for part in package.parts if part not in first)]


def _member(package: Package, part: str) -> Member:
    if part in package.changed:
        return stored(part, package.parts[part])
    return taken_over(package.archive, package.raw, package.archive.getinfo(part))


def _next_id(package: Package, part: str, tag: str, attribute: str) -> int:
    values = [measure(element, attribute, 0) for element in package.xml(part).iter(w(tag))]
    return max(values, default=0) + 1


def tag_finding(name: str, fault: TagFault, tag: Tag | None = None, severity: Severity = Severity.ERROR) -> Finding:
    """Return what is wrong with a look, with its place in words and the tag."""
    message = f"{fault.message} ({fault.place})"
    if tag is not None:
        message = f"{tag.written}: {message}"
    return Finding(name, START, fault.code, severity, message, fault.help)


def _file_finding(name: str, code: str, message: str, help_: str | None = None) -> Finding:
    return Finding(name, START, code, Severity.ERROR, message, help_)
