"""The Swedish of proposals: their headings, and att-satser in the municipality's form.

In the form *meningar* a text stands as the author wrote it. In the form *att-satser* it becomes part of one sentence:
"att" is put before it, its first letter is small unless it begins a name, and it ends in a comma, the last but one in
", samt", the last in a full stop. A text that begins with "att" already keeps its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ksflow.casefile.model import Clause, Proposal
from ksflow.documents.blocks import (
    Block,
    Emphasis,
    Footnote,
    Inline,
    List,
    Paragraph,
    Strong,
    Text,
    plain_text,
)
from ksflow.documents.markdown_field import Wording
from ksflow.documents.swedish import genitive, lower_first, upper_first
from ksflow.documents.typography import typeset
from ksflow.organisation.model import ClauseForm, Municipality

Blocks = tuple[Block, ...]

_ENDS = ",.;:!?"
_ATT = re.compile(r"att(?![\w-])", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?:\b\w{1,2}\.){2,}$|\b(?:etc|osv|m fl|m m|kl|st|nr|kap)\.$")
_WORD = re.compile(r"[^\W\d_][\w:-]*")


def proposal_heading(proposal: Proposal, municipality: Municipality) -> str | None:
    """Return the heading of a proposal: who proposes or decides, and to whom; None when nobody is named.

    Bodies stand under the names that kommun.yaml gives them, however the case writes them (KS, kommunstyrelsen).
    """
    if proposal.title is not None:
        return typeset(proposal.title)
    if proposal.from_body is None:
        return None
    owner = genitive(upper_first(municipality.official_name(proposal.from_body)))
    if proposal.to_body is None:
        heading = f"{owner} beslut"
    else:
        heading = f"{owner} förslag till {_inside(proposal.to_body, municipality)}"
    return heading + _condition(proposal, municipality)


def proposal_opening(proposal: Proposal, municipality: Municipality) -> str | None:
    """Return what leads from the heading to the att-satser: "Kommunstyrelsen beslutar"; None when nobody is named."""
    if proposal.from_body is None:
        receiver = proposal.to_body and upper_first(municipality.official_name(proposal.to_body))
        return f"{receiver} föreslås besluta" if receiver else None
    owner = upper_first(municipality.official_name(proposal.from_body))
    condition = _condition(proposal, municipality)
    if proposal.to_body is None:
        return f"{owner} beslutar,{condition}," if condition else f"{owner} beslutar"
    receiver = _inside(proposal.to_body, municipality)
    return (
        f"{owner} föreslår {receiver} att,{condition}, besluta" if condition else f"{owner} föreslår {receiver} besluta"
    )


def _condition(proposal: Proposal, municipality: Municipality) -> str:
    if proposal.subject_to is None:
        return ""
    return f" under förutsättning av {genitive(_inside(proposal.subject_to, municipality))} beslut"


def _inside(name: str, municipality: Municipality) -> str:
    """Return a body's name as it stands inside a sentence."""
    return lower_first(municipality.official_name(name))


def wordings(clauses: list[Clause], form: ClauseForm, names: frozenset[str]) -> list[Wording]:
    """Return for each att-sats what gives it the municipality's form; ``names`` are words that keep their capital."""
    last = len(clauses) - 1
    if form == "meningar":
        return [AsSentences(_sentences(clause, alone=not last)) for clause in clauses]
    ends = [", samt" if number == last - 1 else "." if number == last else "," for number in range(len(clauses))]
    return [AsClause(_additions(clause, alone=not last), end, names) for clause, end in zip(clauses, ends, strict=True)]


@dataclass(frozen=True, slots=True)
class AsSentences:
    """Sets sentences after a text: in its paragraph if it is a single one, else in one of their own."""

    extra: str

    def __call__(self, blocks: Blocks) -> Blocks:
        """Return the blocks with the sentences."""
        if not self.extra:
            return blocks
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            children = blocks[0].children
            stop = "" if plain_text(children).rstrip().endswith((".", "!", "?", ":")) else "."
            return (Paragraph((*children, Text(f"{stop} {self.extra}"))),)
        return (*blocks, Paragraph((Text(self.extra),)))


@dataclass(frozen=True, slots=True)
class AsClause:
    """Makes a text part of one sentence of att-satser."""

    additions: str
    end: str
    names: frozenset[str]

    def __call__(self, blocks: Blocks) -> Blocks:
        """Return the blocks with "att" before them and the end after them."""
        if not blocks:
            return blocks
        if not isinstance(blocks[0], Paragraph):
            worded: Blocks = (Paragraph((Text("att"),)), *blocks)
        elif _ATT.match(plain_text(blocks[0].children)):
            worded = (Paragraph(_with_small_att(blocks[0].children)), *blocks[1:])
        else:
            worded = (Paragraph((Text("att "), *_with_small_letter(blocks[0].children, self.names))), *blocks[1:])
        if isinstance(worded[-1], Paragraph) or not self.additions:
            return _with_end(worded, f"{self.additions}{self.end}")
        # After sub-items or a table, what is added would read as part of the last of them.
        return (*_with_end(worded, ","), Paragraph((Text(f"{self.additions.removeprefix(', ')}{self.end}"),)))


def _sentences(clause: Clause, alone: bool) -> str:
    """Return what an att-sats says beside its text, as sentences."""
    replaced = _bare(clause.replaces or "")
    said = [f"Därmed upphävs {replaced}{'' if replaced.endswith('.') else '.'}"] if replaced else []
    said += [f"{'Paragrafen' if alone else 'Punkten'} justeras omedelbart."] if clause.immediate else []
    return typeset(" ".join(said))


def _additions(clause: Clause, alone: bool) -> str:
    """Return what an att-sats says beside its text, as clauses of its sentence."""
    replaced = _bare(clause.replaces or "")
    said = [f", varmed {replaced}{',' if ',' in replaced else ''} upphävs"] if replaced else []
    said += [f", och att {'paragrafen' if alone else 'punkten'} justeras omedelbart"] if clause.immediate else []
    return typeset("".join(said))


def _with_small_att(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    match children:
        case (Text(text), *rest) if _ATT.match(text):
            return (Text(f"att{text[3:]}"), *rest)
    return children


def _with_small_letter(children: tuple[Inline, ...], names: frozenset[str]) -> tuple[Inline, ...]:
    match children:
        case (Text(text), *rest) if text:
            return (Text(_small(text, names)), *rest)
        case (Emphasis(inner), *rest):
            return (Emphasis(_with_small_letter(inner, names)), *rest)
        case (Strong(inner), *rest):
            return (Strong(_with_small_letter(inner, names)), *rest)
    return children


def _small(text: str, names: frozenset[str]) -> str:
    """Return a text with a small first letter, unless its first word is a name or an abbreviation."""
    match = _WORD.match(text)
    word = match.group() if match else ""
    is_name = word in names and lower_first(word) == word
    is_letter = len(word.partition("-")[0]) == 1 and word not in ("I", "Å")  # A-skolan, B
    if is_name or is_letter or any(letter.isupper() for letter in word[1:]):
        return text
    return text[:1].lower() + text[1:]


def _with_end(blocks: Blocks, end: str) -> Blocks:
    """Let the last words of a text end in ``end`` rather than in what the author wrote; a table has no last words."""
    *before, last = blocks
    match last:
        case Paragraph(children):
            return (*before, Paragraph(_inlines_with_end(children, end)))
        case List(ordered, items, start) if items and items[-1]:
            return (*before, List(ordered, (*items[:-1], _with_end(items[-1], end)), start))
    return blocks


def _inlines_with_end(children: tuple[Inline, ...], end: str) -> tuple[Inline, ...]:
    *before, last = children
    if isinstance(last, Footnote) and before:
        return (*_inlines_with_end(tuple(before), end), last)
    match last:
        case Text(text) if _bare(text):
            bare = _bare(text)
            return (*before, Text(f"{bare}{end.removeprefix('.') if bare.endswith('.') else end}"))
        case Text(text) if before and not text.strip(f" {_ENDS}"):  # only the stop after *emphasis*
            return _inlines_with_end(tuple(before), end)
        case Emphasis(inner) if plain_text(inner).endswith(tuple(_ENDS)):
            return (*before, Emphasis(_inlines_with_end(inner, "")), Text(end))
        case Strong(inner) if plain_text(inner).endswith(tuple(_ENDS)):
            return (*before, Strong(_inlines_with_end(inner, "")), Text(end))
    return (*children, Text(end))


def _bare(text: str) -> str:
    """Return a text without the sign that ends it; the stop of m.m. and its like belongs to the word."""
    text = text.rstrip()
    return text if _ABBREVIATION.search(text) else text.rstrip(_ENDS)


def capital_words(texts: Iterable[str], names: Iterable[str] = ()) -> frozenset[str]:
    """Return the words that stand with a capital inside a sentence, and never without: names, as far as one can see.

    ``names`` are words that are taken for names unless they stand without a capital too: Fastigheter i Storköping AB.
    """
    seen = set(names)
    small: set[str] = set()
    for text in texts:
        for match in _WORD.finditer(text):
            word = match.group()
            before = text[: match.start()].rstrip(" \t*_\u00a0")
            if word[0].islower():
                small.add(word.lower())
            elif (before and before[-1].isalpha()) or before.endswith((",", "och")):
                seen.add(word)
    return frozenset(word for word in seen if word.lower() not in small)
