"""`vanlang bench [NAME ...] [--json]`: run the benchmarks, each beside its reference."""

import contextlib
import json
import os
import pkgutil
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError

from vanlang.config import cli, postgres

TREE = Path(__file__).parents[4]
NOT_BENCHMARKS = {"rows", "tools"}
EMPTY, OWN = "vanlang", "bench"  # the migrated database, and the copy of it a benchmark works on


class Command(BaseCommand):
    """Each benchmark runs in a process of its own, with a database of its own if it needs one."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", help="which ones; all when none is named")
        parser.add_argument("--json", action="store_true", help="one object a line")
        parser.add_argument("--list", action="store_true", help="what there is")
        parser.add_argument("--tiny", action="store_true", help="only to see that they still run")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not (TREE / "bench").is_dir():
            raise CommandError("The benchmarks are part of the source tree, which is not here.")
        sys.path.insert(0, str(TREE))
        known = sorted(
            found.name
            for found in pkgutil.iter_modules([str(TREE / "bench")])
            if found.name not in NOT_BENCHMARKS
        )
        if options["list"]:
            self.stdout.write("\n".join(known))
            return
        if unknown := set(options["names"]) - set(known):
            raise CommandError(
                f"No such benchmark: {', '.join(sorted(unknown))}. There are: {known}"
            )
        if options["tiny"]:
            os.environ["VANLANG_BENCH_TINY"] = "1"
        rows: list[dict[str, object]] = []
        with contextlib.ExitStack() as stack:
            server: postgres.Server | None = None
            for name in options["names"] or known:
                if needs_database(name):
                    server = server or stack.enter_context(own_server())
                    rows += with_database(name, server)
                else:
                    rows += run_apart(name, environment())
        if options["json"]:
            self.stdout.write("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
            return
        from bench.rows import Row, table  # noqa: PLC0415 the tree was put on the path just above

        for row in rows:
            del row["benchmark"]
        self.stdout.write(table([Row(**row) for row in rows]))  # type: ignore[arg-type]


def needs_database(name: str) -> bool:
    return "\nNEEDS_DATABASE = True\n" in (TREE / "bench" / f"{name}.py").read_text()


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a benchmark: a test's, but it keeps what it read, as serving."""
    return {
        **os.environ,
        "VANLANG_MODE": "test",
        "VANLANG_FRESH_SECONDS": "2",
        "PYTHONPATH": str(TREE),
        **more,
    }


@contextlib.contextmanager
def own_server() -> Iterator[postgres.Server]:
    """Start a PostgreSQL for the benchmarks alone, with one migrated database; remove it after."""
    home = Path(os.environ["VANLANG_HOME"]) / "bench"
    server = postgres.server(home, cli.wanted_major())
    server.remove()
    server.start()
    (home / "static").mkdir(parents=True, exist_ok=True)
    try:
        found = environment(VANLANG_DATABASE_URL=server.url(EMPTY), VANLANG_HOME=str(home))
        run_python("-m", "vanlang.config.cli", "migrate", "--verbosity", "0", env=found)
        yield server
    finally:
        server.remove()
        shutil.rmtree(home, ignore_errors=True)


def with_database(name: str, server: postgres.Server) -> list[dict[str, object]]:
    """Run one benchmark on a copy of the migrated database, which goes when it is over."""
    tell(server, f"CREATE DATABASE {OWN} TEMPLATE {EMPTY}")
    found = environment(VANLANG_DATABASE_URL=server.url(OWN), VANLANG_HOME=str(server.home))
    try:
        return run_apart(name, found)
    finally:
        tell(server, f"DROP DATABASE {OWN} WITH (FORCE)")
        tell(server, "CHECKPOINT")  # so that the next is not slowed by what this one wrote
        shutil.rmtree(server.home / "files", ignore_errors=True)


def tell(server: postgres.Server, sql: str) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(sql.encode())


def run_apart(name: str, env: dict[str, str]) -> list[dict[str, object]]:
    """Run one benchmark in its own process and return its rows."""
    code = (
        f"import json, django; django.setup(); from bench import {name} as it; "
        "print(json.dumps([row.as_dict() for row in it.run()]))"
    )
    printed = run_python("-c", code, env=env)
    found: list[dict[str, object]] = json.loads(printed.splitlines()[-1])
    return [{"benchmark": name, **row} for row in found]


def run_python(*words: str, env: dict[str, str]) -> str:
    finished = subprocess.run(
        [sys.executable, *words], env=env, stdout=subprocess.PIPE, text=True, check=False
    )
    if finished.returncode:
        raise CommandError(f"The benchmark ended with {finished.returncode}; see above.")
    return finished.stdout
