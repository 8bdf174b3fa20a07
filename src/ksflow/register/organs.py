"""The organs of a municipality: whose letters they are, and how they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ksflow.locale import _
from ksflow.organisation.model import Municipality
from ksflow.organisation.parties import Body
from ksflow.sources.suggest import nearest


class Organs:
    """What kommun.yaml (``kod``) and the numbers of the register say about organs; KS and Ks are one."""

    def __init__(self, municipality: Municipality, written: Iterable[str]) -> None:
        self.codes: dict[str, Body] = {body.code.upper(): body for body in municipality.bodies if body.code}
        # Where a body has no code, its short name is the best guess.
        self._guesses = {body.short_name.upper(): body for body in municipality.bodies if body.short_name}
        self._usual: dict[str, str] = {}
        for organ, _count in sorted(Counter(written).items(), key=lambda entry: (-entry[1], entry[0])):
            self._usual.setdefault(organ.upper(), organ)

    def owner(self, organ: str) -> Body | None:
        """Return the body whose cases have these letters, or None."""
        return self.codes.get(organ.upper()) or self._guesses.get(organ.upper())

    def spelling(self, organ: str) -> str:
        """Return the letters as kommun.yaml writes them, else as most numbers do, else as they are."""
        body = self.codes.get(organ.upper())
        return body.code if body and body.code else self._usual.get(organ.upper(), organ)

    def is_known(self, organ: str) -> bool:
        """Tell whether a body or a number of the register has these letters."""
        return organ.upper() in self._usual or self.owner(organ.partition(" ")[0]) is not None

    def help(self, organ: str) -> str:
        """Return what to write instead of letters that no body has."""
        near = nearest(organ, [body.code for body in self.codes.values() if body.code])
        if near:
            return _("Did you mean “{name}”?", name=near)
        codes = sorted(body.code for body in self.codes.values() if body.code)
        return _("Codes: {names}", names=", ".join(codes))
