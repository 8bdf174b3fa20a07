"""A look: a Word file with tags, opened and analysed once, from which documents are written.

Parts that no case changes are kept as bytes ready for the archive; parts with tags become compiled templates.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import jinja2
from lxml import etree
from markupsafe import Markup, escape

from ksflow.documents.blocks import Image
from ksflow.documents.markup import MarkdownField
from ksflow.documents.templating import EmptyFieldError, Sandbox, WholeFieldError, explain
from ksflow.locale import _
from ksflow.sources.findings import START, Finding, FindingsError, Severity
from ksflow.sources.named_files import shown_name
from ksflow.writers.docx.names import w
from ksflow.writers.docx.package import Package, PackageError, as_bytes, open_package, relations_of
from ksflow.writers.docx.styles import Styles, read_styles
from ksflow.writers.docx.tags import Tag, TagFault, TagPlace, holds_tags, read_tags
from ksflow.writers.docx.zipfiles import Member, stored, taken_over

BODY = "innehåll"
_LINE_END = re.compile(r"\r\n|\r|\n")
_DRAWING_ID = re.compile(rb'docPr [^>]*?\bid="([0-9]+)"')
_A4_WIDTH = 11906


@dataclass(frozen=True, slots=True)
class PartTemplate:
    """A part with tags, compiled."""

    name: str
    template: jinja2.Template
    tags: list[Tag]


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
    numbering_halves: tuple[bytes, bytes]
    """numbering.xml before and after the place for further lists."""
    footnotes: str
    footnotes_halves: tuple[bytes, bytes]
    content_types: bytes
    relations: dict[str, bytes]
    styles: Styles
    text_width: int
    next_num_id: int
    next_note_id: int
    next_drawing_id: int
    fields: list[str] = field(default_factory=list)

    def finding(self, error: Exception, part: PartTemplate, known: list[str]) -> Finding:
        """Turn a fault in rendering a part into a finding that names the tag and its place."""
        code, message, help_ = explain(error, known)
        return _finding(self.name, TagFault(code, message, help_, _tag_of(error, part).place), _tag_of(error, part))


def load_look(name: str, folders: list[Path]) -> Look:
    """Return the compiled look NAME.docx or NAME.dotx from the first folder that has it; FindingsError if unusable."""
    for folder in folders:
        for suffix in (".docx", ".dotx"):
            path = folder / f"{name}{suffix}"
            if path.is_file():
                status = path.stat()
                return _load(path, shown_name(path), status.st_mtime_ns, status.st_size)
    message = _("There is no look {name}", name=f"{name}.docx")
    raise FindingsError([_file_finding(shown_name(folders[0] / f"{name}.docx"), "MAL001", message)])


@lru_cache(maxsize=8)
def _load(path: Path, name: str, _changed: int, _size: int) -> Look:
    return compile_look(path.read_bytes(), name)


def compile_look(raw: bytes, name: str) -> Look:
    """Compile a look from the bytes of a Word file; raise FindingsError with all that is wrong with it."""
    try:
        package = open_package(raw)
        main = package.main_part
        root = package.xml(main)
        word = _open_with_python_docx(package)
    except (zipfile.BadZipFile, PackageError, KeyError, ValueError, etree.XMLSyntaxError, OSError) as error:
        message = _("This is not a Word file that can be used: {reason}", reason=str(error) or type(error).__name__)
        help_ = _("Save it from Word as an ordinary document (.docx)")
        raise FindingsError([_file_finding(name, "MAL009", message, help_)]) from error
    styles = read_styles(word)
    core, footnotes = package.ensure_core_properties(), package.ensure_footnotes()
    numbering = package.related(main, "numbering")
    templates, findings = _compile_parts(package, name, main)
    if findings:
        raise FindingsError(findings)
    dynamic = {*templates, core}
    numbering_halves = _halves(package, numbering, "num") if numbering else (b"", b"")
    return Look(
        name=name,
        order=_order(package),
        members={part: _member(package, part) for part in package.parts if part not in dynamic},
        templates=templates,
        main=main,
        core=core,
        numbering=numbering,
        numbering_halves=numbering_halves,
        footnotes=footnotes,
        footnotes_halves=_halves(package, footnotes, "footnote"),
        content_types=package.parts["[Content_Types].xml"],
        relations={part: package.parts.get(relations_of(part), b"") for part in templates},
        styles=styles,
        text_width=_text_width(root),
        next_num_id=_next_id(package, numbering, "num", "numId") if numbering else 1,
        next_note_id=max(1, _next_id(package, footnotes, "footnote", "id")),
        next_drawing_id=1
        + max((int(found) for data in package.parts.values() for found in _DRAWING_ID.findall(data)), default=0),
    )


def _open_with_python_docx(package: Package) -> Any:
    from docx import Document  # a heavy import, needed only when a look is compiled

    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, data in package.parts.items():
            archive.writestr(part, data)
    buffer.seek(0)
    return Document(buffer)


def _compile_parts(package: Package, name: str, main: str) -> tuple[dict[str, PartTemplate], list[Finding]]:
    text_environment, plain_environment = Sandbox(_word_text), Sandbox(_plain_text)
    templates: dict[str, PartTemplate] = {}
    findings: list[Finding] = []
    has_body = False
    for part, data in package.parts.items():
        if part.endswith(".rels") and (b"{{" in data or b"%7B%7B" in data or b"{%" in data):
            message = _("A tag stands in the address of a link, where it cannot be filled in")
            help_ = _("Make the link with a field: Insert, Quick Parts, Field, Hyperlink")
            findings.append(_finding(name, TagFault("MAL002", message, help_, TagPlace(part, ""))))
        if not part.endswith(".xml") or part == "[Content_Types].xml" or part == "docProps/core.xml":
            continue
        if part != main and not holds_tags(data):
            continue
        tagged = read_tags(package.xml(part), part)
        findings += [_finding(name, fault) for fault in tagged.faults]
        has_body = has_body or (part == main and any(BODY in tag.source for tag in tagged.tags))
        environment = text_environment if part.startswith("word/") else plain_environment
        compiled = PartTemplate(part, jinja2.Template(""), tagged.tags)
        try:
            template = environment.from_string(_DECLARATION + tagged.source)
        except jinja2.TemplateSyntaxError as error:
            if not tagged.faults:  # Jinja's complaint would repeat what is known already
                tag = _tag_of(error, compiled)
                findings.append(_finding(name, TagFault(*explain(error, []), tag.place), tag))
            continue
        templates[part] = PartTemplate(part, template, tagged.tags)
    if not has_body:
        message = _("The look has no place for the text")
        help_ = _("Write {tag} in a paragraph of its own", tag="{{p " + BODY + " }}")
        findings.append(_file_finding(name, "MAL010", message, help_))
    return templates, findings


_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def _word_text(value: Any) -> Any:
    """Return how a value stands in a run: escaped, a line end as a line break."""
    if hasattr(value, "__html__"):
        return value
    escaped = str(escape(_printable(value)))
    if "\n" in escaped or "\r" in escaped:
        escaped = _LINE_END.sub('</w:t><w:br/><w:t xml:space="preserve">', escaped)
    return Markup(escaped)


def _plain_text(value: Any) -> Any:
    return value if hasattr(value, "__html__") else escape(_printable(value))


def _printable(value: Any) -> str:
    if value is None:
        raise EmptyFieldError
    if isinstance(value, str):
        return value
    if isinstance(value, MarkdownField | Image | list | dict):
        raise WholeFieldError
    return value.isoformat() if isinstance(value, date) else str(value)


def _halves(package: Package, part: str, tag: str) -> tuple[bytes, bytes]:
    """Split a part after its last element of this kind, where further ones go."""
    root = package.xml(part)
    last = root.findall(w(tag))[-1:] or root.findall(w("abstractNum"))[-1:]
    marker = etree.ProcessingInstruction("ksflow", "here")
    root.insert(root.index(last[0]) + 1 if last else len(root), marker)
    before, after = as_bytes(root).split(b"<?ksflow here?>")
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
    values = [int(element.get(w(attribute), "0")) for element in package.xml(part).iter(w(tag))]
    return max(values, default=0) + 1


def _text_width(root: etree._Element) -> int:
    """Return the width of the text column of the last section, in twips."""
    section = root.find(f"{w('body')}/{w('sectPr')}")
    size = section.find(w("pgSz")) if section is not None else None
    margins = section.find(w("pgMar")) if section is not None else None
    page = int(size.get(w("w"), _A4_WIDTH)) if size is not None else _A4_WIDTH
    if margins is None:
        return page - 2 * 1440
    return page - int(margins.get(w("left"), 1440)) - int(margins.get(w("right"), 1440))


def _tag_of(error: Exception, part: PartTemplate) -> Tag:
    """Return the tag that an error of Jinja came from: tag n stands on line n + 2."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        line = error.lineno
    else:
        line, trace = 1, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == "<template>":
                line = trace.tb_lineno
            trace = trace.tb_next
    return part.tags[min(max(line - 2, 0), len(part.tags) - 1)]


def _finding(name: str, fault: TagFault, tag: Tag | None = None) -> Finding:
    message = f"{fault.message} ({fault.place})"
    help_ = fault.help
    if tag is not None:
        message = f"{tag.written}: {message}"
    return _file_finding(name, fault.code, message, help_)


def _file_finding(name: str, code: str, message: str, help_: str | None = None) -> Finding:
    return Finding(name, START, code, Severity.ERROR, message, help_)
