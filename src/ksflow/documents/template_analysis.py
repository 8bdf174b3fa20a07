"""What a template names, found without a case: unknown fields, what cannot be printed, and what a case may lack.

The template's own tree is walked, with the fields that there are (``field_catalogue``) as its types. What cannot be
told beforehand, such as the arguments of macros, is taken to be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jinja2 import nodes

from ksflow.documents.field_catalogue import Field, Kind, walk
from ksflow.locale import _
from ksflow.sources.findings import Severity
from ksflow.sources.suggest import nearest

_SAME = frozenset({"list", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "unique"})
_OF_LISTS = frozenset({"groupby", "join", "map", "rejectattr", "selectattr", "sum", "unique"})
_ITEM = frozenset({"first", "last", "max", "min"})
_THROUGH = frozenset({"_placed", "_made", "_joined", "_compared", "_turns", "_fältkod"})
_TEXTS = frozenset({Kind.TEXT, Kind.DATE, Kind.NUMBER, Kind.YES_NO})
_OWN_NAMES = frozenset({"loop", "caller", "varargs", "kwargs", "self"})


class Value(NamedTuple):
    """What an expression gives: a field, and its path from the case: ``beslutsförslag[].att``."""

    field: Field
    path: str


class Use(NamedTuple):
    """A field that a template names."""

    path: str
    line: int
    template: str


class Fault(NamedTuple):
    """Something that is wrong, on a line of a template."""

    line: int
    template: str
    name: str
    """What is wrong, as it is written."""
    code: str
    severity: Severity
    message: str
    help: str | None


Printable = Callable[[int, Field], bool]
"""Tells whether what stands on a line can print a field."""
Load = Callable[[str], nodes.Template | None]
"""Gives the tree of a template that another includes."""


@dataclass(slots=True)
class Analysis:
    """Walks a template; ``uses`` and ``faults`` hold what it found."""

    root: Field
    filters: Iterable[str]
    tests: Iterable[str]
    printable: Printable
    load: Load = lambda _name: None
    more: dict[str, Field] = field(default_factory=dict)
    """Names that hold in this kind of template beside the case's fields."""
    uses: list[Use] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _template: str = ""
    _scopes: list[dict[str, Value | None]] = field(default_factory=lambda: [{}])
    _guards: list[set[str]] = field(default_factory=lambda: [set()])
    _ended: dict[str, str] = field(default_factory=dict)
    """Names that held in a loop or macro which has ended, with that loop."""
    _including: list[str] = field(default_factory=list)

    def template(self, tree: nodes.Template, name: str) -> None:
        """Walk a template, and those that it includes."""
        outer, self._template = self._template, name
        self._including.append(name)
        self._body(tree.body)
        self._including.pop()
        self._template = outer

    # Statements

    def _body(self, body: list[nodes.Node]) -> None:
        for node in body:
            self._statement(node)

    def _statement(self, node: nodes.Node) -> None:
        """Walk a statement by the method that is named after it, as Jinja's own visitors do."""
        getattr(self, f"_do_{type(node).__name__.lower()}", self._do_others)(node)

    def _do_others(self, node: nodes.Node) -> None:
        for child in node.iter_child_nodes():
            self._statement(child) if isinstance(child, nodes.Stmt) else self._value(child)

    def _do_output(self, node: nodes.Output) -> None:
        for child in node.nodes:
            if not isinstance(child, nodes.TemplateData):
                self._print(child)

    def _do_assign(self, node: nodes.Assign) -> None:
        self._bind(node.target, self._value(node.node))

    def _do_assignblock(self, node: nodes.AssignBlock) -> None:
        self._body(node.body)
        self._bind(node.target, Value(Field(Kind.TEXT), ""))

    def _do_with(self, node: nodes.With) -> None:
        values = [self._value(value) for value in node.values]
        with self._scope():
            for target, value in zip(node.targets, values, strict=True):
                self._bind(target, value)
            self._body(node.body)

    def _do_macro(self, node: nodes.Macro) -> None:
        self._scopes[-1][node.name] = None
        with self._scope():
            for argument in node.args:
                self._bind(argument, None)
            self._body(node.body)

    def _do_callblock(self, node: nodes.CallBlock) -> None:
        self._value(node.call)
        with self._scope():
            for argument in node.args:
                self._bind(argument, None)
            self._body(node.body)

    def _do_import(self, node: nodes.Import) -> None:
        self._imported(node.template)
        self._scopes[-1][node.target] = None

    def _do_fromimport(self, node: nodes.FromImport) -> None:
        self._imported(node.template)
        for name in node.names:
            self._scopes[-1][name if isinstance(name, str) else name[1]] = None

    def _do_filterblock(self, node: nodes.FilterBlock) -> None:
        self._body(node.body)

    def _do_block(self, node: nodes.Block) -> None:
        self._body(node.body)

    def _imported(self, named: nodes.Expr) -> None:
        """Walk the macros of another template; what they are called with cannot be told."""
        name = named.value if isinstance(named, nodes.Const) else None
        tree = self.load(name) if name is not None and name not in self._including else None
        if name is not None and tree is not None:
            with self._scope():
                self.template(tree, name)

    def _do_include(self, node: nodes.Include) -> None:
        if not isinstance(node.template, nodes.Const):
            self._value(node.template)
        elif node.template.value not in self._including and (tree := self.load(node.template.value)) is not None:
            self.template(tree, node.template.value)

    def _do_for(self, node: nodes.For) -> None:
        over = self._value(node.iter)
        if over is not None and over.field.kind not in (Kind.LIST, Kind.TEXT, Kind.GROUP):
            help_ = _("Loops go over lists")
            self._fault(node, over.path, "MAL006", Severity.ERROR, _("“{name}” is no list", name=over.path), help_)
        item = None
        if over is not None and over.field.item is not None:
            item = Value(over.field.item, f"{over.path}[]")
        with self._scope(f"{{% for … in {over.path} %}}" if over else "{% for … %}"):
            self._bind(node.target, item)
            if node.test is not None:
                self._guards[-1] |= self._mentioned(node.test)
                self._value(node.test)
            self._body(node.body)
        with self._scope():
            self._body(node.else_)

    def _do_if(self, node: nodes.If) -> None:
        self._value(node.test)
        true, false = self._mentioned(node.test), self._mentioned(node.test, negative=True)
        with self._guarded(true):
            self._body(node.body)
        with self._guarded(false):
            for one in node.elif_:
                self._do_if(one)
            self._body(node.else_)

    def _bind(self, target: nodes.Node, value: Value | None) -> None:
        if isinstance(target, nodes.Name):
            self._scopes[-1][target.name] = value
        elif isinstance(target, nodes.Tuple):
            for part in target.items:
                self._bind(part, None)

    @contextmanager
    def _scope(self, written: str = "") -> Any:
        self._scopes.append({})
        self._guards.append(set(self._guards[-1]))
        yield
        self._guards.pop()
        self._ended.update(dict.fromkeys(self._scopes.pop(), written) if written else {})

    @contextmanager
    def _guarded(self, paths: set[str]) -> Any:
        self._guards.append(self._guards[-1] | paths)
        yield
        self._guards.pop()

    # What conditions make sure of

    def _mentioned(self, test: nodes.Node, *, negative: bool = False) -> set[str]:
        """Return the paths that have a value when a condition holds, or when it does not."""
        match test:
            case nodes.Not():
                return self._mentioned(test.node, negative=not negative)
            case nodes.And() if not negative:
                return self._mentioned(test.left) | self._mentioned(test.right)
            case nodes.Or() if negative:
                return self._mentioned(test.left, negative=True) | self._mentioned(test.right, negative=True)
            case nodes.Test() if test.name in ("none", "undefined", "false"):
                return self._mentioned(test.node, negative=not negative)
            case nodes.Test() | nodes.Compare():
                inner = test.node if isinstance(test, nodes.Test) else test.expr
                return set() if negative else self._mentioned(inner)
            case nodes.Filter() if test.node is not None:
                return self._mentioned(test.node, negative=negative)
            case nodes.Name() | nodes.Getattr() | nodes.Getitem() if not negative:
                value = self._value(test, quiet=True)
                return {value.path} if value is not None else set()
        return set()

    # Expressions

    def _print(self, node: nodes.Node) -> None:
        value = self._value(node)
        if value is None:
            return
        if not self.printable(node.lineno, value.field):
            message = _("The template prints “{name}”, which is no plain text", name=value.path)
            self._fault(node, value.path, "MAL004", Severity.ERROR, message, _parts_help(value))
        elif value.field.optional and value.path not in self._guards[-1]:
            message = _("The template prints “{name}”, which a case may lack", name=value.path)
            help_ = _("Put it between {start} and {end}", start=f"{{% if {value.path} %}}", end="{% endif %}")
            self._fault(node, value.path, "MAL013", Severity.WARNING, message, help_.replace("[]", ""))

    def _value(self, node: nodes.Node | None, *, quiet: bool = False, lenient: bool = False) -> Value | None:
        """Return what an expression gives, None when that cannot be told.

        ``quiet`` notes nothing; ``lenient`` takes what does not exist, since the template asks for it or has another.
        """
        if node is None:
            return None
        find: Callable[..., Value | None] = getattr(self, f"_of_{type(node).__name__.lower()}", self._of_others)
        return find(node, quiet, lenient)

    def _of_others(self, node: nodes.Node, quiet: bool, _lenient: bool) -> Value | None:
        for child in node.iter_child_nodes():
            self._value(child, quiet=quiet)
        return None

    def _of_getattr(self, node: nodes.Getattr, quiet: bool, lenient: bool) -> Value | None:
        return self._part(node, self._value(node.node, quiet=quiet), node.attr, quiet=quiet, lenient=lenient)

    def _of_getitem(self, node: nodes.Getitem, quiet: bool, lenient: bool) -> Value | None:
        owner = self._value(node.node, quiet=quiet)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._part(node, owner, node.arg.value, quiet=quiet, lenient=lenient)
        self._value(node.arg, quiet=quiet)
        if isinstance(node.arg, nodes.Slice):
            return owner
        return Value(owner.field.item, f"{owner.path}[]") if owner and owner.field.item else None

    def _of_test(self, node: nodes.Test, quiet: bool, _lenient: bool) -> Value | None:
        if node.name not in self.tests and not quiet:
            message = _("The template test “{name}” is unknown", name=node.name)
            self._unknown(node, node.name, self.tests, message)
        self._value(node.node, quiet=quiet, lenient=node.name in ("defined", "undefined"))
        return Value(Field(Kind.YES_NO), "")

    def _of_condexpr(self, node: nodes.CondExpr, quiet: bool, _lenient: bool) -> Value | None:
        self._value(node.test, quiet=quiet)
        with self._guarded(self._mentioned(node.test)):
            first = self._value(node.expr1, quiet=quiet)
            if first is not None and first.path in self._guards[-1]:
                first = first._replace(field=_sure(first.field))
        with self._guarded(self._mentioned(node.test, negative=True)):
            self._value(node.expr2, quiet=quiet)
        return first

    def _of_or(self, node: nodes.Or, quiet: bool, _lenient: bool) -> Value | None:
        first, second = self._value(node.left, quiet=quiet), self._value(node.right, quiet=quiet)
        sure = not isinstance(node.right, nodes.Name | nodes.Getattr) or (second and not second.field.optional)
        return first._replace(field=_sure(first.field)) if first and sure else first

    def _of_and(self, node: nodes.And, quiet: bool, _lenient: bool) -> Value | None:
        self._value(node.left, quiet=quiet)
        with self._guarded(self._mentioned(node.left)):
            return self._value(node.right, quiet=quiet)

    def _of_concat(self, node: nodes.Concat, quiet: bool, _lenient: bool) -> Value | None:
        for part in node.nodes:
            self._text_part(part, quiet=quiet)
        return Value(Field(Kind.TEXT), "")

    def _text_part(self, node: nodes.Node, *, quiet: bool) -> None:
        value = self._value(node, quiet=quiet)
        if value is not None and value.field.kind not in _TEXTS and not quiet:
            message = _("The template prints “{name}”, which is no plain text", name=value.path)
            self._fault(node, value.path, "MAL004", Severity.ERROR, message, _parts_help(value))

    def _of_name(self, node: nodes.Name, quiet: bool, lenient: bool) -> Value | None:
        for scope in reversed(self._scopes):
            if node.name in scope:
                return scope[node.name]
        known = {**self.root.parts, **self.more}
        if node.name in known:
            return self._use(node, Value(known[node.name], node.name), quiet=quiet)
        if node.name not in _OWN_NAMES and not lenient and not quiet:
            message = _("The template names a field that does not exist: {name}", name=node.name)
            if loop := self._ended.get(node.name):
                help_ = _("“{name}” holds only inside {loop} and its end", name=node.name, loop=loop)
                self._fault(node, node.name, "MAL003", Severity.ERROR, message, help_)
            else:
                here = {name for scope in self._scopes for name in scope}
                self._unknown(node, node.name, [*known, *here], message, "MAL003")
        return None

    def _part(
        self, node: nodes.Expr, owner: Value | None, name: str, *, quiet: bool, lenient: bool = False
    ) -> Value | None:
        if owner is None:
            return None
        path = f"{owner.path}.{name}"
        if owner.field.kind is Kind.GROUP:
            if owner.field.optional and owner.path not in self._guards[-1] and not (quiet or lenient):
                message = _("The template uses “{name}”, which a case may lack", name=owner.path)
                help_ = _("Put it between {start} and {end}", start=f"{{% if {owner.path} %}}", end="{% endif %}")
                self._fault(node, path, "MAL013", Severity.WARNING, message, help_)
            if name in owner.field.parts:
                return self._use(node, Value(owner.field.parts[name], path), quiet=quiet)
            if name not in ("get", "items", "keys", "values") and not (quiet or lenient):
                message = _("The template names a field that does not exist: {name}", name=path)
                self._unknown(node, name, owner.field.parts, message, "MAL003")
        elif owner.field.kind is Kind.LIST and name not in ("count", "index") and not (quiet or lenient):
            message = _("The template names a field that does not exist: {name}", name=path)
            help_ = _("“{name}” is a list: its parts are reached in {loop}", name=owner.path, loop="{% for … in … %}")
            self._fault(node, name, "MAL003", Severity.ERROR, message, help_)
        elif owner.field.kind is Kind.MARKDOWN and not (quiet or lenient):
            message = _("The template names a field that does not exist: {name}", name=path)
            self._fault(node, name, "MAL003", Severity.ERROR, message, _("A Markdown text has no parts"))
        return None

    def _use(self, node: nodes.Expr, value: Value, *, quiet: bool) -> Value:
        if not quiet:
            self.uses.append(Use(value.path, node.lineno, self._template))
        return value

    def _of_filter(self, node: nodes.Filter, quiet: bool, _lenient: bool) -> Value | None:
        if node.name not in self.filters and not quiet:
            self._unknown(
                node, node.name, self.filters, _("The template filter “{name}” is unknown", name=node.name), "MAL002"
            )
        given = node.name in ("default", "d")
        value = self._value(node.node, quiet=quiet, lenient=given)
        for argument in (*node.args, *(pair.value for pair in node.kwargs)):
            self._value(argument, quiet=quiet)
        if value is None:
            return None
        if node.name in _OF_LISTS and value.field.kind in _TEXTS | {Kind.MARKDOWN, Kind.PICTURE} and not quiet:
            message = _("“{name}” is no list", name=value.path)
            help_ = _("The filter “{name}” takes lists; a text would be taken letter by letter", name=node.name)
            self._fault(node, value.path, "MAL006", Severity.ERROR, message, help_)
        if node.name in _THROUGH:
            return value
        if given:
            # A field that is there and empty is not missing to Jinja, unless asked with true.
            sure = len(node.args) > 1 or any(pair.key == "boolean" for pair in node.kwargs)
            return value._replace(field=_sure(value.field)) if sure else value
        if node.name in _SAME:
            return value if value.field.kind is Kind.LIST else None
        if node.name in _ITEM:
            return Value(value.field.item, f"{value.path}[]") if value.field.item else None
        if node.name == "map":
            return self._mapped(node, value, quiet=quiet)
        if node.name in ("genitiv", "lower", "upper", "title", "trim", "capitalize", "långt_datum", "rubrik"):
            return Value(Field(Kind.TEXT, optional=value.field.optional), value.path)
        return None

    def _mapped(self, node: nodes.Filter, value: Value, *, quiet: bool) -> Value | None:
        name = next((pair.value for pair in node.kwargs if pair.key == "attribute"), None)
        if not isinstance(name, nodes.Const) or value.field.item is None:
            return None
        inner = self._part(node, Value(value.field.item, f"{value.path}[]"), str(name.value), quiet=quiet)
        return Value(Field(Kind.LIST, item=inner.field), inner.path.rpartition("[]")[0]) if inner else None

    # Faults

    def _unknown(self, node: nodes.Node, name: str, known: Iterable[str], message: str, code: str = "MAL002") -> None:
        names = [one for one in known if not one.startswith("_")]
        near = nearest(name, names)
        if code == "MAL003" and (tag := self._without_blank(name)):
            help_: str | None = _("Write {tag}, with a blank", tag=tag)
        elif near:
            help_ = _("Did you mean “{name}”?", name=near)
        elif code == "MAL003":
            help_ = self._elsewhere(name) or _("There are: {names}", names=", ".join(names))
        else:
            help_ = _("There are: {names}", names=", ".join(sorted(names)))
        self._fault(node, name, code, Severity.ERROR, message, help_)

    def _without_blank(self, name: str) -> str | None:
        """Return the tag that was meant by ``{{rlogotyp}}``, which names a field “rlogotyp”."""
        meant = name[:1] in ("r", "p") and name[1:] in {**self.root.parts, **self.more}
        return f"{{{{{name[0]} {name[1:]} }}}}" if meant else None

    def _elsewhere(self, name: str) -> str | None:
        """Return where a name is that stands in a group of another name."""
        paths = [path for path, _field in walk(self.root) if path.rpartition(".")[2] == name]
        return _("Did you mean “{name}”?", name=min(paths, key=len)) if paths else None

    def _fault(
        self, node: nodes.Node, name: str, code: str, severity: Severity, message: str, help_: str | None
    ) -> None:
        fault = Fault(node.lineno, self._template, name, code, severity, message, help_)
        if fault not in self.faults:
            self.faults.append(fault)


def _sure(of: Field) -> Field:
    return Field(of.kind, of.description, False, of.parts, of.item)


def _parts_help(value: Value) -> str:
    if value.field.kind is Kind.GROUP:
        return _("Print one of its parts: {names}", names=", ".join(value.field.parts))
    if value.field.kind is Kind.LIST:
        return _(
            "Print its parts in {loop}, or join them: {join}", loop="{% for … in … %}", join='{{ … | join(", ") }}'
        )
    if value.field.kind is Kind.MARKDOWN:
        return _("In Word, print it with {{p … }} in a paragraph of its own")
    return _("In Word, print it with {{r … }}")
