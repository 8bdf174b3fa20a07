"""The Markdown texts of a case, found by the model's own fields: also in a case that is faulty elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ksflow.sources.fields import Markdown
from ksflow.sources.yamltree import Path


def markdown_texts(model: type[BaseModel], data: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield path and text of every Markdown field in plain data that is meant for ``model``, in the model's order."""
    if not isinstance(data, dict):
        return
    for name, field in model.model_fields.items():
        key = field.alias or name
        if (value := data.get(key)) is not None:
            yield from _texts(field, value, (*path, key))


def _texts(field: FieldInfo, value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    kinds = list(_leaves(field.annotation))
    inner = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
    is_markdown = Markdown in kinds
    items = enumerate(value) if isinstance(value, list) else [(None, value)]
    for number, item in items:
        at = path if number is None else (*path, number)
        if is_markdown and isinstance(item, str):
            yield at, item
        elif inner is not None:
            yield from markdown_texts(inner, item, at)


def _leaves(annotation: Any) -> Iterator[Any]:
    arguments = get_args(annotation)
    if not arguments:
        yield annotation
    for argument in arguments:
        yield from _leaves(argument)
