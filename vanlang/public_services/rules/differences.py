"""Two versions of a procedure side by side: what is different, in words for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.plain import Json

# What tells one item of a list from another.
KEYS = ("key", "code", "number", "title", "value", "group")
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
    "fields": "trường",
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
        yield from _compare_parts(old, new, place)
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
    for name in names:
        yield from _compare(before.get(name), after.get(name), (*place, name))


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
        return ", ".join(_text(item) for item in value.values())
    return str(value)


def _words(place: tuple[str, ...]) -> str:
    return " › ".join(PLACES.get(name, name) for name in place)
