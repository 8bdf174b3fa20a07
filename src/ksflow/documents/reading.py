"""Reading the Markdown texts of a case into blocks, with every fault at its place: for checking and for composing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ksflow.documents.blocks import Block, Heading, List, Quote
from ksflow.documents.markdown import MarkdownError, Problem, parse_markdown
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.pictures import picture_loader
from ksflow.documents.places import problem_span
from ksflow.locale import _
from ksflow.sources.findings import Finding
from ksflow.sources.validation import shown_span
from ksflow.sources.yamltree import YamlTree

MAX_LEVEL = 6
"""The deepest heading; a look has styles for six."""


@dataclass(frozen=True, slots=True)
class TextReader:
    """Reads the texts of one case."""

    tree: YamlTree
    case: Path
    workspace: Path

    def read(self, field: MarkdownField, level: int) -> tuple[tuple[Block, ...], list[Finding]]:
        """Return the blocks of a text that stands under a heading of ``level``, and what is wrong with it."""
        try:
            blocks = parse_markdown(field.text, picture_loader(field, self.case, self.workspace))
        except MarkdownError as error:
            return (), [self.finding(field, problem) for problem in error.problems]
        shifted, deepest = shift_headings(blocks, level)
        return shifted, [self.too_deep(field)] if deepest > MAX_LEVEL else []

    def too_deep(self, field: MarkdownField) -> Finding:
        """Report headings that go deeper than there are styles."""
        source = field.file or self.tree.source
        span = field.file.span_at(0, 1) if field.file else shown_span(self.tree, self.tree.place(field.path))
        return source.finding(span, "FIL212", headings_too_deep())

    def finding(self, field: MarkdownField, problem: Problem) -> Finding:
        """Return a problem as a finding at its place in the file."""
        if problem.code == "FIL201" and not field.file and self.tree.place(field.path).style == '"':
            problem = problem._replace(help=_("Write the text below “|”, and a < that is to be printed as \\<"))
        source = field.file or self.tree.source
        return source.finding(problem_span(field, problem, self.tree), problem.code, problem.message, problem.help)


def headings_too_deep() -> str:
    """Return the message about headings below the deepest level."""
    return _("The headings go deeper than {limit} levels", limit=MAX_LEVEL)


def shift_headings(blocks: tuple[Block, ...], level: int) -> tuple[tuple[Block, ...], int]:
    """Shift headings to the levels below ``level``, none skipped; return the blocks and the deepest level wanted."""
    outer: list[int] = []
    deepest = 0

    def shift(block: Block) -> Block:
        nonlocal deepest
        match block:
            case Heading(own, _children):
                while outer and outer[-1] >= own:
                    outer.pop()
                outer.append(own)
                deepest = max(deepest, level + len(outer))
                return replace(block, level=min(level + len(outer), MAX_LEVEL))
            case Quote(inner):
                return Quote(tuple(shift(part) for part in inner))
            case List(ordered, items, start):
                return List(ordered, tuple(tuple(shift(part) for part in item) for item in items), start)
        return block

    return tuple(shift(block) for block in blocks), deepest
