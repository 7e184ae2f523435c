"""What of a plan waits for a hand: counted once, and said alike wherever it is said."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct, field

from donations_app.domain.eligibility import COMPLETABLE, OF_DONOR
from donations_app.domain.receipts import LeftOut, Plan

State = Literal["issued", "to_issue", "annual", "to_complete", "none"]


def payers_of(lines: Iterable[LeftOut]) -> list[str]:
    """Return the references of the payers of lines left out, each once."""
    return list(dict.fromkeys(line.payer for line in lines if line.payer))


def payments_of(lines: Iterable[LeftOut]) -> list[str]:
    """Return the references of the payments of lines left out, each once."""
    return list(dict.fromkeys(line.payment for line in lines))


class Tally(Struct):
    """How much of a plan waits: receipts for donors, and what is left out by its reason.

    It keeps references alone, so that the plan itself may be forgotten payer by payer.
    """

    receipts: int = 0
    warned: int = 0  # of them, those to be looked at first
    donors: set[str] = field(default_factory=set)
    payers: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # by reason
    payments: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # by reason

    def add(self, plan: Plan) -> None:
        """Count a plan, or a part of it, in."""
        self.receipts += len(plan.receipts)
        self.warned += sum(bool(planned.warnings) for planned in plan.receipts)
        self.donors.update(planned.giver.ref for planned in plan.receipts)
        by_reason: defaultdict[str, list[LeftOut]] = defaultdict(list)
        for line in plan.left_out:
            by_reason[line.reason].append(line)
        for reason, lines in by_reason.items():
            self.payers[reason].update(payers_of(lines))
            self.payments[reason].update(payments_of(lines))


class Counted(Struct, frozen=True):
    """How many wait, without their names: what is kept of a year between two looks (decision 0049)."""

    donors: int = 0
    receipts: int = 0
    incomplete: int = 0  # donors of whom a fact is missing that a receipt says
    uncredited: int = 0  # payments whose day of credit is missing


def counted_of(plan: Plan) -> Counted:
    """Return how much waits by the plan of one payer."""
    incomplete = any(line.reason in OF_DONOR for line in plan.left_out)
    uncredited = payments_of(line for line in plan.left_out if line.reason == "credited_date_missing")
    return Counted(int(bool(plan.receipts)), len(plan.receipts), int(incomplete), len(uncredited))


def tally_of(plan: Plan) -> Tally:
    """Count a whole plan."""
    tally = Tally()
    tally.add(plan)
    return tally


def state_of(plan: Plan, payment: str) -> State:
    """Return where a payment stands by the plan of its payer.

    What is still to be issued says more than what stands on a receipt already; of lines left out, what
    somebody can complete says more than what a rule bars.

    Args:
        plan: of the payer, of every year that the payment may belong to.
        payment: its reference.
    """
    for planned in plan.receipts:
        if payment in planned.payments:
            return "annual" if planned.giver.receipt_wish == "annual" else "to_issue"
    reasons = {line.reason for line in plan.left_out if line.payment == payment}
    if "already_receipted" in reasons:
        return "issued"
    return "to_complete" if reasons & set(COMPLETABLE) else "none"
