"""The parts of a document as the text of a case file, with comments where something is not sure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from ksflow.casefile.model import Proposal
from ksflow.documents.blocks import Block, Heading, List, Paragraph, Strong, plain_text
from ksflow.documents.proposals import proposal_heading, proposal_opening
from ksflow.documents.swedish import lower_first
from ksflow.documents.typography import NO_BREAK_SPACE, typeset
from ksflow.importing.parts import Parts, ProposalText, SectionText
from ksflow.importing.recipients import recipient_entry
from ksflow.locale import _
from ksflow.organisation.model import Municipality
from ksflow.sources.yamltext import SCHEMA_LINE, yaml_text
from ksflow.writers.markdown.body import as_markdown

_JOINING = re.compile(r"(?:,? samt|,)\s*$")
"""What joins att-satser to one sentence."""
LEFT_OVER = "Text utan plats"
"""The heading of the section that holds what fits nowhere."""


@dataclass(slots=True)
class CaseText:
    """A case file that is not written yet, with what its author must look at."""

    text: str
    remarks: list[str] = field(default_factory=list)


def case_text(parts: Parts, municipality: Municipality, source: str, schema_line: str = SCHEMA_LINE) -> CaseText:
    """Return the case file of a document that has been divided into parts.

    ``schema_line`` sends editors to the schema; the usual one is right for files in cases/.
    """
    writer = _Writer(parts, municipality)
    lines = [
        schema_line,
        f"# Importerat från {one_line(source)}: läs igenom det som har en kommentar.",
        *writer.lines(),
    ]
    return CaseText("\n".join(lines).rstrip("\n") + "\n", parts.remarks)


class _Writer:
    def __init__(self, parts: Parts, municipality: Municipality) -> None:
        self.parts = parts
        self.municipality = municipality

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield ""
        yield from self._proposals()
        yield ""
        yield from self._summary()
        yield ""
        yield from self._sections()
        yield from self._signatories()
        yield from self._attachments()
        yield from self._recipients()
        yield from self._furniture()

    def _unsure(self, message: str) -> str:
        """Note something for the report; return the line that says it in the case file."""
        self.parts.remarks.append(message)
        return f"# {message}."

    def _head(self) -> Iterator[str]:
        facts = self.parts.facts
        form = self.municipality.diary_format
        if facts.number:
            yield f"diarienummer: {yaml_text(form.format(facts.number))}"
        else:
            written = facts.written_number
            yield self._unsure(
                _("The diary number is not written as kommun.yaml says: {text}", text=written)
                if written
                else _("No diary number was found")
            )
            yield f"diarienummer: {yaml_text(written or '[Skriv diarienumret]')}"
        if facts.date:
            yield f"datum: {facts.date.isoformat()}"
        else:
            yield self._unsure(_("No date was found"))
            yield "datum:"
        if not self.parts.title:
            yield self._unsure(_("No title was found"))
        elif self.parts.is_title_guessed:
            yield self._unsure(_("The title is guessed"))
        yield f"rubrik: {plain(self.parts.title) if self.parts.title else self._missing('rubriken')}"
        yield from self._body()
        yield "handläggare:"
        if not facts.officer:
            yield "  " + self._unsure(_("No officer was found"))
        yield f"  namn: {yaml_text(facts.officer) if facts.officer else self._missing('handläggarens namn')}"
        yield from (
            f"  {key}: {yaml_text(value)}" for key, value in (("telefon", facts.phone), ("epost", facts.email)) if value
        )
        if facts.meeting:
            yield f"sammanträde: {facts.meeting.isoformat()}"

    def _body(self) -> Iterator[str]:
        facts = self.parts.facts
        body = facts.body
        if body is None:
            number = facts.number
            owner = next((one for one in self.municipality.bodies if number and one.code == number.organ), None)
            body = owner.name if owner else None
            yield self._unsure(
                _("The body is guessed from the number: {name}", name=body) if body else _("No body was found")
            )
        yield f"nämnd: {yaml_text(body) if body else self._missing('nämnden')}"

    @staticmethod
    def _missing(what: str) -> str:
        return yaml_text(f"[Skriv {what}]")

    # Proposals

    def _proposals(self) -> Iterator[str]:
        yield "beslutsförslag:"
        proposals = [part for one in self.parts.proposals if one.blocks for part in self._by_openings(one)]
        for proposal in self.parts.proposals:
            if not proposal.blocks and proposal.heading:
                yield "  " + self._unsure(_("A proposal without text: {heading}", heading=proposal.heading))
        if not proposals:
            yield "  " + self._unsure(_("No proposal was found"))
            yield "  - att:"
            yield f"      - {self._missing('förslaget till beslut')}"
        for proposal in proposals:
            yield from self._proposal(proposal)

    def _proposal(self, proposal: ProposalText) -> Iterator[str]:
        keys = self._heading_keys(proposal.heading) if proposal.heading else {}
        first = "- "
        for key, value in keys.items():
            yield f"  {first}{key}: {yaml_text(value)}"
            first = "  "
        yield f"  {first}att:"
        for clause in self._clauses(proposal, keys):
            text = markdown(tuple(clause))
            if self._has_clauses:  # ksflow writes what joins them
                text = _JOINING.sub("", text)
            yield from _value("      - ", text, 8)

    @property
    def _has_clauses(self) -> bool:
        return self.municipality.clause_form == "att-satser"

    def _by_openings(self, proposal: ProposalText) -> Iterator[ProposalText]:
        """Divide a proposal without headings where somebody decides or proposes: "Kommunstyrelsen beslutar"."""
        if proposal.heading or not self._has_clauses:
            yield proposal
            return
        part, opening = ProposalText(None), None
        for block in proposal.blocks:
            said = _folded(plain_text(block.children)).rstrip(" :,") if isinstance(block, Paragraph) else ""
            if heading := self._openings.get(said.removesuffix(" att")):
                if part.blocks:
                    yield part
                # What opens nothing is text, which is not dropped.
                part = ProposalText(heading, [] if part.blocks or opening is None else [opening])
                opening = block
            elif said != "samt" or not part.blocks:  # a line of its own that joins two points
                part.blocks.append(block)
        if part.blocks:
            yield part
        elif opening is not None:
            yield ProposalText(None, [opening])

    @cached_property
    def _openings(self) -> dict[str, str]:
        """What leads to att-satser, folded and without the sign at its end, with the heading that says the same."""
        found: dict[str, str] = {}
        for _keys, proposal in self._possible_proposals():
            opening = proposal_opening(proposal, self.municipality) or ""
            found.setdefault(_folded(opening).rstrip(","), proposal_heading(proposal, self.municipality) or "")
        return found

    def _possible_proposals(self) -> Iterator[tuple[dict[str, str], Proposal]]:
        """Yield a proposal for each way along which bodies can decide, with the keys that make it."""
        names = self.municipality.body_names
        for owner, to, condition in product(names, (None, *names), (None, *names)):
            proposal = Proposal.model_construct(
                from_body=owner, to_body=to, subject_to=condition, title=None, clauses=[]
            )
            keys = {"från": owner, "till": to and lower_first(to), "förutsätter": condition}
            yield {key: value for key, value in keys.items() if value}, proposal

    def _heading_keys(self, heading: str) -> dict[str, str]:
        """Return the keys that make ksflow write this heading; the heading itself when none do."""
        wanted = _folded(heading)
        for keys, proposal in self._possible_proposals():
            if _folded(proposal_heading(proposal, self.municipality) or "") == wanted:
                return keys
        return {"rubrik": one_line(heading)}

    def _clauses(self, proposal: ProposalText, keys: dict[str, str]) -> list[list[Block]]:
        """Divide a proposal's text into its points."""
        blocks = list(proposal.blocks)
        made = Proposal.model_construct(
            from_body=keys.get("från"),
            to_body=keys.get("till"),
            subject_to=keys.get("förutsätter"),
            title=None,
            clauses=[],
        )
        opening = proposal_opening(made, self.municipality)
        if opening and isinstance(blocks[0], Paragraph) and _folded(plain_text(blocks[0].children)) == _folded(opening):
            blocks.pop(0)
        clauses: list[list[Block]] = []
        for block in blocks:
            if isinstance(block, List) and block.ordered and not (clauses and _leads_on(clauses[-1])):
                clauses += [list(item) for item in block.items]
            elif clauses and (not isinstance(block, Paragraph) or _leads_on(clauses[-1])):
                clauses[-1].append(block)
            elif isinstance(block, List):
                clauses += [list(item) for item in block.items]
            else:
                clauses.append([block])
        return clauses

    # Texts

    def _summary(self) -> Iterator[str]:
        if self.parts.summary:
            yield from _value("sammanfattning: ", markdown(tuple(self.parts.summary)), 2, block=True)
        else:
            yield self._unsure(_("No summary was found"))
            yield f"sammanfattning: {self._missing('sammanfattningen')}"

    def _sections(self) -> Iterator[str]:
        sections = [one for one in self.parts.sections if one.title or one.blocks]
        if not sections and not self.parts.left_over:
            return
        yield "avsnitt:"
        for section in sections:
            yield from self._section(section, "  ")
        if self.parts.left_over:
            yield "  " + self._unsure(_("What has no place of its own stands under “{title}”", title=LEFT_OVER))
            yield f"  - rubrik: {LEFT_OVER}"
            yield from _value("    text: ", markdown(tuple(self.parts.left_over)), 6, block=True)
        yield ""

    def _section(self, section: SectionText, indent: str) -> Iterator[str]:
        yield f"{indent}- rubrik: {plain(section.title)}"
        if section.blocks:
            yield from _value(f"{indent}  text: ", markdown(tuple(section.blocks)), len(indent) + 4, block=True)
        elif not section.sections:
            yield f"{indent}  " + self._unsure(_("A section without text: {title}", title=section.title))
            yield f"{indent}  text: {self._missing('avsnittets text')}"
        if section.sections:
            yield f"{indent}  avsnitt:"
            for inner in section.sections:
                yield from self._section(inner, f"{indent}    ")

    # Lists

    def _signatories(self) -> Iterator[str]:
        if not self.parts.signatories:
            return
        yield "undertecknare:"
        for name, title in self.parts.signatories:
            post = f", titel: {_flow(title)}" if title else ""
            yield f"  - {{namn: {_flow(name)}{post}}}"
        yield ""

    def _attachments(self) -> Iterator[str]:
        if not self.parts.attachments:
            return
        yield "bilagor:"
        yield from (f"  - {plain(plain_text(children))}" for children in self.parts.attachments)
        yield ""

    def _recipients(self) -> Iterator[str]:
        if not self.parts.recipients:
            return
        yield "sändlista:"
        for line in self.parts.recipients:
            entry, is_sure = recipient_entry(_unset(line), self.municipality)
            if not is_sure:
                yield "  " + self._unsure(_("kommun.yaml does not know the recipient: {name}", name=_unset(line)))
            if list(entry) == ["namn"]:
                yield f"  - {plain(str(entry['namn']))}"
            else:
                yield "  - {" + ", ".join(f"{key}: {_flow_value(value)}" for key, value in entry.items()) + "}"
        yield ""

    def _furniture(self) -> Iterator[str]:
        if self.parts.furniture:
            yield "# I sidhuvud och sidfot stod också:"
            yield from (f"#   {one_line(line)}" for line in self.parts.furniture)


def markdown(blocks: tuple[Block, ...]) -> str:
    """Return blocks as Markdown; guessed headings, of level nought, become lines in bold."""
    return _unset(as_markdown(tuple(_shown(block) for block in blocks)))


def _shown(block: Block) -> Block:
    return Paragraph((Strong(block.children),)) if isinstance(block, Heading) else block


def _leads_on(clause: list[Block]) -> bool:
    """Tell whether what follows belongs to a point: it ends in a colon."""
    last = clause[-1]
    return isinstance(last, Paragraph) and plain_text(last.children).rstrip().endswith(":")


def _value(start: str, text: str, indent: int, *, block: bool = False) -> Iterator[str]:
    """Yield the lines of a key with a Markdown text: on its line when it is short and plain, else below “|”."""
    if not block and "\n" not in text and yaml_text(text) == text:
        yield start + text
        return
    yield f"{start}|"
    yield from (f"{' ' * indent}{line}" if line else "" for line in text.split("\n"))


def plain(text: str) -> str:
    """Return a plain text as a YAML value."""
    return yaml_text(one_line(_unset(text)))


def one_line(text: str) -> str:
    """Return a text with its blanks and line ends as single blanks."""
    return " ".join(text.split())


def _flow(text: str) -> str:
    return yaml_text(one_line(text), in_flow=True)


def _flow_value(value: str | list[str]) -> str:
    return f"[{', '.join(map(_flow, value))}]" if isinstance(value, list) else _flow(value)


def _unset(text: str) -> str:
    """Return a text with ordinary blanks where ksflow itself sets no-break ones."""
    if NO_BREAK_SPACE not in text:
        return text
    return "\n".join(
        line.replace(NO_BREAK_SPACE, " ") if typeset(line.replace(NO_BREAK_SPACE, " ")) == line else _partly(line)
        for line in text.split("\n")
    )


def _partly(line: str) -> str:
    """Take away the no-break blanks of a line, one at a time, that ksflow would set again."""
    for match in reversed(list(re.finditer(NO_BREAK_SPACE, line))):
        without = f"{line[: match.start()]} {line[match.end() :]}"
        if typeset(without) == typeset(line):
            line = without
    return line


def _folded(text: str) -> str:
    return " ".join(text.replace(NO_BREAK_SPACE, " ").split()).casefold()
