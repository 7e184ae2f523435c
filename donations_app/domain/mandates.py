"""SEPA mandates: what was signed, how it was amended since, and whether one may collect under it on a day.

SEPA Core Direct Debit Rulebook (EPC016-06): a mandate under which nothing was presented for 36 months lapses,
counted from the day of the last collection, even one that came back; where there was none, from its signature.
What the creditor amends (account, reference, creditor) is told with the next collection (AT-24). Read 2026-11.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, Literal, get_args
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain import identifiers
from donations_app.domain.direct_debits import account_problems, reference_problems
from donations_app.domain.errors import Problem
from donations_app.domain.periods import months_later
from donations_app.domain.typed import is_within_reach

Kind = Literal["recurring", "one_off"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
State = Literal["active", "incomplete", "not_yet", "suspended", "ended", "closed", "lapsed"]
STATES: Final[tuple[State, ...]] = get_args(State)
AMENDED: Final = ("reference", "iban", "bic", "creditor_id")


class Terms(Struct, frozen=True, kw_only=True):
    """Reference, account and creditor of a mandate from a day on."""

    since: date | None = None  # ``None``: from its signature on
    reference: str = ""
    iban: str = ""  # compact
    bic: str = ""
    creditor_id: str = ""  # to whom it was given; empty: the creditor of the account that collects
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.reference or self.iban or self.bic)

    def problems(self) -> Iterator[Problem]:
        """Yield what stands against what is stated."""
        yield from reference_problems(self.reference)
        if self.iban:
            yield from account_problems(self.iban, self.bic)
        if self.creditor_id:
            try:
                identifiers.creditor_identifier(self.creditor_id)
            except identifiers.IdentifierInvalid as error:
                yield Problem("creditor_id", error.problem("creditor_id"), self.creditor_id)


class MandateDraft(Struct, frozen=True, kw_only=True):
    """A mandate as a form states it."""

    key: UUID
    payer: str  # reference
    terms: Terms
    signed_on: date | None
    kind: Kind = "recurring"
    document: str = ""  # where the signed paper is
    used_on: date | None = None  # the last collection before it stood in these books

    def problems(self, *, today: date) -> list[Problem]:
        """Return what stands against saving."""
        return [*self._problems(today), *self.terms.problems()]

    def _problems(self, today: date) -> Iterator[Problem]:
        for name in ("iban", "reference"):
            if not getattr(self.terms, name):
                yield Problem(name, "missing")
        if self.signed_on is None:
            yield Problem("signed_on", "missing")
        if self.kind not in KINDS:
            yield Problem("kind", "choice_unknown", self.kind, {"choices": KINDS})
        for name in ("signed_on", "used_on"):
            day = getattr(self, name)
            if not is_within_reach(day):
                yield Problem(name, "date_beyond", day.isoformat())
            elif day and day > today:
                yield Problem(name, "day_in_future", day.isoformat())
        if self.used_on and self.signed_on and self.used_on < self.signed_on:
            yield Problem("used_on", "mandate_signed_late", self.signed_on.isoformat())


class MandateFacts(Struct, frozen=True, kw_only=True):
    """What decides whether one may collect under a mandate."""

    signed_on: date | None
    kind: Kind
    terms: tuple[Terms, ...]  # by day, the first ones first; one at least
    last_on: date | None = None  # of the last collection, here or elsewhere
    is_closed: bool = False  # by a final or a one-off collection
    suspended_on: date | None = None
    ended_on: date | None = None

    def terms_on(self, day: date) -> Terms:
        """Return what holds on a day."""
        return terms_on(self.terms, day)

    def lapses_on(self, months: int) -> date | None:
        """Return the last day on which one may collect, if nothing is collected before."""
        start = self.last_on or self.signed_on
        return months_later(start, months) if start else None

    def state(self, day: date, *, lapse_months: int) -> State:
        """Return where the mandate stands on a day.

        Args:
            day: of the collection.
            lapse_months: months without a collection after which it lapses; the day on which they end still counts.
        """
        now = self.terms_on(day)
        if self.ended_on and self.ended_on <= day:
            return "ended"
        if self.is_closed:
            return "closed"
        if not (now.iban and now.reference and self.signed_on):
            return "incomplete"
        if self.signed_on > day:
            return "not_yet"
        if (last := self.lapses_on(lapse_months)) and last < day:
            return "lapsed"
        return "suspended" if self.suspended_on and self.suspended_on <= day else "active"


def terms_on(terms: Sequence[Terms], day: date) -> Terms:
    """Return what holds on a day: the latest that began, else the first.

    Args:
        terms: of one mandate, in the order of their days.
        day: any day.
    """
    begun = [one for one in terms if one.since is None or one.since <= day]
    return begun[-1] if begun else terms[0]


class Presented(Struct, frozen=True):
    """A mandate as it is, or was, presented to the bank of the debtor."""

    reference: str
    iban: str
    bic: str
    creditor_id: str
    creditor: str = ""  # name


class Amendment(Struct, frozen=True):
    """What was otherwise when the mandate was presented last (AT-24); empty: it is as it was."""

    reference: str = ""
    iban: str = ""  # of the same bank
    is_other_bank: bool = False  # the account is another one of another bank: SMNDA
    creditor_id: str = ""
    creditor: str = ""

    def __bool__(self) -> bool:
        return bool(self.reference or self.iban or self.is_other_bank or self.creditor_id)


def amendment(before: Presented | None, now: Presented) -> Amendment:
    """Return what has to be told with a collection.

    Args:
        before: as presented last; ``None``: never.
        now: as it is presented.

    >>> old = Presented("R1", "FR7630006000011234567890189", "", "FR72ZZZ123456")
    >>> amendment(old, replace(old, iban="FR7610107001011234567890129")).is_other_bank
    True
    """
    if before is None:
        return Amendment()
    is_moved = before.iban != now.iban
    same_bank = is_moved and is_same_bank(before, now)
    return Amendment(
        reference=before.reference if before.reference != now.reference else "",
        iban=before.iban if same_bank else "",
        is_other_bank=is_moved and not same_bank,
        creditor_id=before.creditor_id if before.creditor_id != now.creditor_id else "",
        creditor=before.creditor or now.creditor,
    )


def is_same_bank(before: Presented, now: Presented) -> bool:
    """Tell whether two accounts are surely of one bank: in France by its code, elsewhere by the BIC."""
    if before.iban[:2] == now.iban[:2] == "FR":
        return before.iban[4:9] == now.iban[4:9]
    return bool(before.bic) and before.bic[:8] == now.bic[:8]


def is_amended(before: Terms, after: Terms) -> bool:
    """Tell whether two terms say different things, whatever their days and reasons."""
    return replace(before, since=None, reason="") != replace(after, since=None, reason="")
