"""Every system's addresses, one line each."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from vanlang.config import api
from vanlang.config.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("vanlang.public_services.urls")),
    path("suc-khoe/", health, name="health"),
    path("api/v1/", include((api.patterns(), "api"))),
    path("", include("vanlang.ui.urls")),
    path("", include("vanlang.identity.urls")),
    path("", include("vanlang.signing.urls")),
    path("", include("vanlang.payments.urls")),
    path("", include("vanlang.data_gateway.urls")),
    path("", include("vanlang.documents.urls")),
    path("", include("vanlang.tasks.urls")),
    path("", include("vanlang.reports.urls")),
    path("", include("vanlang.indicators.urls")),
]
if settings.STAND_INS:
    urlpatterns.append(path("", include("vanlang.demo.urls")))

handler400 = "vanlang.ui.errors.bad_request"
handler403 = "vanlang.ui.errors.not_permitted"
handler404 = "vanlang.ui.errors.not_found"
handler500 = "vanlang.ui.errors.broken"
