"""How a receipt reaches its donor, what became of it, and what stands against sending it.

An e-mail is noted as begun before the server gets it and as sent, or failed, afterwards. Whoever dies in
between leaves it begun: nobody knows whether it arrived, so it is never sent again unasked.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from donations_app.domain.emails import is_one_address
from donations_app.domain.folding import fold
from donations_app.domain.french_time import day_in_france
from donations_app.domain.money import Money
from donations_app.domain.receipt_content import Address
from donations_app.domain.territories import is_foreign

CHANNELS: Final = ("post", "email")
OUTCOMES: Final = ("begun", "sent", "failed")

State = Literal["waiting", "posted", "mailed", "in_doubt", "failed"]
Reason = Literal[
    "cancelled", "already_posted", "already_mailed", "in_doubt", "deceased", "email_missing",
    "email_not_wished", "email_invalid",
]  # fmt: skip
REASONS: Final[tuple[Reason, ...]] = (
    "cancelled", "already_posted", "already_mailed", "in_doubt", "deceased", "email_missing",
    "email_not_wished", "email_invalid",
)  # fmt: skip


def is_one_line(text: str) -> bool:
    """Tell whether ``text`` has no line break of any kind: what a header of a message may hold."""
    return text.splitlines() in ([], [text])


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt."""

    channel: str
    address: str  # empty for the post
    at: datetime
    outcome: str
    answer: str  # of the mail server to a failure

    @property
    def on(self) -> date:
        """The day in France."""
        return day_in_france(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverable:
    """A receipt, and what decides now how it may reach its donor."""

    id: int
    office_id: int
    number: str
    year: int
    amount: Money
    payer: str  # reference
    name: str  # as printed
    addressee: str  # to whom one writes now
    sorted_as: str  # the last name first
    address: Address  # as printed
    is_cancelled: bool
    language: str  # of the donor, now, as are the three below
    email: str
    consents_to_email: bool
    is_deceased: bool  # nobody lives who could get it
    deliveries: tuple[Delivery, ...]  # in their order

    @property
    def state(self) -> State:
        """What became of it: of several deliveries, the last that succeeded."""
        sent = [delivery.channel for delivery in self.deliveries if delivery.outcome == "sent"]
        if sent:
            return "posted" if sent[-1] == "post" else "mailed"
        if not self.deliveries:
            return "waiting"
        return "in_doubt" if self.deliveries[-1].outcome == "begun" else "failed"

    @property
    def postal_order(self) -> tuple[Any, ...]:
        """Sort key for the post: France by postcode and name, then other countries, by city within a postcode."""
        to, name = self.address, fold(self.sorted_as)
        if not is_foreign(to.country):
            return False, "", to.postcode, "", name, self.number
        return True, fold(to.country_name), to.postcode, fold(to.city), name, self.number


def why_not_posted(receipt: Deliverable, *, again: bool) -> Reason | None:
    """Return what stands against the post; ``again`` takes those delivered before or in doubt, too."""
    return _first(
        ("cancelled", receipt.is_cancelled),
        ("already_posted", receipt.state == "posted" and not again),
        ("already_mailed", receipt.state == "mailed" and not again),
        ("in_doubt", receipt.state == "in_doubt" and not again),
    )


def why_not_mailed(receipt: Deliverable, *, again: bool) -> Reason | None:
    """Return what stands against an e-mail; ``again`` takes those sent before or in doubt, nothing else."""
    return _first(
        ("cancelled", receipt.is_cancelled),
        ("already_posted", receipt.state == "posted" and not again),
        ("already_mailed", receipt.state == "mailed" and not again),
        ("deceased", receipt.is_deceased),
        ("email_missing", not receipt.email),
        ("email_not_wished", not receipt.consents_to_email),
        ("email_invalid", not is_one_address(receipt.email)),
        ("in_doubt", receipt.state == "in_doubt" and not again),
    )


def _first(*obstacles: tuple[Reason, bool]) -> Reason | None:
    return next((reason for reason, stands in obstacles if stands), None)
