"""The case file's keys. Titles, descriptions and examples are Swedish: editors show them to the author."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from ksflow.diary.format import DiaryFormat
from ksflow.diary.number import DiaryNumber
from ksflow.sources.fields import TEXT, CalendarDate, Email, Line, MarkdownText, RuleCode, YamlModel, described


def _diary_number(value: Any, info: ValidationInfo) -> DiaryNumber:
    if not isinstance(value, str):
        raise PydanticCustomError("text_expected", "text_expected")
    form: DiaryFormat = (info.context or {}).get("diary_format") or DiaryFormat()
    text = value.strip()
    try:
        number = form.parse(text)
    except ValueError:
        raise _no_case_number(form, form.suggest(text)) from None
    if number.document:
        raise _no_case_number(form, form.format(replace(number, document="")))
    return number


def _no_case_number(form: DiaryFormat, suggestion: str | None) -> PydanticCustomError:
    details = {"suggestion": suggestion or "", "example": form.example}
    return PydanticCustomError("diary_number", "diary_number", details)


CaseNumber = Annotated[DiaryNumber, PlainValidator(_diary_number), WithJsonSchema({"type": "string"})]


def _title_only(value: Any) -> Any:
    """Let a plain text stand for a mapping with that ``rubrik``."""
    return {"rubrik": value} if isinstance(value, str) else value


class Officer(YamlModel):
    """The civil servant who writes the case."""

    model_config = described("Handläggare", "Den som har skrivit ärendet.")
    synonyms: ClassVar[dict[str, str]] = {
        "name": "namn",
        "tel": "telefon",
        "tfn": "telefon",
        "mobil": "telefon",
        "mail": "epost",
        "email": "epost",
    }

    name: Line = Field(alias="namn", description="För- och efternamn.", examples=["Anna Andersson"])
    phone: Line | None = Field(None, alias="telefon", description="Telefonnummer.", examples=["08-123 456 78"])
    email: Email | None = Field(
        None, alias="epost", description="E-postadress.", examples=["anna.andersson@kommunen.se"]
    )


class Proposal(YamlModel):
    """What one body is asked to decide."""

    model_config = described("Förslag", "Vad en instans föreslås besluta.")
    synonyms: ClassVar[dict[str, str]] = {
        "attsatser": "att",
        "attsats": "att",
        "beslut": "att",
        "punkter": "att",
        "instans": "från",
        "namnd": "från",
    }

    from_body: Line | None = Field(
        None,
        alias="från",
        description="Den instans som beslutar eller föreslår.",
        examples=["Kommunstyrelsen"],
    )
    to_body: Line | None = Field(
        None, alias="till", description="Den instans som förslaget går till.", examples=["kommunfullmäktige"]
    )
    clauses: list[MarkdownText] = Field(
        alias="att",
        min_length=1,
        description="Att-satser i Markdown. En ensam sats blir ett stycke, flera numreras.",
        examples=['["Avtalet, bilaga 1, godkänns."]'],
    )


def _given(key: str, more: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a mapping in which a key is there and not empty."""
    return {"required": [key], "properties": {key: {"not": {"type": "null"}, **more}}}


class Section(YamlModel):
    """A headed part of the text, with further sections in it."""

    model_config = described(
        "Avsnitt",
        "Ett avsnitt med rubrik och text, eller med underavsnitt.",
        {
            "anyOf": [_given("text", {}), _given("fil", {}), _given("avsnitt", {"minItems": 1})],
            "not": {"allOf": [_given("text", {}), _given("fil", {})]},
        },
    )

    title: Line = Field(alias="rubrik", description="Avsnittets rubrik.", examples=["Bakgrund"])
    text: MarkdownText | None = Field(None, description="Avsnittets text i Markdown.", examples=["Skälen är flera."])
    file: Line | None = Field(
        None,
        alias="fil",
        description="Markdownfil med texten, räknat från ärendefilens mapp.",
        examples=["strategi.md"],
    )
    sections: list[Section] = Field([], alias="avsnitt", description="Underavsnitt.")

    @model_validator(mode="after")
    def _has_one_text(self) -> Self:
        if self.text is not None and self.file is not None:
            raise PydanticCustomError("text_and_file", "text_and_file")
        if self.text is None and self.file is None and not self.sections:
            raise PydanticCustomError("empty_section", "empty_section")
        return self


class Signatory(YamlModel):
    """A person who signs."""

    model_config = described("Undertecknare", "En person som undertecknar.")
    synonyms: ClassVar[dict[str, str]] = {"name": "namn", "title": "titel", "befattning": "titel", "roll": "titel"}

    name: Line = Field(alias="namn", description="För- och efternamn.", examples=["Anna Andersson"])
    title: Line | None = Field(None, alias="titel", description="Befattning.", examples=["Kommundirektör"])


class Attachment(YamlModel):
    """An attachment, numbered by its position."""

    model_config = described("Bilaga", "En bilaga: en rubrik, eller rubrik och fil.")
    synonyms: ClassVar[dict[str, str]] = {
        "titel": "rubrik",
        "title": "rubrik",
        "namn": "rubrik",
        "file": "fil",
        "sokvag": "fil",
    }

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Say that a plain text may stand for the whole mapping."""
        schema = handler.resolve_ref_schema(handler(core_schema))
        mapping = {key: schema.pop(key) for key in ("type", "properties", "required", "additionalProperties")}
        schema["anyOf"] = [TEXT, mapping]
        return schema

    title: Line = Field(alias="rubrik", description="Bilagans rubrik.", examples=["Förslag till avtal"])
    file: Line | None = Field(
        None,
        alias="fil",
        description="Bilagans fil, räknat från ärendefilens mapp.",
        examples=["bilagor/avtal.pdf"],
    )


class Ignored(YamlModel):
    """A finding that the author has weighed."""

    model_config = described("Ignorerad anmärkning", "En anmärkning som författaren har prövat, med skäl.")

    rule: RuleCode = Field(alias="regel", description="Regelns kod.", examples=["SPR011"])
    reason: Line = Field(alias="skäl", description="Varför den inte gäller här.", examples=["Citat ur avtalet"])


class Case(YamlModel):
    """A case: everything its documents say."""

    model_config = described("Ärende", "En ärendefil.")
    synonyms: ClassVar[dict[str, str]] = {
        "dnr": "diarienummer", "diarienr": "diarienummer", "beteckning": "diarienummer",
        "date": "datum", "dag": "datum",
        "title": "rubrik", "titel": "rubrik", "arende": "rubrik", "arendemening": "rubrik",
        "instans": "nämnd", "organ": "nämnd", "styrelse": "nämnd", "till": "nämnd", "mottagare": "nämnd",
        "forfattare": "handläggare", "kontakt": "handläggare", "kontaktperson": "handläggare",
        "forslagtillbeslut": "beslutsförslag", "forslag": "beslutsförslag", "beslut": "beslutsförslag",
        "attsatser": "beslutsförslag", "att": "beslutsförslag",
        "summary": "sammanfattning", "sammanfattningavarendet": "sammanfattning", "ingress": "sammanfattning",
        "text": "avsnitt", "bakgrund": "avsnitt", "arendebeskrivning": "avsnitt", "sections": "avsnitt",
        "underskrift": "undertecknare", "underskrifter": "undertecknare", "signatur": "undertecknare",
        "bilaga": "bilagor", "attachments": "bilagor", "handlingar": "bilagor",
        "beslutetskaskickastill": "sändlista", "beslutetskickastill": "sändlista", "skickastill": "sändlista",
        "expediering": "sändlista", "delges": "sändlista",
    }  # fmt: skip

    diary_number: CaseNumber = Field(
        alias="diarienummer",
        description="Ärendets diarienummer, skrivet så som kommun.yaml anger.",
        examples=["KS-2021/1682.103"],
    )
    date: CalendarDate = Field(alias="datum", description="Dokumentets datum: år-månad-dag.", examples=["2021-08-11"])
    title: Line = Field(alias="rubrik", description="Ärendets rubrik.", examples=["Svar på motion om cykelvägar"])
    body: Line = Field(alias="nämnd", description="Mottagaren: en instans i kommun.yaml.", examples=["Kommunstyrelsen"])
    officer: Officer = Field(
        alias="handläggare", description="Den som har skrivit ärendet.", examples=["{namn: Anna Andersson}"]
    )
    proposals: list[Proposal] = Field(
        alias="beslutsförslag",
        min_length=1,
        description="Förslag till beslut, ett per instans.",
        examples=["[{från: Kommunstyrelsen, att: [Avtalet godkänns.]}]"],
    )
    summary: MarkdownText = Field(
        alias="sammanfattning",
        description="Sammanfattning i Markdown.",
        examples=["En cykelväg byggs längs Storgatan."],
    )
    sections: list[Section] = Field([], alias="avsnitt", description="Textens avsnitt, i ordning.")
    signatories: list[Signatory] = Field(
        [], alias="undertecknare", description="De som undertecknar, högst befattning först."
    )
    attachments: list[Annotated[Attachment, BeforeValidator(_title_only)]] = Field(
        [], alias="bilagor", description="Bilagor, numrerade efter plats: en rubrik, eller rubrik och fil."
    )
    recipients: list[Line] = Field(
        [],
        alias="sändlista",
        description="De som beslutet ska skickas till: namn eller grupper i kommun.yaml.",
    )
    ignored: list[Ignored] = Field(
        [], alias="ignorera", description="Anmärkningar som författaren har prövat, med skäl."
    )
