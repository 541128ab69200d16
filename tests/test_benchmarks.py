"""The quick benchmarks still run: at a tiny size, where their figures mean nothing.

Those that start whole servers take minutes even so: `vanlang bench --tiny` runs them all.
"""

import json
import os
import subprocess

import pytest

from vanlang.config import serving

QUICK = ("deadlines", "documents", "finding", "papers", "replay", "signing")


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    done = subprocess.run(
        serving.django("bench", *QUICK, "--tiny", "--json"),
        env={**os.environ, "VANLANG_HOME": str(tmp_path_factory.mktemp("bench"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_benchmarks_all_run(rows: list[dict[str, object]]) -> None:
    ran = {row["benchmark"] for row in rows}

    assert ran == set(QUICK)
