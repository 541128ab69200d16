"""Small signed notes, for carriers without an axis that has checked who speaks."""

import json
from dataclasses import asdict, replace

from vanlang.data_gateway.rules import proofs
from vanlang.data_gateway.rules.answers import DeliveryState, Told
from vanlang.data_gateway.rules.envelopes import Envelope, Malformed, of
from vanlang.kernel import foreign_json

MESSAGE, RECEIPT = "message", "receipt"


def message(envelope: Envelope, to_code: str, *, by: str, secret: str) -> bytes:
    """Return the note that goes with a message to one agency."""
    written = replace(envelope, to_codes=(to_code,)).written().decode()
    return _signed(MESSAGE, written, by=by, secret=secret)


def receipt(told: Told, *, by: str, secret: str) -> bytes:
    words = {**asdict(told), "ref": ""}
    return _signed(RECEIPT, json.dumps(words, ensure_ascii=False), by=by, secret=secret)


def read_message(text: bytes, *, by: str, secret: str) -> Envelope:
    """Return what a note says, or refuse one that `by` did not sign."""
    try:
        return of(foreign_json.read(_opened(MESSAGE, text, by=by, secret=secret)))
    except (ValueError, KeyError, TypeError):
        raise Malformed("Không đọc được phiếu gửi.") from None


def read_receipt(text: bytes, *, by: str, secret: str, ref: str) -> Told:
    try:
        found = foreign_json.read(_opened(RECEIPT, text, by=by, secret=secret))
        return Told(
            str(found["message_id"]),
            str(found["from_code"]),
            str(found["to_code"]),
            DeliveryState(found["state"]),
            str(found["reason"]),
            ref,
        )
    except (ValueError, KeyError, TypeError):
        raise Malformed("Không đọc được phiếu báo.") from None


def _signed(kind: str, content: str, *, by: str, secret: str) -> bytes:
    signature = proofs.of_bytes(secret, f"{kind}|{by}|{content}".encode())
    note = {"kind": kind, "by": by, "content": content, "signature": signature}
    return json.dumps(note, ensure_ascii=False).encode()


def _opened(kind: str, text: bytes, *, by: str, secret: str) -> str:
    found = foreign_json.read(text)
    content = str(found["content"])
    expected = proofs.of_bytes(secret, f"{kind}|{by}|{content}".encode())
    if found["kind"] != kind or found["by"] != by:
        raise Malformed("Phiếu không phải của nút này.")
    if not proofs.fits(str(found["signature"]), expected):
        raise Malformed("Chữ ký HMAC của phiếu không đúng.")
    return content
