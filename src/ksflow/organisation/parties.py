"""Who can get a decision: the bodies, companies, administrations, outsiders, roles and groups of kommun.yaml."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field, PlainValidator, WithJsonSchema

from ksflow.sources.fields import Email, Line, Lines, YamlModel, described, one_of

DELIVERIES = ("e-post", "post", "internpost", "digital brevlåda")
ADDRESS_LINES = 4
"""How many lines an address may have: as many as a window envelope shows below the name."""

Delivery = Annotated[
    Literal["e-post", "post", "internpost", "digital brevlåda"],
    PlainValidator(one_of(*DELIVERIES)),
    WithJsonSchema({"enum": list(DELIVERIES)}),
]
"""The way a decision is delivered."""


def same_name(name: str) -> str:
    """Return what two spellings of a name share: case, blanks and how å is composed make no difference."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


class Party(YamlModel):
    """Somebody who can get a decision, with where it is sent."""

    synonyms: ClassVar[dict[str, str]] = {
        "name": "namn",
        "mail": "epost",
        "email": "epost",
        "registrator": "epost",
        "postadress": "adress",
        "address": "adress",
        "satt": "leverans",
        "leveranssatt": "leverans",
        "forkortning": "kortnamn",
    }

    name: Line = Field(alias="namn", description="Namnet, så som det trycks.", examples=["Socialnämnden"])
    short_name: Line | None = Field(None, alias="kortnamn", description="Kortnamn.", examples=["SN"])
    email: Email | None = Field(
        None,
        alias="epost",
        description="E-postadress dit beslut skickas; för en instans registratorns.",
        examples=["registrator@kommunen.se"],
    )
    address: Lines = Field(
        default_factory=list,
        alias="adress",
        max_length=ADDRESS_LINES,
        description="Postadress under namnet, en rad per punkt.",
        examples=["[Storgatan 1, 123 45 Storköping]"],
    )
    delivery: Delivery | None = Field(
        None, alias="leverans", description="Hur beslut levereras, om det inte följer av adressen.", examples=["e-post"]
    )


class Body(Party):
    """A political body: council, board or committee."""

    model_config: ClassVar[ConfigDict] = described("Instans", "Fullmäktige, styrelse eller nämnd.")

    code: Line | None = Field(None, alias="kod", description="Bokstäverna i diarienumret.", examples=["SN"])
    administration: Line | None = Field(
        None,
        alias="förvaltning",
        description="Förvaltningen som skriver till instansen.",
        examples=["Socialförvaltningen"],
    )


class Company(Party):
    """A company that the municipality owns, alone or with others."""

    model_config: ClassVar[ConfigDict] = described("Bolag", "Ett bolag som kommunen äger, ensam eller med andra.")


class Administration(Party):
    """An office of the municipality that gets decisions itself."""

    model_config: ClassVar[ConfigDict] = described("Förvaltning", "En förvaltning som får beslut.")


class Outsider(Party):
    """A party outside the municipality."""

    model_config: ClassVar[ConfigDict] = described("Extern part", "En part utanför kommunen.")


class Role(Party):
    """A role or an office that gets decisions, whoever holds it."""

    model_config: ClassVar[ConfigDict] = described(
        "Roll", "En roll eller funktion, till exempel Diariet eller De valda."
    )


class Group(YamlModel):
    """A group of recipients that a distribution list may name."""

    model_config: ClassVar[ConfigDict] = described("Grupp", "En grupp av mottagare som en sändlista kan nämna.")
    synonyms: ClassVar[dict[str, str]] = {"name": "namn", "members": "medlemmar", "undantag": "utom", "ej": "utom"}

    name: Line = Field(alias="namn", description="Gruppens namn.", examples=["Samtliga nämnder"])
    members: Lines = Field(
        alias="medlemmar",
        min_length=1,
        description="Namn eller kortnamn i kommun.yaml, också andra grupper.",
        examples=["[Kommunstyrelsen, Socialnämnden]"],
    )
    without: Lines = Field(
        default_factory=list,
        alias="utom",
        description="Medlemmar av medlemsgrupper som inte hör hit.",
        examples=["[Socialnämnden]"],
    )


_COLLECTIVE = re.compile(r"(?:samtliga|alla|berörda?|övriga)\b|.*\bm\.? ?fl\b", re.IGNORECASE)


def is_collective(name: str) -> bool:
    """Tell whether a name means several without saying who: samtliga berörda, övriga nämnder, föreningarna m.fl."""
    return _COLLECTIVE.match(name) is not None


def names_of(part: Party | Group) -> list[str]:
    """Return the name of a party or group and, after it, its short name if it has one."""
    short = part.short_name if isinstance(part, Party) else None
    return [part.name, short] if short else [part.name]
