"""The catalogue that everybody reads: home, search, one procedure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from vanlang.identity.api import login_not_required
from vanlang.public_services.forms.catalogue import Search
from vanlang.public_services.queries import agencies
from vanlang.public_services.queries import procedures as queries
from vanlang.public_services.queries.procedures import Published
from vanlang.public_services.rules import catalogue as words
from vanlang.public_services.rules.definitions import Definition, Level, OnlineLevel
from vanlang.public_services.rules.fees import is_in_force
from vanlang.ui import menu, wording
from vanlang.ui.jinja import with_query
from vanlang.ui.requests import Request

A_PAGE = 20
# What people ask for most at a commune, until the board says it.
OFTEN = (
    *("1.001193", "2.000635", "2.000815", "1.004873"),
    *("1.000894", "1.001612", "1.013225", "1.013978"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A procedure in a list: what it takes and costs, in a few words."""

    one: Published

    @property
    def note(self) -> str:
        definition = self.one.definition
        money = wording.money(definition.fees[0].amount) if definition.fees else ""
        return f"{words.term_beside(definition)}, {words.cost(definition, money)}"

    @property
    def online(self) -> str:
        return words.ONLINE[self.one.definition.channel]

    @property
    def badge(self) -> str:
        return "good" if self.one.definition.channel == OnlineLevel.FULLY_ONLINE else "none"


def share(part: float) -> str:
    return wording.percent(part, 0)


def step_rows(definition: Definition) -> list[list[str]]:
    """Return the steps as rows: what, who, and the share of the term."""
    return [
        [step.name, words.ROLES.get(step.role, step.role), share(step.share)]
        for step in definition.steps
    ]


@login_not_required
def home(request: Request) -> HttpResponse:
    """Where one begins: search, what is asked for most, by what happened in life."""
    found = queries.published(timezone.localdate())
    by_code = {one.code: one for one in found}
    return render(
        request,
        "public_services/catalogue/home.html",
        {
            "often": [Line(by_code[code]) for code in OFTEN if code in by_code],
            "events": queries.life_events(found),
            "fields": [
                (name, reverse("procedures-search", query={"linh_vuc": name}), False, count)
                for name, count in queries.fields_of_work(found)
            ],
            "count": len(found),
            "communes": len(agencies.communes()),
            "follow": menu.address("public_services-follow"),
            "verify": menu.address("public_services-verify"),
        },
    )


@login_not_required
def search(request: Request) -> HttpResponse:
    """Find procedures by words without accents, field of work, level and event of life."""
    form = Search(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    narrowed = {
        "field_of_work": asked.get("linh_vuc", ""),
        "level": asked.get("cap", ""),
        "event": asked.get("viec", ""),
    }
    result = queries.search(asked.get("q", ""), on=today, **narrowed)
    # A field's count is what its link gives: the same search, with this field instead.
    any_field = queries.search(asked.get("q", ""), on=today, **{**narrowed, "field_of_work": ""})
    page = Paginator(result.rows, A_PAGE).get_page(request.GET.get("trang"))
    return render(
        request,
        "public_services/catalogue/search.html",
        {
            "page": page,
            "is_near": result.is_near,
            "lines": [Line(one) for one in page],
            "asked": asked,
            "is_narrowed": any(asked.values()),
            "fields": queries.fields_of_work(any_field.rows),
            "levels": [
                (text, with_query(request, cap=level, trang=None), asked.get("cap") == level, None)
                for level, text in [("", "Mọi cấp"), *((str(x), words.LEVELS[x]) for x in Level)]
            ],
        },
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What to say above a procedure that is not simply in force."""

    kind: str
    title: str
    text: str
    address: str = ""
    link: str = ""


@login_not_required
def procedure(request: Request, code: str) -> HttpResponse:
    """Everything one must know before filing."""
    today = timezone.localdate()
    versions = queries.history(code)
    if not versions:
        raise Http404
    shown = _asked_for(versions, request.GET.get("phien-ban"), today)
    standing = _standing(versions, shown, today)
    definition = shown.definition
    is_open = standing is None
    return render(
        request,
        "public_services/catalogue/procedure.html",
        {
            "one": shown,
            "definition": definition,
            "standing": standing,
            "versions": versions,
            "fees": [rule for rule in definition.fees if is_in_force(rule, today)],
            "discounts": [
                discount
                for rule in definition.fees
                for discount in rule.discounts
                if is_in_force(discount, today)
            ],
            "may_file_online": is_open and definition.channel != OnlineLevel.IN_PERSON,
            "is_filed_online": definition.channel != OnlineLevel.IN_PERSON,
            "filing": filing_address(code),
            "step_rows": step_rows(definition),
            "communes": len(agencies.communes()),
            "words": words,
        },
    )


def filing_address(code: str) -> str:
    try:
        return reverse("public_services-file", args=[code])
    except NoReverseMatch:
        return ""


def _asked_for(versions: Sequence[Published], number: str | None, today: date) -> Published:
    """Return the version asked for by its number, else the one in force, else the latest."""
    if number is not None:
        asked = [one for one in versions if str(one.version.number) == number]
        if not asked:
            raise Http404
        return asked[0]
    return _in_force(versions, today) or versions[-1]


def _in_force(versions: Sequence[Published], today: date) -> Published | None:
    return next((one for one in versions if one.version.is_in_force(today)), None)


def _standing(versions: Sequence[Published], shown: Published, today: date) -> Standing | None:
    if shown.version.is_in_force(today):
        return None
    begins, ends = shown.version.effective_from, shown.version.effective_to
    if begins and begins > today:
        return Standing(
            "now",
            "Phiên bản này chưa có hiệu lực",
            f"Có hiệu lực từ ngày {begins:%d/%m/%Y}.",
            *_link_to(_in_force(versions, today)),
        )
    since = f" từ ngày {ends:%d/%m/%Y}" if ends else ""
    if current := _in_force(versions, today):
        return Standing(
            "warn",
            "Đây là phiên bản cũ",
            f"Phiên bản này đã được thay thế{since}. Hồ sơ nộp trước ngày đó vẫn theo bản này.",
            *_link_to(current),
        )
    closed = f"Thủ tục không còn nhận hồ sơ{since}."
    if newer := shown.replaced_by:
        address = reverse("procedures-detail", args=[newer])
        return Standing(
            "bad", "Thủ tục đã bãi bỏ", closed, address, f"Xem thủ tục thay thế {newer}"
        )
    return Standing("bad", "Thủ tục đã bãi bỏ", closed)


def _link_to(current: Published | None) -> tuple[str, str]:
    if current is None:
        return "", ""
    return reverse("procedures-detail", args=[current.code]), "Xem phiên bản đang có hiệu lực"
