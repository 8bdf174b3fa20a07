"""Texts and paths of the command line, taken as they are.

Typer gives every value to Pydantic, which takes longer to load than it takes to see that a thousand cases are
unchanged. A text needs no such help, nor does an option that is not given or that has a parser of its own. All else,
and all that is wrong, is left to Typer; a Typer that does without Pydantic is left alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple


def take_plainly(parameters: Iterable[Any]) -> None:
    """Let parameters, as Typer has made them, take texts and paths as they are."""
    for parameter in parameters:
        is_met = "get_runtime_param" in vars(parameter)
        if not is_met and hasattr(parameter, "get_runtime_param") and hasattr(parameter, "type_descriptor"):
            quick = _Quick(parameter.get_runtime_param, parameter.type_descriptor)
            parameter.get_runtime_param = _always(quick)


def _always(value: Any) -> Callable[[], Any]:
    return lambda: value


class _Quick(NamedTuple):
    """What Typer asks for a value of the right type."""

    slow: Callable[[], Any]
    """Gives what Typer itself would ask."""
    kind: Any

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value as the command wants it; Typer raises what is wrong with it."""
        several = param.multiple or param.nargs == -1
        if value is None:
            return () if several else None
        annotation = self.kind.annotation
        if isinstance(value, str) and (parser := getattr(getattr(self.kind, "parameter_info", None), "parser", None)):
            return parser(value)
        if annotation is str and isinstance(value, str):
            return value
        if annotation is Path and _is_usable(value):
            return Path(value)
        if annotation == list[str] and several and all(isinstance(one, str) for one in value):
            return list(value)
        if annotation == list[Path] and several and all(map(_is_usable, value)):
            return [Path(one) for one in value]
        return self.slow().coerce(value, param=param, ctx=ctx)


def _is_usable(value: Any) -> bool:
    """Tell whether Typer would have nothing against a path: it is one, and what is there may be read."""
    return isinstance(value, str | Path) and (not os.path.exists(value) or os.access(value, os.R_OK))  # noqa: PTH110
