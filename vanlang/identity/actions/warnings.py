"""What administrators must hear of in time."""

from datetime import datetime, timedelta

from django.db import transaction

from vanlang.identity.models import Post
from vanlang.identity.queries.posts import held
from vanlang.identity.rules import Level, Role, UnitKind
from vanlang.kernel import calendars, notices
from vanlang.kernel.days import day_of
from vanlang.kernel.models import Notice

# Terms of thirty working days given in autumn already end in a year nobody has laid down.
AHEAD = timedelta(days=120)
SUBJECT = "Lịch nghỉ năm {year} chưa chính thức"


@transaction.atomic
def warn_of_calendar(*, at: datetime) -> int:
    """Tell the province's administrators, once a month, which year is only foreseen."""
    today = day_of(at)
    year = calendars.first_provisional_year(today, ahead=AHEAD)
    if year is None:
        return 0
    subject = SUBJECT.format(year=year)
    # Filtered, not fetched: an installation that holds no province yet has nobody to tell.
    posts = Post.objects.filter(
        held(today),
        unit__agency__kind=UnitKind.COMMITTEE,
        unit__agency__level=Level.PROVINCE,
        roles__contains=[Role.ADMIN.value],
    )
    month_ago = at - timedelta(days=30)
    told = set(
        Notice.objects.filter(subject=subject, created_at__gt=month_ago).values_list(
            "person_id", flat=True
        )
    )
    people = set(posts.values_list("person_id", flat=True)) - told
    for person_id in people:
        notices.send(
            person_id=person_id,
            subject=subject,
            text=f"Hạn rơi vào năm {year} đang tính theo lịch tạm. Khi có thông báo chính thức, "
            "hãy nhập ngày nghỉ, ngày làm bù bằng vanlang amend-calendar rồi thêm năm vào "
            "VANLANG_CALENDAR_FINAL_YEARS.",
            at=at,
        )
    return len(people)
