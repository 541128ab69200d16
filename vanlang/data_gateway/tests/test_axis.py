"""The axis at its door: who may call, with which proof, and what is refused how."""

import hashlib
import io
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from vanlang.data_gateway.actions.axis import exchange, members
from vanlang.data_gateway.models import Call, Consignment, Delivery, Member, MemberAgency
from vanlang.data_gateway.rules import proofs
from vanlang.data_gateway.rules.answers import AxisRefusal
from vanlang.data_gateway.tests.axis_caller import ROOT, Caller
from vanlang.data_gateway.tests.conftest import OURS, THEIRS


def test_a_message_goes_through_by_hand(ministry: Caller, province_system: Caller) -> None:
    status, sent = ministry.send(b"noi dung")

    _, waiting = province_system.signed("getReceivedEdocList")
    fetched = province_system.fetch(sent["DocId"])
    took = province_system.signed("updateStatus", {"docId": sent["DocId"], "status": "done"})
    _, outcome = ministry.signed("getSentEdocList")

    assert (status, sent["ErrorCode"]) == (200, "0")
    assert waiting["Data"][0]["from"] == THEIRS  # type: ignore[index]
    assert fetched == (200, b"noi dung")
    assert took == (200, {"ErrorCode": "0", "ErrorDesc": ""})
    assert outcome["Data"][0]["status"] == "done"  # type: ignore[index]


def test_the_same_message_has_the_same_doc_id(ministry: Caller, us: Member) -> None:
    first, again = ministry.send(b"mot"), ministry.send(b"mot")
    other = ministry.send(b"hai")

    assert first == again
    assert (other[0], other[1]["ErrorCode"]) == (409, "8")
    assert Consignment.objects.count() == 1
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("system", "key"),
    [
        ("bo-noi-vu", "sai"),
        ("bo-noi-vu", ""),
        ("khong-co", "sai"),
        ("", ""),
        ("phu-tho", "khoa-bo-noi-vu"),
    ],
)
def test_a_wrong_key_is_told_clearly_and_the_same_to_all(
    ministry: Caller, us: Member, system: str, key: str
) -> None:
    status, answer = Caller(system, key).plain("getAgenciesList")

    assert status == 401
    assert answer == {"ErrorCode": "1", "ErrorDesc": "Mã hệ thống hoặc khóa không đúng."}
    assert not Call.objects.exists()


def test_a_wrong_signature_is_refused(ministry: Caller) -> None:
    assert ministry.signed("getAgenciesList", key="sai")[1]["ErrorCode"] == "1"


def test_a_request_is_good_once(ministry: Caller) -> None:
    at, nonce = timezone.now(), uuid4().hex

    first = ministry.signed("getAgenciesList", at=at, nonce=nonce)
    replayed = ministry.signed("getAgenciesList", at=at, nonce=nonce)

    assert first[1]["ErrorCode"] == "0"
    assert (replayed[0], replayed[1]["ErrorCode"]) == (409, "3")


@pytest.mark.parametrize("off", [timedelta(minutes=-6), timedelta(minutes=6)])
def test_clocks_that_disagree_are_named(ministry: Caller, off: timedelta) -> None:
    skewed = ministry.signed("getAgenciesList", at=timezone.now() + off)
    near = ministry.signed("getAgenciesList", at=timezone.now() + off / 2)

    assert (skewed[0], skewed[1]["ErrorCode"]) == (401, "2")
    assert "Đồng hồ" in str(skewed[1]["ErrorDesc"])
    assert near[1]["ErrorCode"] == "0"


def test_a_time_that_is_none_is_refused(ministry: Caller) -> None:
    naive = ministry.signed("getAgenciesList", at=datetime.now(tz=UTC).replace(tzinfo=None))

    assert naive[1]["ErrorCode"] == "2"


def test_a_signature_covers_the_body(ministry: Caller) -> None:
    at, nonce = timezone.now(), uuid4().hex
    content = json.dumps({"code": "G09.01", "name": "Văn phòng"}).encode()
    signature = proofs.signature(
        ministry.key,
        method="POST",
        path="registerAgency",
        timestamp=at.isoformat(),
        nonce=nonce,
        sha256=hashlib.sha256(content).hexdigest(),
        envelope="|||||",
    )

    answer = ministry.client.post(
        f"{ROOT}registerAgency",
        json.dumps({"code": "G09.02", "name": "Giả"}),
        content_type="application/json",
        headers={
            "X-SystemId": ministry.system_id,
            "X-Timestamp": at.isoformat(),
            "X-Nonce": nonce,
            "X-Hash": hashlib.sha256(content).hexdigest(),
            "X-Signature": signature,
        },
    )

    assert answer.json()["ErrorCode"] == "10"
    assert not MemberAgency.objects.filter(code="G09.02").exists()


def test_a_body_that_is_not_what_was_announced_is_refused(ministry: Caller, us: Member) -> None:
    damaged = ministry.send(b"noi dung", **{"X-Hash": "0" * 64})

    assert (damaged[0], damaged[1]["ErrorCode"]) == (422, "10")
    assert not Consignment.objects.exists()


def test_a_body_that_was_cut_is_noticed(db: None) -> None:
    with (
        pytest.raises(AxisRefusal, match="đường truyền bị ngắt"),
        exchange.read_whole(io.BytesIO(b"nua chung"), announced=900),
    ):
        pytest.fail("half a message was taken")


def test_what_is_too_large_is_refused(ministry: Caller, us: Member, settings: Settings) -> None:
    settings.EXCHANGE_MAX_BYTES = 10

    too_large = ministry.send(b"x" * 11)

    assert (too_large[0], too_large[1]["ErrorCode"]) == (413, "9")
    assert ministry.send(b"x" * 10)[0] == 200


def test_nobody_sends_for_another_agency(province_system: Caller, ministry: Caller) -> None:
    status, answer = province_system.send(b"gia", **{"X-From": THEIRS, "X-To": OURS})

    assert (status, answer["ErrorCode"]) == (403, "5")


def test_an_unknown_and_a_departed_agency_are_named(ministry: Caller, us: Member) -> None:
    unknown = ministry.send(b"x", **{"X-To": f"{OURS},H99"})
    members.withdraw(OURS, member=us, at=timezone.now())
    departed = ministry.send(b"x")

    assert (unknown[0], unknown[1]["ErrorCode"]) == (422, "6")
    assert "H99" in str(unknown[1]["ErrorDesc"])
    assert OURS in str(departed[1]["ErrorDesc"])


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Message-Id": ""},
        {"X-Message-Type": "thu"},
        {"X-To": ""},
        {"X-To": f"{OURS},{OURS}"},
        {"X-Message-Id": "a" * 251},
        {"X-Message-Id": "%00"},
        {"X-Expires": "mai"},
        {"X-Expires": "2026-11-23T08:00:00"},
        {"X-From": "G09'--"},
    ],
)
def test_what_is_no_message_is_refused(
    ministry: Caller, us: Member, headers: dict[str, str]
) -> None:
    status, answer = ministry.send(b"x", **headers)

    assert (status, answer["ErrorCode"]) == (400, "11")
    assert answer["ErrorDesc"]
