"""``payments list|show``: payments by any question one asks of them, and one with all that is known of it."""

import argparse
import json
from datetime import date
from typing import Any, Final

from donations_app.commands.call import Answer, Call, add_command, file_option, form_of
from donations_app.commands.saved_views import add_saved, filter_kept, saved_view
from donations_app.commands.slip_answers import slip_data, slip_line
from donations_app.commands.usage import day_option
from donations_app.db.queries.payment_detail import DetailedLine, PaymentDetail, payment_detail
from donations_app.db.queries.payment_list import PaymentRow, payment_list, payment_rows
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.payment_filter import (
    ORDERS,
    STATES,
    PaymentFilter,
    PaymentOrder,
    narrowed,
    payment_views,
    payments_by_fields,
)
from donations_app.domain.payments import KINDS, METHODS
from donations_app.domain.tracing import TracedEntry, TracedShare
from donations_app.domain.typed import TypedError, parse_amount
from donations_app.formats.spool import Spool
from donations_app.formats.writing import TABLES
from donations_app.i18n import _, count, day, isolated, moment, money, ngettext
from donations_app.services.payments.listing import write_payments
from donations_app.words.codes import METHODS as METHOD_WORDS
from donations_app.words.codes import REVERSALS, kinds_word, listed, together, word
from donations_app.words.entries import act_words
from donations_app.words.payments import (
    back_words,
    currency_words,
    line_words,
    refund_words,
    refunded_words,
    since_words,
)

_AT_ONCE: Final = 2_000  # payments


def add_list(kinds: Any) -> None:
    """Add both commands."""
    listed = add_command(kinds, "list", _("payments by day, amount, payer, project ..."), list_payments)
    add_questions(listed)
    listed.add_argument("--out", type=file_option(*TABLES), metavar="FILE.csv|xlsx")
    listed.add_argument("--force", action="store_true")
    shown = add_command(kinds, "show", _("a payment with its lines, receipts and history"), show_payment)
    shown.add_argument("payment", metavar="REF")


def add_questions(listed: argparse.ArgumentParser) -> None:
    """Add what narrows payments to a list, and its order."""
    for option in ("--from", "--to"):
        help_text = _("the first day") if option == "--from" else _("the last day")
        listed.add_argument(option, dest=f"{option[2:]}_day", type=day_option, metavar="DATE", help=help_text)
    listed.add_argument(
        "--amount", default="", metavar="A[-B]", help=_("this amount, or from one to another")
    )
    listed.add_argument("--cheque", default="", metavar="N", help=_("the number of the cheque"))
    listed.add_argument("--payer", default="", metavar="REF")
    listed.add_argument("--name", default="", metavar="WORDS", help=_("the payer's name, or how it begins"))
    listed.add_argument("--project", default="", metavar="CODE")
    listed.add_argument("--association", default="", metavar="REF")
    listed.add_argument(
        "--office", dest="of_office", default="", metavar="CODE", help=_("that recorded them")
    )
    listed.add_argument("--batch", default="", metavar="NAME")
    listed.add_argument("--recorded-by", default="", metavar="LOGIN", help=_("as the history names who did"))
    listed.add_argument("--method", default="", choices=METHODS)
    listed.add_argument("--kind", default="", choices=KINDS, help=_("of one of its lines"))
    listed.add_argument("--receipt", choices=("yes", "no"), help=_("whether a live receipt stands on it"))
    listed.add_argument("--state", default="", choices=STATES, help=_("money that is there, that left again"))
    listed.add_argument(
        "--view",
        default="all",
        choices=tuple(payment_views(date.max)),
        help=_("one of the views that are ready"),
    )
    add_saved(listed)
    listed.add_argument("--sort", default="", choices=ORDERS, help=_("by day, unless a view says otherwise"))
    listed.add_argument("--ascending", action="store_true", help=_("the first, or the smallest, on top"))


def list_payments(call: Call) -> Answer:
    """List payments, or write them to a table; what was taken back stands there with what takes it back."""
    options = call.options
    if options.out:
        return write(call)
    only, order = _asked(call)
    kept = Spool()
    with call.books(read_only=True).read() as session:
        found = payment_list(session, only, order)
        for start in range(0, len(found.keys), _AT_ONCE):
            for row in payment_rows(session, found.keys[start : start + _AT_ONCE]):
                if row:
                    kept.add(_json(row_data(row)) if options.json else _line(row))
    sums = found.sums
    data = {"payments": kept, "count": sums.count, "sum_cents": sums.amount.cents}
    return Answer(data, [*kept, _sum_line(sums.count, sums.amount)] if not options.json else [])


def write(call: Call) -> Answer:
    """Write the payments that the options of ``add_questions`` ask for to the file of ``--out``."""
    path = call.options.out
    only, order = _asked(call)
    sums = write_payments(
        call.books(read_only=True), path, form=form_of(path), only=only, order=order, force=call.options.force
    )
    data = {"count": sums.count, "sum_cents": sums.amount.cents, "file": str(path)}
    told = _("Written: {path}").format(path=isolated(str(path)))
    return Answer(data, [told, _sum_line(sums.count, sums.amount)])


def _asked(call: Call) -> tuple[PaymentFilter, PaymentOrder]:
    """Return what views and options ask for together, and in which order.

    Raises:
        InputRefused: there is no such view, or its parts or it and an option exclude each other.
    """
    options = call.options
    only = narrowed(payment_views(call.today)[options.view], filter_of(options))
    kept = saved_view(call, "payments")
    if only and kept:
        of_view = filter_kept(kept, payments_by_fields, call.today)
        only = of_view and narrowed(of_view, only)
    if only is None:
        raise InputRefused([Problem("view", "view_excludes", options.saved or options.view)])
    if kept and kept.order in ORDERS and not options.sort:
        return only, PaymentOrder(kept.order, kept.is_descending and not options.ascending)
    return only, PaymentOrder(options.sort or "day", not options.ascending)


def filter_of(options: argparse.Namespace) -> PaymentFilter:
    """Return what the options ask for.

    Raises:
        InputRefused: the amount cannot be read, or days or amounts end before they begin.
    """
    least, most = _amounts(options.amount)
    if least and most and most < least:
        raise InputRefused([Problem("amount", "range_upside_down", options.amount)])
    if options.from_day and options.to_day and options.to_day < options.from_day:
        raise InputRefused([Problem("to", "ends_before_start", f"{options.to_day:%d/%m/%Y}")])
    return PaymentFilter(
        first_on=options.from_day,
        last_on=options.to_day,
        least=least,
        most=most,
        cheque_number=options.cheque,
        payer=options.payer,
        name=options.name,
        project=options.project,
        association=options.association,
        office=options.of_office.upper(),
        method=options.method,
        kind=options.kind,
        state=options.state,
        has_receipt={"yes": True, "no": False}.get(options.receipt or ""),
        batch=options.batch,
        recorded_by=options.recorded_by,
    )


def _amounts(text: str) -> tuple[Money | None, Money | None]:
    if not text:
        return None, None
    low, dash, high = text.partition("-")
    try:
        least = Money(parse_amount(low)) if low or not dash else None
        most = (Money(parse_amount(high)) if high else None) if dash else least
    except TypedError as error:
        raise InputRefused([Problem("amount", error.problem, text)]) from error
    return least, most


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def row_data(row: PaymentRow) -> dict[str, Any]:
    """Return a payment of a list as JSON."""
    return {
        "ref": row.ref,
        "received_on": row.received_on.isoformat() if row.received_on else None,
        "credited_on": row.credited_on.isoformat() if row.credited_on else None,
        "payer": row.payer or None,
        "name": row.name,
        "amount_cents": row.amount.cents,
        "method": row.method,
        "cheque_number": row.cheque_number or None,
        "kinds": list(row.kinds),
        "dues_years": list(row.dues_years),
        "projects": list(row.projects),
        "office": row.office,
        "batch": row.batch or None,
        "receipt": row.receipt or None,
        "state": row.state,
        "reversal": row.reversal or None,
        "reverses": row.reverses or None,
        "reversed_by": row.reversed_by or None,
        "refunded_cents": row.refunded.cents,
    }


def _line(row: PaymentRow) -> str:
    parts = [
        isolated(row.ref),
        day(row.on),
        row.name or _("Anonymous"),
        money(row.amount),
        _method(row),
        kinds_word(row.kinds, row.dues_years),
        *([listed(row.projects)] if row.projects else []),
        *([isolated(row.receipt)] if row.receipt else []),
        *([word(REVERSALS, row.reversal)] if row.reversal else []),
        *([refunded_words(row)] if row.refunded else []),
    ]
    return "  ".join(parts)


def _method(row: PaymentRow) -> str:
    named = word(METHOD_WORDS, row.method)
    return f"{named} {isolated(row.cheque_number)}" if row.cheque_number else named


def _sum_line(found: int, amount: Money) -> str:
    told = ngettext("{count} payment, {amount}", "{count} payments, {amount}", found)
    return told.format(count=count(found), amount=money(amount))


def show_payment(call: Call) -> Answer:
    """Show a payment with its lines, where their cents stand, its receipts and its history."""
    with call.books(read_only=True).read() as session:
        found = payment_detail(session, call.options.payment)
    return Answer({"payment": payment_data(found)}, detail_lines(found))


def payment_data(found: PaymentDetail) -> dict[str, Any]:
    """Return all that is known of a payment as JSON."""
    return row_data(found.row) | {
        "currency": found.currency,
        "rate": found.rate or None,
        "rate_source": found.rate_source or None,
        "rate_on": found.rate_on.isoformat() if found.rate_on else None,
        "cheque_date": found.cheque_date.isoformat() if found.cheque_date else None,
        "bank": found.bank or None,
        "receipt_issued_by": found.receipt_issued_by or None,
        "reason": found.reason or None,
        "return_code": found.return_code or None,
        "refunds": [
            {
                "ref": one.ref,
                "line": one.position,
                "on": one.on.isoformat(),
                "amount_cents": -one.amount.cents,
                "reason": one.reason,
            }
            for one in found.refunds
        ],
        "deposit": slip_data(found.slip) if found.slip else None,
        "lines": [_line_data(line) for line in found.lines],
        "history": [_entry_data(entry) for entry in found.entries],
    }


def _line_data(line: DetailedLine) -> dict[str, Any]:
    return {
        "line": line.position,
        "kind": line.kind,
        "amount_cents": line.amount.cents,
        "dues_year": line.dues_year,
        "earmarked_by_donor": line.earmarked_by_donor,
        "foreign_minor": line.foreign_minor,
        "counterpart_cents": line.counterpart.cents,
        "counterpart_kind": line.counterpart_kind or None,
        "description": line.description or None,
        "evidence": line.evidence or None,
        "valued_by": line.valued_by or None,
        "article": line.article,
        "pass_through": line.pass_through,
        "receipt": line.receipt or None,
        "allocations": [_share_data(share) for share in line.shares],
        "moves": [_share_data(share) for share in line.moves],
    }


def _share_data(share: TracedShare) -> dict[str, Any]:
    return {
        "project": share.project or None,
        "association": share.association or None,
        "amount_cents": share.amount.cents,
        "on": share.on.isoformat() if share.on else None,
        "reason": share.reason or None,
    }


def _entry_data(entry: TracedEntry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "who": entry.who,
        "origin": entry.office,
        "n": entry.n,
        "what": entry.kind,
        "record": entry.record,
    }


def detail_lines(found: PaymentDetail) -> list[str]:
    """Return all that is known of a payment, line by line."""
    row = found.row
    lines = [_line(row)]
    if said := currency_words(found):
        lines.append(f"  {said}")
    if found.receipt_issued_by:
        lines.append(
            "  " + _("A receipt was issued by {name}.").format(name=isolated(found.receipt_issued_by))
        )
    if row.reversed_by or row.reverses:
        lines.append(back_words(found))
    lines += map(refund_words, found.refunds)
    for line in found.lines:
        lines.append(
            f"  {kinds_word((line.kind,), (line.dues_year,) if line.dues_year else ())}  {money(line.amount)}"
        )
        if said := together(*line_words(line)):
            lines.append(f"    {said}")
        lines += [f"    {_share(share)}" for share in line.moves or line.shares]
    if found.slip:
        lines.append(slip_line(found.slip))
    told = _("{at}, {who}: {record}")
    lines += [
        told.format(at=moment(entry.at), who=entry.who, record=act_words(entry.kind))
        for entry in found.entries
    ]
    return lines


def _share(share: TracedShare) -> str:
    where = together(
        *filter(None, (isolated(share.project) if share.project else _("General fund"), share.association))
    )
    told = f"{where}  {money(share.amount)}"
    if share.on and share.reason:
        return f"{told}  {day(share.on)}  {share.reason}"
    return f"{told}  {since_words(share)}".rstrip()
