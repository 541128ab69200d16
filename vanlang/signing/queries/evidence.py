"""Proof that certificates were not revoked: OCSP responses and revocation lists, fetched and kept.

Only certificates whose chain of signatures ends at a trusted root are asked about, so that no
stranger's file can send this server to an address of its choosing.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from django.conf import settings

from vanlang.kernel.refusals import Unavailable
from vanlang.signing.queries import authority
from vanlang.signing.rules import chains

# Evidence may be this old when it goes into a document: two documents of one minute share it.
KEPT_SECONDS = 300.0
KEPT_AT_MOST = 5000
TIMEOUT_SECONDS = 5.0
LARGEST = 20 * 2**20
NO_ANSWER = "Dịch vụ kiểm tra thu hồi chứng thư số chưa trả lời. Việc ký sẽ được thử lại."

StatusOf = Callable[[int], bytes | None]
ListOf = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What goes into a document's security store (DSS), in DER."""

    ocsps: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()

    def __add__(self, other: "Evidence") -> "Evidence":
        return Evidence(
            tuple(dict.fromkeys((*self.ocsps, *other.ocsps))),
            tuple(dict.fromkeys((*self.crls, *other.crls))),
        )


_kept: dict[bytes, tuple[float, Evidence]] = {}
_in_process: list[tuple[StatusOf, ListOf]] = []


def use(status_of: StatusOf, list_of: ListOf) -> None:
    """Ask the test authority in this process about its certificates rather than over HTTP."""
    _in_process[:] = [(status_of, list_of)]


def forget() -> None:
    """Drop what was kept, as after a revocation."""
    _kept.clear()


def for_chain(chain: chains.Chain) -> Evidence:
    """Return evidence for every certificate of a trusted chain.

    Raises:
        Unavailable: no service that could tell answers.
    """
    found = Evidence()
    for certificate, issuer in pairwise(chain):
        if not chains.needs_no_status(certificate):
            found += _for_one(certificate, issuer)
    return found


def _for_one(certificate: x509.Certificate, issuer: x509.Certificate) -> Evidence:
    name = certificate.fingerprint(hashes.SHA256())
    asked_at, evidence = _kept.get(name, (0.0, None))
    if evidence is not None and time.monotonic() - asked_at < KEPT_SECONDS:
        return evidence
    evidence = _from_test_authority(certificate, issuer) or _over_http(certificate, issuer)
    if len(_kept) >= KEPT_AT_MOST:
        _kept.clear()
    _kept[name] = (time.monotonic(), evidence)
    return evidence


def _from_test_authority(
    certificate: x509.Certificate, issuer: x509.Certificate
) -> Evidence | None:
    if not settings.STAND_INS or not _in_process:
        return None
    ours = authority.current()
    status_of, list_of = _in_process[0]
    if issuer == ours.root.certificate:
        return Evidence(crls=(list_of("root"),))
    if issuer == ours.issuing.certificate:
        answer = status_of(certificate.serial_number)
        return Evidence(ocsps=(answer,)) if answer else None
    return None


def _over_http(certificate: x509.Certificate, issuer: x509.Certificate) -> Evidence:
    question = (
        ocsp.OCSPRequestBuilder()
        .add_certificate(certificate, issuer, hashes.SHA1())  # noqa: S303 an identifier (RFC 5019)
        .build()
        .public_bytes(serialization.Encoding.DER)
    )
    headers = {"Content-Type": "application/ocsp-request"}
    for url in chains.ocsp_addresses(certificate):
        answer = _fetch("POST", url, question, headers)
        if answer and _is_answer(answer):
            return Evidence(ocsps=(answer,))
    for url in chains.crl_addresses(certificate):
        answer = _fetch("GET", url)
        if answer and _is_list(answer):
            return Evidence(crls=(answer,))
    raise Unavailable(NO_ANSWER)


def _fetch(
    method: str, url: str, content: bytes | None = None, headers: dict[str, str] | None = None
) -> bytes | None:
    try:
        answer = httpx.request(
            method, url, content=content, headers=headers, timeout=TIMEOUT_SECONDS
        )
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
    is_usable = answer.is_success and len(answer.content) <= LARGEST
    return answer.content if is_usable else None


def _is_answer(answer: bytes) -> bool:
    try:
        response = ocsp.load_der_ocsp_response(answer)
    except ValueError:
        return False
    return response.response_status == ocsp.OCSPResponseStatus.SUCCESSFUL


def _is_list(answer: bytes) -> bool:
    try:
        x509.load_der_x509_crl(answer)
    except ValueError:
        return False
    return True


def is_revoked(evidence: Evidence, chain: Sequence[x509.Certificate]) -> bool:
    """Tell whether the evidence itself says that one of the chain was revoked."""
    serials = {certificate.serial_number for certificate in chain}
    for answer in evidence.ocsps:
        response = ocsp.load_der_ocsp_response(answer)
        is_bad = response.certificate_status == ocsp.OCSPCertStatus.REVOKED
        if response.serial_number in serials and is_bad:
            return True
    return any(
        x509.load_der_x509_crl(crl).get_revoked_certificate_by_serial_number(serial) is not None
        for crl in evidence.crls
        for serial in serials
    )


def covers(evidence: Evidence, chain: chains.Chain) -> bool:
    """Tell whether there is something about every certificate of the chain that needs it."""
    serials, issuers = set(), set()
    for answer in evidence.ocsps:
        if _is_answer(answer):
            serials.add(ocsp.load_der_ocsp_response(answer).serial_number)
    for crl in evidence.crls:
        if _is_list(crl):
            issuers.add(x509.load_der_x509_crl(crl).issuer)
    return all(
        chains.needs_no_status(certificate)
        or certificate.serial_number in serials
        or certificate.issuer in issuers
        for certificate in chain
    )
