"""Checks an exported journal, alone: `python verifier.py FILE [--ca FILE]`.

Needs Python and `cryptography`, no database and nothing else of Văn Lang. A journal is sealed in
batches: each entry's SHA-256 is a leaf of a Merkle tree (as in RFC 6962), each seal names the seal
before it by its hash, and an RFC 3161 time-stamp signs that hash. What is not sealed yet is shown
as such: its leaves stand in the file, but nobody else has signed them.
"""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

Fact = str | int | bool | Mapping[str, "Fact"] | Sequence[str] | None
Line = Mapping[str, Any]  # of the file: nothing is known of it before it is checked

FORMAT = "vanlang-journal-1"
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
NO_SEAL_BEFORE = bytes(32)


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(facts: Mapping[str, Fact]) -> bytes:
    """Write facts as the one text that is hashed."""
    return _canonical(facts).encode()


def leaf(entry: Mapping[str, Fact]) -> bytes:
    return hashlib.sha256(b"\x00" + canonical(entry)).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle root; a node without a neighbour moves up as it is."""
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
        level = above + level[len(above) * 2 :]
    return level[0]


def seal_digest(seal: Line) -> bytes:
    """Return the hash that the next seal names and the time-stamp signs."""
    sealed = {
        name: seal[name] for name in ("number", "first", "last", "root", "previous", "sealed_at")
    }
    return hashlib.sha256(b"\x02" + canonical(sealed)).digest()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: `fault` for a program, `text` for a person."""

    fault: str
    text: str
    position: int | None = None


@dataclass(slots=True)
class Report:
    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    knows_authority: bool = False
    last_seal: str = ""
    last_stamped_at: datetime | None = None
    findings: list[Finding] = field(default_factory=list)

    def find(self, fault: str, text: str, position: int | None = None) -> None:
        self.findings.append(Finding(fault, text, position))


class Unclear(ValueError):
    """A line that says two things at once, or stands where it must not."""


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):  # readers differ in which of the two they take
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise Unclear(f"mục “{double[:60]}” có hai lần")
    return found


def check(lines: Iterable[str | bytes], anchors: Sequence[x509.Certificate] = ()) -> Report:
    """Read a whole export and return what was found; without `anchors` any authority will do."""
    return _Check(anchors, Report(knows_authority=bool(anchors))).run(lines)


@dataclass(slots=True)
class _Check:
    """Reads line by line and keeps what the next seal is held against."""

    anchors: Sequence[x509.Certificate]
    report: Report
    batch: list[tuple[int, bytes, str]] = field(default_factory=list)  # position, leaf, name
    next_position: int = 1
    next_seal: int = 1
    previous: str = NO_SEAL_BEFORE.hex()
    ended: bool = False

    def run(self, lines: Iterable[str | bytes]) -> Report:
        for number, text in enumerate(lines, 1):
            where = f"Dòng {number} của tệp"
            try:
                words = text.decode("utf-8") if isinstance(text, bytes) else text
                line = json.loads(words, object_pairs_hook=_once_each)
                self._place(line, number)
                self._line(line)
            except Unclear as problem:
                self.report.find("file", f"{where}: {problem}.")
            except UnicodeDecodeError:
                self.report.find("file", f"{where} có byte không phải UTF-8, đã hỏng hoặc bị sửa.")
            except UNREADABLE:
                self.report.find("file", f"{where} không đọc được.")
        self._compare([])
        if not self.ended:
            self.report.find("file", "Tệp bị cắt: thiếu dòng kết thúc.")
        return self.report

    def _place(self, line: Line, number: int) -> None:
        if number == 1 and line["line"] != "head":
            self.report.find("file", "Tệp bị cắt: thiếu dòng đầu.")
        if number > 1 and line["line"] == "head":
            raise Unclear("dòng đầu tệp lặp lại")
        if self.ended:
            raise Unclear("đứng sau dòng kết thúc")

    def _line(self, line: Line) -> None:
        kind = line["line"]
        if kind == "entry":
            entry = line["entry"]
            name = f"bản ghi {entry['id']}, {entry['kind']}, {entry['about']}"
            self.batch.append((int(line["position"]), leaf(entry), name))
            self.report.entries += 1
        elif kind == "seal":
            self._seal(line)
        elif kind == "open":
            self._cover(line)
            self.report.unsealed += len(line["leaves"])
        elif kind == "end":
            self.ended = True
            if (line["entries"], line["seals"]) != (self.report.entries, self.report.seals):
                self.report.find("file", "Số bản ghi hoặc số niêm phong khác với dòng kết thúc.")
        elif kind != "head" or line["format"] != FORMAT:
            raise ValueError(kind)

    def _seal(self, seal: Line) -> None:
        name = f"Niêm phong {seal['number']} (vị trí {seal['first']}–{seal['last']})"
        if seal["number"] != self.next_seal or seal["previous"] != self.previous:
            self.report.find("seal", f"{name} không nối tiếp niêm phong trước: đứt chuỗi.")
        leaves = self._cover(seal)
        if self.next_position != seal["last"] + 1 or root(leaves).hex() != seal["root"]:
            self.report.find("seal", f"{name}: gốc Merkle không khớp, có bản ghi đã bị thay.")
        digest, earlier = seal_digest(seal), self.report.last_stamped_at
        if digest.hex() != seal["digest"]:
            self.report.find("seal", f"{name}: mã băm của niêm phong không khớp.")
        try:
            token = base64.b64decode(seal["token"], validate=True)
            stamped_at = check_token(token, digest, self.anchors)
            _need(not earlier or earlier <= stamped_at, "sớm hơn niêm phong trước")
            self.report.last_stamped_at = stamped_at
        except (NotGenuine, ValueError) as problem:
            self.report.find("token", f"{name}: dấu thời gian không hợp lệ ({problem}).")
        self.report.seals += 1
        self.report.last_seal = self.previous = seal["digest"]
        self.next_seal = seal["number"] + 1

    def _cover(self, line: Line) -> list[bytes]:
        """Hold the batch against the leaves of a seal, or of what is not sealed yet."""
        leaves = [bytes.fromhex(digest) for digest in line["leaves"]]
        if line["first"] > self.next_position:
            where = f"{self.next_position}–{line['first'] - 1}"
            self.report.find("removed", f"Vị trí {where}: bị xoá.", self.next_position)
        elif line["first"] < self.next_position:
            self.report.find("seal", f"Vị trí {line['first']} được niêm phong hai lần.")
        self.next_position = line["first"]
        self._compare(leaves)
        return leaves

    def _compare(self, leaves: Sequence[bytes]) -> None:
        """Name each entry of the batch that is strange, and each that is missing."""
        after = self.next_position + len(leaves)
        place = dict(zip(leaves, range(self.next_position, after), strict=True))
        missing = set(range(self.next_position, after))
        missing -= {place[digest] for _, digest, _ in self.batch if digest in place}
        reached, seen = 0, set[bytes]()
        for stated, digest, name in self.batch:
            at, what = place.get(digest), f"Vị trí {stated} ({name})"
            if at is None and stated in missing:
                missing.discard(stated)
                reached = stated
                self.report.find("altered", f"{what}: bị sửa.", stated)
            elif at is None or digest in seen:
                self.report.find("inserted", f"{what}: bị chèn thêm.", stated)
            elif at < reached or at != stated:
                self.report.find("reordered", f"{what}: đổi chỗ, vị trí đúng là {at}.", stated)
            reached = max(reached, at or 0)
            seen.add(digest)
        for position in sorted(missing):
            self.report.find("removed", f"Vị trí {position}: bị xoá.", position)
        self.batch.clear()
        self.next_position = after


# --- The RFC 3161 token: a CMS SignedData (RFC 5652), read by a minimal DER reader ---

SIGNED_DATA = "1.2.840.113549.1.7.2"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
HASHES: dict[str, hashes.HashAlgorithm] = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256(),
    "2.16.840.1.101.3.4.2.2": hashes.SHA384(),
    "2.16.840.1.101.3.4.2.3": hashes.SHA512(),
}
SEQUENCE, SET, OID, INTEGER, OCTETS, TIME = 0x30, 0x31, 0x06, 0x02, 0x04, 0x18
LONG_FORM = 0x80
PATH_AT_MOST = 8


class NotGenuine(Exception):
    """The token does not prove what it should; says why."""


@dataclass(frozen=True, slots=True)
class Der:
    """One DER element: its tag, what it holds, and itself as it stands."""

    tag: int
    content: bytes
    raw: bytes

    def __iter__(self) -> Iterator["Der"]:
        rest = self.content
        while rest:
            element = der(rest)
            yield element
            rest = rest[len(element.raw) :]

    def only(self, tag: int) -> "Der":
        if self.tag != tag:
            raise NotGenuine("cấu trúc không đúng")
        return self


def der(data: bytes) -> Der:
    """Read the element at the start of `data`."""
    if len(data) < 2:  # noqa: PLR2004 a tag and a length
        raise NotGenuine("cấu trúc bị cắt")
    length, start = data[1], 2
    if length >= LONG_FORM:
        start = 2 + length - LONG_FORM
        length = int.from_bytes(data[2:start], "big")
    if (start == 2 and data[1] == LONG_FORM) or len(data) < start + length:  # noqa: PLR2004
        raise NotGenuine("cấu trúc bị cắt")
    return Der(data[0], data[start : start + length], data[: start + length])


def oid(element: Der) -> str:
    numbers, value = list[int](), 0
    for byte in element.only(OID).content:
        value = value << 7 | byte & 0x7F
        if byte < LONG_FORM:
            numbers.append(value)
            value = 0
    top = min(numbers[0] // 40, 2)  # the first two numbers share one
    return ".".join(map(str, [top, numbers[0] - 40 * top, *numbers[1:]]))


def check_token(token: bytes, digest: bytes, anchors: Sequence[x509.Certificate] = ()) -> datetime:
    """Return when the authority says that `digest` existed.

    Raises:
        NotGenuine: the token is for something else, badly signed, or not under `anchors`.
    """
    try:
        return _check_token(token, digest, anchors)
    except NotGenuine:
        raise
    except InvalidSignature as problem:
        raise NotGenuine("chữ ký không đúng") from problem
    except Exception as problem:  # a hostile token upsets the readers of DER and X.509 as it likes
        raise NotGenuine("cấu trúc không đúng") from problem


def _check_token(token: bytes, digest: bytes, anchors: Sequence[x509.Certificate]) -> datetime:
    kind, wrapped = der(token).only(SEQUENCE)
    _need(oid(kind) == SIGNED_DATA, "không phải CMS")
    parts = list(next(iter(wrapped)).only(SEQUENCE))
    content_kind, content = parts[2]
    _need(oid(content_kind) == TST_INFO, "không phải dấu thời gian")
    info = next(iter(content)).only(OCTETS).content
    certificates = [
        x509.load_der_x509_certificate(element.raw)
        for part in parts[3:-1]
        if part.tag == 0xA0  # noqa: PLR2004 certificates [0]
        for element in part
        if element.tag == SEQUENCE
    ]
    (signer,) = parts[-1].only(SET)
    certificate = _check_signer(list(signer.only(SEQUENCE)), info, certificates)
    _, _, imprint, _, stamped, *_ = der(info).only(SEQUENCE)
    algorithm, hashed = imprint
    _need(HASHES[oid(next(iter(algorithm)))].name == "sha256", "không dùng SHA-256")
    _need(hashed.only(OCTETS).content == digest, "đóng cho nội dung khác")
    text = stamped.only(TIME).content.decode("ascii").removesuffix("Z")
    whole, _, fraction = text.partition(".")
    at = datetime.strptime(f"{whole}.{fraction[:6] or 0}", "%Y%m%d%H%M%S.%f").replace(tzinfo=UTC)
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    _need(ExtendedKeyUsageOID.TIME_STAMPING in usage, "chứng thư không để đóng dấu thời gian")
    _check_path(certificate, certificates, anchors, at)
    return at


def _need(holds: bool, problem: str) -> None:
    if not holds:
        raise NotGenuine(problem)


def _check_signer(
    parts: list[Der], info: bytes, certificates: list[x509.Certificate]
) -> x509.Certificate:
    """Return the certificate that signed `info`, having checked that it did."""
    _, who, digest_algorithm, attributes, _, signature = parts[:6]
    said = {oid(kind): next(iter(values)) for kind, values in attributes}
    hashing = HASHES[oid(next(iter(digest_algorithm)))]
    _need(oid(said[CONTENT_TYPE]) == TST_INFO, "ký cho loại nội dung khác")
    _need(said[MESSAGE_DIGEST].content == hashlib.new(hashing.name, info).digest(), "đã bị thay")
    certificate = next(found for found in certificates if _is_of(found, who))
    if SIGNING_CERTIFICATE_V2 in said:
        named = list(next(iter(next(iter(said[SIGNING_CERTIFICATE_V2])))))
        by = HASHES[oid(next(iter(named[0])))] if named[0].tag == SEQUENCE else hashes.SHA256()
        hashed = next(part.content for part in named if part.tag == OCTETS)
        _need(hashed == certificate.fingerprint(by), "không phải chứng thư đã nêu")
    signed = bytes([SET]) + attributes.raw[1:]  # RFC 5652, 5.4: signed as a SET, not as [0]
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature.content, signed, padding.PKCS1v15(), hashing)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature.content, signed, ec.ECDSA(hashing))
    else:
        raise NotGenuine("loại khoá không được hỗ trợ")
    return certificate


def _is_of(certificate: x509.Certificate, who: Der) -> bool:
    issuer, serial = who.only(SEQUENCE)
    number = int.from_bytes(serial.only(INTEGER).content, "big")
    return issuer.raw == certificate.issuer.public_bytes() and number == certificate.serial_number


def _check_path(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    at: datetime,
) -> None:
    """Walk up from the signer to an anchor; every step valid at the stamped time."""
    for _ in range(PATH_AT_MOST):
        is_valid = certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
        _need(is_valid, "chứng thư hết hạn hoặc chưa có hiệu lực")
        if not anchors or certificate in anchors:
            return
        for issuer in (*anchors, *others):
            if _has_issued(issuer, certificate):
                certificate = issuer
                break
        else:
            break
    raise NotGenuine("không thuộc cơ quan chứng thực đã cho")


def _has_issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
        basic = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
    return basic.ca


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is wrong; 0 when nothing is, 1 when something is."""
    parser = argparse.ArgumentParser(description="Kiểm tra nhật ký Văn Lang đã xuất ra tệp.")
    parser.add_argument("file", type=Path, help="tệp do `vanlang export-journal` tạo")
    parser.add_argument("--ca", type=Path, help="chứng thư gốc của cơ quan cấp dấu thời gian (PEM)")
    wanted = parser.parse_args(arguments)
    report = read(wanted.file, wanted.ca)
    sys.stdout.write(summary(report).encode("utf-8", "replace").decode() + "\n")
    return 1 if report.findings else 0


def read(file: Path, ca: Path | None = None) -> Report:
    """Check a file; one that is not there, or an authority that is none, is a finding too."""
    try:
        anchors = x509.load_pem_x509_certificates(ca.read_bytes()) if ca else []
        with file.open("rb") as lines:
            return check(lines, anchors)
    except OSError as problem:
        words = f"Không mở được tệp {problem.filename or file}: {problem.strerror}."
    except ValueError:
        words = f"Tệp {ca} không chứa chứng thư dạng PEM."
    report = Report(knows_authority=ca is not None)
    report.find("file", words)
    return report


def summary(report: Report) -> str:
    """Say in Vietnamese what was read and what is wrong with it."""
    lines = [f"[{finding.fault}] {finding.text}" for finding in report.findings]
    lines.append(
        f"{report.entries} bản ghi, {report.seals} niêm phong, "
        f"{report.unsealed} bản ghi chưa niêm phong."
    )
    if report.last_stamped_at:
        stamped = report.last_stamped_at.strftime("%d/%m/%Y %H:%M:%S UTC")
        lines.append(f"Niêm phong cuối: {report.last_seal}, dấu thời gian {stamped}.")
    if not report.knows_authority:
        lines.append("Chưa đối chiếu cơ quan cấp dấu thời gian: chạy lại với --ca.")
    count = len(report.findings)
    lines.append(f"CÓ {count} ĐIỂM SAI." if count else "Nhật ký nguyên vẹn.")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
