"""Whatever stands in an address, the answer is a page, a redirect or a 4xx, never an error of ours.

Every route is asked by somebody who may see it. What each page reads of its query is recorded
from the plain request; then each of those words gets each odd value, and so does each parameter
of the path.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import QueryDict
from django.test import Client, TestCase, override_settings
from django.utils.datastructures import MultiValueDict

from tests import cast
from tests.cast import Samples, World
from tests.test_architecture import routes
from tests.test_strangers import (
    PARAMETER,
    SIGN_OUT,
    address_of,
    client_of,
    parameters_of,
    samples,
    session_of,
)

pytestmark = pytest.mark.whole

ODD = (
    "²",  # isdigit() says yes, int() says no
    "9" * 31,
    "-1",
    "1e400",
    "NaN",
    "\x00",
    "0001-01-01",
    "9999-12-31",
    "9999-12",
    "0001-01",
    "2027-02-30",
    "01/01/0001",
    "%",
    "'\"<&\\",
    "٣",  # a digit elsewhere
    "x" * 5000,
)
ODD_BYTES = ("%ff", "%ed%a0%80", "%C3%28")  # no UTF-8, a lone surrogate, half a sign
ODD_PATHS = ("²", "9" * 31, "0", "-1", "9999-12-31", "0001-01-01", "x" * 300, "a\x00b", "٣")
PAGES = frozenset(range(200, 500)) - {500}


class Recorder:
    """The words of a query that a page asks for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    @contextmanager
    def listening(self) -> Iterator[None]:
        plain = MultiValueDict.__getitem__, MultiValueDict.getlist, QueryDict.get

        def getitem(query: QueryDict, name: str) -> object:
            self.names.add(name)
            return plain[0](query, name)

        def getlist(query: QueryDict, name: str, default: object = None) -> object:
            self.names.add(name)
            return plain[1](query, name, default)

        def get(query: QueryDict, name: str, default: object = None) -> object:
            self.names.add(name)
            return plain[2](query, name, default)

        with (
            patch.object(QueryDict, "__getitem__", getitem),
            patch.object(QueryDict, "getlist", getlist),
            patch.object(QueryDict, "get", get),
        ):
            yield


def status(client: Client, address: str) -> int:
    """Ask and take back whatever the page wrote; a broken statement breaks nothing after it."""
    try:
        with transaction.atomic():
            answer = client.get(address)
            b"".join(getattr(answer, "streaming_content", ()))
            transaction.set_rollback(True)
            return answer.status_code
    except RequestDataTooBig:
        return 413
    except Exception:  # noqa: BLE001 the test is about whatever it is
        return 500


@override_settings(SECOND_FACTOR_FOR="nobody")
class TestOddAddresses(TestCase):
    databases = {"default", "side"}
    world: World
    laid: Samples

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = cast.world()
        cls.laid = samples(cls.world)

    def setUp(self) -> None:
        people = (self.world.minh, self.world.tam, self.world.lan, self.world.hoa)
        self.clients = [client_of(session_of(person)) for person in people]

    def test_odd_words_in_a_query(self) -> None:
        wrong: list[str] = []
        asked = 0
        for route, _ in routes():
            address = address_of(route, self.laid)
            if address is None or route == SIGN_OUT:
                continue
            reader, names = self.reader_of(address)
            values = [quote(value) for value in ODD] + list(ODD_BYTES)
            for name in sorted(names):
                for value in values:
                    asked += 1
                    odd = f"{address}?{quote(name)}={value}"
                    if status(reader, odd) not in PAGES:
                        wrong.append(odd[:200])

        assert wrong == [], "\n".join(wrong)
        assert asked > 1000  # the recorder heard the pages

    def test_odd_words_in_a_path(self) -> None:
        wrong = []
        for route, _ in routes():
            if not parameters_of(route):
                continue
            for value in ODD_PATHS:
                address = PARAMETER.sub(quote(value), route)
                wrong += [
                    address[:200] for client in self.clients[:2] if status(client, address) >= 500
                ]

        assert wrong == [], "\n".join(wrong)

    def reader_of(self, address: str) -> tuple[Client, set[str]]:
        """Return somebody who sees the page, and the words of its query that it reads."""
        for client in self.clients:
            recorder = Recorder()
            with recorder.listening():
                code = status(client, address)
            if code == 200:
                return client, recorder.names
        return self.clients[0], set()
