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

from ksflow.documents.templating import explain
from ksflow.locale import _
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
from ksflow.writers.docx.rendering import PartTemplate, word_sandbox, word_text
from ksflow.writers.docx.styles import Styles, read_styles
from ksflow.writers.docx.tags import holds_tags, read_tags
from ksflow.writers.docx.zipfiles import Member, stored, taken_over

BODY = "innehåll"
HERE = b"<?ksflow here?>"
"""Stands in a part where further lists or notes go."""
_NAME = re.compile(r"\w[\w -]*(\.[\w -]+)*")
_DRAWING_ID = re.compile(rb'docPr [^>]*?\bid="([0-9]+)"')
_A4_WIDTH, _A4_HEIGHT = 11906, 16838


@dataclass(frozen=True, slots=True)
class Look:
    """A compiled look."""

    name: str
    order: list[str]
    """Every part of the package, in the order of the archive."""
    members: dict[str, Member]
    """Parts that no document changes, ready for the archive."""
    templates: dict[str, PartTemplate]
    main: str
    core: str
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
            found.append(_finding(self.name, TagFault(code, message, help_, tag.place), tag))
        return found


def load_look(name: str, folders: list[Path]) -> Look:
    """Return the compiled look NAME.docx or NAME.dotx from the first folder that has it; FindingsError if unusable."""
    inside = _NAME.fullmatch(name) is not None  # never a path: a look lies in the folder of templates
    for path in (folder / f"{name}{suffix}" for folder in folders for suffix in (".docx", ".dotx") if inside):
        try:
            status = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise _unreadable(shown_name(path), error) from error
        return _load(path, shown_name(path), status.st_mtime_ns, status.st_size)
    message = _("There is no look {name}", name=f"{name}.docx")
    raise FindingsError([_file_finding(shown_name(folders[0] / f"{name}.docx"), "MAL001", message)])


@lru_cache(maxsize=8)
def _load(path: Path, name: str, _changed: int, _size: int) -> Look:
    try:
        raw = path.read_bytes()
    except OSError as error:
        # Reading a folder is another error in each system.
        raise _unreadable(name, IsADirectoryError() if path.is_dir() else error) from error
    return compile_look(raw, name)


def compile_look(raw: bytes, name: str) -> Look:
    """Compile a look from the bytes of a Word file; raise FindingsError with all that is wrong with it."""
    try:
        return _compile(raw, name)
    except PackageError as error:
        raise _unusable(name, str(error)) from error


def _unreadable(name: str, error: OSError) -> FindingsError:
    if isinstance(error, IsADirectoryError):
        message = _("This is a folder, not a Word file")
        return FindingsError([_file_finding(name, "MAL009", message, _("Give the folder another name"))])
    if isinstance(error, PermissionError):
        message = _("You may not read the look")
        help_ = _("Ask for the right to read it, and close it if it is open in Word")
        return FindingsError([_file_finding(name, "MAL009", message, help_)])
    message = _("The look cannot be read: {reason}", reason=error.strerror or type(error).__name__)
    return FindingsError([_file_finding(name, "MAL009", message)])


def _unusable(name: str, reason: str) -> FindingsError:
    message = _("This is not a Word file that can be used: {reason}", reason=reason)
    help_ = _("Save it from Word as an ordinary document (.docx)")
    return FindingsError([_file_finding(name, "MAL009", message, help_)])


def _compile(raw: bytes, name: str) -> Look:
    package = open_package(raw)
    links_to_fields(package)
    carried = leftovers(package)
    main = package.main_part
    root = package.xml(main)
    styles = read_styles(_open_with_python_docx(package))
    core, footnotes = package.ensure_core_properties(), package.ensure_footnotes()
    numbering = package.related(main, "numbering")
    growing = {footnotes: "footnote", **({numbering: "num"} if numbering else {})}
    templates, findings = _compile_parts(package, name, main, core, growing)
    if carried or findings:
        raise FindingsError([*(_finding(name, fault) for fault in carried), *findings])
    dynamic = {*templates, core}
    width, height = _text_size(root)
    return Look(
        name=name,
        order=_order(package),
        members={part: _member(package, part) for part in package.parts if part not in dynamic},
        templates=templates,
        main=main,
        core=core,
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


def _open_with_python_docx(package: Package) -> Any:
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


def _compile_parts(
    package: Package, name: str, main: str, core: str, growing: dict[str, str]
) -> tuple[dict[str, PartTemplate], list[Finding]]:
    environment = word_sandbox(word_text)
    templates: dict[str, PartTemplate] = {}
    findings: list[Finding] = []
    has_body = False
    for part, data in package.parts.items():
        if not part.endswith(".xml") or part in ("[Content_Types].xml", core):
            continue
        if part != main and not holds_tags(data):
            continue
        root = package.xml(part)
        if part in growing:
            _mark_end(root, growing[part])
        tagged = read_tags(root, part)
        faults = [*tagged.faults, *_misplaced_body(tagged.tags, part == main)]
        findings += [_finding(name, fault) for fault in faults]
        has_body = has_body or (part == main and any(tag.expression == BODY for tag in tagged.tags))
        source = _DECLARATION + tagged.source
        try:
            templates[part] = PartTemplate(part, environment.from_string(source), source, tagged.tags)
        except jinja2.TemplateSyntaxError as error:
            if not faults:  # Jinja's complaint would repeat what is known already
                tag = PartTemplate(part, jinja2.Template(""), source, tagged.tags).tag_at(error.lineno)
                findings.append(_finding(name, TagFault(*explain(error, []), tag.place), tag))
    if not has_body:
        message = _("The look has no place for the text")
        findings.append(_file_finding(name, "MAL010", message, _body_help()))
    return templates, findings


def _misplaced_body(tags: list[Tag], in_main: bool) -> Iterator[TagFault]:
    """Report tags that print the document's text where no paragraphs can stand."""
    for tag in tags:
        if tag.expression == BODY and not (in_main and tag.level == "p"):
            message = _("The text of the document cannot stand here: {tag}", tag=tag.written)
            yield TagFault("MAL010", message, _body_help(), tag.place)


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


def _text_size(root: etree._Element) -> tuple[int, int]:
    """Return width and height of the text on a page of the last section, in twips."""
    section = root.find(f"{w('body')}/{w('sectPr')}")
    size = section.find(w("pgSz")) if section is not None else None
    margins = section.find(w("pgMar")) if section is not None else None
    width = measure(size, "w", _A4_WIDTH) - measure(margins, "left", 1440) - measure(margins, "right", 1440)
    # A margin that is fixed, so that a high header covers the text, is negative (ECMA-376 part 1, 17.6.11).
    above, below = abs(measure(margins, "top", 1440)), abs(measure(margins, "bottom", 1440))
    return max(1440, width), max(1440, measure(size, "h", _A4_HEIGHT) - above - below)


def _finding(name: str, fault: TagFault, tag: Tag | None = None) -> Finding:
    message = f"{fault.message} ({fault.place})"
    help_ = fault.help
    if tag is not None:
        message = f"{tag.written}: {message}"
    return _file_finding(name, fault.code, message, help_)


def _file_finding(name: str, code: str, message: str, help_: str | None = None) -> Finding:
    return Finding(name, START, code, Severity.ERROR, message, help_)
