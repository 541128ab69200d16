"""Every page that somebody can open, on a phone: axe finds nothing, and nothing sticks out.

The pages are found by asking: each address of the URL conf, with the rows that the stranger's walk
lays out (tests/cast.py), is opened by the first of Lan, Minh, Hòa, Tâm and an anonymous visitor to
whom it shows a page. A new page is therefore looked at without being listed anywhere.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from playwright.sync_api import Page
from pytest_django import Settings

from tests import cast
from tests.browser.conftest import PHONE, Accessible
from tests.test_architecture import routes
from tests.test_strangers import SIGN_OUT, address_of, client_of, samples, session_of

pytestmark = [
    pytest.mark.whole,
    pytest.mark.django_db(transaction=True, databases=["default", "side"]),
]
# Addresses that begin something elsewhere, or show what a browser itself makes of them.
NO_PAGES = ("/eid/authorize", "/dang-nhap/dinh-danh-dien-tu/", "/api/", SIGN_OUT)


def found() -> dict[str, list[str]]:
    """Return the pages by the session that opens them; an empty one is nobody's."""
    world = cast.world()
    laid = samples(world)
    people = (world.lan, world.minh, world.hoa, world.tam)
    visitors = [(session, client_of(session)) for session in ("", *map(session_of, people))]
    pages: dict[str, list[str]] = {session: [] for session, _ in visitors}
    for address in addresses(laid):
        for session, client in visitors:
            answer = client.get(address)
            # A piece that htmx asks for is no page; it is looked at in the page it is put into.
            is_page = not answer.streaming and answer.content.startswith(b"<!doctype html")
            if answer.status_code == 200 and is_page:
                pages[session].append(address)
                break
    return pages


def addresses(laid: cast.Samples) -> Iterator[str]:
    for route, _ in routes():
        address = address_of(route, laid)
        if address and not address.startswith(NO_PAGES):
            yield address


def in_a_thread(work: Callable[[], dict[str, list[str]]]) -> dict[str, list[str]]:
    """Playwright's loop holds our own thread; what signs documents brings a loop of its own."""

    def run() -> dict[str, list[str]]:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        return worker.submit(run).result()


def test_every_page_is_accessible_and_fits_a_phone(
    open_page: Callable[..., Page],
    site: str,
    settings: Settings,
    accessible: Accessible,
    fits: Accessible,
) -> None:
    settings.SECOND_FACTOR_FOR = "nobody"
    wrong: list[str] = []
    pages = in_a_thread(found)

    for session, shown in pages.items():
        page = open_page(PHONE)
        if session:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}
            page.context.add_cookies([cookie])  # type: ignore[list-item]
        for address in shown:
            page.goto(f"{site}{address}")
            for check in (fits, accessible):
                try:
                    check(page)
                except AssertionError as problem:
                    wrong.append(str(problem))

    assert all(pages.values())
    assert wrong == [], "\n".join(wrong)
