"""Makes the demonstration province, through the real actions of each system."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import transaction

from vanlang.demo import accounts, changes_of_units
from vanlang.demo.accounts import PASSWORD, PIN, Account
from vanlang.identity import api as identity
from vanlang.identity.api import Person, Unit
from vanlang.kernel.actors import PLATFORM
from vanlang.signing import api as signing

SINCE = date(2025, 7, 1)
CERTIFICATES_SINCE = timedelta(days=30)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, for the words on the terminal."""

    units: int
    accounts: int
    shown: list[Account]


def make(*, at: datetime, whole: bool, say: Callable[[str], object]) -> Made:
    """Load units, procedures, officials and test certificates; what is there already stays."""
    units = identity.load_units(by=PLATFORM, at=at)
    say(f"{units} đơn vị")
    call_command("load_procedures", verbosity=0)
    communes, departments = list(identity.commune_committees()), list(identity.departments())
    committee = identity.province_committee()
    blocks = list(identity.block_agencies())
    everybody = list(accounts.accounts(committee, communes, departments, blocks, whole=whole))
    open_accounts(everybody, at=at, say=say)
    issue_certificates(everybody, [committee, *communes, *departments, *blocks], at=at)
    say("chứng thư số thử nghiệm")
    say(f"{changes_of_units.make(at=at)} đơn vị đổi tên, kết thúc hoạt động")
    return Made(units, len(everybody), [one for one in everybody if one.is_shown])


def open_accounts(wanted: list[Account], *, at: datetime, say: Callable[[str], object]) -> None:
    """Register and appoint those who have no account yet, some hundreds a transaction."""
    units = {unit.code: unit for unit in identity.units()}
    known = set(Person.objects.filter(username__isnull=False).values_list("username", flat=True))
    missing = [account for account in wanted if account.username not in known]
    secret = make_password(PASSWORD)
    for start in range(0, len(missing), AT_ONCE):
        with transaction.atomic():
            for account in missing[start : start + AT_ONCE]:
                _open(account, units[account.unit_code], secret, at)
        say(f"{min(start + AT_ONCE, len(missing))}/{len(missing)} tài khoản")


def _open(account: Account, unit: Unit, secret: str, at: datetime) -> None:
    person = identity.register_official(
        username=account.username,
        name=account.name,
        password_hash=secret,
        must_change_password=False,
        by=PLATFORM,
        at=at,
    )
    identity.appoint(
        person, unit, title=account.title, roles=account.roles, since=SINCE, by=PLATFORM, at=at
    )


def issue_certificates(wanted: list[Account], agencies: list[Unit], *, at: datetime) -> None:
    """Give leaders and agencies test certificates, valid from a month ago, and everybody a PIN.

    The played day signs without a browser; who signs in a browser is asked for the PIN.
    """
    leaders = [one.username for one in wanted if identity.Role.LEADER in one.roles]
    owners: list[Person | Unit] = [*Person.objects.filter(username__in=leaders), *agencies]
    since = at - CERTIFICATES_SINCE
    signing.issue_test_certificates(owners, at=since)
    holders = {identity.Role.LEADER, identity.Role.CLERK}
    names = [one.username for one in wanted if holders & set(one.roles)]
    people = list(Person.objects.filter(username__in=names))
    signing.give_test_pins(people, PIN, at=since)
    signing.open_test_sessions(people, at=since)
