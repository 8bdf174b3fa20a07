"""JSON Schema (draft 2020-12) from a model: what an editor needs to complete, explain and check a YAML file.

The schema describes YAML as editors read it, where ``no`` and ``12`` are no texts; the loader reads every scalar as
text. So a text may be a string, a number or a truth value, and a key that may be left out may also be empty.
"""

from __future__ import annotations

import json
from typing import Any

import yaml
from pydantic import BaseModel

_WORDS = ("title", "description", "markdownDescription", "examples")
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
        examples = [_value(example) for example in value.pop("examples", ()) if not example.startswith("|")]
        if examples and _is_list_of_mappings(examples[0]):
            value["markdownDescription"] = _with_example(value["description"], examples[0])
        elif examples:
            value["examples"] = examples
        if key not in required:
            _let_be_empty(value)


def _is_list_of_mappings(example: Any) -> bool:
    """Tell whether an example is one that editors can show but not insert: they would write [object Object]."""
    return isinstance(example, list) and isinstance(example[0], dict)


def _with_example(description: str, example: Any) -> str:
    """Return a description with an example to read, as editors show it."""
    shown = yaml.safe_dump(example, allow_unicode=True, sort_keys=False, width=100)
    return f"{description}\n\nExempel:\n\n```yaml\n{shown}```"


def _let_be_empty(value: dict[str, Any]) -> None:
    """Let the value of a key be empty too.

    In the form that serves editors best: of anyOf they show the title once for each part, and an entry of a list they
    propose only where the list stands in no part.
    """
    if value.get("type") == "array":
        value["type"] = ["array", "null"]
        return
    rest = {name: value.pop(name) for name in list(value) if name not in _WORDS}
    parts = rest.get("anyOf", [])
    value["oneOf"] = parts if {"type": "null"} in parts else [rest, {"type": "null"}]


def _value(example: str) -> Any:
    return yaml.load(example, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes nothing but texts
