"""Runs pytest on the embedded PostgreSQL: `python -m vanlang.config.testing [arguments]`."""

import os
import subprocess
import sys

import psycopg
import pytest

from vanlang.config import cli, postgres, serving


def trust_the_machine(server: postgres.Server) -> None:
    """Do not wait for the disk: no test pulls the plug, and emptying every table after each
    browser test would wait for hundreds of files. A process killed with -9 still loses nothing.
    """
    with psycopg.connect(server.url("postgres"), autocommit=True) as line:
        for setting in ("fsync", "full_page_writes"):
            line.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        line.execute("SELECT pg_reload_conf()")


def laid_out(server: postgres.Server) -> str:
    """Return the name of a migrated database of which each worker's is a copy.

    Migrating takes longer than most files of tests: it is done once for a state of migrations.
    """
    name = f"laid_out_{serving.fingerprint('tests')[:12]}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as line:
        if line.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
            return name
        line.execute(f"DROP DATABASE IF EXISTS {name}_half".encode())
        line.execute(f"CREATE DATABASE {name}_half".encode())
        environment = {**os.environ, "VANLANG_DATABASE_URL": server.url(f"{name}_half")}
        subprocess.run(serving.django("migrate", "--verbosity", "0"), env=environment, check=True)
        line.execute(f"ALTER DATABASE {name}_half RENAME TO {name}".encode())
    return name


def main() -> int:
    os.environ.setdefault("VANLANG_MODE", "test")
    os.environ["VANLANG_HOME"] = str(cli.home())
    started = None if os.environ.get("VANLANG_DATABASE_URL") else cli.start_embedded()
    if started is not None:
        trust_the_machine(started)
        os.environ["VANLANG_TEST_TEMPLATE"] = laid_out(started)
    try:
        return int(pytest.main(sys.argv[1:]))
    finally:
        if started is not None:
            started.stop()


if __name__ == "__main__":
    sys.exit(main())
