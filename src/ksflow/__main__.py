"""``python -m ksflow`` and the command ``ksflow``."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed, as by 2>&-: nobody shall hear, and nothing shall fail
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8", newline="\n"))  # noqa: PTH123, SIM115 - until the end
    from ksflow.cli.closed_pipe import silent_when_nobody_reads
    from ksflow.cli.version import print_version_if_asked

    with silent_when_nobody_reads():
        if print_version_if_asked():
            return
        # Looking for Pydantic plugins takes a tenth of the start, and none has any business here.
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
        if "_KSFLOW_COMPLETE" in os.environ:
            os.environ["COLUMNS"] = "1000"  # Typer would wrap explanations, and a shell takes each line for a word
        from ksflow.cli.app import run

        run()


if __name__ == "__main__":
    main()
