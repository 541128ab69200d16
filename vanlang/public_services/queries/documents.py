"""The papers of a dossier as PDF: the receipt (Mẫu 01) and the result."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from vanlang.identity.api import Unit
from vanlang.kernel import files, search
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.models import StoredFile
from vanlang.payments import api as payments
from vanlang.public_services.models.claims import FeeClaim
from vanlang.public_services.models.dossiers import Delivery, Dossier, DossierPaper, DossierStep
from vanlang.public_services.models.results import Result
from vanlang.public_services.queries import (
    agencies,
    binding,
    corrections,
    deliveries,
    procedures,
    signers,
)
from vanlang.public_services.queries.agencies import Agency
from vanlang.public_services.rules import legal_bases, plausible, prefill, result_papers, results
from vanlang.public_services.rules.answers import shown
from vanlang.public_services.rules.claims import ClaimState
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import PaperSpec
from vanlang.public_services.rules.states import PaperOrigin
from vanlang.ui import papers, wording
from vanlang.ui.jinja import provisional
from vanlang.ui.papers import Paper

NOT_ACCEPTED_YET = (
    "Giấy xác nhận nộp hồ sơ; thời hạn tính từ khi hồ sơ được tiếp nhận đầy đủ, hợp lệ."
)


def definition_of(dossier: Dossier) -> Definition:
    """Return the definition the dossier was born under."""
    return procedures.definition_of(procedures.version_with_id(dossier.version_id))


@dataclass(frozen=True, slots=True)
class AnsweredPart:
    """A section of the form with what was answered in it: (key, label, answer as people read it).

    Without its section one cannot tell whose name and whose birth date it is.
    """

    title: str
    answers: list[tuple[str, str, str]]


def answered_parts(
    definition: Definition,
    form: Mapping[str, str],
    *,
    on: date | None = None,
    without: Collection[str] = (),
) -> list[AnsweredPart]:
    """Return the sections of the form in which something was answered, communes as named then."""

    def named(area_code: str) -> str:
        return agencies.commune_name(area_code, on=on)

    parts = [
        AnsweredPart(
            section.title,
            [
                (spec.key, spec.label, shown(spec, form[spec.key], named))
                for spec in section.fields
                if form.get(spec.key) and spec.key not in without
            ],
        )
        for section in definition.form
    ]
    return [part for part in parts if part.answers]


def printed_answers(dossier: Dossier, definition: Definition) -> dict[str, str]:
    """Return the answers as a paper prints them: a place always with commune and province."""
    filed = day_of(dossier.filed_at)

    def in_full(area_code: str) -> str:
        return agencies.commune_in_full(area_code, on=filed)

    answers = {
        spec.key: shown(spec, dossier.form.get(spec.key, ""), in_full)
        for spec in definition.fields
        if dossier.form.get(spec.key)
    }
    if prefill.is_for_another(definition, dossier.form):
        return answers
    homes = {spec.key for spec in definition.fields if spec.prefill == prefill.HOME}
    whole = dossier.applicant_address
    return {
        key: whole if key in homes and whole.startswith(f"{answer}, ") else answer
        for key, answer in answers.items()
    }


DATA = Path(__file__).parents[1] / "data"


@cache
def nations() -> dict[str, str]:
    """Return the nations' names by how they are compared."""
    return {search.fold(name): name for name in json.loads((DATA / "nations.json").read_text())}


@cache
def provinces() -> frozenset[str]:
    """Return the names of provinces, now and before, as they are compared."""
    lists = json.loads((DATA / "provinces.json").read_text())
    names = (*lists["now"], *lists["before"], *lists["earlier"])
    return frozenset(search.fold(name).replace(" - ", " ") for name in names)


def doubts_of(definition: Definition, form: Mapping[str, str]) -> dict[str, str]:
    """Return what may be true and is unusual, by field: for who fills in and for the officer."""
    return plausible.doubts(definition, form, nations=nations(), provinces=provinces())


def prefilled_result(dossier: Dossier, *, at: datetime) -> dict[str, str]:
    """Return the draft of the result as the form itself would write it."""
    definition = definition_of(dossier)
    facts = printed_answers(dossier, definition) | _of_the_case(dossier, at=at)
    return results.prefilled(definition, facts)


def _of_the_case(dossier: Dossier, *, at: datetime) -> dict[str, str]:
    """Return what every paper may name: who settles, its head, who asked."""
    agency = _in_office(dossier, at=at)
    return {
        "agency": agency.name,
        "agency_in_full": f"{agency.name}, {agencies.province()}",
        "head": agency.head_title,
        "addressee": dossier.applicant_name,
    }


def address_of_page(path: str) -> str:
    """Return the whole address of a page, for a QR code on paper."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def result_paper(
    dossier: Dossier,
    result: Result,
    *,
    at: datetime,
    signer: Actor | None = None,
    reader: Actor | None = None,
) -> Paper:
    """Set the result; without `signer` it is a draft: neither numbered nor dated.

    A draft shows by whose right it will be signed; a leader who reads it is who would sign.
    """
    definition = definition_of(dossier)
    if result.attached_file is not None:
        return attached_paper(dossier, result, at=at, signer=signer, reader=reader)
    layout = definition.result_paper
    facts = {
        key.removeprefix(results.FACT): value
        for key, value in result.fields.items()
        if key.startswith(results.FACT)
    }
    # What the officer took out of a line stays out; elsewhere the form's answers hold.
    lines = result_papers.line_keys_of(layout)
    printed = printed_answers(dossier, definition)
    answers = {key: answer for key, answer in printed.items() if key not in lines}
    book_number = facts.pop(layout.number_field, "")
    text = result_papers.set_paper(layout, answers | facts | _of_the_case(dossier, at=at))
    body = [words for words in result.fields.get(results.BODY, "").split("\n") if words.strip()]
    paper = papers.render(
        f"public_services/{definition.result.template.value}",
        {
            **_frame(dossier, result, at=at, signer=signer, reader=reader),
            "kind": "" if layout.letter else layout.title or definition.result.name,
            "subtitle": layout.subtitle,
            "summary": result.fields.get(results.SUMMARY, "") if layout.summary else "",
            "to": [text.to] if text.to else [],
            "authority": text.authority,
            "bases": legal_bases.sentences(definition.legal_bases) if layout.bases else [],
            "paragraphs": body,
            "sections": [
                {"title": title, "fields": [list(line) for line in lines]}
                for title, lines in text.sections
            ],
            "closing": list(text.closing),
            "number_in_head": layout.number_in_head,
            "place_in_head": layout.place_in_head,
            "book_number": book_number if layout.number_field else None,
            "recipients": result_papers.recipients(layout, body, dossier.applicant_name),
        },
    )
    original = binding.pages_of_original(dossier, layout.copy_of)
    return binding.bound_before(original, paper) if original else paper


def _frame(
    dossier: Dossier,
    result: Result,
    *,
    at: datetime,
    signer: Actor | None,
    reader: Actor | None = None,
) -> dict[str, object]:
    """Return what stands on every result: who, which number and day, who signs, how to check."""
    definition = definition_of(dossier)
    agency = _in_office(dossier, at=at)
    check = address_of_page(reverse("public_services-verify"))
    in_office = unit_in_office(dossier, at=at)
    block = signers.block_of(in_office, definition, [signer] if signer else [], reader, at=at)
    return {
        "at": at,
        "title": f"{definition.result.name} {dossier.code}",
        **head_of(agency),
        "number": f"{result.number:02d}" if signer and result.number else "",
        "symbol": results.tail(definition.result.doc_type, agency.name),
        "date": day_of(at) if signer else None,
        "draft": signer is None,
        "signing_as": block.lines,
        "signer": block.name,
        "code": result.verification_code,
        "check": f"Kiểm tra tại {check} bằng mã tra cứu hoặc mã QR.",
        "qr": f"{check}?ma={result.verification_code}",
    }


def attached_paper(
    dossier: Dossier,
    result: Result,
    *,
    at: datetime,
    signer: Actor | None = None,
    reader: Actor | None = None,
) -> Paper:
    """Set the attached file with a page behind it on which it is signed and sealed."""
    if result.attached_file is None:
        raise AssertionError(f"{dossier.code} has no attached file.")
    pages = files.read(result.attached_file)
    page = papers.render(
        "public_services/sign_page",
        {
            **_frame(dossier, result, at=at, signer=signer, reader=reader),
            "kind": definition_of(dossier).result.name,
            "file_name": result.attached_name,
            "page_count": binding.count_pages(pages),
        },
    )
    return binding.bound_before(pages, page)


def receipt_paper(dossier: Dossier, *, at: datetime) -> Paper:
    """Set Mẫu 01; before acceptance the same sheet only confirms that the dossier was filed."""
    definition = definition_of(dossier)
    # Who took it in, by the name of that day, also when the receipt is printed much later.
    taken_in = day_of(dossier.accepted_at or dossier.filed_at)
    receiving = agencies.agency(dossier.receiving_unit_id, on=taken_in)
    competent = agencies.agency(dossier.competent_unit_id, on=taken_in)
    delivery = Delivery.objects.filter(dossier=dossier).first()
    accepted = dossier.accepted_at is not None
    track = address_of_page(reverse("public_services-dossier", args=[dossier.code]))
    return papers.render(
        "public_services/receipt" if accepted else "public_services/confirmation",
        {
            "at": at,
            "title": f"Giấy tiếp nhận hồ sơ {dossier.code}",
            **head_of(receiving),
            "number": "",
            "symbol": "",
            "date": taken_in,
            "replaces": corrections.replaces(dossier, corrections.corrections_of(dossier)),
            "code": dossier.code,
            "receiving_unit": receiving.name,
            "competent_unit": competent.name if competent.id != receiving.id else "",
            "applicant": dossier.applicant_name,
            "submitter": dossier.applicant_name,
            "identity_number": dossier.applicant_number,
            "address": dossier.applicant_address,
            "phone": dossier.applicant_phone,
            "email": dossier.applicant_email,
            "request": definition.name,
            "papers": [
                _paper_row(paper, definition.paper(paper.code))
                for paper in DossierPaper.objects.filter(dossier=dossier)
                # Nobody handed in what officials look up: a receipt says what was received.
                .exclude(source=PaperOrigin.DATABASE)
                .order_by("id")
            ],
            "sets": 1,
            "term": definition.term.text,
            "received_at": dossier.accepted_at or dossier.filed_at,
            "due_at": dossier.due_at,
            "due_note": provisional(dossier.due_at) if dossier.due_at else "",
            "delivery": deliveries.words_of(delivery, on=taken_in),
            "fee": _fee(dossier),
            "note": "" if accepted else NOT_ACCEPTED_YET,
            "receiver": _receiver(dossier),
            "follow_up": track,
            "qr": track,
        },
    )


def head_of(agency: Agency) -> dict[str, str]:
    place = agency.place if agency.is_commune else settings.PROVINCE_NAME
    lines = f"Ủy ban nhân dân\n{agency.place}" if agency.is_commune else agency.name
    superior = "" if agency.is_commune else f"Ủy ban nhân dân {agencies.province()}"
    name = place.removeprefix("xã ").removeprefix("phường ").removeprefix("Tỉnh ")
    return {"superior": superior, "agency": lines, "place": name}


def _paper_row(paper: DossierPaper, spec: PaperSpec | None) -> Mapping[str, str | int]:
    scanned = paper.source == PaperOrigin.SCAN
    return {
        "name": paper.name,
        "originals": spec.original if spec and scanned else 0,
        "copies": spec.copies if spec and scanned else 0,
        "certified": 0,
        "electronic": 1,
    }


def _fee(dossier: Dossier) -> str:
    """Return what the dossier costs; where more was paid, that too, and what goes back."""
    finance = getattr(dossier, "finance", None)
    leaving = sum(
        surplus.amount
        for surplus in payments.surpluses_of(dossier.pk)
        if surplus.attempt_id is None and surplus.state != payments.SurplusState.REFUSED
    )
    due = finance.amount if finance else 0
    held = sum(line.amount for line in payments.held(dossier.pk))
    parts = [f"hoàn trả {wording.money(leaving)}"] if leaving else []
    if held > due and FeeClaim.objects.filter(dossier=dossier, state=ClaimState.CLAIMED).exists():
        unchecked = wording.money(held - due)
        parts.append(f"hoàn trả {unchecked} nếu đúng diện miễn, giảm")
    if parts:
        parts.insert(0, f"đã nộp {wording.money(held + leaving)}")
        return f"{wording.money(due)} ({', '.join(parts)})"
    return wording.money(due) if due else ""


def _receiver(dossier: Dossier) -> str:
    """Return who took the dossier in."""
    done = DossierStep.objects.filter(dossier=dossier, verb="accept").order_by("id")
    return done.values_list("done_by_name", flat=True).first() or ""


def read(file: StoredFile) -> bytes:
    return files.read(file)


def follow_path() -> str:
    return reverse("public_services-follow")


def _in_office(dossier: Dossier, *, at: datetime) -> Agency:
    """Return who settles at that moment: the competent agency, or who took over from it."""
    return agencies.in_office(dossier.competent_unit_id, on=day_of(at)).as_of(day_of(at))


def settles(dossier: Dossier, *, at: datetime) -> Agency:
    """Return who settles it now or settled it then, by the name it had when it was done."""
    return _in_office(dossier, at=min(dossier.finished_at or at, at))


def took_in(dossier: Dossier) -> Agency:
    return agencies.agency(dossier.receiving_unit_id, on=day_of(dossier.filed_at))


def handed_over(dossier: Dossier, *, at: datetime) -> str:
    """Say that what is not settled goes on elsewhere, its agency having ended; "" of others."""
    today = day_of(at)
    ended = agencies.agency(dossier.competent_unit_id)
    gone = agencies.gone_words(ended, on=today) if dossier.finished_at is None else ""
    if not gone:
        return ""
    follower = agencies.in_office(ended.id, on=today)
    return f"{gone} {follower.name} giải quyết tiếp hồ sơ này; bạn không phải nộp lại."


def unit_in_office(dossier: Dossier, *, at: datetime) -> Unit:
    return Unit.objects.get(pk=_in_office(dossier, at=at).id)
