"""Lines of a stream that may hold anything."""

from __future__ import annotations

from io import BytesIO

import pytest

from ksflow.sources.lines import LONGEST, Line, LineFault, line_of, read_lines


def read(data: bytes) -> list[Line]:
    return list(read_lines(BytesIO(data)))


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"a", ["a"]),
        (b"a\nb\n", ["a", "b"]),
        (b"a\r\nb\r\n", ["a", "b"]),
        (b"a\n\n\nb", ["a", "", "", "b"]),
        (b"\xef\xbb\xbfa\n\xef\xbb\xbfb", ["a", "\ufeffb"]),
        ("Ä\u2028ö\x0cå\n".encode(), ["Ä\u2028ö\x0cå"]),
    ],
)
def test_lines_end_with_a_line_feed_and_nothing_else(data: bytes, texts: list[str]) -> None:
    assert read(data) == [Line(text) for text in texts]


def test_a_line_that_is_no_utf_8_is_one_faulty_line_among_others() -> None:
    assert read(b"a\n\xff\xfeb\nc\n") == [Line("a"), Line("\\xff\\xfeb", LineFault.BYTES), Line("c")]


@pytest.mark.parametrize("length", [LONGEST, LONGEST + 1, 2 * LONGEST - 1, 2 * LONGEST, 10 * LONGEST + 7])
@pytest.mark.parametrize("beginning", [b"", b"\xef\xbb\xbf"])
def test_a_long_line_is_one_faulty_line_of_which_the_beginning_is_kept(length: int, beginning: bytes) -> None:
    first, *rest = read(beginning + b"x" * length + b"\nb\n")
    assert (first.fault, rest) == (LineFault.LONG, [Line("b")])
    assert len(first.text) < 150


def test_the_longest_line_that_is_kept_is_whole() -> None:
    assert read(b"x" * (LONGEST - 1) + b"\nb") == [Line("x" * (LONGEST - 1)), Line("b")]


def test_a_long_text_from_elsewhere_is_no_better() -> None:
    assert line_of(b"x" * LONGEST).fault is LineFault.LONG
