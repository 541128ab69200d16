"""At the counter: an official types for the person, scans what they brought, and accepts it."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from vanlang.identity.api import Registration, Role, officials_only, record_access
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.public_services.actions import drafts, fees, submission, visiting
from vanlang.public_services.actions.consenting import AT_THE_COUNTER
from vanlang.public_services.forms.counter import Visitor, WhoStandsThere
from vanlang.public_services.forms.declaration import Declaration
from vanlang.public_services.models import Draft
from vanlang.public_services.queries import agencies, documents, dossiers, papers, procedures
from vanlang.public_services.rules import prefill
from vanlang.public_services.rules.answers import FormRefused
from vanlang.public_services.rules.deliveries import AddressRefused
from vanlang.public_services.rules.states import Channel, DeliveryManner
from vanlang.public_services.views import consents
from vanlang.public_services.views.claims import claim_of
from vanlang.public_services.views.deliveries import Asked, asked
from vanlang.public_services.views.inbox import ONE_LOOK
from vanlang.public_services.views.papers import keep_papers
from vanlang.ui import wording
from vanlang.ui.requests import Request

ONLY_RECEIVERS = "Mục này dành cho cán bộ tiếp nhận ở bộ phận một cửa."
MOST_FOUND = 10


def _counters(request: Request) -> list[tuple[str, str]]:
    held = request.actor.agencies_where(Role.RECEIVER)
    refuse_unless(bool(held), ONLY_RECEIVERS)
    found = [agencies.agency(unit) for unit in held if agencies.exists(unit)]
    return sorted((agency.code, agency.name) for agency in found)


@officials_only
def visitor(request: Request) -> HttpResponse:
    """Nhận tại quầy: find the procedure, type who is there."""
    counters = _counters(request)
    words = request.GET.get("q", "")[:100]
    today = day_of(timezone.now())
    found = procedures.search(words, on=today).rows[:MOST_FOUND] if words else []
    form = Visitor(
        request.POST or None,
        communes=_communes(),
        agencies=counters,
        initial={
            "procedure": request.GET.get("thu_tuc", ""),
            "channel": int(Channel.DIRECT),
            "receiving": counters[0][0] if counters else "",
        },
    )
    if form.is_valid():
        try:
            draft = _begin(request, form)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return redirect("public_services-counter-dossier", draft.pk)
    context = {
        "form": form,
        "found": found,
        "words": words,
        "key": request.POST.get("key") or uuid4(),
        "open_drafts": [
            (one, drafts.definition_of(one).name)
            for one in dossiers.drafts_of(request.actor).select_related("applicant")
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "public_services/officer/visitor.html", context, status=status)


def _begin(request: Request, form: Visitor) -> Draft:
    typed = form.cleaned_data
    agency = agencies.agency_with_code(typed["receiving"])
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        key = uuid4()
    return visiting.receive(
        visiting.Visit(
            key=key,
            code=typed["procedure"].strip(),
            receiving_area=agency.area_code if agency else "",
            channel=Channel(typed["channel"]),
            facts=_facts(typed),
        ),
        by=request.actor,
        at=timezone.now(),
    )


def _facts(typed: Mapping[str, str]) -> Registration:
    return Registration(
        name=typed["name"],
        identity_number=typed["identity_number"],
        phone=typed["phone"],
        commune_code=typed["commune_code"],
    )


@officials_only
def applicant(request: Request, key: UUID) -> HttpResponse:
    """Set right who stands there, before the dossier is filed."""
    rows = dossiers.drafts_of(request.actor).exclude(channel=int(Channel.ONLINE))
    draft = get_object_or_404(rows.select_related("version__procedure"), pk=key)
    form = WhoStandsThere(request.POST or None, communes=_communes(), initial=draft.visitor)
    if form.is_valid():
        try:
            visiting.correct(draft, _facts(form.cleaned_data), by=request.actor, at=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return redirect("public_services-counter-dossier", key)
    context = {"form": form, "draft": draft, "definition": drafts.definition_of(draft)}
    status = 422 if form.errors else 200
    return render(request, "public_services/officer/applicant.html", context, status=status)


def _communes() -> list[tuple[str, str]]:
    return [(commune.area_code, commune.place) for commune in agencies.communes()]


@officials_only
def dossier(request: Request, key: UUID) -> HttpResponse:
    """One page: form, scans, fee, and the button that accepts the dossier."""
    draft = (
        dossiers.drafts_of(request.actor)
        .exclude(channel=int(Channel.ONLINE))
        .select_related("applicant", "version__procedure")
        .filter(pk=key)
        .first()
    )
    if draft is None:
        filed = get_object_or_404(dossiers.visible_to(request.actor), pk=key)
        return redirect("public_services-officer-dossier", filed.code)
    if "consent" in request.POST:
        if problem := consents.answer(request, draft):
            return _page(request, draft, {}, {}, [problem])
        return redirect("public_services-counter-dossier", draft.pk)
    if request.method != "POST":
        return _page(request, draft, {}, {}, [])
    definition = drafts.definition_of(draft)
    given = {spec.key: request.POST.get(spec.key, "") for spec in definition.fields}
    problems = drafts.save_form(draft, given, by=request.actor, at=timezone.now()).problems
    paper_problems = keep_papers(request, draft)
    claim_problem = claim_of(request, draft) if "group" in request.POST else ""
    draft.refresh_from_db(fields=["form", "fee_group", "fee_proof"])
    sentences = [claim_problem, *_in_the_way(request, draft)]
    sentences = [sentence for sentence in sentences if sentence]
    if problems or paper_problems or sentences or not request.POST.get("accept"):
        return _page(request, draft, problems, paper_problems, sentences)
    return _accepted(request, draft)


def _in_the_way(request: Request, draft: Draft) -> list[str]:
    """Say all that keeps the button from accepting, and when the sum shown is not what is due."""
    if not request.POST.get("accept"):
        return []
    total = fees.standing(draft, at=timezone.now()).owed
    shown = request.POST.get("total", str(total))
    refusals = submission.obstacles(
        draft,
        fee_collected=bool(request.POST.get("fee_collected")),
        declared=bool(request.POST.get("declared")),
        at=timezone.now(),
    )
    sentences = [refusal.message for refusal in refusals if refusal.field != "fee"]
    if shown == str(total):
        return [refusal.message for refusal in refusals]
    called, sum_due = fees.called(draft, at=timezone.now()), wording.money(total)
    if shown == "0":  # what the form asks for costs: the page could not say so before
        return [*sentences, f"Bạn thu {sum_due} {called} và đánh dấu đã thu rồi tiếp nhận."]
    changed = f"Số tiền phải thu vừa đổi thành {sum_due}. Bạn thu đúng số này rồi tiếp nhận."
    return [*sentences, changed]


def _accepted(request: Request, draft: Draft) -> HttpResponse:
    try:
        answer = _accept(request, draft)
    except FormRefused as refused:
        return _page(request, draft, refused.problems, {}, [])
    if isinstance(answer, HttpResponse):
        return answer
    problem, wish = answer
    return _page(request, draft, {}, {}, [problem], wish)


def _wish(request: Request, draft: Draft) -> Asked:
    return asked(request, draft, usual=DeliveryManner.COUNTER, at=timezone.now())


def _accept(request: Request, draft: Draft) -> HttpResponse | tuple[str, Asked]:
    wish = _wish(request, draft)
    try:
        receipt = submission.submit_at_counter(
            draft.pk,
            delivery=wish.manner,
            address=wish.address,
            fee_collected=bool(request.POST.get("fee_collected")),
            declared=bool(request.POST.get("declared")),
            by=request.actor,
            at=timezone.now(),
        )
    except FormRefused:
        raise
    except Refusal as refusal:
        if isinstance(refusal, AddressRefused):
            wish.form.mark(refusal.problems)
        return refusal.message, wish
    return redirect("public_services-officer-dossier", receipt.code)


def _page(  # noqa: PLR0913, PLR0917 what one page shows
    request: Request,
    draft: Draft,
    problems: dict[str, str],
    paper_problems: dict[str, str],
    sentences: list[str],
    wish: Asked | None = None,
) -> HttpResponse:
    definition = drafts.definition_of(draft)
    now = timezone.now()
    is_open = papers.is_open_to_counter(draft, at=now)
    if draft.consented_at is not None:
        record_access(
            drafts.applicant_of(draft),
            by=request.actor,
            purpose=f"{AT_THE_COUNTER}: {draft.consent_purpose}".rstrip(": "),
            about=str(draft.pk),
            at=now,
            once_within=ONE_LOOK,
        )
    values = drafts.answers_shown(draft, at=now)
    context = {
        "draft": draft,
        "definition": definition,
        "applicant": drafts.applicant_of(draft),
        "is_open": is_open,
        **consents.context_of(draft),
        "declaration": submission.DECLARATION,
        "declared": bool(request.POST.get("declared")),
        "form": Declaration(
            definition,
            values,
            problems=problems or None,
            origins=draft.origins,
            at_counter=True,
            doubts=documents.doubts_of(definition, values),
        ),
        "components": papers.components_of(draft, definition, request.actor, at=timezone.now()),
        "paper_problems": paper_problems,
        "lines": fees.compared_lines_of(draft, at=now),
        "total": fees.amount_of(draft, at=now),
        "standing": fees.standing(draft, at=now),
        "orders": fees.paid_orders(draft),
        "claim": fees.claimed(draft, at=now),
        "called": fees.called(draft, at=now),
        "offers": fees.offers_to(draft, at=now),
        "chosen": request.POST.get("group", draft.fee_group),
        "wish": wish or _wish(request, draft),
        "lacks_residence": submission.lacks_residence(draft, at=now),
        "is_silent": papers.facts_are_open(draft, at=now) and not _says_anything(draft),
        "sentences": sentences,
        "problem": "consent" in request.POST and bool(sentences),
    }
    status = 422 if problems or paper_problems or sentences else 200
    return render(request, "public_services/officer/counter.html", context, status=status)


def _says_anything(draft: Draft) -> bool:
    """Tell whether what the person agreed to filled in anything of the form."""
    return any(origin != prefill.TYPED_AT_COUNTER for origin in draft.origins.values())


@officials_only
@require_POST
def discard(request: Request, key: UUID) -> HttpResponse:
    """Throw away what was begun at the counter, asked first: the button stands near the others."""
    draft = dossiers.drafts_of(request.actor).filter(pk=key).first()
    if draft is None:
        raise Http404
    orders = fees.paid_orders(draft)
    agreed = bool(request.POST.get("give_back"))
    if not agreed and (orders or not request.POST.get("sure")):
        context = {
            "draft": draft,
            "definition": drafts.definition_of(draft),
            "applicant": drafts.applicant_of(draft),
            "orders": orders,
            "paid": sum(order.amount for order in orders),
        }
        return render(request, "public_services/officer/discard.html", context)
    fees.discard(draft, give_back=agreed, by=request.actor, at=timezone.now())
    return redirect("public_services-counter")
