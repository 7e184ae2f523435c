"""What a donor got back: when it is too much for a receipt, and when the ceiling of his year is near.

A quarter of the payment, and a yearly ceiling of an individual (BOI-IR-RICI-250-20, CGI annexe IV art. 23 N).
"""

from msgspec import Struct

from donations_app.domain.gifts import Conditions, is_disproportionate
from donations_app.domain.money import Money


class Counterpart(Struct, frozen=True, kw_only=True):
    """What somebody gets back for a gift."""

    amount: Money  # of the gift
    worth: Money
    kind: str  # of ``payments.COUNTERPART_KINDS``, or empty
    is_company: bool = False


def ceiling_warning(goods: Money, conditions: Conditions) -> str:
    """Return the warning that the goods of an individual's year call for.

    Above the ceiling as it is written, where its revision is due; above four fifths of it; or none.
    """
    if goods > conditions.counterpart_ceiling:
        return "counterpart_above_ceiling"
    return "counterpart_near_ceiling" if goods.cents * 10 > conditions.counterpart_ceiling.cents * 8 else ""


def counterpart_doubt(got: Counterpart, before: Money, conditions: Conditions) -> str:
    """Return the reason why there will be no receipt, or the warning of it, or nothing.

    Args:
        got: for the gift that is being recorded.
        before: goods that the donor got for his other gifts of the year.
        conditions: of the year of the gift.
    """
    if is_disproportionate(got.amount, got.worth, got.kind, conditions.counterpart_quarter):
        return "counterpart_too_large"
    if got.is_company or got.kind == "symbolic" or not got.worth:
        return ""
    goods = before + got.worth
    return (
        "counterpart_too_large"
        if goods > conditions.counterpart_limit
        else ceiling_warning(goods, conditions)
    )
