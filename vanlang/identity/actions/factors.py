"""The second factor of an account, asked again where somebody's presence must be proved."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP


def check_code(person_id: UUID, code: str, *, added_by: datetime) -> bool:
    """Tell whether it is what the person's authenticator application shows now; it counts once.

    An application added after `added_by` counts for nothing: to add one, the password is enough.
    """
    application = Authenticator.objects.filter(
        user_id=person_id, type=Authenticator.Type.TOTP, created_at__lte=added_by
    ).first()
    return application is not None and bool(TOTP(application).validate_code(code))
