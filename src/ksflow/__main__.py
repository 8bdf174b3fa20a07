"""``python -m ksflow`` and the command ``ksflow``."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from ksflow.cli.app import run

    run()


if __name__ == "__main__":
    main()
