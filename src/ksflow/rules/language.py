"""SPR: faults of language that a spelling checker passes over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.sources.findings import Severity

_PLURAL_AND_DESS = re.compile(r"\b(\w{4,}(?:erna|arna|orna)) och (dess)\b")


@rule(
    "SPR006",
    "their-not-its",
    Severity.WARNING,
    summary=lambda: _("“dess” after several"),
    why=lambda: _("“Dess” belongs to one thing; what several own is “deras”."),
    source="Svenska Akademiens grammatik; ksflow",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def their_not_its(manuscript: Manuscript) -> Iterator[Problem]:
    """“Akademierna och dess”: a plural noun owns as “deras”."""
    for excerpt, match in manuscript.search(_PLURAL_AND_DESS):
        place = excerpt.part(match.start(2) - match.start(), match.end(2) - match.start())
        message = _("“{owner}” is more than one: “dess” is “deras”", owner=match[1])
        yield Problem(place, message, _("Write “{text}”", text="deras"), "deras")
