"""Writes down what happened, puts it in order, and tells those who listen.

An entry commits together with the change it tells of. Ids are given out before the commit, so a
reader that goes by them would miss what commits late; readers go by `Position`, given afterwards
by the one sequencer (docs/adr/0003-journal-order.md).
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet

from vanlang.kernel import queue, verifier
from vanlang.kernel.actors import Actor
from vanlang.kernel.models import Entry, Job

Fact = str | int | bool | None
Facts = dict[str, Any]
Listener = Callable[[Entry], None]
NOTHING: Mapping[str, Fact] = {}

SEQUENCER_LOCK = 7_221_001  # any number, the same in every process
BATCH = 1000
COLUMNS = (
    "kind, about, at, actor_id, actor_name, actor_kind, unit_id, unit_code, unit_name, post, "
    "standing_in_for, payload"
)
VALUES = (
    "%s::text, %s::text, %s::timestamptz, %s::uuid, %s::text, %s::text, %s::bigint, %s::text, "
    "%s::text, %s::text, %s::text, %s::jsonb"
)
# All that an entry says, in the one form that is hashed and exported.
FACTS = """
    id, kind, about, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
    actor_id::text, actor_name, actor_kind, unit_id, unit_code, unit_name, post, standing_in_for,
    payload::text
"""
TAKE_FROM_OUTBOX = f"""
    WITH taken AS (
        DELETE FROM kernel_outboxrow WHERE entry_id IN (
            SELECT entry_id FROM kernel_outboxrow ORDER BY entry_id LIMIT %s
        ) RETURNING entry_id
    )
    SELECT {FACTS} FROM kernel_entry JOIN taken ON entry_id = id ORDER BY id
"""  # noqa: S608
PUT_IN_ORDER = """
    INSERT INTO kernel_position (position, entry_id, digest)
    SELECT last + place, entry_id, digest FROM
        unnest(%s::bigint[], %s::bytea[]) WITH ORDINALITY AS found (entry_id, digest, place),
        (SELECT coalesce(max(position), 0) AS last FROM kernel_position) AS before
"""

OF_EACH = VALUES.replace("%s::text, %s::text", "%s::text, subject", 1)
EACH = "unnest(%s::text[]) AS subject"

_listeners: dict[str, list[str]] = defaultdict(list)
_functions: dict[str, Listener] = {}


@dataclass(frozen=True, slots=True)
class Statement:
    """A part of a WITH clause and its parameters."""

    sql: str
    parameters: tuple[str | int | datetime | list[str] | None, ...]


def subject(about: Model) -> str:
    """Name a row as the journal does: `public_services.dossier:<primary key>`."""
    return f"{about._meta.label_lower}:{about.pk}"


def record(
    kind: StrEnum,
    *,
    about: Model,
    by: Actor,
    at: datetime,
    payload: Mapping[str, Fact] = NOTHING,
) -> Entry:
    """Write down what just happened, inside the caller's transaction."""
    part = statement(kind, about=subject(about), by=by, at=at, payload=payload)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {part.sql} SELECT id FROM entry", part.parameters)  # noqa: S608
        number = int(cursor.fetchone()[0])
    queue.wake()
    return Entry(
        id=number,
        kind=kind.value,
        about=subject(about),
        at=at,
        actor_id=by.person_id,
        actor_name=by.name,
        actor_kind=by.kind.value,
        unit_id=by.unit_id,
        unit_code=by.unit_code,
        unit_name=by.unit_name,
        post=by.post,
        standing_in_for=by.standing_in_for,
        payload=dict(payload),
    )


def record_each(
    kind: StrEnum,
    *,
    about: Collection[Model],
    by: Actor,
    at: datetime,
    payload: Mapping[str, Fact] = NOTHING,
) -> int:
    """Write down the same of many things with one statement; return how many entries that are."""
    part = statement_each(kind, about=about, by=by, at=at, payload=payload)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {part.sql} SELECT count(*) FROM each", part.parameters)  # noqa: S608
        written = int(cursor.fetchone()[0])
    queue.wake()
    return written


def statement(  # noqa: PLR0913 one sentence, said once
    kind: StrEnum,
    *,
    about: str,
    by: Actor,
    at: datetime,
    payload: Mapping[str, Fact] = NOTHING,
    name: str = "entry",
    source: str = "",
    computed: str = "",
) -> Statement:
    """Return the entry as part of a caller's own one-statement write.

    The part stands in the caller's WITH clause under `name`. With `source`, the name of an earlier
    part, an entry is written for each row of that part and none if it has none; `computed` is an
    SQL expression of type jsonb over that row, merged into the payload. Both are SQL text and
    never data. After the commit the caller says `queue.wake()`.
    """
    return Statement(
        _part(name, source, computed),
        (
            kind.value,
            about,
            at,
            str(by.person_id) if by.person_id else None,
            by.name,
            by.kind.value,
            by.unit_id,
            by.unit_code,
            by.unit_name,
            by.post,
            by.standing_in_for,
            json.dumps(dict(payload), ensure_ascii=False),
        ),
    )


def statement_each(
    kind: StrEnum,
    *,
    about: Collection[Model],
    by: Actor,
    at: datetime,
    payload: Mapping[str, Fact] = NOTHING,
) -> Statement:
    """Return the same entry of many things as part of a caller's own write, under `each`."""
    one = statement(kind, about="", by=by, at=at, payload=payload)
    said, _, *rest = one.parameters
    subjects = [subject(thing) for thing in about]
    return Statement(_part("each", EACH, "", OF_EACH), (said, *rest, subjects))


@lru_cache
def _part(name: str, source: str, computed: str, said: str = VALUES) -> str:
    values = f"{said} || {computed}" if computed else said
    rows = f" FROM {source}" if source else ""
    return (
        f"{name} AS (INSERT INTO kernel_entry ({COLUMNS}) SELECT {values}{rows} RETURNING id), "  # noqa: S608
        f"{name}_outbox AS (INSERT INTO kernel_outboxrow (entry_id) SELECT id FROM {name})"
    )


def history(about: Model) -> QuerySet[Entry]:
    """Return what happened to one thing, oldest first."""
    return Entry.objects.filter(about=subject(about)).order_by("id")


def on(*kinds: str) -> Callable[[Listener], Listener]:
    """Call the function for every entry of these kinds: at least once, in order per subject."""

    def register(listener: Listener) -> Listener:
        name = f"{listener.__module__}.{listener.__name__}"
        _functions[name] = listener
        for kind in kinds:
            _listeners[kind].append(name)
        return listener

    return register


@queue.job("kernel.hear")
def hear(*, listener: str, entry_id: int) -> None:
    """Tell one listener of one entry."""
    _functions[listener](Entry.objects.get(pk=entry_id))


def facts(entry_ids: Collection[int]) -> dict[int, Facts]:
    """Return what these entries say; one that is gone is left out."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {FACTS} FROM kernel_entry WHERE id = ANY(%s)", [list(entry_ids)])  # noqa: S608
        return {row["id"]: row for row in _read(cursor)}


def _read(cursor: CursorWrapper) -> list[Facts]:
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    for row in rows:
        row["payload"] = json.loads(row["payload"])
    return rows


@queue.feed
@transaction.atomic
def sequence() -> int:
    """Give the committed entries their positions and their listeners their jobs; count them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        # Begun after the lock was had, so that it sees all that the last sequencer did.
        cursor.execute(TAKE_FROM_OUTBOX, [BATCH])
        entries = _read(cursor)
        if entries:
            digests = [verifier.leaf(entry) for entry in entries]
            cursor.execute(PUT_IN_ORDER, [[entry["id"] for entry in entries], digests])
    jobs = [
        Job(
            name="kernel.hear",
            key=f"{listener}|{entry['about']}",
            arguments={"listener": listener, "entry_id": entry["id"]},
        )
        for entry in entries
        for listener in _listeners.get(entry["kind"], ())
    ]
    Job.objects.bulk_create(jobs, batch_size=BATCH)
    return len(entries)
