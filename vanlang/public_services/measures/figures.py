"""The figures of the one-stop: each a named definition over dossiers, as of any time.

The rules are those of Quyết định 766/QĐ-TTg in the way of counting of 2025 (“cách tính mới”); the
decree of 2026 moves the evaluation to the Ministry of Justice, so the set is versioned.
An agency answers for the dossiers it is competent for, wherever they were handed in.
"""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from vanlang.kernel.days import midnight
from vanlang.kernel.measures import Measure, Scope, Unit, by_unit, register
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.rules.outcomes import Outcome
from vanlang.public_services.rules.states import Channel

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def _of_the_units(scope: Scope) -> QuerySet[Dossier]:
    rows = Dossier.objects.all()
    return rows if scope.unit_ids is None else rows.filter(competent_unit__in=scope.unit_ids)


@by_unit("competent_unit_id")
def received_rows(scope: Scope) -> QuerySet[Dossier]:
    """Return the dossiers received in the period, as they were known at `as_of`."""
    return _of_the_units(scope).filter(
        accepted_at__gte=midnight(scope.start),
        accepted_at__lt=midnight(scope.end + timedelta(days=1)),
        accepted_at__lte=scope.as_of,
    )


@by_unit("competent_unit_id")
def settled_rows(scope: Scope) -> QuerySet[Dossier]:
    return _of_the_units(scope).filter(
        finished_at__gte=midnight(scope.start),
        finished_at__lt=midnight(scope.end + timedelta(days=1)),
        finished_at__lte=scope.as_of,
    )


@by_unit("competent_unit_id")
def open_rows(scope: Scope) -> QuerySet[Dossier]:
    """Return what was being worked on at `as_of`, whenever it came in."""
    return _of_the_units(scope).filter(
        Q(finished_at__isnull=True) | Q(finished_at__gt=scope.as_of),
        accepted_at__lte=scope.as_of,
    )


def open_now(scope: Scope) -> QuerySet[Dossier]:
    """Return the same for this very moment: nothing is finished after it, so an index will do."""
    return _of_the_units(scope).filter(finished_at__isnull=True, accepted_at__lte=scope.as_of)


def _all(_scope: Scope) -> Q:
    return Q()


def _with_result(scope: Scope) -> Q:
    return Q(has_electronic_result=True, finished_at__lte=scope.as_of)


def _owes_a_result(_scope: Scope) -> Q:
    return Q(version__gives_result=True)


def _with_outcome(*outcomes: Outcome) -> Q:
    return Q(outcome__in=outcomes)


def _online_to_the_end(scope: Scope) -> Q:
    return Q(channel=Channel.ONLINE) & (_with_result(scope) | Q(version__gives_result=False))


RECEIVED = register(
    Measure(
        "public_services.received",
        1,
        "Hồ sơ đã tiếp nhận",
        Unit.COUNT,
        "Đã tiếp nhận {numerator} hồ sơ trong kỳ.",
        received_rows,
        _all,
    )
)
ONLINE = register(
    Measure(
        "public_services.online",
        1,
        "Nộp trực tuyến",
        Unit.PERCENT,
        "{numerator} trong {denominator} hồ sơ tiếp nhận được nộp trực tuyến, đạt {ratio}.",
        received_rows,
        lambda _scope: Q(channel=Channel.ONLINE),
        _all,
    )
)
ONLINE_COMPLETE = register(
    Measure(
        "public_services.online_complete",
        1,
        "Hồ sơ trực tuyến, cách tính mới",
        Unit.PERCENT,
        "{numerator} trong {denominator} hồ sơ tiếp nhận vừa nộp trực tuyến vừa có kết quả điện tử"
        " (với thủ tục phải trả kết quả), đạt {ratio}. Tỷ lệ đồng bộ quốc gia chưa nhân vào.",
        received_rows,
        _online_to_the_end,
        _all,
    )
)
REUSED = register(
    Measure(
        "public_services.reused",
        1,
        "Dùng lại giấy tờ",
        Unit.PERCENT,
        "{numerator} trong {denominator} hồ sơ tiếp nhận dùng lại dữ liệu đã số hóa, đạt {ratio}.",
        received_rows,
        lambda _scope: Q(reused=True),
        _all,
    )
)
SETTLED = register(
    Measure(
        "public_services.settled",
        1,
        "Hồ sơ đã giải quyết",
        Unit.COUNT,
        "Đã giải quyết {numerator} hồ sơ trong kỳ.",
        settled_rows,
        _all,
    )
)
EARLY = register(
    Measure(
        "public_services.early",
        1,
        "Trước hạn",
        Unit.COUNT,
        "{numerator} hồ sơ giải quyết xong trước ngày hẹn.",
        settled_rows,
        lambda _scope: _with_outcome(Outcome.EARLY),
    )
)
ON_TIME = register(
    Measure(
        "public_services.on_time",
        1,
        "Đúng hạn",
        Unit.COUNT,
        "{numerator} hồ sơ giải quyết xong trong ngày hẹn, không quá giờ hẹn.",
        settled_rows,
        lambda _scope: _with_outcome(Outcome.ON_TIME),
    )
)
LATE = register(
    Measure(
        "public_services.late",
        1,
        "Quá hạn",
        Unit.COUNT,
        "{numerator} hồ sơ giải quyết xong sau giờ hẹn.",
        settled_rows,
        lambda _scope: _with_outcome(Outcome.LATE),
    )
)
OVERDUE = register(
    Measure(
        "public_services.overdue",
        1,
        "Đang quá hạn",
        Unit.COUNT,
        "{numerator} hồ sơ đang giải quyết đã quá giờ hẹn.",
        open_rows,
        lambda scope: Q(due_at__lt=scope.as_of),
    )
)
IN_TIME = register(
    Measure(
        "public_services.in_time",
        1,
        "Đúng và trước hạn",
        Unit.PERCENT,
        "{numerator} trong {denominator} hồ sơ giải quyết xong đúng hoặc trước hạn, đạt {ratio}.",
        settled_rows,
        lambda _scope: _with_outcome(Outcome.EARLY, Outcome.ON_TIME),
        _all,
        left_out=OVERDUE,
    )
)
ELECTRONIC = register(
    Measure(
        "public_services.electronic",
        1,
        "Kết quả điện tử",
        Unit.PERCENT,
        "{numerator} trong {denominator} hồ sơ phải trả kết quả có kết quả điện tử, đạt {ratio}.",
        settled_rows,
        lambda scope: _with_result(scope) & _owes_a_result(scope),
        _owes_a_result,
    )
)
DIGITISED = register(
    Measure(
        "public_services.digitised",
        1,
        "Số hóa",
        Unit.PERCENT,
        "{numerator} trong {denominator} hồ sơ đã giải quyết có thành phần và kết quả là bản điện"
        " tử, đạt {ratio}.",
        settled_rows,
        lambda _scope: Q(digitised=True),
        _all,
    )
)
IN_PROGRESS = register(
    Measure(
        "public_services.in_progress",
        1,
        "Đang giải quyết",
        Unit.COUNT,
        "{numerator} hồ sơ đang được giải quyết.",
        open_rows,
        _all,
    )
)

BY_DAY_RECEIVED = (RECEIVED, ONLINE, ONLINE_COMPLETE, REUSED)
BY_DAY_SETTLED = (SETTLED, EARLY, ON_TIME, LATE, IN_TIME, ELECTRONIC, DIGITISED)
AT_THE_MOMENT = (IN_PROGRESS, OVERDUE)
LIVE = tuple(replace(measure, rows=open_now) for measure in AT_THE_MOMENT)
BOARD = (*BY_DAY_RECEIVED, *BY_DAY_SETTLED, *AT_THE_MOMENT)
