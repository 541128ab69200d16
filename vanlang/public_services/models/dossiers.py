"""Drafts and dossiers: what was filed, where it is, what happened to it."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from vanlang.identity.api import Person, Unit
from vanlang.kernel.days import written
from vanlang.kernel.models import StoredFile
from vanlang.public_services.models.procedures import ProcedureVersion
from vanlang.public_services.rules.outcomes import OUTCOME_NAMES
from vanlang.public_services.rules.states import (
    AT_WORK,
    CHANNEL_NAMES,
    DELIVERY_NAMES,
    SOURCE_NAMES,
    STATE_NAMES,
    Channel,
    DeliveryManner,
    DeliveryState,
    FinanceState,
    PaperOrigin,
    State,
    SyncState,
)


class Draft(models.Model):
    """Hồ sơ đang soạn — what a person has filled in so far; its key becomes the dossier's.

    Taken away by filing. Nobody but its maker sees it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    receiving_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # For whom it is filed at a counter; a citizen files for themselves.
    applicant = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # At a counter: what was typed of them there, by the facts' names.
    visitor = models.JSONField(default=dict, db_default={})
    channel = models.PositiveSmallIntegerField(
        choices=[(int(c), name) for c, name in CHANNEL_NAMES.items()], default=int(Channel.ONLINE)
    )
    form = models.JSONField(default=dict)
    origins = models.JSONField(default=dict)
    form_checked = models.BooleanField(default=False)
    delivery = models.CharField(
        max_length=12, choices=list(DELIVERY_NAMES.items()), default=DeliveryManner.ELECTRONIC
    )
    fee_reference = models.UUIDField(null=True, blank=True)
    # The group that pays less, and what shows that the person belongs to it.
    fee_group = models.CharField(max_length=40, blank=True, default="", db_default="")
    fee_proof = models.CharField(max_length=200, blank=True, default="", db_default="")
    # At a counter: when the visitor agreed to have what is known of them used, and what for.
    consented_at = models.DateTimeField(null=True, blank=True)
    consent_purpose = models.CharField(max_length=200, blank=True, default="", db_default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-updated_at"], name="drafts_of_a_person")]

    def __str__(self) -> str:
        return str(self.pk)


class DraftPaper(models.Model):
    """Giấy tờ đính kèm hồ sơ đang soạn — one component, with where it came from."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    code = models.CharField(max_length=60)
    name = models.TextField()
    source = models.CharField(max_length=12, choices=list(SOURCE_NAMES.items()))
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True)
    provenance = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "code"], name="one_paper_per_component_of_a_draft"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dossier(models.Model):
    """Hồ sơ thủ tục hành chính — one request under one version of a procedure.

    Filing is the hottest write of the platform: foreign keys carry no index of their own where
    no list goes by them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField(max_length=60, unique=True)
    version = models.ForeignKey(
        ProcedureVersion, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # Facts about the applicant are copied at filing: what was true then stays on the file.
    applicant = models.ForeignKey(
        Person, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    applicant_name = models.CharField(max_length=200)
    applicant_number = models.CharField(max_length=14, blank=True)
    applicant_phone = models.CharField(max_length=20, blank=True)
    applicant_email = models.CharField(max_length=254, blank=True)
    applicant_address = models.TextField(blank=True)
    filed_by = models.ForeignKey(Person, on_delete=models.PROTECT, db_index=False, related_name="+")
    # The answers, by the keys of the version's form.
    form = models.JSONField(default=dict)
    receiving_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    competent_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    channel = models.PositiveSmallIntegerField(
        choices=[(int(c), name) for c, name in CHANNEL_NAMES.items()]
    )
    state = models.PositiveSmallIntegerField(
        choices=[(int(s), name) for s, name in STATE_NAMES.items()], default=int(State.REGISTERED)
    )
    # Where it is: the step of the definition, who may complete it, at which agency, until when.
    step_index = models.PositiveSmallIntegerField(default=0)
    step_role = models.CharField(max_length=20)
    step_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False, related_name="+")
    step_started_at = models.DateTimeField()
    step_due_at = models.DateTimeField()
    assignee = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    filed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    clock_started_at = models.DateTimeField(null=True, blank=True)
    original_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, blank=True, choices=list(OUTCOME_NAMES.items()))
    has_electronic_result = models.BooleanField(default=False)
    digitised = models.BooleanField(default=False)
    reused = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accepted_dossiers_have_a_clock",
                condition=Q(accepted_at__isnull=True)
                | Q(clock_started_at__isnull=False, due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="the_original_term_stays",
                condition=Q(due_at__isnull=True, original_due_at__isnull=True)
                | Q(due_at__isnull=False, original_due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="finished_dossiers_have_an_outcome",
                condition=~Q(state__in=[State.FINISHED, State.RETURNED])
                | (Q(finished_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="the_clock_starts_after_filing",
                condition=Q(clock_started_at__isnull=True) | Q(clock_started_at__gte=F("filed_at")),
            ),
        ]
        indexes = [
            # The inbox: one probe a grant, already in the order it is shown.
            models.Index(
                fields=["step_unit", "step_role", "step_due_at", "id"],
                name="dossiers_at_work_by_due",
                condition=Q(state__in=sorted(AT_WORK)),
            ),
            models.Index(fields=["applicant", "-filed_at"], name="dossiers_of_a_person"),
            models.Index(fields=["receiving_unit", "-filed_at", "id"], name="dossiers_received"),
            models.Index(fields=["competent_unit", "-filed_at", "id"], name="dossiers_to_settle"),
            models.Index(
                fields=["competent_unit", "finished_at"],
                name="dossiers_settled",
                condition=Q(finished_at__isnull=False),
            ),
            # The boards: a day's counting reads the day, and the moment's reads what is open.
            # Neither is written by a filing.
            models.Index(
                fields=["competent_unit", "accepted_at"],
                name="dossiers_accepted",
                condition=Q(accepted_at__isnull=False),
            ),
            models.Index(
                fields=["competent_unit", "due_at", "accepted_at"],
                name="dossiers_open",
                condition=Q(accepted_at__isnull=False, finished_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DossierPaper(models.Model):
    """Thành phần hồ sơ — one component as it was handed in, with its source."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, db_index=False, related_name="papers"
    )
    code = models.CharField(max_length=60)
    name = models.TextField()
    source = models.CharField(max_length=12, choices=list(SOURCE_NAMES.items()))
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=200, blank=True)
    provenance = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "code"], name="one_paper_per_component_of_a_dossier"
            ),
            models.CheckConstraint(
                name="only_databases_give_a_paper_without_a_file",
                condition=Q(file__isnull=False) | Q(source=PaperOrigin.DATABASE),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_reused(self) -> bool:
        return self.source in {PaperOrigin.STORE, PaperOrigin.DATABASE}


class DossierStep(models.Model):
    """Bước xử lý — one row each time a step was entered; the lines of Mẫu 06."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, db_index=False, related_name="steps"
    )
    index = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, db_index=False, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    done_by_name = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(done_at__isnull=True),
                name="a_dossier_is_at_one_step_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["dossier", "id"], name="steps_of_a_dossier")]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class DueChange(models.Model):
    """Điều chỉnh thời hạn — a pause, its end or an extension, with the ground in law."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="due_changes")
    kind = models.CharField(max_length=12)
    ground = models.TextField()
    due_before = models.DateTimeField()
    due_after = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["dossier", "id"], name="due_changes_of_a_dossier")]

    def __str__(self) -> str:
        return f"{self.kind} {written(self.at)}"


class Finance(models.Model):
    """Nghĩa vụ tài chính của hồ sơ — only where the procedure has a fee."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="finance")
    amount = models.PositiveBigIntegerField()
    reference = models.UUIDField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in FinanceState])
    paid_online = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.amount} {self.state}"


class Delivery(models.Model):
    """Trả kết quả — how the person wants the result and the copies they paid for, to which address,
    and whether they have them.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="delivery")
    manner = models.CharField(max_length=12, choices=list(DELIVERY_NAMES.items()))
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in DeliveryState], default=DeliveryState.WAITING
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    copies = models.PositiveSmallIntegerField("số bản sao", default=0, db_default=0)
    printed_at = models.DateTimeField(null=True, blank=True)
    # Where the post brings it: a commune of the province, or a place elsewhere in words.
    recipient = models.CharField("người nhận", max_length=200, blank=True, db_default="")
    phone = models.CharField("điện thoại", max_length=20, blank=True, db_default="")
    street = models.CharField("số nhà, đường, thôn", max_length=300, blank=True, db_default="")
    commune_code = models.CharField("xã, phường", max_length=10, blank=True, db_default="")
    elsewhere = models.CharField("nơi khác", max_length=200, blank=True, db_default="")
    parcel_number = models.CharField("mã bưu gửi", max_length=40, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_was_posted_has_a_parcel_number",
                condition=~Q(state=DeliveryState.SENT)
                | (Q(delivered_at__isnull=False) & ~Q(parcel_number="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.manner} {self.state}"


class Synchronisation(models.Model):
    """Đồng bộ hồ sơ — one row for each destination that must know of the dossier."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="syncs")
    destination = models.CharField(max_length=40)
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in SyncState], default=SyncState.WAITING
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "destination"], name="one_row_per_dossier_and_destination"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.destination} {self.state}"
