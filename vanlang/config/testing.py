"""Runs pytest on the embedded PostgreSQL: `python -m vanlang.config.testing [arguments]`."""

import os
import sys

import pytest

from vanlang.config import cli


def main() -> int:
    os.environ.setdefault("VANLANG_MODE", "test")
    os.environ["VANLANG_HOME"] = str(cli.home())
    started = None if os.environ.get("VANLANG_DATABASE_URL") else cli.start_embedded()
    try:
        return int(pytest.main(sys.argv[1:]))
    finally:
        if started is not None:
            started.stop()


if __name__ == "__main__":
    sys.exit(main())
