"""The legal figures in words: what each is, its value in its unit, from when to when, who confirmed it."""

from datetime import date
from typing import Final

from donations_app.domain.money import Money
from donations_app.domain.parameters import CHOICES, DatedValue
from donations_app.i18n import N_, NN_, _, count, day, isolated, money, ngettext, percent
from donations_app.words.law import source_words

FIGURES: Final = {
    "form_individuals": N_("Form of the receipts of individuals"),
    "form_companies": N_("Form of the receipts of companies"),
    "wording_individuals": N_("Printed texts of the receipts of individuals"),
    "wording_companies": N_("Printed texts of the receipts of companies"),
    "counterpart_ceiling_cents": N_("Ceiling of goods given in return, a donor and year"),
    "counterpart_ceiling_pending_cents": N_("How far a revision that is due may lift that ceiling"),
    "counterpart_quarter": N_("Largest share of a gift given in return"),
    "refund_window_days": N_("Days in which a direct debit may come back"),
    "audit_threshold_cents": N_("Yearly gifts, or subsidies, that call for an auditor"),
    "receipt_retention_years": N_("How long issued receipts are kept"),
    "voucher_retention_years": N_("How long accounting vouchers are kept"),
    "mandate_retention_months": N_("How long the mandate of a direct debit is kept after its end"),
    "mandate_lapse_months": N_("Months without a collection after which a mandate lapses"),
    "debit_notice_days": N_("Days before a direct debit by which the donor is told"),
    "contact_retention_months": N_("How long name and address stay after the last contact"),
    "declaration_duty": N_("Whether gifts are declared for a year opened on that day"),
    "declaration_documents": N_("Which documents the declaration of gifts counts"),
    "appeal_threshold_cents": N_("Yearly gifts by appeals to the public, above which these are declared"),
    "generosity_account_duty": N_("Whether the account of resources from the public is drawn up for a year"),
    "gifts_by_appeal": N_("Gifts that count as brought by appeals to the public"),
    "foreign_statement_duty": N_("Whether resources from abroad are stated for a year opened on that day"),
    "gifts_of_non_residents": N_("Gifts of non-residents, for the threshold of gifts"),
    "mileage_vehicles": N_("Vehicles of one volunteer, for the mileage scale"),
    "dues_late_after": N_("Month and day after which dues are overdue"),
    "declaration_earliest_due_on": N_("The earliest day on which the first declarations were due"),
    "backups_kept_days": N_("Days of each of which the last backup stays"),
    "backups_kept_weeks": N_("Weeks of each of which the last backup stays"),
    "backups_kept_months": N_("Months of each of which the last backup stays"),
    "backups_kept_years": N_("Years of each of which the last backup stays"),
    "account_bank": N_("Account of the bank"),
    "account_cash": N_("Account of cash in hand"),
    "account_cheques": N_("Account of cheques to be deposited"),
    "account_securities": N_("Account of securities received"),
    "account_gifts": N_("Account of gifts by hand"),
    "account_waived": N_("Account of expenses waived by volunteers"),
    "account_company_gifts": N_("Account of gifts of companies"),
    "account_contributions": N_("Account of contributions of other organisations"),
    "account_subsidies": N_("Account of subsidies"),
    "account_dues": N_("Account of dues"),
    "account_sales": N_("Account of sales"),
    "account_participations": N_("Account of what users take part with"),
    "account_volunteer_expenses": N_("Account of the expenses of volunteers"),
    "account_volunteers_due": N_("Account of what volunteers have to get"),
    "account_taken_back": N_("Account of income of earlier years that was taken back"),
    "account_bank_fees": N_("Account of what banks take for their services"),
    "account_things_used": N_("Account (class 86) of things given and used"),
    "account_things": N_("Account (class 87) of things given"),
    "account_services_used": N_("Account (class 86) of skills given and used"),
    "account_services": N_("Account (class 87) of skills given"),
    "account_labour_used": N_("Account (class 86) of the work of volunteers"),
    "account_labour": N_("Account (class 87) of the work of volunteers"),
    "account_earmarked": N_("Account of what donors earmarked and is not used"),
    "account_earmarked_carried": N_("Account by which it is carried over"),
    "account_earmarked_used": N_("Account by which it is used"),
    "backup_late_days": N_("Days after which the age of the last backup is a warning"),
}
VALUES: Final = {
    "yes": N_("Yes"),
    "no": N_("No"),
    "gifts": N_("On its gifts"),
    "issued": N_("Issued in the period"),
    "apart": N_("Apart"),
    "counted": N_("Counted"),
    "together": N_("Together"),
    "undecided": N_("Not decided: between collections and all gifts of money"),
    "collections": N_("Collections alone"),
    "online": N_("Collections, and gifts by card or online"),
    "all": N_("All gifts of money"),
}


SPANS: Final = {
    "days": NN_("{count} day", "{count} days"),
    "weeks": NN_("{count} week", "{count} weeks"),
    "months": NN_("{count} month", "{count} months"),
    "years": NN_("{count} year", "{count} years"),
}


def span_word(span: str, number: int) -> str:
    """Return a number of days, weeks, months or years."""
    return ngettext(*SPANS[span], number).format(count=count(number))


def figure_word(name: str) -> str:
    """Return what a legal figure is; one that a later program knows stands by its name."""
    return _(FIGURES[name]) if name in FIGURES else isolated(name)


def choice_word(name: str, value: str) -> str:
    """Return a value that is a word, a day or a name."""
    if name in CHOICES:
        return _(VALUES[value])
    return day(date.fromisoformat(value)) if name.endswith("_on") else isolated(value)


def value_word(figure: DatedValue) -> str:
    """Return the value in its unit."""
    value = figure.value
    if not isinstance(value, int):
        return choice_word(figure.name, value)
    if figure.name.endswith("_cents"):
        return money(Money(value))
    span = figure.name.rpartition("_")[2]
    if span in SPANS:
        return span_word(span, value)
    return percent(value) if figure.name == "counterpart_quarter" else count(value)


def doubt_sentence(figure: DatedValue) -> str:
    """Say that nobody has confirmed a legal figure, in words, with its source."""
    return _("To be confirmed: {name} = {value}, from {day} on ({source}).").format(
        name=figure_word(figure.name),
        value=value_word(figure),
        day=day(figure.first_on),
        source=source_words(figure),
    )


def doubt_words(figure: DatedValue) -> str:
    """Return that nobody has confirmed a figure, in words, and below it its source.

    In one line with Arabic words a source of several lines loses its first letter: Qt reckons the bracket
    before it to its other end.
    """
    told = _("To be confirmed: {name} = {value}, from {day} on.")
    said = told.format(name=figure_word(figure.name), value=value_word(figure), day=day(figure.first_on))
    return f"{said}\n{source_words(figure)}"


def state_word(figure: DatedValue) -> str:
    """Return in a word whether somebody confirmed it."""
    if not figure.confirmed:
        return _("To be confirmed")
    return _("Confirmed") if figure.decided_by else _("By its source")


def state_tone(figure: DatedValue) -> str:
    """Return the state in which the word is drawn."""
    if not figure.confirmed:
        return "warn"
    return "ok" if figure.decided_by else "plain"


def state_sentence(figure: DatedValue) -> str:
    """Return who confirmed it and when, or that nobody did."""
    if not figure.confirmed:
        return _("Nobody has confirmed it yet: look it up, then write where you read it.")
    if figure.decided_by and figure.decided_on:
        told = _("Confirmed by {who} on {day}.")
        return told.format(who=isolated(figure.decided_by), day=day(figure.decided_on))
    return _("It ships with the program, with its source.")


def period_word(first_on: date, last_on: date | None) -> str:
    """Return from when to when something holds."""
    if last_on is None:
        return _("from {first} on").format(first=day(first_on))
    return _("from {first} to {last}").format(first=day(first_on), last=day(last_on))
