"""Two people report the same figure in the same moment: both are kept, the later is in force."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from vanlang.identity.api import Unit
from vanlang.indicators.actions import reporting
from vanlang.indicators.models import Value
from vanlang.indicators.tests.conftest import MARCH, MONDAY, Define
from vanlang.kernel.actors import PLATFORM

CODE = "hoc_ky_nang_so"


@pytest.mark.django_db(transaction=True, databases=["default", "side"])
def test_two_first_reports_at_once_are_both_kept(define: Define, muong_bi: Unit) -> None:
    define()
    together = Barrier(2)

    def tell(number: int) -> None:
        together.wait()
        reporting.report(
            CODE,
            unit=muong_bi,
            period=MARCH,
            value=Decimal(number),
            key=uuid4(),
            by=PLATFORM,
            at=MONDAY,
        )
        connection.close()

    with ThreadPoolExecutor(2) as people:
        list(people.map(tell, (81, 82)))

    rows = Value.objects.order_by("pk")
    assert {row.value for row in rows} == {Decimal(81), Decimal(82)}
    assert [row.replaced_at is None for row in rows] == [False, True]
