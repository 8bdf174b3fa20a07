"""Make the picture of the architecture in the handbook; its layers are those that pyproject.toml contracts.

    python scripts/make_architecture.py

The picture follows the reader's light or dark: the handbook's own switch where it is shown in it, else the system's.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "en" / "explanation" / "architecture.svg"
_WIDTH, _HEIGHT = 784, 512
_BOX = 140
"""How wide the boxes are."""
_IN_A_ROW = 5
_DESCRIPTION = (
    "A case file and kommun.yaml are loaded into a Case. A content template composes the Case into a Document of "
    "fields and blocks. Writers, with their looks, make Word files, web pages, PDF and Markdown of the Document. "
    "Rules read the Case and give findings, which reports print as text, JSON, SARIF, JUnit or GitHub commands. The "
    "register reads the plain data of all case files. Batch plans, remembers and runs all of it for many cases. Below "
    "stand the layers of the code; each imports only those after it: {layers}."
)
_LIGHT = "--ink:#1b1f23;--quiet:#57606a;--accent:#17405c;--box:#fff;--shade:#eef3f7;--line:#8b98a5"
_DARK = "--ink:#e6e9ec;--quiet:#a9b3bc;--accent:#a9cde6;--box:#1a1f24;--shade:#232d36;--line:#6d7a86"
_STYLE = f"""\
#ksflow-way{{{_LIGHT};font-family:system-ui,"Liberation Sans",Arial,sans-serif;font-size:13px}}
@media (prefers-color-scheme:dark){{#ksflow-way{{{_DARK}}}}}
[data-md-color-scheme=default] #ksflow-way{{{_LIGHT}}}
[data-md-color-scheme=slate] #ksflow-way{{{_DARK}}}
#ksflow-way rect{{fill:var(--box);stroke:var(--line);stroke-width:1.2}}
#ksflow-way .made{{fill:var(--shade);stroke:var(--accent)}}
#ksflow-way .around{{fill:none;stroke-dasharray:5 4}}
#ksflow-way text{{fill:var(--ink);text-anchor:middle}}
#ksflow-way .name{{font-weight:650;fill:var(--accent)}}
#ksflow-way .small{{font-size:11.5px;fill:var(--quiet)}}
#ksflow-way .left{{text-anchor:start}}
#ksflow-way path{{fill:none;stroke:var(--quiet);stroke-width:1.4}}
#ksflow-way #tip path{{fill:var(--quiet);stroke:none}}"""


def main() -> None:
    """Write the picture."""
    PICTURE.write_text(picture(), encoding="utf-8")


def picture() -> str:
    """Return the picture as SVG: text as text, and no blank line, so that Markdown takes it as it stands."""
    names = layers()
    description = _DESCRIPTION.format(layers=", ".join(names))
    return "\n".join(
        [
            f'<svg id="ksflow-way" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
            'role="img" aria-labelledby="ksflow-way-title ksflow-way-description">',
            '<title id="ksflow-way-title">From case file to documents, and the layers of the code</title>',
            f'<desc id="ksflow-way-description">{escape(description)}</desc>',
            f"<style>\n{_STYLE}\n</style>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z"/></marker></defs>',
            *_way(),
            *_layers(names),
            "</svg>\n",
        ]
    )


def layers() -> list[str]:
    """Return the packages from the top down, as import-linter's contract has them; those of one layer in one entry."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    return [layer.replace("ksflow.", "").replace(" | ", ", ") for layer in contract["layers"]]


def _way() -> list[str]:
    """Return the upper part: what becomes of a case."""
    return [
        '<rect class="around" x="168" y="8" width="608" height="292" rx="10"/>',
        *_box(10, 120, "case file", "YAML and Markdown"),
        *_box(222, 20, "kommun.yaml", "the municipality"),
        *_box(222, 120, "Case", "values, all checked", made=True),
        *_box(424, 20, "content template", "what is said: .md.j2"),
        *_box(424, 120, "Document", "fields and blocks", made=True),
        *_box(626, 20, "look", "how it looks: .docx …"),
        *[
            part
            for at, name in enumerate((".docx", ".html", ".pdf", ".md"))
            for part in _file(626, 100 + 24 * at, name)
        ],
        *_box(10, 232, "register", "lists, numbers, faults"),
        *_box(222, 232, "rules", "one function each"),
        *_box(424, 232, "findings", "place, fault, cure", made=True),
        *_box(626, 232, "reports", "text, JSON, SARIF …"),
        '<text class="small left" x="168" y="317">batch: plans, remembers in .ksflow/, runs many cases at once, '
        "writes whole files into out/</text>",
        _arrow("M150 146H222"),
        _arrow("M362 146H424"),
        _arrow("M564 146H626"),
        '<text class="small" x="195" y="139">load</text>',
        '<text class="small" x="391" y="139">compose</text>',
        '<text class="small" x="593" y="139">write</text>',
        *(_arrow(f"M{x} 72V{end}") for x, end in ((292, 120), (494, 120), (696, 100))),
        *(_arrow(f"M{x} 172V232") for x in (80, 292)),
        _arrow("M362 258H424"),
        _arrow("M564 258H626"),
    ]


def _layers(names: list[str]) -> list[str]:
    """Return the lower part: the layers, in rows from left to right."""
    wide, high, top = (_WIDTH - 20 - 12 * (_IN_A_ROW - 1)) // _IN_A_ROW, 32, 376
    parts = [
        '<text class="name left" x="10" y="354">The layers of the code</text>',
        '<text class="small left" x="190" y="354">each package imports only those that stand after it</text>',
    ]
    for at, name in enumerate(names):
        x, y = 10 + at % _IN_A_ROW * (wide + 12), top + at // _IN_A_ROW * (high + 12)
        parts.append(f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="5"/>')
        parts.append(f'<text class="layer" x="{x + wide // 2}" y="{y + 21}">{escape(name)}</text>')
        if at % _IN_A_ROW:
            parts.append(_arrow(f"M{x - 12} {y + high // 2}H{x - 1}"))
    return parts


def _box(x: int, y: int, name: str, what: str, *, made: bool = False) -> list[str]:
    kind = ' class="made"' if made else ""
    middle = x + _BOX // 2
    return [
        f'<rect{kind} x="{x}" y="{y}" width="{_BOX}" height="52" rx="6"/>',
        f'<text class="name" x="{middle}" y="{y + 22}">{escape(name)}</text>',
        f'<text class="small" x="{middle}" y="{y + 40}">{escape(what)}</text>',
    ]


def _file(x: int, y: int, name: str) -> list[str]:
    return [
        f'<rect class="made" x="{x}" y="{y}" width="{_BOX}" height="20" rx="4"/>',
        f'<text x="{x + _BOX // 2}" y="{y + 15}">{name}</text>',
    ]


def _arrow(path: str) -> str:
    return f'<path d="{path}" marker-end="url(#tip)"/>'


if __name__ == "__main__":
    main()
