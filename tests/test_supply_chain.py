"""What ksflow is made of: asked about, written down, and free to be used together."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import distribution
from pathlib import Path

import pytest

from conftest import ROOT

AUDIT = ROOT / "scripts" / "audit.py"
SBOM = ROOT / "scripts" / "sbom.py"
PAGE = ROOT / "docs" / "en" / "explanation" / "supply-chain.md"
VULNERABLE = {
    "id": "PYSEC-0000-1",
    "summary": "made up",
    "affected": [
        {
            "package": {"name": "jinja2", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.10.1"}]}],
            "versions": ["2.10"],
        }
    ],
}


@contextlib.contextmanager
def service(answer: bytes, status: int = 200) -> Iterator[str]:
    """Answer as an OSV service does, about every package alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def old_jinja(tmp_path: Path) -> Path:
    """Return an environment in which an old version of one package is installed."""
    folder = tmp_path / "jinja2-2.10.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: jinja2\nVersion: 2.10\n", encoding="utf-8")
    return tmp_path


def audited(path: Path, url: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, AUDIT, path, "--osv-url", url], capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_a_vulnerable_package_fails_the_audit(old_jinja: Path) -> None:
    with service(json.dumps({"vulns": [VULNERABLE]}).encode()) as url:
        assert audited(old_jinja, url) == (
            1,
            "jinja2 2.10: PYSEC-0000-1 (mended in 2.10.1)\n1 of 1 packages audited, 1 vulnerable\n",
            "",
        )


def test_packages_without_known_faults_pass(old_jinja: Path) -> None:
    with service(b"{}") as url:
        assert audited(old_jinja, url) == (0, "1 of 1 packages audited, 0 vulnerable\n", "")


def test_a_machine_without_the_network_is_told_and_not_failed(old_jinja: Path) -> None:
    assert audited(old_jinja, "http://127.0.0.1:1/v1/query") == (
        0,
        "Nothing was audited: the service cannot be reached from here\n",
        "",
    )


def test_an_audit_that_cannot_be_made_is_no_audit(tmp_path: Path) -> None:
    code, out, err = audited(tmp_path / "no such folder" / "x", "not an address")
    assert (code, out) == (2, "")
    assert err.startswith("The audit could not be made: ")


def bill(tmp_path: Path, name: str) -> str:
    (tmp_path / "report.json").write_text(
        json.dumps(
            {
                "install": [
                    {
                        "metadata": {"name": "Jinja2"},
                        "download_info": {"url": "file:///x", "archive_info": {"hashes": {"sha256": "0" * 64}}},
                    },
                    {"metadata": {"name": "ksflow"}, "download_info": {"url": "file:///x", "dir_info": {}}},
                ]
            }
        ),
        encoding="utf-8",
    )
    subprocess.run([sys.executable, SBOM, sys.executable, tmp_path / "report.json", tmp_path / name], check=True)
    return (tmp_path / name).read_text("utf-8")


def test_the_bill_of_materials_is_the_same_twice_and_names_no_machine(tmp_path: Path) -> None:
    first, second = bill(tmp_path, "a.json"), bill(tmp_path, "b.json")  # each is held against CycloneDX's schema
    assert first == second
    assert not re.search(r"file:|serialNumber|timestamp", first)
    assert str(ROOT) not in first
    found = {one["name"].lower(): one for one in json.loads(first)["components"]}
    assert needed() <= {name.replace("_", "-") for name in found}
    assert found["jinja2"]["hashes"] == [{"alg": "SHA-256", "content": "0" * 64}]
    assert "ksflow" not in found
    assert found["liberation sans"]["licenses"] == [{"license": {"id": "OFL-1.1"}}]


def needed() -> set[str]:
    """Return the names of all packages that ksflow needs to run, and those that they need."""
    from packaging.requirements import Requirement

    names: set[str] = set()
    new = ["ksflow"]
    while new:
        for text in distribution(new.pop()).requires or []:
            requirement = Requirement(text)
            plain = requirement.name.lower().replace("_", "-")
            if plain not in names and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
                new.append(plain)
                names.add(plain)
    return names


def test_the_licence_of_every_package_that_is_needed_is_written_down() -> None:
    rows = re.findall(r"^\| `([\w.-]+)` \| ([\w.-]+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {name for name, _licence in rows} == needed()
    for name, licence in rows:
        metadata = distribution(name).metadata
        said = " ".join(
            [
                value
                for field in ("License-Expression", "License", "Classifier", "License-File")
                for value in metadata.get_all(field) or []
            ]
        )
        family = licence.partition("-")[0]
        assert family in said or name == "pyromark", (name, licence, said[:200])


def test_every_licence_that_is_written_down_may_be_joined_with_eupl() -> None:
    allowed = {"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "PSF-2.0", "MPL-2.0", "OFL-1.1"}
    rows = re.findall(r"^\| [^|]+ \| ([\w.-]+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert set(rows) - {"licence", "---"} <= allowed
    assert len(rows) > 15
