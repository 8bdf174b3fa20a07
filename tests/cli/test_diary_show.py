"""`ksflow diary show`: one case on a screen, found by as little as is clear."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from conftest import Outcome
from registercases import numbered, write_cases

FULL = dedent("""\
    diarienummer: KS-2021/1682.103
    datum: 2021-08-11
    inkommen: 2021-05-03
    sammanträde: 2021-09-01
    rubrik: Avtal om partnerskap
    nämnd: Kommunstyrelsen
    avsändare: Södertörns högskola
    sekretess: 19 kap. 3 § OSL
    handläggare: {namn: Björn Rosborg}
    tidigare_beslut:
      - {instans: KF, datum: 2016-04-11, paragraf: 75, rubrik: Strategi för samverkan}
    beslutsförslag:
      - från: Kommunstyrelsen
        att: ["Avtalet, bilaga 1, godkänns."]
    sammanfattning: Avtalet följer KS-2020/7 och KS-2019/1, se KS-2021/1682.
    undertecknare: [{namn: Camilla Broo}]
    bilagor:
      - Avtal
      - {rubrik: Strategi, fil: bilagor/strategi.pdf}
    sändlista: [Socialnämnden]
    """)


@pytest.fixture
def register(workspace: Path) -> Path:
    kommun = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    plan = "klassificeringsplan: {'103': Samverkansavtal}\n"
    (workspace / "kommun.yaml").write_text(kommun + plan, encoding="utf-8")
    (workspace / "cases" / "bilagor").mkdir()
    (workspace / "cases" / "bilagor" / "strategi.pdf").write_bytes(b"%PDF")
    more = "diarienummer: KS-2020/7\nrubrik: Strategin\nsammanfattning: Leder till KS-2021/1682.\n"
    write_cases(workspace, {"KS-2021-1682.103": FULL, "KS-2020-7": more, **numbered("KS-2021/168", "GSN-2021/7")})
    return workspace


def test_all_that_is_known_of_a_case(register: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("diary", "show", "KS-2021/1682.103") == Outcome(
        0,
        dedent("""\
        KS-2021/1682.103
          Title    Avtal om partnerskap
          Body     Kommunstyrelsen
          Officer  Björn Rosborg
          Date     2021-08-11
          Meeting  2021-09-01
          Class    103 Samverkansavtal
          Sender   Södertörns högskola
          Secrecy  19 kap. 3 § OSL
          File     cases/KS-2021-1682.103.yaml

        Documents
          out/KS-2021-1682.103/tjansteutlatande.docx  not built
          out/KS-2021-1682.103/beslutsforslag.docx    not built
          out/KS-2021-1682.103/sandlista.docx         not built

        Attachments
          1  Avtal
          2  Strategi (bilagor/strategi.pdf)

        History
          2016-04-11  KF, § 75, Strategi för samverkan
          2021-05-03  received
          2021-08-11  statement written
          2021-09-01  meeting

        Related cases
          names     KS-2020/7 Strategin
          names     KS-2019/1, not here
          named in  KS-2020/7 Strategin
        """),
        "",
    )


def test_documents_are_told_by_the_names_that_the_municipality_gives_them(
    register: Path, ksflow: Callable[..., Outcome]
) -> None:
    ksflow("template", "init", "tjansteutlatande", "--as", "content")
    template = register / "templates" / "tjansteutlatande.md.j2"
    head = template.read_text(encoding="utf-8").replace("---\n", "---\nfilnamn: skrivelse\n", 1)
    template.write_text(head, encoding="utf-8")
    ksflow("build", "cases/KS-2021-1682.103.yaml")
    lines = [line.split() for line in ksflow("diary", "show", "1682").stdout.splitlines() if "out/" in line]
    assert lines == [
        ["out/KS-2021-1682.103/skrivelse.docx", "current"],
        ["out/KS-2021-1682.103/beslutsforslag.docx", "current"],
        ["out/KS-2021-1682.103/sandlista.docx", "current"],
    ]


@pytest.mark.parametrize(
    ("word", "file"),
    [
        ("ks-2021/1682.103", "KS-2021-1682.103"),
        ("KS-2021-1682.103", "KS-2021-1682.103"),
        ("cases/KS-2021-1682.103.yaml", "KS-2021-1682.103"),
        ("KS-2021/1682", "KS-2021-1682.103"),
        ("1682", "KS-2021-1682.103"),
        ("168", "KS-2021-168"),
        ("KS-2021/168", "KS-2021-168"),
        ("GSN", "GSN-2021-7"),
        ("KS-2020", "KS-2020-7"),
    ],
)
def test_the_beginning_is_enough(word: str, file: str, register: Path, ksflow: Callable[..., Outcome]) -> None:
    outcome = ksflow("diary", "show", word)
    files = [line.split()[1] for line in outcome.stdout.splitlines() if line.startswith("  File ")]
    assert (outcome.code, files) == (0, [f"cases/{file}.yaml"])


def test_several_are_listed(register: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("diary", "show", "7") == Outcome(
        1,
        "",
        dedent("""\
        ksflow: 7 may mean several cases:
          GSN-2021/7  cases/GSN-2021-7.yaml
          KS-2020/7   cases/KS-2020-7.yaml   Strategin
        """),
    )


def test_of_very_many_the_first_are_listed(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    write_cases(workspace, numbered(*(f"KS-2021/{number}" for number in range(1, 100))))
    lines = ksflow("diary", "show", "KS").stderr.splitlines()
    assert (len(lines), lines[1], lines[-1]) == (22, "  KS-2021/1   cases/KS-2021-1.yaml", "  and 79 more")


def test_two_cases_with_one_number_are_told_apart_by_their_files(
    register: Path, ksflow: Callable[..., Outcome]
) -> None:
    write_cases(register, {"kopia": "diarienummer: KS-2020/7\nrubrik: Kopian\n"})
    assert ksflow("diary", "show", "KS-2020/7").stderr == dedent("""\
        ksflow: KS-2020/7 may mean several cases:
          KS-2020/7  cases/KS-2020-7.yaml  Strategin
          KS-2020/7  cases/kopia.yaml      Kopian
        """)
    assert "Title   Kopian" in ksflow("diary", "show", "kopia").stdout


@pytest.mark.parametrize("word", ["77777", "KS-2021/16820", "0", "?"])
def test_none_is_told(word: str, register: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("diary", "show", word) == Outcome(1, "", f"ksflow: There is no case {word}\n")


def test_a_faulty_case_shows_what_its_file_says(register: Path, ksflow: Callable[..., Outcome]) -> None:
    write_cases(register, {"bron": "diarienummer: KS2021/5\nrubrik: Bron\ndatum: i går\n"})
    assert ksflow("diary", "show", "KS2021/5").stdout == dedent("""\
        KS2021/5
          Title   Bron
          File    cases/bron.yaml
          Faults  6 faults; see ksflow check
        """)


def test_a_file_that_cannot_be_read_is_found_by_its_name(register: Path, ksflow: Callable[..., Outcome]) -> None:
    write_cases(register, {"KS-2021-55": 'rubrik: "a\n'})
    assert ksflow("diary", "show", "KS-2021-55") == Outcome(
        1,
        "",
        dedent("""\
        cases/KS-2021-55.yaml:1:9: error FIL010 The quotation mark is never closed
          1 │ rubrik: "a
            │         ^ Write the same mark at the end of the text
        """),
    )


def test_documents_are_current_stale_edited_or_missing(register: Path, ksflow: Callable[..., Outcome]) -> None:
    def states() -> list[str]:
        lines = ksflow("diary", "show", "1682").stdout.splitlines()
        return [line.rpartition("  ")[2] for line in lines if ".docx" in line]

    assert states() == ["not built"] * 3
    assert ksflow("build", "cases/KS-2021-1682.103.yaml").code == 0
    assert states() == ["current"] * 3
    out = register / "out" / "KS-2021-1682.103"
    (out / "sandlista.docx").unlink()
    with (out / "tjansteutlatande.docx").open("ab") as file:
        file.write(b"x")
    assert states() == ["edited since it was built", "current", "not built"]
    write_cases(register, {"KS-2021-1682.103": FULL.replace("Avtal om", "Nytt avtal om")})
    assert states() == ["edited since it was built", "stale: build it again", "not built"]
    (out / "sandlista.docx").mkdir()
    assert states()[2] == "Is a directory"
