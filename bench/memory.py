"""Memory of the running demonstration with its database, while people use it and a day is played.

The proportional set size of every process: shared pages count once.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.rows import Row, say, size
from bench.tools.citizens import citizens, get, sign_in
from bench.tools.load import MakeRequests, run_load
from bench.tools.served import free_port, postmaster, tree_memory
from vanlang.identity.api import Post, Role, province_committee

NEEDS_DATABASE = True
PAGES = size(3_000, 60)
DOSSIERS = size(500, 5)
CONNECTIONS = 8
WELCOME = "/trinh-dien/"  # the address is said when everything is there
REACH = 700
LOOK_EVERY_SECONDS = 0.5
READY_WITHIN_SECONDS = 240


def run() -> list[Row]:
    with demonstration() as (process, port):
        at_rest = whole(process)
        seen = Peak(process)
        seen.start()
        outcome = run_load(port, requests(), count=PAGES, connections=CONNECTIONS, expected=200)
        seen.is_over.set()
        seen.join()
    if outcome.first_wrong:
        say(outcome.first_wrong[:1000].decode(errors="replace"))
    wrong = outcome.errors(200)
    return [
        Row("memory of the demonstration when it has just answered", at_rest, "MB"),
        Row(
            f"… the most while {PAGES:,} pages are opened and a day of {DOSSIERS} dossiers runs",
            seen.most,
            "MB",
            reach=f"{REACH} MB",
            met=seen.most <= REACH,
            memory=seen.most,
        ),
        Row("… pages answered wrongly", wrong, "", reach="0", met=not wrong),
    ]


@contextmanager
def demonstration() -> Iterator[tuple[int, int]]:
    """Run `vanlang demo` over the benchmark's database; yield its process and its port."""
    port = free_port()
    words = ("demo", "--port", str(port), "--dossiers", str(DOSSIERS))
    with tempfile.NamedTemporaryFile() as said:
        started = subprocess.Popen(
            [sys.executable, "-m", "vanlang.config.cli", *words],
            env={**os.environ, "VANLANG_MODE": "demo"},
            stdout=said,
        )
        try:
            until = time.monotonic() + READY_WITHIN_SECONDS
            while WELCOME not in Path(said.name).read_text():
                if time.monotonic() > until or started.poll() is not None:
                    raise RuntimeError("the demonstration does not answer")
                time.sleep(LOOK_EVERY_SECONDS)
            yield started.pid, port
        finally:
            started.terminate()
            started.wait()


def whole(process: int) -> float:
    return tree_memory(process) + tree_memory(postmaster())


class Peak(threading.Thread):
    """Looks again and again, and keeps the most that it saw."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.is_over = threading.Event()
        self.most = 0.0

    def run(self) -> None:
        while not self.is_over.wait(LOOK_EVERY_SECONDS):
            self.most = max(self.most, whole(self.process))


def requests() -> MakeRequests:
    """Return what strangers, a citizen, officials and a leader open."""
    officer = Post.objects.filter(roles__contains=[Role.RECEIVER]).order_by("pk")[0].person
    chief = Post.objects.filter(unit__agency=province_committee(), roles__contains=[Role.VIEWER])
    asked = [get(path) for path in ("/", "/thu-tuc/", "/thu-tuc/1.001193/", "/tra-cuu/")]
    (citizen,) = citizens(1, ["05158"])
    asked += [get(path, citizen) for path in ("/toi/ho-so/", "/toi/kho/")]
    asked += [get(path, sign_in(officer)) for path in ("/can-bo/", "/can-bo/tra-cuu/")]
    asked += [get("/dieu-hanh/tinh/", sign_in(chief.order_by("pk")[0].person))]
    return lambda number: [asked[number % len(asked)]]
