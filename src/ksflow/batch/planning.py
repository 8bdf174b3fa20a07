"""Planning a build: which outputs are what their inputs give, and why the others are not known to be."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from ksflow.batch.build_index import BuildIndex, Row
from ksflow.batch.inputs import Input, Names, Stamp, is_same, sha256_of, stamp
from ksflow.batch.settings import Setting
from ksflow.locale import _, language
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import FindingsError
from ksflow.sources.named_files import shown_name

if TYPE_CHECKING:
    from ksflow.diary.format import DiaryFormat

_AT_ONCE = 200
_NUMBER = re.compile(
    rb"^diarienummer:[ \t]+([^\s\"'#&*!|>{}\[\]%@`][^\r\n#\"']*?)[ \t]*(?:[ \t]#[^\r\n]*)?\r?$", re.MULTILINE
)
"""A number that stands as plain YAML in a line of its own."""


class Reason(NamedTuple):
    """Why an output is made or looked at: a word, and the names of the files that it is about."""

    word: str
    files: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the reason as the user reads it."""
        return _REASONS[self.word]().format(files=", ".join(self.files))


_REASONS = {
    "forced": lambda: _("asked for with --force"),
    "unknown": lambda: _("it has not been built before"),
    "gone": lambda: _("the file has been deleted"),
    "changed": lambda: _("changed: {files}"),
    "ksflow": lambda: _("another version of ksflow built it"),
    "other": lambda: _("the file is not the one that was built"),
    "words": lambda: _("what was found in it is to be said in other words"),
    "differs": lambda: _("its case gives something else today"),
    "same number": lambda: _("another case has the same diary number"),
}


_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class Plan:
    """What is to be done for one case. There is one for every case, so it holds little, and shares what it can."""

    path: str
    key: str
    """The name of the case in the index."""
    stem: str | None
    """The folder of its outputs, without regard to case; None when its number cannot be told beforehand."""
    folder: str = ""
    """The folder of the current outputs, as it is written."""
    current: tuple[str, ...] = ()
    """The files that are what their inputs give; the rest of what is known of them stays in the index."""
    todo: dict[str, Reason] = field(default_factory=dict)
    """By the files' names: tjansteutlatande.docx."""
    known: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """The sha256 of what was last built, for the outputs to do."""
    contested: bool = False
    """Another case has the same number: which of them gets the folder depends on their order."""


class Planner:
    """Makes the plans of many cases; the index is brought up to date where only times have changed."""

    def __init__(
        self, workspace: Workspace, out: Path, outputs: dict[str, str], settings: dict[str, Setting], index: BuildIndex
    ) -> None:
        """Take the names of the files that each case gets, each with its kind of document, and the kinds' settings."""
        self.workspace = workspace
        self.out: str = str(out)
        self.settings = settings
        self.index = index
        self.names: Names = Names(workspace.root)
        self.said: str = said()
        self._all = tuple(outputs)
        self._all_unknown = dict.fromkeys(outputs, Reason("unknown"))
        """Shared by all cases of which nothing is known: plans are kept for every case."""

    def plans(self, cases: list[Path], *, force: bool = False) -> list[Plan]:
        """Return the plan of every case, in order."""
        plans: list[Plan] = []
        for start in range(0, len(cases), _AT_ONCE):
            some = [(path, self.names.name(path)) for path in cases[start : start + _AT_ONCE]]
            rows = {} if force else self.index.rows([key for _path, key in some])
            renewed: list[Row] = []
            plans += [self._plan(path, key, rows.get(key, {}), renewed, force) for path, key in some]
            self.index.record(renewed, {})
        several = {stem for stem, count in Counter(plan.stem for plan in plans if plan.stem).items() if count > 1}
        for plan in plans:
            plan.contested = plan.stem in several
        return plans

    def _plan(self, path: Path, key: str, rows: dict[str, Row], renewed: list[Row], force: bool) -> Plan:
        by_name = {row.file.rpartition("/")[2]: row for row in rows.values()}
        written = str(path)
        plan = Plan(written, written if key == written else key, None)
        if not rows and not force:
            plan.todo = self._all_unknown
            plan.stem = folder_of(path, self.workspace.municipality.diary_format)
            return plan
        same: dict[str, Input | None] = {}
        for name, setting in self.settings.items():
            row = by_name.get(name)
            reason = (
                Reason("forced") if force else Reason("unknown") if row is None else self._reason(row, setting, same)
            )
            if reason is None and row is not None:
                plan.folder = row.file.rpartition("/")[0]
                plan.stem = plan.folder.casefold()
                now = stamp(f"{self.out}/{row.file}")
                inputs = [same[known.name] or known for known in row.inputs]
                if now != row.stamp or inputs != row.inputs:
                    renewed.append(row._replace(stamp=now, inputs=inputs))
                plan.current += (name,)
            else:
                plan.todo[name] = reason or Reason("unknown")
                if row:
                    plan.known = {**plan.known, name: row.sha256}
        if plan.current == self._all:
            plan.current = self._all
        if plan.todo:
            plan.stem = folder_of(path, self.workspace.municipality.diary_format)
        return plan

    def _reason(self, row: Row, setting: Setting, same: dict[str, Input | None]) -> Reason | None:
        """Return why an output that is known is not current, None when it is."""
        if not row.setting:  # all that is known of it is its hash
            return Reason("unknown")
        if row.setting != setting.digest:
            before = self.index.setting(row.setting)
            names = sorted(name for name in {*before, *setting.inputs} if before.get(name) != setting.inputs.get(name))
            if not before or not names or names == ["ksflow"]:
                return Reason("ksflow")
            return Reason("changed", tuple(names))
        for known in row.inputs:
            if known.name not in same:
                same[known.name] = is_same(known, self.names.path(known.name))
        if changed := tuple(known.name for known in row.inputs if same[known.name] is None):
            return Reason("changed", changed)
        if row.warnings and row.said != self.said:  # they are to be said in other words
            return Reason("words")
        path = f"{self.out}/{row.file}"
        now: Stamp | None = stamp(path)
        if now is None:
            return Reason("gone")
        if now != row.stamp and sha256_of(path) != row.sha256:
            return Reason("other")
        return None


def folder_of(path: Path, form: DiaryFormat) -> str | None:
    """Return the folder of a case's outputs without regard to case, None when the number cannot be read.

    A number that stands plainly in the file is read without reading the rest as YAML.
    """
    try:
        data = path.read_bytes() if path.is_file() else b""
        plain = _NUMBER.findall(data) if data.count(b"diarienummer") == 1 else []
        if len(plain) == 1:
            text = plain[0].decode("utf-8").strip()
        else:
            from ksflow.sources.migrations import parse_case
            from ksflow.sources.textfile import read_text_file

            text = str(parse_case(read_text_file(path, shown_name(path))).data.get("diarienummer")).strip()
        return intern(form.parse(text).file_stem.casefold())  # it is kept in several places
    except (FindingsError, OSError, ValueError, RecursionError):
        return None


def said() -> str:
    """Return what the words of a finding depend on: the language, and where the user stands."""
    return json.dumps([language(), str(Path.cwd())])
