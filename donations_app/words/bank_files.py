"""Why a file of a bank is not taken, and what to do."""

from typing import Final

from donations_app.i18n import N_

REFUSALS: Final = {
    "no_bank_statement": N_("{path} holds no statement of an account. Ask the bank for statements of the days that are missing."),
    "bank_file_unknown": N_("{path} is no statement of a bank: neither CAMT, CFONB, OFX, MT940 nor QIF, and no table with a day and an amount in its headings. Download it again in one of these formats."),
    "bank_pdf": N_("{path} is a PDF, which is made to be read by people. Download the statement as CAMT, CFONB, OFX, MT940 or CSV."),
    "bank_other_message": N_("{path} is another message of a bank ({detail}), no statement. Download the statement of the account, such as CAMT.053."),
    "xml_document_type": N_("{path} defines entities or a document type, which no bank does. It was not read: get it anew from the bank."),
    "xml_deep": N_("In {path} elements stand within each other more deeply than in any message of a bank. It was not read: get it anew from the bank."),
    "xml_broken": N_("{path} is no sound XML at line {line}: it is cut or damaged. Download it again."),
    "zip_broken": N_("The ZIP file {path} is damaged, or packed in a way that is not read. Unpack it and take its files one by one."),
    "zip_protected": N_("{path} is protected by a password. Unpack it first."),
    "bank_too_many_entries": N_("{path} has more than {detail} entries. Download fewer days at once."),
    "amount_missing": N_("In {path} an entry has no amount. Download the statement again, or in another format."),
    "amount_unreadable": N_("In line {line} of {path} the amount “{detail}” cannot be read. Download the statement again, or in another format."),
    "amount_unreadable_somewhere": N_("In {path} the amount “{detail}” cannot be read. Download the statement again, or in another format."),
    "sign_missing": N_("In {path} a balance is said to be neither debit nor credit. Download the statement again, or in another format."),
    "day_missing": N_("In line {line} of {path} the day “{detail}” cannot be read. Download the statement again, or in another format."),
    "day_missing_somewhere": N_("In {path} a day (“{detail}”) cannot be read. Download the statement again, or in another format."),
    "days_torn": N_("In {path} some days can only be written with the day first and others only with the month first. Nobody knows which the rest are: download it in another format."),
    "balance_unreadable": N_("In line {line} of {path} the balance “{detail}” cannot be read. Download the statement again, or in another format."),
    "entry_unreadable": N_("In line {line} of {path} an entry cannot be read: “{detail}”. Download the statement again, or in another format."),
    "entry_amount_missing": N_("Entry {line} of a statement in {path} has no amount. Download the statement again, or in another format."),
    "entry_amount_unreadable": N_("The amount “{detail}” of entry {line} of a statement in {path} cannot be read. Download the statement again, or in another format."),
    "entry_sign_missing": N_("Entry {line} of a statement in {path} is said to be neither debit nor credit. Download the statement again, or in another format."),
    "entry_day_missing": N_("The day “{detail}” of entry {line} of a statement in {path} cannot be read. Download the statement again, or in another format."),
    "cfonb_record_unknown": N_("Record {line} of {path} begins with {detail}, which no record of a CFONB statement does. Download the statement again."),
    "cfonb_outside_statement": N_("Record {line} of {path} ({detail}) stands outside a statement, of which the old balance comes first. Download the statement again."),
    "cfonb_record_long": N_("Record {line} of {path} has {detail} signs where a CFONB statement has 120. Download the statement again."),
    "row_ragged": N_("Line {line} of {path} has {detail} cells, more than there are headings. Download the statement again, or in another format."),
    "two_amounts": N_("Line {line} of {path} has a debit and a credit. Download the statement again, or in another format."),
}  # fmt: skip
