"""Every screen by the people it is for, and what it refuses."""

import io
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from vanlang.identity.api import Person, Unit
from vanlang.indicators.actions import cards, reporting
from vanlang.indicators.actions.cards import Card, Line
from vanlang.indicators.models import Definition, Finding, Scorecard, Target, Value, Verification
from vanlang.indicators.rules.periods import Frequency, period_of
from vanlang.indicators.rules.states import Decides, DefinitionState
from vanlang.indicators.tests.conftest import MONDAY, Define
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.ui.tests.test_photographs import HEIC

pytestmark = pytest.mark.django_db(databases=["default", "side"])
CODE = "hoc_ky_nang_so"
D = Decimal


@pytest.fixture(autouse=True)
def one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR = "nobody"


def client_of(actor: Actor) -> Client:
    assert actor.person_id is not None
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id))
    return client


def pdf() -> SimpleUploadedFile:
    content = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(content)
    return SimpleUploadedFile("minh-chung.pdf", content.getvalue(), "application/pdf")


@pytest.fixture
def card(define: Define, province: Unit) -> Scorecard:
    define()
    lines = (Line("1", "Kỹ năng số", indicator=CODE), Line("2"))
    laid = Card("cap-xa", "Bộ tiêu chí cấp xã", "commune", "committee", lines=lines)
    return cards.lay_out(laid, owner=province, by=PLATFORM, at=MONDAY)


def tell_now(unit: Unit, value: str, *, code: str = CODE, by: Actor = PLATFORM) -> Value:
    at = timezone.now()
    period = period_of(timezone.localdate(at), Frequency.MONTH)
    return reporting.report(
        code, unit=unit, period=period, value=D(value), key=uuid4(), by=by, at=at
    )


def test_the_catalogue_says_what_each_indicator_means(
    card: Scorecard, minh: Actor, lan: Actor
) -> None:
    page = client_of(minh).get(reverse("indicators-home"), {"q": "ky nang"}).content.decode()

    assert "Tỷ lệ cán bộ đã học kỹ năng số" in page
    assert "Đơn vị báo cáo số liệu, kèm minh chứng." in page
    assert client_of(lan).get(reverse("indicators-home")).status_code in {302, 403}


def test_a_commune_reports_with_evidence(
    card: Scorecard, muong_bi: Unit, minh: Actor, quang: Actor
) -> None:
    client = client_of(minh)
    address = reverse("indicators-report", args=[CODE, muong_bi.code])
    period = period_of(timezone.localdate(), Frequency.MONTH)
    said = {"period": period.key, "value": "98,5", "note": "", "key": str(uuid4())}

    answer = client.post(address, said | {"files": pdf()})
    again = client.post(address, said)

    assert (answer.status_code, again.status_code) == (302, 302)
    row = Value.objects.get()
    assert row.value == D("98.5")
    file = client.get(reverse("indicators-evidence", args=[CODE, row.pk, 1]))
    assert file.status_code == 200
    assert client_of(quang).get(address).status_code == 404
    past = reverse("indicators-past", args=[CODE, muong_bi.code, period.key])
    assert "minh-chung.pdf" in client.get(past).content.decode()


def test_evidence_may_be_an_iphones_photograph(
    card: Scorecard, muong_bi: Unit, minh: Actor
) -> None:
    client = client_of(minh)
    address = reverse("indicators-report", args=[CODE, muong_bi.code])
    period = period_of(timezone.localdate(), Frequency.MONTH)
    figures = {"period": period.key, "value": "98,5", "note": "", "key": str(uuid4())}

    client.post(address, figures | {"files": SimpleUploadedFile("IMG_0005.HEIC", HEIC)})

    evidence = Value.objects.get().evidence.get()
    assert (evidence.name, evidence.file.content_type) == ("IMG_0005.jpg", "image/jpeg")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1,234.5", "có phải bạn muốn ghi 1.234,5?"),
        ("mười", "không phải số"),
        ("1,12345678", "chữ số sau dấu phẩy"),
        ("98.500", "có thể là 98,5 hoặc 98 500; hãy viết 98,5 hoặc 98500."),
        ("150", "không quá 100 %"),
        ("-3", "không nhận số âm"),
    ],
)
def test_what_is_no_number_is_told_beside_its_field(
    card: Scorecard, muong_bi: Unit, minh: Actor, value: str, words: str
) -> None:
    period = period_of(timezone.localdate(), Frequency.MONTH)
    said = {"period": period.key, "value": value, "key": str(uuid4())}

    answer = client_of(minh).post(reverse("indicators-report", args=[CODE, muong_bi.code]), said)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'id="errors"' in answer.content.decode()


def test_one_indicator_shows_its_sentence_its_series_and_its_places(
    card: Scorecard, muong_bi: Unit, van_son: Unit, tam: Actor
) -> None:
    tell_now(muong_bi, "95")
    tell_now(van_son, "95")
    client = client_of(tam)

    page = client.get(
        reverse("indicators-indicator", args=[CODE]), {"don-vi": muong_bi.code}
    ).content.decode()

    assert "95,00" in page
    assert "Hạng 1, cùng 1 đơn vị" in page
    assert "Xanh khi từ 90;" in page
    assert client.get(reverse("indicators-indicator", args=["khong_co"])).status_code == 404


def test_a_set_is_published_and_shows_its_map_and_what_moved(
    card: Scorecard, muong_bi: Unit, van_son: Unit, tam: Actor, quang: Actor
) -> None:
    client, address = client_of(tam), reverse("indicators-card", args=["cap-xa"])
    assert "còn 1 tiêu chí chưa có tên" in client.get(address).content.decode()
    assert client_of(quang).get(address).status_code == 404
    fill = reverse("indicators-fill", args=["cap-xa", "2"])
    assert client.get(fill).status_code == 200
    said = {"name": "Họp trực tuyến", "points": "", "scoring": "colour", "indicator": ""}
    assert client.post(fill, said).status_code == 302
    assert client.post(reverse("indicators-card-publish", args=["cap-xa"])).status_code == 302
    tell_now(muong_bi, "95")
    tell_now(muong_bi, "60")

    page = client.get(address).content.decode()

    assert "Xanh sang đỏ" in page
    assert "từ 95,00 thành 60,00" in page
    assert client.get(address, {"tieu-chi": "1", "ngay": "2026-01-01"}).status_code == 200
    unit = client.get(reverse("indicators-unit", args=[muong_bi.code])).content.decode()
    assert "Còn 1 tiêu chí giữ đơn vị chưa xanh" in unit


def test_a_definition_is_drafted_read_and_published(
    define: Define, province: Unit, tam: Actor, quang: Actor
) -> None:
    define("goc")
    client = client_of(tam)
    said = {
        "code": "gap_doi",
        "name": "Gấp đôi",
        "unit_name": "%",
        "decimals": "2",
        "formula": "goc *",
        "decides": Decides.COUNTED,
        "frequency": "month",
        "cut_off_day": "14",
        "closing_days": "2",
        "for_communes": "on",
        "block": "committee",
        "direction": "more",
        "basis": "value",
        "green": "90",
        "merging": "none",
        "effective_from": "2026-12-15",
    }
    new = reverse("indicators-draft-new")
    wrong = client.post(new, said)
    assert wrong.status_code == 422
    assert "giữa chừng" in wrong.content.decode()

    assert client.post(new, said | {"formula": "goc * 2"}).status_code == 302

    page = client.get(reverse("indicators-draft", args=["gap_doi"])).content.decode()
    assert "nhân với 2." in page
    assert client_of(quang).get(reverse("indicators-draft", args=["gap_doi"])).status_code == 404
    assert client.post(reverse("indicators-publish", args=["gap_doi"])).status_code == 302
    row = Definition.objects.get(indicator__code="gap_doi")
    assert row.state == DefinitionState.PUBLISHED


def test_a_target_is_given_with_its_path(define: Define, tam: Actor, quang: Actor) -> None:
    define()
    address = reverse("indicators-aim", args=[CODE])
    said = {"year": "2026", "value": "98", "way": "points", "base": "", "points": "3 20"}

    wrong = client_of(tam).post(address, said)
    right = client_of(tam).post(address, said | {"points": "3: 20; 6: 45,5"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert client_of(quang).get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("value", "1000", "không quá 100 %"),
        ("value", "98.500", "98,5 hoặc 98500"),
        ("base", "-3", "không nhận số âm"),
        ("points", "6: 150", "không quá 100 %"),
    ],
)
def test_a_target_that_no_share_can_reach_is_refused(
    name: str, text: str, words: str, define: Define, tam: Actor
) -> None:
    """Without bounds in its definition a percentage lies between 0 and 100."""
    define(lowest=None, highest=None)
    said = {"year": "2026", "value": "98", "way": "points", "base": "", "points": "3: 20"}

    answer = client_of(tam).post(reverse("indicators-aim", args=[CODE]), said | {name: text})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Target.objects.exists()


def test_a_report_is_verified_on_its_page(
    define: Define, muong_bi: Unit, minh: Actor, tam: Actor, quang: Actor
) -> None:
    define(decides=Decides.VERIFIED)
    tell_now(muong_bi, "95", by=minh)
    check = Verification.objects.get()
    address = reverse("indicators-verification", args=[check.pk])
    client = client_of(tam)
    assert "1 số liệu chờ" in client.get(reverse("indicators-verifications")).content.decode()

    unexplained = client.post(address, {"value": "80", "word": ""})
    explained = client.post(address, {"value": "80", "word": "Thiếu minh chứng"})
    appealed = client_of(minh).post(address, {"word": "Đã gửi đủ"})
    settled = client.post(address, {"value": "95", "word": "Công nhận"})

    assert unexplained.status_code == 422
    assert {explained.status_code, appealed.status_code, settled.status_code} == {302}
    assert client_of(quang).get(address).status_code == 404
    assert "Công nhận" in client.get(address).content.decode()


def test_a_finding_is_explained_and_closed_on_its_page(
    define: Define, muong_bi: Unit, minh: Actor, tam: Actor, quang: Actor
) -> None:
    define()
    tell_now(muong_bi, "120")
    finding = Finding.objects.get()
    address = reverse("indicators-finding", args=[finding.pk])

    listed = client_of(minh).get(reverse("indicators-findings")).content.decode()
    explained = client_of(minh).post(address, {"word": "Gõ nhầm"})
    empty = client_of(tam).post(address, {"word": ""})
    closed = client_of(tam).post(address, {"word": "Đã sửa"})

    assert "lớn hơn mức cao nhất" in listed
    assert (explained.status_code, empty.status_code, closed.status_code) == (302, 422, 302)
    assert client_of(quang).get(address).status_code == 404


def test_the_leaders_page_is_read_and_subscribed_to(
    define: Define, muong_bi: Unit, tam: Actor
) -> None:
    define()
    tell_now(muong_bi, "120")
    client = client_of(tam)

    page = client.get(reverse("indicators-today")).content.decode()
    client.post(reverse("indicators-subscribe"))
    subscribed = client.get(reverse("indicators-today")).content.decode()
    client.post(reverse("indicators-subscribe"), {"thoi": "1"})

    assert "Giá trị không thể có" in page
    assert "Thôi nhận thư buổi sáng" in subscribed
    assert "Gửi trang này cho tôi" in client.get(reverse("indicators-today")).content.decode()


def test_open_data_is_there_for_everybody_with_what_it_means(
    define: Define, muong_bi: Unit
) -> None:
    define(
        is_open=True,
        name="=Tỷ lệ",
        effective_from=MONDAY.date().replace(day=15, month=12, year=2025),
    )
    period = period_of(MONDAY.date(), Frequency.MONTH)
    reporting.report(
        CODE, unit=muong_bi, period=period, value=D("95.5"), key=uuid4(), by=PLATFORM, at=MONDAY
    )
    client = Client()

    table = client.get(reverse("indicators-csv", args=[CODE]))
    lines = b"".join(table.streaming_content).decode().splitlines()  # type: ignore[attr-defined] # a stream
    found = client.get(reverse("indicators-json", args=[CODE]))
    catalogue = client.get(reverse("indicators-dcat")).json()

    assert lines[1].startswith(f"{CODE},'=Tỷ lệ,%,{muong_bi.code}")
    assert "95.5" in lines[1]
    assert found.json()["gia_tri"][0]["gia_tri"] == "95.5"
    assert found.json()["chi_so"]["giay_phep"].startswith("https://creativecommons.org/")
    assert catalogue["dcat:dataset"][0]["dct:identifier"] == CODE
    assert client.get(reverse("indicators-open")).status_code == 200
    assert client.get(reverse("indicators-json", args=["khac"])).status_code == 404


def test_what_has_not_changed_is_not_sent_again(define: Define, muong_bi: Unit) -> None:
    define(is_open=True)
    tell_now(muong_bi, "95")
    client = Client()

    for address in (f"/api/v1/indicators/{CODE}", reverse("indicators-json", args=[CODE])):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (first.status_code, again.status_code) == (200, 304)
    assert client.get("/api/v1/indicators").json()[0]["code"] == CODE


def test_a_past_day_is_shown_by_the_version_of_that_day(
    define: Define, muong_bi: Unit, minh: Actor
) -> None:
    define()
    define(effective_from=date(2026, 6, 15), green=D(99), amber=D(80), change_note="Nâng mức.")
    address = reverse("indicators-indicator", args=[CODE])
    client = client_of(minh)

    then = client.get(address, {"don-vi": muong_bi.code, "ngay": "2026-03-10"}).content.decode()
    now = client.get(address, {"don-vi": muong_bi.code}).content.decode()

    assert "Xanh khi từ 90;" in then
    assert "Xanh khi từ 99;" in now


def test_a_past_day_shows_the_set_as_it_was(card: Scorecard, muong_bi: Unit, tam: Actor) -> None:
    cards.publish(card, by=tam, at=MONDAY)
    later = MONDAY + timedelta(days=30)
    draft = cards.next_version(card, by=tam, at=later)
    cards.publish(draft, by=tam, at=later)
    client, day = client_of(tam), {"ngay": str((MONDAY + timedelta(days=10)).date())}
    addresses = [
        reverse("indicators-card", args=["cap-xa"]),
        reverse("indicators-unit", args=[muong_bi.code]),
    ]

    then = [client.get(address, day) for address in addresses]
    now = client.get(addresses[0]).content.decode()

    assert [page.status_code for page in then] == [200, 200]
    assert "theo phiên bản 1 của bộ tiêu chí khi đó" in then[0].content.decode()
    assert "theo phiên bản" not in now
