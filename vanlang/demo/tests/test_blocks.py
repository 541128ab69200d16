"""Party, Council and Front have figures, work and a report of their own, at both levels."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.demo import accounts, assignments, blocks, indicators, province, reporting
from vanlang.identity.api import (
    Block,
    Level,
    Person,
    Unit,
    block_agencies,
    commune_committees,
    departments,
    load_units,
    province_committee,
)
from vanlang.indicators.rules.periods import Frequency, period_of
from vanlang.kernel.actors import PLATFORM
from vanlang.reports.models import Submission, Tier
from vanlang.tasks.models import Task

pytestmark = pytest.mark.django_db(databases=["default", "side"])
OK, FOUND, NOT_THERE = 200, 302, 404


@pytest.fixture
def played(db: None) -> datetime:
    at = timezone.now()
    load_units(by=PLATFORM, at=at)
    units = list(commune_committees()), list(departments()), list(block_agencies())
    everybody = list(accounts.accounts(province_committee(), *units, whole=False))
    province.open_accounts([account for account in everybody if account.is_shown], at=at, say=len)
    assignments.make(at=at)
    indicators.make(at=at)
    reporting.make(at=at)
    return at


def shown() -> list[tuple[Unit, str]]:
    """Return the agencies that have accounts, each with the ending of their names."""
    return [
        (unit, f"{accounts.BLOCKS[Block(unit.block)]}.{unit.area_code or 'tinh'}")
        for unit in block_agencies()
        if unit.level == Level.PROVINCE or unit.area_code in accounts.SHOWN_COMMUNES
    ]


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=username))
    return client


def page(client: Client, name: str, *words: object, **query: str) -> str:
    answer = client.get(reverse(name, args=words), query)
    assert answer.status_code == OK, (name, words)
    return answer.content.decode()


def wrong_in_the_round(above: Unit, tail: str, client: Client) -> list[str]:
    """Return what is wrong where a block's report goes up from one commune of 148."""
    reports = Submission.objects.filter(round__regime__owner=above)
    top, sent = reports.get(tier=Tier.TOP), reports.get(tier=Tier.REPORTER, state="sent")
    whole = page(client, "reports-round", top.round_id)
    own = page(client, "reports-report", sent.pk)
    stranger = client_of("lanhdao.tinh").get(reverse("reports-report", args=[sent.pk]))
    checks = {
        "the round is over 1/148": "1/148" in whole,
        "the sender's name tells it from 147 others": sent.unit.short_name in whole,
        "the share is in the report": "92,08" in own,
        "another block does not open it": stranger.status_code == NOT_THERE,
    }
    return [f"{tail}: not so: {words}" for words, is_so in checks.items() if not is_so]


def test_each_block_sees_its_figures_its_work_and_its_report(played: datetime) -> None:
    wrong = []
    for unit, tail in shown():
        plan, client = blocks.content()[unit.block], client_of(f"lanhdao.{tail}")
        # One commune of each block is ahead: its task and its report have gone up.
        has_sent = unit.area_code == accounts.SHOWN_COMMUNES[-1]
        figures = page(client, "indicators-unit", unit.code)
        waiting = plan["indicators"][1 : 2 if has_sent else 3]  # the last comes with the report
        wrong += [
            f"{tail}: {one['code']} is not asked for"
            for one in waiting
            if reverse("indicators-report", args=[one["code"], unit.code]) not in figures
        ]
        first = page(
            client, "indicators-indicator", plan["indicators"][0]["code"], **{"don-vi": unit.code}
        )
        if "chưa có số liệu" in first.partition("</h1>")[0]:
            wrong.append(f"{tail}: no figure")
        if not has_sent and assignments.IN_BLOCKS[Block(unit.block)].title not in page(
            client, "tasks-mine"
        ):
            wrong.append(f"{tail}: no task")
        if not has_sent and plan["regime"]["name"] not in page(client, "reports-mine"):
            wrong.append(f"{tail}: no report")
        wrong += [
            f"{role}.{tail} is not there"
            for role in ("chuyenvien", "vanthu")
            if not Person.objects.filter(username=f"{role}.{tail}").exists()
        ]

        if unit.level == Level.PROVINCE:
            wrong += wrong_in_the_round(unit, tail, client)

    assert len(shown()) == len(accounts.BLOCKS) * (1 + len(accounts.SHOWN_COMMUNES))
    assert wrong == []


def test_each_block_does_a_piece_of_its_work(played: datetime) -> None:
    """A specialist types a figure, the leaders finish a task, below and above."""
    later = timezone.now() + timedelta(minutes=1)
    period = period_of(timezone.localdate(later), Frequency.MONTH)
    wrong = []
    for unit, tail in shown():
        code = blocks.content()[unit.block]["indicators"][1]["code"]
        typed = client_of(f"chuyenvien.{tail}").post(
            reverse("indicators-report", args=[code, unit.code]),
            {"period": period.key, "value": "77,5", "key": str(uuid4())},
        )
        read = page(
            client_of(f"lanhdao.{tail}"), "indicators-indicator", code, **{"don-vi": unit.code}
        )
        if typed.status_code != FOUND or "77,50 %" not in read.partition("</h1>")[0]:
            wrong.append(f"{tail}: the figure is not taken")
        task = Task.objects.filter(lead=unit, kind="task", state="assigned").first()
        if task is None:
            continue  # the one that has reported already
        done = client_of(f"chuyenvien.{tail}").post(
            reverse("tasks-report", args=[task.pk]), {"text": "Đã làm xong.", "key": str(uuid4())}
        )
        task.refresh_from_db()
        if done.status_code != FOUND or task.state != "reported":
            wrong.append(f"{tail}: the task is not reported")

    assert wrong == []


def test_everybody_begins_where_their_work_is(played: datetime) -> None:
    """Nobody of the four blocks lands on a desk of dossiers at which nothing waits."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # nothing has counted rows that were made in one transaction
    begins = {
        "lanhdao.tinh": "/chi-so/hom-nay/",
        "theodoi.tinh": "/chi-so/hom-nay/",
        "lanhdao.danguy.tinh": "/chi-so/hom-nay/",
        "lanhdao.danguy.07900": "/nhiem-vu/",
        "lanhdao.hdnd.07900": "/nhiem-vu/",
        "lanhdao.mttq.07900": "/nhiem-vu/",
        "chuyenvien.mttq.07900": "/nhiem-vu/",
        "tiepnhan.07900": "/can-bo/",
    }

    for username, address in begins.items():
        answer = Client().post(
            reverse("account_login"), {"login": username, "password": accounts.PASSWORD}
        )

        assert answer["Location"] == address, username
