"""JSON Schema (draft 2020-12) from a model: what an editor needs to complete, explain and check a YAML file.

The schema describes YAML as editors read it, where ``no`` and ``12`` are no texts; the loader reads every scalar as
text. So a text may be a string, a number or a truth value, and a key that may be left out may also be empty.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import yaml
from pydantic import BaseModel

_WORDS = ("title", "description", "examples")
"""What a schema tells people and editors, not validators."""
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
        parts = _parts(value)
        if key not in required and {"type": "null"} not in parts:
            parts.append({"type": "null"})
        if examples and _is_list_of_mappings(examples[0]):
            # An editor that has both an example and a snippet inserts neither: the example moves to where it is shown.
            parts[0]["examples"] = value.pop("examples")
            value["defaultSnippets"] = [{"label": key, "body": _with_stops(examples[0], itertools.count(1))}]
        elif len(parts) == 1:
            value |= parts.pop()
        if parts:
            value["oneOf"] = parts  # of anyOf editors show the title and the words once for each part


def _parts(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Take out of the schema of a key what its value must be, one part for each kind of value."""
    rest = {name: value.pop(name) for name in list(value) if name not in _WORDS}
    if {"type": "null"} in rest.get("anyOf", ()):
        return list(rest["anyOf"])
    return [rest]


def _is_list_of_mappings(example: Any) -> bool:
    """Tell whether an example is one that editors cannot insert by themselves: they would write [object Object]."""
    return isinstance(example, list) and isinstance(example[0], dict)


def _with_stops(example: Any, count: Iterator[int]) -> Any:
    """Return an example with its texts as the stops of a snippet, so that Tab goes from one to the next."""
    if isinstance(example, dict):
        return {key: _with_stops(value, count) for key, value in example.items()}
    if isinstance(example, list):
        return [_with_stops(value, count) for value in example]
    return f"${{{next(count)}:{example}}}"


def _value(example: str) -> Any:
    return yaml.load(example, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes nothing but texts
