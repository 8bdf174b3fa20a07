"""Checking a look for web pages without a document."""

from __future__ import annotations

from pathlib import Path

import jinja2

from ksflow.documents.field_catalogue import Field, Kind, case_catalogue
from ksflow.documents.template_analysis import Analysis, Use
from ksflow.documents.templating import explain
from ksflow.locale import _
from ksflow.sources.findings import Finding, FindingsError
from ksflow.writers.html.look import BODY, HEADINGS, line_span, load_look

_PRINTED = frozenset({Kind.TEXT, Kind.DATE, Kind.NUMBER, Kind.PICTURE})
_MORE = {
    BODY: Field(Kind.TEXT),
    HEADINGS: Field(Kind.LIST, item=None),
}


def check_html_look(name: str, folders: list[Path]) -> tuple[list[Finding], list[Use]]:
    """Return what is wrong with the look NAME.html, and the fields that it names."""
    try:
        look = load_look(name, folders)
        source = look.read()
        look.environment.get_template(look.name)
        tree = look.environment.parse(source.text)
    except FindingsError as error:
        return error.findings, []
    except jinja2.TemplateSyntaxError as error:
        source = look.read(error.name or look.name)
        return [source.finding(line_span(source, error.lineno), *explain(error, []))], []
    environment = look.environment
    analysis = Analysis(
        case_catalogue(), environment.filters, environment.tests, lambda _line, of: of.kind in _PRINTED, more=_MORE
    )
    analysis.template(tree, look.name)
    findings = []
    for fault in analysis.faults:
        found = source.finding(line_span(source, fault.line), fault.code, fault.message, fault.help)
        findings.append(
            Finding(found.file, found.span, found.code, fault.severity, found.message, found.help, found.excerpt)
        )
    extends = next(tree.find_all(jinja2.nodes.Extends), None)
    if extends is None and not any(use.path == BODY for use in analysis.uses):
        message = _("The look has no place for the text")
        help_ = _("Write {tag} once, where the text is to stand", tag="{{ " + BODY + " }}")
        findings.append(source.finding(line_span(source, 1), "MAL030", message, help_))
    return sorted(dict.fromkeys(findings)), analysis.uses
