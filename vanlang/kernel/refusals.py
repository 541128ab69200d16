"""The one family of errors a user is meant to see."""


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


class Unavailable(Refusal):
    """Something outside that this step cannot do without does not answer."""

    status = 503


def refuse_unless(allowed: bool, message: str = "Bạn không có quyền thực hiện bước này.") -> None:
    if not allowed:
        raise NotPermitted(message)
