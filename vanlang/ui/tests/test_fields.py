from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from vanlang.kernel.numbers import percent_rule
from vanlang.ui import wording
from vanlang.ui.fields import NumberField, WholeField


def test_a_field_shows_again_what_it_read() -> None:
    field = NumberField("Tỷ lệ", rule=percent_rule(2))

    read = field.clean("98,50 %")

    assert read == Decimal("98.5")
    assert field.prepare_value(read) == "98,5"
    assert field.clean("") is None


@pytest.mark.parametrize("text", ["98.500", "150", "-3", "1e1", "x" * 50])
def test_a_field_says_what_is_wrong_beside_itself(text: str) -> None:
    with pytest.raises(ValidationError):
        NumberField("Tỷ lệ", rule=percent_rule(2)).clean(text)


def test_a_whole_number_with_a_point_is_a_thousand() -> None:
    field = WholeField(label="Lệch", min_value=1, max_value=10_000)

    assert field.clean("1.000") == 1000
    assert field.clean(7) == 7
    for text in ("1.5", "1,000", "20.000", "²"):
        with pytest.raises(ValidationError):
            field.clean(text)


def test_what_pages_show_is_rounded_half_up_and_never_below_nothing() -> None:
    assert wording.number(56.25, 1) == "56,3"
    assert wording.percent(Decimal("0.5625")) == "56,3\u00a0%"
    assert wording.number(-0.04, 1) == "0,0"
