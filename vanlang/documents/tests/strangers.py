"""What documents lay in the stranger's way: Mường Bi's draft, what came there, its work file."""

import io
from datetime import timedelta
from uuid import UUID

import pikepdf

from tests.cast import SUBJECT, Samples, World
from vanlang.documents.actions import (
    drafting,
    grants,
    incoming,
    searches,
    setting_aside,
    work_files,
)
from vanlang.documents.actions.work_files import Opening
from vanlang.documents.models import Attachment, ChangeRequest, WorkFile
from vanlang.documents.rules.arrivals import Arrival
from vanlang.documents.rules.drafts import Draft
from vanlang.documents.rules.states import Source, WorkFileState
from vanlang.kernel import files
from vanlang.kernel.actors import PLATFORM

KEY = UUID("0193a000-0000-7000-8000-0000000000d1")
SENDER = "Cơ quan khuất lấp"
NOTATION = "7813/KHUAT-LAP"
TEXT = "Nội dung dự thảo khuất lấp"
FILE = "tep-khuat-lap.pdf"
FILE_TITLE = "Hồ sơ khuất lấp"


def samples(world: World) -> Samples:
    draft = drafting.draft(
        key=KEY,
        author=world.muong_bi,
        type_code="TB",
        text=Draft(subject=SUBJECT, body=TEXT, recipients=("Lưu: VT",)),
        by=world.minh_acts,
        at=world.at,
    )
    came = Arrival(
        subject=SUBJECT,
        author_name=SENDER,
        author_code="H99.01",
        notation=NOTATION,
        issued_on=world.at.date() - timedelta(days=1),
    )
    entry = incoming.arrive(came, unit=world.muong_bi, source=Source.AXIS, by=PLATFORM, at=world.at)
    with pikepdf.new() as made:
        made.add_blank_page()
        content = io.BytesIO()
        made.save(content)
    file = Attachment.objects.create(
        document=entry.document,
        file=files.store(content.getvalue(), by=PLATFORM, at=world.at),
        name=FILE,
        added_at=world.at,
    )
    given = grants.grant(
        entry.document, reason="Lý do khuất lấp", person=world.minh, by=world.hoa_acts, at=world.at
    )
    asked = ChangeRequest.objects.create(
        unit=world.muong_bi,
        exchange_id=NOTATION,
        entry=entry,
        message_id="khuat-lap",
        from_code="H99.01",
        purpose="1",
        reason="Thu hồi khuất lấp",
        asked_at=world.at,
    )
    mail = f"From: {SENDER} <a@khuat.example>\nSubject: {SUBJECT}\n\n".encode()
    aside = setting_aside.set_aside(
        mail, unit=world.muong_bi, mailbox=FILE, reason=NOTATION, by=PLATFORM, at=world.at
    )
    kept = searches.keep(name="Tìm khuất lấp", query="q=khuat", by=world.minh_acts, at=world.at)
    work_file = work_files.open_file(
        Opening(title=FILE_TITLE, maintenance="10 năm"),
        unit=world.muong_bi,
        by=world.minh_acts,
        at=world.at,
    )
    handed_over = work_files.open_file(
        Opening(title=FILE_TITLE, maintenance="10 năm"),
        unit=world.muong_bi,
        by=world.minh_acts,
        at=world.at,
    )
    WorkFile.objects.filter(pk=handed_over.pk).update(
        state=WorkFileState.SUBMITTED,
        ended_on=world.at.date(),
        is_wholly_online=True,
        submitted_at=world.at,
        package=files.store(TEXT.encode(), by=PLATFORM, at=world.at),
    )
    own_register = "the stranger's own agency's register, without a row of Mường Bi's"
    registers = ["so-<slug:kind>/", "so-<slug:kind>/so.pdf", "so-<slug:kind>/so.xlsx"]
    return Samples(
        rows={
            "/van-ban/": {
                "pk": entry.document_id,
                "number": given.pk,
                "verb": "vao-so",
                "kind": "den",
            },
            "/van-ban/<uuid:pk>/tep/": {"pk": entry.document_id, "number": file.pk},
            "/van-ban/di/": {"pk": draft.pk, "verb": "ky"},
            "/van-ban/tim/": {"pk": kept.pk},
            "/van-ban/de-nghi/": {"pk": asked.pk},
            "/van-ban/den/de-rieng/": {"pk": aside.pk, "verb": "nhan"},
            "/ho-so-cong-viec/": {"pk": work_file.pk, "verb": "dong"},
            "/ho-so-cong-viec/<uuid:pk>/goi.zip": {"pk": handed_over.pk},
            "/api/v1/documents": {"key": entry.document_id},
        },
        secrets=(FILE, SENDER, NOTATION, TEXT, FILE_TITLE, "Lý do khuất lấp", "Tìm khuất lấp"),
        open={f"/van-ban/{route}": own_register for route in registers},
    )
