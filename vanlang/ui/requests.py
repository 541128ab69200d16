"""What our views are handed: Django's request with the actor on it."""

from django.conf import settings
from django.http import HttpRequest

from vanlang.kernel.actors import STRANGER, Actor

MOST_PAGE_DIGITS = 5


class Request(HttpRequest):
    """A request after identity's middleware: `actor` is always there, a stranger's if need be."""

    actor: Actor
    unread_count: int  # notices that wait for whoever asks; COUNTED_TO + 1 stands for more


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts, also on pages shown before identity has looked (an error early on)."""
    actor = getattr(request, "actor", STRANGER)
    return actor if isinstance(actor, Actor) else STRANGER


def address_of(request: HttpRequest) -> str:
    """Return where the visitor comes from, past the proxies of our own (VANLANG_PROXIES)."""
    came_over = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if settings.PROXIES and len(came_over) >= settings.PROXIES:
        # Each proxy adds whom it heard from; what stands further left anybody may have written.
        return came_over[-settings.PROXIES] or str(request.META.get("REMOTE_ADDR", ""))
    return str(request.META.get("REMOTE_ADDR", ""))


def page_number(request: HttpRequest, name: str = "trang") -> int:
    """Return which page of a list the address asks for; what is no page counts as the first."""
    text = request.GET.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_PAGE_DIGITS
    return max(int(text), 1) if is_number else 1


def wants_fragment(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a piece of a page, not for a whole one."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers
