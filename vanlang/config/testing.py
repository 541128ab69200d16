"""Runs pytest on the embedded PostgreSQL: `python -m vanlang.config.testing [arguments]`."""

import os
import sys

import psycopg
import pytest

from vanlang.config import cli, postgres


def trust_the_machine(server: postgres.Server) -> None:
    """Do not wait for the disk: no test pulls the plug, and emptying every table after each
    browser test would wait for hundreds of files. A process killed with -9 still loses nothing.
    """
    with psycopg.connect(server.url("postgres"), autocommit=True) as line:
        for setting in ("fsync", "full_page_writes"):
            line.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        line.execute("SELECT pg_reload_conf()")


def main() -> int:
    os.environ.setdefault("VANLANG_MODE", "test")
    os.environ["VANLANG_HOME"] = str(cli.home())
    started = None if os.environ.get("VANLANG_DATABASE_URL") else cli.start_embedded()
    if started is not None:
        trust_the_machine(started)
    try:
        return int(pytest.main(sys.argv[1:]))
    finally:
        if started is not None:
            started.stop()


if __name__ == "__main__":
    sys.exit(main())
