"""Entries for the accountant in words: what may stand twice, and what does not keep to the rules of a FEC."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from donations_app.domain.accounting import LineFee, ReturnFee
from donations_app.domain.money import Money
from donations_app.formats.fec import CheckedFec, FecFault
from donations_app.i18n import N_, _, count, isolated, money, money_in, ngettext
from donations_app.words.codes import listed

FAULTS: Final = {
    "fec_name": N_(
        "the name is not the SIREN, FEC and the closing day, like 123456789FEC20251231.txt: {found}"
    ),
    "fec_columns": N_("the headings are not the eighteen prescribed ones in their order"),
    "fec_short": N_("fewer fields than headings"),
    "fec_empty": N_("this field may not be empty: {found}"),
    "fec_day": N_("no day written like 20251231: {found}"),
    "fec_account": N_("an account begins with three digits: {found}"),
    "fec_amount": N_("no amount with a decimal comma: {found}"),
    "fec_number": N_("the numbers of the entries do not follow each other: {found}"),
    "fec_order": N_("the entries do not stand in the order of their validation: {found}"),
    "fec_unbalanced": N_("debit and credit differ"),
}


def twice_words(fees: Sequence[ReturnFee]) -> str:
    """Return that fees of debits that came back may stand twice in the entries, and what to do."""
    told = ngettext(
        "The fee of {count} debit that came back, {amount}, may stand twice, as a line of the bank says it too: match the line of the return with {refs}.",
        "The fees of {count} debits that came back, {amount}, may stand twice, as lines of the bank say them too: match the lines of the returns with {refs}.",
        len(fees),
    )
    amount = money(Money.total(one.amount for one in fees))
    return told.format(count=count(len(fees)), amount=amount, refs=listed([one.piece for one in fees]))


def without_rate_words(fees: Sequence[LineFee]) -> str:
    """Return that fees in another currency are not among the entries, and what to do."""
    sums: Counter[str] = Counter()
    for one in fees:
        if one.foreign:
            sums[one.foreign.currency] += one.foreign.amount.cents
    told = ngettext(
        "{count} fee in another currency, {amount}, is not among the entries: the books hold no rate for its day. Enter it by hand.",
        "{count} fees in another currency, {amount}, are not among the entries: the books hold no rate for their days. Enter them by hand.",
        len(fees),
    )
    amount = listed([money_in(minor, currency) for currency, minor in sums.items()])
    return told.format(count=count(len(fees)), amount=amount)


def fault_line(fault: FecFault) -> str:
    """Return a fault with its place."""
    told = _(FAULTS[fault.code]).format(found=isolated(fault.found))
    return _("Line {line}: {told}.").format(line=count(fault.line), told=told) if fault.line else f"{told}."


def checked_sentence(found: CheckedFec) -> str:
    """Return whether a file keeps to the rules."""
    if not found.counted:
        return _("It keeps to the rules that this check knows.")
    faults = sum(found.counted.values())
    told = ngettext(
        "{count} thing does not keep to the rules.", "{count} things do not keep to the rules.", faults
    )
    return told.format(count=count(faults))


def checked_lines(found: CheckedFec, most: int) -> list[str]:
    """Return the sums of a file, then the first ``most`` places of each kind of fault, and how many more there are."""
    sums = _("Lines: {count}, debit {debit}, credit {credit}").format(
        count=count(found.lines), debit=money(found.debit), credit=money(found.credit)
    )
    shown: list[FecFault] = []
    told: Counter[str] = Counter()
    for fault in found.faults:
        told[fault.code] += 1
        if told[fault.code] <= most:
            shown.append(fault)
    rest = sum(found.counted.values()) - len(shown)
    more = [ngettext("and {count} more", "and {count} more", rest).format(count=count(rest))] if rest else []
    return [sums, *map(fault_line, shown), *more]
