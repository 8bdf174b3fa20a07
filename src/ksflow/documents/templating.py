"""The sandbox in which templates run, and their faults as findings.

Content templates (Markdown) and looks (Word) share it. Templates come from the municipality, but may reach nothing
outside the case: no attributes of Python objects (nor the clock: the same case gives the same document), no loops over
made-up ranges, no strings of a million characters.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NoReturn, cast

import jinja2
from jinja2 import (
    StrictUndefined,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    nodes,
    pass_context,
    pass_eval_context,
)
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.filters import make_attrgetter
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from ksflow.documents.bounds import (
    MAX_TURNS,
    Bounded,
    BoundedTemplate,
    TextError,
    TurnsError,
    added,
    bounded,
    bounded_filter,
    bounded_test,
    check_call,
    compared,
    concat,
    counted,
    current,
    join,
    joined,
    made,
    multiplied,
    printing,
    replace,
    round_,
    sum_,
    trim,
)
from ksflow.documents.swedish import enumerated, genitive, long_date, lower_first, upper_first
from ksflow.locale import _
from ksflow.sources.suggest import nearest

# What a template needs for text and lists. Left out: everything that makes long strings from numbers (center, indent,
# format …), that marks text as safe, that depends on chance, or that makes HTML.
_FILTERS = [
    "abs",
    "capitalize",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "first",
    "float",
    "groupby",
    "int",
    "items",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "select",
    "selectattr",
    "sort",
    "string",
    "sum",
    "title",
    "trim",
    "unique",
    "upper",
]


def _printable(*values: Any) -> None:
    """Refuse what Python would print in its own way: a field without a value, a list, a mapping."""
    for value in values:
        if value is None:
            raise EmptyFieldError
        if isinstance(value, dict | list | tuple):
            raise WholeFieldError


def _enumerated_values(items: Iterable[Any]) -> Any:
    """Write an enumeration of values only."""
    values = list(items)
    _printable(*values)
    return enumerated(values)


_SWEDISH: dict[str, Callable[..., Any]] = {
    "genitiv": genitive,
    "liten_begynnelsebokstav": lower_first,
    "stor_begynnelsebokstav": upper_first,
    "långt_datum": long_date,
    "uppräkning": _enumerated_values,
}

_OF_ANYTHING = frozenset({"d", "default"})
"""The filters that a field without a value is for."""
_OF_TEXTS = frozenset(
    {"capitalize", "e", "escape", "genitiv", "liten_begynnelsebokstav", "lower", "replace", "stor_begynnelsebokstav"}
    | {"string", "title", "trim", "upper"}
)
"""The filters that make a text of a text; a list would become Python's way to write it."""

# What a template may reach by a point, beside the keys of a mapping and the parts of Jinja's own objects. All else is
# refused: paths would open files, dates know today, numbers and formats make text as long as a number says.
_ATTRIBUTES: dict[type, frozenset[str]] = {
    str: frozenset(
        [
            "capitalize",
            "casefold",
            "count",
            "endswith",
            "find",
            "index",
            "isalnum",
            "isalpha",
            "isdecimal",
            "isdigit",
            "islower",
            "isnumeric",
            "isspace",
            "istitle",
            "isupper",
            "join",
            "lower",
            "lstrip",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "striptags",
            "swapcase",
            "title",
            "unescape",
            "upper",
        ]
    ),
    date: frozenset({"year", "month", "day", "isoformat"}),
    dict: frozenset({"get", "items", "keys", "values"}),
    list: frozenset({"count", "index"}),
    tuple: frozenset({"count", "index", "grouper", "list"}),
}
_JINJAS_OWN = (LoopContext, Macro, BlockReference, TemplateReference, TemplateModule)


class MissingFieldError(UndefinedError):
    """A template names a field that does not exist; says which, and which there are (None: all of the case)."""

    def __init__(self, name: str, known: list[str] | None) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


class EmptyFieldError(TemplateRuntimeError):
    """A template prints a field that has no value in this case."""


class WholeFieldError(TemplateRuntimeError):
    """A tag prints something that is no plain text, such as a list, a Markdown text or a picture."""


class SeveralParagraphsError(TemplateRuntimeError):
    """A tag prints a Markdown text inside a line, and the text is more than one paragraph."""


def missing_error(undefined: Undefined) -> Exception:
    """Return what is wrong with the use of something that is not there, or may not be reached."""
    if undefined._undefined_exception is SecurityError:
        return SecurityError(undefined._undefined_name)
    owner = undefined._undefined_obj
    known: list[str] | None = None
    if owner is not missing:
        known = [key for key in owner if isinstance(key, str)] if isinstance(owner, dict) else []
    return MissingFieldError(str(undefined._undefined_name), known)


class Missing(StrictUndefined):
    """A field that is not there: any use of it is an error."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise missing_error(self)

    __iter__: Any = _fail_with_undefined_error
    __str__: Any = _fail_with_undefined_error
    __len__: Any = _fail_with_undefined_error
    __eq__: Any = _fail_with_undefined_error
    __ne__: Any = _fail_with_undefined_error
    __bool__: Any = _fail_with_undefined_error
    __hash__: Any = _fail_with_undefined_error
    __add__: Any = _fail_with_undefined_error
    __radd__: Any = _fail_with_undefined_error
    __mul__: Any = _fail_with_undefined_error
    __call__: Any = _fail_with_undefined_error
    __getitem__: Any = _fail_with_undefined_error
    __contains__: Any = _fail_with_undefined_error

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        self._fail_with_undefined_error()


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox with a budget for each rendering, and Swedish filters."""

    intercepted_binops: frozenset[str] = frozenset({"*", "**", "%", "+", "-"})
    template_class: type[jinja2.Template] = BoundedTemplate
    concat: staticmethod[[Iterable[str]], str] = staticmethod(concat)

    def __init__(self, finalize: Callable[..., Any], undefined: type[Undefined] = Missing, **options: Any) -> None:
        super().__init__(undefined=undefined, autoescape=True, finalize=printing(finalize), **options)
        self.globals.clear()
        filters: dict[str, Callable[..., Any]] = {name: self.filters[name] for name in _FILTERS if name in self.filters}
        filters.update(
            replace=pass_eval_context(replace),
            join=_join_values,
            trim=trim,
            round=round_,
            sum=sum_(filters["sum"]),
            **_SWEDISH,
        )
        self.filters: dict[str, Callable[..., Any]] = {
            name: _of_values(name, bounded_filter(name, function)) for name, function in filters.items()
        }
        self.filters.update(_turns=counted, _joined=_joined_values, _compared=compared, _made=made)
        tests = cast("dict[str, Callable[..., Any]]", self.tests)
        self.tests: Any = {name: bounded_test(function) for name, function in tests.items()}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = Bounded().visit(super()._parse(source, name, filename))
        return tree

    def get_template(self, *args: Any, **kwargs: Any) -> jinja2.Template:
        """Return a template; one that another includes or imports is counted as a call."""
        if budget := current(None):
            budget.turn()
        return super().get_template(*args, **kwargs)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call a macro or a method, within bounds."""
        if isinstance(__obj, LoopContext) and args:  # the next level of a recursive loop
            return __obj(counted(__context, args[0]))
        args = check_call(__obj, args, kwargs)
        result = super().call(__context, __obj, *args, **kwargs)
        return bounded(result) if isinstance(getattr(__obj, "__self__", None), str) else result

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse powers and formatting; bound repetition, addition and what comes close."""
        if operator == "+":
            return added(left, right)
        if operator == "-":
            return bounded(left - right)
        if operator == "*":
            return multiplied(left, right)
        raise SecurityError(operator)

    def wrap_str_format(self, value: Any) -> None:
        """Offer no format methods, which could make a string as long as a number says."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Tell whether a template may reach an attribute."""
        if isinstance(obj, _JINJAS_OWN):
            return not attr.startswith("_")
        return any(attr in names for kind, names in _ATTRIBUTES.items() if isinstance(obj, kind))


def _of_values(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that refuses a field without a value, which Jinja would take for the text "None"."""
    if name in _OF_ANYTHING:
        return function
    first = 1 if hasattr(function, "jinja_pass_arg") else 0

    @functools.wraps(function)
    def filter_(*args: Any, **kwargs: Any) -> Any:
        if name in _OF_TEXTS:
            _printable(*args[first:])
        elif args[first] is None:
            raise EmptyFieldError
        return function(*args, **kwargs)

    return filter_


@pass_eval_context
def _join_values(eval_ctx: Any, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
    """Do what Jinja's filter does, with values only."""
    items = list(value)
    if attribute is not None:
        items = [make_attrgetter(eval_ctx.environment, attribute)(item) for item in items]
    _printable(*items)
    return join(eval_ctx, items, d)


@pass_context
def _joined_values(context: Context, items: list[Any]) -> Any:
    """Return what "~" makes of values; one that is missing is refused, as when it is printed."""
    _printable(*items)
    return joined(context, items)


def explain(error: Exception, known: list[str]) -> tuple[str, str, str | None]:
    """Return code, message and help about what went wrong in a template, in the reader's words."""
    if isinstance(error, MissingFieldError):
        names = known if error.known is None else error.known
        near = nearest(error.name, names)
        help_ = _("Did you mean “{name}”?", name=near) if near else _fields(names)
        return "MAL003", _("The template names a field that does not exist: {name}", name=error.name), help_
    if isinstance(error, EmptyFieldError):
        help_ = _("Put it between {% if … %} and {% endif %}")
        return "MAL004", _("The template prints a field that this case does not have"), help_
    if isinstance(error, WholeFieldError):
        help_ = _("Print its parts, or let the content template print it")
        return "MAL004", _("The template prints a field that is not plain text"), help_
    if isinstance(error, SeveralParagraphsError):
        help_ = _("Print it with {{p … }} in a paragraph of its own")
        return "MAL004", _("The template prints a text of several paragraphs inside a line"), help_
    if isinstance(error, TurnsError | TextError):
        return "MAL005", _too_much(error), _("Look for a loop or a call that repeats more than the document needs")
    if isinstance(error, SecurityError):
        return "MAL005", _("The template does something that templates may not do"), None
    if isinstance(error, TemplateSyntaxError):
        return _explain_syntax(error.message or "")
    if isinstance(error, RecursionError):
        return "MAL005", _("The template includes or calls itself without end"), None
    return (
        "MAL006",
        _("The template cannot be carried out: {reason}", reason=f"{type(error).__name__}: {error}"),
        None,
    )


def _too_much(error: TurnsError | TextError) -> str:
    if isinstance(error, TextError):
        return _("The template handles more than {limit} MB of text", limit=error.limit // 1_000_000)
    return _("The template takes more than {limit} turns and calls", limit=f"{MAX_TURNS:_}".replace("_", "\u00a0"))


def _fields(known: list[str]) -> str | None:
    return _("Fields here: {names}", names=", ".join(known)) if known else None


_UNKNOWN_TAG = re.compile(r"unknown tag '(\w+)'")
_OPEN = re.compile(r"innermost block that needs to be closed is '(\w+)'")
_NO_FILTER = re.compile(r"No (filter|test) named '(.+?)'")


def _explain_syntax(message: str) -> tuple[str, str, str | None]:
    if match := _OPEN.search(message):
        name = match[1]
        return (
            "MAL002",
            _("The block “{name}” is never closed", name=name),
            _("Write {tag}", tag=f"{{% end{name} %}}"),
        )
    if match := _UNKNOWN_TAG.search(message):
        return "MAL002", _("The template tag “{name}” is unknown", name=match[1]), None
    if match := _NO_FILTER.search(message):
        near = nearest(match[2], [*_SWEDISH, *_FILTERS])
        help_ = _("Did you mean “{name}”?", name=near) if near else None
        return "MAL002", _("The template filter “{name}” is unknown", name=match[2]), help_
    return (
        "MAL002",
        _("The template cannot be read here"),
        _("Look for a missing }} or %}, or a quotation mark"),
    )
