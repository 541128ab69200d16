"""Need to know: a stranger sees nothing of a restricted document, not even that it is there."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from vanlang.documents import measures
from vanlang.documents.actions import directing, grants, searches, work_files
from vanlang.documents.actions.directing import Handed
from vanlang.documents.actions.work_files import Opening
from vanlang.documents.models import Attachment, Document, Grant, IncomingEntry
from vanlang.documents.queries import documents, finding, registers
from vanlang.documents.queries import incoming as queries
from vanlang.documents.queries import work_files as file_queries
from vanlang.documents.queries.finding import Wanted
from vanlang.documents.queries.registers import Kind
from vanlang.documents.rules.states import EntryState, Part
from vanlang.documents.tests.conftest import MONDAY, SINCE, Arrive, as_actor, official
from vanlang.documents.tests.test_screens import as_browser
from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel import files, notices
from vanlang.kernel.actors import PLATFORM, STRANGER
from vanlang.kernel.measures import Scope, registered, value
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal

pytestmark = pytest.mark.django_db(databases=["default", "side"])
SECRET = "zyxwvut"  # noqa: S105 a word of the restricted document
ASKED = "luat"  # another word of it, which a page repeats that was asked for it
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def auditor(muong_bi: Unit) -> Person:
    return official("chi", "Lý Thị Chi", muong_bi, Role.AUDITOR)


@pytest.fixture
def with_file(restricted: IncomingEntry) -> IncomingEntry:
    file = files.store(b"%PDF-1.4 " + SECRET.encode(), by=PLATFORM, at=MONDAY)
    Attachment.objects.create(
        document=restricted.document,
        file=file,
        name=f"{SECRET}.pdf",
        words=SECRET,
        is_read=True,
        added_at=MONDAY,
    )
    return restricted


def pages(client: Client, entry: IncomingEntry) -> Iterator[tuple[str, int, str]]:
    """Ask for every address of the system with GET, and yield what came."""
    pk, name = entry.document_id, f"?q={ASKED}"
    file = Attachment.objects.filter(document=pk).values_list("pk", flat=True).first() or 1
    year = f"?since={YEAR[0]}&until={YEAR[1]}"
    for address in (
        reverse("documents-inbox"),
        reverse("documents-inbox") + "?muc=den",
        reverse("documents-inbox") + f"?muc=den&q={ASKED}",
        reverse("documents-inbox") + "?muc=den&loc=presented",
        reverse("documents-to-direct"),
        reverse("documents-search") + name,
        reverse("documents-suggest") + name,
        reverse("documents-register", args=["den"]) + year,
        reverse("documents-register-xlsx", args=["den"]) + year,
        reverse("documents-document", args=[pk]),
        reverse("documents-file", args=[pk, file]),
        reverse("documents-grant", args=[pk]),
        reverse("documents-work-files"),
        f"/api/v1/documents{name}",
        f"/api/v1/documents/{pk}",
    ):
        response = client.get(address)
        yield address, response.status_code, response.content.decode(errors="replace")


@pytest.mark.parametrize("name", ["minh", "quang", "lan", "auditor"])
def test_no_page_export_or_program_shows_it_to_who_need_not_know(
    request: pytest.FixtureRequest, with_file: IncomingEntry, name: str
) -> None:
    client = as_browser(request.getfixturevalue(name))

    seen = list(pages(client, with_file))

    assert len(seen) > 10
    for address, status, text in seen:
        assert SECRET not in text.casefold(), address
        assert status < 500, address


@pytest.mark.parametrize("name", ["thao", "hoa"])
def test_the_same_pages_show_it_to_clerk_and_leader(
    request: pytest.FixtureRequest, with_file: IncomingEntry, name: str
) -> None:
    client = as_browser(request.getfixturevalue(name))

    seen = {address: text.casefold() for address, _, text in pages(client, with_file)}

    shown = [address for address, text in seen.items() if f"cán bộ {SECRET}" in text]
    assert reverse("documents-document", args=[with_file.document_id]) in shown
    assert reverse("documents-search") + f"?q={ASKED}" in shown
    found = json.loads(seen[f"/api/v1/documents?q={ASKED}"])
    assert found["count"] == 1


def test_it_is_in_no_count_list_or_figure_of_who_need_not_know(
    restricted: IncomingEntry, minh: Person, quang: Person, auditor: Person, muong_bi: Unit
) -> None:
    for person in (minh, quang, auditor):
        actor = as_actor(person)
        assert documents.visible_to(actor).count() == 0
        assert queries.visible_to(actor).count() == 0
        assert queries.waiting_for(actor).count() == 0
        assert queries.unopened(actor, before=MONDAY + timedelta(days=9)).count() == 0
        assert finding.find(actor, Wanted(SECRET)).count == 0
        assert finding.suggest(actor, SECRET) == []
        since, until = YEAR
        for kind in Kind:
            assert registers.register(actor, kind, muong_bi, since=since, until=until).lines == []
    assert documents.visible_to(STRANGER).count() == 0
    assert finding.find(STRANGER, Wanted(SECRET)).count == 0


def test_the_index_alone_opens_nothing(restricted: IncomingEntry, thao: Person) -> None:
    """Words of grants that are gone still stand in the index; the door is asked once more."""
    Grant.objects.filter(document=restricted.document).delete()

    assert finding.find(as_actor(thao), Wanted(SECRET)).rows == []


def test_a_typed_word_is_never_a_word_of_a_reader(
    restricted: IncomingEntry, muong_bi: Unit, minh: Person
) -> None:
    for text in (f"g:{muong_bi.pk}:clerk", "') | ('zyxwvut", "zyxwvut' | 'x", "\\", "& | !"):
        assert finding.find(as_actor(minh), Wanted(text)).rows == []


def test_a_notice_of_a_restricted_document_does_not_name_it(
    restricted: IncomingEntry, thao: Person, hoa: Person
) -> None:
    told = [n.subject + n.text for p in (thao, hoa) for n in notices.inbox(p.pk)]

    assert told
    assert all(SECRET not in text.casefold() for text in told)


def test_grant_opens_to_one_with_a_reason_and_withdraw_closes(
    restricted: IncomingEntry, hoa: Person, minh: Person, quang: Person, office: Unit
) -> None:
    document, by = restricted.document, as_actor(hoa)

    with pytest.raises(NotPermitted):
        grants.grant(document, reason="x", person=quang, by=as_actor(quang), at=MONDAY)
    with pytest.raises(Refusal):
        grants.grant(document, reason=" ", person=minh, by=by, at=MONDAY)
    with pytest.raises(Refusal):
        grants.grant(document, reason="x", by=by, at=MONDAY)
    given = grants.grant(document, reason="Giúp việc tổ xác minh", person=minh, by=by, at=MONDAY)
    with pytest.raises(Conflict):
        grants.grant(document, reason="Lần nữa", person=minh, by=by, at=MONDAY)

    assert finding.find(as_actor(minh), Wanted(SECRET)).count == 1
    with pytest.raises(NotPermitted):
        grants.withdraw(given, by=as_actor(minh), at=MONDAY)
    grants.withdraw(given, by=by, at=MONDAY)
    assert not documents.visible_to(as_actor(minh)).exists()
    assert finding.find(as_actor(minh), Wanted(SECRET)).count == 0
    with pytest.raises(Conflict):
        grants.withdraw(given, by=by, at=MONDAY)


def test_what_a_step_opened_is_not_withdrawn_by_hand(
    restricted: IncomingEntry, hoa: Person
) -> None:
    kept = Grant.objects.filter(document=restricted.document).first()
    assert kept is not None

    with pytest.raises(Conflict):
        grants.withdraw(kept, by=as_actor(hoa), at=MONDAY)


def test_restrict_closes_an_ordinary_document_to_most(
    registered: IncomingEntry, thao: Person, hoa: Person, minh: Person, quang: Person
) -> None:
    document = registered.document
    assert documents.visible_to(as_actor(minh)).exists()

    with pytest.raises(NotPermitted):
        grants.restrict(document, by=as_actor(quang), at=MONDAY)
    grants.restrict(document, by=as_actor(hoa), at=MONDAY)

    assert not documents.visible_to(as_actor(minh)).exists()
    assert documents.visible_to(as_actor(thao)).exists()
    assert finding.find(as_actor(minh), Wanted("ho ngheo")).count == 0


def test_handed_to_a_person_only_they_read_it(
    restricted: IncomingEntry, hoa: Person, minh: Person, office: Unit
) -> None:
    other = official("khue", "Sầm Thị Khuê", office, Role.PROCESSOR)
    order = directing.Order("Xem xét.", lead_person=minh)

    directing.direct(restricted, order, by=as_actor(hoa), at=MONDAY)

    assert documents.visible_to(as_actor(minh)).exists()
    assert not documents.visible_to(as_actor(other)).exists()


def test_handed_to_an_office_all_in_it_read_it(
    registered: IncomingEntry, hoa: Person, minh: Person, office: Unit, thao: Person
) -> None:
    grants.restrict(registered.document, by=as_actor(hoa), at=MONDAY)
    directing.direct(
        registered, directing.Order("Làm.", lead_unit=office), by=as_actor(hoa), at=MONDAY
    )

    to = [Handed(Part.SUPPORT, person=thao)]
    directing.forward(registered, to, by=as_actor(hoa), at=MONDAY)

    assert documents.visible_to(as_actor(minh)).exists()


def test_a_work_file_hides_what_its_reader_may_not_read(
    restricted: IncomingEntry, muong_bi: Unit, thao: Person, minh: Person
) -> None:
    opening = Opening("Hồ sơ tổ chức cán bộ", "20 năm")
    file = work_files.open_file(opening, unit=muong_bi, by=as_actor(thao), at=MONDAY)
    work_files.add_document(file, restricted.document, by=as_actor(thao), at=MONDAY)

    (shown,) = file_queries.contents(as_actor(minh), file)

    assert shown.is_closed_to_reader
    assert SECRET not in shown.item.title.casefold()
    client = as_browser(minh)
    page = client.get(reverse("documents-work-file", args=[file.pk])).content.decode()
    assert SECRET not in page.casefold()


def test_saved_searches_are_ones_own(minh: Person, quang: Person) -> None:
    kept = searches.keep(name="Hộ nghèo", query="q=ho ngheo", by=as_actor(minh), at=MONDAY)
    again = searches.keep(name="Hộ nghèo", query="q=ho can ngheo", by=as_actor(minh), at=MONDAY)

    assert kept.pk == again.pk
    assert not finding.saved_by(as_actor(quang)).exists()
    with pytest.raises(NotPermitted):
        searches.drop(again, by=as_actor(quang))
    searches.drop(again, by=as_actor(minh))
    assert not finding.saved_by(as_actor(minh)).exists()


def test_measures_count_rows_and_name_nothing(
    registered: IncomingEntry, restricted: IncomingEntry, muong_bi: Unit, hoa: Person, office: Unit
) -> None:
    order = directing.Order("Làm.", lead_unit=office, working_days=2)
    directing.direct(registered, order, by=as_actor(hoa), at=MONDAY + timedelta(hours=1))
    directing.close(registered, note="", by=as_actor(hoa), at=MONDAY + timedelta(hours=2))
    later = Scope(
        frozenset([muong_bi.pk]), date(2026, 11, 1), date(2026, 11, 30), MONDAY + timedelta(days=5)
    )

    assert value(measures.RECEIVED, later).numerator == 2
    assert value(measures.DIRECTED_ON_TIME, later).ratio == 0.5
    assert value(measures.CLOSED_ON_TIME, later).ratio == 1.0
    assert value(measures.UNOPENED, later).numerator == 2
    assert IncomingEntry.objects.get(pk=registered.pk).state == EntryState.CLOSED
    assert MONDAY.date() > SINCE


def test_the_share_handled_wholly_online_is_counted_by_level(
    arrive: Arrive, muong_bi: Unit, thao: Person
) -> None:
    by = as_actor(thao)
    made = []
    for source, title in (("paper", "Giấy"), ("email", "Mạng")):
        entry = arrive(source=source, notation=f"{title}/1")
        file = work_files.open_file(Opening(title, "5 năm"), unit=muong_bi, by=by, at=MONDAY)
        work_files.add_document(file, entry.document, by=by, at=MONDAY)
        made.append(work_files.close(file, by=by, at=MONDAY))

    scope = Scope(None, date(2026, 11, 1), date(2026, 11, 30), MONDAY)
    assert [file.is_wholly_online for file in made] == [False, True]
    assert value(measures.ONLINE_IN_COMMUNES, scope).ratio == 0.5
    assert value(measures.ONLINE_AT_PROVINCE, scope).denominator == 0
    assert Document.objects.count() == 2
    assert {entry.unit for entry in IncomingEntry.objects.select_related("unit")} == {muong_bi}


def test_the_figures_are_where_boards_look_for_them() -> None:
    codes = {measure.code for measure in registered()}

    assert {"documents.received", "documents.unopened", "documents.files_online_commune"} <= codes
