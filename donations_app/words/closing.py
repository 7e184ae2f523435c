"""What the closing of a fiscal year says: what stands open, why it stops or warns, and where each is looked at."""

from typing import Final

from donations_app.domain.closing import OpenThing
from donations_app.i18n import N_, _, count, isolated, money, ngettext

MEANS: Final = N_(
    "From then on nothing that bears a day of the year is written or changed any more. What is wrong is put right by entries of the next year. Receipts of its gifts can still be issued, cancelled and replaced."
)
# code -> why it matters
WHY: Final = {
    "uncredited": N_("Until the bank's day is known nobody can say of which year the money is."),
    "open_batches": N_("What was counted and what was typed are not agreed."),
    "verify_faults": N_("The figures cannot be trusted before this is cleared up."),
    "without_receipt": N_("Receipts of the year can still be issued after it is closed."),
    "left_out": N_("They wait for an address, a number or a signatory; that can be completed after it, too."),
    "undeposited": N_("The next year opens with them."),
    "slips_uncredited": N_("The bank's day can still be noted afterwards."),
    "lines_unmatched": N_("What they are can still be said afterwards; a gift among them then comes late."),
    "instalments_overdue": N_("Remind the donors, or forgive them; they stay open in the next year."),
    "shares_short": N_("As on the last day of the year; money that comes later counts later."),
    "declaration_missing": N_("It is due whether the year is closed or not."),
}
# code -> what is looked at, where nothing of it stands open
NAMES: Final = {
    "uncredited": N_("The bank's day of each transfer, debit and card payment is known"),
    "open_batches": N_("Every batch is closed"),
    "verify_faults": N_("The whole books are verified"),
    "without_receipt": N_("Every gift that may have a receipt has one"),
    "left_out": N_("No gift waits for something to be completed"),
    "undeposited": N_("All cheques and all cash went to the bank"),
    "slips_uncredited": N_("Every deposit slip is credited"),
    "lines_unmatched": N_("Every line of the bank is explained"),
    "instalments_overdue": N_("Every instalment came, or is decided"),
    "shares_short": N_("Every project has its private share"),
    "declaration_missing": N_("The declaration of gifts is filed, or none is due"),
}
# code -> the command that lists them
COMMANDS: Final = {
    "uncredited": "payments list --view uncredited --to {last_on}",
    "open_batches": "payments list --batch {ref}",
    "verify_faults": "verify",
    "without_receipt": "receipts plan --year {year}",
    "left_out": "receipts plan --year {year}",
    "undeposited": "deposit list",
    "slips_uncredited": "deposit list",
    "lines_unmatched": "bank match",
    "instalments_overdue": "recurring list",
    "shares_short": "share",
    "declaration_missing": "declaration --year {year}",
}


def open_thing_words(one: OpenThing) -> str:
    """Say what stands open, with its number and sum."""
    told = _counted(one.code, one.count).format(count=count(one.count))
    if one.amount is None or not one.amount:
        return told
    return _("{what}: {amount}").format(what=told, amount=money(one.amount))


def _counted(code: str, n: int) -> str:
    texts = {
        "uncredited": ngettext(
            "{count} payment by the bank without its day of credit",
            "{count} payments by the bank without their day of credit",
            n,
        ),
        "open_batches": ngettext("{count} open batch", "{count} open batches", n),
        "verify_faults": ngettext(
            "{count} fault found by the verification", "{count} faults found by the verification", n
        ),
        "without_receipt": ngettext(
            "{count} gift whose receipt can be issued", "{count} gifts whose receipts can be issued", n
        ),
        "left_out": ngettext(
            "{count} gift without a receipt because something is missing",
            "{count} gifts without a receipt because something is missing",
            n,
        ),
        "undeposited": ngettext(
            "{count} cheque or cash payment not yet at the bank",
            "{count} cheques and cash payments not yet at the bank",
            n,
        ),
        "slips_uncredited": ngettext(
            "{count} deposit slip not noted as credited", "{count} deposit slips not noted as credited", n
        ),
        "lines_unmatched": ngettext(
            "{count} line of the bank not explained", "{count} lines of the bank not explained", n
        ),
        "instalments_overdue": ngettext(
            "{count} instalment late or missed, undecided", "{count} instalments late or missed, undecided", n
        ),
        "shares_short": ngettext(
            "{count} project below its private share", "{count} projects below their private share", n
        ),
        "declaration_missing": _("The declaration of gifts is not filed"),
    }
    return texts[code]


def command_of(one: OpenThing, *, year: int, last_on: str) -> str:
    """Return the command that lists what stands open."""
    ref = one.refs[0] if one.refs else ""
    return COMMANDS[one.code].format(year=year, last_on=last_on, ref=f'"{ref}"' if " " in ref else ref)


def state_words(one: OpenThing) -> str:
    """Say whether it stops the closing, or is a warning that is accepted by its code."""
    if one.stops:
        return _("stops the closing")
    return _("warning: {option}").format(option=isolated(f"--accept {one.code}"))
