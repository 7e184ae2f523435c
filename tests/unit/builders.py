"""Givers, lines and conditions whose receipt would be issued, unless facts say otherwise."""

from datetime import date, timedelta
from typing import Any

from donations_app.domain.gifts import Conditions, GiftLine, Giver
from donations_app.domain.money import ZERO, Money
from donations_app.domain.statements import Heading

HEADING = Heading("Aman", "SIREN 552100554", date(2026, 1, 15), 2025, date(2025, 1, 1), date(2025, 12, 31))


def giver(**facts: Any) -> Giver:
    """Return somebody in Marseille."""
    known: dict[str, Any] = dict.fromkeys(
        ("title", "second_last_name", "second_first_name", "organisation", "address2", "residence_statement",
         "legal_form", "siren", "fiscal_year_end"), "",
    )  # fmt: skip
    known |= {
        "id": 1, "version": 1, "ref": "A1", "kind": "individual", "last_name": "Moreau", "first_name": "Claire",
        "address": "1 rue X", "postcode": "13001", "city": "Marseille", "country": "FR", "tax_resident_fr": None,
        "receipt_wish": "annual", "deceased_on": None, "second_deceased_on": None,
    }  # fmt: skip
    return Giver(**(known | facts))


def company(**facts: Any) -> Giver:
    """Return a company in Marseille."""
    known: dict[str, Any] = {
        "ref": "E1", "kind": "company", "last_name": "", "first_name": "", "organisation": "Ateliers",
        "legal_form": "SARL", "siren": "552100554",
    }  # fmt: skip
    return giver(**(known | facts))


def line(cents: int = 100_00, **facts: Any) -> GiftLine:
    """Return a cheque of 1 March 2025; goods given back are a number of cents."""
    goods = Money(facts.pop("goods", 0))
    known: dict[str, Any] = {
        "id": 1, "payment": f"V{facts.get('id', 1)}", "position": 1, "kind": "donation", "method": "cheque",
        "amount": Money(cents), "received_on": date(2025, 3, 1), "credited_on": None, "cheque_date": None,
        "counterpart": goods, "counterpart_kind": "goods" if goods else "", "description": "", "evidence": "",
        "article": "200", "pass_through": False, "is_provisional": False, "issued_by": "", "reversal": "",
        "receipt": "", "project_eligible": True,
    }  # fmt: skip
    return GiftLine(**(known | facts))


def conditions(**facts: Any) -> Conditions:
    """Return the conditions of the gifts of 2025, looked at in January 2026."""
    known: dict[str, Any] = {
        "year": 2025, "today": date(2026, 1, 15), "online_date": "credited", "form_individuals": "11580*05",
        "form_companies": "16216*03", "ifi_eligible": False, "minimum": ZERO, "has_signatory": True,
        "counterpart_ceiling": Money(73_00), "counterpart_quarter": 2_500, "refund_window": timedelta(weeks=8),
    }  # fmt: skip
    return Conditions(**(known | facts))
