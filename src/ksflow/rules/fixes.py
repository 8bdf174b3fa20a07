"""Mending a text: what a rule would write becomes an edit of the file that changes those words and nothing else.

An edit is made only where the file reads as the text does: with no mark of Markdown among the words.
Afterwards the new file is read again, and must say what the old one said with just those words replaced.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ksflow.casefile.loading import Inspected
from ksflow.casefile.model import Case
from ksflow.casefile.texts import markdown_texts
from ksflow.documents.markdown_field import MarkdownField
from ksflow.rules.engine import Fixing, Problem, Rule, find_problems
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt, Form, Passage, plain_passage
from ksflow.rules.reading import passages_of
from ksflow.sources.findings import FindingsError, Span
from ksflow.sources.migrations import MigratedText
from ksflow.sources.scalars import unescaped
from ksflow.sources.textfile import TextFile, first_forbidden
from ksflow.sources.yamltree import parse_yaml

_BLANKS = re.compile(r"[ \t\r\n]+")
_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t]*")


@dataclass(frozen=True, slots=True)
class Edit:
    """New words for a stretch of a file."""

    code: str
    place: Excerpt
    """The words that are replaced; none where words are put in."""
    instead: str
    start: int
    end: int
    """Where they stand in the file's text."""
    written: str
    """The new words as the file writes them, quoted where its value is."""
    span: Span

    @property
    def field(self) -> MarkdownField:
        """The text in which it stands."""
        return self.place.passage.field


@dataclass(frozen=True, slots=True)
class Mended:
    """A file's text after edits, with those that were made and those that would have changed more than their words."""

    text: str
    made: list[Edit]
    dropped: list[Edit]


def edits_of(manuscript: Manuscript, rules: list[Rule]) -> Iterator[Edit]:
    """Yield the edits that rules would make in a case."""
    for rule, problem in find_problems(manuscript, rules):
        if edit := edit_of(manuscript, rule, problem):
            yield edit


def edit_of(manuscript: Manuscript, rule: Rule, problem: Problem) -> Edit | None:
    """Return the edit that mends a problem; None where a machine cannot, or must not, say what to write."""
    if problem.instead is None or rule.fixing is Fixing.NONE or first_forbidden(problem.instead):
        return None
    if (excerpt := _excerpt(manuscript, problem)) is None or "\n" in problem.instead:
        return None
    place, instead = _narrowed(excerpt, problem.instead)
    source = manuscript.file_of(place.passage.field)
    if isinstance(source, MigratedText) or (found := _range(manuscript, place)) is None:
        return None  # in an older file other texts stand, and it is rewritten only by ksflow migrate
    start, end = found
    raw = source.text[start:end]
    if not _reads_as(_read(raw, _style(manuscript, place.passage.field)), place.text):
        return None
    if not place.text and not _fits_between(source, start, place):
        return None
    written = _filled(_quoted(manuscript, place.passage.field, instead), raw)
    return Edit(rule.code, place, instead, start, end, written, source.span_at(start, end))


def apart(edits: Iterable[Edit]) -> list[Edit]:
    """Return edits of one file in their order, without those that overlap one before them."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        last = kept[-1] if kept else None
        beside = last is not None and last.start < last.end == edit.start < edit.end
        if last is None or edit.start > last.end or beside:
            kept.append(edit)
    return kept


def mended(inspected: Inspected, source: TextFile, edits: list[Edit]) -> Mended:
    """Return the text of a file with edits that lie apart, leaving out those that would change anything else."""
    text = _applied(source.text, edits)
    if _says_the_same(inspected, text, edits):
        return Mended(text, edits, [])
    made: list[Edit] = []
    dropped: list[Edit] = []
    for edit in edits:
        sound = _says_the_same(inspected, _applied(source.text, [*made, edit]), [*made, edit])
        (made if sound else dropped).append(edit)
    return Mended(_applied(source.text, made), made, dropped)


def _excerpt(manuscript: Manuscript, problem: Problem) -> Excerpt | None:
    """Return the words of a problem, also of one about a whole value."""
    if isinstance(problem.place, Excerpt):
        return problem.place
    value: Any = manuscript.data
    try:
        for key in problem.place:
            value = value[key]
    except (LookupError, TypeError):
        return None
    if not isinstance(value, str) or not value:
        return None
    passage = plain_passage(MarkdownField(value, problem.place), Form.HEADING)
    return passage.excerpt(0, len(value))


def _narrowed(place: Excerpt, instead: str) -> tuple[Excerpt, str]:
    """Leave out the words at both ends that stay as they are: the less is touched, the more can be mended."""
    old, new = place.text.split(" "), instead.split(" ")
    if not all(old) or not all(new):  # blanks are what is mended
        return place, instead
    first = _common(old, new)
    last = min(_common(old[::-1], new[::-1]), len(old) - first, len(new) - first)
    inner, words = old[first : len(old) - last], new[first : len(new) - last]
    start = sum(len(word) + 1 for word in old[:first])
    end = start + max(sum(len(word) + 1 for word in inner) - 1, 0)
    if inner and words:
        return place.part(start, end), " ".join(words)
    if inner:  # words are deleted, with the blank before or after them
        return place.part(*((start - 1, end) if first else (start, end + 1))), ""
    if not words:
        return place, instead
    if first:
        return place.part(start - 1, start - 1), f" {' '.join(words)}"
    return place.part(start, start), f"{' '.join(words)} "


def _common(one: list[str], other: list[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _range(manuscript: Manuscript, place: Excerpt) -> tuple[int, int] | None:
    """Return where in the file words stand; where words are put in, right after those before them."""
    if place.end > place.start:
        return manuscript.file_range(place)
    passage, at = place.passage, place.start
    if at:
        found = manuscript.file_range(passage.excerpt(at - 1, at))
        return (found[1], found[1]) if found else None
    found = manuscript.file_range(passage.excerpt(0, 1))
    return (found[0], found[0]) if found else None


def _style(manuscript: Manuscript, field: MarkdownField) -> str | None:
    """Return how the value that holds a text is written; None for a plain one, or a text in a file of its own."""
    return None if field.file else manuscript.inspected.tree.place(field.path).style


def _read(raw: str, style: str | None) -> str:
    """Return what a stretch of a file says: in quotation marks, what is escaped stands for something else."""
    return unescaped(raw, style) if style in ('"', "'") and ("\\" in raw or "'" in raw) else raw


def _reads_as(written: str, text: str) -> bool:
    """Tell whether the file has the words as they are, but for a line end in the place of a blank."""
    return written == text or _LINE_END.sub(" ", written) == text


def _fits_between(source: TextFile, at: int, place: Excerpt) -> bool:
    """Tell whether a place between words is one in the file too, with no mark beside it."""
    before, after = place.passage.text[place.start - 1 : place.start], place.passage.text[place.start : place.start + 1]
    around = (source.text[at - 1 : at] if place.start else "", source.text[at : at + 1])
    return around[0] == before and (around[1] == after or (after in ("", " ") and around[1] in ("", "\r", "\n")))


def _quoted(manuscript: Manuscript, field: MarkdownField, words: str) -> str:
    """Return words as they are written in a value that is quoted as this one is."""
    style = _style(manuscript, field)
    if style == '"':
        return words.replace("\\", "\\\\").replace('"', '\\"')
    return words.replace("'", "''") if style == "'" else words


def _filled(words: str, like: str) -> str:
    """Return words with the line ends that others have among them, when there are as many gaps; else as they are."""
    gaps = _BLANKS.findall(like)
    if len(gaps) != len(_BLANKS.findall(words)):
        return words
    following = iter(gaps)
    return (
        _BLANKS.sub(lambda _gap: next(following), words) if any("\n" in gap or "\r" in gap for gap in gaps) else words
    )


def _applied(text: str, edits: Iterable[Edit]) -> str:
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.written + text[edit.end :]
    return text


def _says_the_same(inspected: Inspected, text: str, edits: list[Edit]) -> bool:
    """Tell whether a new text of a file says what the old one said, with the words of the edits replaced."""
    if not edits:
        return True
    if edits[0].field.file:
        return _reads_the_same(edits[0].field, text, edits)
    try:
        data: Any = parse_yaml(TextFile(inspected.name, text)).data
    except FindingsError:
        return False
    expected: Any = copy.deepcopy(inspected.tree.data)
    for field, some in _by_field(edits):
        value = field.text
        for edit in sorted(some, key=lambda edit: edit.place.start, reverse=True):
            start, end = _inner_range(edit)
            value = value[:start] + _filled(edit.instead, value[start:end]) + value[end:]
        holder = expected
        for key in field.path[:-1]:
            holder = holder[key]
        holder[field.path[-1]] = value
        if _is_markdown(inspected, field) and not _reads_the_same(field, value, some):
            return False
    return bool(data == expected)


def _inner_range(edit: Edit) -> tuple[int, int]:
    """Return where in its field an edit stands."""
    passage, start, end = edit.place
    if end > start:
        return passage.range(start, end)
    at = passage.offset(start - 1) + 1 if start else passage.offset(0)
    return at, at


def _by_field(edits: list[Edit]) -> Iterator[tuple[MarkdownField, list[Edit]]]:
    fields: dict[tuple[str | int, ...], list[Edit]] = {}
    for edit in edits:
        fields.setdefault(edit.field.path, []).append(edit)
    yield from ((some[0].field, some) for some in fields.values())


def _is_markdown(inspected: Inspected, field: MarkdownField) -> bool:
    return field.file is not None or any(
        field.path == path for path, _text in markdown_texts(Case, inspected.tree.data)
    )


def _reads_the_same(field: MarkdownField, text: str, edits: list[Edit]) -> bool:
    """Tell whether a Markdown text has the passages that it had, with the words of the edits replaced.

    An edit of the Markdown itself, such as of a heading's marks, may change what stands on its own lines.
    """
    passages = list(passages_of(field))
    known = {_stand(passage) for passage in passages}
    marks = [edit for edit in edits if _stand(edit.place.passage) not in known]
    words = [edit for edit in edits if _stand(edit.place.passage) in known]
    before = [
        (_shape(passage), _replaced(passage, words))
        for passage in passages
        if not _stands_on(passage, field.text, [_inner_range(edit) for edit in marks])
    ]
    after = [
        (_shape(passage), passage.text)
        for passage in passages_of(MarkdownField(text, field.path, field.file))
        if not _stands_on(passage, text, _moved(marks, edits))
    ]
    return before == after


def _stand(passage: Passage) -> tuple[object, ...]:
    """Return what a passage has in common with itself, read once more."""
    return passage.text, *passage.offsets


def _moved(marks: list[Edit], edits: list[Edit]) -> Iterator[tuple[int, int]]:
    """Yield where edits of the Markdown stand after all edits have been made."""
    for edit in marks:
        start, _end = _inner_range(edit)
        others = [(_inner_range(one), one.instead) for one in edits]
        start += sum(len(instead) - (last - first) for (first, last), instead in others if first < start)
        yield start, start + len(edit.instead)


def _stands_on(passage: Passage, text: str, ranges: Iterable[tuple[int, int]]) -> bool:
    """Tell whether a passage begins on the lines of one of the ranges."""
    at = passage.offset(0)
    for start, end in ranges:
        first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
        last = _LINE_END.search(text, end)
        if first <= at <= (last.start() if last else len(text)):
            return True
    return False


def _shape(passage: Passage) -> tuple[object, ...]:
    links = tuple(address for _start, _end, address in passage.links)
    return passage.form, passage.level, passage.within, len(passage.code), len(passage.strong), links


def _replaced(passage: Passage, edits: list[Edit]) -> str:
    """Return the text of a passage after the edits in it; edits know it by where it begins."""
    text = passage.text
    inside = [edit for edit in edits if edit.place.passage.offsets[:1] == passage.offsets[:1]]
    for edit in sorted(inside, key=lambda edit: edit.place.start, reverse=True):
        text = text[: edit.place.start] + edit.instead + text[edit.place.end :]
    return text
