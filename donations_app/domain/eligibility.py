"""Why a line stands on no receipt.

Conditions of the donor: BOI-IR-RICI-250-10-10 n° 1 (fiscal domicile in France). Counterparts: a
quarter of the payment, and a yearly ceiling a donor (BOI-IR-RICI-250-20, CGI annexe IV art. 23 N).
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from donations_app.domain.gifts import (
    Conditions,
    GiftLine,
    Giver,
    deciding_day,
    is_by_credit,
    is_disproportionate,
)
from donations_app.domain.identifiers import IdentifierInvalid, siren
from donations_app.domain.money import ZERO
from donations_app.domain.parties import has_whole_address, is_tax_resident, may_have_receipt
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.periods import fiscal_year_last_day

REASONS: Final = (
    "returned", "reversed", "already_receipted", "issued_by_platform", "anonymous", "not_a_gift",
    "pass_through", "not_eligible_project", "payer_is_organisation", "no_receipt_wished",
    "not_tax_resident", "siren_missing", "siren_invalid", "legal_form_missing", "name_missing",
    "address_missing", "received_date_missing", "credited_date_missing", "waiver_missing",
    "valuation_missing", "after_today", "counterpart_too_large", "straddles_fiscal_year", "ifi_not_eligible",
    "below_minimum", "signatory_missing", "unprintable",
)  # fmt: skip
# a person who knows or asks for what is missing takes these away: facts of the donor, where he is taxed, a day, a
# signatory
OF_DONOR: Final = (
    "address_missing", "name_missing", "siren_missing", "siren_invalid", "legal_form_missing", "unprintable",
)  # fmt: skip
COMPLETABLE: Final = (*OF_DONOR, "not_tax_resident", "credited_date_missing", "signatory_missing")
WEALTH_TAX_KINDS: Final = ("donation", "securities")  # article 978: money and listed securities alone


def first_reason(
    giver: Giver | None, line: GiftLine, conditions: Conditions, *, of_giver: str, above_ceiling: bool
) -> str:
    """Return the first reason that applies, in the order of ``REASONS``, or nothing.

    Args:
        giver: the payer; ``None`` where nobody is known.
        line: a line of his.
        conditions: settings and parameters of the year.
        of_giver: the ``giver_reason``, the same for all of his lines.
        above_ceiling: whether the line is one of ``lines_above_ceiling``.
    """
    return (
        _history_reason(line)
        or _line_of_giver_reason(giver, line)
        or of_giver
        or _line_reason(giver, line, conditions, above_ceiling=above_ceiling)
    )


def _history_reason(line: GiftLine) -> str:
    if line.reversal:
        return "returned" if line.reversal == "return" else "reversed"
    if line.receipt:
        return "already_receipted"
    return "issued_by_platform" if line.issued_by else ""


def _line_of_giver_reason(giver: Giver | None, line: GiftLine) -> str:
    if giver is None:
        return "anonymous"
    if line.kind not in giver.nature_boxes:
        return "not_a_gift"
    if line.pass_through:
        return "pass_through"
    return "" if line.project_eligible else "not_eligible_project"


def giver_reason(giver: Giver | None) -> str:
    """Return the first reason why a payer gets no receipt whatever he gave, or nothing."""
    if giver is None:
        return ""
    if not may_have_receipt(giver.kind):
        return "payer_is_organisation"
    if giver.receipt_wish == "none":
        return "no_receipt_wished"
    if not is_tax_resident(declared=giver.tax_resident_fr, country=giver.country):
        return "not_tax_resident"
    if giver.is_company:
        missing = _company_reason(giver)
    else:
        missing = "" if giver.last_name and giver.first_name else "name_missing"
    return missing or ("" if has_whole_address(giver) else "address_missing")


def _company_reason(giver: Giver) -> str:
    if not giver.siren:
        return "siren_missing"
    try:
        siren(giver.siren)
    except IdentifierInvalid:
        return "siren_invalid"
    if not giver.legal_form:
        return "legal_form_missing"
    return "" if giver.organisation else "name_missing"


def _line_reason(giver: Giver | None, line: GiftLine, conditions: Conditions, *, above_ceiling: bool) -> str:
    decided = deciding_day(line, conditions.online_date)
    if decided is None:
        by_credit = is_by_credit(line, conditions.online_date)
        return "credited_date_missing" if by_credit else "received_date_missing"
    is_company = giver is not None and giver.is_company
    # the form for companies asks for all that was given, in words
    if line.kind in IN_KIND_KINDS and not (line.evidence and (line.description or not is_company)):
        return "waiver_missing" if line.kind == "waived_expenses" else "valuation_missing"
    if decided > conditions.today:
        return "after_today"  # a receipt dated before its payment
    too_much = is_disproportionate(
        line.amount, line.counterpart, line.counterpart_kind, conditions.counterpart_quarter
    )
    if above_ceiling or too_much:
        return "counterpart_too_large"
    if giver is not None and is_company and conditions.period and _straddles(giver, conditions.period):
        return "straddles_fiscal_year"
    is_barred = line.article == "978" and not is_company and not _may_be_wealth_tax(line, conditions)
    return "ifi_not_eligible" if is_barred else ""


def _straddles(giver: Giver, period: tuple[date, date]) -> bool:
    return fiscal_year_last_day(giver.fiscal_year_end, period[0]) < period[1]


def _may_be_wealth_tax(line: GiftLine, conditions: Conditions) -> bool:
    return conditions.ifi_eligible and line.kind in WEALTH_TAX_KINDS


def lines_above_ceiling(giver: Giver | None, lines: Sequence[GiftLine], conditions: Conditions) -> set[int]:
    """Return the lines whose goods take the donor's year above the ceiling, in the order they came.

    The ceiling is of individuals; a company has the quarter alone. Where a revision of it is due and not
    published, it is the highest that the revision may give: goods between both are warned of, not refused.
    """
    above, total = set[int](), ZERO
    if giver is not None and giver.is_company:
        return above
    with_goods = [line for line in lines if line.goods]
    for line in sorted(with_goods, key=lambda one: (one.received_on or one.credited_on or date.max, one.id)):
        total += line.goods
        if total > conditions.counterpart_limit:
            above.add(line.id)
    return above
