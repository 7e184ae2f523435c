"""What a bank says of a message that was sent to it (pain.002 of ISO 20022, whose words these are)."""

from datetime import date
from typing import Final, NamedTuple

from msgspec import Struct

REJECTED: Final = "RJCT"


class TransactionStatus(NamedTuple):
    """What a status report says of one transaction.

    Attributes:
        amount: minor units of ``currency`` without sign; ``None`` where it is not said.
        charges: of the bank, in the same units.
        collected_on: the day on which it was to be collected.
        batch: identification of the batch (PmtInfId) in the original message.
    """

    status: str
    end_to_end: str = ""
    instruction: str = ""
    reason: str = ""
    info: tuple[str, ...] = ()
    amount: int | None = None
    currency: str = ""
    mandate: str = ""
    iban: str = ""
    charges: int = 0
    collected_on: date | None = None
    batch: str = ""

    @property
    def is_rejected(self) -> bool:
        """Whether nothing was, or will be, collected."""
        return self.status == REJECTED


class BatchStatus(NamedTuple):
    """What a status report says of a batch of the original message as a whole."""

    batch: str
    status: str
    reason: str = ""
    info: tuple[str, ...] = ()
    transactions: int = 0  # of which it says something one by one


class StatusReport(Struct, frozen=True, kw_only=True):
    """A status report (pain.002) on a message that was sent to the bank."""

    format: str
    message: str  # its own identification
    created_on: date | None
    original: str  # identification of the message that was sent; empty where it is not said
    original_kind: str = ""
    status: str = ""  # of the whole message
    reason: str = ""
    info: tuple[str, ...] = ()
    batches: tuple[BatchStatus, ...] = ()
    transactions: tuple[TransactionStatus, ...] = ()

    @property
    def rejected(self) -> tuple[TransactionStatus, ...]:
        """The transactions that are rejected: what is said of each wins over what is said of the whole."""
        return tuple(one for one in self.transactions if one.is_rejected)

    @property
    def whole(self) -> tuple[BatchStatus, ...]:
        """What is rejected as a whole, no transaction named: the message (without a batch), or batches of it."""
        if self.status == REJECTED and not self.transactions:
            return (BatchStatus("", REJECTED, self.reason, self.info),)
        return tuple(one for one in self.batches if one.status == REJECTED and not one.transactions)
