"""Checking a look without a document: everything that is wrong with it, in one run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ksflow.documents.field_catalogue import Field, Kind, case_catalogue
from ksflow.documents.template_analysis import Analysis, Use
from ksflow.locale import _
from ksflow.sources.findings import Finding, Severity
from ksflow.writers.docx.leftovers import leftovers
from ksflow.writers.docx.links import links_to_fields
from ksflow.writers.docx.look import BODY, PartCompiler, no_place, python_docx, tag_finding, unusable
from ksflow.writers.docx.needed_styles import missing_styles
from ksflow.writers.docx.package import DamagedError, Package, PackageError, open_package
from ksflow.writers.docx.places import Tag, TagFault, TagPlace
from ksflow.writers.docx.settings import unwanted_settings
from ksflow.writers.docx.styles import HouseStyles, Styles, read_styles
from ksflow.writers.docx.syntax import readable

_PLAIN = frozenset({Kind.TEXT, Kind.DATE, Kind.NUMBER, Kind.YES_NO})
_RUNS = _PLAIN | {Kind.MARKDOWN, Kind.PICTURE}
_MUST_BE_SAID = ("rubrik", "diarienummer", "datum", "beslutsförslag", "sammanfattning", "avsnitt")
_MAY_BE_SAID = ("undertecknare", "bilagor", "sändlista")


@dataclass(slots=True)
class CheckedLook:
    """What a look has, and what is wrong with it."""

    name: str
    findings: list[Finding] = field(default_factory=list)
    uses: list[tuple[Use, Tag]] = field(default_factory=list)
    """The fields that it names, each with the tag."""
    tags: int = 0
    styles: int = 0


def check_look(
    raw: bytes,
    name: str,
    house_styles: HouseStyles = (),
    divisions: Iterable[str] = (),
    *,
    in_look: bool | None = False,
) -> CheckedLook:
    """Return what the bytes of a Word file have as a look.

    ``divisions`` are the parts of content templates that it must have styles for; ``in_look`` tells that it says
    everything itself, None that nobody uses it yet.
    """
    checked = CheckedLook(name)
    try:
        package = open_package(raw)
        _check(package, checked, house_styles, divisions, in_look)
    except PackageError as error:
        return CheckedLook(name, unusable(name, str(error)).findings)
    checked.findings = sorted(dict.fromkeys(checked.findings))
    return checked


def _check(
    package: Package, checked: CheckedLook, house_styles: HouseStyles, divisions: Iterable[str], in_look: bool | None
) -> None:
    name, main = checked.name, package.main_part
    settings = list(unwanted_settings(package))
    links_to_fields(package)
    checked.findings += [tag_finding(name, fault) for fault in leftovers(package)]
    try:
        styles = read_styles(python_docx(package), house_styles)
    except DamagedError:
        if checked.findings:  # what is embedded or linked is told rather than what comes of it
            return
        raise
    core = package.ensure_core_properties()
    compiler = PartCompiler(name)
    compiler.add_parts(package, main, core, {})
    compiler.properties(core, package.parts[core])
    checked.findings += compiler.findings
    for part, tags in compiler.tags.items():
        _check_fields(part, tags, compiler, checked, in_main=part == main)
    checked.tags = sum(map(len, compiler.tags.values()))
    checked.styles = sum(not key.startswith("\0") for _kind, key in styles.ids)
    _check_styles(styles, compiler, checked, divisions)
    checked.findings += [tag_finding(name, fault, None, Severity.WARNING) for fault in settings]
    if not compiler.has_body:
        checked.findings += _left_out(checked, in_look)


def _check_fields(part: str, tags: list[Tag], compiler: PartCompiler, checked: CheckedLook, *, in_main: bool) -> None:
    """Check what the tags of a part name and print, whatever else is wrong with them."""
    more = {BODY: Field(Kind.GROUP)} if in_main else {}

    def printable(line: int, of: Field) -> bool:
        return of is more.get(BODY) or _prints(tags[min(max(line - 2, 0), len(tags) - 1)], of)

    environment = compiler.environment
    analysis = Analysis(case_catalogue(), environment.filters, environment.tests, printable, more=more)
    analysis.template(environment.parse(readable(tags, compiler.faulty[part])), part)
    for fault in analysis.faults:
        tag = tags[min(max(fault.line - 2, 0), len(tags) - 1)]
        problem = TagFault(fault.code, fault.message, fault.help, tag.place)
        checked.findings.append(tag_finding(checked.name, problem, tag, fault.severity))
    checked.uses += [(use, tags[min(max(use.line - 2, 0), len(tags) - 1)]) for use in analysis.uses]


def _prints(tag: Tag, of: Field) -> bool:
    """Tell whether a tag can print a field."""
    if tag.level not in ("p", "r", "t"):
        return of.kind in _PLAIN
    if tag.level != "p":
        return of.kind in _RUNS
    if of.item is not None:
        return _prints(tag, of.item)
    return of.kind in _RUNS or ("rubrik" in of.parts and ("att" in of.parts or "avsnitt" in of.parts))


def _check_styles(styles: Styles, compiler: PartCompiler, checked: CheckedLook, divisions: Iterable[str]) -> None:
    tags = [tag for tags in compiler.tags.values() for tag in tags]
    paragraphs = any(tag.level == "p" and tag.source.startswith("{{") for tag in tags)
    inline = paragraphs or any(_is_rich(use) for use, _tag in checked.uses)
    for fault in missing_styles(styles, divisions, with_paragraphs=paragraphs) if inline else ():
        checked.findings.append(tag_finding(checked.name, fault, None, Severity.WARNING))


def _is_rich(use: Use) -> bool:
    return use.path.rpartition(".")[2] in ("sammanfattning", "text", "att")


def _left_out(checked: CheckedLook, in_look: bool | None) -> list[Finding]:
    """Return what a look without a place for the text leaves out."""
    if in_look is False:
        return [no_place(checked.name)]
    named = {use.path.partition(".")[0].partition("[")[0] for use, _tag in checked.uses}
    findings = []
    for field_name in (*_MUST_BE_SAID, *_MAY_BE_SAID):
        if field_name not in named:
            message = _("The look never prints “{name}”: what a case says there is in no document", name=field_name)
            help_ = _("Print it, for example with {tag} in a paragraph of its own", tag=f"{{{{p {field_name} }}}}")
            fault = TagFault("MAL010", message, help_, TagPlace("word/document.xml", ""))
            findings.append(tag_finding(checked.name, fault, None, Severity.WARNING))
    return findings
