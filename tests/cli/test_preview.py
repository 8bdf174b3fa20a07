"""``ksflow preview`` on the command line."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import Outcome
from serving import PATIENCE, Client

Run = Callable[..., Outcome]


@contextmanager
def command(case: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command as a script would."""
    words = [sys.executable, "-m", "ksflow", "preview", str(case), *options]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_address_stands_in_the_first_line_and_ctrl_c_ends_it_with_0(case: Path, ending: signal.Signals) -> None:
    with command(case) as process:
        assert process.stdout is not None
        client = Client(process.stdout.readline().strip())
        assert client.address.startswith("http://127.0.0.1:")
        assert client.get().status == 200
        with client.listening() as browser:  # one that is open does not hold it up
            browser.readline()
            process.send_signal(ending)
            stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert stdout == ""
    assert stderr == "cases/KS-2021-1682.103.yaml is shown there, and followed as it changes. Ctrl-C ends it\n"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes cannot be looked into here")
def test_closed_browsers_and_rebuilt_pages_leave_no_threads(case: Path, reference: str) -> None:
    with command(case) as process:
        assert process.stdout is not None
        client = Client(process.stdout.readline().strip())

        def looked_at() -> int:
            for _turn in range(30):
                with client.listening() as browser:
                    browser.readline()
                client.state(format="pdf")
                client.state(format="html")
            return sum(1 for _thread in Path(f"/proc/{process.pid}/task").iterdir())

        first = looked_at()
        assert looked_at() <= first + 2
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
        assert children.split() == []


def test_the_port_can_be_chosen(case: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with command(case, "--port", str(port)) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith(f"http://127.0.0.1:{port}/")


def test_a_taken_port_is_one_line(case: Path, ksflow: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = ksflow("preview", case, "--port", port)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr == f"ksflow: The port {port} cannot be used: Address already in use\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["cases/finns-inte.yaml"], "There is no file or folder cases/finns-inte.yaml"),
        (["cases"], "This is a folder, not a case file: cases"),
        (["a" * 300], "There is no file or folder " + "a" * 300),
        (["cases/KS-2021-1682.103.yaml", "--to", "htm"], "There is no format htm. Did you mean “html”?"),
        (["cases/KS-2021-1682.103.yaml", "-d", "sandlist"], "There is no document sandlist. Did you mean “sandlista”?"),
        (["cases/KS-2021-1682.103.yaml", "--editor", "vskode"], "There is no editor vskode. Did you mean “vscode”?"),
    ],
)
def test_what_cannot_be_shown_is_one_line(case: Path, ksflow: Run, arguments: list[str], told: str) -> None:
    outcome = ksflow("preview", *arguments)
    assert (outcome.code, outcome.stdout, outcome.stderr) == (2, "", f"ksflow: {told}\n")


def test_a_faulty_kommun_yaml_is_told(case: Path, workspace: Path, ksflow: Run) -> None:
    (workspace / "kommun.yaml").write_text("namn: [", encoding="utf-8")
    outcome = ksflow("preview", case)
    assert outcome.code == 2
    assert outcome.stderr.startswith("kommun.yaml:1:")


@pytest.mark.parametrize(
    ("arguments", "what", "missing"),
    [
        (["preview", "cases/KS-2021-1682.103.yaml"], "ksflow preview", "uvicorn"),
        (["build", "--watch"], "ksflow build --watch", "watchfiles"),
    ],
)
def test_without_the_extra_one_line_says_how_to_install_it(
    case: Path, ksflow: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], what: str, missing: str
) -> None:
    for name in ("starlette", "uvicorn", "watchfiles"):
        if name == missing:
            monkeypatch.setitem(sys.modules, name, None)
    outcome = ksflow(*arguments)
    told = f'ksflow: {what} needs {missing}. Install it with: {sys.executable} -m pip install "ksflow[preview]"\n'
    assert (outcome.code, outcome.stdout, outcome.stderr) == (2, "", told)
