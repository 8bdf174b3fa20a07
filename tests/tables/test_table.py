"""A table knows what fits into it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from typing import Any

import pytest

from ksflow.tables import Table


@pytest.mark.parametrize("row", [(), ("ett",), ("ett", "två", "tre")])
def test_a_row_has_a_cell_for_every_column(row: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=rf"row 2 has {len(row)} cells under 2 columns"):
        Table("Lista", ("A", "B"), (("ett", "två"), row))


def test_a_table_has_columns() -> None:
    with pytest.raises(ValueError, match="at least one column"):
        Table("Lista", (), ())


@pytest.mark.parametrize("value", [True, 0.5, datetime(2021, 8, 11, 12, 30), b"text"])
def test_values_that_would_be_shown_in_different_ways_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="row 1: not a text, a whole number, a date or nothing"):
        Table("Lista", ("A",), ((value,),))


def test_the_library_for_excel_is_loaded_only_when_a_workbook_is_made() -> None:
    modules = "ksflow.tables.csv_table, ksflow.tables.text_table, ksflow.tables.xlsx_table"
    script = f"import {modules}, json, sys; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.partition(".")[0] for name in json.loads(run.stdout)}
    assert loaded & {"xlsxwriter", "docx", "lxml", "jinja2", "pydantic", "yaml"} == set()
