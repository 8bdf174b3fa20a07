"""Running rules over fragments of cases, with real files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from ksflow.batch.checking import check_case
from ksflow.organisation.workspace import Workspace, find_workspace
from ksflow.rules.examples import Example
from ksflow.sources.findings import Finding, Span


@dataclass(frozen=True)
class Checked:
    """What a check says of a fragment."""

    findings: list[Finding]
    text: str

    def of(self, code: str) -> list[Finding]:
        """Return the findings with one code."""
        return [finding for finding in self.findings if finding.code == code]

    def marked(self, finding: Finding) -> str:
        """Return what stands at a finding's place in the file, line ends as blanks."""
        return " ".join(words_at(self.text, finding.span).split())


def words_at(text: str, span: Span) -> str:
    """Return what stands at a span."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def workspace_with(example: Example, folder: Path) -> tuple[Workspace, Path]:
    """Write a fragment as a whole case into a workspace of its own; return both."""
    (folder / "cases").mkdir(parents=True, exist_ok=True)
    _write(folder / "kommun.yaml", example.in_municipality())
    case = example.in_case()
    path = folder / "cases" / f"{case['diarienummer'].replace('/', '-')}.yaml"
    _write(path, case)
    return find_workspace(folder), path


def checked(example: Example, folder: Path) -> Checked:
    """Check a fragment as a whole case."""
    workspace, path = workspace_with(example, folder)
    return Checked(check_case(workspace, path), path.read_text("utf-8"))


class _Blocks(yaml.SafeDumper):
    """Writes texts of several lines as authors do, below “|”."""


def _text(dumper: _Blocks, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Blocks.add_representer(str, _text)


def _write(path: Path, data: object) -> None:
    text = yaml.dump(data, Dumper=_Blocks, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(text, "utf-8")
