"""Why a gift gets no receipt, and what is warned of before it gets one."""

from typing import Final

from donations_app.domain.money import Money
from donations_app.domain.receipts import LeftOut
from donations_app.i18n import N_, _, count, isolated, money, ngettext

REASONS: Final = {
    "returned": N_("The bank took the payment back."),
    "reversed": N_("The payment was reversed."),
    "already_receipted": N_("A receipt stands on it already."),
    "issued_by_platform": N_("A platform issued the receipt already."),
    "anonymous": N_("The payer is not known."),
    "not_a_gift": N_("It is not a gift: a sale, a participation, a subsidy, a grant or a collection."),
    "pass_through": N_("The money only passes through the association."),
    "not_eligible_project": N_("The project does not open a right to a receipt."),
    "payer_is_organisation": N_("The payer is neither a person nor a company: neither form is for it."),
    "no_receipt_wished": N_("The donor wishes no receipt."),
    "not_tax_resident": N_(
        "The donor is not tax-resident in France. Record a statement of residence if he is."
    ),
    "siren_missing": N_("The SIREN is missing. Complete the company."),
    "siren_invalid": N_("The SIREN is wrong. Correct the company."),
    "legal_form_missing": N_("The legal form is missing. Complete the company."),
    "name_missing": N_("The last or first name is missing. Complete the person."),
    "address_missing": N_("The postal address is incomplete. Complete the person."),
    "received_date_missing": N_("The day of reception is missing."),
    "credited_date_missing": N_("The day of credit is missing. Write it from the bank statement."),
    "waiver_missing": N_("The signed waiver of expenses is missing."),
    "after_today": N_(
        "The payment is dated after today: its receipt would be dated before it. Check the clock of this computer, or wait for the day."
    ),
    "valuation_missing": N_(
        "The document that values the gift is missing, or what a company gave is not described."
    ),
    "counterpart_too_large": N_(
        "What the donor got back is above a quarter of the gift or the yearly ceiling."
    ),
    "straddles_fiscal_year": N_(
        "The period straddles two fiscal years of the company. Issue a receipt for each."
    ),
    "ifi_not_eligible": N_("The association is not on the list of article 978."),
    "below_minimum": N_("The sum is below the smallest receipt."),
    "signatory_missing": N_("Nobody may sign on this day. Add a signatory to the settings."),
    "unprintable": N_(
        "The name, the address or the description has characters that cannot be printed, or does not fit. Correct it."
    ),
}
WARNINGS: Final = {
    "after_death": N_(
        "Given after the death of the giver. A standing order goes on until the bank is told; what the heirs give is their own gift, and a legacy is none: ask them before the receipt is issued."
    ),
    "after_death_of_one": N_(
        "Given after the death of one of the couple: the receipt names the survivor, whom the law taxes alone from then on (CGI art. 6, 8). A standing order of the one who died goes on until the bank is told: ask whose gift it is."
    ),
    "after_separation": N_(
        "Given after the couple separated: it is of one of them. Put the payer right, or ask whose gift it is."
    ),
    "refund_window": N_("The direct debit can still come back."),
    "postdated_cheque": N_("The date on the cheque is later than its reception."),
    "year_by_policy": N_(
        "Paid online before the year's end and credited after it; the settings decided the year."
    ),
    "counterpart_near_ceiling": N_("What the donor got back comes near the yearly ceiling."),
    "counterpart_above_ceiling": N_(
        "What the donor got back is above the yearly ceiling as it is written, and below what its revision, due and not found, may allow: look for the new figure first."
    ),
    "provisional_scale": N_("The mileage scale of the year is provisional."),
    "large_amount": N_("The sum is above 50 000 euros. Check the figures."),
    "dated_back": N_("A receipt of a later day was issued already. Check the clock of this computer."),
    "foreign_address": N_(
        "The address is abroad, or overseas under another tax. "
        "Check that the statement of tax residence is on file."
    ),
}
PLACES: Final = {
    "last_name": N_("last name"),
    "first_names": N_("first name"),
    "name": N_("name"),
    "legal_form": N_("legal form"),
    "siren": N_("SIREN"),
    "address": N_("address"),
    "description": N_("description"),
    "amount_in_words": N_("amount in words"),
    "date": N_("date"),
    "number": N_("number"),
    "claim": N_("expense claim"),
    "organisation": N_("association"),
}


def reason_sentence(code: str) -> str:
    """Return why a line is left out, and what to do."""
    return _(REASONS[code])


def ready_sentence(receipts: int, amount: Money) -> str:
    """Return how many receipts would be issued, and their sum."""
    told = ngettext("{count} receipt to issue, {amount}", "{count} receipts to issue, {amount}", receipts)
    return told.format(count=count(receipts), amount=money(amount))


def left_sentence(lines: int, amount: Money) -> str:
    """Return how many lines are left out, and their sum."""
    told = ngettext("{count} line left out, {amount}", "{count} lines left out, {amount}", lines)
    return told.format(count=count(lines), amount=money(amount))


def left_out_sentence(line: LeftOut) -> str:
    """Return why a line is left out; of what cannot be printed also where it stands and what it is."""
    if not line.place:
        return reason_sentence(line.reason)
    place = _(PLACES.get(line.place, line.place))
    if not line.characters:
        return _("The text is too long for its place on the receipt ({place}). Shorten it.").format(
            place=place
        )
    told = _("These characters cannot be printed ({place}): {characters}. Correct them.")
    return told.format(place=place, characters=isolated(visible(line.characters)))


def visible(characters: str) -> str:
    """Return characters so that one sees each: those without a picture by their number."""
    return " ".join(c if c.isprintable() and c != " " else f"U+{ord(c):04X}" for c in characters)


def warning_sentence(code: str) -> str:
    """Return what somebody should take upon himself."""
    return _(WARNINGS[code])
