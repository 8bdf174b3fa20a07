"""What templates can name: the case and the municipality as plain data under their Swedish keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ksflow.casefile.loading import CaseFile
from ksflow.casefile.model import Proposal, Section
from ksflow.diary.format import DiaryFormat
from ksflow.diary.number import DiaryNumber
from ksflow.documents.blocks import Image
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.pictures import load_picture
from ksflow.documents.swedish import genitive, lower_first, upper_first
from ksflow.documents.typography import typeset
from ksflow.organisation.model import Municipality
from ksflow.organisation.workspace import KOMMUN_FILE, Workspace
from ksflow.sources.fields import Markdown
from ksflow.sources.findings import START, Finding, FindingsError
from ksflow.sources.yamltree import Path


def case_fields(loaded: CaseFile, workspace: Workspace, document_name: str) -> dict[str, Any]:
    """Return every field of a case, and what follows from it and kommun.yaml."""
    case, municipality = loaded.case, workspace.municipality
    body = municipality.find_body(case.body)
    administration = (body.administration if body else None) or ""
    reader = _Reader(loaded, municipality.diary_format)
    fields = reader.mapping(case, ())
    fields["dokumenttyp"] = document_name
    fields["mottagare"] = case.body
    fields["förvaltning"] = administration or municipality.name
    fields["kommun"] = _municipality_fields(workspace, fields["förvaltning"])
    return fields


def proposal_heading(proposal: Proposal) -> str | None:
    """Return the heading of a proposal: who proposes or decides, and to whom; None when nobody is named."""
    if proposal.from_body is None:
        return None
    owner = genitive(upper_first(proposal.from_body))
    return f"{owner} förslag till {lower_first(proposal.to_body)}" if proposal.to_body else f"{owner} beslut"


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns models into plain data under their YAML keys."""

    loaded: CaseFile
    diary_format: DiaryFormat

    def mapping(self, model: BaseModel, path: Path) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, info in type(model).model_fields.items():
            key = info.alias or name
            fields[key] = self.value(getattr(model, name), (*path, key))
        if isinstance(model, Proposal):
            fields["rubrik"] = proposal_heading(model)
        elif isinstance(model, Section) and model.file is not None:
            file = self.loaded.texts[path]
            fields["text"] = MarkdownField(file.text, (*path, "fil"), file)
        return fields

    def value(self, value: Any, path: Path) -> Any:
        if isinstance(value, Markdown):
            return MarkdownField(value, path)
        if isinstance(value, str):
            return typeset(value)
        if isinstance(value, list):
            return [self.value(item, (*path, number)) for number, item in enumerate(value)]
        if isinstance(value, BaseModel):
            return self.mapping(value, path)
        return self.diary_format.format(value) if isinstance(value, DiaryNumber) else value


def _municipality_fields(workspace: Workspace, administration: str) -> dict[str, Any]:
    municipality = workspace.municipality
    address = municipality.address
    return {
        "namn": municipality.name,
        "ordmärke": municipality.wordmark,
        "logotyp": _logo(workspace, municipality),
        "postadress": [typeset(line.replace("{förvaltning}", administration)) for line in address.postal],
        "besöksadress": address.visiting,
        "växel": typeset(address.switchboard) if address.switchboard else None,
        "epost": address.email,
        "webb": address.web,
    }


def _logo(workspace: Workspace, municipality: Municipality) -> Image | None:
    logo = municipality.logo
    if logo is None:
        return None
    try:
        picture = load_picture(logo.file, workspace.root, workspace.root)
    except FindingsError as error:
        moved = [
            Finding(KOMMUN_FILE, START, found.code, found.severity, found.message, found.help)
            for found in error.findings
        ]
        raise FindingsError(moved) from None
    return Image(picture.scaled_to_height(round(logo.height_mm * 36_000)), logo.alt_text)
