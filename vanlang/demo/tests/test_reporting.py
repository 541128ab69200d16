import pytest
from django.utils import timezone

from vanlang.demo import accounts, province, reporting
from vanlang.identity.api import commune_committees, departments, load_units, province_committee
from vanlang.kernel.actors import PLATFORM
from vanlang.reports.models import RegimeVersion, Round, Submission
from vanlang.reports.queries import examples
from vanlang.reports.rules.states import State

pytestmark = pytest.mark.django_db


def test_a_round_is_in_full_swing_and_is_made_once() -> None:
    at = timezone.now()
    load_units(by=PLATFORM, at=at)
    everybody = accounts.accounts(
        province_committee(), list(commune_committees()), list(departments()), whole=False
    )
    leaders = [one for one in everybody if one.username.startswith("lanhdao")][:60]
    province.open_accounts(leaders, at=at, say=len)

    counts = [reporting.make(at=at) for _ in range(2)]

    reports = Submission.objects.filter(round=Round.objects.get())
    assert counts == [reporting.REPORTING] * 2
    assert RegimeVersion.objects.filter(state="published").count() == len(examples.all_of_them())
    assert reports.filter(tier="reporter").count() == commune_committees().count()
    assert reports.filter(state=State.DRAFTING, revision__gt=1).count() >= reporting.WRITING
    above = reports.get(tier="collector")
    assert len(above.covers) == reporting.REPORTING
