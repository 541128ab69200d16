"""Who may use the axis, how they prove it, and for which agencies they speak."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from vanlang.data_gateway import permissions
from vanlang.data_gateway.models import Call, Member, MemberAgency
from vanlang.data_gateway.queries import axis
from vanlang.data_gateway.rules import proofs
from vanlang.data_gateway.rules.answers import AxisRefusal, Code, Listed
from vanlang.data_gateway.rules.envelopes import Malformed, check_code
from vanlang.data_gateway.rules.frequency import is_too_often
from vanlang.data_gateway.rules.proofs import Proof
from vanlang.data_gateway.rules.states import Event
from vanlang.kernel import journal, numbering
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.kernel.refusals import refuse_unless

WRONG_KEY = "Mã hệ thống hoặc khóa không đúng."
SERIES = "data_gateway.directory"
# Compared with when there is no such member, so that nobody learns from the time it takes.
NO_SECRET = hashlib.sha256(b"no such member").hexdigest()


def as_actor(member: Member) -> Actor:
    return Actor(None, member.name, ActorKind.SYSTEM)


@transaction.atomic
def admit(  # noqa: PLR0913 one form, each field with its name
    *,
    system_id: str,
    name: str,
    secret_name: str,
    code_prefix: str,
    by: Actor,
    at: datetime,
) -> Member:
    """Let a system use the axis, for one code and those below it; the same again changes it."""
    refuse_unless(permissions.may_administer(by))
    check_code(code_prefix)
    member, _ = Member.objects.update_or_create(
        system_id=system_id,
        defaults={
            "name": name,
            "secret_name": secret_name,
            "code_prefix": code_prefix,
            "is_active": True,
        },
        create_defaults={
            "name": name,
            "secret_name": secret_name,
            "code_prefix": code_prefix,
            "registered_at": at,
        },
    )
    _told(member, by=by, at=at)
    return member


@transaction.atomic
def switch(member: Member, *, on: bool, by: Actor, at: datetime) -> Member:
    """Shut a member out, or let it in again."""
    refuse_unless(permissions.may_administer(by))
    member = Member.objects.select_for_update().get(pk=member.pk)
    member.is_active = on
    member.save(update_fields=["is_active"])
    _told(member, by=by, at=at)
    return member


def recognise(  # noqa: PLR0913 one request, each part with its name
    proof: Proof, *, key: str, method: str, path: str, envelope: str, at: datetime
) -> Member:
    """Return the member that a request proves to come from.

    Either the key itself (`X-SecretKey`), as the provincial axes have it, or an HMAC made with it,
    which does not send the key and is good once.
    """
    member = axis.member(proof.system_id)
    secret = settings.EXCHANGE_SECRETS.get(member.secret_name, "") if member else ""
    if proof.signature:
        expected = proofs.signature(
            secret or NO_SECRET,
            method=method,
            path=path,
            timestamp=proof.timestamp,
            nonce=proof.nonce,
            sha256=proof.sha256,
            envelope=envelope,
        )
        is_right = proofs.fits(proof.signature, expected)
    else:
        is_right = proofs.fits(key, secret or NO_SECRET) and bool(key)
    if member is None or not secret or not is_right:
        raise AxisRefusal(Code.WRONG_KEY, WRONG_KEY)
    if proof.signature and not proofs.is_of_now(proof.timestamp, at=at):
        raise AxisRefusal(Code.CLOCK, "Đồng hồ của hai hệ thống lệch nhau quá 5 phút.")
    return member


@transaction.atomic
def admit_call(member: Member, *, operation: str, signature: str, at: datetime) -> Call:
    """Write a request into the call log; refuse one that came before, or one too many."""
    try:
        with transaction.atomic():
            call = Call.objects.create(
                member=member, operation=operation, at=at, signature=signature
            )
    except IntegrityError:
        raise AxisRefusal(Code.REPLAYED, "Yêu cầu này đã được gửi một lần.") from None
    if is_too_often(axis.calls_lately(member, at=at), limit=settings.AXIS_CALLS_A_MINUTE):
        raise AxisRefusal(Code.TOO_MANY, "Hệ thống gọi trục quá nhiều lần trong một phút.")
    return call


def note_refusal(call: Call, code: Code) -> None:
    Call.objects.filter(pk=call.pk).update(error_code=code)


def forget_calls(*, before: datetime) -> int:
    """Remove old lines of the call log; return how many."""
    return Call.objects.filter(at__lt=before).delete()[0]


@transaction.atomic
def register(agency: Listed, *, member: Member, at: datetime) -> MemberAgency:
    """Enter one of a member's agencies; the same again changes its name."""
    try:
        check_code(agency.code)
    except Malformed as problem:
        raise AxisRefusal(Code.MALFORMED, problem.message) from None
    if agency.code != member.code_prefix and not agency.code.startswith(f"{member.code_prefix}."):
        raise AxisRefusal(
            Code.NOT_PERMITTED, f"Mã {agency.code} không thuộc hệ thống {member.system_id}."
        )
    if not agency.name.strip():
        raise AxisRefusal(Code.MALFORMED, "Thiếu tên cơ quan.")
    known = MemberAgency.objects.select_for_update().filter(code=agency.code, valid_to=None).first()
    if known is not None and known.member_id != member.pk:
        raise AxisRefusal(Code.CONFLICT, f"Mã {agency.code} đang thuộc hệ thống khác.")
    words = {
        "name": agency.name.strip()[:300],
        "parent_code": agency.parent_code[:40],
        "mail": agency.mail[:254],
    }
    if known is not None and all(getattr(known, word) == text for word, text in words.items()):
        return known
    version = numbering.take(SERIES, "")
    if known is None:
        known = MemberAgency.objects.create(
            member=member,
            code=agency.code,
            valid_from=at,
            changed_at=at,
            version=version,
            **words,
        )
    else:
        MemberAgency.objects.filter(pk=known.pk).update(version=version, changed_at=at, **words)
        known.refresh_from_db()
    _told_agency(Event.AGENCY_REGISTERED, known, member, at)
    return known


@transaction.atomic
def withdraw(code: str, *, member: Member, at: datetime) -> MemberAgency:
    """Give an agency its last day at the axis; one that has left already is left as it is."""
    own = MemberAgency.objects.select_for_update().filter(code=code, member=member)
    known = own.filter(valid_to=None).first()
    if known is None:
        gone = own.order_by("-valid_to").first()
        if gone is None:
            raise AxisRefusal(Code.NOT_FOUND, f"Hệ thống không có cơ quan nào mang mã {code[:40]}.")
        return gone
    known.valid_to, known.changed_at = max(at, known.valid_from), at
    known.version = numbering.take(SERIES, "")
    known.save(update_fields=["valid_to", "changed_at", "version"])
    _told_agency(Event.AGENCY_WITHDRAWN, known, member, at)
    return known


def _told(member: Member, *, by: Actor, at: datetime) -> None:
    payload: dict[str, journal.Fact] = {
        "system": member.system_id,
        "prefix": member.code_prefix,
        "is_active": member.is_active,
    }
    journal.record(Event.MEMBER_CHANGED, about=member, by=by, at=at, payload=payload)


def _told_agency(event: Event, agency: MemberAgency, member: Member, at: datetime) -> None:
    journal.record(event, about=agency, by=as_actor(member), at=at, payload={"code": agency.code})
