"""Each benchmark still runs: at a tiny size, where its figures mean nothing."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from vanlang.config import serving

BENCH = Path(__file__).parent.parent / "bench"
NAMES = sorted(path.stem for path in BENCH.glob("*.py") if path.stem not in {"__init__", "rows"})


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    done = subprocess.run(
        serving.django("bench", "--tiny", "--json"),
        env={**os.environ, "VANLANG_HOME": str(tmp_path_factory.mktemp("bench"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_benchmarks_all_run(rows: list[dict[str, object]]) -> None:
    ran = {row["benchmark"] for row in rows}

    assert ran == set(NAMES)


def test_benchmarks_find_nothing_lost_doubled_or_wrong(rows: list[dict[str, object]]) -> None:
    wrong = [row["name"] for row in rows if row["reach"] == "0" and not row["met"]]

    assert wrong == []
