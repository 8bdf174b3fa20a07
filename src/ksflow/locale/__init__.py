"""Messages in the user's language, from one gettext catalogue.

The English text in the code is the key; ``sv/LC_MESSAGES/ksflow.po`` holds the Swedish one. The compiled
``.mo`` beside it is committed, and a test fails when it is stale (``python scripts/messages.py`` renews both).
Codes and JSON keys never change with the language; documents are always Swedish.
"""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

_FOLDER = Path(__file__).parent
Language = Literal["sv", "en"]
_chosen: ContextVar[Language | None] = ContextVar("_chosen", default=None)


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Let messages be in this language meanwhile, in this thread or task; None leaves it to the environment."""
    token = _chosen.set(language or _chosen.get())
    try:
        yield
    finally:
        _chosen.reset(token)


def language() -> str:
    """Return "sv" or "en": what ``speaking`` says, else ``KSFLOW_LANG``, else the locale's language, else English.

    Windows sets no variable; there the language of its menus counts.
    """
    if chosen := _chosen.get():
        return chosen
    for name in ("KSFLOW_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "sv" if value.lower().startswith("sv") else "en"
    return _language_of_windows() if sys.platform == "win32" else "en"


@lru_cache(maxsize=1)
def _language_of_windows() -> str:
    """Ask Windows, which sets no variable, for the language of its own menus (0x1D is Swedish, [MS-LCID] 2.2)."""
    import ctypes

    windows: Any = getattr(ctypes, "windll")  # noqa: B009 - there only on Windows
    return "sv" if windows.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x1D else "en"


@lru_cache(maxsize=4)
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation("ksflow", _FOLDER, [code], fallback=True)


def _(text: str, /, **values: object) -> str:
    """Return ``text`` in the user's language with ``{name}`` replaced by the given values."""
    message = _catalogue(language()).gettext(text) if language() != "en" else text
    return message.format(**values) if values else message


def ngettext(singular: str, plural: str, count: int, /, **values: object) -> str:
    """Return the form that fits ``count``, with ``{count}`` and ``{name}`` replaced."""
    return _catalogue(language()).ngettext(singular, plural, count).format(count=count, **values)


def decimal(value: float) -> str:
    """Return a number with one decimal: 0,1 in Swedish, 0.1 in English."""
    return f"{value:.1f}".replace(".", "," if language() == "sv" else ".")


def sentences(message: str, *more: str | None) -> str:
    """Join a message and its helps, which may begin with a small letter, to one line of sentences."""
    said = message
    for text in filter(None, more):
        said += f"{' ' if said.endswith(('?', '.')) else '. '}{text[:1].upper()}{text[1:]}"
    return said
