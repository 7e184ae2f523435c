"""What is said of whole imports: their kinds, and what holds one that should be taken back."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from donations_app.code_words import together
from donations_app.domain.imports import BuiltOn
from donations_app.i18n import N_, _, day, isolated, ngettext

KINDS: Final = {
    "people": N_("People"),
    "projects": N_("Projects"),
    "payments": N_("Payments"),
    "recurring": N_("Recurring gifts"),
    "expenses": N_("Waived expenses"),
}
# what holds a whole import, by the table in which it stands, or by what changed
NOUNS: Final = {
    "facts": N_("changed since"),
    "credit": N_("credited or changed since"),
    "terms": N_("changed or stopped since"),
    "party": N_("merged with another record"),
    "party_merge": N_("merged with another record"),
    "party_apart": N_("said to be another person"),
    "payment": N_("a payment"),
    "allocation": N_("an allocation"),
    "membership": N_("a membership"),
    "recurring_gift": N_("a recurring gift"),
    "recurring_pause": N_("a pause"),
    "instalment_decision": N_("a decision about an instalment"),
    "expense_claim": N_("an expense claim"),
    "expense_outcome": N_("an expense claim"),
    "tax_receipt": N_("a receipt"),
    "receipt_line": N_("a receipt"),
    "deposit_line": N_("a deposit slip"),
    "project_partner": N_("a project"),
}
REASONS: Final = {
    "already": N_("it was taken back before."),
    "projects": N_("projects stay, as others may name them; correct them by hand."),
    "expenses": N_("claims are withdrawn one by one, on the page of expenses."),
}
_NAMED: Final = 12  # of what holds an import


def kind_words(kind: str) -> str:
    """Return what a file holds."""
    return _(KINDS[kind])


def noun_words(noun: str) -> str:
    """Return what stands on something that an import brought."""
    return _(NOUNS.get(noun, noun))


def reason_words(reason: str) -> str:
    """Return why an import is not taken back, as the end of a sentence."""
    return _(REASONS[reason])


def held_words(what: Sequence[BuiltOn]) -> str:
    """Return what holds an import: each record with what stands on it, a dozen by name, the others counted."""
    named = [f"{isolated(one.ref)} ({noun_words(one.noun)})" for one in what[:_NAMED]]
    if (more := len(what) - _NAMED) > 0:
        named.append(ngettext("{count} more", "{count} more", more).format(count=isolated(str(more))))
    return together(*named)


def standing_words(taken_back_on: date | None, held: Sequence[BuiltOn], *, is_open: bool) -> str:
    """Return whether an import can be taken back, and what holds it."""
    if taken_back_on:
        return _("taken back on {day}").format(day=day(taken_back_on))
    if held:
        return _("stays: {what}").format(what=held_words(held))
    return _("can be taken back") if is_open else _("stays")


COLUMNS: Final = {
    "ref": N_("Reference"), "kind": N_("Kind"), "title": N_("Form of address"), "last_name": N_("Last name"),
    "first_name": N_("First name"), "second_last_name": N_("Last name of the second"),
    "second_first_name": N_("First name of the second"), "organisation": N_("Organisation"),
    "legal_form": N_("Legal form"), "siren": N_("SIREN"), "siret": N_("SIRET"), "rna": N_("RNA"), "ice": N_("ICE"),
    "address": N_("Address"), "address2": N_("Address, second line"), "postcode": N_("Postcode"),
    "other_script": N_("Name in other letters"),
    "city": N_("Town"), "country": N_("Country"), "tax_resident_fr": N_("Tax-resident in France"),
    "email": N_("E-mail"), "phone": N_("Telephone"), "language": N_("Language"),
    "consent_email": N_("Agreement to e-mail"), "consent_post": N_("Agreement to letters"), "minor": N_("Under age"),
    "deceased_on": N_("Day of death"), "second_deceased_on": N_("Death of the second"),
    "receipt_wish": N_("Receipt"), "notes": N_("Notes"), "fiscal_year_end": N_("End of the fiscal year"),
    "residence_statement": N_("Statement of residence"), "money_origin": N_("Whose money is given"),
    "code": N_("Code"), "title_fr": N_("Title in French"), "title_en": N_("Title in English"),
    "title_ar": N_("Title in Arabic"), "axis": N_("Field of action"), "municipality": N_("Municipality"),
    "province": N_("Province"), "cost": N_("Cost"), "currency": N_("Currency"), "rate": N_("Rate"),
    "rule": N_("Rule of the funder"), "minimum_percent": N_("Least private share"),
    "minimum_cash_percent": N_("Least in money"), "maximum_in_kind_percent": N_("Most in kind"),
    "starts_on": N_("Begins on"), "ends_on": N_("Ends on"), "receipt_eligible": N_("Gives right to a receipt"),
    "association": N_("Association"), "association_cost": N_("Cost of the association"),
    "pass_through": N_("For somebody else"), "office": N_("Office"), "payer": N_("Payer"),
    "received_on": N_("Received on"), "credited_on": N_("Credited on"), "method": N_("Method"),
    "amount": N_("Amount"), "project": N_("Project"), "earmarked_by_donor": N_("Destined by the donor"),
    "dues_year": N_("Year of dues"), "cheque_number": N_("Cheque number"), "cheque_date": N_("Date of the cheque"),
    "bank": N_("Bank"), "counterpart_value": N_("Given in return"), "counterpart_kind": N_("Kind of return"),
    "description": N_("Description"), "evidence": N_("Evidence"), "receipt_issued_by": N_("Receipt issued by"),
    "returned_on": N_("Returned on"), "return_code": N_("Code of the return"), "article": N_("Article of the CGI"),
    "rate_source": N_("Source of the rate"), "rate_on": N_("Day of the rate"), "valued_by": N_("Valued by"),
    "frequency": N_("Frequency"), "day": N_("Day of the month"), "first_on": N_("First due on"),
    "last_on": N_("Last due on"), "iban": N_("IBAN"), "bic": N_("BIC"),
    "mandate_reference": N_("Reference of the mandate"), "mandate_signed_on": N_("Mandate signed on"),
    "waived_on": N_("Waived on"), "on": N_("Day"), "purpose": N_("Purpose"), "km": N_("Kilometres"),
    "vehicle": N_("Vehicle"), "power": N_("Fiscal power"), "electric": N_("Electric"), "plate": N_("Number plate"),
    "label": N_("Expense"),
}  # fmt: skip


def column_words(column: str) -> str:
    """Return what a column of ours is called on a screen."""
    return _(COLUMNS[column])
