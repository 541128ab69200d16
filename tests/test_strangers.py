"""A stranger tries every address of the platform: what is not theirs is not there.

Three strangers: an anonymous visitor; Quang, a citizen who is no party to anything; another Quang,
an official with every role, at another commune. Each system lays rows of Lan's and Minh's in the
way (`samples(world)` in `vanlang/<system>/tests/strangers.py`, see tests/cast.py).
"""

import importlib
import io
import re
from collections.abc import Iterator
from importlib.util import find_spec
from urllib.parse import quote, unquote
from zipfile import ZipFile, is_zipfile

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client, TestCase, override_settings
from django.urls import URLPattern

from tests import cast
from tests.cast import LAN, SECRETS, Samples, World
from tests.test_architecture import ROOT, routes
from vanlang.identity.api import Person, Role
from vanlang.kernel.models import Entry

pytestmark = pytest.mark.whole
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
# What may differ between two looks at the same page: tokens, keys made anew, the time of day.
FLEETING = re.compile(
    r'csrfmiddlewaretoken" value="\w+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}'
    r"|\d\d:\d\d(:\d\d)?|(nonce|state|phien)=[\w:%-]+"
)
SIGN_IN = ("/dang-nhap/", "/toi/bao-mat/xac-nhan/", "/eid/")
CLOSED = {401, 403, 404, 405}
SIGN_OUT = "/dang-xuat/"


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


def session_of(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def client_of(session: str) -> Client:
    """Return somebody's browser; without a session it is nobody's."""
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


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
    return bool(client.cookies.get(settings.SESSION_COOKIE_NAME))


@override_settings(SECOND_FACTOR_FOR="nobody")
class TestStrangers(TestCase):
    """One province for all walks: laying out its rows takes as long as a walk."""

    databases = {"default", "side"}
    world: World
    laid: Samples
    sessions: dict[str, str]
    empty: dict[str, dict[str, str]]  # what each stranger sees before any row is there

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = cast.world()
        quang = cast.official("quang", "Lê Văn Quang", cls.world.viet_tri, *Role)
        quang.set_password("Viet-Tri 2026 chieu")
        quang.save(update_fields=["password"])
        citizen = cast.citizen("Hà Văn Quang", "003088000456")
        cls.sessions = {
            "anonymous": "",
            "citizen": session_of(citizen),
            "official": session_of(quang),
        }
        cls.empty = {who: bare_pages(client_of(session)) for who, session in cls.sessions.items()}
        cls.laid = samples(cls.world)

    def test_an_anonymous_visitor_finds_nothing(self) -> None:
        self.finds_nothing("anonymous")

    def test_a_citizen_finds_nothing(self) -> None:
        self.finds_nothing("citizen")

    def test_an_official_finds_nothing(self) -> None:
        self.finds_nothing("official")

    def finds_nothing(self, who: str) -> None:
        client, empty = client_of(self.sessions[who]), self.empty[who]

        full = bare_pages(client)
        wrong = list(walk(client, self.laid))

        wrong += [
            f"get {address} shows that the rows are there"
            for address in empty
            if full[address] != empty[address]
            and address.partition("?")[0] not in self.laid.changing
        ]
        assert wrong == [], "\n".join(wrong)

    def test_the_strangers_are_who_they_seem(self) -> None:
        """A walk of people whom every door is closed to would prove nothing."""
        citizen, official = (client_of(self.sessions[who]) for who in ("citizen", "official"))

        assert citizen.get("/toi/ho-so/").status_code == 200
        for desk in ("/can-bo/", "/can-bo/ky/", "/thanh-toan/", "/chung-thu-so/", "/nguoi/"):
            assert official.get(desk).status_code == 200, desk

    def test_what_is_laid_out_is_there_for_those_it_belongs_to(self) -> None:
        """A walk over rows that nobody can reach would prove nothing either."""
        answered: set[str] = set()
        for person in (self.world.lan, self.world.minh, self.world.hoa, self.world.tam):
            client = client_of(session_of(person))
            for route, _ in routes():
                address = address_of(route, self.laid)
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
