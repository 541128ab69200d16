"""What lies below: the addresses of identity without the systems above it."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from vanlang.identity.permissions import officials_only
from vanlang.ui.requests import Request


def trivial(request: Request) -> HttpResponse:
    return HttpResponse(f"{request.actor.name}|{request.user.is_authenticated}")


@officials_only
def desk(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("desk")


urlpatterns = [
    path("thu/", trivial),
    path("ban/", desk),
    path("", include("vanlang.ui.urls")),
    path("", include("vanlang.identity.urls")),
]
handler403 = "vanlang.ui.errors.not_permitted"
handler404 = "vanlang.ui.errors.not_found"
