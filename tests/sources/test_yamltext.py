"""What is written as a YAML value is read as the same text."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ksflow.sources.textfile import first_forbidden
from ksflow.sources.yamltext import yaml_text

TEXTS = st.text(st.sampled_from("abåÄ1 \n\t:#-,.[]{}'\"\\&*!|>%@`~=<?–”\xa0é"), max_size=20) | st.text(max_size=20)


@pytest.mark.parametrize("in_flow", [False, True])
@given(text=TEXTS.filter(lambda text: first_forbidden(text) is None))
def test_a_value_is_read_as_it_was_written(in_flow: bool, text: str) -> None:
    written = yaml_text(text, in_flow=in_flow)
    source = f"a: {{b: {written}, c: [{written}, x]}}\n" if in_flow else f"a: {written}\nb:\n  - {written}\n"
    data = yaml.load(source, Loader=yaml.BaseLoader)
    assert data == ({"a": {"b": text, "c": [text, "x"]}} if in_flow else {"a": text, "b": [text]})


@pytest.mark.parametrize("text", ["Ny bro, svar på motion", "KS-2021/1682.103", "08-535 302 09", "Avtal (bilaga 1)"])
def test_ordinary_texts_need_no_quotation_marks(text: str) -> None:
    assert yaml_text(text) == text
