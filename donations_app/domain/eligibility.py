"""Why a line stands on no receipt.

Conditions of the donor: BOI-IR-RICI-250-10-10 n° 1 (fiscal domicile in France). Counterparts: a
quarter of the payment, and a yearly ceiling a donor (BOI-IR-RICI-250-20, CGI annexe IV art. 23 N).
"""

from collections.abc import Iterator, Sequence
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
# a person who knows or asks for what is missing takes these away: the donor's facts, a day, a signatory
COMPLETABLE: Final = (
    "address_missing", "name_missing", "siren_missing", "siren_invalid", "legal_form_missing",
    "not_tax_resident", "unprintable", "credited_date_missing", "signatory_missing",
)  # fmt: skip
WEALTH_TAX_KINDS: Final = ("donation", "securities")  # article 978: money and listed securities alone


def first_reason(giver: Giver | None, line: GiftLine, conditions: Conditions, *, above_ceiling: bool) -> str:
    """Return the first reason that applies, in the order of ``REASONS``, or nothing."""
    checks = (
        _history_reasons(line),
        _line_of_giver_reasons(giver, line),
        _giver_reasons(giver) if giver else (),
        _line_reasons(giver, line, conditions, above_ceiling=above_ceiling),
    )
    return next((reason for check in checks for reason in check), "")


def _history_reasons(line: GiftLine) -> Iterator[str]:
    if line.reversal:
        yield "returned" if line.reversal == "return" else "reversed"
    if line.receipt:
        yield "already_receipted"
    if line.issued_by:
        yield "issued_by_platform"


def _line_of_giver_reasons(giver: Giver | None, line: GiftLine) -> Iterator[str]:
    if giver is None:
        yield "anonymous"
    elif line.kind not in giver.nature_boxes:
        yield "not_a_gift"
    if line.pass_through:
        yield "pass_through"
    if not line.project_eligible:
        yield "not_eligible_project"


def _giver_reasons(giver: Giver) -> Iterator[str]:
    if not may_have_receipt(giver.kind):
        yield "payer_is_organisation"
    if giver.receipt_wish == "none":
        yield "no_receipt_wished"
    if not is_tax_resident(declared=giver.tax_resident_fr, country=giver.country):
        yield "not_tax_resident"
    if giver.is_company:
        yield from _company_reasons(giver)
    elif not giver.last_name or not giver.first_name:
        yield "name_missing"
    if not has_whole_address(giver):
        yield "address_missing"


def _company_reasons(giver: Giver) -> Iterator[str]:
    if not giver.siren:
        yield "siren_missing"
    else:
        try:
            siren(giver.siren)
        except IdentifierInvalid:
            yield "siren_invalid"
    if not giver.legal_form:
        yield "legal_form_missing"
    if not giver.organisation:
        yield "name_missing"


def _line_reasons(
    giver: Giver | None, line: GiftLine, conditions: Conditions, *, above_ceiling: bool
) -> Iterator[str]:
    decided = deciding_day(line, conditions.online_date)
    if decided is None:
        by_credit = is_by_credit(line, conditions.online_date)
        yield "credited_date_missing" if by_credit else "received_date_missing"
    is_company = giver is not None and giver.is_company
    # the form for companies asks for all that was given, in words
    if line.kind in IN_KIND_KINDS and not (line.evidence and (line.description or not is_company)):
        yield "waiver_missing" if line.kind == "waived_expenses" else "valuation_missing"
    if decided is not None and decided > conditions.today:
        yield "after_today"  # a receipt dated before its payment
    too_much = is_disproportionate(
        line.amount, line.counterpart, line.counterpart_kind, conditions.counterpart_quarter
    )
    if above_ceiling or too_much:
        yield "counterpart_too_large"
    if giver is not None and is_company and conditions.period and _straddles(giver, conditions.period):
        yield "straddles_fiscal_year"
    if line.article == "978" and not is_company and not _may_be_wealth_tax(line, conditions):
        yield "ifi_not_eligible"


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
    for line in sorted(lines, key=lambda line: (line.received_on or line.credited_on or date.max, line.id)):
        if goods := line.goods:
            total += goods
            if total > conditions.counterpart_limit:
                above.add(line.id)
    return above
