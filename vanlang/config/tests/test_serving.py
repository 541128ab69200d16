"""The supervisor: what it started ends with it, however it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vanlang.config import serving

SUPERVISE = """
import sys
from vanlang.config import serving

processes = serving.Processes()
with serving.stopped_by_signals():
    try:
        processes.start("server", [sys.executable, "-c", "import time; time.sleep(60)"])
        print(processes._running["server"].pid, flush=True)
        processes.watch()
    finally:
        processes.stop()
"""
PATIENCE_SECONDS = 20


@pytest.fixture
def supervisor() -> Iterator[subprocess.Popen[str]]:
    started = subprocess.Popen([sys.executable, "-c", SUPERVISE], stdout=subprocess.PIPE, text=True)
    yield started
    started.kill()
    started.communicate()


def is_over(pid: int) -> bool:
    """Wait until the process is gone, or is dead and only waits for somebody to bury it."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_what_was_started_ends_with_the_supervisor(
    supervisor: subprocess.Popen[str], ending: signal.Signals
) -> None:
    assert supervisor.stdout is not None
    server = int(supervisor.stdout.readline())

    os.kill(supervisor.pid, ending)

    assert is_over(server)


def test_a_day_that_never_began_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    def start(_: serving.Processes, _name: str, command: list[str], *, once: bool) -> None:
        assert once
        started.append(command)

    monkeypatch.setattr(serving.Processes, "start", start)
    processes = serving.Processes()

    serving.play_the_day(processes, tmp_path, 20)
    serving.play_the_day(processes, tmp_path, 20)  # stopped before it had begun
    Path(started[1][-1]).touch()  # what the day does once it begins
    serving.play_the_day(processes, tmp_path, 20)

    assert len(started) == 2
    assert started[0][-4:-1] == ["--dossiers", "20", "--begun"]


@pytest.mark.parametrize("is_over", [True, False])
def test_a_day_that_was_stopped_is_not_said_to_be_played(tmp_path: Path, is_over: bool) -> None:
    path = tmp_path / serving.DAY_PROGRESS
    path.write_text(json.dumps({"clock": "10:25", "is_over": is_over}))

    serving.note_an_interrupted_day(tmp_path)

    assert json.loads(path.read_text()).get("is_interrupted", False) is not is_over


def test_a_day_that_never_began_is_left_alone(tmp_path: Path) -> None:
    serving.note_an_interrupted_day(tmp_path)

    assert not (tmp_path / serving.DAY_PROGRESS).exists()
