"""Which codes a command reports: ``--select`` and ``--ignore`` take codes and their beginnings."""

from __future__ import annotations

from collections.abc import Callable

from ksflow.locale import _, sentences
from ksflow.sources.codes import known_codes
from ksflow.sources.errors import UsageError
from ksflow.sources.suggest import nearest


class SelectionError(UsageError):
    """A code that does not exist; the message is for the user, one line."""


def selection(select: list[str], ignore: list[str]) -> Callable[[str], bool]:
    """Return a function that tells whether a code is reported; raise SelectionError for unknown ones.

    A longer beginning wins over a shorter: ``--select DIA --ignore DIA001`` leaves out one code, and
    ``--ignore DIA --select DIA001`` all but one.
    """
    selected, ignored = _codes(select), _codes(ignore)

    def wanted(code: str) -> bool:
        chosen = max((len(prefix) for prefix in selected if code.startswith(prefix)), default=-1 if selected else 0)
        left_out = max((len(prefix) for prefix in ignored if code.startswith(prefix)), default=-1)
        return chosen > left_out

    return wanted


def _codes(given: list[str]) -> list[str]:
    known = known_codes()
    codes = [code.strip().upper() for item in given for code in item.split(",") if code.strip()]
    for code in codes:
        if not any(name.startswith(code) for name in known):
            message = _("There is no code {code}", code=code)
            near = nearest(code, known)
            raise SelectionError(sentences(message, _("Did you mean “{name}”?", name=near) if near else None))
    return codes
