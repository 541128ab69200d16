from django.utils import timezone

from vanlang.identity.actions import passwords, turning, typed, warnings
from vanlang.identity.actions.sessions import SessionStore
from vanlang.kernel import queue

MINUTE, HOUR, DAY = 60, 3600, 86400


@queue.every(DAY)
@queue.job("identity.close_idle_accounts")
def close_idle_accounts() -> None:
    passwords.close_idle_accounts(at=timezone.now())


@queue.every(HOUR)
@queue.job("identity.forget_ended_sessions")
def forget_ended_sessions() -> None:
    SessionStore.clear_expired()


@queue.every(DAY)
@queue.job("identity.forget_typed_forms")
def forget_typed_forms() -> None:
    typed.forget_typed(before=timezone.now() - typed.KEPT_FOR)


@queue.every(DAY)
@queue.job("identity.warn_of_a_provisional_calendar")
def warn_of_a_provisional_calendar() -> None:
    warnings.warn_of_calendar(at=timezone.now())


@queue.every(MINUTE)
@queue.job("identity.turn_the_day")
def turn_the_day() -> None:
    turning.turn(at=timezone.now())
