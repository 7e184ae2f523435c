"""A sentence for each problem of a line of an export of a platform, and what its columns are called."""

from typing import Final

from donations_app.i18n import N_

OF_PLATFORMS: Final = {
    "status_unknown": N_(
        "“{value}” is no status that the program knows: nobody can tell whether the money came. Record this payment by hand."
    ),
    "items_differ": N_("What was paid for does not add up to the total: nothing of this payment is taken."),
    "lines_of_payment_differ": N_("The lines of “{value}” tell different totals or statuses."),
    "promo_too_large": N_("The promo code “{value}” takes away more than the price."),
    "campaign_type_unknown": N_(
        "“{value}” is no sort of campaign that the program knows: nobody can tell whether it is a gift. Record this payment by hand."
    ),
    "refund_by_hand": N_(
        "The file does not say what of “{value}” was refunded, or it cannot be refunded as it stands: refund it by hand."
    ),
    "refund_receipted": N_(
        "“{value}” was refunded and has a receipt: refund the payment by hand, which cancels the receipt."
    ),
    "campaign_unclear": N_(
        "“{value}” decides nothing: write the campaign, the sign = and a project, or general."
    ),
}

COLUMNS: Final = {
    "order": N_("Order"), "payment": N_("Payment"), "status": N_("Status"), "paid_on": N_("Paid on"),
    "paid_out": N_("Paid out"), "paid_out_on": N_("Paid out on"), "total": N_("Total"),
    "campaign": N_("Campaign"), "campaign_type": N_("Sort of campaign"), "tariff": N_("Tariff"),
    "ticket": N_("Ticket"), "price": N_("Price"), "options": N_("Options"), "extra": N_("Added gift"),
    "promo": N_("Promo code"), "tip": N_("Tip to the platform"), "refunded": N_("Refunded"),
    "refunded_on": N_("Refunded on"), "receipt": N_("Receipt"), "receipt_number": N_("Number of the receipt"),
    "other_email": N_("E-mail"),
}  # fmt: skip
