"""What stands as the number of a case, and is none: what it should look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome
from smallcases import small_case

pytestmark = pytest.mark.usefixtures("without_text_rules")


def test_a_number_that_suggests_nothing_is_told_with_an_example_in_the_municipalitys_form(
    workspace: Path, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    kommun = (workspace / "kommun.yaml").read_text("utf-8")
    pattern = 'diarienummer: "{år}/{organ} {löpnr}"'
    (workspace / "kommun.yaml").write_text(re.sub("(?m)^diarienummer: .*$", pattern, kommun), encoding="utf-8")
    write_case(small_case(1).replace("KS-2024/1", "hej"))
    assert ksflow("check").stdout.splitlines() == [
        "cases/case.yaml:1:15: error DIA001 This is not a diary number: hej",
        "  1 │ diarienummer: hej",
        "    │               ^^^ It is written like 2021/KS 1682",
    ]
