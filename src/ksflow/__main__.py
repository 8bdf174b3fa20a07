"""``python -m ksflow`` and the command ``ksflow``."""

from __future__ import annotations

import os


def main() -> None:
    """Run the command line."""
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
