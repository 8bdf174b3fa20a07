"""Documents to write in every format: all cases in all documents, one case with everything, and a hostile one."""

from __future__ import annotations

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
EVERYTHING, HOSTILE = "allt", "fientlig"
NAMES = [(case, kind) for case in (*CASES, EVERYTHING, HOSTILE) for kind in CORE_DOCUMENTS]

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


def hostile_case() -> str:
    """Return a case in which every field holds what could mean something else."""
    # In Markdown, where the same text stands once escaped and once as code, these two are taken for mistakes.
    texts = [text.replace("](", "] (").replace("[^", "[ ^") for text in NASTY]
    case = {
        "diarienummer": "KS-2024/18.311",
        "datum": "2024-03-01",
        "rubrik": " ".join(NASTY),
        "nämnd": "Kommunstyrelsen",
        "handläggare": {"namn": NASTY[1], "telefon": NASTY[3], "epost": "a.b_c+d@exempel.se"},
        "beslutsförslag": [{"från": "Kommunstyrelsen", "att": [text.translate(_ESCAPED) for text in texts]}],
        "sammanfattning": "\n\n".join(text.translate(_ESCAPED) for text in texts),
        "avsnitt": [
            {"rubrik": text, "text": f"- {text.translate(_ESCAPED)}\n\n  `` {text} ``\n\n```\n{text}\n```\n\n> slut"}
            for text in texts
        ],
        "undertecknare": [{"namn": text, "titel": text} for text in NASTY],
        "bilagor": list(NASTY),
        "sändlista": [{"namn": text, "adress": [text, "123 45 Exempelstad"]} for text in NASTY],
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
    (folder / "cases" / f"{HOSTILE}.yaml").write_text(hostile_case(), encoding="utf-8")
    return find_workspace(folder)


def prepared(folder: Path) -> Workspace:
    """Return a workspace with all the cases."""
    return _prepared(folder)


def composed(workspace: Workspace, case: str, kind: str) -> Document:
    """Return a document."""
    path = workspace.root / "cases" / f"{case}.yaml"
    loaded = load_case(path, workspace.municipality, workspace.root)
    return compose(loaded, workspace, kind)
