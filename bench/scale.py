"""The desk, a dossier's page and the province's board: 10,000 dossiers against 1,000,000."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import islice, product
from statistics import median
from time import perf_counter

from django.db import connection
from django.utils import timezone

from bench.rows import Row, say, size
from bench.tools import filled, province
from bench.tools.citizens import Visitor, get, sign_in
from bench.tools.load import MakeRequests, Outcome, run_load
from bench.tools.served import platform, tree_memory
from vanlang.identity.api import (
    Role,
    Unit,
    appoint,
    commune_committees,
    province_committee,
    register_official,
)
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.measures import Scope
from vanlang.public_services.actions import tallying
from vanlang.public_services.measures import board
from vanlang.public_services.measures.figures import VIETNAM
from vanlang.public_services.models import Dossier

NEEDS_DATABASE = True
SMALL, LARGE = size(10_000, 1_000), size(1_000_000, 3_000)
OPEN_SHARE = 0.04  # of a year's dossiers, what lies on desks: five times as much as of the small
DESKS = 8
REQUESTS = size(600, 16)
CONNECTIONS = 2
READINGS = size(20, 2)


def run() -> list[Row]:
    at = timezone.now()
    province.settle(at)
    filled.prepare(at)
    largest = sorted(commune_committees(), key=lambda unit: -(unit.population or 0))[:DESKS]
    officers = {
        unit: official(f"minh{number}", unit, [Role.RECEIVER, Role.PROCESSOR], at)
        for number, unit in enumerate(largest)
    }
    hoa = official("hoa", province_committee(), [Role.LEADER, Role.VIEWER], at)
    say(f"filling in {SMALL:,}")
    filled.fill(1, SMALL, open_share=1.0, at=at)
    before = pages(officers)
    say(f"filling in {LARGE:,}")
    begun = perf_counter()
    filled.fill(SMALL + 1, LARGE, open_share=OPEN_SHARE, at=at)
    say(f"filled in {perf_counter() - begun:.0f} s")
    after = pages(officers)
    rows = [grown(name, before[name], after[name]) for name in before]
    return [*rows, *boards(hoa, at)]


def official(name: str, unit: Unit, roles: list[Role], at: datetime) -> Visitor:
    person = register_official(
        username=name, name="Nguyễn Văn Minh", by=PLATFORM, at=at, must_change_password=False
    )
    since = at.date() - timedelta(days=400)
    appoint(person, unit, title="Công chức", roles=roles, since=since, by=PLATFORM, at=at)
    return sign_in(person)


def pages(officers: dict[Unit, Visitor]) -> dict[str, Outcome]:
    """Return how long a desk and a dossier on it take, over the real views."""
    desks = [get("/can-bo/", visitor) for visitor in officers.values()]
    dossiers = [
        get(f"/can-bo/ho-so/{code}/", visitor)
        for unit, visitor in officers.items()
        for code in islice(on_desk(unit), REQUESTS // DESKS)
    ]
    seen = {}
    with platform(worker=False) as port:
        for name, requests in (("the official's inbox", desks), ("a dossier's page", dossiers)):
            for count in (REQUESTS // 4, REQUESTS):
                seen[name] = run_load(
                    port, in_turn(requests), count=count, connections=CONNECTIONS, expected=200
                )
            if seen[name].first_wrong:
                raise RuntimeError(seen[name].first_wrong[:2000].decode(errors="replace"))
            say(f"  {name}: p95 {seen[name].percentile(0.95):.1f} ms")
    return seen


def in_turn(requests: list[bytes]) -> MakeRequests:
    return lambda number: [requests[number % len(requests)]]


def on_desk(unit: Unit) -> list[str]:
    """Return codes of dossiers that wait at the unit, from all over the pile."""
    waiting = Dossier.objects.filter(step_unit=unit, finished_at=None).order_by("pk")
    return list(waiting.values_list("code", flat=True))


def grown(name: str, before: Outcome, after: Outcome) -> Row:
    small, large = before.percentile(0.95), after.percentile(0.95)
    return Row(
        f"{name} with {LARGE:,} dossiers, p95",
        large,
        "ms",
        small,
        f"ms with {SMALL:,}",
        large / small,
        "at most 1.5 times",
        large <= 1.5 * small,
    )


def boards(hoa: Visitor, at: datetime) -> list[Row]:
    """Read the province's year from the tallies and from every row, and open its page."""
    say("counting every day once")
    begun = perf_counter()
    tallying.recount_all(at=at)
    counted = perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE public_services_daytally")
    last = at.astimezone(VIETNAM).date()
    scope = Scope(None, last - timedelta(days=364), last, at)
    read = timed(lambda: board.read(scope, at=at), READINGS)
    begun = perf_counter()
    whole = board.full_count(scope)
    counting = 1000 * (perf_counter() - begun)
    live = board.read(scope, at=at)
    differing = sum(
        live.by_unit.get(unit, board.NOTHING)[code] != whole.by_unit.get(unit, board.NOTHING)[code]
        for unit, code in product(live.by_unit.keys() | whole.by_unit.keys(), board.NOTHING)
    ) + sum(live.total[code] != whole.total[code] for code in board.NOTHING)
    with platform(worker=False) as port:
        page = year_page(port, hoa, scope.start, scope.end)
        memory = tree_memory()
    return [
        Row(
            f"the province's board of a year of {LARGE:,} dossiers, read",
            read,
            "ms",
            counting,
            "ms counting every row",
            read / counting,
            "under 100 ms",
            read < 100,
        ),
        Row("… figures unlike the full count", differing, "", reach="0", met=not differing),
        Row("… its whole page over HTTP, median", page.percentile(0.5), "ms", memory=memory),
        Row("… its tallies made anew from every row", counted, "s"),
    ]


def timed(read: Callable[[], object], times: int) -> float:
    """Return the median of some readings, in ms."""
    seen = []
    for _ in range(times):
        begun = perf_counter()
        read()
        seen.append(1000 * (perf_counter() - begun))
    return median(seen)


def year_page(port: int, hoa: Visitor, start: date, end: date) -> Outcome:
    request = get(f"/dieu-hanh/tinh/?tu={start}&den={end}", hoa)
    seen = run_load(port, lambda _: [request], count=READINGS, connections=1, expected=200)
    if seen.first_wrong:
        raise RuntimeError(seen.first_wrong[:2000].decode(errors="replace"))
    return seen
