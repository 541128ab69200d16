"""What a benchmark returns: rows, each with its reference measured in the same run."""

import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

TINY = "VANLANG_BENCH_TINY" in os.environ


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure.

    `value` is in `unit`; `reference` is what the same machine did in the same run at the bare
    task, in the unit named in `against`; `ratio` is value to reference; `reach` says in words
    what we want, `met` whether it was reached; `memory` is the peak in MB of what was measured.
    """

    name: str
    value: float
    unit: str
    reference: float | None = None
    against: str = ""
    ratio: float | None = None
    reach: str = ""
    met: bool | None = None
    memory: float | None = None

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


Benchmark = Callable[[], list[Row]]


def size(full: int, tiny: int) -> int:
    """Return how much to do: with `--tiny` only so much that one sees the benchmark still runs."""
    return tiny if TINY else full


def peak_memory() -> float:
    """Return the peak resident memory of this process, in MB."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / 1024


def table(rows: list[Row]) -> str:
    """Lay the rows out as the Markdown table that docs/benchmarks.md carries."""
    lines = [
        "| what | value | reference | ratio | reach | memory MB |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        reference = "" if row.reference is None else f"{row.reference:,.4g} {row.against}"
        ratio = "" if row.ratio is None else f"{row.ratio:.3g}"
        verdict = {None: "", True: " ✓", False: " ✗"}[row.met]
        memory = "" if row.memory is None else f"{row.memory:.0f}"
        lines.append(
            f"| {row.name} | {row.value:,.4g} {row.unit} | {reference} | {ratio} "
            f"| {row.reach}{verdict} | {memory} |"
        )
    return "\n".join(lines)


def say(text: str) -> None:
    """Tell the reader of the terminal how far the run is; the table itself goes to stdout."""
    sys.stderr.write(text + "\n")
