"""The figures of reporting itself: each a named definition over reports, as of any time."""

from datetime import timedelta

from django.db.models import F, Q, QuerySet

from vanlang.kernel.days import midnight
from vanlang.kernel.measures import Measure, Scope, Unit, by_unit, register
from vanlang.reports.models import Submission


@by_unit("unit")
def rows(scope: Scope) -> QuerySet[Submission]:
    """Return the reports that were due in the period, of rounds known at `as_of`."""
    found = Submission.objects.filter(
        due_at__gte=midnight(scope.start),
        due_at__lt=midnight(scope.end + timedelta(days=1)),
        due_at__lte=scope.as_of,
        round__opened_at__lte=scope.as_of,
    ).defer("cells", "counted")
    return found if scope.unit_ids is None else found.filter(unit__in=scope.unit_ids)


def _all(_scope: Scope) -> Q:
    return Q()


def _sent(scope: Scope) -> Q:
    return Q(first_sent_at__lte=scope.as_of)


def _in_time(scope: Scope) -> Q:
    return _sent(scope) & Q(first_sent_at__lte=F("due_at"))


THROUGH_THE_SYSTEM = register(
    Measure(
        "reports.through_the_system",
        1,
        "Báo cáo định kỳ gửi qua hệ thống",
        Unit.PERCENT,
        "{numerator} trong {denominator} báo cáo định kỳ đến hạn được lập, duyệt và gửi qua hệ"
        " thống, đạt {ratio}.",
        rows,
        _sent,
        _all,
    )
)
IN_TIME = register(
    Measure(
        "reports.in_time",
        1,
        "Báo cáo định kỳ gửi đúng hạn",
        Unit.PERCENT,
        "{numerator} trong {denominator} báo cáo định kỳ đến hạn được gửi đúng hạn, đạt {ratio}.",
        rows,
        _in_time,
        _all,
    )
)
