"""Forked workers, in a process of its own: the one that runs the tests has threads, where no fork is made."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from migrate.read.workers import can_fork

ROOT = Path(__file__).parent.parent.parent.parent
HEAD = """
import os, sys
from migrate.read.workers import can_fork, spread
here = os.getpid()
assert can_fork()
"""


def printed(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", HEAD + script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_results_come_in_the_order_of_the_parts() -> None:
    assert (
        printed("print(spread(lambda part: [n * n for n in part], [[1, 2], [3], [4, 5]]))")
        == "[1, 4, 9, 16, 25]\n"
    )


def test_each_process_takes_the_next_part_and_every_part_is_done_once() -> None:
    script = """
def work(part):
    time.sleep(0.01)
    return [(part, os.getpid())]
import time
done = spread(work, list(range(8)), workers=1)
print([part for part, _ in done], {process == here for _, process in done} == {True, False})
"""
    assert printed(script) == "[0, 1, 2, 3, 4, 5, 6, 7] True\n"


def test_large_results_do_not_block() -> None:
    assert printed("print(len(spread(lambda part: ['x' * 100] * 20000, [1, 2, 3])))") == "60000\n"


def test_a_worker_that_dies_is_replaced() -> None:
    script = """
def work(part):
    if os.getpid() != here:
        os._exit(9)
    return [part]
print(spread(work, [1, 2, 3]))
"""
    assert printed(script) == "[1, 2, 3]\n"


def test_a_result_that_cannot_be_sent_is_made_again_here() -> None:
    assert printed("print(len(spread(lambda part: [lambda: part], [1, 2])))") == "2\n"


def test_what_can_be_done_meanwhile_is_done_here() -> None:
    script = """
done = []
spread(lambda part: [part], [1, 2], lambda: done.append(os.getpid() == here))
print(done)
"""
    assert printed(script) == "[True]\n"


def test_the_sieve_finds_the_same_with_several_processes(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"{number:03}.py").write_bytes(b"azureml" if number % 7 == 0 else b"pass")
    script = f"""
from migrate.read.sieve import sift
paths = sorted(os.listdir({str(tmp_path)!r}))
def found(workers, meanwhile=None):
    return sift({str(tmp_path)!r}, paths, {{".py": (b"azureml",)}}, workers, meanwhile)
assert found(1) == found(3) == found(2, lambda: None) == found(4, lambda: None)
print(len(found(3)))
"""
    assert printed(script) == "15\n"


def test_a_scan_says_the_same_with_several_processes(tmp_path: Path) -> None:
    text = "from azureml.core.model import Model\n\nModel.deploy(ws, 'a', [])\n"
    for number in range(60):
        (tmp_path / f"{number:02}.py").write_text(text)
    script = f"""
import migrate.sources as sources
from migrate.read.gathering import gathered
from migrate.read.registry import KINDS
from migrate.scan import Scanner
def findings(count):
    trees = gathered([{str(tmp_path)!r}], KINDS)
    trees[0].paths = trees[0].paths[:count]
    return Scanner().scan(trees).findings
assert len(trees := findings(60)) >= 60
few = findings(10)
assert few == tuple(item for item in trees if item.place.path < "10.py")
print("same")
"""
    assert printed(script) == "same\n"


def test_no_fork_is_made_beside_other_threads() -> None:
    wait = threading.Event()
    thread = threading.Thread(target=wait.wait)
    thread.start()
    try:
        assert not can_fork()
    finally:
        wait.set()
        thread.join()
