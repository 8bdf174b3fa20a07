"""INN007: places of a template that nobody has filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.locale import _
from ksflow.rules.engine import Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Form, Passage
from ksflow.sources.findings import Severity

_UNIT = r"(?=[ \u00a0](?:kr\b|kronor|tkr|mnkr|mdkr|miljon|procent|%|st\b|år\b|§))"
_PROMPT = (
    r"ange|skriv|fyll i|klicka|tryck|klistra in|infoga|lägg till|lägg in|välj|komplettera|namn|förnamn|datum|belopp"
    r"|summa|rubrik|titel|dnr|diarienr|diarienummer|nummer|xx?"
)
_BRACKETED = rf"\[(?i:{_PROMPT})\b[^\]\n]{{0,300}}\]"
_PROMPTS = re.compile(_BRACKETED)
_PLACEHOLDER = re.compile(
    rf"(?<![\w-])(?:xx+(?![\w-])|[xX]+{_UNIT}|(?:§|20)[ \u00a0]?[xX]{{2}}\b|XX(?=[ \u00a0]?§)|[xX]{{4,}}(?!\w))"
    r"|(?<=[0-9]/)[xX]{2,}(?!\w)"
    rf"|(?<!\w)_{{2,}}{_UNIT}"
    r"|\b(?:TODO|FIXME|TBD|UTKAST)\b|\bLorem ipsum\b|\?{3,}"
    rf"|{_BRACKETED}|\bKlicka (?:eller tryck )?här (?:för att|och) (?:ange|skriva?|fylla?)\b"
    r"|\{\{[^{}\n]{0,60}\}\}|\b[Hh]andling(?:en)? under utarbetande\b|\bFörnamn Efternamn\b"
    r"|(?<![\w-])(?:ÅÅÅÅ|åååå)-(?:MM|mm)-(?:DD|dd)(?![\w-])",
)
_MERGE_FIELD = re.compile(
    r"(?:«|<<)\w*(?:nr\b|nummer|namn|datum|adress|titel|rubrik|handläggare|nämnd|organ|belopp|mottagare|_)\w*(?:»|>>)",
    re.IGNORECASE,
)
_LIKELY = re.compile(
    r"[xX]{2}|\b[xX][ \u00a0]|TODO|FIXME|TBD|UTKAST|Lorem|\?\?\?|__|\[|Klicka|\{\{|utarbet|Efternamn|ÅÅÅÅ|åååå"
)
_ABOUT_FORMS = re.compile(r"skriv|format|formen|mönst|anges som", re.IGNORECASE)


@rule(
    "INN007",
    "place-to-fill-in",
    Severity.ERROR,
    summary=lambda: _("A place that is still to be filled in"),
    why=lambda: _("A template's prompt, or a mark that something is missing, has been published more than once."),
    source="Publicerat protokoll med ”en total budget på xx kronor” (Tyresö 2021); ksflow",
    checked="2026-11-24",
)
def place_to_fill_in(manuscript: Manuscript) -> Iterator[Problem]:
    """“xx kronor”, “[ange datum]”, “TODO”, “«Diarienr»” in any text, title or value; not in quotations and code."""
    for passage in manuscript.passages:
        if passage.form is not Form.CODE and passage.form is not Form.QUOTE:
            yield from _places(passage, passage.prose)
    for passage in manuscript.values:
        if passage.path[0] != "ignorera":
            yield from _places(passage, passage.text)


def holds_placeholder(text: str) -> bool:
    """Tell whether something in a text is still to be written."""
    return _LIKELY.search(text) is not None and _PLACEHOLDER.search(text) is not None


def holds_prompt(text: str) -> bool:
    """Tell whether a file has a prompt in brackets, as a new case does, outside its comments."""
    starts = (match.start() for match in _PROMPTS.finditer(text))
    return any("#" not in text[text.rfind("\n", 0, start) + 1 : start] for start in starts)


def _places(passage: Passage, shown: str) -> Iterator[Problem]:
    """Yield the places in what is shown of a passage; a field's marks « » would also pass for quotation marks."""
    found = list(_PLACEHOLDER.finditer(shown)) if _LIKELY.search(shown) else []
    if "«" in passage.text or "<<" in passage.text:
        found += _MERGE_FIELD.finditer(passage.text)
    for match in found:
        if match.group()[:1] in "Åå" and _ABOUT_FORMS.search(shown):
            continue
        message = _("Still to be filled in: {text}", text=match.group())
        place = passage.excerpt(match.start(), match.end())
        yield Problem(place, message, _("Write what is to stand here, or delete it"))
