"""The commands with their arguments, options, examples and exit codes, as the command line knows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ksflow.cli.exits import Exit
from reference_pages.text import anchor, code, escaped, fenced, page, prose, say, table


def pages() -> Iterator[tuple[str, str]]:
    """Yield the page of the commands and the page of the exit codes."""
    parts = [
        say(
            "Alla kommandon körs i arbetsytan, mappen med `kommun.yaml`, eller i en mapp under den. `ksflow KOMMANDO "
            "--help` "
            "visar detsamma i terminalen. Meddelandena är svenska när datorn är det; "
            "[`KSFLOW_LANG`](miljovariabler.md#ksflow_lang) bestämmer annars.",
            "Every command runs in the workspace, the folder with `kommun.yaml`, or in a folder below it. `ksflow "
            "COMMAND --help` "
            "shows the same in the terminal. Messages are Swedish where the machine is; "
            "[`KSFLOW_LANG`](environment.md#ksflow_lang) decides otherwise.",
        ),
        table((say("Kommando", "Command"), say("Gör", "Does")), (_row(*one) for one in commands())),
    ]
    parts += [_section(name, command) for name, command in commands()]
    if say("sv", "en") == "sv":
        parts += ["## Slutkoder { #slutkoder }", _exits(), _exits_of_commands()]
        yield "kommandon.md", page("Kommandon", *parts)
    else:
        yield "commands.md", page("Commands", *parts)
        intro = (
            "The exit code tells a script or a CI job how a command went; it never depends on the form of the report."
        )
        yield "exit-codes.md", page("Exit codes", intro, _exits(), "## By command", _exits_of_commands())


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command with its whole name, in the order of help; groups come apart."""
    import typer.main

    from ksflow.cli.app import app

    root: Any = typer.main.get_command(app)
    for name, command in root.commands.items():
        inner = getattr(command, "commands", None)
        if inner is None:
            yield f"ksflow {name}", command
        else:
            for below in inner:
                yield f"ksflow {name} {below}", inner[below]


def options(command: Any) -> Iterator[Any]:
    """Yield the options of a command that are shown."""
    for parameter in command.params:
        if parameter.param_type_name == "option" and not parameter.hidden:
            yield parameter


def text(described: Any) -> str:
    """Return a help text; brackets are kept from Rich with a backslash."""
    return str(described.help or "").replace("\\[", "[")


def _row(name: str, command: Any) -> tuple[str, str]:
    return f"[{code(name)}](#{anchor(name)})", prose(_first_sentence(_paragraphs(command)[0]))


def _first_sentence(paragraph: str) -> str:
    return re.split(r"(?<=[.:])\s", paragraph, maxsplit=1)[0].rstrip(":.") + "."


def _paragraphs(command: Any) -> list[str]:
    return [part.strip() for part in text(command).split("\n\n") if part.strip()]


def _section(name: str, command: Any) -> str:
    parts = [f"## {name} {{ #{anchor(name)} }}", *_described(_paragraphs(command))]
    parts.insert(2, fenced(_synopsis(name, command)))
    parts.append(_arguments(command))
    parts.append(_options(command))
    return "\n\n".join(part for part in parts if part)


def _described(paragraphs: list[str]) -> Iterator[str]:
    """Yield the paragraphs of a help text as Markdown; examples that follow each other become one block."""
    examples: list[str] = []
    for paragraph in [*paragraphs, ""]:
        if re.match(r"(?:\$ )?ksflow [a-z]", paragraph):
            examples.append(paragraph)
            continue
        if examples:
            yield fenced("\n".join(examples))
            examples = []
        if paragraph and not _is_exits(paragraph):
            lone = re.fullmatch(r"[^.:]+:", paragraph)
            yield f"**{escaped(paragraph[:-1])}**" if lone else prose(" ".join(paragraph.split()))
    # What examples need stands above them; the exit codes come last.
    for paragraph in paragraphs:
        if _is_exits(paragraph):
            yield _bold_head(paragraph)


def _is_exits(paragraph: str) -> bool:
    return bool(re.match(r"(Exit codes?|Slutkoder|Avslutningskoder)\b.*:", paragraph))


def _bold_head(paragraph: str) -> str:
    head, _, rest = paragraph.partition(":")
    return f"**{escaped(head)}:** {prose(rest.strip())}"


def _synopsis(name: str, command: Any) -> str:
    words = [name]
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            word = (parameter.metavar or parameter.name.upper()) + ("..." if parameter.nargs == -1 else "")
            words.append(word if parameter.required else f"[{word}]")
    words.insert(1, say("[FLAGGOR]", "[OPTIONS]") if any(options(command)) else "")
    return " ".join(word for word in words if word)


def _arguments(command: Any) -> str:
    rows = [
        (code(one.metavar or one.name.upper()), prose(text(one)))
        for one in command.params
        if one.param_type_name == "argument"
    ]
    return table((say("Argument", "Argument"), say("Betydelse", "Meaning")), rows) if rows else ""


def _options(command: Any) -> str:
    columns = (
        say("Flagga", "Option"),
        say("Betydelse", "Meaning"),
        say("Annars", "Otherwise"),
        say("Variabel", "Variable"),
    )
    rows = [
        (
            ", ".join(code(f"{name} {one.metavar}" if one.metavar and not one.is_flag else name) for name in one.opts),
            prose(text(one)),
            code(str(one.default)) if one.default not in (None, False, ()) and not one.is_flag else "",
            ", ".join(map(code, _variables(one))),
        )
        for one in options(command)
    ]
    return table(columns, rows) if rows else ""


def _variables(option: Any) -> list[str]:
    names = option.envvar or []
    return [names] if isinstance(names, str) else list(names)


def _exits() -> str:
    meanings = {
        0: say("Allt gick bra. Varningar är tillåtna.", "All is well. Warnings are allowed."),
        1: say(
            "Något i ärendena är fel, eller är inte som det ska; det står i utskriften.",
            "Something in the cases is wrong, or is not as it should be; the output says what.",
        ),
        2: say(
            "Kommandot kunde inte börja: fel flagga, ingen arbetsyta, en fil som inte finns, en felaktig "
            "`kommun.yaml`.",
            "The command could not begin: a wrong option, no workspace, a file that is not there, a faulty "
            "`kommun.yaml`.",
        ),
        130: say(
            "Avbrutet med Ctrl-C. Det som har skrivits är helt.",
            "Interrupted with Ctrl-C. What has been written is whole.",
        ),
        141: say(
            "Den som läste utskriften gick innan den var slut, som `head` gör.",
            "Whoever read the output went before it ended, as `head` does.",
        ),
    }
    rows = [(f"`{one.value}`", meanings[one.value]) for one in Exit]
    return table((say("Kod", "Code"), say("Betydelse", "Meaning")), rows)


def _exits_of_commands() -> str:
    rows = [
        (f"[{code(name)}]({say('', 'commands.md')}#{anchor(name)})", prose(paragraph.partition(":")[2].strip()))
        for name, command in commands()
        for paragraph in _paragraphs(command)
        if _is_exits(paragraph)
    ]
    return table((say("Kommando", "Command"), say("Slutkoder", "Exit codes")), rows)
