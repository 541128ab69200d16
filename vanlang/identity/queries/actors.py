"""Who is asking: session, person, posts and delegations in one statement."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import OperationalError, connection

from vanlang.identity.models import Person
from vanlang.kernel.actors import STRANGER, Actor, ActorKind
from vanlang.kernel.days import day_of
from vanlang.kernel.notices import UNREAD

COLUMNS = Person._meta.concrete_fields  # noqa: SLF001 Django's public name
PERSON_FIELDS = tuple(field.attname for field in COLUMNS)
PERSON_COLUMNS = ", ".join(f'p."{field.column}"' for field in COLUMNS)

# Own posts come first, the main one before others; then those the person stands in for. Each
# holds at its agency and at those whose work that agency took over when they ended.
HELD = """
    SELECT json_agg(json_build_array(
             u.id, u.code, u.name, u.agency_id, o.title, held.roles, held.stands_for,
             ARRAY(
               SELECT ended.unit_id FROM identity_succession ended
               WHERE ended.successor_id = u.agency_id AND ended.takes_over
                 AND ended.since <= %(day)s::date
             )
           ) ORDER BY held.stands_for <> '', o.is_main DESC, o.id) AS posts
    FROM (
        SELECT own.id, own.roles, '' AS stands_for
        FROM identity_post own
        WHERE own.person_id = p.id AND p.kind = 'official'
          AND own.valid_from <= %(day)s::date
          AND coalesce(own.valid_to, 'infinity') >= %(day)s::date
        UNION ALL
        SELECT other.id,
               ARRAY(SELECT unnest(d.roles) INTERSECT SELECT unnest(other.roles)),
               holder.name
        FROM identity_delegation d
        JOIN identity_post other ON other.id = d.post_id
        JOIN identity_person holder ON holder.id = other.person_id
        WHERE d.to_person_id = p.id AND p.kind = 'official'
          AND d.revoked_at IS NULL
          AND %(day)s::date BETWEEN d.valid_from AND d.valid_to
          AND other.valid_from <= %(day)s::date
          AND coalesce(other.valid_to, 'infinity') >= %(day)s::date
    ) held
    JOIN identity_post o ON o.id = held.id
    JOIN identity_unit u ON u.id = o.unit_id
"""
BY_SESSION = f"""
    SELECT s.data, s.expires_at, held.posts,
           p.kind = 'official' AND EXISTS (
               SELECT 1 FROM mfa_authenticator a
               WHERE a.user_id = p.id AND a.type IN ('totp', 'webauthn')
           ),
           {UNREAD.format(person="p.id")},
           {PERSON_COLUMNS}
    FROM identity_session s
    LEFT JOIN identity_person p ON p.id = s.person_id AND p.is_active
    LEFT JOIN LATERAL ({HELD}) held ON true
    WHERE s.key_hash = %(key)s::text AND s.expires_at > %(at)s::timestamptz
"""  # noqa: S608 the parts are constants
BY_PERSON = f"""
    SELECT held.posts
    FROM identity_person p
    LEFT JOIN LATERAL ({HELD}) held ON true
    WHERE p.id = %(person)s::uuid AND p.is_active
"""  # noqa: S608 the parts are constants

CONNECTIONS_TRIED = 10  # more than a process keeps
HeldPost = tuple[int, str, str, int | None, str, list[str], str, list[int]]

SessionRow = tuple[str, datetime, list[HeldPost] | None, bool, int, *tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Visit:
    """What the one statement found for a session's key."""

    key_hash: str
    data: dict[str, object]
    expires_at: datetime
    person: Person | None
    posts: tuple[HeldPost, ...]
    has_second_factor: bool
    unread_count: int  # notices; of many no more than kernel.notices.COUNTED_TO + 1

    @property
    def actor(self) -> Actor:
        if self.person is None:
            return STRANGER
        return replace(_actor(self.person, self.posts), session=self.key_hash)


def hashed(session_key: str) -> str:
    """Return what the table holds in place of a session's key."""
    return sha256(session_key.encode()).hexdigest()


def visit(session_key: str, *, at: datetime) -> Visit | None:
    """Return the live session with this key and who is behind it, or None."""
    day, key_hash = day_of(at), hashed(session_key)
    row = _first_row(BY_SESSION, {"key": key_hash, "at": at, "day": day})
    if row is None:
        return None
    data, expires_at, posts, has_second_factor, unread_count, *person = row
    return Visit(
        key_hash,
        json.loads(data),
        expires_at,
        Person.from_db("default", PERSON_FIELDS, person) if person[0] is not None else None,
        tuple(posts or ()),
        bool(has_second_factor),
        unread_count,
    )


def _first_row(sql: str, asked: dict[str, str | date | datetime]) -> SessionRow | None:
    """Ask once more on a fresh connection when this one broke since the last request.

    It is the first statement of a request and changes nothing, so it may be asked again; whoever
    restarts the database need not restart us.
    """
    for attempts_left in range(CONNECTIONS_TRIED, -1, -1):
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, asked)
                row: SessionRow | None = cursor.fetchone()
                return row
        except OperationalError:
            if connection.in_atomic_block or not attempts_left:
                raise
            connection.close()
    return None


def actor_of(person: Person | UUID, at: datetime) -> Actor:
    """Return what the person may do at `at`, by own posts and by those delegated to them."""
    person = person if isinstance(person, Person) else Person.objects.get(pk=person)
    with connection.cursor() as cursor:
        cursor.execute(BY_PERSON, {"person": person.pk, "day": day_of(at)})
        row = cursor.fetchone()
    return STRANGER if row is None else _actor(person, tuple(row[0] or ()))


def _actor(person: Person, posts: tuple[HeldPost, ...]) -> Actor:
    first = posts[0] if posts else (None, "", "", 0, "", [], "", [])
    unit_id, code, unit_name, _, title, *_ = first
    return Actor(
        person_id=person.pk,
        name=person.name,
        kind=ActorKind(person.kind),
        unit_id=unit_id,
        unit_code=code,
        unit_name=unit_name,
        post=title,
        grants=frozenset(
            (role, place)
            for _, _, _, agency, _, roles, _, ended in posts
            if agency
            for place in (agency, *ended)
            for role in roles
        ),
        identity_number=person.identity_number or "",
        standing_in_for=", ".join(dict.fromkeys(post[6] for post in posts if post[6])),
    )
