"""The components of a dossier beside what was handed in for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from vanlang.kernel.actors import Actor
from vanlang.public_services.models.dossiers import Draft, DraftPaper
from vanlang.public_services.models.pages import DraftPage
from vanlang.public_services.models.store import StoreItem
from vanlang.public_services.rules import consents
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import PaperSource, PaperSpec
from vanlang.public_services.rules.states import SOURCE_NAMES, Channel, PaperOrigin


@dataclass(frozen=True, slots=True)
class Component:
    """One paper a procedure asks for, what is there for it, and what the store could give."""

    number: int
    spec: PaperSpec
    paper: DraftPaper | None
    fitting: Sequence[StoreItem]

    @property
    def is_from_database(self) -> bool:
        return self.spec.source == PaperSource.DATABASE

    @property
    def pages(self) -> list[DraftPage]:
        return list(self.paper.pages.all()) if self.paper is not None else []

    @property
    def source_name(self) -> str:
        if self.paper is not None:
            return SOURCE_NAMES[PaperOrigin(self.paper.source)]
        return SOURCE_NAMES[PaperOrigin.DATABASE] if self.is_from_database else ""


PAGES = Prefetch("pages", DraftPage.objects.select_related("file"))


def is_open_to_counter(draft: Draft, *, at: datetime) -> bool:
    """Tell whether what is known of the applicant may be used: it is their own draft, or they
    agreed at the counter within a day.
    """
    if draft.channel == Channel.ONLINE:
        return True
    return draft.consented_at is not None and at - draft.consented_at < consents.LASTS


def facts_are_open(draft: Draft, *, at: datetime) -> bool:
    """Tell whether the form may be filled in with what is known of the applicant."""
    return is_open_to_counter(draft, at=at) and consents.opens_facts(draft.consent_purpose)


def store_is_open(draft: Draft, *, at: datetime) -> bool:
    """Tell whether the papers in the applicant's store may be seen and taken."""
    return is_open_to_counter(draft, at=at) and consents.opens_papers(draft.consent_purpose)


def components_of(
    draft: Draft, definition: Definition, actor: Actor, *, at: datetime
) -> list[Component]:
    """Return each component that these answers ask for or that is there, as the law orders them."""
    there = {
        paper.code: paper
        for paper in DraftPaper.objects.filter(draft=draft)
        .select_related("file")
        .prefetch_related(PAGES)
    }
    owner_id = draft.applicant_id or actor.person_id
    codes = {code for spec in definition.papers for code in (spec.code, spec.result_code) if code}
    owned = StoreItem.objects.filter(owner_id=owner_id, code__in=codes)
    kept = list(owned.order_by("-added_at", "-pk")) if store_is_open(draft, at=at) else []
    return [
        Component(
            number,
            spec,
            there.get(spec.code),
            [item for item in kept if item.code in {spec.code, spec.result_code}],
        )
        for number, spec in enumerate(definition.papers)
        if spec.is_asked(draft.form) or spec.code in there
    ]


def page_of(draft: Draft, number: int) -> DraftPage | None:
    """Return one photograph of one of the draft's papers."""
    return DraftPage.objects.filter(pk=number, paper__draft=draft).select_related("file").first()


def paper_of(draft: Draft, code: str) -> DraftPaper | None:
    """Return what was handed in as this one paper, with its photographs."""
    papers = DraftPaper.objects.filter(draft=draft, code=code)
    return papers.select_related("file").prefetch_related(PAGES).first()
