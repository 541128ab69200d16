"""Keeps sessions in our own table, where one statement reads them together with the person."""

import json
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from vanlang.identity.models import Session
from vanlang.identity.queries.actors import Visit, hashed

OFFICIAL = "official"  # in a session: whose idle limit counts


class SessionStore(SessionBase):
    """Django's session over `identity_session`, where its key stands as a hash alone."""

    if TYPE_CHECKING:  # what the stubs leave out of SessionBase
        _session_cache: dict[str, object]

        def _get_new_session_key(self) -> str: ...

        def _get_session(self, no_load: bool = ...) -> dict[str, object]: ...

    @classmethod
    def found(cls, session_key: str, visit: Visit) -> "SessionStore":
        """Return the session that a request's one statement has read already."""
        store = cls(session_key)
        store._session_cache = visit.data  # what `load` would return
        return store

    @classmethod
    def empty(cls) -> "SessionStore":
        """Return a session that is not kept until something is put into it."""
        store = cls()
        store._session_cache = {}  # as `clear` does it
        return store

    def load(self) -> dict[str, object]:
        row = Session.objects.filter(
            key_hash=hashed(self.session_key or ""), expires_at__gt=Now()
        ).first()
        if row is None:
            self._session_key = None
            return {}
        data: dict[str, object] = json.loads(row.data)
        return data

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(key_hash=hashed(session_key)).exists()

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT002 Django's signature
        """Write the session; refuse to bring back one that was ended meanwhile."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)
        row = Session(
            key_hash=hashed(self.session_key),
            person_id=str(data[SESSION_KEY]) if SESSION_KEY in data else None,
            data=json.dumps(data),
            expires_at=self.get_expiry_date(),
        )
        if must_create:
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError as clash:
                raise CreateError from clash
        elif not Session.objects.filter(pk=row.pk).update(
            person_id=row.person_id, data=row.data, expires_at=row.expires_at
        ):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(key_hash=hashed(key)).delete()

    def get_session_cookie_age(self) -> int:
        return idle_seconds(is_official=bool(self.get(OFFICIAL)))

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lt=Now()).delete()


def idle_seconds(*, is_official: bool) -> int:
    """Return after how long without a request a session ends (TCVN 14423:2026, level 3)."""
    return 60 * (settings.IDLE_MINUTES_OFFICIAL if is_official else settings.IDLE_MINUTES_CITIZEN)


def keep(session: SessionBase) -> None:
    """Write what a request put into its session.

    Raises:
        UpdateError: the session was ended meanwhile.
    """
    session.save()


def keep_alive(session_key: str, *, until: datetime) -> None:
    """Move the end of a session in use."""
    Session.objects.filter(key_hash=hashed(session_key)).update(expires_at=until)


def end_sessions(person_id: UUID, *, but: str = "") -> int:
    """Sign a person out everywhere at once, but for the session with the key `but`."""
    sessions = Session.objects.filter(person_id=person_id)
    if but:
        sessions = sessions.exclude(key_hash=hashed(but))
    return sessions.delete()[0]
