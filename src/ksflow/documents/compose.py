"""Composing a document: the content template, filled with a case, becomes blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from ksflow.casefile.loading import CaseFile
from ksflow.documents.blocks import (
    Block,
    Division,
    Document,
    Emphasis,
    Footnote,
    Heading,
    Inline,
    Link,
    List,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)
from ksflow.documents.content_template import ContentTemplate, load_content_template, split_divisions
from ksflow.documents.fields import case_fields
from ksflow.documents.markdown import MarkdownError, Problem, parse_markdown
from ksflow.documents.markup import MARK, MarkdownField, Marks
from ksflow.documents.pictures import load_picture
from ksflow.documents.places import problem_span
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import START, Finding, FindingsError

MAX_LEVEL = 6
"""The deepest heading; a look has styles for six."""


def compose(loaded: CaseFile, workspace: Workspace, kind: str) -> Document:
    """Return the document of this kind for a case; raise FindingsError with all that stops it."""
    template = load_content_template(kind, workspace.template_folders)
    fields = case_fields(loaded, workspace, template.head.name)
    text, marks = template.render(fields)
    composer = _Composer(loaded, template, marks)
    blocks = composer.compose(text)
    if composer.findings:
        raise FindingsError(sorted(set(composer.findings)))
    return Document(
        kind=kind,
        title=fields["rubrik"],
        diary_number=fields["diarienummer"],
        author=loaded.case.officer.name,
        date=loaded.case.date,
        look=template.head.look,
        fields=fields,
        blocks=blocks,
    )


@dataclass(slots=True)
class _Composer:
    loaded: CaseFile
    template: ContentTemplate
    marks: Marks
    findings: list[Finding] = field(default_factory=list)
    level: int = 0
    """The level of the heading that the next block stands under."""

    def compose(self, text: str) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for name, part in split_divisions(text):
            inner = self._blocks(self._parse_template(part))
            if name is None:
                blocks += inner
            elif inner:
                blocks.append(Division(name, inner))
        return tuple(blocks)

    # Parsing

    def _parse_template(self, text: str) -> tuple[Block, ...]:
        try:
            return parse_markdown(text)
        except MarkdownError as error:
            source = self.template.source
            for problem in error.problems:
                self.findings.append(source.finding(START, "MAL008", problem.message, problem.help))
            return ()

    def _parse_field(self, field_: MarkdownField) -> tuple[Block, ...]:
        loaded = self.loaded
        # A picture is named from where its text stands: the case file, or the Markdown file of its own.
        loader = partial(load_picture, folder=loaded.path.parent, workspace=loaded.workspace)
        try:
            blocks = parse_markdown(field_.text, loader)
        except MarkdownError as error:
            self.findings += [self._problem(field_, problem) for problem in error.problems]
            return ()
        return self._under_heading(blocks, field_)

    def _problem(self, field_: MarkdownField, problem: Problem) -> Finding:
        source = field_.file or self.loaded.tree.source
        span = problem_span(field_, problem, self.loaded)
        return source.finding(span, problem.code, problem.message, problem.help)

    def _under_heading(self, blocks: tuple[Block, ...], field_: MarkdownField) -> tuple[Block, ...]:
        """Shift the headings of a text to the levels below the heading that it stands under, none skipped."""
        if not any(isinstance(block, Heading) for block in blocks):
            return blocks
        outer: list[int] = []
        shifted: list[Block] = []
        for block in blocks:
            if isinstance(block, Heading):
                while outer and outer[-1] >= block.level:
                    outer.pop()
                outer.append(block.level)
                level = self.level + len(outer)
                if level > MAX_LEVEL:
                    self._too_deep(field_)
                shifted.append(Heading(min(level, MAX_LEVEL), block.children))
            else:
                shifted.append(block)
        return tuple(shifted)

    def _too_deep(self, field_: MarkdownField) -> None:
        message = _("The headings go deeper than {limit} levels", limit=MAX_LEVEL)
        self.findings.append(self.loaded.finding(field_.path, "FIL212", message))

    # Putting fields where their marks stand

    def _blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        done: list[Block] = []
        for block in blocks:
            done += self._block(block)
        return tuple(done)

    def _block(self, block: Block) -> tuple[Block, ...]:
        match block:
            case Paragraph(children):
                if marked := _only_marks(children):
                    return tuple(inner for number in marked for inner in self._parse_field(self.marks[number]))
                return (Paragraph(self._inlines(children)),)
            case Heading(level, children):
                self.level = level
                return (Heading(level, self._inlines(children)),)
            case List(ordered, items, start):
                return (List(ordered, tuple(self._blocks(item) for item in items), start),)
            case Quote(inner):
                return (Quote(self._blocks(inner)),)
            case Table(alignments, header, rows, caption):
                cells = tuple(tuple(self._inlines(cell) for cell in row) for row in rows)
                head = tuple(self._inlines(cell) for cell in header)
                return (Table(alignments, head, cells, self._inlines(caption)),)
        return (block,)

    def _inlines(self, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
        done: list[Inline] = []
        for child in children:
            match child:
                case Text(text):
                    if "\x02" in text:
                        done += self._spliced(text)
                    else:
                        done.append(child)
                case Emphasis(inner):
                    done.append(Emphasis(self._inlines(inner)))
                case Strong(inner):
                    done.append(Strong(self._inlines(inner)))
                case Link(target, inner, title):
                    done.append(Link(target, self._inlines(inner), title))
                case Footnote(blocks):
                    done.append(Footnote(self._blocks(blocks)))
                case _:
                    done.append(child)
        return tuple(done)

    def _spliced(self, text: str) -> list[Inline]:
        """Return text in which the marks are replaced by the inline content of their fields."""
        done: list[Inline] = []
        for position, piece in enumerate(MARK.split(text)):
            if position % 2 == 0:
                done += [Text(piece)] if piece else []
                continue
            field_ = self.marks[int(piece)]
            blocks = self._parse_field(field_)
            if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
                done += blocks[0].children
            elif blocks:
                message = _("This text must be a single paragraph, since the template has text beside it")
                self.findings.append(self.loaded.finding(field_.path, "FIL214", message))
        return done


def _only_marks(children: tuple[Inline, ...]) -> list[int]:
    """Return the numbers of the marks when a paragraph holds marks and nothing else, else nothing."""
    if any(not isinstance(child, Text) for child in children):
        return []
    text = "".join(child.text for child in children if isinstance(child, Text))
    if MARK.sub("", text).strip():
        return []
    return [int(number) for number in MARK.findall(text)]
