"""The list of fields is what cases have: nothing is missing in it, and nothing is made up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from ksflow.casefile.loading import load_case
from ksflow.documents.blocks import Image
from ksflow.documents.field_catalogue import Field, Kind, case_catalogue, walk
from ksflow.documents.fields import case_fields
from ksflow.documents.markdown_field import MarkdownField
from ksflow.organisation.workspace import find_workspace

KINDS: dict[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.DATE: (date,),
    Kind.NUMBER: (int,),
    Kind.YES_NO: (bool,),
    Kind.MARKDOWN: (MarkdownField,),
    Kind.PICTURE: (Image,),
}
CASES = sorted((ROOT / "cases").glob("*.yaml")) + sorted((ROOT / "examples" / "storkoping" / "cases").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_fields_of_every_case_are_in_the_list_as_what_they_are(path: Path) -> None:
    workspace = find_workspace(path.parents[1])
    fields = case_fields(load_case(path, workspace.municipality, workspace.root), workspace)
    fields["dokumenttyp"] = "Tjänsteutlåtande"
    assert list(differences(fields, case_catalogue(), "")) == []


def differences(value: Any, known: Field, path: str) -> Any:
    if value is None:
        if not known.optional:
            yield f"{path} may be missing"
    elif known.kind is Kind.GROUP:
        if set(value) - {"typsnitt"} != set(known.parts) - {"typsnitt"}:
            yield f"{path}: {sorted(set(value) ^ set(known.parts))}"
        for name in set(value) & set(known.parts):
            if name != "typsnitt":  # holds only the fonts that there are
                yield from differences(value[name], known.parts[name], f"{path}.{name}")
    elif known.kind is Kind.LIST:
        assert known.item is not None
        for item in value:
            yield from differences(item, known.item, f"{path}[]")
    elif not isinstance(value, KINDS[known.kind]):
        yield f"{path} is {type(value).__name__}"


def test_every_field_says_in_swedish_what_it_is() -> None:
    assert [
        path for path, field in walk(case_catalogue()) if not field.description.endswith((".", "kommun.yaml."))
    ] == []
