"""The environment variables that ksflow reads: those of options, and those that its code names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from reference_pages.commands import commands, options, text
from reference_pages.text import anchor, code, page, prose, say

SOURCE = Path(__file__).resolve().parents[2] / "src" / "ksflow"
_OWN = re.compile(r"_?KSFLOW_[A-Z_]+")


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page, named in the language that is set."""
    parts = [
        say(
            "En flagga på kommandoraden går alltid före sin variabel.",
            "An option on the command line always goes before its variable.",
        )
    ]
    of_options = variables_of_options()
    for name in sorted({*of_options, *named_in_code(), *_told()}, key=lambda name: (not _OWN.fullmatch(name), name)):
        told = [_told()[name]] if name in _told() else []
        told += [_of_options(of_options[name])] if name in of_options else []
        if not told:
            raise KeyError(f"Say in variables.py what {name} does")
        parts += [f"## {code(name)} {{ #{name.lower()} }}", *told]
    title = say("Miljövariabler", "Environment variables")
    yield say("miljovariabler.md", "environment.md"), page(title, *parts)


def variables_of_options() -> dict[str, dict[str, list[tuple[str, str]]]]:
    """Return by variable, by the help of an option, the commands and the name of the option there."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for name, command in commands():
        for option in options(command):
            for variable in [option.envvar] if isinstance(option.envvar, str) else option.envvar or ():
                found.setdefault(variable, {}).setdefault(text(option), []).append((name, option.opts[0]))
    return found


def _of_options(by_help: dict[str, list[tuple[str, str]]]) -> str:
    page_ = say("kommandon.md", "commands.md")
    lines = []
    for help_, uses in by_help.items():
        links = ", ".join(f"[{code(f'{name} {option}')}]({page_}#{anchor(name)})" for name, option in uses)
        lines.append(f"- {prose(help_)} {say('Som flagga', 'As an option')}: {links}")
    return "\n".join(lines)


def named_in_code() -> set[str]:
    """Return the names of ksflow's own variables that stand as texts in its code."""
    return {
        node.value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _OWN.fullmatch(node.value)
    }


def _told() -> dict[str, str]:
    return {
        "KSFLOW_LANG": say(
            "Meddelandenas språk: `sv` eller `en`. Utan den gäller `LC_ALL`, `LC_MESSAGES` och `LANG`, på Windows "
            "språket i "
            "Windows egna menyer, och annars engelska. Handlingarna är alltid på svenska, och koder och nycklar i "
            "JSON desamma.",
            "The language of messages: `sv` or `en`. Without it `LC_ALL`, `LC_MESSAGES` and `LANG` decide, on Windows "
            "the language of "
            "Windows' own menus, and else it is English. Documents are always Swedish; codes and JSON keys are the "
            "same.",
        ),
        "NO_COLOR": say(
            "Med något värde som inte är tomt: inga färger.",
            "With any value that is not empty: no colours.",
        ),
        "FORCE_COLOR": say(
            "Med något värde som inte är tomt: färger också i en fil eller ett rör, där det annars aldrig är några.",
            "With any value that is not empty: colours also into a file or a pipe, where there are none otherwise.",
        ),
        "COLUMNS": say(
            "Hur bred terminalen är. I en fil eller ett rör bryts inga rader i anmärkningar.",
            "How wide the terminal is. Into a file or a pipe no line of a finding is broken.",
        ),
    }
