"""What a platform gave back: a payment taken back whole, or a part of it refunded, as its export tells."""

from typing import Final

from donations_app.db.journal import Write
from donations_app.db.queries.platform_payments import Recorded
from donations_app.domain.errors import InputRefused, KnownError
from donations_app.domain.money import ZERO, Money
from donations_app.domain.platforms import REFUNDED, PlatformPayment
from donations_app.domain.refunds import Refund
from donations_app.formats.lines import Rejected, rejected_of
from donations_app.services.payments.refunds import refund_in
from donations_app.services.payments.reversals import live_receipts_on, reverse_in

REASON: Final = "Remboursé sur {platform}"  # in the register of payments, which is kept in French


def give_back(
    write: Write, payment: PlatformPayment, standing: Recorded | None, *, ref: str, platform: str
) -> list[Rejected] | None:
    """Take a payment back, or refund a part of it, in a transaction that others began.

    Args:
        write: the transaction.
        payment: as the platform tells it.
        standing: as it was recorded before the file; ``None``: the file brought it.
        ref: of the payment.
        platform: its name.

    Returns:
        What stands against it, nothing where it is done; ``None`` where nothing was left to do.
    """
    before = standing.refunded if standing else ZERO
    left = (standing.amount if standing else payment.amount) - before
    asked = left if payment.status == REFUNDED else payment.refunded - before
    if payment.status != REFUNDED and not payment.refunded:
        return [Rejected(payment.line, "refunded", ref, "refund_by_hand")]
    if not asked.cents > 0:
        return None
    if live_receipts_on(write.session, ref):
        return [Rejected(payment.line, "status", ref, "refund_receipted")]
    on, reason = payment.refunded_on or write.today, REASON.format(platform=platform)
    try:
        if asked == left:
            reverse_in(write, ref, kind="refund", reason=reason, on=on)
        else:
            refund_in(write, ref, Refund(asked, _line_of(standing, asked)), reason=reason, on=on)
    except InputRefused as error:
        return [rejected_of(payment.line, problem) for problem in error.problems]
    except KnownError:
        return [Rejected(payment.line, "status", ref, "refund_by_hand")]
    write.put_in()
    return []


def _line_of(standing: Recorded | None, amount: Money) -> int | None:
    """Return the line of which a part goes back, where one alone is as large as it; ``None``: nobody says."""
    lines = standing.lines if standing else ()
    found = [position for position, of_line in lines if of_line == amount]
    return found[0] if len(found) == 1 else None
