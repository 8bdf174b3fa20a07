"""Plain text and Markdown as blocks: what blank lines divide are paragraphs, lists, headings or lines of facts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.documents.blocks import Block, Heading, Inline, LineBreak, List, Paragraph, Text
from ksflow.documents.markdown import MarkdownError, parse_markdown
from ksflow.importing.source import Source, SourceError
from ksflow.locale import _
from ksflow.sources.findings import FindingsError
from ksflow.sources.textfile import decode

_ITEM = re.compile(r"( *)(?:[-*+•·–—][ \t]+|([0-9]{1,3})[.)][ \t]+)(?=\S)")
_STOPS = '.,;:!?…)”"'
_TAG = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])(?!(?:https?|mailto):)")
_LONG = 60
"""From how many characters on a line that ends without a stop was probably broken at the margin."""
_SHORT = 110
"""How long a heading is at most."""
_BULLET = re.compile(r"^( *)[•·–—][ \t]+", re.MULTILINE)


def read_markdown(data: bytes, name: str) -> Source:
    """Read a Markdown file; raise SourceError when it cannot be read."""
    text, remarks = _text(data, name)
    try:
        return Source(name, list(parse_markdown(text)), remarks=remarks)
    except MarkdownError as error:
        problems = "; ".join(dict.fromkeys(problem.message for problem in error.problems))
        if (blocks := _with_tags_as_text(text)) is not None:
            remark = _("What Markdown cannot show stands as text: {problems}", problems=problems)
            return Source(name, blocks, remarks=[*remarks, remark])
        source = read_plain(data, name)
        source.remarks.append(
            _("Read as plain text, since some Markdown cannot be shown: {problems}", problems=problems)
        )
        return source


def _with_tags_as_text(text: str) -> list[Block] | None:
    """Return a Markdown text in which HTML is printed as it stands; None when that is not all that ails it."""
    if "`" in text:  # in code a backslash would be printed
        return None
    try:
        return list(parse_markdown(_TAG.sub(r"\\<", text)))
    except MarkdownError:
        return None


def read_plain(data: bytes, name: str) -> Source:
    """Read a plain text; raise SourceError when it cannot be read."""
    found, remarks = _text(data, name)
    text = found.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    chunks = [chunk.strip("\n") for chunk in re.split(r"\n[ ]*\n+", text)]
    blocks = [block for chunk in chunks if chunk.strip() for block in _chunk(chunk)]
    return Source(name, blocks, remarks=remarks)


def _text(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of a file, also of one that an old Windows program has saved, and what is to be said of that."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else _old_encoding(data)
    try:
        if encoding is None:
            return decode(data, name), []
        return decode(data.decode(encoding).encode("utf-8"), name), [
            _("Read as a text in the encoding {encoding}", encoding=encoding.upper())
        ]
    except FindingsError as error:
        reason = error.findings[0].message
    except UnicodeDecodeError:
        reason = _("This is not a text file")
    raise SourceError(_("{file} cannot be read: {reason}", file=name, reason=reason))


def _old_encoding(data: bytes) -> str | None:
    """Return the encoding of Windows before UTF-8 for what is no UTF-8, nor full of what is no text."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252" if b"\0" not in data else None
    return None


def _chunk(chunk: str) -> Iterator[Block]:
    lines = chunk.split("\n")
    first = next((number for number, line in enumerate(lines) if _ITEM.match(line)), None)
    if first is not None and all(_ITEM.match(line) or line.startswith(" ") for line in lines[first:]):
        if first:
            yield from _chunk("\n".join(lines[:first]))
        yield from _items("\n".join(lines[first:]))
    elif len(lines) == 1 and _may_be_heading(lines[0].strip()):
        # Whether it is one, and how high, shows only from what stands around it.
        yield Heading(0, (Text(" ".join(lines[0].split())),))
    else:
        yield Paragraph(_lines(lines))


def _may_be_heading(line: str) -> bool:
    return len(line) <= _SHORT and line[-1] not in _STOPS and not re.match(r"[\d\s–-]+$", line) and "@" not in line


def _items(text: str) -> Iterator[Block]:
    """Read a list; an item that is indented by one blank only stands inside the one before it all the same."""
    lines = []
    for line in _BULLET.sub(r"\1- ", text).split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        lines.append(" " * (4 * ((indent + 1) // 2)) + line.lstrip(" ") if indent and _ITEM.match(line) else line)
    try:
        blocks = parse_markdown("\n".join(lines))
    except MarkdownError:
        blocks = ()
    if any(isinstance(block, List) for block in blocks):
        yield from blocks
    else:
        yield Paragraph(_lines(text.split("\n")))


def _lines(lines: list[str]) -> tuple[Inline, ...]:
    """Return lines as one paragraph: those that were broken at the margin are joined, others stay lines."""
    joined = [lines[0].strip()]
    for line in lines[1:]:
        if len(joined[-1].split("\n")[-1]) >= _LONG and joined[-1][-1:] not in ".:":
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(line.strip())
    found: list[Inline] = []
    for line in joined:
        found += [LineBreak()] if found else []
        found += _inlines(line)
    return tuple(found)


def _inlines(line: str) -> tuple[Inline, ...]:
    """Read the emphasis of a line, if it is Markdown; else take it as it is."""
    try:
        blocks = parse_markdown(line)
    except MarkdownError:
        return (Text(line),)
    match blocks:
        case (Paragraph(children),):
            return children
    return (Text(line),)
