"""Ask whether anything that is installed is known to be vulnerable; fail for a real finding only.

    python scripts/audit.py [SITE-PACKAGES] [--osv-url URL]

Runs pip-audit over an environment (this one by default). A vulnerability ends with 1. A service that cannot be reached,
as on a machine without the network, is said and ends with 0; so are packages that the service does not know, for
nothing is known about them then. Anything else that goes wrong ends with 2: an audit that was never made is no audit.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_UNREACHABLE = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "Could not connect", "ServiceError", "HTTPError")
_SHOWN = 5


def main() -> int:
    """Run the audit and say what came of it."""
    parser = argparse.ArgumentParser(description="Ask whether anything installed is known to be vulnerable.")
    parser.add_argument("path", nargs="?", type=Path, help="the site-packages to look through; else this environment's")
    parser.add_argument("--osv-url", help="ask this OSV service instead of PyPI")
    arguments = parser.parse_args()
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    command += ["--path", str(arguments.path)] if arguments.path else ["--local"]
    command += ["--vulnerability-service", "osv", "--osv-url", arguments.osv_url] if arguments.osv_url else []
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    try:
        dependencies = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return _not_made(done.stderr)
    return _made(dependencies)


def _not_made(stderr: str) -> int:
    last = (stderr.strip().splitlines() or ["no answer"])[-1]
    if any(sign in stderr for sign in _UNREACHABLE):
        print("Nothing was audited: the service cannot be reached from here")
        return 0
    print(f"The audit could not be made: {last}", file=sys.stderr)
    return 2


def _made(dependencies: list[dict[str, Any]]) -> int:
    if not dependencies:
        print("The audit could not be made: there is nothing installed", file=sys.stderr)
        return 2
    skipped = [one["name"] for one in dependencies if "skip_reason" in one]
    if len(skipped) == len(dependencies):
        print(f"Nothing was audited: the service knows none of the {len(skipped)} packages")
        return 0
    faulty = [one for one in dependencies if one.get("vulns")]
    for one in faulty:
        for vulnerability in one["vulns"]:
            mended = ", ".join(vulnerability["fix_versions"]) or "no version yet"
            print(f"{one['name']} {one['version']}: {vulnerability['id']} (mended in {mended})")
    if skipped:
        more = f" and {len(skipped) - _SHOWN} more" if len(skipped) > _SHOWN else ""
        print(f"The service knows nothing of {', '.join(skipped[:_SHOWN])}{more}")
    print(f"{len(dependencies) - len(skipped)} of {len(dependencies)} packages audited, {len(faulty)} vulnerable")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
