"""What happened, in which order it was seen, and what sealed it. Triggers refuse every change."""

from uuid import UUID

from django.db import models

from vanlang.kernel.actors import Actor, ActorKind


class Entry(models.Model):
    """Nhật ký: one thing that happened. Written once, never changed, never deleted."""

    kind = models.CharField(max_length=80)
    about = models.CharField(max_length=120)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200)
    actor_kind = models.CharField(max_length=10)
    unit_id = models.BigIntegerField(null=True)
    unit_code = models.CharField(max_length=40, blank=True)
    unit_name = models.CharField(max_length=250, blank=True)
    post = models.CharField(max_length=250, blank=True)
    standing_in_for = models.CharField(max_length=250, blank=True)
    payload = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["about", "id"], name="entries_of_one_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"

    @property
    def about_id(self) -> str:
        """Return the subject's primary key as text: what stands after `system.model:`."""
        return self.about.partition(":")[2]

    @property
    def actor(self) -> Actor:
        """Return who acted, without what they were allowed to do at that time."""
        return Actor(
            person_id=UUID(str(self.actor_id)) if self.actor_id else None,
            name=self.actor_name,
            kind=ActorKind(self.actor_kind),
            unit_id=self.unit_id,
            unit_code=self.unit_code,
            unit_name=self.unit_name,
            post=self.post,
            standing_in_for=self.standing_in_for,
        )


class OutboxRow(models.Model):
    """Hàng chờ xếp thứ tự: an entry that has no position yet.

    No foreign key: it is written by the very statement that writes the entry, and its check would
    cost every filing.
    """

    entry_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.entry_id)


class Position(models.Model):
    """Vị trí trong nhật ký: the place of an entry in the one order that all readers see.

    Numbered without gaps by the one sequencer, after the entry's transaction has committed.
    """

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="position")
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.position}: {self.entry_id}"


class Seal(models.Model):
    """Niêm phong: a batch of positions under one Merkle root, one chain and one time-stamp."""

    number = models.BigIntegerField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32, unique=True)
    token = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last")), name="a_seal_covers_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.first}–{self.last}"
