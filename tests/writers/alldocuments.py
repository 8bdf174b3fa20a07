"""Documents to write in every format: all cases in all documents, one case with everything, and a hostile one."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import yaml

from conftest import ROOT
from ksflow.batch.order import CORE_DOCUMENTS
from ksflow.casefile.loading import load_case
from ksflow.documents.blocks import Document
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import Workspace, find_workspace

CASES = sorted(path.stem for path in (ROOT / "cases").glob("*.yaml"))
EVERYTHING, HOSTILE, PRINTABLE = "allt", "fientlig", "fientlig-i-latin"
"""The hostile case also without characters that the shipped fonts lack: a PDF refuses those."""
NAMES = [(case, kind) for case in (*CASES, EVERYTHING, HOSTILE, PRINTABLE) for kind in CORE_DOCUMENTS]

# What means something in HTML, in Markdown, in CSS, in Jinja or in none of them.
NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title></main><!-- ]]> -->",
    "{{ 7*7 }} {% raw %} {# x #}",
    "&amp; &lt;b&gt; &#65; &copy;",
    "*a* _b_ **c** `d` ~~e~~ [f](g) ![h](i) [^1] [j]: k | l",
    "1. ett",
    "- två",
    "# tre",
    "> fyra",
    "+ fem",
    "---",
    "===",
    "\\ bakstreck \\n \\* \\",
    "C:\\mapp\\*.docx",
    "slut #",
    "javascript:alert(1)",
    "Ünïcödé 日本 😀 ﷽ åäö ©",
)
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>&|~#!-+.=:()\"'{}"})


def hostile_case(nasty: tuple[str, ...] = NASTY) -> str:
    """Return a case in which every field holds what could mean something else."""
    case = {
        "diarienummer": "KS-2024/18.311",
        "datum": "2024-03-01",
        "rubrik": " ".join(nasty),
        "nämnd": "Kommunstyrelsen",
        "handläggare": {"namn": nasty[1], "telefon": nasty[3], "epost": "a.b_c+d@exempel.se"},
        "beslutsförslag": [{"från": "Kommunstyrelsen", "att": [text.translate(_ESCAPED) for text in nasty]}],
        "sammanfattning": "\n\n".join(text.translate(_ESCAPED) for text in nasty),
        "avsnitt": [
            {"rubrik": text, "text": f"- {text.translate(_ESCAPED)}\n\n  `` {text} ``\n\n```\n{text}\n```\n\n> slut"}
            for text in nasty
        ],
        "undertecknare": [{"namn": text, "titel": text} for text in nasty],
        "bilagor": list(nasty),
        "sändlista": [{"namn": text, "adress": [text, "123 45 Exempelstad"]} for text in nasty],
    }
    return yaml.safe_dump(case, allow_unicode=True, sort_keys=False, width=10_000)


@cache
def _prepared(folder: Path) -> Workspace:
    (folder / "cases").mkdir(parents=True)
    shutil.copy(ROOT / "kommun.yaml", folder)
    for path in (ROOT / "cases").iterdir():
        (shutil.copytree if path.is_dir() else shutil.copy)(path, folder / "cases" / path.name)
    for name in ("allt.yaml", "bro.png", "trafik.md"):
        shutil.copy(ROOT / "tests" / "data" / name, folder / "cases")
    printable = tuple(re.sub("[日本😀﷽]", "x", text) for text in NASTY)
    for name, texts in ((HOSTILE, NASTY), (PRINTABLE, printable)):
        (folder / "cases" / f"{name}.yaml").write_text(hostile_case(texts), encoding="utf-8")
    return find_workspace(folder)


def prepared(folder: Path) -> Workspace:
    """Return a workspace with all the cases."""
    return _prepared(folder)


def composed(workspace: Workspace, case: str, kind: str) -> Document:
    """Return a document."""
    path = workspace.root / "cases" / f"{case}.yaml"
    loaded = load_case(path, workspace.municipality, workspace.root)
    return compose(loaded, workspace, kind)
