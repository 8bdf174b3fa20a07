"""The manifest of a folder of outputs, manifest.json: every output with its hash and what it was made of.

It holds no times and nothing of the machine, so that equal builds give equal manifests. One line holds one output:
it is written and read a line at a time, whatever the number of cases.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ksflow.batch.atomic import sweep, write_atomically_from
from ksflow.batch.build_index import BuildIndex, Row
from ksflow.batch.inputs import Input, stamp
from ksflow.batch.settings import KSFLOW
from ksflow.batch.verifying import NAME, VERSION, is_inside

_AT_ONCE = 200
_FILE = re.compile(r'\{"file": "[^"]*\.([a-z]+)"')


def take_over(out: Path, index: BuildIndex) -> None:
    """Let the index know the outputs of a manifest that it has not written: it was deleted, or on another machine."""
    path = str(out / NAME)
    if (found := stamp(path)) is None or found == index.manifest_stamp:
        return
    known = {file for _case, file in index.files()}
    rows: list[Row] = []
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):  # a damaged one is made anew
        for entry in _entries(path):
            if entry["file"] not in known and is_inside(entry["file"]) and os.path.lexists(out / entry["file"]):
                rows.append(_row(entry))
            if len(rows) == _AT_ONCE:
                index.record(rows, {})
                rows = []
    index.record(rows, {})


def write_manifest(out: Path, index: BuildIndex) -> None:
    """Write the manifest if it is not what the index holds; raise OSError when it cannot be written."""
    path = out / NAME
    if index.manifest_stamp is not None and stamp(str(path)) == index.manifest_stamp:
        return
    with index.alone():
        take_over(out, index)  # another build may have written it meanwhile
        sweep(out)  # what a run left that was killed just here
        settings: dict[str, dict[str, str]] = {}
        write_atomically_from(path, _content(str(out), index, settings))
        index.manifest_stamp = stamp(str(path))


def formats_listed(out: Path) -> set[str]:
    """Return the endings of the files in a manifest, such as docx; none when there is no manifest that can be read."""
    found: set[str] = set()
    with contextlib.suppress(OSError, ValueError), (out / NAME).open(encoding="utf-8") as file:
        for line in file:  # of thousands: the name is looked for, and the rest not parsed
            if match := _FILE.match(line):
                found.add(match[1])
    return found


def _content(out: str, index: BuildIndex, settings: dict[str, dict[str, str]]) -> Iterator[bytes]:
    yield f'{{"version": {VERSION}, "outputs": ['.encode()
    mark = "\n"
    for row in index.every():
        if not os.path.lexists(f"{out}/{row.file}"):
            continue
        if row.setting not in settings:
            settings[row.setting] = index.setting(row.setting)
        inputs = settings[row.setting] | {one.name: one.sha256 for one in row.inputs}
        version = inputs.pop(KSFLOW, None)
        entry = {
            "file": row.file,
            "sha256": row.sha256,
            "case": row.case,
            "ksflow": version,
            "inputs": dict(sorted(inputs.items())),
        }
        yield f"{mark}{json.dumps(entry, ensure_ascii=False)}".encode()
        mark = ",\n"
    yield b"\n]}\n"


def _entries(path: str) -> Iterator[dict[str, Any]]:
    """Yield the entries of a manifest as ksflow writes it; raise OSError, ValueError."""
    with open(path, encoding="utf-8") as file:  # noqa: PTH123
        head = file.readline()
        if not head.startswith(f'{{"version": {VERSION}, "outputs": ['):
            raise ValueError(head)
        for line in file:
            if line.startswith("{"):
                yield json.loads(line.rstrip(",\n"))


def _row(entry: dict[str, Any]) -> Row:
    inputs = [Input(str(name), str(digest)) for name, digest in entry["inputs"].items()]
    if entry["ksflow"]:
        inputs.append(Input(KSFLOW, str(entry["ksflow"])))
    return Row(str(entry["case"]), str(entry["file"]), "", str(entry["sha256"]), None, inputs, [], "")
