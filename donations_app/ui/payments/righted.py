"""The lines of a payment that is put right: in its currency, their splits following."""

from collections.abc import Sequence

from msgspec.structs import replace

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.payments import (
    IN_KIND_KINDS,
    AllocationDraft,
    LineDraft,
    PaymentDraft,
    line_with_amount,
)
from donations_app.ui.payments.rare import RareFields, minor_of
from donations_app.ui.payments.things import ThingFields


def whole_minor(draft: PaymentDraft) -> int:
    """Return hundredths of the currency in which a payment was given."""
    return sum(map(minor_of, draft.lines))


def is_rated_so(draft: PaymentDraft, right: PaymentDraft) -> bool:
    """Tell whether the currency and its rate are as they were."""
    return (draft.currency, draft.rate) == (right.currency, right.rate)


def lines_right(
    before: PaymentDraft, right: PaymentDraft, minor: int, rare: RareFields
) -> tuple[LineDraft, ...]:
    """Return the lines of a payment of several; at another rate each is converted anew, its split following.

    Args:
        before: as it was recorded.
        right: as it shall be, but for its lines.
        minor: hundredths of the currency, as stated.
        rare: which says the currency and its rate.

    Raises:
        InputRefused: another amount is stated, and nobody knows of which line; or a split cannot follow.
    """
    if minor != whole_minor(before):
        raise InputRefused([Problem("amount", "amount_of_several")])
    if is_rated_so(before, right):
        return before.lines
    return tuple(
        replace(line_with_amount(line, euros_of(minor_of(line), rare)), foreign_minor=_foreign(line, rare))
        for line in before.lines
    )


def euros_of(minor: int, rare: RareFields) -> Money:
    """Return what an amount is in euros.

    Raises:
        InputRefused: the rate is missing, or cannot be taken.
    """
    found = rare.in_euros(minor)
    if found is None:
        raise InputRefused([Problem("rate", rare.rate.problem(), rare.rate.text())])
    return found


def line_right(
    line: LineDraft, minor: int, parts: Sequence[AllocationDraft], rare: RareFields, thing: ThingFields
) -> LineDraft:
    """Return the one line of a payment as it shall be, but for whose wish its allocation is."""
    stated = replace(line, foreign_minor=minor if rare.is_foreign else None, **rare.of_line())
    stated = replace(stated, amount=euros_of(minor, rare), allocations=tuple(parts))
    return replace(stated, **thing.of_line()) if line.kind in IN_KIND_KINDS else stated


def _foreign(line: LineDraft, rare: RareFields) -> int | None:
    return minor_of(line) if rare.is_foreign else None
