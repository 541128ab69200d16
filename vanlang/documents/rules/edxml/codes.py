"""The words of edXML (QCVN 102:2016/BTTTT): namespaces, purposes, statuses, faults and limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone
from enum import StrEnum

from vanlang.kernel.refusals import Refusal

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
OLDER_NAMESPACE = "http://www.e-doc.vn/Schema/"
SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"
KNOWN_NAMESPACES = {name.rstrip("/") for name in (NAMESPACE, OLDER_NAMESPACE)}
VIETNAM = timezone(timedelta(hours=7))  # messages say no zone: theirs is the country's

SUBJECT_MOST = 500
CONTENT_MOST = 500
PLACE_MOST = 150
APPENDIX_MOST = 250
ATTACHMENT_NAME_MOST = 200
CODE_MOST = 100
ORGAN_MOST = 35  # the longest code of the tree has five levels; ours are kept in as much
NAME_MOST = 500
NUMBER_MOST = 11  # Nghị định 30/2020, Phụ lục VI: CodeNumber
NOTATION_MOST = 30  # the same: CodeNotation
ID_MOST = 200


class Purpose(StrEnum):
    """BussinessDocType, in its official spelling."""

    NEW = "0"
    RECALL = "1"
    UPDATE = "2"
    REPLACE = "3"


PURPOSE_NAMES = {
    Purpose.NEW: "Văn bản điện tử mới",
    Purpose.RECALL: "Thu hồi văn bản điện tử",
    Purpose.UPDATE: "Cập nhật văn bản điện tử",
    Purpose.REPLACE: "Thay thế văn bản điện tử",
}


class Status(StrEnum):
    """Trạng thái xử lý văn bản: Quyết định 28/2018/QĐ-TTg."""

    ARRIVED = "01"
    RETURNED = "02"
    REGISTERED = "03"
    ASSIGNED = "04"
    IN_PROGRESS = "05"
    FINISHED = "06"
    RECALL_ASKED = "13"
    CHANGE_AGREED = "15"
    CHANGE_REFUSED = "16"


STATUS_NAMES = {
    Status.ARRIVED: "Đã đến",
    Status.RETURNED: "Từ chối tiếp nhận",
    Status.REGISTERED: "Đã tiếp nhận, vào sổ",
    Status.ASSIGNED: "Lãnh đạo đã phân công",
    Status.IN_PROGRESS: "Đang xử lý",
    Status.FINISHED: "Hoàn thành",
    Status.RECALL_ASKED: "Yêu cầu lấy lại",
    Status.CHANGE_AGREED: "Đồng ý cập nhật, lấy lại",
    Status.CHANGE_REFUSED: "Từ chối cập nhật, lấy lại",
}

URGENCY_NAMES = ("Thường", "Khẩn", "Thượng khẩn", "Hỏa tốc", "Hỏa tốc hẹn giờ")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a message: N. it lacks it, R. out of range, M. does not match."""

    code: str
    text: str

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class Refused(Refusal):
    """The message is not taken, and exactly why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.text for fault in self.faults))

    @property
    def code(self) -> str:
        return self.faults[0].code


def refused(code: str, text: str) -> Refused:
    return Refused([Fault(code, text)])


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a message is taken in."""

    message_bytes: int = 150 * 2**20
    unpacked_bytes: int = 300 * 2**20
    attachments: int = 200
    depth: int = 32
    elements: int = 50_000
    text_characters: int = 2**20  # of one element that is no attachment
    written_characters: int = 8 * 2**20  # of all of them together


LIMITS = Limits()
