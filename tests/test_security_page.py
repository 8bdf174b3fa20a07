"""SECURITY.md promises nothing that no code and no test holds."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:src|tests)/[\w/]+\.py(?:::\w+)?)`", PAGE)))


@pytest.mark.parametrize("named", NAMED)
def test_what_is_named_is_there(named: str) -> None:
    file, _colons, test = named.partition("::")
    text = (ROOT / file).read_text(encoding="utf-8")
    assert not test or f"\ndef {test}(" in text


def test_every_promise_names_a_test() -> None:
    boundaries = PAGE.partition("## Who may write what")[2].partition("## What ksflow does not protect")[0]
    promises = re.split(r"(?m)^- ", boundaries)[1:]
    assert len(promises) > 12
    assert [one for one in promises if "`tests/" not in one] == []


def test_no_address_is_made_up() -> None:
    assert "@" not in PAGE
