"""What an action changes, in sentences: shares, receipts of a year, dues, the sum of a batch."""

from collections.abc import Iterable

from donations_app.domain.changes import BatchStanding, DuesChange, ReceiptedChange, RuleChange, ShareChange
from donations_app.domain.money import Money
from donations_app.i18n import (
    _,
    count,
    isolated,
    limit_percent,
    money,
    ngettext,
    percent,
)
from donations_app.words.funding import rule_sentences


def change_sentences(
    shares: Iterable[ShareChange],
    receipted: Iterable[ReceiptedChange],
    dues: Iterable[DuesChange] = (),
    rules: Iterable[RuleChange] = (),
) -> list[str]:
    """Return what an action changes: the shares that move, rules that fall, what receipts add up to, whose dues."""
    felt = [change for change in shares if change.is_felt]
    others = [*map(_receipted_line, receipted), *map(_dues_line, dues)]
    return [*filter(None, map(_share_line, felt)), *rule_sentences(rules), *others]


def payment_words(payment: str, reversal: str, refunded: Money | None) -> str:
    """Return that a payment is taken back, or how much of it is refunded under which reference."""
    if refunded is None:
        return _("The payment {ref} is taken back.").format(ref=isolated(payment))
    told = _("{amount} of the payment {ref} refunded: {refund}.")
    return told.format(amount=money(refunded), ref=isolated(payment), refund=isolated(reversal))


def batch_sentence(batch: BatchStanding) -> str:
    """Return what stands in a batch, beside what was counted for it."""
    told = _("Batch {name}: {typed}.")
    if batch.expected_count:
        told = _("Batch {name}: {typed}; counted were {expected_count}, {expected_amount}.")
    typed = ngettext("{count} payment, {amount}", "{count} payments, {amount}", batch.count)
    return told.format(
        name=isolated(batch.name),
        typed=typed.format(count=count(batch.count), amount=money(batch.amount)),
        expected_count=count(batch.expected_count),
        expected_amount=money(batch.expected),
    )


def _share_line(change: ShareChange) -> str:
    if change.leaves:
        told = _("{project}, {association}: it leaves the project.")
        return told.format(
            project=isolated(change.project), association=change.name or isolated(change.association)
        )
    told = _("{project}: private share from {before} to {after}.")
    if change.association:
        told = _("{project}, {association}: private share from {before} to {after}.")
    told = told.format(
        project=isolated(change.project),
        association=change.name or isolated(change.association),
        before=percent(change.before.basis_points),
        after=percent(change.after.basis_points),
    )
    margin = _margin(change)
    if (
        not margin
        and change.before.private == change.after.private
        and change.before.cost == change.after.cost
    ):
        return ""  # another rule leads, and asks nothing of it
    return f"{told} {margin}" if margin else told


def _margin(change: ShareChange) -> str:
    """Return by how much a share falls below its rule, or lacks more or less than before; or nothing."""
    before, after = change.before, change.after
    if change.is_lost:
        told = _("It falls below its threshold of {minimum}: {amount} will be missing.")
        if change.rule:
            told = _("It falls below its threshold of {minimum} (rule {rule}): {amount} will be missing.")
        if (
            after.private >= after.required
        ):  # enough in all, and yet not: one of its associations, or of its limits
            told = _("It is reached no longer: {amount} will be missing, see its associations and rules.")
            if not after.missing:
                told = _("It is reached no longer, see its rules.")
    elif before.reached is False and after.reached is True:
        told = _("It reaches its threshold of {minimum}.")
    elif after.reached is False and before.reached is None:
        told = _("It had no verdict; it is below its threshold of {minimum}: {amount} will be missing.")
    elif after.reached is False and before.missing != after.missing:
        told = _("It is below its threshold of {minimum}: {amount} will be missing instead of {lacked}.")
    else:
        return ""
    return told.format(
        minimum=limit_percent(change.minimum),
        rule=isolated(change.rule),
        amount=money(after.missing),
        lacked=money(before.missing),
    )


def _dues_line(change: DuesChange) -> str:
    return _("Dues of {year}, {name}: paid {after} instead of {before}.").format(
        year=isolated(str(change.year)),
        name=change.name,
        before=money(change.before),
        after=money(change.after),
    )


def _receipted_line(change: ReceiptedChange) -> str:
    told = _("Receipts on the gifts of {year}: from {before} to {after}.").format(
        year=isolated(str(change.year)), before=money(change.before), after=money(change.after)
    )
    if change.is_filed:
        told += " " + _("The declaration of that year was filed: correct it.")
    return told
