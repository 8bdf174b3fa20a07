"""What stands where in a document: its head, proposals, summary, sections, signatures, attachments and recipients.

Every block of the source lands in exactly one place; what fits nowhere is kept as what is left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeGuard

from ksflow.documents.blocks import Block, Heading, Inline, LineBreak, List, Paragraph, Table, Text, plain_text
from ksflow.importing.facts import PERSON, FactReader, Facts, is_label
from ksflow.importing.headings import Part, is_top, part_of
from ksflow.importing.source import Line, Source
from ksflow.locale import _
from ksflow.organisation.model import Municipality

_POST = re.compile(
    r"(?:(?:tf\.?|t\.?f\.?|tillförordnad|biträdande|vice|förste|1:e|stf\.?|ställföreträdande) )?[\w –-]*"
    r"(?:direktör|chef|handläggare|sekreterare|strateg|utredare|ledare|jurist|ordförande|samordnare|controller|ekonom"
    r"|planerare|arkitekt|rektor|ingenjör|inspektör|nämnd|råd|revisor|registrator|administratör|specialist)"
    r"(?:en|n)?(?: [\w –,-]+)?",
    re.IGNORECASE,
)
_ATTACHMENT = re.compile(r"(?:Bilaga[ \u00a0]*[0-9]*|[0-9]+)[.:]?[ \u00a0]+(?=\S)", re.IGNORECASE)
_LINE = 90
"""How many characters a line of the letterhead, or a heading, has at most."""
_SURELY = 3
"""How likely a heading of the highest level is the title."""
UNNAMED = "Ärendet"
"""The heading of the section that holds the text of a document without headings."""
_PROPOSAL = re.compile(r"förslag|beslut|föreslår", re.IGNORECASE)


@dataclass(slots=True)
class ProposalText:
    """A proposal as the document has it."""

    heading: str | None
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class SectionText:
    """A section as the document has it."""

    title: str
    level: int
    blocks: list[Block] = field(default_factory=list)
    sections: list[SectionText] = field(default_factory=list)


@dataclass(slots=True)
class Parts:
    """A document divided into what a case has."""

    facts: Facts
    title: str | None = None
    is_title_guessed: bool = False
    proposals: list[ProposalText] = field(default_factory=list)
    summary: list[Block] = field(default_factory=list)
    sections: list[SectionText] = field(default_factory=list)
    signatories: list[tuple[str, str | None]] = field(default_factory=list)
    attachments: list[tuple[Inline, ...]] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    left_over: list[Block] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    """Lines of the letterhead and of the heads and feet of pages, which the looks print themselves."""
    remarks: list[str] = field(default_factory=list)
    """What is not sure, one sentence each."""
    consumed: set[str] = field(default_factory=set)
    """The lines that have become facts."""


def divide(source: Source, municipality: Municipality) -> Parts:
    """Divide a document into the parts of a case."""
    return _Divider(source, municipality).divide()


class _Divider:
    def __init__(self, source: Source, municipality: Municipality) -> None:
        self.source = source
        self.reader = FactReader(municipality)
        self.parts = Parts(self.reader.facts, remarks=list(source.remarks))
        self.part: Part | None = None
        self.path: list[SectionText] = []
        self.highest = 2
        self.nesting = False  # headings below one that had no text of its own stand inside it

    def divide(self) -> Parts:
        self._read_facts()
        blocks = [block for block in self.source.blocks if not self._is_furniture(block)]
        head, rest = self._head(_with_typical_headings(blocks))
        self._read_head(head)
        if rest and not any(isinstance(block, Heading) for block in rest):
            self._section(UNNAMED, 2, followed=False)
            self.parts.remarks.append(_("The document has no headings: its text stands under “{title}”", title=UNNAMED))
        self.highest = min((block.level for block in rest if isinstance(block, Heading) and block.level), default=2)
        for number, block in enumerate(rest):
            if isinstance(block, Heading):
                after = rest[number + 1] if number + 1 < len(rest) else None
                self._heading(block, isinstance(after, Heading))
            else:
                self._block(block)
        self._signatures()
        other = self.reader.read(self.source.furniture)
        self.parts.furniture = list(dict.fromkeys([*self.parts.furniture, *self.reader.letterhead, *other]))
        self.parts.consumed = self.reader.consumed
        return self.parts

    def _read_facts(self) -> None:
        texts = (line.text for line in _in_order(self.source.facts))
        self.parts.left_over += [Paragraph((Text(line),)) for line in self.reader.read(texts)]

    # The head

    def _head(self, blocks: list[Block]) -> tuple[list[Block], list[Block]]:
        """Divide the blocks at the first heading that begins a part of a case."""
        for number, block in enumerate(blocks):
            if not isinstance(block, Heading):
                continue
            text = plain_text(block.children)
            is_second = any(isinstance(other, Heading) and other.level == 1 for other in blocks[:number])
            if part_of(text) is not Part.SECTION or block.level > 1 or is_second or (block.level == 0 and is_top(text)):
                return blocks[:number], blocks[number:]
        if any(isinstance(block, Heading) for block in blocks):
            first = next(number for number, block in enumerate(blocks) if isinstance(block, Heading))
            return (blocks[:1], blocks[1:]) if first == 0 else ([], blocks)
        begins = next((number for number, block in enumerate(blocks) if not _is_line(block)), 0)
        return blocks[:begins], blocks[begins:]

    def _read_head(self, blocks: list[Block]) -> None:
        candidates: list[tuple[int, str, Block]] = []  # how likely a line is the title, and the line
        lines: list[Block] = []
        for block in blocks:
            if isinstance(block, Heading):
                text = plain_text(block.children)
                if self.reader.read([text]):
                    candidates.append((_SURELY if block.level == 1 else 2, text, block))
                    lines.append(block)
                continue
            if not isinstance(block, Paragraph | List):
                if not (isinstance(block, Table) and self._is_facts(block)):
                    lines.append(block)
                continue
            rest = self.reader.read(line for line in lines_of(block) if line)
            if not rest:
                continue
            if isinstance(block, Paragraph) and len(rest) == 1 and rest == lines_of(block):
                candidates.append((1, rest[0], block))
                lines.append(block)
            elif isinstance(block, Paragraph):
                lines += [Paragraph((Text(line),)) for line in rest]
            else:
                lines.append(block)
        best = max((likely for likely, _line, _block in candidates), default=0)
        chosen = next((found for found in reversed(candidates) if found[0] == best), None)
        self.parts.title = (chosen and chosen[1]) or self.reader.facts.title or self.source.title
        self.parts.is_title_guessed = best < _SURELY
        self.parts.left_over += [block for block in lines if chosen is None or block is not chosen[2]]

    def _is_facts(self, table: Table) -> bool:
        """Read a table below the title; tell whether it holds facts and nothing else."""
        rows = [[" ".join(plain_text(cell).split()) for cell in row] for row in (table.header, *table.rows)]
        lines = [Line(cell, row, column) for row, cells in enumerate(rows) for column, cell in enumerate(cells) if cell]
        if not any(is_label(line.text) for line in lines) or self.reader.read(line.text for line in _in_order(lines)):
            return False
        self.reader.consumed |= {" | ".join(cells) for cells in rows}
        return True

    def _is_furniture(self, block: Block) -> bool:
        """Take out what the head or foot of a page has left between the paragraphs of a text."""
        if not isinstance(block, Paragraph) and not (isinstance(block, Heading) and block.level == 0):
            return False
        lines = lines_of(block)
        if all(self.reader.is_letterhead(line) for line in lines):
            self.parts.furniture += [line for line in lines if line not in self.parts.furniture]
            return True
        return is_label(lines[0]) and not self.reader.read(lines)

    # Parts

    def _heading(self, heading: Heading, is_followed_by_heading: bool) -> None:
        text = plain_text(heading.children).strip()
        part = part_of(text)
        if part is Part.PROPOSAL:
            if any(proposal.blocks for proposal in self.parts.proposals):
                self.parts.proposals.append(ProposalText(text))
                self.parts.remarks.append(
                    _("There are proposals under more than one “{heading}”; they stand together", heading=text)
                )
            self.part = part
            self.path = []
        elif part is not Part.SECTION:
            self._begin(part, text)
        elif self.part is Part.PROPOSAL and self._is_proposal(heading, text):
            self.parts.proposals.append(ProposalText(text))
        else:
            self._section(text, self._level(heading, text), is_followed_by_heading)

    def _is_proposal(self, heading: Heading, text: str) -> bool:
        is_below = heading.level == 0 or self._level(heading, text) > 2
        return is_below and not is_top(text) and _PROPOSAL.search(text) is not None

    def _begin(self, part: Part, text: str) -> None:
        if part is Part.SUMMARY and self.parts.summary:  # a second one is a section
            self._section(text, 2, followed=False)
            return
        self.part = part
        self.path = []

    def _level(self, heading: Heading, text: str) -> int:
        """Return the level of a heading, two for the highest below the title."""
        if heading.level:
            return heading.level - self.highest + 2
        if not is_top(text) and self.nesting and self.path:
            return 3
        return 2

    def _section(self, text: str, level: int, followed: bool) -> None:
        if level == 2:
            self.nesting = followed
        self.part = Part.SECTION
        section = SectionText(text, level)
        while self.path and self.path[-1].level >= level:
            self.path.pop()
        (self.path[-1].sections if self.path else self.parts.sections).append(section)
        self.path.append(section)

    def _block(self, block: Block) -> None:
        if self.part is Part.PROPOSAL:
            if not self.parts.proposals:
                self.parts.proposals.append(ProposalText(None))
            self.parts.proposals[-1].blocks.append(block)
        elif self.part is Part.SUMMARY:
            self.parts.summary.append(block)
        elif self.part is Part.ATTACHMENTS:
            self._attachment(block)
        elif self.part is Part.RECIPIENTS and not (self.parts.recipients and self._sign([block])):
            self.parts.recipients += [line for line in lines_of(block) if line]
        elif self.part is Part.RECIPIENTS:
            return
        elif self.part is Part.SIGNATURES:
            if not self._sign([block]):
                self.parts.left_over.append(block)
        elif self.path:
            self.path[-1].blocks.append(block)
        else:
            self.parts.left_over.append(block)

    def _attachment(self, block: Block) -> None:
        match block:
            case List(_ordered, items, _start):
                for item in items:
                    self._attachment_item(item)
            case Paragraph(children):
                for line in _split_lines(children):
                    self.parts.attachments.append(_without_number(line))
            case _:
                self.parts.left_over.append(block)

    def _attachment_item(self, item: tuple[Block, ...]) -> None:
        first, *rest = item or (None,)
        if isinstance(first, Paragraph):
            self.parts.attachments.append(_without_number(first.children))
        for block in rest:
            self._attachment(block)

    # Signatures

    def _signatures(self) -> None:
        """Take the signatures from the end of the last text: names with posts below them."""
        place = self._last_text()
        if place is None:
            return
        found: list[tuple[str, str | None]] = []
        while place:
            taken = _signature(place)
            if taken is None:
                break
            signatories, used = taken
            found = [*signatories, *found]
            del place[len(place) - used :]
        self.parts.signatories += found

    def _last_text(self) -> list[Block] | None:
        if self.path:
            return self.path[-1].blocks
        last = self.parts.sections[-1] if self.parts.sections else None
        while last and last.sections:
            last = last.sections[-1]
        return last.blocks if last else self.parts.summary or None

    def _sign(self, blocks: list[Block]) -> bool:
        taken = _signature(blocks)
        if taken:
            self.parts.signatories += taken[0]
        return taken is not None


def _signature(blocks: list[Block]) -> tuple[list[tuple[str, str | None]], int] | None:
    """Return who signs in the last blocks, and how many blocks say so; None when they are no signature."""
    last = blocks[-1]
    lines = lines_of(last) if isinstance(last, Paragraph | Heading) else []
    if len(lines) == 2 and PERSON.fullmatch(lines[0]) and _is_post(lines[1]):
        return [(lines[0], lines[1])], 1
    if len(lines) == 1 and len(blocks) > 1 and _is_post(lines[0]):
        before = blocks[-2]
        names = lines_of(before) if isinstance(before, Paragraph | Heading) else []
        if len(names) == 1 and PERSON.fullmatch(names[0]):
            return [(names[0], lines[0])], 2
    return None


def _is_post(line: str) -> bool:
    return len(line) <= 80 and line[-1:] != "." and _POST.fullmatch(line) is not None


def _in_order(lines: list[Line]) -> list[Line]:
    """Return the lines of a table so that each label is followed by its value.

    A row of labels has its values below; else a label's value stands beside it, or in its own cell.
    """
    first = min((line.row for line in lines), default=0)
    heads = [line for line in lines if line.row == first]
    by_column = len(heads) < len(lines) and all(is_label(line.text) for line in heads)
    return sorted(lines, key=lambda line: (line.column, line.row) if by_column else (line.row, line.column))


def _with_typical_headings(blocks: list[Block]) -> list[Block]:
    """Let lines such as "Bakgrund" be headings in a document in which no heading looks like one."""
    if any(isinstance(block, Heading) and is_top(plain_text(block.children)) for block in blocks):
        return blocks
    return [Heading(0, block.children) if _is_line(block) and is_top(lines_of(block)[0]) else block for block in blocks]


def _is_line(block: Block) -> TypeGuard[Paragraph]:
    """Tell whether a block is one line that is no sentence, as those of a letterhead and headings are."""
    lines = lines_of(block) if isinstance(block, Paragraph) else []
    return len(lines) == 1 and len(lines[0]) <= _LINE and lines[0][-1:] not in ".:;,"


def lines_of(block: Block) -> list[str]:
    """Return the lines of a block, those of a list's items one below the other."""
    match block:
        case Paragraph(children) | Heading(_, children):
            return [" ".join(plain_text(line).split()) for line in _split_lines(children)]
        case List(_ordered, items, _start):
            return [line for item in items for inner in item for line in lines_of(inner)]
    return []


def _split_lines(children: tuple[Inline, ...]) -> Iterator[tuple[Inline, ...]]:
    line: list[Inline] = []
    for child in children:
        if isinstance(child, LineBreak):
            yield tuple(line)
            line = []
        else:
            line.append(child)
    yield tuple(line)


def _without_number(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    text = " ".join(plain_text(children).split(" "))
    return (Text(_ATTACHMENT.sub("", text, count=1)),)
