"""The account of resources collected from the public (CER): each figure with the payments behind it."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries import accounting as queries
from donations_app.db.queries.earmarked import earmarked
from donations_app.db.queries.generosity import earmarked_kinds
from donations_app.db.uncollected import uncollected
from donations_app.domain.accounting import Plan, carried_over, credited_role, given_roles, plan_on
from donations_app.domain.generosity import (
    BY_CODE,
    Behind,
    GenerosityAccount,
    figures_of,
    is_open,
    line_of,
    mixed_projects,
)
from donations_app.domain.money import ZERO
from donations_app.domain.parameters import DatedValue, ParameterMissing, value_on, value_or_none
from donations_app.domain.spending import EarmarkedYear
from donations_app.domain.statements import Heading
from donations_app.services.books.legal import legal_parameters
from donations_app.services.statements.headings import heading_of
from donations_app.services.statements.thresholds import appeal_year


class _Year(Struct, frozen=True):
    """What the books know of a fiscal year."""

    heading: Heading
    plan: Plan
    behind: dict[str, list[Behind]]  # by code of the line

    @property
    def mixed(self) -> tuple[str, ...]:
        """The projects whose earmarked money is not of the public alone."""
        codes = ("funds_used_mixed", "funds_added_mixed")
        return tuple(sorted({one.piece for code in codes for one in self.behind.get(code, ())}))


def generosity_account(books: Books, year: int, *, shown: str = "") -> GenerosityAccount:
    """Return the resources of the fiscal year that closes in ``year``, and the sums of the year before.

    Args:
        books: where to read; one consistent view.
        year: in which it closes.
        shown: the line (a code of ``LINES``) whose payments a table of it lists; empty: none.

    Raises:
        ParameterMissing: an account of the plan does not hold on the closing day.
        NotAllowed: the login does not see all offices.
    """
    books.check_sees_all()
    with books.read() as session, uncollected():
        return _account(session, year, books.today, shown)


def _account(session: Session, year: int, today: date, shown: str) -> GenerosityAccount:
    values = legal_parameters(session)
    now, before = _year(session, year, values, today), _year_before(session, year - 1, values, today)
    has_before = before is not None and bool(before.behind)
    last_on = now.heading.last_on
    gifts = appeal_year(session, year, values, today)
    threshold = value_or_none(values, "appeal_threshold_cents", last_on)
    duty = value_on(values, "generosity_account_duty", last_on)
    reading = [value_on(values, "gifts_by_appeal", last_on)] if is_open(gifts, threshold) else []
    used = [f"account_{role}" for code in now.behind for role in BY_CODE[code].roles]
    accounts = [value_on(values, name, last_on) for name in dict.fromkeys(used)]
    asked = (duty, *([threshold] if threshold else []), *reading, *accounts)
    return GenerosityAccount(
        heading=now.heading,
        figures=figures_of(
            now.behind,
            before.behind if before is not None and has_before else None,
            now.plan,
            knows_funds=(
                now.heading.is_calendar_year,
                before is not None and before.heading.is_calendar_year,
            ),
        ),
        has_before=has_before,
        mixed=now.mixed,
        gifts=gifts,
        threshold=threshold,
        duty=duty,
        doubtful=tuple(one for one in asked if not one.confirmed),
        shown=shown,
    )


def _year_before(session: Session, year: int, values: Sequence[DatedValue], today: date) -> _Year | None:
    """Return the year before; ``None`` where the plan of accounts does not reach so far back."""
    try:
        return _year(session, year, values, today)
    except ParameterMissing:
        return None


def _year(session: Session, year: int, values: Sequence[DatedValue], today: date) -> _Year:
    heading = heading_of(session, year, today)
    plan = plan_on(values, heading.last_on)
    found: dict[str, list[Behind]] = {}
    for code, behind in _booked(session, heading, plan):
        found.setdefault(code, []).append(behind)
    if heading.is_calendar_year:
        mixed = mixed_projects(earmarked_kinds(session, heading.last_on))
        for one in earmarked(session, year):
            for code, behind in _earmarked(one, plan, heading, is_mixed=one.project in mixed):
                if behind.amount != ZERO:
                    found.setdefault(code, []).append(behind)
    return _Year(heading, plan, found)


def _booked(session: Session, heading: Heading, plan: Plan) -> Iterator[tuple[str, Behind]]:
    """Yield what the entries of the year credit to an account of a line: payments, then contributions."""
    for one in queries.bookings(session, heading):
        role = credited_role(one, heading.first_on)
        yield line_of(role), Behind(one.payment, one.on, plan[role], one.amount, one.of)
    for given in queries.given(session, heading):
        role = given_roles(given.kind)[1]
        yield line_of(role), Behind(given.ref, given.on, plan[role], given.amount)


def _earmarked(
    one: EarmarkedYear, plan: Plan, heading: Heading, *, is_mixed: bool
) -> Iterator[tuple[str, Behind]]:
    """Yield what donors earmarked for a project: what was carried into the year, used, carried over, left."""
    used, added = carried_over(one)
    sums = {"funds_used": used, "funds_added": added}
    if is_mixed:
        sums = {f"{code}_mixed": amount for code, amount in sums.items()}
    else:
        sums |= {"funds_before": one.carried, "funds_left": one.left}
    for code, amount in sums.items():
        on = heading.first_on if code == "funds_before" else heading.last_on
        yield code, Behind(one.project, on, plan[BY_CODE[code].roles[0]], amount)
