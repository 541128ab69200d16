"""The axis behind its door: members, agencies, statuses, pages, and what is forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from vanlang.data_gateway.actions.axis import members
from vanlang.data_gateway.actions.connectors.axis import Axis
from vanlang.data_gateway.models import Call, Delivery, Member, MemberAgency
from vanlang.data_gateway.tests.axis_caller import ROOT, Caller, Json
from vanlang.data_gateway.tests.conftest import MONDAY, OURS, THEIRS, as_actor
from vanlang.identity.api import Person
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import NotPermitted


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
    version = max(row["version"] for row in before)  # type: ignore[attr-defined] # JSON
    ministry.plain("registerAgency", {"code": "G09.01", "name": "Văn phòng Bộ"})
    ministry.plain("deleteAgency", {"code": "G09.01"})
    ministry.plain("deleteAgency", {"code": "G09.01"})

    after = ministry.plain(f"getSynchronizeUnit?version={version}")[1]["Data"]
    listed = ministry.plain("getAgenciesList")[1]["Data"]

    assert [(row["code"], row["deleted"]) for row in after] == [("G09.01", True)]  # type: ignore[attr-defined] # JSON
    assert {row["code"] for row in listed} == {OURS, THEIRS}  # type: ignore[attr-defined] # JSON


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
