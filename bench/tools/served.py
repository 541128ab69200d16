"""The platform as users meet it: granian and the worker over the benchmark's database."""

import contextlib
import os
import socket
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from vanlang.config import cli, postgres, serving


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def platform(*, workers: int = 2, threads: int = 8, worker: bool = True) -> Iterator[int]:
    """Serve on a free port until the block ends; yield the port."""
    port = free_port()
    processes = serving.Processes()
    try:
        processes.start("web", serving.web("127.0.0.1", port, workers, threads))
        if worker:
            processes.start("worker", serving.django("worker"))
        if not serving.wait_until_it_answers(port):
            raise RuntimeError("the platform does not answer")
        yield port
    finally:
        processes.stop()


def own_server() -> postgres.Server:
    """Return the PostgreSQL that `vanlang bench` started for this benchmark."""
    return postgres.server(Path(os.environ["VANLANG_HOME"]), cli.wanted_major())


def postmaster() -> int:
    return int((own_server().data / "postmaster.pid").read_text().split("\n", 1)[0])


def below(root: int) -> list[int]:
    """Return the process and all that it started, and those started."""
    children = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children[parent].append(int(entry.name))
    found = [root]
    for number in found:
        found += children[number]
    return found


def tree_memory(root: int | None = None) -> float:
    """Return the memory of a process and all below it, in MB, shared pages once.

    Proportional set size, from /proc: what the processes together really take.
    """
    total = 0
    for number in below(root or os.getpid()):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024
