"""PostgreSQL's own benchmark as the reference: the same rows, prepared, with nothing around."""

import os
import re
import subprocess
import tempfile

from vanlang.config import cli, postgres


def run_pgbench(script: str, *, clients: int, seconds: int, threads: int = 2) -> float:
    """Return the transactions a second of `script` over the benchmark's database."""
    program = postgres.find_binaries(cli.wanted_major()).bin / "pgbench"
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as written:
        written.write(script)
        written.flush()
        finished = subprocess.run(
            [
                *(str(program), "-n", "-M", "prepared", "-f", written.name),
                *("-c", str(clients), "-j", str(threads), "-T", str(seconds)),
                os.environ["VANLANG_DATABASE_URL"],
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    found = re.search(r"tps = ([\d.]+) \(without initial", finished.stdout)
    if finished.returncode or not found:
        raise RuntimeError(f"pgbench: {finished.stderr[-2000:]}")
    return float(found.group(1))
