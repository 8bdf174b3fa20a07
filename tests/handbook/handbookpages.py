"""Reading a page of the handbook: its fenced blocks, each with what the lines before it say about running it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

RUN = ("console", "sh", "bash", "python")
"""What is run as it stands."""
READ = ("text", "jinja", "json")
"""What is only read."""
PAGE_MARKERS = ("workspace", "generated")
BLOCK_MARKERS = ("exit", "shown", "case", "kommun", "not run")
WORKSPACES = ("arenden", "storkoping", "tomt")

_FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_MARKER = re.compile(r" *<!-- (?P<name>[a-z ]+?)(?:: (?P<value>.+?))? -->\s*")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"\s*')
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


class PageError(Exception):
    """A page that does not keep to the conventions; each fault has its line."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{line}: {fault}" for line, fault in faults))


@dataclass(frozen=True)
class Block:
    """A fenced block."""

    line: int
    """Where its fence opens, from 1."""
    language: str
    text: str
    """Its lines, each ended, without the indentation that the fence has."""
    title: str | None = None
    markers: dict[str, str] = field(default_factory=dict)

    @property
    def recipe(self) -> str | None:
        """The file that the block shows with ``--8<--``, if it does."""
        found = re.fullmatch(r'--8<-- "([^"]+)"\n', self.text)
        return found[1] if found else None


@dataclass(frozen=True)
class Page:
    """A page: a story that is run from top to bottom in a workspace of its own."""

    workspace: str
    blocks: list[Block]
    generated: bool = False
    """Whether a script made it of the code, whose own tests hold the YAML in it."""


def read_page(text: str) -> Page:
    """Read a page; raise PageError with everything in it that the conventions do not know."""
    reading = _Reading(text.splitlines())
    reading.read()
    faults = list(reading.faults)
    for block in reading.blocks:
        if not (reading.generated and block.language == "yaml" and not block.markers):
            faults += [(block.line, fault) for fault in _faults(block)]
    if faults:
        raise PageError(sorted(faults))
    return Page(reading.workspace, reading.blocks, reading.generated)


class _Reading:
    """Going through the lines of a page once."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.workspace = WORKSPACES[0]
        self.generated = False
        self.blocks: list[Block] = []
        self.faults: list[tuple[int, str]] = []
        self.markers: dict[str, str] = {}
        self.began = False

    def read(self) -> None:
        at = self._after_front_matter()
        while at < len(self.lines):
            line = self.lines[at]
            if fence := _FENCE.fullmatch(line):
                at = self._block(at, fence)
            elif marker := _MARKER.fullmatch(line):
                self._marker(at + 1, marker["name"], marker["value"] or "")
            else:
                if "<!--" in _CODE.sub("", line):
                    self.faults.append((at + 1, f"A marker stands alone on its line, <!-- name: value -->: {line}"))
                self._prose(at, line)
            at += 1
        self._no_block_follows(len(self.lines) + 1)

    def _after_front_matter(self) -> int:
        if self.lines[:1] != ["---"] or "---" not in self.lines[1:]:
            return 0
        return self.lines.index("---", 1) + 1

    def _prose(self, at: int, line: str) -> None:
        self._no_block_follows(at + 1)
        self.began = self.began or bool(line.strip())

    def _no_block_follows(self, line: int) -> None:
        for name in self.markers:
            self.faults.append((line - 1, f"The marker “{name}” stands on the line before a block"))
        self.markers = {}

    def _marker(self, line: int, name: str, value: str) -> None:
        if name not in (*PAGE_MARKERS, *BLOCK_MARKERS):
            self.faults.append((line, f"The marker “{name}” is unknown"))
        elif name in PAGE_MARKERS and self.began:
            self.faults.append((line, f"The marker “{name}” stands at the top of the page"))
        elif name == "workspace" and value not in WORKSPACES:
            self.faults.append((line, f"The workspace “{value}” is unknown"))
        elif name == "workspace":
            self.workspace = value
        elif name == "generated":
            self.generated = True
        elif name in BLOCK_MARKERS and name in self.markers:
            self.faults.append((line, f"The marker “{name}” stands twice"))
        elif name in BLOCK_MARKERS:
            self.markers[name] = value

    def _block(self, at: int, fence: re.Match[str]) -> int:
        """Read the block whose fence opens at a line, and return where it closes."""
        indent, mark = len(fence["indent"]), fence["fence"]
        closing = re.compile(rf" *{mark[0]}{{{len(mark)},}} *")
        end = next((n for n in range(at + 1, len(self.lines)) if closing.fullmatch(self.lines[n])), None)
        if end is None:
            self.faults.append((at + 1, "The block is never closed"))
            return len(self.lines)
        lines = [re.sub(rf"^ {{0,{indent}}}", "", line) for line in self.lines[at + 1 : end]]
        language, title, fault = _information(fence["info"])
        if fault:
            self.faults.append((at + 1, fault))
        text = "".join(f"{line}\n" for line in lines)
        self.blocks.append(Block(at + 1, language, text, title, self.markers))
        self.markers = {}
        self.began = True
        return end


def _information(text: str) -> tuple[str, str | None, str | None]:
    """Return language, title and what is wrong of what stands after a fence: yaml title="x", { .yaml title="x" }."""
    text = text.strip()
    if text.startswith("{") and text.endswith("}"):
        text = re.sub(r"^\.", "", text[1:-1].strip())
    language, _, rest = text.partition(" ")
    rest = re.sub(r"\.[\w-]+\s*", "", rest) if rest.lstrip().startswith(".") else rest
    attributes = dict(_ATTRIBUTE.findall(rest))
    if rest := _ATTRIBUTE.sub("", rest).strip():
        return language, attributes.get("title"), f"What stands after the fence cannot be read: {rest}"
    return language, attributes.get("title"), None


def _faults(block: Block) -> Iterator[str]:
    """Yield what is wrong with a block by the conventions."""
    markers = block.markers
    ways = [name for name in ("shown", "case", "kommun", "not run") if name in markers]
    if len(ways) > 1:
        yield f"Only one of these markers can stand before a block: {', '.join(ways)}"
    if "not run" in markers and not markers["not run"]:
        yield "Say why it is not run: <!-- not run: why -->"
    if "exit" in markers and (block.language not in ("console", "sh", "bash") or not markers["exit"].isdecimal()):
        yield "An exit code is a number, before a block of commands"
    if ("case" in markers or "kommun" in markers) and block.language != "yaml":
        yield "Only YAML can be put over a case or kommun.yaml"
    if "shown" in markers and block.title is None:
        yield 'A block that is shown names its file: title="PATH"'
    if block.title is not None:
        yield from _faults_of_title(block)
    elif not ways and not block.recipe:
        yield from _faults_of_language(block)
    if block.language == "console" and not block.text.startswith("$ "):
        yield "A console block begins with a command: $ ksflow …"


def _faults_of_title(block: Block) -> Iterator[str]:
    path = PurePosixPath(block.title or "")
    if block.language == "console":
        yield "A console block has no title: it is run, not written"
    elif not path.name or path.is_absolute() or ".." in path.parts or "\\" in str(path):
        yield f"The title of a block is a path inside the workspace: {block.title}"
    if "case" in block.markers or "kommun" in block.markers:
        yield "A block with a title is a whole file, and not put over another"


def _faults_of_language(block: Block) -> Iterator[str]:
    if not block.language:
        yield "A block has a language: text for what is not run"
    elif block.language == "yaml":
        yield "YAML has a title, or a marker: <!-- case -->, <!-- kommun --> or <!-- not run: why -->"
    elif block.language not in (*RUN, *READ):
        yield f"A block of {block.language} has a title, or says <!-- not run: why -->"


@dataclass(frozen=True)
class Command:
    """A command of a console block, and what it is said to print."""

    line: int
    text: str
    expected: str | None
    """None when nothing is said."""


def commands(block: Block) -> list[Command]:
    """Return the commands of a console block."""
    found: list[tuple[int, list[str], list[str]]] = []
    continued = False
    for number, line in enumerate(block.text.splitlines(), start=block.line + 1):
        if continued:
            found[-1][1].append(line)
        elif line.startswith("$ "):
            found.append((number, [line[2:]], []))
        else:
            found[-1][2].append(line)
            continue
        continued = line.endswith("\\")
    return [
        Command(number, "\n".join(command), "\n".join(output) if any(map(str.strip, output)) else None)
        for number, command, output in found
    ]


def matches(expected: str, came: str) -> bool:
    """Say whether an output is the expected one; … stands for any text in a line, alone for any number of lines."""
    wanted, lines = _lines(expected), _lines(came)
    reached = {0}  # how many lines can have been read when the wanted ones so far have been
    for line in wanted:
        if line.strip() == "…":
            reached = set(range(min(reached), len(lines) + 1)) if reached else set()
        else:
            pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
            reached = {at + 1 for at in reached if at < len(lines) and pattern.fullmatch(lines[at])}
    return len(lines) in reached


def _lines(text: str) -> list[str]:
    """Return the lines without what nobody sees: blanks at their ends, empty ones around them."""
    return [line.rstrip() for line in text.strip("\n").rstrip().splitlines()]
