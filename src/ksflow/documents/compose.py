"""Composing a document: the content template, filled with a case, becomes blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ksflow.casefile.loading import CaseFile, walk_sections
from ksflow.documents.blocks import (
    Block,
    Code,
    CodeBlock,
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
from ksflow.documents.content_template import (
    ContentTemplate,
    load_content_template,
    parse_template,
    split_divisions,
)
from ksflow.documents.field_blocks import FieldBlocks
from ksflow.documents.fields import case_fields
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.markup import MARK, Marks
from ksflow.documents.reading import TextReader, headings_too_deep
from ksflow.documents.typography import typeset
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import Finding, FindingsError


def compose(
    loaded: CaseFile, workspace: Workspace, kind: str, fields: Callable[[], dict[str, Any]] | None = None
) -> Document:
    """Return the document of this kind for a case; raise FindingsError with all that stops it.

    ``fields`` gives the case's fields where several documents of it share them.
    """
    template = load_content_template(kind, workspace.template_folders)
    shared = fields() if fields else case_fields(loaded, workspace)
    named = {**shared, "dokumenttyp": template.head.name}
    text, marks = template.render(named)
    composer = _Composer(loaded, template, marks, TextReader(loaded.tree, loaded.path, loaded.workspace))
    blocks = composer.compose(text)
    if composer.findings:
        raise FindingsError(sorted(set(composer.findings)))
    return Document(
        kind=kind,
        name=template.head.name,
        title=named["rubrik"],
        diary_number=named["diarienummer"],
        author=loaded.case.officer.name,
        date=loaded.case.date,
        look=template.head.look,
        fields=named,
        blocks=blocks,
        own_word_look=template.head.own_word_look,
        in_look=template.head.in_look,
        blocks_of=FieldBlocks(composer.reader, workspace.municipality.clause_form),
    )


@dataclass(slots=True)
class _Composer:
    loaded: CaseFile
    template: ContentTemplate
    marks: Marks
    reader: TextReader
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
        self._deep_titles()
        return tuple(blocks)

    # Parsing

    def _parse_template(self, text: str) -> tuple[Block, ...]:
        blocks, findings = parse_template(self.template, text)
        self.findings += findings
        return blocks

    def _parse_field(self, field_: MarkdownField) -> tuple[Block, ...]:
        blocks, findings = self.reader.read(field_, self.level)
        self.findings += findings
        return field_.wording(blocks) if field_.wording else blocks

    def _deep_titles(self) -> None:
        """Report the sections whose headings the template could not set deep enough."""
        sections = walk_sections(self.loaded.case.sections)
        titles = {typeset(section.title): path for path, section in reversed(list(sections))}
        for title in self.marks.too_deep:
            path = (*titles[title], "rubrik") if title in titles else ()
            self.findings.append(
                self.loaded.finding(
                    path, "FIL212", headings_too_deep(), _("Write fewer levels of “avsnitt” inside each other")
                )
            )

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
            case CodeBlock(text):
                self._check_code(text)
        return (block,)

    def _check_code(self, text: str) -> None:
        """Report a field that the template prints as code, or in the address of a link."""
        for number in MARK.findall(text):
            message = _("The template prints this Markdown text where only plain text can stand")
            self.findings.append(self.loaded.finding(self.marks[int(number)].path, "FIL214", message))

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
                case Code(text):
                    self._check_code(text)
                    done.append(child)
                case Link(target, inner, title):
                    self._check_code(f"{target}{title}")
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
