"""Where a place inside a Markdown field stands in the file that the author wrote."""

from __future__ import annotations

from ksflow.documents.markdown import Problem
from ksflow.documents.markdown_field import MarkdownField
from ksflow.sources.findings import Span
from ksflow.sources.textfile import TextFile
from ksflow.sources.validation import shown_span
from ksflow.sources.yamltree import YamlTree


def problem_span(field: MarkdownField, problem: Problem, tree: YamlTree) -> Span:
    """Return the span of a problem in the case file, or in the Markdown file that a section names.

    Exact for files and literal blocks (``|``). In folded, quoted and several-line values, where blanks and quotation
    marks are written otherwise than they are read, the problem's own words are looked for; else it is the first line.
    """
    start, end = problem.start, min(problem.end, _line_end(field.text, problem.start))
    if field.file is not None:
        return field.file.span_at(start, end)
    place = tree.place(field.path)
    source = tree.source
    if place.style == "|":
        before = field.text[:start]
        line = place.value.line + 1 + before.count("\n")
        text = source.line(line) or ""
        own = field.text.split("\n")[before.count("\n")]
        indent = len(text) - len(own) if text.endswith(own) else len(text) - len(text.lstrip())
        column = indent + start - (before.rfind("\n") + 1) + 1
        return Span(line, column, line, column + max(end - start, 1))
    return _found(field.text, start, end, place.value, source) or shown_span(tree, place)


def _found(text: str, start: int, end: int, inside: Span, source: TextFile) -> Span | None:
    """Look for the words at ``start`` in the lines of a value: the same occurrence there as in the text."""
    words = text[start:end].split(" ")[0]
    if not words:
        return None
    before = text[:start].count(words)
    for number in range(inside.line, inside.end_line + 1):
        line = source.line(number) or ""
        at = inside.column - 1 if number == inside.line else 0
        while (at := line.find(words, at)) >= 0:
            if before == 0:
                length = end - start if line.startswith(text[start:end], at) else len(words)
                return Span(number, at + 1, number, at + 1 + length)
            before -= 1
            at += len(words)
    return None


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else max(end, start + 1)
