"""What was set right in a dossier, and which papers still say what stood there before."""

from datetime import datetime

from vanlang.public_services.models.corrections import Correction
from vanlang.public_services.models.dossiers import Dossier, Finance
from vanlang.public_services.models.results import Result
from vanlang.public_services.rules import corrections as rules
from vanlang.public_services.rules.definitions import Definition
from vanlang.public_services.rules.parts import FieldSpec
from vanlang.public_services.rules.states import Channel
from vanlang.ui import wording


def fields_of(dossier: Dossier, definition: Definition) -> list[FieldSpec]:
    """Return the answers that an officer may set right."""
    return rules.fields(
        definition,
        dossier.form,
        channel=Channel(dossier.channel),
        is_verified=dossier.applicant.identity_level > 0,
    )


def corrections_of(dossier: Dossier) -> list[Correction]:
    return list(Correction.objects.filter(dossier=dossier).order_by("id"))


def replaces(dossier: Dossier, corrections: list[Correction]) -> str:
    """Return what a receipt printed now replaces, in a sentence; nothing where none was before."""
    since = dossier.accepted_at or dossier.filed_at
    later = [row for row in corrections if row.at > since]
    if not later:
        return ""
    last = later[-1].at
    before = max((row.at for row in later if row.at < last), default=since)
    labels = dict.fromkeys(row.label.lower() for row in later if row.at == last)
    kind = "giấy tiếp nhận hồ sơ và hẹn trả kết quả" if dossier.accepted_at else "giấy xác nhận"
    return (
        f"Giấy này lập lúc {wording.moment(last)}, thay cho {kind} lập lúc "
        f"{wording.moment(before)}; đã sửa: {', '.join(labels)}."
    )


def papers_with_the_old(dossier: Dossier, corrections: list[Correction]) -> list[str]:
    """Return the papers from before the last correction, which stay as they are."""
    return papers_signed(dossier, before=corrections[-1].at) if corrections else []


def papers_signed(dossier: Dossier, *, before: datetime | None = None) -> list[str]:
    """Return the papers that no correction changes any more."""
    papers = []
    result = Result.objects.filter(dossier=dossier).first()
    if result and result.signed_at and (before is None or result.signed_at < before):
        papers.append(f"Kết quả số {result.symbol}, ký lúc {wording.moment(result.signed_at)}")
    finance = Finance.objects.filter(dossier=dossier).first()
    if finance and finance.settled_at and (before is None or finance.settled_at < before):
        papers.append(f"Biên lai nộp phí, lệ phí lúc {wording.moment(finance.settled_at)}")
    return papers


def name_at(dossier: Dossier, at: datetime | None) -> str:
    """Return the applicant's name as papers of that moment carry it."""
    if at is None:
        return dossier.applicant_name
    later = Correction.objects.filter(dossier=dossier, is_applicants_name=True, at__gt=at)
    first = later.order_by("id").first()
    return first.before if first else dossier.applicant_name
