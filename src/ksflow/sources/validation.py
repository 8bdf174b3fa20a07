"""Validating YAML data against a model, and every fault said in the author's words.

A fault is translated by its error *type*, never by Pydantic's text; a test walks every type our models can raise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ksflow.locale import _, language
from ksflow.sources.codes import is_rule, known_codes
from ksflow.sources.dates import MONTHS
from ksflow.sources.findings import Finding, FindingsError, Span
from ksflow.sources.patterns import pattern_help
from ksflow.sources.suggest import fold, nearest
from ksflow.sources.syntax import colon_help, quote_help
from ksflow.sources.yamltree import MAX_FINDINGS, Path, Place, YamlTree

Model = TypeVar("Model", bound=BaseModel)
Text = tuple[str, str, str | None]  # code, message, help

_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


# After a key, YAML takes "# text" for a comment and "&text" for an anchor.
_SWALLOWED = re.compile(r":?\s+[#&]\S|&\S+")


def validate(model: type[Model], tree: YamlTree, context: dict[str, Any] | None = None) -> Model:
    """Return the model made from the data; raise FindingsError with every fault at its place."""
    try:
        return model.model_validate(tree.data, context=context)
    except ValidationError as error:
        faults = error.errors(include_url=False)[:MAX_FINDINGS]
    known = _explained(model, faults)
    findings = [_finding(model, tree, fault) for fault in faults if tuple(fault["loc"]) not in known]
    raise FindingsError(sorted(findings, key=lambda finding: finding.span))


def _explained(model: type[BaseModel], faults: list[ErrorDetails]) -> set[Path]:
    """Return the missing keys that a misspelt key stands for: one fault, said once."""
    missing = {tuple(fault["loc"]) for fault in faults if fault["type"] == "missing"}
    explained: set[Path] = set()
    for fault in faults:
        path = tuple(fault["loc"])
        if fault["type"] == "extra_forbidden":
            meant = _meant(model, path)
            explained |= {(*path[:-1], meant)} & missing if meant else set()
    return explained


def _meant(model: type[BaseModel], path: Path) -> str | None:
    """Return the known key that an unknown one probably stands for: a synonym, or the nearest in spelling."""
    found, key = _model_at(model, path[:-1]), str(path[-1])
    synonyms: dict[str, str] = getattr(found, "synonyms", {})
    return synonyms.get(fold(key)) or nearest(key, _known_keys(found))


def _finding(model: type[BaseModel], tree: YamlTree, fault: ErrorDetails) -> Finding:
    path = tuple(fault["loc"])
    if fault["type"] == "empty" and path not in tree.places:  # a text that stands for a mapping
        path = path[:-1]
    given_empty = fault["type"] == "missing" and path in tree.places  # dropped before the model saw it
    code, message, help_ = _empty(model, path, _key(path), fault) if given_empty else _explain(model, path, fault)
    if fault["type"] in ("rule_unknown", "severity", "text_entry"):  # about one entry of a mapping
        path = (*path, fault["ctx"]["code"])
    span = _place(tree, path, fault["type"])
    if code == "FIL104" and _SWALLOWED.match(tree.source.line(span.line) or "", span.end_column - 1):
        help_ = quote_help()
    return tree.source.finding(span, code, message, help_)


def _place(tree: YamlTree, path: Path, kind: str) -> Span:
    place: Place = tree.place(path)
    if kind == "missing":
        if path in tree.places:  # the key is there, with nothing after it
            return place.key or place.value
        parent = tree.places.get(path[:-1])
        if parent and parent.key:
            return parent.key
        start = place.value
        return start._replace(end_line=start.line, end_column=start.column + 1)
    if kind in ("extra_forbidden", "rule_unknown"):
        return place.key or place.value
    return shown_span(tree, place)


def shown_span(tree: YamlTree, place: Place) -> Span:
    """Return what to underline for a value: the value, but of a long one only its first line."""
    span = place.value
    if span.end_line == span.line:
        return span
    end = len((tree.source.line(span.line) or "").rstrip()) + 1
    return span._replace(end_line=span.line, end_column=max(end, span.column + 1))


def _explain(model: type[BaseModel], path: Path, fault: ErrorDetails) -> Text:
    key = _key(path)
    if explain := _TRANSLATIONS.get(fault["type"]):
        return explain(model, path, key, fault)
    return "FIL103", _("The value of “{key}” cannot be used", key=key), _example(model, path)


def _missing(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    return "FIL101", _("The key “{key}” is missing", key=key), _example(model, path)


def _extra(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    known = _known_keys(_model_at(model, path[:-1]))
    message = _("The key “{key}” is unknown", key=key)
    if near := _meant(model, path):
        return "FIL100", message, _("Did you mean “{name}”?", name=near)
    return "FIL100", message, _("Known keys here: {names}", names=", ".join(known)) if known else None


def _empty(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    if isinstance(path[-1], int):
        return "FIL104", _("An item of “{key}” is empty", key=key), _("Write the item, or delete the hyphen")
    return "FIL104", _("The key “{key}” has no value", key=key), _example(model, path)


def _kind_expected(
    expected: Callable[[], str],
    help_: Callable[[type[BaseModel], Path, Any], str | None] = lambda _model, _path, _value: None,
) -> Callable[..., Text]:
    def explain(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
        value = fault["input"]
        if value is None:
            return _empty(model, path, key, fault)
        values = {"key": key, "expected": expected(), "found": _found(value)}
        if isinstance(path[-1], int):
            message = _("An item of “{key}” must be {expected}, not {found}", **values)
        else:
            message = _("“{key}” must be {expected}, not {found}", **values)
        return "FIL103", message, help_(model, path, value) or _example(model, path)

    return explain


def _keys_for_text(model: type[BaseModel], path: Path, value: Any) -> str | None:
    """Tell how what was meant as a text became a mapping: by a key that belongs in its place, or by a colon."""
    if not isinstance(value, dict):
        return None
    (name, inner), *more = value.items() or [("", None)]
    parent = _model_at(model, path[:-1])
    fields = _fields(parent) if parent else {}
    may_go = (field := fields.get(str(path[-1]))) is not None and not field.is_required()
    if may_go and name in fields and isinstance(inner, str) and not more:
        return _("Write “{instead}” in place of “{key}: …”", instead=f"{name}: {_short(inner)}", key=path[-1])
    return colon_help()


def _item_lines(model: type[BaseModel], path: Path, value: Any) -> str | None:
    return _("Write each item on a line of its own, after a hyphen") if isinstance(value, str) else None


def _impossible_date(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    details = fault.get("ctx", {})
    message = _("The date does not exist: {date}", date=str(fault["input"]).strip())
    if not details.get("days"):
        return "FIL102", message, _("There is no month {month}", month=details["month"])
    months = MONTHS if language() == "sv" else _ENGLISH_MONTHS
    month = f"{months[details['month'] - 1]} {details['year']}"
    return "FIL102", message, _("{month} has {days} days", month=month, days=details["days"])


def _date_form(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    message = _("This is not a date: {date}", date=_short(fault["input"]))
    if suggestion := fault.get("ctx", {}).get("suggestion"):
        return "FIL102", message, _("Write {date}", date=suggestion)
    return "FIL102", message, _("Write year-month-day, for example {date}", date="2021-08-11")


def _diary_number(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    message = _("This is not a diary number: {number}", number=_short(fault["input"]))
    details = fault.get("ctx", {})
    if suggestion := details.get("suggestion"):
        return "DIA001", message, _("Write {number}", number=suggestion)
    return (
        "DIA001",
        message,
        _("It is written like {number}", number=details.get("example", "KS-2021/1682.103")),
    )


def _email(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    message = _("This is not an e-mail address: {address}", address=_short(fault["input"]))
    return "FIL105", message, _("It is written like {address}", address="namn.efternamn@kommunen.se")


def _rule_code(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    message = _("This is not the code of a rule: {code}", code=_short(fault["input"]))
    return "FIL106", message, _("It is written like {code}", code="SPR011")


def _file_stem(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    message = _("This cannot be the name of a file: {name}", name=_short(fault["input"]))
    return (
        "FIL103",
        message,
        _("Write letters, digits, hyphens and blanks, without an ending: {name}", name="tjansteskrivelse"),
    )


def _diary_format(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    message = _("The pattern for diary numbers cannot be used: {pattern}", pattern=_short(fault["input"]))
    details = fault["ctx"]
    near = _("Did you mean “{name}”?", name=details["near"]) if details.get("near") else None
    return "FIL107", message, near or pattern_help(details["kind"])


def _millimetres(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    message = _("This is not a length in millimetres: {value}", value=_short(fault["input"]))
    return "FIL112", message, _example(model, path)


def _rule_unknown(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    code = fault["ctx"]["code"]
    near = nearest(code, [known for known in known_codes() if is_rule(known)])
    help_ = _("Did you mean “{name}”?", name=near) if near else None
    return "FIL106", _("This is not the code of a rule that can be weighed: {code}", code=code), help_


def _severity(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    help_ = _("There are: {names}", names=fault["ctx"]["known"])
    value = fault["input"][fault["ctx"]["code"]]
    if not isinstance(value, str) or not value.strip():
        return _no_text_entry(fault, help_)
    return "FIL106", _("This is not a severity: {value}", value=_short(value)), help_


def _text_entry(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    return _no_text_entry(fault, _example(model, path))


def _no_text_entry(fault: ErrorDetails, help_: str | None) -> Text:
    """Tell of an entry of a mapping, by its own key, that is no text, or none at all."""
    key = _short(fault["ctx"]["code"])
    value = fault["input"][fault["ctx"]["code"]]
    if not isinstance(value, dict | list):
        return "FIL104", _("The key “{key}” has no value", key=key), help_
    message = _("“{key}” must be {expected}, not {found}", key=key, expected=_("a text"), found=_found(value))
    return "FIL103", message, help_


def _choice(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    details = fault.get("ctx", {})
    message = _("“{key}” cannot be “{value}”", key=key, value=_short(fault["input"]))
    if near := details.get("near"):
        return "FIL119", message, _("Did you mean “{name}”?", name=near)
    return "FIL119", message, _("There are: {names}", names=details["known"])


def _too_long(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    most = fault.get("ctx", {}).get("max_length", 0)
    return "FIL103", _("“{key}” has more than {most} lines", key=key, most=most), _("Write fewer, longer lines")


def _too_short(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    return "FIL104", _("The list “{key}” is empty", key=key), _example(model, path)


def _text_and_file(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    return "FIL108", _("The section has both “text” and “fil”"), _("Keep one of them")


def _empty_section(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    return "FIL109", _("The section has a heading but nothing below it"), _("Add “text”, “fil” or “avsnitt”")


def _nameless_decision(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    return "FIL101", _("The decision says neither who decided nor what"), _("Add “instans” or “rubrik”")


def _count(model: type[BaseModel], path: Path, key: str, fault: ErrorDetails) -> Text:
    message = _("“{key}” must be a whole number from 1 on, not “{value}”", key=key, value=_short(fault["input"]))
    return "FIL103", message, _example(model, path)


_TRANSLATIONS: dict[str, Callable[[type[BaseModel], Path, str, ErrorDetails], Text]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "empty": _empty,
    "text_expected": _kind_expected(lambda: _("a text"), _keys_for_text),
    "list_type": _kind_expected(lambda: _("a list"), _item_lines),
    "model_type": _kind_expected(lambda: _("keys and values")),
    "model_attributes_type": _kind_expected(lambda: _("keys and values")),
    "date_impossible": _impossible_date,
    "date_form": _date_form,
    "diary_number": _diary_number,
    "diary_format": _diary_format,
    "email": _email,
    "rule_code": _rule_code,
    "millimetres": _millimetres,
    "count": _count,
    "file_stem": _file_stem,
    "choice": _choice,
    "too_long": _too_long,
    "too_short": _too_short,
    "rule_unknown": _rule_unknown,
    "severity": _severity,
    "text_entry": _text_entry,
    "dict_type": _kind_expected(lambda: _("keys and values")),
    "text_and_file": _text_and_file,
    "empty_section": _empty_section,
    "nameless_decision": _nameless_decision,
}


def _key(path: Path) -> str:
    """Name the innermost key of a path."""
    return _short(next((part for part in reversed(path) if isinstance(part, str)), ""))


def _found(value: Any) -> str:
    if isinstance(value, dict):
        return _("keys and values")
    return _("a list") if isinstance(value, list) else _("a text")


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _example(model: type[BaseModel], path: Path) -> str | None:
    """Return "Write for example …" from the field's own example, or None; of an item, the list's first item."""
    if path and isinstance(path[-1], int):
        return _item_example(model, path)
    parent = _model_at(model, path[:-1])
    field = _fields(parent).get(str(path[-1])) if parent and path else None
    if field is None or not field.examples:
        return None
    return _("Write for example “{example}”", example=f"{path[-1]}: {field.examples[0]}")


def _item_example(model: type[BaseModel], path: Path) -> str | None:
    found = _model_at(model, path)
    if found is None:
        return None
    keys = {key: field.examples[0] for key, field in _fields(found).items() if field.is_required() and field.examples}
    optional = {key: field.examples[0] for key, field in _fields(found).items() if field.examples}
    shown = ", ".join(f"{key}: {value}" for key, value in list((keys if len(keys) > 1 else optional).items())[:2])
    return _("Write for example “{example}”", example=f"- {{{shown}}}") if shown else None


def _known_keys(model: type[BaseModel] | None) -> list[str]:
    return list(_fields(model)) if model else []


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """Follow a path of keys and positions down to the model that stands there."""
    found: type[BaseModel] | None = model
    for part in path:
        if isinstance(part, int) or found is None:
            continue
        field = _fields(found).get(part)
        found = _model_in(field.annotation) if field else None
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)
