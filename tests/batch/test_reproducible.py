"""The same workspace gives the same bytes: outputs and manifest, whoever builds it, where, when and how."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import ROOT
from smallcases import hashes, small_case, write_cases


def build(root: Path, where: Path, umask: int, *arguments: str, **environment: str) -> dict[str, str]:
    """Build a workspace from a folder; return the hashes of all that came out."""
    process = subprocess.run(
        [sys.executable, "-m", "ksflow", "build", "--workspace", str(root), *arguments],
        cwd=where,
        env={**os.environ, **environment},
        umask=umask if sys.platform != "win32" else -1,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert process.returncode == 0, process.stderr.decode(errors="replace")
    return hashes(root / "out")


def test_two_builds_under_different_skies_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "en annan mapp" / "å"
    write_cases(first, range(1, 31))
    for name in ("GSN-2023-418.yaml", "KS-2024-1187.182.yaml", "KS-2020-1533.912.yaml", "KS-2020-1533.912-svar.md"):
        shutil.copy(ROOT / "cases" / name, first / "cases")
    extra = "sändlista:\n  - Finns Inte AB\n"  # a warning, whose words depend on the language
    (first / "cases" / "KS-2024-3.yaml").write_text(small_case(3, extra=extra), encoding="utf-8")
    second.mkdir(parents=True)
    for path in sorted(first.rglob("*"), reverse=True):  # another order on the disk
        if path.is_file():
            target = second / path.relative_to(first)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
    one = build(
        first, first, 0o022, "-j", "1",
        TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="1", KSFLOW_LANG="sv",
    )  # fmt: skip
    other = build(
        second, tmp_path, 0o077, "-j", "3",
        TZ="America/St_Johns", LC_ALL="sv_SE.UTF-8", PYTHONHASHSEED="4711", KSFLOW_LANG="en",
    )  # fmt: skip
    assert len(one) == 33 * 3 + 1
    assert one == other


def test_what_is_built_bit_by_bit_is_what_is_built_at_once(tmp_path: Path) -> None:
    bit, whole = tmp_path / "bit", tmp_path / "whole"
    for root in (bit, whole):
        write_cases(root, range(1, 4))
    for number in (3, 1, 2):
        build(bit, bit, 0o022, str(bit / "cases" / f"KS-2024-{number}.yaml"), "-d", "sandlista")
    build(bit, bit, 0o022, "-d", "beslutsforslag,tjansteutlatande")
    assert build(bit, bit, 0o022) == build(whole, whole, 0o022)
