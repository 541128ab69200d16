from uuid import uuid4

from django.db import models
from django.db.models import Q

from vanlang.documents.models.documents import PERSON, Document
from vanlang.documents.rules.states import WORK_FILE_STATE_NAMES, WorkFileState


class WorkFile(models.Model):
    """Hồ sơ công việc: the documents and tasks of one matter, from its beginning to the archive."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey("identity.Unit", models.PROTECT, related_name="+")
    office = models.ForeignKey("identity.Unit", models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveIntegerField("số hồ sơ")
    code = models.CharField("mã hồ sơ", max_length=60, unique=True)
    notation = models.CharField("ký hiệu theo danh mục", max_length=20, blank=True)
    title = models.CharField("tiêu đề", max_length=500)
    maintenance = models.CharField("thời hạn bảo quản", max_length=30)
    rights = models.CharField("chế độ sử dụng", max_length=30, blank=True)
    language = models.CharField("ngôn ngữ", max_length=30, default="Tiếng Việt")
    description = models.CharField("chú giải", max_length=500, blank=True)
    owner = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    is_restricted = models.BooleanField("hạn chế", default=False)
    state = models.CharField(max_length=12)
    started_on = models.DateField("ngày bắt đầu")
    ended_on = models.DateField("ngày kết thúc", null=True)
    # Named when it is closed, and kept: the share that the province publishes is reproduced by it.
    is_wholly_online = models.BooleanField("giải quyết hoàn toàn trên mạng", null=True)
    paper_note = models.CharField("phần giấy", max_length=300, blank=True)
    package = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    sent_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "number"], name="no_file_number_twice_in_a_year"
            ),
            models.CheckConstraint(
                name="closed_files_have_an_end_and_say_how_they_were_handled",
                condition=Q(state=WorkFileState.OPEN)
                | Q(ended_on__isnull=False, is_wholly_online__isnull=False),
            ),
            models.CheckConstraint(
                name="submitted_files_have_a_package",
                condition=~Q(state=WorkFileState.SUBMITTED)
                | Q(package__isnull=False, submitted_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "-opened_at"], name="work_files_of_an_agency"),
            models.Index(fields=["owner", "-opened_at"], name="work_files_of_an_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def state_name(self) -> str:
        return WORK_FILE_STATE_NAMES[WorkFileState(self.state)]


class WorkFileItem(models.Model):
    """Thành phần hồ sơ: a document, or a task by its reference, in a work file."""

    work_file = models.ForeignKey(WorkFile, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="filed_in")
    task_id = models.UUIDField(null=True)
    title = models.CharField(max_length=500, blank=True)
    added_by_name = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                name="an_item_is_a_document_or_a_task",
                condition=Q(document__isnull=False, task_id__isnull=True)
                | Q(document__isnull=True, task_id__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["work_file", "document", "task_id"],
                nulls_distinct=False,
                name="a_thing_is_filed_once_in_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_file_id} {self.position}"


class SavedSearch(models.Model):
    """Tìm kiếm đã lưu: what an official looks for again and again; their own."""

    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    name = models.CharField("tên", max_length=100)
    query = models.CharField(max_length=1000)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"], name="saved_searches_have_a_name_of_their_own"
            ),
        ]

    def __str__(self) -> str:
        return self.name
