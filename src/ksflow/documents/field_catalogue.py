"""Every field that templates can name, with its kind and what it says: from the models, and what follows from them."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from ksflow.casefile.model import Attachment, Case, Proposal
from ksflow.locale import _
from ksflow.sources.fields import Markdown


class Kind(StrEnum):
    """What a field is."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    YES_NO = "yes or no"
    MARKDOWN = "Markdown"
    PICTURE = "picture"
    LIST = "list"
    GROUP = "group"


@dataclass(slots=True)
class Field:
    """A field; a list has an ``item``, a group has ``parts``."""

    kind: Kind
    description: str = ""
    optional: bool = False
    parts: dict[str, Field] = field(default_factory=dict)
    item: Field | None = None


def kind_name(of: Field) -> str:
    """Return what a field is, in the user's language."""
    names = {
        Kind.TEXT: _("text"),
        Kind.DATE: _("date"),
        Kind.NUMBER: _("number"),
        Kind.YES_NO: _("yes or no"),
        Kind.MARKDOWN: _("Markdown"),
        Kind.PICTURE: _("picture"),
        Kind.LIST: _("list"),
        Kind.GROUP: _("group"),
    }
    return names[of.kind]


def _text(description: str, *, optional: bool = False) -> Field:
    return Field(Kind.TEXT, description, optional)


def _list(description: str, item: Field) -> Field:
    return Field(Kind.LIST, description, item=item)


def _group(description: str, **parts: Field) -> Field:
    return Field(Kind.GROUP, description, parts=parts)


@cache
def case_catalogue() -> Field:
    """Return the fields of a case's documents."""
    known: dict[type[BaseModel], Field] = {}
    root = _of_model(Case, "", known)
    root.parts.update(_computed())
    known[Proposal].parts.update(
        rubrik=_text("Förslagets rubrik: skriven, eller efter från, till och förutsätter.", optional=True),
        inledning=_text("Satsen före att-satserna, när de skrivs så.", optional=True),
        att=_list("Att-satserna i kommunens form.", Field(Kind.MARKDOWN, "En att-sats.")),
    )
    known[Attachment].parts["bild"] = Field(Kind.PICTURE, "Bilagan, när den är en bild (PNG eller JPEG).", True)
    return root


def _of_model(model: type[BaseModel], description: str, known: dict[type[BaseModel], Field]) -> Field:
    if model in known:
        return known[model]
    group = known[model] = Field(Kind.GROUP, description)
    for name, info in model.model_fields.items():
        made, optional = _of_type(info.annotation, info.description or "", known)
        # A group that stands in several places is one, but may be left out in some of them.
        shared = made if made.kind is not Kind.GROUP else Field(made.kind, info.description or "", parts=made.parts)
        shared.optional = optional
        group.parts[info.alias or name] = shared
    return group


def _of_type(annotation: Any, description: str, known: dict[type[BaseModel], Field]) -> tuple[Field, bool]:
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _of_type(inside[0], description, known)
    if origin in (Union, types.UnionType):
        made, _optional = _of_type(next(one for one in inside if one is not type(None)), description, known)
        return made, True
    if origin is list:
        return _list(description, _of_type(inside[0], "", known)[0]), False
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _of_model(annotation, description, known), False
    return Field(_KINDS.get(annotation, Kind.TEXT), description), False


_KINDS: dict[Any, Kind] = {Markdown: Kind.MARKDOWN, date: Kind.DATE, bool: Kind.YES_NO, int: Kind.NUMBER}


def _computed() -> dict[str, Field]:
    """Return the fields that follow from the case and kommun.yaml, described in Swedish as those of the models."""
    recipient = _group(
        "En mottagare.",
        namn=_text("Mottagarens namn."),
        kontakt=_text("Person hos mottagaren.", optional=True),
        roll=_text("Personens roll.", optional=True),
        epost=_text("E-postadress.", optional=True),
        adress=_list("Postadress, en rad per punkt.", _text("En rad.")),
        leverans=_text("Hur beslutet skickas.", optional=True),
        syfte=_list("Varför mottagaren får beslutet.", _text("Ett syfte.")),
        bifogas=_list("Vad som bifogas.", _text("En bilaga.")),
        grupper=_list("Grupper som mottagaren också hör till.", _text("En grupps namn.")),
    )
    entry = _group(
        "En punkt i sändlistan.",
        grupp=_text("Gruppens namn, när punkten är en grupp.", optional=True),
        annorstädes=Field(Kind.NUMBER, "Hur många av gruppen som står på annan plats."),
        mottagare=_list("Mottagarna.", recipient),
    )
    return {
        "dokumenttyp": _text("Dokumentets namn, som innehållsmallen anger."),
        "ett_ärende": Field(Kind.YES_NO, "Sant när dokumentet gäller ett enda ärende."),
        "mottagare": _text("Nämnden som ärendet går till, med sitt fulla namn."),
        "nämnd": _text("Nämnden som ärendet går till, med sitt fulla namn."),
        "beslutsinstans": _text("Den eller de som beslutar till slut, i löpande text."),
        "beslutande": _list(
            "De som beslutar till slut.",
            _group(
                "En instans.",
                namn=_text("Instansens namn."),
                sammanträde=Field(Kind.DATE, "Sammanträdets dag, när ärendet anger den.", True),
            ),
        ),
        "sändlista": _list("De som beslutet skickas till, en rad per punkt.", _text("En mottagare eller grupp.")),
        "utskick": _group(
            "Sändlistan med grupperna utskrivna.",
            poster=_list("Sändlistans punkter.", entry),
            antal=Field(Kind.NUMBER, "Hur många mottagarna är."),
            leveranser=_list("Hur många som får beslutet på varje sätt.", _text("Ett sätt.")),
        ),
        "tidigare_beslut": _list("Beslut som ärendet vilar på, en rad per beslut.", _text("Ett beslut.")),
        "förvaltning": _text("Förvaltningen som skriver till nämnden."),
        "kommun": municipality_catalogue(),
    }


def municipality_catalogue() -> Field:
    """Return the field ``kommun``."""
    return _group(
        "Kommunen, ur kommun.yaml.",
        namn=_text("Kommunens namn."),
        beslutsform=_text("meningar eller att-satser."),
        ordmärke=_text("Ordmärket i brevhuvudet."),
        logotyp=Field(Kind.PICTURE, "Logotypen.", True),
        postadress=_list("Postadressen, en rad per punkt.", _text("En rad.")),
        besöksadress=_text("Besöksadress.", optional=True),
        växel=_text("Telefonväxel.", optional=True),
        epost=_text("E-postadress.", optional=True),
        webb=_text("Webbplats.", optional=True),
        typsnitt=_group(
            "Kommunens egna typsnitt i pdf-filer.",
            brödtext=_text("Brödtextens typsnitt.", optional=True),
            rubrik=_text("Rubrikernas typsnitt.", optional=True),
            kod=_text("Typsnitt för kod.", optional=True),
        ),
    )


@cache
def notice_catalogue() -> Field:
    """Return the fields of a recipient's notice, which is about many cases."""
    decision = _group(
        "Ett beslut.",
        diarienummer=_text("Ärendets diarienummer."),
        rubrik=_text("Ärendets rubrik."),
        instans=_text("Den som beslutar."),
        sammanträde=_text("Sammanträdets dag.", optional=True),
        syfte=_list("Varför mottagaren får beslutet.", _text("Ett syfte.")),
        bifogas=_list("Vad som bifogas.", _text("En bilaga.")),
    )
    return _group(
        "",
        rubrik=_text("Utskickets rubrik."),
        dokumenttyp=_text("Dokumentets namn."),
        datum=Field(Kind.DATE, "Det senaste beslutets dag."),
        diarienummer=_text("Diarienumret, eller hur många ärendena är."),
        sammanträde=Field(Kind.DATE, "Sammanträdets dag.", True),
        beslutande=_list("De som beslutar.", _group("En instans.", namn=_text("Instansens namn."))),
        ett_ärende=Field(Kind.YES_NO, "Falskt: utskicket gäller flera ärenden."),
        förvaltning=_text("Kommunens namn."),
        mottagare=_text("Mottagarens namn."),
        kontakt=_text("Person hos mottagaren.", optional=True),
        roll=_text("Personens roll.", optional=True),
        adress=_list("Postadress, en rad per punkt.", _text("En rad.")),
        epost=_text("E-postadress.", optional=True),
        leverans=_text("Hur beslutet skickas.", optional=True),
        beslut=_list("Besluten.", decision),
        kommun=municipality_catalogue(),
    )


def walk(group: Field, prefix: str = "", above: tuple[int, ...] = ()) -> Iterator[tuple[str, Field]]:
    """Yield the fields of a group with their paths, ``beslutsförslag[].att``; what holds itself is not gone into."""
    for name, one in group.parts.items():
        path = f"{prefix}{name}"
        yield path, one
        inner, brackets = one, ""
        while inner.item is not None:
            inner, brackets = inner.item, f"{brackets}[]"
        if inner.kind is Kind.GROUP and id(inner.parts) not in above:
            yield from walk(inner, f"{path}{brackets}.", (*above, id(inner.parts)))
