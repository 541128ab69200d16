"""Whole installations beside the tests: a database, a `vanlang serve` and a worker each.

    first.start(); first.play("send", "20"); first.kill(); first.start()

`kill` is kill -9 of every process at once, as a power cut would be for them; the database server is
not theirs and lives on (benchmarks cut that too). `Line` is a wire that can be cut in the middle.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

import psycopg
from psycopg import sql

ROOT = Path(__file__).parent.parent.parent
STARTING_TAKES_SECONDS = 40
Row = tuple[object, ...]


@dataclass
class Installation:
    name: str
    home: Path
    database: str
    port: int
    environment: dict[str, str]
    running: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    desk: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, is_awaited: bool = True) -> None:
        """Start web and worker, and wait until the web answers."""
        log = (self.home / "log.txt").open("ab")
        words = ("serve", "--port", str(self.port), "--workers", "1", "--threads", "4")
        self.running = subprocess.Popen(
            [sys.executable, "-m", "vanlang.config.cli", *words],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        if is_awaited:
            self.wait()

    def wait(self) -> None:
        until = time.monotonic() + STARTING_TAKES_SECONDS
        while time.monotonic() < until:
            with (
                contextlib.suppress(URLError, OSError),
                urllib.request.urlopen(f"{self.address}/suc-khoe/", timeout=2),  # noqa: S310 our own
            ):
                return
            time.sleep(0.1)
        raise TimeoutError(f"{self.name} did not start:\n{self.log()}")

    def kill(self) -> None:
        """Kill -9 the supervisor first, so that it starts nothing again, and all below it."""
        if self.running is None:
            return
        below = _below(self.running.pid)
        for pid in (self.running.pid, *below):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.running.wait()
        self.running = None

    def play(self, *words: str) -> object:
        """Do something in this installation by its own code: see desk.py."""
        if self.desk is None:
            self.desk = self._desk(stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.desk.stdin is not None
        assert self.desk.stdout is not None
        self.desk.stdin.write(json.dumps(words).encode() + b"\n")
        self.desk.stdin.flush()
        answer = json.loads(self.desk.stdout.readline() or b'{"failed": "the desk is gone"}')
        assert "said" in answer, answer["failed"]
        return answer["said"]

    def begin(self, *words: str) -> subprocess.Popen[bytes]:
        """The same in a process of its own, without waiting for it."""
        return self._desk(*words, stdout=subprocess.DEVNULL)

    def _desk(
        self, *words: str, stdout: int, stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.exchange.desk", *words],
            env=self.environment,
            cwd=ROOT,
            stdin=stdin,
            stdout=stdout,
        )

    def close(self) -> None:
        self.kill()
        if self.desk is not None:
            self.desk.kill()
            self.desk.communicate()

    def rows(self, query: str) -> list[Row]:
        with psycopg.connect(self.environment["VANLANG_DATABASE_URL"], autocommit=True) as line:
            return line.execute(query.encode()).fetchall()

    def peak_megabytes(self) -> dict[str, int]:
        """Return the most memory that each process has had, by its number and name."""
        found = {}
        for pid in _below(self.running.pid) if self.running else ():
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{pid}/status").read_text()
                lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
                peak = int(lines["VmHWM"].split()[0]) // 1024
                found[f"{pid} {lines['Name'].strip()}"] = peak
        return found

    def migrate(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "vanlang.config.cli", "migrate", "--verbosity", "0"],
            env=self.environment,
            cwd=ROOT,
            check=True,
        )

    def log(self) -> str:
        return (self.home / "log.txt").read_text(errors="replace")[-4000:]


class Line:
    """A wire to a port of this machine that can be cut after so many bytes."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.cut_after: list[int] = []  # one number a connection to come; none: left whole
        self.cuts = 0
        threading.Thread(target=self._open, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _open(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._door.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        limit = self.cut_after.pop(0) if self.cut_after else None
        with (
            near,
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self._to)) as far,
        ):
            back = threading.Thread(target=self._pump, args=(far, near, limit), daemon=True)
            back.start()
            self._pump(near, far, limit)
            back.join()

    def _pump(self, source: socket.socket, target: socket.socket, limit: int | None) -> None:
        carried = 0
        with contextlib.suppress(OSError):
            while chunk := source.recv(65_536):
                carried += len(chunk)
                if limit is not None and carried > limit:
                    target.sendall(chunk[: max(limit - (carried - len(chunk)), 0)])
                    self.cuts += 1
                    break
                target.sendall(chunk)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@contextlib.contextmanager
def databases(server: str, *names: str) -> Iterator[None]:
    """Make room for databases of these names on a server, and clear it afterwards."""
    with psycopg.connect(server, autocommit=True) as line:
        _drop(line, names)
        try:
            yield
        finally:
            _drop(line, names)


def copy_database(server: str, source: str, target: str) -> None:
    with psycopg.connect(server, autocommit=True) as line:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        line.execute(words.format(sql.Identifier(target), sql.Identifier(source)))


def _drop(line: "psycopg.Connection[Row]", names: tuple[str, ...]) -> None:
    for name in names:
        words = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        line.execute(words.format(sql.Identifier(name)))


def _below(pid: int) -> list[int]:
    """Return all processes that descend from one, whatever session they are in."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                parents.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found
