"""Which att-satser an entry of the distribution list is about: "2", "1, 3", "2–4", or "KF 2" if several bodies decide.

Att-satser are numbered anew for each body that decides, so with several of them the body says which list is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

_REFERENCE = re.compile(
    r"(?:(?P<body>.*?[^\s,])[\s,]+)??"
    r"(?:(?:besluts|att-)?(?:punkt(?:en|erna)?|sats(?:en|erna)?)\s+)?"
    r"(?P<numbers>[0-9][0-9\s,–-]*(?:och\s+[0-9]+)?)"
)
_LONGEST = 200
_RANGE = re.compile(r"([0-9]{1,3})(?:\s*[–-]\s*([0-9]{1,3}))?")


class ProposalShape(NamedTuple):
    """What of a proposal matters for finding its att-satser."""

    proposer: str | None
    receiver: str | None
    clauses: int


class Point(NamedTuple):
    """One att-sats: the position of its proposal from 0, its number in it from 1."""

    proposal: int
    number: int


class PointFault(ValueError):  # noqa: N818 - the fault is data, like a finding
    """Why a reference leads nowhere.

    ``kind`` is "form", "unclear" (several bodies decide), "body" (nobody with that name decides) or "number" (there
    is no such att-sats); ``details`` is for the message.
    """

    def __init__(self, kind: str, **details: str | int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.details = details


def read_points(text: str, proposals: Sequence[ProposalShape], same: Callable[[str], str]) -> list[Point]:
    """Return the att-satser that a reference means, in order; raise PointFault when it leads nowhere.

    ``same`` reduces a body's name to what its spellings share (KF, kommunfullmäktige).
    """
    match = _REFERENCE.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        raise PointFault("form")
    proposal = _proposal(match["body"], proposals, same)
    count = proposals[proposal].clauses
    points: list[Point] = []
    for part in _RANGE.finditer(match["numbers"]):
        first, last = int(part[1]), int(part[2] or part[1])
        if not 1 <= first <= last <= count:
            raise PointFault("number", number=last if first <= count else first, count=count)
        points += (Point(proposal, number) for number in range(first, last + 1))
    return points


def _proposal(body: str | None, proposals: Sequence[ProposalShape], same: Callable[[str], str]) -> int:
    """Return the position of the proposal that a body decides: rather its own decision than what it is proposed."""
    if body is None:
        if len(proposals) == 1:
            return 0
        raise PointFault("unclear")
    wanted = same(body)
    own = [at for at, one in enumerate(proposals) if one.receiver is None and _is(one.proposer, wanted, same)]
    proposed = [at for at, one in enumerate(proposals) if _is(one.receiver, wanted, same)]
    found = own or proposed
    if len(found) != 1:
        raise PointFault("unclear" if found else "body", body=body)
    return found[0]


def _is(name: str | None, wanted: str, same: Callable[[str], str]) -> bool:
    return name is not None and same(name) == wanted
