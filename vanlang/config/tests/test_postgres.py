"""The launcher of the embedded server."""

import os
from pathlib import Path

from vanlang.config import postgres


def test_a_lock_file_is_no_proof_of_a_server(tmp_path: Path) -> None:
    """After kill -9 its number may be a corpse's or another program's."""
    server = postgres.server(tmp_path)
    server.data.mkdir(parents=True)
    lines = [str(os.getpid()), str(server.data), "1", "5432", str(server.sockets), "", "", "ready"]
    (server.data / "postmaster.pid").write_text("\n".join(lines) + "\n")

    running = server.is_running()

    assert not running
