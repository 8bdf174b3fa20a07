"""A page whose promise does not hold is told of, at its line; one that holds is not."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from handbookpages import read_page
from handbookrunning import put_over, run_page

from conftest import ROOT


def run(text: str, folder: Path, language: str = "en") -> list[tuple[int, str]]:
    return run_page(read_page(dedent(text)), language, folder)


def test_a_page_that_holds_has_no_faults(tmp_path: Path) -> None:
    page = """\
        <!-- workspace: storkoping -->
        ```console
        $ ksflow --version
        ksflow …
        $ cd cases
        $ export WHO=Anna
        ```

        ```console
        $ ls && echo "$WHO" && python -c 'import ksflow'
        BIN-2024-7.yaml
        …
        bilagor
        Anna
        ```

        ```sh
        test -f kommun.yaml
        ```

        ```python
        >>> import ksflow
        >>> ksflow.__version__
        '…'
        ```

        ```python
        from pathlib import Path
        assert Path("kommun.yaml").exists()
        ```

        ```text title="notes/a.txt"
        one
        two
        ```

        <!-- shown -->
        ```text title="notes/a.txt"
        two
        ```

        <!-- exit: 2 -->
        ```console
        $ ksflow build nothing.yaml
        …nothing.yaml…
        ```
        """
    assert run(page, tmp_path) == []


@pytest.mark.parametrize(
    ("page", "line", "words"),
    [
        ("```console\n$ echo a\nb\n```\n", 2, ["$ echo a", "is expected to print\n    b", "and printed\n    a"]),
        ("```console\n$ true\n$ ksflow bild\n```\n", 3, ["ends with exit code 2, and not with 0", "bild"]),
        ("<!-- exit: 1 -->\n```console\n$ false\n$ false\n```\n", 3, ["exit code 1, and not with 0"]),
        ("<!-- exit: 1 -->\n```console\n$ true\n```\n", 3, ["exit code 0, and not with 1"]),
        ("```sh\ntrue | false\n```\n", 1, ["The block ends with exit code 1"]),
        ("```python\n1 / 0\n```\n", 1, ["The block ends with exit code 1", "ZeroDivisionError"]),
        ("```python\n>>> 1 + 1\n3\n```\n", 1, ["The example gives something else", "Expected:", "3"]),
        ('```json\n{"a": }\n```\n', 1, ["This is no JSON"]),
        ('<!-- shown -->\n```yaml title="kommun.yaml"\nnamn: X\n```\n', 2, ["has no such lines"]),
        ('<!-- shown -->\n```yaml title="nix.yaml"\nnamn: X\n```\n', 2, ["There is no nix.yaml"]),
        ('```yaml\n--8<-- "recipes/nix.yml"\n```\n', 1, ["There is no docs/recipes/nix.yml"]),
        ("<!-- case -->\n```yaml\nrubrik: ''\n```\n", 2, ["an error that the marker does not name", "FIL"]),
        ("<!-- case: FIL102 -->\n```yaml\nrubrik: Avtal\n```\n", 2, ["not found: FIL102"]),
        ("<!-- kommun -->\n```yaml\nnamm: X\n```\n", 2, ["kommun.yaml cannot be used", "namm"]),
    ],
)
def test_a_broken_promise_is_told_with_its_line(page: str, line: int, words: list[str], tmp_path: Path) -> None:
    ((where, fault),) = run(page, tmp_path)
    assert where == line
    for word in words:
        assert word in fault


@pytest.mark.parametrize("workspace", ["arenden", "storkoping", "tomt"])
def test_keys_are_put_over_a_good_case_and_over_kommun_yaml(workspace: str, tmp_path: Path) -> None:
    page = f"""\
        <!-- workspace: {workspace} -->
        <!-- case -->
        ```yaml
        rubrik: Riktlinjer för lån av salar
        ```

        <!-- case: FIL102 -->
        ```yaml
        datum: 2021-02-30
        ```

        <!-- kommun -->
        ```yaml
        husregler: {{beslutsform: att-satser}}
        ```
        """
    before = {"arenden": (ROOT / "kommun.yaml").read_bytes()}
    assert run(page, tmp_path) == []
    assert not (tmp_path / workspace / "cases" / "exempel-i-handboken.yaml").exists()
    if workspace in before:
        assert (tmp_path / workspace / "kommun.yaml").read_bytes() == before[workspace]


def test_a_page_goes_on_after_a_fault_and_tells_of_all(tmp_path: Path) -> None:
    page = "```console\n$ echo a\nb\n```\n\n```console\n$ echo c\nd\n```\n"
    assert [line for line, _ in run(page, tmp_path)] == [2, 7]


def test_commands_speak_the_language_of_the_page(tmp_path: Path) -> None:
    page = "<!-- workspace: tomt -->\n<!-- exit: 2 -->\n```console\n$ ksflow build\n{}\n```\n"
    (tmp_path / "sv").mkdir()
    (tmp_path / "en").mkdir()
    assert run(page.format("…Gå till en arbetsyta…"), tmp_path / "sv", "sv") == []
    assert run(page.format("…Go to a workspace…"), tmp_path / "en", "en") == []


def test_what_is_not_run_is_not_run(tmp_path: Path) -> None:
    assert run("<!-- not run: goes on for ever -->\n```console\n$ touch a\n```\n", tmp_path) == []
    assert not (tmp_path / "arenden" / "a").exists()


def test_nothing_of_this_machine_reaches_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSFLOW_REPORT", "json")
    monkeypatch.setenv("NO_COLOR", "1")
    page = "```console\n$ env | grep -E '^(KSFLOW|NO_COLOR|LANG)'\nKSFLOW_LANG=en\n```\n"
    assert run(page, tmp_path) == []


def test_putting_over_keeps_what_is_not_named() -> None:
    whole = "# first\na: 1\n# about b\nb:\n  - x\nc: 3\n"
    assert yaml.safe_load(put_over(whole, "b: [y]\nd: 4\n")) == {"a": 1, "b": ["y"], "c": 3, "d": 4}
