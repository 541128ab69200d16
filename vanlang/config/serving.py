"""`vanlang serve` and `vanlang demo`: start web and worker together, keep them up, stop in order.

This process only supervises and stays small: it never loads Django.
"""

import argparse
import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

PACKAGE = Path(__file__).parent.parent
STOPPING_TAKES_SECONDS = 15
STARTING_TAKES_SECONDS = 60
LOOK_EVERY_SECONDS = 0.1
RESTART_AFTER_SECONDS = 1.0
PR_SET_PDEATHSIG = 1
# Threads that share two heaps give memory back; glibc would have a heap for each and keep it.
FEW_HEAPS = {"MALLOC_ARENA_MAX": "2"}
DAY_PROGRESS = "day-progress.json"  # written by the day that is played
DEMO_WORKERS, DEMO_THREADS = 1, 4  # a demonstration has few visitors and an old computer


class Stopped(Exception):
    """SIGTERM or Ctrl-C: stop everything that was started."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn SIGTERM and Ctrl-C into one orderly end."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        yield
    except Stopped:
        pass
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)


def end_with_the_parent() -> None:
    """Ask Linux to end this process when the one that started it dies, be it by kill -9."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Processes:
    """Child processes by name; a server that dies is started again after a second."""

    def __init__(self) -> None:
        self._servers: dict[str, list[str]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str], *, once: bool = False) -> None:
        """Start `command`; `once` for a task that ends by itself and is not started again."""
        if not once:
            self._servers[name] = command
        # A session of its own: Ctrl-C reaches us alone, and we stop the rest in order.
        self._running[name] = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            env={**FEW_HEAPS, **os.environ},
            start_new_session=True,
            preexec_fn=end_with_the_parent,  # noqa: PLW1509 this process has one thread
        )

    def ended(self, name: str) -> int | None:
        """Return what a process ended with, None while it runs."""
        return self._running[name].poll()

    def watch(self) -> None:
        """Keep everything running until a signal ends it."""
        while True:
            time.sleep(RESTART_AFTER_SECONDS)
            for name, process in list(self._running.items()):
                if name in self._servers and process.poll() is not None:
                    sys.stderr.write(f"vanlang: {name} ended ({process.returncode}); again\n")
                    self.start(name, self._servers[name])

    def stop(self) -> None:
        """End the children, last started first; kill what does not end in time."""
        for process in reversed(self._running.values()):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self._running.values():
            try:
                process.wait(STOPPING_TAKES_SECONDS)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def django(*words: str) -> list[str]:
    return [sys.executable, "-m", "vanlang.config.cli", *words]


def web(host: str, port: int, workers: int, threads: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(threads), "--respawn-failed-workers"),
        *("--workers-kill-timeout", "10s", "--log-level", "warning"),
        "vanlang.config.wsgi:application",
    ]


def answers(port: int, path: str = "/suc-khoe/") -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def wait_until_it_answers(port: int) -> bool:
    until = time.monotonic() + STARTING_TAKES_SECONDS
    while time.monotonic() < until:
        if answers(port):
            return True
        time.sleep(LOOK_EVERY_SECONDS)
    return False


def serve(words: Sequence[str]) -> int:
    """Run web and worker over an existing, migrated database."""
    parser = argparse.ArgumentParser(prog="vanlang serve", description=serve.__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=8)
    wanted = parser.parse_args(words)
    processes = Processes()
    with stopped_by_signals():
        try:
            processes.start("web", web(wanted.host, wanted.port, wanted.workers, wanted.threads))
            processes.start("worker", django("worker"))
            processes.watch()
        finally:
            processes.stop()
    return 0


def fingerprint(scale: str) -> str:
    """Name the state of code and data that a prepared demonstration was made from."""
    digest = hashlib.sha256(scale.encode())
    for pattern in ("*/migrations/*.py", "*/data/**/*", "*/static/**/*", "demo/**/*.py"):
        for path in sorted(PACKAGE.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(PACKAGE)}:{path.stat().st_size}".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def demo(words: Sequence[str], home: Path) -> int:
    """Prepare the demonstration province if need be, serve it, and play a day in it."""
    wanted = demo_options(words)
    ready, accounts = home / "demo-ready", home / "demo-accounts.txt"
    stamp = fingerprint(wanted.scale)
    processes = Processes()
    with stopped_by_signals():
        try:
            note_an_interrupted_day(home)
            # Papers carry this address in their QR codes: it must be the one that serves.
            os.environ.setdefault("VANLANG_URL", f"http://127.0.0.1:{wanted.port}")
            serve_pages = web("127.0.0.1", wanted.port, DEMO_WORKERS, DEMO_THREADS)
            if not ready.exists() or ready.read_text() != stamp:
                ready.unlink(missing_ok=True)
                options = ("--scale", wanted.scale, "--accounts", str(accounts))
                if fault := prepare(processes, home, options, serve_pages):
                    return fault
                ready.write_text(stamp)
            else:
                processes.start("web", serve_pages)
            processes.start("worker", django("worker"))
            if not wait_until_it_answers(wanted.port):
                sys.stderr.write(f"vanlang: nothing answers on port {wanted.port}\n")
                return 1
            print_welcome(wanted.port, accounts)
            if not wanted.no_day:
                play_the_day(processes, home, wanted.dossiers)
            processes.watch()
        finally:
            processes.stop()
    return 0


def prepare(
    processes: Processes, home: Path, options: Sequence[str], serve_pages: list[str]
) -> int:
    """Make the demonstration and start its web, each as soon as what it needs is there.

    Making tables and compressing what browsers load wait for different things, and so do filling
    in people and starting the web. Returns 0, or what the first of them failed with.
    """
    laid_out = home / "demo-laid-out"
    laid_out.unlink(missing_ok=True)
    fill_in = django("prepare_demo", *options, "--laid-out", str(laid_out))
    processes.start("prepare", fill_in, once=True)
    processes.start("static", django("collectstatic", "--noinput", "--verbosity", "0"), once=True)
    has_web = False
    while True:
        filled, collected = processes.ended("prepare"), processes.ended("static")
        if fault := filled or collected:
            return fault
        if not has_web and collected == 0 and laid_out.exists():
            processes.start("web", serve_pages)
            has_web = True
        if has_web and filled == 0:
            return 0
        time.sleep(LOOK_EVERY_SECONDS)


def demo_options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/demo", description=demo.__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--scale", choices=["small", "province"], default="small")
    parser.add_argument("--fresh", action="store_true", help="begin anew: all data is removed")
    parser.add_argument("--dossiers", type=int, default=2000, help="how many the day brings")
    parser.add_argument("--no-day", action="store_true", help="do not play the day")
    return parser.parse_args(words)


def note_an_interrupted_day(home: Path) -> None:
    """Say of a day that was being played when the demonstration stopped that it goes on no more."""
    path = home / DAY_PROGRESS
    try:
        facts = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return
    if not facts.get("is_over"):
        path.write_text(json.dumps(facts | {"is_interrupted": True}))


def play_the_day(processes: Processes, home: Path, dossiers: int) -> None:
    """Start the day once for each new database; one that was stopped before it began, again."""
    begun = home / "demo-day-played"
    if not begun.exists():
        day = django("day", "--dossiers", str(dossiers), "--begun", str(begun))
        processes.start("day", day, once=True)


def print_welcome(port: int, accounts: Path) -> None:
    sys.stdout.write(f"\nVăn Lang: http://127.0.0.1:{port}/trinh-dien/\n\n{accounts.read_text()}\n")
    sys.stdout.write("Ctrl-C dừng tất cả; chạy lại thì dữ liệu còn nguyên.\n\n")
    sys.stdout.flush()


def forget(home: Path) -> None:
    """Remove what a demonstration left in `home`, beside the database."""
    for name in ("demo-ready", "demo-day-played", DAY_PROGRESS, "demo-accounts.txt", "secret_key"):
        (home / name).unlink(missing_ok=True)
    for name in ("files", "pki", "static", "map"):
        shutil.rmtree(home / name, ignore_errors=True)
