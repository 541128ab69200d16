"""XML signatures: made by us, held against another library."""

import io
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.verifier import XMLVerifier

from vanlang.identity.api import Person, Unit
from vanlang.kernel.actors import PLATFORM
from vanlang.kernel.refusals import Conflict, NotPermitted
from vanlang.signing.actions.certificates import revoke
from vanlang.signing.models import Certificate, Signature
from vanlang.signing.queries import evidence
from vanlang.signing.rules import canonical
from vanlang.signing.rules.states import Kind
from vanlang.signing.rules.verdicts import Outcome
from vanlang.signing.tests.conftest import acting
from vanlang.signing.tests.xml_messages import LONG, message, signed, texts, verified


def test_sign_xml_is_genuine(muong_bi: Unit, certificate: Certificate) -> None:
    found = signed(muong_bi, message())

    verdict = verified(found)

    assert verdict.outcome == Outcome.GENUINE
    assert verdict.sentence.startswith("Chữ ký số hợp lệ.")
    one = verdict.signatures[0]
    assert (one.organisation, one.kind) == (muong_bi.name, Kind.ORGANISATION)
    assert (one.method, one.is_weak, verdict.is_test) == ("ecdsa-sha256", False, True)


def test_sign_xml_changes_nothing_else(muong_bi: Unit, certificate: Certificate) -> None:
    found = signed(muong_bi, message())

    start, end = found.index(b"<Signature"), found.index(b"</Signature>") + len("</Signature>")
    assert found[:start] + found[end:] == message()
    assert found[end:].startswith(b"</edXML:edXMLHeader>")


def test_sign_xml_is_written_down(muong_bi: Unit, certificate: Certificate) -> None:
    signed(muong_bi, message())

    signature = Signature.objects.get()
    assert (signature.certificate, signature.by_name) == (certificate, "Văn Lang")


@pytest.mark.parametrize("text", [LONG, "ngắn", "", "x &amp; y &#13;\n" * 9000])
def test_sign_xml_is_genuine_to_another_library(
    muong_bi: Unit, certificate: Certificate, text: str
) -> None:
    own = x509.load_der_x509_certificate(bytes(certificate.der))

    found = XMLVerifier().verify(signed(muong_bi, message(text)), x509_cert=own)

    assert not isinstance(found, list)
    assert found.signed_xml is not None


def test_sign_xml_is_refused_to_a_stranger(
    muong_bi: Unit, certificate: Certificate, quang: Person, minh: Person, hoa: Person
) -> None:
    for person in (quang, hoa):  # who leads signs papers; the clerk sends
        with pytest.raises(NotPermitted):
            signed(muong_bi, message(), acting(person))

    assert verified(signed(muong_bi, message(), acting(minh))).is_genuine


def test_sign_xml_is_refused_without_a_usable_certificate(
    muong_bi: Unit, certificate: Certificate
) -> None:
    revoke(certificate, by=PLATFORM, at=timezone.now() - timedelta(hours=1), reason="Mất")
    evidence.forget()

    with pytest.raises(Conflict):
        signed(muong_bi, message())


@pytest.mark.parametrize("content", [b"<a/>", b"<a>"])
def test_sign_xml_is_refused_where_there_is_no_place(
    muong_bi: Unit, certificate: Certificate, content: bytes
) -> None:
    with pytest.raises(Conflict):
        signed(muong_bi, content)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(texts, min_size=1, max_size=5),
    times=st.sampled_from([1, 3000]),
    way=st.sampled_from(["inclusive", "exclusive"]),
)
def test_canonical_form_is_the_same_with_texts_put_aside(
    pieces: list[str], times: int, way: str
) -> None:
    root = etree.Element("{urn:a}a", nsmap={None: "urn:a", "b": "urn:b"})
    for piece in pieces:
        child = etree.SubElement(root, "{urn:b}c", {"d": piece})
        child.text, child.tail = piece * times, piece
    name = canonical.EXCLUSIVE if way == "exclusive" else canonical.INCLUSIVE

    whole = canonical.canonical(root, by=name)
    outline, _ = canonical.outline(io.BytesIO(etree.tostring(root, encoding="utf-8")))
    with outline:
        found = outline.digest(outline.root, of="sha256", by=name)

    digest = hashes.Hash(hashes.SHA256())
    digest.update(whole)
    assert found == digest.finalize()
