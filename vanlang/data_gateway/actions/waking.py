"""Making jobs of what waits: at most so many connections to a node, and no job twice."""

from datetime import datetime

from django.conf import settings

from vanlang.data_gateway.queries import directory, messages
from vanlang.kernel import queue
from vanlang.kernel.models import Job


def push_where_due(*, at: datetime) -> int:
    """Put in a job for every connection that something waits for; count them.

    A job under way is still in the table, and what it carries still looks due: so many jobs as
    there are messages are enough.
    """
    made = 0
    for peer in directory.awake_peers(at=at):
        lanes = [f"data_gateway.push|{peer.pk}|{n}" for n in range(settings.EXCHANGE_CONNECTIONS)]
        waiting = len(messages.first_due(peer, at=at))
        if waiting:
            busy = set(
                Job.objects.filter(key__in=lanes, has_failed=False).values_list("key", flat=True)
            )
            free = [lane for lane in lanes if lane not in busy]
            for key in free[: max(waiting - len(busy), 0)]:
                lane = int(key.rpartition("|")[2])
                queue.later("data_gateway.push", key=key, peer=peer.pk, lane=lane)
                made += 1
        if messages.unreported(peer).exists():
            made += _once("data_gateway.report", peer.pk)
    return made


def look_where_awake(*, at: datetime) -> int:
    """Have every node asked for what is new, unless it is being asked."""
    return sum(_once("data_gateway.look", peer.pk) for peer in directory.awake_peers(at=at))


def _once(name: str, peer: int) -> bool:
    key = f"{name}|{peer}"
    if Job.objects.filter(key=key, has_failed=False).exists():
        return False
    queue.later(name, key=key, peer=peer)
    return True
