"""Checking the templates of a workspace: content templates, and looks for Word, web pages and PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ksflow.batch.order import CORE_DOCUMENTS
from ksflow.batch.paths import PathError, find_cases
from ksflow.casefile.loading import load_case
from ksflow.documents.blocks import Document
from ksflow.documents.compose import compose
from ksflow.documents.content_template import load_content_template
from ksflow.documents.kinds import SUFFIX, find_kinds
from ksflow.documents.template_checking import check_template
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import Finding, FindingsError, Severity
from ksflow.sources.named_files import shown_name
from ksflow.sources.suggest import nearest
from ksflow.sources.textfile import read_text_file
from ksflow.sources.validation import shown_span
from ksflow.writers.docx.checking import check_look
from ksflow.writers.docx.look import read_look
from ksflow.writers.docx.needed_styles import KNOWN
from ksflow.writers.docx.styles import both_names
from ksflow.writers.html.checking import check_html_look

ENDINGS = (SUFFIX, ".docx", ".dotx", ".html", ".typ")
"""The endings of templates."""
_WORD = (".docx", ".dotx")
_LOOKS = (*_WORD, ".html", ".typ")
_TRIED = 20
"""How many cases are tried until one gives a document to try a look with."""
_NOTICE = "_utskick"


class Named(NamedTuple):
    """A field that a template names, and where."""

    path: str
    place: str


@dataclass(slots=True)
class Checked:
    """A template with what is wrong with it and what it names."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)


def find_templates(paths: list[Path], workspace: Workspace) -> list[Path]:
    """Return the templates at the paths, or all of the workspace's own; raise PathError for what is none."""
    found: dict[Path, None] = {}
    for path in paths or [workspace.root / "templates"]:
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.name.endswith(ENDINGS) and file.name[0] not in "~.")
            found.update(dict.fromkeys(files))
        elif not path.exists():
            if paths:
                raise PathError(_("There is no file or folder {path}", path=shown_name(path)))
        elif not path.name.lower().endswith(ENDINGS) and path.suffix.lower() not in (".doc", ".docm", ".dotm", ".odt"):
            raise PathError(_("{path} is no template", path=shown_name(path)))
        else:
            found[path] = None
    return list(found)


def check_templates(workspace: Workspace, paths: list[Path]) -> Iterator[Checked]:
    """Yield every template with its findings."""
    for number, path in enumerate(paths):
        checked = check_one(workspace, path)
        if number == 0:
            checked.findings += _unknown_house_styles(workspace)
        yield checked


def check_one(workspace: Workspace, path: Path) -> Checked:
    """Return a template with all that is wrong with it."""
    folder = path.parent
    own = [one for one in workspace.template_folders if one.resolve() != folder.resolve()]
    folders = [folder, *own]
    if path.name.endswith(SUFFIX):
        return _content(path, folders)
    if path.suffix.lower() == ".html":
        return _html(path, folders)
    if path.suffix.lower() == ".typ":
        return Checked(shown_name(path), _typst(path, folders, workspace))
    return _word(path, folders, workspace)


def _content(path: Path, folders: list[Path]) -> Checked:
    checked = check_template(path.name.removesuffix(SUFFIX), folders)
    findings = list(checked.findings)
    if checked.head is not None and not path.name.startswith("_"):
        findings += _unknown_look(path, checked.head.look, folders, _LOOKS)
        findings += _unknown_look(path, checked.head.word_look, folders, _WORD) if checked.head.own_word_look else []
    named = [Named(use.path, f"{place.file}:{place.span.line}") for use, place in checked.uses]
    return Checked(shown_name(path), findings, named)


def _unknown_look(path: Path, look: str, folders: list[Path], endings: tuple[str, ...]) -> Iterator[Finding]:
    names = {one.stem for folder in folders for ending in endings for one in folder.glob(f"[!_]*{ending}")}
    if look not in names:
        near = nearest(look, names)
        help_ = (
            _("Did you mean “{name}”?", name=near) if near else _("There are: {names}", names=", ".join(sorted(names)))
        )
        source = read_text_file(path, shown_name(path))
        at = max(source.text.find(look), 0)
        message = _("There is no look {name}", name=look)
        yield source.finding(source.span_at(at, at + len(look)), "MAL001", message, help_)


def _html(path: Path, folders: list[Path]) -> Checked:
    findings, uses = check_html_look(path.stem, folders)
    named = [Named(use.path, f"{shown_name(path)}:{use.line}") for use in uses]
    return Checked(shown_name(path), findings, named)


def _typst(path: Path, folders: list[Path], workspace: Workspace) -> list[Finding]:
    """Check a look for PDF: what it fetches, and a case of the workspace written in it."""
    from ksflow.batch.pdf_attachments import DIVIDER, divider_of
    from ksflow.writers.pdf.look import load_look
    from ksflow.writers.pdf.writer import write_pdf

    try:
        if path.name.startswith("_"):
            return []  # checked in those that import it
        look = load_look(path.stem, folders)
        if (document := _sample(workspace)) is not None:
            write_pdf(divider_of(document) if path.stem == DIVIDER else document, look)
    except FindingsError as error:
        return error.findings
    return []


def _sample(workspace: Workspace) -> Document | None:
    """Return a document of the first case of the workspace that gives one."""
    for case in find_cases([], workspace.cases)[:_TRIED] if workspace.cases.is_dir() else ():
        try:
            return compose(load_case(case, workspace.municipality, workspace.root), workspace, CORE_DOCUMENTS[0])
        except FindingsError:
            continue
    return None


def _word(path: Path, folders: list[Path], workspace: Workspace) -> Checked:
    name = shown_name(path)
    try:
        raw = read_look(path, name)
    except FindingsError as error:
        return Checked(name, error.findings)
    divisions, users = _users(path.stem, folders)
    in_look = all(users) if users else None
    checked = check_look(raw, name, workspace.municipality.house_styles, divisions, in_look=in_look)
    named = [Named(use.path, f"{tag.written} ({tag.place})") for use, tag in checked.uses]
    return Checked(name, checked.findings, named)


def _users(look: str, folders: list[Path]) -> tuple[list[str], list[bool]]:
    """Return the parts that content templates ask of a look, and of each of its users whether all is in the look."""
    divisions: set[str] = set()
    users: list[bool] = []
    for kind in (*find_kinds(folders), _NOTICE):
        try:
            head = load_content_template(kind, folders, inner=True).head
        except FindingsError:
            continue  # told when that template is checked
        if head.word_look == look:
            users.append(head.in_look)
            if not head.in_look:
                divisions |= set(check_template(kind, folders).divisions)
    return sorted(divisions), users


def _unknown_house_styles(workspace: Workspace) -> Iterator[Finding]:
    """Yield the styles of kommun.yaml's ``formatmallar`` that no document asks for and that look like one that is."""
    known = {one for name in KNOWN for one in both_names(name)}
    divisions = {name for kind in find_kinds(workspace.template_folders) for name in _divisions(kind, workspace)}
    for name in workspace.municipality.styles:
        if name.lower() in known or name.lower() in {one.lower() for one in divisions}:
            continue
        near = nearest(name, [*known, *divisions])
        help_ = _("Did you mean “{name}”?", name=near.capitalize()) if near else _("Delete it, or correct it")
        tree = workspace.tree
        span = tree.place(("formatmallar", name)).key or shown_span(tree, tree.place(("formatmallar", name)))
        message = _("No document asks for a style “{name}”", name=name)
        found = tree.source.finding(span, "MAL011", message, help_)
        yield Finding(found.file, span, "MAL011", Severity.WARNING, message, help_, found.excerpt)


def _divisions(kind: str, workspace: Workspace) -> list[str]:
    try:
        return check_template(kind, workspace.template_folders).divisions
    except FindingsError:
        return []
