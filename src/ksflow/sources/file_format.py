"""The format of a file that people write: which version of its keys it is written with (``format: 1``).

A file that does not say is written in format 1, for ever: formats are numbered on their own, not as versions of ksflow,
and a new number comes only when the same text would mean something else. The policy stands in
docs/en/explanation/format-policy.md.
"""

from __future__ import annotations

import re
from typing import Any

from ksflow import __version__
from ksflow.locale import _
from ksflow.sources.findings import Finding, FindingsError
from ksflow.sources.yamltree import YamlTree

KEY = "format"
KOMMUN_FORMAT = 1
"""The format of kommun.yaml that this ksflow reads."""

_NUMBER = re.compile(r"[1-9][0-9]*")
_LONGEST = 9
"""Digits; what has more is later than anything, and need not be counted with."""


def stated_format(data: dict[str, Any]) -> int | None:
    """Return the format that a file says it is written in, 1 where it says none; None for what is no number."""
    value = data.get(KEY)
    if value is None:
        return 1
    text = value.strip() if isinstance(value, str) else ""
    if not _NUMBER.fullmatch(text):
        return None
    return int(text) if len(text) <= _LONGEST else 10**_LONGEST


def readable_format(tree: YamlTree, current: int) -> int:
    """Return the format of a file; raise FindingsError, with that alone, where it is later than the current one.

    Of a file whose keys have other meanings than one knows, nothing else can be said.
    """
    found = stated_format(tree.data)
    if found is None:
        raise FindingsError([_no_number(tree)])
    if found > current:
        raise FindingsError([_later(tree, current)])
    return found


def _later(tree: YamlTree, current: int) -> Finding:
    written = _short(tree.data[KEY])
    message = _("The file is written in format {number}, which is later than this ksflow knows", number=written)
    help_ = _("Update ksflow: this is version {version}, which reads formats up to {current}",
              version=__version__, current=current)  # fmt: skip
    return tree.source.finding(tree.place((KEY,)).value, "FIL018", message, help_)


def _no_number(tree: YamlTree) -> Finding:
    value, place = tree.data[KEY], tree.place((KEY,))
    if isinstance(value, str):
        message = _("“{key}” must be a whole number from 1 on, not “{value}”", key=KEY, value=_short(value))
    else:
        found = _("keys and values") if isinstance(value, dict) else _("a list")
        message = _("“{key}” must be {expected}, not {found}", key=KEY, expected=_("a whole number"), found=found)
    help_ = _("Write for example “{example}”", example=f"{KEY}: 1")
    return tree.source.finding(place.value if isinstance(value, str) else place.key or place.value,
                               "FIL103", message, help_)  # fmt: skip


def _short(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= 20 else f"{text[:19]}…"
