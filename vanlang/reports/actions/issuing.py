"""A finished report as an outgoing document: drafted from it, signed and issued by `documents`."""

import io
from datetime import datetime
from uuid import uuid5

from django.db import transaction

from vanlang.documents import api as documents
from vanlang.documents.api import Draft, Outsider
from vanlang.kernel import journal
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import Conflict, refuse_unless
from vanlang.reports import permissions
from vanlang.reports.actions import deciding, writing
from vanlang.reports.models import Submission
from vanlang.reports.queries import papers, reading
from vanlang.reports.rules import texts
from vanlang.reports.rules.states import Event, State, may_move, move

REPORT = "BC"  # báo cáo, Nghị định 30/2020/NĐ-CP, Phụ lục III


@transaction.atomic
def make_document(report: Submission, *, by: Actor, at: datetime) -> Submission:
    """Draft the outgoing document of an approved report; asked for twice, it is the same draft."""
    report = writing.locked(report)
    refuse_unless(permissions.may_write(by, report))
    move(State(report.state), "make_document")
    if not report.round.is_open:
        raise Conflict(deciding.ROUND_CLOSED)
    if report.document_id is not None:
        return report
    read = reading.of(report)
    above = report.parent.unit if report.parent is not None else None
    outside = report.round.definition.recipients
    to = (above.name,) if above is not None else outside
    text = Draft(
        subject=texts.subject(report.round.definition.name, report.round.period_name),
        to=to,
        body=texts.body(read.figures, read.values, read.extent, read.explained),
        recipients=("Như trên",),
    )
    made = documents.draft(
        key=uuid5(report.pk, f"document {report.revision} {report.approved_at}"),
        author=report.unit,
        type_code=REPORT,
        text=text,
        by=by,
        at=at,
    )
    is_elsewhere = above is not None and above.pk != report.unit_id
    documents.address(
        made,
        units=[above] if above is not None and is_elsewhere else [],
        outsiders=[Outsider(name, channel=documents.Channel.PAPER) for name in outside]
        if above is None
        else [],
        by=by,
        at=at,
    )
    if texts.wide_tables(report.round.definition):
        annex = io.BytesIO(papers.annex(read, at=at).pdf)
        documents.enclose(made, [("Phụ lục số liệu.pdf", annex)], by=by, at=at)
    report.document = made
    report.save(update_fields=["document"])
    payload = deciding.facts_of(report) | {"document": str(made.pk)}
    journal.record(Event.DOCUMENT_MADE, about=report, by=by, at=at, payload=payload)
    return report


def send_with_document(report: Submission, *, at: datetime) -> None:
    """Send the report once its document was issued; harmless when that was done by hand."""
    if may_move(State(report.state), "send") and report.round.is_open:
        deciding.send(report, by=PLATFORM, at=at)
