"""Who may know: ordinary, restricted, and state secrets, which have no place here."""

from enum import StrEnum

from vanlang.kernel.refusals import Refusal


class Access(StrEnum):
    INTERNAL = "internal"
    RESTRICTED = "restricted"


class Ground(StrEnum):
    """Why somebody may read a document."""

    AUTHOR = "author"
    DRAFTING = "drafting"
    RECEIVED = "received"
    DIRECTED = "directed"
    FORWARDED = "forwarded"
    EXPLICIT = "explicit"


ACCESS_NAMES = {Access.INTERNAL: "Nội bộ", Access.RESTRICTED: "Hạn chế"}
GROUND_NAMES = {
    Ground.AUTHOR: "cơ quan ban hành",
    Ground.DRAFTING: "tham gia soạn thảo, ký",
    Ground.RECEIVED: "cơ quan nhận",
    Ground.DIRECTED: "lãnh đạo giao",
    Ground.FORWARDED: "được chuyển đến",
    Ground.EXPLICIT: "được cấp quyền xem riêng",
}
# Luật Bảo vệ bí mật nhà nước: the three degrees of secrecy.
STATE_SECRETS = ("Mật", "Tối mật", "Tuyệt mật")
# Law: Luật Bảo vệ bí mật nhà nước; Nghị định 30/2020/NĐ-CP, Điều 1 leaves secrets to it.
WHERE_SECRETS_GO = (
    "Hệ thống này không nhận văn bản chứa bí mật nhà nước (Mật, Tối mật, Tuyệt mật). "
    "Văn bản mật được đăng ký vào sổ riêng, soạn thảo, lưu giữ trên máy tính không nối mạng và "
    "chuyển giao bằng bì niêm phong qua văn thư mật, giao liên hoặc mạng cơ yếu, theo pháp luật "
    "về bảo vệ bí mật nhà nước. Nếu tệp đã được đưa lên, hãy báo ngay cho văn thư mật của cơ quan."
)


class StateSecret(Refusal):
    """A document with a degree of secrecy was about to come in."""


def refuse_state_secrets(marking: str) -> None:
    """Refuse a document that carries a degree of secrecy, and say where it goes instead."""
    if marking.strip().casefold() in {degree.casefold() for degree in STATE_SECRETS}:
        raise StateSecret(WHERE_SECRETS_GO, field="marking")
