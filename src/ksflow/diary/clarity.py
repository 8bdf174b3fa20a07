"""Whether a pattern is clear: whether every number that it writes splits into its parts in one way only."""

from __future__ import annotations

import re

from ksflow.diary.parts import Repeated, Run, Token, closing, runs

Tokens = tuple[Token, ...]


def is_clear(found: Tokens) -> bool:
    """Tell whether numbers split in one way only, read from the left or from the right."""
    return _is_clear(found) or _is_clear(_reversed(found))


def _is_clear(found: Tokens) -> bool:
    """Tell whether a number splits in one way only, read from the left.

    It does when what may follow a part never looks like more of it, and what stands in brackets never begins like
    what follows them.
    """
    for position, token in enumerate(found):
        if token.kind == "[":
            if _beginnings(found, position + 1) & _beginnings(found, closing(found, position) + 1):
                return False
        elif (
            token.kind not in ("]", "literal")
            and not _is_fixed(token)
            and _alphabet(token) & _beginnings(found, position + 1)
        ):
            return False
    return True


def _is_fixed(token: Token) -> bool:
    """Tell whether a part always has as many characters."""
    return all(isinstance(run, Run) and run.least == run.most for run in runs(token))


def _beginnings(found: Tokens, position: int) -> set[str]:
    """Return the characters that may stand at a position of the pattern."""
    if position == len(found):
        return set()
    token = found[position]
    if token.kind == "literal":
        return {token.value[0]}
    if token.kind == "]":
        return _beginnings(found, position + 1)
    if token.kind == "[":
        return _beginnings(found, position + 1) | _beginnings(found, closing(found, position) + 1)
    return _alphabet(token)


def _alphabet(token: Token) -> set[str]:
    """Return every character that a part may hold, wherever in it: the pattern is also read from the right."""
    expressions = "".join(
        run.characters for piece in runs(token) for run in (piece.runs if isinstance(piece, Repeated) else (piece,))
    )
    return set(re.findall(f"[{expressions}]", _CHARACTERS))


def _reversed(found: Tokens) -> Tokens:
    swapped = {"[": "]", "]": "["}
    return tuple(
        Token(swapped.get(kind, kind), value[::-1] if kind == "literal" else value) for kind, value in reversed(found)
    )


_CHARACTERS = "0123456789.ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉabcdefghijklmnopqrstuvwxyzåäöé"
