"""Commands that wait until they are called: making them all takes as long as a small check does."""

from __future__ import annotations

import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any, NamedTuple

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

from ksflow.cli.exits import Exit
from ksflow.cli.plain_values import take_plainly
from ksflow.locale import _


class _Waiting(NamedTuple):
    """A command that nobody has called yet, nor asked for help about."""

    place: str
    help: str | None


class Commands(MutableMapping[str, Any]):
    """The commands of a group by name, in the order in which help lists them; each is made when it is asked for."""

    def __init__(self) -> None:
        self._found: dict[str, Any] = {}
        self._told: dict[str, tuple[str | None, str | None]] = {}

    def add(self, name: str, place: str, help: str | None = None, group: str | None = None) -> None:
        """Add the command that a function is, or the group that a Typer application is; ``place`` is MODULE:NAME.

        ``group`` is the heading under which help lists it.
        """
        self._found[name] = _Waiting(place, help)
        self._told[name] = (group, help)

    def told(self) -> Iterator[tuple[str, str | None, str | None]]:
        """Yield name, group and help of each command, without making any."""
        for name, (group, text) in self._told.items():
            yield name, group, text

    def group(self) -> type[TyperGroup]:
        """Return the class of a group that has these commands, for ``typer.Typer(cls=…)``."""
        commands = self

        class Group(_Group):
            def __init__(self, **settings: Any) -> None:
                super().__init__(**{**settings, "commands": None})
                self.commands = commands

        return Group

    def __getitem__(self, name: str) -> Any:
        command = self._found[name]
        if isinstance(command, _Waiting):
            command = self._found[name] = _made(name, command)
        return command

    def __contains__(self, name: object) -> bool:
        return name in self._found  # the mixin would make it

    def __setitem__(self, name: str, command: Any) -> None:
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class _Helpful:
    """What ksflow's commands and groups share: their page of help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page that --help shows; Click prints what is written."""
        from ksflow.cli.help_page import help_page, shows_colours

        ctx.color = shows_colours()
        formatter.write(help_page(self, ctx))

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return what a list of commands, or a shell, says of this one: whole, where Typer cuts it."""
        from ksflow.cli.help_page import summary

        return summary(getattr(self, "help", None))

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Return what the shell can offer, each explanation as it stands."""
        from ksflow.cli.completing import explained

        offered: list[Any] = super().shell_complete(ctx, incomplete)  # type: ignore[misc]
        for one in offered:
            one.help = explained(one.help) if one.help else one.help
        return offered


class _Group(_Helpful, TyperGroup):
    """A group of commands that speaks the user's language when it is called wrongly."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help(), color=ctx.color)
            ctx.exit(Exit.USAGE)
        if args[:1] == ["help"] and ctx.parent is None:  # as git and cargo have it
            args = [*args[1:], "--help"]
        take_plainly(self.get_params(ctx))
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        if args[0] not in self.commands and not ctx.resilient_parsing and not args[0].startswith("-"):
            from ksflow.cli.usage import no_such_command

            ctx.fail(no_such_command(args[0], list(self.commands)))
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Any = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **settings: Any,
    ) -> Any:
        """Run the command line; what is wrong with it is told in one line, with exit code 2."""
        settings |= {"standalone_mode": False, "windows_expand_args": windows_expand_args}
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, **settings)
        from ksflow.cli.usage import USAGE_ERRORS, told

        try:
            code = super().main(args, prog_name, complete_var, **settings)
        except USAGE_ERRORS as error:
            from ksflow.cli.console import Console

            Console().refusal(told(error, self, sys.argv[1:] if args is None else list(args)))
            code = Exit.USAGE
        except typer.Abort:  # Ctrl-C or the end of the input, where something was asked
            typer.echo(err=True)
            code = Exit.INTERRUPTED
        sys.exit(code if isinstance(code, int) else Exit.OK)


class _Command(_Helpful, TyperCommand):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        take_plainly(self.get_params(ctx))
        ctx.allow_extra_args = True  # to say in the user's language that they are too many
        extra = super().parse_args(ctx, args)
        if extra and not ctx.resilient_parsing:
            ctx.fail(_("This is one word too many: {text}", text=extra[0]))
        return extra


def _made(name: str, waiting: _Waiting) -> Any:
    """Return a command as Typer makes it."""
    module, _colon, attribute = waiting.place.partition(":")
    found = getattr(import_module(module), attribute)
    if isinstance(found, typer.Typer):
        group: Any = typer.main.get_group(found)
        group.name = name
        group.help = waiting.help or group.help
        return group
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name=name, help=waiting.help, cls=_Command)(found)
    return typer.main.get_command(alone)
