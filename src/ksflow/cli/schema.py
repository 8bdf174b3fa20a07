"""``ksflow schema``."""

from __future__ import annotations

from typing import Annotated

import typer

from ksflow.locale import _


def schema(
    kommun: Annotated[
        bool, typer.Option("--kommun", help=_("The schema of kommun.yaml instead of the case file's."))
    ] = False,
) -> None:
    """Print the JSON Schema (the help text stands in app.py, in both languages)."""
    from ksflow.casefile.schema import case_schema
    from ksflow.organisation.schema import municipality_schema

    typer.echo((municipality_schema() if kommun else case_schema()).encode("utf-8"), nl=False)
