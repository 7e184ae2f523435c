"""Money, or its worth, that really arrived: a payment of one or more lines, each line allocated whole."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from operator import attrgetter
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.fingerprints import fingerprint
from donations_app.domain.money import Money
from donations_app.domain.typed import is_within_reach

METHODS: Final = ("cash", "cheque", "transfer", "direct_debit", "card", "online", "none")
MONEY_KINDS: Final = ("donation", "dues", "sale", "participation", "subsidy", "grant", "collection")
IN_KIND_KINDS: Final = ("in_kind", "waived_expenses", "securities", "skills")
KINDS: Final = MONEY_KINDS + IN_KIND_KINDS
ARTICLES: Final = ("200", "978")
COUNTERPART_KINDS: Final = ("goods", "symbolic")
REVERSALS: Final = ("correction", "return", "refund")
NO_BANK: Final = ("cash", "none")  # methods whose payments no bank took, so that none takes them back

_PAYMENT: Final = attrgetter(
    "office", "method", "payer", "received_on", "credited_on", "currency", "rate", "cheque_number",
    "cheque_date", "bank", "receipt_issued_by", "returned_on", "return_code",
)  # fmt: skip
_LINE: Final = attrgetter(
    "kind", "amount.cents", "earmarked_by_donor", "dues_year", "counterpart", "counterpart_kind",
    "description", "evidence", "foreign_minor",
)  # fmt: skip
# they change no fingerprint made before them
_LATER: Final = (("article", "200"), ("pass_through", False), ("valued_by", ""))
_LATER_OF_PAYMENT: Final = (("rate_source", ""), ("rate_on", None))
_PART: Final = attrgetter("amount.cents", "project", "association")
_LATER_OF_PART: Final = (("decided_on", None),)

FIRST_DAY: Final = date(1990, 1, 1)
LARGEST: Final = Money(1_000_000_000_00)
ASK_AGAIN_ABOVE: Final = Money(50_000_00)  # a typing error is likelier than the gift


class AllocationDraft(Struct, frozen=True, kw_only=True):
    """Cents of a line given to a project and counted for an association; no project is the general fund."""

    amount: Money
    project: str = ""  # code
    association: str = ""  # reference of a party that carries a part of the project
    decided_on: date | None = None  # from which day it stands there; none: from the day of the payment


class LineDraft(Struct, frozen=True, kw_only=True):
    """One part of a payment. Without allocations the whole line goes to the general fund."""

    kind: str
    amount: Money
    allocations: tuple[AllocationDraft, ...] = ()
    earmarked_by_donor: bool = False
    dues_year: int | None = None
    counterpart: Money | None = None  # worth of what the donor got back
    counterpart_kind: str = ""
    description: str = ""
    evidence: str = ""  # reference of the valuation, the waiver or the statement
    valued_by: str = ""  # who says what was given in kind is worth
    article: str = "200"  # of the CGI under which an individual asks for the receipt; 978 is the wealth tax
    pass_through: bool = False  # for a named person, or a project that others run and bank
    foreign_minor: int | None = None  # the amount as given, in minor units of the payment's currency


class PaymentDraft(Struct, frozen=True, kw_only=True):
    """A payment as a form or a file states it."""

    key: UUID
    office: str  # code
    method: str
    lines: tuple[LineDraft, ...]
    ref: str = ""  # empty: given when saved
    payer: str = ""  # reference; empty is anonymous
    received_on: date | None = None
    credited_on: date | None = None
    currency: str = "EUR"
    rate: str = ""  # units of the currency for one euro, as a decimal
    rate_source: str = ""  # who published it: a central bank, the bank that changed the money
    rate_on: date | None = None  # the day of which it is
    cheque_number: str = ""
    cheque_date: date | None = None
    bank: str = ""
    receipt_issued_by: str = ""  # a platform that issued one already
    returned_on: date | None = None
    return_code: str = ""
    batch: UUID | None = None

    @property
    def amount(self) -> Money:
        """The sum of the lines."""
        return Money.total(line.amount for line in self.lines)

    def fingerprint(self) -> str:
        """Return a digest of all that was asked but the key, the reference and the batch."""
        lines = [
            (_LINE(line), [*map(_of_part, line.allocations)], *_later(line, _LATER)) for line in self.lines
        ]
        return fingerprint((*_PAYMENT(self), *_later(self, _LATER_OF_PAYMENT)), lines)

    def problems(self, *, today: date) -> list[Problem]:
        """Return what stands against saving.

        Args:
            today: the day of recording; a day later than tomorrow is refused.
        """
        problems = [*self._own_problems(), *self._date_problems(today), *self._line_problems()]
        return [*problems, *self._decision_problems(today)]

    def _own_problems(self) -> Iterator[Problem]:
        if self.method not in METHODS:
            yield Problem("method", "choice_unknown", self.method, {"choices": tuple(METHODS)})
        if not self.office:
            yield Problem("office", "missing")
        if not self.lines:
            yield Problem("lines", "missing")
        if self.method == "none" and any(line.kind in MONEY_KINDS for line in self.lines):
            yield Problem("method", "method_missing")
        if self.currency != "EUR" and not self.rate:
            yield Problem("rate", "missing")

    def _date_problems(self, today: date) -> Iterator[Problem]:
        if self.received_on is None and self.credited_on is None:
            yield Problem("received_on", "missing")
        for name in ("received_on", "credited_on", "returned_on", "rate_on"):
            day = getattr(self, name)
            if day is not None and not FIRST_DAY <= day <= today + timedelta(days=1):
                yield Problem(name, "date_out_of_range", day.isoformat())
        if self.cheque_date and not is_within_reach(self.cheque_date):
            yield Problem("cheque_date", "date_beyond", self.cheque_date.isoformat())
        arrived = min((day for day in (self.received_on, self.credited_on) if day), default=None)
        if self.returned_on and self.method in NO_BANK:
            yield Problem("returned_on", "return_without_bank", self.returned_on.isoformat())
        elif self.returned_on and arrived and self.returned_on < arrived:
            yield Problem("returned_on", "returned_before_received", self.returned_on.isoformat())

    def _decision_problems(self, today: date) -> Iterator[Problem]:
        """Yield what stands against the days on which it was decided where the money goes."""
        arrived = min((day for day in (self.received_on, self.credited_on) if day), default=None)
        for day in {part.decided_on: None for line in self.lines for part in line.allocations}:
            if day is None:
                continue
            if day > today:
                yield Problem("decided_on", "decided_in_future", day.isoformat())
            elif arrived and day < arrived:
                yield Problem("decided_on", "decided_before_money", day.isoformat())
            elif self.returned_on and day > self.returned_on:
                yield Problem("decided_on", "decided_after_return", day.isoformat())

    def _line_problems(self) -> Iterator[Problem]:
        for position, line in enumerate(self.lines, 1):
            yield from line_problems(line, prefix="" if len(self.lines) == 1 else f"{position}.")
        if len(self.lines) > 1 and self.amount > LARGEST:
            yield Problem("amount", "amount_too_large", str(self.amount.cents))


def line_identity(line: LineDraft) -> tuple[object, ...]:
    """Return what tells a line from the others of its payment; two that are alike are one, or two payments.

    Not the amount: 50 and 60 alike are two payments as much as 50 twice. Things given in kind are told apart
    by what they are.
    """
    targets = tuple((part.project, part.association) for part in line.allocations)
    thing = (line.description, line.evidence) if line.kind in IN_KIND_KINDS else ()
    by_law = (line.article, line.pass_through, line.earmarked_by_donor)
    return (line.kind, targets, line.dues_year, *by_law, *thing)


def _of_part(part: AllocationDraft) -> tuple[object, ...]:
    return (*_PART(part), *_later(part, _LATER_OF_PART))


def _later(
    draft: LineDraft | PaymentDraft | AllocationDraft, usual: Iterable[tuple[str, object]]
) -> list[object]:
    return [(name, value) for name, common in usual if (value := getattr(draft, name)) != common]


def with_amount(draft: PaymentDraft, amount: Money) -> PaymentDraft:
    """Return the draft of one line with another amount; its split follows as in ``line_with_amount``.

    Raises:
        InputRefused: it has several lines, or the split cannot follow.
    """
    if len(draft.lines) != 1:
        raise InputRefused([Problem("amount", "amount_of_several")])
    return replace(draft, lines=(line_with_amount(draft.lines[0], amount),))


def line_with_amount(line: LineDraft, amount: Money, *, field: str = "amount") -> LineDraft:
    """Return the line with another amount, its split following where nothing has to be guessed.

    What stands on one target stands there whole. Of several, the general fund is the rest and takes the
    difference; what was meant for projects stays as it was meant.

    Args:
        line: as it stands.
        amount: as it shall be.
        field: names the amount when it is refused.

    Raises:
        InputRefused: all is meant for projects, or what is meant for them is more than the amount.
    """
    parts = whole_to(line)
    if len(parts) > 1:
        meant = tuple(part for part in parts if part.project)
        rest = amount - Money.total(part.amount for part in meant)
        if len(meant) == len(parts) or rest.cents < 0:
            raise InputRefused([Problem(field, "split_wanted")])
        parts = (*meant, AllocationDraft(amount=rest)) if rest else meant
    else:
        parts = (replace(parts[0], amount=amount),)
    return replace(line, amount=amount, allocations=parts)


def with_days_kept(right: PaymentDraft, standing: PaymentDraft) -> PaymentDraft:
    """Return a payment as it shall be, what stays on its project from the day on which that was decided.

    A day that is not after the money is none any more: it stands from the day of the payment.

    Args:
        right: as it is stated.
        standing: as it was recorded.
    """
    came_on = right.received_on or right.credited_on
    days: dict[tuple[int | None, str, str], date | None] = {}
    for number, line in enumerate(standing.lines):
        for part in line.allocations:
            for place in (number, None):  # in its own line; else, where lines went, in any
                days.setdefault((place, part.project, part.association), part.decided_on)

    def kept(number: int, part: AllocationDraft) -> AllocationDraft:
        place = (part.project, part.association)
        day = part.decided_on or days.get((number, *place), days.get((None, *place)))
        return replace(part, decided_on=day if day and came_on and day > came_on else None)

    lines = [
        replace(line, allocations=tuple(kept(number, part) for part in line.allocations))
        for number, line in enumerate(right.lines)
    ]
    return replace(right, lines=tuple(lines))


def line_problems(line: LineDraft, *, prefix: str = "") -> Iterator[Problem]:
    """Yield what stands against one line; ``prefix`` names the line in the field."""
    if line.kind not in KINDS:
        yield Problem(f"{prefix}kind", "choice_unknown", line.kind, {"choices": tuple(KINDS)})
    if line.amount.cents <= 0:
        code = "amount_negative" if line.amount.cents else "amount_zero"
        yield Problem(f"{prefix}amount", code, str(line.amount.cents))
    elif line.amount > LARGEST:
        yield Problem(f"{prefix}amount", "amount_too_large", str(line.amount.cents))
    if (line.kind == "dues") != (line.dues_year is not None):
        code = "missing" if line.kind == "dues" else "dues_year_without_dues"
        yield Problem(f"{prefix}dues_year", code, str(line.dues_year or ""))
    elif line.dues_year is not None and not FIRST_DAY.year <= line.dues_year <= 2100:
        yield Problem(f"{prefix}dues_year", "date_out_of_range", str(line.dues_year))
    if line.article not in ARTICLES:
        yield Problem(f"{prefix}article", "choice_unknown", line.article, {"choices": tuple(ARTICLES)})
    if line.counterpart_kind and line.counterpart_kind not in COUNTERPART_KINDS:
        choices = {"choices": tuple(COUNTERPART_KINDS)}
        yield Problem(f"{prefix}counterpart_kind", "choice_unknown", line.counterpart_kind, choices)
    if line.counterpart is not None and line.counterpart.cents < 0:
        yield Problem(f"{prefix}counterpart_value", "amount_negative", str(line.counterpart.cents))
    yield from _allocation_problems(line, prefix)


def _allocation_problems(line: LineDraft, prefix: str) -> Iterator[Problem]:
    parts = line.allocations
    if not parts:
        return
    rest = line.amount.cents - sum(part.amount.cents for part in parts)
    if min(part.amount.cents for part in parts) <= 0:
        yield Problem(f"{prefix}allocations", "amount_zero")
    elif rest:
        yield Problem(f"{prefix}allocations", "allocations_differ", "", {"rest_cents": rest})
    if any(part.association and not part.project for part in parts):
        yield Problem(f"{prefix}association", "association_without_project")
    if len({(part.project, part.association) for part in parts}) < len(parts):
        yield Problem(f"{prefix}allocations", "target_twice")


def whole_to(line: LineDraft) -> tuple[AllocationDraft, ...]:
    """Return the allocations of ``line``; none stated means all of it to the general fund."""
    return line.allocations or (AllocationDraft(amount=line.amount),)


def stands(*, reverses: object, reversed_by: object) -> bool:
    """Tell whether a payment stands: it takes none back, and none took it back.

    Args:
        reverses: the payment that this one takes back; ``None`` for one that arrived.
        reversed_by: the payment that took this one back, or ``None``.
    """
    return reverses is None and reversed_by is None


class Duplicate(Struct, frozen=True):
    """A payment already recorded that looks like the one being typed: shown, never refused."""

    ref: str
    on: date | None  # on which it was received, or credited
    amount: Money
    cheque_number: str
    same_cheque: bool
