"""What is said of whole imports: their kinds, and what holds one that should be taken back."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from donations_app.domain.imports import BuiltOn, Corrected, TakenBack
from donations_app.domain.written import COMMA, DAY_FIRST, FIRST_LAST, LAST_FIRST, MONTH_FIRST, POINT
from donations_app.i18n import N_, _, day, isolated, ngettext
from donations_app.words.codes import together
from donations_app.words.doubles import NOUNS as OF_PEOPLE
from donations_app.words.people import FIELDS
from donations_app.words.platform_phrases import COLUMNS as OF_PLATFORMS

KINDS: Final = {
    "people": N_("People"),
    "projects": N_("Projects"),
    "payments": N_("Payments"),
    "recurring": N_("Recurring gifts"),
    "expenses": N_("Waived expenses"),
}
# headings that a file of each kind has as a rule
HEADINGS: Final = {
    "people": ("last_name", "first_name", "address", "postcode", "city", "email"),
    "projects": ("code", "title_fr", "municipality", "cost", "association"),
    "payments": ("payer", "received_on", "amount", "method", "project"),
    "recurring": ("payer", "amount", "frequency", "first_on"),
    "expenses": ("payer", "waived_on", "on", "purpose", "km"),
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
    "circular": N_("a letter to a list"),
    "membership": N_("a membership"),
    "dues_exemption": N_("a year free of dues"),
    "membership_pause": N_("a suspended or honorary membership"),
    "dues_call": N_("a letter about dues"),
    "recurring_gift": N_("a recurring gift"),
    "recurring_pause": N_("a pause"),
    "mandate": N_("a mandate"),
    "collection_line": N_("a direct debit"),
    "debit_notice": N_("a notice of a direct debit"),
    "bank_match": N_("a match with a line of the bank"),
    "bank_rule": N_("a rule for lines of the bank"),
    "instalment_decision": N_("a decision about an instalment"),
    "expense_claim": N_("an expense claim"),
    "expense_outcome": N_("an expense claim"),
    "tax_receipt": N_("a receipt"),
    "receipt_line": N_("a receipt"),
    "deposit_line": N_("a deposit slip"),
    "project_partner": N_("a project"),
    "project_budget": N_("a changed cost or association of a project"),
    "funding_rule": N_("a funder's rule"),
    "financing": N_("a funder's promise or agreement"),
    "contribution": N_("a valued contribution"),
    "party_origin": N_("a word about the origin of money"),
    "spending": N_("a spending of a project"),
    "import_correction": N_("corrected in a later import"),
    "payment_line": N_("a payment"),
    "expense_trip": N_("an expense claim"),
    "expense_item": N_("an expense claim"),
    "consent": N_("a word about being written to"),
    "former_address": N_("a move"),
    "situation": N_("a change of situation"),
    "officer": N_("an office"),
}
REASONS: Final = {
    "already": N_("it was taken back before."),
}
_NAMED: Final = 12  # of what holds an import


def kind_words(kind: str) -> str:
    """Return what a file holds."""
    return _(KINDS[kind])


def noun_words(noun: str) -> str:
    """Return what stands on something that an import brought."""
    return _(NOUNS[noun] if noun in NOUNS else OF_PEOPLE[noun])


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
    **OF_PLATFORMS,
    "ref": N_("Reference"), "full_name": N_("Full name"), **FIELDS, "second_deceased_on": N_("Death of the second"),
    "deceased_on": N_("Day of death"),
    "code": N_("Code"), "title_fr": N_("Title in French"), "title_en": N_("Title in English"),
    "title_ar": N_("Title in Arabic"), "axis": N_("Field of action"), "municipality": N_("Municipality"),
    "province": N_("Province"), "cost": N_("Cost"), "currency": N_("Currency"), "rate": N_("Rate"),
    "rule": N_("Rule of the funder"), "minimum_percent": N_("Least private share"),
    "minimum_cash_percent": N_("Least in money"), "maximum_in_kind_percent": N_("Most in kind"),
    "starts_on": N_("Begins on"), "ends_on": N_("Ends on"), "receipt_eligible": N_("Gives right to a receipt"),
    "association": N_("Association"), "association_cost": N_("Cost of the association"),
    "short_fr": N_("Short name in French"), "short_en": N_("Short name in English"),
    "short_ar": N_("Short name in Arabic"), "action": N_("Action"), "programme": N_("Programme"),
    "people_served": N_("People served"), "state": N_("State"), "unassigned": N_("Money without an association"),
    "eligible_cost": N_("Eligible costs"), "cash_budget": N_("Budget in cash"),
    "pass_through": N_("For somebody else"), "office": N_("Office"), "payer": N_("Payer"),
    "received_on": N_("Received on"), "credited_on": N_("Credited on"), "method": N_("Method"),
    "amount": N_("Amount"), "project": N_("Project"), "earmarked_by_donor": N_("Destined by the donor"),
    "dues_year": N_("Year of dues"), "cheque_number": N_("Cheque number"), "cheque_date": N_("Date of the cheque"),
    "bank": N_("Bank"), "counterpart_value": N_("Given in return"), "counterpart_kind": N_("Kind of return"),
    "description": N_("Description"), "evidence": N_("Evidence"), "receipt_issued_by": N_("Receipt issued by"),
    "returned_on": N_("Returned on"), "return_code": N_("Code of the return"), "article": N_("Article of the CGI"),
    "rate_source": N_("Source of the rate"), "rate_on": N_("Day of the rate"), "valued_by": N_("Valued by"),
    "decided_on": N_("Decided on"),
    "frequency": N_("Frequency"), "day": N_("Day of the month"), "first_on": N_("First due on"),
    "last_on": N_("Last due on"), "iban": N_("IBAN"), "bic": N_("BIC"),
    "mandate_reference": N_("Reference of the mandate"), "mandate_signed_on": N_("Mandate signed on"),
    "waived_on": N_("Waived on"), "on": N_("Day"), "purpose": N_("Purpose"), "km": N_("Kilometres"),
    "vehicle": N_("Vehicle"), "power": N_("Fiscal power"), "electric": N_("Electric"), "plate": N_("Number plate"),
    "label": N_("Expense"),
}  # fmt: skip


_WRITTEN: Final = {"days": N_("Days"), "decimals": N_("Amounts"), "names": N_("Names")}
_CHOICES: Final = {
    "days": {DAY_FIRST: N_("Day first"), MONTH_FIRST: N_("Month first")},
    "decimals": {"": N_("as they stand"), COMMA: "1.234,56", POINT: "1,234.56"},
    "names": {"": N_("not known"), LAST_FIRST: N_("Last name first"), FIRST_LAST: N_("First name first")},
}


def written_words(name: str) -> str:
    """Return what is asked of how a file writes: a key of ``domain.written.CHOICES``."""
    return _(_WRITTEN[name])


def written_choices(name: str) -> dict[str, str]:
    """Return what may be said of it, by code; with nothing, where it need not be said."""
    return {code: _(text) if text[0].isalpha() else isolated(text) for code, text in _CHOICES[name].items()}


def taken_back_words(gone: TakenBack) -> str:
    """Return that a person was taken back, when, and with which import."""
    if not gone.import_ref:
        return _("Taken back on {day}: this record counts nowhere.").format(day=day(gone.on))
    told = _("Taken back on {day} with the import {ref}: this record counts nowhere.")
    return told.format(day=day(gone.on), ref=isolated(gone.import_ref))


def correction_words(cell: Corrected) -> str:
    """Return what was corrected of a cell: where, what the file says, and what was taken."""
    told = _("Line {line}, {column}: “{stated}” in the file, taken as “{taken}”")
    stated, taken = isolated(cell.stated or "–"), isolated(cell.taken or "–")
    column = column_words(cell.column) if cell.column in COLUMNS else isolated(cell.column)
    return told.format(line=isolated(str(cell.line)), column=column, stated=stated, taken=taken)


def column_words(column: str) -> str:
    """Return what a column of ours is called on a screen."""
    return _(COLUMNS[column])


def guide_words(kind: str) -> tuple[str, ...]:
    """Return what to do with a file of which no line is judged yet, one step after the other.

    Args:
        kind: one of ``KINDS``; the headings that it has as a rule are the example.
    """
    headings = together(*map(column_words, HEADINGS[kind]))
    listed = together(*(isolated(_(text)) for text in KINDS.values()))
    return (
        _("1. Say at the top what the file lists: {kinds}.").format(kinds=listed),
        _(
            "2. Say beside each heading what it means. A file of “{kind}” has, for instance: {headings}."
        ).format(kind=_(KINDS[kind]), headings=headings),
        _("3. Its lines then appear here, each with its verdict. Nothing is written before you say so."),
        _("For another file, close this window and drop it on the program."),
    )
