"""The table of states, the pauses, envelopes and proofs: all without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vanlang.data_gateway.rules import envelopes, frequency, headers, notes, proofs, states
from vanlang.data_gateway.rules.answers import (
    DELIVERY_MOVES,
    STATUSES,
    Code,
    DeliveryState,
    Told,
)
from vanlang.data_gateway.rules.envelopes import Envelope, Malformed
from vanlang.data_gateway.rules.states import MOVES, STATE_NAMES, Kind, State, WrongState

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200)


@pytest.mark.parametrize("verb", list(MOVES))
@pytest.mark.parametrize("state", list(State))
def test_every_verb_starts_where_the_table_says(state: State, verb: str) -> None:
    starts, end = MOVES[verb]

    if state in starts:
        assert states.move(state, verb) == end
        assert states.is_open_to(state, verb)
    else:
        with pytest.raises(WrongState):
            states.move(state, verb)


def test_every_state_and_code_has_words() -> None:
    assert STATE_NAMES.keys() == set(State)
    assert STATUSES.keys() == set(Code)
    assert DELIVERY_MOVES.keys() == set(DeliveryState)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_pauses_grow_and_stay_within_bounds(attempt: int, draw: float) -> None:
    found = states.pause(attempt, bounds=states.PEER_PAUSES, draw=draw)
    least, most = states.PEER_PAUSES

    assert least * 0.79 <= found <= most * 1.21
    assert found <= states.pause(attempt + 1, bounds=states.PEER_PAUSES, draw=1) + timedelta(0)


@given(TEXT, TEXT)
def test_an_envelope_survives_the_headers(name: str, thread: str) -> None:
    envelope = Envelope(name, Kind.STATUS, "G09", ("H44.02", "H01"), "a" * 64, 5, thread)

    words = headers.written(envelope)

    assert all(text.isascii() for text in words.values())
    assert headers.read(words, sha256="a" * 64, size=5) == envelope
    assert envelopes.read(envelope.written()) == envelope


@given(st.binary(max_size=300))
def test_no_note_of_a_stranger_is_read(text: bytes) -> None:
    with pytest.raises(Malformed):
        notes.read_message(text, by="xa", secret="khoa")
    with pytest.raises(Malformed):
        notes.read_receipt(text, by="xa", secret="khoa", ref="")


def test_a_receipt_is_not_a_message_and_the_reverse() -> None:
    envelope = Envelope("1", Kind.EDOC, "G09", ("H44",), "a" * 64, 5)
    told = Told("1", "G09", "H44", DeliveryState.FAIL, "lý do")
    message = notes.message(envelope, "H44", by="xa", secret="khoa")
    receipt = notes.receipt(told, by="xa", secret="khoa")

    assert notes.read_message(message, by="xa", secret="khoa") == envelope
    assert notes.read_receipt(receipt, by="xa", secret="khoa", ref="r").reason == "lý do"
    for wrong in (
        lambda: notes.read_receipt(message, by="xa", secret="khoa", ref=""),
        lambda: notes.read_message(receipt, by="xa", secret="khoa"),
        lambda: notes.read_message(message, by="xa", secret="khac"),
        lambda: notes.read_message(message, by="tinh", secret="khoa"),
        lambda: notes.read_message(message.replace(b"H44", b"H45"), by="xa", secret="khoa"),
    ):
        with pytest.raises(Malformed):
            wrong()


def test_each_part_of_a_request_is_signed() -> None:
    words = {
        "method": "POST",
        "path": "sendEdoc",
        "timestamp": "t",
        "nonce": "n",
        "sha256": "s",
        "envelope": "e",
    }
    right = proofs.signature("khoa", **words)

    others = [proofs.signature("khoa", **{**words, word: "khac"}) for word in words]

    assert len({right, *others, proofs.signature("khac", **words)}) == len(words) + 2


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("2026-11-23T05:04:59+00:00", True),
        ("2026-11-23T12:00:00+07:00", True),
        ("2026-11-23T05:05:01+00:00", False),
        ("2026-11-23T05:00:00", False),
        ("hôm nay", False),
        ("", False),
    ],
)
def test_clocks_are_compared_with_their_zones(text: str, holds: bool) -> None:
    assert proofs.is_of_now(text, at=NOON) is holds


@pytest.mark.parametrize(
    ("asked", "given_"), [("", 100), ("5", 5), ("0", 1), ("99999", 500), ("-1", 100), ("٣", 3)]
)
def test_a_list_is_as_long_as_asked_within_reason(asked: str, given_: int) -> None:
    assert frequency.rows(asked) == given_
