"""A fault in ksflow itself, written to a file that can be sent with a report; the user sees no traceback."""

from __future__ import annotations

import platform
import traceback
from pathlib import Path

from ksflow import __version__
from ksflow.batch.atomic import write_atomically
from ksflow.locale import _
from ksflow.sources.filenames import safe_stem
from ksflow.sources.findings import START, Finding, Severity
from ksflow.sources.named_files import shown_name
from ksflow.sources.personal_numbers import masked


def report_bug(case: str, error: Exception, workspace: Path) -> Finding:
    """Return a finding about a bug, after writing what its mending needs to the workspace's .ksflow folder."""
    path = workspace / ".ksflow" / f"{safe_stem(f'bug-{Path(case).stem}', 'bug')}.txt"
    lines = [f"ksflow {__version__}, Python {platform.python_version()}, {platform.platform()}", f"case: {case}", ""]
    help_ = _("Please report it, with the file {file}", file=shown_name(path))
    try:
        text = masked("\n".join([*lines, *traceback.format_exception(error)]))
        write_atomically(path, text.encode("utf-8", "replace"))
    except OSError:
        help_ = _("Please report it, with the case if you can")
    message = _("A bug in ksflow, not a fault of the case: {error}", error=f"{type(error).__name__}: {error}")
    return Finding(case, START, "FIL999", Severity.ERROR, message, help_)
