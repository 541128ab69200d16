"""The messages that go to and come from the payment gateway, and the code that proves them.

The fields of the opening message are those of the national portal's payment platform, version
1.0.6. [GK] The fields of its answer, their order in the code (MaXacThuc) and that the code is an
HMAC-SHA256 are not confirmed: they stand here and nowhere else, to be set by the contract.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from uuid import UUID

from vanlang.kernel import foreign_json
from vanlang.kernel.refusals import NotPermitted, Refusal
from vanlang.payments.rules.orders import FeeLine

VIETNAM = timezone(timedelta(hours=7))
TIME = "%Y%m%d%H%M%S"
CODE = "MaXacThuc"
SUCCESS, FAILURE, ABANDONED = "00", "99", "24"
INIT_CODED = (
    *("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan"),
    *("MaKenhThanhToan", "MaThietBi", "NgonNgu", "MaTienTe", "MaNganHang", "ThongTinGiaoDich"),
    *("ThoiGianGD", "Ip"),
)
RESULT_CODED = (
    *("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "MaGiaoDich", "SoTien", "MaTienTe"),
    *("MaLoi", "MoTaLoi", "ThoiGianGD"),
)
MOST_DIGITS, MOST_ID = 15, 100
LONGEST = 8192  # bytes; an answer is a few hundred

Json = str | int | list[dict[str, str]] | dict[str, "Json"]
Message = dict[str, Json]


class Malformed(Refusal):
    """Not a message of the gateway at all."""

    status = 400


class Forged(NotPermitted):
    """It looks like a message of the gateway, but its code does not fit."""


@dataclass(frozen=True, slots=True)
class Party:
    """What the message says of the two sides of a payment."""

    unit_code: str
    unit_name: str
    payer_name: str
    payer_identity_number: str
    payer_address: str


@dataclass(frozen=True, slots=True)
class Opening:
    """One try to pay, as the gateway is asked for it."""

    reference: UUID
    amount: int
    purpose: str
    lines: Sequence[FeeLine]
    party: Party
    about: str  # the dossier's code, where there is one
    return_to: str
    at: datetime
    ip: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the gateway says became of a try, once its code has been checked."""

    reference: UUID
    transaction: str
    amount: int
    succeeded: bool
    reason: str
    at: datetime


def code(message: Mapping[str, Json], fields: Sequence[str], secret: str) -> str:
    joined = "|".join(str(message.get(field, "")) for field in fields)
    return hmac.new(secret.encode(), joined.encode(), hashlib.sha256).hexdigest()


def opening(wanted: Opening, *, partner: str, channel: str, secret: str) -> Message:
    """Return the INIT message for one try, coded."""
    message: Message = {
        "LoaiBanTin": "INIT",
        "PhienBan": "1.0.6",
        "MaDoiTac": partner,
        "MaThamChieu": wanted.reference.hex,
        "SoTien": str(wanted.amount),
        "LoaiHinhThanhToan": "PAY",
        "MaKenhThanhToan": channel,
        "MaThietBi": "web",
        "NgonNgu": "vi-VN",
        "MaTienTe": "VND",
        "MaNganHang": "",
        "ThongTinGiaoDich": wanted.purpose,
        "ThoiGianGD": wanted.at.astimezone(VIETNAM).strftime(TIME),
        "Ip": wanted.ip,
        "UrlPhanHoi": wanted.return_to,
        "ThongTinBienLai": _receipt_part(wanted),
    }
    message[CODE] = code(message, INIT_CODED, secret)
    return message


def _receipt_part(wanted: Opening) -> dict[str, Json]:
    return {
        "MaDonVi": wanted.party.unit_code,
        "TenDonVi": wanted.party.unit_name,
        "MaHoSo": wanted.about,
        "HoTenNguoiNop": wanted.party.payer_name,
        "SoCMNDNguoiNop": wanted.party.payer_identity_number,
        "DiaChiNguoiNop": wanted.party.payer_address,
        "PhiLePhi": [
            {
                "LoaiPhiLePhi": "1",
                "MaPhiLePhi": line.code,
                "TenPhiLePhi": line.name,
                "SoTien": str(line.amount),
            }
            for line in wanted.lines
        ],
        "DSKhoanNop": [{"NoiDung": line.name, "SoTien": str(line.amount)} for line in wanted.lines],
    }


def result(told: Told, *, partner: str, secret: str) -> Message:
    """Return the gateway's answer: what the stand-in sends, and tests."""
    message: Message = {
        "LoaiBanTin": "RESULT",
        "PhienBan": "1.0.6",
        "MaDoiTac": partner,
        "MaThamChieu": told.reference.hex,
        "MaGiaoDich": told.transaction,
        "SoTien": str(told.amount),
        "MaTienTe": "VND",
        "MaLoi": SUCCESS if told.succeeded else FAILURE,
        "MoTaLoi": told.reason,
        "ThoiGianGD": told.at.astimezone(VIETNAM).strftime(TIME),
    }
    message[CODE] = code(message, RESULT_CODED, secret)
    return message


def read_json(body: bytes) -> dict[str, str]:
    """Return the fields of an answer, or refuse what is none."""
    if len(body) > LONGEST:
        raise Malformed("Bản tin của cổng thanh toán quá dài.")
    try:
        found = foreign_json.read(body)
    except ValueError:
        raise Malformed("Không đọc được bản tin của cổng thanh toán.") from None
    fields = found if isinstance(found, dict) else {}
    texts = {name: text for name, text in fields.items() if isinstance(text, str)}
    if not texts or len(texts) != len(fields):
        raise Malformed("Bản tin của cổng thanh toán không đúng cấu trúc.")
    return texts


def parse_result(fields: Mapping[str, str], *, partner: str, secret: str) -> Told:
    """Return what a genuine answer says.

    Raises:
        Forged: the code does not fit, or the partner is another.
        Malformed: the code fits but a field cannot be read.
    """
    given = fields.get(CODE, "")
    expected = code(fields, RESULT_CODED, secret)
    if not hmac.compare_digest(given.encode(), expected.encode()) or (
        fields.get("MaDoiTac") != partner
    ):
        raise Forged("Mã xác thực của bản tin thanh toán không đúng.")
    if fields.get("LoaiBanTin") != "RESULT" or fields.get("MaTienTe") != "VND":
        raise Malformed("Bản tin của cổng thanh toán không phải kết quả giao dịch.")
    if any("\0" in text for text in fields.values()):  # a browser may bring one
        raise Malformed("Bản tin của cổng thanh toán có ký tự lạ.")
    amount, transaction = fields.get("SoTien", ""), fields.get("MaGiaoDich", "")
    if len(amount) > MOST_DIGITS or len(transaction) > MOST_ID:
        raise Malformed("Bản tin của cổng thanh toán có trường quá dài.")
    # `int` would take a sign, a line below and the digits of other scripts too.
    if not (amount.isascii() and amount.isdigit() and transaction.isprintable()):
        raise Malformed("Bản tin của cổng thanh toán có số tiền hoặc mã giao dịch không đọc được.")
    if fields.get("MaLoi") == SUCCESS and not transaction.strip():
        raise Malformed("Bản tin của cổng thanh toán báo thành công mà không có mã giao dịch.")
    try:
        return Told(
            reference=UUID(hex=fields["MaThamChieu"]),
            transaction=transaction,
            amount=int(amount),
            succeeded=fields["MaLoi"] == SUCCESS,
            reason=fields.get("MoTaLoi", "")[:300],
            at=datetime.strptime(fields["ThoiGianGD"], TIME).replace(tzinfo=VIETNAM),
        )
    except (KeyError, ValueError):
        raise Malformed("Bản tin của cổng thanh toán thiếu hoặc sai trường.") from None
