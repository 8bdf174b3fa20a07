"""The JSON Schema of the case file."""

from __future__ import annotations

from ksflow.casefile.model import Case
from ksflow.sources.schema import json_schema


def case_schema() -> str:
    """Return the schema as a JSON text."""
    return json_schema(Case, "Ärende", "En ärendefil: allt som ärendets dokument säger.")
