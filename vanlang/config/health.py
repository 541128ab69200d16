"""Whether this installation is alive, for load balancers and for `vanlang serve` itself."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from vanlang.identity.api import login_not_required


@login_not_required
def health(_request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers, 503 while it does not; nothing else is said."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
