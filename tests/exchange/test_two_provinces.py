"""Documents and statuses between two provinces, through cuts and kill -9 of either side."""

from collections.abc import Callable

import pytest

from tests.exchange.conftest import FIRST, SECOND, Provinces
from tests.exchange.installations import Installation
from tests.exchange.test_messages import hurried
from tests.exchange.test_messages import until as wait_until

pytestmark = pytest.mark.whole  # once, on one PostgreSQL: two whole installations take their time

COUNT = 4
PATIENCE_SECONDS = 180  # each side signs and verifies; a busy machine takes its time
SENT = """
    SELECT d.exchange_id, a.file_id FROM documents_document AS d
    JOIN documents_attachment AS a ON a.document_id = d.id AND a.kind = 'main'
    WHERE d.origin = 'own' AND d.exchange_id <> ''
"""
HAD = """
    SELECT d.exchange_id, a.file_id FROM documents_incomingentry AS e
    JOIN documents_document AS d ON d.id = e.document_id
    JOIN documents_attachment AS a ON a.document_id = d.id AND a.kind = 'main'
    WHERE e.source = 'axis'
"""
# Planned is what was addressed and never issued, because its author's machine died before.
ROWS = """
    SELECT state, last_status FROM documents_dispatch WHERE channel = 'axis' AND state <> 'planned'
"""
NOTES = "SELECT exchange_id, code FROM documents_statusnote WHERE NOT is_sent AND from_code = '{}'"
OUTBOX = """
    SELECT count(*) FROM documents_document AS d WHERE d.state = 'issued' AND NOT EXISTS (
        SELECT FROM data_gateway_message AS m WHERE m.direction = 'out'
        AND m.message_id = d.exchange_id
    ) AND d.origin = 'own'
"""
NUMBERS = "SELECT arrival_number FROM documents_incomingentry WHERE arrival_number IS NOT NULL"
FAILED = "SELECT name, error FROM kernel_job WHERE has_failed"


def until(holds: Callable[[], bool], what: str) -> None:
    wait_until(holds, what, seconds=PATIENCE_SECONDS)


def knows(one: Installation, code: str) -> bool:
    return bool(one.rows(f"SELECT 1 FROM data_gateway_agency WHERE code = '{code}'"))  # noqa: S608


def all_told(sender: Installation, status: str) -> bool:
    """Tell whether every recipient of every document has said so."""
    rows = sender.rows(ROWS)
    return len(rows) >= COUNT and set(rows) == {("delivered", status)}


def told(at: Installation, code: str) -> list[tuple[object, ...]]:
    return sorted(at.rows(NOTES.format(code)))


def test_documents_and_statuses_survive_cuts_and_kills(provinces: Provinces) -> None:
    first, second, line = provinces.first, provinces.second, provinces.line
    until(lambda: knows(first, SECOND) and knows(second, FIRST), "directories")
    first.play("staff", FIRST)
    second.play("staff", SECOND)

    # Both issue; the wire breaks, and the second dies in the middle, with whoever issues there.
    line.cut_after = [300, 30_000, 2_000, 90_000]
    there = second.begin("issue", SECOND, FIRST, str(COUNT))
    first.play("issue", FIRST, SECOND, str(COUNT))
    until(lambda: len(second.rows(SENT)) >= 1, "a first document of the second")
    there.kill()
    there.wait()
    second.kill()
    second.play("forget_answers", "")
    second.start()
    second.play("issue", SECOND, FIRST, str(COUNT))

    # What was issued is in the outbox, wholly or not at all; and the first dies as well.
    assert second.rows(OUTBOX) == [(0,)]
    first.kill()
    first.play("forget_answers", "")
    line.cut_after = [500, 50_000]
    first.start()
    until(
        lambda: hurried(provinces) and all_told(first, "01") and all_told(second, "01"),
        "01 from everybody",
    )

    # The registers go on through it; every step is told, once.
    first.play("register")
    second.play("register")
    second.kill()
    second.start()
    until(
        lambda: hurried(provinces) and all_told(first, "03") and all_told(second, "03"),
        "03 from everybody",
    )

    for sender, recipient, code in ((first, second, SECOND), (second, first, FIRST)):
        sent = sorted(sender.rows(SENT))
        assert sorted(recipient.rows(HAD)) == sent, "each is there once, and the same bytes"
        ids = {exchange_id for exchange_id, _ in sent}
        assert told(sender, code) == sorted((one, s) for one in ids for s in ("01", "03"))
        numbers = sorted(int(str(number)) for (number,) in recipient.rows(NUMBERS))
        assert numbers == list(range(1, len(sent) + 1)), "the register has no gap"

    # A document is taken back: asked, answered by the clerk there, and known here.
    recalled = first.play("recall")
    until(
        lambda: bool(
            second.rows("SELECT 1 FROM documents_changerequest WHERE entry_id IS NOT NULL")
        ),
        "the request at the recipient",
    )
    assert second.play("agree") == 1
    until(lambda: ("recalled", "03") in first.rows(ROWS), "the agreement at the sender")
    assert (recalled, "15") in told(first, SECOND)
    for one in (first, second):
        assert one.rows(FAILED) == []
