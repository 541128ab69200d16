"""The one API under /api/v1: OpenAPI 3.1, closed unless an operation says otherwise."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.security import APIKeyCookie

from vanlang.documents.views.interface import router as documents
from vanlang.identity.api import login_not_required
from vanlang.indicators.views.interface import router as indicators
from vanlang.kernel.actors import Actor
from vanlang.public_services.views.dossier_interface import router as dossiers
from vanlang.public_services.views.interface import router as procedures
from vanlang.tasks.views.interface import router as tasks
from vanlang.ui.requests import actor_of


class SignedIn(APIKeyCookie):
    """The session of the pages; writing needs its CSRF token, as a form does."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:  # noqa: ARG002
        actor = actor_of(request)
        return actor if actor.is_signed_in else None


api = NinjaAPI(
    title="Văn Lang",
    version="1",
    description="Giao diện lập trình của nền tảng chính quyền số Văn Lang.",
    auth=SignedIn(),
    docs_url=None,  # its page loads scripts from elsewhere; the description is at openapi.json
    urls_namespace="api",
)
api.add_router("/procedures", procedures)
api.add_router("/dossiers", dossiers)
api.add_router("/documents", documents)
api.add_router("/tasks", tasks)
api.add_router("/indicators", indicators)


def patterns() -> list[URLPattern | URLResolver]:
    """Return the API's addresses; it asks itself who may come in, and answers in JSON."""
    found: list[URLPattern | URLResolver] = api.urls[0]
    for pattern in found:
        if isinstance(pattern, URLPattern) and pattern.callback is not None:
            pattern.callback = login_not_required(pattern.callback)
    return found
