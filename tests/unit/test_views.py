"""The views of payments that are ready, and what they leave of another filter."""

from datetime import date

from donations_app.domain.money import Money
from donations_app.domain.payment_filter import PaymentFilter, narrowed, payment_views

_TODAY = date(2026, 11, 29)


def test_a_view_and_a_filter_narrow_each_other_or_exclude_each_other() -> None:
    cheques = payment_views(_TODAY)["undeposited"]
    found = narrowed(cheques, PaymentFilter(first_on=date(2026, 3, 1), office="MRS", least=Money(5_00)))
    assert found is not None
    assert (found.first_on, found.last_on) == (date(2026, 3, 1), _TODAY)
    assert (found.method, found.office, found.least) == ("cheque", "MRS", Money(5_00))
    assert narrowed(cheques, PaymentFilter(method="cheque")) == cheques
    assert narrowed(cheques, PaymentFilter(method="cash")) is None
    assert narrowed(payment_views(_TODAY)["unreceipted"], PaymentFilter(has_receipt=True)) is None
