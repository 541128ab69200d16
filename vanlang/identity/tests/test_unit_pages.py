"""An administrator of the province ends, keeps and renames a unit on its page; others do not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vanlang.identity.models import Person, Unit
from vanlang.identity.queries import open_work
from vanlang.identity.queries.units import province_committee, unit_by_code
from vanlang.identity.rules import Role
from vanlang.identity.tests.conftest import make_official

pytestmark = [
    pytest.mark.django_db(databases=["default", "side"]),
    pytest.mark.urls("vanlang.identity.tests.urls"),
]
MUONG_BI, VAN_SON = "H44.05158.00", "H44.05152.00"
BASIS = "Nghị quyết số 12/NQ-HĐND"


@pytest.fixture
def head(tree: None) -> Person:
    return make_official("tinh", "Phan Văn Tỉnh", province_committee(), "Chuyên viên", Role.ADMIN)


def typed() -> dict[str, str]:
    return {
        "last_day": (timezone.localdate() + timedelta(days=9)).isoformat(),
        "successor": str(unit_by_code(VAN_SON).pk),
        "basis": BASIS,
        "seen": "on",
    }


def test_the_page_shows_what_is_open_and_ends_the_unit(
    client: Client, head: Person, minh: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_work, "_counts", {"Hồ sơ đang giải quyết": len})
    client.force_login(head)

    asked = client.get(f"/don-vi/{MUONG_BI}/ket-thuc/").content.decode()
    unseen = client.post(f"/don-vi/{MUONG_BI}/ket-thuc/", {**typed(), "seen": ""})
    early = client.post(f"/don-vi/{MUONG_BI}/ket-thuc/", {**typed(), "last_day": "2025-08-01"})
    done = client.post(f"/don-vi/{MUONG_BI}/ket-thuc/", typed())
    page = client.get(f"/don-vi/{MUONG_BI}/").content.decode()

    assert "Hồ sơ đang giải quyết" in asked
    assert "Đinh Văn Minh, Công chức" in asked
    assert (unseen.status_code, early.status_code, done.status_code) == (422, 422, 302)
    assert "không được trước hôm qua" in early.content.decode()
    assert "Sắp kết thúc hoạt động" in page
    assert "Xã Vân Sơn" in page
    assert BASIS in page


def test_a_last_day_is_taken_back_on_the_page(client: Client, head: Person, minh: Person) -> None:
    client.force_login(head)
    client.post(f"/don-vi/{MUONG_BI}/ket-thuc/", typed())

    kept = client.post(f"/don-vi/{MUONG_BI}/tiep-tuc/")

    assert kept.status_code == 302
    assert unit_by_code(MUONG_BI).valid_to is None


def test_a_new_name_stands_on_the_page_and_both_are_searched(client: Client, head: Person) -> None:
    client.force_login(head)
    today = timezone.localdate().isoformat()

    wrong = client.post(
        f"/don-vi/{MUONG_BI}/doi-ten/", {"name": "Mường Trời", "since": today, "basis": BASIS}
    )
    done = client.post(
        f"/don-vi/{MUONG_BI}/doi-ten/", {"name": "Xã Mường Trời", "since": today, "basis": BASIS}
    )
    page = client.get(f"/don-vi/{MUONG_BI}/").content.decode()
    by_old = client.get("/don-vi/", {"q": "mường bi"}).content.decode()
    by_new = client.get("/don-vi/", {"q": "muong troi"}).content.decode()

    assert (wrong.status_code, done.status_code) == (422, 302)
    assert "<h1>Xã Mường Trời" in page
    assert "Xã Mường Bi" in page
    assert "Ủy ban nhân dân xã Mường Trời" in by_old
    assert "Ủy ban nhân dân xã Mường Trời" in by_new


@pytest.mark.parametrize("page", ["ket-thuc", "tiep-tuc", "doi-ten"])
def test_nobody_else_reaches_these_pages(
    client: Client, lan: Person, muong_bi: Unit, page: str
) -> None:
    own = make_official("chi", "Bạch Thị Chi", muong_bi, "Chánh Văn phòng", Role.ADMIN)

    for person in (lan, own):
        client.force_login(person)
        assert client.post(f"/don-vi/{MUONG_BI}/{page}/", typed()).status_code == 403
    assert unit_by_code(MUONG_BI).valid_to is None
