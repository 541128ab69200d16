"""What the person thought of the service, said once."""

from datetime import datetime

from django.db import transaction

from vanlang.kernel import journal
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, Refusal, refuse_unless
from vanlang.public_services.actions import steps as moving
from vanlang.public_services.models.dossiers import Dossier
from vanlang.public_services.models.results import Rating
from vanlang.public_services.permissions import dossiers as permissions
from vanlang.public_services.rules.answers import clean
from vanlang.public_services.rules.states import Event

LOWEST, HIGHEST = 1, 5
LONGEST_COMMENT = 1000


@transaction.atomic
def rate(dossier: Dossier, *, score: int, comment: str = "", by: Actor, at: datetime) -> Rating:
    """Keep the score of the person whose dossier it was; reports show it without a name."""
    dossier = moving.lock(dossier.pk)
    refuse_unless(permissions.may_rate(by, dossier))
    moving.move(dossier, "rate")
    if not LOWEST <= score <= HIGHEST:
        raise Refusal("Bạn chọn từ 1 đến 5.", field="score")
    text = clean(comment, lines=True)
    if len(text) > LONGEST_COMMENT:
        raise Refusal(f"Tối đa {LONGEST_COMMENT} ký tự.", field="comment")
    if Rating.objects.filter(dossier=dossier).exists():
        raise Conflict("Bạn đã đánh giá hồ sơ này rồi, xin cảm ơn.")
    rating = Rating.objects.create(dossier=dossier, score=score, comment=text, at=at)
    journal.record(Event.RATED, about=dossier, by=by, at=at, payload={"score": score})
    return rating
