"""Settings of a look that its documents inherit and that are seldom meant."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ksflow.locale import _
from ksflow.writers.docx.names import R, w
from ksflow.writers.docx.package import Package, measure
from ksflow.writers.docx.places import TagFault, TagPlace
from ksflow.writers.docx.sections import A4_HEIGHT, A4_WIDTH

_MILLIMETRE = 57


def unwanted_settings(package: Package) -> Iterator[TagFault]:
    """Yield what the documents of a look would inherit: protection, tracking, headers that are not shown, paper."""
    part = package.related(package.main_part, "settings")
    if part is not None and part in package.parts:
        yield from _of_settings(package.xml(part), TagPlace(part, ""))
    yield from _of_language(package)
    yield from _of_sections(package, part)


def _of_settings(settings: etree._Element, place: TagPlace) -> Iterator[TagFault]:
    if _is_on(settings.find(w("trackRevisions"))):
        message = _("Track Changes is on: what is written in a document is marked as a change")
        yield _fault(message, _("In Word: Review, Track Changes, off; then save"), place)
    protection = settings.find(w("documentProtection"))
    if protection is not None and protection.get(w("enforcement")) in ("1", "true", "on"):
        message = _("The look is protected: nobody can edit its documents")
        yield _fault(message, _("In Word: Review, Restrict Editing, Stop Protection; then save"), place)
    if settings.find(w("mailMerge")) is not None:
        message = _("The look is set up for mail merge: Word asks for its list each time a document is opened")
        yield _fault(message, _("In Word: Mailings, Start Mail Merge, Normal Word Document; then save"), place)
    mode = settings.find(f"{w('compat')}/{w('compatSetting')}[@{w('name')}='compatibilityMode']")
    if mode is None or measure(mode, "val", 0) < 15:
        message = _("Word opens the documents in compatibility mode, as a file of an old Word")
        yield _fault(message, _("In Word: File, Info, Convert; then save"), place)


def _of_language(package: Package) -> Iterator[TagFault]:
    part = package.related(package.main_part, "styles")
    if part is None:
        return
    defaults = f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}/{w('lang')}"
    language = package.xml(part).find(defaults)
    value = str(language.get(w("val"))) if language is not None else ""
    if not value.startswith("sv"):
        message = _("The language of the text is {language}, not Swedish", language=value or _("unknown"))
        help_ = _("In Word: Review, Language, Set Proofing Language, Swedish (Sweden), Set As Default; then save")
        yield _fault(message, help_, TagPlace(part, ""))


def _of_sections(package: Package, settings: str | None) -> Iterator[TagFault]:
    even_shown = settings is not None and _is_on(package.xml(settings).find(w("evenAndOddHeaders")))
    for number, section in enumerate(package.xml(package.main_part).iter(w("sectPr")), start=1):
        place = TagPlace(package.main_part, _("section {number}", number=number))
        kinds = {
            story.get(w("type"))
            for story in section
            if story.tag in (w("headerReference"), w("footerReference")) and story.get(f"{{{R}}}id")
        }
        if "first" in kinds and not _is_on(section.find(w("titlePg"))):
            message = _("The header or footer of the first page is not shown")
            yield _fault(message, _("In Word: double-click the header, tick Different First Page; then save"), place)
        if "even" in kinds and not even_shown:
            message = _("The header or footer of even pages is not shown")
            help_ = _("In Word: double-click the header, tick Different Odd & Even Pages; then save")
            yield _fault(message, help_, place)
        size = section.find(w("pgSz"))
        paper = sorted((measure(size, "w", A4_WIDTH), measure(size, "h", A4_HEIGHT)))
        if any(abs(one - other) > _MILLIMETRE for one, other in zip(paper, (A4_WIDTH, A4_HEIGHT), strict=True)):
            message = _("The paper is not A4")
            yield _fault(message, _("In Word: Layout, Size, A4; then save"), place)


def _is_on(element: etree._Element | None) -> bool:
    """Tell whether a setting is on: it is there, and does not say no (ECMA-376 part 1, 17.17.4)."""
    return element is not None and element.get(w("val"), "1") not in ("0", "false", "off")


def _fault(message: str, help_: str, place: TagPlace) -> TagFault:
    return TagFault("MAL014", message, help_, place)
