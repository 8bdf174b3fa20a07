"""The JSON that the handbook tells of is the JSON that commands print: the same keys, and no other kinds of values."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Outcome
from reference_pages.json_shapes import SHAPES, Keys, Shape
from smallcases import small_case

KINDS = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}


def seen(value: Any, maps: frozenset[str], at: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the kind of everything in a JSON value."""
    if isinstance(value, list):
        for one in value:
            if isinstance(one, dict):
                yield from seen(one, maps, f"{at}[]")
    elif isinstance(value, dict) and at not in maps:
        for key, one in value.items():
            path = f"{at}.{key}" if at else key
            yield path, KINDS[type(one)]
            yield from seen(one, maps, path)


@pytest.fixture
def troubled(workspace: Path) -> Path:
    """Return a workspace that has a little of everything: sound cases, broken ones, an edited document."""
    shutil.copytree(ROOT / "cases", workspace / "cases", dirs_exist_ok=True)
    cases = workspace / "cases"
    contact = (
        "sändlista: [{namn: Ann Ek, adress: [Åvägen 1, 123 45 Åby], handläggare: Bo Ek, roll: vd, leverans: post}]\n"
    )
    (cases / "KS-2024-1.yaml").write_text(small_case(1, extra=contact + "sammanträde: 2024-04-02\n"), encoding="utf-8")
    (cases / "KS-2024-2.yaml").write_text(small_case(2, extra="rubbrik: Gata\n"), encoding="utf-8")
    (cases / "KS-2024-3.yaml").write_text("diarienummer: [\n", encoding="utf-8")
    return workspace


def printed(shape: Shape, ksflow: Callable[..., Outcome], workspace: Path) -> Iterator[Any]:
    """Yield what the commands of a shape print; after a build a case changes."""
    for command in shape.commands:
        if command.startswith("out/"):
            ksflow("build")
            yield json.loads((workspace / command).read_text(encoding="utf-8"))
            continue
        words = command.removeprefix("ksflow ").split()
        outcome = ksflow(*words)
        assert outcome.code in (0, 1), outcome.stderr
        if words[:2] == ["diary", "parse"]:
            yield from map(json.loads, outcome.stdout.splitlines())
            yield from map(json.loads, ksflow(*words, "KS2021/1682", "x").stdout.splitlines())
        else:
            yield json.loads(outcome.stdout)
        if words == ["build", "--report", "json"]:
            case = workspace / "cases" / "KS-2024-1.yaml"
            case.write_text(case.read_text(encoding="utf-8").replace("Ny gångväg", "Ny cykelväg"), encoding="utf-8")
    if shape.name == "Fields of templates":
        case = workspace / "cases" / "KS-2021-1682.103.yaml"
        shutil.copytree(ROOT / "templates", workspace / "templates")
        named = ksflow("template", "fields", "templates/tjansteutlatande.md.j2", "--case", case, "--to", "json")
        yield json.loads(named.stdout)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name.replace(" ", "-"))
def test_the_keys_are_those_that_are_told(shape: Shape, ksflow: Callable[..., Outcome], troubled: Path) -> None:
    every: dict[str, set[str]] = {}
    for value in printed(shape, ksflow, troubled):
        for path, kind in seen(value, shape.maps):
            every.setdefault(path, set()).add(kind)
    assert set(every) == set(shape.keys)
    assert {path: kinds - kinds_told(shape.keys, path) for path, kinds in every.items()} == {
        path: set() for path in every
    }


def kinds_told(keys: Keys, path: str) -> set[str]:
    told = set(keys[path][0].split(", "))
    return told | {"integer"} if "number" in told else told


def test_reports_of_programs_without_a_page_are_none(ksflow: Callable[..., Outcome]) -> None:
    """A command that has JSON stands in the page."""
    from reference_pages.commands import commands, options, text

    told = {" ".join(command.split(" --")[0].split()) for shape in SHAPES for command in shape.commands}
    for name, command in commands():
        if any("json" in text(option) for option in options(command)):
            assert any(one.startswith(name) for one in told), name
