"""Certificates that end soon: their holders hear of it while there is time to renew."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from vanlang.identity import api as identity
from vanlang.identity.api import Role, Unit
from vanlang.kernel import notices
from vanlang.kernel.days import day_of, written
from vanlang.signing.models import Certificate
from vanlang.signing.queries import certificates

WARNED_DAYS_AHEAD = (60, 30, 7)


def warn_of_expiry(*, at: datetime) -> int:
    """Tell the holders of certificates that end within 60, 30 and 7 days, once each."""
    told = 0
    for days in sorted(WARNED_DAYS_AHEAD):
        for certificate in certificates.ending_unwarned(days, at):
            told += _warn(certificate, days, at=at)
    return told


@transaction.atomic
def _warn(certificate: Certificate, days: int, *, at: datetime) -> int:
    Certificate.objects.filter(pk=certificate.pk).update(warned_days=days)
    if certificates.has_successor(certificate, at):
        return 0
    day = written(certificate.valid_to)
    holders = _holders(certificate, at)
    for person_id in holders:
        to = identity.recipient(person_id)
        notices.send(
            person_id=to.person_id,
            email=to.email,
            subject="Chứng thư số sắp hết hạn",
            text=(
                f"Chứng thư số của {certificate.subject} hết hạn ngày {day}. Hãy đề nghị cấp lại"
                " trước ngày đó, vì chứng thư số hết hạn không ký được."
            ),
            link=reverse("signing-certificate", args=[certificate.pk]),
            about=f"signing.certificate:{certificate.pk}",
            at=at,
        )
    return len(holders)


def _holders(certificate: Certificate, at: datetime) -> list[UUID]:
    """Return the person themselves, or those who look after the organisation's seal."""
    owner = certificate.owner
    if not isinstance(owner, Unit):
        return [owner.pk]
    day = day_of(at)
    found = {
        person.pk
        for role in (Role.CLERK, Role.ADMIN)
        for person in identity.holders(role, owner, on=day)
    }
    return sorted(found)
