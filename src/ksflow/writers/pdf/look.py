"""A look for PDF: a Typst file in the folder of templates, with what it imports, the fonts and pictures beside it."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
import weakref
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ksflow.locale import _
from ksflow.sources.findings import START, Finding, FindingsError, Severity
from ksflow.sources.named_files import shown_name
from ksflow.sources.textfile import TextFile, read_text_file

if TYPE_CHECKING:
    import typst

_NAME = re.compile(r"\w[\w -]*(\.[\w -]+)*")
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".svg"})
_PACKAGE = re.compile(r'"@[\w-]+/')


class PictureFolder:
    """A folder for the pictures of a look and its documents; it goes when nobody uses it any more."""

    def __init__(self) -> None:
        self.path: Path = Path(tempfile.mkdtemp(prefix="ksflow-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Look:
    """A look, ready to set documents."""

    name: str
    """The look's file in messages."""
    files: dict[str, TextFile]
    """The look itself under ``main``, and the other Typst files by their names."""
    compiler: typst.Compiler
    families: list[str]
    """The names of the fonts that can be used."""
    root: PictureFolder
    """Where Typst reads pictures; it can read nothing else."""
    sources: dict[str, bytes] = field(init=False)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", {name: file.text.encode() for name, file in self.files.items()})


def load_look(name: str, folders: list[Path]) -> Look:
    """Return the look NAME.typ from the first folder that has it; FindingsError if unusable.

    Each file that it imports is likewise the first folder's that has it, so that a municipality changes only what it
    keeps a copy of.
    """
    found = _files(folders)
    main = found.get(f"{name}.typ") if _NAME.fullmatch(name) else None
    if main is None:
        message = _("There is no look {name}", name=f"{name}.typ")
        raise FindingsError([Finding(shown_name(folders[0] / f"{name}.typ"), START, "MAL001", Severity.ERROR, message)])
    fonts = tuple(str(folder / "fonts") for folder in folders if (folder / "fonts").is_dir())
    return _load(main[0], tuple((file, *key) for file, key in sorted(found.items())), fonts)


def _files(folders: list[Path]) -> dict[str, tuple[Path, int, int]]:
    """Return the Typst files and pictures in the folders, by name, each with its time of change and size."""
    found: dict[str, tuple[Path, int, int]] = {}
    for folder in folders:
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            suffix = Path(entry.name).suffix.lower()
            if entry.name in found or not (suffix == ".typ" or suffix in _PICTURES):
                continue
            try:
                status = entry.stat()
            except OSError:
                continue
            found[entry.name] = (Path(entry.path), status.st_mtime_ns, status.st_size)
    return found


@lru_cache(maxsize=4)
def _load(main: Path, found: tuple[tuple[str, Path, int, int], ...], fonts: tuple[str, ...]) -> Look:
    import typst  # a heavy import, needed only when a PDF is written

    files: dict[str, TextFile] = {}
    root = PictureFolder()
    for name, path, *_version in found:
        if path.suffix.lower() != ".typ":
            (root.path / name).write_bytes(path.read_bytes())
            continue
        files[name] = read_text_file(path, shown_name(path))
        if path == main:
            files["main"] = files[name]
    if findings := [finding for file in set(files.values()) for finding in _packages(file)]:
        raise FindingsError(sorted(findings))
    available = typst.Fonts(include_system_fonts=False, font_paths=list(fonts))
    none = root.path / "_paket"  # a folder that is not there: packages of the user's own would be found elsewhere only
    compiler = typst.Compiler(
        root=root.path, font_paths=available, ignore_system_fonts=True, package_path=none, package_cache_path=none
    )
    return Look(files["main"].name, files, compiler, available.families(), root)


def _packages(file: TextFile) -> list[Finding]:
    """Report what Typst would fetch from the network."""
    findings = []
    for match in _PACKAGE.finditer(file.text):
        span = file.span_at(match.start(), match.end())
        findings.append(file.finding(span, "MAL022", *describe_package(match.group()[1:])))
    return findings


def describe_package(name: str) -> tuple[str, str]:
    """Return message and help about a package that a look imports."""
    message = _("The look fetches a package from the network: {name}", name=name)
    return message, _("Copy what it needs into a file in templates/")
