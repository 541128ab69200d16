"""`vanlang bench [NAME ...] [--json]`: run the benchmarks, each beside its reference."""

import json
import os
import pkgutil
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vanlang.config import postgres

TREE = Path(__file__).parents[4]
NOT_BENCHMARKS = {"rows", "tools"}


class Command(BaseCommand):
    """Each benchmark runs in a process of its own, with a database of its own if it needs one."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", help="which ones; all when none is named")
        parser.add_argument("--json", action="store_true", help="one object a line")
        parser.add_argument("--list", action="store_true", help="what there is")

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
        rows: list[dict[str, object]] = []
        for name in options["names"] or known:
            rows += run_apart(name)
        if options["json"]:
            self.stdout.write("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
            return
        from bench.rows import Row, table  # noqa: PLC0415 the tree was put on the path just above

        self.stdout.write(table([Row(**row) for row in rows]))  # type: ignore[arg-type]


def run_apart(name: str) -> list[dict[str, object]]:
    """Run one benchmark in its own process; give it a fresh migrated database if it wants one."""
    source = (TREE / "bench" / f"{name}.py").read_text()
    # As it is served: tests never keep what they read, the platform does.
    environment = {
        **os.environ,
        "VANLANG_MODE": "test",
        "VANLANG_FRESH_SECONDS": "2",
        "PYTHONPATH": str(TREE),
    }
    server: postgres.Server | None = None
    if "\nNEEDS_DATABASE = True\n" in source:
        home = Path(os.environ["VANLANG_HOME"]) / "bench"
        server = postgres.server(home)
        server.remove()
        server.start()
        environment |= {"VANLANG_DATABASE_URL": server.url(), "VANLANG_HOME": str(home)}
    try:
        if server is not None:
            run_python("-m", "vanlang.config.cli", "migrate", "--verbosity", "0", env=environment)
        start = "import django; django.setup(); " if server is not None else ""
        code = (
            f"import json; {start}from bench import {name} as it; "
            "print(json.dumps([row.as_dict() for row in it.run()]))"
        )
        printed = run_python("-c", code, env=environment)
        found: list[dict[str, object]] = json.loads(printed.splitlines()[-1])
        return found
    finally:
        if server is not None:
            server.remove()


def run_python(*words: str, env: dict[str, str]) -> str:
    finished = subprocess.run(
        [sys.executable, *words], env=env, stdout=subprocess.PIPE, text=True, check=False
    )
    if finished.returncode:
        raise CommandError(f"The benchmark ended with {finished.returncode}; see above.")
    return finished.stdout
