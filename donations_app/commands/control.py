"""``control`` and ``reconciliation``: receipts against money, and from the accounts to the receipts."""

from collections.abc import Mapping
from typing import Any

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.saving import add_options, period_data, refused_ending, saved
from donations_app.commands.summaries import summary
from donations_app.domain.control import Compared, Control
from donations_app.domain.receipt_base import Reconciliation
from donations_app.domain.statements import Sum, total
from donations_app.i18n import _, count, isolated, money, ngettext, without_marks
from donations_app.services.statements import control as service
from donations_app.words.codes import ACCOUNTS, word
from donations_app.words.control import STEPS, finding_sentence


def add(commands: Any, name: str) -> None:
    """Add the command."""
    if name == "control":
        parser = add_command(commands, name, summary(name), control)
    else:
        parser = add_command(commands, name, summary(name), reconcile)
    add_options(parser)


def control(call: Call) -> Answer:
    """Hold receipts against money; exit 0 whatever is found, the findings are the answer."""
    if refused := refused_ending(call, Control):
        return refused
    found = service.control(call.books(read_only=True), call.options.year)
    agreed = total(found.natures.values())
    data = {
        "year": found.heading.year,
        "receipts": found.receipts.count,
        "receipts_cents": found.receipts.amount.cents,
        "payments": found.payments,
        "payments_of_year": found.payments_of_year,
        "base_lines": found.base.count,
        "base_cents": found.base.amount.cents,
        "matched": agreed.count,
        "matched_cents": agreed.amount.cents,
        "unmatched": [_compared(line) for line in found.unmatched],
        "explained": sums_data(found.explained),
        "natures": sums_data(found.natures),
        "methods": sums_data(found.methods),
        "issued": {
            str(year): {"receipts": one.count, "amount_cents": one.amount.cents}
            for year, one in found.issued.items()
        },
        "issued_elsewhere": found.issued_elsewhere,
    }
    return saved(call, found, Answer(data, _control_lines(found, agreed)))


def sums_data(sums: Mapping[str, Sum]) -> dict[str, dict[str, int]]:
    """Return sums as the answers of the command line name them."""
    return {key: {"lines": one.count, "amount_cents": one.amount.cents} for key, one in sums.items()}


def _compared(line: Compared) -> dict[str, Any]:
    return {
        "side": line.side,
        "number": line.number,
        "payment": line.payment,
        "line": line.line,
        "amount_cents": line.amount.cents,
        "reason": line.reason,
        "message": without_marks(finding_sentence(line.reason, line.side)),
    }


def _control_lines(found: Control, agreed: Sum) -> list[str]:
    lines = [
        _("Receipts: {count}, {amount}").format(
            count=count(found.receipts.count), amount=money(found.receipts.amount)
        ),
        _("Lines that agree: {count}, {amount}").format(
            count=count(agreed.count), amount=money(agreed.amount)
        ),
    ]
    lines += [
        f"    {count(one.count)}  {money(one.amount)}  {finding_sentence(reason, 'payment')}"
        for reason, one in found.explained.items()
    ]
    left = len(found.unmatched)
    told = ngettext("{count} line that nothing explains", "{count} lines that nothing explains", left).format(
        count=count(left)
    )
    return [*lines, told, *(_compared_line(line) for line in found.unmatched)]


def _compared_line(line: Compared) -> str:
    named = isolated("  ".join(part for part in (line.number, line.payment) if part))
    return f"    {named}  {money(line.amount)}  {finding_sentence(line.reason, line.side)}"


def reconcile(call: Call) -> Answer:
    """Lead from the accounts to the receipts; exit 1 when a difference is left."""
    if refused := refused_ending(call, Reconciliation):
        return refused
    found = service.reconciliation(call.books(read_only=True), call.options.year)
    base = found.base
    data = {
        **period_data(found.heading),
        "accounts": {account: amount.cents for account, amount in base.accounts.items()},
        "accounts_cents": base.in_accounts.cents,
        "adjustments": {step: amount.cents for step, amount in base.adjustments.items()},
        "base_cents": base.amount.cents,
        "without_receipt": sums_data(found.without_receipt),
        "expected_cents": found.expected.cents,
        "receipts": found.receipts.count,
        "receipts_cents": found.receipts.amount.cents,
        "difference_cents": found.difference.cents,
        "prepaid_dues_cents": found.prepaid_dues.cents,
    }
    answer = Answer(data, _reconciled_lines(found), status=1 if found.difference else 0)
    return saved(call, found, answer)


def _reconciled_lines(found: Reconciliation) -> list[str]:
    base = found.base
    steps = [
        (f"{word(ACCOUNTS, account)} ({isolated(account)})", amount)
        for account, amount in base.accounts.items()
    ]
    steps += [(_(STEPS[step]), amount) for step, amount in base.adjustments.items() if amount]
    steps.append((_("Receipt base"), base.amount))
    steps += [
        (finding_sentence(reason, "payment"), -one.amount) for reason, one in found.without_receipt.items()
    ]
    steps += [
        (_("Expected of the receipts"), found.expected),
        (_("Receipts"), found.receipts.amount),
        (_("Difference"), found.difference),
    ]
    return [f"{money(amount)}  {label}" for label, amount in steps]
