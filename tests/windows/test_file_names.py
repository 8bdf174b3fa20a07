"""Every name that ksflow makes for a file can lie on Windows, where the same workspace may be checked out."""

from __future__ import annotations

import ntpath
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from conftest import ROOT, Outcome
from ksflow.batch.bugreport import report_bug
from ksflow.batch.notices import _file_name
from ksflow.diary.format import DiaryFormat
from ksflow.organisation.distribution import Recipient
from ksflow.sources.fields import FileStem
from ksflow.sources.filenames import is_safe, safe_stem

ODD = (
    "CON",
    "nul.txt",
    "aux .x",
    "COM1",
    "LPT¹.a.b",
    "conin$",
    "a.",
    "a ",
    ". .",
    "",
    'a<b>:"c"/\\d|?*',
    "x\0y\x1f",
    "å" * 300,
)
names = st.one_of(st.text(), st.sampled_from(ODD), st.text("con.prn aux\\/:åäö\U0001f600\udc80", max_size=300))


def lies_on_windows(name: str) -> bool:
    """Tell whether Windows, with its usual limits, takes a name, ending and all."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        is_reserved = getattr(ntpath, "isreserved", None)  # from Python 3.13 on
        reserved = is_reserved(name) if is_reserved else PureWindowsPath(name).is_reserved()
    return (
        not reserved
        and 0 < len(name.encode("utf-8")) <= 255
        and not set(name) & set('<>:"/\\|?*')
        and min(name) >= " "
        and name[-1] not in ". "
    )


def recipient(name: str) -> Recipient:
    return Recipient(name, None, None, None, (), None, (), ())


@given(names)
@example("con")
@example("å" * 300)
def test_any_text_becomes_a_name_that_windows_takes(text: str) -> None:
    stem = safe_stem(text, "fil")
    assert lies_on_windows(stem)
    assert lies_on_windows(f"{stem}-12.redigerad-2.docx")
    assert lies_on_windows(f".{stem}.yaml.reserve-01234567.tmp")
    assert is_safe(stem)


@pytest.mark.parametrize(
    "name", ["tjansteskrivelse", "Svar på motion", "KS-2021-1682.103", "conto", "a.b", "com", "com10"]
)
def test_a_name_that_is_good_stays_as_it_is(name: str) -> None:
    assert safe_stem(name, "fil") == name


@given(names)
def test_what_a_template_may_call_its_files_lies_on_windows(name: str) -> None:
    try:
        stem = TypeAdapter(FileStem).validate_python(name)
    except (ValidationError, UnicodeEncodeError):
        return
    assert lies_on_windows(f"{stem}.docx")
    assert lies_on_windows(f"{stem}.redigerad-2.docx")


@given(st.lists(names, min_size=1, max_size=6))
def test_every_recipients_notice_has_a_name_of_its_own(several: list[str]) -> None:
    taken: set[str] = set()
    made = [f"{_file_name(recipient(name), taken)}.docx" for name in several if "\udc80" not in name]
    assert all(map(lies_on_windows, made))
    assert len({name.casefold() for name in made}) == len(made)


@pytest.mark.parametrize(
    "pattern", ["{organ}-{år}/{löpnr}[.{klass}][-{handling}]", "{år}:{löpnr:4}", "{ORGAN} {enhet} {år}/{löpnr}"]
)
@given(data=st.data())
def test_every_case_has_a_folder_that_windows_takes(pattern: str, data: st.DataObject) -> None:
    form = DiaryFormat(pattern)
    text = data.draw(st.from_regex(form.expression, fullmatch=True).filter(form.reads))
    number = form.parse(text)
    assert lies_on_windows(number.file_stem)
    assert is_safe(number.file_stem)


@pytest.mark.parametrize(("stem", "file"), [("con", "import-con"), ("a: b?", "a- b-"), ("Å" * 120, "Å" * 90)])
def test_an_imported_document_becomes_a_case_file_that_windows_takes(
    stem: str, file: str, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    shutil.copy(ROOT / "tests" / "data" / "noter.docx", workspace / f"{stem}.docx")
    assert ksflow("import", f"{stem}.docx").code == 0
    assert [path.name for path in (workspace / "cases").iterdir()] == [f"{file}.yaml"]


@pytest.mark.parametrize("name", ["aux", "con ", "a" * 260, "lpt1"])
def test_a_template_gets_no_name_that_windows_refuses(
    name: str, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    done = ksflow("template", "init", name)
    assert (done.code, (workspace / "templates").exists()) == (2, False)
    assert "This cannot be the name of a template" in done.stderr


def test_a_template_that_names_its_files_after_a_device_is_told(
    case: Path, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    assert ksflow("template", "init", "eget", "--as", "content").code == 0
    template = workspace / "templates" / "eget.md.j2"
    template.write_text(template.read_text("utf-8").replace("filnamn: eget", "filnamn: Nul"), "utf-8")
    told = ksflow("build", "-d", "eget")
    assert told.code == 1
    assert "FIL103 This cannot be the name of a file: Nul" in told.stderr


@pytest.mark.parametrize("other", ["Beslut", "beslut"])
def test_no_document_takes_the_place_of_another(
    other: str, case: Path, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    """On Windows, Beslut.docx and beslut.docx are one file."""
    for name, file in (("ett", "beslut"), ("annat", other)):
        assert ksflow("template", "init", name, "--as", "content").code == 0
        template = workspace / "templates" / f"{name}.md.j2"
        template.write_text(template.read_text("utf-8").replace(f"filnamn: {name}", f"filnamn: {file}"), "utf-8")
    refused = ksflow("build", "-d", "ett,annat")
    assert (refused.code, (workspace / "out").exists()) == (2, False)
    assert refused.stderr == (
        f"ksflow: The documents ett and annat have the same file name: {other}. "
        "Change “filnamn” in one of the templates\n"
    )
    assert ksflow("build", "-d", "annat").code == 0


def test_a_report_of_a_bug_can_be_written_whatever_the_case_is_called(workspace: Path) -> None:
    for name in ("con.yaml", "a:b?.yaml", "Å" * 120 + ".yaml"):
        report_bug(f"cases/{name}", ValueError("?"), workspace)
    made = [path.name for path in (workspace / ".ksflow").iterdir()]
    assert len(made) == 3
    assert all(map(lies_on_windows, made))
