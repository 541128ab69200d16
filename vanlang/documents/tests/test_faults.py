"""Bad input and faults of official documents: each has a rule, a message and a test.

| what comes | what is done | what is said |
|---|---|---|
| XML that is broken, or none | refused, with the place | `R.XML`, `M.edXML` |
| XML of 100 MB and more | read in pieces; over the limit refused unfetched | `R.Size` |
| nested, or only growing | refused where it passes the bounds | `R.Depth`, `R.Elements` |
| a bomb of entities, a DTD from elsewhere | refused where it begins; nothing is fetched | `R.DTD` |
| a signature over other content | returned, status 02 | không phải nội dung đã được ký |
| signed with an expired certificate | returned, status 02 | đã hết hạn |
| signed with a revoked certificate | returned, status 02 | đã bị thu hồi |
| an attachment that is not what it says | refused by its content | `M.Attachment` and its kin |
| a wrong addressee | returned in the system, status 02 | đề nghị kiểm tra lại nơi nhận |
| an agency that left | others are not held up; statuses wait for it | rời trục |
| a status of an unknown document | kept | |
| a receipt before its document | kept, matched when it is there | |
| the axis down for a day | everything waits, in order; sent once when it is back | đang gửi |

`TESTS` names for each line where it is tried; a name that leads nowhere fails.
"""

import ast
from pathlib import Path

import pytest

from vanlang.data_gateway.models import Message, Peer, Transfer
from vanlang.data_gateway.rules.states import Direction
from vanlang.data_gateway.rules.states import State as Carried
from vanlang.documents.rules.outgoing import DispatchState
from vanlang.documents.rules.states import State
from vanlang.documents.tests.cast import Cast
from vanlang.documents.tests.exchange_desk import G22, issue, row

ROOT = Path(__file__).resolve().parents[3]
HERE, GATEWAY = "vanlang/documents/tests/", "vanlang/data_gateway/tests/"
SIGNING, TWO = "vanlang/signing/tests/test_messages_verified.py", "tests/exchange/"
TESTS: dict[str, tuple[str, ...]] = {
    "broken XML": (
        f"{HERE}test_edxml_faults.py::test_read_refuses_what_is_no_edxml",
        f"{HERE}test_edxml_properties.py::test_read_never_breaks_on_damage",
        f"{HERE}test_exchange_receiving.py::test_receive_sends_back_with_the_exact_reason",
    ),
    "huge XML (100 MB)": (
        f"{HERE}test_edxml_faults.py::test_read_refuses_what_is_over_the_limit",
        f"{GATEWAY}test_sending.py::test_what_is_too_large_is_refused_before_it_waits",
        f"{GATEWAY}test_receiving.py::test_what_is_too_large_goes_back_unfetched",
        f"{TWO}test_messages.py::test_a_message_of_100_megabytes_stays_out_of_memory",
    ),
    "nested XML": (f"{HERE}test_edxml_faults.py::test_read_refuses_what_only_grows",),
    "entity-bombed XML": (f"{HERE}test_edxml_faults.py::test_read_defines_no_entity",),
    "a signature over other content": (
        f"{SIGNING}::test_verify_refuses_a_signature_over_other_content",
        f"{HERE}test_exchange_receiving.py::test_receive_sends_back_what_was_changed_after_signing",
    ),
    "an expired certificate": (
        f"{SIGNING}::test_verify_says_expired",
        f"{HERE}test_exchange_receiving.py::test_receive_sends_back_what_an_expired_key_signed",
    ),
    "a revoked certificate": (
        f"{SIGNING}::test_verify_says_revoked",
        f"{HERE}test_exchange_receiving.py::test_receive_sends_back_what_a_revoked_key_signed",
    ),
    "an attachment that is not what it says": (
        f"{HERE}test_edxml_faults.py::test_read_refuses_what_an_attachment_is_not",
        f"{HERE}test_edxml_faults.py::test_read_refuses_names_that_mislead",
        f"{HERE}test_edxml_faults.py::test_read_refuses_zips_made_to_do_harm",
        f"{HERE}test_edxml_faults.py::test_read_refuses_pdfs_with_programs",
        f"{HERE}test_mailboxes.py::test_what_cannot_be_taken_in_stays_flagged_and_the_clerk_is_told_once",
    ),
    "a wrong addressee (02)": (
        f"{HERE}test_exchange_receiving.py::test_receive_returns_what_is_for_nobody_here_with_02",
    ),
    "an agency that left": (
        f"{HERE}test_exchange_sending.py::test_issue_is_not_held_up_by_an_agency_that_left",
        f"{HERE}test_exchange_sending.py::test_send_again_reaches_who_came_back",
        f"{HERE}test_exchange_receiving.py::test_receive_returns_what_is_for_an_agency_that_was_merged",
        f"{HERE}test_exchange_statuses.py::test_a_status_for_one_who_left_waits_and_is_told_later",
    ),
    "a status for an unknown document": (
        f"{HERE}test_exchange_statuses.py::test_a_status_of_an_unknown_document_is_kept",
    ),
    "a receipt before the document": (
        f"{HERE}test_exchange_statuses.py::test_a_receipt_before_its_document_is_matched",
        f"{HERE}test_exchange_changes.py::test_a_recall_that_overtook_its_document_waits_for_it",
    ),
    "the axis down for a day": (
        f"{GATEWAY}test_sending.py::test_an_axis_that_is_down_for_a_day_loses_nothing",
        f"{HERE}test_faults.py::test_while_the_axis_is_down_documents_are_issued_and_wait",
        f"{TWO}test_two_provinces.py::test_documents_and_statuses_survive_cuts_and_kills",
    ),
}


@pytest.mark.parametrize("line", TESTS)
def test_every_line_is_tried_where_the_table_says(line: str) -> None:
    for place in TESTS[line]:
        file, name = place.split("::")
        tree = ast.parse((ROOT / file).read_text())

        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, place


def test_while_the_axis_is_down_documents_are_issued_and_wait(cast: Cast, peer: Peer) -> None:
    documents = [issue(cast, G22) for _ in range(3)]

    assert {one.state for one in documents} == {State.ISSUED}
    assert [one.number for one in documents] == [1, 2, 3]
    assert {row(one).state for one in documents} == {DispatchState.QUEUED}
    waiting = Message.objects.filter(direction=Direction.OUT).order_by("pk")
    assert [one.message_id for one in waiting] == [one.exchange_id for one in documents]
    assert set(Transfer.objects.values_list("state", flat=True)) == {Carried.WAITING}
