"""Who people are, what units are called, what a role may be. No database, clock or framework."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vanlang.kernel.refusals import Refusal


class PersonKind(StrEnum):
    CITIZEN = "citizen"
    BUSINESS = "business"
    OFFICIAL = "official"


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"
    UNKNOWN = ""


class Role(StrEnum):
    """What a person may do at an agency, said in the words people use for it."""

    RECEIVER = "receiver"
    PROCESSOR = "processor"
    REVIEWER = "reviewer"
    LEADER = "leader"
    CLERK = "clerk"
    VIEWER = "viewer"
    ADMIN = "admin"
    AUDITOR = "auditor"


ROLE_NAMES = {
    Role.RECEIVER: "cán bộ tiếp nhận",
    Role.PROCESSOR: "cán bộ thụ lý",
    Role.REVIEWER: "người thẩm tra",
    Role.LEADER: "lãnh đạo ký",
    Role.CLERK: "văn thư",
    Role.VIEWER: "theo dõi điều hành",
    Role.ADMIN: "quản trị",
    Role.AUDITOR: "kiểm tra",
}
# A counter without one of these stands still. Nghị định 118/2025, Điều 11 khoản 8.
MANNED_ROLES = (Role.RECEIVER, Role.PROCESSOR, Role.LEADER)


class Block(StrEnum):
    """The four blocks of the political system; an area as such belongs to none."""

    PARTY = "party"
    COUNCIL = "council"
    COMMITTEE = "committee"
    FRONT = "front"
    NONE = ""


BLOCK_NAMES = {
    Block.PARTY: "Đảng",
    Block.COUNCIL: "Hội đồng nhân dân",
    Block.COMMITTEE: "Ủy ban nhân dân",
    Block.FRONT: "Mặt trận Tổ quốc",
    Block.NONE: "Địa bàn",
}


class Level(StrEnum):
    PROVINCE = "province"
    COMMUNE = "commune"


class UnitKind(StrEnum):
    AREA = "area"
    PARTY_COMMITTEE = "party_committee"
    COUNCIL = "council"
    COMMITTEE = "committee"
    FRONT = "front"
    DEPARTMENT = "department"
    OFFICE = "office"
    CENTRE = "centre"


class DelegationKind(StrEnum):
    DELEGATION = "delegation"
    SUBSTITUTION = "substitution"


DELEGATION_NAMES = {
    DelegationKind.DELEGATION: "ủy quyền",
    DelegationKind.SUBSTITUTION: "thay thế",
}


def says_something(reason: str) -> bool:
    """Tell whether a reason is one: words, not a dot or a letter typed because it was asked."""
    words = [word for word in reason.split() if sum(sign.isalpha() for sign in word) > 1]
    return len(words) > 1 and len({sign for sign in reason.lower() if sign.isalpha()}) > 3  # noqa: PLR2004


ACTING = re.compile(r"^(Q\.|Quyền)\s*", re.IGNORECASE)
DEPUTY = "phó "


def heads(title: str, head_title: str) -> bool:
    """Tell whether this title leads: “Chủ tịch UBND xã” and “Quyền Chủ tịch” do, a deputy's not.

    Where nobody has written down how the head is called, only a deputy is known not to be it.
    """
    own = f"{ACTING.sub('', title.strip())} ".casefold()
    if not head_title:
        return not own.startswith(DEPUTY)
    return own.startswith(f"{head_title.strip()} ".casefold())


class Event(StrEnum):
    REGISTERED = "identity.registered"
    CORRECTED = "identity.corrected"
    APPOINTED = "identity.appointed"
    DISMISSED = "identity.dismissed"
    DELEGATED = "identity.delegated"
    DELEGATION_REVOKED = "identity.delegation_revoked"
    REPORTED_AWAY = "identity.reported_away"
    SIGNED_IN = "identity.signed_in"
    LOCKED = "identity.locked"
    UNLOCKED = "identity.unlocked"
    CLOSED = "identity.closed"
    PASSWORD_CHANGED = "identity.password_changed"  # noqa: S105 an event's name
    UNITS_LOADED = "identity.units_loaded"
    UNIT_CLOSING = "identity.unit_closing"  # its last day is laid down
    UNIT_KEPT = "identity.unit_kept"  # the last day is taken back
    UNIT_ENDED = "identity.unit_ended"  # the day after its last has come
    UNIT_RENAMED = "identity.unit_renamed"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """What a valid personal identity number says of its holder."""

    text: str
    province: str
    sex: Sex
    birth_year: int


# Codes of the province of birth registration, as first laid out for the citizen identity card;
# numbers given out keep them after the mergers of 2025. [GK] from general knowledge.
BIRTH_PROVINCE_LIST = """
001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036
037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075
077 079 080 082 083 084 086 087 089 091 092 093 094 095 096
"""
BIRTH_PROVINCES = frozenset(BIRTH_PROVINCE_LIST.split())
# Foreign countries of birth registration run from 100; 003 is given to nobody, so that
# demonstration and tests can make numbers that are nobody's.
FIRST_FOREIGN_CODE = 100
DEMONSTRATION_PROVINCE = "003"
IDENTITY_NUMBER = re.compile(r"\d{12}")


def check_identity_number(
    text: str, *, born: date | None = None, demonstration: bool = False
) -> IdentityNumber:
    """Return what the number says, or refuse a number that cannot be.

    `demonstration` lets numbers pass that are nobody's (province 003).
    """
    number = re.sub(r"[\s.]", "", text)
    if not IDENTITY_NUMBER.fullmatch(number) or not number.isascii():
        raise Refusal("Số định danh cá nhân gồm đúng 12 chữ số.", field="identity_number")
    province, generation, year = number[:3], int(number[3]), int(number[4:6])
    known = province in BIRTH_PROVINCES or int(province) >= FIRST_FOREIGN_CODE
    if not known and not (demonstration and province == DEMONSTRATION_PROVINCE):
        raise Refusal(
            f"Ba chữ số đầu “{province}” không phải mã tỉnh, thành phố hoặc quốc gia khai sinh.",
            field="identity_number",
        )
    birth_year = 1900 + generation // 2 * 100 + year
    sex = Sex.FEMALE if generation % 2 else Sex.MALE
    if generation > LAST_GENERATION:
        raise Refusal(
            "Chữ số thứ tư cho biết thế kỷ sinh và giới tính, chỉ có thể từ 0 đến 3.",
            field="identity_number",
        )
    if born is not None and born.year != birth_year:
        raise Refusal(
            f"Số định danh ghi năm sinh {birth_year}, khác năm sinh {born.year} đã khai.",
            field="identity_number",
        )
    return IdentityNumber(number, province, sex, birth_year)


LAST_GENERATION = 3  # 2 and 3: born from 2000 to 2099
MOBILE = re.compile(r"0[35789]\d{8}")
LANDLINE = re.compile(r"02\d{9}")


def check_phone(text: str) -> str:
    """Return the number as ten or eleven digits from 0, or refuse it."""
    number = re.sub(r"[\s.\-()]", "", text)
    number = re.sub(r"^(\+84|0084)", "0", number)
    if not number.isascii() or not (MOBILE.fullmatch(number) or LANDLINE.fullmatch(number)):
        raise Refusal(
            "Số điện thoại không đúng. Số di động gồm 10 chữ số, ví dụ 0912 345 678.",
            field="phone",
        )
    return number


# Both ways of placing the tone are taught; the official lists place it as on the right.
TONE_PLACEMENT = {
    old: new
    for vowels, olds, news in (
        ("oa", "oà oá oả oã oạ", "òa óa ỏa õa ọa"),
        ("oe", "oè oé oẻ oẽ oẹ", "òe óe ỏe õe ọe"),
        ("uy", "uỳ uý uỷ uỹ uỵ", "ùy úy ủy ũy ụy"),
    )
    for old, new in zip(olds.split(), news.split(), strict=True)
}
OLD_PLACEMENT = re.compile(rf"(?<![qQ])({'|'.join(TONE_PLACEMENT)})(?!\w)", re.IGNORECASE)


def place_tones(name: str) -> str:
    """Return a name in NFC with its tones where the official lists place them."""

    def placed(match: re.Match[str]) -> str:
        found = match.group()
        new = TONE_PLACEMENT[found.lower()]
        if found.isupper():
            return new.upper()
        return new.capitalize() if found[0].isupper() else new

    return OLD_PLACEMENT.sub(placed, " ".join(unicodedata.normalize("NFC", name).split()))


def unit_code(prefix: str, *parts: str) -> str:
    """Return the official code of a unit: the province's, then the area's, then the office's."""
    return ".".join((prefix, *(part for part in parts if part)))


def may_end(level: str, kind: str) -> bool:
    """Tell whether such a unit ends by itself; a commune's agencies end with the commune."""
    if level == Level.COMMUNE:
        return kind in {UnitKind.AREA, UnitKind.OFFICE}
    return kind in {UnitKind.DEPARTMENT, UnitKind.CENTRE, UnitKind.OFFICE}


def part_of_commune(code: str, area_code: str) -> str:
    """Return which of a commune's units this is: "" its committee, ".04" its one-stop centre."""
    return code.partition(area_code)[2] if area_code else ""


def renamed(text: str, old: str, new: str) -> str:
    """Return an agency's name with its commune's new one: both stand in small letters there."""
    return text.replace(f"{old[:1].lower()}{old[1:]}", f"{new[:1].lower()}{new[1:]}")


def without_kind(name: str) -> str:
    """Return `Mường Bi` of `Xã Mường Bi`."""
    return name.removeprefix("Xã ").removeprefix("Phường ")


def mask_identity_number(number: str) -> str:
    """Return the number with its middle hidden: enough to tell two people apart on a list."""
    return f"{number[:3]}•••••{number[-4:]}" if number else ""


def mask_phone(number: str) -> str:
    return f"{number[:3]}••••{number[-3:]}" if number else ""


# TCVN 14423:2026, level 3.
LOCKED_AFTER_WRONG_PASSWORDS = 5
LOCKED_HOURS = 12
OLD_PASSWORDS_KEPT = 10
CLOSED_AFTER_IDLE_DAYS = 45
ADMINISTRATORS_CHANGE_PASSWORD_AFTER_DAYS = 60
PASSWORD_LENGTH = 14
PASSWORD_LENGTH_WITH_SECOND_FACTOR = 8
PASSWORD_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9\s]")


def password_defects(password: str, *, has_second_factor: bool) -> list[str]:
    """Return what a password lacks, in words; with a second factor the length alone counts."""
    length = PASSWORD_LENGTH_WITH_SECOND_FACTOR if has_second_factor else PASSWORD_LENGTH
    defects = []
    if len(password) < length:
        defects.append(f"Mật khẩu phải có ít nhất {length} ký tự.")
    if not has_second_factor and not all(re.search(c, password) for c in PASSWORD_CLASSES):
        defects.append("Mật khẩu phải có chữ thường, chữ hoa, chữ số và ký tự đặc biệt.")
    return defects


class Duty(StrEnum):
    """What an official does before anything else after signing in with a password."""

    NONE = ""
    CHANGE_PASSWORD = "change_password"  # noqa: S105 the name of a duty
    ADD_SECOND_FACTOR = "add_second_factor"


def duty(
    *, must_change: bool, password_age: timedelta, is_administrator: bool, lacks_factor: bool
) -> Duty:
    """Return what comes first: a fresh password, then the second factor where it is required."""
    too_old = is_administrator and password_age > timedelta(
        days=ADMINISTRATORS_CHANGE_PASSWORD_AFTER_DAYS
    )
    if must_change or too_old:
        return Duty.CHANGE_PASSWORD
    return Duty.ADD_SECOND_FACTOR if lacks_factor else Duty.NONE
