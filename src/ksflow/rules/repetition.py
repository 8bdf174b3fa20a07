"""INN004 and INN005: sentences that stand twice, word for word or nearly so."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from ksflow.locale import _
from ksflow.rules.engine import Problem, rule
from ksflow.rules.manuscript import Manuscript, WordedSentence
from ksflow.rules.passages import Excerpt
from ksflow.sources.dates import MONTHS
from ksflow.sources.findings import Severity

_WORD = re.compile(r"\w+")
_FEWEST = 8
"""Shorter sentences are often right to come again."""
_FORMULAS = re.compile(
    r"\w+ (?:finns|återfinns) i sin helhet i bilaga|Ärendet har beretts |Punkten justeras |Beslutet gäller under "
    r"|(?:Beslutet|Förslaget) medför inga kostnader|(?:Förslaget|Beslutet) bedöms vara (?:förenligt|till)"
)


def _sentences(manuscript: Manuscript) -> list[WordedSentence]:
    """Return the sentences of summary and sections that are long enough to be compared.

    Proposals are left out: a chain of bodies decides the same, in the same words.
    """
    return [sentence for sentence in manuscript.worded if len(sentence.words) >= _FEWEST]


@rule(
    "INN004",
    "sentence-repeated",
    Severity.WARNING,
    summary=lambda: _("A sentence that stands twice"),
    why=lambda: _("What is read again word for word is skipped, and later only one of the two is corrected."),
    source="Myndigheternas skrivregler 1.5 (bara rubriken sedd); ksflow",
    checked="2026-11-24",
)
def sentence_repeated(manuscript: Manuscript) -> Iterator[Problem]:
    """Find the same eight words or more, whatever the case of letters and punctuation; the later one is marked."""
    first: dict[tuple[str, ...], Excerpt] = {}
    for sentence in _sentences(manuscript):
        if (earlier := first.setdefault(sentence.words, sentence.excerpt)) is sentence.excerpt:
            continue
        if _FORMULAS.match(sentence.excerpt.text) is None:
            message = _("The sentence stands also {place}", place=_place(manuscript, earlier, sentence.excerpt))
            yield Problem(sentence.excerpt, message, _("Keep it in one place"))


@rule(
    "INN005",
    "sentence-in-two-wordings",
    Severity.WARNING,
    summary=lambda: _("A sentence that stands twice, in two wordings"),
    why=lambda: _("The reader wonders which of them holds; mostly one was changed and the other forgotten."),
    source="ksflow",
    checked="2026-11-24",
)
def sentence_in_two_wordings(manuscript: Manuscript) -> Iterator[Problem]:
    """Sentences of different texts that share three words in four; not where only figures or names differ."""
    firsts = {sentence.words: sentence for sentence in reversed(_sentences(manuscript))}
    for later, earlier in _pairs(list(reversed(firsts.values()))):
        differences = _differences(earlier, later)
        if _is_about_something_else(earlier, later, differences):
            continue
        place = _place(manuscript, earlier.excerpt, later.excerpt)
        message = _("Nearly the same sentence stands {place}, in other words", place=place)
        yield Problem(later.excerpt, message, _help(differences))


def _place(manuscript: Manuscript, excerpt: Excerpt, other: Excerpt) -> str:
    line = manuscript.span(excerpt).line
    file = manuscript.file_of(excerpt.passage.field)
    if file is manuscript.file_of(other.passage.field):
        return _("on line {line}", line=line)
    return _("in {file}, line {line}", file=file.name, line=line)


# Sentences that are nearly alike

_SHINGLE = 3
_COMMON = 20
"""A run of words that stands in more sentences than this is a formula, and tells nothing."""
_NEAR = 0.72
_NEAR_WHEN_SHORT = 0.85
_SHORT = 18
"""Below so many words, two ways of saying the same can have most of them in common by chance."""
_LENGTHS = 0.7


def _pairs(sentences: list[WordedSentence]) -> Iterator[tuple[WordedSentence, WordedSentence]]:
    """Yield sentences with the earlier one that is most alike, none twice; found by the runs of words they share."""
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    taken: set[int] = set()
    for number, later in enumerate(sentences):
        runs = [later.words[at : at + _SHINGLE] for at in range(len(later.words) - _SHINGLE + 1)]
        shared = Counter(earlier for run in runs if len(index[run]) <= _COMMON for earlier in index[run])
        best, nearest = 0.0, -1
        for candidate, count in shared.items():
            if 4 * count >= len(runs) and candidate not in taken:
                likeness = _likeness(sentences[candidate], later)
                if likeness > best:
                    best, nearest = likeness, candidate
        if nearest >= 0:
            taken.add(nearest)
            yield later, sentences[nearest]
        for run in runs:
            index[run].append(number)


def _likeness(earlier: WordedSentence, later: WordedSentence) -> float:
    """Return how much of two sentences is the same, 0 for too little."""
    if earlier.excerpt.passage.field is later.excerpt.passage.field:
        return 0  # in one text they are parallel by intention
    short, long = sorted((len(earlier.words), len(later.words)))
    needed = _NEAR if earlier.excerpt.passage.path[0] == "sammanfattning" and long > _SHORT else _NEAR_WHEN_SHORT
    if short < _LENGTHS * long:
        return 0
    matcher = SequenceMatcher(None, earlier.words, later.words, autojunk=False)
    return found if matcher.quick_ratio() >= needed and (found := matcher.ratio()) >= needed else 0


class _Difference(NamedTuple):
    """Words that stand here and other words, or none, that stand there, as they are written."""

    earlier: str
    later: str


def _differences(earlier: WordedSentence, later: WordedSentence) -> list[_Difference]:
    ranges = [[match.span() for match in _WORD.finditer(one.excerpt.text)] for one in (earlier, later)]

    def written(which: int, start: int, end: int) -> str:
        text = (earlier, later)[which].excerpt.text
        return text[ranges[which][start][0] : ranges[which][end - 1][1]] if end > start else ""

    opcodes = SequenceMatcher(None, earlier.words, later.words, autojunk=False).get_opcodes()
    return [_Difference(written(0, a, b), written(1, c, d)) for tag, a, b, c, d in opcodes if tag != "equal"]


_COUNTED = re.compile(
    r"[0-9]|^(?:[a-zåäö]|noll|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|första|andra|tredje|fjärde|femte"
    rf"|hundra|tusen|miljoner|{'|'.join(MONTHS)}|vår\w*|höst\w*|norra|södra|östra|västra)$"
)
_OPPOSED = re.compile(
    r"\b(?:inte|ej|ingen|inga|inget|aldrig|motion\w*|revisor\w*|sökanden?|klagande\w*)\b", re.IGNORECASE
)


def _is_about_something_else(earlier: WordedSentence, later: WordedSentence, differences: list[_Difference]) -> bool:
    """Tell whether sentences differ only in figures and names, as one a school, or say the opposite of each other."""
    both = " ".join(part for difference in differences for part in difference)
    if _OPPOSED.search(both):
        return True
    first = {one.excerpt.text.split(maxsplit=1)[0] for one in (earlier, later)}
    for difference in differences:
        for part in difference:
            for word in _WORD.findall(part):
                named = word[0].isupper() and (word not in first or len(first) == 2)
                if not named and not _COUNTED.search(word.casefold()):
                    return False
    return True


_SHOWN = 3


def _help(differences: list[_Difference]) -> str:
    """Return what to do, with the words that differ."""
    shown = []
    for there, here in differences[:_SHOWN]:
        if there and here:
            shown.append(_("here “{here}”, there “{there}”", here=_short(here), there=_short(there)))
        elif here:
            shown.append(_("only here “{here}”", here=_short(here)))
        else:
            shown.append(_("only there “{there}”", there=_short(there)))
    if len(differences) > _SHOWN:
        shown.append("…")
    return _("Keep one, or write both alike: {differences}", differences="; ".join(shown))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:18]} … {text[-18:]}"
