"""XML signatures (XMLDSig): what is written, what is taken, and what is said about one.

Only signatures over the whole document are taken, the signature itself left out (enveloped). What
covers a part of it would leave the rest to whoever passes it on.
"""

import base64
import hmac
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from lxml import etree

from vanlang.signing.rules import canonical
from vanlang.signing.rules.canonical import EXCLUSIVE, INCLUSIVE, Outline
from vanlang.signing.rules.states import Kind
from vanlang.signing.rules.verdicts import SENTENCES, TEST_SENTENCE, Outcome, Revocation

NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"
DS = f"{{{NAMESPACE}}}"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
ENVELOPED = f"{NAMESPACE}enveloped-signature"
SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
SHA1 = "sha1"
DIGESTS = {
    f"{NAMESPACE}sha1": SHA1,
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    f"{MORE}sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
HASHES: dict[str, hashes.HashAlgorithm] = {
    SHA1: hashes.SHA1(),  # noqa: S303 the official samples have it; it is reported as weak
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
METHODS = {f"{NAMESPACE}rsa-sha1": ("rsa", SHA1)} | {
    f"{MORE}{key}-{name}": (key, name)
    for key in ("rsa", "ecdsa")
    for name in ("sha256", "sha384", "sha512")
}
MOST_SIGNATURES = 5
MOST_TRANSFORMS = 4


class Reason(StrEnum):
    """Why a signature is not taken for good, beyond its outcome."""

    NONE = ""
    OTHER_CONTENT = "other_content"
    WRONG_VALUE = "wrong_value"
    PARTIAL = "partial"
    UNKNOWN_WAY = "unknown_way"
    NO_CERTIFICATE = "no_certificate"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    REVOKED = "revoked"
    MISUSED = "misused"
    NOT_TRUSTED = "not_trusted"
    NO_ANSWER = "no_answer"


REASONS = {
    Reason.OTHER_CONTENT: "Nội dung không phải nội dung đã được ký, hoặc bị sửa sau khi ký.",
    Reason.WRONG_VALUE: "Chữ ký số bị hỏng, hoặc không phải do chứng thư số kèm theo tạo ra.",
    Reason.PARTIAL: "Chữ ký số chỉ phủ một phần thông điệp, nên không bảo vệ được nội dung.",
    Reason.UNKNOWN_WAY: "Chữ ký số dùng thuật toán hoặc phép biến đổi không được chấp nhận.",
    Reason.NO_CERTIFICATE: "Chữ ký số không kèm chứng thư số, nên không biết ai đã ký.",
    Reason.EXPIRED: "Chứng thư số đã hết hạn.",
    Reason.NOT_YET: "Chứng thư số chưa có hiệu lực.",
    Reason.REVOKED: "Chứng thư số đã bị thu hồi.",
    Reason.MISUSED: "Chứng thư số không dùng được để ký số.",
    Reason.NOT_TRUSTED: "Tổ chức cấp chứng thư số không thuộc danh sách tin cậy.",
    Reason.NO_ANSWER: "Dịch vụ kiểm tra chứng thư số chưa trả lời. Hãy thử lại sau.",
}
GENUINE = "Chữ ký số hợp lệ. Thông điệp không thay đổi từ khi ký."
UNSIGNED = "Thông điệp không có chữ ký số, nên không xác nhận được nguồn gốc."
UNREADABLE = "Không đọc được tệp này như một tệp XML, nên không kiểm tra được chữ ký số."
WEAK = "Chữ ký dùng SHA-1, thuật toán đã yếu: cần cơ quan gửi chuyển sang SHA-256."


class NotTaken(Exception):
    """The signature does not hold, before anybody asks whose it is."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class XmlSignature:
    """One signature in a message: whose, how made, and what holds."""

    outcome: Outcome
    reason: Reason
    is_weak: bool = False
    kind: Kind = Kind.ORGANISATION
    name: str = ""
    organisation: str = ""
    organisation_code: str = ""
    issuer: str = ""
    serial: str = ""
    method: str = ""
    is_test: bool = False
    revocation: Revocation = Revocation.UNKNOWN

    @property
    def sentence(self) -> str:
        return GENUINE if self.reason == Reason.NONE else REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class XmlVerdict:
    """The message as a whole."""

    outcome: Outcome
    sentence: str
    signatures: tuple[XmlSignature, ...] = ()

    @property
    def is_genuine(self) -> bool:
        return self.outcome == Outcome.GENUINE

    @property
    def is_weak(self) -> bool:
        return any(one.is_weak for one in self.signatures)

    @property
    def is_test(self) -> bool:
        return any(one.is_test for one in self.signatures)


def verdict_of(signatures: tuple[XmlSignature, ...]) -> XmlVerdict:
    """Sum up: no better than the worst of them."""
    if not signatures:
        return XmlVerdict(Outcome.UNSIGNED, UNSIGNED)
    order = list(SENTENCES)
    worst = max(signatures, key=lambda one: order.index(one.outcome))
    said = [worst.sentence]
    if any(one.is_weak for one in signatures):
        said.append(WEAK)
    if any(one.is_test for one in signatures):
        said.append(TEST_SENTENCE)
    return XmlVerdict(worst.outcome, " ".join(said), signatures)


def unreadable() -> XmlVerdict:
    return XmlVerdict(Outcome.UNREADABLE, UNREADABLE)


def undetermined() -> XmlVerdict:
    return XmlVerdict(Outcome.UNDETERMINED, REASONS[Reason.NO_ANSWER])


@dataclass(frozen=True, slots=True)
class Held:
    """A signature whose value is right: by whom, with what, and whether by an old hash."""

    certificate: x509.Certificate
    among: tuple[x509.Certificate, ...]
    method: str
    is_weak: bool


def signatures_in(root: etree._Element) -> list[etree._Element]:
    return list(root.iter(f"{DS}Signature"))


def check(outline: Outline, signature: etree._Element) -> Held:
    """Return whose signature over the whole document this is.

    Raises:
        NotTaken: it is over other content, over a part only, or in no way that is taken.
    """
    info = _one(signature, "SignedInfo")
    method = _algorithm(info, "SignatureMethod")
    if method not in METHODS:
        raise NotTaken(Reason.UNKNOWN_WAY)
    certificates = _certificates(signature)
    way, kept = _way(_one(info, "CanonicalizationMethod"))
    try:
        signed = canonical.canonical(info, by=way, kept=kept)
    except (canonical.NoXml, etree.LxmlError) as problem:
        raise NotTaken(Reason.UNKNOWN_WAY) from problem
    value = _bytes(_one(signature, "SignatureValue"))
    signer = _signer(certificates, method, value, signed)
    references = info.findall(f"{DS}Reference")
    whole = [one for one in references if one.get("URI", "") == ""]
    if len(whole) != 1:
        raise NotTaken(Reason.PARTIAL)
    used = [_check_reference(outline, signature, one) for one in references]
    return Held(signer, certificates, method, SHA1 in {*used, METHODS[method][1]})


def _check_reference(outline: Outline, signature: etree._Element, reference: etree._Element) -> str:
    """Compare one digest; return the hash it was made with."""
    digest = DIGESTS.get(_algorithm(reference, "DigestMethod"))
    if digest is None:
        raise NotTaken(Reason.UNKNOWN_WAY)
    is_enveloped, way, kept = _transforms(reference)
    uri = reference.get("URI", "")
    expected = _bytes(_one(reference, "DigestValue"))
    try:
        if uri:
            part = _own_part(signature, uri)
            found = outline.digest(part, of=digest, by=way, kept=kept)
        elif not is_enveloped:
            raise NotTaken(Reason.UNKNOWN_WAY)
        else:
            found = _digest_without(outline, signature, digest, (way, kept))
    except (canonical.NoXml, etree.LxmlError) as problem:
        raise NotTaken(Reason.UNKNOWN_WAY) from problem
    if not hmac.compare_digest(found, expected):
        raise NotTaken(Reason.OTHER_CONTENT)
    return digest


def _digest_without(
    outline: Outline, signature: etree._Element, digest: str, way: tuple[str, str]
) -> bytes:
    """Digest the document as it was before this signature stood in it."""
    parent = signature.getparent()
    if parent is None:
        raise NotTaken(Reason.PARTIAL)
    place = parent.index(signature)
    tail = signature.tail
    _keep_tail(parent, place, tail)
    signature.tail = None
    parent.remove(signature)
    try:
        return outline.digest(outline.root, of=digest, by=way[0], kept=way[1])
    finally:
        _drop_tail(parent, place, tail)
        parent.insert(place, signature)
        signature.tail = tail


def _keep_tail(parent: etree._Element, place: int, tail: str | None) -> None:
    if tail and place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail


def _drop_tail(parent: etree._Element, place: int, tail: str | None) -> None:
    if tail and place:
        parent[place - 1].tail = (parent[place - 1].tail or "").removesuffix(tail)
    elif tail:
        parent.text = (parent.text or "").removesuffix(tail)


def _own_part(signature: etree._Element, uri: str) -> etree._Element:
    """Return what XAdES adds inside the signature itself; nothing else is referred to by name."""
    found = [
        element
        for element in signature.iter()
        if isinstance(element.tag, str) and f"#{element.get('Id')}" == uri
    ]
    if len(found) != 1:
        raise NotTaken(Reason.PARTIAL)
    return found[0]


def _transforms(reference: etree._Element) -> tuple[bool, str, str]:
    """Return whether the signature is left out, and how the rest becomes canonical."""
    listed = reference.findall(f"{DS}Transforms/{DS}Transform")
    if len(listed) > MOST_TRANSFORMS:
        raise NotTaken(Reason.UNKNOWN_WAY)
    is_enveloped, way, kept = False, INCLUSIVE, ""
    for transform in listed:
        if transform.get("Algorithm") == ENVELOPED:
            is_enveloped = True
        else:
            way, kept = _way(transform)
    return is_enveloped, way, kept


def _way(element: etree._Element) -> tuple[str, str]:
    way = element.get("Algorithm", "")
    if way.removesuffix(canonical.WITH_COMMENTS) not in {INCLUSIVE, f"{INCLUSIVE}#", EXCLUSIVE}:
        raise NotTaken(Reason.UNKNOWN_WAY)
    kept = element.find(f"{{{EXCLUSIVE}}}InclusiveNamespaces")
    return way, kept.get("PrefixList", "") if kept is not None else ""


def _certificates(signature: etree._Element) -> tuple[x509.Certificate, ...]:
    found = []
    for element in signature.findall(f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate"):
        try:
            found.append(x509.load_der_x509_certificate(_bytes(element)))
        except ValueError:  # what is no certificate cannot have signed
            continue
    if not found:
        raise NotTaken(Reason.NO_CERTIFICATE)
    return tuple(found)


def _signer(
    certificates: tuple[x509.Certificate, ...], method: str, value: bytes, signed: bytes
) -> x509.Certificate:
    """Return whose signature it is; a key of an unknown kind stops nothing but its own."""
    unknown = NotTaken(Reason.WRONG_VALUE)
    for certificate in certificates:
        try:
            if _is_by(certificate, method, value, signed):
                return certificate
        except NotTaken as problem:
            unknown = problem
    raise unknown


def _is_by(certificate: x509.Certificate, method: str, value: bytes, signed: bytes) -> bool:
    kind, name = METHODS[method]
    try:
        key = certificate.public_key()
        if kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), HASHES[name])
        elif kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(_as_der(value), signed, ec.ECDSA(HASHES[name]))
        else:
            return False
    except UnsupportedAlgorithm as problem:
        raise NotTaken(Reason.UNKNOWN_WAY) from problem
    except (InvalidSignature, ValueError):
        return False
    return True


def _as_der(value: bytes) -> bytes:
    half = len(value) // 2
    return encode_dss_signature(
        int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
    )


def _one(parent: etree._Element, name: str) -> etree._Element:
    found = parent.findall(f"{DS}{name}")
    if len(found) != 1:
        raise NotTaken(Reason.WRONG_VALUE)
    return found[0]


def _algorithm(parent: etree._Element, name: str) -> str:
    return str(_one(parent, name).get("Algorithm", ""))


def _bytes(element: etree._Element) -> bytes:
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except ValueError as problem:
        raise NotTaken(Reason.WRONG_VALUE) from problem


# Writing: exclusive canonical form and SHA-256, the signature unprefixed as in the samples.


def signed_info(digest: bytes, *, is_rsa: bool) -> str:
    """Return what goes to the key, already in its canonical form."""
    method = f"{MORE}{'rsa' if is_rsa else 'ecdsa'}-sha256"
    return (
        f'<SignedInfo xmlns="{NAMESPACE}">'
        f'<CanonicalizationMethod Algorithm="{EXCLUSIVE}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{method}"></SignatureMethod>'
        f'<Reference URI=""><Transforms><Transform Algorithm="{ENVELOPED}"></Transform>'
        f'<Transform Algorithm="{EXCLUSIVE}"></Transform></Transforms>'
        '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod>'
        f"<DigestValue>{base64.b64encode(digest).decode()}</DigestValue>"
        "</Reference></SignedInfo>"
    )


def written(info: str, value: bytes, certificates: tuple[bytes, ...]) -> bytes:
    """Return the whole Signature element, with the certificates in DER."""
    listed = "".join(
        f"<X509Certificate>{base64.b64encode(one).decode()}</X509Certificate>"
        for one in certificates
    )
    bare = info.replace(f' xmlns="{NAMESPACE}"', "", 1)  # said once, above it
    return (
        f'<Signature xmlns="{NAMESPACE}">{bare}'
        f"<SignatureValue>{base64.b64encode(value).decode()}</SignatureValue>"
        f"<KeyInfo><X509Data>{listed}</X509Data></KeyInfo></Signature>"
    ).encode()


def plain_value(signature: bytes, *, size: int) -> bytes:
    """Return an ECDSA signature as XML has it: r and s of `size` bytes, one after the other."""
    r, s = decode_dss_signature(signature)
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")
