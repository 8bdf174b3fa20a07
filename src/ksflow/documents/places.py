"""Where a place inside a Markdown field stands in the file that the author wrote."""

from __future__ import annotations

from ksflow.documents.markdown import Problem
from ksflow.documents.markdown_field import MarkdownField
from ksflow.sources.findings import Span
from ksflow.sources.validation import shown_span
from ksflow.sources.yamltree import YamlTree


def problem_span(field: MarkdownField, problem: Problem, tree: YamlTree) -> Span:
    """Return the span of a problem in the case file, or in the Markdown file that a section names.

    Exact for files, for literal blocks (``|``) and for values on one line; else the first line of the value.
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
    span = place.value
    one_line = span.line == span.end_line
    if one_line and place.style in (None, "'", '"'):
        written = (source.line(span.line) or "")[span.column - 1 : span.end_column - 1]
        offset = written.find(field.text)
        if offset >= 0:
            column = span.column + offset + start
            return Span(span.line, column, span.line, column + max(end - start, 1))
    return shown_span(tree, place)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else max(end, start + 1)
