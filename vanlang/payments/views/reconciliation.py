"""Comparing the gateway's day with ours."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from vanlang.identity.api import officials_only
from vanlang.kernel.refusals import refuse_unless
from vanlang.payments import forms, permissions, queries
from vanlang.payments.actions import gateways
from vanlang.payments.actions.reconciliation import import_listing
from vanlang.payments.rules.reconciliation import BadListing
from vanlang.ui.requests import Request

SHOWN = 60


@officials_only
def listings(request: Request) -> HttpResponse:
    refuse_unless(permissions.may_reconcile(request.actor))
    form = forms.ImportListing(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            listing = import_listing(
                form.cleaned_data["file"],
                day=form.cleaned_data["day"],
                gateway=gateways.gateway().name,
                by=request.actor,
                at=timezone.now(),
            )
        except BadListing as no:
            form.add_error(no.field, no.message)
        else:
            return redirect("payments-listing", listing.pk)
    found = queries.listings(request.actor)[:SHOWN]
    return render(request, "payments/listings.html", {"form": form, "listings": found})


@officials_only
@require_GET
def detail(request: Request, pk: int) -> HttpResponse:
    listing = get_object_or_404(queries.listings(request.actor), pk=pk)
    differences = listing.differences.select_related("attempt__order")
    context = {"listing": listing, "differences": differences}
    return render(request, "payments/listing.html", context)
