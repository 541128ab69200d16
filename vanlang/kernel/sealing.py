"""Seals the journal in batches, and writes it out with its seals for anyone to check."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import QuerySet

from vanlang.kernel import journal, timestamps, verifier
from vanlang.kernel.models import Entry, OutboxRow, Position, Seal

BATCH = 1000
SEALS_A_RUN = 100


def seal_what_waits(at: datetime) -> int:
    """Seal up to now, oldest first; return how many seals were set.

    Raises:
        timestamps.NotAnswering: the rest waits; seals set before stay.
    """
    for done in range(SEALS_A_RUN):
        if _seal_next(at) is None:
            return done
    return SEALS_A_RUN


def _seal_next(at: datetime) -> Seal | None:
    before = Seal.objects.order_by("-number").first()
    first = before.last + 1 if before else 1
    waiting = Position.objects.filter(position__gte=first).order_by("position")[:BATCH]
    leaves = [bytes(digest) for digest in waiting.values_list("digest", flat=True)]
    if not leaves:
        return None
    seal = Seal(
        number=before.number + 1 if before else 1,
        first=first,
        last=first + len(leaves) - 1,
        root=verifier.root(leaves),
        previous=before.digest if before else verifier.NO_SEAL_BEFORE,
        sealed_at=at,
    )
    seal.digest = verifier.seal_digest(_facts(seal))
    seal.token = timestamps.stamp(seal.digest)
    seal.save(force_insert=True)  # its number is the key: of two that seal at once, one fails
    return seal


def _facts(seal: Seal) -> dict[str, verifier.Fact]:
    return {
        "number": seal.number,
        "first": seal.first,
        "last": seal.last,
        "root": bytes(seal.root).hex(),
        "previous": bytes(seal.previous).hex(),
        "sealed_at": seal.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


def backlog() -> int:
    """Return how many entries wait for their seal."""
    last = Seal.objects.order_by("-number").values_list("last", flat=True).first() or 0
    return Position.objects.filter(position__gt=last).count() + OutboxRow.objects.count()


def export() -> Iterator[str]:
    """Yield the whole journal as JSON lines, in the form that `verifier.py` reads."""
    entries, seals, first = 0, 0, 1
    end = Position.objects.order_by("-position").values_list("position", flat=True).first() or 0
    yield _line("head", format=verifier.FORMAT)
    for seal in Seal.objects.filter(last__lte=end).order_by("number").iterator():
        lines, leaves = _batch(seal.first, seal.last)
        yield from lines
        token = base64.b64encode(seal.token).decode()
        digest = bytes(seal.digest).hex()
        yield _line("seal", **_facts(seal), leaves=leaves, digest=digest, token=token)
        entries, seals, first = entries + len(lines), seals + 1, seal.last + 1
    for start in range(first, end + 1, BATCH):
        last = min(start + BATCH - 1, end)
        lines, leaves = _batch(start, last)
        yield from lines
        yield _line("open", first=start, last=last, leaves=leaves)
        entries += len(lines)
    yield _line("end", entries=entries, seals=seals)


def _batch(first: int, last: int) -> tuple[list[str], list[str]]:
    """Return the entries' lines and their leaves; what is missing has no line and an empty leaf."""
    rows = Position.objects.filter(position__range=(first, last)).order_by("position")
    placed = {row.position: row for row in rows}
    entries = journal.facts([row.entry_id for row in placed.values()])
    lines = [
        _line("entry", position=row.position, entry=entries[row.entry_id])
        for row in placed.values()
        if row.entry_id in entries
    ]
    leaves = [
        bytes(placed[position].digest).hex() if position in placed else ""
        for position in range(first, last + 1)
    ]
    return lines, leaves


def unplaced() -> QuerySet[Entry]:
    """Return entries that went round the journal: neither in order nor waiting to be."""
    waiting = OutboxRow.objects.values("entry_id")
    return Entry.objects.filter(position=None).exclude(id__in=waiting).order_by("id")


def _line(kind: str, **facts: verifier.Fact) -> str:
    return json.dumps({"line": kind, **facts}, ensure_ascii=False, separators=(",", ":"))
