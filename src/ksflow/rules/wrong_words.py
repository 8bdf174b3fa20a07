"""SPR: words that a spelling checker passes over, but that were not meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.wordlists import BLANK, Entry, WordList, rows
from ksflow.sources.findings import Severity

_SEVERITIES = {"varning": Severity.WARNING, "info": Severity.INFO}


@rule(
    "SPR001",
    "confused-word",
    Severity.ERROR,
    summary=lambda: _("A word that means something else than was meant"),
    why=lambda: _(
        "The word exists, so no spelling checker marks it, but it says something else: “förslagna” is “sly”, not "
        "“proposed”. Official language is to be cultivated, simple and comprehensible."
    ),
    source="Språklagen (2009:600) 11 §; ordlistan: ksflow",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def confused_word(manuscript: Manuscript) -> Iterator[Problem]:
    """Words and phrases of a list, each with what it is to be; in headings and tables too."""
    for found in WordList.read("confusables").find(manuscript):
        template, *severity = found.entry.more
        instead = found.instead(template)
        level = _SEVERITIES.get(severity[0]) if severity else None
        if level is Severity.INFO:  # an old form is no mistake
            message = _("“{found}” is better written “{right}”", found=found.excerpt.text, right=instead)
        else:
            message = _("“{found}” is wrong here: “{right}” is meant", found=found.excerpt.text, right=instead)
        yield Problem(found.excerpt, message, _("Write “{text}”", text=instead), instead, level)


_REPEATED = re.compile(r"\b([^\W\d_]{2,}|i)[ \u00a0\n]+(\1)\b(?![-\u2011])", re.IGNORECASE)
_MAY_BE_REPEATED = frozenset({"det", "den", "de", "som", "att", "om", "var", "när"})
_BEGINS_A_PHRASE = re.compile(
    r"till (?:exempel|och med|dess|följd)|i (?:dag|går|morgon|år|fjol|stället|första hand|huvudsak|synnerhet|princip)"
    r"|för (?:närvarande|övrigt|det mesta|tillfället)|från och med|på (?:grund|plats|distans|sikt)|av (?:allt|naturen)",
    re.IGNORECASE,
)
"""What may follow the same word: "skickas till till exempel skolor"."""
_VERBS = frozenset({"är", "var", "har", "hade", "kan", "ska", "vill", "finns", "gäller", "gör", "går", "blir", "får"})
_CLAUSE_BEFORE = re.compile(r"\b(?:som|vad|där|när|om|hur)(?:[ \u00a0\n][\w-]+){0,5}[ \u00a0\n]\Z", re.IGNORECASE)
"""A clause that its verb ends, so that the main clause may begin with the same one: "de som kan kan hjälpa"."""
_OFTEN_REPEATED = frozenset({"bla", "ha", "ja", "nej", "så", "där", "mycket", "jo", "hej", "steg", "sida", "dag"})


@rule(
    "SPR003",
    "word-twice",
    Severity.ERROR,
    summary=lambda: _("The same word twice running"),
    why=lambda: _("One of them was to be deleted. Pairs such as “det det” can be right, and are only mentioned."),
    source="ksflow",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def word_twice(manuscript: Manuscript) -> Iterator[Problem]:
    """Find a word, a blank or a line end, and the word again; not names, nor “för för- och grundskolan”."""
    for passage in manuscript.written:
        for match in _REPEATED.finditer(passage.prose):
            first, second = match[1], match[2]
            word = first.lower()
            if first.isupper() and (len(first) > 1 or match.start() > 0):
                continue  # "BUP bup", "Gustav I i Uppsala"
            if word in _OFTEN_REPEATED or second != second.lower():
                continue
            place = passage.excerpt(match.start(), match.end())
            message = _("The word “{word}” stands twice", word=second)
            digits = passage.prose[match.end() : match.end() + 2].strip().isdigit()
            if (word in _MAY_BE_REPEATED and not digits) or _can_be_meant(passage.prose, word, match):
                yield Problem(place, message, _("Delete one of them, if it is not meant"), severity=Severity.INFO)
            else:
                yield Problem(place, message, _("Delete one of them"), first)


def _can_be_meant(prose: str, word: str, match: re.Match[str]) -> bool:
    """Tell whether the second of two words belongs to what follows: to a phrase, or to the main clause as its verb."""
    if _BEGINS_A_PHRASE.match(prose, match.start(2)):
        return True
    return word in _VERBS and _CLAUSE_BEFORE.search(prose, max(0, match.start() - 80), match.start()) is not None


_ENDING = r"(?:s|en|ens|et|ets|n|ns|t|ts|er|ers|erna|ernas|ningar|arna|arnas|or|orna|ornas)?"
_OWNERS = (
    r"(?:en|ett|den|det|varje|någon|respektive|denna|detta|dess|deras|vår|sin|hela|ovan|nedan|tidigare|som"
    r"|två|tre|fyra|fem|sex|flera|många|alla|inga|[0-9]+|\w+s)"
)
_OWNED = re.compile(rf"\b{_OWNERS}{BLANK}$", re.IGNORECASE)


def _compounds() -> WordList:
    return WordList([Entry((first,), rf"{first} (?:{rest}){_ENDING}(?!-)") for first, rest in rows("compounds")])


_COMPOUNDS: list[WordList] = []


@rule(
    "SPR007",
    "split-compound",
    Severity.WARNING,
    summary=lambda: _("A compound written as two words"),
    why=lambda: _("“Tjänste utlåtande” is read as two words, and is not found by a search for the one that it is."),
    source="Myndigheternas skrivregler (Isof); ordlistan: ksflow",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def split_compound(manuscript: Manuscript) -> Iterator[Problem]:
    """Two parts of a known compound side by side; not “varje förvaltnings chef”, where the first one owns."""
    if not _COMPOUNDS:
        _COMPOUNDS.append(_compounds())
    for found in _COMPOUNDS[0].find(manuscript):
        before = found.excerpt.passage.prose[: found.excerpt.start]
        words = found.excerpt.text.split()
        if (words[0].endswith("s") or words[0] == "nämnd") and _OWNED.search(before):
            continue
        if words[1] != words[1].lower():
            continue
        instead = "".join(words)
        message = _("“{found}” is one word: “{right}”", found=" ".join(words), right=instead)
        yield Problem(found.excerpt, message, _("Write “{text}”", text=instead), instead)
