"""The page that ``--help`` shows, in the user's language, coloured on a terminal and plain elsewhere.

Typer's own page is English whatever the language, names the types of Python, needs Rich, and wraps examples. This one
is made of what Typer's commands say of themselves. A help text is paragraphs; a paragraph that begins with "ksflow " is
an example and stands as it is typed, and those that begin with one of ``_labels()`` come after the options.
"""

from __future__ import annotations

import inspect
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import typer

from ksflow.locale import _

_WIDEST = 100
"""Longer lines are hard to read."""
_NARROW = 70
"""Below this width, what an option does stands on the lines after it."""
_WIDEST_TERM = 26
_UNBROKEN = "\xa0"
_CODES = re.compile(r"(?:^|, )(?=(?:0|1|2|130) )")


class Section(NamedTuple):
    """What a help text says under a label: examples, exit codes, or a text."""

    label: str
    text: str = ""
    examples: tuple[str, ...] = ()


class Row(NamedTuple):
    """A word and what it stands for."""

    term: str
    text: str


def help_page(command: Any, context: Any) -> str:
    """Return the page of a command for standard output."""
    page = _Page(min(shutil.get_terminal_size().columns, _WIDEST), is_coloured=shows_colours())
    return "\n".join(page.lines(command, context)) + "\n"


def shows_colours() -> bool:
    """Tell whether standard output shows colours, and may."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def summary(help: str | None) -> str:
    """Return what a list of commands says of one: the beginning of its help."""
    first, _blank, _rest = (help or "").partition("\n\n")
    return re.split(r"[:;.] |\.$", first, maxsplit=1)[0]


def examples(help: str | None) -> Iterator[str]:
    """Yield the command lines that a help text gives as examples."""
    for section in _sections(_paragraphs(help)[1]):
        yield from section.examples


def see_also(help: str | None) -> str:
    """Return the commands that a help text names as related; "" where there are none."""
    return "".join(one.text for one in _sections(_paragraphs(help)[1]) if one.label == _("See also"))


class _Page:
    def __init__(self, width: int, *, is_coloured: bool) -> None:
        self.width = max(width - 1, 30)  # some terminals wrap at their last column
        self.is_coloured = is_coloured

    def lines(self, command: Any, context: Any) -> Iterator[str]:
        (what, *more), after = _paragraphs(command.help)
        yield from self._wrapped(what)
        yield ""
        called = _("Usage:")
        yield f"{self._bold(called)} {usage(command, context)}"
        for paragraph in more:
            yield ""
            yield from self._wrapped(paragraph)
        for title, rows in (*_arguments(command, context), *_commands(command), *_options(command, context)):
            yield from self._list(title, rows)
        for section in _sections(after):
            yield from self._section(section)

    def _list(self, title: str, rows: list[Row]) -> Iterator[str]:
        yield ""
        yield self._bold(f"{title}:")
        longest = min(max(len(row.term) for row in rows), _WIDEST_TERM)
        for term, text in rows:
            if self.width < _NARROW:
                yield f"  {self._term(term.strip())}"
                yield from self._wrapped(text, 6)
                continue
            first, *rest = self._wrapped(text, longest + 4) or [""]
            if len(term) > longest:
                yield f"  {self._term(term)}"
                yield first
            else:
                yield f"  {self._term(term)}{' ' * (longest - len(term))}{first[longest + 2 :]}"
            yield from rest

    def _section(self, section: Section) -> Iterator[str]:
        yield ""
        if section.examples:
            yield self._bold(f"{section.label}:")
            for example in section.examples:
                yield f"  {self._term(example)}"
        elif len(codes := [part.partition(" ") for part in _CODES.split(section.text) if part]) > 1:
            yield self._bold(f"{section.label}:")
            for code, _blank, text in codes:
                first, *rest = self._wrapped(text.rstrip("."), 7)
                yield f"  {self._term(f'{code:<5}')}{first[7:]}"
                yield from rest
        else:
            first, *rest = self._wrapped(f"{section.label}: {section.text}")
            label, _colon, text = first.partition(":")
            yield f"{self._bold(f'{label}:')}{text}"
            yield from rest

    def _wrapped(self, text: str, indent: int = 0) -> list[str]:
        blank = " " * indent
        lines = textwrap.wrap(
            text.replace("\n", " "),
            self.width,
            initial_indent=blank,
            subsequent_indent=blank,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return [line.replace(_UNBROKEN, " ") for line in lines]

    def _bold(self, text: str) -> str:
        return typer.style(text, bold=True) if self.is_coloured else text

    def _term(self, text: str) -> str:
        return typer.style(text, fg="cyan") if self.is_coloured else text


def usage(command: Any, context: Any) -> str:
    """Return how a command is called."""
    words = [context.command_path, _("[OPTIONS]")]
    for parameter in command.params:
        if parameter.param_type_name == "argument" and not parameter.hidden:
            name = f"{_name(parameter)}…" if parameter.nargs == -1 else _name(parameter)
            words.append(name if parameter.required else f"[{name}]")
    return " ".join([*words, *([_("COMMAND …")] if hasattr(command, "commands") else [])])


def _paragraphs(help: str | None) -> tuple[list[str], list[str]]:
    """Split a help text into what stands before the options and what after them."""
    paragraphs = inspect.cleandoc(help or "").split("\n\n")
    labelled = (at for at, paragraph in enumerate(paragraphs) if paragraph.partition(":")[0] in _labels())
    at = next(labelled, len(paragraphs))
    return paragraphs[:at], paragraphs[at:]


def _sections(paragraphs: Iterable[str]) -> Iterator[Section]:
    """Yield what follows the options; examples belong to the label before them."""
    section: Section | None = None
    for paragraph in paragraphs:
        if section and paragraph.startswith("ksflow "):
            section = section._replace(examples=(*section.examples, paragraph))
            continue
        if section:
            yield section
        label, _colon, text = paragraph.partition(":")
        section = Section(label, text.strip())
    if section:
        yield section


def _labels() -> tuple[str, ...]:
    return (_("Example"), _("Examples"), _("Exit codes"), _("Environment"), _("Files"), _("See also"))


def _arguments(command: Any, context: Any) -> Iterator[tuple[str, list[Row]]]:
    rows = [
        Row(f"{_name(one)}…" if one.nargs == -1 else _name(one), _explained(one, context))
        for one in command.params
        if one.param_type_name == "argument" and not one.hidden
    ]
    if rows:
        yield _("Arguments"), rows


def _commands(command: Any) -> Iterator[tuple[str, list[Row]]]:
    groups: dict[str, list[Row]] = {}
    for name, group, text in command.commands.told() if hasattr(command, "commands") else ():
        groups.setdefault(group or _("Commands"), []).append(Row(name, summary(text)))
    yield from groups.items()


def _options(command: Any, context: Any) -> Iterator[tuple[str, list[Row]]]:
    """Yield the options in their groups; what many commands have comes last."""
    usual, common = _("Options"), _("Common options")
    groups: dict[str, list[Row]] = {usual: []}
    last: list[Row] = []
    for option in command.get_params(context):
        if option.param_type_name == "argument" or option.hidden:
            continue
        group = getattr(option, "rich_help_panel", None) or usual
        is_help = not set(option.opts).isdisjoint(context.help_option_names)
        rows = last if is_help or group == common else groups.setdefault(group, [])
        text = _("Show this help.") if is_help else _explained(option, context)
        rows.append(Row(_spelled(option), text))
    if len(last) == 1 and len(groups) == 1:  # --help alone
        groups[usual] += last
        last = []
    yield from ((title, rows) for title, rows in (*groups.items(), (common, last)) if rows)


def _spelled(option: Any) -> str:
    """Return an option as it is typed: -d, --document DOCUMENT."""
    names = sorted(option.opts, key=len)
    spelled = ", ".join(names) if names[0][1] != "-" else f"    {names[0]}"
    if option.secondary_opts:
        spelled += f"/{option.secondary_opts[0]}"
    return spelled if getattr(option, "is_flag", False) else f"{spelled} {_name(option)}"


def _name(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper().replace("_", "-"))


def _explained(parameter: Any, context: Any) -> str:
    """Return what a parameter is, with its environment variable and what holds where it is not given."""
    parts = [_completion_help(parameter) or parameter.help or ""]
    if isinstance(variable := parameter.envvar, str):
        parts.append(_("[environment: {name}]", name=variable).replace(" ", _UNBROKEN))
    default = parameter.get_default(context, call=False)
    if parameter.show_default and isinstance(default, str | int) and not isinstance(default, bool) and default != "":
        parts.append(_("[default: {value}]", value=default).replace(" ", _UNBROKEN))
    return " ".join(parts)


def _completion_help(parameter: Any) -> str | None:
    """Return what Typer says in English only."""
    if "--install-completion" in parameter.opts:
        return _("Let this shell complete commands, options, documents, diary numbers and codes.")
    if "--show-completion" in parameter.opts:
        return _("Print what --install-completion would write, to put it elsewhere.")
    return None
