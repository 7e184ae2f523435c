"""The entries of a fiscal year for the accountant: from what the books hold, by a plan that he may change."""

from operator import attrgetter
from pathlib import Path
from typing import Final

from msgspec import Struct

from donations_app.db.books import Books
from donations_app.db.queries import accounting as queries
from donations_app.db.queries.earmarked import earmarked
from donations_app.db.queries.settings import organisation
from donations_app.db.uncollected import uncollected
from donations_app.domain.accounting import (
    Balance,
    Entry,
    LineFee,
    ReturnFee,
    balances,
    banked_entries,
    booked_entries,
    closing_entries,
    fee_entries,
    given_entries,
    line_fee_entries,
    plan_on,
    told_twice,
)
from donations_app.domain.parameters import DatedValue
from donations_app.domain.statements import Heading
from donations_app.formats import accounting as layouts
from donations_app.formats.writing import placed
from donations_app.services.books.legal import legal_parameters
from donations_app.services.statements.headings import heading_of

ENDINGS: Final = {
    "fec": ".txt", "paheko": ".paheko.csv", "dolibarr": ".dolibarr.csv", "xlsx": ".xlsx", "csv": ".csv",
}  # fmt: skip
_PREFIX: Final = "account_"


class Accounts(Struct, frozen=True):
    """The entries of a fiscal year, in the order of their days."""

    heading: Heading
    siren: str  # of the association; empty where it has none
    entries: tuple[Entry, ...]
    doubtful: tuple[DatedValue, ...]  # accounts that nobody has confirmed
    told_twice: tuple[ReturnFee, ...] = ()  # which a line of the bank may say too
    without_rate: tuple[LineFee, ...] = ()  # in another currency: they are not among the entries

    @property
    def balances(self) -> list[Balance]:
        """What each account was debited and credited."""
        return balances(self.entries)


def accounts(books: Books, year: int) -> Accounts:
    """Return the entries of the fiscal year that closes in ``year``.

    What donors earmarked is reckoned by calendar years; where the fiscal year is none, it is not carried over here.

    Args:
        books: where to read; one consistent view.
        year: in which it closes.

    Raises:
        ParameterMissing: an account of the plan does not hold on the closing day.
        NotAllowed: the login does not see all offices.
    """
    books.check_sees_all()
    with books.read() as session, uncollected():
        heading = heading_of(session, year, books.today)
        figures = legal_parameters(session)
        plan = plan_on(figures, heading.last_on)
        carried = earmarked(session, year) if heading.is_calendar_year else []
        returned = list(queries.return_fees(session, heading))
        booked = list(queries.line_fees(session, heading))
        entries = [
            *booked_entries(queries.bookings(session, heading), plan, year_first_on=heading.first_on),
            *banked_entries(queries.banked(session, heading), plan),
            *fee_entries((one for one in returned if not one.is_at_bank), plan),
            *line_fee_entries(booked, plan),
            *given_entries(queries.given(session, heading), plan),
        ]
        entries.sort(key=attrgetter("on"))  # those of a day stay as they came
        entries += closing_entries(carried, plan, heading.last_on)
        siren = organisation(session, heading.last_on).siren
    doubtful = tuple(
        one
        for one in figures
        if one.name.startswith(_PREFIX) and not one.confirmed and one.holds_on(heading.last_on)
    )
    without_rate = tuple(one for one in booked if not one.amount)
    return Accounts(heading, siren, tuple(entries), doubtful, told_twice(returned, booked), without_rate)


def proposed_name(found: Accounts, layout: str) -> str:
    """Return the name of a file without its ending: that of a FEC is prescribed (LPF A47 A-1, IX)."""
    if layout == "fec":
        return f"{found.siren or '000000000'}FEC{found.heading.last_on:%Y%m%d}"
    return f"ecritures-{found.heading.year}"


def layout_of(path: Path) -> str:
    """Return the layout that the end of a name says; a table where it says none."""
    return next((layout for layout, ending in ENDINGS.items() if path.name.lower().endswith(ending)), "csv")


def write_accounts(found: Accounts, path: Path, layout: str, *, force: bool = False) -> None:
    """Write the entries as a file of a layout of ``formats.accounting.LAYOUTS``.

    Raises:
        FileExists, FileOfOtherKind, FileUnwritable: as ``placed``.
    """
    with placed(path, force=force, kind=layouts.KIND_OF[layout]) as file:
        layouts.write(file, layout, found.entries, made_on=found.heading.printed_on)
