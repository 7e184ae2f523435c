"""Under which conditions receipts of a year are planned, and whether one could be printed."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from donations_app.db.queries.settings import organisation, signatory_on
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.parameters import value_on
from donations_app.domain.receipts import Conditions, OnlineDate, PlannedReceipt
from donations_app.formats.legal import parameters
from donations_app.services.receipt_contents import descriptions_of
from receipts.press import check_description, check_donor
from receipts.text import Unprintable

Period = tuple[date, date]


def conditions_on(session: Session, year: int, today: date, *, period: Period | None = None) -> Conditions:
    """Return the settings and parameters for receipts of ``year`` made on the day ``today``.

    Raises:
        InputRefused: the period does not lie within the year.
    """
    if period and not date(year, 1, 1) <= period[0] <= period[1] <= date(year, 12, 31):
        raise InputRefused([_outside(period, year)])
    values, last, facts = parameters(), date(year, 12, 31), organisation(session, today)
    policy: OnlineDate = "paid" if facts.online_date == "paid" else "credited"
    return Conditions(
        year=year,
        today=today,
        online_date=policy,
        form_individuals=str(value_on(values, "form_individuals", today).value),
        form_companies=str(value_on(values, "form_companies", today).value),
        ifi_eligible=facts.ifi_eligible,
        minimum=Money(facts.receipt_minimum_cents),
        has_signatory=bool(signatory_on(session, today)),
        counterpart_ceiling=Money(int(value_on(values, "counterpart_ceiling_cents", last).value)),
        counterpart_quarter=int(value_on(values, "counterpart_quarter", last).value),
        refund_window=timedelta(days=int(value_on(values, "refund_window_days", today).value)),
        period=period,
    )


def _outside(period: Period, year: int) -> Problem:
    value = f"{period[0].isoformat()} – {period[1].isoformat()}"
    return Problem("period", "period_outside_year", value, {"year": year})


def is_printable(planned: PlannedReceipt) -> bool:
    """Tell whether the letters have every character of the receipt, and a company's gifts fit their place."""
    giver = planned.giver
    try:
        check_donor(
            giver.last_name, giver.first_name, giver.second_last_name, giver.second_first_name,
            giver.organisation, giver.legal_form, giver.siren,
            giver.address, giver.address2, giver.postcode, giver.city,
        )  # fmt: skip
        check_description(descriptions_of(planned))
    except Unprintable:
        return False
    return True
