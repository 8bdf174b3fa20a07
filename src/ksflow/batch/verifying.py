"""Comparing outputs with their manifest; needs neither a workspace nor an index."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from ksflow.batch.inputs import sha256_of
from ksflow.locale import _

NAME = "manifest.json"
VERSION = 1


class ManifestError(Exception):
    """There is no manifest that can be used; the message is for the user, one line."""


class Fidelity(StrEnum):
    """What an output is compared with the manifest."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"


class Verified(NamedTuple):
    """An output, compared with the manifest."""

    file: str
    fidelity: Fidelity
    sha256: str
    """As the manifest has it."""


def verify(out: Path) -> Iterator[Verified]:
    """Compare every output of a manifest with its file; raise ManifestError."""
    try:
        content = json.loads((out / NAME).read_bytes())
        listed = [(entry["file"], entry["sha256"]) for entry in content["outputs"]]
        sound = content["version"] == VERSION and all(
            isinstance(file, str) and is_inside(file) and isinstance(digest, str) for file, digest in listed
        )
    except OSError as error:
        raise ManifestError(_("There is no manifest {file}", file=(out / NAME).as_posix())) from error
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        raise ManifestError(_("The manifest is damaged: {file}", file=(out / NAME).as_posix()))
    return (_verified(out, file, digest) for file, digest in listed)


def _verified(out: Path, file: str, digest: str) -> Verified:
    path = str(out / file)
    if not os.path.lexists(path):
        return Verified(file, Fidelity.MISSING, digest)
    same = bool(digest) and sha256_of(path) == digest
    return Verified(file, Fidelity.SAME if same else Fidelity.CHANGED, digest)


def is_inside(file: Any) -> bool:
    """Tell whether a name in a manifest stays in its folder."""
    parts = str(file).split("/")
    return "\\" not in str(file) and not {"", ".", ".."} & set(parts) and ":" not in parts[0]
