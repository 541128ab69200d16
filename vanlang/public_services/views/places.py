"""Where one files: the communes on offer, and what to say of one that is no more."""

from dataclasses import dataclass

from django.utils import timezone

from vanlang.identity import api as identity
from vanlang.public_services.actions import drafts
from vanlang.public_services.models import Draft
from vanlang.public_services.queries import agencies
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import CompetentRule
from vanlang.ui.requests import Request

LONGEST_WORDS = 100

WHO_SETTLES = {
    CompetentRule.COMMUNE_OF_RESIDENCE: "Xã, phường nơi bạn cư trú giải quyết, nộp ở đâu cũng vậy.",
    CompetentRule.COMMUNE_OF_CHOICE: "Xã, phường bạn chọn trong tờ khai giải quyết.",
    CompetentRule.RECEIVING_COMMUNE: "Xã, phường nhận hồ sơ cũng là nơi giải quyết.",
    CompetentRule.DEPARTMENT: "Cơ quan cấp tỉnh giải quyết; bạn nộp ở xã, phường nào cũng được.",
}


@dataclass(frozen=True, slots=True)
class Gone:
    """A place to file at that is no more: what to say, and where one goes on."""

    words: str
    followers: list[agencies.Agency]


def who_settles(definition: Definition) -> str:
    return WHO_SETTLES.get(definition.competent.rule, "")


def gone(draft: Draft) -> Gone | None:
    """Return what to say of a draft whose place to file at has ended; None of all others."""
    today, receiving = timezone.localdate(), drafts.receiving_of(draft)
    words = agencies.gone_words(receiving, on=today)
    return Gone(words, agencies.followers_of(receiving, on=today)) if words else None


@dataclass(frozen=True, slots=True)
class OldName:
    """What somebody typed is called differently now: which places to choose from instead."""

    words: str
    choices: list[tuple[str, str]]


def asked_by_old_name(request: Request) -> dict[str, object]:
    """Return what the search for a commune of before has found, for the pages that choose one."""
    words = request.GET.get("xa", "")[:LONGEST_WORDS].strip()
    today = timezone.localdate()
    rows = identity.old_places(words, on=today) if words else []
    old_names = [
        OldName(
            f"{row.name}, {row.note}" if row.note else row.name,
            [(unit.area_code, unit.name) for unit in row.serving],
        )
        for row in rows
    ]
    return {"old_words": words, "old_names": old_names}


def to_file_at(definition: Definition) -> list[tuple[str, str]]:
    """Return the places on offer today: the department if one settles, then every commune."""
    today = timezone.localdate()
    places = [(commune.area_code, commune.place) for commune in agencies.communes(on=today)]
    department = agencies.department(definition.competent.department, on=today)
    return [("", department.name), *places] if department else places


def offered_first(area_code: str) -> str:
    """Return the place to offer first: the one asked for, or who serves there now."""
    serving = agencies.serving(area_code, on=timezone.localdate())
    return serving[0].area_code if serving else area_code
