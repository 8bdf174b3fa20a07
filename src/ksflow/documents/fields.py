"""What templates can name: the case and the municipality as plain data under their Swedish keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ksflow.casefile.loading import CaseFile
from ksflow.casefile.model import Attachment, Case, EarlierDecision, Proposal, Section
from ksflow.casefile.points import proposer_of
from ksflow.casefile.texts import markdown_texts
from ksflow.diary.number import DiaryNumber
from ksflow.documents.blocks import Image
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.pictures import load_picture
from ksflow.documents.proposals import capital_words, proposal_heading, proposal_opening, wordings
from ksflow.documents.recipients import RecipientTexts, deciding_bodies
from ksflow.documents.swedish import enumerated, genitive, long_date, upper_first
from ksflow.documents.typography import typeset
from ksflow.organisation.model import Municipality
from ksflow.organisation.workspace import Workspace
from ksflow.sources.fields import Markdown
from ksflow.sources.findings import FindingsError
from ksflow.sources.yamltree import Path


def case_fields(loaded: CaseFile, workspace: Workspace) -> dict[str, Any]:
    """Return every field of a case, and what follows from it and kommun.yaml: the same for all its documents."""
    case, municipality = loaded.case, workspace.municipality
    body = municipality.find_body(case.body)
    administration = (body.administration if body else None) or ""
    reader = _Reader(loaded, municipality)
    fields = reader.mapping(case, ())
    fields["ett_ärende"] = True
    fields["mottagare"] = fields["nämnd"] = body.name if body else case.body
    deciding = deciding_bodies(case, municipality)
    fields["beslutsinstans"] = enumerated(deciding)
    fields["beslutande"] = [
        # The case knows the meeting of the body that it goes to, and of no other.
        {"namn": upper_first(name), "sammanträde": case.meeting if upper_first(name) == fields["nämnd"] else None}
        for name in deciding
    ]
    recipients = RecipientTexts(case, municipality)
    fields["sändlista"] = recipients.lines()
    fields["utskick"] = recipients.fields()
    fields["tidigare_beslut"] = [_decision_text(decision, municipality) for decision in case.earlier_decisions]
    fields["förvaltning"] = administration or municipality.name
    fields["kommun"] = municipality_fields(workspace, fields["förvaltning"])
    return fields


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
            case = self.loaded.case
            needed = bool(model.to_body or model.subject_to or len(case.proposals) > 1)
            proposer = proposer_of(model.from_body, case.body, needed=needed)
            model = model.model_copy(update={"from_body": proposer})
            fields["rubrik"] = proposal_heading(model, self.municipality)
            fields["inledning"] = proposal_opening(model, self.municipality)
            fields["att"] = self.clauses(model, (*path, "att"))
        elif isinstance(model, Attachment):
            fields["bild"] = self.picture(model)
        elif isinstance(model, Section) and model.file is not None:
            file = self.loaded.texts[path]
            fields["text"] = MarkdownField(file.text, (*path, "fil"), file)
        return fields

    def picture(self, attachment: Attachment) -> Image | None:
        """Return an attachment that is a picture; what cannot be used is no picture, for it may never be shown."""
        if not attachment.file or not attachment.file.lower().endswith((".png", ".jpg", ".jpeg")):
            return None
        try:
            picture = load_picture(attachment.file, self.loaded.path.parent, self.loaded.workspace)
        except FindingsError:
            return None
        return Image(picture, attachment.title)

    def clauses(self, proposal: Proposal, path: Path) -> list[MarkdownField]:
        """Return the att-satser in the municipality's form."""
        form = self.municipality.clause_form
        worded = wordings(proposal.clauses, form, self.names() if form == "att-satser" else frozenset())
        return [
            MarkdownField(clause.text, (*path, number, "text"), wording=wording)
            for number, (clause, wording) in enumerate(zip(proposal.clauses, worded, strict=True))
        ]

    def names(self) -> frozenset[str]:
        """Return the words that keep their capital at the beginning of an att-sats."""
        case, municipality = self.loaded.case, self.municipality
        people = [case.officer.name, *(person.name for person in case.signatories)]
        people += [entry.contact for entry in case.recipients if entry.contact]
        parties = [municipality.name, *(party.name for party in (*municipality.companies, *municipality.outsiders))]
        parties += [entry.name for entry in case.recipients if municipality.directory.find(entry.name) is None]
        written = [text for _path, text in markdown_texts(Case, self.loaded.tree.data)]
        written += [case.title, *(file.text for file in self.loaded.texts.values())]
        return capital_words(written, {name.split()[0] for name in (*people, *parties)})

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


def _decision_text(decision: EarlierDecision, municipality: Municipality) -> str:
    """Return an earlier decision as a line: Kommunfullmäktiges beslut den 11 april 2016, § 75, Strategi för …."""
    body = decision.body and upper_first(municipality.official_name(decision.body))
    what = f"{genitive(body)} beslut" if body else decision.title
    day = f" den {long_date(decision.date)}" if decision.date else ""
    facts = (
        f"{what}{day}",
        decision.paragraph and f"§ {decision.paragraph.lstrip('§ ')}",
        decision.title if body else None,
    )
    return typeset(", ".join(fact for fact in facts if fact))


def municipality_fields(workspace: Workspace, administration: str) -> dict[str, Any]:
    """Return the field ``kommun``; raise FindingsError when the logo cannot be used."""
    municipality = workspace.municipality
    address = municipality.address
    return {
        "namn": municipality.name,
        "beslutsform": municipality.clause_form,
        "ordmärke": municipality.wordmark,
        "logotyp": _logo(workspace, municipality),
        "postadress": [typeset(line.replace("{förvaltning}", administration)) for line in address.postal],
        "besöksadress": address.visiting,
        "växel": typeset(address.switchboard) if address.switchboard else None,
        "epost": address.email,
        "webb": address.web,
        "typsnitt": municipality.font_names,
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
