import threading

import pytest
from django.db import transaction

from vanlang.kernel import numbering
from vanlang.kernel.models import Series
from vanlang.kernel.tests.cast import beside

AT_ONCE = 100


@pytest.mark.django_db
def test_take_counts_for_each_series_and_period() -> None:
    taken = [
        numbering.take("hồ sơ H44.05158", "2026-11-22"),
        numbering.take("hồ sơ H44.05158", "2026-11-22"),
        numbering.take("hồ sơ H44.05158", "2026-11-23"),
        numbering.take("hồ sơ H44.05159", "2026-11-22"),
    ]

    assert taken == [1, 2, 1, 1]


@pytest.mark.django_db
def test_a_number_of_a_failed_transaction_is_given_out_again() -> None:
    numbering.take("a", "2026")
    with transaction.atomic():
        numbering.take("a", "2026")
        transaction.set_rollback(True)

    assert numbering.take("a", "2026") == 2


@pytest.mark.django_db(transaction=True)
def test_take_is_refused_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        numbering.take("a", "2026")

    assert not Series.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_hundred_at_once_get_a_hundred_consecutive_numbers() -> None:
    taken, together = list[int](), threading.Barrier(AT_ONCE)

    def take(fails: bool) -> None:
        together.wait()
        with transaction.atomic():
            number = numbering.take("quầy 1", "2026-11-22")
            if fails:
                transaction.set_rollback(True)
            else:
                taken.append(number)

    threads = [beside(lambda: take(fails=False)) for _ in range(AT_ONCE - 10)]
    threads += [beside(lambda: take(fails=True)) for _ in range(10)]
    for thread in threads:
        thread.join()
    for _ in range(10):
        with transaction.atomic():
            taken.append(numbering.take("quầy 1", "2026-11-22"))

    assert sorted(taken) == list(range(1, AT_ONCE + 1))
