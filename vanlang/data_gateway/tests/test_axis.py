"""The axis service from outside: who comes in, what they see, what is refused and how."""

import hashlib
import io
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from vanlang.data_gateway.actions.axis import exchange, members
from vanlang.data_gateway.actions.connectors.axis import Axis
from vanlang.data_gateway.models import Call, Consignment, Delivery, Member, MemberAgency
from vanlang.data_gateway.rules import proofs
from vanlang.data_gateway.rules.answers import AxisRefusal
from vanlang.data_gateway.tests.conftest import MONDAY, OURS, SECRETS, THEIRS, as_actor
from vanlang.identity.api import Person
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import NotPermitted

ROOT = "/truc-lien-thong/"
Json = dict[str, object]


class Caller:
    """Another vendor's system: it speaks HTTP and knows nothing of our code."""

    def __init__(self, system_id: str, key: str) -> None:
        self.system_id, self.key, self.client = system_id, key, Client()

    def plain(self, operation: str, body: Json | None = None, **headers: str) -> tuple[int, Json]:
        """Ask with the key itself in a header, as the provincial axes have it."""
        return self._ask(operation, body, {"X-SecretKey": self.key, **headers})

    def signed(
        self,
        operation: str,
        body: Json | None = None,
        *,
        at: datetime | None = None,
        nonce: str = "",
        key: str = "",
    ) -> tuple[int, Json]:
        content = json.dumps(body).encode() if body is not None else b""
        words = {
            "timestamp": (at or timezone.now()).isoformat(),
            "nonce": nonce or uuid4().hex,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        signature = proofs.signature(
            key or self.key,
            method="GET" if body is None else "POST",
            path=operation,
            envelope="|||||",
            **words,
        )
        headers = {
            "X-Timestamp": words["timestamp"],
            "X-Nonce": words["nonce"],
            "X-Hash": words["sha256"],
            "X-Signature": signature,
        }
        return self._ask(operation, body, headers)

    def send(self, content: bytes, **headers: str) -> tuple[int, Json]:
        given = {
            "X-SystemId": self.system_id,
            "X-SecretKey": self.key,
            "X-Message-Id": "vb-1",
            "X-Message-Type": "edoc",
            "X-From": THEIRS,
            "X-To": OURS,
            **headers,
        }
        answer = self.client.post(
            f"{ROOT}sendEdoc", content, content_type="application/octet-stream", headers=given
        )
        return answer.status_code, answer.json()

    def fetch(self, doc_id: object) -> tuple[int, bytes]:
        answer = self.client.get(
            f"{ROOT}getEdoc?docId={doc_id}",
            headers={"X-SystemId": self.system_id, "X-SecretKey": self.key},
        )
        return answer.status_code, answer.getvalue()

    def _ask(self, operation: str, body: Json | None, headers: dict[str, str]) -> tuple[int, Json]:
        given = {"X-SystemId": self.system_id, **headers}
        if body is None:
            answer = self.client.get(f"{ROOT}{operation}", headers=given)
        else:
            answer = self.client.post(
                f"{ROOT}{operation}",
                json.dumps(body),
                content_type="application/json",
                headers=given,
            )
        return answer.status_code, answer.json()


@pytest.fixture
def ministry(them: Member) -> Caller:
    return Caller("bo-noi-vu", SECRETS["BO_NOI_VU"])


@pytest.fixture
def province_system(us: Member) -> Caller:
    return Caller("phu-tho", SECRETS["PHU_THO"])


@pytest.fixture
def outsider(us: Member, them: Member) -> Caller:
    """A third member, which is neither end of anything."""
    members.admit(
        system_id="la",
        name="Hệ thống lạ",
        secret_name="LA",
        code_prefix="H01",
        by=PLATFORM,
        at=MONDAY,
    )
    return Caller("la", SECRETS["LA"])


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


def test_nothing_of_one_agency_is_visible_to_another(
    ministry: Caller, province_system: Caller, outsider: Caller
) -> None:
    doc_id = ministry.send(b"noi dung")[1]["DocId"]

    assert outsider.plain("getReceivedEdocList")[1]["Data"] == []
    assert outsider.plain("getSentEdocList")[1]["Data"] == []
    assert province_system.plain("getSentEdocList")[1]["Data"] == []
    assert ministry.plain("getReceivedEdocList")[1]["Data"] == []
    assert outsider.fetch(doc_id)[0] == 404
    assert outsider.fetch(uuid4())[0] == 404
    for caller in (outsider, ministry):
        status, answer = caller.plain("updateStatus", {"docId": str(doc_id), "status": "done"})
        assert (status, answer["ErrorCode"]) == (404, "7")
    assert Delivery.objects.get().state == "initial"


def test_a_member_registers_its_own_codes_alone(
    ministry: Caller, outsider: Caller, us: Member
) -> None:
    own = ministry.signed("registerAgency", {"code": "G09.01", "name": "Văn phòng Bộ"})
    beside = ministry.signed("registerAgency", {"code": "G091", "name": "Bộ khác"})
    others = outsider.signed("registerAgency", {"code": OURS, "name": "Giả mạo"})
    gone = outsider.signed("deleteAgency", {"code": OURS})

    assert own[1]["ErrorCode"] == "0"
    assert beside[1]["ErrorCode"] == others[1]["ErrorCode"] == "5"
    assert gone[1]["ErrorCode"] == "7"
    assert MemberAgency.objects.get(code=OURS).name == "Sở Nội vụ Phú Thọ"


def test_the_list_of_agencies_says_what_changed(ministry: Caller, us: Member) -> None:
    before = ministry.plain("getSynchronizeUnit")[1]["Data"]
    version = max(row["version"] for row in before)  # type: ignore[attr-defined]
    ministry.plain("registerAgency", {"code": "G09.01", "name": "Văn phòng Bộ"})
    ministry.plain("deleteAgency", {"code": "G09.01"})
    ministry.plain("deleteAgency", {"code": "G09.01"})

    after = ministry.plain(f"getSynchronizeUnit?version={version}")[1]["Data"]
    listed = ministry.plain("getAgenciesList")[1]["Data"]

    assert [(row["code"], row["deleted"]) for row in after] == [("G09.01", True)]  # type: ignore[attr-defined]
    assert {row["code"] for row in listed} == {OURS, THEIRS}  # type: ignore[attr-defined]


def test_a_status_goes_forward_and_never_back(ministry: Caller, province_system: Caller) -> None:
    doc_id = str(ministry.send(b"x")[1]["DocId"])

    def say(status: str, words: str = "") -> object:
        fields: Json = {"docId": doc_id, "status": status, "statusDesc": words}
        return province_system.plain("updateStatus", fields)[1]["ErrorCode"]

    assert say("fail") == "11", "without a reason"
    assert say("processing") == "0"
    assert say("done") == "0"
    assert say("done") == "0", "said again"
    assert say("processing") == "0", "said late"
    assert say("fail", "nham") == "8"
    assert say("xong") == "11"
    assert Delivery.objects.get().state == "done"


def test_calls_are_counted_and_too_many_wait(ministry: Caller, settings: Settings) -> None:
    settings.AXIS_CALLS_A_MINUTE = 3

    answers = [ministry.signed("getAgenciesList")[1]["ErrorCode"] for _ in range(4)]

    assert answers == ["0", "0", "0", "4"]
    assert Call.objects.order_by("-pk")[0].operation == "getAgenciesList"


def test_a_member_that_is_shut_out_stays_out(ministry: Caller, them: Member) -> None:
    members.switch(them, on=False, by=PLATFORM, at=MONDAY)

    assert ministry.plain("getAgenciesList")[0] == 401


def test_only_administrators_of_the_province_admit_members(quang: Person, minh: Person) -> None:
    for person in (quang, minh):
        with pytest.raises(NotPermitted):
            members.admit(
                system_id="x",
                name="x",
                secret_name="LA",
                code_prefix="H01",
                by=as_actor(person),
                at=MONDAY,
            )


def test_an_expired_message_is_offered_to_nobody(ministry: Caller, province_system: Caller) -> None:
    ministry.send(b"x", **{"X-Expires": (timezone.now() - timedelta(seconds=1)).isoformat()})

    assert province_system.plain("getReceivedEdocList")[1]["Data"] == []


def test_outcomes_come_in_pages_and_are_asked_for_from_where_they_ended(
    ministry: Caller, us: Member, theirs: Axis
) -> None:
    for number in range(120):
        ministry.send(b"x", **{"X-Message-Id": f"vb-{number}"})

    first = theirs.outcomes("")
    second = theirs.outcomes(first.since)

    assert (len(first.told), first.is_all) == (100, False)
    assert (len(second.told), second.is_all) == (20, True)
    assert {one.message_id for one in first.told}.isdisjoint(one.message_id for one in second.told)


def test_the_description_of_the_operations_is_open(client: Client) -> None:
    paths = client.get(f"{ROOT}openapi.json").json()["paths"]

    assert {path.rpartition("/")[2] for path in paths} == {
        *("getAgenciesList", "getSynchronizeUnit", "registerAgency", "deleteAgency"),
        *("getReceivedEdocList", "getSentEdocList", "sendEdoc", "getEdoc", "updateStatus"),
    }


def test_old_calls_are_forgotten(ministry: Caller) -> None:
    ministry.signed("getAgenciesList")

    assert members.forget_calls(before=timezone.now() - timedelta(days=90)) == 0
    assert members.forget_calls(before=timezone.now() + timedelta(days=1)) == 1
