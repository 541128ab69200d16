"""Before 1 July 2025: what three provinces published, entered, corrected, and read as one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from vanlang.identity.api import Unit
from vanlang.indicators.actions import defining, merging
from vanlang.indicators.models import ColourChange, Definition, FormerValue, Value
from vanlang.indicators.queries import merging as queries
from vanlang.indicators.queries.units import MERGED_ON
from vanlang.indicators.rules.merging import Former, periods_before
from vanlang.indicators.rules.paths import Merging
from vanlang.indicators.rules.periods import Frequency, parse_period
from vanlang.indicators.rules.states import Decides, ValueKind
from vanlang.indicators.tests.conftest import MARCH, MONDAY, Define
from vanlang.indicators.tests.test_screens import client_of
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.models import Entry
from vanlang.kernel.refusals import NotPermitted, Refusal

pytestmark = pytest.mark.django_db(databases=["default", "side"])
D = Decimal
CODE = "thue_bao"
BEFORE = parse_period("2024")
BOOK = "Niên giám thống kê năm 2024"
PAGE = f"/chi-so/{CODE}/truoc-sap-nhap/"
SHARES = {"merging": Merging.WEIGHTED, "frequency": Frequency.YEAR, "name": "Tăng trưởng"}
COUNTS = {
    "merging": Merging.SUM,
    "frequency": Frequency.YEAR,
    "name": "Thuê bao",
    "unit_name": "thuê bao",
    "decimals": 0,
    "highest": D(1000),
    "is_whole": True,
    "is_open": True,
}


@pytest.fixture(autouse=True)
def one_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR = "nobody"


@pytest.fixture
def subscribers(define: Define) -> Definition:
    return define(CODE, **COUNTS)


def of_three(*values: int | None) -> list[Former]:
    names = ("Phú Thọ", "Vĩnh Phúc", "Hòa Bình")
    given = zip(names, values, strict=False)
    return [Former(name, D(value), source=BOOK) for name, value in given if value is not None]


def said(*values: str, period: str = "2024", weights: tuple[str, ...] = ()) -> dict[str, str]:
    """What the browser sends: a source wherever something is typed."""
    found = {"period": period}
    for place, value in enumerate(values, start=1):
        found |= {f"value_{place}": value, f"source_{place}": BOOK if value else ""}
    return found | {f"weight_{place}": weight for place, weight in enumerate(weights, start=1)}


def text_of(client: Client, address: str = PAGE) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_a_figure_before_the_merger_is_computed_over_three_provinces(
    subscribers: Definition, tam: Actor, quang: Actor
) -> None:
    kept = merging.recompute(subscribers, BEFORE, of_three(5, 3, 2), by=tam, at=MONDAY)

    assert kept.value == D(10)
    assert "ba tỉnh cũ" in kept.note
    assert Entry.objects.get(kind="indicators.recomputed").payload["period"] == "2024"
    gap = merging.recompute(subscribers, BEFORE, of_three(5, 3), by=tam, at=MONDAY)
    assert gap.value is None
    assert "thiếu số liệu của Hòa Bình" in gap.note
    with pytest.raises(NotPermitted):
        merging.recompute(subscribers, BEFORE, of_three(5, 3, 2), by=quang, at=MONDAY)


@pytest.mark.parametrize(
    ("parts", "words", "field"),
    [
        ([Former("Hà Nội", D(1), source=BOOK)], "ba tỉnh cũ", "province"),
        ([*of_three(5), *of_three(5)], "hai lần", "province"),
        ([Former("Phú Thọ", D(1))], "nguồn", "source"),
        ([Former("Phú Thọ", None, source=BOOK)], "Ghi giá trị", "value"),
        ([Former("Phú Thọ", D(1), D(2), BOOK)], "không theo quy mô", "weight"),
        (of_three(-5), "thấp nhất", "value"),
        (of_three(1001), "cao nhất", "value"),
        ([Former("Phú Thọ", D("1.5"), source=BOOK)], "số nguyên", "value"),
        (of_three(500, 500, 1), "Cộng ba tỉnh cũ: 1.001 lớn hơn", ""),
        ([], "ít nhất một tỉnh", ""),
    ],
)
def test_what_cannot_have_been_published_is_refused(
    subscribers: Definition, tam: Actor, parts: list[Former], words: str, field: str
) -> None:
    with pytest.raises(Refusal, match=words) as no:
        merging.recompute(subscribers, BEFORE, parts, by=tam, at=MONDAY)

    assert no.value.field == field
    assert not FormerValue.objects.exists()


def test_other_periods_and_other_indicators_are_refused(
    define: Define, subscribers: Definition, tam: Actor
) -> None:
    never, communes = define("khac"), define("xa", **COUNTS | {"for_province": False})

    for definition, period, words in (
        (subscribers, parse_period("2025"), "01/7/2025"),
        (subscribers, parse_period("2024-03"), "theo năm"),
        (subscribers, parse_period("2024", 0), "chốt số liệu"),
        (never, parse_period("2024-03"), "không tính lại"),
        (communes, BEFORE, "không tính lại"),
        (subscribers, MARCH, "01/7/2025"),
    ):
        with pytest.raises(Refusal, match=words):
            merging.recompute(definition, period, of_three(5, 3, 2), by=tam, at=MONDAY)


def test_a_weight_is_more_than_nothing(define: Define, tam: Actor) -> None:
    definition = define(CODE, **SHARES)

    for weight in (D(0), D(-1)):
        part = Former("Phú Thọ", D(5), weight, BOOK)
        with pytest.raises(Refusal, match="lớn hơn 0") as no:
            merging.recompute(definition, BEFORE, [part], by=tam, at=MONDAY)
        assert no.value.field == "weight"


def test_the_parts_of_a_sum_may_be_less_than_the_least_of_the_whole(
    define: Define, tam: Actor
) -> None:
    definition = define(CODE, **COUNTS | {"lowest": D(8)})

    assert merging.recompute(definition, BEFORE, of_three(5, 3, 2), by=tam, at=MONDAY).value == 10
    with pytest.raises(Refusal, match="Cộng ba tỉnh cũ"):
        merging.recompute(definition, BEFORE, of_three(1, 3, 2), by=tam, at=MONDAY)


def test_a_correction_keeps_what_it_corrects(
    subscribers: Definition, province: Unit, tam: Actor
) -> None:
    merging.recompute(subscribers, BEFORE, of_three(5, 3, 2), by=tam, at=MONDAY)
    later = MONDAY + timedelta(days=1)

    merging.recompute(subscribers, BEFORE, of_three(5, 4, 2), by=tam, at=later)

    rows = FormerValue.objects.filter(province="Vĩnh Phúc").order_by("recorded_at")
    assert [(row.value, row.replaced_at) for row in rows] == [(D(3), later), (D(4), None)]
    assert rows[0].recorder_name.startswith("Phạm Thị Tâm")
    assert FormerValue.objects.count() == 4
    values = Value.objects.filter(unit=province).order_by("recorded_at")
    assert [value.value for value in values] == [D(10), D(11)]
    for change in ({"value": D(9)}, {"replaced_at": later}):
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            FormerValue.objects.filter(pk=rows[0].pk).update(**change)


def test_what_is_the_same_writes_nothing(subscribers: Definition, tam: Actor) -> None:
    first = merging.recompute(subscribers, BEFORE, of_three(5, 3, 2), by=tam, at=MONDAY)
    entries = Entry.objects.count()

    again = merging.recompute(subscribers, BEFORE, of_three(5, 3, 2), by=tam, at=timezone.now())

    assert again.pk == first.pk
    assert (FormerValue.objects.count(), Value.objects.count()) == (3, 1)
    assert Entry.objects.count() == entries


def test_what_was_entered_by_mistake_is_taken_back(subscribers: Definition, tam: Actor) -> None:
    merging.recompute(subscribers, BEFORE, of_three(5, 3, 2), by=tam, at=MONDAY)

    kept = merging.recompute(subscribers, BEFORE, [], by=tam, at=MONDAY + timedelta(days=1))

    assert kept.value is None
    in_force = FormerValue.objects.filter(replaced_at=None)
    assert [row.value for row in in_force] == [None, None, None]
    assert FormerValue.objects.filter(value__isnull=False).count() == 3


def test_a_period_is_judged_by_its_version_and_before_the_first_by_the_one_in_force(
    define: Define, province: Unit, tam: Actor
) -> None:
    first = define(CODE, **COUNTS | {"effective_from": date(2023, 12, 15)})
    second = define(CODE, **COUNTS | {"effective_from": date(2026, 12, 15)}, green=D(5), amber=D(1))

    assert queries.judged_by(second, BEFORE) == first
    assert queries.judged_by(second, parse_period("2022")) == second
    assert queries.defined_since(second) == date(2023, 12, 15)
    client_of(tam).post(PAGE, said("5", "3", "2"))
    assert Value.objects.get(period_key="2024").definition == first
    counted = define(
        CODE,
        **COUNTS | {"effective_from": date(2027, 12, 15)},
        formula="tasks.done",
        decides=Decides.COUNTED,
    )
    merging.recompute(second, parse_period("2022"), of_three(5, 3, 2), by=tam, at=MONDAY)
    later = MONDAY + timedelta(days=1)
    merging.recompute(counted, parse_period("2022"), of_three(5, 3, 3), by=tam, at=later)
    decisive = Value.objects.get(period_key="2022", is_decisive=True, replaced_at=None)
    assert (decisive.kind, decisive.value) == (ValueKind.COUNTED, D(11))


def test_filling_in_the_past_turns_nothing_today(subscribers: Definition, tam: Actor) -> None:
    for period, values in (("2023", (500, 300, 100)), ("2024", (5, 3, 2)), ("2024", (50, 40, 2))):
        merging.recompute(
            subscribers, parse_period(period), of_three(*values), by=tam, at=timezone.now()
        )

    assert set(Value.objects.values_list("colour", flat=True)) == {"good", "bad"}
    assert not ColourChange.objects.exists()


def test_periods_end_before_the_merger() -> None:
    for frequency, cut_off, newest, count in (
        (Frequency.YEAR, 14, "2024", 10),
        (Frequency.NINE_MONTHS, 14, "2024-9T", 10),
        (Frequency.HALF, 0, "2025-H1", 20),
        (Frequency.QUARTER, 14, "2025-Q2", 36),
        (Frequency.MONTH, 14, "2025-06", 36),
    ):
        found = periods_before(MERGED_ON, frequency, cut_off)
        assert (found[0].key, len(found)) == (newest, count)
        assert all(period.end < MERGED_ON for period in found)


def test_the_screen_keeps_three_and_shows_their_sum(
    subscribers: Definition, province: Unit, tam: Actor
) -> None:
    client = client_of(tam)
    assert "Chưa có số liệu nào của ba tỉnh cũ." in text_of(client)

    answer = client.post(PAGE, said("5", "3", "2"))

    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?ky=2024")
    page = text_of(client, f"{PAGE}?ky=2024")
    assert "<b>10</b>" in page
    assert 'name="value_2" value="3"' in page
    assert "Phạm Thị Tâm" in page
    assert f"{BOOK} <span" in page
    assert "trước ngày 15/12/2025 khi đó chưa có định nghĩa" in page
    series = text_of(client, reverse("indicators-indicator", args=[CODE]))
    assert 'Năm 2024</a></th><td class="n">10</td>' in series
    found = client.get(reverse("indicators-json", args=[CODE])).json()["gia_tri"]
    assert [(row["ky"], row["gia_tri"], row["phien_ban"]) for row in found] == [("2024", "10", 1)]
    past = reverse("indicators-past", args=[CODE, province.code, "2024"])
    assert "Tính lại trên ba tỉnh cũ" in text_of(client, past)


def test_the_screen_weighs_and_reads_a_comma(define: Define, tam: Actor) -> None:
    define(CODE, **SHARES)
    client = client_of(tam)

    client.post(PAGE, said("10", "7,5", "20,25", weights=("2", "1000", "0,5")))

    page = text_of(client, f"{PAGE}?ky=2024")
    assert "<b>7,51</b>" in page  # (20 + 7500 + 10,125) / 1002,5
    assert "quy mô 1.000" in page.replace("&nbsp;", " ")
    assert 'value="7,5"' in page


def test_the_screen_corrects_and_still_shows_what_was(subscribers: Definition, tam: Actor) -> None:
    client = client_of(tam)
    client.post(PAGE, said("5", "3", "2"))

    for _ in range(2):
        client.post(PAGE, said("5", "4", "2"))

    page = text_of(client, f"{PAGE}?ky=2024")
    assert "<b>11</b>" in page
    assert "Vĩnh Phúc: 3 thuê bao" in page
    assert FormerValue.objects.count() == 4
    series = text_of(client, reverse("indicators-indicator", args=[CODE]))
    assert 'Năm 2024</a></th><td class="n">11</td>' in series


def test_a_province_that_is_missing_leaves_a_gap(subscribers: Definition, tam: Actor) -> None:
    client = client_of(tam)

    client.post(PAGE, said("5", "", "0"))

    page = text_of(client)
    assert "<b>–</b>" in page
    assert "<b>5</b>" not in page
    assert FormerValue.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"value_2": "ba"}, "value_2", "không phải số"),
        ({"value_2": "3,5"}, "value_2", "số nguyên"),
        ({"value_3": "1001"}, "value_3", "lớn hơn mức cao nhất"),
        ({"source_1": ""}, "source_1", "Ghi nguồn"),
        ({"value_1": ""}, "value_1", "để trống mọi ô"),
        ({"period": "2025"}, "period", "2025"),
        ({"period": "2024-03"}, "period", "2024-03"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    subscribers: Definition, tam: Actor, wrong: dict[str, str], field: str, words: str
) -> None:
    answer = client_of(tam).post(PAGE, said("5", "3", "2") | wrong)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="#id_{field}"' in page
    assert words in page
    assert not FormerValue.objects.exists()


def test_a_sum_that_cannot_be_is_told_above_the_fields(subscribers: Definition, tam: Actor) -> None:
    answer = client_of(tam).post(PAGE, said("500", "500", "1"))

    assert answer.status_code == 422
    assert "Cộng ba tỉnh cũ: 1.001 lớn hơn" in answer.content.decode()


def test_a_period_is_opened_with_what_is_kept(subscribers: Definition, tam: Actor) -> None:
    client = client_of(tam)
    client.post(PAGE, said("7", "8", "9", period="2021"))

    assert 'name="value_1" value="7"' in text_of(client, f"{PAGE}?ky=2021")
    for other in (PAGE, f"{PAGE}?ky=2025", f"{PAGE}?ky=mai"):
        page = text_of(client, other)
        assert 'value="7"' not in page
        assert "Ghi số liệu năm 2024" in page


def test_every_official_reads_and_only_the_owner_enters(
    subscribers: Definition, tam: Actor, quang: Actor, lan: Actor
) -> None:
    client_of(tam).post(PAGE, said("5", "3", "2"))
    reader = client_of(quang)

    page = text_of(reader)

    assert "<b>10</b>" in page
    assert 'name="value_1"' not in page
    assert reader.post(PAGE, said("6", "3", "2")).status_code == 404
    assert FormerValue.objects.count() == 3
    indicator = reverse("indicators-indicator", args=[CODE])
    assert "Ghi số liệu trước sáp nhập" not in text_of(reader, indicator)
    assert f'href="{PAGE}"' in text_of(reader, indicator)
    assert "Ghi số liệu trước sáp nhập" in text_of(client_of(tam), indicator)
    assert client_of(lan).get(PAGE).status_code in {302, 403}
    assert Client().get(PAGE).status_code == 302


def test_there_is_no_page_where_nothing_is_recomputed(
    define: Define, province: Unit, tam: Actor
) -> None:
    define("khong", **COUNTS | {"merging": Merging.NONE})
    define("xa", **COUNTS | {"for_province": False, "for_communes": True})
    wanted = defining.Wanted("Dự thảo", "%", date(2026, 12, 15), merging=Merging.SUM)
    defining.draft("du_thao", wanted, owner=province, by=PLATFORM, at=MONDAY)
    client = client_of(tam)

    for code in ("khong", "xa", "du_thao", "khong_co"):
        assert client.get(f"/chi-so/{code}/truoc-sap-nhap/").status_code == 404
    assert "truoc-sap-nhap" not in text_of(client, "/chi-so/khong/")


def test_the_step_back_keeps_what_is_in_force(subscribers: Definition, tam: Actor) -> None:
    merging.recompute(subscribers, BEFORE, of_three(5, 3, 2), by=tam, at=MONDAY)
    later = MONDAY + timedelta(days=1)
    merging.recompute(subscribers, BEFORE, of_three(5, 4, 2), by=tam, at=later)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table could not be altered

        MigrationExecutor(connection).migrate([("indicators", "0002_published_stays_values_stay")])

        cursor.execute("SELECT value FROM indicators_formervalue ORDER BY province DESC")
        assert [value for (value,) in cursor.fetchall()] == [D(4), D(5), D(2)]
    MigrationExecutor(connection).migrate([("indicators", "0003_former_values_stay")])
    assert FormerValue.objects.filter(replaced_at=None).count() == 3
