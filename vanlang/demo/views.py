"""The demonstration's start page: where to go, who to sign in as, how far the day is."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from vanlang.demo import accounts
from vanlang.identity.api import (
    ROLE_NAMES,
    block_agencies,
    commune_committees,
    communes,
    departments,
    login_not_required,
    province_committee,
)

PROGRESS = "day-progress.json"


@dataclass(frozen=True, slots=True)
class Place:
    title: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Citizen:
    """One whom the stand-in electronic identity knows."""

    name: str
    identity_number: str
    note: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An account as the page lists it."""

    username: str
    name: str
    title: str
    roles: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    accounts: list[Shown]


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    context = {
        "places": places(),
        "citizens": citizens(),
        "groups": groups(),
        "password": accounts.PASSWORD,
        "pin": accounts.PIN,
        "sign_in": reverse("account_login"),
        "citizen_sign_in": reverse("identity-sign-in"),
        "day": day(),
    }
    return render(request, "demo/start.html", context)


@login_not_required
def progress(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/progress.html", {"day": day()})


def places() -> list[Place]:
    return [
        Place(
            "Nộp một hồ sơ", reverse("home"), "Tìm thủ tục, đăng nhập như người dân, nộp, theo dõi."
        ),
        Place(
            "Giải quyết và ký",
            reverse("public_services-inbox"),
            "Đăng nhập như cán bộ: tiếp nhận, thụ lý, thẩm tra, ký trên điện thoại.",
        ),
        Place(
            "Xem điều hành",
            reverse("public_services-board-home"),
            "Đăng nhập theodoi.tinh: mỗi số liệu mở ra hồ sơ của nó.",
        ),
        Place(
            "Kiểm tra một giấy tờ",
            reverse("public_services-verify"),
            "Bằng mã trên giấy hoặc bằng chính tệp PDF.",
        ),
    ]


def citizens() -> list[Citizen]:
    """Return those who can sign in, with where they live."""
    path = Path(settings.BASE) / "identity" / "data" / "test_citizens.json"
    homes = {unit.area_code: unit.short_name for unit in communes()}
    return [
        Citizen(
            person["name"],
            person["identity_number"],
            f"Cư trú ở {homes[person['commune_code']]}"
            if person.get("commune_code") in homes
            else "",
        )
        for person in json.loads(path.read_text())["citizens"]
    ]


def groups() -> list[Group]:
    """Return the shown accounts by agency, the province's first."""
    province = province_committee()
    committees, offices = list(commune_committees()), list(departments())
    blocks = list(block_agencies())
    agencies = {unit.code: unit.short_name for unit in (province, *committees, *offices)}
    agencies |= {unit.code: unit.name for unit in blocks}
    found: dict[str, list[Shown]] = {}
    for one in accounts.accounts(province, committees, offices, blocks, whole=False):
        if one.is_shown:
            codes = [c for c in agencies if one.unit_code == c or one.unit_code.startswith(f"{c}.")]
            roles = ", ".join(ROLE_NAMES[role] for role in one.roles)
            shown = Shown(one.username, one.name, one.title, roles)
            found.setdefault(agencies[max(codes, key=len)], []).append(shown)
    return [Group(title, listed) for title, listed in found.items()]


def day() -> dict[str, object] | None:
    """Return how far the played day is, or None before it begins."""
    path = Path(settings.HOME) / PROGRESS
    try:
        facts = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    sentence = f"Một ngày làm việc đang được diễn lại, bây giờ là {facts['clock']}"
    over = facts["is_over"]
    interrupted = not over and facts.get("is_interrupted", False)
    if over:
        sentence = "Ngày làm việc đã diễn xong"
    elif interrupted:
        sentence = f"Ngày làm việc dừng giữa chừng lúc {facts['clock']}, không diễn tiếp"
    return {
        "sentence": sentence,
        "filed": facts["filed"],
        "settled": facts["settled"],
        "total": facts["wanted"],
        "is_running": not over and not interrupted,
        "address": reverse("demo-progress"),
    }
