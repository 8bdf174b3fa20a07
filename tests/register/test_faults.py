"""What `ksflow diary check` finds: the registers and their findings stand in faults/*.yaml, to be read and added to.

A register is a name, its case files (``cases``), and what stands below the usual kommun.yaml (``kommun``), other files
(``files``) and codes left out (``ignore``) where it needs them; ``found`` is the whole output.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import Outcome

REGISTERS: dict[str, dict[str, Any]] = {
    f"{file.stem}: {name}": register
    for file in sorted(Path(__file__).with_name("faults").glob("*.yaml"))
    for name, register in yaml.safe_load(file.read_text(encoding="utf-8")).items()
}


@pytest.mark.parametrize("name", REGISTERS)
def test_every_fault_is_told_at_its_place(name: str, workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    register = REGISTERS[name]
    set_up(register, workspace)
    ignored = [word for code in register.get("ignore", ()) for word in ("--ignore", code)]
    first = ksflow("diary", "check", *ignored)
    assert first.stdout == register["found"]
    assert first.code == (1 if ": error " in first.stdout else 0)
    assert ksflow("diary", "check", *ignored) == first  # from the index


def set_up(register: dict[str, Any], workspace: Path) -> None:
    for name, text in register["cases"].items():
        (workspace / "cases" / name).parent.mkdir(exist_ok=True)
        (workspace / "cases" / name).write_text(text, encoding="utf-8")
    for name, text in register.get("files", {}).items():
        (workspace / name).write_text(text, encoding="utf-8")
    if more := register.get("kommun"):
        kommun = (workspace / "kommun.yaml").read_text(encoding="utf-8")
        key = more.partition(":")[0]
        kommun = re.sub(rf"(?m)^{key}:.*\n", "", kommun)
        (workspace / "kommun.yaml").write_text(f"{kommun}\n{more}\n", encoding="utf-8")
