"""What the shell can complete: documents, formats, diary numbers, codes. It never fails: at worst it knows nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ksflow.organisation.workspace import Workspace

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

        return [(code, summary(code)) for code in known_codes() if code.startswith(incomplete)]

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
        return [(kind.name, kind.what) for kind in known if kind.name.startswith(incomplete)]

    return _quietly(found)


def _documents() -> Iterator[str]:
    from ksflow.documents.kinds import find_kinds

    workspace = _workspace()
    yield from find_kinds(workspace.template_folders)


def _numbers(incomplete: str) -> Iterator[tuple[str, str]]:
    from ksflow.register.listing import number_of
    from ksflow.register.reading import read_register

    workspace = _workspace()
    register = read_register(workspace.root, workspace.cases, workspace.municipality.diary_format)
    for record in register.sound():
        number = number_of(register, record)
        if number.startswith(incomplete):
            yield number, record.title or ""


def _workspace() -> Workspace:
    from ksflow.organisation.workspace import find_workspace

    return find_workspace()


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
