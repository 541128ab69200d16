"""Who may be written to: units here by group, code or name; others as they are given."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import F, QuerySet

from vanlang.documents.models import Dispatch, Document
from vanlang.documents.rules.outgoing import Channel
from vanlang.identity import api as identity
from vanlang.identity.api import Block, Unit
from vanlang.kernel import search
from vanlang.kernel.refusals import Refusal

NOT_FOUND = "Không có cơ quan “{name}” trong hệ thống; nếu là cơ quan ngoài, ghi ở ô dưới."


class Group(StrEnum):
    COMMUNES = "communes"
    DEPARTMENTS = "departments"
    PARTY = "party"
    FRONT = "front"


GROUP_NAMES = {
    Group.COMMUNES: "Ủy ban nhân dân các xã, phường",
    Group.DEPARTMENTS: "Các sở, ban, ngành cấp tỉnh",
    Group.PARTY: "Đảng ủy các xã, phường",
    Group.FRONT: "Mặt trận Tổ quốc các xã, phường",
}


@dataclass(frozen=True, slots=True)
class Outside:
    """A line of the field for recipients elsewhere: code, dash and name."""

    code: str
    name: str
    channel: Channel


def of_group(group: Group) -> QuerySet[Unit]:
    match group:
        case Group.COMMUNES:
            return identity.commune_committees()
        case Group.DEPARTMENTS:
            return identity.departments()
        case Group.PARTY:
            found = identity.agencies().filter(block=Block.PARTY, level="commune")
        case Group.FRONT:
            found = identity.agencies().filter(block=Block.FRONT, level="commune")
    return found


def group_choices() -> list[tuple[str, str]]:
    """Return the groups that have somebody in them, with how many."""
    counted = [(group, of_group(group).count()) for group in Group]
    return [(group.value, f"{GROUP_NAMES[group]} ({n})") for group, n in counted if n]


def chosen(groups: list[str], lines: tuple[str, ...], *, author: Unit, on: date) -> list[Unit]:
    """Return the units of the groups and lines, each once and never the author.

    Raises:
        Refusal: a line names no agency of the platform.
    """
    found = [unit for group in groups for unit in of_group(Group(group))]
    found += [_named(line, on=on) for line in lines]
    return [unit for unit in {unit.pk: unit for unit in found}.values() if unit.pk != author.pk]


def _named(line: str, *, on: date) -> Unit:
    agencies = Unit.objects.filter(agency_id=F("pk"), is_in_force=True)
    code = line.split(maxsplit=1)[0]
    found = agencies.filter(code__iexact=code).first()
    if found is None:
        folded = search.fold(line)
        rows = [
            unit for unit in search.matches(agencies, "folded", line) if _has_name(unit, folded)
        ]
        found = rows[0] if len(rows) == 1 else None
    if found is None:
        raise Refusal(_gone(line, code, on=on) or NOT_FOUND.format(name=line), field="others")
    return found


def _gone(line: str, code: str, *, on: date) -> str:
    """Say who follows the agency that a line names and that has ended; "" of all others."""
    ended = Unit.objects.filter(agency_id=F("pk"), is_in_force=False, valid_to__isnull=False)
    folded = search.fold(line)
    named = [unit for unit in search.matches(ended, "folded", line) if _has_name(unit, folded)]
    found = ended.filter(code__iexact=code).first() or (named[0] if len(named) == 1 else None)
    return identity.ended_words(found, on=on) if found else ""


def _has_name(unit: Unit, folded: str) -> bool:
    return folded in {search.fold(unit.name), search.fold(unit.short_name)}


def outside(lines: tuple[str, ...]) -> list[Outside]:
    """Read recipients elsewhere: with a code they are on the axis, with an @ reached by e-mail."""
    found = []
    for line in lines:
        code, dash, name = line.partition(" – ") if " – " in line else line.partition(" - ")
        if dash and code and " " not in code.strip():
            found.append(Outside(code.strip(), name.strip(), Channel.AXIS))
        elif "@" in line:
            found.append(Outside("", line, Channel.EMAIL))
        else:
            found.append(Outside("", line, Channel.PAPER))
    return found


def groups_of(document: Document) -> list[str]:
    """Return the groups that are wholly among a draft's recipients."""
    units = set(_here(document).values_list("unit_id", flat=True))
    groups = [(group, set(of_group(group).values_list("pk", flat=True))) for group in Group]
    return [group.value for group, members in groups if members and members <= units]


def others_of(document: Document) -> list[str]:
    """Return the recipients here that belong to no chosen group, as lines of the form."""
    grouped = {
        pk
        for group in groups_of(document)
        for pk in of_group(Group(group)).values_list("pk", flat=True)
    }
    rows = _here(document).exclude(unit__in=grouped).order_by("position")
    return [f"{row.code} {row.name}" for row in rows]


def outsiders_of(document: Document) -> list[str]:
    rows = Dispatch.objects.filter(document=document).exclude(channel=Channel.PLATFORM)
    return [f"{row.code} – {row.name}" if row.code else row.name for row in rows]


def _here(document: Document) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(document=document, channel=Channel.PLATFORM)
