"""Filing: one statement writes the number, the dossier, its first step and the journal's entry."""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NoReturn
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from vanlang.identity.api import Person, Sex, check_identity_number, check_phone
from vanlang.kernel import calendars, journal, notices, queue
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal, refuse_unless
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.models.procedures import ProcedureVersion
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import agencies, contacts, documents, procedures
from vanlang.public_services.queries.agencies import Agency
from vanlang.public_services.queries.contacts import Contact
from vanlang.public_services.rules import answers, codes, peoples, prefill, steps
from vanlang.public_services.rules.answers import Checked, FormRefused
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.fees import FEE_CHANNELS
from vanlang.public_services.rules.parts import OnlineLevel
from vanlang.public_services.rules.plausible import NumberFacts
from vanlang.public_services.rules.states import Channel, Event, State
from vanlang.ui import wording

ALREADY_SENT = "Mã gửi này đã dùng cho một hồ sơ khác. Bạn mở lại trang và nộp lại."
SIGN_IN_FIRST = "Bạn đăng nhập bằng danh tính điện tử để nộp hồ sơ cho chính mình."
OWN_NUMBER = "Đây là số định danh của bạn. Bạn ghi thông tin của người mà bạn nộp thay."
ONLY_AT_THE_COUNTER = "Thủ tục này chỉ nhận trực tiếp, bạn đến bộ phận một cửa của xã."

Parameter = str | int | bool | datetime | UUID | list[str] | None
# Everything a filing writes, in one round to the database. The number's row stays locked until
# the commit, so the series has no gap; a key that was filed before takes no number.
FILE = """
    WITH number AS (
        INSERT INTO kernel_series AS known (series, period, last)
        SELECT %s::text, %s::text, 1
        WHERE NOT EXISTS (SELECT FROM public_services_dossier WHERE id = %s::uuid)
        ON CONFLICT (series, period) DO UPDATE SET last = known.last + 1
        RETURNING last
    ), filed AS (
        INSERT INTO public_services_dossier (
            id, code, version_id, applicant_id, applicant_name, applicant_number, applicant_phone,
            applicant_email, applicant_address, filed_by_id, form, receiving_unit_id,
            competent_unit_id, channel, state, step_index, step_role, step_unit_id,
            step_started_at, step_due_at, filed_at, outcome, has_electronic_result, digitised,
            reused
        )
        SELECT %s::uuid, %s::text || lpad(last::text, greatest(4, length(last::text)), '0'),
            %s::bigint, %s::uuid, %s::text, %s::text, %s::text, %s::text, %s::text, %s::uuid,
            %s::jsonb, %s::bigint, %s::bigint, %s::smallint, %s::smallint, 0, %s::text,
            %s::bigint, %s::timestamptz, %s::timestamptz, %s::timestamptz, '', false, false,
            %s::boolean
        FROM number
        RETURNING id, code
    ), step AS (
        INSERT INTO public_services_dossierstep (
            dossier_id, index, kind, unit_id, started_at, due_at, done_by_name, verb, note
        )
        SELECT id, 0, %s::text, %s::bigint, %s::timestamptz, %s::timestamptz, '', '', ''
        FROM filed
    ), told AS (
        INSERT INTO kernel_notice (
            person_id, channel, address, subject, text, link, about, state, created_at, sent_at,
            attempt_count, last_error
        )
        SELECT %s::uuid, 'in_app', '', 'Đã nộp hồ sơ ' || code, %s::text,
            '/ho-so/' || code || '/', 'public_services.dossier:' || id, 'sent', %s::timestamptz,
            %s::timestamptz, 0, ''
        FROM filed
    ), {entry}
    SELECT code FROM filed
"""


@dataclass(frozen=True, slots=True)
class Filing:
    """All that is decided about a dossier before it is written."""

    key: UUID
    version_id: int
    definition: Definition
    applicant: Person
    receiving: Agency
    competent: Agency
    channel: Channel
    form: Mapping[str, str]
    reused: bool = False

    def contact_on(self, day: date) -> Contact:
        return contacts.contact_of(self.applicant, self.definition, self.form, on=day)


@dataclass(frozen=True, slots=True)
class Sent:
    """A whole form as it came in; `number` is the version it was filled in under, 0 if unsaid."""

    key: UUID
    code: str
    answers: Mapping[str, str]
    receiving_area: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person is told at once: the dossier's key and its code."""

    dossier_id: UUID
    code: str
    is_new: bool


def check_form(definition: Definition, given: Mapping[str, str], *, at: datetime) -> Checked:
    """Check the answers as of the day in Vietnam."""
    today = day_of(at)
    world = answers.World(
        today=today,
        is_commune=lambda code: agencies.is_commune(code, on=today),
        gone=lambda code: agencies.gone_area_words(code, on=today),
        identity_number=lambda text: check_identity_number(text).text,
        phone=check_phone,
        number_facts=_number_facts,
    )
    checked = answers.check(definition, given, world)
    return Checked(peoples.as_listed(checked.values, documents.nations()), checked.problems)


def check_answers(
    definition: Definition, given: Mapping[str, str], *, filer: Person, at: datetime
) -> Checked:
    """Check what somebody files online: for themselves as their electronic identity says, or
    for somebody else, who is not they.
    """
    checked = check_form(definition, {**given, **fixed_answers(definition, filer, given)}, at=at)
    if not prefill.is_for_another(definition, given):
        return checked
    own = {
        key: OWN_NUMBER
        for key in prefill.own_numbers(definition)
        if filer.identity_number and checked.values.get(key) == filer.identity_number
    }
    return Checked(checked.values, checked.problems | own)


def fixed_answers(
    definition: Definition, person: Person, given: Mapping[str, str]
) -> dict[str, str]:
    """Return the answers that somebody's electronic identity gives; none for who has no level,
    and none where they say that they file for somebody else.
    """
    if not person.identity_level:
        return {}
    return prefill.fixed(
        definition,
        {
            "name": person.name,
            "identity_number": person.identity_number or "",
            "birth_date": person.birth_date.isoformat() if person.birth_date else "",
            "sex": person.sex,
        },
        given,
    )


def _number_facts(text: str) -> NumberFacts:
    number = check_identity_number(text)
    return NumberFacts(number.sex == Sex.FEMALE, number.birth_year)


def version_in_force(code: str, *, at: datetime) -> ProcedureVersion:
    """Return the version to file under, or refuse a procedure that is closed or not there."""
    version = procedures.version_for(code, day_of(at))
    if version is None:
        raise Refusal(
            "Thủ tục này không còn hoặc chưa được tiếp nhận. "
            "Bạn tìm thủ tục đang có hiệu lực trong danh mục."
        )
    return version


def competent_for(
    definition: Definition,
    *,
    receiving: Agency,
    residence: str,
    form: Mapping[str, str],
    at: datetime,
) -> tuple[Agency, str]:
    """Return who settles the dossier, and why in a sentence.

    An electronic identity may still name a commune that has ended: who follows is competent.
    """
    today = day_of(at)
    found = steps.competence(
        definition, receiving_area=receiving.area_code, residence=residence, answers=form
    )
    if found.department:
        agency = agencies.department(found.department, on=today)
        serving = [agency] if agency else []
    else:
        serving = agencies.serving(found.area_code, on=today)
    if not serving:
        raise Refusal("Chưa xác định được cơ quan giải quyết. Bạn liên hệ bộ phận một cửa.")
    # Of several that follow, the one where the person files; else who took over the work.
    agency = receiving if receiving in serving else serving[0]
    gone = agencies.gone_area_words(found.area_code, on=today) if found.area_code else ""
    return agency, f"{found.reason} {gone}".strip()


def file_form(sent: Sent, *, applicant: Person, by: Actor, at: datetime) -> Receipt:
    """File a procedure that asks for no papers and no money, all answers at once."""
    version = version_in_force(sent.code, at=at)
    definition = procedures.definition_of(version)
    if sent.number not in {0, version.number}:
        filed = earlier(sent.key, by)
        return filed or refuse_old_form()
    if definition.channel == OnlineLevel.IN_PERSON:
        raise Refusal(ONLY_AT_THE_COUNTER)
    receiving = receiving_agency(definition, sent.receiving_area, at=at)
    checked = check_answers(definition, sent.answers, filer=applicant, at=at)
    if not checked.is_right:
        raise FormRefused(checked.problems)
    if any(paper.required for paper in definition.papers_asked(checked.values)) or amount_due(
        definition, checked.values, channel=Channel.ONLINE, at=at
    ):
        raise Refusal("Thủ tục này cần giấy tờ hoặc có phí, lệ phí. Bạn nộp theo từng bước.")
    competent, _ = competent_for(
        definition,
        receiving=receiving,
        residence=applicant.commune_code,
        form=checked.values,
        at=at,
    )
    return file(
        Filing(
            key=sent.key,
            version_id=version.pk,
            definition=definition,
            applicant=applicant,
            receiving=receiving,
            competent=competent,
            channel=Channel.ONLINE,
            form=checked.values,
        ),
        by=by,
        at=at,
    )


def receiving_agency(definition: Definition, area_code: str, *, at: datetime) -> Agency:
    """Return the commune that takes the dossier in, or the department where none was chosen."""
    today = day_of(at)
    agency = agencies.agency_of_area(area_code, on=today) if area_code else None
    if agency is None and not area_code and definition.competent.department:
        agency = agencies.department(definition.competent.department, on=today)
    if agency is None:
        gone = agencies.gone_area_words(area_code, on=today)
        if gone:
            raise Refusal(f"{gone} Bạn chọn lại nơi nộp.", field="receiving_area")
        raise Refusal("Bạn chọn một trong các xã, phường của tỉnh.", field="receiving_area")
    return agency


def amount_due(
    definition: Definition, form: Mapping[str, str], *, channel: Channel, at: datetime
) -> int:
    due = definition.fees_due(on=day_of(at), answers=form, channel=FEE_CHANNELS[channel])
    return sum(line.amount for line in due)


def file(filing: Filing, *, by: Actor, at: datetime) -> Receipt:
    """Write the dossier; the same key again gives the same dossier back."""
    if filing.channel == Channel.ONLINE:
        refuse_unless(
            permissions.may_file(by) and by.person_id == filing.applicant.pk,
            SIGN_IN_FIRST,
        )
    else:
        refuse_unless(permissions.may_file_at_counter(by, filing.receiving.id))
    refuse_ended(filing.receiving, at=at)
    try:
        with _savepoint():
            code = _write(filing, by=by, at=at)
    except IntegrityError:
        # Two of the same key at once: the other one was first.
        code = ""
    if not code:
        before = earlier(filing.key, by)
        if before is None:
            raise Conflict(ALREADY_SENT)
        return before
    queue.wake()
    contact = filing.contact_on(day_of(at))
    if notices.carried() and (contact.email or contact.phone):
        queue.later("public_services.confirm", dossier_id=str(filing.key))
    return Receipt(filing.key, code, is_new=True)


def refuse_ended(receiving: Agency, *, at: datetime) -> None:
    """Refuse to file where nobody takes in any more, and say who does."""
    gone = agencies.gone_words(receiving, on=day_of(at))
    if gone:
        raise Refusal(
            f"{gone} Những gì bạn đã điền còn nguyên; bạn chọn nơi nộp mới rồi nộp tiếp.",
            field="receiving_area",
        )


def _savepoint() -> AbstractContextManager[None]:
    """One statement is its own transaction; inside a larger one it must not spoil that."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def earlier(key: UUID, by: Actor) -> Receipt | None:
    """Return what was filed under this key before; nobody learns of another's."""
    found = Dossier.objects.filter(pk=key).values_list("code", "filed_by_id").first()
    if found is None:
        return None
    if found[1] != by.person_id:
        raise NotPermitted(ALREADY_SENT)
    return Receipt(key, found[0], is_new=False)


def refuse_old_form() -> NoReturn:
    """Say that the form belongs to a version that is no longer in force."""
    raise OldForm(
        "Tờ khai bạn điền thuộc phiên bản cũ của thủ tục. Thủ tục vừa có phiên bản mới; "
        "những gì bạn đã điền được chuyển sang tờ khai mới, bạn xem lại rồi nộp."
    )


class OldForm(Conflict):
    """The form belongs to a version that is no longer in force."""


def _write(filing: Filing, *, by: Actor, at: datetime) -> str:
    first = filing.definition.steps[0]
    due_at = steps.check_by(at, filing.definition.term, calendars.for_unit(filing.receiving.code))
    person, receiving, contact = filing.applicant, filing.receiving, filing.contact_on(day_of(at))
    entry = journal.statement(
        Event.FILED,
        about=f"public_services.dossier:{filing.key}",
        by=by,
        at=at,
        payload={
            "procedure": filing.definition.code,
            "receiving": receiving.code,
            "competent": filing.competent.code,
            "channel": int(filing.channel),
        },
        source="filed",
        computed="jsonb_build_object('code', filed.code)",
    )
    day = codes.period(at)
    parameters: Sequence[Parameter] = (
        *(f"dossier:{receiving.code}", day, filing.key, filing.key, f"{receiving.code}-{day}-"),
        *(filing.version_id, person.pk, person.name),
        *(person.identity_number or person.tax_code or "", contact.phone, contact.email),
        *(contact.address, by.person_id, json.dumps(dict(filing.form), ensure_ascii=False)),
        *(receiving.id, filing.competent.id, int(filing.channel), int(State.REGISTERED)),
        *(first.role, receiving.id, at, due_at, at, filing.reused),
        *(first.kind.value, receiving.id, at, due_at),
        *(person.pk, _words(filing, at), at, at),
        *entry.parameters,
    )
    with connection.cursor() as cursor:
        cursor.execute(_statement(entry.sql), parameters)
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def _words(filing: Filing, at: datetime) -> str:
    """Nghị định 224/2026, Điều 15 khoản 1 điểm g: which agency has it, since when."""
    return (
        f"{filing.receiving.name} nhận hồ sơ “{filing.definition.name}” lúc "
        f"{wording.moment(at)}. Cơ quan giải quyết: {filing.competent.name}."
    )


@lru_cache
def _statement(entry: str) -> str:
    return FILE.format(entry=entry)
