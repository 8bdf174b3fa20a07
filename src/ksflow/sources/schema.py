"""JSON Schema (draft 2020-12) from a model: what an editor needs to complete, explain and check a YAML file.

The schema describes YAML as editors read it, where ``no`` and ``12`` are no texts; the loader reads every scalar as
text. So a text may be a string, a number or a truth value, and a key that may be left out may also be empty.
"""

from __future__ import annotations

import json
from typing import Any

import yaml
from pydantic import BaseModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(model: type[BaseModel], title: str, description: str) -> str:
    """Return the schema as a JSON text that is the same every time."""
    schema = model.model_json_schema(by_alias=True, mode="validation")
    definitions = schema.pop("$defs", {})
    if set(schema) == {"$ref"}:
        schema = definitions.pop(schema["$ref"].rpartition("/")[2])
    for part in (schema, *definitions.values()):
        for mapping in (part, *part.get("anyOf", ())):
            if "properties" in mapping and "additionalProperties" in mapping:
                _finish(mapping)
    head = {"$schema": DIALECT, "title": title, "description": description}
    rest = {key: value for key, value in schema.items() if key not in head}
    return json.dumps({**head, **rest, "$defs": definitions}, ensure_ascii=False, indent=2) + "\n"


def _finish(mapping: dict[str, Any]) -> None:
    """Let keys that may be missing be empty too, and make examples, which are YAML, into values."""
    required = mapping.get("required", ())
    for key, value in mapping["properties"].items():
        value.pop("default", None)
        if examples := [_value(example) for example in value.pop("examples", ()) if not example.startswith("|")]:
            value["examples"] = examples
        if key not in required and {"type": "null"} not in value.get("anyOf", ()):
            words = {name: value.pop(name) for name in ("title", "description", "examples") if name in value}
            inner = dict(value)
            value.clear()
            value.update(words, anyOf=[inner, {"type": "null"}])


def _value(example: str) -> Any:
    return yaml.load(example, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes nothing but texts
