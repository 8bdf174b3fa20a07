"""Which att-satser an entry of the distribution list is about: "2", "1, 3", "2–4", or "KF 2" if several bodies decide.

Att-satser are numbered anew for each body that decides, so with several of them the body says which list is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

_WORD = r"(?:(?:besluts|att-)?(?:punkt(?:en|erna)?|sats(?:en|erna)?)\s+)?"
_NUMBERS = re.compile(rf"{_WORD}(?P<numbers>[0-9][0-9\s,&–-]*(?:och\s+[0-9]+)?)")
_BY_POSITION = re.compile(r"(?P<proposal>[0-9]{1,3})\.(?P<numbers>[0-9]{1,3})")
_LONGEST = 200
_RANGE = re.compile(r"([0-9]{1,3})(?:\s*[–-]\s*([0-9]{1,3}))?")


class ProposalShape(NamedTuple):
    """What of a proposal matters for finding its att-satser."""

    proposer: str | None
    receiver: str | None
    clauses: int


def proposer_of(from_body: str | None, body: str, *, needed: bool) -> str | None:
    """Return who proposes or decides; where nobody is named but it must be said, the body that the case goes to."""
    return from_body or (body if needed else None)


class Point(NamedTuple):
    """One att-sats: the position of its proposal from 0, its number in it from 1."""

    proposal: int
    number: int


class PointFault(ValueError):  # noqa: N818 - the fault is data, like a finding
    """Why a reference leads nowhere.

    ``kind`` is "form", "unclear" (several bodies decide), "several" (the body has several decisions with it), "body"
    (nobody with that name decides) or "number" (there is no such att-sats); ``details`` is for the message.
    """

    def __init__(self, kind: str, **details: str | int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.details = details


def read_points(text: str, proposals: Sequence[ProposalShape], same: Callable[[str], str]) -> list[Point]:
    """Return the att-satser that a reference means, in order; raise PointFault when it leads nowhere.

    ``same`` reduces a body's name to what its spellings share (KF, kommunfullmäktige). Where even the body leaves two
    proposals to choose from, 3.2 is the second att-sats of the third.
    """
    text = text.strip() if len(text) <= _LONGEST else ""
    if match := _BY_POSITION.fullmatch(text):
        at = int(match["proposal"]) - 1
        if not 0 <= at < len(proposals):
            raise PointFault("form")
        return _points([at], match["numbers"], proposals)
    body, numbers = _split(text, proposals, same)
    if body is None and len(proposals) != 1:
        raise PointFault("unclear")
    return _points([0] if body is None else _decided_by(body, proposals, same), numbers, proposals)


def _split(text: str, proposals: Sequence[ProposalShape], same: Callable[[str], str]) -> tuple[str | None, str]:
    """Return the body and the numbers of a reference; a body may end in a figure (Områdesnämnd 3)."""
    if match := _NUMBERS.fullmatch(text):
        return None, match["numbers"]
    bodies = {same(name) for one in proposals for name in (one.proposer, one.receiver) if name}
    splits = [
        (text[: blank.start()].rstrip(" ,"), match["numbers"])
        for blank in re.finditer(r"\s+", text)
        if (match := _NUMBERS.fullmatch(text, blank.end()))
    ]
    if not splits:
        raise PointFault("form")
    return next(((body, numbers) for body, numbers in reversed(splits) if same(body) in bodies), splits[0])


def _points(candidates: list[int], numbers: str, proposals: Sequence[ProposalShape]) -> list[Point]:
    """Return the points of the one proposal among several that has all the numbers."""
    ranges = [(int(part[1]), int(part[2] or part[1])) for part in _RANGE.finditer(numbers)]
    fitting = [at for at in candidates if all(1 <= low <= high <= proposals[at].clauses for low, high in ranges)]
    if not fitting:
        count = max(proposals[at].clauses for at in candidates)
        wrong = next((n for low, high in ranges for n in (low, high) if not 1 <= n <= count), ranges[0][0])
        raise PointFault("number", number=wrong, count=count)
    if len(fitting) > 1:
        example = f"{fitting[0] + 1}.{ranges[0][0]}"
        raise PointFault("several", example=example)
    return [Point(fitting[0], number) for low, high in ranges for number in range(low, high + 1)]


def _decided_by(body: str, proposals: Sequence[ProposalShape], same: Callable[[str], str]) -> list[int]:
    """Return the positions of what a body decides: rather its own decisions than what it is proposed."""
    wanted = same(body)
    own = [at for at, one in enumerate(proposals) if one.receiver is None and _is(one.proposer, wanted, same)]
    proposed = [at for at, one in enumerate(proposals) if _is(one.receiver, wanted, same)]
    if not own and not proposed:
        raise PointFault("body", body=body)
    return own or proposed


def _is(name: str | None, wanted: str, same: Callable[[str], str]) -> bool:
    return name is not None and same(name) == wanted
