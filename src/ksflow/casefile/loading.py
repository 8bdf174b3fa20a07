"""Loading a case: the YAML file, the Markdown files it names, and the bodies it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ksflow.casefile.model import Case, Section
from ksflow.locale import _
from ksflow.organisation.model import Municipality
from ksflow.sources.findings import Finding, FindingsError, Span
from ksflow.sources.named_files import named_file, shown_name
from ksflow.sources.suggest import nearest
from ksflow.sources.textfile import TextFile, read_text_file
from ksflow.sources.validation import shown_span, validate
from ksflow.sources.yamltree import Path as TreePath
from ksflow.sources.yamltree import YamlTree, parse_yaml


@dataclass(frozen=True)
class CaseFile:
    """A loaded case with what is needed to say where each of its texts stands."""

    path: Path
    workspace: Path
    tree: YamlTree
    case: Case
    texts: dict[TreePath, TextFile] = field(default_factory=dict)
    """The Markdown files named by ``fil``, by the path of their section."""

    @property
    def name(self) -> str:
        """The file's name in messages."""
        return self.tree.source.name

    def span(self, path: TreePath) -> Span:
        """Return what to underline for the value at a path."""
        return _shown(self.tree, path)

    def finding(self, path: TreePath, code: str, message: str, help_: str | None = None) -> Finding:
        """Make an error about the value at a path."""
        return self.tree.source.finding(self.span(path), code, message, help_)


def load_case(path: Path, municipality: Municipality, workspace: Path) -> CaseFile:
    """Load the case file at ``path``; raise FindingsError with all that is wrong in it."""
    source = read_text_file(path, shown_name(path))
    tree = parse_yaml(source)
    case = validate(Case, tree, {"diary_format": municipality.diary_format})
    loaded = CaseFile(path, workspace, tree, case)
    findings = [*_unknown_bodies(loaded, municipality), *_read_section_files(loaded)]
    if findings:
        raise FindingsError(findings)
    return loaded


def walk_sections(sections: list[Section], path: TreePath = ()) -> Iterator[tuple[TreePath, Section]]:
    """Yield every section with its path, in the order of the document."""
    for number, section in enumerate(sections):
        here = (*path, "avsnitt", number)
        yield here, section
        yield from walk_sections(section.sections, here)


def _unknown_bodies(loaded: CaseFile, municipality: Municipality) -> Iterator[Finding]:
    case = loaded.case
    named: list[tuple[TreePath, str | None]] = [(("nämnd",), case.body)]
    for number, proposal in enumerate(case.proposals):
        named.append((("beslutsförslag", number, "från"), proposal.from_body))
        named.append((("beslutsförslag", number, "till"), proposal.to_body))
    for path, name in named:
        if name is None or municipality.find_body(name):
            continue
        near = nearest(name, municipality.body_names)
        help_ = _("Did you mean “{name}”?", name=near) if near else _("Add it under “instanser” in kommun.yaml")
        yield loaded.finding(path, "ORG001", _("The body is not in kommun.yaml: {name}", name=name), help_)


def _read_section_files(loaded: CaseFile) -> Iterator[Finding]:
    for path, section in walk_sections(loaded.case.sections):
        if section.file is None:
            continue
        at = (*path, "fil")
        try:
            found = named_file(section.file, loaded.path.parent, loaded.workspace)
            text = read_text_file(found, shown_name(found))
        except FindingsError as error:
            yield from (_at_reference(loaded, at, finding) for finding in error.findings)
            continue
        if not text.text.strip():
            yield loaded.finding(at, "FIL002", _("The file is empty: {file}", file=section.file))
        loaded.texts[path] = text


def _at_reference(loaded: CaseFile, path: TreePath, finding: Finding) -> Finding:
    """Move a finding about a whole file to the place that names it; keep one about a place inside the file."""
    if finding.excerpt is not None:
        return finding
    message = f"{finding.file}: {finding.message}" if finding.file else finding.message
    return loaded.finding(path, finding.code, message, finding.help)


def _shown(tree: YamlTree, path: TreePath) -> Span:
    span: Span = shown_span(tree, tree.place(path))
    return span
