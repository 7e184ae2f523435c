"""Why a deposit slip cannot be made, handed in, noted as credited or cancelled as it was asked."""

from dataclasses import dataclass
from datetime import date

from donations_app.domain.errors import RuleBroken


@dataclass(eq=False)
class AlreadyDeposited(RuleBroken):
    """The payment stands on another slip."""

    ref: str
    number: str  # of that slip


@dataclass(eq=False)
class OnTwoSlips(RuleBroken):
    """Two books that meet took one payment to the bank, each on a slip of its own; nothing was brought."""

    payment: str
    number: str  # of the slip here
    other: str  # of that which comes


@dataclass(eq=False)
class CashDiffers(RuleBroken):
    """What was counted is not what the payments come to."""

    cents: int  # counted, as the other in hundredths of the currency
    expected_cents: int
    currency: str


@dataclass(eq=False)
class SlipHandedIn(RuleBroken):
    """It was handed in, on another day; nobody said that this was noted wrongly."""

    number: str
    on: date


@dataclass(eq=False)
class SlipNotHandedIn(RuleBroken):
    """The bank cannot have credited what it does not have."""

    number: str


@dataclass(eq=False)
class SlipCredited(RuleBroken):
    """It was credited on another day."""

    number: str
    on: date


@dataclass(eq=False)
class SlipCancelled(RuleBroken):
    """It was cancelled before."""

    number: str
    on: date


@dataclass(eq=False)
class SlipChanged(RuleBroken):
    """A payment on it was taken back before it went to the bank: its sum is no longer there."""

    number: str
    payment: str


@dataclass(eq=False)
class AccountUndecided(RuleBroken):
    """The association has several accounts, or none, and nobody said which is meant."""

    accounts: tuple[str, ...]
