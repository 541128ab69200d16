"""Two versions of a procedure side by side: what is different, in words for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.plain import Json

# What tells one item of a list from another, and what it is called.
KEYS = ("key", "code", "number", "title", "value", "group")
NAMES = ("name", "label", "title", "number")
PLACES = {
    "name": "Tên",
    "field_of_work": "Lĩnh vực",
    "level": "Cấp thực hiện",
    "channel": "Mức độ trực tuyến",
    "channel_reason": "Lý do chưa toàn trình",
    "subjects": "Đối tượng",
    "summary": "Tóm tắt",
    "life_event": "Việc trong đời",
    "keywords": "Từ khóa",
    "decision": "Quyết định công bố",
    "term": "Thời hạn",
    "term_note": "Ghi chú thời hạn",
    "form": "Mẫu đơn",
    "papers": "Thành phần hồ sơ",
    "fees": "Phí, lệ phí",
    "free_of_charge": "Không thu",
    "steps": "Các bước",
    "competent": "Thẩm quyền",
    "anywhere": "Nộp ở bất kỳ đâu",
    "result": "Kết quả",
    "legal_bases": "Căn cứ pháp lý",
    "requirements": "Yêu cầu, điều kiện",
    "notes": "Ghi chú",
    "source": "Nguồn",
    "found": "Điều cần đối chiếu",
}
PARTS = {
    "name": "tên",
    "fields": "trường",
    "label": "nhãn",
    "kind": "loại",
    "required": "bắt buộc",
    "help": "lời giúp",
    "choices": "lựa chọn",
    "prefill": "điền sẵn từ",
    "max_length": "độ dài nhiều nhất",
    "amount": "số",
    "unit": "đơn vị",
    "original": "bản chính",
    "copies": "bản sao",
    "source": "nguồn",
    "note": "ghi chú",
    "discounts": "ưu đãi",
    "effective_from": "từ ngày",
    "effective_to": "đến ngày",
    "basis": "căn cứ",
    "role": "vai trò",
    "share": "phần thời hạn",
    "rule": "quy tắc",
    "department": "mã cơ quan",
    "field": "theo trường",
    "code": "mã",
    "template": "mẫu kết quả",
    "signer_title": "người ký",
    "doc_type": "loại văn bản",
}
ORDER = "thứ tự"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that differs; empty where a version has nothing there."""

    place: str
    before: str
    after: str


def between(before: Definition, after: Definition) -> list[Difference]:
    """Return every place at which the two differ, in the order of the definition."""
    return list(_compare(before.to_json(), after.to_json(), ()))


def _compare(before: Json, after: Json, place: tuple[str, ...]) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _compare_parts(before, after, place)
    elif isinstance(before, list) and isinstance(after, list) and _is_keyed(before + after):
        old, new = _by_key(before), _by_key(after)
        for key in dict.fromkeys((*old, *new)):
            called = _name(new.get(key) or old.get(key)) or key
            yield from _compare(old.get(key), new.get(key), (*place, called))
        kept_old = [key for key in old if key in new]
        kept_new = [key for key in new if key in old]
        if kept_old != kept_new:
            yield Difference(_words((*place, ORDER)), ", ".join(kept_old), ", ".join(kept_new))
    else:
        yield Difference(_words(place), _text(before), _text(after))


def _compare_parts(
    before: Mapping[str, Json], after: Mapping[str, Json], place: tuple[str, ...]
) -> Iterator[Difference]:
    known = list(PLACES)
    names = sorted(
        dict.fromkeys((*before, *after)),
        key=lambda name: known.index(name) if name in known and not place else 0,
    )
    words = PARTS if place else PLACES
    for name in names:
        yield from _compare(before.get(name), after.get(name), (*place, words.get(name, name)))


def _is_keyed(items: list[Json]) -> bool:
    return all(isinstance(item, dict) and any(key in item for key in KEYS) for item in items)


def _by_key(items: list[Json]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for item in items:
        assert isinstance(item, dict)  # noqa: S101
        key = next(str(item[key]) for key in KEYS if key in item)
        found[key] = item
    return found


def _text(value: Json) -> str:
    """Write a value for a person to compare: lists and objects as lines."""
    if value is None:
        return ""
    if value is True or value is False:
        return "có" if value else "không"
    if isinstance(value, list):
        return "; ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return _name(value) or ", ".join(_text(item) for item in value.values())
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return str(value)


def _name(item: Json) -> str:
    """Return what people call an item of a list, empty where it has no name."""
    if not isinstance(item, dict):
        return ""
    return next((str(item[name]) for name in NAMES if item.get(name)), "")


def _words(place: tuple[str, ...]) -> str:
    return " › ".join(place)
