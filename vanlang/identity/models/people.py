from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from vanlang.identity import rules
from vanlang.identity.rules import PersonKind
from vanlang.kernel import search

# Whose number it is, is known: from the electronic identity, or from who opened the account.
VERIFIED = Q(identity_level__gt=0) | ~Q(kind=PersonKind.CITIZEN)


class Person(AbstractBaseUser):
    """Người: a citizen, a business or an official, as known from the electronic identity.

    A password is for officials alone: citizens and businesses come with their electronic identity
    (Quyết định 29/2026/QĐ-TTg; Nghị định 69/2024 as amended by Nghị định 320/2026).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10)
    name = models.CharField("họ và tên", max_length=200)
    sort_key = models.CharField(max_length=600, editable=False)
    folded = models.CharField(max_length=250, editable=False)
    # Null, not empty, where there is none: these are unique (a number, for who is verified).
    username = models.CharField("tên đăng nhập", max_length=60, unique=True, null=True)  # noqa: DJ001
    identity_number = models.CharField("số định danh", max_length=12, db_index=True, null=True)  # noqa: DJ001
    tax_code = models.CharField("mã số thuế", max_length=14, unique=True, null=True)  # noqa: DJ001
    birth_date = models.DateField("ngày sinh", null=True)
    sex = models.CharField("giới tính", max_length=6, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    address = models.CharField("số nhà, đường, thôn hoặc tổ dân phố", max_length=300, blank=True)
    commune_code = models.CharField("mã xã, phường", max_length=5, blank=True)
    elsewhere = models.CharField("nơi ở ngoài tỉnh", max_length=200, blank=True)
    identity_level = models.PositiveSmallIntegerField("mức độ định danh", default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True)
    wrong_password_count = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    objects = BaseUserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="identity_numbers_have_twelve_digits",
                condition=Q(identity_number__isnull=True)
                | Q(identity_number__regex=r"^[0-9]{12}$"),
            ),
            models.CheckConstraint(
                name="only_officials_have_a_user_name",
                condition=Q(kind=PersonKind.OFFICIAL) | Q(username__isnull=True),
            ),
            models.CheckConstraint(
                name="citizens_have_an_identity_number",
                condition=~Q(kind=PersonKind.CITIZEN) | Q(identity_number__isnull=False),
            ),
            models.CheckConstraint(
                name="businesses_have_a_tax_code",
                condition=~Q(kind=PersonKind.BUSINESS) | Q(tax_code__isnull=False),
            ),
            # A typing mistake at a counter must keep nobody from their own number.
            models.UniqueConstraint(
                fields=["identity_number"],
                condition=VERIFIED,
                name="a_verified_number_belongs_to_one_person",
            ),
            models.UniqueConstraint(
                fields=["identity_number", "sort_key"],
                condition=Q(identity_level=0, kind=PersonKind.CITIZEN),
                name="an_unverified_number_has_each_name_once",
            ),
            models.UniqueConstraint(Upper("username"), name="user_names_differ_in_more_than_case"),
        ]
        indexes = [
            search.index("folded", name="people_by_part_of_name"),
            models.Index(fields=["sort_key"], name="people_by_given_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_verified(self) -> bool:
        """Tell whether the number is known to be theirs, not only typed for them at a counter."""
        return self.identity_level > 0 or self.kind != PersonKind.CITIZEN

    @property
    def masked_identity_number(self) -> str:
        return rules.mask_identity_number(self.identity_number or "")

    @property
    def masked_phone(self) -> str:
        return rules.mask_phone(self.phone)


class OldPassword(models.Model):
    """Mật khẩu đã dùng: kept as a hash so that the last ten are not used again (TCVN 14423)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.changed_at}"


class Session(models.Model):
    """Phiên đăng nhập: what one browser keeps on the server.

    Its key is stored as a hash, so that reading the table opens nobody's session.
    """

    key_hash = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="sessions")
    data = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.expires_at}"
