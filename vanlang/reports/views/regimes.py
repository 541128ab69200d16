"""The catalogue of regimes, and each as one reads it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from vanlang.identity.api import officials_only
from vanlang.reports import permissions
from vanlang.reports.actions import defining
from vanlang.reports.models import RegimeVersion
from vanlang.reports.queries import counting, regimes
from vanlang.reports.rules.definitions import REPORTER_NAMES, Definition
from vanlang.reports.rules.numbers import KIND_NAMES
from vanlang.reports.rules.periods import FREQUENCY_NAMES
from vanlang.reports.rules.states import VersionState
from vanlang.ui.requests import Request

ROUNDS_SHOWN = 24


@officials_only
@require_GET
def index(request: Request) -> HttpResponse:
    context = {
        "versions": regimes.catalogue(request.actor),
        "frequencies": FREQUENCY_NAMES,
        "reporters": REPORTER_NAMES,
        "may_draft": regimes.owners(request.actor).exists(),
    }
    return render(request, "reports/regimes.html", context)


@officials_only
@require_GET
def show(request: Request, code: str) -> HttpResponse:
    """Show what is in force of a regime, or else its latest version one may see."""
    found = [one for one in regimes.visible_to(request.actor) if one.regime.code == code]
    if not found:
        raise Http404
    in_force = next((one for one in found if one.state == VersionState.PUBLISHED), found[0])
    return _page(request, in_force)


@officials_only
@require_GET
def version(request: Request, code: str, number: int) -> HttpResponse:
    found = get_object_or_404(regimes.visible_to(request.actor), regime__code=code, number=number)
    return _page(request, found)


def _page(request: Request, found: RegimeVersion) -> HttpResponse:
    actor, regime = request.actor, found.regime
    may_draft = permissions.may_draft_regime(actor, regime.owner_id)
    is_draft = found.state == VersionState.DRAFT
    context = {
        "version": found,
        "regime": regime,
        "definition": found.definition,
        "said": facts_of(found.definition),
        "versions": regimes.visible_to(actor).filter(regime=regime),
        "rounds": regimes.with_counts(regimes.rounds_of(regime, actor))[:ROUNDS_SHOWN],
        "kinds": KIND_NAMES,
        "measures": {one.code: one.name for one in counting.known_measures()},
        "may_draft": may_draft,
        "may_publish": permissions.may_publish(actor, regime),
        "is_draft": is_draft,
        "defects": defining.defects(found.definition) if is_draft else [],
        "has_draft": may_draft and regimes.draft_of(regime) is not None,
    }
    return render(request, "reports/regime.html", context)


def facts_of(definition: Definition) -> list[tuple[str, str]]:
    """Return what Nghị định 09/2019/NĐ-CP, Điều 7 has a regime say, in its order."""
    terms = definition.terms
    unit = {"working_days": "ngày làm việc", "calendar_days": "ngày"}.get(terms.unit, "ngày")
    gathers = f"Tổng hợp tại cơ quan {definition.collector}. " if definition.collector else ""
    outside = "; ".join(definition.recipients)
    upper = f", cơ quan tổng hợp {terms.collector}" if definition.collector else ""
    term = f"đơn vị báo cáo {terms.reporters}{upper}, cấp tỉnh {terms.top} {unit}"
    return [
        ("Nội dung báo cáo", definition.content),
        ("Văn bản quy định", definition.basis),
        ("Đối tượng thực hiện", REPORTER_NAMES[definition.reporters]),
        ("Nơi nhận", gathers + "Ủy ban nhân dân tỉnh" + (f"; {outside}" if outside else "")),
        ("Phương thức", definition.way),
        ("Tần suất", FREQUENCY_NAMES[definition.frequency]),
        ("Chốt số liệu", f"Hết ngày {definition.cut_off} của tháng cuối kỳ"),
        ("Thời hạn gửi", f"Sau ngày chốt số liệu: {term}"),
        ("Hướng dẫn", definition.guide),
    ]
