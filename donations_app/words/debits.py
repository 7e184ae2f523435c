"""Mandates and direct debits in words: where they stand, why something is not collected, what is amended."""

from itertools import pairwise
from typing import Final

from donations_app.db.queries.mandate_list import MandateRow
from donations_app.domain.collecting import LeftOut
from donations_app.domain.mandates import Amendment, MandateFacts
from donations_app.i18n import N_, _, count, day, isolated, labelled, ngettext
from donations_app.words.codes import together

KINDS: Final = {"recurring": N_("for recurring debits"), "one_off": N_("for one debit")}
# code -> the word, and its tone
STATES: Final = {
    "active": (N_("In force"), "ok"),
    "incomplete": (N_("Incomplete"), "warn"),
    "not_yet": (N_("Signed for later"), "info"),
    "suspended": (N_("Suspended"), "warn"),
    "ended": (N_("Ended"), "plain"),
    "closed": (N_("Closed by its last debit"), "plain"),
    "lapsed": (N_("Lapsed"), "bad"),
}
SEQUENCES: Final = {
    "RCUR": N_("recurring"), "FNAL": N_("last one"), "OOFF": N_("single one"),
}  # fmt: skip
RUN_STATES: Final = {
    "made": (N_("Not sent yet"), "warn"),
    "sent": (N_("Sent, waits for the bank"), "info"),
    "credited": (N_("Credited"), "ok"),
    "cancelled": (N_("Cancelled"), "plain"),
}
REASONS: Final = {
    "debited_elsewhere": N_("no mandate and no account here: it is debited elsewhere"),
    "mandate_incomplete": N_("the mandate lacks its reference or the day of its signature"),
    "mandate_not_yet": N_("the mandate is signed after that day"),
    "mandate_suspended": N_("the mandate is suspended"),
    "mandate_ended": N_("the mandate has ended"),
    "mandate_closed": N_("the mandate was closed by its last debit: a new one is needed"),
    "mandate_lapsed": N_("the mandate has lapsed: a new one is needed"),
    "mandate_shared": N_("another mandate has the same reference"),
    "account_invalid": N_("the account cannot be debited"),
    "collected": N_("it is collected already"),
    "missed": N_("missed for more than thirty days"),
    "deceased": N_("the donor died"),
    "earlier": N_("a later one is collected, and not both on one day"),
    "name_missing": N_("no letter of the name can be written for the bank"),
    "address_missing": N_("town and country are needed: the bank is outside the European Economic Area"),
    "nothing_due": N_("nothing of it is open"),
    "paid": N_(
        "{payment} takes its place: name it for another instalment, or for none, if it is a gift beside it"
    ),
    "returned": N_("the bank sent it back: look into it, then collect it by its gift"),
}

OFTEN: Final = ("missed", "earlier", "collected", "debited_elsewhere")  # of which nothing has to be put right


def sequence_words(sequence: str, number: int, amount: str) -> str:
    """Return how many debits of a sequence there are, and what they come to."""
    told = ngettext("{count} direct debit", "{count} direct debits", number)
    said = told.format(count=count(number))
    return labelled(_(SEQUENCES[sequence]), together(said, amount))


def reason_words(one: LeftOut) -> str:
    """Return why an instalment is not collected."""
    told = _(REASONS[one.reason])
    if one.reason == "paid":
        return told.format(payment=isolated(one.of.paid_by))
    if one.reason == "collected":
        return labelled(told, isolated(one.of.held_in))
    if one.count > 1:
        told_ = ngettext("{count} instalment", "{count} instalments", one.count)
        return labelled(told_.format(count=isolated(str(one.count))), told)
    return told


def amended_words(amended: Amendment) -> list[str]:
    """Return what is told to the bank as amended."""
    found = []
    if amended.reference:
        found.append(_("another reference, before {before}").format(before=isolated(amended.reference)))
    if amended.iban:
        found.append(_("another account of the same bank"))
    if amended.is_other_bank:
        found.append(_("an account of another bank"))
    if amended.creditor_id:
        found.append(_("another creditor, before {before}").format(before=isolated(amended.creditor_id)))
    return found


def terms_words(facts: MandateFacts) -> list[str]:
    """Return what was amended of a mandate, each from its day on; the account by its last digits."""
    told = []
    for before, after in pairwise(facts.terms):
        said = []
        if after.iban != before.iban:
            said.append(_("account {account}").format(account=last_digits(after.iban)))
        if after.reference != before.reference:
            said.append(_("reference {reference}").format(reference=isolated(after.reference)))
        if after.creditor_id != before.creditor_id:
            said.append(_("creditor {creditor}").format(creditor=isolated(after.creditor_id)))
        said += [isolated(after.reason)] if after.reason else []
        since = day(after.since) if after.since else ""
        told.append(labelled(_("From {first} on").format(first=since), together(*said)))
    return told


def last_digits(iban: str) -> str:
    """Return an account as one tells it from others, without saying it."""
    return isolated(f"\u200e•••• {iban[-4:]}")  # without a letter it would turn round


def mandate_words(row: MandateRow) -> list[str]:
    """Return the days of a mandate, and why it is suspended or has ended."""
    facts = row.facts
    lapses_on = row.lapses_on if row.state in ("active", "suspended") else None
    days = (
        (_("signed on {day}"), facts.signed_on),
        (_("last collected on {day}"), facts.last_on),
        (_("lapses after {day}"), lapses_on),
        (_("suspended on {day}"), facts.suspended_on),
        (_("ended on {day}"), facts.ended_on),
    )
    told = [said.format(day=day(on)) for said, on in days if on]
    return [*told, *(isolated(text) for text in (row.suspended_reason, row.end_reason, row.document) if text)]


def late_notice() -> str:
    """Return that the notice comes late."""
    return _("The scheme asks for more days between the notice and the debit, unless others were agreed.")
