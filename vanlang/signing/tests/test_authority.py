"""The test authority answers as a real one does, over HTTP too; in production there is none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from django.test import Client
from django.utils import timezone

from vanlang.identity.api import Person
from vanlang.kernel.actors import PLATFORM
from vanlang.signing.actions.certificates import revoke
from vanlang.signing.models import Certificate
from vanlang.signing.queries import authority

OCSP = "application/ocsp-request"
STAMP = "application/timestamp-query"


def question(certificate: Certificate) -> bytes:
    own = x509.load_der_x509_certificate(bytes(certificate.der))
    issuer = authority.current().issuing.certificate
    asked = ocsp.OCSPRequestBuilder().add_certificate(own, issuer, hashes.SHA1())  # noqa: S303
    return asked.build().public_bytes(serialization.Encoding.DER)


def ask(client: Client, certificate: Certificate) -> ocsp.OCSPResponse:
    answer = client.post("/pki/ocsp", question(certificate), content_type=OCSP)
    return ocsp.load_der_ocsp_response(answer.content)


def test_ocsp_tells_good_from_revoked(client: Client, hoa: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)
    before = ask(client, certificate)
    revoke(certificate, by=PLATFORM, at=timezone.now(), reason="Mất thiết bị")

    after = ask(client, certificate)

    assert before.certificate_status == ocsp.OCSPCertStatus.GOOD
    assert after.certificate_status == ocsp.OCSPCertStatus.REVOKED
    signer = authority.current().responder.key.public_key()
    signer.verify(after.signature, after.tbs_response_bytes, ec.ECDSA(hashes.SHA256()))


def test_ocsp_knows_nothing_of_others_certificates(client: Client, hoa: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)
    asked = question(certificate)
    Certificate.objects.filter(pk=certificate.pk).update(serial="1")

    answer = client.post("/pki/ocsp", asked, content_type=OCSP)

    found = ocsp.load_der_ocsp_response(answer.content)
    assert found.response_status == ocsp.OCSPResponseStatus.UNAUTHORIZED


@pytest.mark.parametrize("address", ["/pki/ocsp", "/pki/tsa"])
@pytest.mark.parametrize("content", [b"", b"\x30\x00", b"khong", b"\x30\x80" * 50])
def test_what_is_no_request_is_a_bad_request(
    client: Client, address: str, content: bytes, db: None
) -> None:
    answer = client.post(address, content, content_type="application/octet-stream")

    assert answer.status_code == 400


def test_the_list_names_what_was_revoked(client: Client, hoa: Person) -> None:
    certificate = Certificate.objects.get(person=hoa)
    revoke(certificate, by=PLATFORM, at=timezone.now(), reason="Mất thiết bị")

    crl = x509.load_der_x509_crl(client.get("/pki/ca.crl").content)

    serial = int(certificate.serial, 16)
    assert crl.get_revoked_certificate_by_serial_number(serial) is not None
    assert crl.is_signature_valid(authority.current().issuing.key.public_key())


def test_the_root_can_be_fetched(client: Client, db: None) -> None:
    found = x509.load_pem_x509_certificate(client.get("/pki/root.crt").content)

    assert found == authority.current().root.certificate
    assert "TRÌNH DIỄN" in found.subject.rfc4514_string()


def test_another_name_is_not_found(client: Client, db: None) -> None:
    assert client.get("/pki/khac.crt").status_code == 404
    assert client.get("/pki/khac.crl").status_code == 404


def openssl(folder: Path, *words: str) -> str:
    """Let another implementation ask, read and check."""
    done = subprocess.run(
        ["openssl", "ts", *words],  # noqa: S607
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_time_stamps_are_given_as_the_standard_has_it(
    client: Client, db: None, tmp_path: Path
) -> None:
    (tmp_path / "paper").write_bytes(b"Giay xac nhan")
    (tmp_path / "root").write_bytes(authority.current().root.pem)
    openssl(tmp_path, "-query", "-data", "paper", "-sha256", "-cert", "-out", "query")
    answer = client.post("/pki/tsa", (tmp_path / "query").read_bytes(), content_type=STAMP)
    (tmp_path / "answer").write_bytes(answer.content)

    said = openssl(tmp_path, "-verify", "-in", "answer", "-queryfile", "query", "-CAfile", "root")

    assert "Verification: OK" in said


def test_a_digest_of_an_unknown_kind_is_rejected(client: Client, db: None, tmp_path: Path) -> None:
    (tmp_path / "paper").write_bytes(b"Giay xac nhan")
    openssl(tmp_path, "-query", "-data", "paper", "-sha1", "-out", "query")

    answer = client.post("/pki/tsa", (tmp_path / "query").read_bytes(), content_type=STAMP)

    (tmp_path / "answer").write_bytes(answer.content)
    assert "Status: Rejected" in openssl(tmp_path, "-reply", "-in", "answer", "-text")


PRODUCTION = {
    "VANLANG_MODE": "production",
    "VANLANG_DATABASE_URL": "postgresql:///nowhere",
    "VANLANG_SECRET_KEY": "x" * 50,
    "VANLANG_HOSTS": "dichvucong.example.vn",
    "DJANGO_SETTINGS_MODULE": "vanlang.config.settings",
}
TRIES = """
import django
django.setup()
from datetime import UTC, datetime
from django.core.exceptions import ImproperlyConfigured
from django.urls import Resolver404, resolve
from vanlang.identity.api import Person
from vanlang.signing import api
from vanlang.signing.actions import establishment
from vanlang.signing.queries import authority
now = datetime(2026, 1, 1, tzinfo=UTC)
for call in (
    lambda: establishment.establish(now),
    lambda: authority.current(),
    lambda: api.issue_test_certificates([Person()], at=now),
    lambda: resolve("/pki/tsa"),
):
    try:
        call()
    except (ImproperlyConfigured, Resolver404) as refusal:
        print(type(refusal).__name__)
    else:
        print("made")
"""


def test_the_test_authority_does_not_exist_in_production(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TRIES],
        env={**os.environ, **PRODUCTION, "VANLANG_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.split() == ["ImproperlyConfigured"] * 3 + ["Resolver404"], done.stderr
    assert not (tmp_path / "pki").exists()
