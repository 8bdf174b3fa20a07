"""The JSON Schema of kommun.yaml."""

from __future__ import annotations

from ksflow.organisation.model import Municipality
from ksflow.sources.schema import json_schema


def municipality_schema() -> str:
    """Return the schema as a JSON text."""
    return json_schema(Municipality, "Kommun", "kommun.yaml: kommunens namn, adresser, instanser, bolag och grupper.")
