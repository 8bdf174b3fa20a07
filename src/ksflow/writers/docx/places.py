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


class TagFault(NamedTuple):
    """A tag that cannot be used."""

    code: str
    message: str
    help: str | None
    place: TagPlace
