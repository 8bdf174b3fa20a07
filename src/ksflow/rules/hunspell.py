"""Asking hunspell, a program for spelling, about Swedish words. One process a run answers for all cases."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple

from ksflow.locale import _

DICTIONARY = "sv_SE"
_AT_A_TIME = 20
"""How many words are asked about before the answers are read: neither side waits with a full pipe."""
_FOLDERS = (
    "/usr/share/hunspell",
    "/usr/local/share/hunspell",
    "/opt/homebrew/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "~/Library/Spelling",
    "/Library/Spelling",
)


class Installed(NamedTuple):
    """The program and the folder of its Swedish dictionary."""

    program: str
    folder: Path


class Hunspell:
    """The program, where it is installed with a Swedish dictionary; a tool of rules."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...] | None] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._for: tuple[int, Installed] | None = None

    def missing(self) -> str | None:
        """Return in one line what the machine lacks, None when it lacks nothing."""
        if shutil.which("hunspell") is None:
            return _("The program hunspell is not installed")
        if installed() is None:
            return _("hunspell has no Swedish dictionary ({name})", name=f"{DICTIONARY}.dic")
        return None

    def state(self) -> str:
        """Return what its answers hang on: the program and the dictionary, by their sizes and times."""
        if (found := installed()) is None:
            return ""
        files = [Path(found.program), *(found.folder / f"{DICTIONARY}.{end}" for end in ("aff", "dic"))]
        statuses = [(file, file.stat()) for file in files]
        return "|".join(f"{file}:{status.st_size}:{status.st_mtime_ns}" for file, status in statuses)

    def unknown(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return those of the words that the dictionary does not have, with what it suggests instead.

        A process that dies takes its answers with it: words that it was asked about count as known.
        """
        if (found := installed()) is None:
            return {}
        if self._for != (os.getpid(), found):  # a forked worker must not share the pipe of its parent
            self._forget()
            self._for = (os.getpid(), found)
        asked = list(dict.fromkeys(words))
        new = [word for word in asked if word not in self._known]
        for start in range(0, len(new), _AT_A_TIME):
            self._ask(new[start : start + _AT_A_TIME], found)
        return {word: hints for word in asked if (hints := self._known.get(word)) is not None}

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None or self._for is None or self._for[0] != os.getpid():
            return
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            process.communicate(timeout=5)

    def _ask(self, words: list[str], found: Installed) -> None:
        try:
            process = self._running(found)
            assert process.stdin
            assert process.stdout
            process.stdin.write("".join(f"^{word}\n" for word in words).encode("utf-8"))
            process.stdin.flush()
            for word in words:
                self._known[word] = _answer(process.stdout)
        except (OSError, EOFError):
            self.close()
            for word in words:
                self._known.setdefault(word, None)

    def _running(self, found: Installed) -> subprocess.Popen[bytes]:
        if self._process is None:
            # The dictionary is named by its folder, whatever signs that has; a personal word list would make one
            # machine say what another does not.
            self._process = subprocess.Popen(  # noqa: S603 - a program that was looked for by its name
                [found.program, "-a", "-i", "utf-8", "-d", DICTIONARY, "-p", os.devnull],
                cwd=found.folder,
                env={**os.environ, "DICPATH": str(found.folder)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            atexit.register(self.close)
            assert self._process.stdout
            if not self._process.stdout.readline():  # its name and version
                raise EOFError
        return self._process

    def _forget(self) -> None:
        self.close()
        self._process = None
        self._known.clear()


def _answer(stream: IO[bytes]) -> tuple[str, ...] | None:
    """Read what is said about one word, up to an empty line: None for a known one, else what is suggested."""
    hints: tuple[str, ...] | None = None
    while line := stream.readline():
        text = line.decode("utf-8", "replace").strip()
        if not text:
            return hints
        if text[0] == "&":  # & word count offset: suggestions
            hints = tuple(hint.strip() for hint in text.partition(":")[2].split(","))
        elif text[0] == "#":
            hints = ()
    raise EOFError


def installed() -> Installed | None:
    """Return the program and its dictionary, None where either is missing."""
    program = shutil.which("hunspell")
    return _installed(program, os.environ.get("DICPATH", "")) if program else None


@lru_cache(maxsize=4)
def _installed(program: str, given: str) -> Installed | None:
    for folder in _folders(program, given):
        if all((folder / f"{DICTIONARY}.{end}").is_file() for end in ("aff", "dic")):
            return Installed(os.path.abspath(program), folder.absolute())  # noqa: PTH100 - no link is followed
    return None


def _folders(program: str, given: str) -> Iterator[Path]:
    """Yield where a dictionary may lie, the user's own choice first, then that of ``ksflow[stavning]``."""
    yield from (Path(folder) for folder in given.split(os.pathsep) if folder)
    yield Path(sys.prefix) / "share" / "hunspell"
    yield Path(program).resolve().parent.parent / "share" / "hunspell"
    yield from (Path(folder).expanduser() for folder in _FOLDERS)


HUNSPELL = Hunspell()
