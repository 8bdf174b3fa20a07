"""Whether a diary number agrees with its case: its year with the date, its classification with the plan.

The register and the check of a single case say the same, since both ask here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from ksflow.diary.number import DiaryNumber
from ksflow.locale import _
from ksflow.sources.suggest import nearest


class Disagreement(NamedTuple):
    """What does not agree, and what to do about it."""

    message: str
    help: str


def later_year(number: DiaryNumber, dated: date | None) -> Disagreement | None:
    """Return what is wrong with a number of a later year than its case; an older one is a case that has taken time."""
    if dated is None or number.year <= dated.year:
        return None
    message = _("The number is of {year}, but the case is dated {date}", year=number.year, date=dated.isoformat())
    return Disagreement(
        message, _("A case has its number before its documents are written; correct the number or “datum”")
    )


def unplanned_class(number: DiaryNumber, plan: Mapping[str, str]) -> Disagreement | None:
    """Return what is wrong with a classification that is not in the plan; None without a plan."""
    code = number.classification
    if not code or not plan or code in plan:
        return None
    near = nearest(code, plan)
    help_ = (
        _("Did you mean “{name}”?", name=f"{near} {plan[near]}".strip())
        if near
        else _("Correct it, or add it under “klassificeringsplan” in kommun.yaml")
    )
    return Disagreement(_("The classification is not in the plan: {code}", code=code), help_)
