"""Pieces of Markdown that the reference pages are put together of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from ksflow.locale import language

GENERATED = "<!-- generated: python scripts/make_reference.py -->"


def say(swedish: str, english: str) -> str:
    """Return the text that is in the language of the page."""
    return swedish if language() == "sv" else english


def page(title: str, *parts: str) -> str:
    """Return a page of its title and what stands below it; empty parts are left out."""
    return "\n\n".join([GENERATED, f"# {title}", *(part for part in parts if part)]) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; columns that are empty in all rows are left out."""
    lines = [list(row) for row in rows]
    kept = [at for at in range(len(columns)) if any(line[at] for line in lines)]
    shown = [[columns[at] for at in kept], ["---" for _at in kept], *([line[at] for at in kept] for line in lines)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in shown)


def fenced(text: str, kind: str = "text") -> str:
    """Return a block of code."""
    body = text.strip("\n")
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", body))])
    return f"{fence}{kind}\n{body}\n{fence}"


def code(text: str) -> str:
    """Return a text as code in a line."""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if text.startswith("`") or text.endswith("`") else f"{fence}{text}{fence}"


def prose(text: str) -> str:
    """Return a text of ksflow's so that Markdown shows it as it stands, with commands, options and files as code."""
    parts = _as_code().split(text)
    shown = "".join(code(part) if at % 2 else escaped(part) for at, part in enumerate(parts))
    return re.sub("[“”](`[^`]+`)”", r"\1", shown)


@cache
def _as_code() -> re.Pattern[str]:
    from ksflow.cli.app import COMMANDS
    from ksflow.cli.diary.app import COMMANDS as OF_DIARY
    from ksflow.cli.template.app import COMMANDS as OF_TEMPLATE

    below = "|".join([*OF_DIARY, *OF_TEMPLATE])
    command = rf"ksflow (?:{'|'.join(COMMANDS)})(?: (?:{below})\b| [A-Z]{{3}}[0-9]{{3}})?"
    option = r"--?[a-z][\w-]*"
    file = r"[\w./-]+\.(?:ya?ml|docx|typ|html|json)|(?:out|cases|templates)/[\w/-]*"
    return re.compile(rf"(?<![\w/-])({command}|{option}|{file}|\{{\w+\}})(?!\w)")


def escaped(text: str) -> str:
    """Return a text with what Markdown would take for a mark made harmless."""
    return re.sub(r"([\\`*_<\[\]{}])", r"\\\1", text)


def anchor(text: str) -> str:
    """Return a text as it can stand behind # in an address: sändlista becomes sandlista."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
