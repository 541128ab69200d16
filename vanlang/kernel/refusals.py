"""The one family of errors a user is meant to see."""

import errno

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DISK_FULL = "53100"  # as PostgreSQL says it


class Refusal(Exception):
    """An expected 'no', worded in Vietnamese for the person who asked.

    `field` names the form field it belongs to, if any; `status` is the HTTP status it becomes.
    """

    status = 422

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotPermitted(Refusal):
    status = 403


class Conflict(Refusal):
    """The thing is not where this step starts from, or has moved meanwhile."""

    status = 409


class TooLarge(Refusal):
    status = 413


class WrongType(Refusal):
    status = 415


class OutOfSpace(Refusal):
    """The disk is full: refused before anything was acknowledged."""

    status = 507


class TooMany(Refusal):
    """Tried too often; `retry_after` says how many seconds to wait."""

    status = 429

    def __init__(self, message: str, *, retry_after: int, field: str = "") -> None:
        super().__init__(message, field=field)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """Something outside that this step cannot do without does not answer."""

    status = 503


def refuse_unless(allowed: bool, message: str = "Bạn không có quyền thực hiện bước này.") -> None:
    if not allowed:
        raise NotPermitted(message)


def is_for_want_of_room(problem: BaseException | None) -> bool:
    """Tell whether a full disk, ours or PostgreSQL's, is at the bottom of an error."""
    while problem is not None:
        if isinstance(problem, OSError) and problem.errno in NO_ROOM:
            return True
        if getattr(problem, "sqlstate", "") == DISK_FULL:
            return True
        problem = problem.__cause__ or problem.__context__
    return False
