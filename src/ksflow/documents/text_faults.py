"""The faults of a case's Markdown texts, found without a template: what cannot be shown in any document."""

from __future__ import annotations

from collections.abc import Iterator

from ksflow.casefile.loading import Inspected
from ksflow.casefile.model import Case
from ksflow.casefile.texts import markdown_texts
from ksflow.documents.markdown import MarkdownError, is_surely_sound, parse_markdown
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.pictures import picture_loader
from ksflow.documents.places import problem_span
from ksflow.sources.findings import Finding


def text_findings(inspected: Inspected) -> Iterator[Finding]:
    """Yield the faults of every Markdown text of a case, also of one whose other keys are faulty."""
    tree = inspected.tree
    fields = [MarkdownField(text, path) for path, text in markdown_texts(Case, tree.data)]
    fields += [MarkdownField(file.text, (*path, "fil"), file) for path, file in inspected.texts.items()]
    for field in fields:
        if is_surely_sound(field.text):
            continue
        try:
            parse_markdown(field.text, picture_loader(field, inspected.path, inspected.workspace))
        except MarkdownError as error:
            source = field.file or tree.source
            for problem in error.problems:
                span = problem_span(field, problem, tree)
                yield source.finding(span, problem.code, problem.message, problem.help)
