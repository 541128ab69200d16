# ruff: noqa: PLR0913, PLR0917 a test names everybody it needs
"""Whoever is missing from a sum is counted down to the communes and named on every paper of it."""

import io
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document as WordFile

from vanlang.documents import api as documents
from vanlang.identity.api import Person, Role, Unit
from vanlang.kernel import queue
from vanlang.kernel.models import Notice
from vanlang.kernel.refusals import Conflict, NotPermitted
from vanlang.reports.actions import deciding, issuing
from vanlang.reports.models import Round, Submission
from vanlang.reports.queries import coverage as query
from vanlang.reports.queries import papers, reading
from vanlang.reports.queries import word as words
from vanlang.reports.rules import coverage, places
from vanlang.reports.rules.coverage import Expected
from vanlang.reports.tests.conftest import (
    MONDAY,
    as_actor,
    cells,
    fill,
    hand_in,
    official,
    report_of,
)
from vanlang.ui.tests.paper_samples import text_of

pytestmark = pytest.mark.django_db(databases=["default", "side"])
HOUR = timedelta(hours=1)
MISSING = "UBND xã Vân Sơn, UBND xã Thung Nai"


def send(turn: Round, unit: Unit, start: int, at: datetime) -> Submission:
    """Have a commune report, and the platform do what follows."""
    leader = official(f"lanhdao{unit.pk}", "Lãnh đạo", unit, Role.LEADER)
    report = report_of(turn, unit)
    fill(report, as_actor(leader), cells(unit, start))
    report = hand_in(report, leader, leader, at=at)
    queue.drain()
    return report


def gather(turn: Round, unit: Unit, by: Person, at: datetime, tier: str = "") -> Submission:
    report = hand_in(report_of(turn, unit, tier), by, by, at=at)
    queue.drain()
    return report


@pytest.fixture
def signed(
    turn: Round, communes: list[Unit], department: Unit, province: Unit, son: Person, tam: Person
) -> Submission:
    """One commune of three has sent, the department gathered it, the province sent the sum."""
    send(turn, communes[0], 100, MONDAY)
    gather(turn, department, son, MONDAY + HOUR)
    return gather(turn, province, tam, MONDAY + 2 * HOUR)


def texts(report: Submission) -> dict[str, str]:
    """Return what each paper of a report says."""
    read = reading.of(report)
    book = WordFile(io.BytesIO(words.report(read, at=MONDAY)))
    return {
        "pdf": " ".join(text_of(papers.report(read, at=MONDAY).pdf).split()),
        "annex": " ".join(text_of(papers.annex(read, at=MONDAY).pdf).split()),
        "word": "\n".join(one.text for one in book.paragraphs),
    }


def page(client: Client, report: Submission, query_text: str = "") -> str:
    answer = client.get(reverse("reports-report", args=[report.pk]) + query_text)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_missing_is_counted_over_all_that_were_asked() -> None:
    asked = [Expected(f"X{n}", f"Xã {n}", is_sent=n < 20) for n in range(148)]

    some = coverage.of([(f"X{n}", "") for n in range(15)], asked)
    whole = coverage.of([(one.code, one.name) for one in asked], asked)

    assert some.lines[0] == "Tổng hợp từ báo cáo của 15/148 đơn vị."
    assert some.lines[1].startswith("Chưa gồm báo cáo của 133/148 đơn vị: Xã 15, Xã 16,")
    assert some.lines[1].count("Xã ") == 133
    assert some.late == ("Xã 15", "Xã 16", "Xã 17", "Xã 18", "Xã 19")
    assert whole.lines == ["Tổng hợp từ báo cáo của cả 148/148 đơn vị."]


def test_the_province_reads_down_to_the_communes_who_is_missing(
    client: Client, signed: Submission, tam: Person
) -> None:
    client.force_login(tam)

    shown, said = page(client, signed), texts(signed)

    assert "Tổng hợp từ báo cáo của 1/3 đơn vị, còn thiếu 2" in shown
    assert f"{MISSING}." in shown
    assert "mọi đơn vị" not in shown
    for kind in ("pdf", "word"):
        assert "Tổng hợp từ báo cáo của 1/3 đơn vị" in said[kind], kind
        assert f"Chưa gồm báo cáo của 2/3 đơn vị: {MISSING}." in said[kind], kind
    assert "Tổng hợp từ báo cáo của 1/3 đơn vị" in said["annex"]


def test_who_has_sent_is_not_called_missing_while_a_department_gathers(
    client: Client, turn: Round, communes: list[Unit], province: Unit, tam: Person
) -> None:
    send(turn, communes[0], 100, MONDAY)
    client.force_login(tam)
    top = report_of(turn, province)

    shown, said = page(client, top), texts(top)

    assert "Tổng hợp từ báo cáo của 0/3 đơn vị, còn thiếu 3" in shown
    assert f"Chưa gửi báo cáo: 2/3 đơn vị</summary><p>{MISSING}.</p>" in shown
    sent = f"<p>{communes[0].short_name}.</p>"
    assert f"Đã gửi, chưa có trong bản tổng hợp này: 1/3 đơn vị</summary>{sent}" in shown
    for kind in ("pdf", "word"):
        assert "Chưa gồm báo cáo của 3/3 đơn vị" in said[kind], kind
        assert "Chưa có báo cáo" not in said[kind], kind


def test_the_words_of_a_sum_speak_of_the_units_that_reported(
    signed: Submission, turn: Round, communes: list[Unit], department: Unit
) -> None:
    """What one commune received is not what the department, or the province, received."""
    words = places.section("ket_qua")

    own = report_of(turn, communes[0]).values[words]
    _, found, received = own.partition(f", {communes[0].name} nhận ")

    assert found
    assert int(received.split()[0]) >= 100
    for report in (report_of(turn, department), signed):
        said = f", các đơn vị đã báo cáo (1/3) nhận {received}"
        assert report.values[words].endswith(said)
        assert said.split(",")[1] in texts(report)["pdf"]


def test_a_deputy_approves_for_the_head(signed: Submission, turn: Round, department: Unit) -> None:
    report = report_of(turn, department)
    Submission.objects.filter(pk=report.pk).update(approver_title="Phó Giám đốc")

    said = texts(report_of(turn, department))

    assert "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC" in said["pdf"]
    assert "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC" in said["word"]


def test_the_signed_document_names_who_is_missing(
    turn: Round, communes: list[Unit], department: Unit, province: Unit, son: Person, tam: Person
) -> None:
    send(turn, communes[0], 100, MONDAY)
    gather(turn, department, son, MONDAY)
    top = report_of(turn, province)
    deciding.present(top, by=as_actor(tam), at=MONDAY)
    deciding.approve(top, by=as_actor(tam), at=MONDAY)

    made = issuing.make_document(top, by=as_actor(tam), at=MONDAY)

    document = documents.visible_to(as_actor(tam)).get(pk=str(made.document_id))
    body = document.versions.latest("number").content["body"]
    assert "Tổng hợp từ báo cáo của 1/3 đơn vị." in body
    assert f"Chưa gồm báo cáo của 2/3 đơn vị: {MISSING}." in body


def test_with_all_there_nobody_is_named(
    client: Client, turn: Round, communes: list[Unit], department: Unit, son: Person
) -> None:
    for unit in communes:
        send(turn, unit, 100, MONDAY)
    client.force_login(son)
    report = report_of(turn, department)

    shown, said = page(client, report), texts(report)

    assert "Tổng hợp từ báo cáo của cả 3/3 đơn vị." in shown
    assert "Chưa gồm báo cáo" not in "".join([shown, *said.values()])


def test_a_late_sender_opens_the_sum_again_and_the_next_version_says_so(
    client: Client,
    turn: Round,
    signed: Submission,
    communes: list[Unit],
    department: Unit,
    son: Person,
    tam: Person,
) -> None:
    before = texts(signed)

    send(turn, communes[1], 50, MONDAY + 3 * HOUR)
    client.force_login(son)
    middle = report_of(turn, department)
    outdated = page(client, middle)
    told = Notice.objects.filter(
        person_id=son.pk, subject__startswith="Báo cáo gửi sau khi đã tổng hợp"
    )
    deciding.sum_again(middle, by=as_actor(son), at=MONDAY + 4 * HOUR)
    gather(turn, department, son, MONDAY + 5 * HOUR)
    still = texts(report_of(turn, signed.unit))
    client.force_login(tam)
    above = page(client, signed)
    deciding.sum_again(signed, by=as_actor(tam), at=MONDAY + 6 * HOUR)
    again = gather(turn, signed.unit, tam, MONDAY + 7 * HOUR)

    assert "Bản tổng hợp này đã cũ" in outdated
    assert "Đã gửi nhưng chưa có trong tổng hợp: UBND xã Vân Sơn." in outdated
    assert told.count() == 1
    assert still == before  # what was signed stays what it was
    assert "Bản tổng hợp này đã cũ" in above
    assert reverse("reports-sum-again", args=[signed.pk]) in above
    assert again.values["van_ban/tinh/den"] == "150"
    replaced = (
        "Bản này thay bản đã gửi lúc 16/03/2026 10:00 (tổng hợp từ 1/3 đơn vị), bổ sung báo cáo"
        " của UBND xã Vân Sơn."
    )
    after = texts(again)
    for kind in ("pdf", "word"):
        assert "Tổng hợp từ báo cáo của 2/3 đơn vị" in after[kind], kind
        assert replaced in after[kind], kind
        assert replaced not in before[kind], kind
    assert replaced in page(client, again)


def test_figures_sent_anew_make_the_sum_out_of_date(
    turn: Round,
    signed: Submission,
    communes: list[Unit],
    department: Unit,
    son: Person,
    tam: Person,
) -> None:
    send(turn, communes[1], 50, MONDAY + 3 * HOUR)
    deciding.sum_again(report_of(turn, department), by=as_actor(son), at=MONDAY + 4 * HOUR)
    leader = official("lanhdao.khac", "Lãnh đạo", communes[0], Role.LEADER)
    first = report_of(turn, communes[0])
    deciding.reopen(first, reason="Sửa số", by=as_actor(son), at=MONDAY + 4 * HOUR)
    fill(first, as_actor(leader), {"van_ban/tinh/den": "99"})
    hand_in(first, leader, leader, at=MONDAY + 5 * HOUR)
    queue.drain()
    gather(turn, department, son, MONDAY + 6 * HOUR)

    assert query.is_outdated(report_of(turn, signed.unit))
    assert not query.is_outdated(report_of(turn, department))


def test_nobody_sums_again_what_is_not_theirs_or_has_nothing_new(
    client: Client,
    turn: Round,
    signed: Submission,
    communes: list[Unit],
    department: Unit,
    son: Person,
    quang: Person,
) -> None:
    middle = report_of(turn, department)

    with pytest.raises(Conflict, match="Không có báo cáo nào gửi thêm"):
        deciding.sum_again(middle, by=as_actor(son), at=MONDAY)
    client.force_login(son)
    answer = client.post(reverse("reports-sum-again", args=[middle.pk]))
    assert answer.status_code == 409
    send(turn, communes[2], 50, MONDAY + 3 * HOUR)
    for report, stranger in ((middle, quang), (signed, son)):
        with pytest.raises(NotPermitted):
            deciding.sum_again(report, by=as_actor(stranger), at=MONDAY)
    with pytest.raises(Conflict):
        deciding.sum_again(report_of(turn, communes[1]), by=as_actor(quang), at=MONDAY + 3 * HOUR)


def test_a_past_moment_shows_the_sum_as_it_stood(
    client: Client,
    turn: Round,
    signed: Submission,
    communes: list[Unit],
    department: Unit,
    son: Person,
) -> None:
    send(turn, communes[1], 50, MONDAY + 3 * HOUR)
    deciding.sum_again(report_of(turn, department), by=as_actor(son), at=MONDAY + 4 * HOUR)
    client.force_login(son)
    middle = report_of(turn, department)

    then = page(client, middle, "?luc=2026-03-16T09:30")  # half an hour after it was sent
    earlier = page(client, middle, "?luc=2026-03-16T07:00")
    now = page(client, middle)

    assert "Đã gửi đúng hạn" in then
    assert "Tổng hợp từ báo cáo của 1/3 đơn vị" in then
    assert "đã cũ" not in then
    assert "Tổng hợp lại, có thêm" not in then
    assert "Tổng hợp từ báo cáo của 0/3 đơn vị" in earlier
    assert "Tổng hợp từ báo cáo của 2/3 đơn vị" in now
    assert "None" not in then + earlier


def test_a_commune_that_has_ended_is_never_missing(
    client: Client, signed: Submission, communes: list[Unit], turn: Round, tam: Person
) -> None:
    """What it was asked for and did not send nobody waits for; what it sent counts on."""
    ended = [communes[0].pk, communes[2].pk]
    Unit.objects.filter(pk__in=ended).update(valid_to=turn.ends_on, is_in_force=False)
    client.force_login(tam)

    shown, said = page(client, signed), texts(signed)
    board = client.get(reverse("reports-round", args=[turn.pk])).content.decode()

    assert "Tổng hợp từ báo cáo của 1/2 đơn vị, còn thiếu 1" in shown
    assert "Chưa gồm báo cáo của 1/2 đơn vị: " in said["pdf"]
    for text in (shown, said["pdf"], said["word"]):
        assert communes[2].short_name not in text
    assert communes[1].short_name in board
    assert communes[2].short_name not in board
