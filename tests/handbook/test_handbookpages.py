"""Pages of the handbook are read by the conventions, and what the conventions do not know is a fault."""

from __future__ import annotations

from textwrap import dedent

import pytest
from handbookpages import PageError, commands, matches, read_page
from hypothesis import given
from hypothesis import strategies as st


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(PageError) as caught:
        read_page(dedent(text))
    return caught.value.faults


def test_a_block_is_read_with_its_markers_and_its_title() -> None:
    page = read_page(
        dedent("""\
        <!-- workspace: storkoping -->

        # Byggdag

        <!-- exit: 1 -->
        ```console
        $ ksflow check
        …
        ```

        ```yaml title="cases/KS-2024-120.yaml" hl_lines="2 3"
        datum: 2024-03-05
        ```
        """)
    )
    assert page.workspace == "storkoping"
    check, case = page.blocks
    assert (check.line, check.language, check.markers) == (6, "console", {"exit": "1"})
    assert (case.line, case.title, case.text) == (11, "cases/KS-2024-120.yaml", "datum: 2024-03-05\n")


def test_a_block_in_a_tab_loses_the_indentation_of_the_tab_and_no_more() -> None:
    page = read_page(
        dedent("""\
        === "YAML"

            <!-- case -->
            ```yaml
            avsnitt:
              - rubrik: Bakgrund
            ```
        """)
    )
    assert page.blocks[0].text == "avsnitt:\n  - rubrik: Bakgrund\n"
    assert page.blocks[0].markers == {"case": ""}


def test_a_longer_fence_holds_a_shorter_one() -> None:
    (block,) = read_page("````text\n```console\n$ rm -rf .\n```\n````\n").blocks
    assert block.text == "```console\n$ rm -rf .\n```\n"


def test_a_block_of_a_recipe_names_the_file() -> None:
    (block,) = read_page('```yaml title=".gitlab-ci.yml"\n--8<-- "recipes/gitlab-ci.yml"\n```\n').blocks
    assert block.recipe == "recipes/gitlab-ci.yml"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("```yaml\na: b\n```\n", (1, "YAML has a title, or a marker")),
        ("```\nls\n```\n", (1, "A block has a language")),
        ("```toml\na = 1\n```\n", (1, "A block of toml has a title")),
        ("```console\nksflow build\n```\n", (1, "A console block begins with a command")),
        ("```text\nno end\n", (1, "The block is never closed")),
        ("<!-- caes -->\n```yaml\na: b\n```\n", (1, "The marker “caes” is unknown")),
        ("<!-- case -->\n\n```yaml\na: b\n```\n", (1, "The marker “case” stands on the line before a block")),
        ("<!-- exit: 1 -->\n", (1, "The marker “exit” stands on the line before a block")),
        ("text <!-- case -->\n", (1, "A marker stands alone on its line")),
        ("<!--case-->\n", (1, "A marker stands alone on its line")),
        ("<!-- workspace: huddinge -->\n", (1, "The workspace “huddinge” is unknown")),
        ("# Rubrik\n<!-- workspace: tomt -->\n", (2, "The marker “workspace” stands at the top")),
        ("<!-- not run -->\n```sh\npip install x\n```\n", (2, "Say why it is not run")),
        ("<!-- exit: ett -->\n```console\n$ ls\n```\n", (2, "An exit code is a number")),
        ("<!-- exit: 1 -->\n```text\nls\n```\n", (2, "An exit code is a number")),
        ("<!-- case -->\n<!-- kommun -->\n```yaml\na: b\n```\n", (3, "Only one of these markers")),
        ("<!-- case -->\n```json\n{}\n```\n", (2, "Only YAML can be put over")),
        ("<!-- shown -->\n```text\nx\n```\n", (2, "A block that is shown names its file")),
        ('```yaml title="/etc/passwd"\na: b\n```\n', (1, "The title of a block is a path inside")),
        ('```yaml title="../x.yaml"\na: b\n```\n', (1, "The title of a block is a path inside")),
        ('```console title="Terminal"\n$ ls\n```\n', (1, "A console block has no title")),
        ('<!-- case -->\n```yaml title="x.yaml"\na: b\n```\n', (2, "A block with a title is a whole file")),
        ("```yaml title=x.yaml\na: b\n```\n", (1, "What stands after the fence cannot be read: title=x.yaml")),
    ],
)
def test_what_the_conventions_do_not_know_is_a_fault(text: str, fault: tuple[int, str]) -> None:
    found = faults(text)
    assert found[0][0] == fault[0]
    assert found[0][1].startswith(fault[1])


def test_yaml_of_a_generated_page_is_held_by_the_tests_of_what_made_it() -> None:
    page = read_page("<!-- generated: make.py -->\n\n```yaml\na: b\n```\n")
    assert page.generated
    assert faults("# Titel\n<!-- generated: make.py -->\n")[0][0] == 2


def test_all_faults_of_a_page_are_told_at_once() -> None:
    assert [line for line, _ in faults("```yaml\na: b\n```\n\n```\nls\n```\n")] == [1, 5]


def test_a_marker_that_is_spoken_of_is_no_marker() -> None:
    assert read_page("Skriv `<!-- case -->` på raden före.\n").blocks == []


def test_the_output_belongs_to_the_command_above_it() -> None:
    (block,) = read_page(
        dedent("""\
        ```console
        $ ksflow build \\
            --to pdf
        1 document built

        $ ksflow status
        $ ksflow verify
        all whole
        ```
        """)
    ).blocks
    build, status, verify = commands(block)
    assert (build.line, build.text, build.expected) == (2, "ksflow build \\\n    --to pdf", "1 document built\n")
    assert (status.line, status.expected) == (6, None)
    assert (verify.line, verify.expected) == (7, "all whole")


@pytest.mark.parametrize(
    ("expected", "came", "same"),
    [
        ("a\nb", "a\nb\n", True),
        ("a\nb", "a\n", False),
        ("a", "a\nb\n", False),
        ("a   ", "a\n\n", True),
        ("b…e", "byggdes till e\n", True),
        ("b…e", "b\ne\n", False),
        ("…", "", True),
        ("…", "a\nb\n", True),
        ("a\n…\nd", "a\nd\n", True),
        ("a\n…\nd", "a\nb\nc\nd\n", True),
        ("a\n…\nd", "a\nb\nc\n", False),
        ("…\na\n…", "x\na\ny\n", True),
        ("a.c", "abc\n", False),
        ("(1)", "(1)\n", True),
    ],
)
def test_dots_stand_for_what_is_left_out_and_nothing_else_does(expected: str, came: str, same: bool) -> None:
    assert matches(expected, came) is same


LINES = st.lists(st.text("abc .*(\\", min_size=1).filter(str.strip), min_size=1, max_size=6)


@given(lines=LINES, cut=st.tuples(st.integers(0, 6), st.integers(0, 6)))
def test_an_output_is_what_it_is_also_with_lines_left_out(lines: list[str], cut: tuple[int, int]) -> None:
    start, end = sorted(cut)
    assert matches("\n".join(lines), "\n".join(lines) + "\n")
    assert matches("\n".join([*lines[:start], "…", *lines[end:]]), "\n".join(lines))


@given(lines=LINES)
def test_a_line_more_is_another_output(lines: list[str]) -> None:
    assert not matches("\n".join(lines), "\n".join([*lines, "d"]))
