"""The last page: a draft becomes a dossier, with its papers and its fee."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vanlang.kernel import files, journal, search
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Refusal
from vanlang.payments import api as payments
from vanlang.public_services.actions import (
    accepting,
    addressing,
    claims,
    drafts,
    fees,
    filing,
    pages,
)
from vanlang.public_services.actions.filing import Filing, Receipt
from vanlang.public_services.models.dossiers import (
    Delivery,
    Dossier,
    DossierPaper,
    Draft,
    DraftPaper,
    Finance,
)
from vanlang.public_services.queries import contacts
from vanlang.public_services.rules import deliveries, prefill
from vanlang.public_services.rules.answers import FormRefused
from vanlang.public_services.rules.deliveries import PostalAddress
from vanlang.public_services.rules.parts import CompetentRule, PaperSource, PaperSpec
from vanlang.public_services.rules.states import (
    Channel,
    DeliveryManner,
    Event,
    FinanceState,
    PaperOrigin,
)

# Thông tư and decrees on civil status, business and land all ask for it; so it stands for all.
DECLARATION = (
    "Tôi cam đoan những nội dung khai trên đây và giấy tờ gửi kèm là đúng sự thật và chịu trách "
    "nhiệm trước pháp luật về cam đoan của mình."
)
NO_RESIDENCE = (
    "Thủ tục do xã, phường nơi cư trú giải quyết. Bạn ghi nơi cư trú của người nộp ở mục “Sửa "
    "người nộp”, hoặc hỏi họ đồng ý cho dùng thông tin đã có."
)
NOT_HEARD = "Bạn đọc lời cam đoan cho người nộp và đánh dấu họ đã cam đoan."
ANOTHER_VISITOR = (
    "{what} này khác người nộp đã nhận. Bạn sửa người nộp ở đầu trang, hoặc chọn nộp thay "
    "người khác."
)
NOT_DECLARED = "Bạn đọc và đánh dấu lời cam đoan trước khi nộp."
REUSED = frozenset({PaperOrigin.STORE, PaperOrigin.DATABASE})


@transaction.atomic
def submit(  # noqa: PLR0913 one sentence, said once
    key: UUID,
    *,
    delivery: DeliveryManner,
    declared: bool,
    by: Actor,
    at: datetime,
    address: PostalAddress | None = None,
) -> Receipt:
    """File the draft; sent again, it gives the dossier that it became."""
    draft = _ready(key, by, at)
    if isinstance(draft, Receipt):
        return draft
    if not declared:
        raise Refusal(NOT_DECLARED, field="declared")
    journal.record(Event.DECLARED, about=draft, by=by, at=at, payload={"text": DECLARATION})
    amount = fees.amount_of(draft, at=at)
    if not fees.is_paid(draft, at=at):
        called = fees.called(draft, at=at)
        raise Refusal(f"Bạn thanh toán {called} trước khi nộp hồ sơ.", field="fee")
    wanted = _wanted(draft, delivery, address, at=at)
    return _file(draft, delivery=wanted, amount=amount, by=by, at=at)


@transaction.atomic
def submit_at_counter(  # noqa: PLR0913 one sentence, said once
    key: UUID,
    *,
    delivery: DeliveryManner,
    fee_collected: bool,
    declared: bool,
    by: Actor,
    at: datetime,
    address: PostalAddress | None = None,
) -> Receipt:
    """File what a person brought, and accept it at once: the official has seen it complete."""
    draft = _ready(key, by, at)
    if isinstance(draft, Receipt):
        return draft
    _refuse_another(draft)
    for refusal in obstacles(draft, fee_collected=fee_collected, declared=declared, at=at):
        raise refusal
    journal.record(Event.DECLARED, about=draft, by=by, at=at, payload={"text": DECLARATION})
    wanted = _wanted(draft, delivery, address, at=at)
    amount = fees.amount_of(draft, at=at)
    if amount:
        fees.collect(draft, by=by, at=at)
    receipt = _file(draft, delivery=wanted, amount=amount, by=by, at=at)
    accepting.accept(Dossier.objects.get(pk=receipt.dossier_id), by=by, at=at)
    return receipt


def obstacles(draft: Draft, *, fee_collected: bool, declared: bool, at: datetime) -> list[Refusal]:
    """Return all that still keeps a counter from accepting: said at once, a queue waits."""
    refusals = []
    if missing := drafts.missing_papers(draft):
        refusals.append(_missing(missing))
    if lacks_residence(draft, at=at):
        refusals.append(Refusal(NO_RESIDENCE, field="residence"))
    if not declared:
        refusals.append(Refusal(NOT_HEARD, field="declared"))
    if not fees.is_paid(draft, at=at) and not fee_collected:
        called = fees.called(draft, at=at)
        words = f"Bạn thu {called} và đánh dấu đã thu trước khi tiếp nhận."
        refusals.append(Refusal(words, field="fee"))
    return refusals


def lacks_residence(draft: Draft, *, at: datetime) -> bool:
    """Tell whether it depends on where the visitor lives who settles this, and nobody knows."""
    rule = drafts.definition_of(draft).competent.rule
    known = contacts.applicant_as_open(draft, at=at)
    return rule == CompetentRule.COMMUNE_OF_RESIDENCE and not known.commune_code


def _missing(specs: Sequence[PaperSpec]) -> Refusal:
    names = "; ".join(f"“{spec.name}”" for spec in specs)
    return Refusal(f"Hồ sơ còn thiếu giấy tờ: {names}.", field="papers")


def _refuse_another(draft: Draft) -> None:
    """Mẫu 01 names who was received: a form that names somebody else would contradict it.

    Raises:
        FormRefused: another name or number stands in the form, and nobody files for another.
    """
    definition = drafts.definition_of(draft)
    if prefill.is_for_another(definition, draft.form):
        return
    visitor = drafts.applicant_of(draft)
    facts = {fact: key for key, fact in prefill.verified_fields(definition).items()}
    key = facts.get("identity_number", "")
    if draft.form.get(key) and draft.form[key] != visitor.identity_number:
        raise FormRefused({key: ANOTHER_VISITOR.format(what="Số")})
    key = facts.get("name", "")
    if draft.form.get(key) and not search.is_same(draft.form[key], visitor.name):
        raise FormRefused({key: ANOTHER_VISITOR.format(what="Họ tên")})


def _ready(key: UUID, by: Actor, at: datetime) -> Draft | Receipt:
    """Return the draft, complete and under the version in force, or what it became before."""
    filed = filing.earlier(key, by)
    if filed is not None:
        return filed
    draft = drafts.lock(key, by)
    filing.version_in_force(draft.version.procedure.code, at=at)
    if drafts.is_outdated(draft, at=at):
        filing.refuse_old_form()
    filing.refuse_ended(drafts.receiving_of(draft), at=at)
    definition = drafts.definition_of(draft)
    draft.form = {**draft.form, **drafts.fixed_answers(draft, definition, draft.form)}
    checked = drafts.check(draft, definition, draft.form, at=at)
    if not checked.is_right:
        raise FormRefused(checked.problems)
    missing = drafts.missing_papers(draft)
    if missing:
        raise _missing(missing)
    payments.hold(draft.pk)  # what is judged as paid must not be asked back before it is filed
    fees.require_proof(draft, at=at)
    return draft


def _wanted(
    draft: Draft, manner: DeliveryManner, address: PostalAddress | None, *, at: datetime
) -> Delivery:
    """Return how paper and copies get to the person, where that can be done."""
    copies = deliveries.copies_asked(drafts.definition_of(draft), draft.form)
    deliveries.require_manner(manner, copies)
    delivery = Delivery(dossier_id=draft.pk, manner=manner, copies=copies)
    if manner == DeliveryManner.POST:
        addressing.write(delivery, addressing.checked(address, at=at))
    return delivery


def _file(draft: Draft, *, delivery: Delivery, amount: int, by: Actor, at: datetime) -> Receipt:
    definition = drafts.definition_of(draft)
    applicant = contacts.applicant_as_open(draft, at=at)
    receiving = drafts.receiving_of(draft)
    competent, _ = filing.competent_for(
        definition,
        receiving=receiving,
        residence=applicant.commune_code,
        form=draft.form,
        at=at,
    )
    papers = _papers(draft, by, at)
    receipt = filing.file(
        Filing(
            key=draft.pk,
            version_id=draft.version_id,
            definition=definition,
            applicant=applicant,
            receiving=receiving,
            competent=competent,
            channel=Channel(draft.channel),
            form=draft.form,
            reused=any(paper.source in REUSED for paper in papers),
        ),
        by=by,
        at=at,
    )
    DossierPaper.objects.bulk_create(papers)
    for paper in papers:
        if paper.file is not None:
            files.read_later(paper.file)  # officials find the dossier by what its scans say
    if delivery.manner != DeliveryManner.ELECTRONIC:
        delivery.save(force_insert=True)
    claims.keep(draft, by=by, at=at)
    fees.release(draft, about=receipt.code, by=by, at=at)
    if amount:
        Finance.objects.create(
            dossier_id=receipt.dossier_id,
            amount=amount,
            reference=fees.paid_orders(draft)[0].pk,
            state=FinanceState.PAID,
            paid_online=draft.channel == Channel.ONLINE,
            settled_at=at,
        )
    draft.delete()
    return receipt


def _papers(draft: Draft, by: Actor, at: datetime) -> list[DossierPaper]:
    """Return what was handed in, and what a database says in place of a paper."""
    rows = DraftPaper.objects.filter(draft=draft).select_related("file")
    handed_in = {paper.code: paper for paper in rows}
    papers = []
    for paper in handed_in.values():
        file, file_name, provenance = pages.file_of(paper, by=by, at=at)
        papers.append(
            DossierPaper(
                dossier_id=draft.pk,
                code=paper.code,
                name=paper.name,
                source=paper.source,
                file=file,
                file_name=file_name,
                provenance=provenance,
                added_at=paper.added_at,
            )
        )
    papers += [
        DossierPaper(
            dossier_id=draft.pk,
            code=spec.code,
            name=spec.name,
            source=PaperOrigin.DATABASE,
            provenance=drafts.FROM_DATABASE,
            added_at=at,
        )
        for spec in drafts.definition_of(draft).papers_asked(draft.form)
        if spec.source == PaperSource.DATABASE and spec.code not in handed_in
    ]
    return papers
