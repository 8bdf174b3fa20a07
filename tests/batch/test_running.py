"""Workers: the same bytes in the same order whoever does the work, whatever happens to them."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

import pytest

from ksflow.batch import team
from ksflow.batch.executors import LocalCrew
from ksflow.batch.order import Order
from ksflow.batch.running import CaseResult
from ksflow.batch.session import Session
from ksflow.organisation.workspace import find_workspace
from smallcases import hashes, run, small_case, start, write_cases

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc, and kills as Linux does")

KILLER = """\
import os, sys

def _hook(event, arguments):
    if event == "open" and str(arguments[0]).endswith("KS-2024-13.yaml") and "multiprocessing" in sys.modules:
        import multiprocessing

        if multiprocessing.parent_process() is not None and {condition}:
            os._exit(9)

sys.addaudithook(_hook)
"""


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Return a workspace with enough cases for workers to pay off."""
    root = tmp_path / "kommun"
    write_cases(root, range(1, 41))
    return root


@contextmanager
def hooked(folder: Path, condition: str) -> Iterator[str]:
    """Give a PYTHONPATH with which every Python process that builds case 13 in a worker dies, on a condition."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(KILLER.replace("{condition}", condition), encoding="utf-8")
    yield str(folder)


def children(process: int) -> list[int]:
    """Return the processes below a process."""
    path = Path(f"/proc/{process}/task/{process}/children")
    found = [int(word) for word in path.read_text().split()] if path.exists() else []
    return found + [below for child in found for below in children(child)]


def until(condition: object, seconds: float = 20.0) -> None:
    """Wait until a function gives something true."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def test_one_worker_or_several_give_the_same_files_reports_and_manifest(many: Path) -> None:
    (many / "cases" / "KS-2024-7.yaml").write_text("diarienummer: [\n", encoding="utf-8")
    (many / "cases" / "zz.yaml").write_text(small_case(9), encoding="utf-8")
    (many / "cases" / "KS-2024-20.yaml").write_text(
        small_case(20, extra="sändlista:\n  - Finns Inte AB\n"), encoding="utf-8"
    )
    results = []
    for jobs in ("1", "2", "3"):
        code, out, err = run(many, "build", "--report", "json", "-j", jobs, "--out", f"../out{jobs}")
        report = json.loads(out)
        del report["summary"]["seconds"], report["summary"]["slowest"]
        report = json.loads(json.dumps(report).replace(f"out{jobs}/", "out/"))
        results.append((code, report, hashes(many.parent / f"out{jobs}"), err.split(" → ")[0]))
    assert results[0] == results[1] == results[2]
    assert results[0][0] == 1
    assert results[0][1]["summary"]["failed"] == 6
    assert len(results[0][2]) == 39 * 3 + 1


def test_little_work_is_done_without_workers(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ksflow.batch.executors.LocalCrew", None)  # would fail if it were used
    monkeypatch.chdir(many)
    order = Order(find_workspace(many), ("sandlista",), ("docx",), many / "out")
    cases = sorted((many / "cases").iterdir())
    assert len(list(Session(order, cases, jobs=8).results())) == 40
    full = Order(find_workspace(many), ("tjansteutlatande", "beslutsforslag"), ("docx",), many / "out")
    with pytest.raises(TypeError):
        Session(full, cases, jobs=8)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # threads run under pytest-xdist
@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_workers_may_be_forked_or_begin_afresh(method: str, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LocalCrew, "_method", lambda _self: method)
    monkeypatch.chdir(many)
    order = Order(find_workspace(many), ("sandlista", "beslutsforslag"), ("docx",), many / "out")
    results = list(Session(order, sorted((many / "cases").iterdir()), jobs=2).results())
    assert [result.case for result in results] == [f"cases/{path.name}" for path in sorted((many / "cases").iterdir())]
    assert {built.status for result in results for built in result.documents} == {"built"}


def test_a_case_that_kills_its_worker_is_reported_and_the_others_are_built(many: Path, tmp_path: Path) -> None:
    with hooked(tmp_path / "hook", "True") as path:
        code, _out, err = run(many, "build", "-j", "2", PYTHONPATH=path)
    assert code == 1
    assert "cases/KS-2024-13.yaml:1:1: error FIL998 The process that built this case died twice" in err
    assert "117 documents built, 3 failed" in err
    assert "2 workers died and were replaced" in err
    assert len(list(many.glob("out/*/*.docx"))) == 117
    assert run(many, "build", "-j", "2")[0] == 0
    assert run(many, "verify")[0] == 0


def test_a_worker_that_dies_once_costs_no_document(many: Path, tmp_path: Path) -> None:
    mark = tmp_path / "died"
    once = f"not os.path.exists({str(mark)!r}) and not os.close(os.open({str(mark)!r}, os.O_CREAT))"
    with hooked(tmp_path / "hook", once) as path:
        code, out, err = run(many, "build", "-j", "2", "--report", "json", PYTHONPATH=path)
    assert mark.exists()
    assert (code, json.loads(out)["summary"]["built"]) == (0, 120), err
    assert "1 worker died and was replaced" in err
    assert run(many, "verify")[0] == 0


def test_workers_killed_at_random_cost_no_document(tmp_path: Path) -> None:
    root = tmp_path / "kommun"
    write_cases(root, range(1, 301))
    process = start(root, "build", "-j", "2", "--report", "json")
    until(lambda: len(list(root.glob("out/*/*.docx"))) > 30)
    for worker in children(process.pid)[:1]:
        os.kill(worker, signal.SIGKILL)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, json.loads(out)["summary"]["built"]) == (0, 900), err
    assert [path for path in hashes(root / "out") if path.endswith(".tmp")] == []


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_stops_within_a_second_and_leaves_no_temporary_file(jobs: str, tmp_path: Path) -> None:
    root = tmp_path / "kommun"
    write_cases(root, range(1, 401))
    process = start(root, "build", "-j", jobs)
    until(lambda: len(list(root.glob("out/*/*.docx"))) > 30)
    workers = children(process.pid)
    assert len(workers) >= (2 if jobs == "2" else 0)
    pressed = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers get it too
    _out, err = process.communicate(timeout=20)
    assert time.monotonic() - pressed < 1.0
    assert process.returncode == 130
    assert err.splitlines()[-1] == "ksflow: Interrupted; what has been written is whole"
    assert "Traceback" not in err
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers), 2.0)
    assert [path for path in hashes(root / "out") if path.endswith(".tmp")] == []
    code, _out, err = run(root, "build")
    assert code == 0
    assert "unchanged" in err
    assert run(root, "verify")[0] == 0


def test_workers_do_not_outlive_a_run_that_is_killed(tmp_path: Path) -> None:
    root = tmp_path / "kommun"
    write_cases(root, range(1, 401))
    process = start(root, "build", "-j", "2")
    until(lambda: len(list(root.glob("out/*/*.docx"))) > 30)
    workers = children(process.pid)
    assert len(workers) >= 2
    process.kill()
    process.communicate(timeout=20)
    until(lambda: not any(_runs(worker) for worker in workers), 5.0)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_memory_of_a_run_holds_few_results(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(many)
    monkeypatch.setattr(team, "_CHUNK", 1)
    order = Order(find_workspace(many), ("sandlista", "beslutsforslag"), ("docx",), many / "out")
    built = Session(order, sorted((many / "cases").iterdir()), jobs=2)
    workers = built.run._team
    assert workers is not None
    most = 0
    results: list[CaseResult] = []
    for result in built.results():
        results.append(result)
        most = max(most, len(workers._under_way))
    assert len(results) == 40
    assert most <= 2 * team._AHEAD


dask = dedent("""\
    import sys
    from distributed import LocalCluster

    if __name__ == "__main__":
        with LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", scheduler_port=0, dashboard_address=None
        ) as cluster:
            print(cluster.scheduler_address, flush=True)
            sys.stdin.read()
    """)


def test_a_dask_cluster_gives_the_same_bytes(many: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    import subprocess

    script = tmp_path / "cluster.py"
    script.write_text(dask, encoding="utf-8")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, str(script)], cwd=tmp_path, text=True, **pipes) as cluster:  # type: ignore[call-overload]
        address = cluster.stdout.readline().strip().removeprefix("tcp://")
        code, out, err = run(many, "build", "--executor", f"dask://{address}", "--report", "json")
        cluster.stdin.close()
        cluster.wait(timeout=60)
    assert (code, json.loads(out)["summary"]["built"]) == (0, 120), err
    assert run(many, "build", "-j", "1", "--out", "../serial")[0] == 0
    assert hashes(many / "out") == hashes(many.parent / "serial")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("spark://localhost:1", "This is no executor: spark://localhost:1. Write dask://HOST:PORT"),
        ("dask://", "This is no executor: dask://. Write dask://HOST:PORT"),
        ("dask", "This is no executor: dask. Write dask://HOST:PORT"),
    ],
)
def test_an_executor_that_there_is_not_is_refused(url: str, told: str, many: Path) -> None:
    assert run(many, "build", "--executor", url)[::2] == (2, f"ksflow: {told}\n")
