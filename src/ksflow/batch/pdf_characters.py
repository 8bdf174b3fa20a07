"""The characters of a case that no font has: told when it is checked, and at their places when no PDF can be made."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from ksflow.casefile.loading import CaseFile, Inspected
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import START, Finding, FindingsError, Severity, Span
from ksflow.sources.textfile import TextFile
from ksflow.writers.pdf.characters import MissingCharactersError, missing_character, missing_characters, uncommon
from ksflow.writers.pdf.data import FONTS
from ksflow.writers.pdf.look import load_look

_MOST = 10
_UNPRINTED = frozenset({"fil", "ignorera"})
"""Keys whose values stand in no document."""


def character_warnings(loaded: Inspected, workspace: Workspace) -> list[Finding]:
    """Return a warning for each place of a character with which the case could not become a PDF; ten at most.

    Typst is asked only about characters that are not common: most cases have none.
    """
    texts = (*_printed(loaded.tree.data), *(file.text for file in loaded.texts.values()))
    if not (unsure := uncommon(unicodedata.normalize("NFC", "".join(texts)))):
        return []
    try:
        look = load_look("kommun", workspace.template_folders)  # all looks have the same fonts
    except (FindingsError, OSError):
        return []  # building tells what is wrong with it
    fonts = {**FONTS, **workspace.municipality.font_names}.values()
    found = character_findings(loaded, workspace, missing_characters(look, unsure, fonts))
    return [replace(finding, severity=Severity.WARNING) for finding in found]


def _printed(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _printed(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _UNPRINTED:
                yield from _printed(item)


@contextmanager
def placed_characters(loaded: CaseFile, workspace: Workspace) -> Iterator[None]:
    """Let characters that no font has be reported where they stand."""
    try:
        yield
    except MissingCharactersError as error:
        raise FindingsError(character_findings(loaded, workspace, error.characters)) from None


def character_findings(loaded: Inspected, workspace: Workspace, characters: list[str]) -> list[Finding]:
    """Return a finding for each place of the characters in the case file and its texts, or in kommun.yaml; ten at most.

    A character that is written in another way, as an entity, or by a template, is reported for the case as a whole.
    """
    sources = [loaded.tree.source, *loaded.texts.values(), workspace.tree.source]
    help_ = _("Write it otherwise, or put a font that has it in templates/fonts/")
    findings: list[Finding] = []
    for character in characters:
        message = missing_character(character)
        found = [
            source.finding(span, "FIL220", message, help_) for source in sources for span in _places(source, character)
        ]
        findings += found or [Finding(loaded.name, START, "FIL220", Severity.ERROR, message, help_)]
    return sorted(findings)[:_MOST]


def _places(source: TextFile, character: str) -> Iterator[Span]:
    for number, line in enumerate(source.lines, start=1):
        for form in {character, unicodedata.normalize("NFD", character)}:
            at = line.find(form)
            while at >= 0:
                yield Span(number, at + 1, number, at + 1 + len(form))
                at = line.find(form, at + len(form))
