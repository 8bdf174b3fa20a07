"""The case file's keys. Titles, descriptions and examples are Swedish: editors show them to the author."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, ClassVar, Self

from pydantic import ConfigDict, Field, PlainValidator, ValidationInfo, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ksflow.diary.format import DiaryFormat
from ksflow.diary.number import DiaryNumber
from ksflow.organisation.distribution import DistributionEntry
from ksflow.sources.fields import (
    CalendarDate,
    Count,
    Email,
    Line,
    MarkdownText,
    RuleCode,
    YamlModel,
    YesNo,
    described,
)


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


class Officer(YamlModel):
    """The civil servant who writes the case."""

    model_config: ClassVar[ConfigDict] = described("Handläggare", "Den som har skrivit ärendet.")
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


class Clause(YamlModel):
    """One att-sats: what is decided."""

    model_config: ClassVar[ConfigDict] = described("Att-sats", "En att-sats: en text, eller en text med mer därtill.")
    shorthand: ClassVar[str | None] = "text"
    synonyms: ClassVar[dict[str, str]] = {
        "attsats": "text",
        "sats": "text",
        "beslut": "text",
        "omedelbarjustering": "omedelbart_justerad",
        "justerasomedelbart": "omedelbart_justerad",
        "upphaver": "ersätter",
        "upphavs": "ersätter",
    }

    text: MarkdownText = Field(
        description="Satsen i Markdown, också med underpunkter och tabeller.",
        examples=["Taxan för torghandel, daterad den 15 april 2024 enligt bilaga 1, antas."],
    )
    replaces: Line | None = Field(
        None,
        alias="ersätter",
        description="Vad som därmed upphävs.",
        examples=["Avfallsplan 2015–2020, antagen av kommunfullmäktige den 8 juni 2015, § 12"],
    )
    immediate: YesNo = Field(
        False,
        alias="omedelbart_justerad",
        description="Ja när punkten ska justeras omedelbart.",
        examples=["ja"],
    )


class Proposal(YamlModel):
    """What one body is asked to decide."""

    model_config: ClassVar[ConfigDict] = described("Förslag", "Vad en instans föreslås besluta.")
    synonyms: ClassVar[dict[str, str]] = {
        "attsatser": "att",
        "attsats": "att",
        "beslut": "att",
        "punkter": "att",
        "instans": "från",
        "namnd": "från",
        "villkor": "förutsätter",
        "forutsattning": "förutsätter",
        "underforutsattning": "förutsätter",
        "underforutsattningav": "förutsätter",
        "title": "rubrik",
        "titel": "rubrik",
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
    subject_to: Line | None = Field(
        None,
        alias="förutsätter",
        description="Den instans vars beslut förslaget förutsätter.",
        examples=["Kommunfullmäktige"],
    )
    title: Line | None = Field(
        None,
        alias="rubrik",
        description="Rubriken, när den inte ska följa av från, till och förutsätter.",
        examples=["Kommunstyrelsens arbetsutskotts förslag till beslut"],
    )
    clauses: list[Clause] = Field(
        alias="att",
        min_length=1,
        description="Att-satser i Markdown. En ensam sats blir ett stycke, flera numreras.",
        examples=['["Taxan för torghandel, daterad den 15 april 2024 enligt bilaga 1, antas."]'],
    )


_PLACES_OF_TEXT = [{"required": [key]} for key in ("text", "fil", "avsnitt")]
# Said of what may not be: in what must be, editors would take the properties for those that they are to propose.
_NOTHING_BUT_EMPTY_KEYS: dict[str, Any] = {
    "anyOf": _PLACES_OF_TEXT,
    "properties": {"text": {"type": "null"}, "fil": {"type": "null"}, "avsnitt": {"maxItems": 0}},
}
_TWO_TEXTS: dict[str, Any] = {
    "required": ["text", "fil"],
    "properties": {key: {"not": {"type": "null"}} for key in ("text", "fil")},
}


class Section(YamlModel):
    """A headed part of the text, with further sections in it."""

    model_config: ClassVar[ConfigDict] = described(
        "Avsnitt",
        "Ett avsnitt med rubrik och text, eller med underavsnitt.",
        {
            "anyOf": _PLACES_OF_TEXT,
            "not": {"anyOf": [_NOTHING_BUT_EMPTY_KEYS, _TWO_TEXTS]},
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
    sections: list[Section] = Field(
        default_factory=list,
        alias="avsnitt",
        description="Underavsnitt.",
        examples=["[{rubrik: Inledning, text: Skälen är flera.}]"],
    )

    @model_validator(mode="after")
    def _has_one_text(self) -> Self:
        if self.text is not None and self.file is not None:
            raise PydanticCustomError("text_and_file", "text_and_file")
        if self.text is None and self.file is None and not self.sections:
            raise PydanticCustomError("empty_section", "empty_section")
        return self


class Signatory(YamlModel):
    """A person who signs."""

    model_config: ClassVar[ConfigDict] = described("Undertecknare", "En person som undertecknar.")
    synonyms: ClassVar[dict[str, str]] = {"name": "namn", "title": "titel", "befattning": "titel", "roll": "titel"}

    name: Line = Field(alias="namn", description="För- och efternamn.", examples=["Anna Andersson"])
    title: Line | None = Field(None, alias="titel", description="Befattning.", examples=["Kommundirektör"])


class Attachment(YamlModel):
    """An attachment, numbered by its position."""

    model_config: ClassVar[ConfigDict] = described("Bilaga", "En bilaga: en rubrik, eller rubrik och fil.")
    shorthand: ClassVar[str | None] = "rubrik"
    synonyms: ClassVar[dict[str, str]] = {
        "titel": "rubrik",
        "title": "rubrik",
        "namn": "rubrik",
        "file": "fil",
        "sokvag": "fil",
    }

    title: Line = Field(alias="rubrik", description="Bilagans rubrik.", examples=["Förslag till avtal"])
    file: Line | None = Field(
        None,
        alias="fil",
        description="Bilagans fil, räknat från ärendefilens mapp.",
        examples=["bilagor/avtal.pdf"],
    )


class EarlierDecision(YamlModel):
    """A decision that the case rests on."""

    model_config: ClassVar[ConfigDict] = described(
        "Tidigare beslut", "Ett beslut som ärendet vilar på: en text, eller instans och datum."
    )
    shorthand: ClassVar[str | None] = "rubrik"
    synonyms: ClassVar[dict[str, str]] = {
        "namnd": "instans",
        "organ": "instans",
        "par": "paragraf",
        "date": "datum",
        "titel": "rubrik",
        "title": "rubrik",
    }

    body: Line | None = Field(None, alias="instans", description="Instansen som beslutade.", examples=["KF"])
    date: CalendarDate | None = Field(None, alias="datum", description="Dagen för beslutet.", examples=["2016-04-11"])
    paragraph: Line | None = Field(None, alias="paragraf", description="Paragrafen i protokollet.", examples=["75"])
    title: Line | None = Field(
        None, alias="rubrik", description="Vad beslutet gällde.", examples=["Strategi för samverkan"]
    )

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if self.title is None and self.body is None:
            raise PydanticCustomError("nameless_decision", "nameless_decision")
        return self


class Secrecy(YamlModel):
    """That what a case is about is kept from the public register."""

    model_config: ClassVar[ConfigDict] = described(
        "Sekretess", "Att uppgifter om ärendet inte lämnas ut: bestämmelsen, eller mer."
    )
    shorthand: ClassVar[str | None] = "bestämmelse"
    synonyms: ClassVar[dict[str, str]] = {"lagrum": "bestämmelse", "paragraf": "bestämmelse", "date": "datum"}

    provision: Line = Field(
        alias="bestämmelse", description="Bestämmelsen i lagen.", examples=["26 kap. 1 § OSL (2009:400)"]
    )
    date: CalendarDate | None = Field(
        None, alias="datum", description="Dagen då uppgiften sekretessmarkerades.", examples=["2021-08-11"]
    )
    authority: Line | None = Field(
        None, alias="myndighet", description="Myndigheten som markerade.", examples=["Socialnämnden"]
    )


class Ignored(YamlModel):
    """A finding that the author has weighed."""

    model_config: ClassVar[ConfigDict] = described(
        "Ignorerad anmärkning", "En anmärkning som författaren har prövat, med skäl."
    )

    rule: RuleCode = Field(alias="regel", description="Regelns kod.", examples=["SPR011"])
    reason: Line = Field(alias="skäl", description="Varför den inte gäller här.", examples=["Citat ur avtalet"])


class Case(YamlModel):
    """A case: everything its documents say."""

    model_config: ClassVar[ConfigDict] = described("Ärende", "En ärendefil.")
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
        "inkom": "inkommen", "registrerad": "inkommen", "inkomstdatum": "inkommen",
        "fran": "avsändare", "sokande": "avsändare", "hemlig": "sekretess", "sekretessmarkering": "sekretess",
        "sammantradesdatum": "sammanträde", "sammantradesdag": "sammanträde", "mote": "sammanträde",
        "tidigarebehandling": "tidigare_beslut", "beslutshistorik": "tidigare_beslut",
        "bilaga": "bilagor", "attachments": "bilagor", "handlingar": "bilagor",
        "beslutetskaskickastill": "sändlista", "beslutetskickastill": "sändlista", "skickastill": "sändlista",
        "expediering": "sändlista", "delges": "sändlista",
        "formatversion": "format",
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
        examples=["[{från: Kommunstyrelsen, att: [Motionen avslås.]}]"],
    )
    summary: MarkdownText = Field(
        alias="sammanfattning",
        description="Sammanfattning i Markdown.",
        examples=["En cykelväg byggs längs Storgatan."],
    )
    sections: list[Section] = Field(
        default_factory=list,
        alias="avsnitt",
        description="Textens avsnitt, i ordning.",
        examples=["[{rubrik: Bakgrund, text: Skälen är flera.}]"],
    )
    received: CalendarDate | None = Field(
        None, alias="inkommen", description="Dagen då ärendet kom in eller upprättades.", examples=["2021-06-01"]
    )
    sender: Line | None = Field(
        None, alias="avsändare", description="Den som ärendet kom från.", examples=["Södertörns högskola"]
    )
    secrecy: Secrecy | None = Field(
        None,
        alias="sekretess",
        description="Uppgifter om ärendet lämnas inte ut i det offentliga diariet.",
        examples=["26 kap. 1 § OSL (2009:400)"],
    )
    meeting: CalendarDate | None = Field(
        None, alias="sammanträde", description="Dagen då nämnden sammanträder.", examples=["2021-09-01"]
    )
    earlier_decisions: list[EarlierDecision] = Field(
        default_factory=list,
        alias="tidigare_beslut",
        description="Beslut som ärendet vilar på; de står i beslutsförslaget.",
        examples=["[{instans: KF, datum: 2016-04-11, paragraf: 75, rubrik: Strategi för samverkan}]"],
    )
    signatories: list[Signatory] = Field(
        default_factory=list,
        alias="undertecknare",
        description="De som undertecknar, högst befattning först.",
        examples=["[{namn: Anna Andersson, titel: Kommundirektör}]"],
    )
    attachments: list[Attachment] = Field(
        default_factory=list,
        alias="bilagor",
        description="Bilagor, numrerade efter plats: en rubrik, eller rubrik och fil.",
        examples=["[{rubrik: Förslag till avtal, fil: bilagor/avtal.pdf}]"],
    )
    recipients: list[DistributionEntry] = Field(
        default_factory=list,
        alias="sändlista",
        description="De som beslutet ska skickas till: namn och grupper i kommun.yaml, eller andra med adress.",
        examples=["[{namn: Socialnämnden, syfte: för verkställighet}]"],
    )
    ignored: list[Ignored] = Field(
        default_factory=list,
        alias="ignorera",
        description="Anmärkningar som författaren har prövat, med skäl.",
        examples=["[{regel: SPR011, skäl: Citat ur avtalet}]"],
    )
    format: Count | None = Field(
        None, description="Versionen av ärendefilens format; utan nyckeln gäller 1.", examples=["1"]
    )
