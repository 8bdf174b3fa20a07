"""How what not everybody has installed is installed."""

from __future__ import annotations

import sys


def install_command(extra: str) -> str:
    """Return the command that adds an extra of ksflow to the Python that it runs in.

    There pip keeps the ksflow that it has; another pip would look for something of that name elsewhere.
    """
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f'{python} -m pip install "ksflow[{extra}]"'
