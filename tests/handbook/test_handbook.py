"""What the handbook promises holds: each of its pages is run from top to bottom."""

from __future__ import annotations

from pathlib import Path

import pytest
from handbookpages import PageError, read_page
from handbookrunning import run_page

from conftest import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
NOT_RUN = Path(__file__).with_name("not_run.txt")


@pytest.mark.parametrize("name", PAGES)
def test_all_that_a_page_says_is_so(name: str, tmp_path: Path) -> None:
    try:
        page = read_page((DOCS / name).read_text(encoding="utf-8"))
    except PageError as error:
        faults = error.faults
    else:
        faults = run_page(page, "sv" if name.startswith("sv/") else "en", tmp_path)
    said = "\n\n".join(f"docs/{name}:{line}: {fault}" for line, fault in faults)
    assert not faults, f"\n{said}"


def test_what_is_not_run_is_known() -> None:
    """Nobody takes a block out in silence: the list beside this file names each, with the page's reason."""
    found = [
        f"docs/{name}: {block.markers['not run']}"
        for name in PAGES
        for block in read_page((DOCS / name).read_text(encoding="utf-8")).blocks
        if "not run" in block.markers
    ]
    assert sorted(found) == sorted(NOT_RUN.read_text(encoding="utf-8").splitlines())


def test_only_the_reference_is_generated() -> None:
    """Elsewhere the marker would be a way round the conventions."""
    generated = {name for name in PAGES if read_page((DOCS / name).read_text(encoding="utf-8")).generated}
    assert generated == {name for name in PAGES if name.startswith(("sv/referens/", "en/reference/"))}


def test_recipes_are_shown() -> None:
    """A recipe that no page shows is one that nobody finds."""
    shown = {
        f"docs/{block.recipe}"
        for name in PAGES
        for block in read_page((DOCS / name).read_text(encoding="utf-8")).blocks
        if block.recipe
    }
    recipes = {path.relative_to(ROOT).as_posix() for path in (DOCS / "recipes").rglob("*") if path.is_file()}
    assert recipes - shown == set()
