"""Loading a case: the YAML file, the Markdown files it names, and the bodies it refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ksflow.casefile.distribution import distribution_findings
from ksflow.casefile.ignoring import weigh
from ksflow.casefile.model import Case, Section
from ksflow.locale import _
from ksflow.organisation.model import Municipality
from ksflow.sources.findings import START, Finding, FindingsError, Span, has_errors
from ksflow.sources.migrations import older_format, parse_case
from ksflow.sources.named_files import named_file, shown_name
from ksflow.sources.suggest import nearest
from ksflow.sources.swallowed import swallowed_findings
from ksflow.sources.textfile import TextFile, read_text_file
from ksflow.sources.validation import shown_span, validate
from ksflow.sources.yamltree import Path as TreePath
from ksflow.sources.yamltree import YamlTree


@dataclass(frozen=True)
class Inspected:
    """A case file that could be read as YAML, with all that is wrong with its keys and what they name."""

    path: Path
    workspace: Path
    tree: YamlTree
    case: Case | None
    """The case, when its keys are right."""
    texts: dict[TreePath, TextFile]
    """The Markdown files named by ``fil``, by the path of their section."""
    findings: list[Finding]

    @property
    def name(self) -> str:
        """The file's name in messages."""
        return self.tree.source.name

    def span(self, path: TreePath) -> Span:
        """Return what to underline for the value at a path."""
        return _shown(self.tree, path)

    def finding(self, path: TreePath, code: str, message: str, help_: str | None = None) -> Finding:
        """Make an error about the value at a path."""
        return _finding(self.tree, path, code, message, help_)


@dataclass(frozen=True)
class CaseFile(Inspected):
    """A case that documents can be made of; its findings are warnings at most."""

    case: Case


def load_case(path: Path, municipality: Municipality, workspace: Path) -> CaseFile:
    """Load the case file at ``path``; raise FindingsError with all that is wrong in it."""
    found = inspect_case(path, municipality, workspace)
    findings = weigh(found.tree, found.findings, municipality)
    if found.case is None or has_errors(findings):
        raise FindingsError(findings)
    return CaseFile(path, workspace, found.tree, found.case, found.texts, findings)


Reader = Callable[[Path, str], TextFile]
"""Reads a file, by its path and the name that messages give it; raises FindingsError."""


def inspect_case(path: Path, municipality: Municipality, workspace: Path, read: Reader = read_text_file) -> Inspected:
    """Read the case file at ``path`` and find all that is wrong; raise FindingsError if it cannot be read as YAML.

    What can be judged on its own is judged also in a case with other faults, so that one run tells them all.
    """
    tree = parse_case(read(path, shown_name(path)))
    case: Case | None = None
    findings: list[Finding] = []
    try:
        case = validate(Case, tree, {"diary_format": municipality.diary_format})
    except FindingsError as error:
        findings += error.findings
    if older := older_format(tree):
        findings.append(older)
    findings += swallowed_findings(tree)
    findings += _unknown_bodies(tree, municipality)
    findings += distribution_findings(tree, case, municipality)
    texts: dict[TreePath, TextFile] = {}
    for at, name in _section_files(tree.data, ()):
        try:
            texts[at] = _read_section_file(name, path.parent, workspace, read)
        except FindingsError as error:
            findings += [_at_reference(tree, (*at, "fil"), finding) for finding in error.findings]
    for at, name in _attachment_files(tree.data):
        try:
            named_file(name, path.parent, workspace)
        except FindingsError as error:
            findings += [_at_reference(tree, at, finding) for finding in error.findings]
    return Inspected(path, workspace, tree, case, texts, findings)


def walk_sections(sections: list[Section], path: TreePath = ()) -> Iterator[tuple[TreePath, Section]]:
    """Yield every section with its path, in the order of the document."""
    for number, section in enumerate(sections):
        here = (*path, "avsnitt", number)
        yield here, section
        yield from walk_sections(section.sections, here)


def _unknown_bodies(tree: YamlTree, municipality: Municipality) -> Iterator[Finding]:
    for path, name in _named_bodies(tree.data):
        if not isinstance(name, str) or not name.strip() or municipality.find_body(" ".join(name.split())):
            continue
        near = nearest(name, municipality.body_names)
        help_ = _("Did you mean “{name}”?", name=near) if near else _("Add it under “instanser” in kommun.yaml")
        yield _finding(tree, path, "ORG001", _("The body is not in kommun.yaml: {name}", name=name.strip()), help_)


def _named_bodies(data: dict[str, Any]) -> Iterator[tuple[TreePath, Any]]:
    yield ("nämnd",), data.get("nämnd")
    for number, proposal in enumerate(_list(data.get("beslutsförslag"))):
        if isinstance(proposal, dict):
            for key in ("från", "till", "förutsätter"):
                yield ("beslutsförslag", number, key), proposal.get(key)


def _section_files(data: dict[str, Any], path: TreePath) -> Iterator[tuple[TreePath, str]]:
    """Yield the path of every section with a file of its own, and the file's name."""
    for number, section in enumerate(_list(data.get("avsnitt"))):
        if isinstance(section, dict):
            here = (*path, "avsnitt", number)
            if isinstance(name := section.get("fil"), str) and name.strip():
                yield here, name.strip()
            yield from _section_files(section, here)


def _attachment_files(data: dict[str, Any]) -> Iterator[tuple[TreePath, str]]:
    for number, attachment in enumerate(_list(data.get("bilagor"))):
        name = attachment.get("fil") if isinstance(attachment, dict) else None
        if isinstance(name, str) and name.strip():
            yield ("bilagor", number, "fil"), name.strip()


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _read_section_file(name: str, folder: Path, workspace: Path, read: Reader) -> TextFile:
    path = named_file(name, folder, workspace)
    text = read(path, shown_name(path))
    if not text.text.strip():
        raise FindingsError([text.finding(START, "FIL002", _("The file is empty: {file}", file=name))])
    return text


def _at_reference(tree: YamlTree, path: TreePath, finding: Finding) -> Finding:
    """Move a finding about a whole file to the place that names it; keep one about a place inside the file."""
    if finding.excerpt and finding.excerpt.strip():
        return finding
    message = finding.message if finding.code == "FIL002" or not finding.file else f"{finding.file}: {finding.message}"
    return _finding(tree, path, finding.code, message, finding.help)


def _finding(tree: YamlTree, path: TreePath, code: str, message: str, help_: str | None) -> Finding:
    return tree.source.finding(_shown(tree, path), code, message, help_)


def _shown(tree: YamlTree, path: TreePath) -> Span:
    return shown_span(tree, tree.place(path))
