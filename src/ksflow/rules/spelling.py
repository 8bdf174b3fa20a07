"""SPR002: words that the Swedish dictionary does not have. Off unless kommun.yaml turns it on; it needs hunspell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.hunspell import HUNSPELL
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import RUNNING, Excerpt, Form
from ksflow.rules.spans import WORDS
from ksflow.sources.findings import Severity

_READ = RUNNING | {Form.HEADING}
# Letters alone, no part of an address or of something with digits, and no suspended compound ("gymnasie- och").
_WORD = re.compile(r"(?<![\w\-@:/.\ufffc])[^\W\d_]{3,60}(?:-[^\W\d_]{1,60})*(?![\w\-@:/\ufffc]|\.\w)")
_SUGGESTED = 3


@rule(
    "SPR002",
    "unknown-word",
    Severity.WARNING,
    summary=lambda: _("A word that the dictionary does not have"),
    why=lambda: _(
        "It may be misspelt, or a name or a new word: then put it into the word list of kommun.yaml. Compounds are "
        "taken apart; words that only begin with a capital, quotations, addresses and numbers are passed over."
    ),
    source="ksflow; ordlistan är hunspells svenska (SFOL)",
    checked="2026-11-24",
    fixing=Fixing.UNSAFE,
    on=False,
    setting="husregler.ordlista",
    tool=HUNSPELL,
)
def unknown_word(manuscript: Manuscript) -> Iterator[Problem]:
    """“Komunen”: a word of a text or a heading that hunspell does not know; told once, where it stands first."""
    first: dict[str, Excerpt] = {}
    own = _own_words(manuscript)
    for excerpt in _words(manuscript):
        word = excerpt.text.casefold()
        if word not in own:
            first.setdefault(word, excerpt)
    unknown = HUNSPELL.unknown(excerpt.text for excerpt in first.values())
    for excerpt in first.values():
        if (hints := unknown.get(excerpt.text)) is not None:
            message = _("The dictionary does not have “{word}”", word=excerpt.text)
            yield Problem(excerpt, message, _help(hints), hints[0] if len(hints) == 1 else None)


def _help(hints: tuple[str, ...]) -> str:
    listed = _("put it into “ordlista” under “husregler” in kommun.yaml if it is right")
    if not hints:
        return _("Correct it, or {listed}", listed=listed)
    names = ", ".join(_("“{name}”", name=hint) for hint in hints[:_SUGGESTED])
    return _("Perhaps {names}; {listed}", names=names, listed=listed)


def _words(manuscript: Manuscript) -> Iterator[Excerpt]:
    """Yield the words that can be judged: small ones, and capitals that only begin a sentence."""
    # A text whose å is an a and a ring would fall apart into pieces of words.
    passages = [one for one in manuscript.passages if one.form in _READ and unicodedata.is_normalized("NFC", one.text)]
    later: list[tuple[Excerpt, bool]] = []
    names: set[str] = set()
    for passage in passages:
        starts = {_first_letter(sentence) for sentence in passage.sentences}
        for match in _WORD.finditer(passage.view(WORDS)):
            word = match.group()
            if word.islower():
                later.append((passage.excerpt(*match.span()), False))
            elif match.start() not in starts:
                names.add(word)  # a name, or an abbreviation
            elif word[1:].islower():
                later.append((passage.excerpt(*match.span()), True))
    yield from (excerpt for excerpt, begins in later if not (begins and _is_name(excerpt.text, names)))


def _first_letter(sentence: Excerpt) -> int:
    """Return where the first letter of a sentence stands in its passage."""
    text = sentence.text
    return sentence.start + next((at for at, character in enumerate(text) if character.isalnum()), 0)


def _is_name(word: str, names: set[str]) -> bool:
    return word in names or word.removesuffix("s") in names or f"{word}s" in names


def _own_words(manuscript: Manuscript) -> frozenset[str]:
    """Return the words of the municipality's own list and of the names that kommun.yaml and the case know."""
    from ksflow.organisation.parties import names_of

    municipality = manuscript.municipality
    texts = [municipality.name, *municipality.house.word_list, *manuscript.names]
    texts += [name for part in municipality.directory.parts for name in names_of(part)]
    words = {word.casefold() for text in texts for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)}
    return frozenset(words | {f"{word}s" for word in words})
