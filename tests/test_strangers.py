"""A stranger tries every address of the platform: what is not theirs is not there.

Three strangers: an anonymous visitor; Quang, a citizen who is no party to anything; another Quang,
an official with every role, at another commune. Each system lays rows of Lan's and Minh's in the
way (`samples(world)` in `vanlang/<system>/tests/strangers.py`, see tests/cast.py).
"""

import importlib
import io
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from urllib.parse import quote, unquote
from zipfile import ZipFile, is_zipfile

import pytest
from django.conf import settings as django_settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern
from pytest_django import Settings

from tests import cast
from tests.cast import LAN, SECRETS, Samples, World
from tests.test_architecture import ROOT, routes
from vanlang.identity.api import Person, Role
from vanlang.kernel.models import Entry

pytestmark = [pytest.mark.whole, pytest.mark.django_db(databases=["default", "side"])]
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
# What may differ between two looks at the same page: tokens, keys made anew, the time of day.
FLEETING = re.compile(
    r'csrfmiddlewaretoken" value="\w+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}'
    r"|\d\d:\d\d(:\d\d)?|(nonce|state|phien)=[\w:%-]+"
)
SIGN_IN = ("/dang-nhap/", "/toi/bao-mat/xac-nhan/", "/eid/")
CLOSED = {401, 403, 404, 405}
SIGN_OUT = "/dang-xuat/"
Stranger = Callable[[World], Client]


def samples(world: World) -> Samples:
    """Gather what every system lays out; one without `tests/strangers.py` has only bare routes."""
    found = []
    for folder in sorted(path.parent.name for path in ROOT.glob("vanlang/*/urls.py")):
        name = f"vanlang.{folder}.tests.strangers"
        if find_spec(f"vanlang.{folder}.tests") and find_spec(name):
            found.append(importlib.import_module(name).samples(world))
    return Samples(
        rows={start: given for one in found for start, given in one.rows.items()},
        secrets=SECRETS + tuple(secret for one in found for secret in one.secrets),
        open={route: why for one in found for route, why in one.open.items()},
        changing={route: why for one in found for route, why in one.changing.items()},
    )


def parameters_of(route: str) -> list[str]:
    return [name for _, name in PARAMETER.findall(route)]


def address_of(route: str, laid: Samples) -> str | None:
    """Return the address of a row that is laid in the way, None where nobody laid one."""
    starts = [start for start in laid.rows if route.startswith(start)]
    given = laid.rows[max(starts, key=len)] if starts else {}
    if not given.keys() >= set(parameters_of(route)):
        return None
    return PARAMETER.sub(lambda found: quote(str(given[found[2]])), route)


def anonymous(_world: World) -> Client:
    return Client()


def the_citizen_quang(_world: World) -> Client:
    client = Client()
    client.force_login(cast.citizen("Hà Văn Quang", "003088000456"))
    return client


def the_official_quang(world: World) -> Client:
    person = cast.official("quang", "Lê Văn Quang", world.viet_tri, *Role)
    person.set_password("Viet-Tri 2026 chieu")
    person.save(update_fields=["password"])
    client = Client()
    client.force_login(person)
    return client


STRANGERS: dict[str, Stranger] = {
    "anonymous": anonymous,
    "citizen": the_citizen_quang,
    "official": the_official_quang,
}


def body_of(answer: HttpResponseBase) -> str:
    content = b"".join(getattr(answer, "streaming_content", ())) or getattr(answer, "content", b"")
    if is_zipfile(io.BytesIO(content)):  # a workbook: what its sheets say, not when it was made
        with ZipFile(io.BytesIO(content)) as parts:
            named = [name for name in parts.namelist() if not name.startswith("docProps/")]
            content = b"".join(parts.read(name) for name in named)
    return content.decode(errors="replace") + unquote(answer.headers.get("Location", ""))


def bare_pages(client: Client) -> dict[str, str]:
    """Return what every address without parameters shows, asked plainly and for Lan's name."""
    shown = {}
    for route, _ in routes():
        if not parameters_of(route) and route != SIGN_OUT:
            for query in ("", f"?q={quote(LAN)}"):
                answer = client.get(route + query)
                shown[route + query] = f"{answer.status_code} {FLEETING.sub('', body_of(answer))}"
    return shown


def is_public(pattern: URLPattern) -> bool:
    return not getattr(pattern.callback, "login_required", True)


def walk(client: Client, laid: Samples) -> Iterator[str]:
    """Try every address both ways and name what should not have happened."""
    for route, pattern in routes():
        address = address_of(route, laid)
        if address is None:
            yield f"{route}: no sample row; lay one in samples() of its system's tests/strangers.py"
            continue
        is_row = bool(parameters_of(route)) and route not in laid.open and not is_public(pattern)
        for method in (client.get, client.post):
            if route == SIGN_OUT and method == client.post:
                continue
            before = Entry.objects.count()
            answer = method(address)
            said = f"{method.__name__} {address} answered {answer.status_code}"
            body = body_of(answer)
            yield from (
                f"{said} and shows “{secret}”"
                for secret in laid.secrets
                if secret in body and secret not in unquote(address)
            )
            leads_to = answer.headers.get("Location", "")
            is_closed = answer.status_code in CLOSED or leads_to.startswith(SIGN_IN)
            if is_row and not is_closed:
                yield f"{said} {leads_to}"
            if is_row and Entry.objects.count() != before:
                yield f"{said} and wrote to the journal"
            if not is_public(pattern) and not is_signed_in(client) and not is_closed:
                yield f"{said} to nobody in particular"
            if answer.status_code >= 500:
                yield said


def is_signed_in(client: Client) -> bool:
    return bool(client.cookies.get(django_settings.SESSION_COOKIE_NAME))


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_finds_nothing(who: str, settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR = "nobody"
    world = cast.world()
    client = STRANGERS[who](world)
    empty = bare_pages(client)
    laid = samples(world)

    full = bare_pages(client)
    wrong = list(walk(client, laid))

    wrong += [
        f"get {address} shows that the rows are there"
        for address in empty
        if full[address] != empty[address] and address.partition("?")[0] not in laid.changing
    ]
    assert wrong == [], "\n".join(wrong)


def test_the_strangers_are_who_they_seem(settings: Settings) -> None:
    """A walk of people whom every door is closed to would prove nothing."""
    settings.SECOND_FACTOR_FOR = "nobody"
    world = cast.world()

    citizen, official = the_citizen_quang(world), the_official_quang(world)

    assert citizen.get("/toi/ho-so/").status_code == 200
    for desk in ("/can-bo/", "/can-bo/ky/", "/thanh-toan/", "/chung-thu-so/", "/nguoi/"):
        assert official.get(desk).status_code == 200, desk


def test_what_is_laid_out_is_there_for_those_it_belongs_to(settings: Settings) -> None:
    """A walk over rows that nobody can reach would prove nothing either."""
    settings.SECOND_FACTOR_FOR = "nobody"
    world = cast.world()
    laid = samples(world)
    answered: set[str] = set()
    for person in (world.lan, world.minh, world.hoa, world.tam):
        client = Client()
        client.force_login(Person.objects.get(pk=person.pk))
        for route, _ in routes():
            address = address_of(route, laid)
            if (
                address
                and parameters_of(route)
                and client.get(address).status_code not in {403, 404}
            ):
                answered.add(route)

    missed = [
        route
        for route, pattern in routes()
        if parameters_of(route) and not is_public(pattern) and route not in answered
    ]

    assert missed == []
