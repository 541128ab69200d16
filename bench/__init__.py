"""Benchmarks. `vanlang bench [NAME ...] [--json]` runs `bench/<name>.py`'s `run() -> list[Row]`.

Each prints its figure beside a reference of the same run. A benchmark that needs a database gets
one of its own (VANLANG_DATABASE_URL points to it) and it is dropped afterwards.
"""
