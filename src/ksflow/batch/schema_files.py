"""The JSON Schemas in a workspace's schema/, where the first line of its case files sends editors."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from ksflow.batch.atomic import write_atomically
from ksflow.sources import yamltext

FOLDER = "schema"
CASE, KOMMUN = "arende.schema.json", "kommun.schema.json"


def schema_files(root: Path) -> dict[Path, bytes]:
    """Return the schemas of this version of ksflow, by the files that they stand in."""
    from ksflow.casefile.schema import case_schema
    from ksflow.organisation.schema import municipality_schema

    folder = root / FOLDER
    texts = {CASE: case_schema(), KOMMUN: municipality_schema()}
    return {folder / name: text.encode("utf-8") for name, text in texts.items()}


def add_missing_schemas(root: Path) -> None:
    """Write the schemas that a workspace lacks, so that the line in a new case file leads somewhere.

    What is there stays: it may be that of a newer ksflow, or the municipality's own. A case without completion is
    better than none, so a folder that cannot be written to is no fault here.
    """
    if all((root / FOLDER / name).exists() for name in (CASE, KOMMUN)):
        return
    for path, data in schema_files(root).items():
        if not path.exists():
            with contextlib.suppress(OSError):
                write_atomically(path, data)


def schema_line(folder: Path, root: Path, schema: str = CASE) -> str:
    """Return the first line of a file in a folder of a workspace, with the way from there to its schema."""
    return yamltext.schema_line(Path(os.path.relpath(root / FOLDER / schema, folder)).as_posix())
