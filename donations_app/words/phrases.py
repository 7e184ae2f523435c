"""A sentence for each problem of a field, and the nouns that stand in sentences."""

from datetime import date
from typing import Any, Final

from donations_app.i18n import N_, _, day, isolated
from donations_app.words.codes import listed
from donations_app.words.debit_phrases import OF_DEBITS
from donations_app.words.deposit_phrases import OF_DEPOSITS
from donations_app.words.file_phrases import OF_FILES
from donations_app.words.match_phrases import OF_MATCHES
from donations_app.words.platform_phrases import OF_PLATFORMS
from donations_app.words.project_phrases import OF_PROJECTS

PROBLEMS: Final = {
    **OF_PROJECTS,
    **OF_MATCHES,
    **OF_PLATFORMS,
    **OF_DEBITS,
    **OF_DEPOSITS,
    **OF_FILES,
    "missing": N_("This must be filled in."),
    "passphrase_short": N_("At least twelve letters, five of them different: four words are easy to keep."),
    "passphrase_differs": N_("The two passphrases are not the same."),
    "sftp_host": N_("Write the name of the server, and its port where it is not 22: nas.example.org:2222."),
    "sftp_address": N_("It reads sftp://LOGIN@HOST/FOLDER."),
    "sftp_password": N_(
        "No password belongs in the address: it would stand in the history of the terminal. It is asked, or the keyring keeps it."
    ),
    "passphrase_unasked": N_(
        "It is asked at a terminal, and nobody is there: type it once with --remember, so that the keyring keeps it."
    ),
    "name_of_server": N_(
        "“{value}” cannot be a name on the server: a small letter first, then small letters, figures and _, 40 at most."
    ),
    "name_reserved": N_("“{value}” is the server's own, or an administrator's: take another name."),
    "role_without_office": N_("“{value}”: only a treasurer or a clerk works for an office; leave it out."),
    "named_twice": N_("“{value}” is named twice."),
    "currency_forgotten": N_("The rate {value} stands beside no currency: write it, EUR if it is the euro."),
    "in_euros_alone": N_("“{value}” is shown in {shown}: what was given in return is stated in euros."),
    "officers_of_association": N_("Only an association has officers."),
    "officer_unknown": N_("Nobody holds that office on “{value}”."),
    "office_held": N_(
        "{value} holds this office since {since}. Say whether that ends the day before, or both hold it."
    ),
    "office_begins_later": N_("{value} holds this office since {since}: it cannot end before that."),
    "officer_of_several": N_("Several hold that office: name one of {choices}."),
    "only_of_association": N_("Only an association has it."),
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
    "ref_taken": N_("“{value}” is the reference of another gift."),
    "kind_in_use": N_("The person has payments: the kind can no longer change."),
    "party_merged": N_(
        "“{value}” was recorded twice and counts as {kept} since: say there what is to change."
    ),
    "nothing_changed": N_("It stands so already: nothing would change."),
    "amount_too_large": N_("The amount is above 1 000 000 000 euros. Check the figures."),
    "date_unreadable": N_("“{value}” is not a date. Write it like 31/12/2025."),
    "date_impossible": N_("There is no such day: “{value}”."),
    "date_ambiguous": N_("“{value}” has a year of two digits. Write all four."),
    "date_out_of_range": N_("“{value}” lies before 1990 or after tomorrow."),
    "date_beyond": N_("“{value}” lies before 1900 or after 2100."),
    "day_of_year_unreadable": N_(
        "“{value}” is not a day of the year. Write it like 30/06, in a file like 06-30."
    ),
    "period_outside_year": N_("{value} is no period within the year {year}, from its first day to its last."),
    "yes_no_unreadable": N_("“{value}” is neither yes nor no."),
    "percent_unreadable": N_("“{value}” is not a percentage from 0 to 100."),
    "number_unreadable": N_("“{value}” is not a whole number."),
    "years_unreadable": N_(
        "“{value}” is no year of dues. Write 2026, 2024-2026, or 2024:15 2025:20 for unequal amounts."
    ),
    "years_twice": N_("“{value}” names a year twice."),
    "years_too_many": N_("“{value}” is more than twelve years. Check the figures."),
    "years_not_reached": N_("The amount does not reach for all of these years: “{value}”."),
    "years_differ": N_("What is written for the years does not add up to the amount: “{value}”."),
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
    "phone_invalid": N_(
        "“{value}” is no telephone number: ten digits in France and Morocco, like 04 91 00 00 00, or + and the country."
    ),
    "office_postcode_invalid": N_(
        "“{value}” is not a postcode of that country: five digits, like 13001 or 83000."
    ),
    "account_not_ours": N_("“{value}” is none of the association's bank accounts: add it to them first."),
    "site_invalid": N_("“{value}” is not the address of a web site, such as https://www.example.org."),
    "country_unknown": N_("“{value}” is not a country. Write its two letters, like FR or MA."),
    "identifier_placeholder": N_(
        "“{value}” is a placeholder: zeros stand where the number should be. Write the real one."
    ),
    "postcode_invalid": N_(
        "“{value}” is not a postcode of France: five digits, like 06000. For an address abroad write its country."
    ),
    "country_of_postcode": N_(
        "The postcode {value} is no part of France for the tax. Write the country {country}."
    ),
    "siren_invalid": N_("“{value}” is not a SIREN: nine digits, the last of which checks the others."),
    "siret_invalid": N_("“{value}” is not a SIRET: fourteen digits, the last of which checks the others."),
    "rna_invalid": N_("“{value}” is not an RNA number: W and nine characters."),
    "ice_invalid": N_("“{value}” is not an ICE: fifteen digits, the last two of which check the others."),
    "iban_invalid": N_("“{value}” is not an IBAN: its check digits do not fit."),
    "party_unknown": N_("Nobody has the reference “{value}”. Record or import the person first."),
    "party_taken_back": N_(
        "“{name}” ({value}) was taken back with the import or the separation that brought the record. Record the person anew, or name the right one."
    ),
    "person_erased": N_("“{value}” was erased. Record the person anew, or name the right one."),
    "project_unchosen": N_(
        "No project is called so: choose one of the list, or leave the field empty for the general fund."
    ),
    "project_unknown": N_("No project has the code “{value}”. Record or import the project first."),
    "office_unknown": N_("No office has the code “{value}”."),
    "allocations_differ": N_("The allocations do not add up to the line."),
    "target_twice": N_("The same project and association stand twice."),
    "short_too_long": N_("“{value}” is too long for tables: a short name has at most {most} letters."),
    "dues_year_without_dues": N_("A year of dues stands on a line that is not dues."),
    "method_missing": N_("Say how the money was paid."),
    "method_in_kind": N_("What is given in kind comes without a payment: leave the way of paying out."),
    "only_of_cheque": N_("“{value}” is of a cheque alone: leave it out, or say that a cheque was given."),
    "dues_above": N_("The dues take all of the amount: choose “Dues” alone, or correct one of the two."),
    "dues_beside_gift": N_("Dues that are a part of the amount stand beside a gift alone."),
    "currency_differs": N_(
        "“{value}” is in {shown}, and the currency is said to be {currency}: leave one out."
    ),
    "name_of_several": N_("“{value}” is the name of several people: {choices}. Say which by the reference."),
    "payer_unknown": N_(
        "Nobody has the reference or the whole name “{value}”. Record the person first, or say --anonymous."
    ),
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
    "move_before_last": N_("“{value}” is not later than the last move, whose day stands with the address."),
    "consent_before_last": N_("“{value}” is earlier than what was said last, whose day stands on the card."),
    "address_same": N_(
        "Somebody lives there already: “{value}”. A mistake is put right by a change, not by a move."
    ),
    "situation_not_individual": N_("“{value}” is not one person: two persons form a couple."),
    "situation_minor": N_("“{value}” is under age: note first since when that is over."),
    "situation_dead": N_(
        "One of “{value}” has died: the day of death stands on the card, and nothing else changes."
    ),
    "situation_same": N_("“{value}” is the same record."),
    "situation_merged": N_("“{value}” was made one with another record: name the one that counts."),
    "situation_erased": N_("One of both asked to be erased."),
    "situation_not_couple": N_("“{value}” is no couple."),
    "situation_separated": N_("“{value}” separated already; the day stands on the card."),
    "situation_before_couple": N_("“{value}” is not later than the day on which they became a couple."),
    "situation_not_minor": N_("“{value}” is not noted as under age."),
    "situation_not_organisation": N_(
        "“{value}” is a person: another name of a person is put right by a change."
    ),
    "situation_same_name": N_("“{value}” is the name already."),
    "situation_before_name": N_("“{value}” is earlier than the day from which the name of today is borne."),
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
    "return_without_bank": N_(
        "No bank takes back what was given in cash or without a payment: say that it was refunded, or recorded wrongly."
    ),
    "port_wrong": N_(
        "“{value}” is no port: write the server, or the server and a number, such as host:5433."
    ),
    "refund_as_return": N_(
        "“{value}” is a refund: it was recorded wrongly, or the bank returned it. It cannot be refunded itself."
    ),
    "refund_which_line": N_("Say of which line a part is refunded: {lines}."),
    "refund_no_line": N_("The payment has no line “{value}” of which something is left."),
    "refund_in_kind": N_("The line “{value}” was no money: it is taken back whole."),
    "refund_with_goods": N_(
        "Something was given in return for the line “{value}”: refund it whole, and record anew what is kept."
    ),
    "refund_no_place": N_("Nothing of that line stands on the project “{value}”."),
    "ledger_account_expected": N_(
        "Write the number and the name of an account, like 75411 Dons manuels, not “{value}”."
    ),
    "nothing_there": N_("Nothing of that line stands on “{value}”, but on {choices}."),
    "refund_no_fund": N_("Nothing of that line stands on the general fund."),
    "returned_before_received": N_("The payment came back before it arrived."),
    "cancelled_before_issued": N_("The receipt was issued later than this day."),
    "dated_back": N_(
        "A receipt of a later day, {value}, was issued already. Check the clock of this computer; --accept dated_back takes this day all the same."
    ),
    "range_upside_down": N_("“{value}” goes from the larger to the smaller."),
    "view_not_kept": N_("No view of this list is kept as “{value}” on this computer. Kept are: {choices}."),
    "no_view_kept": N_(
        "No view of this list is kept on this computer, “{value}” neither. Keep one in the window first."
    ),
    "view_unreadable": N_("What is kept of the view “{value}” cannot be read. Keep it in the window anew."),
    "view_excludes": N_("The view “{value}” and another option exclude each other: leave one of them out."),
    "ends_before_start": N_("The end lies before the start."),
    "kind_stands": N_("This kind of membership runs otherwise already; make another kind."),
    "day_of_year_expected": N_("Write month and day like 06-30."),
    "day_of_month_impossible": N_("The day of the month goes from 1 to 31."),
    "batch_unknown": N_("There is no such batch."),
    "batch_closed": N_("The batch is closed."),
    "year_closed": N_(
        "The year {year} is closed since {closed_on}: {value} lies in it. Record it on a day from {open_from} on."
    ),
    "rate_unlikely": N_(
        "“{value}” is no rate of {currency}: one euro was worth {low} to {high} of it ({years}). "
        "Write how many {currency} are one euro."
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
    "code_alike": N_("“{value}” is told from {other} only by its capitals or accents: take another code."),
    "code_twice": N_("The same code stands twice: {value}."),
    "office_code_invalid": N_("“{value}” is not a code of an office: one to ten capital letters or digits."),
    "one_head_office": N_("Exactly one office must be the head office (head = true)."),
    "host_invalid": N_("“{value}” is not the name of a server."),
    "one_line_expected": N_("Write it on one line."),
    "hole_unknown": N_("{value} is none of the holes that are filled: {choices}."),
    "hole_not_in_subject": N_(
        "{value} may have nothing to say of somebody: then its line is left out. Write it in the text, not in the subject."
    ),
    "language_twice": N_("The language {value} stands twice: give one text for each."),
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
NOUNS: Final = {
    "party": N_("person"),
    "payment": N_("payment"),
    "programme": N_("programme"),
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
    "mandate": N_("mandate"),
    "collection": N_("run of direct debits"),
    "membership_kind": N_("kind of membership"),
    "deposit_slip": N_("deposit slip"),
    "closed_year": N_("closed year"),
    "account": N_("bank account"),
    "import": N_("import"),
    "circular": N_("letter to a list"),
    "series": N_("series of receipts"),
    "form": N_("form of receipts"),
    "funding_rule": N_("rule of a funder"),
    "financing": N_("promise or agreement of a funder"),
    "spending": N_("spending"),
    "contribution": N_("valued contribution"),
    "decision": N_("decision"),
    "login": N_("login"),
    "bank_line": N_("line of a bank statement"),
    "bank_file": N_("file of the bank"),
    "bank_rule": N_("rule for bank lines"),
    "bank_proposal": N_("proposal for a bank line"),
}

_DAYS: Final = ("closed_on", "open_from", "line_on", "rate_on")  # facts that are days


def problem_sentence(code: str, value: str = "", data: dict[str, Any] | None = None) -> str:
    """Return the sentence of a problem of one field.

    Args:
        code: of ``PROBLEMS``.
        value: what was stated; a day is said as one writes it here.
        data: what else it tells; several of something as a tuple (a list where it came as JSON).
    """
    facts = {
        name: listed(fact) if isinstance(fact, tuple | list) else _dated(name, fact)
        for name, fact in (data or {}).items()
    }
    return _(PROBLEMS[code]).format(value=_shown(value), **facts)


def _dated(name: str, fact: Any) -> Any:
    """Return a fact that is a day by its name as one writes it here; others as they are."""
    return _shown(fact) if name in _DAYS else fact


def _shown(value: str) -> str:
    try:
        return day(date.fromisoformat(value)) if len(value) == len("2026-01-31") else isolated(value)
    except ValueError:
        return isolated(value)
