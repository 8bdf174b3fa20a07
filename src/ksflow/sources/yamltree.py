"""YAML as plain data with the place of every value: all scalars are text, the schema decides the type.

Built from libyaml's events rather than by a loader: nothing is guessed (``no``, ``1e3`` and ``2021-02-30`` stay as
written), depth and alias expansion are bounded while reading, and every key and value keeps its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, NoReturn

import yaml

from ksflow.locale import _
from ksflow.sources.findings import START, Finding, FindingsError, Span
from ksflow.sources.textfile import TextFile, describe_forbidden, first_forbidden

MAX_DEPTH = 40
"""How deeply lists and mappings may be nested; sections in sections reach perhaps ten."""
MAX_NODES = 200_000
"""How many values a file may hold, aliases expanded: an alias bomb stops here."""
MAX_ALIASED = 10_000_000
"""How many characters aliases may add: a long text repeated a thousand times stops here."""
MAX_FINDINGS = 100
"""How many faults of one file are told at a time."""


Path = tuple[str | int, ...]

_CORE_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map", "null", "bool", "int", "float"))
_SHORT_ESCAPE = re.compile(r"\\[abefvNLP0]")
_TAG = re.compile(r"![^\s,\[\]{}]*")
_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)  # libyaml; pure Python where a platform lacks it


class Place(NamedTuple):
    """Where a value stands, how its scalar was written, and where its key stands."""

    value: Span
    style: str | None = None
    key: Span | None = None


@dataclass
class YamlTree:
    """Plain data (dict, list, str; None for an empty value) and the place of each value by its path."""

    source: TextFile
    data: dict[str, Any]

    @cached_property
    def places(self) -> dict[Path, Place]:
        """Where every value stands; read from the text only when something is to be reported."""
        return _read_carefully(self.source).places

    def place(self, path: Path) -> Place:
        """Return the place of the value at a path, or of the nearest value above it."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, Place(START))


def parse_yaml(source: TextFile) -> YamlTree:
    """Parse one YAML document whose top is a mapping; raise FindingsError when it cannot be read."""
    if not source.text.strip():
        raise _fail(source, START, "FIL002", _("The file is empty"))
    data = read_plainly(source.text)
    return YamlTree(source, data if data is not None else _read_carefully(source).data())


def _read_carefully(source: TextFile) -> _Builder:
    """Read the text with every place; raise FindingsError with all that is wrong."""
    builder = _Builder(source)
    try:
        for event in yaml.parse(source.text, Loader=_Loader):
            builder.feed(event)
    except yaml.YAMLError as error:
        from ksflow.sources.syntax import syntax_finding  # as below: only what is faulty needs it

        if "nesting depth" in str(error):  # libyaml 0.2.6 has a bound of its own, and reads ahead of what it tells
            raise _fail(source, builder.innermost() or START, "FIL014", _too_deep()) from None
        raise FindingsError([*builder.findings, syntax_finding(source, error, builder.innermost())]) from None
    builder.data()
    return builder


def read_plainly(text: str) -> dict[str, Any] | None:  # noqa: C901 - one loop, kept flat because every case passes it
    """Return the data of a text that has nothing unusual in it; None for any other, faulty ones included.

    Unusual is all that needs a second look: anchors, aliases, tags, repeated or empty keys, keys that are no text, deep
    nesting, several documents. Most case files have none of it, and are read in half the time.
    """
    loader = _Loader(text)
    next_event = loader.get_event
    root: Any = None
    current: Any = None
    key: str | None = None
    stack: list[Any] = []
    nodes = documents = 0
    try:
        while True:
            event = next_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                value = event.value
                if event.anchor or event.tag or current is None:
                    return None
                if not value and not event.style:
                    value = None
                elif event.style == '"' and first_forbidden(value):
                    return None
                if type(current) is list:
                    current.append(value)
                elif key is not None:
                    current[key] = value
                    key = None
                else:
                    if not value or value == "<<" or value[0].isspace():
                        return None
                    key = unicodedata.normalize("NFC", value)
                    if key in current:
                        return None
                    continue
                nodes += 1
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.anchor or event.tag or (type(current) is dict and key is None) or len(stack) >= MAX_DEPTH:
                    return None
                opened: Any = {} if kind is yaml.MappingStartEvent else []
                if current is None:
                    root = opened
                elif key is not None:
                    current[key] = opened
                    key = None
                else:
                    current.append(opened)
                stack.append(current)
                current = opened
                nodes += 1
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                current = stack.pop()
            elif kind is yaml.DocumentStartEvent:
                documents += 1
            elif kind is yaml.StreamEndEvent:
                break
            elif kind is yaml.AliasEvent:
                return None
    except yaml.YAMLError:
        return None
    finally:
        loader.dispose()
    return root if documents == 1 and nodes <= MAX_NODES and type(root) is dict else None


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    data: dict[str, Any] | list[Any]
    path: Path
    start: Span
    anchor: str | None
    nodes_before: int
    characters_before: int
    height: int = 1  # how many levels of lists and mappings it holds, itself included
    key: str | None = None  # of a mapping: the key whose value comes next
    key_span: Span | None = None
    skip_value: bool = False  # the value of a repeated or unusable key
    is_key: bool = False  # this collection stands where a key should


class _Anchored(NamedTuple):
    """What an alias stands for, and what repeating it costs."""

    value: Any
    nodes: int
    characters: int
    height: int


class _Builder:
    def __init__(self, source: TextFile) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.places: dict[Path, Place] = {}
        self.stack: list[_Open] = []
        self.anchors: dict[str, _Anchored] = {}
        self.open_anchors: set[str] = set()
        self.nodes = 0
        self.characters = 0
        self.aliased = 0
        self.documents = 0
        self.root: Any = None
        self.root_span = START
        self.handlers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def feed(self, event: Any) -> None:
        if handler := self.handlers.get(type(event)):
            handler(event)

    def innermost(self) -> Span | None:
        """Return where the innermost list or mapping that is still open begins."""
        return self.stack[-1].start if self.stack else None

    def data(self) -> dict[str, Any]:
        """Return what was read; raise FindingsError with all that is wrong."""
        if self.findings:
            raise FindingsError(self.findings)
        if self.root is None:
            raise _fail(self.source, START, "FIL002", _("The file is empty"))
        if not isinstance(self.root, dict):
            message = _("The file must consist of keys and values, not of {kind}", kind=_kind(self.root))
            raise _fail(
                self.source,
                self.root_span,
                "FIL017",
                message,
                _("Write for example “{example}”", example="rubrik: …"),
            )
        return self.root

    # Events

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            message = _("The file holds more than one YAML document")
            self._stop(event, "FIL011", message, _("Delete the line “---”, or make two files"))

    def _scalar(self, event: Any) -> None:
        value: str | None = event.value
        style = event.style or None  # libyaml says "" for plain, the pure parser None
        if style is None and not value:
            value = None  # a key with nothing after it
        elif style == '"' and value and (bad := first_forbidden(value)):
            span = _span(event)
            message, help_ = describe_forbidden(bad)
            if _SHORT_ESCAPE.search(self.source.line(span.line) or "", span.column - 1):
                from ksflow.sources.syntax import backslash_help

                help_ = backslash_help()  # a path such as "bilagor\avtal.md", rather than a character that was pasted
            self._report(span, "FIL005", message, help_)
        self._check_tag(event)
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(value, 1, len(value or ""), 0)
        if self._is_key():
            self._key(value, _span(event), style)
            return
        self._count(1, event)
        self.characters += len(value or "")
        self._value(value, _span(event), style)

    def _start(self, event: Any) -> None:
        self._check_depth(1, event)
        self._check_tag(event)
        self._count(1, event)
        data: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        is_key = self._is_key()
        path = self._path()
        if is_key:
            self._unusable_key(data, _span(event))
        self.stack.append(_Open(data, path, _span(event), event.anchor, self.nodes - 1, self.characters, is_key=is_key))
        if event.anchor:
            self.open_anchors.add(event.anchor)

    def _end(self, event: Any) -> None:
        closed = self.stack.pop()
        span = closed.start._replace(end_line=event.end_mark.line + 1, end_column=event.end_mark.column + 1)
        if closed.anchor:
            self.open_anchors.discard(closed.anchor)
            self.anchors[closed.anchor] = _Anchored(
                closed.data, self.nodes - closed.nodes_before, self.characters - closed.characters_before, closed.height
            )
        if self.stack:
            self.stack[-1].height = max(self.stack[-1].height, closed.height + 1)
        if not closed.is_key:  # else its value follows, and is skipped
            self._value(closed.data, span, None)

    def _alias(self, event: Any) -> None:
        name = event.anchor
        if name in self.open_anchors:
            self._stop(event, "FIL013", _("The alias “*{name}” contains itself", name=name))
        if name not in self.anchors:
            message = _("There is no anchor “&{name}” for the alias “*{name}”", name=name)
            self._stop(event, "FIL013", message, _("Put a text that begins with * in quotation marks"))
        anchored = self.anchors[name]
        if self._is_key():
            if isinstance(anchored.value, dict | list):
                self._unusable_key(anchored.value, _span(event))
            else:
                self._key(anchored.value, _span(event), None)
            return
        self._check_depth(anchored.height, event)
        self._count(anchored.nodes, event)
        self.characters += anchored.characters
        self.aliased += anchored.characters
        if self.aliased > MAX_ALIASED:
            message = _("The aliases repeat more than {limit} characters", limit=MAX_ALIASED)
            self._stop(event, "FIL013", message)
        if self.stack:
            self.stack[-1].height = max(self.stack[-1].height, anchored.height + 1)
        path = self._path()
        self._value(anchored.value, _span(event), None)
        self._place_copies(anchored.value, path, _span(event))

    # Building

    def _is_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].data, dict) and self.stack[-1].key is None

    def _path(self) -> Path:
        if not self.stack:
            return ()
        parent = self.stack[-1]
        last: str | int = len(parent.data) if isinstance(parent.data, list) else (parent.key or "")
        return (*parent.path, last)

    def _key(self, value: str | None, span: Span, style: str | None) -> None:
        parent = self.stack[-1]
        key = unicodedata.normalize("NFC", value or "")
        parent.key, parent.key_span = key, span
        parent.skip_value = True
        if not key:
            self._report(span, "FIL016", _("A key is missing before the colon"))
        elif key == "<<":
            message = _("The merge key “<<” is not supported")
            self._report(span, "FIL016", message, _("Write the keys out where they belong"))
        elif style is None and key[0].isspace():  # YAML takes a no-break space for a letter
            from ksflow.sources.syntax import no_break_indent

            self._report(span._replace(end_column=span.column + len(key) - len(key.lstrip())), *no_break_indent())
        elif key in parent.data:
            first = self.places[(*parent.path, key)].key
            line = first.line if first else 0
            message = _("The key “{key}” is repeated", key=key)
            self._report(span, "FIL015", message, _("It already stands on line {line}: delete one of them", line=line))
        else:
            parent.skip_value = False

    def _unusable_key(self, value: Any, span: Span) -> None:
        self._report(span, "FIL016", _("A key must be text, not {kind}", kind=_kind(value)))
        parent = self.stack[-1]
        parent.key, parent.key_span, parent.skip_value = "", span, True

    def _value(self, value: Any, span: Span, style: str | None) -> None:
        path = self._path()
        if not self.stack:
            self.root, self.root_span = value, span
            self.places[()] = Place(span)
            return
        parent = self.stack[-1]
        if isinstance(parent.data, list):
            self.places[path] = Place(span, style)
            parent.data.append(value)
            return
        assert parent.key is not None
        if not parent.skip_value:
            self.places[path] = Place(span, style, parent.key_span)
            parent.data[parent.key] = value
        parent.key = parent.key_span = None
        parent.skip_value = False

    def _place_copies(self, value: Any, path: Path, span: Span) -> None:
        """Let everything inside an alias stand where the alias stands."""
        pending = [(value, path)]
        while pending:
            item, at = pending.pop()
            for last, child in _children(item):
                self.places[(*at, last)] = Place(span)
                pending.append((child, (*at, last)))

    def _count(self, nodes: int, event: Any) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            self._stop(event, "FIL013", _("The file holds more than {limit} values", limit=MAX_NODES))

    def _check_depth(self, more: int, event: Any) -> None:
        if len(self.stack) + more > MAX_DEPTH:
            self._stop(event, "FIL014", _too_deep())

    def _check_tag(self, event: Any) -> None:
        tag = event.tag
        if tag is None or tag in _CORE_TAGS:
            return
        span = _span(event)
        if match := _TAG.search(self.source.line(span.line) or "", span.column - 1):
            span = Span(span.line, match.start() + 1, span.line, match.end() + 1)
        short = tag.replace("tag:yaml.org,2002:", "!!")
        if short.startswith("!!") or not short.startswith("!"):
            message = _("The tag “{tag}” is not allowed in a case file", tag=short)
            self._report(span, "FIL012", message, _("Delete it: every value is read as text"))
        else:
            from ksflow.sources.syntax import quote_help

            self._report(span, "FIL012", _("A text may not begin with “!”"), quote_help())

    def _report(self, span: Span, code: str, message: str, help: str | None = None) -> None:
        self.findings.append(self.source.finding(span, code, message, help))
        if len(self.findings) >= MAX_FINDINGS:
            raise FindingsError(self.findings)

    def _stop(self, event: Any, code: str, message: str, help: str | None = None) -> NoReturn:
        raise FindingsError([*self.findings, self.source.finding(_span(event), code, message, help)])


def _children(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return _("keys and values")
    return _("a list") if isinstance(value, list) else _("a text")


def _too_deep() -> str:
    return _("Lists and keys are nested more than {limit} deep", limit=MAX_DEPTH)


def _fail(source: TextFile, span: Span, code: str, message: str, help: str | None = None) -> FindingsError:
    return FindingsError([source.finding(span, code, message, help)])
