"""Why something cannot be said of an agreed gift, its instalments, its mandate or its debits."""

from typing import Final

from donations_app.i18n import N_

OF_DEBITS: Final = {
    "recurring_not_changed": N_("From a day on this does not change: stop the gift and agree a new one."),
    "recurring_ended": N_("The gift ends on {value}: nothing runs after that day."),
    "recurring_starts_later": N_("What is agreed now begins on {value}: say a later day."),
    "pause_overlaps": N_("Another pause, from {value}, holds on some of these days: resume the gift first."),
    "not_paused": N_("The gift is not paused on {value} or later."),
    "instalment_unknown": N_("No instalment is due on {value}."),
    "instalment_paused": N_("The gift is paused on {value}: nothing is due on that day."),
    "instalment_met": N_("The instalment of {value} is met already."),
    "instalment_forgiven": N_("The instalment of {value} is forgiven: take that back first."),
    "nothing_decided": N_("Nothing was decided of an instalment of {value}."),
    "no_instalment_open": N_("No instalment of {value} near that payment is open: say which one is meant."),
    "payment_of_other": N_("The payment is not of {value}, who agreed the gift."),
    "payment_back": N_("The payment was taken back: it meets nothing any more."),
    "payment_meets_none": N_("The payment meets no instalment of {value}."),
    "payment_collected": N_("The payment {value} was collected for its instalment: it is for that one."),
    "payment_no_gift": N_("The payment holds no gift in money."),
    "before_collection": N_("“{value}” lies before the day of the collection."),
    "mandate_taken": N_("“{value}” is the reference of another mandate."),
    "iban_beyond_sepa": N_(
        "“{value}” is an account in {country}: no SEPA direct debit is taken there. Agree on a transfer."
    ),
    "bic_of_other_country": N_("“{value}” is no bank of {country}, where the account is."),
    "mandate_missing": N_("A direct debit needs a mandate: its reference and the day of its signature."),
    "mandate_reference_invalid": N_(
        "“{value}” is no reference of a mandate: at most 35 letters without accents, digits and / - ? : ( ) . , ' +"
    ),
    "mandate_signed_late": N_("The mandate is signed after the first debit. Write a later first day."),
    "bic_invalid": N_("“{value}” is not a BIC: eight or eleven letters and digits."),
    "mandate_is_ended": N_("The mandate has ended."),
    "mandate_shared": N_(
        "Several mandates bear the reference “{value}”: name the gift that is debited instead."
    ),
    "mandate_of_other": N_("The gift {value} is somebody else's."),
    "creditor_missing": N_(
        "No bank account has a SEPA creditor identifier: write it in the settings, bank accounts."
    ),
    "debit_too_soon": N_("The bank wants the file before: nothing can be collected earlier than {value}."),
    "debit_days_beyond": N_("The bank wants files of direct debits 1 to 14 bank days before."),
    "creditor_id_invalid": N_("“{value}” is not a SEPA creditor identifier."),
}
