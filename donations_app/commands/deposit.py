"""``deposit make|list|show|print|hand-in|credit|cancel``: cheques or cash taken to the bank together."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from donations_app.commands.call import Answer, Call, add_command, add_group, file_option
from donations_app.commands.slip_answers import counted, slip_data, slip_line
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.books import Books
from donations_app.db.queries.deposits import (
    SlipDetail,
    SlipLine,
    Waiting,
    slip_detail,
    waiting,
    waiting_payments,
)
from donations_app.db.queries.near import require
from donations_app.db.queries.settings import own_currency
from donations_app.db.queries.slips import SlipRow, slip_row, slips
from donations_app.domain.deposits import CURRENCIES, METHODS, STATES, Pieces, SlipDraft
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.money import Money
from donations_app.domain.typed import TypedError, parse_amount, parse_whole
from donations_app.formats.writing import placed
from donations_app.i18n import _, day, isolated, ngettext
from donations_app.services.deposits.slips import cancel_slip, hand_in, make_slip, note_credit, slip_document
from donations_app.words.bank_amounts import amount_words
from donations_app.words.codes import REVERSALS, word

_PIECES = re.compile(r"\s*(.+?)\s*=\s*(.+?)\s*")


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    words = "make|list|show|print|hand-in|credit|cancel"
    kinds = add_group(commands, name, summary(name), words)
    _add_make(kinds)
    listed = add_command(kinds, "list", _("slips, and what waits for one"), list_slips)
    listed.add_argument("--of-office", default="", metavar="CODE", help=_("that made them"))
    listed.add_argument("--method", default="", choices=METHODS)
    listed.add_argument("--state", default="", choices=STATES)
    shown = add_command(kinds, "show", _("a slip with what stands on it, and what came back"), show)
    printed = add_command(kinds, "print", _("the slip as it is handed in"), print_)
    handed = add_command(kinds, "hand-in", _("note the day at the bank"), hand_in_, writes=True)
    credited = add_command(
        kinds, "credit", _("note the day on which the bank credited it"), credit, writes=True
    )
    cancelled = add_command(
        kinds, "cancel", _("cancel a slip that the bank does not have"), cancel, writes=True
    )
    for each in (shown, printed, handed, credited, cancelled):
        each.add_argument("slip", metavar="REF")
    for each in (handed, credited, cancelled):
        each.add_argument(
            "--on", dest="on_day", type=day_option, metavar="DATE", help=_("today, if not given")
        )
    for each in (handed, credited):
        each.add_argument("--correct", action="store_true", help=_("the day that was noted before is wrong"))
    cancelled.add_argument(
        "--correct", action="store_true", help=_("it was noted as handed in, and the bank does not have it")
    )
    credited.add_argument("--reference", default="", metavar="TEXT", help=_("as the bank writes it"))
    cancelled.add_argument("--reason", required=True)
    printed.add_argument("--out", type=file_option("pdf"), required=True, metavar="FILE.pdf")
    printed.add_argument("--force", action="store_true")


def _add_make(kinds: Any) -> None:
    made = add_command(kinds, "make", _("put cheques, or cash, on a slip"), make, writes=True)
    made.add_argument("--batch", action="append", default=[], metavar="NAME", help=_("what waits of a batch"))
    made.add_argument("--payment", action="append", default=[], metavar="REF")
    made.add_argument("--waiting", action="store_true", help=_("all that waits at the office"))
    made.add_argument("--method", default="cheque", choices=METHODS)
    made.add_argument("--account", default="", metavar="IBAN", help=_("the only one, if not given"))
    made.add_argument("--on", dest="on_day", type=day_option, metavar="DATE", help=_("the day of the slip"))
    made.add_argument(
        "--cash", nargs="+", default=[], metavar="WORTH=COUNT", help=_("notes and coins, as in 50=3 0.20=7")
    )
    made.add_argument(
        "--currency", default="", choices=CURRENCIES, help=_("that in which the office counts, if not given")
    )


# what is written


def make(call: Call) -> Answer:
    """Make a slip of what is named."""
    options, books = call.options, call.acting()
    with books.read() as session:
        currency = options.currency or own_currency(session, books.author.office, books.today)
    draft = SlipDraft(
        key=uuid4(),
        account=options.account,
        method=options.method,
        payments=tuple(_named(call, books, currency)),
        made_on=options.on_day or call.today,
        cash=tuple(_pieces(text) for text in options.cash),
        currency=currency,
    )
    number = make_slip(books, draft)
    return _done(books, number, None)


def _named(call: Call, books: Books, currency: str) -> list[str]:
    """Return the references of the payments of the call, each once; what waits in that currency."""
    options, office = call.options, books.author.office
    refs = list(options.payment)
    with books.read() as session:
        for name in options.batch:
            found = waiting_payments(
                session, office=office, method=options.method, today=call.today, batch=name, currency=currency
            )
            if not found:
                raise NotFound("batch", name)
            refs += [one.ref for one in found]
        if options.waiting:
            found = waiting_payments(
                session, office=office, method=options.method, today=call.today, currency=currency
            )
            refs += [one.ref for one in found]
    return list(dict.fromkeys(refs))


def _pieces(text: str) -> Pieces:
    found = _PIECES.fullmatch(text)
    try:
        if found:
            return Pieces(parse_amount(found[1]), parse_whole(found[2]))
    except TypedError:
        pass
    raise InputRefused([Problem("cash", "pieces_unreadable", text)])


def hand_in_(call: Call) -> Answer:
    """Note that a slip was handed in."""
    options = call.options
    return _act(call, lambda books, on: hand_in(books, options.slip, on=on, corrects=options.correct))


def credit(call: Call) -> Answer:
    """Note that the bank credited a slip."""
    options = call.options

    def does(books: Books, on: date) -> None:
        reference = options.reference or (None if options.correct else "")
        note_credit(books, options.slip, on=on, reference=reference, corrects=options.correct)

    return _act(call, does)


def cancel(call: Call) -> Answer:
    """Cancel a slip."""
    options = call.options

    def does(books: Books, on: date) -> None:
        cancel_slip(books, options.slip, reason=options.reason, on=on, corrects=options.correct)

    return _act(call, does)


def _act(call: Call, does: Callable[[Books, date], None]) -> Answer:
    options, books = call.options, call.acting()
    with books.read() as session:
        before = slip_row(session, options.slip)
    does(books, options.on_day or call.today)
    return _done(books, options.slip, before)


def _done(books: Books, number: str, before: SlipRow | None) -> Answer:
    with books.read() as session:
        found = slip_detail(session, number)
    was = slip_data(before) if before else {}
    now = slip_data(found.row)
    days = ("handed_in_on", "credited_on") if was.get("state") == now["state"] else ()
    names = ("state", *days, "bank_reference")
    changes = [
        {"what": name, "ref": number, "before": was.get(name), "after": now[name]}
        for name in names
        if was.get(name) != now[name]
    ]
    lines = [slip_line(found.row)] if changes else [_("Nothing is changed: it stands so already.")]
    return Answer({"deposit": now, "changes": changes, "warnings": []}, lines)


# what is read


def list_slips(call: Call) -> Answer:
    """List slips, the newest first, and what waits for one."""
    options = call.options
    with call.books(read_only=True).read() as session:
        office = options.of_office.upper()
        require(session, "office", office)
        found = slips(session, office=office, method=options.method, state=options.state)
        waits = [
            one
            for one in waiting(session, today=call.today)
            if office in ("", one.office) and options.method in ("", one.method)
        ]
    data = {"deposits": [slip_data(row) for row in found], "waiting": [_waiting_data(one) for one in waits]}
    lines = [slip_line(row) for row in found] or [_("No slip is like that.")]
    return Answer(data, [*lines, *map(_waiting_line, waits)])


def _waiting_data(one: Waiting) -> dict[str, Any]:
    return {
        "office": one.office, "method": one.method, "currency": one.currency, "count": one.count,
        "sum_cents": one.amount.cents,
    }  # fmt: skip


def _waiting_line(one: Waiting) -> str:
    told = _("Waiting at {office}: {counted}, {amount}")
    return told.format(
        office=isolated(one.office),
        counted=counted(one.method, one.count),
        amount=amount_words(one.amount.cents, one.currency),
    )


def show(call: Call) -> Answer:
    """Show a slip with what stands on it as it stands now."""
    with call.books(read_only=True).read() as session:
        found = slip_detail(session, call.options.slip)
    data = slip_data(found.row) | {
        "payments": [_line_data(line) for line in found.lines],
        "cash": [
            {"worth_cents": one.worth, "count": one.count, "amount_cents": one.amount.cents}
            for one in found.cash
        ],
        "returned_cents": Money.total(line.amount for line in found.returned).cents,
        "history": [
            {
                "at": entry.at.isoformat(),
                "who": entry.who,
                "origin": entry.office,
                "n": entry.n,
                "what": entry.kind,
            }
            for entry in found.entries
        ],
    }
    return Answer({"deposit": data}, [slip_line(found.row), *_lines(found)])


def _line_data(line: SlipLine) -> dict[str, Any]:
    return {
        "payment": line.payment,
        "name": line.name,
        "amount_cents": line.amount.cents,
        "cheque_number": line.cheque_number or None,
        "bank": line.bank or None,
        "in_place_of": line.in_place_of or None,
        "reversal": line.reversal or None,
        "taken_back_on": line.taken_back_on.isoformat() if line.taken_back_on else None,
        "return_code": line.return_code or None,
    }


def _lines(found: SlipDetail) -> Sequence[str]:
    currency = found.row.currency
    lines = [_line(line, currency) for line in found.lines]
    for one in found.cash:
        worth, amount = (amount_words(cents, currency) for cents in (one.worth, one.amount.cents))
        lines.append(f"  {worth} × {isolated(str(one.count))}  {amount}")
    if found.returned:
        told = ngettext(
            "{count} came back unpaid: {amount}", "{count} came back unpaid: {amount}", len(found.returned)
        )
        amount = amount_words(Money.total(line.amount for line in found.returned).cents, currency)
        lines.append(told.format(count=isolated(str(len(found.returned))), amount=amount))
    return lines


def _line(line: SlipLine, currency: str) -> str:
    parts = [
        isolated(line.payment),
        line.name or _("Anonymous"),
        amount_words(line.amount.cents, currency),
        *([isolated(line.cheque_number)] if line.cheque_number else []),
        *([isolated(line.bank)] if line.bank else []),
    ]
    if line.reversal:
        on = day(line.taken_back_on) if line.taken_back_on else ""
        parts.append(f"{word(REVERSALS, line.reversal)} {on}".strip())
    if line.in_place_of:
        parts.append(_("in the place of {ref}").format(ref=isolated(line.in_place_of)))
    return "  " + "  ".join(parts)


def print_(call: Call) -> Answer:
    """Write the document of a slip, always the same bytes."""
    options, books = call.options, call.books(read_only=True)
    document = slip_document(books, options.slip)
    with books.read() as session:
        row = slip_row(session, options.slip)
    path: Path = options.out
    with placed(path, force=options.force) as file:
        file.write(document)
    notes = [_("This slip was cancelled: it does not go to the bank.")] if row.state == "cancelled" else []
    told = _("Written: {path}").format(path=isolated(str(path)))
    return Answer({"deposit": slip_data(row), "file": str(path)}, [told], notes)
