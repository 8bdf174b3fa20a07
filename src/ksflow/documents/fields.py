"""What templates can name: the case and the municipality as plain data under their Swedish keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ksflow.casefile.loading import CaseFile
from ksflow.casefile.model import Proposal, Section
from ksflow.diary.number import DiaryNumber
from ksflow.documents.blocks import Image
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.pictures import load_picture
from ksflow.documents.swedish import genitive, lower_first, upper_first
from ksflow.documents.typography import typeset
from ksflow.organisation.model import Municipality
from ksflow.organisation.workspace import Workspace
from ksflow.sources.fields import Markdown
from ksflow.sources.findings import FindingsError
from ksflow.sources.yamltree import Path


def case_fields(loaded: CaseFile, workspace: Workspace, document_name: str) -> dict[str, Any]:
    """Return every field of a case, and what follows from it and kommun.yaml."""
    case, municipality = loaded.case, workspace.municipality
    body = municipality.find_body(case.body)
    administration = (body.administration if body else None) or ""
    reader = _Reader(loaded, municipality)
    fields = reader.mapping(case, ())
    fields["dokumenttyp"] = document_name
    fields["mottagare"] = fields["nämnd"] = body.name if body else case.body
    fields["förvaltning"] = administration or municipality.name
    fields["kommun"] = _municipality_fields(workspace, fields["förvaltning"])
    return fields


def proposal_heading(proposal: Proposal, municipality: Municipality) -> str | None:
    """Return the heading of a proposal: who proposes or decides, and to whom; None when nobody is named.

    Bodies stand under the names that kommun.yaml gives them, however the case writes them (KS, kommunstyrelsen).
    """
    if proposal.from_body is None:
        return None
    owner = genitive(upper_first(_official(proposal.from_body, municipality)))
    if proposal.to_body is None:
        return f"{owner} beslut"
    return f"{owner} förslag till {lower_first(_official(proposal.to_body, municipality))}"


def _official(name: str, municipality: Municipality) -> str:
    body = municipality.find_body(name)
    return body.name if body else name


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns models into plain data under their YAML keys."""

    loaded: CaseFile
    municipality: Municipality

    def mapping(self, model: BaseModel, path: Path) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, info in type(model).model_fields.items():
            key = info.alias or name
            fields[key] = self.value(getattr(model, name), (*path, key))
        if isinstance(model, Proposal):
            fields["rubrik"] = proposal_heading(model, self.municipality)
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
        return self.municipality.diary_format.format(value) if isinstance(value, DiaryNumber) else value


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
        tree = workspace.tree
        span = tree.place(("logotyp", "fil")).value
        moved = [tree.source.finding(span, found.code, found.message, found.help) for found in error.findings]
        raise FindingsError(moved) from None
    return Image(picture.scaled_to_height(round(logo.height_mm * 36_000)), logo.alt_text)
