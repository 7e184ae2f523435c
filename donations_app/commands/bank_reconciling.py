"""``bank reconcile`` and ``bank close``: books beside bank, told, printed, and closed up to a day."""

from typing import Any

from donations_app.commands.call import Answer, Call, add_command, file_option
from donations_app.commands.usage import day_option
from donations_app.db.queries.reconciliations import reconciliations
from donations_app.domain.reconciliation import ClosedDays, Reconciliation
from donations_app.formats.writing import placed
from donations_app.i18n import _, day, isolated
from donations_app.services.bank.closing import close_account
from donations_app.services.statements.bank_reconciliation import printed_reconciliation
from donations_app.words.bank import account_words
from donations_app.words.bank_amounts import amount_words
from donations_app.words.matching import explanation_words
from donations_app.words.reconciliation import closed_words


def add(kinds: Any) -> None:
    """Add the commands beside those of ``bank``."""
    told = add_command(kinds, "reconcile", _("books, bank and what explains the difference"), reconcile_)
    told.add_argument("--account", default="", metavar="IBAN", help=_("of one account alone"))
    told.add_argument("--to", type=day_option, metavar="DATE", help=_("on this day; else today"))
    told.add_argument("--out", type=file_option("pdf"), metavar="FILE.pdf", help=_("print it"))
    told.add_argument("--force", action="store_true")
    closed = add_command(
        kinds,
        "close",
        _("close an account up to a day, for ever, once books and bank agree"),
        close_,
        writes=True,
    )
    closed.add_argument("--account", required=True, metavar="IBAN", help=_("or its label"))
    closed.add_argument("--to", type=day_option, required=True, metavar="DATE", help=_("the last day of it"))


def reconcile_(call: Call) -> Answer:
    """Hold the books against the bank; what nothing explains ends with exit status 1."""
    options = call.options
    on = options.to or call.today
    with call.books(read_only=True).read() as session:
        found = reconciliations(session, account=options.account, on=on)
        document = printed_reconciliation(session, found, today=call.today) if options.out else b""
    if options.out:
        with placed(options.out, force=options.force, kind="pdf") as file:
            file.write(document)
    status = 1 if any(one.unexplained for one in found) else 0
    lines = [text for one in found for text in _told(one)]
    return Answer({"accounts": list(map(reconciled_data, found))}, lines, status=status)


def close_(call: Call) -> Answer:
    """Close an account up to a day, or tell what stops it."""
    found = close_account(call.acting(), call.options.account, to=call.options.to)
    return Answer({"account": reconciled_data(found)}, _told(found))


def _told(one: Reconciliation) -> list[str]:
    head = f"{one.label} {isolated(account_words(one.account))}  {day(one.on)}".strip()
    sums = ((_("Books"), one.books), (_("Bank"), one.bank), (_("Difference"), one.difference))
    unexplained = _("not explained: {amount}").format(amount=amount_words(one.unexplained, one.currency))
    return [
        head,
        *(f"  {name}  {amount_words(minor, one.currency)}" for name, minor in sums),
        *(
            f"    {explanation_words(part)}  {amount_words(part.amount, one.currency)}"
            for part in one.explanations
        ),
        *([f"    {unexplained}"] if one.unexplained else []),
        *([f"  {closed_words(one)}"] if one.closing else []),
    ]


def reconciled_data(one: Reconciliation) -> dict[str, Any]:
    """Return an account on a day as programs read it; amounts are minor units of its currency."""
    return {
        "account": one.account,
        "label": one.label,
        "currency": one.currency,
        "on": one.on.isoformat(),
        "opening_cents": one.opening,
        "opening_stated": one.opening_is_stated,
        "first_on": one.first_on.isoformat() if one.first_on else None,
        "books_cents": one.books,
        "bank_cents": one.bank,
        "stated_on": one.stated_on.isoformat() if one.stated_on else None,
        "difference_cents": one.difference,
        "explained": [
            {"what": part.kind, "count": len(part.refs), "amount_cents": part.amount, "refs": list(part.refs)}
            for part in one.explanations
        ],
        "unexplained_cents": one.unexplained,
        **_closed_data(one.closing),
        "year_closed_until": one.year_closed_until.isoformat() if one.year_closed_until else None,
    }


def _closed_data(closing: ClosedDays | None) -> dict[str, str | None]:
    return {
        "closed_until": closing.last_on.isoformat() if closing else None,
        "closed_on": closing.closed_on.isoformat() if closing else None,
        "closed_by": closing.closed_by if closing else None,
    }
