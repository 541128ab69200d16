"""Two provinces: the first also runs the axis, the second reaches it over a wire to be cut."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from tests.exchange.installations import (
    Installation,
    Line,
    copy_database,
    databases,
    free_port,
)

FIRST, SECOND = "H44.02", "H35.02"


@dataclass
class Provinces:
    first: Installation
    second: Installation
    line: Line


def database_url(name: str) -> str:
    found = connections["default"].settings_dict
    given = {"user": found["USER"], "password": found["PASSWORD"], "host": found["HOST"]}
    given["port"] = found["PORT"]
    host, user = given["host"] or "", given["user"] or ""
    text = make_conninfo("", dbname=name, **{word: text for word, text in given.items() if text})
    if given["password"]:
        return text
    return f"postgresql://{user}@/{name}?host={host}" + (
        f"&port={given['port']}" if given["port"] else ""
    )


def installation(name: str, root: Path, database: str) -> Installation:
    home = root / name
    home.mkdir()
    environment = {
        **os.environ,
        "VANLANG_MODE": "test",
        "VANLANG_HOME": str(home),
        "VANLANG_DATABASE_URL": database_url(database),
        "VANLANG_POOL": "8",  # five threads of the worker and those of the web
        "VANLANG_SECRET_KEY": name * 20,
        "VANLANG_EXCHANGE_POLL_SECONDS": "1",
        "VANLANG_EXCHANGE_DIRECTORY_SECONDS": "5",
        "VANLANG_EXCHANGE_SECRET_TINH-MOT": "khoa-cua-tinh-mot",
        "VANLANG_EXCHANGE_SECRET_TINH-HAI": "khoa-cua-tinh-hai",
        "VANLANG_AXIS_CALLS_A_MINUTE": "100000",
        "PYTHONPATH": str(Path(__file__).parent.parent.parent),
    }
    environment.pop("VANLANG_TEST_DATABASE", None)
    return Installation(name, home, database, free_port(), environment)


@pytest.fixture(scope="module")
def provinces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provinces]:
    """Both installations, running, known to the axis and to each other.

    They end with the file: two webs and two workers would slow down every test that follows.
    """
    root = tmp_path_factory.mktemp("provinces")
    names = [f"vanlang_{word}_{os.getpid()}" for word in ("mot", "hai")]
    server = database_url("postgres")
    with databases(server, *names):
        first = installation("tinh-mot", root, names[0])
        second = installation("tinh-hai", root, names[1])
        template = os.environ.get("VANLANG_TEST_TEMPLATE")
        copy_database(server, template or "template1", names[0])
        if template is None:  # a server of one's own, where nothing is laid out
            first.migrate()
        copy_database(server, *names)
        line = Line(first.port)
        try:
            introduce(first, second, line)
            yield Provinces(first, second, line)
        finally:
            first.close()
            second.close()
            line.close()


def introduce(first: Installation, second: Installation, line: Line) -> None:
    """Make them known, both at once: starting Python costs more than all the rest."""
    over_the_line = f"http://127.0.0.1:{line.port}/truc-lien-thong/"
    joins = [
        first.begin(
            "found", "tinh-mot", FIRST, f"{first.address}/truc-lien-thong/", "tinh-hai H35"
        ),
        second.begin("join", "tinh-hai", SECOND, over_the_line),
    ]
    assert [one.wait() for one in joins] == [0, 0]
    for one in (first, second):
        one.start(is_awaited=False)
    for one in (first, second):
        one.wait()
