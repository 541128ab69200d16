from datetime import date
from uuid import UUID

from vanlang.data_gateway import api as data_gateway
from vanlang.documents.actions import directing, following_calendar, signing, stamping
from vanlang.documents.actions.exchange import carriage, receiving, sending, statuses
from vanlang.documents.queries import documents, exchange, incoming
from vanlang.documents.rules.exchange import TOLD
from vanlang.documents.rules.states import Source
from vanlang.kernel import calendars, journal
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.models import Entry


@journal.on("documents.issued")
def close_what_it_answers(entry: Entry) -> None:
    document = documents.with_key(entry.about_id)
    if document is not None:
        directing.answer(document, by=PLATFORM, at=entry.at)


@journal.on("signing.request_signed")
def keep_what_the_key_signed(entry: Entry) -> None:
    about = str(entry.payload.get("about") or "")
    if about.startswith("documents.document:"):
        key = UUID(about.partition(":")[2])
        signing.take(key, UUID(entry.about_id), at=entry.at)


@journal.on("signing.request_refused", "signing.request_expired")
def wait_for_the_signer_again(entry: Entry) -> None:
    about = str(entry.payload.get("about") or "")
    if about.startswith("documents.document:"):
        signing.let_go(UUID(about.partition(":")[2]), UUID(entry.about_id))


@journal.on("documents.registered")
def stamp_what_was_registered(entry: Entry) -> None:
    found = incoming.with_key(entry.about_id)
    if found is not None:
        stamping.stamp(found, at=entry.at)


@journal.on(*TOLD)
def tell_the_sender(entry: Entry) -> None:
    """Nghị định 30/2020/NĐ-CP, Điều 21 khoản 2: on the same day, and each step after it."""
    if entry.payload.get("source") == Source.AXIS:
        found = exchange.entry_with_key(entry.about_id)
        why = str(entry.payload.get("reason") or "")
        staff = "" if entry.actor_id is None else entry.actor_name
        statuses.tell_of(found, TOLD[entry.kind], why=why, staff=staff, at=entry.at)


@journal.on("documents.recalled")
def ask_recipients_to_give_back(entry: Entry) -> None:
    document = documents.with_key(entry.about_id)
    if document is not None and document.is_own:
        reason = str(entry.payload.get("reason") or "")
        sending.ask_back(document, reason=reason, by=PLATFORM, at=entry.at)


@journal.on("data_gateway.received")
def take_in_what_came(entry: Entry) -> None:
    receiving.receive(data_gateway.transfer(entry.about_id), at=entry.at)


@journal.on(
    "data_gateway.sent",
    "data_gateway.delivered",
    "data_gateway.refused",
    "data_gateway.failed",
    "data_gateway.expired",
)
def note_what_the_axis_reports(entry: Entry) -> None:
    facts = {name: str(entry.payload.get(name) or "") for name in ("message", "from", "to")}
    carriage.note(
        entry.kind,
        message_id=facts["message"],
        from_code=facts["from"],
        to_code=facts["to"],
        why=str(entry.payload.get("reason") or ""),
        at=entry.at,
    )


@journal.on(calendars.Event.DAY_AMENDED)
def move_what_falls_due(entry: Entry) -> None:
    following_calendar.follow_calendar(
        entry.payload["unit"],
        date.fromisoformat(entry.payload["on"]),
        ground=entry.payload["basis"],
        by=entry.actor,
        at=entry.at,
    )
