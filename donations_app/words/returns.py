"""Returns of direct debits in words: what a code says, what is done, what a person does next, why one is not taken."""

from typing import Final

from donations_app.domain.debit_returns import Returned, ReturnTable, SentDebit, Unmatched
from donations_app.domain.errors import RuleBroken
from donations_app.domain.money import ZERO, Money
from donations_app.i18n import (
    N_,
    _,
    day,
    gettext_in,
    isolated,
    labelled,
    language,
    money,
    with_isolated_latin,
)
from donations_app.words.sentences import sentence

CODES: Final = {
    "AC01": N_("the number of the account is wrong"),
    "AC04": N_("the account is closed"),
    "AC06": N_("the account is blocked"),
    "AC13": N_("the account is none of a consumer"),
    "AG01": N_("direct debits are forbidden on this account"),
    "AG02": N_("the bank does not know this operation"),
    "AM04": N_("not enough money on the account"),
    "AM05": N_("collected twice"),
    "BE05": N_("the creditor identifier is not known"),
    "CNOR": N_("the bank of the creditor cannot be reached"),
    "DNOR": N_("the bank of the debtor cannot be reached"),
    "FF01": N_("the file is not in its format"),
    "MD01": N_("no mandate, or one that is not valid"),
    "MD02": N_("data of the mandate are missing or wrong"),
    "MD06": N_("refunded, as the debtor asked"),
    "MD07": N_("the debtor died"),
    "MS02": N_("refused by the debtor"),
    "MS03": N_("the bank does not say why"),
    "NARR": N_("a reason in words"),
    "RC01": N_("the bank of the debtor is wrong"),
    "RR01": N_("the account of the debtor is missing"),
    "RR02": N_("name or address of the debtor is missing"),
    "RR03": N_("name or address of the creditor is missing"),
    "RR04": N_("a rule of the authorities"),
    "SL01": N_("the debtor lets only some creditors debit his account"),
}
# action -> what it is called, its tone, what is done and what a person does next
ACTIONS: Final = {
    "again": (N_("Presented once more"), "info", N_("the next run collects it once more")),
    "stop": (N_("Mandate stopped"), "warn", N_("ask for another account, enter it in the mandate and take it up again")),
    "suspend": (N_("Mandate suspended"), "warn", N_("ask the donor; take the mandate up again once he agrees")),
    "end": (N_("Mandate ended"), "bad", N_("nothing is collected without a new mandate")),
    "investigate": (N_("To be looked into"), "warn", N_("it is collected once its gift is named")),
}  # fmt: skip
UNMATCHED: Final[dict[Unmatched, str]] = {
    "no_debit": N_("no direct debit of these books is like it"),
    "several": N_("several direct debits could be meant"),
    "amount_differs": N_("the bank took back another amount than was debited"),
    "not_sent": N_("its file is not marked as sent: do that first, then read this once more"),
    "other_currency": N_("it is not in euros"),
    "no_amount": N_("it names neither reference nor amount"),
    "refused": N_("it was refused"),
}
_REASON: Final = N_("Direct debit sent back by the bank: {what}")


def code_words(code: str) -> str:
    """Return a code with what it says, as far as it is known."""
    if code in CODES:
        return labelled(isolated(code), _(CODES[code]))
    return isolated(code) if code else _("without a code")


def reason_of(code: str) -> str:
    """Return the reason that is kept and printed in the register, which is French whatever the program speaks."""
    said = gettext_in("fr", CODES[code]) if code in CODES else ""
    what = f"{code} ({said})" if said else code or "?"
    return gettext_in("fr", _REASON).format(what=what)


def action_words(action: str) -> str:
    """Return what is done and what comes next."""
    name, _tone, then = ACTIONS[action]
    return _("{done}: {then}").format(done=_(name), then=_(then))


def fee_words(fee: Money) -> str:
    """Return what the bank takes for a return; empty where it is nothing."""
    return _("fee {amount}").format(amount=money(fee)) if fee != ZERO else ""


def reference_of(returned: Returned) -> str:
    """Return by what a return is named: its reference, mandate, run or line of a statement."""
    return returned.end_to_end or returned.mandate or returned.run or returned.source


def unmatched_words(why: Unmatched, refusal: RuleBroken | None) -> str:
    """Return why a return is not taken."""
    return (sentence(refusal) if refusal else None) or _(UNMATCHED[why])


def near_words(one: SentDebit) -> str:
    """Return a debit that is near one that was not found."""
    parts = (isolated(one.run), one.name, money(one.amount), day(one.collected_on), isolated(one.payment))
    return "  ".join(filter(None, parts))


def table_warning(table: ReturnTable) -> str:
    """Return where the table of actions comes from, and that nobody confirmed it; empty once somebody did."""
    if table.is_confirmed:
        return ""
    said = table.sources.get(language())
    source = isolated(table.source) if said is None else with_isolated_latin(said)
    return _("What is done for each code: {source}.").format(source=source)


def death_warning(name: str) -> str:
    """Return what a person decides where the bank says that somebody died."""
    return _(
        "The bank says that {name} died. Once that is certain, note it on the person's page: letters stop then."
    ).format(name=name)


def receipt_words(cancelled: str, replaced_by: str) -> str:
    """Return what became of a receipt, and how its donor is told."""
    if replaced_by:
        told = _("Receipt {number} is cancelled and replaced by {other}: send {other} to the donor.")
        return told.format(number=isolated(cancelled), other=isolated(replaced_by))
    return _("Receipt {number} is cancelled: tell the donor (receipts notice {number}).").format(
        number=isolated(cancelled)
    )
