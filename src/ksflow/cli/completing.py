"""What the shell can complete: documents, formats, diary numbers, codes. It never fails: at worst it knows nothing."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ksflow.organisation.workspace import Workspace

_TAG = re.compile(r"\[(?=[a-z#/@])")
"""What Typer, which gives every explanation to Rich, would take for markup."""

Completion = list[str | tuple[str, str]]
"""Words, or words with what they stand for."""


def documents(incomplete: str) -> Completion:
    """Complete the name of a document of the workspace, or of those that ksflow ships."""
    return _quietly(lambda: _beginning(incomplete, _documents()))


def formats(incomplete: str) -> Completion:
    """Complete formats, separated by commas."""
    from ksflow.batch.order import FORMAT_NAMES

    return _last_of_several(incomplete, FORMAT_NAMES)


def reports(incomplete: str) -> Completion:
    """Complete the form of a report."""
    from ksflow.reports import FORMATS

    return _beginning(incomplete, FORMATS)


def codes(incomplete: str) -> Completion:
    """Complete codes and groups of them, separated by commas."""
    from ksflow.sources.codes import known_codes

    known = known_codes()
    return _last_of_several(incomplete, [*dict.fromkeys(code[:3] for code in known), *known])


def rule_codes(incomplete: str) -> Completion:
    """Complete a code, with what it stands for."""

    def found() -> Completion:
        from ksflow.rules.catalogue import summary
        from ksflow.sources.codes import known_codes

        return [(code, explained(summary(code))) for code in known_codes() if code.startswith(incomplete)]

    return _quietly(found)


def numbers(incomplete: str) -> Completion:
    """Complete the diary number of a case, with its title."""
    return _quietly(lambda: list(_numbers(incomplete)))


def kinds_of_case(incomplete: str) -> Completion:
    """Complete a kind of case, with what it is for."""

    def found() -> Completion:
        from ksflow.casefile.skeletons import kinds
        from ksflow.organisation.workspace import find_root

        known = kinds(find_root() / "templates").values()
        return [(kind.name, explained(kind.what)) for kind in known if kind.name.startswith(incomplete)]

    return _quietly(found)


def number_formats(incomplete: str) -> Completion:
    """Complete the name of a format of diary numbers, with a number that is written so."""
    from ksflow.diary.formats import named_formats

    return [(one.name, explained(one.example)) for one in named_formats().values() if one.name.startswith(incomplete)]


def explained(text: str) -> str:
    """Return what stands beside a word, on one line and as it is: “ksflow[preview]” too."""
    return _TAG.sub(r"\\[", " ".join(text.split()))


def _documents() -> Iterator[str]:
    from ksflow.documents.kinds import find_kinds

    yield from find_kinds(_workspace().template_folders)


def _numbers(incomplete: str) -> Iterator[tuple[str, str]]:
    from ksflow.organisation.diary_format import workspace_format
    from ksflow.register.reading import read_register

    workspace = _workspace()
    register = read_register(workspace.root, workspace.cases, workspace_format(workspace.root))
    for record in register.sound():
        number = register.form.format(record.number) if record.number else record.written
        if number.startswith(incomplete):
            yield number, explained(record.title or "")


def _workspace() -> Workspace:
    """Return the workspace, whatever its kommun.yaml says: reading all of it takes longer than a key should."""
    from ksflow.organisation.workspace import Workspace, find_root

    return Workspace(find_root())


def _beginning(incomplete: str, known: Iterable[str]) -> Completion:
    return [word for word in known if word.startswith(incomplete)]


def _last_of_several(incomplete: str, known: Iterable[str]) -> Completion:
    """Complete the last of several words that commas part; those before stand as they are."""
    before, comma, last = incomplete.rpartition(",")
    given = before.split(",")
    return [f"{before}{comma}{word}" for word in known if word.startswith(last) and word not in given]


def _quietly(found: Callable[[], Completion]) -> Completion:
    with contextlib.suppress(Exception):  # a shell that shows a traceback while somebody types is worse than none
        return found()
    return []
