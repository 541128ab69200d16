"""What a form says of people, held against itself: sex and year in a number, parents and children.

A `fault` cannot be and is refused at its field; a `doubt` may be true and stands beside the field
for who fills it in and for the officer. People of a form are told apart by the beginning of the
key: `mother_name`, `mother_birth_date`, `mother_identity_number` are one person.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from vanlang.kernel.search import fold
from vanlang.public_services.rules import peoples
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import FieldKind
from vanlang.public_services.rules.peoples import NATION_END, PEOPLE_END

PEOPLE = [
    "requester",
    "child",
    "mother",
    "father",
    "groom",
    "bride",
    "deceased",
    "guardian",
    "ward",
    "claimant",
    "claimed",
    "owner",
    "representative",
    "spouse",
    "record",
    "adopter",
]
WOMEN, MEN = frozenset({"mother", "bride"}), frozenset({"father", "groom"})
# Nobody is both; a requester may be the mother, an owner the requester.
NEVER_THE_SAME = (
    ("mother", "father"),
    ("groom", "bride"),
    ("guardian", "ward"),
    ("child", "mother"),
    ("child", "father"),
    ("claimant", "claimed"),
)
# Luật Hôn nhân và gia đình 52/2014/QH13, Điều 8 khoản 1.
MARRIED_FROM = {"groom": 20, "bride": 18}
YOUNGEST_PARENT, YOUNG_PARENT, OLD_MOTHER = 10, 16, 55
OF_AGE, REPRESENTED, BY_LAW = 18, ("requester", "owner"), ("parent", "guardian")
TOO_YOUNG = (
    "{who} phải từ đủ {age} tuổi mới được đăng ký kết hôn (Luật Hôn nhân và gia đình, Điều 8)."
)
PLACES = frozenset(
    {"requester_address", "owner_address", "death_place", "first_place", "record_place"}
)
PLACE_ENDS = ("_residence", "_birth_place", "_home")
SMALLER = re.compile(r"(\d+\w* )?(khu|xom|thon|ap|ban|to|so|duong|pho|xa|phuong) ")
PARTIES = ("mother", "father", "groom", "bride")
PARENTS_PEOPLES = (f"mother{PEOPLE_END}", f"father{PEOPLE_END}")
ABROAD = "nước ngoài"
FOREIGN = (
    "Có người mang quốc tịch {nation}: thường là thủ tục có yếu tố nước ngoài; cán bộ kiểm tra "
    "thủ tục và cơ quan giải quyết."
)
# Luật Quốc tịch Việt Nam 24/2008/QH12, Điều 16 khoản 2.
CHOSEN = "Cha, mẹ khác quốc tịch: quốc tịch của con theo thỏa thuận bằng văn bản của cha, mẹ."
LETTERS = re.compile(r"[^\W\d_]+([ '’.\-]+[^\W\d_]+)*\.?")
# Days that must not come in the wrong order: (earlier, later, sentence at the later).
ORDER = (
    ("deceased_birth_date", "death_date", "Ngày chết trước ngày sinh, bạn xem lại."),
    ("begin_date", "end_date", "Ngày kết thúc trước ngày bắt đầu, bạn xem lại."),
    ("pause_from", "pause_to", "Ngày kết thúc trước ngày bắt đầu, bạn xem lại."),
    ("record_birth_date", "first_date", "Ngày đăng ký trước ngày sinh, bạn xem lại."),
)


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What a personal identity number says of its holder."""

    is_female: bool
    birth_year: int


ReadNumber = Callable[[str], NumberFacts]
Found = tuple[str, str]


def faults(
    definition: Definition, values: Mapping[str, str], *, today: date, read: ReadNumber
) -> dict[str, str]:
    """Return a sentence by the key of each answer that cannot be."""
    known = {spec.key for spec in definition.fields}
    form = {key: value for key, value in values.items() if key in known and value}
    people = [person for person in PEOPLE if any(key.startswith(f"{person}_") for key in form)]
    found = [
        *_wrong_names(form, people),
        *_wrong_numbers(form, people, read),
        *_same_people(form),
        *_wrong_ages(form, today),
        *_wrong_order(form),
        *_wrong_representation(form, today),
        *_another_than_said(definition, form),
    ]
    return dict(reversed(found))  # of several at one field the first says most


def doubts(
    definition: Definition,
    values: Mapping[str, str],
    *,
    nations: Mapping[str, str],
    provinces: frozenset[str],
) -> dict[str, str]:
    """Return a sentence by the key of each answer that may be true and is unusual."""
    known = {spec.key for spec in definition.fields}
    form = {key: value for key, value in values.items() if key in known and value}
    doubtful: dict[str, str] = {}
    for key, value in form.items():
        if key.endswith(PEOPLE_END) and not peoples.is_people(value):
            doubtful[key] = peoples.unknown(value, peoples.BY_ANY_NAME.values(), "54 dân tộc")
        if key.endswith(NATION_END) and fold(peoples.nation_written(value, nations)) not in nations:
            doubtful[key] = peoples.unknown(value, nations.values(), "quốc gia")
        if key.removesuffix("_name") in PEOPLE and len(value.split()) < 2:  # noqa: PLR2004
            doubtful[key] = "Họ tên thường có ít nhất hai chữ."
        elif key.removesuffix("_name") in PEOPLE and any(w[0].islower() for w in value.split()):
            doubtful[key] = "Họ tên viết hoa chữ cái đầu của mỗi chữ; bạn xem lại."
        if is_place(key) and not _is_whole(value, nations.keys(), provinces):
            doubtful[key] = "Chưa có tên tỉnh, thành phố: giấy kết quả ghi đủ thôn, xã và tỉnh."
    doubtful = _unusual_origins(form, abroad=ABROAD in definition.name) | doubtful
    doubtful |= _unusual_parents(form)
    if form.get("acting_for") == "other":
        doubtful["acting_for"] = "Hồ sơ nộp thay người khác; cán bộ đối chiếu căn cứ nộp thay."
    if form.get("acting_ground") == "law" and form.get("acting_relation") not in BY_LAW:
        doubtful["acting_ground"] = "Người này thường cần văn bản ủy quyền để nộp thay."
    return doubtful


def is_place(key: str) -> bool:
    """Tell whether an answer stands as a whole address on papers, with no commune beside it."""
    return key in PLACES or key.endswith(PLACE_ENDS)


def _is_whole(address: str, nations: Collection[str], provinces: frozenset[str]) -> bool:
    """Tell whether an address ends in a province or a nation: Khu Hòa Bình does not."""
    last = " ".join(re.findall(r"\w+", fold(address).rpartition(",")[2]))
    if last in nations or last in provinces:
        return True
    return not SMALLER.match(last) and any(last.endswith(f" {name}") for name in provinces)


def _wrong_names(form: Mapping[str, str], people: list[str]) -> Iterator[Found]:
    for person in people:
        name = form.get(f"{person}_name", "")
        if name and not LETTERS.fullmatch(name):
            yield f"{person}_name", "Họ tên chỉ gồm chữ cái, dấu cách, dấu nối hoặc dấu nháy."


def _wrong_numbers(form: Mapping[str, str], people: list[str], read: ReadNumber) -> Iterator[Found]:
    for person in people:
        key = f"{person}_identity_number"
        if not form.get(key):
            continue
        facts = read(form[key])
        born = _day(form, f"{person}_birth_date")
        sex = form.get(f"{person}_sex", "")
        if born and born.year != facts.birth_year:
            yield (
                key,
                f"Số này của người sinh năm {facts.birth_year}, khác năm sinh {born.year} đã khai.",
            )
        if (person in WOMEN or sex == "female") and not facts.is_female:
            yield key, "Số này của nam giới (chữ số thứ tư), bạn xem lại."
        if (person in MEN or sex == "male") and facts.is_female:
            yield key, "Số này của nữ giới (chữ số thứ tư), bạn xem lại."


def _same_people(form: Mapping[str, str]) -> Iterator[Found]:
    for one, other in NEVER_THE_SAME:
        first, second = form.get(f"{one}_identity_number"), form.get(f"{other}_identity_number")
        if first and first == second:
            yield f"{other}_identity_number", "Hai người không thể có cùng một số định danh."


def _wrong_ages(form: Mapping[str, str], today: date) -> Iterator[Found]:
    child = _day(form, "child_birth_date")
    for parent in ("mother", "father"):
        born = _day(form, f"{parent}_birth_date")
        if child and born and _years(born, child) < YOUNGEST_PARENT:
            yield f"{parent}_birth_date", "Cha, mẹ không thể sinh sau hoặc gần năm sinh của con."
    for person, age in MARRIED_FROM.items():
        born = _day(form, f"{person}_birth_date")
        if born and _years(born, today) < age:
            who = "Nam" if person == "groom" else "Nữ"
            yield f"{person}_birth_date", TOO_YOUNG.format(who=who, age=age)


def _wrong_order(form: Mapping[str, str]) -> Iterator[Found]:
    for earlier, later, sentence in ORDER:
        first, second = _day(form, earlier), _day(form, later)
        if first and second and second < first:
            yield later, sentence


def _wrong_representation(form: Mapping[str, str], today: date) -> Iterator[Found]:
    """Parents act by law for minors alone (Bộ luật Dân sự 2015, Điều 136 khoản 1)."""
    if (form.get("acting_relation"), form.get("acting_ground")) != ("parent", "law"):
        return
    for person in REPRESENTED:
        born = _day(form, f"{person}_birth_date")
        if born and _years(born, today) >= OF_AGE:
            yield "acting_ground", "Người được nộp thay đã đủ 18 tuổi: cần văn bản ủy quyền."


def _another_than_said(definition: Definition, form: Mapping[str, str]) -> Iterator[Found]:
    """Who says to be the mother gives their own number as the mother's."""
    for spec in definition.fields:
        if spec.kind != FieldKind.IDENTITY_NUMBER or not spec.is_same(form):
            continue
        own, theirs = form.get(spec.same_as), form.get(spec.key)
        if own and theirs and own != theirs:
            yield spec.key, "Bạn khai mình là người này, nhưng số khác số của người yêu cầu."


def _unusual_origins(form: Mapping[str, str], *, abroad: bool) -> dict[str, str]:
    """Whose nationality makes it another procedure, and a child who takes after no parent."""
    doubtful = {}
    nations = {key: form[f"{key}{NATION_END}"] for key in PARTIES if form.get(f"{key}{NATION_END}")}
    for person, nation in nations.items():
        if not abroad and not peoples.is_vietnamese(nation):
            doubtful[f"{person}{NATION_END}"] = FOREIGN.format(nation=nation)
    parents = [nation for person, nation in nations.items() if person in ("mother", "father")]
    own = form.get(f"child{NATION_END}", "")
    if own and parents and not any(fold(own) == fold(nation) for nation in parents):
        doubtful[f"child{NATION_END}"] = "Quốc tịch của con khác quốc tịch của cha, mẹ đã khai."
    elif own and len({fold(nation) for nation in parents}) > 1:
        doubtful[f"child{NATION_END}"] = CHOSEN
    own = form.get(f"child{PEOPLE_END}", "")
    theirs = [form[key] for key in PARENTS_PEOPLES if form.get(key)]
    if own and theirs and not any(peoples.same_people(own, name) for name in theirs):
        doubtful[f"child{PEOPLE_END}"] = "Dân tộc của con khác dân tộc của cha, mẹ đã khai."
    return doubtful


def _unusual_parents(form: Mapping[str, str]) -> dict[str, str]:
    child = _day(form, "child_birth_date")
    found = {}
    for parent in ("mother", "father"):
        born = _day(form, f"{parent}_birth_date")
        if not child or not born:
            continue
        age = _years(born, child)
        if YOUNGEST_PARENT <= age < YOUNG_PARENT or (parent == "mother" and age > OLD_MOTHER):
            found[f"{parent}_birth_date"] = f"Theo tờ khai, người này {age} tuổi khi sinh con."
    return found


def _day(form: Mapping[str, str], key: str) -> date | None:
    try:
        return date.fromisoformat(form.get(key, ""))
    except ValueError:
        return None


def _years(since: date, until: date) -> int:
    return until.year - since.year - ((until.month, until.day) < (since.month, since.day))
