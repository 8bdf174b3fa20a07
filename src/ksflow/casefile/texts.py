"""The Markdown texts of a case, found by the model's own fields: also in a case that is faulty elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, get_args

from ksflow.sources.fields import Markdown, YamlModel
from ksflow.sources.yamltree import Path


def markdown_texts(model: type[YamlModel], data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield path and text of every Markdown field in plain data that is meant for ``model``, in the model's order."""
    if not isinstance(data, dict):
        return
    for key, inner in _fields_with_text(model):
        value = data.get(key)
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from _texts(inner, item, (*path, key, number))
        elif value is not None:
            yield from _texts(inner, value, (*path, key))


def _texts(inner: type[YamlModel] | None, value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if inner is not None and isinstance(value, str):
        if (inner.shorthand, None) in _fields_with_text(inner):
            yield path, value
    elif inner is not None:
        yield from markdown_texts(inner, value, path)
    elif isinstance(value, str):
        yield path, value


@lru_cache(maxsize=64)
def _fields_with_text(model: type[YamlModel]) -> tuple[tuple[str, type[YamlModel] | None], ...]:
    """Return the keys under which Markdown stands, each with the model inside it, None for the text itself."""
    found: list[tuple[str, type[YamlModel] | None]] = []
    for name, field in model.model_fields.items():
        kinds = list(_leaves(field.annotation))
        inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, YamlModel)), None)
        if Markdown in kinds or inner is model or (inner and _fields_with_text(inner)):
            found.append((field.alias or name, inner))
    return tuple(found)


def _leaves(annotation: Any) -> Iterator[Any]:
    arguments = get_args(annotation)
    if not arguments:
        yield annotation
    for argument in arguments:
        yield from _leaves(argument)
