"""Write the bill of materials of the wheel: what it needs to run, with versions, licences and hashes (CycloneDX 1.6).

    python scripts/sbom.py PYTHON REPORT TARGET

PYTHON is that of an environment in which only the wheel has been installed, REPORT what ``pip install --report`` wrote
then. The same packages give the same bytes: no time, no random serial number, no path of the machine.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_NO_PART = {"pip", "setuptools", "wheel"}
"""What a new environment holds beside the wheel."""
_FONTS = {
    "type": "file",
    "bom-ref": "ksflow/templates/fonts",
    "name": "Liberation Sans",
    "description": "Fonts that the wheel carries, for PDF",
    "licenses": [{"license": {"id": "OFL-1.1"}}],
}


def main() -> int:
    """Make the bill, check it against CycloneDX's schema, and write it."""
    parser = argparse.ArgumentParser(description="Write the bill of materials of the wheel.")
    parser.add_argument("python", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    bill = _completed(_environment(arguments.python), _hashes(json.loads(arguments.report.read_text("utf-8"))))
    text = json.dumps(bill, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if fault := _fault(text):
        print(f"The bill is not valid: {fault}", file=sys.stderr)
        return 1
    arguments.target.write_text(text, encoding="utf-8")
    print(f"{len(bill['components'])} components → {arguments.target}")
    return 0


def _environment(python: Path) -> Any:
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--short-PURLs"]
    command += ["--pyproject", str(ROOT / "pyproject.toml"), "--of", "JSON", "--sv", "1.6", str(python)]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def _hashes(report: Any) -> dict[str, str]:
    """Return the sha256 of the archives that were installed, by the names of their packages."""
    found = {}
    for item in report["install"]:
        if digest := item["download_info"].get("archive_info", {}).get("hashes", {}).get("sha256"):
            found[_plain(item["metadata"]["name"])] = digest
    return found


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _completed(bill: Any, hashes: dict[str, str]) -> Any:
    """Leave out what is no part of the wheel and what names this machine; add hashes and the fonts."""
    own = bill["metadata"]["component"]
    parts = [one for one in bill["components"] if _plain(one["name"]) not in {*_NO_PART, _plain(own["name"])}]
    for part in parts:
        if digest := hashes.get(_plain(part["name"])):
            part["hashes"] = [{"alg": "SHA-256", "content": digest}]
    for part in (own, *parts):
        kept = [one for one in part.get("externalReferences", []) if one["url"].startswith("https://")]
        part["externalReferences"] = [one for one in kept if one["type"] != "distribution"]
    refs = {part["bom-ref"] for part in (own, *parts)}
    dependencies = [
        {**one, "dependsOn": sorted(ref for ref in one.get("dependsOn", []) if ref in refs)}
        for one in bill["dependencies"]
        if one["ref"] in refs
    ]
    return {**bill, "components": sorted([*parts, _FONTS], key=lambda one: one["name"]), "dependencies": dependencies}


def _fault(text: str) -> str | None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    return str(found) if (found := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)) else None


if __name__ == "__main__":
    sys.exit(main())
