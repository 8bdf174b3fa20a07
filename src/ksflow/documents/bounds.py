"""Bounds for templates: nothing that a template does may grow beyond what a document can need.

Jinja's sandbox keeps templates from Python's objects, but lets them loop, call and join strings without end. Here each
rendering has a budget of turns (of loops, calls and items of lists that it makes) and of text (characters that it
reads, makes or prints); every step that could grow asks the budget first.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any, Protocol, cast, overload

import jinja2
from jinja2 import nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.filters import do_join, do_replace, do_round
from jinja2.runtime import Context, Macro, markup_join, str_join
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

MAX_TURNS = 100_000
"""How many turns of loops, calls and items of lists a rendering may take together."""
MAX_TEXT = 1_000_000
"""How long a string may become, in characters."""
MAX_TOTAL = 20_000_000
"""How many characters a rendering may handle, each counted as often as it is read, made or printed."""
MAX_NUMBER = 10**18
"""How large a whole number may become."""
MAX_REPEATED = 10_000
"""How long a string or list may become by repetition ("*")."""
_FEW = 100
"""How many characters may be trimmed, and how many decimals rounded to."""

# Filters that look through all of what they get; the others take it whole or turn by turn.
_DEEP = frozenset(
    [
        "capitalize",
        "dictsort",
        "e",
        "escape",
        "groupby",
        "join",
        "lower",
        "max",
        "min",
        "replace",
        "sort",
        "string",
        "sum",
        "title",
        "trim",
        "unique",
        "upper",
    ]
)
# Filters that hand on what was there already.
_PASSING = frozenset({"d", "default", "first", "last", "max", "min"})


class TurnsError(SecurityError):
    """A template takes more turns than a document can need."""


class TextError(SecurityError):
    """A template handles more text than a document can need; says how much it may be, in characters."""

    def __init__(self, limit: int) -> None:
        super().__init__("text")
        self.limit = limit


class Budget:
    """What is left for a rendering."""

    __slots__ = ("text", "turns")

    def __init__(self) -> None:
        self.turns: int = MAX_TURNS
        self.text: int = MAX_TOTAL

    def turn(self, times: int = 1) -> None:
        """Take turns."""
        self.turns -= times
        if self.turns < 0:
            raise TurnsError("turns")

    def read(self, characters: int) -> None:
        """Handle text."""
        self.text -= characters
        if self.text < 0:
            raise TextError(MAX_TOTAL)

    def weigh(self, value: Any, text: bool = False) -> int:
        """Take a turn for every item of a list or mapping, those inside it included; return how many they were.

        An item that stands in a list twice counts twice, so that no list can hold itself over and over again.
        """
        before, waiting = self.turns, [value]
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                if text:
                    self.read(len(item))
            elif isinstance(item, list | tuple):
                self.turn(len(item))
                waiting.extend(item)
            elif isinstance(item, dict):
                self.turn(len(item))
                waiting += [*item, *item.values()]
        return before - self.turns


_budget: ContextVar[Budget] = ContextVar("_budget")


class _Getting(Protocol):
    @overload
    def __call__(self) -> Budget: ...
    @overload
    def __call__(self, default: None, /) -> Budget | None: ...


current: _Getting = _budget.get
"""Return the budget of the rendering that goes on; LookupError outside one, as when Jinja tries constants."""


class BoundedTemplate(jinja2.Template):
    """A template whose renderings have budgets."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the text; raises SecurityError when the budget does not suffice."""
        token = _budget.set(Budget())
        try:
            return super().render(*args, **kwargs)
        finally:
            _budget.reset(token)


class Bounded(NodeTransformer):
    """Puts the bounds into a parsed template."""

    def visit_ScopedEvalContextModifier(self, node: nodes.ScopedEvalContextModifier) -> nodes.Node:  # noqa: N802
        """Refuse {% autoescape %}: with it the text of a case could become markup."""
        raise TemplateSyntaxError("Encountered unknown tag 'autoescape'", node.lineno)

    def visit_Import(self, node: nodes.Import) -> nodes.Node:  # noqa: N802
        """Let what is imported know the document: its macros print the case's texts too."""
        node.with_context = True
        return self.generic_visit(node)

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.Node:  # noqa: N802
        """Let what is imported know the document."""
        node.with_context = True
        return self.generic_visit(node)

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja's way of naming visitors
        """Count the turns of a loop."""
        self.generic_visit(node)
        node.iter = _filtered(cast("nodes.Expr", node.iter), "_turns")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        """Look at the lengths before "~" joins them."""
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "_joined")

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        """Count what is compared."""
        self.generic_visit(node)
        node.expr = _counted_operand(node.expr)
        for operand in node.ops:
            operand.expr = _counted_operand(operand.expr)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        """Count what a slice copies."""
        self.generic_visit(node)
        return _filtered(node, "_made") if isinstance(node.arg, nodes.Slice) else node

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        """Count the items of a list that is made."""
        self.generic_visit(node)
        return node if all(isinstance(item, nodes.Const) for item in node.items) else _filtered(node, "_made")

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        """Count the items of a tuple that is made."""
        self.generic_visit(node)
        plain = node.ctx != "load" or all(isinstance(item, nodes.Const) for item in node.items)
        return node if plain else _filtered(node, "_made")

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802
        """Count the items of a mapping that is made."""
        self.generic_visit(node)
        return _filtered(node, "_made")


def _counted_operand(node: nodes.Expr) -> nodes.Expr:
    return node if isinstance(node, nodes.Const) else _filtered(node, "_compared")


def _filtered(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


# What the nodes above call. They take the context, so that Jinja does not carry them out while it compiles.


@pass_context
def counted(_context: Context, value: Iterable[Any]) -> list[Any]:
    """Return what a loop goes through, its turns counted."""
    items = list(value)
    current().turn(len(items))
    return items


@pass_context
def joined(context: Context, items: list[Any]) -> Any:
    """Return what "~" makes."""
    budget = current()
    length = sum(len(item) for item in items if isinstance(item, str))
    if length > MAX_TEXT:
        raise TextError(MAX_TEXT)
    for item in items:
        if isinstance(item, list | tuple | dict):
            budget.weigh(item, text=True)
    budget.read(length)
    return short(markup_join(items) if context.eval_ctx.autoescape else str_join(items))


@pass_context
def compared(_context: Context, value: Any) -> Any:
    """Return a value that is compared, counted."""
    read(value)
    return value


@pass_context
def made(_context: Context, value: Any) -> Any:
    """Return a list or mapping that has been made, its items counted."""
    read(value)
    return bounded(value)


def read(*values: Any) -> None:
    """Count the characters of strings, and the items of lists, that are looked through."""
    if budget := current(None):
        for value in values:
            if isinstance(value, str | list | tuple | dict):
                budget.read(len(value))


def bounded(value: Any) -> Any:
    """Return a value that has been made, unless it is too long or too large."""
    if isinstance(value, int):
        if abs(value) > MAX_NUMBER:
            raise SecurityError("number")
    elif isinstance(value, list | tuple | dict):
        current().weigh(value)
    return short(value)


def short(value: Any) -> Any:
    """Return a value unless it is too long a string."""
    if isinstance(value, str | bytes) and len(value) > MAX_TEXT:
        raise TextError(MAX_TEXT)
    return value


def added(left: Any, right: Any) -> Any:
    """Return the sum of numbers, strings or lists."""
    for side in (left, right):
        if isinstance(side, str):
            current().read(len(side))
        elif isinstance(side, list | tuple):
            current().weigh(side)
    number = isinstance(left, int) and isinstance(right, int)
    return bounded(left + right) if number else short(left + right)


def multiplied(left: Any, right: Any) -> Any:
    """Return the product of numbers, or a string or list repeated."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        return bounded(left * right)
    count = left if isinstance(left, int) else right
    sequence = right if count is left else left
    if not isinstance(count, int) or not isinstance(sequence, str | list | tuple):
        raise SecurityError("*")
    if count * len(sequence) > MAX_REPEATED:
        raise SecurityError("*")
    if count > 1 and not isinstance(sequence, str):
        current().turn(current().weigh(sequence) * (count - 1))
    return sequence * count


def concat(pieces: Iterable[str]) -> str:
    """Join the pieces that a template, macro or block has printed; Jinja's ``concat``, within bounds.

    Until they are joined they take no room: what is printed is counted, and the template's own text is there anyway.
    """
    pieces = list(pieces)
    if budget := current(None):
        budget.read(sum(map(len, pieces)))
    return "".join(pieces)


def printing(finalize: Callable[..., Any]) -> Callable[..., Any]:
    """Return Jinja's ``finalize`` that counts what is printed."""
    if hasattr(finalize, "jinja_pass_arg"):

        @pass_context
        def print_in_context(context: Context, value: Any) -> Any:
            value = finalize(context, value)
            if value.__class__ is Markup and (budget := current(None)):
                budget.read(len(value))
            return value

        return print_in_context

    def print_(value: Any) -> Any:
        value = finalize(value)
        if isinstance(value, str) and (budget := current(None)):
            budget.read(len(value))
        return value

    return print_


# Filters, tests and methods


def bounded_filter(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that counts what it goes through and what it makes."""
    first = 1 if hasattr(function, "jinja_pass_arg") else 0
    deep, passing = name in _DEEP, name in _PASSING

    @functools.wraps(function)
    def filter_(*args: Any, **kwargs: Any) -> Any:
        budget, value = current(), args[first]
        if isinstance(value, str):
            budget.read(len(value))
        elif deep:
            if hasattr(value, "__next__"):
                value = list(value)
                args = (*args[:first], value, *args[first + 1 :])
            budget.weigh(value, text=True)
        result = function(*args, **kwargs)
        return result if passing else bounded(result)

    return filter_


def bounded_test(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a test that counts what it compares."""

    @functools.wraps(function)
    def test(*args: Any, **kwargs: Any) -> Any:
        read(*args)
        return function(*args, **kwargs)

    return test


def check_call(called: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    """Count a call, and refuse it when it would make too long a string; return the arguments to use."""
    budget = current()
    budget.turn()
    if isinstance(called, Macro):
        if called.catch_varargs or called.catch_kwargs:
            budget.weigh([args, [value for key, value in kwargs.items() if key[:1] != "_"]])
        return args
    owner = getattr(called, "__self__", None)
    if isinstance(owner, str):
        return _check_method(called.__name__, owner, args, any(key[:1] != "_" for key in kwargs))
    return args


def _check_method(name: str, owner: str, args: tuple[Any, ...], named: bool) -> tuple[Any, ...]:
    read(owner, *args)
    if name in ("replace", "join") and named:
        raise SecurityError(name)  # their bounds look at arguments by place
    if name == "replace" and len(args) > 1:
        check_replace(owner, str(args[0]), str(args[1]))
    elif name == "join" and args:
        args = (list(args[0]),)
        check_join(args[0], owner)
    elif name in ("strip", "lstrip", "rstrip"):
        _check_trim(args[0] if args else None)
    return args


def check_replace(text: str, old: str, new: str) -> None:
    """Refuse a replacement that makes too long a string."""
    if len(text) + text.count(old) * len(new) > MAX_TEXT:
        raise TextError(MAX_TEXT)


def check_join(items: list[Any], separator: str) -> None:
    """Refuse a joining that makes too long a string."""
    if sum(len(item) for item in items if isinstance(item, str)) + len(items) * len(separator) > MAX_TEXT:
        raise TextError(MAX_TEXT)


def _check_trim(characters: Any) -> None:
    if isinstance(characters, str) and len(characters) > _FEW:
        raise SecurityError("trim")  # each is looked for at each place


def replace(eval_ctx: Any, value: str, old: str, new: str, count: int | None = None) -> str:
    """Do what Jinja's filter does, within bounds."""
    check_replace(str(value), str(old), str(new))
    return do_replace(eval_ctx, value, old, new, count)


def join(eval_ctx: Any, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
    """Do what Jinja's filter does, within bounds."""
    items = list(value)
    check_join(items, str(d))
    return cast("str", do_join(eval_ctx, items, d, attribute))


def trim(value: str, chars: str | None = None) -> str:
    """Do what Jinja's filter does, within bounds."""
    _check_trim(chars)
    return (value if isinstance(value, str) else str(value)).strip(chars)


def round_(value: float, precision: int = 0, method: Any = "common") -> float:
    """Do what Jinja's filter does, within bounds."""
    if not isinstance(precision, int) or abs(precision) > _FEW:
        raise SecurityError("round")
    return do_round(value, precision, method)


def sum_(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return Jinja's filter for numbers only: lists would grow."""

    @functools.wraps(function)
    def sum_numbers(environment: Any, iterable: Any, attribute: Any = None, start: Any = 0) -> Any:
        if not isinstance(start, int | float):
            raise SecurityError("sum")
        return function(environment, iterable, attribute, start)

    return sum_numbers
