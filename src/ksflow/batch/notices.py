"""Writing a notice for each recipient: one document with all the decisions that it gets, in any format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ksflow.batch.building import FORMATS, put_document
from ksflow.batch.distribution import Dispatch, by_recipient
from ksflow.batch.results import Built
from ksflow.documents.notice import compose_notice
from ksflow.documents.typography import typeset
from ksflow.organisation.distribution import Recipient
from ksflow.organisation.workspace import Workspace
from ksflow.sources.filenames import safe_stem
from ksflow.sources.findings import FindingsError
from ksflow.writers.pdf.characters import MissingCharactersError

FOLDER = "utskick"
# What shells and people stumble over.
_AWKWARD = re.compile(r"[^\w.,()&+-]+")


def build_notices(
    workspace: Workspace, dispatches: Iterable[Dispatch], out: Path, form: str, *, force: bool
) -> Iterator[Built]:
    """Write the notice of every recipient into ``out``/utskick, in alphabetical order; one never stops the others."""
    taken: set[str] = set()
    for recipient, several in by_recipient(dispatches):
        target = out / FOLDER / f"{_file_name(recipient, taken)}.{form}"
        write = partial(_write, recipient, several, workspace, form)
        yield put_document(several[0].decision.file, FOLDER, form, target, write, workspace, force=force)


def _write(recipient: Recipient, dispatches: list[Dispatch], workspace: Workspace, form: str) -> bytes:
    dated = max(dispatch.decision.dated for dispatch in dispatches)
    document = compose_notice(recipient, [_fields(dispatch) for dispatch in dispatches], dated, workspace)
    try:
        return FORMATS[form].write(document, workspace)
    except MissingCharactersError as error:  # a document knows no places; the first case that it is about is named
        file = dispatches[0].decision.file
        raise FindingsError([replace(finding, file=file) for finding in error.findings]) from None


def _fields(dispatch: Dispatch) -> dict[str, Any]:
    decision = dispatch.decision
    return {
        "diarienummer": decision.diary_number,
        "rubrik": typeset(decision.title),
        "instans": decision.body,
        "sammanträde": decision.meeting,
        "syfte": [typeset(reason) for reason in dispatch.reasons],
        "bifogas": [typeset(enclosure) for enclosure in dispatch.recipient.enclosures],
    }


def _file_name(recipient: Recipient, taken: set[str]) -> str:
    """Return a file name that every system takes and that no other recipient has: Socialnämnden, Socialnämnden-2."""
    whole = "-".join(part for part in (recipient.name, recipient.contact) if part)
    plain = _AWKWARD.sub("-", unicodedata.normalize("NFC", whole)).strip("-. ")
    safe = safe_stem(plain, "mottagare").rstrip("-. ")
    name, number = safe, 1
    while name.casefold() in taken:
        number += 1
        name = f"{safe}-{number}"
    taken.add(name.casefold())
    return name


def older_notices(out: Path, made: Iterable[Built], form: str) -> list[Path]:
    """Return the notices in ``out``/utskick that ksflow wrote earlier and that were not made now."""
    now = {Path(built.file).name for built in made if built.file}
    folder = out / FOLDER
    try:
        others = sorted(path for path in folder.glob(f"*.{form}") if path.name not in now)
        return [path for path in others if FORMATS[form].is_own(path.read_bytes())]
    except OSError:
        return []
