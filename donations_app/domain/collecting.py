"""A run of direct debits: which open instalments are collected on a day, under which mandate, and which are not, why.

SEPA Core Direct Debit Rulebook (EPC016-06) and its guidelines for files (EPC130-08): a day on which banks settle,
no line of nothing, FNAL for the last one under a mandate, OOFF for the only one, an address of the debtor where his
bank lies outside the European Economic Area, and from 15/11/2026 no address without its parts. Read 2026-11.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.direct_debits import account_problems
from donations_app.domain.errors import RuleBroken
from donations_app.domain.mandates import Amendment, MandateFacts, Presented, amendment
from donations_app.domain.money import ZERO, Money
from donations_app.domain.sepa_text import sepa_text

Reason = Literal[
    "debited_elsewhere", "mandate_incomplete", "mandate_not_yet", "mandate_suspended",
    "mandate_ended", "mandate_closed", "mandate_lapsed", "mandate_shared", "account_invalid", "collected", "missed",
    "deceased", "earlier", "name_missing", "address_missing", "nothing_due",
    "returned", "paid",
]  # fmt: skip
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
OUTSIDE_EEA: Final = frozenset(
    ("AD", "AL", "CH", "GB", "GG", "GI", "IM", "JE", "MC", "MD", "ME", "MK", "RS", "SM", "VA")
)
Sequence_ = Literal["RCUR", "FNAL", "OOFF"]


@dataclass(eq=False)
class RunSent(RuleBroken):
    """It went to the bank: it is cancelled no more, nor sent once more."""

    number: str
    on: date
    by: str


@dataclass(eq=False)
class RunCancelled(RuleBroken):
    """It was cancelled before it went to the bank."""

    number: str
    on: date


@dataclass(eq=False)
class RunNotSent(RuleBroken):
    """The bank cannot have credited what it does not have."""

    number: str


@dataclass(eq=False)
class AccountUndecided(RuleBroken):
    """Several accounts have a creditor identifier, and nobody said into which one is collected."""

    accounts: tuple[str, ...]


class Place(Struct, frozen=True):
    """Where a debtor lives."""

    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


class Candidate(Struct, frozen=True, kw_only=True):
    """An open instalment of a gift that is debited, with what decides whether it is collected."""

    ref: str  # of the gift as it was first agreed
    gift_id: int  # its key
    office: str  # that records the gift
    due_on: date
    amount: Money  # what of it is open
    payer: str  # reference
    name: str
    place: Place
    project: str = ""  # code
    association: str = ""  # reference
    earmarked_by_donor: bool = False
    mandate_id: int | None = None
    mandate: MandateFacts | None = None  # ``None``: nothing is said of one
    presented: Presented | None = None  # the mandate, when it was last
    is_shared: bool = False  # another mandate has the same reference
    is_missed: bool = False
    is_deceased: bool = False
    is_last: bool = False  # nothing is due later, of this gift or another under the mandate
    held_in: str = ""  # number of the run that collects it already
    returned: str = ""  # what was done when it came back last (``debit_returns.Action``)
    is_again: bool = False  # it came back, and is presented once more
    paid_by: str = ""  # reference of a payment that no run collected, and that takes its place


class Creditor(Struct, frozen=True):
    """Who collects, into which account, how its bank wants it."""

    name: str
    creditor_id: str
    iban: str
    bic: str
    format: str


class Debit(Struct, frozen=True):
    """An instalment that is collected, and how."""

    of: Candidate
    sequence: Sequence_
    now: Presented
    amended: Amendment


class LeftOut(Struct, frozen=True):
    """Instalments of a gift that are not collected for one reason: the first one, with their number."""

    of: Candidate
    reason: Reason
    count: int = 1


class Batch(Struct, frozen=True):
    """Debits of one sequence: the bank credits them as one sum."""

    sequence: Sequence_
    debits: tuple[Debit, ...]

    @property
    def amount(self) -> Money:
        """Their sum."""
        return Money.total(one.of.amount for one in self.debits)


class CollectionPlan(Struct, frozen=True):
    """What a run would collect on a day, and what not."""

    collected_on: date  # a bank day
    creditor: Creditor
    debits: tuple[Debit, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def amount(self) -> Money:
        """What all debits come to."""
        return Money.total(one.of.amount for one in self.debits)

    @property
    def batches(self) -> tuple[Batch, ...]:
        """The debits by sequence: all are of one day."""
        in_order = sorted(self.debits, key=lambda one: one.sequence)
        return tuple(
            Batch(sequence, tuple(some)) for sequence, some in groupby(in_order, key=lambda one: one.sequence)
        )


def plan_collection(
    candidates: Iterable[Candidate],
    creditor: Creditor,
    *,
    collected_on: date,
    lapse_months: int,
    with_earlier: bool = False,
    is_named: bool = False,
) -> CollectionPlan:
    """Return what is collected on a day.

    Args:
        candidates: open instalments due by then, and the last ones of which a payment takes the place.
        creditor: who collects.
        collected_on: a bank day.
        lapse_months: months without a collection after which a mandate lapses.
        with_earlier: of a gift also those before the last one that is due: else nobody is debited twice on a day.
            One that came back and is presented once more goes along with it.
        is_named: a person names the gifts: what came back is then collected, whatever was to be looked into.
    """
    taken: list[Candidate] = []
    left: list[LeftOut] = []
    for found in candidates:
        one = replace(found, is_again=True) if is_named and found.returned else found
        reason = obstacle(one, collected_on=collected_on, lapse_months=lapse_months)
        if reason:
            left.append(LeftOut(one, reason))
        else:
            taken.append(one)
    last, earlier = (taken, []) if with_earlier else _parted(taken)
    debits, closed = _debits(last, earlier, creditor, collected_on)
    left += [LeftOut(one, "earlier") for one in earlier]
    left += [LeftOut(one, "mandate_closed") for one in closed]
    return CollectionPlan(collected_on, creditor, tuple(debits), tuple(_together(left)))


def _parted(taken: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """Return the last instalment of each gift with those that are presented once more, and the earlier ones."""
    day = {one.gift_id: one.due_on for one in sorted(taken, key=lambda one: one.due_on)}
    parts: tuple[list[Candidate], list[Candidate]] = ([], [])
    for one in taken:
        parts[one.due_on < day[one.gift_id] and not one.is_again].append(one)
    return parts


def _debits(
    taken: Sequence[Candidate], earlier: Sequence[Candidate], creditor: Creditor, collected_on: date
) -> tuple[list[Debit], list[Candidate]]:
    """Return the debits, and what a mandate for one debit does not allow beside the first."""
    # an earlier one that is still open keeps the mandate open, too
    several = Counter(one.mandate_id for one in (*taken, *earlier))
    debits: list[Debit] = []
    closed: list[Candidate] = []
    used: set[int | None] = set()
    for one in taken:
        debit = _debit(one, creditor, collected_on, is_only=several[one.mandate_id] == 1)
        if debit.sequence == "OOFF" and one.mandate_id in used:
            closed.append(one)
        else:
            debits.append(debit)
            used.add(one.mandate_id)
    return debits, closed


def obstacle(one: Candidate, *, collected_on: date, lapse_months: int) -> Reason | None:
    """Return why an instalment is not collected on a day; ``None`` where it is."""
    return "paid" if one.paid_by else next(_obstacles(one, collected_on, lapse_months), None)


def _obstacles(one: Candidate, collected_on: date, lapse_months: int) -> Iterator[Reason]:
    if one.held_in:
        yield "collected"
    if one.amount <= ZERO:
        yield "nothing_due"
    if one.mandate is None:
        yield "debited_elsewhere"
        return
    if one.is_deceased:
        yield "deceased"
    if reason := _of_mandate(one, one.mandate, collected_on, lapse_months):
        yield reason
    if one.returned == "investigate" and not one.is_again:
        yield "returned"
    if one.is_missed and not one.is_again:
        yield "missed"
    if not sepa_text(one.name):
        yield "name_missing"
    iban = one.mandate.terms_on(collected_on).iban
    if iban[:2] in OUTSIDE_EEA and not (sepa_text(one.place.city) and one.place.country):
        yield "address_missing"


def _of_mandate(
    one: Candidate, mandate: MandateFacts, collected_on: date, lapse_months: int
) -> Reason | None:
    now = mandate.terms_on(collected_on)
    state = mandate.state(collected_on, lapse_months=lapse_months)
    if state == "incomplete" and not now.iban:
        return "debited_elsewhere"
    if state != "active":
        return _BY_STATE[state]
    if next(account_problems(now.iban, now.bic), None) is not None:
        return "account_invalid"
    return "mandate_shared" if one.is_shared else None


_BY_STATE: Final[dict[str, Reason]] = {
    "incomplete": "mandate_incomplete", "not_yet": "mandate_not_yet", "suspended": "mandate_suspended",
    "ended": "mandate_ended", "closed": "mandate_closed", "lapsed": "mandate_lapsed",
}  # fmt: skip


def _debit(one: Candidate, creditor: Creditor, collected_on: date, *, is_only: bool) -> Debit:
    assert one.mandate is not None  # noqa: S101 -- an obstacle else
    terms = one.mandate.terms_on(collected_on)
    now = Presented(terms.reference, terms.iban, terms.bic, creditor.creditor_id, creditor.name)
    sequence: Sequence_ = "RCUR"
    if one.mandate.kind == "one_off":
        sequence = "OOFF"
    elif one.is_last and is_only:
        sequence = "FNAL"
    return Debit(one, sequence, now, amendment(one.presented, now))


def _together(left: Sequence[LeftOut]) -> Iterator[LeftOut]:
    """Yield what is left out, of the instalments of a gift for one reason the first one with their number."""
    several = Counter(map(_alike, left))
    first: dict[tuple[object, ...], LeftOut] = {}
    for one in left:
        first.setdefault(_alike(one), one)
    for key, one in first.items():
        yield LeftOut(one.of, one.reason, several[key])


def _alike(one: LeftOut) -> tuple[object, ...]:
    return one.of.gift_id, one.reason, one.of.held_in
