"""Sổ đăng ký: one agency, one period, on the screen, as PDF and as Excel."""

from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.documents.forms.incoming import Period
from vanlang.documents.queries import places, registers
from vanlang.documents.queries.registers import Kind, Register
from vanlang.identity.api import Role, Unit, officials_only
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import Refusal, refuse_unless
from vanlang.ui.requests import Request

PRINTERS = (Role.CLERK, Role.LEADER, Role.AUDITOR)
SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _unit(request: Request) -> tuple[Unit, list[Unit]]:
    found = places.agencies_of(request.actor, *PRINTERS)
    refuse_unless(bool(found), "Sổ đăng ký do văn thư, lãnh đạo cơ quan mở và in.")
    asked = request.GET.get("don_vi", "")
    return next((unit for unit in found if str(unit.pk) == asked), found[0]), found


def _register(request: Request, kind: str) -> tuple[Register | None, Period, list[Unit]]:
    if kind not in set(Kind):
        raise Http404
    unit, units = _unit(request)
    today = day_of(timezone.now())
    first = {"since": date(today.year, today.month, 1).isoformat(), "until": today.isoformat()}
    form = Period({**first, **request.GET.dict()})
    found = None
    if form.is_valid():
        try:
            found = registers.register(request.actor, Kind(kind), unit, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("until", refusal.message)
    return found, form, units


@officials_only
@require_GET
def show(request: Request, kind: str) -> HttpResponse:
    found, form, units = _register(request, kind)
    context = {
        "found": found,
        "form": form,
        "kind": kind,
        "lines": found.lines[-SHOWN:][::-1] if found else [],
        "units": [(unit.pk, unit.name) for unit in units],
        "unit": request.GET.get("don_vi", ""),
        "query": request.GET.urlencode(),
    }
    return render(request, "documents/register.html", context, status=200 if found else 422)


@officials_only
@require_GET
def pdf(request: Request, kind: str) -> HttpResponse:
    found = _valid(request, kind)
    response = HttpResponse(registers.as_pdf(found, at=_now()).pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="so-van-ban-{kind}.pdf"'
    return response


@officials_only
@require_GET
def workbook(request: Request, kind: str) -> HttpResponse:
    response = HttpResponse(registers.as_workbook(_valid(request, kind)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="so-van-ban-{kind}.xlsx"'
    return response


def _valid(request: Request, kind: str) -> Register:
    found, form, _ = _register(request, kind)
    if found is None:
        raise Refusal(str(next(iter(form.errors.values()))[0]))
    return found


def _now() -> datetime:
    return timezone.now()
