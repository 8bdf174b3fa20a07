"""Field types shared by the case file and kommun.yaml, and the base of their models.

Every scalar arrives as text. A validator raises ``PydanticCustomError`` with a type of our own, which
``validation.py`` turns into a message; no wording of Pydantic reaches the user.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from ksflow.sources.dates import DateFault, read_date
from ksflow.sources.filenames import is_safe
from ksflow.sources.suggest import fold, nearest


def described(title: str, description: str, more: dict[str, Any] | None = None) -> ConfigDict:
    """Return a model's configuration with the Swedish words, and more, that its JSON Schema shows."""
    return ConfigDict(title=title, json_schema_extra={"description": description, **(more or {})})


class YamlModel(BaseModel):
    """A mapping in a YAML file: strict about unknown keys, frozen, an empty value counts as not given."""

    synonyms: ClassVar[dict[str, str]] = {}
    """What authors write instead of a key, as ``fold`` makes it: headings of the document, English, other words."""
    shorthand: ClassVar[str | None] = None
    """The key that a plain text stands for, where one may stand for the whole mapping."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid",
        frozen=True,
        field_title_generator=lambda name, info: (info.alias or name).capitalize(),
    )

    @model_validator(mode="before")
    @classmethod
    def _as_mapping(cls, data: Any) -> Any:
        if cls.shorthand is not None:
            if isinstance(data, str):
                return {cls.shorthand: data}
            if isinstance(data, list) or (isinstance(data, dict) and not any(map(cls._means_a_key, data))):
                raise PydanticCustomError("text_expected", "text_expected")  # a colon in what was meant as a text
        if isinstance(data, dict) and None in data.values():
            # An unknown key stays, to be told.
            known = cls._keys()
            return {key: value for key, value in data.items() if value is not None or key not in known}
        return data

    @classmethod
    def _keys(cls) -> set[str]:
        return {field.alias or name for name, field in cls.model_fields.items()}

    @classmethod
    def _means_a_key(cls, key: str) -> bool:
        """Tell whether a key is one of the model's, or one of them misspelt."""
        return key in cls._keys() or fold(key) in cls.synonyms or nearest(key, cls._keys()) is not None

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Say that a plain text may stand for the whole mapping, where it may."""
        schema = handler.resolve_ref_schema(handler(core_schema))
        if cls.shorthand is not None:
            parts = [key for key in ("type", "properties", "required", "additionalProperties") if key in schema]
            mapping = {key: schema.pop(key) for key in parts}
            schema["anyOf"] = [TEXT, mapping]
        return schema


class Markdown(str):
    """Text that is Markdown, in contrast to plain text."""

    __slots__ = ()


# Only what YAML itself breaks lines with: a no-break space that somebody typed is kept.
_BLANKS = re.compile(r"[ \t\r\n]+")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("text_expected", "text_expected", {"found": type(value).__name__})
    if not value.strip():
        raise PydanticCustomError("empty", "empty")
    return value


def _line(value: Any) -> str:
    return _BLANKS.sub(" ", _text(value)).strip(" ")


def _markdown(value: Any) -> Markdown:
    return Markdown(_text(value))


def _date(value: Any) -> date:
    try:
        return read_date(_line(value))
    except DateFault as fault:
        raise PydanticCustomError(f"date_{fault.kind}", "date", fault.details) from None


# One part before the @, one or more labels behind it; stricter than RFC 5322, as wide as municipal addresses are.
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+")


def _email(value: Any) -> str:
    text = _line(value)
    if not _EMAIL.fullmatch(text):
        raise PydanticCustomError("email", "email")
    return text


def _rule_code(value: Any) -> str:
    text = _line(value)
    if not re.fullmatch(r"[A-Z]{3}[0-9]{3}", text):
        raise PydanticCustomError("rule_code", "rule_code")
    return text


def _file_stem(value: Any) -> str:
    text = _line(value)
    # What every file system takes, and no path: a letter or digit first, so that no file is hidden.
    if not re.fullmatch(r"\w[\w .,-]*", text) or not is_safe(text):
        raise PydanticCustomError("file_stem", "file_stem")
    return text


def _millimetres(value: Any) -> float:
    text = _line(value).removesuffix("mm").strip()
    if not re.fullmatch(r"[0-9]{1,3}([.,][0-9]+)?", text) or not float(text.replace(",", ".")):
        raise PydanticCustomError("millimetres", "millimetres")
    return float(text.replace(",", "."))


def _count(value: Any) -> int:
    text = _line(value)
    if not re.fullmatch("[1-9][0-9]{0,5}", text):
        raise PydanticCustomError("count", "count")
    return int(text)


_YES_NO = {
    "ja": True,
    "nej": False,
    "yes": True,
    "no": False,
    "true": True,
    "false": False,
    "sant": True,
    "falskt": False,
}


def _yes_no(value: Any) -> bool:
    answer = _YES_NO.get(_line(value).lower())
    if answer is None:
        raise PydanticCustomError("choice", "choice", {"known": "ja, nej"})
    return answer


def one_of(*values: str) -> Callable[[Any], str]:
    """Return a validator that takes one of these texts; upper and lower case make no difference."""

    def validate(value: Any) -> str:
        text = _line(value)
        for known in values:
            if fold(known) == fold(text):
                return known
        raise PydanticCustomError("choice", "choice", {"known": ", ".join(values), "near": nearest(text, values) or ""})

    return validate


def _listed(value: Any) -> Any:
    """Let a single text stand for a list with it."""
    return [value] if isinstance(value, str) else value


# Editors read "no" and "12" as a truth value and a number; the loader reads every scalar as text.
TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
_TEXT_SCHEMA = WithJsonSchema(TEXT)

Line = Annotated[str, PlainValidator(_line), _TEXT_SCHEMA]
"""Plain text on one line: every run of white space becomes one blank, nothing else is changed."""

MarkdownText = Annotated[
    Markdown,
    PlainValidator(_markdown),
    WithJsonSchema({**TEXT, "contentMediaType": "text/markdown"}),
]
CalendarDate = Annotated[date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Email = Annotated[str, PlainValidator(_email), WithJsonSchema({"type": "string", "format": "email"})]
FileStem = Annotated[str, PlainValidator(_file_stem), _TEXT_SCHEMA]
"""The name of a file without its ending."""
Millimetres = Annotated[
    float,
    PlainValidator(_millimetres),
    WithJsonSchema(
        {"type": ["string", "number"], "pattern": r"^\s*[0-9]{1,3}([.,][0-9]+)?(\s*mm)?\s*$", "exclusiveMinimum": 0}
    ),
]
Count = Annotated[
    int,
    PlainValidator(_count),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^\s*[1-9][0-9]{0,5}\s*$", "minimum": 1}),
]
"""A whole number from one on."""
RuleCode = Annotated[
    str, PlainValidator(_rule_code), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}[0-9]{3}$"})
]
YesNo = Annotated[bool, PlainValidator(_yes_no), WithJsonSchema({"enum": ["ja", "nej", True, False]})]
Lines = Annotated[
    list[Line], BeforeValidator(_listed), WithJsonSchema({"anyOf": [TEXT, {"type": "array", "items": TEXT}]})
]
"""A list of plain texts; a single one may stand without a hyphen."""
