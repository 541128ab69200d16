"""Plausible answers to any procedure's form, so that a day can be played with all of them."""

import math
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from vanlang.demo import people
from vanlang.public_services.api import PEOPLE, Definition, FieldKind, FieldSpec, is_place

if TYPE_CHECKING:
    from collections.abc import Callable

IS_FEMALE = {"mother": True, "bride": True, "father": False, "groom": False}
IN_ORDER = (("begin_date", "end_date"), ("pause_from", "pause_to"))
SMALL_AREA = 40  # m²
HERE = ("Kinh", "Mường", "Dao", "Tày")
HOMES = tuple(
    f"{commune}, tỉnh Phú Thọ"
    for commune in ("xã Mường Bi", "phường Việt Trì", "xã Yên Lập", "phường Hòa Bình")
)
PLACES = ("Trung tâm Y tế khu vực", "Bệnh viện Đa khoa tỉnh", "tại nhà, khu 3", "khu 7, đường lớn")

# What people write where a form asks in words: what a paper then says must read like one.
WORDS: dict[str, tuple[str, ...]] = {
    "acting_document": ("12/2025, Phòng Tư pháp, ngày 03/11/2025",),
    "adopter_job": ("Giáo viên", "Công nhân", "Làm ruộng"),
    "after": ("Sinh năm 1986",),
    "assets": ("Nhà cấp 4, diện tích xây dựng 96 m²",),
    "before": ("Sinh năm 1968",),
    "business_lines": ("Bán lẻ hàng tạp hóa", "Sửa chữa xe máy", "Dịch vụ ăn uống"),
    "business_name": ("Hộ kinh doanh Hoa Ban", "Hộ kinh doanh Sông Lô"),
    "certificate_number": ("DC 412350", "BX 118207"),
    "certificate_register": ("CH 01254", "CS 00817"),
    "cooperative_name": ("Tổ hợp tác Chè Xanh", "Tổ hợp tác Bưởi Đoan Hùng"),
    "court": ("Tòa án quận Trung, thành phố Đài Bắc",),
    "dispute_facts": ("Hai nhà chưa thống nhất ranh giới phía đông của thửa đất.",),
    "deal_kind": ("Hợp đồng mua bán xe mô tô", "Hợp đồng tặng cho quyền sử dụng đất"),
    "deal_object": ("Xe mô tô biển số 19B1-234.56", "Quyền sử dụng thửa đất số 112"),
    "death_cause": ("Tuổi già", "Bệnh tim"),
    "document_name": ("Bằng tốt nghiệp trung học phổ thông", "Giấy phép lái xe"),
    "earlier_places": ("Luôn thường trú tại nơi cư trú hiện nay.",),
    "estate": ("Quyền sử dụng thửa đất số 87, tờ bản đồ số 14, diện tích 240 m²",),
    "event_facts": ("Mưa lớn kèm lốc làm tốc mái nhà và gãy cây ăn quả.",),
    "facility_name": ("Cơ sở giò chả Quê Mường", "Cơ sở bún khô Hùng Lô"),
    "facility_products": ("Giò, chả", "Bún khô"),
    "first_place": ("Ủy ban nhân dân xã Mường Bi, tỉnh Phú Thọ",),
    "fact": ("Gia đình có hai con đang học tại trường trung học cơ sở của xã.",),
    "from_crop": ("Lúa một vụ",),
    "given_for": ("Nhà văn hóa khu dân cư",),
    "housing_now": ("Đang ở nhờ nhà bố mẹ, 12 m² một người.",),
    "income_source": ("Trồng lúa, chăn nuôi", "Làm công nhân", "Buôn bán nhỏ"),
    "land_purpose": ("Đất ở tại nông thôn", "Đất trồng cây lâu năm"),
    "language": ("Tiếng Anh", "Tiếng Trung"),
    "new_purpose": ("Đất ở tại nông thôn",),
    "organisation_name": ("Công ty TNHH Đất Tổ", "Trường Mầm non Hoa Sen"),
    "permit_agency": ("Ủy ban nhân dân xã",),
    "project_name": ("Khu nhà ở xã hội phía nam",),
    "purpose_detail": ("Bổ túc hồ sơ xin việc",),
    "question": ("Quy hoạch sử dụng đất đến năm 2030 của khu 3.",),
    "reason": ("Giấy tờ cũ bị mất.", "Thông tin ghi chưa đúng với giấy tờ gốc."),
    "record_place": ("Ủy ban nhân dân phường Việt Trì, tỉnh Phú Thọ",),
    "right": ("Sinh ngày 12/3/1986",),
    "road_name": ("Đường huyện 63", "Đường Nguyễn Tất Thành"),
    "road_place": ("Km 3+200 đến Km 3+260",),
    "road_purpose": ("Đấu nối đường vào nhà.",),
    "to_crop": ("Bưởi",),
    "tree_kind": ("Xà cừ", "Phượng"),
    "tree_place": ("Trước số nhà 15, đường lớn",),
    "will_assets": ("Ngôi nhà và quyền sử dụng thửa đất số 87, tờ bản đồ số 14",),
    "works_designer": ("Công ty TNHH Thiết kế Trung du",),
    "works_name": ("Nhà ở gia đình", "Nhà ở kết hợp cửa hàng"),
    "wrong": ("Sinh ngày 12/3/1968",),
}


# The first line of which a part stands in the label decides; no words: a person's name.
WORDS_BY_LABEL: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("dân tộc",), HERE),
    (("quốc tịch",), ("Việt Nam",)),
    (("hộ chiếu",), ("C4120735", "C8811246")),
    (("thôn", "quê", "cư trú", "địa chỉ", "địa điểm"), tuple(f"Khu {n}" for n in range(1, 15))),
    (("mã số",), ("2601124467", "2600870315")),
    (("tờ bản đồ", "thửa đất số"), tuple(str(n) for n in range(1, 400))),
    (("họ", "tên", "người", "chồng"), ()),
    (("nơi", "địa"), PLACES),
)


def answer(spec: FieldSpec, chance: random.Random, today: date, communes: list[str]) -> str:
    """Return one answer that the form's own check accepts."""
    makers: dict[FieldKind, Callable[[], str]] = {
        FieldKind.TEXT: lambda: text_for(spec, chance),
        FieldKind.LONG_TEXT: lambda: sentence_for(spec, chance),
        FieldKind.DATE: lambda: day_for(spec, chance, today).isoformat(),
        FieldKind.IDENTITY_NUMBER: lambda: people.invent(chance.randrange(10**6)).identity_number,
        FieldKind.PHONE: lambda: f"09{chance.randrange(10**8):08}",
        FieldKind.EMAIL: lambda: f"nguoi.dan.{chance.randrange(10**5)}@vidu.vn",
        FieldKind.CHOICE: lambda: chance.choice(spec.choices).value,
        FieldKind.COMMUNE: lambda: chance.choice(communes),
        FieldKind.NUMBER: lambda: number_for(spec, chance),
        FieldKind.MONEY: lambda: str(chance.randrange(1, 500) * 1_000_000),
        FieldKind.YES_NO: lambda: "yes",
    }
    return makers[spec.kind]()[: spec.max_length]


def text_for(spec: FieldSpec, chance: random.Random) -> str:
    label = spec.label.lower()
    if spec.key in WORDS:
        return chance.choice(WORDS[spec.key])
    if "(họ tên" in label:
        return sentence_for(spec, chance)
    for parts, words in WORDS_BY_LABEL:
        if any(part in label for part in parts):
            text = chance.choice(words or (people.invent(chance.randrange(10**6)).name,))
            return f"{text}, {chance.choice(HOMES)}" if is_place(spec.key) else text
    return f"{chance.randrange(1, 400)}/{chance.randrange(2015, 2026)}"


def sentence_for(spec: FieldSpec, chance: random.Random) -> str:
    if spec.key in WORDS:
        return chance.choice(WORDS[spec.key])
    if "họ tên" in spec.label:
        drawn = people.invent(chance.randrange(10**6))
        if "địa chỉ" in spec.label:
            return f"{drawn.name}, khu {chance.randrange(1, 15)}"
        if "năm sinh" in spec.label:
            return f"{drawn.name}, {drawn.birth_date.year}"
        return f"{drawn.name}, {drawn.identity_number}"
    return "Đề nghị giải quyết theo quy định."


def day_for(spec: FieldSpec, chance: random.Random, today: date) -> date:
    distance = timedelta(days=chance.randrange(1, 40))
    return today + distance if spec.check == "future" else today - distance


def number_for(spec: FieldSpec, chance: random.Random) -> str:
    lowest = math.ceil(spec.minimum or 1)
    is_area = "diện tích" in spec.label.lower()
    if is_area:
        lowest = max(lowest, min(SMALL_AREA, int(spec.maximum or SMALL_AREA)))
    highest = lowest + (200 if is_area else 3)
    highest = min(int(spec.maximum or highest), highest)
    return str(chance.randint(lowest, max(lowest, highest)))


def fill(
    definition: Definition,
    chance: random.Random,
    today: date,
    communes: list[str],
    *,
    filer_is_female: bool = True,
) -> dict[str, str]:
    """Return answers that fit each other: one person's name, number, sex and birth together."""
    filled = {spec.key: answer(spec, chance, today, communes) for spec in definition.fields}
    for person in PEOPLE:
        sex = filer_is_female if person == "requester" else IS_FEMALE.get(person)
        facts = facts_of(person, chance, is_female=sex)
        filled |= {key: value for key, value in facts.items() if filled.get(key)}
    for earlier, later in IN_ORDER:
        if earlier in filled and later in filled:
            filled[earlier], filled[later] = sorted((filled[earlier], filled[later]))
    if filled.get("relation") in {"father", "mother"}:
        filled["relation"] = "mother" if filer_is_female else "father"
    if filled.get("relation") == "self":
        filled["relation"] = "relative"  # the people registered here are children
    fixed = {"acting_for": "self", "mother_known": "yes"}
    filled |= {key: value for key, value in fixed.items() if key in filled}
    # Who files and is the mother leaves empty what stands in the form already.
    same = [spec.key for spec in definition.fields if spec.is_same(filled)]
    return filled | dict.fromkeys(same, "")


def facts_of(
    person: str, chance: random.Random, *, is_female: bool | None = None
) -> dict[str, str]:
    """Return what a form says of a mother, a child, a groom: of the right sex, and of an age."""
    while True:
        drawn = people.invent(chance.randrange(10**6), grown_up=person != "child")
        if is_female in {None, drawn.is_female}:
            break
    return {
        f"{person}_name": drawn.name,
        f"{person}_identity_number": drawn.identity_number,
        f"{person}_birth_date": drawn.birth_date.isoformat(),
        f"{person}_sex": "female" if drawn.is_female else "male",
        f"{person}_ethnicity": chance.choice(HERE),
        f"{person}_nationality": "Việt Nam",
    }
