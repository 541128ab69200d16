from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from vanlang.identity import permissions
from vanlang.identity.actions.sessions import end_sessions
from vanlang.identity.models import Absence, Delegation, Person, Post, Unit
from vanlang.identity.queries import posts
from vanlang.identity.rules import (
    DEPUTY,
    DelegationKind,
    Event,
    PersonKind,
    Role,
    heads,
    says_something,
)
from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of, written
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless

MOST_DAYS = 366  # [GK] the decree says "for a limited time"; a year is what plans are made for


@transaction.atomic
def appoint(  # noqa: PLR0913 a post has these facts
    person: Person,
    unit: Unit,
    *,
    title: str,
    roles: Sequence[Role],
    since: date,
    by: Actor,
    at: datetime,
    is_main: bool = True,
) -> Post:
    """Give an official a post at a unit."""
    refuse_unless(permissions.may_appoint(by, unit))
    if person.kind != PersonKind.OFFICIAL:
        raise Conflict("Chỉ cán bộ, công chức mới được giao vị trí công tác.")
    if unit.agency_id is None:
        raise Conflict("Địa bàn không có vị trí công tác; hãy chọn cơ quan hoặc phòng.")
    if unit.is_over_on(since):
        raise Conflict(f"{unit.name} không còn hoạt động vào ngày {written(since)}.")
    post = Post.objects.create(
        person=person,
        unit=unit,
        title=title,
        roles=[role.value for role in roles],
        is_main=is_main,
        valid_from=since,
    )
    journal.record(
        Event.APPOINTED, about=post, by=by, at=at, payload={"roles": " ".join(post.roles)}
    )
    return post


@transaction.atomic
def dismiss(post: Post, *, by: Actor, at: datetime) -> Post:
    """End a post from today on; its holder is signed out everywhere at once (TCVN 14423)."""
    post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
    refuse_unless(permissions.may_appoint(by, post.unit))
    yesterday = day_of(at) - timedelta(days=1)
    if post.valid_to is not None and post.valid_to <= yesterday:
        raise Conflict("Vị trí công tác này đã kết thúc.")
    post.valid_from = min(post.valid_from, yesterday)
    post.valid_to = yesterday
    post.save(update_fields=["valid_from", "valid_to"])
    end_sessions(post.person_id)
    journal.record(Event.DISMISSED, about=post, by=by, at=at)
    return post


@transaction.atomic
def delegate(  # noqa: PLR0913 a delegation has these facts
    post: Post,
    *,
    to: Person,
    kind: DelegationKind,
    roles: Sequence[Role],
    since: date,
    until: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> Delegation:
    """Let another official hold roles of a post for some days."""
    post = (
        Post.objects.select_for_update(of=("self",)).select_related("unit__agency").get(pk=post.pk)
    )
    refuse_unless(permissions.may_delegate(by, post))
    _refuse_impossible(post, to=to, roles=roles, since=since, until=until, reason=reason, at=at)
    delegation = Delegation.objects.create(
        post=post,
        to_person=to,
        kind=kind,
        roles=[role.value for role in roles],
        valid_from=since,
        valid_to=until,
        reason=reason,
        created_at=at,
    )
    journal.record(
        Event.DELEGATED,
        about=delegation,
        by=by,
        at=at,
        payload={"to": to.name, "roles": " ".join(delegation.roles), "until": f"{until:%Y-%m-%d}"},
    )
    return delegation


def _refuse_impossible(  # noqa: PLR0913 each is a ground of its own
    post: Post,
    *,
    to: Person,
    roles: Sequence[Role],
    since: date,
    until: date,
    reason: str,
    at: datetime,
) -> None:
    if to.pk == post.person_id or to.kind != PersonKind.OFFICIAL or not to.is_active:
        raise Refusal("Hãy chọn một cán bộ khác đang công tác.", field="to")
    if until < since:
        raise Refusal("Ngày kết thúc phải từ ngày bắt đầu trở đi.", field="until")
    if until < day_of(at):
        raise Refusal("Thời gian này đã qua.", field="until")
    if not roles or not set(roles) <= set(post.roles):
        raise Refusal("Chỉ giao được vai trò mà vị trí này đang có.", field="roles")
    if Role.ADMIN in roles:
        raise Refusal("Vai trò quản trị không giao lại cho người khác được.", field="roles")
    if (until - since).days > MOST_DAYS:
        raise Refusal(f"Mỗi lần giao quyền tối đa {MOST_DAYS} ngày.", field="until")
    if not says_something(reason):
        raise Refusal("Hãy ghi lý do bằng lời, ví dụ: Đi công tác tại Hà Nội.", field="reason")
    if Role.LEADER in roles and not _is_the_head(post):
        raise Refusal(
            "Chỉ người đứng đầu cơ quan giao quyền ký. Cấp phó ký thay (KT.), người ký thừa lệnh "
            "(TL.) và người được ủy quyền (TUQ.) không giao lại cho người khác "
            "(Nghị định 30/2020/NĐ-CP, Điều 13). Khi bạn vắng, người đứng đầu ký hoặc giao việc.",
            field="roles",
        )
    if Role.LEADER in roles and not _may_sign_instead(post, to, at):
        raise Refusal(
            "Quyền ký chỉ giao cho cấp phó hoặc người đứng đầu đơn vị trực thuộc của cơ quan này, "
            "không giao cho bộ phận tiếp nhận (Nghị định 30/2020/NĐ-CP, Điều 13).",
            field="to",
        )


def _is_the_head(post: Post) -> bool:
    """Tell whether the post leads its agency; who leads an office of it signs by order alone."""
    agency = post.unit.agency or post.unit
    return post.unit_id == agency.pk and heads(post.title, agency.head_title)


def _may_sign_instead(post: Post, to: Person, at: datetime) -> bool:
    """Tell whether the law lets the signature of a post pass to this person.

    A deputy leads as well; who heads a unit directly below reviews here, their deputies do too and
    are not meant (Nghị định 30/2020/NĐ-CP, Điều 13 khoản 3).
    """
    agency = post.unit.agency_id or post.unit_id
    held = posts.posts_of(to, on=day_of(at)).filter(unit__agency=agency)
    roles = {role for other in held for role in other.roles}
    heads_a_unit = any(
        Role.REVIEWER in other.roles and not other.title.casefold().startswith(DEPUTY)
        for other in held
    )
    return (Role.LEADER in roles or heads_a_unit) and Role.RECEIVER not in roles


@transaction.atomic
def revoke_delegation(delegation: Delegation, *, by: Actor, at: datetime) -> Delegation:
    """End a delegation before its time."""
    delegation = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("post__unit")
        .get(pk=delegation.pk)
    )
    refuse_unless(permissions.may_revoke(by, delegation))
    if delegation.revoked_at is not None or delegation.valid_to < day_of(at):
        raise Conflict("Việc giao quyền này đã kết thúc.")
    delegation.revoked_at = at
    delegation.save(update_fields=["revoked_at"])
    journal.record(Event.DELEGATION_REVOKED, about=delegation, by=by, at=at)
    return delegation


@transaction.atomic
def report_away(  # noqa: PLR0913 an absence has these facts
    post: Post, *, since: date, until: date, reason: str, by: Actor, at: datetime
) -> Absence:
    """Say that the holder of a post is away, so that a counter without anybody shows at once."""
    post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
    refuse_unless(permissions.may_delegate(by, post))
    if until < since:
        raise Refusal("Ngày kết thúc phải từ ngày bắt đầu trở đi.", field="until")
    absence = Absence.objects.create(
        post=post, valid_from=since, valid_to=until, reason=reason, created_at=at
    )
    journal.record(
        Event.REPORTED_AWAY, about=absence, by=by, at=at, payload={"until": f"{until:%Y-%m-%d}"}
    )
    return absence
