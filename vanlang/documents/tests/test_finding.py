"""Finding gives what the door gives, the newest first, however the time is walked."""

from datetime import date, timedelta
from itertools import cycle, pairwise
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from vanlang.documents.actions import directing, grants, words
from vanlang.documents.actions.directing import Order
from vanlang.documents.models import Document, IncomingEntry, SearchRow
from vanlang.documents.queries import documents, finding
from vanlang.documents.queries.finding import Wanted
from vanlang.documents.rules import words as rules
from vanlang.documents.rules.secrecy import Access, Ground
from vanlang.documents.rules.states import Origin, State
from vanlang.documents.rules.words import key_of
from vanlang.documents.tests.conftest import MONDAY, Arrive, as_actor
from vanlang.identity.api import Person, Unit
from vanlang.kernel.actors import PLATFORM

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1945, 9, 2), date(2100, 1, 1))


def kept(  # noqa: PLR0913 a letter is told from another by all of this
    units: list[Unit],
    *,
    number: int,
    on: date | None,
    subject: str = "V/v hộ nghèo",
    type_code: str = "CV",
    access: Access = Access.INTERNAL,
) -> Document:
    notation = f"{number}/UBND-VX"
    document = Document.objects.create(
        origin=Origin.RECEIVED,
        state=State.ISSUED,
        author_name="Ủy ban nhân dân tỉnh",
        number=number,
        notation=notation,
        notation_key=key_of(notation),
        type_code=type_code,
        subject=subject,
        access=access,
        issued_on=on,
        folded=words.folded(subject, notation, "Ủy ban nhân dân tỉnh"),
        created_at=MONDAY,
    )
    readers = grants.agency_readers(document, [unit.pk for unit in units])
    grants.open_to(document, readers, ground=Ground.RECEIVED, by=PLATFORM, at=MONDAY)
    words.refresh([document.pk])
    return document


@pytest.fixture
def archive(muong_bi: Unit, van_son: Unit) -> list[Document]:
    """Letters of five years at Mường Bi, every tenth a rare one, every third at Vân Sơn too."""
    return [
        kept(
            [muong_bi, van_son] if number % 3 == 0 else [muong_bi],
            number=number,
            on=TODAY - timedelta(days=number * 15),
            subject="V/v phòng chống cháy rừng" if number % 10 == 0 else "V/v hộ nghèo",
            type_code="QĐ" if number % 2 else "CV",
            access=Access.RESTRICTED if number % 7 == 0 else Access.INTERNAL,
        )
        for number in range(120)
    ]


def numbers(found: finding.Found) -> list[int | None]:
    return [row.number for row in found.rows]


def test_common_words_come_newest_first_page_by_page(archive: list[Document], thao: Person) -> None:
    actor = as_actor(thao)
    wanted = [number for number in range(120) if number % 10]

    pages = [finding.find(actor, Wanted("hộ nghèo"), start=at, size=40) for at in (0, 40, 80)]

    assert [number for page in pages for number in numbers(page)] == wanted
    assert [page.count for page in pages] == [108, 108, 108]
    assert [page.has_more for page in pages] == [True, True, False]


def test_rare_words_are_found_however_old(archive: list[Document], thao: Person) -> None:
    found = finding.find(as_actor(thao), Wanted("chay rung"))

    assert numbers(found) == list(range(0, 120, 10))


@pytest.mark.parametrize("typed", ["kí kết", "ký kết", "ki ket", "quyết ðịnh", "QUYẾT ÐỊNH kí"])
def test_a_document_is_found_however_one_spells(muong_bi: Unit, thao: Person, typed: str) -> None:
    kept([muong_bi], number=1, on=TODAY, subject="Quyết định về việc ký kết giao ước")
    kept([muong_bi], number=2, on=TODAY, subject="Quy Ðịnh kí tự")

    assert 1 in numbers(finding.find(as_actor(thao), Wanted(typed)))
    assert numbers(finding.find(as_actor(thao), Wanted("quy định ký tự"))) == [2]


def test_each_filter_narrows(archive: list[Document], thao: Person) -> None:
    actor = as_actor(thao)
    since, until = TODAY - timedelta(days=600), TODAY - timedelta(days=300)

    assert numbers(finding.find(actor, Wanted("119/UBND-VX"))) == [119]
    assert numbers(finding.find(actor, Wanted(number=77))) == [77]
    assert numbers(finding.find(actor, Wanted(since=since, until=until))) == list(range(20, 41))
    assert numbers(finding.find(actor, Wanted("cháy", type_code="QĐ"))) == []
    odd = finding.find(actor, Wanted("hộ", type_code="QĐ", since=since, until=until))
    assert numbers(odd) == list(range(21, 41, 2))
    assert numbers(finding.find(actor, Wanted("hộ", since=TODAY + timedelta(days=1)))) == []
    assert numbers(finding.find(actor, Wanted("hộ", until=date.min))) == []


def test_a_reader_elsewhere_finds_and_counts_only_their_own(
    archive: list[Document], minh: Person, quang: Person, lan: Person
) -> None:
    for person in (minh, quang, lan):
        actor = as_actor(person)
        open_to = documents.visible_to(actor)

        found = finding.find(actor, Wanted("ubnd"), size=200)

        assert numbers(found) == list(open_to.order_by("number").values_list("number", flat=True))
        assert found.count == open_to.count()
    assert finding.find(as_actor(lan), Wanted("ubnd")).count == 0
    assert not any(n % 7 == 0 for n in numbers(finding.find(as_actor(minh), Wanted("ubnd"))) if n)


def test_what_has_no_date_is_found_by_the_day_it_came(muong_bi: Unit, thao: Person) -> None:
    kept([muong_bi], number=1, on=None)
    kept([muong_bi], number=2, on=date(2099, 1, 1))

    found = finding.find(as_actor(thao), Wanted("hộ"))

    assert numbers(found) == [2, 1]
    assert numbers(finding.find(as_actor(thao), Wanted("hộ", since=TODAY, until=TODAY))) == [1]


def test_counting_stops_where_nobody_reads_on(
    archive: list[Document], thao: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "COUNTED_AT_MOST", 10)

    assert finding.find(as_actor(thao), Wanted("hộ"), size=5).count == 11


def test_suggestions_begin_among_the_newest_and_go_on(
    archive: list[Document], thao: Person, quang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = as_actor(thao)
    common = [row.number for row in finding.suggest(actor, "hộ ngh")]
    monkeypatch.setattr(finding, "LOOKED_THROUGH", 5)

    rare = [row.number for row in finding.suggest(actor, "v chay ru")]

    assert common == [1, 2, 3, 4, 5, 6, 7, 8]
    assert rare == list(range(0, 80, 10))
    assert all(
        number % 3 == 0
        for row in finding.suggest(as_actor(quang), "ho")
        if (number := row.number or 0)
    )


def test_a_box_that_is_typed_in_gets_a_piece_of_a_page(
    archive: list[Document], client: Client, thao: Person
) -> None:
    client.force_login(thao)
    asked = reverse("documents-suggest")
    assert f'hx-get="{asked}"' in client.get(reverse("documents-search")).content.decode()

    found = client.get(asked, {"q": "hộ ngh"}, headers={"HX-Request": "true"})

    assert found.content.decode().count("<li>") == 8
    assert reverse("documents-document", args=[archive[1].pk]) in found.content.decode()
    assert client.get(asked, {"q": "h"}).content.strip() == b""


def test_nothing_is_found_where_nothing_is(thao: Person) -> None:
    assert finding.find(as_actor(thao), Wanted("hộ")).count == 0
    assert finding.suggest(as_actor(thao), "hộ") == []


@given(st.tuples(DAYS, DAYS).map(sorted), st.lists(st.integers(0, 3), min_size=1))
def test_stretches_cover_every_day_once(days: list[date], brought: list[int]) -> None:
    oldest, newest = days
    stretches, found = rules.Stretches(oldest, newest, most=1_000_000), []

    for count, one in zip(cycle(brought), stretches, strict=False):
        found.append(one)
        stretches.brought(count)

    assert found[0][1] == newest
    assert found[-1][0] == oldest
    assert all(since <= until for since, until in found)
    assert all(older[1] + timedelta(days=1) == newer[0] for newer, older in pairwise(found))


def test_stretches_end_with_enough_and_grow_by_what_lacks() -> None:
    stretches, lengths = rules.Stretches(date(2020, 1, 1), date(2026, 11, 16), most=100), []

    for (since, until), count in zip(stretches, (0, 50, 25, 25), strict=False):
        lengths.append((until - since).days + 1)
        stretches.brought(count)

    assert lengths == [7, 7 * 16, 7 * 16 * 2, 7 * 16 * 2 * 2]
    assert stretches.missing == 0
    assert list(stretches) == []


@given(st.tuples(DAYS, DAYS, DAYS).map(sorted))
def test_every_day_of_a_time_bears_one_of_its_words(days: list[date]) -> None:
    since, day, until = days

    asked = set(rules.between(since, until))

    assert asked & {rules.of_day(day), rules.of_month(day.year, day.month), rules.of_year(day.year)}
    assert len(asked) < 200


def test_the_index_has_the_words_of_the_day(archive: list[Document]) -> None:
    row = SearchRow.objects.get(pk=UUID(str(archive[0].pk)))
    said = str(row.words)

    for word in (rules.of_day(TODAY), rules.of_month(2026, 11), rules.of_year(2026)):
        assert f"'{word}'" in said


def test_an_arrival_writes_the_words_that_refreshing_makes(
    arrive: Arrive, restricted: IncomingEntry
) -> None:
    for document_id in (arrive().document_id, restricted.document_id):
        row = SearchRow.objects.filter(pk=document_id)
        before = row.values_list("sorted_on", "words").get()

        words.refresh([document_id])

        assert row.values_list("sorted_on", "words").get() == before


def test_a_direction_adds_the_words_that_refreshing_makes(
    registered: IncomingEntry, office: Unit, hoa: Person, minh: Person
) -> None:
    to = Order("Tham mưu.", lead_unit=office, lead_person=minh)
    row = SearchRow.objects.filter(pk=registered.document_id)

    directing.direct(registered, to, by=as_actor(hoa), at=MONDAY)
    directed = row.values_list("sorted_on", "words").get()
    words.refresh([registered.document_id])

    assert f"'{rules.of_person(minh.pk)}'" in str(directed[1])
    assert row.values_list("sorted_on", "words").get() == directed


def test_who_reads_in_very_many_places_finds_the_same(
    archive: list[Document], thao: Person, quang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [Wanted("hộ"), Wanted("ubnd", since=TODAY - timedelta(days=900)), Wanted("chay rung")]
    actors = [as_actor(thao), as_actor(quang)]
    narrow = [numbers(finding.find(actor, one)) for actor in actors for one in asked]

    monkeypatch.setattr(finding, "MOST_READERS", 0)
    monkeypatch.setattr(finding, "COUNTED_AT_MOST", 3)

    wide = [numbers(finding.find(actor, one)) for actor in actors for one in asked]
    assert wide == narrow
