"""Checking a content template without a case: its head, its tags, what it includes and what it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from ksflow.documents.content_template import FrontMatter, TemplateFile, template_file
from ksflow.documents.field_catalogue import Field, Kind, case_catalogue, notice_catalogue
from ksflow.documents.kinds import SUFFIX
from ksflow.documents.notice import TEMPLATE as NOTICE
from ksflow.documents.template_analysis import Analysis, Fault, Use
from ksflow.documents.templating import explain
from ksflow.locale import _
from ksflow.sources.findings import Finding, FindingsError, Span
from ksflow.sources.textfile import TextFile

_PRINTED = frozenset({Kind.TEXT, Kind.DATE, Kind.NUMBER, Kind.MARKDOWN})
_DIVISION = re.compile(r"^:::[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)


@dataclass(slots=True)
class CheckedTemplate:
    """What a content template has, and what is wrong with it."""

    findings: list[Finding] = field(default_factory=list)
    uses: list[tuple[Use, Finding]] = field(default_factory=list)
    """The fields that it names, each with a finding that only tells the place."""
    head: FrontMatter | None = None
    divisions: list[str] = field(default_factory=list)


def check_template(name: str, folders: list[Path]) -> CheckedTemplate:
    """Return what the template NAME.md.j2 of the first folder that has it is; raise FindingsError if there is none.

    One that begins with "_" is a part of others: what it names is checked where they include it.
    """
    checked = CheckedTemplate()
    file = template_file(name + SUFFIX, folders)
    is_part = name.startswith("_") and name != NOTICE
    try:
        checked.head, body = file.read(required=not is_part)
    except FindingsError as error:
        checked.findings = error.findings
        return checked
    files = {name + SUFFIX: file}

    def load(included: str) -> jinja2.nodes.Template | None:
        return _tree(included, folders, files, checked)

    tree = _parsed(file, body, checked)
    if tree is None:
        return checked
    environment = file.environment
    for problem in _unknown_parts(tree, file, environment):
        checked.findings.append(problem)
    if is_part:
        return checked
    root = notice_catalogue() if name == NOTICE else case_catalogue()
    analysis = Analysis(root, environment.filters, environment.tests, _prints, load)
    analysis.template(tree, name + SUFFIX)
    checked.findings += [_finding(files, fault) for fault in analysis.faults if fault.template in files]
    checked.uses = [(use, _place(files[use.template].source, use)) for use in analysis.uses if use.template in files]
    checked.divisions = sorted({found for one in files.values() for found in _DIVISION.findall(one.source.text)})
    checked.findings = sorted(dict.fromkeys(checked.findings))
    return checked


def _prints(_line: int, of: Field) -> bool:
    return of.kind in _PRINTED


def _tree(
    name: str, folders: list[Path], files: dict[str, TemplateFile], checked: CheckedTemplate
) -> jinja2.nodes.Template | None:
    try:
        files[name] = file = template_file(name, folders)
        _head, body = file.read(required=False)
    except FindingsError:  # told where it is included, or when it is checked itself
        return None
    return _parsed(file, body, checked)


def _parsed(file: TemplateFile, body: str, checked: CheckedTemplate) -> jinja2.nodes.Template | None:
    try:
        tree = file.environment.parse(body)
        file.environment.compile(body)  # filters and tests are looked up here
    except jinja2.TemplateSyntaxError as error:
        checked.findings.append(file.source.finding(_line(file.source, error.lineno), *explain(error, [])))
        return None
    return tree


def _unknown_parts(
    tree: jinja2.nodes.Template, file: TemplateFile, environment: jinja2.Environment
) -> Iterator[Finding]:
    """Report templates that are included and are not there."""
    kinds = (jinja2.nodes.Include, jinja2.nodes.Import, jinja2.nodes.FromImport)
    for node in (node for kind in kinds for node in tree.find_all(kind)):
        named = getattr(node, "template", None)
        if isinstance(named, jinja2.nodes.Const):
            name = str(named.value)
            try:
                assert environment.loader is not None
                environment.loader.get_source(environment, name)
            except jinja2.TemplateNotFound:
                message = _("There is no template {name}", name=name)
                yield file.source.finding(_named(file.source, node.lineno, name), "MAL001", message)
            except FindingsError as error:
                yield from error.findings


def _finding(files: dict[str, TemplateFile], fault: Fault) -> Finding:
    source = files[fault.template].source
    span = _named(source, fault.line, fault.name)
    found = source.finding(span, fault.code, fault.message, fault.help)
    return Finding(found.file, found.span, found.code, fault.severity, found.message, found.help, found.excerpt)


def _place(source: TextFile, use: Use) -> Finding:
    return source.finding(_named(source, use.line, use.path), "MAL003", "")


def _named(source: TextFile, line: int, name: str) -> Span:
    """Return where a line has the last part of a name; the line, where it stands on another."""
    text = source.line(line) or ""
    last = re.split(r"[.\[\]]+", name.rstrip("[]"))[-1]
    match = re.search(rf"(?<!\w){re.escape(last)}(?!\w)", text) if last else None
    return Span(line, match.start() + 1, line, match.end() + 1) if match else _line(source, line)


def _line(source: TextFile, line: int) -> Span:
    text = source.line(line) or ""
    start = len(text) - len(text.lstrip()) + 1
    return Span(line, start, line, max(len(text.rstrip()) + 1, start + 1))
