"""The papers of a dossier in the making: brought from a device, a phone's camera or the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from vanlang.kernel import file_checks, files
from vanlang.kernel.actors import Actor
from vanlang.kernel.days import written
from vanlang.kernel.refusals import NotPermitted, Refusal
from vanlang.public_services.actions import drafts, pages
from vanlang.public_services.models.dossiers import Draft, DraftPaper
from vanlang.public_services.models.store import StoreItem
from vanlang.public_services.queries.papers import store_is_open
from vanlang.public_services.rules import answers
from vanlang.public_services.rules.parts import PaperSpec
from vanlang.public_services.rules.states import Channel, PaperOrigin
from vanlang.ui import photographs


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in, with the name its sender gave it."""

    content: BinaryIO
    name: str


@transaction.atomic
def add_paper(draft: Draft, code: str, upload: Upload, *, by: Actor, at: datetime) -> DraftPaper:
    """Keep an uploaded paper: looked into first, and safe on disk before it is acknowledged.

    A photograph becomes one more page of the paper, at its end; anything else is the paper itself.
    """
    draft = drafts.lock(draft.pk, by)
    spec = _paper_spec(draft, code)
    kind = files.check_upload(upload.content, allowed=(*files.PAPERS, file_checks.HEIC))
    there = DraftPaper.objects.filter(draft=draft, code=spec.code).first()
    if photographs.is_photograph(kind):
        if there is not None and there.file_id:
            raise Refusal(pages.FILE_THERE)
        paper = there or _put(draft, _uploaded(draft, spec, at))
        pages.append(paper, upload.content, upload.name, by=by, at=at)
        return paper
    if there is not None and not there.file_id:
        raise Refusal(pages.PHOTOGRAPHS_THERE)
    upload.content.seek(0)
    paper = _uploaded(draft, spec, at)
    paper.file = files.store(upload.content, by=by, at=at)
    paper.file_name = answers.clean(upload.name)[:200]
    if there is None:
        return _put(draft, paper)
    if there.file_id == paper.file_id:
        return there  # the same again, after a lost line
    raise Refusal(pages.FILE_THERE)


@transaction.atomic
def add_all(
    draft: Draft, code: str, uploads: Sequence[Upload], *, by: Actor, at: datetime
) -> list[str]:
    """Keep every file that is right; return what is wrong with each of the others, by its name."""
    refused = []
    for upload in uploads:
        try:
            add_paper(draft, code, upload, by=by, at=at)
        except Refusal as refusal:
            refused.append(f"“{upload.name}”: {refusal.message}")
    return refused


@transaction.atomic
def move_page(draft: Draft, page_id: int, *, by_places: int, by: Actor, at: datetime) -> None:
    """Let one photograph of a paper change places with the one before (-1) or after (+1) it."""
    draft = drafts.lock(draft.pk, by)
    pages.move(draft, page_id, by_places=by_places)
    _touch(draft, at)


@transaction.atomic
def remove_page(draft: Draft, page_id: int, *, by: Actor, at: datetime) -> None:
    """Take one photograph out of a paper, with the last one the paper."""
    draft = drafts.lock(draft.pk, by)
    pages.remove(draft, page_id)
    _take_back_claim(draft)
    _touch(draft, at)


@transaction.atomic
def reuse_paper(draft: Draft, code: str, item_id: int, *, by: Actor, at: datetime) -> DraftPaper:
    """Take a paper from the applicant's own store."""
    draft = drafts.lock(draft.pk, by)
    if not store_is_open(draft, at=at):
        raise NotPermitted("Người nộp chưa đồng ý cho dùng lại giấy tờ trong kho của họ.")
    spec = _paper_spec(draft, code)
    fitting = {spec.code, spec.result_code} - {""}
    item = StoreItem.objects.filter(
        pk=item_id, owner=drafts.applicant_of(draft), code__in=fitting
    ).first()
    if item is None:
        raise NotPermitted("Không có giấy tờ này trong kho.")
    return _put(
        draft,
        DraftPaper(
            draft=draft,
            code=spec.code,
            name=spec.name,
            source=PaperOrigin.STORE,
            file_id=item.file_id,
            file_name=item.file_name,
            provenance=item.provenance,
            added_at=at,
        ),
    )


@transaction.atomic
def remove_paper(draft: Draft, code: str, *, by: Actor, at: datetime) -> None:
    draft = drafts.lock(draft.pk, by)
    DraftPaper.objects.filter(draft=draft, code=code).delete()
    _take_back_claim(draft)
    _touch(draft, at)


def _take_back_claim(draft: Draft) -> None:
    """A group that a paper showed is claimed no longer once the paper is gone."""
    shown_by = DraftPaper.objects.filter(draft=draft, code=drafts.FEE_PROOF.code)
    if draft.channel == Channel.ONLINE and draft.fee_group and not shown_by.exists():
        draft.fee_group = draft.fee_proof = ""
        draft.save(update_fields=["fee_group", "fee_proof"])


def _paper_spec(draft: Draft, code: str) -> PaperSpec:
    spec = (
        drafts.FEE_PROOF
        if code == drafts.FEE_PROOF.code
        else drafts.definition_of(draft).paper(code)
    )
    if spec is None:
        raise Refusal("Thủ tục không yêu cầu giấy tờ này.")
    return spec


def _uploaded(draft: Draft, spec: PaperSpec, at: datetime) -> DraftPaper:
    at_counter = draft.channel != Channel.ONLINE
    return DraftPaper(
        draft=draft,
        code=spec.code,
        name=spec.name,
        source=PaperOrigin.SCAN if at_counter else PaperOrigin.UPLOAD,
        provenance=f"{'Số hóa tại quầy' if at_counter else 'Tải lên'} ngày {written(at)}",
        added_at=at,
    )


def _put(draft: Draft, paper: DraftPaper) -> DraftPaper:
    """Put the paper in the place of one of the same component."""
    DraftPaper.objects.filter(draft=draft, code=paper.code).delete()
    paper.save(force_insert=True)
    _touch(draft, paper.added_at)
    return paper


def _touch(draft: Draft, at: datetime) -> None:
    draft.updated_at = at
    draft.save(update_fields=["updated_at"])
