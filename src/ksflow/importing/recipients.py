"""A line under "Beslutet ska skickas till" as an entry of the distribution list."""

from __future__ import annotations

import re

from ksflow.importing.facts import PERSON
from ksflow.organisation.model import Municipality

Entry = dict[str, "str | list[str]"]

_PURPOSE = re.compile(r"(.+?)(?:, (för verkställighet|för kännedom))?(?: \(([^()]*)\))?")
_EMAIL = re.compile(r"(.+?)[,;]? ?[(<]?([\w.+-]+@[\w-]+(?:\.[\w-]+)+)[)>]?")
_NUMBERED = re.compile(r"(?:(.+?), )?(?:punkt|punkterna) (.+)")
_DECISION = re.compile(r"(.+?)s beslut")


def recipient_entry(line: str, municipality: Municipality) -> tuple[Entry, bool]:
    """Return the entry that ksflow writes as this line, and whether kommun.yaml knows who is meant."""
    line = line.strip().rstrip(".;,")
    directory = municipality.directory
    if (found := directory.find(line)) is not None:
        return {"namn": line if found.name != line else found.name}, True
    match = _PURPOSE.fullmatch(line)
    who, purpose, points = match.groups() if match else (line, None, None)
    references = _points(points, municipality) if points else []
    if points and not references:
        who, purpose, references = line, None, []
    entry: Entry
    entry, is_known = _who(who, municipality)
    if purpose:
        entry["syfte"] = purpose
    if references:
        entry["att"] = references
    return entry, is_known


def _who(text: str, municipality: Municipality) -> tuple[Entry, bool]:
    directory = municipality.directory
    name, *more = text.split(", ")
    if " utom " in text:
        group, _utom, left_out = text.partition(" utom ")
        for between in (r", | och ", r", | samt "):  # "samt" where a name has an "och" of its own
            names = re.split(between, left_out)
            if directory.find(group) and all(directory.find(one) for one in names):
                return {"namn": group, "utom": names}, True
    if directory.find(text):
        return {"namn": text}, True
    if match := _EMAIL.fullmatch(text):
        return {"namn": match[1].strip(" ,"), "epost": match[2]}, True
    is_known = directory.find(name) is not None
    if more and len(more) <= 2 and (is_known or PERSON.fullmatch(more[0])):
        entry: Entry = {"namn": name, "handläggare": more[0]}
        entry |= {"roll": more[1]} if more[1:] else {}
        return (entry if is_known else entry | {"extern": "ja"}), is_known
    return {"namn": text, "extern": "ja"}, False


def _points(text: str, municipality: Municipality) -> list[str]:
    """Return the references in brackets: "punkt 2", "kommunfullmäktige, punkterna 1 och 3"; none when unclear."""
    found: list[str] = []
    for part in text.split("; "):
        if match := _NUMBERED.fullmatch(part):
            body = municipality.find_body(match[1]) if match[1] else None
            if match[1] and body is None:
                return []
            who = f"{(body.short_name or body.name)} " if body else ""
            found.append(f"{who}{match[2].replace(' och ', ', ')}")
        elif (match := _DECISION.fullmatch(part)) and (body := municipality.find_body(match[1])):
            found.append(f"{body.short_name or body.name} 1")
        else:
            return []
    return found
