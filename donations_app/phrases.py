"""A sentence for each code: problems, reasons, warnings, findings, faults, and the nouns that stand in them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from donations_app.domain.control import Side
from donations_app.domain.deaths import Death
from donations_app.domain.deliveries import Deliverable
from donations_app.domain.money import Money
from donations_app.domain.receipts import LeftOut
from donations_app.i18n import N_, _, count, day, isolated, money, ngettext

PROBLEMS: Final = {
    "missing": N_("This must be filled in."),
    "currency_forgotten": N_("The rate {value} stands beside no currency: write it, EUR if it is the euro."),
    "in_euros_alone": N_("“{value}” is shown in {shown}: what was given in return is stated in euros."),
    "public_body_is_public": N_("A public body's money is public: leave it empty."),
    "only_of_couple": N_("Only of a couple the second person has a day of death."),
    "only_of_person": N_("Only a person or a couple has a day of death."),
    "choice_unknown": N_("“{value}” is not one of: {choices}."),
    "amount_not_a_number": N_("“{value}” is not an amount. Write it like 1 234,56."),
    "amount_zero": N_("The amount must be above zero."),
    "amount_negative": N_("The amount must not be negative. To take a payment back, reverse it."),
    "amount_too_precise": N_(
        "“{value}” has more than two decimals; nothing is rounded. Write euros and cents."
    ),
    "amount_of_several": N_("The payment has several lines: say which of them has another amount."),
    "split_wanted": N_(
        "The amount is split between projects, and nobody knows which of them changes. State the new split too."
    ),
    "split_unreadable": N_(
        "“{value}” is no split. Write projects=CODE:50,OTHER/ASSOCIATION:30.50: a point in the amounts, nothing before the colon for the general fund; one part without an amount takes the rest."
    ),
    "line_unnamed": N_("The payment has {count} lines: say which one is meant, as in line.1.{field}."),
    "line_unknown": N_("The payment has {count} lines; the next one to add is line.{next}."),
    "not_put_right": N_("A correction does not change this: take the payment back instead."),
    "recurring_not_changed": N_("From a day on this does not change: stop the gift and agree a new one."),
    "recurring_ended": N_("The gift ends on {value}: nothing runs after that day."),
    "recurring_starts_later": N_("What is agreed now begins on {value}: say a later day."),
    "update_of_people": N_(
        "Only people are changed by a file. Of a payment say “payments correct”, of a recurring gift “recurring change”."
    ),
    "kind_in_use": N_("The person has payments: the kind can no longer change."),
    "party_merged": N_(
        "“{value}” was recorded twice and counts as {kept} since: say there what is to change."
    ),
    "party_erased": N_("“{value}” was erased at the person's request: no file brings the data back."),
    "nothing_changed": N_("It stands so already: nothing would change."),
    "amount_too_large": N_("The amount is above 1 000 000 000 euros. Check the figures."),
    "date_unreadable": N_("“{value}” is not a date. Write it like 31/12/2025."),
    "date_impossible": N_("There is no such day: “{value}”."),
    "date_ambiguous": N_("“{value}” has a year of two digits. Write all four."),
    "day_month_order": N_(
        "“{value}”: day and month may be the other way round in the whole column, since line {line} says {example}. Write the day first everywhere, like 31/12/2025."
    ),
    "date_out_of_range": N_("“{value}” lies before 1990 or after tomorrow."),
    "date_beyond": N_("“{value}” lies before 1900 or after 2100."),
    "day_of_year_unreadable": N_("“{value}” is not a day of the year. Write month and day, like 06-30."),
    "period_outside_year": N_("{value} is no period within the year {year}, from its first day to its last."),
    "yes_no_unreadable": N_("“{value}” is neither yes nor no."),
    "percent_unreadable": N_("“{value}” is not a percentage from 0 to 100."),
    "number_unreadable": N_("“{value}” is not a whole number."),
    "currency_unknown": N_("“{value}” is not a currency. Write its three letters, like MAD or USD."),
    "rate_unreadable": N_(
        "“{value}” is not an exchange rate: units of the currency for one euro, like 10,85."
    ),
    "text_too_long": N_("The text is too long for its place."),
    "text_not_clean": N_("The text holds invisible characters or double spaces. Type it anew."),
    "text_expected": N_("A text in quotes is expected."),
    "table_expected": N_("A table is expected here."),
    "key_unknown": N_("This key means nothing here. Check its spelling."),
    "email_invalid": N_("“{value}” is not one e-mail address."),
    "email_letters": N_(
        "“{value}”: mail servers take no letter with an accent or of another script before the @."
    ),
    "email_domain": N_("“{value}”: what stands after the @ is no domain, such as example.org."),
    "country_unknown": N_("“{value}” is not a country. Write its two letters, like FR or MA."),
    "identifier_placeholder": N_(
        "“{value}” is a placeholder: zeros stand where the number should be. Write the real one."
    ),
    "postcode_invalid": N_(
        "“{value}” is not a postcode of France: five digits, like 06000. For an address abroad write its country."
    ),
    "zero_lost": N_(
        "“{value}” lacks a zero in front, which spreadsheets take away. Write {proposed}, or for abroad the country."
    ),
    "digits_lost": N_(
        "“{value}” is a long number that a spreadsheet shortened: its digits are lost. Give the column the format of a text and write it anew."
    ),
    "country_of_postcode": N_(
        "The postcode {value} is no part of France for the tax. Write the country {country}."
    ),
    "siren_invalid": N_("“{value}” is not a SIREN: nine digits, the last of which checks the others."),
    "siret_invalid": N_("“{value}” is not a SIRET: fourteen digits, the last of which checks the others."),
    "rna_invalid": N_("“{value}” is not an RNA number: W and nine characters."),
    "ice_invalid": N_("“{value}” is not an ICE: fifteen digits, the last two of which check the others."),
    "iban_invalid": N_("“{value}” is not an IBAN: its check digits do not fit."),
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
    "creditor_id_invalid": N_("“{value}” is not a SEPA creditor identifier."),
    "party_unknown": N_("Nobody has the reference “{value}”. Record or import the person first."),
    "project_unknown": N_("No project has the code “{value}”. Record or import the project first."),
    "axis_unknown": N_("“{value}” is not an axis of the programme. They are: {choices}."),
    "axis_is_action": N_("“{value}” is an action, of the axis “{axis}”. Write the axis."),
    "province_unknown": N_("“{value}” is not a province of the programme. They are: {choices}."),
    "municipality_unknown": N_("“{value}” is not a municipality of the programme's provinces."),
    "municipality_like": N_(
        "“{value}” is not a municipality of the programme's provinces. Nearest by name: {near}."
    ),
    "municipality_elsewhere": N_("“{value}” does not lie in {province}, but in {own}."),
    "office_unknown": N_("No office has the code “{value}”."),
    "association_not_partner": N_("“{value}” does not carry the project {project}."),
    "association_without_project": N_("An association is named without a project."),
    "carrier_is_person": N_("“{value}” is a person. A project is carried by an organisation."),
    "association_twice": N_("The same association stands twice."),
    "allocations_differ": N_("The allocations do not add up to the line."),
    "target_twice": N_("The same project and association stand twice."),
    "parts_above_cost": N_("The parts of the associations are above the cost of the project."),
    "dues_year_without_dues": N_("A year of dues stands on a line that is not dues."),
    "method_missing": N_("Say how the money was paid."),
    "waiver_missing": N_(
        "The reference of the signed waiver is missing: expenses that are reimbursed, or not waived in writing, are no gift."
    ),
    "before_expense": N_(
        "“{value}” is earlier than an expense of the claim: nobody waives what is not spent yet."
    ),
    "after_waiver": N_("“{value}” is later than the waiver: nobody waives what is not spent yet."),
    "never_mailed": N_("No e-mail went there that has not come back already: “{value}”."),
    "not_returned": N_("No e-mail is noted as come back from there: “{value}”."),
    "returned_before_sent": N_("“{value}” lies before the day on which it was sent."),
    "day_in_future": N_("“{value}” lies in the future."),
    "km_out_of_range": N_("“{value}” is not the distance of a trip: 1 to 99 999 whole kilometres."),
    "km_not_whole": N_(
        "“{value}” holds a part of a kilometre; the scale counts whole ones, and nothing is rounded. Write whole kilometres."
    ),
    "power_out_of_range": N_(
        "“{value}” is not a fiscal power: 1 to 99 for a car or a motorcycle, nothing for a moped."
    ),
    "scale_unknown": N_("No mileage scale is known for trips of {value}, and none is guessed."),
    "volunteer_is_organisation": N_("“{value}” is an organisation: only a person is a volunteer."),
    "trip_and_expense": N_(
        "A line is a trip or another expense, not both: the amount of a trip is computed."
    ),
    "returned_before_received": N_("The payment came back before it arrived."),
    "cancelled_before_issued": N_("The receipt was issued later than this day."),
    "dated_back": N_(
        "A receipt of a later day, {value}, was issued already. Check the clock of this computer; --accept dated_back takes this day all the same."
    ),
    "ends_before_start": N_("The end lies before the start."),
    "day_of_month_impossible": N_("The day of the month goes from 1 to 31."),
    "batch_unknown": N_("There is no such batch."),
    "batch_closed": N_("The batch is closed."),
    "differs_from_first_line": N_("“{value}” differs from the first line of the same reference."),
    "line_repeated": N_(
        "Line {before} of the file is for the same thing under the reference “{value}”. If it is a copy, remove one; "
        "otherwise write one line with the sum, or two references."
    ),
    "rate_unlikely": N_(
        "“{value}” is no rate of {currency}: one euro was worth {low} to {high} of it ({years}). "
        "Write how many {currency} are one euro."
    ),
    "next_line_unnamed": N_(
        "A line after it has no reference that can be read and may belong to “{value}”, which is taken whole or not at all."
    ),
    "ref_of_program": N_(
        "“{value}” looks like a reference of this program, and no record has it. Leave it empty: the program gives references."
    ),
    "ref_reused": N_("“{value}” is recorded already, with another content. Nothing recorded is overwritten."),
    "ref_of_other_line": N_(
        "Line {before} of the file says something else under the reference “{value}”. Correct one of the two, or give it a reference of its own."
    ),
    "row_ragged": N_("The line has not as many cells as the header."),
    "large_amount": N_(
        "The amount is above 50 000 euros. Check the figures; if they are right, import with --accept large_amount."
    ),
    "nul_byte": N_("The line holds a zero byte: the file is damaged or no text."),
    "mojibake": N_("The letters are garbled (“Ã©” for “é”). Save the file again as UTF-8."),
    "formula_without_value": N_("A formula of the line has no stored value. Save the file with its values."),
    "cell_error": N_("The formula of the cell failed: {value}."),
    "cell_scaled": N_(
        "The cell shows another number than it holds, in thousands for example; it holds {value}. Give it a plain number format."
    ),
    "cell_merged": N_(
        "The cells {range} are merged over several lines, and “{value}” cannot count for each of them. Unmerge them."
    ),
    "currency_shown": N_(
        "“{value}” is shown in {shown}, and the line is in {currency}. Write currency and rate in their columns."
    ),
    "image_too_large": N_("The image is above 2 MiB or 4 million pixels."),
    "image_unreadable": N_("The file is no PNG or JPEG image."),
    "image_elsewhere": N_("“{value}” lies outside the folder of the settings. Put the image beside them."),
    "letters_missing": N_("These characters cannot be printed: {value}"),
    "nothing_to_declare": N_(
        "There is nothing to declare for this period. Accept it if a declaration of zero was filed all the same."
    ),
    "amount_without_documents": N_(
        "An amount and no document: no receipt was issued in the period, those on its gifts came in another. Choose the other reading in the legal figures, or accept it as it was filed."
    ),
    "documents_without_amount": N_(
        "Documents and no amount: the receipts issued in the period are all on gifts of another. Choose the other reading in the legal figures, or accept it as it was filed."
    ),
    "file_missing": N_("There is no file “{value}”."),
    "code_twice": N_("The same code stands twice: {value}."),
    "office_code_invalid": N_("“{value}” is not a code of an office: one to ten capital letters or digits."),
    "one_head_office": N_("Exactly one office must be the head office (head = true)."),
    "host_invalid": N_("“{value}” is not the name of a server."),
    "one_line_expected": N_("Write it on one line."),
    "hole_unknown": N_("{value} is none of the holes that are filled: {choices}."),
    "brace_open": N_("A brace stands alone. The holes are: {choices}."),
    "number_pattern_invalid": N_("“{value}” must hold {{year}}, {{office}}, {{form}} and {{n}}, each once."),
    "number_pattern_unclear": N_(
        "“{value}”: between {{year}}, {{office}}, {{form}} and {{n}} must stand a sign such as -, and {{n}} has at most twelve digits."
    ),
    "filed_too_early_or_late": N_(
        "“{value}” lies before the end of the period, before the last filing, or after today."
    ),
    "demo_day_beyond": N_("Examples are made for days from 2016 to 2095, not for {value}."),
}


FILES: Final = {
    "file_missing": N_("There is no file {path}."),
    "not_a_file": N_("{path} is a folder or a device, not a file."),
    "file_empty": N_("The file {path} is empty."),
    "file_too_large": N_("The file {path} is above {detail} MiB. Split it."),
    "too_much_memory": N_(
        "Reading {path} takes more than {detail} MiB of memory. Save a list as CSV, split it, or take more with --lines."
    ),
    "too_much_time": N_(
        "Reading {path} takes more than {detail} seconds of the processor. Save a list as CSV, split it, or take more with --lines."
    ),
    "reader_ended": N_("What was reading {path} broke off ({detail}): the file is damaged. Get it anew."),
    "too_many_faults": N_(
        "{path} has more than {detail} faults up to line {line}. It is hardly the file that is meant."
    ),
    "file_unreadable": N_(
        "The file {path} cannot be read ({detail}). Close it in other programs and try again."
    ),
    "encoding_broken": N_("The file {path} says it is {detail}, but is not. Save it again as UTF-8."),
    "encoding_unknown": N_("The letters of {path} cannot be read. Save it again as UTF-8."),
    "encoding_doubtful": N_(
        "Nobody can tell in which code page {path} is written: {detail}. Save it again as UTF-8."
    ),
    "zero_bytes": N_("{path} holds zero bytes: it is damaged, or no text."),
    "not_a_table": N_("{path} is neither a CSV file nor an XLSX workbook."),
    "header_missing": N_("{path} has no header line."),
    "header_twice": N_("In {path} two columns are the same: {detail}."),
    "column_missing": N_("{path} lacks these columns: {detail}."),
    "export_of_helloasso": N_(
        "{path} is an export of HelloAsso as it came. Rename its columns, and add those that it lacks: {detail}."
    ),
    "quote_open": N_("In {path} a quotation mark opened before line {line} is never closed."),
    "line_broken": N_("{path} cannot be read as CSV at line {line}."),
    "too_many_lines": N_("{path} has more than {detail} lines. Split it, or take more with --lines."),
    "too_many_cells": N_("{path} has too many cells. Split it, or take more with --lines."),
    "too_many_columns": N_(
        "{path} has something beyond its column {detail}, in line {line}, where nothing is read. Delete or move it."
    ),
    "workbook_protected_or_old": N_(
        "{path} is protected by a password or of the old XLS kind. Save it as XLSX or CSV."
    ),
    "workbook_unreadable": N_("The workbook {path} is damaged ({detail})."),
    "workbook_unsafe": N_("The workbook {path} inflates beyond all measure and was not opened."),
    "workbook_macros": N_("The workbook {path} holds macros. Save it without them."),
    "workbook_merged": N_(
        "In {path} the merged cells {detail} join columns or headings, and nobody knows to which they belong. Unmerge them."
    ),
    "sheets_several": N_("In {path} several sheets hold such a table: {detail}. Name one with --sheet."),
    "sheet_unknown": N_("{path} has no sheet of that name. It has: {detail}."),
    "open_document": N_("{path} is an OpenDocument file. Save it as XLSX or CSV."),
    "toml_broken": N_("{path} is no TOML file: {detail}."),
    "signing_missing": N_("The library that signs is not installed: pip install 'tiwizi[sign]'."),
    "certificate_unreadable": N_("{path} is no certificate with its key (PKCS#12, .p12 or .pfx)."),
    "certificate_locked": N_("The passphrase does not open the certificate {path}."),
    "certificate_without_key": N_("{path} holds no private key, without which nobody signs."),
    "certificate_not_for_signing": N_("The certificate in {path} is not for signing documents."),
    "certificate_not_valid": N_("The certificate in {path} does not hold today, but: {detail}."),
    "backup_foreign": N_("{path} is no backup that this program made."),
    "backup_broken": N_("The backup {path} is damaged ({detail}). Take an earlier one."),
    "backup_newer": N_("The backup {path} was made by a newer program ({detail}). Install that one first."),
    "notes_broken": N_("{path} is no file of an auditor's notes. It was left as it is."),
}


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


DEATHS: Final = {
    "after_death": N_(
        "{name} died on {day}, before this gift. A standing order goes on until the bank is told; what the heirs give is their own gift, and a legacy is none: ask them."
    ),
    "after_death_of_one": N_(
        "{name} died on {day}: a gift of a later day is the survivor's, and its receipt names the survivor alone. A standing order of the one who died goes on until the bank is told: ask whose gift it is."
    ),
}


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


INSTALMENTS: Final = {
    "expected": N_("expected"),
    "met": N_("met"),
    "late": N_("late"),
    "missed": N_("missed"),
}


OVERDUE_SUMS: Final = {
    "late": N_("Instalments late: {amount}"),
    "missed": N_("Instalments missed: {amount}"),
}


STEPS: Final = {
    "of_other_year": N_("Booked in the fiscal year, gifts of another year"),
    "taken_back_later": N_("Returned, refunded or reversed after the closing"),
    "booked_elsewhere": N_("Gifts of the year, booked in another fiscal year"),
    "not_credited": N_("Gifts of the year whose day of credit is not known yet"),
    "in_kind": N_("Gifts in kind and skills, at their value (class 87)"),
}


DUTIES: Final = {
    "annual_accounts": N_("Draw up annual accounts."),
    "auditor": N_("Appoint a statutory auditor."),
    "publication": N_("Publish the accounts and the auditor's report."),
    "foreign_statement": N_("Keep the statement of resources from abroad."),
    "appeal_declaration": N_("Declare every appeal to the public's generosity to the prefect beforehand."),
    "appeal_declaration_perhaps": N_(
        "Perhaps: declare every appeal to the public's generosity to the prefect beforehand. The books do not say which gifts an appeal brought; it is a duty if those of one year pass the threshold."
    ),
}


KEPT: Final = {
    "receipts": N_("Tax receipts stay until {until} (LPF art. L102 E)."),
    "vouchers": N_("Accounting vouchers stay until {until} (C. com. art. L123-22)."),
    "mandates": N_("The mandate of a direct debit stays while it runs, and some months after: {until}."),
    "membership": N_("The name and address of a member stay while the membership lasts: {until}."),
    "organisation": N_("The name and address of an organisation are no personal data: {until}."),
}


DELIVERIES: Final = {
    "cancelled": N_("The receipt is cancelled."),
    "already_posted": N_("It was sent by post already."),
    "already_mailed": N_("It was sent by e-mail already."),
    "in_doubt": N_(
        "An e-mail was begun and nobody knows whether it arrived. Ask the donor, or send it again with --again."
    ),
    "deceased": N_("The donor has died. Write to the heirs by post."),
    "email_missing": N_("The donor has no e-mail address."),
    "email_not_wished": N_("The donor did not agree to receive e-mails."),
    "email_invalid": N_("The e-mail address is not exactly one valid address. Correct the person."),
    "email_returned": N_(
        "An e-mail to {address} came back on {day}{words}. None goes there until the address is changed or the note taken back (receipts bounced --undo)."
    ),
    "address_missing": N_(
        "The receipt names no postal address. Complete the person, and replace the receipt."
    ),
    "by_email": N_("The donor agreed to e-mail: it goes that way, or is printed too with --by-post."),
}


WAYS: Final = {
    "email": N_("By e-mail."),
    "post": N_("By post from now on."),
    "none": N_("No way is left: complete the address or the e-mail."),
}


FAULTS: Final = {
    "integrity": N_("The database file is damaged: {record}."),
    "foreign_key": N_("{record} names a row of {wanted} that does not exist."),
    "rule_missing": N_("In the database {record}, which guards the books, is missing."),
    "rule_changed": N_(
        "In the database {record}, which guards the books, was altered: it says {found}, the program made {wanted}."
    ),
    "rule_unknown": N_("The database holds {record}, which the program did not make."),
    "rule_unsure": N_(
        "This server is of a version that the program does not know, and it words {record} otherwise: it says {found}, the program made {wanted}. Compare them."
    ),
    "link_missing": N_("The links {found} of the audit chain {office} are missing before {record}, {on}."),
    "entry_changed": N_("What {record} of the audit chain {office}, {on}, says of the books was altered."),
    "entry_stray": N_("{found} changes of the audit trail belong to no link of a chain."),
    "chain_broken": N_(
        "The audit chain {office} breaks at {record}, {on}: this link or the one before was altered."
    ),
    "chain_head": N_(
        "The end of the audit chain {office} is not the one written down: {found} links, not {wanted}."
    ),
    "key_foreign": N_(
        "{record} of the audit chain {office}, {on}, adds a row under the key of another place."
    ),
    "row_changed": N_(
        "{record} ({office}, last written {on}) was altered: it says {found}, recorded was {wanted}."
    ),
    "row_missing": N_("{record} ({office}, last written {on}) was removed."),
    "row_unknown": N_("{record} was added past the audit trail."),
    "payment_sum": N_("The lines of {record} (office {office}, {on}) add up to {found}, not {wanted} cents."),
    "line_sum": N_(
        "The allocations of {record} (office {office}, {on}) add up to {found}, not {wanted} cents."
    ),
    "receipt_sum": N_("The lines of {record} (office {office}, {on}) add up to {found}, not {wanted} cents."),
    "claim_sum": N_(
        "The trips and expenses of {record} (office {office}, {on}) add up to {found}, not {wanted} cents."
    ),
    "live_receipt": N_("{record} (office {office}, {on}) holds {found} lines as live, not {wanted}."),
    "reversed_receipt": N_("{record} (office {office}, {on}) stands on a reversed payment."),
    "live_stray": N_("{record} (office {office}, {on}) is held by a receipt on which it does not stand."),
    "leader": N_("{record} counts as another record than the merges of people say."),
    "words": N_("The words by which {record} is found are not those of its name."),
    "head_missing": N_("The head {found}, printed earlier, is no longer in the audit chain {office}."),
    "unreadable": N_("The check of {record} stopped at values that cannot be read: {found}."),
    "number_missing": N_("The number {found} of {record} is missing."),
    "number_twice": N_("The number {found} of {record} stands twice."),
    "counter": N_("The counter of {record} says {found}, the last number is {wanted}."),
    "receipt_payer": N_(
        "{record} (office {office}, {on}) names {found} as its payer; its payments are of {wanted}."
    ),
    "receipt_content": N_(
        "What was frozen with {record} (office {office}, {on}) says {found}; its rows say {wanted}."
    ),
    "document_text": N_(
        "The document of {record} (office {office}, {on}) does not say what was frozen with it: {wanted}."
    ),
    "document": N_("The document of {record} (office {office}, {on}) is not the one that was issued."),
}


NOUNS: Final = {
    "party": N_("person"),
    "payment": N_("payment"),
    "project": N_("project"),
    "office": N_("office"),
    "receipt": N_("receipt"),
    "batch": N_("batch"),
    "declaration": N_("declaration"),
    "legal_parameter": N_("legal figure"),
    "expense_claim": N_("expense claim"),
    "letter": N_("letter"),
    "membership": N_("membership"),
    "recurring_gift": N_("recurring gift"),
    "membership_kind": N_("kind of membership"),
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


def problem_sentence(code: str, value: str = "", data: dict[str, Any] | None = None) -> str:
    """Return the sentence of a problem of one field."""
    return _(PROBLEMS[code]).format(value=isolated(value), **(data or {}))


def twin_sentence(on: date, claim: str) -> str:
    """Say that a trip of that day stands in another claim too."""
    told = _("The trip of {on} stands in claim {ref} too: same vehicle, distance and purpose.")
    return told.format(on=day(on), ref=isolated(claim))


def joined_sentence(years: Sequence[int]) -> str:
    """Say that vehicles of several names count as one in those years, and where that is decided."""
    named = _(", ").join(isolated(str(year)) for year in years)
    return _(
        "Several vehicles count as one in {years}: each by itself may give more. Whether they may be counted"
        " apart is for the accountant to say, in the legal figures."
    ).format(years=named)


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


def finding_sentence(code: str, side: Side) -> str:
    """Return what a control found on a line, or why nothing is wrong with it.

    Money that a bank took back is no fault unless a receipt stands on it: one code, a sentence for each side.
    """
    known = FINDINGS if side == "receipt" else FINDINGS | REASONS
    return _(known[code])


def death_sentence(death: Death) -> str:
    """Return what a gift that is being recorded has to be warned of."""
    return _(DEATHS[death.code]).format(name=isolated(death.name), day=day(death.on))


def warning_sentence(code: str) -> str:
    """Return what somebody should take upon himself."""
    return _(WARNINGS[code])


def kept_sentence(code: str, until: date | None) -> str:
    """Return why name and address stay, and until when."""
    return _(KEPT[code]).format(until=day(until) if until else _("no end is known"))


def delivery_sentence(code: str, receipt: Deliverable | None = None) -> str:
    """Return why a receipt is not sent, and what to do; of an address from which mail came back, when and why."""
    told = _(DELIVERIES[code])
    if code != "email_returned" or receipt is None or receipt.returned is None:
        return told
    said = told.format(
        address=isolated(receipt.email),
        day=day(receipt.returned.on),
        words=f" ({isolated(receipt.returned.words)})" if receipt.returned.words else "",
    )
    return f"{said} {_(WAYS[receipt.way])}"


def way_sentence(way: str) -> str:
    """Return how a receipt may reach its donor now."""
    return _(WAYS[way])


def fault_sentence(kind: str, **data: str) -> str:
    """Return what a verification found."""
    return _(FAULTS[kind]).format(**data)
