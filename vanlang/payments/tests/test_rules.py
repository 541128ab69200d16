import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vanlang.payments.rules import messages, reconciliation
from vanlang.payments.rules.messages import Forged, Malformed, Told
from vanlang.payments.rules.orders import AttemptState, FeeLine, State, outcome
from vanlang.payments.rules.reconciliation import BadListing, Difference, Recorded, Row
from vanlang.payments.rules.wording import in_words

KEY = "khoá chung"
TOLD = Told(
    UUID(int=7), "GD1", 8000, succeeded=True, reason="", at=datetime(2026, 11, 23, 2, 5, tzinfo=UTC)
)
DAY = date(2026, 11, 23)
HEAD = "MaGiaoDich,MaThamChieu,SoTien,ThoiGianGD\n"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (8_000, "Tám nghìn đồng"),
        (10_000, "Mười nghìn đồng"),
        (15_000, "Mười lăm nghìn đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (104_000, "Một trăm linh bốn nghìn đồng"),
        (11_011, "Mười một nghìn không trăm mười một đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (2_345_671, "Hai triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi mốt đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (3_000_050_000, "Ba tỷ không trăm năm mươi nghìn đồng"),
    ],
)
def test_in_words_speaks_as_a_cashier_does(amount: int, words: str) -> None:
    assert in_words(amount) == words


@given(st.integers(0, 10**15))
def test_in_words_differs_for_every_amount(amount: int) -> None:
    assert in_words(amount) != in_words(amount + 1)


@given(st.sampled_from(messages.RESULT_CODED), st.text(min_size=1, max_size=5))
def test_no_field_can_be_altered_unnoticed(field: str, added: str) -> None:
    message = {k: str(v) for k, v in messages.result(TOLD, partner="P", secret=KEY).items()}

    message[field] += added

    with pytest.raises(Forged):
        messages.parse_result(message, partner="P", secret=KEY)


def test_result_is_read_back_as_it_was_told() -> None:
    message = {k: str(v) for k, v in messages.result(TOLD, partner="P", secret=KEY).items()}

    assert messages.parse_result(message, partner="P", secret=KEY) == TOLD
    for partner, secret in (("Q", KEY), ("P", "khác")):
        with pytest.raises(Forged):
            messages.parse_result(message, partner=partner, secret=secret)


def test_parse_result_refuses_a_coded_message_that_says_nothing() -> None:
    message = {k: str(v) for k, v in messages.result(TOLD, partner="P", secret=KEY).items()}
    for field, text in (
        ("SoTien", "tám nghìn"),
        ("SoTien", "9" * 400),
        ("MaGiaoDich", "9" * 400),
        ("MaThamChieu", "x"),
        ("LoaiBanTin", "INIT"),
    ):
        wrong = {**message, field: text}
        wrong[messages.CODE] = messages.code(wrong, messages.RESULT_CODED, KEY)
        with pytest.raises(Malformed):
            messages.parse_result(wrong, partner="P", secret=KEY)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"a": 1}', b"{" * 9000])
def test_read_json_refuses_what_is_no_message(body: bytes) -> None:
    with pytest.raises(Malformed):
        messages.read_json(body)


def test_opening_carries_the_fields_of_the_national_platform() -> None:
    wanted = messages.Opening(
        reference=UUID(int=9),
        amount=8000,
        purpose="Trích lục",
        lines=[FeeLine("LP01", "Lệ phí", 8000)],
        party=messages.Party("H44.05158", "UBND xã Mường Bi", "Bùi Thị Lan", "003188000123", ""),
        about="H44.05158-261123-0001",
        return_to="https://x/tro-ve/",
        at=TOLD.at,
    )

    message = messages.opening(wanted, partner="P", channel="DVC", secret=KEY)

    assert message["LoaiBanTin"] == "INIT"
    assert message["PhienBan"] == "1.0.6"
    assert message["ThoiGianGD"] == "20261123090500"
    assert json.loads(json.dumps(message))["ThongTinBienLai"]["PhiLePhi"][0]["SoTien"] == "8000"
    assert message[messages.CODE] == messages.code(message, messages.INIT_CODED, KEY)


@pytest.mark.parametrize(
    ("state", "came", "succeeded", "expected"),
    [
        (State.WAITING, 8000, True, AttemptState.PAID),
        (State.WAITING, 8000, False, AttemptState.FAILED),
        (State.WAITING, 7999, True, AttemptState.WRONG_AMOUNT),
        (State.PAID, 8000, True, AttemptState.SURPLUS),
        (State.CANCELLED, 8000, True, AttemptState.SURPLUS),
        (State.REFUNDED, 8000, True, AttemptState.SURPLUS),
    ],
)
def test_outcome_of_an_answer(
    state: State, came: int, succeeded: bool, expected: AttemptState
) -> None:
    assert outcome(state, asked=8000, came=came, succeeded=succeeded) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"MaGiaoDich,SoTien\nA,1\n",
        HEAD.encode() + b"A,r,1.000,20261123090500\n",
        HEAD.encode() + b",r,1,20261123090500\n",
        HEAD.encode() + b"A,r,1,hom qua\n",
        HEAD.encode() + b"A,r,1,20261122090500\n",
        HEAD.encode() + b"A,r,1,20261123090500\nA,r,1,20261123090500\n",
        HEAD.encode() + b"A\n",
    ],
)
def test_parse_refuses_a_bad_listing(content: bytes) -> None:
    with pytest.raises(BadListing):
        reconciliation.parse(content, day=DAY)


def test_parse_reads_both_separators_and_a_byte_order_mark() -> None:
    text = (HEAD + "A,AB,8000,20261123090500\n").replace(",", ";")

    rows = reconciliation.parse(b"\xef\xbb\xbf" + text.encode(), day=DAY)

    assert rows == [Row("A", "ab", 8000)]


def test_compare_names_each_kind_of_difference() -> None:
    rows = [Row("A", "a", 1), Row("B", "b", 2), Row("C", "c", 3), Row("D", "d", 4)]
    recorded = [
        Recorded("A", "a", 1, is_received=True),
        Recorded("B", "b", 5, is_received=True),
        Recorded("", "c", 3, is_received=False),
        Recorded("E", "e", 6, is_received=True),
        Recorded("", "f", 6, is_received=False),
    ]

    found = {one.transaction: one.kind for one in reconciliation.compare(rows, recorded)}

    assert found == {
        "B": Difference.AMOUNT,
        "C": Difference.NOT_SETTLED,
        "D": Difference.NOT_HERE,
        "E": Difference.NOT_THERE,
    }
