"""What a control finds on the receipts and payments of a year, and the steps from gifts to accounts."""

from typing import Final

from donations_app.domain.control import Side
from donations_app.i18n import N_, _
from donations_app.words.receipts import REASONS

FINDINGS: Final = {
    "returned": N_("The bank took back the payment on which the receipt stands."),
    "reversed": N_("The payment on which the receipt stands was reversed or refunded."),
    "not_live": N_("The line of the payment does not bear this receipt."),
    "payer_differs": N_("The receipt and the payment name different payers."),
    "amount_differs": N_("The receipt and the payment say different amounts."),
    "outside_year": N_("The payment is not of the year of the receipt."),
    "sum_differs": N_("The receipt is not the sum of its lines."),
    "to_issue": N_("A receipt can be issued and has not been."),
    "receipted_elsewhere": N_("A receipt of another year stands on it, wrongly."),
    "other_year": N_("A receipt of another year stands on it, by the rule of its day of issue."),
}
STEPS: Final = {
    "of_other_year": N_("Booked in the fiscal year, gifts of another year"),
    "taken_back_later": N_("Returned, refunded or reversed after the closing"),
    "booked_elsewhere": N_("Gifts of the year, booked in another fiscal year"),
    "not_credited": N_("Gifts of the year whose day of credit is not known yet"),
    "in_kind": N_("Gifts in kind and skills, at their value (class 87)"),
}


def finding_sentence(code: str, side: Side) -> str:
    """Return what a control found on a line, or why nothing is wrong with it.

    Money that a bank took back is no fault unless a receipt stands on it: one code, a sentence for each side.
    """
    known = FINDINGS if side == "receipt" else FINDINGS | REASONS
    return _(known[code])
