"""Bounds for templates: no loop, and no string made by one, may grow beyond what a document can need.

Jinja's sandbox keeps templates from Python's objects, but lets them loop and join strings without end. Here every
loop counts its turns, and every operation that makes a longer string looks at the length first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.filters import do_join, do_replace
from jinja2.runtime import Context
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer

MAX_TURNS = 1_000_000
"""How many turns all loops of a template may take together."""
MAX_TEXT = 1_000_000
"""How long a string may become, in characters."""
_TURNS = "__varv__"


class Bounded(NodeTransformer):
    """Puts the bounds into a parsed template."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja's way of naming visitors
        """Count the turns of a loop."""
        self.generic_visit(node)
        node.iter = _filtered(cast("nodes.Expr", node.iter), "_turns")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        """Look at the length that "~" makes."""
        self.generic_visit(node)
        return _filtered(node, "_short")


def _filtered(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


@pass_context
def counted(context: Context, value: Iterable[Any]) -> list[Any]:
    """Return what a loop goes through, counted with all loops of the same rendering."""
    turns = context.resolve_or_missing(_TURNS)
    if turns is missing:
        turns = context.vars[_TURNS] = [0]
    items = list(value)
    turns[0] += len(items)
    if turns[0] > MAX_TURNS:
        raise SecurityError("loop")
    return items


def short(value: Any) -> Any:
    """Return a value unless it is too long a string."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise SecurityError("text")
    return value


def check_replace(text: str, old: str, new: str) -> None:
    """Refuse a replacement that makes too long a string."""
    if len(text) + text.count(old) * len(new) > MAX_TEXT:
        raise SecurityError("replace")


def check_join(items: list[Any], separator: str) -> None:
    """Refuse a joining that makes too long a string."""
    if sum(len(item) for item in items if isinstance(item, str)) + len(items) * len(separator) > MAX_TEXT:
        raise SecurityError("join")


def replace(eval_ctx: Any, value: str, old: str, new: str, count: int | None = None) -> str:
    """Do what Jinja's filter does, within bounds."""
    check_replace(str(value), str(old), str(new))
    return do_replace(eval_ctx, value, old, new, count)


def join(eval_ctx: Any, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
    """Do what Jinja's filter does, within bounds."""
    items = list(value)
    check_join(items, str(d))
    return cast("str", do_join(eval_ctx, items, d, attribute))
