"""Cells are written, merged, kept; nothing that anybody typed is lost."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from vanlang.identity.api import Person, Unit
from vanlang.kernel.models import Entry
from vanlang.kernel.refusals import NotPermitted
from vanlang.reports.actions import deciding, opening, writing
from vanlang.reports.actions.writing import Filled
from vanlang.reports.models import CellEntry, Round, Submission
from vanlang.reports.queries import reading, submissions
from vanlang.reports.rules.states import Origin, Standing
from vanlang.reports.tests.conftest import MONDAY, as_actor, cells, fill, hand_in

pytestmark = pytest.mark.django_db
Change = Callable[[QuerySet[CellEntry]], object]


def test_what_is_filled_in_stands_with_its_history(
    report: Submission, minh: Person, muong_bi: Unit
) -> None:
    saved = fill(report, as_actor(minh), cells(muong_bi))

    report.refresh_from_db()
    assert saved.written == 5
    assert report.values["van_ban/tinh/den"] == "100"
    entry = CellEntry.objects.get(submission=report, place="van_ban/tinh/den")
    assert (entry.writer_name, entry.origin, entry.before) == (minh.name, Origin.TYPED, "")
    assert "nhận 120 văn bản" in report.values["phan/ket_qua"]
    assert report.cells["phan/ket_qua"][1] == Origin.TEMPLATE


def test_a_stranger_writes_nothing(report: Submission, quang: Person, muong_bi: Unit) -> None:
    with pytest.raises(NotPermitted):
        fill(report, as_actor(quang), cells(muong_bi))

    assert not CellEntry.objects.filter(submission=report, writer=quang).exists()


def test_a_form_sent_twice_is_written_once(
    report: Submission, minh: Person, muong_bi: Unit
) -> None:
    form = Filled(0, cells(muong_bi), uuid4())

    writing.keep(report, form, by=as_actor(minh), at=MONDAY)
    again = writing.keep(report, form, by=as_actor(minh), at=MONDAY)

    assert (again.written, again.crossed) == (0, [])
    assert CellEntry.objects.filter(place="van_ban/tinh/den").count() == 1


def test_two_people_at_different_cells_both_keep_theirs(
    report: Submission, minh: Person, thao: Person
) -> None:
    fill(report, as_actor(minh), {"van_ban/tinh/den": "5", "van_ban/khac/den": ""}, revision=0)

    later = fill(
        report, as_actor(thao), {"van_ban/tinh/den": "", "van_ban/khac/den": "9"}, revision=0
    )

    report.refresh_from_db()
    assert later.crossed == []
    assert report.values["van_ban/tinh/den"] == "5"
    assert report.values["van_ban/khac/den"] == "9"


def test_two_people_at_one_cell_are_shown_both_values(
    report: Submission, minh: Person, thao: Person
) -> None:
    fill(report, as_actor(minh), {"van_ban/tinh/den": "5"}, revision=0)

    later = fill(
        report, as_actor(thao), {"van_ban/tinh/den": "6", "van_ban/khac/den": "9"}, revision=0
    )

    crossed = later.crossed[0]
    assert (crossed.conflict.mine, crossed.conflict.theirs) == ("6", "5")
    assert crossed.writer_name == minh.name
    report.refresh_from_db()
    assert report.values["van_ban/tinh/den"] == "5"
    assert report.values["van_ban/khac/den"] == "9"
    aside = submissions.set_aside(report).get()
    assert (aside.value, aside.standing) == ("6", Standing.CROSSED)


def test_the_one_who_decides_takes_the_other_value(
    report: Submission, minh: Person, thao: Person
) -> None:
    fill(report, as_actor(minh), {"van_ban/tinh/den": "5"}, revision=0)
    fill(report, as_actor(thao), {"van_ban/tinh/den": "6"}, revision=0)

    decided = fill(report, as_actor(thao), {"van_ban/tinh/den": "6"})

    report.refresh_from_db()
    assert decided.written == 1
    assert report.values["van_ban/tinh/den"] == "6"


def test_the_same_value_from_two_people_is_no_conflict(
    report: Submission, minh: Person, thao: Person
) -> None:
    fill(report, as_actor(minh), {"van_ban/tinh/den": "5"}, revision=0)

    later = fill(report, as_actor(thao), {"van_ban/tinh/den": "5"}, revision=0)

    assert (later.written, later.crossed) == (0, [])


def test_an_old_form_sent_again_takes_nothing_back(
    report: Submission, minh: Person, thao: Person
) -> None:
    form = Filled(0, {"van_ban/tinh/den": "5"}, uuid4())
    writing.keep(report, form, by=as_actor(minh), at=MONDAY)
    fill(report, as_actor(thao), {"van_ban/tinh/den": "6"})

    again = writing.keep(report, form, by=as_actor(minh), at=MONDAY)

    report.refresh_from_db()
    assert (again.written, again.crossed) == (0, [])
    assert report.values["van_ban/tinh/den"] == "6"


def test_a_round_closed_while_somebody_types_keeps_what_was_typed(
    report: Submission, turn: Round, minh: Person, tam: Person
) -> None:
    opening.close_round(turn, by=as_actor(tam), at=MONDAY)

    saved = fill(report, as_actor(minh), {"van_ban/tinh/den": "5"})

    report.refresh_from_db()
    assert saved.set_aside == {"van_ban/tinh/den": "5"}
    assert "van_ban/tinh/den" not in report.values
    assert submissions.set_aside(report).get().standing == Standing.TOO_LATE


def test_what_comes_after_sending_is_kept_beside(
    report: Submission, minh: Person, hoa: Person, muong_bi: Unit
) -> None:
    fill(report, as_actor(minh), cells(muong_bi))
    hand_in(report, minh, hoa)

    saved = fill(report, as_actor(minh), {"van_ban/tinh/den": "999"})

    report.refresh_from_db()
    assert saved.set_aside == {"van_ban/tinh/den": "999"}
    assert report.values["van_ban/tinh/den"] == "100"


def test_cells_that_follow_from_others_are_not_typed(report: Submission, minh: Person) -> None:
    saved = fill(
        report,
        as_actor(minh),
        {"van_ban/tong/den": "1000", "van_ban/tinh/ty_le": "100", "x/y/z": "1", "pham-vi": "[]"},
    )

    assert saved.written == 0


def test_ones_own_words_are_not_drafted_over(report: Submission, minh: Person) -> None:
    fill(report, as_actor(minh), {"phan/ket_qua": "Lời riêng."})

    fill(report, as_actor(minh), {"van_ban/tinh/den": "8", "phan/ket_qua": "Lời riêng."})

    report.refresh_from_db()
    assert report.values["phan/ket_qua"] == "Lời riêng."


def test_any_moment_is_reproduced_to_the_digit(
    report: Submission, minh: Person, muong_bi: Unit
) -> None:
    report.refresh_from_db()
    stood = []
    for hour in range(4):
        at = MONDAY + timedelta(hours=hour)
        form = Filled(report.revision, cells(muong_bi, 100 + hour * 7), uuid4())
        report = writing.keep(report, form, by=as_actor(minh), at=at).report
        read = reading.of(report)
        stood.append((at, report.cells, {k: v.text for k, v in read.figures.values.items()}))

    for at, kept, figures in stood:
        again = reading.as_of(Submission.objects.get(pk=report.pk), at + timedelta(minutes=1))
        assert again.report.cells == kept
        assert {k: v.text for k, v in again.figures.values.items()} == figures


def test_history_is_only_added_to(report: Submission, minh: Person) -> None:
    fill(report, as_actor(minh), {"van_ban/tinh/den": "5"})

    changes: tuple[Change, ...] = (
        lambda rows: rows.update(value="6"),
        lambda rows: rows.delete(),
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change(CellEntry.objects.filter(submission=report))


def test_a_save_costs_the_same_however_many_cells_it_has(
    report: Submission, minh: Person, muong_bi: Unit
) -> None:
    actor = as_actor(minh)
    report.refresh_from_db()

    with CaptureQueriesContext(
        connection,
    ) as one:
        fill(report, actor, {"van_ban/tinh/den": "5"})
    with CaptureQueriesContext(connection) as many:
        fill(report, actor, cells(muong_bi, 300))

    assert len(one) == len(many) <= 8


def test_saving_is_written_to_the_journal(report: Submission, minh: Person) -> None:
    fill(report, as_actor(minh), {"van_ban/tinh/den": "5"})

    entry = Entry.objects.filter(kind="reports.saved").latest("id")
    assert (entry.actor_name, entry.payload["cells"]) == (minh.name, 1)


def test_a_report_back_in_draft_is_written_again(
    report: Submission, minh: Person, hoa: Person, muong_bi: Unit
) -> None:
    fill(report, as_actor(minh), cells(muong_bi))
    deciding.present(report, by=as_actor(minh), at=MONDAY)
    deciding.send_back(report, reason="Xem lại số đến", by=as_actor(hoa), at=MONDAY)

    saved = fill(report, as_actor(minh), {"van_ban/tinh/den": "101"})

    assert saved.written == 1
