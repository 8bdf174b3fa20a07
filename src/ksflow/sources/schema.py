"""JSON Schema (draft 2020-12) from a model: what an editor needs to complete, explain and check a YAML file.

The schema describes YAML as editors read it, where ``no`` and ``12`` are no texts; the loader reads every scalar as
text. So a text may be a string, a number or a truth value, and a key that may be left out may also be empty.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(model: type[BaseModel], title: str, description: str) -> str:
    """Return the schema as a JSON text that is the same every time."""
    schema = model.model_json_schema(by_alias=True, mode="validation")
    definitions = schema.pop("$defs", {})
    for part in (schema, *definitions.values()):
        _let_optional_be_empty(part)
    ordered = {"$schema": DIALECT, "title": title, "description": description, **_without(schema, "title", "description")}
    return json.dumps({**ordered, "$defs": definitions}, ensure_ascii=False, indent=2) + "\n"


def _let_optional_be_empty(schema: dict[str, Any]) -> None:
    """A key with nothing after it counts as not given: allow null where the key may be missing."""
    for part in (schema, *schema.get("anyOf", ())):
        required = part.get("required", ())
        for key, value in part.get("properties", {}).items():
            value.pop("default", None)
            if key not in required and {"type": "null"} not in value.get("anyOf", ()):
                described = {name: value.pop(name) for name in ("title", "description", "examples") if name in value}
                inner = dict(value)
                value.clear()
                value.update(described, anyOf=[inner, {"type": "null"}])


def _without(mapping: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in keys}
