"""The demonstration: its people are nobody, its day goes by the real rules."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vanlang.demo import accounts, changes_of_units, correspondence, people, province, views
from vanlang.demo.day import Day, Progress, last_working_day
from vanlang.documents.models import Document, IncomingEntry
from vanlang.documents.rules.states import EntryState, State
from vanlang.identity.api import (
    commune_committees,
    departments,
    load_units,
    name_on,
    province_committee,
    unit_by_code,
)
from vanlang.kernel import queue
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.days import day_of
from vanlang.kernel.deadlines import ZONE
from vanlang.payments.api import FeeOrder, Method
from vanlang.public_services.models import Dossier
from vanlang.public_services.rules.states import Channel

FRIDAY = date(2026, 11, 20)


def test_invented_people_are_nobody_and_always_the_same() -> None:
    everybody = [people.invent(number) for number in range(500)]

    assert all(one.identity_number.startswith("003") for one in everybody)
    assert len({one.identity_number for one in everybody}) == 500
    assert people.invent(7) == everybody[7]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 22, 9, tzinfo=ZONE), FRIDAY),
        (datetime(2026, 11, 23, 9, tzinfo=ZONE), FRIDAY),
    ],
)
def test_the_day_played_is_over_and_was_worked(now: datetime, day: date) -> None:
    def works(one: date) -> bool:
        return one.weekday() < 5

    assert last_working_day(now, works) == day


@pytest.fixture
def shown(db: None) -> None:
    at = timezone.now()
    load_units(by=PLATFORM, at=at)
    call_command("load_procedures", verbosity=0)
    everybody = accounts.accounts(
        province_committee(), list(commune_committees()), list(departments()), whole=False
    )
    province.open_accounts([one for one in everybody if one.is_shown], at=at, say=len)


def test_one_unit_has_another_name_one_is_over_and_one_ends_soon(shown: None) -> None:
    at = timezone.now()

    assert changes_of_units.make(at=at) == changes_of_units.make(at=at) == 3

    renamed = unit_by_code(changes_of_units.RENAMED)
    assert renamed.name == changes_of_units.NEW_NAME
    assert name_on(renamed, date(2025, 7, 1)) == "Xã Minh Đài"
    over, ends = unit_by_code(changes_of_units.OVER), unit_by_code(changes_of_units.ENDS)
    assert over.is_over_on(day_of(at))
    assert not ends.is_over_on(day_of(at))
    assert ends.valid_to is not None
    assert commune_committees().count() == 148


def test_accounts_fill_up_to_the_published_number(shown: None) -> None:
    everybody = list(
        accounts.accounts(
            province_committee(), list(commune_committees()), list(departments()), whole=True
        )
    )

    assert len(everybody) == accounts.ALL_ACCOUNTS
    assert len({one.username for one in everybody}) == accounts.ALL_ACCOUNTS


def test_the_start_page_names_people_and_places(shown: None) -> None:
    page = Client().get("/trinh-dien/")

    assert page.status_code == 200
    assert "Bùi Thị Lan" in page.content.decode()
    assert "lanhdao.05158" in page.content.decode()
    assert "quantri phải bật bước xác thực thứ hai" in page.content.decode()


@pytest.mark.django_db(databases=["default", "side"])
def test_a_day_files_through_the_real_actions(
    shown: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vanlang.demo.day.SHARE_ONLINE", 0.3)
    said: list[str] = []
    progress = Progress(24, tmp_path / "day.json", said.append)

    Day(FRIDAY, seed=1, progress=progress).play(24)

    assert progress.is_over
    # Online and at counters alike: what a form refuses nobody sees on the boards.
    # Three communes have officials here, and not one of each role.
    assert all(reason.startswith("Không có ai giữ vai trò") for reason in progress.refused)
    assert Dossier.objects.count() == progress.filed > 0
    assert set(Dossier.objects.values_list("channel", flat=True)) >= {
        Channel.ONLINE,
        Channel.DIRECT,
    }
    assert said[-1].endswith("Hết ngày.")


def test_what_costs_something_is_paid_at_the_gateway(shown: None, tmp_path: Path) -> None:
    day = Day(FRIDAY, seed=1, progress=Progress(4, tmp_path / "day.json", len))
    recognition = next(one for one in day.definitions if one.code == "1.001022")
    day.definitions, day.wanted = [recognition], [1]

    day.play(4)

    paid = FeeOrder.objects.filter(method=Method.ONLINE)
    assert 0 < paid.count() == Dossier.objects.filter(channel=Channel.ONLINE).count()


def test_documents_go_to_every_commune_and_one_answers(shown: None) -> None:
    at = timezone.now()
    committee = province_committee()
    everybody = accounts.accounts(
        committee, list(commune_committees()), list(departments()), whole=False
    )
    agencies = [committee, *(one for one in commune_committees() if one.area_code == "05158")]
    province.issue_certificates([one for one in everybody if one.is_shown], agencies, at=at)

    made = correspondence.make(at=at)
    queue.run_due(timezone.now())  # the answer's issue closes what it answers

    assert correspondence.make(at=at) == made
    directive = Document.objects.get(type_code="CT")
    assert IncomingEntry.objects.filter(document=directive).count() == len(commune_committees())
    assert IncomingEntry.objects.filter(document=directive, state=EntryState.CLOSED).count() == 1
    assert Document.objects.filter(state=State.AWAITING_SIGNATURE).count() == 1


@pytest.mark.django_db
def test_the_start_page_says_that_a_day_was_interrupted(tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    facts = {"clock": "10:25", "is_over": False, "filed": 3, "settled": 1, "wanted": 9}
    (tmp_path / views.PROGRESS).write_text(json.dumps(facts | {"is_interrupted": True}))

    page = Client().get(reverse("demo-progress")).content.decode()

    assert "Ngày làm việc dừng giữa chừng lúc 10:25, không diễn tiếp" in page
    assert "đang được diễn lại" not in page
    assert "hx-trigger" not in page
