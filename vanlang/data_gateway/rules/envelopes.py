"""What is written on the outside of a message; what is inside is nobody's business here."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from vanlang.data_gateway.rules.states import Kind
from vanlang.kernel import foreign_json
from vanlang.kernel.refusals import Refusal

ID_LENGTH = 250
# G09, H44.02, 000.00.00.H44: Quyết định 20/2020/QĐ-TTg and the older form, which still travel.
CODE = re.compile(r"[0-9A-Z]+(\.[0-9A-Z]+)*", re.ASCII)
CODE_LENGTH = 40
SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
MOST_RECIPIENTS = 5000
THREAD_LENGTH = 250


class Malformed(Refusal):
    """Not a message of the exchange at all."""

    status = 400


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends what to whom. `id` is the sender's own: the same one again is the same message."""

    id: str
    kind: Kind
    from_code: str
    to_codes: tuple[str, ...]
    sha256: str
    size: int
    thread: str = ""
    expires_at: str = ""

    def check(self) -> "Envelope":
        """Return itself, or refuse what could not be a message."""
        if not self.id or len(self.id) > ID_LENGTH or not self.id.isprintable():
            raise Malformed("Mã bản tin trống, quá dài hoặc có ký tự lạ.")
        if len(self.thread) > THREAD_LENGTH or "\0" in self.thread:
            raise Malformed("Mã chuỗi bản tin quá dài.")
        if not self.to_codes or len(self.to_codes) > MOST_RECIPIENTS:
            raise Malformed("Bản tin không có nơi nhận, hoặc có quá nhiều nơi nhận.")
        if len(set(self.to_codes)) != len(self.to_codes):
            raise Malformed("Một nơi nhận được ghi hai lần.")
        for code in (self.from_code, *self.to_codes):
            check_code(code)
        if not SHA256.fullmatch(self.sha256):
            raise Malformed("Mã băm SHA-256 của bản tin không đúng dạng.")
        if self.size <= 0:
            raise Malformed("Bản tin rỗng.")
        return self

    def written(self) -> bytes:
        """Return the one form that is signed and sent."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()


def check_code(code: str) -> str:
    if len(code) > CODE_LENGTH or not CODE.fullmatch(code):
        raise Malformed(f"Mã định danh cơ quan “{code[:60]}” không đúng dạng.")
    return code


def read(text: bytes | str) -> Envelope:
    """Return the envelope that `written` gave."""
    try:
        found = foreign_json.read(text)
        return of(found)
    except (ValueError, KeyError, TypeError):
        raise Malformed("Không đọc được phong bì của bản tin.") from None


def of(found: Mapping[str, object]) -> Envelope:
    """Return the envelope of fields from outside, checked."""
    recipients = found["to_codes"]
    if not isinstance(recipients, list):
        raise Malformed("Không đọc được nơi nhận của bản tin.")
    expires_at = str(found.get("expires_at", ""))
    if expires_at:
        moment(expires_at)
    return Envelope(
        id=str(found["id"]),
        kind=kind(str(found["kind"])),
        from_code=str(found["from_code"]),
        to_codes=tuple(str(code) for code in recipients),
        sha256=str(found["sha256"]),
        size=int(str(found["size"])),
        thread=str(found.get("thread", "")),
        expires_at=expires_at,
    ).check()


def kind(text: str) -> Kind:
    try:
        return Kind(text.lower())
    except ValueError:
        raise Malformed("Loại bản tin phải là edoc hoặc status.") from None


def moment(text: str) -> datetime:
    """Read a time with its zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("Thời điểm không đúng dạng ISO 8601.") from None
    if found.tzinfo is None:
        raise Malformed("Thời điểm phải ghi múi giờ.")
    return found


def codes(text: str) -> tuple[str, ...]:
    """Read `G09,H01.05` as the header carries it."""
    return tuple(code.strip() for code in text.split(",") if code.strip())


def unknown(wanted: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the codes that nobody knows, in their order."""
    found = set(known)
    return [code for code in wanted if code not in found]
