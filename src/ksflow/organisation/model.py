"""kommun.yaml: the municipality's name, addresses, parties, house rules and diary-number format."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from ksflow.diary.format import DiaryFormat, PatternFault
from ksflow.diary.formats import diary_format, named_formats
from ksflow.organisation.directory import Directory
from ksflow.organisation.parties import Administration, Body, Company, Group, Outsider, Role, same_name
from ksflow.organisation.severities import WORDS as SEVERITIES
from ksflow.sources.codes import is_rule, known_codes
from ksflow.sources.fields import (
    TEXT,
    Count,
    Email,
    Line,
    Lines,
    Millimetres,
    YamlModel,
    YesNo,
    described,
    one_of,
)
from ksflow.sources.findings import Severity
from ksflow.sources.suggest import nearest


def _diary_format(value: Any) -> DiaryFormat:
    if not isinstance(value, str):
        raise PydanticCustomError("text_expected", "text_expected")
    try:
        return diary_format(value)
    except PatternFault as fault:
        near = nearest(value, named_formats()) if "{" not in value else None
        raise PydanticCustomError("diary_format", "diary_format", {"kind": fault.kind, "near": near}) from None


def _severities(value: Any) -> dict[str, Severity | None]:
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "dict_type")
    for code, severity in value.items():
        if code not in known_codes() or not is_rule(code):
            raise PydanticCustomError("rule_unknown", "rule_unknown", {"code": code})
        if not isinstance(severity, str) or severity not in SEVERITIES:
            raise PydanticCustomError("severity", "severity", {"code": code, "known": ", ".join(SEVERITIES)})
    return {code: SEVERITIES[severity] for code, severity in value.items()}


PART_LISTS = ("bodies", "companies", "administrations", "outsiders", "roles", "groups")
"""The lists of those who can get decisions."""

ClauseForm = Annotated[
    Literal["meningar", "att-satser"],
    PlainValidator(one_of("meningar", "att-satser")),
    WithJsonSchema({"enum": ["meningar", "att-satser"]}),
]


def _texts_by_name(value: Any) -> dict[str, str]:
    """Return texts by their names; one may be empty, but nothing is no text."""
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "dict_type")
    for code, name in value.items():
        if not isinstance(name, str):
            raise PydanticCustomError("text_entry", "text_entry", {"code": code})
    return {code: name.strip() for code, name in value.items()}


class Address(YamlModel):
    """What stands in the foot of a letter."""

    model_config: ClassVar[ConfigDict] = described("Adress", "Det som står i brevfoten.")

    postal: list[Line] = Field(
        alias="post",
        description="Postadress, en rad per punkt; {förvaltning} ersätts av den förvaltning som skriver.",
        examples=["[Storköpings kommun, 123 45 Storköping]"],
    )
    visiting: Line | None = Field(None, alias="besök", description="Besöksadress.", examples=["Storgatan 1"])
    switchboard: Line | None = Field(None, alias="växel", description="Telefonväxel.", examples=["08-123 456 00"])
    email: Email | None = Field(None, alias="epost", description="E-postadress.", examples=["kommun@kommunen.se"])
    web: Line | None = Field(None, alias="webb", description="Webbplats.", examples=["www.kommunen.se"])


class Logo(YamlModel):
    """A picture that stands in the place of the wordmark."""

    model_config: ClassVar[ConfigDict] = described("Logotyp", "En bild i stället för ordmärket.")

    file: Line = Field(
        alias="fil", description="PNG- eller JPEG-fil, räknat från kommun.yaml.", examples=["logotyp.png"]
    )
    alt_text: Line = Field(alias="alttext", description="Vad bilden föreställer.", examples=["Storköpings kommun"])
    height_mm: Millimetres = Field(14.0, alias="höjd", description="Bildens höjd i millimeter.", examples=["14"])


class Fonts(YamlModel):
    """The municipality's own fonts in PDF files."""

    model_config: ClassVar[ConfigDict] = described(
        "Typsnitt", "Kommunens egna typsnitt i pdf-filer; deras filer ligger i templates/fonts/."
    )

    text: Line | None = Field(None, alias="brödtext", description="Brödtextens typsnitt.", examples=["Source Sans 3"])
    heading: Line | None = Field(
        None, alias="rubrik", description="Rubrikernas typsnitt; annars brödtextens.", examples=["Source Serif 4"]
    )
    code: Line | None = Field(None, alias="kod", description="Typsnitt för kod.", examples=["Source Code Pro"])


class RequiredSection(YamlModel):
    """A section that every case must have."""

    model_config: ClassVar[ConfigDict] = described(
        "Obligatoriskt avsnitt", "Ett avsnitt som varje ärende ska ha: rubriken, eller mer."
    )
    shorthand: ClassVar[str | None] = "rubrik"
    synonyms: ClassVar[dict[str, str]] = {"namn": "rubrik", "alias": "även", "eller": "även"}

    heading: Line = Field(alias="rubrik", description="Avsnittets rubrik.", examples=["Barnets bästa"])
    other_headings: Lines = Field(
        default_factory=list,
        alias="även",
        description="Andra rubriker som duger; vanliga varianter godtas ändå.",
        examples=["[Barnkonsekvensanalys]"],
    )


class UnwantedWord(YamlModel):
    """A word that the municipality does not want in its texts."""

    shorthand: ClassVar[str | None] = "ord"
    model_config: ClassVar[ConfigDict] = described("Svart ord", "Ett ord som kommunen inte vill ha i sina texter.")

    word: Line = Field(alias="ord", description="Ordet eller uttrycket.", examples=["samt"])
    instead: Line | None = Field(None, alias="hellre", description="Vad som ska stå i stället.", examples=["och"])


class HouseRules(YamlModel):
    """How this municipality writes its proposals."""

    model_config: ClassVar[ConfigDict] = described("Husregler", "Hur kommunen skriver.")

    clause_form: ClauseForm = Field(
        "meningar",
        alias="beslutsform",
        description="Hur förslag till beslut skrivs: meningar (Avtalet godkänns.) eller att-satser (att avtalet …).",
        examples=["meningar"],
    )
    encloses: YesNo = Field(
        False,
        alias="bilagor_i_pdf",
        description="Ja när bilagorna alltid läggs bakom tjänsteutlåtandet i pdf, som med --bilagor.",
        examples=["ja"],
    )
    sections: list[RequiredSection] = Field(
        default_factory=list,
        alias="avsnitt",
        description="Avsnitt som varje ärende ska ha (INN001); ”Ekonomiska och juridiska konsekvenser” räknas som två.",
        examples=["[Bakgrund, Ekonomiska konsekvenser, Barnets bästa]"],
    )
    summary_limit: Count | None = Field(
        None,
        alias="sammanfattning_högst",
        description="Hur många ord sammanfattningen får ha (INN006); annars högst en femtedel av texten.",
        examples=["200"],
    )
    word_list: list[Line] = Field(
        default_factory=list,
        alias="ordlista",
        description="Ord som är rätt fast ordboken saknar dem (regeln SPR002).",
        examples=["[flexpark, medborgarlöfte]"],
    )
    signing_settled: YesNo = Field(
        False,
        alias="firmateckning",
        description="Ja när reglementet säger vem som undertecknar avtal, så att besluten inte behöver göra det.",
        examples=["ja"],
    )
    longest_sentence: Count | None = Field(
        None,
        alias="mening_högst",
        description="Hur många ord en mening får ha (LAS001); annars högst 40.",
        examples=["35"],
    )
    unwanted_words: list[UnwantedWord] = Field(
        default_factory=list,
        alias="svarta_ord",
        description="Ord som kommunen också räknar som kanslispråk (SPR011).",
        examples=["[{ord: samt, hellre: och}]"],
    )
    allowed_words: list[Line] = Field(
        default_factory=list,
        alias="tillåtna_ord",
        description="Ord som får stå fast de räknas som kanslispråk (SPR011).",
        examples=["[avseende]"],
    )


class Municipality(YamlModel):
    """The municipality that a workspace belongs to."""

    model_config: ClassVar[ConfigDict] = described("Kommun", "Kommunen som arbetsytan hör till.")

    name: Line = Field(alias="namn", description="Kommunens namn.", examples=["Storköpings kommun"])
    wordmark_text: Line | None = Field(
        None,
        alias="ordmärke",
        description="Ordmärket i brevhuvudet; annars namnet i versaler.",
        examples=["STORKÖPING"],
    )
    logo: Logo | None = Field(None, alias="logotyp", description="Bild i stället för ordmärket.")
    diary_format: Annotated[DiaryFormat, PlainValidator(_diary_format), WithJsonSchema({"type": "string"})] = Field(
        DiaryFormat(),
        alias="diarienummer",
        description="Hur diarienummer skrivs: ett mönster, där det inom hakparentes får saknas, eller namnet på ett "
        "format som följer med (ksflow diary formats).",
        examples=['"{organ}-{år}/{löpnr}[.{klass}]"'],
    )
    address: Address = Field(
        alias="adress", description="Adresser i brevfoten.", examples=["{post: [Storköpings kommun]}"]
    )
    bodies: list[Body] = Field(
        alias="instanser",
        min_length=1,
        description="Fullmäktige, styrelse och nämnder.",
        examples=["[{namn: Kommunstyrelsen}]"],
    )
    companies: list[Company] = Field(default_factory=list, alias="bolag", description="Kommunala bolag.")
    administrations: list[Administration] = Field(
        default_factory=list, alias="förvaltningar", description="Förvaltningar som mottagare."
    )
    outsiders: list[Outsider] = Field(
        default_factory=list, alias="externa", description="Parter utanför kommunen som ofta får beslut."
    )
    roles: list[Role] = Field(default_factory=list, alias="roller", description="Roller och funktioner som får beslut.")
    groups: list[Group] = Field(default_factory=list, alias="grupper", description="Grupper av mottagare.")
    classification_plan: Annotated[
        dict[str, str],
        PlainValidator(_texts_by_name),
        WithJsonSchema({"type": "object", "additionalProperties": TEXT}),
    ] = Field(
        {},
        alias="klassificeringsplan",
        description="Diarieplanens koder med namn; utan plan prövas koderna inte.",
        examples=['{"103": Samverkansavtal}'],
    )
    house_rules: HouseRules | None = Field(None, alias="husregler", description="Hur kommunen skriver.")
    fonts: Fonts | None = Field(None, alias="typsnitt", description="Kommunens egna typsnitt i pdf-filer.")

    styles: Annotated[
        dict[str, str],
        PlainValidator(_texts_by_name),
        WithJsonSchema({"type": "object", "additionalProperties": TEXT}),
    ] = Field(
        {},
        alias="formatmallar",
        description="Vad kommunens Wordmall kallar formatmallarna, där den har egna namn.",
        examples=['{"Rubrik 1": HK Rubrik 1}'],
    )

    severities: Annotated[
        dict[str, Severity | None],
        PlainValidator(_severities),
        WithJsonSchema({"type": "object", "additionalProperties": {"enum": list(SEVERITIES)}}),
    ] = Field(
        {},
        alias="regler",
        description="Hur allvarliga regler är: fel, varning, info eller av.",
        examples=["{ORG001: varning}"],
    )
    format: Count | None = Field(
        None, description="Versionen av formatet för kommun.yaml; utan nyckeln gäller 1.", examples=["1"]
    )

    @property
    def wordmark(self) -> str:
        """The wordmark as text."""
        return self.wordmark_text or self.name.upper()

    @property
    def body_names(self) -> list[str]:
        """The names of all bodies, in the order of the file."""
        return [body.name for body in self.bodies]

    def find_body(self, name: str) -> Body | None:
        """Return the body with this name or short name, upper and lower case alike, or None."""
        return self._bodies.get(same_name(name))

    @property
    def house_styles(self) -> tuple[tuple[str, str], ...]:
        """What the house calls the styles of its looks, as pairs that can be a key."""
        return tuple(self.styles.items())

    @cached_property
    def house(self) -> HouseRules:
        """How the municipality writes: what it says, and what is usual where it says nothing."""
        return self.house_rules or HouseRules()

    @property
    def clause_form(self) -> ClauseForm:
        """How proposals are written: as sentences, or as att-satser."""
        return self.house.clause_form

    @property
    def font_names(self) -> dict[str, str]:
        """The municipality's own fonts by what they are used for, under their YAML keys."""
        return self.fonts.model_dump(by_alias=True, exclude_none=True) if self.fonts else {}

    def official_name(self, name: str) -> str:
        """Return a body's name as kommun.yaml writes it, whatever short name or spelling is given."""
        body = self.find_body(name)
        return body.name if body else name

    def body_key(self, name: str) -> str:
        """Return what all spellings of a body's name share, its short name included."""
        return same_name(self.official_name(name))

    @cached_property
    def directory(self) -> Directory:
        """Everybody who can get a decision."""
        return Directory([part for name in PART_LISTS for part in getattr(self, name)])

    @cached_property
    def _bodies(self) -> dict[str, Body]:
        found: dict[str, Body] = {}
        for body in self.bodies:
            for name in (body.name, body.short_name):
                if name:
                    found.setdefault(same_name(name), body)
        return found
