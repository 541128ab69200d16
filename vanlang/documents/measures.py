"""The figures of documents: each a named definition over rows, as of any time."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from vanlang.documents.models import Dispatch, Document, IncomingEntry, WorkFile
from vanlang.documents.rules.outgoing import Channel
from vanlang.documents.rules.states import EntryState, Origin, WorkFileState
from vanlang.identity.api import Level
from vanlang.kernel.days import midnight
from vanlang.kernel.measures import Measure, Scope, Unit, by_unit, register

SOON_ENOUGH = timedelta(hours=4)


@by_unit("unit_id")
def received_rows(scope: Scope) -> QuerySet[IncomingEntry]:
    """Return what came in the period, as it was known at `as_of`; what was returned too."""
    rows = IncomingEntry.objects.filter(
        arrived_at__gte=midnight(scope.start),
        arrived_at__lt=midnight(scope.end + timedelta(days=1)),
        arrived_at__lte=scope.as_of,
    )
    return rows if scope.unit_ids is None else rows.filter(unit__in=scope.unit_ids)


@by_unit("author_id")
def issued_rows(scope: Scope) -> QuerySet[Document]:
    """Return what was issued in the period, and whether it goes anywhere without paper."""
    by_wire = Dispatch.objects.filter(
        document=OuterRef("pk"), channel__in=(Channel.PLATFORM, Channel.AXIS)
    )
    rows = Document.objects.filter(
        origin=Origin.OWN,
        issued_at__gte=midnight(scope.start),
        issued_at__lt=midnight(scope.end + timedelta(days=1)),
        issued_at__lte=scope.as_of,
    ).annotate(goes_by_wire=Exists(by_wire))
    return rows if scope.unit_ids is None else rows.filter(author__in=scope.unit_ids)


@by_unit("unit_id")
def closed_file_rows(scope: Scope) -> QuerySet[WorkFile]:
    """Return the work files that ended in the period."""
    rows = WorkFile.objects.filter(ended_on__gte=scope.start, ended_on__lte=scope.end).exclude(
        state=WorkFileState.OPEN
    )
    return rows if scope.unit_ids is None else rows.filter(unit__in=scope.unit_ids)


def _all(_scope: Scope) -> Q:
    return Q()


def _presented_by(scope: Scope) -> Q:
    return Q(presented_at__isnull=False, presented_at__lte=scope.as_of)


def _directed_on_time(scope: Scope) -> Q:
    # Điều 23 gives until the end of the next working day, which stands in `present_due_at`.
    return Q(directed_at__lte=F("present_due_at")) & Q(directed_at__lte=scope.as_of)


def _has_term(scope: Scope) -> Q:
    """What had a term that has run out, or was closed before it did."""
    return Q(due_at__isnull=False) & (Q(due_at__lte=scope.as_of) | Q(closed_at__lte=scope.as_of))


def _closed_on_time(scope: Scope) -> Q:
    return Q(closed_at__lte=F("due_at")) & Q(closed_at__lte=scope.as_of)


def _unopened(scope: Scope) -> Q:
    not_yet = Q(first_opened_at__isnull=True) | Q(first_opened_at__gt=scope.as_of)
    return not_yet & Q(arrived_at__lte=scope.as_of - SOON_ENOUGH) & ~Q(state=EntryState.RETURNED)


def _online_at(level: Level) -> Q:
    return Q(is_wholly_online=True, unit__level=level)


RECEIVED = register(
    Measure(
        "documents.received",
        1,
        "Văn bản đến",
        Unit.COUNT,
        "Đã nhận {numerator} văn bản đến trong kỳ.",
        received_rows,
        _all,
    )
)
DIRECTED_ON_TIME = register(
    Measure(
        "documents.directed_on_time",
        1,
        "Chỉ đạo trong thời hạn",
        Unit.PERCENT,
        "{numerator} trong {denominator} văn bản đã trình có ý kiến chỉ đạo chậm nhất ngày làm"
        " việc tiếp theo, đạt {ratio}.",
        received_rows,
        _directed_on_time,
        _presented_by,
    )
)
CLOSED_ON_TIME = register(
    Measure(
        "documents.closed_on_time",
        1,
        "Giải quyết đúng hạn",
        Unit.PERCENT,
        "{numerator} trong {denominator} văn bản có thời hạn được giải quyết đúng hạn, đạt"
        " {ratio}.",
        received_rows,
        _closed_on_time,
        _has_term,
    )
)
UNOPENED = register(
    Measure(
        "documents.unopened",
        1,
        "Chưa ai mở",
        Unit.COUNT,
        "{numerator} văn bản đến quá 4 giờ mà chưa ai mở.",
        received_rows,
        _unopened,
    )
)
# The province publishes 95 % at its own level and 75 % in the communes.
ONLINE_AT_PROVINCE = register(
    Measure(
        "documents.files_online_province",
        1,
        "Hồ sơ công việc cấp tỉnh xử lý hoàn toàn trên mạng",
        Unit.PERCENT,
        "{numerator} trong {denominator} hồ sơ công việc cấp tỉnh kết thúc trong kỳ được giải"
        " quyết hoàn toàn trên mạng, đạt {ratio}.",
        closed_file_rows,
        lambda _scope: _online_at(Level.PROVINCE),
        lambda _scope: Q(unit__level=Level.PROVINCE),
    )
)
ONLINE_IN_COMMUNES = register(
    Measure(
        "documents.files_online_commune",
        1,
        "Hồ sơ công việc cấp xã xử lý hoàn toàn trên mạng",
        Unit.PERCENT,
        "{numerator} trong {denominator} hồ sơ công việc cấp xã kết thúc trong kỳ được giải"
        " quyết hoàn toàn trên mạng, đạt {ratio}.",
        closed_file_rows,
        lambda _scope: _online_at(Level.COMMUNE),
        lambda _scope: Q(unit__level=Level.COMMUNE),
    )
)
SIGNED_AND_SENT = register(
    Measure(
        "documents.signed_and_sent",
        1,
        "Văn bản đi ký số, gửi liên thông",
        Unit.PERCENT,
        "{numerator} trong {denominator} văn bản phát hành được ký số và gửi qua nền tảng hoặc trục"
        " liên thông, đạt {ratio}.",
        issued_rows,
        lambda _scope: Q(goes_by_wire=True, signed_at__isnull=False),
        _all,
    )
)
