"""Content templates: what a document says, as Markdown with Jinja in ``templates/NAME.md.j2``.

A front matter names the document as it is printed and the look it is written in. A line ``::: Name`` begins a
division, ``:::`` ends it; the look has a style of that name.
"""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

import jinja2
from jinja2 import pass_context
from pydantic import Field

from ksflow.documents.blocks import Block
from ksflow.documents.kinds import SUFFIX, find_kinds, is_kind
from ksflow.documents.markdown import MarkdownError, parse_markdown
from ksflow.documents.markup import Marks, heading, printed
from ksflow.documents.templating import Sandbox, explain
from ksflow.locale import _
from ksflow.sources.fields import FileStem, Line, YamlModel, YesNo
from ksflow.sources.findings import START, Finding, FindingsError, Severity, Span
from ksflow.sources.named_files import shown_name
from ksflow.sources.suggest import nearest
from ksflow.sources.textfile import TextFile, read_text_file
from ksflow.sources.validation import validate
from ksflow.sources.yamltree import parse_yaml

_INCLUDED = re.compile(r"\{%-?\s*include\s+[\"'](.+?)[\"']")
_MARKS = "__märken__"
# References to control characters, of which marks are made.
_CONTROL = re.compile(r"(?<!\\)&#(?:[xX]0*1?[0-9a-fA-F]|0*(?:[0-9]|[12][0-9]|3[01]));")


class FrontMatter(YamlModel):
    """The head of a content template."""

    name: Line = Field(alias="namn", description="Dokumentets namn, som det trycks.", examples=["Tjänsteutlåtande"])
    look: Line = Field("kommun", alias="utseende", description="Utseendemallens namn.", examples=["kommun"])
    encloses: YesNo = Field(
        False,
        alias="med_bilagor",
        description="Ja när ärendets bilagor läggs bakom dokumentet i pdf (--bilagor).",
        examples=["ja"],
    )
    own_word_look: Line | None = Field(
        None,
        alias="utseende_i_word",
        description="Utseendemallens namn i Word, när det är ett annat.",
        examples=["tjansteskrivelse"],
    )
    file_name: FileStem | None = Field(
        None,
        alias="filnamn",
        description="Filernas namn, utan ändelse; annars mallens.",
        examples=["tjansteskrivelse"],
    )
    in_look: YesNo = Field(
        False,
        alias="allt_i_word",
        description="Ja när utseendet i Word säger allt själv, utan {{p innehåll }}.",
        examples=["ja"],
    )

    @property
    def word_look(self) -> str:
        """The name of the look for Word."""
        return self.own_word_look or self.look


@dataclass(frozen=True)
class ContentTemplate:
    """A content template, ready to render."""

    kind: str
    source: TextFile
    head: FrontMatter
    environment: Sandbox

    def render(self, fields: dict[str, Any]) -> tuple[str, Marks]:
        """Return the Markdown for a case and the fields it has marks for; raise FindingsError with the place."""
        marks = Marks()
        try:
            template = self.environment.get_template(self.kind + SUFFIX)
            return template.render({**fields, _MARKS: marks}), marks
        except FindingsError:
            raise
        except Exception as error:
            raise FindingsError([self._finding(error, list(fields))]) from error

    def finding_at(self, written: str, code: str, message: str, help_: str | None = None) -> Finding:
        """Make a finding at the place where this template, or one that it includes, has a text; else at its start."""
        names, seen = [self.kind + SUFFIX], set[str]()
        while written.strip() and names:
            name = names.pop(0)
            seen.add(name)
            source = _read(self.environment, name)
            if (at := source.text.find(written.strip())) >= 0:
                span = source.span_at(at, at + len(written.strip().split("\n")[0]))
                return source.finding(span, code, message, help_)
            names += [name for name in _INCLUDED.findall(source.text) if name not in seen]
        return self.source.finding(START, code, message, help_)

    def _finding(self, error: Exception, known: list[str]) -> Finding:
        if isinstance(error, jinja2.TemplateNotFound):
            code, message, help_ = "MAL001", _("There is no template {name}", name=str(error.name)), None
        else:
            code, message, help_ = explain(error, known)
        name, line = self._place(error)
        source = self.source if name in (None, self.kind + SUFFIX) else _read(self.environment, str(name))
        return source.finding(_line_span(source, line), code, message, help_)

    def _place(self, error: Exception) -> tuple[str | None, int]:
        if isinstance(error, jinja2.TemplateSyntaxError):
            return error.name, error.lineno
        return _innermost(error.__traceback__)


def load_content_template(kind: str, folders: list[Path], *, inner: bool = False) -> ContentTemplate:
    """Return the content template of a document; raise FindingsError when there is none or it is faulty.

    ``inner`` takes one that begins with "_": a document of ksflow's own that is about no single case.
    """
    shown, here = tuple(folders), os.getcwd()  # noqa: PTH109 - as a cache's key
    absolute = _absolute(shown, here)
    for folder in absolute if inner or is_kind(kind) else ():
        path = f"{folder}/{kind}{SUFFIX}"
        if version := _version(path):
            return _load(kind, path, version, absolute, shown, here)
    message = _("There is no content template {name}", name=kind + SUFFIX)
    near = nearest(kind, find_kinds(folders))
    help_ = _("Did you mean “{name}”?", name=near) if near else None
    place = shown_name(folders[0] / (kind + SUFFIX))
    raise FindingsError([Finding(place, START, "MAL001", Severity.ERROR, message, help_)])


@lru_cache(maxsize=64)
def _absolute(folders: tuple[Path, ...], here: str) -> tuple[Path, ...]:
    return tuple(Path(here, folder) for folder in folders)


def _version(path: str | Path) -> tuple[int, int] | None:
    """Return what changes when a file does, None when there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - takes both kinds of path
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=64)
def _load(
    kind: str,
    path: str,
    _changed: tuple[int, int],
    folders: tuple[Path, ...],
    shown: tuple[Path, ...],
    _here: str,
) -> ContentTemplate:
    file = Path(path)
    source = read_text_file(file, shown_name(shown[folders.index(file.parent)] / file.name))
    head, _body = _front_matter(source)
    return ContentTemplate(kind, source, head, _environment(folders, shown))


@lru_cache(maxsize=8)
def _environment(folders: tuple[Path, ...], shown: tuple[Path, ...]) -> Sandbox:
    environment = Sandbox(
        pass_context(lambda context, value: printed(value, context[_MARKS])),
        loader=_Loader(folders, shown),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["rubrik"] = pass_context(lambda context, text, level: heading(text, level, context[_MARKS]))
    return environment


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A file of a content template, or of a part of one, with the environment that it runs in."""

    source: TextFile
    environment: Sandbox

    def read(self, *, required: bool) -> tuple[FrontMatter, str]:
        """Return the head and the text, lines as in the file; raise FindingsError for a faulty head, or without one."""
        return _front_matter(self.source, required)


def template_file(name: str, folders: list[Path]) -> TemplateFile:
    """Return a file of the first folder that has it; raise FindingsError when there is none or it is no text."""
    shown = tuple(folders)
    environment = _environment(_absolute(shown, os.getcwd()), shown)  # noqa: PTH109 - as a cache's key
    try:
        return TemplateFile(_read(environment, name), environment)
    except jinja2.TemplateNotFound:
        message = _("There is no template {name}", name=name)
        place = shown_name(folders[0] / name)
        raise FindingsError([Finding(place, START, "MAL001", Severity.ERROR, message)]) from None


class _Loader(jinja2.BaseLoader):
    """Reads templates strictly, front matter blanked out, so that line numbers stay true."""

    def __init__(self, folders: tuple[Path, ...], shown: tuple[Path, ...]) -> None:
        self.folders = folders
        """Absolute, so that they stay the same wherever the user goes."""
        self.shown = shown
        """The same as they were given, for messages."""

    def find(self, name: str) -> tuple[Path, str]:
        """Return the path of a template and how messages name it."""
        for folder, shown in zip(self.folders, self.shown, strict=True):
            path = folder / name
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                return path, shown_name(shown / name)
        raise jinja2.TemplateNotFound(name)

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Any]:
        path, shown = self.find(template)
        version = _version(path)
        _head, body = _front_matter(read_text_file(path, shown), required=False)
        candidates = [str(folder / template) for folder in self.folders]
        earlier = candidates[: candidates.index(str(path))]

        def is_up_to_date() -> bool:
            return _version(path) == version and not any(map(os.path.lexists, earlier))

        return body, template, is_up_to_date


def _read(environment: Sandbox, name: str) -> TextFile:
    loader = environment.loader
    assert isinstance(loader, _Loader)
    return read_text_file(*loader.find(name))


def _front_matter(source: TextFile, required: bool = True) -> tuple[FrontMatter, str]:
    lines = source.lines
    if lines[0].rstrip() == "---":
        end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
        if end is not None:
            head = TextFile(source.name, "\n".join(["", *lines[1:end]]))
            return validate(FrontMatter, parse_yaml(head)), "\n" * (end + 1) + "\n".join(lines[end + 1 :])
    if required:
        message = _("The content template has no front matter")
        raise FindingsError(
            [source.finding(START, "MAL007", message, _("Begin the file with “---”, “namn: …” and “---”"))]
        )
    return FrontMatter(namn="-"), source.text


def _innermost(trace: TracebackType | None) -> tuple[str | None, int]:
    """Return name and line of the innermost template that an exception passed through."""
    place: tuple[str | None, int] = (None, 1)
    for frame, line in traceback.walk_tb(trace):
        if frame.f_code.co_filename.endswith(SUFFIX):
            place = (frame.f_code.co_filename, line)
    return place


def _line_span(source: TextFile, line: int) -> Span:
    text = source.line(line) or ""
    start = len(text) - len(text.lstrip()) + 1
    return Span(line, start, line, max(len(text.rstrip()) + 1, start + 1))


def split_divisions(text: str) -> Iterator[tuple[str | None, str]]:
    """Yield the parts of rendered Markdown with the name of their division, None outside one."""
    name: str | None = None
    part: list[str] = []
    for line in text.split("\n"):
        if line.startswith(":::"):
            yield name, "\n".join(part)
            name, part = line[3:].strip() or None, []
        else:
            part.append(line)
    yield name, "\n".join(part)


def parse_template(template: ContentTemplate, text: str) -> tuple[tuple[Block, ...], list[Finding]]:
    """Return the blocks of rendered Markdown, in which fields still stand as marks, and what is wrong with it."""
    if "&#" in text and (control := _CONTROL.search(text)):
        message = _("The template writes a character that no document can hold: {text}", text=control.group())
        return (), [template.finding_at(control.group(), "MAL008", message)]
    try:
        return parse_markdown(text, marked=True), []
    except MarkdownError as error:
        return (), [
            template.finding_at(text[problem.start : problem.end], "MAL008", problem.message, problem.help)
            for problem in error.problems
        ]
