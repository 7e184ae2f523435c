"""How a receipt reaches its donor, what became of it, and what stands against sending it.

An e-mail is noted as begun before the server gets it and as sent, or failed, afterwards. Whoever dies in
between leaves it begun: nobody knows whether it arrived, so it is never sent again unasked.

An e-mail that came back is noted on its receipt with the day; its address gets no other until it is changed
or the note is taken back, whatever is asked.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final, Literal

from msgspec import Struct

from donations_app.domain.correspondents import has_postal_address, postal_order
from donations_app.domain.emails import is_one_address
from donations_app.domain.french_time import day_in_france
from donations_app.domain.money import Money
from donations_app.domain.receipt_content import Address

Channel = Literal["post", "email"]
CHANNELS: Final[tuple[Channel, ...]] = ("post", "email")  # by which anything goes out
OUTCOMES: Final = ("begun", "sent", "failed", "returned", "trusted")  # trusted: the return is taken back
RETURNS: Final = ("returned", "trusted")

State = Literal["waiting", "posted", "mailed", "in_doubt", "failed", "returned"]
Way = Literal["email", "post", "none"]
Reason = Literal[
    "cancelled", "already_posted", "already_mailed", "in_doubt", "deceased", "email_missing",
    "email_not_wished", "email_invalid", "email_returned", "address_missing", "by_email",
]  # fmt: skip
REASONS: Final[tuple[Reason, ...]] = (
    "cancelled", "already_posted", "already_mailed", "in_doubt", "deceased", "email_missing",
    "email_not_wished", "email_invalid", "email_returned", "address_missing", "by_email",
)  # fmt: skip


def is_one_line(text: str) -> bool:
    """Tell whether ``text`` has no line break of any kind: what a header of a message may hold."""
    return text.splitlines() in ([], [text])


class Delivery(Struct, frozen=True):
    """One attempt."""

    channel: str
    address: str  # empty for the post
    at: datetime
    outcome: str
    answer: str  # of the mail server to a failure; of a return, the reason in words
    returned_on: date | None = None  # of a return

    @property
    def on(self) -> date:
        """The day in France."""
        return day_in_france(self.at)


class Return(Struct, frozen=True):
    """An e-mail came back from an address."""

    on: date
    words: str  # why; empty where nobody said


class Deliverable(Struct, frozen=True, kw_only=True):
    """A receipt, and what decides now how it may reach its donor."""

    id: int
    office_id: int
    number: str
    year: int
    amount: Money
    payer: str  # reference
    name: str  # as printed
    addressee: str  # to whom one writes now
    called: str = (
        ""  # the same in the letter itself, two names joined in its language; empty: as it stands above
    )
    sorted_as: str  # the last name first
    address: Address  # as printed
    is_cancelled: bool
    language: str  # of the donor, now, as are the three below
    email: str
    consents_to_email: bool
    is_deceased: bool  # nobody lives who could get it
    deliveries: tuple[Delivery, ...]  # in their order
    returned: Return | None = None  # what stands against the e-mail address

    @property
    def state(self) -> State:
        """What became of it: of several deliveries, the last that succeeded and did not come back."""
        state: State = "waiting"
        for one in standing(self.deliveries):
            if one.outcome == "sent":
                state = "posted" if one.channel == "post" else "mailed"
            elif one.outcome == "returned":
                state = state if state == "posted" else "returned"
            elif state not in ("posted", "mailed"):
                state = "in_doubt" if one.outcome == "begun" else "failed"
        return state

    @property
    def way(self) -> Way:
        """How it may reach its donor now: by e-mail where nothing stands against it, else by post."""
        if why_not_mailed(self, again=True) is None:
            return "email"
        return "post" if self.has_postal_address else "none"

    @property
    def has_postal_address(self) -> bool:
        """Whether the post can find what is printed."""
        return has_postal_address(self.address)

    @property
    def postal_order(self) -> tuple[Any, ...]:
        """Sort key for the post."""
        return postal_order(self.address, self.sorted_as, self.number)


def standing(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Return deliveries without the returns that were taken back."""
    found: list[Delivery] = []
    for one in deliveries:
        if one.outcome != "trusted":
            found.append(one)
            continue
        back = [
            at
            for at, other in enumerate(found)
            if (other.outcome, other.address) == ("returned", one.address)
        ]
        if back:
            del found[back[-1]]
    return found


def open_mail(receipt: Deliverable) -> Delivery | None:
    """Return the last e-mail that was sent, or begun, and did not come back; ``None`` where there is none."""
    sent: Delivery | None = None
    begun: Delivery | None = None
    for one in standing(receipt.deliveries):
        if one.outcome == "returned":
            sent = begun = None
        elif one.channel == "email":
            begun = one if one.outcome == "begun" else None
            sent = one if one.outcome == "sent" else sent
    return begun or sent


def standing_return(receipt: Deliverable) -> Delivery | None:
    """Return the last return of a receipt that was not taken back."""
    return next((one for one in standing(receipt.deliveries)[::-1] if one.outcome == "returned"), None)


def is_mail_out(receipt: Deliverable) -> bool:
    """Tell whether an e-mail of a receipt can come back, or is noted as come back."""
    return open_mail(receipt) is not None or standing_return(receipt) is not None


def why_not_posted(receipt: Deliverable, *, again: bool, has_mail: bool = False) -> Reason | None:
    """Return what stands against the post.

    Args:
        receipt: that waits, or was sent.
        again: takes those delivered before or in doubt, too.
        has_mail: who agreed to e-mail gets an e-mail and no page; one whose e-mail failed gets the page.
    """
    return _first(
        ("cancelled", receipt.is_cancelled),
        ("already_posted", receipt.state == "posted" and not again),
        ("already_mailed", receipt.state == "mailed" and not again),
        ("in_doubt", receipt.state == "in_doubt" and not again),
        ("address_missing", not receipt.has_postal_address),
        (
            "by_email",
            has_mail and receipt.state == "waiting" and why_not_mailed(receipt, again=False) is None,
        ),
    )


def why_not_mailed(receipt: Deliverable, *, again: bool) -> Reason | None:
    """Return what stands against an e-mail; ``again`` takes those sent before or in doubt, nothing else."""
    return _first(
        ("cancelled", receipt.is_cancelled),
        ("already_posted", receipt.state == "posted" and not again),
        ("already_mailed", receipt.state == "mailed" and not again),
        ("deceased", receipt.is_deceased),
        ("email_missing", not receipt.email),
        ("email_returned", receipt.returned is not None),
        ("email_not_wished", not receipt.consents_to_email),
        ("email_invalid", not is_one_address(receipt.email)),
        ("in_doubt", receipt.state == "in_doubt" and not again),
    )


def _first(*obstacles: tuple[Reason, bool]) -> Reason | None:
    return next((reason for reason, stands in obstacles if stands), None)
