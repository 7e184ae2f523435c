"""Why a deposit slip cannot be made, handed in, credited or cancelled so."""

from typing import Final

from donations_app.i18n import N_

OF_DEPOSITS: Final = {
    "nothing_to_deposit": N_("There is nothing to put on a slip: name payments or a batch."),
    "payment_twice": N_("The payment {value} is named twice."),
    "cash_beside_cheques": N_("A slip of cheques counts no notes and coins."),
    "denomination_unknown": N_("There is no note or coin of {value} {currency}."),
    "denomination_twice": N_("The same note or coin is counted twice."),
    "pieces_unreadable": N_("“{value}” is no count of notes or coins. Write it like 50=3."),
    "deposit_taken_back": N_("The payment {value} was taken back."),
    "deposit_of_other_method": N_(
        "The payment {value} is of another method: cheques and cash are taken apart."
    ),
    "deposit_of_other_office": N_(
        "The payment {value} was recorded at another office, which takes it to the bank."
    ),
    "deposit_of_other_currency": N_(
        "The payment {value} is in another currency than the slip, or than its office counts in."
    ),
    "deposit_units_unsaid": N_(
        "The payment {value} does not say how much of its currency was given. Put it right, then make the slip."
    ),
    "deposit_other_account": N_(
        "No bank takes {currency} for the account {value}: choose the one in that currency."
    ),
    "credited_already": N_(
        "The bank credited it on {value} already: a wrong day is put right by a correction."
    ),
    "deposit_credited_already": N_("The bank credited the payment {value} already."),
    "deposit_before_payment": N_("The payment {value} arrived later than the day of the slip."),
    "handed_in_before_made": N_("The slip was made later than {value}."),
    "slip_cancelled_before_made": N_("The slip was made, or handed in, later than {value}."),
    "credited_before_handed_in": N_("The slip was handed in later than {value}."),
    "bank_account_none": N_(
        "The statement names no account, and the settings have none. Add the account to the settings first, then read the file again."
    ),
    "bank_account_unsaid": N_(
        "The statement names no account. Say of which it is; those of the settings are: {value}"
    ),
}
