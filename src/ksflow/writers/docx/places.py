"""Tags, their places, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class TagPlace(NamedTuple):
    """Where a tag stands, in words that somebody who has the file open in Word understands."""

    part: str
    where: str

    def __str__(self) -> str:
        return f"{self.part}, {self.where}" if self.where else self.part


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as Jinja reads it, as it was written, and its place."""

    source: str
    written: str
    place: TagPlace
    level: str = ""
    """What the tag stands for: "p" its paragraph, "tr" its row, "tc" its cell, "r" its run, "" only itself."""

    @property
    def expression(self) -> str:
        """What a tag ``{{ … }}`` prints, without filters or blanks; "" for other tags."""
        return self.source[2:-2].strip("-+ \n").partition("|")[0].strip() if self.source.startswith("{{") else ""

    @property
    def compiled(self) -> str:
        """The tag in the template: what stands in the place of a run is printed as a run."""
        if self.level != "r" or not self.source.startswith("{{"):
            return self.source
        start, end = self.source.index("\n") + 1, -3 if self.source[-3] in "-+" else -2
        return f"{self.source[:start]}({self.source[start:end]})|_run{self.source[end:]}"


class TagFault(NamedTuple):
    """A tag that cannot be used."""

    code: str
    message: str
    help: str | None
    place: TagPlace
