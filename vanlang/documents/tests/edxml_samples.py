"""Messages of our own making for the tests, shaped like the official samples."""

import io
import zipfile
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import pikepdf
from PIL import Image

from vanlang.documents.rules import edxml
from vanlang.documents.rules.edxml.codes import VIETNAM
from vanlang.kernel.file_checks import DOCX

PDF = "application/pdf"
GOVERNMENT_OFFICE = edxml.Organisation(
    code="G22",
    name="Văn phòng Chính phủ",
    in_charge="Văn phòng Chính phủ",
    address="Số 1 Hoàng Hoa Thám, Hà Nội",
    email="vpcp@example.vn",
    telephone="02438043100",
    fax="02438043101",
    website="https://vpcp.example.vn",
)
PROVINCE = edxml.Organisation(code="H44", name="Ủy ban nhân dân tỉnh Phú Thọ")
MUONG_BI = edxml.Organisation(code="H44.05158", name="Ủy ban nhân dân xã Mường Bi")


def pdf(pages: int = 1) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    kept = io.BytesIO()
    made.save(kept, deterministic_id=True)
    return kept.getvalue()


PAGE = pdf()


def zipped(entries: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return kept.getvalue()


def stored(entries: dict[str, bytes]) -> bytes:
    """Return a zip of files that are not compressed: what they begin with can be read in it."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return kept.getvalue()


def word() -> bytes:
    """Return the least that is a Word file."""
    types = f'<Types><Override PartName="/x.xml" ContentType="{DOCX}.main+xml"/></Types>'
    return zipped({"[Content_Types].xml": types.encode()})


def picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8)).save(kept, "PNG")
    return kept.getvalue()


def attachment(name: str, content: bytes, kind: str = PDF) -> edxml.Attachment:
    digest = sha256(content).hexdigest()
    return edxml.Attachment(f"cid:{digest[:8]}", name, kind, len(content), digest)


def directive(**changes: object) -> edxml.Message:
    """Return a direction of the Government Office to the province."""
    facts: dict[str, object] = {
        "sender": GOVERNMENT_OFFICE,
        "recipients": (PROVINCE,),
        "document_id": "G22,2026/03/02,7816/VPCP-TTĐT",
        "number": "7816",
        "notation": "VPCP-TTĐT",
        "issued_on": date(2026, 3, 2),
        "kind": edxml.Kind(name="Công văn", code="1"),
        "subject": "V/v rà soát, nâng cấp dịch vụ công trực tuyến",
        "place": "Hà Nội",
        "content": "Rà soát, nâng cấp dịch vụ công trực tuyến",
        "signer": edxml.Signer("KT. BỘ TRƯỞNG, CHỦ NHIỆM", "Phó Chủ nhiệm", "Trần Văn Sơn"),
        "due_on": date(2026, 3, 31),
        "places": ("Như trên", "Lưu: VT, TTĐT"),
        "urgency": 1,
        "pages": 1,
        "copies": 34,
        "is_direction": True,
        "steering": "2",
        "traces": (edxml.Trace("G22", datetime(2026, 3, 2, 9, 30, tzinfo=VIETNAM)),),
        "attachments": (attachment("7816-VPCP-TTĐT.signed.pdf", PAGE),),
    }
    return edxml.Message(**{**facts, **changes})  # type: ignore[arg-type]


def receipt(status: edxml.Status = edxml.Status.ARRIVED) -> edxml.StatusMessage:
    return edxml.StatusMessage(
        sender=PROVINCE,
        about=edxml.Answered(
            "G22", "7816/VPCP-TTĐT", date(2026, 3, 2), "G22,2026/03/02,7816/VPCP-TTĐT"
        ),
        status=status,
        at=datetime(2026, 3, 2, 10, 0, 5, tzinfo=VIETNAM),
        description="Văn thư: đã tiếp nhận",
        staff=edxml.Staff(department="Văn thư", name="Hà Thị Thu", mobile="0912000001"),
    )


def written(
    message: edxml.Message, contents: dict[str, bytes] | None = None, *, is_packed: bool = False
) -> bytes:
    """Return a message as bytes; without `contents` each attachment is one blank page."""
    kept = io.BytesIO()
    edxml.write(
        message,
        kept,
        lambda one: io.BytesIO((contents or {}).get(one.content_id, PAGE)),
        is_packed=is_packed,
    )
    return kept.getvalue()


def read(content: bytes, limits: edxml.Limits = edxml.LIMITS) -> edxml.Reading:
    return edxml.read(io.BytesIO(content), Path(mkdtemp(prefix="edxml-")), limits=limits)


def codes_of(content: bytes, limits: edxml.Limits = edxml.LIMITS) -> list[str]:
    """Return the codes of the faults that a message is refused for; none if it is read."""
    try:
        read(content, limits)
    except edxml.Refused as problem:
        return [fault.code for fault in problem.faults]
    return []
