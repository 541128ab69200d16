"""Laying a regime down on its screens: table by table, then published for everybody."""

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.identity.api import Person, Unit
from vanlang.reports.actions import defining
from vanlang.reports.models import RegimeVersion
from vanlang.reports.queries import examples
from vanlang.reports.rules.states import VersionState
from vanlang.reports.tests.conftest import (
    MONDAY,
    as_actor,
)
from vanlang.reports.tests.test_screens import words

pytestmark = pytest.mark.django_db(databases=["default", "side"])


def test_a_regime_is_written_table_by_table_and_published(
    client: Client, province: Unit, department: Unit, tam: Person
) -> None:
    client.force_login(tam)
    begun = client.post(
        reverse("reports-regime-new"), {"code": "moi", "name": "Báo cáo mới", "example": ""}
    )
    assert begun.status_code == 302
    at = ("moi", 1)
    facts = {
        "name": "Báo cáo mới",
        "content": "Nội dung",
        "basis": "Quy chế",
        "reporters": "communes",
        "collector": "H44.06",
        "way": "Qua hệ thống",
        "frequency": "month",
        "cut_off": "14",
        "reporters_days": "2",
        "collector_days": "5",
        "top_days": "8",
        "outline": "## mot | Mục một\nCó {bieu_1.a.so} việc.",
        "guide": "Ghi đủ.",
    }
    assert client.post(reverse("reports-version-edit", args=at), facts).status_code == 302
    table = {
        "code": "bieu_1",
        "title": "Biểu một",
        "rows_are": "fixed",
        "rows": "a | Dòng a\nb | Dòng b\ntong | Tổng | tong",
        "cot-TOTAL_FORMS": "2",
        "cot-INITIAL_FORMS": "0",
        "cot-0-code": "so",
        "cot-0-title": "Số",
        "cot-0-kind": "integer",
        "cot-0-required": "on",
        "cot-1-code": "",
    }
    assert client.post(reverse("reports-table-edit", args=(*at, 1)), table).status_code == 302

    client.post(reverse("reports-version-publish", args=at))

    version = RegimeVersion.objects.get(regime__code="moi")
    assert version.state == VersionState.PUBLISHED
    assert [row.code for row in version.definition.tables[0].rows] == ["a", "b", "tong"]
    assert "Báo cáo mới" in words(client, reverse("reports-regimes"))
    shown = words(client, reverse("reports-regime", args=["moi"]))
    assert "Mở đợt của kỳ vừa kết thúc" in shown
    opened = client.post(reverse("reports-round-open", args=["moi"]))
    assert opened.status_code == 302


def test_a_draft_is_not_there_for_others(
    client: Client, version: RegimeVersion, tam: Person, quang: Person
) -> None:
    defining.draft_next(version.regime, by=as_actor(tam), at=MONDAY)
    client.force_login(quang)

    words(client, reverse("reports-version", args=["thu", 1]))
    words(client, reverse("reports-version", args=["thu", 2]), 404)
    words(client, reverse("reports-version-edit", args=["thu", 2]), 404)


@pytest.mark.parametrize("code", list(examples.all_of_them()))
def test_every_shipped_regime_can_be_published(code: str) -> None:
    assert defining.defects(examples.all_of_them()[code]) == []
