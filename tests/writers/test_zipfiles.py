"""Archives: the same bytes every time and everywhere, and a ZIP file that others can read."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksflow.writers.docx.zipfiles import read_archive, stored, taken_over, write_archive

ROOT = Path(__file__).resolve().parents[2]

MEMBERS = {"[Content_Types].xml": b"<Types/>", "word/media/bild å 🙂.png": bytes(range(256)), "tom": b""}


def archive(members: dict[str, bytes]) -> bytes:
    return write_archive(stored(name, data) for name, data in members.items())


def test_zipfile_reads_every_member_in_its_order_with_its_name() -> None:
    with zipfile.ZipFile(BytesIO(archive(MEMBERS))) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == MEMBERS
        assert opened.namelist() == list(MEMBERS)


def test_members_tell_no_time_no_system_and_no_rights() -> None:
    with zipfile.ZipFile(BytesIO(archive(MEMBERS))) as opened:
        facts = {(info.date_time, info.create_system, info.external_attr, info.extra) for info in opened.infolist()}
    assert facts == {((1980, 1, 1, 0, 0, 0), 0, 0, b"")}


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\"), min_size=1), st.binary()
    )
)
def test_whatever_goes_in_comes_out(members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(BytesIO(archive(members))) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == members


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_taken_over_from_another_archive_stays_what_it_was(method: int) -> None:
    class Stream(BytesIO):
        """A stream that cannot go back, so that sizes follow the data, as some programs write them."""

        def seekable(self) -> bool:
            return False

    buffer = Stream()
    with zipfile.ZipFile(buffer, "w", method) as other:
        for name, data in MEMBERS.items():
            other.writestr(name, data * 50)
    raw = buffer.getvalue()
    source = read_archive(raw)
    again = write_archive(taken_over(source, raw, info) for info in source.infolist())
    with zipfile.ZipFile(BytesIO(again)) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == {
            name: data * 50 for name, data in MEMBERS.items()
        }


def test_an_empty_archive_is_an_archive() -> None:
    assert zipfile.ZipFile(BytesIO(archive({}))).namelist() == []


BUILD = """
import hashlib, sys
from pathlib import Path
from ksflow.casefile.loading import load_case
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import find_workspace
from ksflow.writers.docx.look import load_look
from ksflow.writers.docx.writer import write_docx

root = Path(sys.argv[1])
workspace = find_workspace(root)
loaded = load_case(root / "cases" / "KS-2021-1682.103.yaml", workspace.municipality, root)
for _again in range(2):
    document = compose(loaded, workspace, "tjansteutlatande")
    data = write_docx(document, load_look(document.look, workspace.template_folders))
    print(hashlib.sha256(data).hexdigest())
"""


def built(cwd: Path, umask: int, **surroundings: str) -> list[str]:
    """Return the hashes of the reference case, written twice in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **surroundings}
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(ROOT)],
        cwd=cwd,
        env=environment,
        umask=umask if os.name == "posix" else -1,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout.split()


def test_a_case_gives_the_same_bytes_in_every_process_time_zone_locale_and_folder(tmp_path: Path) -> None:
    here = built(ROOT, 0o022, TZ="Europe/Stockholm", LC_ALL="C", PYTHONHASHSEED="1", KSFLOW_LANG="en")
    there = built(tmp_path, 0o077, TZ="Pacific/Auckland", LC_ALL="sv_SE.UTF-8", PYTHONHASHSEED="2", KSFLOW_LANG="sv")
    assert len(here[0]) == hashlib.sha256().digest_size * 2
    assert {*here, *there} == {here[0]}
