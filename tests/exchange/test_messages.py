"""Opaque messages between two provinces, through cuts, repeats and kill -9 of either side."""

import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests.exchange.conftest import FIRST, SECOND, Provinces
from tests.exchange.installations import Installation

pytestmark = pytest.mark.whole  # once, on one PostgreSQL: two whole installations take their time

COUNT = 30
PATIENCE_SECONDS = 90
LARGE = 100 * 2**20
MOST_MEGABYTES = 300
ARRIVED = """
    SELECT message.message_id, file_id, count(*) FROM data_gateway_message AS message
    JOIN data_gateway_transfer AS transfer ON transfer.message_id = message.id
    WHERE message.direction = 'in' AND message.message_id ~ '^(tin|them|lon)-' GROUP BY 1, 2
"""
SENT = """
    SELECT message_id, file_id FROM data_gateway_message
    WHERE direction = 'out' AND message_id ~ '^(tin|them|lon)-'
"""
STATES = "SELECT state FROM data_gateway_transfer WHERE direction = 'out'"
TOLD = """
    SELECT payload->>'message' FROM kernel_entry
    WHERE kind = 'data_gateway.received' AND payload->>'message' ~ '^(tin|them|lon)-'
"""
IN_ORDER = """
    SELECT message.thread,
        array_agg(split_part(message.message_id, '-', 2)::int ORDER BY transfer.id)
    FROM data_gateway_message AS message
    JOIN data_gateway_transfer AS transfer ON transfer.message_id = message.id
    WHERE message.direction = 'in' AND message.message_id LIKE 'tin%' GROUP BY 1
"""
BY_THEIR_WORD = {"delivered", "refused"}  # refused: a system there read them and found no document


def until(holds: Callable[[], bool], what: str, seconds: int = PATIENCE_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.3)


def hurried(provinces: Provinces) -> bool:
    """End the pauses after what was cut; a cut that comes later makes the next one longer."""
    for one in (provinces.first, provinces.second):
        one.play("hurry")
    return True


def arrived(at: Installation) -> dict[object, object]:
    return {message: file for message, file, _ in at.rows(ARRIVED)}


def has_ended(sender: Installation, recipient: Installation) -> bool:
    """Tell whether the recipient's word on everything came back."""
    states = [row[0] for row in sender.rows(STATES)]
    if set(states) <= BY_THEIR_WORD:
        return True
    if "received" in {r[0] for r in recipient.rows("SELECT state FROM data_gateway_transfer")}:
        recipient.play("acknowledge")
    return False


def test_nothing_is_lost_and_nothing_doubled(provinces: Provinces) -> None:
    first, second, line = provinces.first, provinces.second, provinces.line
    until(lambda: bool(first.rows(_knows(SECOND)) and second.rows(_knows(FIRST))), "directories")

    # Both send; the second's connections break off in the middle of what they carry.
    line.cut_after = [300, 100_000, 2_000, 700_000, 900]
    first.play("send", FIRST, SECOND, str(COUNT), "2000", "tin")
    second.play("send", SECOND, FIRST, str(COUNT), "200000", "tin")
    until(lambda: len(arrived(second)) > COUNT // 6, "first messages")

    # The recipient dies in the middle, and comes back.
    second.kill()
    # What it sent and heard no answer of goes again, and so does what was sent by its users.
    second.play("forget_answers", "tin")
    second.play("send", SECOND, FIRST, str(COUNT), "200000", "tin")
    second.start()
    until(lambda: len(arrived(first)) > COUNT // 6, "messages of the second")

    # The sender dies, and the axis with it, while more is being handed in.
    more = second.begin("send", SECOND, FIRST, str(COUNT), "50", "them")
    first.kill()
    first.play("forget_answers", "tin")
    line.cut_after = [500, 5_000]
    first.start()
    assert more.wait(60) == 0
    until(
        lambda: hurried(provinces) and has_ended(first, second) and has_ended(second, first),
        "all words back",
    )

    for sender, recipient in ((first, second), (second, first)):
        sent = {message: file for message, file in sender.rows(SENT)}  # noqa: C416 typed
        assert arrived(recipient) == sent
        assert {count for *_, count in recipient.rows(ARRIVED)} == {1}
        told = Counter(row[0] for row in recipient.rows(TOLD))
        assert told == Counter(sent.keys()), "each was told of once"
        for _thread, numbers in recipient.rows(IN_ORDER):
            assert isinstance(numbers, list)
            assert numbers == sorted(numbers), "those of a thread came in order"
    assert line.cuts >= 3


def test_a_message_of_100_megabytes_stays_out_of_memory(provinces: Provinces) -> None:
    """The whole of it lies on disks; no process may grow by it. The issue allows 300 MB."""
    first, second = provinces.first, provinces.second
    until(lambda: bool(first.rows(_knows(SECOND)) and second.rows(_knows(FIRST))), "directories")

    for sender, recipient, ends in (
        (first, second, (FIRST, SECOND)),
        (second, first, (SECOND, FIRST)),
    ):
        sender.play("send", *ends, "1", str(LARGE), "lon")
        until(lambda: "lon-0" in arrived(recipient), "the large message")  # noqa: B023 called now

    for one in (first, second):
        peaks = one.peak_megabytes()
        assert max(peaks.values()) < MOST_MEGABYTES, peaks


def _knows(code: str) -> str:
    return f"SELECT 1 FROM data_gateway_agency WHERE code = '{code}'"  # noqa: S608
