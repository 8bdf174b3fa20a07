"""Which character of a diary number is wrong, and what was expected there.

A pattern is laid out as a graph of single characters, each with those that may come after it. Walking a text through
it stops at the first character that no number in the format has in that place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ksflow.diary.characters import describe, quoted
from ksflow.diary.format import DiaryFormat
from ksflow.diary.parts import Repeated, Run, Token, closing, runs
from ksflow.locale import _, ngettext


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Where a text stops being a diary number: the 1-based column in characters, and a sentence about it."""

    column: int
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    """A place in a pattern: the characters it takes, and what may come next."""

    accepts: re.Pattern[str] | str
    token: Token
    after: frozenset[_Node]
    more: bool  # whether the part could as well have ended before

    def takes(self, character: str) -> bool:
        if isinstance(self.accepts, str):
            return character == self.accepts
        return self.accepts.match(character) is not None


_END = _Node("", Token("end"), frozenset(), more=False)


def diagnose(form: DiaryFormat, text: str) -> Diagnosis:
    """Return the first fault of a text that ``form`` does not read; raise ValueError for one that it does."""
    plain = unicodedata.normalize("NFC", text)
    here = _graph(form.tokens)
    serial = None
    for position, character in enumerate(plain):
        following = [node for node in here if node.takes(character)]
        if not following:
            return Diagnosis(_column(text, position), _unexpected(here, character))
        if serial is None and following[0].token.kind == "löpnr":
            serial = position
        here = frozenset().union(*(node.after for node in following))
    if _END not in here:
        return Diagnosis(len(text) + 1, _("Expected {expected}, but the number ends", expected=_expected(here)))
    if serial is None or form.reads(text):
        raise ValueError(text)
    return Diagnosis(_column(text, serial), _("There is no serial number 0"))


def _unexpected(here: Iterable[_Node], character: str) -> str:
    digit_wanted = any(node.takes("1") for node in here)
    found = describe(character, digit_wanted)
    return _("Expected {expected}, found {found}", expected=_expected(here), found=found)


def _expected(here: Iterable[_Node]) -> str:
    """Return in words what may stand here; that a part might go on is left out where it may end."""
    needed = [node for node in here if not node.more]
    texts = sorted(_words(node) for node in needed if node is not _END)
    if _END in needed:
        texts.append(_("the end of the number"))
    return _(" or ").join(dict.fromkeys(texts))


def _words(node: _Node) -> str:
    kind, value = node.token
    if isinstance(node.accepts, str):
        return quoted(node.accepts)
    if kind == "organ":
        return {
            "": _("the organ, letters"),
            "ORGAN": _("the organ, capital letters"),
            "Organ": _("the organ, a capital letter and small ones"),
        }[value]
    if kind == "enhet":
        return _("the unit, letters")
    if kind == "år":
        if value not in ("", "4"):
            return _("the year, two digits")
        first = not node.takes("0")
        return _("the year, four digits that begin with 1 or 2") if first else _("the year, four digits")
    if kind == "löpnr":
        least = int(value or 1)
        return ngettext("the serial number, digits", "the serial number, at least {count} digits", least)
    if kind == "klass":
        return (
            ngettext("the classification, {count} digit", "the classification, {count} digits", int(value))
            if value
            else _("the classification, which begins with a digit")
        )
    return _("the document's number, digits")


@lru_cache(maxsize=64)
def _graph(tokens: tuple[Token, ...]) -> frozenset[_Node]:
    """Return the places where a number in a format may begin."""
    return _laid_out(tokens, frozenset([_END]))


def _laid_out(tokens: tuple[Token, ...], after: frozenset[_Node]) -> frozenset[_Node]:
    """Lay tokens out before what comes after them; return where they begin."""
    if not tokens:
        return after
    token, rest = tokens[0], tokens[1:]
    if token.kind == "[":
        end = closing(tokens, 0)
        beyond = _laid_out(tokens[end + 1 :], after)
        return _laid_out(tokens[1:end], beyond) | beyond
    after = _laid_out(rest, after)
    if token.kind == "literal":
        for character in reversed(token.value):
            after = frozenset([_Node(character, token, after, more=False)])
        return after
    for piece in reversed(runs(token)):
        after = _piece(piece, token, after)
    return after


def _piece(piece: Run | Repeated, token: Token, after: frozenset[_Node]) -> frozenset[_Node]:
    if isinstance(piece, Run):
        return _run(piece, token, after)
    begin = after
    for _time in range(piece.most):
        inner = begin
        for run in reversed(piece.runs):
            inner = _run(run, token, inner)
        begin = after | frozenset(_Node(node.accepts, node.token, node.after, more=True) for node in inner)
    return begin


def _run(run: Run, token: Token, after: frozenset[_Node]) -> frozenset[_Node]:
    """Lay a run out from its last possible character to its first."""
    accepts = re.compile(f"[{run.characters}]")
    begin = after
    for count in range(run.most, 0, -1):
        node = _Node(accepts, token, begin, more=count > run.least)
        begin = frozenset([node]) | (after if count > run.least else frozenset())
    return begin


def _column(text: str, position: int) -> int:
    """Return the 1-based column in the text as given of a position in its composed form."""
    if text.isascii():
        return position + 1
    for column in range(1, len(text) + 1):
        if len(unicodedata.normalize("NFC", text[:column])) > position:
            return column
    return len(text)
