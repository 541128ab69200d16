"""The rooms in the head of the page: each system registers its own when it is ready."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from vanlang.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Room:
    label: str
    url_name: str
    may_see: Callable[[Actor], bool]
    order: int


@dataclass(frozen=True, slots=True)
class Start:
    """A page where somebody's work begins when `has_work` says that there is something for them."""

    url_name: str
    has_work: Callable[[Actor, datetime], bool]
    order: int


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    is_current: bool


@dataclass(slots=True)
class Account:
    """Url names of signing in and out and of the person's own pages, set by identity."""

    sign_in: str = ""
    sign_out: str = ""
    own_page: str = ""
    notices: str = ""


_rooms: dict[str, Room] = {}
_starts: dict[tuple[str, int], Start] = {}
_account = Account()


def everybody(_actor: Actor) -> bool:
    return True


def register(
    label: str, url_name: str, may_see: Callable[[Actor], bool] = everybody, order: int = 100
) -> None:
    """Add a room; `label` is Vietnamese, its English stands in ui/locale."""
    _rooms[url_name] = Room(label, url_name, may_see, order)


def register_start(
    url_name: str, has_work: Callable[[Actor, datetime], bool], order: int = 100
) -> None:
    """Let people begin here after signing in while `has_work`; the lowest order goes first."""
    _starts[url_name, order] = Start(url_name, has_work, order)


def rooms() -> list[Room]:
    return list(_rooms.values())


def set_account(*, sign_in: str, sign_out: str, own_page: str = "", notices: str = "") -> None:
    """Say where one signs in (GET), out (POST), finds one's own page and one's notices (GET)."""
    _account.sign_in, _account.sign_out = sign_in, sign_out
    _account.own_page, _account.notices = own_page, notices


def links(actor: Actor, path: str) -> list[Link]:
    """Return the rooms `actor` may see; the one that `path` lies in is current."""
    rooms = sorted(
        (room for room in _rooms.values() if room.may_see(actor)),
        key=lambda room: (room.order, room.label),
    )
    places = [(room.label, address(room.url_name)) for room in rooms]
    inside = [url for _, url in places if url and path.startswith(url)]
    current = max(inside, key=len, default="")
    return [Link(gettext(label), url, url == current) for label, url in places if url]


def first_of_own(actor: Actor) -> str:
    """Return where somebody's work begins: the first room that is not everybody's, or nothing."""
    rooms = sorted(_rooms.values(), key=lambda room: (room.order, room.label))
    own = (room for room in rooms if room.may_see is not everybody and room.may_see(actor))
    return next((url for room in own if (url := address(room.url_name))), "")


def start_of(actor: Actor, *, at: datetime) -> str:
    """Return where somebody begins after signing in: where their work waits, else their room."""
    starts = sorted(_starts.values(), key=lambda start: (start.order, start.url_name))
    for start in starts:
        if (url := address(start.url_name)) and start.has_work(actor, at):
            return url
    return first_of_own(actor)


def account() -> Account:
    """Return the addresses (not names) of the account's pages, empty where there is none."""
    return Account(
        sign_in=address(_account.sign_in),
        sign_out=address(_account.sign_out),
        own_page=address(_account.own_page),
        notices=address(_account.notices),
    )


def address(url_name: str) -> str:
    """Return the path of a url name, or nothing where no system offers it."""
    return _address(url_name, settings.ROOT_URLCONF)


@cache
def _address(url_name: str, _urlconf: str) -> str:
    try:
        return reverse(url_name) if url_name else ""
    except NoReverseMatch:
        return ""
