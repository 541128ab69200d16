"""Every read of dossiers; screens begin at `visible_to`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from vanlang.identity.api import Role
from vanlang.kernel import files, search
from vanlang.kernel.actors import Actor
from vanlang.public_services.models.dossiers import (
    Dossier,
    DossierPaper,
    DossierStep,
    Draft,
)
from vanlang.public_services.models.results import Rating, Result
from vanlang.public_services.permissions.dossiers import (
    APPLICANTS,
    READERS,
)
from vanlang.public_services.permissions.dossiers import (
    AT_WORK as WORKING_ROLES,
)
from vanlang.public_services.rules.results import readings
from vanlang.public_services.rules.states import (
    AT_WORK,
    PaperOrigin,
    State,
)
from vanlang.signing import api as signing

PAGE = 50


def visible_to(actor: Actor) -> QuerySet[Dossier]:
    """The only door from a screen to a dossier; what is not yours is not there."""
    if actor.person_id is None:
        return Dossier.objects.none()
    if actor.kind in APPLICANTS:
        return Dossier.objects.filter(applicant_id=actor.person_id)
    agencies = actor.agencies_where(*READERS)
    if not actor.is_official or not agencies:
        return Dossier.objects.none()
    return Dossier.objects.filter(Q(receiving_unit__in=agencies) | Q(competent_unit__in=agencies))


def with_code(dossiers: QuerySet[Dossier], code: str) -> Dossier | None:
    return dossiers.filter(code=code).first()


def followed(code: str, last_digits: str) -> Dossier | None:
    """Return the dossier to whoever has its code and the end of the applicant's number."""
    found = Dossier.objects.filter(code=code.strip().upper()).first()
    return found if found and found.applicant_number.endswith(last_digits) else None


def of_person(actor: Actor) -> QuerySet[Dossier]:
    """Return a citizen's own dossiers, the newest first, also when they are an official too."""
    return Dossier.objects.filter(applicant_id=actor.person_id).order_by("-filed_at")


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """Return what the person has not filed yet; nobody else sees it."""
    if actor.person_id is None:
        return Draft.objects.none()
    return Draft.objects.filter(person_id=actor.person_id).order_by("-updated_at")


def steps_of(dossier: Dossier) -> list[DossierStep]:
    return list(DossierStep.objects.filter(dossier=dossier).order_by("id"))


def sent_back(dossier: Dossier) -> DossierStep | None:
    """Return the step that sent the dossier back to whoever has it now, with its reason."""
    done = DossierStep.objects.filter(dossier=dossier, done_at__isnull=False).order_by("id").last()
    return done if done is not None and done.verb == "send_back" else None


def papers_of(dossier: Dossier) -> QuerySet[DossierPaper]:
    """Return what was handed in, in the order it came."""
    return DossierPaper.objects.filter(dossier=dossier).select_related("file").order_by("id")


def to_look_up(dossier: Dossier) -> list[str]:
    """Return what the person need not hand in and officials look up, while it is not settled."""
    if State(dossier.state) not in AT_WORK:
        return []
    papers = DossierPaper.objects.filter(dossier=dossier, source=PaperOrigin.DATABASE)
    return list(papers.order_by("id").values_list("name", flat=True))


def rating_of(dossier: Dossier) -> Rating | None:
    return Rating.objects.filter(dossier=dossier).first()


def result_of(dossier: Dossier) -> Result | None:
    return (
        Result.objects.filter(dossier=dossier)
        .select_related("file", "signed_file", "signed_by", "drafted_by")
        .first()
    )


def result_with_code(code: str) -> Result | None:
    """Return the sealed result that carries this code, or the only one whose code looks like it."""
    rows = Result.objects.filter(
        verification_code__in=readings(code), sealed_at__isnull=False
    ).select_related("dossier", "unit", "file", "signed_by")
    by_code = {row.verification_code: row for row in rows}
    if code in by_code or len(by_code) != 1:
        return by_code.get(code)
    return next(iter(by_code.values()))


def result_with_file(sha256: str) -> Result | None:
    """Return the sealed result whose file has exactly these bytes."""
    return (
        Result.objects.filter(file=sha256, sealed_at__isnull=False)
        .select_related("dossier", "unit", "file", "signed_by")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page of the inbox ended: the next begins after it."""

    due_at: datetime
    dossier_id: UUID

    def __str__(self) -> str:
        return f"{self.due_at.isoformat()}_{self.dossier_id.hex}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the mark of a page's address, or None where it is none."""
        moment, _, key = text.partition("_")
        try:
            found = cls(datetime.fromisoformat(moment), UUID(key))
        except ValueError:
            return None
        return found if found.due_at.tzinfo else None


@dataclass(frozen=True, slots=True)
class Page:
    rows: Sequence[Dossier]
    next: Mark | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an official looks for in the inbox, and from where on."""

    role: str = ""
    words: str = ""
    after: Mark | None = None
    size: int = PAGE


ALL = Wanted()


def at_you(actor: Actor, *, at: datetime, wanted: Wanted = ALL) -> Page:
    """Return what waits for the actor, the most urgent first.

    One ordered probe into the partial index a grant, so that the time it takes does not grow with
    the number of dossiers that the province has.
    """
    size = wanted.size
    grants = sorted(
        (held, unit)
        for held, unit in actor.grants
        if held in WORKING_ROLES and wanted.role in {"", held}
    )
    if not actor.is_official or not grants:
        return Page([], None)
    probes = [
        _waiting(held, unit, at=at, words=wanted.words, after=wanted.after)[: size + 1]
        for held, unit in grants
    ]
    keys = probes[0].values_list("step_due_at", "pk")
    if len(probes) > 1:
        keys = keys.union(*(p.values_list("step_due_at", "pk") for p in probes[1:]), all=True)
        keys = keys.order_by("step_due_at", "id")[: size + 1]
    found = list(keys)
    rows = {
        row.pk: row
        for row in Dossier.objects.filter(pk__in=[pk for _, pk in found[:size]])
        .select_related("assignee")
        .defer("form")
    }
    page = [rows[pk] for _, pk in found[:size] if pk in rows]
    more = Mark(*found[size - 1]) if len(found) > size else None
    return Page(page, more)


def _waiting(
    role: str, unit_id: int, *, at: datetime, words: str, after: Mark | None
) -> QuerySet[Dossier]:
    rows = Dossier.objects.filter(
        state__in=sorted(AT_WORK), step_unit=unit_id, step_role=role, step_started_at__lte=at
    )
    if after:
        rows = rows.filter(step_due_at__gte=after.due_at).filter(
            Q(step_due_at__gt=after.due_at) | Q(pk__gt=after.dossier_id)
        )
    if words.strip() and not search.fold(words):
        return rows.none()  # only signs that nobody sees: nothing was looked for
    for word in search.fold(words).split():
        rows = rows.filter(search.holds("applicant__folded", word) | Q(code__icontains=word))
    return rows.order_by("step_due_at", "id")


def count_at_you(actor: Actor, *, at: datetime, most: int = 1000) -> dict[str, int]:
    """Return how many wait for the actor in each of their roles, up to `most`."""
    counts: dict[str, int] = {}
    for role, unit in sorted(actor.grants):
        if role in WORKING_ROLES:
            waiting = _waiting(role, unit, at=at, words="", after=None)[:most]
            counts[role] = counts.get(role, 0) + waiting.count()
    return counts


def has_work(actor: Actor, at: datetime) -> bool:
    """Tell whether any dossier waits for the actor; at a counter people come at any time."""
    return bool(actor.agencies_where(Role.RECEIVER)) or any(
        count_at_you(actor, at=at, most=1).values()
    )


def of_agency(
    actor: Actor, *, words: str = "", state: int = 0, in_papers: bool = False
) -> QuerySet[Dossier]:
    """Return all dossiers the official may see, the newest first, for looking one up.

    `in_papers` looks for the words in what was read in the papers, not for a name or a code.
    """
    rows = visible_to(actor).defer("form")
    if state:
        rows = rows.filter(state=state)
    if in_papers and words.strip():
        read = files.saying(words).values("file_id")
        saying = DossierPaper.objects.filter(file__in=read).values("dossier_id")
        return rows.filter(pk__in=saying).order_by("-filed_at", "id")
    if words.strip() and not search.fold(words):
        return rows.none()  # only signs that nobody sees: nothing was looked for
    for word in search.fold(words).split():
        rows = rows.filter(search.holds("applicant__folded", word) | Q(code__icontains=word))
    return rows.order_by("-filed_at", "id")


def to_sign(actor: Actor, *, at: datetime) -> list[Dossier]:
    """Return what waits for a leader's signature, with the drafted result of each."""
    page = at_you(actor, at=at, wanted=Wanted(role=Role.LEADER))
    rows = Dossier.objects.filter(pk__in=[row.pk for row in page.rows], state=State.IN_PROGRESS)
    return list(
        rows.prefetch_related(
            Prefetch("result", Result.objects.select_related("drafted_by"))
        ).order_by("step_due_at", "id")
    )


def waiting_for_seal() -> list[UUID]:
    """Return dossiers whose seal a clerk has asked for, and which are not sealed yet."""
    return list(
        Result.objects.filter(
            seal_asked_by__isnull=False,
            signed_at__isnull=False,
            sealed_at__isnull=True,
            dossier__state=State.IN_PROGRESS,
        ).values_list("dossier_id", flat=True)
    )


def to_seal(actor: Actor, *, at: datetime) -> list[Dossier]:
    """Return what is signed and waits for this clerk's seal, with the result of each."""
    page = at_you(actor, at=at, wanted=Wanted(role=Role.CLERK))
    rows = Dossier.objects.filter(
        pk__in=[row.pk for row in page.rows],
        state=State.IN_PROGRESS,
        result__signed_at__isnull=False,
        result__sealed_at__isnull=True,
    )
    return list(
        rows.prefetch_related(
            Prefetch("result", Result.objects.select_related("signed_by"))
        ).order_by("step_due_at", "id")
    )


def looked_at(actor: Actor, rows: Sequence[Dossier]) -> dict[UUID, datetime]:
    """Return when this clerk opened what is signed now, by dossier."""
    results = Result.objects.filter(
        dossier__in=[row.pk for row in rows], signed_file__isnull=False, signed_at__isnull=False
    ).values_list("dossier_id", "signed_file_id", "signed_at")
    looks = signing.looked_at(actor, [digest for _, digest, _ in results])
    return {
        dossier_id: looks[digest]
        for dossier_id, digest, signed_at in results
        if signed_at is not None and digest in looks and looks[digest] >= signed_at
    }


def latest_answers(person_id: UUID, *, at_most: int = 20) -> dict[str, tuple[str, str]]:
    """Return what the person filed before, by field: the latest answer and its dossier's code."""
    found: dict[str, tuple[str, str]] = {}
    earlier = Dossier.objects.filter(applicant_id=person_id).order_by("-filed_at")
    for code, form in earlier.values_list("code", "form")[:at_most]:
        for key, value in form.items():
            if value and key not in found:
                found[key] = (value, code)
    return found
