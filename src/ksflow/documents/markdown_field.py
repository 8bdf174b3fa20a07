"""A Markdown text of a case, with where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as FilePath

from ksflow.documents.blocks import Block
from ksflow.sources.textfile import TextFile
from ksflow.sources.yamltree import Path

Wording = Callable[[tuple[Block, ...]], tuple[Block, ...]]


@dataclass(frozen=True, slots=True)
class MarkdownField:
    """A Markdown text of a case, with where it stands: in the YAML file, or in a file of its own."""

    text: str
    path: Path
    file: TextFile | None = None
    wording: Wording | None = None
    """What is done to its blocks before they stand in a document."""

    @property
    def file_path(self) -> FilePath | None:
        """The path of the file of its own, None for a text in the case file."""
        return self.file.path if self.file else None

    def __bool__(self) -> bool:
        return bool(self.text.strip())

    def __str__(self) -> str:
        # Only templates come here; checking, which reads the same fields, does without Jinja.
        from ksflow.documents.templating import WholeFieldError

        raise WholeFieldError  # a filter or "~" would print it unparsed
