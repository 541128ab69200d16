"""JSON of strangers: whatever is wrong with it is one error with words."""

import json
from random import Random

import pytest

from vanlang.kernel.foreign_json import NotReadable, items, read

HOSTILE = {
    "nothing": b"",
    "cut": b'{"a": ',
    "not UTF-8": b'{"a": "\xff"}',
    "deep lists": b"[" * 100_000,
    "deep and whole": b"[" * 500 + b"]" * 500,
    "deep objects": b'{"a":' * 100_000,
    "NUL": b'{"a": "x\\u0000"}',
    "NUL in a name": b'{"a\\u0000": 1}',
    "half a character": b'{"a": ["\\ud800"]}',
    "half a character in a name": b'{"\\udfff": 1}',
    "NaN": b'{"a": NaN}',
    "Infinity": b"[-Infinity]",
    "many digits": b"1" * 100_000,
    "doubled key": b'{"amount": 1, "amount": 2}',
    "two values": b"{} {}",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_is_one_error(text: bytes) -> None:
    with pytest.raises(NotReadable) as problem:
        read(text)

    assert str(problem.value).encode()


def test_what_can_be_read_is_read() -> None:
    value: object = {"a": [1, -2.5, None, True, "Đ 𝄞", {"b": {}}], "c": ""}

    assert read(json.dumps(value).encode()) == value
    assert read(json.dumps(value, ensure_ascii=False)) == value


@pytest.mark.parametrize("bad", [text for text in HOSTILE.values() if b"[[" not in text[:2]])
def test_one_item_spoils_no_other(bad: bytes) -> None:
    try:
        inside = bad.decode()
    except UnicodeDecodeError:
        return
    whole = [part for part in ('{"n": 1}', inside, '{"n": "],[{"}') if part]
    if inside.count("{") != inside.count("}") or not inside:
        return

    found = list(items(f"[{','.join(whole)}]"))

    assert [item.value for item in found if not item.fault] == [{"n": 1}, {"n": "],[{"}]
    assert [item.number for item in found if item.fault] == [2]


def test_a_deep_item_is_named_and_the_next_is_read() -> None:
    deep = "[" * 5000 + "]" * 5000

    found = list(items(f"[1, {deep}, 3]"))

    assert [(item.number, item.value) for item in found if not item.fault] == [(1, 1), (3, 3)]
    assert "quá sâu" in found[1].fault


@pytest.mark.parametrize("text", ["", "{}", "x[1]", "[1, 2", '["a', "[[1]"])
def test_what_is_no_whole_list_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NotReadable):
        list(items(text))


def test_no_text_upsets_the_reader() -> None:
    random = Random(11)  # noqa: S311 the same damage every time
    whole = json.dumps([{"a": [1, {"b": 'Đ\\"]'}]}, "x", None] * 3)
    for _ in range(2000):
        changed = list(whole)
        for _ in range(4):
            changed[random.randrange(len(changed))] = random.choice('[]{},:"\\u0\0\ud8009')
        text = "".join(changed)
        for reader in (read, lambda text: list(items(text))):
            try:
                reader(text)
            except NotReadable:
                continue
