"""A record: what the register keeps of one case, taken from the plain data of its file.

No model is needed, so that a case that is faulty elsewhere is in the register all the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ksflow.diary.format import DiaryFormat
from ksflow.diary.lookalikes import lookalike, may_be_lookalike
from ksflow.diary.number import DiaryNumber
from ksflow.sources.dates import DateFault, read_date
from ksflow.sources.findings import FindingsError
from ksflow.sources.migrations import current_data
from ksflow.sources.named_files import named_file
from ksflow.sources.textfile import TextFile, read_text_file
from ksflow.sources.yamltree import parse_yaml

_DIGITS = re.compile(r"[0-9]+")
_DIGIT_BESIDE, _DIGIT_BEHIND = re.compile(r"[0-9][ \xa0]?\Z"), re.compile(r"[ \xa0]?[0-9]")
_REACH = 160
"""How far a diary number may reach before and behind a sign in it."""
_CODE = re.compile(r"[A-Z]{3}[0-9]{3}")


@dataclass(slots=True)
class Record:
    """One case in the register."""

    file: str
    """The path from the workspace's root, with forward slashes."""
    written: str = ""
    """The diary number as it stands in the file; "" when there is none."""
    number: DiaryNumber | None = None
    """None when it cannot be read."""
    title: str = ""
    dated: date | None = None
    meeting: date | None = None
    received: date | None = None
    body: str = ""
    officer: str = ""
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    secret: str = ""
    """Why what the case is about is kept from the public register; "" when it is not."""
    references: list[str] = field(default_factory=list)
    """Diary numbers that its texts name, as they are written there."""
    ignored: list[str] = field(default_factory=list)
    """Codes that the author has weighed."""
    texts: list[str] = field(default_factory=list)
    """The text files that it names, from the workspace's root."""
    broken: str | None = None
    """Why the file cannot be read; all else is then empty."""


@dataclass(frozen=True, slots=True)
class CaseText:
    """What full-text search looks through: the title, the summary, and all else that the case says."""

    title: str
    summary: str
    body: str


NO_TEXT = CaseText("", "", "")


class RecordReader:
    """Reads the records of a workspace."""

    def __init__(self, root: Path, form: DiaryFormat) -> None:
        self.root = root
        self.form = form
        self._reference = reference_pattern(form)
        self._sign = form.sign
        if form.sign and not list(self._anchors(form.example)):
            self._sign = ""

    def read(self, source: TextFile, folder: Path) -> tuple[Record, CaseText]:
        """Return the record of a case file in a folder, and its texts; one that is no YAML has a record of that."""
        try:
            data = current_data(parse_yaml(source).data)
        except FindingsError as error:
            return self.broken(source.name, error), NO_TEXT
        texts = list(self._texts(data, folder))
        summary = _text(data.get("sammanfattning"))
        body = "\n".join((*(text for _name, text in texts), *_strings(data.get("avsnitt")), *_proposals(data)))
        record = self._record(source.name, data, f"{summary}\n{body}")
        record.texts = [name for name, _text in texts]
        return record, CaseText(record.title, _composed(summary), _composed(body))

    def broken(self, file: str, error: FindingsError) -> Record:
        """Return the record of a file that cannot be read."""
        first = error.findings[0]
        return Record(file, broken=f"{first.span.line}:{first.span.column} {first.code} {first.message}")

    def _record(self, file: str, data: dict[str, Any], text: str) -> Record:
        written = _line(data.get("diarienummer"))
        return Record(
            file,
            written,
            self.number(written),
            _line(data.get("rubrik")),
            _date(data.get("datum")),
            _date(data.get("sammanträde")),
            _date(data.get("inkommen")),
            _line(data.get("nämnd")),
            _line(_inside(data.get("handläggare"), "namn")),
            _line(data.get("avsändare")),
            [name for entry in _list(data.get("sändlista")) if (name := _line(_named(entry, "namn")))],
            _secrecy(data),
            list(dict.fromkeys(self._references(text))),
            list(dict.fromkeys(_weighed(data))),
        )

    def _references(self, text: str) -> Iterator[str]:
        """Yield the numbers that a text names; it is looked through only around the sign that every number has."""
        seen = 0
        for first, last in self._anchors(text):
            for match in self._reference.finditer(text, max(seen, first - _REACH), last + _REACH):
                if match.start() >= last:  # it has an anchor of its own
                    break
                seen = match.end()
                if not _is_lookalike(match):
                    yield match.group()

    def _anchors(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the places of what every number has and texts seldom: its sign beside a digit, or digits alone."""
        sign = self._sign
        at = text.find(sign) if sign else -1
        while at >= 0:
            end = at + len(sign)
            if _DIGIT_BESIDE.search(text, max(0, at - 2), at) or _DIGIT_BEHIND.match(text, end):
                yield at, end
            at = text.find(sign, end)
        if not sign:
            yield from (digits.span() for digits in _DIGITS.finditer(text))

    def number(self, written: str) -> DiaryNumber | None:
        """Return the number that is written, or None for anything else."""
        try:
            return self.form.parse(written)
        except ValueError:
            return None

    def _texts(self, data: dict[str, Any], folder: Path) -> Iterator[tuple[str, str]]:
        """Yield the text files that sections name, by their path from the root; those that cannot be read are empty."""
        for name in _section_files(data.get("avsnitt")):
            try:
                path = named_file(name, folder, self.root)
                text = read_text_file(path, name).text
            except FindingsError:
                path, text = folder / name, ""
            try:
                yield path.resolve().relative_to(self.root.resolve()).as_posix(), text
            except (ValueError, OSError, RuntimeError):
                continue


def _is_lookalike(match: re.Match[str]) -> bool:
    organ = match.groupdict().get("organ") or ""
    return may_be_lookalike(organ) and lookalike(match.group()) is not None


def _secrecy(data: dict[str, Any]) -> str:
    """Return why a case is secret; the key itself, also a misspelt one, where that is not said: rather than publish."""
    for key, value in data.items():
        if key.casefold().startswith("sekr"):
            return _line(_named(value, "bestämmelse")) or key
    return ""


def _weighed(data: dict[str, Any]) -> Iterator[str]:
    """Yield the codes that the author has weighed, with a reason."""
    for entry in _list(data.get("ignorera")):
        code = _line(_inside(entry, "regel"))
        if _CODE.fullmatch(code) and _line(_inside(entry, "skäl")):
            yield code


def reference_pattern(form: DiaryFormat) -> re.Pattern[str]:
    """Return what finds diary numbers of a format inside a text."""
    return re.compile(rf"(?<![\w/.:-]){form.expression}(?![\w/])")


def _strings(value: Any) -> Iterator[str]:
    """Yield every text inside a value, without recursion."""
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            stack += reversed(value.values())
        elif isinstance(value, list):
            stack += reversed(value)


def _proposals(data: dict[str, Any]) -> Iterator[str]:
    for proposal in _list(data.get("beslutsförslag")):
        yield from _strings(_inside(proposal, "att"))


def _section_files(value: Any) -> Iterator[str]:
    stack = [value]
    while stack:
        for section in reversed(_list(stack.pop())):
            if isinstance(section, dict):
                if name := _line(section.get("fil")):
                    yield name
                stack.append(section.get("avsnitt"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _inside(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _named(value: Any, key: str) -> Any:
    """Return a plain text, or what a mapping has under the key for which it may stand."""
    return value if isinstance(value, str) else _inside(value, key)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _line(value: Any) -> str:
    return _composed(" ".join(_text(value).split()))


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _date(value: Any) -> date | None:
    try:
        return read_date(_line(value))
    except DateFault:
        return None
