"""What was typed when the session had ended: kept for its writer, offered after signing in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from vanlang.identity.models import Person, TypedForm
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import NotPermitted

KEPT_FOR = timedelta(days=3)
MOST_OF_A_PERSON = 20
MOST_CHARACTERS = 1_000_000
LONGEST_PATH = 500
NOT_KEPT = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "pin")


@dataclass(frozen=True, slots=True)
class Typing:
    """A form as the browser sent it."""

    path: str
    fields: Sequence[tuple[str, str]]
    file_names: Sequence[str] = ()


@transaction.atomic
def keep_typed(typing: Typing, *, person_id: UUID, at: datetime) -> TypedForm | None:
    """Keep what somebody typed whose session has ended; None where there is nothing to keep."""
    fields = [[name, value.replace("\0", "")] for name, value in typing.fields if _is_kept(name)]
    size = sum(len(name) + len(value) for name, value in fields)
    if not fields or size > MOST_CHARACTERS or len(typing.path) > LONGEST_PATH:
        return None
    # One person's windows at once: the newest of them stay.
    writer = Person.objects.select_for_update().filter(pk=person_id, is_active=True).first()
    if writer is None:
        return None
    older = TypedForm.objects.filter(person=writer).order_by("-typed_at")
    TypedForm.objects.filter(pk__in=older.values("pk")[MOST_OF_A_PERSON - 1 :]).delete()
    return TypedForm.objects.create(
        person=writer,
        path=typing.path,
        fields=fields,
        file_names=[name[:200] for name in typing.file_names],
        typed_at=at,
    )


@transaction.atomic
def note_sent(form: TypedForm, *, by: Actor, at: datetime) -> TypedForm:
    """Note that its writer sends the form again."""
    form = _locked(form, by)
    form.sent_at = at
    form.save(update_fields=["sent_at"])
    return form


@transaction.atomic
def drop_typed(form: TypedForm, *, by: Actor) -> None:
    """Throw away what its writer does not want any more."""
    _locked(form, by).delete()


def forget_typed(*, before: datetime) -> int:
    """Forget what nobody came back for; return how many forms that were."""
    return TypedForm.objects.filter(typed_at__lt=before).delete()[0]


def _locked(form: TypedForm, by: Actor) -> TypedForm:
    own = TypedForm.objects.select_for_update().filter(pk=form.pk, person=by.person_id).first()
    if own is None:
        raise NotPermitted("Nội dung này của người khác.")
    return own


def _is_kept(name: str) -> bool:
    return name not in NOT_KEPT and "password" not in name
