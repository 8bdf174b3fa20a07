"""Case files of older formats: how they become files of the current one, and how they are read as they are.

A migration says twice what it does: ``data`` gives what a file says afterwards, ``edits`` how its text is changed. A
file is rewritten only when its new text, read again, gives those very data, so that a migration can change nothing but
what it says. In memory the same edits are made, and findings are told where they stand in the file as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from ksflow.locale import _
from ksflow.sources.file_format import KEY, readable_format, stated_format
from ksflow.sources.findings import Finding, FindingsError, Severity, Span
from ksflow.sources.textfile import TextFile
from ksflow.sources.yamltree import YamlTree, parse_yaml


class Edit(NamedTuple):
    """Another text for a stretch of a file, by character offsets."""

    start: int
    end: int
    text: str

    @classmethod
    def at(cls, source: TextFile, span: Span, text: str) -> Edit:
        """Return the edit of what stands at a place."""
        return cls(source.offset_at(*span[:2]), source.offset_at(*span[2:]), text)


class Migration(NamedTuple):
    """How a case file of one format becomes one of the next."""

    data: Callable[[dict[str, Any]], dict[str, Any]]
    """What a file says afterwards, from what it said: new data, the old ones untouched. ``format`` is seen to."""
    edits: Callable[[YamlTree], Iterable[Edit]]
    """The edits of its text, none of which overlap; that of ``format`` is seen to."""


MIGRATIONS: list[Migration] = []
"""From format 1 to 2, from 2 to 3, and so on; none is ever taken away. There is only format 1 so far."""


def current_format() -> int:
    """Return the format that this ksflow writes, and reads without a migration."""
    return len(MIGRATIONS) + 1


def parse_case(source: TextFile) -> YamlTree:
    """Parse a case file of any format that ksflow knows, as one of the current format; raise FindingsError.

    The tree of an older file has a source of its own: ``MigratedText``.
    """
    return migrated(parse_yaml(source))


def migrated(tree: YamlTree) -> YamlTree:
    """Return a case file as one of the current format; itself when it is that. Raises FindingsError."""
    found = readable_format(tree, current_format())
    for number, migration in enumerate(MIGRATIONS[found - 1 :], start=found + 1):
        tree = _step(tree, migration, number)
    return tree


def current_data(data: dict[str, Any]) -> dict[str, Any]:
    """Return what a case file says, in the keys of the current format; of a later one, what it says as it says it."""
    found = stated_format(data)
    for migration in MIGRATIONS[found - 1 :] if found else ():
        data = migration.data(data)
    return data


def older_format(tree: YamlTree) -> Finding | None:
    """Return the note about a file that is written in an older format; None for any other."""
    source = tree.source
    if not isinstance(source, MigratedText):
        return None
    original = source.as_written
    message = _("The file is written in format {number}; the current one is {current}",
                number=stated_format(original.data), current=current_format())  # fmt: skip
    help_ = _("It is read all the same; ksflow migrate rewrites it")
    return original.source.finding(_stated_at(original), "FIL124", message, help_, Severity.INFO)


@dataclass(frozen=True)
class MigratedText(TextFile):
    """A case file's text in the current format, in memory; findings are told at their places in the file itself."""

    before: YamlTree = field(kw_only=True, compare=False)
    edits: Sequence[Edit] = field(kw_only=True, compare=False)

    @property
    def as_written(self) -> YamlTree:
        """The file as it was read."""
        source = self.before.source
        return source.as_written if isinstance(source, MigratedText) else self.before

    def finding(
        self, span: Span, code: str, message: str, help: str | None = None, severity: Severity = Severity.ERROR
    ) -> Finding:
        """Make a finding at the place in the file that a place in this text comes from, with the line it stands on."""
        span, source = self._inside(span), self.before.source
        start = self._offset_before(self.offset_at(span.line, span.column), is_end=False)
        end = self._offset_before(self.offset_at(span.end_line, span.end_column), is_end=True)
        return source.finding(source.span_at(start, end), code, message, help, severity)

    def _offset_before(self, offset: int, *, is_end: bool) -> int:
        """Return where an offset was before the edits; of one inside new words, where the old ones began or ended."""
        moved = 0
        for edit in self.edits:
            start = edit.start + moved
            end = start + len(edit.text)
            if offset < start or (offset == start and is_end):
                break
            if offset < end:
                return edit.end if is_end else edit.start
            moved += len(edit.text) - (edit.end - edit.start)
        return offset - moved


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return a text after edits, which come in order."""
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join((*parts, text[at:]))


def _step(tree: YamlTree, migration: Migration, number: int) -> YamlTree:
    """Return a case file in the next format; raise FindingsError when its text cannot be made to say what it should."""
    expected = {**migration.data(tree.data), KEY: str(number)}
    edits = sorted((*migration.edits(tree), *_numbered(tree, number)))
    apart = all(one.end <= other.start for one, other in pairwise(edits))
    try:
        after = parse_yaml(_edited(tree, edits)) if apart else None
    except FindingsError:
        after = None
    if after is None or after.data != expected:
        raise FindingsError([_by_hand(tree, number)])
    return after


def _edited(tree: YamlTree, edits: Sequence[Edit]) -> MigratedText:
    source = tree.source
    return MigratedText(source.name, applied(source.text, edits), source.path, before=tree, edits=edits)


def _by_hand(tree: YamlTree, number: int) -> Finding:
    message = _("The file cannot be brought to format {number} without changing more than that", number=number)
    help_ = _("Write it out without anchors (&) and aliases (*), or bring it to that format by hand")
    return tree.source.finding(_stated_at(tree), "FIL019", message, help_)


def _stated_at(tree: YamlTree) -> Span:
    """Return where a file says its format, or else its first key."""
    if tree.data.get(KEY) is not None:
        return tree.place((KEY,)).value
    return min((place.key for place in tree.places.values() if place.key), default=tree.place(()).value)


_COMMENT = re.compile(r"[ \t]*#(?![ \t]*yaml-language-server:)")
_LINE_END = re.compile(r"\r\n|\r|\n")


def _numbered(tree: YamlTree, number: int) -> Iterator[Edit]:
    """Yield the edit that lets a file say its new format: where it says one, else before its first key."""
    source, place = tree.source, tree.places.get((KEY,))
    top, first = tree.place(()).value, _stated_at(tree)
    if place and place.key and tree.data.get(KEY) is None:  # the key is there, with nothing after it
        at = source.text.find(":", source.offset_at(place.key.end_line, place.key.end_column)) + 1
        yield Edit(at, at, f" {number}")
    elif place:
        yield Edit.at(source, place.value, str(number))
    elif source.text[source.offset_at(top.line, top.column)] == "{":
        yield Edit.at(source, first._replace(end_line=first.line, end_column=first.column), f"{KEY}: {number}, ")
    else:
        line = first.line
        while line > 1 and _COMMENT.match(source.line(line - 1) or ""):  # what is said about the first key
            line -= 1
        at = source.offset_at(line, 1)
        end = _LINE_END.search(source.text, at)
        yield Edit(at, at, f"{' ' * (top.column - 1)}{KEY}: {number}{end[0] if end else chr(10)}")
