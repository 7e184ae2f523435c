"""Legal thresholds of a fiscal year, and the statement of what came from abroad in it."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.appeals import Received, received
from donations_app.db.queries.resources import ForeignLine, Resource, foreign_lines, resources
from donations_app.db.queries.settings import online_policy_on
from donations_app.domain.appeals import YEARS, Appeals, AppealYear, is_by_appeal
from donations_app.domain.foreign import (
    ForeignResource,
    ForeignStatement,
    Necessity,
    Unclear,
    by_state,
    intermediary,
    personality,
    unclear,
)
from donations_app.domain.gifts import is_money_given
from donations_app.domain.parameters import DatedValue, value_on, value_or_none
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.statements import Sum, total
from donations_app.domain.territories import is_foreign
from donations_app.domain.thresholds import Thresholds, gives_right, is_gift_without_right, is_subsidy
from donations_app.i18n import country_name
from donations_app.services.books.legal import legal_parameters
from donations_app.services.statements.headings import closing_year, heading_of

_GIFTS_OF_NOBODY = ("donation", "collection")


def thresholds(books: Books, year: int) -> Thresholds:
    """Return gifts and subsidies of the fiscal year closed in ``year``, each against the legal threshold.

    Args:
        books: where to read; one consistent view.
        year: in which the fiscal year closes.
    """
    with books.read() as session:
        return thresholds_in(session, year, books.today)


def thresholds_in(session: Session, year: int, today: date) -> Thresholds:
    """Return gifts and subsidies in a view that others opened."""
    heading, values = heading_of(session, year, today), legal_parameters(session)
    quarter = int(value_on(values, "counterpart_quarter", heading.last_on).value)
    found = resources(session, heading, online_policy_on(session, today), quarter=quarter)
    rule = value_on(values, "gifts_of_non_residents", heading.last_on)
    of_right = [one for one in found if gives_right(one.kind, one.payer_kind)]
    open_ones = [one for one in of_right if not one.is_barred]
    eligible = [one for one in open_ones if one.is_resident or rule.value == "counted"]
    subsidies = [
        one for one in found if is_subsidy(one.kind, one.payer_kind) and one.kind not in IN_KIND_KINDS
    ]
    return Thresholds(
        heading=heading,
        threshold=value_on(values, "audit_threshold_cents", heading.last_on),
        foreign_begun=value_on(values, "foreign_statement_duty", heading.first_on).value == "yes",
        residence_rule=rule,
        gifts={kind: _sum(one for one in eligible if one.kind == kind) for kind in _kinds(eligible)},
        receipted=_sum(one for one in eligible if one.is_receipted),
        anonymous=_sum(one for one in found if one.payer_kind is None and one.kind in _GIFTS_OF_NOBODY),
        not_resident=_sum(one for one in open_ones if not one.is_resident),
        organisations=_sum(one for one in found if is_gift_without_right(one.kind, one.payer_kind)),
        barred=_sum(one for one in of_right if one.is_barred),
        subsidies=_sum(one for one in subsidies if one.is_french),
        foreign_subsidies=_sum(one for one in subsidies if not one.is_french),
        appeals=appeals_in(session, heading.year, values, today),
    )


def appeals_of_today(books: Books) -> Appeals:
    """Return what appeals may have brought in the fiscal year of today, and in the two before."""
    with books.read() as session:
        year = closing_year(session, books.today)
        return appeals_in(session, year, legal_parameters(session), books.today)


def appeals_in(session: Session, year: int, values: Sequence[DatedValue], today: date) -> Appeals:
    """Return what appeals may have brought in a fiscal year and the two before, in an open view.

    Args:
        session: an open view.
        year: in which the fiscal year closes.
        values: the dated figures.
        today: of the reading.
    """
    last_on = heading_of(session, year, today).last_on
    years = [appeal_year(session, one, values, today) for one in range(year - YEARS + 1, year + 1)]
    reading = value_on(values, "gifts_by_appeal", last_on)
    return Appeals(value_or_none(values, "appeal_threshold_cents", last_on), tuple(years), reading)


def appeal_year(session: Session, year: int, values: Sequence[DatedValue], today: date) -> AppealYear:
    """Return what appeals may have brought in one fiscal year, by what was decided for its last day."""
    heading = heading_of(session, year, today)
    reading = str(value_on(values, "gifts_by_appeal", heading.last_on).value)
    found = received(session, heading, online_policy_on(session, today))
    given = [one for one in found if is_money_given(one.kind, one.payer_kind)]
    least = _sum(one for one in given if one.kind == "collection")
    counted = _sum(one for one in given if is_by_appeal(reading, one.kind, one.method))
    return AppealYear(
        year, least, _sum(given), not found, counted=None if reading == "undecided" else counted
    )


def _kinds(found: Iterable[Resource]) -> list[str]:
    return sorted({one.kind for one in found})


def _sum(found: Iterable[Resource | Received]) -> Sum:
    return total(one.sum for one in found)


def foreign_statement(books: Books, year: int) -> ForeignStatement:
    """Return what came from abroad in the fiscal year closed in ``year``, by State in the order of time.

    Args:
        books: where to read; one consistent view.
        year: in which the fiscal year closes.
    """
    with books.read() as session:
        return foreign_in(session, year, books.today)


def foreign_in(
    session: Session, year: int, today: date, *, known: Thresholds | None = None
) -> ForeignStatement:
    """Return what came from abroad in a view that others opened; ``known``: the thresholds of the year."""
    heading = heading_of(session, year, today)
    found = list(foreign_lines(session, heading))
    return ForeignStatement(
        heading=heading,
        necessity=_necessity(known or thresholds_in(session, year, today)),
        states=by_state(_resource(line) for line in found if is_foreign(line.country)),
        unclear=_unclear(found),
        without_state=tuple(sorted({line.payer for line in found if not is_foreign(line.country)})),
    )


def _necessity(found: Thresholds) -> Necessity:
    if not found.foreign_begun:
        return "not_begun"
    if found.gifts_above:
        return "required"
    return "by_non_residents" if found.hangs_on_residence else "below"


def _unclear(found: Iterable[ForeignLine]) -> tuple[tuple[str, Unclear], ...]:
    asked = {
        line.payer: unclear(line.payer_kind, legal_form=line.legal_form, name=line.organisation)
        for line in found
        if line.country != "FR"
    }
    return tuple((ref, code) for ref, code in sorted(asked.items()) if code)


def _resource(line: ForeignLine) -> ForeignResource:
    through = intermediary(method=line.method, description=line.description, issued_by=line.issued_by)
    return ForeignResource(
        country=line.country,
        state=country_name(line.country, "fr"),
        on=line.on,
        personality=personality(line.payer_kind, legal_form=line.legal_form, name=line.organisation),
        kind=line.kind,
        is_direct=through is None,
        intermediary=through or "",
        method=line.method,
        amount=line.amount,
        payer=line.payer,
        payment=line.payment,
        line=line.position,
    )
