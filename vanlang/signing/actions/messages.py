"""Signing XML messages: the agency's own signature over what it sends, and what it answers."""

import hashlib
from datetime import datetime
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from vanlang.identity.api import Unit
from vanlang.kernel.actors import PLATFORM, Actor
from vanlang.kernel.refusals import Conflict, refuse_unless
from vanlang.signing import permissions
from vanlang.signing.actions import engine, keys
from vanlang.signing.actions.signing import NO_UNIT_CERTIFICATE, Step, record
from vanlang.signing.queries import certificates, evidence
from vanlang.signing.rules import canonical, xml_signatures
from vanlang.signing.rules.canonical import EXCLUSIVE, NoXml
from vanlang.signing.rules.states import check_may

NO_XML = "Không ký được thông điệp này: tệp XML bị hỏng."
NO_PLACE = "Không ký được thông điệp này: không có thẻ {}."


def sign_xml(  # noqa: PLR0913 a signature has these facts
    source: BinaryIO,
    target: BinaryIO,
    *,
    unit: Unit,
    inside: str,
    at: datetime,
    by: Actor = PLATFORM,
    reason: str = "",
) -> None:
    """Write `source` to `target` with the agency's signature as the last child of `inside`.

    Raises:
        NotPermitted, Conflict: they may not, the agency has no certificate, or this is no XML.
        Unavailable: the key or the revocation service does not answer; try again later.
    """
    refuse_unless(permissions.may_sign_messages(by, unit))
    certificate = certificates.of_unit(unit, at)
    if certificate is None:
        raise Conflict(NO_UNIT_CERTIFICATE)
    check_may("sign", certificate.state(at))
    chain = engine.trusted_chain(bytes(certificate.der), bytes(certificate.chain))
    if evidence.is_revoked(evidence.for_chain(chain), chain):
        raise Conflict(engine.IS_REVOKED)
    source.seek(0)
    try:
        outline, place = canonical.outline(source, end_of=inside)
    except NoXml as problem:
        raise Conflict(NO_XML) from problem
    with outline:
        if place < 0:
            raise Conflict(NO_PLACE.format(inside))
        digest = outline.digest(outline.root, of="sha256", by=EXCLUSIVE)
    element = _element(digest, chain, certificate.key)
    before, after = _copied(source, target, place, element)
    record(certificate, before, after, Step(by, at, None, reason))


def _element(digest: bytes, chain: tuple[x509.Certificate, ...], key: str) -> bytes:
    public = chain[0].public_key()
    info = xml_signatures.signed_info(digest, is_rsa=isinstance(public, rsa.RSAPublicKey))
    value = keys.sign(key, hashlib.sha256(info.encode()).digest())
    if isinstance(public, ec.EllipticCurvePublicKey):
        value = xml_signatures.plain_value(value, size=(public.key_size + 7) // 8)
    sent = chain[:-1] or chain  # the root stays out: who verifies must have it already
    return xml_signatures.written(
        info, value, tuple(one.public_bytes(Encoding.DER) for one in sent)
    )


def _copied(source: BinaryIO, target: BinaryIO, place: int, element: bytes) -> tuple[str, str]:
    """Put the element in at `place`; return the digests of the files before and after."""
    source.seek(0)
    before, after = hashlib.sha256(), hashlib.sha256()
    left = place
    while left and (piece := source.read(min(left, canonical.CHUNK))):
        left -= len(piece)
        before.update(piece)
        after.update(piece)
        target.write(piece)
    after.update(element)
    target.write(element)
    while piece := source.read(canonical.CHUNK):
        before.update(piece)
        after.update(piece)
        target.write(piece)
    return before.hexdigest(), after.hexdigest()
