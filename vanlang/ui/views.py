from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from vanlang.ui import boundaries, icons
from vanlang.ui.gallery import contents
from vanlang.ui.middleware import LANGUAGE_COOKIE

A_YEAR = 365 * 24 * 3600


@login_not_required
@require_GET
def language(request: HttpRequest, chosen: str) -> HttpResponse:
    """Keep the reader's choice in a cookie and go back to where they were."""
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            LANGUAGE_COOKIE, chosen, A_YEAR, samesite="Lax", secure=settings.PRODUCTION
        )
    return response


@login_not_required
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in every state: in the demonstration and the tests only."""
    shown = contents()
    shown["icon_names"] = sorted(icons.PATHS)
    shown["has_borders"] = boundaries.loaded() is not None
    return render(request, "ui/gallery.html", shown)
