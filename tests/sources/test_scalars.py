"""Each character of a value is found where it stands in the file, whatever way the value is written."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ksflow.sources.scalars import character_offsets
from ksflow.sources.textfile import TextFile
from ksflow.sources.yamltree import parse_yaml

WORDS = st.text(alphabet="abåäö \n\t\"'\\#:-–”\xa0", min_size=1, max_size=60).filter(lambda text: text.strip())


def offsets(text: str, *path: str | int) -> tuple[str, str, list[int] | None]:
    tree = parse_yaml(TextFile("case.yaml", text))
    value = tree.data
    for key in path:
        value = value[key]  # type: ignore[index]
    assert isinstance(value, str)
    return text, value, character_offsets(tree.source, tree.place(path), value)


@given(text=WORDS, style=st.sampled_from(["|", ">", "'", '"', None]), width=st.integers(8, 80))
def test_every_letter_is_found_whatever_the_style(text: str, style: str | None, width: int) -> None:
    source = yaml.safe_dump(
        {"före": "x", "rubrik": {"text": text}, "sist": "y"}, allow_unicode=True, default_style=style, width=width
    )
    source, value, found = offsets(source, "rubrik", "text")
    assert found is not None
    assert len(found) == len(value) + 1
    assert found == sorted(found)
    for character, offset in zip(value, found, strict=False):
        if character not in " \t\n\"'\\\xa0":
            assert source[offset] == character


@pytest.mark.parametrize(
    "source",
    [
        "text: |\r  en\r  bilaga 2\rannat: ja\r",
        "text: en bilaga 2\n",
        "text: 'en ''bilaga'' 2'\n",
        'text: "en \\"bilaga\\" 2\\u002E\\\n  slut"\n',
        "text: >-\n  en\n  bilaga\n  2\n",
        "text: |  # så\n   en\n     bilaga 2\n",
        "text: &a en\n  bilaga\n  2\n",
    ],
)
def test_the_words_are_where_they_are_found(source: str) -> None:
    text, value, found = offsets(source, "text")
    assert found is not None
    start = found[value.index("bilaga")]
    assert text[start : start + 6] == "bilaga"


def test_indentation_inside_a_block_counts_from_the_words() -> None:
    source = "text: |\n  a\n      - b\n"
    text, value, found = offsets(source, "text")
    assert found is not None
    assert value == "a\n    - b\n"
    assert found[value.index("-") - 1] == text.index("-") - 1


def test_an_alias_has_no_letters_of_its_own() -> None:
    _text, _value, found = offsets("a: &x en text\ntext: *x\n", "text")
    assert found is None
