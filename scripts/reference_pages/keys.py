"""The keys of case files and of kommun.yaml, from their JSON Schemas: kind, need, meaning and example."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from ksflow.casefile.schema import case_schema
from ksflow.organisation.schema import municipality_schema
from reference_pages.text import anchor, code, page, prose, table

Schema = dict[str, Any]
_FORMATS = {"date": "datum, `ÅÅÅÅ-MM-DD`", "email": "e-postadress"}


def pages() -> Iterator[tuple[str, str]]:
    """Yield the pages, Swedish only: the keys and all that is said of them are Swedish."""
    intro = (
        "Ärendefilen ligger i `cases/` och är skriven i YAML. Alla värden läses som text, så att `no`, `1e3` och "
        "`0853530209` "
        "förblir vad du skrev. En nyckel som inte finns här, eller som står två gånger, är ett fel. Nycklar som inte "
        "krävs "
        "kan utelämnas eller lämnas tomma."
    )
    yield "arendefil.md", _page("Ärendefilen", intro, "Ärendet", json.loads(case_schema()))
    intro = (
        "`kommun.yaml` ligger överst i arbetsytan och säger vad som gäller kommunens alla ärenden: namn, adresser, "
        "instanser, vilka som får beslut, hur diarienummer skrivs och hur allvarliga reglerna är."
    )
    yield "kommun.md", _page("kommun.yaml", intro, "Kommunen", json.loads(municipality_schema()))


def _page(title: str, intro: str, top: str, schema: Schema) -> str:
    keys = _Keys(schema)
    parts = [intro, f"## {top}", keys.table(schema, top=True)]
    for names, definitions in keys.sections():
        heading = ", ".join(code(name) for name in names)
        told = " ".join(keys.told(definition) for definition in definitions)
        parts += [f"## {heading} {{ #{anchor(names[0])} }}", told, keys.table(definitions[0])]
    return page(title, *parts)


class _Keys:
    """The keys of a schema, and where each of its definitions is used."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.definitions: dict[str, Schema] = schema["$defs"]
        self.uses: dict[str, list[str]] = {}
        self._find_uses(schema, "")

    def _find_uses(self, part: Schema, at: str) -> None:
        for key, value in properties(part).items():
            for name in sorted(references(value)):
                path = f"{at}.{key}" if at else key
                known = self.uses.setdefault(name, [])
                if not known or not at:
                    known.append(path)
                if len(known) == 1 and known[0] == path:
                    self._find_uses(self.definitions[name], path)

    def sections(self) -> Iterator[tuple[list[str], list[Schema]]]:
        """Yield what has keys of its own, in the order of use; those with the same keys come together."""
        together: dict[str, tuple[list[str], list[Schema]]] = {}
        for name, paths in self.uses.items():
            definition = self.definitions[name]
            same = json.dumps(properties(definition), sort_keys=True)
            names, definitions = together.setdefault(same, ([], []))
            names.extend(paths)
            definitions.append(definition)
        yield from together.values()

    def place(self, name: str) -> str:
        """Return the anchor of the section that a definition has."""
        same = properties(self.definitions[name])
        return next(anchor(paths[0]) for paths, one in self.sections() if properties(one[0]) == same)

    def told(self, definition: Schema) -> str:
        """Return what is said of a group of keys, with the conditions that hold between them."""
        told = [prose(str(definition["description"]))]
        wanted = [key for one in definition.get("anyOf", ()) for key in one.get("required", ())]
        if "properties" in definition and wanted:
            told.append(f"Minst en av {', '.join(map(code, wanted))} krävs.")
        apart = [key for one in definition.get("not", {}).get("anyOf", ()) for key in one.get("required", ())]
        if apart:
            told.append(f"{' och '.join(map(code, apart))} kan inte stå tillsammans.")
        return " ".join(told)

    def table(self, part: Schema, *, top: bool = False) -> str:
        """Return the keys of a mapping as a table; those at the top of a file can be linked to."""
        needed = required(part)
        rows = []
        for key, value in properties(part).items():
            name = code(key) + (f"{{ #nyckel-{anchor(key)} }}" if top else "")
            said = value.get("description") or self._description(value)
            rows.append((name, "ja" if key in needed else "", self.kind(value), prose(str(said)), example(value)))
        return table(("Nyckel", "Krävs", "Värde", "Beskrivning", "Exempel"), rows)

    def _description(self, value: Schema) -> str:
        (name,) = references(value)
        return str(self.definitions[name]["description"])

    def kind(self, value: Schema) -> str:
        """Return what may stand as a value, in words."""
        kinds = [one for one in (value.get("oneOf") or value.get("anyOf") or [value]) if one != {"type": "null"}]
        if len(kinds) == 1 and "anyOf" in kinds[0]:
            kinds = kinds[0]["anyOf"]
        if True in kinds[0].get("enum", ()):
            return "`ja` eller `nej`"
        return " eller ".join(self._kind(one) for one in kinds)

    def _kind(self, value: Schema) -> str:
        kinds = {value["type"]} if isinstance(value.get("type"), str) else {*value.get("type", ())} - {"null"}
        if "$ref" in value:
            return self._linked(value)
        if "enum" in value:
            return ", ".join(code(str(one)) for one in value["enum"])
        if value.get("contentMediaType") == "text/markdown":
            return "Markdown"
        if value.get("format") in _FORMATS:
            return _FORMATS[value["format"]]
        if kinds == {"array"}:
            items = value["items"]
            return f"lista: {self._linked(items)}" if "$ref" in items else "lista av texter"
        if kinds == {"object"}:
            return f"nycklar med {self._kind(value['additionalProperties'])}"
        if "integer" in kinds:
            return f"heltal, minst {value['minimum']}" if "minimum" in value else "heltal"
        return "tal" if "number" in kinds and "boolean" not in kinds else "text"

    def _linked(self, value: Schema) -> str:
        name = value["$ref"].rpartition("/")[2]
        definition = self.definitions[name]
        link = f"[{definition['title'].lower()}](#{self.place(name)})"
        alone = any("properties" not in one for one in definition.get("anyOf", ()) if "required" not in one)
        return f"{link} eller bara text" if alone else link


def properties(part: Schema) -> Schema:
    """Return the keys of a mapping, also of one that may be a text instead."""
    found: Schema = {}
    for one in (part, *part.get("anyOf", ())):
        if "additionalProperties" in one:
            found |= one.get("properties", {})
    return found


def required(part: Schema) -> set[str]:
    """Return the keys that must be there."""
    return {
        key
        for one in (part, *part.get("anyOf", ()))
        if "additionalProperties" in one
        for key in one.get("required", ())
    }


def references(value: Any) -> set[str]:
    """Return the names of the definitions that a value refers to."""
    if isinstance(value, dict):
        own = {value["$ref"].rpartition("/")[2]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(one) for key, one in value.items() if key != "examples"))
    return set[str]().union(*map(references, value)) if isinstance(value, list) else set()


def example(value: Schema) -> str:
    """Return the example of a key as YAML on one line."""
    found = list(value.get("examples", ())) or _shown_to_editors(value)
    if not found:
        return ""
    shown = flow(found[0])
    again = yaml.load(f"a: {shown}", Loader=yaml.BaseLoader)["a"]
    if again != found[0]:
        raise ValueError(f"{shown} is read as {again}")
    return code(shown)


def _shown_to_editors(value: Schema) -> list[Any]:
    """Return the example of a list of mappings, which stands in the text that editors show."""
    texts = re.findall("```yaml\n(.*)```", value.get("markdownDescription", ""), re.DOTALL)
    return [yaml.load(text, Loader=yaml.BaseLoader) for text in texts]


def flow(value: Any, *, inside: bool = False) -> str:
    """Return a value as YAML in one line, with quotation marks only where they are needed."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one, inside=True)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(one, inside=True) for one in value) + "]"
    signs = ":#,[]{}" if inside else ":#"
    plain = value[:1] not in "[]{}#&*!|>'\"%@`" and not any(sign in value for sign in signs)
    return str(value) if plain else json.dumps(value, ensure_ascii=False)
