"""The quick way of reading YAML and the careful one never disagree: the quick one may only decline."""

from __future__ import annotations

import random

import pytest

from conftest import REFERENCE, ROOT
from ksflow.sources.findings import FindingsError
from ksflow.sources.textfile import TextFile
from ksflow.sources.yamltree import _read_carefully, read_plainly
from mutation import mutated

ALL = (ROOT / "tests" / "data" / "allt.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", [REFERENCE.read_text(encoding="utf-8"), ALL], ids=["reference", "everything"])
def test_what_is_read_quickly_is_what_is_read_carefully(text: str) -> None:
    chance = random.Random(7)
    quick = 0
    for number in range(600):
        changed = text if number == 0 else mutated(text, chance).replace("\ud800", "")
        if (data := read_plainly(changed)) is not None:
            quick += 1
            assert _read_carefully(TextFile("a.yaml", changed)).data() == data
    assert quick > 50


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: &x 1\nb: *x\n",
        "a: !!str 1\n",
        "? [a]\n: b\n",
        ": b\n",
        "<<: {a: b}\n",
        "- a\n",
        "a: 1\n---\nb: 2\n",
        'a: "\\u0007"\n',
        f"a: {'[' * 50}{']' * 50}\n",
        "a: [\n",
        "# bara en anmärkning\n",
    ],
)
def test_what_is_unusual_is_left_to_the_careful_way(text: str) -> None:
    assert read_plainly(text) is None


def test_the_careful_way_tells_what_the_quick_one_declined() -> None:
    with pytest.raises(FindingsError, match="repeated"):
        _read_carefully(TextFile("a.yaml", "a: 1\na: 2\n"))
