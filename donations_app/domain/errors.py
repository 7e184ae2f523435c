"""What can go wrong and is known: each error carries data, never a sentence.

``donations_app.words.sentences`` turns each type into what the user reads. Anything else that is
raised is a bug.

These are data classes where all other records are structs of msgspec: a struct can be no exception.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct


class Problem(Struct, frozen=True):
    """One field of a form or of a file that cannot be taken as it is."""

    field: str
    code: str
    value: str = ""
    data: dict[str, Any] = msgspec.field(default_factory=dict)
    option: str = ""  # of the command line, by which it was stated there


class Unreadable(ValueError):
    """A value of the books is not what it was written as: the file is damaged."""


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Tell as ``Unreadable`` what a damaged value leads to; ``what`` names it."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Unreadable(what) from error


class Cancelled(Exception):
    """The user stopped long work; what was done before stays."""


class KnownError(Exception):
    """Something that the user is told in a sentence."""


@dataclass(eq=False)
class ClockBehind(KnownError):
    """The clock says an instant before the last entry: it is wrong, or it was; told, never refused."""

    now: str
    last: str


@dataclass(eq=False)
class ClockAhead(KnownError):
    """The clock says an instant long after the last entry: it may have leapt; told, never refused."""

    now: str
    last: str


class RuleBroken(KnownError):
    """A rule of the field refuses what was asked; nothing was saved."""


@dataclass(eq=False)
class InputRefused(RuleBroken):
    """A draft with problems was handed in; nothing was saved."""

    problems: list[Problem]


@dataclass(eq=False)
class NotFound(RuleBroken):
    """What was named does not exist in these books."""

    noun: str
    ref: str
    near: tuple[str, ...] = ()  # what is called like it, or all there is where that is little


@dataclass(eq=False)
class ReceiptErased(RuleBroken):
    """The document of a receipt was erased with the person; number, amount and digest stay."""

    number: str


@dataclass(eq=False)
class AmbiguousReference(RuleBroken):
    """Two offices brought a record under the same reference."""

    noun: str
    ref: str
    refs: tuple[str, ...]  # our own of both


@dataclass(eq=False)
class OfficeElsewhere(RuleBroken):
    """An office writes in other books than these."""

    office: str


@dataclass(eq=False)
class OfficeOfOthers(RuleBroken):
    """A login of a server works for another office than the one that is named."""

    login: str
    office: str  # that is named
    own: str  # of the login; empty: none


@dataclass(eq=False)
class NotAllowed(RuleBroken):
    """The rights of a login on the server do not reach that far."""

    login: str
    refused: str  # in the words of the server


@dataclass(eq=False)
class HeadOfficeAlone(RuleBroken):
    """What only the head office does was asked by another office."""

    office: str


@dataclass(eq=False)
class NotInFieldBook(RuleBroken):
    """A field book records people, payments and slips; what else was asked is written at home."""

    table: str  # in which it would stand


@dataclass(eq=False)
class NotACopy(RuleBroken):
    """Books to bring home did not begin as these did."""


@dataclass(eq=False)
class BroughtAltered(RuleBroken):
    """Something in books to bring home is not as it was sealed."""

    record: str


@dataclass(eq=False)
class OriginForked(RuleBroken):
    """Two books wrote under one origin, or gave one number, after they parted."""

    origin: str
    n: int


@dataclass(eq=False)
class BothChanged(RuleBroken):
    """Two books changed the same fields of the same record."""

    record: str
    fields: tuple[str, ...]


@dataclass(eq=False)
class KeyReused(RuleBroken):
    """A record with this key or reference stands already, with another content."""

    noun: str
    ref: str


@dataclass(eq=False)
class ChangedMeanwhile(RuleBroken):
    """Somebody else changed the record since it was read."""

    noun: str
    ref: str


@dataclass(eq=False)
class AlreadyReversed(RuleBroken):
    """The payment was reversed before."""

    ref: str


@dataclass(eq=False)
class TakesBack(RuleBroken):
    """What was named as a payment takes another one, or a part of it, back itself."""

    ref: str
    payment: str  # that it takes back, or a refund


@dataclass(eq=False)
class RefundStands(RuleBroken):
    """A part of the payment was given back: what is left can be refunded, the whole no longer taken back."""

    ref: str
    refund: str


@dataclass(eq=False)
class RefundBeyond(RuleBroken):
    """Fewer cents of the payment are left where they were to be refunded from."""

    payment: str
    cents: int


@dataclass(eq=False)
class RefundedAlready(RuleBroken):
    """The same was refunded on the same day."""

    payment: str
    refund: str


@dataclass(eq=False)
class PaymentReceipted(RuleBroken):
    """A live receipt stands on the payment: it must be cancelled first."""

    ref: str
    number: str


@dataclass(eq=False)
class StandsOnClaim(RuleBroken):
    """The payment is a claim of waived expenses, whose trips decide the amount."""

    payment: str
    claim: str


@dataclass(eq=False)
class ClaimSettled(RuleBroken):
    """The claim was waived or withdrawn before: what became of it is written once."""

    ref: str
    on: date


@dataclass(eq=False)
class NotAllocated(RuleBroken):
    """Fewer cents of the line stand on that project than were to be moved."""

    payment: str
    project: str
    cents: int


@dataclass(eq=False)
class AlreadyReceipted(RuleBroken):
    """A line stands on a live receipt already."""

    payment: str


@dataclass(eq=False)
class ReceiptAlreadyCancelled(RuleBroken):
    """The receipt was cancelled before."""

    number: str
    on: date


@dataclass(eq=False)
class ReceiptStands(RuleBroken):
    """The receipt was not cancelled: there is nothing to tell its donor."""

    number: str


@dataclass(eq=False)
class NothingToReplace(RuleBroken):
    """After cancelling, no line of the receipt may be receipted again."""

    number: str
    reasons: list[str]


@dataclass(eq=False)
class AlreadyFiled(RuleBroken):
    """The declaration of the year was filed with the same figures: there is nothing to correct."""

    year: int
    on: date


@dataclass(eq=False)
class ReasonMissing(RuleBroken):
    """The action asks for a written reason."""


@dataclass(eq=False)
class CharactersMissing(RuleBroken):
    """The fonts lack characters of a text to be printed; no number was taken."""

    ref: str
    characters: str
    place: str


@dataclass(eq=False)
class TextTooLong(RuleBroken):
    """A text does not fit its place on the printed page; no number was taken."""

    ref: str
    place: str


@dataclass(eq=False)
class LetterUnprintable(RuleBroken):
    """The fonts lack characters of a letter."""

    language: str
    characters: str


@dataclass(eq=False)
class LetterTooLong(RuleBroken):
    """A letter does not fit on one page."""

    language: str
    name: str  # of the donor


@dataclass(eq=False)
class BatchDiffers(RuleBroken):
    """The batch does not hold what was counted, and no reason was written."""

    expected_count: int
    count: int
    expected_cents: int
    cents: int


@dataclass(eq=False)
class BatchClosed(RuleBroken):
    """The batch was closed before."""

    name: str


@dataclass(eq=False)
class KindInUse(RuleBroken):
    """A party's kind decides what its payments are; it has some already."""

    ref: str


@dataclass(eq=False)
class ReadOnly(RuleBroken):
    """The books were opened for reading only."""


@dataclass(eq=False)
class Incomplete(RuleBroken):
    """A setting that the action needs is not there."""

    what: str
