"""The images that signatures show: uploaded ones, and drawn ones for people who do not exist."""

from datetime import datetime

from vanlang.signing.models import Certificate, SignatureImage
from vanlang.signing.queries import certificates
from vanlang.signing.rules import images as drawings
from vanlang.signing.rules.states import Kind

LARGEST_SIDE = 2000


def image_for(certificate: Certificate, *, at: datetime) -> bytes:
    """Return the owner's image; one is drawn and kept for the owner of a test certificate."""
    owner = certificate.owner
    found = certificates.image_of(owner)
    if found is not None:
        return bytes(found.png)
    if not certificate.is_test:
        return b""
    is_person = certificate.kind == Kind.PERSON
    png = drawings.signature(str(owner)) if is_person else drawings.seal(str(owner))
    SignatureImage.objects.bulk_create(
        [
            SignatureImage(
                kind=certificate.kind,
                person=certificate.person,
                unit=certificate.unit,
                png=png,
                width_mm=drawings.SIGNATURE_MM if is_person else drawings.SEAL_MM,
                is_test=True,
                changed_at=at,
            )
        ],
        ignore_conflicts=True,  # two signings of one new person at the same time
    )
    return png
