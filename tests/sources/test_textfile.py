"""Reading a person's text file: strictly, and with a place for everything that is wrong."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Outcome
from ksflow.reports.text_report import finding_lines
from ksflow.sources.findings import FindingsError, Span
from ksflow.sources.textfile import MAX_BYTES, TextFile, decode, read_text_file


def printed(error: pytest.ExceptionInfo[FindingsError]) -> str:
    return "".join(f"{line}\n" for finding in error.value.findings for line in finding_lines(finding))


def refused(data: bytes) -> str:
    with pytest.raises(FindingsError) as error:
        decode(data, "case.yaml")
    return printed(error)


def unreadable(path: Path) -> str:
    with pytest.raises(FindingsError) as error:
        read_text_file(path, "case.yaml")
    return printed(error)


# Encodings


def test_swedish_letters_and_emoji_are_read_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("rubrik: Åäö 🚲 na\u0308mnd\n", encoding="utf-8")
    assert read_text_file(path, "case.yaml") == TextFile("case.yaml", "rubrik: Åäö 🚲 na\u0308mnd\n", path)


def test_a_byte_order_mark_at_the_start_is_accepted_and_left_out() -> None:
    assert decode("rubrik: Å\n".encode("utf-8-sig"), "case.yaml") == "rubrik: Å\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["rubrik: Åäö\n", "Åäö: 1\n", "a: 1", "”citat” först i filen\n" * 100])
def test_utf_16_is_named_whichever_end_comes_first_and_with_or_without_its_mark(encoding: str, text: str) -> None:
    assert refused(text.encode(encoding)) == dedent("""\
        case.yaml:1:1: error FIL003 The file is UTF-16, not UTF-8
          = Save the file with the encoding UTF-8
        """)


def test_utf_16_with_the_big_endian_mark_is_named() -> None:
    assert "The file is UTF-16, not UTF-8" in refused(b"\xfe\xff" + "rubrik".encode("utf-16-be"))


def test_latin_1_is_shown_at_its_first_wrong_byte_with_the_line_as_it_was_meant() -> None:
    assert refused("namn: B\nrubrik: Förslag åt alla\nnämnd: KS\n".encode("latin-1")) == dedent("""\
        case.yaml:2:10: error FIL003 The byte 0xF6 is not UTF-8
          2 │ rubrik: Förslag åt alla
            │          ^ Save the file with the encoding UTF-8
        """)


def test_a_line_of_mixed_encodings_keeps_the_caret_under_the_wrong_byte() -> None:
    assert refused("rubrik: åäö ".encode() + "“x”".encode("cp1252") + b"\rmer: 1\r") == dedent("""\
        case.yaml:1:13: error FIL003 The byte 0x93 is not UTF-8
          1 │ rubrik: åäö “x”
            │             ^ Save the file with the encoding UTF-8
        """)


def test_a_file_with_zero_bytes_is_no_text_file() -> None:
    assert refused(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00\x21\x00\x00" * 9) == dedent("""\
        case.yaml:1:1: error FIL003 This is not a text file
          = Give a YAML file written in a text editor
        """)


@given(st.binary(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_text_or_a_finding_inside_it(data: bytes) -> None:
    try:
        text = decode(data, "f")
    except FindingsError as error:
        for finding in error.findings:
            assert finding.span.line >= 1
            assert finding.span.column >= 1
            assert finding_lines(finding)
    else:
        assert text.encode() == data.removeprefix(b"\xef\xbb\xbf")


# Characters that no document can hold


@pytest.mark.parametrize(
    ("character", "message"),
    [
        ("\u2028", "U+2028 (LINE SEPARATOR)"),
        ("\u2029", "U+2029 (PARAGRAPH SEPARATOR)"),
        ("\x85", "U+0085 (NEXT LINE)"),
        ("\x0b", "U+000B (VERTICAL TAB)"),
        ("\x0c", "U+000C (FORM FEED)"),
    ],
)
def test_a_line_break_that_word_processors_leave_behind_is_told_by_its_name(character: str, message: str) -> None:
    assert refused(f"rubrik: åä{character}ö\n".encode()) == (
        f"case.yaml:1:11: error FIL005 The character {message} cannot stand in a document\n"
        f"  1 │ rubrik: åä\ufffdö\n"
        "    │           ^ Delete it, and press Enter where a new line is meant\n"
    )


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x07", "U+0007 (a control character)"),
        ("\x1b", "U+001B (a control character)"),
        ("\x7f", "U+007F (DELETE)"),
        ("\x9b", "U+009B (a control character)"),
        ("\ufeff", "U+FEFF (BYTE ORDER MARK)"),
        ("\ufffe", "U+FFFE (a control character)"),
    ],
)
def test_an_invisible_character_is_told_by_its_code(character: str, name: str) -> None:
    assert refused(f"a: x{character}y\n".encode()) == (
        f"case.yaml:1:5: error FIL005 The character {name} cannot stand in a document\n"
        f"  1 │ a: x\ufffdy\n"
        "    │     ^ Delete it; it often comes along invisibly when text is pasted\n"
    )


def test_a_zero_byte_far_into_a_text_is_shown_where_it_stands() -> None:
    head, *_rest = refused(b"x" * 9000 + b"\n\0").splitlines()
    assert head == "case.yaml:2:1: error FIL005 The character U+0000 (a control character) cannot stand in a document"


def test_surrogates_are_no_utf_8() -> None:
    assert "case.yaml:1:4: error FIL003 The byte 0xED is not UTF-8\n" in refused(b"a: \xed\xa0\x80\n")


def test_ten_forbidden_characters_are_told_and_the_rest_left_for_later() -> None:
    assert refused(b"\x01" * 5000).count("FIL005") == 10


def test_tabs_no_break_spaces_and_soft_hyphens_are_ordinary_characters() -> None:
    text = "a:\tx\u00a0y\u00adz\u200b\n"
    assert decode(text.encode(), "case.yaml") == text


# Lines


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_count_them(end: str) -> None:
    source = TextFile("f", end.join(["å", "", "två", "tre"]))
    assert source.lines == ["å", "", "två", "tre"]
    start = source.text.index("två")
    assert source.span_at(start, start + 3) == Span(3, 1, 3, 4)
    assert source.span_at(start + 2, len(source.text)) == Span(3, 3, 4, 4)
    assert (source.line(0), source.line(1), source.line(4), source.line(5)) == (None, "å", "tre", None)


@given(st.text("å\r\n\t🚲", max_size=12), st.integers(0, 12))
@settings(max_examples=300, deadline=None)
def test_an_offset_is_on_the_line_and_column_that_counting_the_lines_before_gives(text: str, offset: int) -> None:
    before = TextFile("f", text[:offset]).lines
    span = TextFile("f", text).span_at(offset, offset)
    assert (span.line, span.column) == (len(before), len(before[-1]) + 1)


@pytest.mark.parametrize(
    ("span", "inside"),
    [
        (Span(2, 1, 2, 2), Span(1, 3, 1, 3)),  # where parsers see the end of a file without a last line end
        (Span(1, 2, 5, 1), Span(1, 2, 1, 3)),
        (Span(1, 9, 1, 12), Span(1, 3, 1, 3)),
        (Span(1, 2, 1, 3), Span(1, 2, 1, 3)),
    ],
)
def test_a_finding_never_points_beyond_the_end_of_the_file(span: Span, inside: Span) -> None:
    finding = TextFile("f", "ab").finding(span, "FIL010", "x")
    assert (finding.span, finding.excerpt) == (inside, "ab")


# Files that are none


def test_a_missing_file(tmp_path: Path) -> None:
    assert unreadable(tmp_path / "x.yaml") == "case.yaml:1:1: error FIL001 The file does not exist\n"


def test_a_folder_is_said_to_be_one_and_leaves_no_descriptor_open(tmp_path: Path) -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0

    before = descriptors()
    for _ in range(5):
        assert unreadable(tmp_path) == "case.yaml:1:1: error FIL001 This is a folder, not a file\n"
    assert descriptors() == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused_at_once_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert unreadable(tmp_path / "pipe.yaml") == "case.yaml:1:1: error FIL001 This is not an ordinary file\n"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
def test_a_device_without_end_is_refused_at_once() -> None:
    assert unreadable(Path("/dev/zero")) == "case.yaml:1:1: error FIL001 This is not an ordinary file\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_one_may_not_read(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("a: 1", encoding="utf-8")
    path.chmod(0)
    assert unreadable(path) == "case.yaml:1:1: error FIL001 You are not allowed to read the file\n"


def test_a_link_that_leads_nowhere_or_back_to_itself(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to("finns-inte")
    (tmp_path / "loop").symlink_to("loop")
    assert unreadable(tmp_path / "dangling") == "case.yaml:1:1: error FIL001 The file does not exist\n"
    assert unreadable(tmp_path / "loop") == (
        "case.yaml:1:1: error FIL001 The file is a symbolic link that leads back to itself\n"
    )


def test_a_name_that_is_too_long_is_a_finding_too(tmp_path: Path) -> None:
    assert unreadable(tmp_path / ("x" * 300)).startswith("case.yaml:1:1: error FIL001 The file cannot be read: ")


def test_a_file_is_read_up_to_ten_megabytes_and_not_a_byte_more(tmp_path: Path) -> None:
    path = tmp_path / "stor.yaml"
    with path.open("wb") as file:
        file.write(b"a" * 10)
        file.truncate(MAX_BYTES + 1)
    assert unreadable(path) == "case.yaml:1:1: error FIL004 The file is larger than 10 MB\n"
    with path.open("wb") as file:
        file.write(b"a\n" * (MAX_BYTES // 2))
    assert len(read_text_file(path, "case.yaml").text) == MAX_BYTES


@pytest.mark.skipif(os.name != "posix", reason="not everybody may make links elsewhere")
@pytest.mark.parametrize(
    ("name", "command"),
    [
        *(
            ("cases/a.yaml", words)
            for words in (["check"], ["build"], ["diary", "list"], ["migrate"], ["check", "--fix"])
        ),
        *(("kommun.yaml", words) for words in (["check"], ["build"], ["diary", "list"])),
    ],
)
def test_a_link_out_of_the_workspace_is_not_read(
    name: str, command: list[str], workspace: Path, tmp_path: Path, ksflow: Callable[..., Outcome]
) -> None:
    """Version control carries links: what one leads to must not come into a log, line by line."""
    secret = tmp_path / "hemligt.yaml"
    secret.write_text("lösenord: sesam\n", encoding="utf-8")
    (workspace / name).unlink(missing_ok=True)
    (workspace / name).symlink_to(secret)
    outcome = ksflow(*command)
    assert outcome.code in (1, 2)
    assert "sesam" not in outcome.stdout + outcome.stderr
    assert "FIL110 The file is a symbolic link that leads out of the workspace" in outcome.stdout + outcome.stderr


@pytest.mark.skipif(os.name != "posix", reason="not everybody may make links elsewhere")
def test_a_link_inside_the_workspace_is_read(workspace: Path, reference: str, ksflow: Callable[..., Outcome]) -> None:
    (workspace / "delat").mkdir()
    (workspace / "delat" / "KS-2021-1682.103.yaml").write_text(reference, encoding="utf-8")
    (workspace / "cases" / "KS-2021-1682.103.yaml").unlink(missing_ok=True)
    (workspace / "cases" / "KS-2021-1682.103.yaml").symlink_to("../delat/KS-2021-1682.103.yaml")
    assert ksflow("build").code == 0
