"""The images that signatures show: uploaded ones, and drawn ones for people who do not exist."""

import io
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from PIL import Image

from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import day_of
from vanlang.kernel.refusals import WrongType, refuse_unless
from vanlang.signing import permissions
from vanlang.signing.models import Certificate, SignatureImage
from vanlang.signing.queries import certificates
from vanlang.signing.rules import images as drawings
from vanlang.signing.rules.states import Event, Kind

LARGEST_SIDE = 2000
OPAQUE = 255
DOTS_PER_MM = drawings.DOTS_PER_INCH / 25.4
NOT_PNG = "Tệp không phải ảnh PNG, hoặc mỗi chiều lớn hơn 2.000 điểm ảnh."
NOT_TRANSPARENT = "Ảnh không có nền trong suốt nên sẽ che chữ trên văn bản. Hãy dùng ảnh nền trong."


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


@transaction.atomic
def change(certificate: Certificate, *, png: bytes, by: Actor, at: datetime) -> SignatureImage:
    """Put another image in the place of the owner's; documents signed before keep the old one."""
    owner = certificate.owner
    agencies = certificates.agencies_of(owner, day_of(at))
    refuse_unless(permissions.may_change_image(by, certificate, agencies))
    width = _check(png)
    changed, _ = SignatureImage.objects.update_or_create(
        person=certificate.person,
        unit=certificate.unit,
        defaults={
            "kind": certificate.kind,
            "png": png,
            "width_mm": width / DOTS_PER_MM,
            "is_test": False,
            "changed_at": at,
        },
    )
    journal.record(
        Event.IMAGE_CHANGED,
        about=changed,
        by=by,
        at=at,
        payload={"sha256": sha256(png).hexdigest(), "of": certificate.subject},
    )
    return changed


def _check(png: bytes) -> int:
    """Return the image's width, or refuse what is no PNG with a transparent ground.

    Nghị định 30/2020, Phụ lục I: both images are PNG with a transparent ground.
    """
    try:
        with Image.open(io.BytesIO(png)) as image:
            if image.format != "PNG" or max(image.size) > LARGEST_SIDE:
                raise WrongType(NOT_PNG, field="image")
            darkest, _ = image.convert("RGBA").getchannel("A").getextrema()
            if darkest == OPAQUE:
                raise WrongType(NOT_TRANSPARENT, field="image")
            return image.width
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise WrongType(NOT_PNG, field="image") from problem
