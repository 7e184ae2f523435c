"""Exchange rates weighed against what they were."""

from datetime import date
from decimal import Decimal

import pytest

from donations_app.domain.rates import RateRange
from donations_app.formats.reference import rate_ranges

DIRHAM = RateRange("MAD", Decimal(9), Decimal(12), date(1999, 1, 4), date(2026, 10, 30))


@pytest.mark.parametrize(
    ("rate", "is_allowed"),
    [
        ("10.85", True), ("6", True), ("5.99999999", False), ("18", True), ("18.00000001", False),
        ("0.0922", False), ("108.5", False), ("1.085", False),
    ],
)  # fmt: skip
def test_a_rate_may_lie_half_as_much_again_beyond_what_it_was(rate: str, is_allowed: bool) -> None:
    assert DIRHAM.allows(rate) is is_allowed


def test_the_ranges_of_reference_are_sound_and_hold_the_currencies_of_the_field() -> None:
    known = rate_ranges()
    assert {"MAD", "TND", "DZD", "USD", "GBP", "CHF", "CAD", "XOF", "AED"} <= set(known)
    assert "EUR" not in known
    for code, one in known.items():
        assert (one.currency, one.first_on < one.last_on) == (code, True)
        assert 0 < one.low <= one.high
        assert one.allows(str(one.low))
    assert known["XOF"].low == known["XOF"].high == Decimal("655.957")
