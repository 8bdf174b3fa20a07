"""How long a save takes to be seen in the preview, in each format.

    python benchmarks/preview.py [SAVES]

The reference case is saved again and again (20 times unless told otherwise), each time with another sentence in its
first paragraph, so that every page changes. Printed are the median and the longest time in milliseconds: until an open
browser has been told and has fetched the state of the document, with all its parts; and, where Chromium is on the
machine, until the new page stands in its window. Every second save is by renaming, as many editors do it.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from chromium import PROGRAM, running  # noqa: E402
from serving import Preview, served  # noqa: E402

SEEN = {
    "html": "document.querySelector('#web-page iframe:not(.coming)')?.src",
    "pdf": "document.querySelector('#pages img')?.src",
    "md": "document.querySelector('#markdown pre').textContent.slice(0, 1500)",
}
"""What changes on the page when a document does."""
CASE = "cases/KS-2021-1682.103.yaml"


def main() -> None:
    """Serve a preview in a workspace of its own, and time saves in each format."""
    saves = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        (root / "cases").mkdir()
        shutil.copy(ROOT / "kommun.yaml", root)
        case = Path(shutil.copy(ROOT / CASE, root / CASE))
        os.chdir(root)
        with served(case, root) as preview:
            for form in ("html", "pdf", "md"):
                report(f"{form}, fetched", [over_http(preview, case, form, number) for number in range(saves)])
            if PROGRAM:
                in_chromium(preview, case, saves, root / ".chromium")


def report(what: str, seconds: list[float]) -> None:
    """Print the median and the longest of some times."""
    print(f"{what:<18} median {statistics.median(seconds) * 1000:5.0f} ms   longest {max(seconds) * 1000:5.0f} ms")


def save(case: Path, number: int) -> None:
    """Save the case with another sentence, in place or by renaming."""
    text = (ROOT / CASE).read_text(encoding="utf-8")
    text = text.replace("sammanfattning: |\n", f"sammanfattning: |\n  Ändring {time.monotonic_ns()}.\n")
    if number % 2:
        beside = case.with_name(".beside.swp")
        beside.write_text(text, encoding="utf-8")
        beside.replace(case)
    else:
        case.write_text(text, encoding="utf-8")


def over_http(preview: Preview, case: Path, form: str, number: int) -> float:
    """Return the time from a save until its document has been fetched."""
    before = preview.state(format=form)["parts"]
    with preview.listening() as browser:
        while not browser.readline().startswith(b"data:"):
            pass
        began = time.monotonic()
        save(case, number)
        while preview.state(format=form)["parts"] == before:
            while not browser.readline().startswith(b"data:"):
                pass
        preview.text(format=form)
        return time.monotonic() - began


def in_chromium(preview: Preview, case: Path, saves: int, folder: Path) -> None:
    """Time saves until the new page stands in a window."""
    with running(folder) as browser:
        page = browser.page()
        page.show(width=1440)
        for form, script in SEEN.items():
            page.open("about:blank")
            page.open(f"{preview.address}#tjansteutlatande.{form}")
            while not page.evaluate(f"document.body.dataset.version && {script}"):
                time.sleep(0.01)
            taken = []
            for number in range(saves):
                time.sleep(0.3)
                before = page.evaluate(script)
                began = time.monotonic()
                save(case, number)
                while page.evaluate(script) == before:
                    time.sleep(0.002)
                taken.append(time.monotonic() - began)
            report(f"{form}, in Chromium", taken)


if __name__ == "__main__":
    main()
