"""The environment of our templates: what every page and macro may call. README lists it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment
from markupsafe import Markup

from vanlang.kernel import calendars
from vanlang.kernel.days import day_of
from vanlang.kernel.notices import COUNTED_TO
from vanlang.ui import charts, icons, menu, wording
from vanlang.ui.requests import actor_of

SCRIPTS = {
    "htmx": "django_htmx/htmx-2.min.js",
    "vanlang": "ui/vanlang.js",
    "photographs": "ui/photographs.js",
}


@lru_cache(maxsize=10_000, typed=True)
def _address(_urlconf: str, name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs or None)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """`url("dossiers-detail", dossier.pk)`, `url("search", query={"q": words})`."""
    query = kwargs.pop("query", {})
    address = _address(settings.ROOT_URLCONF, name, *args, **kwargs)
    return f"{address}?{urlencode(query, doseq=True)}" if query else address


def with_query(request: HttpRequest, **changes: object) -> str:
    """Return this page's address with some of its query changed; None takes a part out."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def scripts(*names: str) -> Markup:
    """Return deferred script tags: `scripts("htmx", "vanlang")`."""
    return Markup("").join(
        Markup('<script src="{}" defer></script>').format(static(SCRIPTS[name])) for name in names
    )


def rows_of(things: Iterable[object], *names: str) -> list[list[object]]:
    """Return the named attributes of each thing: the rows that the table macro takes."""
    return [[getattr(thing, name) for name in names] for thing in things]


def due(at: datetime | None) -> str:
    """21/11/2026 14:05, with a word where that year's days off are only foreseen."""
    if at is None:
        return ""
    note = provisional(at)
    return f"{wording.moment(at)} ({note})" if note else wording.moment(at)


def term_left(working: timedelta | None) -> str:
    """The working time left, in the language of the page."""
    in_english = translation.get_language() == "en"
    return (wording.term_left_in_english if in_english else wording.term_left)(working)


def provisional(at: datetime) -> str:
    """Return what to say beside a moment that leans on a calendar nobody has laid down yet."""
    day = day_of(at)
    return "" if calendars.is_final(day) else f"tạm tính, lịch nghỉ năm {day.year} chưa công bố"


def environment(**options: Any) -> Environment:
    """Build the environment; named in settings.TEMPLATES."""
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(**options)  # noqa: S701 Django sets autoescape
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        account=menu.account,
        actor_of=actor_of,
        counted_to=COUNTED_TO,
        charts=charts,
        icon=icons.icon,
        language=translation.get_language,
        menu_links=menu.links,
        rows_of=rows_of,
        scripts=scripts,
        settings=settings,
        static=static,
        url=url,
        with_query=with_query,
    )
    for name in (
        *("brief", "clock", "day", "duration", "mask", "moment", "money", "number", "percent"),
        *("mask_numbers", "size", "term_kind"),
    ):
        env.filters[name] = getattr(wording, name)
    env.filters["due"] = due
    env.filters["term_left"] = term_left
    return env
