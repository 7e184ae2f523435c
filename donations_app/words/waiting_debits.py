"""Debits of runs that wait, and would not be collected so today, in words: why, and what to do."""

from typing import Final

from donations_app.domain.waiting_debits import Doubtful
from donations_app.i18n import N_, _, day, isolated, money

DOUBTS: Final = {
    "deceased": N_("the donor died"),
    "mandate_ended": N_("the mandate has ended"),
    "mandate_suspended": N_("the mandate is suspended"),
    "not_due": N_("nothing is due on {due} any more"),
    "not_debited": N_("the gift is debited no more"),
    "mandate_changed": N_("the gift is debited from another account, or under another mandate, now"),
    "forgiven": N_("the instalment is forgiven"),
    "paid": N_("{payment} takes its place"),
    "amount_changed": N_("{open} of it is open now"),
}


def waits_words(one: Doubtful) -> str:
    """Return that a run which waits would collect what would not be collected today, why, and what to do."""
    told = _(
        "{debit}: {why}. Cancel the run and make it anew, or say that this debit is at the bank already."
    )
    return told.format(debit=_which(one), why=why_words(one))


def went_words(one: Doubtful) -> str:
    """Return that a run that went to the bank collects what would not be collected today, why, and what to do."""
    told = _(
        "{debit}: {why}. It went to the bank: ask for that debit to be taken out, or give the money back to the donor and record the refund."
    )
    return told.format(debit=_which(one), why=why_words(one))


def _which(one: Doubtful) -> str:
    debit = one.debit
    told = _("Run {number} of {day}, {amount} of {name} ({gift})")
    return told.format(
        number=isolated(debit.run), day=day(debit.collected_on), amount=money(debit.amount),
        name=isolated(debit.name), gift=isolated(debit.gift),
    )  # fmt: skip


def why_words(one: Doubtful) -> str:
    """Return why a debit of a run would not be collected so today."""
    due = day(one.debit.due_on)
    return _(DOUBTS[one.why]).format(payment=isolated(one.payment), open=money(one.open), due=due)
