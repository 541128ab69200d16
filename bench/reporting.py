"""A round of reports at eight in the morning: 148 communes open its form and save within a minute.

Each comes at a moment of their own, whether those before have been served or not. Beside it what
no morning brings: sixteen of them at any moment, each asking again as soon as it is answered.
"""

from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from bench.rows import Row, say, size
from bench.tools import province
from bench.tools.citizens import Visitor, get, post, sign_in
from bench.tools.load import MakeRequests, Outcome, run_arrivals, run_load
from bench.tools.served import platform
from vanlang.identity.api import (
    Role,
    Unit,
    appoint,
    commune_committees,
    province_committee,
    register_official,
)
from vanlang.kernel.actors import PLATFORM
from vanlang.reports.actions import defining, filling, opening
from vanlang.reports.models import CellEntry, RegimeVersion, Round, Submission
from vanlang.reports.queries import examples, rounds

NEEDS_DATABASE = True
REGIME = "nq57_thang"
COMMUNES = size(148, 4)
AT_ONCE = size(16, 2)
MINUTE = size(60, 1)
REACH = 500
TYPED = {"so_to": 12, "thanh_vien": 60, "luot": 300, "chi_bo": 40, "so_tay": 21}


def run() -> list[Row]:
    at = timezone.now()
    province.settle(at)
    turn = opened()
    communes = list(commune_committees())[:COMMUNES]
    say(f"{len(communes)} communes, {AT_ONCE} at a time")
    visitors = {unit.pk: at_work(number, unit) for number, unit in enumerate(communes)}
    reports = Submission.objects.filter(round=turn, unit__in=communes).select_related("unit")
    for report in reports:
        filling.prefill(report, at=at)
    asked = {report.pk: visitors[report.unit_id] for report in reports}
    with platform(worker=False) as port:
        bare = load(port, [get("/suc-khoe/")] * COMMUNES, expected=200)
        forms = [get(f"/bao-cao/{key}/", visitor) for key, visitor in asked.items()]
        load(port, forms, expected=200)  # the workers have read their templates
        shown = load(port, forms, expected=200)
        saves = [save(report, asked[report.pk]) for report in reports.all()]
        opened_then, saved_then = run_arrivals(
            port,
            [((form, 200), (typed, 302)) for form, typed in zip(forms, saves, strict=True)],
            seconds=MINUTE,
        )
        kept = kept_of(asked)
        again = [save(report, asked[report.pk], more=1) for report in reports.all()]
        saved = load(port, again, expected=302)
    reference = bare.percentile(0.95)
    return [
        row("opening the round's form, within a minute, p95", opened_then, reference, REACH),
        row("saving it, within a minute, p95", saved_then, reference, REACH),
        row(f"opening it, {AT_ONCE} at any moment, p95", shown, reference),
        row(f"saving it, {AT_ONCE} at any moment, p95", saved, reference),
        Row(
            "saves lost",
            len(asked) - kept,
            "reports",
            len(asked),
            "saved in the same minute",
            reach="none",
            met=kept == len(asked),
        ),
    ]


def opened() -> Round:
    """Lay the shipped regime down and open its last period, as the calendar would."""
    at = timezone.now()
    definition = examples.all_of_them()[REGIME]
    draft = defining.draft_regime(
        REGIME, definition, owner=province_committee(), by=PLATFORM, at=at - timedelta(days=60)
    )
    version = defining.publish(draft, by=PLATFORM, at=at - timedelta(days=60))
    version = RegimeVersion.objects.select_related("regime__owner").get(pk=version.pk)
    period = rounds.last_period(version, at)
    assert period is not None
    return opening.open_round(version, period, by=PLATFORM, at=at)


def at_work(number: int, unit: Unit) -> Visitor:
    at = timezone.now()
    person = register_official(
        username=f"minh{number}",
        name="Đinh Văn Minh",
        by=PLATFORM,
        at=at,
        must_change_password=False,
    )
    since = at.date() - timedelta(days=30)
    appoint(
        person, unit, title="Công chức", roles=[Role.PROCESSOR], since=since, by=PLATFORM, at=at
    )
    return sign_in(person)


def save(report: Submission, visitor: Visitor, *, more: int = 0) -> bytes:
    report.refresh_from_db()
    code = report.unit.code
    values = {f"o:co_so/{code}/{column}": str(value + more) for column, value in TYPED.items()}
    hidden = {"lan": str(report.revision), "key": str(uuid4())}
    return post(f"/bao-cao/{report.pk}/", {**hidden, **values}, visitor)


def kept_of(asked: dict[UUID, Visitor]) -> int:
    """Count the reports in which everything stands that was typed, with its line of history."""
    entries = CellEntry.objects.filter(submission__in=asked, origin="typed")
    whole = {
        report.pk
        for report in Submission.objects.filter(pk__in=asked).select_related("unit")
        if all(
            report.values.get(f"co_so/{report.unit.code}/{column}") == str(value)
            for column, value in TYPED.items()
        )
    }
    return len(whole) if entries.count() == len(asked) * len(TYPED) else 0


def load(port: int, requests: list[bytes], *, expected: int) -> Outcome:
    make: MakeRequests = lambda number: [requests[number % len(requests)]]  # noqa: E731 a word
    outcome = run_load(port, make, count=len(requests), connections=AT_ONCE, expected=expected)
    if outcome.first_wrong:
        raise RuntimeError(outcome.first_wrong[:2000].decode(errors="replace"))
    return outcome


def row(name: str, outcome: Outcome, reference: float, reach: int = 0) -> Row:
    if outcome.first_wrong:
        raise RuntimeError(outcome.first_wrong[:2000].decode(errors="replace"))
    value = outcome.percentile(0.95)
    return Row(
        f"{name}, {COMMUNES} communes",
        value,
        "ms",
        reference,
        "ms for the health page alike",
        value / reference,
        f"under {reach} ms" if reach else "",
        value < reach if reach else None,
    )
