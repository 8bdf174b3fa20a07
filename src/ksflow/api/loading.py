"""One case as a value."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ksflow.api.asking import AnyPath, messages_in, opened_workspace
from ksflow.casefile.loading import CaseFile
from ksflow.casefile.loading import load_case as load
from ksflow.casefile.model import Case, Section
from ksflow.locale import Language, _
from ksflow.sources.errors import KsflowError, UsageError
from ksflow.sources.fields import Markdown
from ksflow.sources.findings import Finding, FindingsError
from ksflow.sources.named_files import shown_name
from ksflow.sources.yamltree import Path as TreePath


class CaseError(KsflowError):
    """A case file is so faulty that there is no case; ``findings`` say where, and what to write instead."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        """All that was found, sorted by place: errors, and the warnings beside them."""
        super().__init__(self.findings)

    def __str__(self) -> str:
        """Return the findings, a line each."""
        return "\n".join(str(finding) for finding in self.findings)


def load_case(path: AnyPath, *, workspace: AnyPath | None = None, language: Language | None = None) -> Case:
    """Read a case file and return what it says, as a frozen value.

    The keys are Swedish in the file and English here: ``rubrik`` is ``title``, ``beslutsförslag`` is ``proposals``. A
    text that a section takes from a file of its own (``fil``) is its ``text``.

    >>> import ksflow
    >>> case = ksflow.load_case("cases/KS-2021-1682.103.yaml")
    >>> case.title
    'Förslag till avtal om strategiskt partnerskap mellan Södertörns högskola och Huddinge kommun'
    >>> case.diary_number
    DiaryNumber(organ='KS', year=2021, serial=1682, classification='103', document='')
    >>> [section.title for section in case.sections]
    ['Bakgrund', 'Förvaltningens synpunkter', 'Ekonomiska och juridiska konsekvenser']

    Only what makes documents impossible is an error here; ``check`` also finds what is badly written.

    ``workspace`` is the folder with kommun.yaml, else the nearest one at or above the current folder. ``language`` is
    that of messages, "sv" or "en", else what the environment says (``KSFLOW_LANG``).

    Raises CaseError when the case is faulty, WorkspaceError when there is no workspace or its kommun.yaml is faulty,
    and UsageError when there is no such file.
    """
    with messages_in(language):
        found = opened_workspace(workspace)
        file = Path(path)
        if file.is_dir():
            raise UsageError(_("{path} is a folder, and no case file", path=shown_name(file)))
        if not file.exists():
            raise UsageError(_("There is no file or folder {path}", path=shown_name(file)))
        try:
            return _with_texts(load(file, found.municipality, found.root))
        except FindingsError as error:
            raise CaseError(sorted(error.findings)) from None


def _with_texts(loaded: CaseFile) -> Case:
    """Return the case with the texts of its files in their sections."""
    if not loaded.texts:
        return loaded.case
    return loaded.case.model_copy(update={"sections": _filled(loaded.case.sections, loaded, ())})


def _filled(sections: list[Section], loaded: CaseFile, path: TreePath) -> list[Section]:
    filled = []
    for number, section in enumerate(sections):
        here = (*path, "avsnitt", number)
        update: dict[str, object] = {"sections": _filled(section.sections, loaded, here)}
        if here in loaded.texts:
            update["text"] = Markdown(loaded.texts[here].text)
        filled.append(section.model_copy(update=update))
    return filled
