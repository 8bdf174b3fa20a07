"""Who may see a preview: who knows its address, on this computer, by looking only."""

from __future__ import annotations

from pathlib import Path

import pytest

from serving import Preview, served


def test_the_address_is_on_this_computer_and_holds_a_secret(preview: Preview) -> None:
    assert preview.host.startswith("127.0.0.1:")
    assert len(preview.base) >= 32
    assert preview.get().status == 200


def test_each_preview_has_another_secret(preview: Preview, case: Path, workspace: Path) -> None:
    with served(case, workspace) as other:
        assert other.base != preview.base
        assert other.ask(preview.base).status == 404


def test_without_the_secret_there_is_nothing(preview: Preview) -> None:
    token = preview.base.strip("/")
    wrong = "x" * len(token)
    for path in (
        "/",
        "/state",
        f"/{wrong}/",
        f"/{token}",
        f"/{token[:-1]}/",
        f"/{token}x/state",
        f"//{token}/",
        "/%FF/",
    ):
        answer = preview.ask(path)
        assert (answer.status, answer.body) == (404, b"Not found\n"), path


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "[::1]:80", "localhost.evil.example"])
def test_a_page_that_calls_this_computer_by_another_name_gets_nothing(preview: Preview, host: str) -> None:
    assert preview.ask(preview.base, Host=host).status == 403


def test_localhost_is_this_computer_too(preview: Preview) -> None:
    port = preview.host.partition(":")[2]
    assert preview.ask(preview.base, Host=f"localhost:{port}").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_asked_for_but_to_look(preview: Preview, method: str) -> None:
    for path in ("", "state", "download/tjansteutlatande.docx"):
        answer = preview.ask(f"{preview.base}{path}", method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../kommun.yaml", "..%2fkommun.yaml", "hemlig.md", "cases/annan.yaml", ""]
)
def test_no_other_file_can_be_read(preview: Preview, workspace: Path, name: str) -> None:
    (workspace / "hemlig.md").write_text("hemligt\n", encoding="utf-8")
    (workspace / "cases" / "annan.yaml").write_text("hemligt: ja\n", encoding="utf-8")
    assert preview.get("source", file=name, line="1").status == 404
    for folder in ("", "parts/", "download/"):
        if folder or name:
            assert preview.ask(f"{preview.base}{folder}{name}").status == 404
    assert preview.get(f"download/{name}.docx").status == 404


def test_every_answer_keeps_to_itself(preview: Preview) -> None:
    part = preview.state()["parts"][0]["digest"]
    paths = ["", "state", "preview.js", "preview.css", "icon.svg", f"parts/{part}", "download/sandlista.md", "nothing"]
    answers = [preview.get(path) for path in paths] + [preview.ask("/"), preview.ask(preview.base, Host="x")]
    for answer in answers:
        headers = answer.headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["content-security-policy"].startswith(("default-src 'none'", "sandbox"))
        assert "access-control-allow-origin" not in headers
        assert "unsafe-eval" not in headers["content-security-policy"]


def test_a_document_runs_no_script_and_stands_only_in_the_preview(preview: Preview) -> None:
    part = preview.state()["parts"][0]["digest"]
    policy = preview.get(f"parts/{part}").headers["content-security-policy"]
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy
    page = preview.get().headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page
    assert "unsafe-inline" not in page


def test_looking_writes_nothing(preview: Preview, workspace: Path) -> None:
    before = sorted(workspace.rglob("*"))
    for form in ("pdf", "html", "md"):
        preview.state(format=form)
    for form in ("docx", "pdf", "html", "md"):
        assert preview.get(f"download/tjansteutlatande.{form}").status == 200
    assert sorted(workspace.rglob("*")) == before
