"""Renew docs/diagnostic.svg and docs/diagnostik.svg: what a terminal shows of a broken case, as rich draws it.

    python scripts/make_pictures.py

The command is run in a workspace of its own, as a user would; a test holds the pictures equal to what it prints. The
frame is our own: rich's would fetch its fonts from a web service.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
COMMAND = "ksflow check cases/KS-2024-17.yaml"
PICTURES = {"en": "diagnostic.svg", "sv": "diagnostik.svg"}
CASE = """\
diarienummer: KS-2024/17
datum: 2024-02-30
rubrik: Ny gångväg vid Storängen
nämnd: Kommunstyrelsen
handlaggare:
  namn: Anna Andersson
beslutsförslag:
  - att: [Gångvägen byggs enligt bilaga 2.]
sammanfattning: |
  En gångväg byggs vid Storängen innan skolstarten. Förslagna åtgärder ryms inom budget
avsnitt:
  - rubrik: Bakgrund
    fil: bakgrund.md
bilagor:
  - Karta över gångvägen
"""
WIDTH = 96
THEME = TerminalTheme(
    (23, 32, 42),
    (226, 232, 238),
    [(23, 32, 42), (255, 123, 114), (126, 211, 143), (240, 200, 90), (121, 184, 255), (210, 168, 255), (118, 220, 220)],
    [(139, 152, 165), (255, 123, 114), (126, 211, 143), (240, 200, 90), (121, 184, 255), (210, 168, 255)],
)
FRAME = """\
<svg role="img" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font: {char_height}px/{line_height}px ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  white-space: pre;
}}
.{unique_id}-title {{ font: bold 18px system-ui, Arial, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    """Write the pictures."""
    for language, name in PICTURES.items():
        (ROOT / "docs" / name).write_text(picture(language), encoding="utf-8", newline="\n")


def picture(language: str) -> str:
    """Return an SVG of the command and of what it prints in a language, the same each time."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.assemble(("$ ", "dim"), (COMMAND, "bold")), soft_wrap=True)
    console.print(Text.from_ansi(printed(language)), soft_wrap=True)
    svg = console.export_svg(title="ksflow", theme=THEME, unique_id="ksflow", code_format=FRAME)
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines() if line.strip())


def printed(language: str) -> str:
    """Return what the command prints on a terminal with colours."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / "kommun.yaml", folder)
        (folder / "cases").mkdir()
        (folder / "cases" / "KS-2024-17.yaml").write_text(CASE, encoding="utf-8")
        environment = {key: value for key, value in os.environ.items() if not key.startswith("KSFLOW_")}
        environment.pop("NO_COLOR", None)
        environment |= {"KSFLOW_LANG": language, "FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": str(WIDTH)}
        command = [sys.executable, "-m", *COMMAND.split()]
        done = subprocess.run(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
    return done.stdout.decode("utf-8").rstrip("\n")


if __name__ == "__main__":
    main()
