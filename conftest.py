"""What every test stands on: an emptied database, in which the journal is append-only as ever."""

import os
from datetime import datetime

import pytest
import time_machine
from django.db import connection
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

# How long an example takes is the machine's affair, not the property's.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


def pytest_configure(config: pytest.Config) -> None:
    """Run under another day where VANLANG_TEST_DAY names a moment (ISO 8601 with its offset).

    A test that holds a fixed day while something beside it reads the clock passes on the day it
    was written and fails weeks later; under a day far away it fails at once. The day stands before
    the first test file is read, since some of them note the time as they are imported.
    """
    moment = os.environ.get("VANLANG_TEST_DAY")
    if moment:
        traveller = time_machine.travel(datetime.fromisoformat(moment), tick=True)
        traveller.start()
        config.add_cleanup(traveller.stop)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that another PostgreSQL need not prove the rest again,
    and begin with what takes longest, so that nobody waits for it alone at the end.
    """
    items.sort(key=lambda item: not item.get_closest_marker("whole"))
    for item in items:
        asked = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if asked or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001 the plugin's own, which makes the database
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """Let tests that commit empty their tables; only here may the journal be truncated."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("kernel_entry", "kernel_position", "kernel_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_refuses_truncate")
