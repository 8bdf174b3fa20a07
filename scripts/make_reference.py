"""Make the reference pages of the handbook of what the code says of itself: docs/sv/referens/ and docs/en/reference/.

    python scripts/make_reference.py            # renew them
    python scripts/make_reference.py --check    # end with 1 when they are not what would be made

A command line makes its help once, in the language that is set then; so each language has a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {"sv": "docs/sv/referens", "en": "docs/en/reference"}


def main() -> int:
    """Renew the pages, or say which are stale."""
    if sys.argv[1:2] == ["--print"]:
        sys.stdout.buffer.write(json.dumps(dict(_pages(sys.argv[2]))).encode())
        return 0
    made = make_pages()
    kept = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for folder in FOLDERS.values()
        for path in (ROOT / folder).rglob("*.md")
    }
    stale = sorted(name for name in {*made, *kept} if made.get(name) != kept.get(name))
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"{name} is stale; run: python scripts/make_reference.py", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        path = ROOT / name
        if name in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made[name], encoding="utf-8", newline="\n")
        else:
            path.unlink()
        print(name)
    return 0


def make_pages() -> dict[str, str]:
    """Return the pages of all languages, by their names as seen from the repository."""
    made: dict[str, str] = {}
    for language, folder in FOLDERS.items():
        done = subprocess.run(
            [sys.executable, __file__, "--print", language],
            env={**os.environ, "KSFLOW_LANG": language},
            stdout=subprocess.PIPE,
            check=True,
        )
        made |= {f"{folder}/{name}": text for name, text in json.loads(done.stdout).items()}
    return made


def _pages(language: str) -> list[tuple[str, str]]:
    """Return the pages of the language that messages are in now."""
    from reference_pages import commands, json_shapes, keys, overview, rulepages, variables

    own = [*keys.pages()] if language == "sv" else [*json_shapes.pages()]
    return [*overview.pages(), *own, *commands.pages(), *rulepages.pages(), *variables.pages()]


if __name__ == "__main__":
    sys.exit(main())
