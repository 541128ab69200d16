"""Asking a person at the counter whether what is known of them may be used, and their answer."""

import secrets
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from vanlang.identity.api import record_access
from vanlang.kernel import journal, notices
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal, TooMany, refuse_unless
from vanlang.public_services.actions import drafts
from vanlang.public_services.actions.following import count_guess
from vanlang.public_services.models.consents import ConsentRequest
from vanlang.public_services.models.dossiers import Draft, DraftPaper
from vanlang.public_services.queries import consents
from vanlang.public_services.queries.papers import is_open_to_counter
from vanlang.public_services.rules import consents as rules
from vanlang.public_services.rules.consents import ConsentManner, ConsentState
from vanlang.public_services.rules.guesses import (
    FOR_A_COUNTER,
    QUESTIONS_OF_AN_OFFICIAL,
    QUESTIONS_TO_A_PERSON,
)
from vanlang.public_services.rules.states import Channel, Event, PaperOrigin

AT_THE_COUNTER = "Nhận hồ sơ tại quầy"
ONLY_AT_A_COUNTER = "Chỉ hồ sơ nhận tại quầy mới cần ghi đồng ý."
CHOOSE_A_PURPOSE = "Bạn chọn mục đích dùng thông tin."
SAID_NO = (
    "Người nộp đã từ chối, nên không mở bằng thẻ căn cước được. Nếu họ đổi ý, bạn gửi lại yêu cầu "
    "để chính họ xác nhận."
)
OVER = "Yêu cầu này đã hết hạn hoặc đã được trả lời. Cán bộ gửi yêu cầu mới nếu còn cần."
NONE_WAITING = "Không có yêu cầu nào đang chờ trả lời. Bạn gửi yêu cầu mới."
EXPIRED = "Mã đã hết hạn sau 5 phút. Bạn gửi yêu cầu mới."
NO_TRIES_LEFT = "Mã sai quá 5 lần nên không dùng được nữa. Bạn gửi yêu cầu mới."


@transaction.atomic
def consent(draft: Draft, purpose: str, *, by: Actor, at: datetime) -> Draft:
    """Record that the visitor, card in hand, agreed to have what is known of them used.

    From then on, for this dossier and one day, the counter sees what the purpose needs; they see
    who looked and why, and may take it back (Luật 91/2025, Điều 9).
    """
    draft = _lock(draft, by)
    _check_purpose(purpose)
    if consents.has_said_no(draft, at=at):
        raise Conflict(SAID_NO)
    _count_unknown(draft, by=by, at=at)
    _end_waiting(draft, at=at)
    row = _row(draft, purpose, by=by, at=at)
    _agree(row, ConsentManner.CARD, at=at)
    row.save(force_insert=True)
    _look(draft, purpose, by=by, at=at)
    return _open(draft, row, by=by, at=at)


@transaction.atomic
def ask(draft: Draft, purpose: str, *, by: Actor, at: datetime) -> ConsentRequest:
    """Ask the person themselves: by a code to their registered phone, and in their account.

    The same is written and said whether the person has a phone, an account, or neither.
    """
    draft = _lock(draft, by)
    _check_purpose(purpose)
    counted = (
        (f"consent:by:{by.person_id}", QUESTIONS_OF_AN_OFFICIAL),
        (f"consent:to:{draft.applicant_id}", QUESTIONS_TO_A_PERSON),
    )
    wait = max(count_guess(subject, limit, at) for subject, limit in counted)
    if wait:
        raise TooMany(
            f"Đã gửi nhiều yêu cầu. Bạn thử lại sau {-(-wait // 60)} phút, hoặc xem thẻ căn cước.",
            retry_after=wait,
        )
    _end_waiting(draft, at=at)
    row = _row(draft, purpose, by=by, at=at)
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}"
    row.code_hash = _hash(row, code)
    row.save(force_insert=True)
    journal.record(Event.CONSENT_ASKED, about=draft, by=by, at=at, payload={"purpose": purpose})
    _send(row, code, at=at)
    return row


def enter_code(draft: Draft, code: str, *, by: Actor, at: datetime) -> None:
    """Open the dossier's facts with the code that the person read out."""
    problem = _try_code(draft, code, by=by, at=at)
    if problem:
        raise Refusal(problem, field="code")


@transaction.atomic
def _try_code(draft: Draft, code: str, *, by: Actor, at: datetime) -> str:
    """Return what is wrong; a wrong code is counted, so this commits instead of raising."""
    draft = _lock(draft, by)
    row = _waiting(draft)
    if row is None:
        return NONE_WAITING
    if not consents.is_waiting(row, at=at):
        return EXPIRED
    digits = "".join(sign for sign in code if not sign.isspace())
    if not constant_time_compare(row.code_hash, _hash(row, digits)):
        row.wrong_count += 1
        left = rules.TRIES - row.wrong_count
        if left <= 0:
            row.state, row.answered_at = rules.move(ConsentState(row.state), "end"), at
        row.save(update_fields=["wrong_count", "state", "answered_at"])
        return f"Mã không đúng, còn {left} lần thử." if left > 0 else NO_TRIES_LEFT
    _agree(row, ConsentManner.CODE, at=at)
    row.save(update_fields=["state", "manner", "answered_at"])
    _look(draft, row.purpose, by=by, at=at)
    _open(draft, row, by=by, at=at)
    return ""


@transaction.atomic
def decline(draft: Draft, *, by: Actor, at: datetime) -> None:
    """Record at the counter that the person said no."""
    draft = _lock(draft, by)
    row = _waiting(draft)
    if row is None:
        raise Conflict(NONE_WAITING)
    _refuse(row, by=by, at=at)


@transaction.atomic
def agree(row: ConsentRequest, *, by: Actor, at: datetime) -> ConsentRequest:
    """Agree, as the person whom it concerns, signed in on their own phone."""
    row, draft = _own(row, by)
    if draft is None or not consents.is_waiting(row, at=at):
        raise Conflict(OVER)
    _agree(row, ConsentManner.ACCOUNT, at=at)
    row.save(update_fields=["state", "manner", "answered_at"])
    _open(draft, row, by=by, at=at)
    return row


@transaction.atomic
def refuse(row: ConsentRequest, *, by: Actor, at: datetime) -> ConsentRequest:
    """Say no: nothing of the person is opened at that counter."""
    row, _ = _own(row, by)
    _refuse(row, by=by, at=at)
    return row


@transaction.atomic
def withdraw(row: ConsentRequest, *, by: Actor, at: datetime) -> ConsentRequest:
    """Take an agreement back: what it filled in leaves the draft (Luật 91/2025, Điều 10)."""
    row, draft = _own(row, by)
    row.state, row.answered_at = rules.move(ConsentState(row.state), "withdraw"), at
    row.save(update_fields=["state", "answered_at"])
    if draft is not None:
        _take_out(draft, at=at)
    _record(Event.CONSENT_WITHDRAWN, row, by=by, at=at)
    return row


def close(draft: Draft, *, at: datetime) -> None:
    """Somebody else stands there: what the first person was asked concerns this draft no more."""
    _end_waiting(draft, at=at)
    ConsentRequest.objects.filter(draft=draft).update(draft=None)
    _take_out(draft, at=at)


def _take_out(draft: Draft, *, at: datetime) -> None:
    draft.consented_at, draft.consent_purpose = None, ""
    draft.form, draft.updated_at = drafts.answers_shown(draft, at=at), at
    draft.origins = {key: value for key, value in draft.origins.items() if key in draft.form}
    draft.save(update_fields=["consented_at", "consent_purpose", "form", "origins", "updated_at"])
    DraftPaper.objects.filter(draft=draft, source=PaperOrigin.STORE).delete()


def _lock(draft: Draft, by: Actor) -> Draft:
    draft = drafts.lock(draft.pk, by)
    if draft.channel == Channel.ONLINE or draft.applicant is None:
        raise Refusal(ONLY_AT_A_COUNTER)
    return draft


def _count_unknown(draft: Draft, *, by: Actor, at: datetime) -> None:
    """A card agrees with what is known; who opens nothing again and again is guessing names."""
    if drafts.applicant_of(draft).is_verified:
        return
    wait = count_guess(f"counter:{by.person_id}", FOR_A_COUNTER, at)
    if wait:
        raise TooMany(
            "Bạn đã ghi đồng ý cho nhiều người chưa có thông tin trên nền tảng. "
            f"Bạn thử lại sau {-(-wait // 60)} phút; hồ sơ vẫn nhận được.",
            retry_after=wait,
        )


def _own(row: ConsentRequest, by: Actor) -> tuple[ConsentRequest, Draft | None]:
    """Lock the draft before its question, as the counter does."""
    draft = Draft.objects.select_for_update(of=("self",)).filter(consents=row).first()
    row = ConsentRequest.objects.select_for_update().get(pk=row.pk)
    refuse_unless(by.person_id is not None and by.person_id == row.person_id)
    return row, draft


def _waiting(draft: Draft) -> ConsentRequest | None:
    rows = ConsentRequest.objects.select_for_update()
    return rows.filter(draft=draft, state=ConsentState.WAITING).first()


def _check_purpose(purpose: str) -> None:
    if purpose not in rules.PURPOSES:
        raise Refusal(CHOOSE_A_PURPOSE, field="purpose")


def _row(draft: Draft, purpose: str, *, by: Actor, at: datetime) -> ConsentRequest:
    if by.person_id is None or draft.applicant is None:
        raise NotPermitted(ONLY_AT_A_COUNTER)
    return ConsentRequest(
        draft=draft,
        person=draft.applicant,
        purpose=purpose,
        asked_by_id=by.person_id,
        who=f"{by.name}, {by.unit_name}".strip(", "),
        counter=drafts.receiving_of(draft).name,
        asked_at=at,
        expires_at=at + rules.TO_ANSWER,
    )


def _agree(row: ConsentRequest, manner: ConsentManner, *, at: datetime) -> None:
    row.state, row.manner = rules.move(ConsentState(row.state), "agree"), manner
    row.answered_at = at


def _refuse(row: ConsentRequest, *, by: Actor, at: datetime) -> None:
    row.state, row.answered_at = rules.move(ConsentState(row.state), "refuse"), at
    row.save(update_fields=["state", "answered_at"])
    _record(Event.CONSENT_REFUSED, row, by=by, at=at)


def _end_waiting(draft: Draft, *, at: datetime) -> None:
    """A new question takes the place of the old one, whose code opens nothing any more."""
    row = _waiting(draft)
    if row is not None:
        row.state, row.answered_at = rules.move(ConsentState(row.state), "end"), at
        row.save(update_fields=["state", "answered_at"])


def _hash(row: ConsentRequest, code: str) -> str:
    """Return the code as it is kept; without the installation's key it is not to be guessed."""
    return salted_hmac(
        "public_services.consent", f"{row.pk}:{code}", algorithm="sha256"
    ).hexdigest()


def _send(row: ConsentRequest, code: str, *, at: datetime) -> None:
    """Only a phone that the electronic identity gave is the person's; what was typed may be not."""
    phone = row.person.phone if row.person.identity_level else ""
    subject = "Quầy một cửa xin mở thông tin của bạn"
    words = {"who": row.who, "counter": row.counter, "purpose": row.purpose}
    notices.send(
        person_id=row.person_id,
        phone=phone,
        subject=subject,
        text=rules.sms(code, **words),
        at=at,
        in_app=False,
        useful_until=row.expires_at,
    )
    notices.send(
        person_id=row.person_id,
        subject=subject,
        text=rules.asking(**words),
        link=reverse("public_services-consent", args=[row.pk]),
        at=at,
    )


def _look(draft: Draft, purpose: str, *, by: Actor, at: datetime) -> None:
    record_access(
        drafts.applicant_of(draft),
        by=by,
        purpose=f"{AT_THE_COUNTER}: {purpose}",
        about=str(draft.pk),
        at=at,
    )


def _open(draft: Draft, row: ConsentRequest, *, by: Actor, at: datetime) -> Draft:
    """Fill in what the person agreed to, and tell them."""
    earlier = draft.consent_purpose if is_open_to_counter(draft, at=at) else ""
    if rules.opens_facts(row.purpose):
        known = drafts.prefilled(drafts.definition_of(draft), row.person, at=at)
        missing = {key: value for key, value in known.values.items() if not draft.form.get(key)}
        draft.form = draft.form | missing
        draft.origins = draft.origins | {
            key: origin for key, origin in known.origins.items() if key in missing
        }
    draft.consent_purpose = rules.together(row.purpose, earlier)
    draft.consented_at, draft.updated_at = at, at
    draft.save(update_fields=["form", "origins", "consented_at", "consent_purpose", "updated_at"])
    _record(Event.CONSENTED, row, by=by, at=at)
    notices.send(
        person_id=row.person_id,
        subject="Cán bộ quầy đã mở thông tin của bạn",
        text=f"{row.who}, ghi nhận bạn đồng ý cho dùng thông tin đã có ({row.manner_name}). "
        f"Mục đích: {row.purpose}. Nếu không phải bạn, hãy rút lại ngay và báo cơ quan này.",
        link=reverse("public_services-consent", args=[row.pk]),
        at=at,
    )
    return draft


def _record(event: Event, row: ConsentRequest, *, by: Actor, at: datetime) -> None:
    journal.record(
        event,
        about=row.draft or row,
        by=by,
        at=at,
        payload={"purpose": row.purpose, "manner": row.manner},
    )
