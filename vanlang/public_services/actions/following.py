"""Following a dossier without signing in: often for who is right, seldom for who is wrong."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from vanlang.kernel.refusals import TooMany
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.models.guesses import GuessCount
from vanlang.public_services.queries import dossiers
from vanlang.public_services.rules import guesses
from vanlang.public_services.rules.guesses import FOR_A_CODE, FOR_AN_ADDRESS, Limit

KEPT = timedelta(days=1)
# One guess more, or the first of a new count; the row stays locked, so that guesses made at the
# same moment in other processes are counted one after the other.
COUNT = """
    INSERT INTO public_services_guesscount AS known (subject, count, since)
    VALUES (%s, 1, %s)
    ON CONFLICT (subject) DO UPDATE SET
        count = CASE WHEN known.since <= %s THEN 1 ELSE known.count + 1 END,
        since = CASE WHEN known.since <= %s THEN excluded.since ELSE known.since END
    RETURNING count, since
"""


def follow(code: str, last_digits: str, *, address: str, at: datetime) -> Dossier | None:
    """Return the dossier that has this code and belongs to this number, None when none does.

    Raises:
        TooMany: this code, or this address, was wrong too often; also who is right has to wait.
    """
    found, wait = _guess(code.strip().upper(), last_digits, guesses.written(address), at)
    if wait:
        minutes = -(-wait // 60)
        raise TooMany(
            f"Đã nhập sai quá nhiều lần. Bạn thử lại sau {minutes} phút, "
            "hoặc đăng nhập để xem hồ sơ của mình.",
            retry_after=wait,
        )
    return found


@transaction.atomic
def _guess(code: str, last_digits: str, address: str, at: datetime) -> tuple[Dossier | None, int]:
    """Count the guess first and take it back if it was right: nobody slips in between."""
    counted = [(f"code:{code}", FOR_A_CODE), (f"address:{address}", FOR_AN_ADDRESS)]
    wait = max(count_guess(subject, limit, at) for subject, limit in counted)
    if wait:
        return None, wait
    found = dossiers.followed(code, last_digits)
    if found is not None:
        take_back(*(subject for subject, _ in counted))
    return found, 0


def count_guess(subject: str, limit: Limit, at: datetime) -> int:
    """Count one guess; return how many seconds its maker has to wait, 0 when not."""
    over = at - limit.within
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [subject, at, over, over])
        count, since = cursor.fetchone()
    return guesses.seconds_to_wait(count, since, limit, at)


def take_back(*subjects: str) -> None:
    """Take guesses back that were right."""
    GuessCount.objects.filter(subject__in=subjects).update(count=F("count") - 1)


def forget_guesses(*, at: datetime) -> int:
    """Forget what no limit looks at any more."""
    removed, _ = GuessCount.objects.filter(since__lt=at - KEPT).delete()
    return removed
