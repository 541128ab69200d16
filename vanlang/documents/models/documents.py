from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from vanlang.documents.rules import types
from vanlang.documents.rules.secrecy import ACCESS_NAMES, GROUND_NAMES, Access, Ground
from vanlang.documents.rules.states import (
    STATE_NAMES,
    URGENCY_NAMES,
    FileKind,
    Origin,
    State,
    Urgency,
)

PERSON = settings.AUTH_USER_MODEL

# A foreign key has an index only where somebody looks for rows by it and nothing else answers:
# each index is written anew with every row, and a document's row is written at each of its steps.


class Document(models.Model):
    """Văn bản: one document this installation knows, of its own agencies or received.

    A received one is here once, however many agencies it came to; it begins as issued.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    exchange_id = models.CharField("mã định danh văn bản", max_length=200, blank=True)
    sent_key = models.UUIDField(null=True, unique=True, editable=False)
    origin = models.CharField(max_length=10)
    state = models.CharField("trạng thái", max_length=20)
    author = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    author_code = models.CharField("mã cơ quan ban hành", max_length=35, blank=True)
    author_name = models.CharField("cơ quan ban hành", max_length=200)
    drafting_unit = models.ForeignKey(
        "identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False
    )
    drafter = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", db_index=False)
    series = models.CharField("sổ", max_length=120, blank=True)
    period = models.CharField("năm, nhiệm kỳ của sổ", max_length=20, blank=True)
    number = models.PositiveIntegerField("số", null=True)
    notation = models.CharField("số, ký hiệu", max_length=60, blank=True)
    notation_key = models.CharField(max_length=60, blank=True, editable=False)
    type_code = models.CharField("loại", max_length=12)
    subject = models.CharField("trích yếu", max_length=500)
    place = models.CharField("địa danh", max_length=100, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True)
    signed_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    signer = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", db_index=False)
    signer_name = models.CharField("người ký", max_length=100, blank=True)
    signer_position = models.CharField("chức vụ", max_length=200, blank=True)
    signing_authority = models.CharField("thẩm quyền ký", max_length=10, blank=True)
    urgency = models.PositiveSmallIntegerField("độ khẩn", default=Urgency.ORDINARY)
    access = models.CharField("phạm vi", max_length=12, default=Access.INTERNAL)
    is_directive = models.BooleanField("văn bản chỉ đạo", default=False)
    language = models.CharField("ngôn ngữ", max_length=30, default="Tiếng Việt")
    page_count = models.PositiveIntegerField("số trang", null=True)
    copy_count = models.PositiveIntegerField("số lượng bản phát hành", null=True)
    due_on = models.DateField("hạn trả lời", null=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    archive_copy_at = models.CharField("đơn vị nhận bản lưu", max_length=200, blank=True)
    reply_to = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="answers", db_index=False
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaced_by", db_index=False
    )
    copy_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="copies", db_index=False
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="corrections", db_index=False
    )
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="amendments", db_index=False
    )
    sign_asked_at = models.DateTimeField("đã bấm ký, chờ chữ ký", null=True)
    signing_request = models.UUIDField("yêu cầu ký đang chờ", null=True)
    seal_box = models.JSONField("chỗ của dấu", null=True)
    ended_reason = models.CharField("lý do thu hồi, thay thế", max_length=500, blank=True)
    folded = models.TextField(editable=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exchange_id"],
                condition=~Q(exchange_id=""),
                name="an_exchanged_document_is_known_once",
            ),
            models.UniqueConstraint(
                fields=["series", "period", "number"],
                condition=~Q(series=""),
                name="no_number_twice_in_a_series",
            ),
            models.CheckConstraint(
                name="own_documents_have_an_author_here",
                condition=~Q(origin=Origin.OWN) | Q(author__isnull=False),
            ),
            models.CheckConstraint(
                name="issued_own_documents_have_number_date_and_signer",
                condition=~Q(origin=Origin.OWN)
                | ~Q(state__in=[State.ISSUED, State.RECALLED, State.REPLACED])
                | (
                    ~Q(notation="")
                    & Q(number__isnull=False)
                    & Q(issued_on__isnull=False)
                    & Q(issued_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="documents_are_internal_or_restricted_never_secret",
                condition=Q(access__in=list(Access)),
            ),
            models.CheckConstraint(
                name="urgency_is_one_of_five_degrees",
                condition=Q(urgency__in=[int(degree) for degree in Urgency]),
            ),
        ]
        indexes = [
            models.Index(fields=["notation_key", "issued_on"], name="documents_by_notation"),
            models.Index(
                fields=["author", "-issued_on", "-number"],
                condition=Q(origin=Origin.OWN),
                name="documents_issued_by_an_agency",
            ),
            models.Index(
                fields=["author", "state", "-created_at"],
                condition=Q(origin=Origin.OWN)
                & ~Q(state__in=[State.ISSUED, State.RECALLED, State.REPLACED]),
                name="documents_in_the_making",
            ),
            models.Index(
                fields=["drafter"], condition=Q(state=State.DRAFT), name="drafts_of_a_drafter"
            ),
            models.Index(
                fields=["reply_to"], condition=Q(reply_to__isnull=False), name="answers_to_one"
            ),
            models.Index(
                fields=["replaces"], condition=Q(replaces__isnull=False), name="replaced_by_one"
            ),
            models.Index(
                fields=["copy_of"], condition=Q(copy_of__isnull=False), name="copies_of_one"
            ),
            models.Index(
                fields=["corrects"], condition=Q(corrects__isnull=False), name="corrections_of_one"
            ),
            models.Index(
                fields=["amends"], condition=Q(amends__isnull=False), name="amendments_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notation or '(dự thảo)'} {self.subject}"

    @property
    def type_name(self) -> str:
        return types.type_name(self.type_code)

    @property
    def state_name(self) -> str:
        return STATE_NAMES[State(self.state)]

    @property
    def urgency_name(self) -> str:
        return URGENCY_NAMES[Urgency(self.urgency)]

    @property
    def access_name(self) -> str:
        return ACCESS_NAMES[Access(self.access)]

    @property
    def is_own(self) -> bool:
        return self.origin == Origin.OWN

    @property
    def is_restricted(self) -> bool:
        return self.access == Access.RESTRICTED


class Attachment(models.Model):
    """Tệp của văn bản: the document itself, an annex, or a copy of it that was signed or stamped.

    `words` are folded: what stands in the file, written or read from the scan.
    """

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="attachments", db_index=False
    )
    file = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField("tên tệp", max_length=200)
    kind = models.CharField(max_length=10, default=FileKind.MAIN)
    # A stamped copy is the receiving agency's own; all else belongs to the document.
    unit = models.ForeignKey(
        "identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False
    )
    position = models.PositiveSmallIntegerField(default=1)
    words = models.TextField(editable=False, blank=True)
    is_read = models.BooleanField(default=False)
    outcome = models.CharField("kết luận kiểm tra chữ ký", max_length=20, blank=True)
    verdict = models.CharField(max_length=500, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "file", "kind", "unit"],
                nulls_distinct=False,
                name="a_file_is_attached_once_in_a_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["file"], name="attachments_of_a_file"),
            models.Index(
                fields=["file"], condition=Q(is_read=False), name="attachments_nobody_has_read"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """Quyền xem: who may read a document and why. Without a row nobody may.

    It is held by an agency (in a role, or in any), by an office, or by a person.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="grants", db_index=False)
    agency = models.ForeignKey(
        "identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False
    )
    role = models.CharField(max_length=20, blank=True)
    office = models.ForeignKey(
        "identity.Unit", models.PROTECT, null=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", db_index=False)
    ground = models.CharField(max_length=12)
    reason = models.CharField("lý do", max_length=300, blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField("người cấp", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "agency", "role", "office", "person"],
                nulls_distinct=False,
                name="one_grant_a_document_and_reader",
            ),
            models.CheckConstraint(
                name="a_grant_is_held_by_exactly_one",
                condition=(
                    Q(agency__isnull=False, office__isnull=True, person__isnull=True)
                    | Q(agency__isnull=True, office__isnull=False, person__isnull=True, role="")
                    | Q(agency__isnull=True, office__isnull=True, person__isnull=False, role="")
                ),
            ),
            models.CheckConstraint(
                name="explicit_grants_say_why",
                condition=~Q(ground=Ground.EXPLICIT) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "document"],
                condition=Q(person__isnull=False),
                name="documents_open_to_a_person",
            ),
            models.Index(
                fields=["agency", "document"],
                condition=Q(agency__isnull=False),
                name="documents_open_to_an_agency",
            ),
            models.Index(
                fields=["office", "document"],
                condition=Q(office__isnull=False),
                name="documents_open_to_an_office",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.ground}"

    @property
    def ground_name(self) -> str:
        return GROUND_NAMES[Ground(self.ground)]


class SearchRow(models.Model):
    """Chỉ mục tìm kiếm: the words of a document and, as words of their own kind, who may read it.

    Made anew from the document, its files and its grants; it speeds up finding and guards nothing.
    """

    document = models.OneToOneField(
        Document, models.PROTECT, primary_key=True, related_name="search_row"
    )
    sorted_on = models.DateField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="documents_by_words", fastupdate=False),
            # For the first and the last day only; the query's own function keeps to the words.
            models.Index(fields=["sorted_on"], name="documents_by_day"),
        ]

    def __str__(self) -> str:
        return str(self.document_id)


class Reading(models.Model):
    """Lượt xem văn bản hạn chế: who opened a restricted document, when and by which way.

    Written on a connection of its own, so that it stays even if the step is undone; hence no
    foreign key in the database.
    """

    document = models.ForeignKey(
        Document, models.DO_NOTHING, db_constraint=False, related_name="readings"
    )
    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    post = models.CharField(max_length=250, blank=True)
    unit_name = models.CharField(max_length=250, blank=True)
    what = models.CharField("xem gì", max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["document", "-at"], name="readings_newest_first")]

    def __str__(self) -> str:
        return f"{self.name}: {self.what}"
