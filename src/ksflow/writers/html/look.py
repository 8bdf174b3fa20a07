"""A look for web pages: ``templates/NAME.html``, a page with Jinja tags and its own CSS, in the templates' sandbox.

A look may build on another (``{% extends "kommun.html" %}``) of the same folders. It is read anew when it changes.
"""

from __future__ import annotations

import os
import re
import traceback
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from ksflow.documents.blocks import Image
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.templating import EmptyFieldError, Sandbox, WholeFieldError, explain
from ksflow.locale import _
from ksflow.sources.findings import START, Finding, FindingsError, Severity, Span
from ksflow.sources.named_files import shown_name
from ksflow.sources.textfile import TextFile, read_text_file
from ksflow.writers.html.inline import image
from ksflow.writers.html.selfcontained import outside_requests

BODY, HEADINGS = "innehåll", "rubriker"
SUFFIX = ".html"
_NAME = re.compile(r"\w[\w -]*(\.[\w -]+)*")
# All but letters and digits of ASCII: the rest could end the string, or the style sheet around it.
_UNSAFE_IN_CSS = re.compile(r"[^0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class Look:
    """A compiled look."""

    name: str
    shown: str
    """How messages name its file."""
    environment: Sandbox

    def render(self, fields: dict[str, Any]) -> str:
        """Return the page for these fields; raise FindingsError with the place in the look."""
        try:
            return self.environment.get_template(self.name).render(fields)
        except FindingsError:
            raise
        except Exception as error:
            raise FindingsError([self._finding(error, list(fields))]) from error

    def read(self, name: str = "") -> TextFile:
        """Return the text of the look, or of another that it builds on."""
        loader = self.environment.loader
        assert isinstance(loader, _Loader)
        return loader.read(name or self.name)

    def _finding(self, error: Exception, known: list[str]) -> Finding:
        if isinstance(error, jinja2.TemplateNotFound):
            code, message, help_ = "MAL001", _("There is no template {name}", name=str(error.name)), None
        else:
            code, message, help_ = explain(error, known)
        name, line = _place(error)
        source = self.read(name or self.name)
        return source.finding(line_span(source, line), code, message, help_)


def load_look(name: str, folders: list[Path]) -> Look:
    """Return the look NAME.html of the first folder that has it; raise FindingsError when there is none."""
    file = f"{name}{SUFFIX}"
    environment = _environment(tuple(Path(os.path.abspath(folder)) for folder in folders), tuple(folders))  # noqa: PTH100
    assert isinstance(environment.loader, _Loader)
    try:
        _path, shown = environment.loader.find(file)
    except jinja2.TemplateNotFound:
        message = _("There is no look {name}", name=file)
        raise FindingsError(
            [Finding(shown_name(folders[0] / file), START, "MAL001", Severity.ERROR, message)]
        ) from None
    return Look(file, shown, environment)


def printed(value: Any) -> Any:
    """Return how a value stands in a page: escaped, a picture as an element with its bytes in it."""
    if value is None:
        raise EmptyFieldError
    if isinstance(value, Image):
        return Markup(image(value))
    if isinstance(value, MarkdownField | list | dict):
        raise WholeFieldError
    if hasattr(value, "__html__"):
        return value
    return escape(value.isoformat() if isinstance(value, date) else str(value))


def css_string(value: Any) -> Markup:
    """Return a value as a string in a style sheet, where HTML's escapes do not count; the filter ``css``."""
    text = _UNSAFE_IN_CSS.sub(lambda match: f"\\{ord(match.group()):x} ", str(printed(value).__html__().unescape()))
    return Markup(f'"{text}"')


@lru_cache(maxsize=8)
def _environment(folders: tuple[Path, ...], shown: tuple[Path, ...]) -> Sandbox:
    environment = Sandbox(printed, loader=_Loader(folders, shown), trim_blocks=True, lstrip_blocks=True)
    environment.filters["css"] = css_string
    return environment


class _Loader(jinja2.BaseLoader):
    """Finds looks in the folders of templates, and takes none that asks for something from elsewhere."""

    def __init__(self, folders: tuple[Path, ...], shown: tuple[Path, ...]) -> None:
        self.folders = folders
        """Absolute, so that they stay the same wherever the user goes."""
        self.shown = shown
        """The same as they were given, for messages."""

    def find(self, name: str) -> tuple[Path, str]:
        """Return the path of a look and how messages name it."""
        inside = name.endswith(SUFFIX) and _NAME.fullmatch(name)  # never a path: a look lies in the folder
        for folder, shown in zip(self.folders, self.shown, strict=True):
            path = folder / name
            if inside and path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                return path, shown_name(shown / name)
        raise jinja2.TemplateNotFound(name)

    def read(self, name: str) -> TextFile:
        """Return the text of a look."""
        return read_text_file(*self.find(name))

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Any]:
        path, _shown = self.find(template)
        version = _version(path)
        source = self.read(template)
        if findings := [
            source.finding(line_span(source, line), "MAL031", message, help_)
            for line, message, help_ in outside_requests(source.text)
        ]:
            raise FindingsError(findings)

        def is_up_to_date() -> bool:
            try:
                return self.find(template)[0] == path and _version(path) == version
            except (OSError, jinja2.TemplateNotFound):
                return False

        return source.text, template, is_up_to_date


def _version(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def _place(error: Exception) -> tuple[str | None, int]:
    """Return name and line of the innermost look that an exception came from."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.name, error.lineno
    place: tuple[str | None, int] = (None, 1)
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename.endswith(SUFFIX):
            place = (frame.f_code.co_filename, line)
    return place


def line_span(source: TextFile, line: int) -> Span:
    """Return a line of a look without the blanks around it."""
    text = source.line(line) or ""
    start = len(text) - len(text.lstrip()) + 1
    return Span(line, start, line, max(len(text.rstrip()) + 1, start + 1))
