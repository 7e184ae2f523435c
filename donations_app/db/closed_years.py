"""What belongs to a fiscal year, by which day, and is closed with it: one table of it for triggers and queries.

A row belongs to the year of its day in the books. That of a payment is the day on which it is booked: the bank's,
where the bank brings it, else the day on which it was received. What bears a day of a closed year and comes
later is entered in a year that is open (``late_record``), and keeps its day for the law.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from donations_app.domain.gifts import credited_methods

REFUSED: Final = "year_closed"  # the rule by which a trigger refuses
_BY_BANK: Final = credited_methods("credited")


def booked_day(row: str) -> str:
    """Return the SQL for the day on which a payment stands in the books, late or not."""
    by_bank = " OR ".join(f"{row}.method = '{method}'" for method in _BY_BANK)  # not IN: see ``base.one_of``
    return (  # in brackets: a function of a server would take its THEN for one of its own
        f"(CASE WHEN {by_bank} THEN coalesce({row}.credited_on, {row}.received_on)"
        f" ELSE coalesce({row}.received_on, {row}.credited_on) END)"
    )


# each table whose rows make the figures of a year, with the day by which a row belongs to it
LOCKED: Final[Mapping[str, str]] = {
    "payment": booked_day("{row}"),
    "allocation": "{row}.decided_on",
    "allocation_decision": "{row}.decided_on",
    "spending": "{row}.spent_on",
    "contribution_outcome": "{row}.settled_on",  # a contribution counts from its attestation on
    "expense_outcome": "{row}.settled_on",
    "instalment_decision": "{row}.decided_on",
    "deposit_slip": "{row}.made_on",
    "tax_receipt": "{row}.issued_on",
    "receipt_cancellation": "{row}.cancelled_on",
}
# the days that are written into a row later, of tables whose rows are not frozen; when a slip was handed in and
# credited is the bank's to say, whenever it is noted, and no figure of a year hangs on it
_LATER: Final[Mapping[str, tuple[str, ...]]] = {
    "payment": (LOCKED["payment"],),
    "deposit_slip": ("{row}.cancelled_on",),
    "instalment_decision": ("{row}.taken_back_on",),
}
_CLOSED: Final = "(SELECT max(c.last_on) FROM year_closing c)"
_NO_LINE_LATER: Final = (  # a line of a payment that stands in a closed year
    "EXISTS (SELECT 1 FROM year_closing) AND EXISTS (SELECT 1 FROM payment p WHERE p.id = NEW.payment_id"  # noqa: S608 -- own names
    f" AND {booked_day('p')} <= {_CLOSED}"
    f" AND NOT EXISTS (SELECT 1 FROM late_record r WHERE r.noun = 'payment' AND r.record_id = p.id"
    f" AND r.entered_on > {_CLOSED}))"
)
# what stands in a closed year is not carried to another afterwards
_STANDS: Final = " OR ".join(
    f"(NEW.noun = '{table}' AND EXISTS (SELECT 1 FROM {table} t WHERE t.id = NEW.record_id))"  # noqa: S608 -- own names
    for table in ("payment", "allocation")
)
_NEXT: Final = (
    "NEW.year <> (SELECT max(c.year) + 1 FROM year_closing c)"
    " OR NEW.first_on <= (SELECT max(c.last_on) FROM year_closing c)"
)


class Rule(NamedTuple):
    """A condition under which the engine refuses a row."""

    table: str
    name: str
    event: str
    condition: str


def rules() -> Iterator[Rule]:
    """Yield what the engines refuse for the sake of closed years."""
    for table, day in LOCKED.items():
        yield Rule(table, REFUSED, "INSERT", f"{day.format(row='NEW')} <= {_CLOSED} AND {_not_late(table)}")
    for table, days in _LATER.items():
        changed = " OR ".join(_moved(day) for day in days)
        yield Rule(table, f"{REFUSED}_since", "UPDATE", f"({changed}) AND {_not_late(table)}")
    yield Rule("payment_line", REFUSED, "INSERT", _NO_LINE_LATER)
    yield Rule("late_record", "record_stands", "INSERT", _STANDS)
    yield Rule("year_closing", "in_order", "INSERT", _NEXT)


def _moved(day: str) -> str:
    """Return the condition that a day is another, and the old one or the new one lies in a closed year."""
    old, new = day.format(row="OLD"), day.format(row="NEW")
    return f"({old} IS DISTINCT FROM {new} AND ({old} <= {_CLOSED} OR {new} <= {_CLOSED}))"


def _not_late(table: str) -> str:
    """Return the condition that a row is not entered in a year that is open."""
    return (
        f"NOT EXISTS (SELECT 1 FROM late_record r WHERE r.noun = '{table}' AND r.record_id = NEW.id"  # noqa: S608 -- own names
        f" AND r.entered_on > {_CLOSED})"
    )
