"""A case as its rules see it: its keys, its texts as passages, and where everything stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from ksflow.documents.markdown_field import MarkdownField
from ksflow.rules.passages import RUNNING, WRITTEN, Excerpt, Form, Passage, plain_passage
from ksflow.sources.findings import Span
from ksflow.sources.scalars import character_offsets, end_of_character
from ksflow.sources.textfile import TextFile
from ksflow.sources.yamltree import Path

if TYPE_CHECKING:  # explaining a rule loads no case
    from ksflow.casefile.loading import Inspected
    from ksflow.casefile.model import Case
    from ksflow.organisation.model import Municipality


class NoCaseError(Exception):
    """Raised for a rule that asks for the case when its keys are faulty: such a rule has nothing to judge yet."""


class HeadedPart(NamedTuple):
    """A heading of the body with all that stands under it, the parts inside it too."""

    heading: Passage
    passages: list[Passage]


class WordedSentence(NamedTuple):
    """A sentence with its words, in lower case and without punctuation."""

    excerpt: Excerpt
    words: tuple[str, ...]


_WORD = re.compile(r"\w+")


@dataclass
class Manuscript:
    """A case with its texts, as rules read it."""

    inspected: Inspected
    municipality: Municipality

    @property
    def case(self) -> Case:
        """The case; raise NoCaseError when its keys are faulty."""
        if self.inspected.case is None:
            raise NoCaseError
        return self.inspected.case

    @property
    def data(self) -> dict[str, Any]:
        """The plain data of the case file."""
        return self.inspected.tree.data

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of persons, companies and outsiders: no words of the language."""
        found = {party.name for party in (*self.municipality.companies, *self.municipality.outsiders)}
        if case := self.inspected.case:
            found |= {case.officer.name, *(person.name for person in case.signatories)}
            found |= {entry.name for entry in case.recipients if entry.external}
        return frozenset(name for name in found if len(name) > 3)

    @cached_property
    def passages(self) -> list[Passage]:
        """Every text of the case, in the order of the document: title, proposals, summary, sections."""
        from ksflow.rules.reading import passages_of

        titles = [MarkdownField(text, path) for path, text in _titles(self.data, ())]
        found: list[Passage] = []
        for field in sorted([*titles, *self.texts], key=_order):
            if field.path[-1] == "rubrik":
                found.append(plain_passage(field, Form.HEADING, self.names))
            else:
                found += passages_of(field, self.names)
        return found

    @cached_property
    def raw_texts(self) -> list[Passage]:
        """All texts and values just as somebody has written them, marks of Markdown included."""
        files = [field for field in self.texts if field.file]
        values = [MarkdownField(text, path) for path, text in _values(self.data, ())]
        return [plain_passage(field, Form.VALUE) for field in (*values, *files)]

    @cached_property
    def values(self) -> list[Passage]:
        """The values of keys that hold no text: names, addresses, titles of attachments."""
        texts = {passage.path for passage in self.passages}
        return [passage for passage in self.raw_texts if passage.path not in texts and not passage.field.file]

    @cached_property
    def texts(self) -> list[MarkdownField]:
        """Every Markdown text of the case, those of files of their own last."""
        from ksflow.casefile.model import Case
        from ksflow.casefile.texts import markdown_texts

        texts = [MarkdownField(text, path) for path, text in markdown_texts(Case, self.data)]
        return texts + [MarkdownField(file.text, (*path, "fil"), file) for path, file in self.inspected.texts.items()]

    @cached_property
    def running(self) -> list[Passage]:
        """The author's running text: paragraphs, items and notes, of proposals too."""
        return [passage for passage in self.passages if passage.form in RUNNING]

    @cached_property
    def written(self) -> list[Passage]:
        """All that the author says: running text, headings, cells and captions, but no quotations and no code."""
        return [passage for passage in self.passages if passage.form in WRITTEN]

    @cached_property
    def vocabulary(self) -> dict[str, list[Passage]]:
        """The words of ``written`` in small letters, each with the passages in whose prose it stands."""
        found: dict[str, list[Passage]] = {}
        for passage in self.written:
            for word in passage.vocabulary:
                found.setdefault(word, []).append(passage)
        return found

    @cached_property
    def attachment_titles(self) -> list[Passage]:
        """The titles of the attachments, which are no part of the running text."""
        titles = self.data.get("bilagor")
        found: list[MarkdownField] = []
        for number, entry in enumerate(titles if isinstance(titles, list) else ()):
            path: Path = ("bilagor", number)
            if isinstance(entry, dict):
                path, entry = (*path, "rubrik"), entry.get("rubrik")
            if isinstance(entry, str) and entry.strip():
                found.append(MarkdownField(entry, path))
        return [plain_passage(field, Form.CAPTION, self.names) for field in found]

    @cached_property
    def proposals(self) -> list[Passage]:
        """The texts of the proposals."""
        return self._under("beslutsförslag")

    @cached_property
    def summary(self) -> list[Passage]:
        """The texts of the summary."""
        return self._under("sammanfattning")

    @cached_property
    def body(self) -> list[Passage]:
        """The texts of the sections."""
        return self._under("avsnitt")

    @cached_property
    def parts(self) -> list[HeadedPart]:
        """The headings of the body, those in its texts too, each with what stands under it."""
        found: list[HeadedPart] = []
        open_: list[tuple[int, HeadedPart]] = []
        for passage in self.passages:
            if passage.path[0] != "avsnitt":
                continue
            if passage.form is Form.HEADING:
                depth = passage.path.count("avsnitt") + passage.level
                open_ = [(level, part) for level, part in open_ if level < depth]
                open_.append((depth, HeadedPart(passage, [])))
                found.append(open_[-1][1])
            else:
                for _depth, part in open_:
                    part.passages.append(passage)
        return found

    @cached_property
    def headings(self) -> list[Passage]:
        """The title, the sections' headings and the headings in their texts."""
        return [passage for passage in self.passages if passage.form is Form.HEADING]

    @cached_property
    def sentences(self) -> list[Excerpt]:
        """Every sentence of the running text."""
        return [sentence for passage in self.running for sentence in passage.sentences]

    @cached_property
    def worded(self) -> list[WordedSentence]:
        """The sentences of summary and sections with their words; of the running text."""
        passages = [passage for passage in (*self.summary, *self.body) if passage.form in RUNNING]
        return [
            WordedSentence(sentence, tuple(_WORD.findall(sentence.text.casefold())))
            for passage in passages
            for sentence in passage.sentences
        ]

    def search(self, pattern: re.Pattern[str]) -> Iterator[tuple[Excerpt, re.Match[str]]]:
        """Yield every place in the prose of the running text that a pattern fits; the excerpt is the whole match."""
        for passage in self.running:
            for match in pattern.finditer(passage.prose):
                yield passage.excerpt(match.start(), match.end()), match

    # Places

    def file_of(self, field: MarkdownField) -> TextFile:
        """Return the file in which a text stands."""
        return field.file or self.inspected.tree.source

    def file_range(self, excerpt: Excerpt) -> tuple[int, int] | None:
        """Return where in its file a stretch of text stands; None when that cannot be told, as behind an alias."""
        start, end = excerpt.passage.range(excerpt.start, excerpt.end)
        if excerpt.passage.field.file:
            return start, end
        offsets = self._offsets(excerpt.passage.field)
        if offsets is None:
            return None
        if end == start:
            return offsets[start], offsets[start]
        place = self.inspected.tree.place(excerpt.passage.path)
        return offsets[start], end_of_character(self.inspected.tree.source, place, offsets[end - 1])

    def span(self, excerpt: Excerpt) -> Span:
        """Return the place of a stretch of text; that of the whole value when it cannot be told more closely."""
        found = self.file_range(excerpt)
        if found is None:
            return self.inspected.span(excerpt.passage.path)
        return self.file_of(excerpt.passage.field).span_at(*found)

    def _offsets(self, field: MarkdownField) -> list[int] | None:
        if field.path not in self._known_offsets:
            tree = self.inspected.tree
            self._known_offsets[field.path] = character_offsets(tree.source, tree.place(field.path), field.text)
        return self._known_offsets[field.path]

    @cached_property
    def _known_offsets(self) -> dict[Path, list[int] | None]:
        return {}

    def _under(self, key: str) -> list[Passage]:
        return [passage for passage in self.passages if passage.path[0] == key and passage.path[-1] != "rubrik"]


_PARTS = {"rubrik": 0, "beslutsförslag": 1, "sammanfattning": 2, "avsnitt": 3}


def _order(field: MarkdownField) -> tuple[int, tuple[int, ...], bool]:
    """Return what sorts texts as the document has them: a heading before its text, that before the sections in it."""
    numbers = tuple(part for part in field.path if isinstance(part, int))
    return _PARTS.get(str(field.path[0]), len(_PARTS)), numbers, field.path[-1] != "rubrik"


def _values(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield every text in plain data with its path."""
    if isinstance(value, str):
        if value.strip():
            yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _values(inner, (*path, number))


def _titles(data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield the title of the case, of its proposals and of its sections, in their order."""
    if not isinstance(data, dict):
        return
    if isinstance(title := data.get("rubrik"), str) and title.strip():
        yield (*path, "rubrik"), title
    for key in ("beslutsförslag", "avsnitt"):
        parts = data.get(key)
        for number, part in enumerate(parts if isinstance(parts, list) else ()):
            yield from _titles(part, (*path, key, number))
