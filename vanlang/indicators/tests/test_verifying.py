"""What a unit reported is verified, appealed against, settled; until then it is its own."""

from decimal import Decimal

import pytest

from vanlang.identity.api import Unit
from vanlang.indicators.actions import verifying
from vanlang.indicators.models import Value, Verification
from vanlang.indicators.queries import interface as asked
from vanlang.indicators.queries import values
from vanlang.indicators.queries.checking import visible_verifications
from vanlang.indicators.rules.states import Check, Decides, ValueKind
from vanlang.indicators.tests.conftest import MARCH, MONDAY, Define, Tell
from vanlang.kernel.actors import Actor
from vanlang.kernel.refusals import Conflict, NotPermitted, Refusal

pytestmark = pytest.mark.django_db(databases=["default", "side"])
D = Decimal
CODE = "hoc_ky_nang_so"


def test_a_report_is_verified_appealed_against_and_settled(  # noqa: PLR0913, PLR0917 the cast
    define: Define, tell: Tell, muong_bi: Unit, minh: Actor, tam: Actor, quang: Actor
) -> None:
    define(decides=Decides.VERIFIED)
    tell("95", by=minh)
    check = Verification.objects.get()
    found = asked.value(CODE, unit=muong_bi, period=MARCH)
    assert found is not None
    assert found.decided is None
    with pytest.raises(NotPermitted):
        verifying.verify(check, value=D(95), by=quang, at=MONDAY)
    with pytest.raises(Refusal, match="ghi rõ lý do"):
        verifying.verify(check, value=D(80), by=tam, at=MONDAY)
    verifying.verify(check, value=D(80), word="Thiếu minh chứng", by=tam, at=MONDAY)
    with pytest.raises(NotPermitted):
        verifying.appeal(check, reason="Có đủ", by=quang, at=MONDAY)
    verifying.appeal(check, reason="Có đủ", by=minh, at=MONDAY)
    with pytest.raises(Conflict):
        verifying.appeal(check, reason="Lần nữa", by=minh, at=MONDAY)
    with pytest.raises(NotPermitted):
        verifying.settle(check, value=D(95), word="Đồng ý", by=minh, at=MONDAY)

    settled = verifying.settle(check, value=D(95), word="Đã bổ sung", by=tam, at=MONDAY)

    assert settled.state == Check.SETTLED
    found = asked.value(CODE, unit=muong_bi, period=MARCH)
    assert found is not None
    assert (found.reported, found.verified, found.decided) == (D(95), D(95), D(95))
    kinds = Value.objects.filter(kind=ValueKind.VERIFIED).order_by("pk")
    assert [row.value for row in kinds] == [D(80), D(95)]


def test_who_reported_does_not_verify(
    define: Define, province: Unit, tam: Actor, tell: Tell
) -> None:
    define(decides=Decides.VERIFIED)
    tell("95", unit=province, by=tam)

    with pytest.raises(NotPermitted, match="không tự thẩm định"):
        verifying.verify(Verification.objects.get(), value=D(95), by=tam, at=MONDAY)


def test_what_is_not_verified_is_not_there_for_others(  # noqa: PLR0913, PLR0917 the cast
    define: Define, tell: Tell, minh: Actor, hoa: Actor, quang: Actor, tam: Actor, lan: Actor
) -> None:
    define(decides=Decides.VERIFIED)
    tell("95", by=minh)

    seen = {
        actor.name: (values.visible_to(actor).count(), visible_verifications(actor).count())
        for actor in (minh, hoa, tam, quang, lan)
    }

    assert list(seen.values()) == [(1, 1), (1, 1), (1, 1), (0, 0), (0, 0)]
