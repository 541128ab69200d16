from datetime import datetime
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vanlang.identity.api import Person, Unit
from vanlang.signing.rules.requests import State as RequestState
from vanlang.signing.rules.sessions import Proof
from vanlang.signing.rules.states import Kind, State, Validity, state_of


class Certificate(models.Model):
    """Chứng thư số — what a person or an organisation signs with; its private key is elsewhere."""

    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in Kind])
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200)
    serial = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64, unique=True)
    der = models.BinaryField()
    chain = models.BinaryField(blank=True, help_text="PEM of the authorities above it")
    key = models.CharField(max_length=200, help_text="pkcs12:…, pkcs11:… or remote:…")
    is_test = models.BooleanField(default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    warned_days = models.PositiveSmallIntegerField(
        null=True, help_text="the last warning of its end was given so many days ahead"
    )
    revocation_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="certificates_belong_to_a_person_or_an_organisation",
                condition=(
                    models.Q(kind=Kind.PERSON, person__isnull=False, unit__isnull=True)
                    | models.Q(kind=Kind.ORGANISATION, person__isnull=True, unit__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="certificates_end_after_they_begin",
                condition=models.Q(valid_to__gt=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="revoked_certificates_say_why",
                condition=models.Q(revoked_at__isnull=True) | ~models.Q(revocation_reason=""),
            ),
            models.UniqueConstraint("issuer", "serial", name="serials_are_unique_to_their_issuer"),
        ]
        indexes = [
            models.Index(fields=["person", "valid_to"], name="certificates_of_a_person"),
            models.Index(fields=["unit", "valid_to"], name="certificates_of_a_unit"),
            models.Index(fields=["valid_to"], name="certificates_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.serial})"

    @property
    def owner(self) -> Person | Unit:
        found = self.person or self.unit
        if found is None:
            raise ValueError(self)  # the database says that this cannot be
        return found

    def state(self, at: datetime) -> State:
        return state_of(Validity(self.valid_from, self.valid_to, self.revoked_at), at)


class SignatureImage(models.Model):
    """Hình ảnh chữ ký, con dấu — a PNG with a transparent ground: blue a person's, red a unit's."""

    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in Kind])
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.OneToOneField(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    png = models.BinaryField()
    width_mm = models.FloatField()
    is_test = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="images_belong_to_a_person_or_an_organisation",
                condition=(
                    models.Q(kind=Kind.PERSON, person__isnull=False, unit__isnull=True)
                    | models.Q(kind=Kind.ORGANISATION, person__isnull=True, unit__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id or self.unit_id}"


class Signature(models.Model):
    """Lần ký số — that someone signed: which bytes went in, which came out, with which key."""

    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in Kind])
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    by_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    reason = models.CharField(max_length=300, blank=True)
    agencies = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="where the signer was competent to sign, at that moment",
    )
    digest_before = models.CharField(max_length=64, db_index=True)
    digest_after = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signing_changes_the_document",
                condition=~models.Q(digest_before=models.F("digest_after")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.digest_after[:12]}"


class SigningRequest(models.Model):
    """Yêu cầu ký: a document prepared for a key that answers later, and what came of it.

    The ticket is kept as a hash; whoever holds it may bring the signatures of its documents.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    way = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=RequestState.WAITING)
    ticket_hash = models.CharField(max_length=64, db_index=True)
    about = models.CharField("về", max_length=120)
    label = models.CharField("tên văn bản", max_length=300)
    digest_before = models.CharField(max_length=64)
    prepared = models.ForeignKey("kernel.StoredFile", models.PROTECT, related_name="+")
    attributes = models.BinaryField()
    document_digest = models.BinaryField()
    place_start = models.PositiveBigIntegerField()
    place_end = models.PositiveBigIntegerField()
    reference = models.CharField("mã tại dịch vụ ký", max_length=200, blank=True)
    outcome = models.ForeignKey("kernel.StoredFile", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signed_requests_have_an_outcome",
                condition=~models.Q(state=RequestState.SIGNED) | models.Q(outcome__isnull=False),
            ),
            models.CheckConstraint(
                name="requests_end_after_they_begin",
                condition=models.Q(expires_at__gt=models.F("asked_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state=RequestState.WAITING),
                name="requests_that_wait",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.state}"


class SigningPin(models.Model):
    """Mã PIN ký số: proves that its person is there before a key works; kept as a hash.

    It is set with an activation code that an administrator hands over in person.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="+")
    pin = models.CharField(max_length=128, blank=True)
    activation = models.CharField("mã kích hoạt", max_length=128, blank=True)
    activation_ends_at = models.DateTimeField(null=True)
    set_at = models.DateTimeField(null=True)
    wrong_count = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="activation_codes_have_an_end",
                condition=models.Q(activation="") | models.Q(activation_ends_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class SigningSession(models.Model):
    """Phiên ký số: for how long somebody who has proved presence signs in one browser session."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    session = models.CharField(
        max_length=64,
        blank=True,
        help_text="hash of the key; empty without a browser: stand-ins only",
    )
    proof = models.CharField(max_length=20)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signing_sessions_end_after_they_begin",
                condition=models.Q(expires_at__gt=models.F("opened_at")),
            ),
            models.CheckConstraint(
                name="signing_sessions_belong_to_a_browser",
                condition=~models.Q(session="") | models.Q(proof=Proof.STAND_IN),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "expires_at"], name="signing_sessions_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.expires_at}"


class SealLook(models.Model):
    """Lượt xem trước khi đóng dấu: which bytes a clerk has opened, and when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "digest"], name="a_look_is_noted_once_for_each_clerk_and_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.digest[:12]}"
