"""What all the documents of a kind are made of beside their cases: ksflow itself, kommun.yaml, templates and a look."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ksflow import __version__
from ksflow.batch.build_index import BuildIndex
from ksflow.batch.inputs import Names, sha256_of, stamp
from ksflow.organisation.workspace import Workspace
from ksflow.sources.walking import KOMMUN_FILE

KSFLOW = "ksflow"
"""Stands among the inputs for ksflow's version."""
ATTACHMENTS = "--bilagor"
"""Stands among the inputs of a document that has the attachments behind it."""
_SUFFIX = ".md.j2"
_LOOKS = {"docx": (".docx", ".dotx"), "html": (".html",), "pdf": (".typ",), "md": ()}
"""The endings of looks by format."""
_SHARED = {"html": (".html",), "pdf": (".typ", ".ttf", ".otf", ".png", ".jpg", ".svg")}
"""The endings of what a look of a format may take in: other looks, fonts."""
_ENDINGS = (".j2", ".docx", ".dotx", ".html", ".typ", ".ttf", ".otf", ".png", ".jpg", ".svg")


class Setting(NamedTuple):
    """The common inputs of a document: their hashes by name, and one hash of all and of ksflow's code."""

    digest: str
    inputs: dict[str, str]


def read_settings(
    workspace: Workspace, outputs: dict[str, str], index: BuildIndex, enclosing: frozenset[str] = frozenset()
) -> dict[str, Setting]:
    """Return the setting of each output, by its name (tjansteutlatande.docx); ``outputs`` gives their kinds.

    ``enclosing`` names those that get the attachments behind them.

    Which templates a kind includes is remembered in the index for as long as no file in the folders of templates
    changes: to find it out, Jinja has to read them.
    """
    names = Names(workspace.root)
    folders = [str(folder) for folder in workspace.template_folders]
    seen = json.dumps([_listing(folder) for folder in folders])
    remembered = index.remembered("templates")
    files = remembered["files"] if remembered and remembered["seen"] == seen else {}
    if not outputs.keys() <= files.keys():
        files |= {
            output: [names.name(path) for path in _files_of(kind, output.rpartition(".")[2], folders)]
            for output, kind in outputs.items()
        }
        index.remember("templates", {"seen": seen, "files": files})
    kommun = {KOMMUN_FILE: sha256_of(str(workspace.root / KOMMUN_FILE)), KSFLOW: __version__}
    hashes = {name: sha256_of(names.path(name)) for output in outputs for name in files[output]}
    return {
        output: _setting(
            kommun | {name: hashes[name] for name in files[output]} | ({ATTACHMENTS: ""} if output in enclosing else {})
        )
        for output in outputs
    }


def _setting(inputs: dict[str, str]) -> Setting:
    ordered = dict(sorted(inputs.items()))
    text = json.dumps([code_digest(), ordered])
    return Setting(hashlib.sha256(text.encode()).hexdigest(), ordered)


@cache
def code_digest() -> str:
    """Return a hash of ksflow's own code: in a checkout it changes without a new version."""
    package = Path(__file__).parents[1]
    total = hashlib.sha256()
    for path in sorted(_code_files(str(package))):
        relative = path[len(str(package)) :].replace(os.sep, "/")
        total.update(f"{relative} {sha256_of(path)}\n".encode())
    return total.hexdigest()


def _code_files(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in ("__pycache__", "templates"):
                yield from _code_files(entry.path)
        elif entry.name.endswith((".py", ".tsv", ".mo")):
            yield entry.path


def _listing(folder: str) -> list[object]:
    """Return the templates and looks of a folder with what tells that they have changed."""
    return [(path, stamp(path)) for path in _all_files(folder, _ENDINGS)]


def _files_of(kind: str, form: str, folders: list[str]) -> list[str]:
    """Return the files that make a document in a format: templates, what they include, and the look."""
    templates, dynamic = _included(kind + _SUFFIX, folders)
    if dynamic:  # a name that is made while rendering may be any
        templates |= {path for folder in folders for path in _all_files(folder, (_SUFFIX,))}
    shared = {path for folder in folders for path in _all_files(folder, _SHARED.get(form, ()))}
    return sorted({*templates, *_look_of(kind, form, folders), *shared})


def _included(first: str, folders: list[str]) -> tuple[set[str], bool]:
    """Return a template and all that it includes, and whether a name among them is made while rendering."""
    import jinja2
    from jinja2 import meta

    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True)  # noqa: S701 - nothing is rendered
    found: set[str] = set()
    waiting, dynamic = [first], False
    while waiting:
        name = waiting.pop()
        path = _first(name, folders)
        if path is None or path in found:
            continue
        found.add(path)
        try:
            source = Path(path).read_text(encoding="utf-8-sig")
            for included in meta.find_referenced_templates(environment.parse(source)):
                if included is None:
                    dynamic = True
                else:
                    waiting.append(included)
        except (OSError, UnicodeDecodeError, jinja2.TemplateSyntaxError):
            dynamic = True  # building tells what is wrong
    return found, dynamic


def _look_of(kind: str, form: str, folders: list[str]) -> list[str]:
    from ksflow.documents.content_template import load_content_template
    from ksflow.sources.findings import FindingsError

    try:
        head = load_content_template(kind, [Path(folder) for folder in folders]).head
        look = head.word_look if form == "docx" else head.look
    except FindingsError:
        return []  # building tells what is wrong
    for folder in folders:
        for suffix in _LOOKS.get(form, ()):
            if os.path.isfile(path := os.path.join(folder, look + suffix)):  # noqa: PTH113, PTH118
                return [path]
    return []


def _first(name: str, folders: list[str]) -> str | None:
    paths = (os.path.join(folder, name) for folder in folders)  # noqa: PTH118
    return next((path for path in paths if os.path.isfile(path)), None)  # noqa: PTH113


def _all_files(folder: str, endings: tuple[str, ...]) -> list[str]:
    """Return the files of a folder of templates with these endings, those of its fonts too, sorted."""
    found: list[str] = []
    for inner in (folder, os.path.join(folder, "fonts")) if endings else ():  # noqa: PTH118 - names are hashed as text
        try:
            found += (entry.path for entry in os.scandir(inner) if entry.name.endswith(endings))
        except OSError:
            continue
    return sorted(found)
