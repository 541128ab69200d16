"""The citizen's road to a dossier, one short page a step; each page is kept before the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.identity.api import Person
from vanlang.kernel.refusals import Refusal, Unavailable, refuse_unless
from vanlang.payments import api as payments
from vanlang.public_services.actions import drafts, fees, filing, submission
from vanlang.public_services.actions.drafts import Beginning
from vanlang.public_services.forms.declaration import Declaration
from vanlang.public_services.models import Draft
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.queries import agencies, documents, dossiers, papers, procedures
from vanlang.public_services.rules import catalogue
from vanlang.public_services.rules.answers import FormRefused
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.deliveries import AddressRefused
from vanlang.public_services.rules.parts import OnlineLevel
from vanlang.public_services.rules.states import DeliveryManner
from vanlang.public_services.views import places
from vanlang.public_services.views.claims import change_proof, claim_of
from vanlang.public_services.views.deliveries import asked
from vanlang.public_services.views.papers import CHANGES, keep_papers
from vanlang.ui.requests import Request, address_of

SIGN_IN_AS_CITIZEN = (
    "Nộp hồ sơ trực tuyến cần danh tính điện tử của người dân, doanh nghiệp. "
    "Cán bộ nhận hồ sơ giấy ở mục Nhận tại quầy."
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One page of the road, as the list beside it shows it."""

    title: str
    address: str
    state: str
    note: str = ""


def person_of(request: Request) -> Person:
    refuse_unless(permissions.may_file(request.actor), SIGN_IN_AS_CITIZEN)
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def definition_in_force(code: str) -> Definition:
    now = timezone.now()
    return procedures.definition_of(filing.version_in_force(code, at=now))


def _draft(request: Request, code: str, key: UUID) -> Draft | None:
    """Return the draft, or None when it was filed already (a page left open, a second click)."""
    person_of(request)
    draft = dossiers.drafts_of(request.actor).filter(pk=key, version__procedure__code=code).first()
    if draft is None and not dossiers.visible_to(request.actor).filter(pk=key).exists():
        raise Http404
    return draft


def _filed(request: Request, key: UUID) -> HttpResponse:
    return redirect("public_services-dossier", dossiers.visible_to(request.actor).get(pk=key).code)


def _to(name: str, draft: Draft) -> HttpResponse:
    return redirect(f"public_services-{name}", draft.version.procedure.code, draft.pk)


def _stages(draft: Draft, current: str) -> list[Stage]:
    code, key = draft.version.procedure.code, draft.pk
    names = {"place": "Nơi nộp", "form": "Tờ khai", "papers": "Giấy tờ"}
    now = timezone.now()
    if fees.full_lines_of(draft, at=now):
        names["fee"] = fees.called(draft, at=now).capitalize()
    names["check"] = "Kiểm tra và nộp"
    order = list(names)
    here = order.index(current) if current in order else 0
    return [
        Stage(
            title,
            reverse(f"public_services-{name}", args=[code, key]),
            "done" if i < here else "now" if i == here else "todo",
        )
        for i, (name, title) in enumerate(names.items())
    ]


def _page(
    request: Request, draft: Draft, current: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    definition = drafts.definition_of(draft)
    known = {
        "definition": definition,
        "draft": draft,
        "stages": _stages(draft, current),
        "competence": _competence(draft, definition),
        "receiving": drafts.receiving_of(draft),
        "gone": places.gone(draft),
        "closed": drafts.is_closed(draft, at=timezone.now()),
        "outdated": drafts.is_outdated(draft, at=timezone.now()),
    }
    return render(
        request,
        f"public_services/filing/{current}.html",
        {**known, **context, "has_faults": status >= HTTPStatus.BAD_REQUEST},
        status=status,
    )


def _competence(draft: Draft, definition: Definition) -> tuple[str, str]:
    """Return who settles and why; before the form says so, only why."""
    applicant = drafts.applicant_of(draft)
    try:
        agency, reason = filing.competent_for(
            definition,
            receiving=drafts.receiving_of(draft),
            residence=applicant.commune_code,
            form=draft.form,
            at=timezone.now(),
        )
    except Refusal as refusal:
        return "", refusal.message
    return agency.name, reason


def start(request: Request, code: str) -> HttpResponse:
    """Nơi nộp: any of the communes; who settles is said before anything is typed."""
    definition = definition_in_force(code)
    if definition.channel == OnlineLevel.IN_PERSON:
        return redirect("procedures-detail", code)  # that page says where to go
    person = person_of(request)
    error = ""
    if request.method == "POST":
        try:
            draft = drafts.begin(
                Beginning(
                    key=key_of(request),
                    code=code,
                    receiving_area=request.POST.get("receiving_area", ""),
                    applicant=person,
                ),
                by=request.actor,
                at=timezone.now(),
            )
            return _to("form", draft)
        except Refusal as refusal:
            if refusal.field != "receiving_area":
                raise
            error = refusal.message
    today = timezone.localdate()
    open_drafts = dossiers.drafts_of(request.actor).filter(version__procedure__code=code)
    context = {
        "definition": definition,
        "key": request.POST.get("key") or uuid4(),
        "communes": places.to_file_at(definition),
        "chosen": places.offered_first(
            request.POST.get("receiving_area") or request.GET.get("noi") or person.commune_code
        ),
        **places.asked_by_old_name(request),
        "who_settles": places.who_settles(definition),
        "home": agencies.agency_of_area(person.commune_code, on=today),
        "home_gone": agencies.gone_area_words(person.commune_code, on=today),
        "open_drafts": open_drafts,
        "error": error,
    }
    return render(
        request, "public_services/filing/start.html", context, status=422 if error else 200
    )


def key_of(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def place(request: Request, code: str, key: UUID) -> HttpResponse:
    """Choose another place to file at."""
    draft = _draft(request, code, key)
    if draft is None:
        return _filed(request, key)
    if request.method == "POST":
        drafts.choose_place(
            draft,
            area_code=request.POST.get("receiving_area", ""),
            by=request.actor,
            at=timezone.now(),
        )
        return _to("form", draft)
    definition = drafts.definition_of(draft)
    context = {
        "communes": places.to_file_at(definition),
        "chosen": places.offered_first(
            request.GET.get("noi") or drafts.receiving_of(draft).area_code
        ),
        **places.asked_by_old_name(request),
        "who_settles": places.who_settles(definition),
    }
    return _page(request, draft, "place", context)


def form(request: Request, code: str, key: UUID) -> HttpResponse:
    """Tờ khai, filled in with what is known; each value says where it comes from."""
    draft = _draft(request, code, key)
    if draft is None:
        return _filed(request, key)
    definition = drafts.definition_of(draft)
    if request.method != "POST":
        fixed = drafts.fixed_answers(draft, definition, draft.form)
        values = {**draft.form, **fixed}
        doubts = drafts.doubts_of(draft, definition, values, at=timezone.now())
        drawn = Declaration(
            definition, values, origins=draft.origins, fixed=fixed.keys(), doubts=doubts
        )
        return _page(request, draft, "form", {"form": drawn})
    given = {spec.key: request.POST.get(spec.key, "") for spec in definition.fields}
    checked = drafts.save_form(draft, given, by=request.actor, at=timezone.now())
    fixed = drafts.fixed_answers(draft, definition, given)
    if "X-Draft" in request.headers:  # kept while the person still writes: vanlang.js
        return HttpResponse(status=204)
    if checked.is_right:
        has_papers = definition.papers_asked(checked.values)
        return _to("papers" if has_papers else _after_papers(draft), draft)
    drawn = Declaration(
        definition,
        {**given, **fixed},
        problems=checked.problems,
        origins=draft.origins,
        fixed=fixed.keys(),
    )
    return _page(request, draft, "form", {"form": drawn}, status=422)


def sheet(request: Request, code: str, key: UUID) -> HttpResponse:
    """Giấy tờ: upload, reuse from the store, or nothing at all where a database has it."""
    draft = _draft(request, code, key)
    if draft is None:
        return _filed(request, key)
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems = keep_papers(request, draft)
        missing = drafts.missing_papers(draft)
        if not problems and not CHANGES & request.POST.keys():
            if not missing:
                return _to(_after_papers(draft), draft)
            problems = {spec.code: "Bạn chưa nộp giấy tờ này." for spec in missing}
    components = papers.components_of(
        draft, drafts.definition_of(draft), request.actor, at=timezone.now()
    )
    context = {"components": components, "problems": problems}
    return _page(request, draft, "papers", context, status=422 if problems else 200)


def fee(request: Request, code: str, key: UUID) -> HttpResponse:
    """Phí, lệ phí: what is due and why; one press leads to the gateway, which leads back here."""
    draft = _draft(request, code, key)
    if draft is None:
        return _filed(request, key)
    now = timezone.now()
    lines = fees.compared_lines_of(draft, at=now)
    if not lines:
        return _to("check", draft)
    problem = claim_problem = ""
    if request.method == "POST" and CHANGES & request.POST.keys():
        change_proof(request, draft)
        return _to("fee", draft)
    if request.method == "POST" and "claim" in request.POST:
        claim_problem = claim_of(request, draft)
        if not claim_problem:
            return _to("fee", draft)
    elif request.method == "POST":
        back = reverse("public_services-fee", args=[code, key])
        ip = address_of(request)
        try:
            gateway = fees.pay(draft, back=back, by=request.actor, at=now, ip=ip)
            return HttpResponseRedirect(gateway, status=303)
        except Unavailable as refusal:  # the road goes on from here when the gateway answers again
            problem = refusal.message
    context = {
        "lines": lines,
        "total": sum(line.amount for line, _ in lines),
        "offers": fees.offers_to(draft, at=now),
        "chosen": request.POST.get("group", draft.fee_group),
        "claim_problem": claim_problem,
        "proof": papers.paper_of(draft, drafts.FEE_PROOF.code),
        "called": fees.called(draft, at=now),
        "standing": fees.standing(draft, at=now),
        "orders": fees.paid_orders(draft),
        "is_paid": fees.is_paid(draft, at=now),
        "is_connected": payments.is_connected(),
        "last_try": fees.last_try(draft, at=now),
        "problem": problem,
    }
    status = Unavailable.status if problem else 422 if claim_problem else 200
    return _page(request, draft, "fee", context, status=status)


def _after_papers(draft: Draft) -> str:
    return "fee" if fees.full_lines_of(draft, at=timezone.now()) else "check"


def check(request: Request, code: str, key: UUID) -> HttpResponse:
    """Kiểm tra và nộp: everything on one page and one button; pressed twice, one dossier."""
    draft = _draft(request, code, key)
    if draft is None:
        return _filed(request, key)
    problem, status = "", 200
    wish = asked(request, draft, usual=DeliveryManner.ELECTRONIC, at=timezone.now())
    if request.method == "POST":
        try:
            receipt = submission.submit(
                key,
                delivery=wish.manner,
                address=wish.address,
                declared=bool(request.POST.get("declared")),
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("public_services-dossier", receipt.code)
        except FormRefused:
            return _to("form", draft)
        except Refusal as refusal:
            problem, status = refusal.message, refusal.status
            if isinstance(refusal, AddressRefused):
                wish.form.mark(refusal.problems)
    definition = drafts.definition_of(draft)
    checked = filing.check_form(definition, draft.form, at=timezone.now())
    doubts = drafts.doubts_of(draft, definition, draft.form, at=timezone.now())
    context = {
        "parts": documents.answered_parts(definition, draft.form, without=checked.problems),
        "form_is_right": checked.is_right,
        "doubts": [
            (spec.label, doubts[spec.key]) for spec in definition.fields if spec.key in doubts
        ],
        "declared": bool(request.POST.get("declared")),
        "declaration": submission.DECLARATION,
        "term_sentence": catalogue.term_sentence(definition),
        "components": papers.components_of(draft, definition, request.actor, at=timezone.now()),
        "missing": drafts.missing_papers(draft),
        "total": fees.amount_of(draft, at=timezone.now()),
        "called": fees.called(draft, at=timezone.now()),
        "full": sum(line.amount for line in fees.full_lines_of(draft, at=timezone.now())),
        "claim": fees.claimed(draft, at=timezone.now()),
        "standing": fees.standing(draft, at=timezone.now()),
        "orders": fees.paid_orders(draft),
        "wish": wish,
        "problem": problem,
    }
    return _page(request, draft, "check", context, status=status)


@require_POST
def renew(request: Request, code: str, key: UUID) -> HttpResponse:
    """Carry the draft over to the version now in force."""
    draft = _draft(request, code, key)
    if draft is None:
        return _filed(request, key)
    drafts.renew(draft, by=request.actor, at=timezone.now())
    return _to("form", draft)


@require_POST
def discard(request: Request, code: str, key: UUID) -> HttpResponse:
    draft = _draft(request, code, key)
    if draft is None:
        return _filed(request, key)
    orders = fees.paid_orders(draft)
    agreed = bool(request.POST.get("give_back"))
    if orders and not agreed:
        paid = sum(order.amount for order in orders)
        return _page(request, draft, "discard", {"orders": orders, "paid": paid})
    fees.discard(draft, give_back=agreed, by=request.actor, at=timezone.now())
    return redirect("payments-orders" if orders else "public_services-mine")
