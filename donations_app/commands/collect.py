"""``collect``: direct debits of a day as a file for the bank; the runs made, sent, credited or cancelled."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from donations_app.commands import debit_notices, debit_returns
from donations_app.commands.call import Answer, Call, add_command, file_option
from donations_app.commands.collection_data import (
    counted,
    doubts_data,
    line_data,
    line_line,
    run_data,
    run_line,
)
from donations_app.commands.summaries import summary
from donations_app.commands.usage import UsageError, day_option
from donations_app.db.books import Books
from donations_app.db.queries.collections import RunRow, lines_of, run_named, runs
from donations_app.db.queries.waiting_debits import doubtful_debits
from donations_app.domain.collecting import CollectionPlan, Debit, LeftOut
from donations_app.domain.identifiers import spaced
from donations_app.domain.waiting_debits import Doubtful
from donations_app.formats.pain008 import end_to_end
from donations_app.formats.writing import placed
from donations_app.i18n import _, day, isolated, labelled, money
from donations_app.services.payments.collected import cancel_run, mark_sent, note_credit
from donations_app.services.payments.collections import CollectionOrder, make_run, plan, run_file
from donations_app.words.debits import (
    SEQUENCES,
    amended_words,
    reason_words,
)
from donations_app.words.waiting_debits import waits_words, went_words


def add(commands: Any, name: str) -> None:
    """Add the command, with what becomes of its runs."""
    told = summary(name)
    parser = add_command(commands, name, told, collect, writes=True)
    parser.add_argument("--date", type=day_option, metavar="DATE", help=_("of the collection"))
    parser.add_argument("--out", type=file_option("xml"), metavar="FILE.xml")
    parser.add_argument(
        "--account", default="", metavar="IBAN", help=_("the only one that collects, if not given")
    )
    parser.add_argument(
        "--gift", action="append", metavar="REF", help=_("only this one; several times for several")
    )
    parser.add_argument(
        "--with-earlier", action="store_true", help=_("also late instalments before the last one that is due")
    )
    parser.add_argument("--force", action="store_true")
    kinds = parser.add_subparsers(metavar="notify|list|show|file|sent|credit|cancel|returns")
    debit_notices.add(kinds)
    debit_returns.add(kinds)
    add_command(kinds, "list", _("the runs, and where they stand"), list_runs)
    _add_looks(kinds)
    _add_acts(kinds)


def _add_looks(kinds: Any) -> None:
    shown = add_command(kinds, "show", _("a run with its debits"), show)
    written = add_command(kinds, "file", _("the file of a run once more, the same bytes"), file_again)
    for each in (shown, written):
        each.add_argument("collection", metavar="REF")
    written.add_argument("--out", type=file_option("xml"), required=True, metavar="FILE.xml")
    written.add_argument("--force", action="store_true")


def _add_acts(kinds: Any) -> None:
    told = _("the file went to the bank: debits become payments that wait for it")
    sent_ = add_command(kinds, "sent", told, sent, writes=True)
    told = _("note the day on which the bank credited it")
    credited = add_command(kinds, "credit", told, credit, writes=True)
    told = _("cancel a run that does not go to the bank")
    cancelled = add_command(kinds, "cancel", told, cancel, writes=True)
    for each in (sent_, credited, cancelled):
        each.add_argument("collection", metavar="REF")
    sent_.add_argument(
        "--keep",
        action="append",
        metavar="REF",
        help=_("a gift whose debit is at the bank, though it would not be collected today; several times"),
    )
    credited.add_argument(
        "--on", dest="on_day", type=day_option, metavar="DATE", help=_("today, if not given")
    )
    cancelled.add_argument("--reason", required=True)


def collect(call: Call) -> Answer:
    """Make the file of a run; a rehearsal says what it would hold."""
    options = call.options
    if options.date is None or (options.out is None and not call.is_rehearsal):
        raise UsageError(_("Say the day of the collection (--date) and where the file goes (--out)."))
    books = call.acting()
    refs = tuple(options.gift) if options.gift else None
    order = CollectionOrder(
        on=options.date, account=options.account, refs=refs, with_earlier=options.with_earlier
    )
    if call.is_rehearsal or not plan(books, order).debits:
        number, planned = make_run(books, uuid4(), order)
        return _answer(planned, number, None)
    with placed(options.out, force=options.force) as file:
        number, planned = make_run(books, uuid4(), order)
        file.write(run_file(books, number))
    return _answer(planned, number, options.out)


def _answer(planned: CollectionPlan, number: str, path: Path | None) -> Answer:
    data = {
        "run": number or None,
        "file": str(path) if path else None,
        "account": planned.creditor.iban,
        "format": planned.creditor.format,
        "collected_on": planned.collected_on.isoformat(),
        "count": len(planned.debits),
        "sum_cents": planned.amount.cents,
        "batches": [
            {"sequence": one.sequence, "count": len(one.debits), "sum_cents": one.amount.cents}
            for one in planned.batches
        ],
        "collected": [
            _debit_data(one, number, position) for position, one in enumerate(_in_file(planned), 1)
        ],
        "left_out": [_left_data(one) for one in planned.left_out],
    }
    return Answer(data, _lines(planned, number, path))


def _in_file(planned: CollectionPlan) -> list[Debit]:
    return [debit for batch in planned.batches for debit in batch.debits]


def _debit_data(one: Debit, number: str, position: int) -> dict[str, Any]:
    amended = one.amended
    return {
        "ref": one.of.ref,
        "payer": one.of.payer,
        "due_on": one.of.due_on.isoformat(),
        "amount_cents": one.of.amount.cents,
        "mandate": one.now.reference,
        "sequence": one.sequence,
        "end_to_end": end_to_end(number, position) if number else None,
        "amended": {
            "reference": amended.reference or None,
            "iban": amended.iban or None,
            "other_bank": amended.is_other_bank,
            "creditor_id": amended.creditor_id or None,
        }
        if amended
        else None,
    }


def _left_data(one: LeftOut) -> dict[str, Any]:
    return {
        "ref": one.of.ref,
        "payer": one.of.payer,
        "due_on": one.of.due_on.isoformat(),
        "amount_cents": one.of.amount.cents,
        "reason": one.reason,
        "count": one.count,
        "run": one.of.held_in or None,
        "payment": one.of.paid_by or None,
    }


def _lines(planned: CollectionPlan, number: str, path: Path | None) -> list[str]:
    lines = []
    for batch in planned.batches:
        head = labelled(isolated(batch.sequence), _(SEQUENCES[batch.sequence]))
        lines.append("  ".join((head, counted(len(batch.debits)), money(batch.amount))))
        lines += [_debit_line(one) for one in batch.debits]
    if planned.left_out:
        lines.append(_("Left out:"))
        lines += [
            "  " + "  ".join((isolated(one.of.ref), one.of.name, day(one.of.due_on), reason_words(one)))
            for one in planned.left_out
        ]
    if not planned.debits:
        return [*lines, _("Nothing is collected on {day}.").format(day=day(planned.collected_on))]
    told = _("{number}: {counted} of {amount} on {day}, into {account}")
    lines.append(
        told.format(
            number=isolated(number),
            counted=counted(len(planned.debits)),
            amount=money(planned.amount),
            day=day(planned.collected_on),
            account=isolated(spaced(planned.creditor.iban)),
        )
    )
    if path:
        lines.append(_("Written: {path}").format(path=isolated(str(path))))
        lines.append(_("Once it went to the bank: collect sent {number}").format(number=isolated(number)))
    return lines


def _debit_line(one: Debit) -> str:
    parts = [
        isolated(one.of.ref),
        one.of.name,
        day(one.of.due_on),
        money(one.of.amount),
        isolated(one.now.reference),
    ]
    return "  " + "  ".join([*parts, *amended_words(one.amended)])


# the runs


def list_runs(call: Call) -> Answer:
    """List the runs, the latest first."""
    with call.books(read_only=True).read() as session:
        found = runs(session)
    lines = [run_line(row) for row in found] or [_("No file of direct debits was made yet.")]
    return Answer({"runs": [run_data(row) for row in found]}, lines)


def show(call: Call) -> Answer:
    """Show a run with its debits."""
    with call.books(read_only=True).read() as session:
        row = run_named(session, call.options.collection)
        lines = lines_of(session, row.id)
        doubts = doubtful_debits(session, today=call.today, number=row.number)
    data = run_data(row) | {"debits": [line_data(one) for one in lines]}
    told = [run_line(row), *map(line_line, lines)]
    return Answer({"run": data, "warnings": doubts_data(doubts)}, told, [*map(waits_words, doubts)])


def file_again(call: Call) -> Answer:
    """Write the file of a run, always the same bytes."""
    options, books = call.options, call.books(read_only=True)
    content = run_file(books, options.collection)
    with books.read() as session:
        row = run_named(session, options.collection)
        doubts = doubtful_debits(session, today=call.today, number=row.number)
    with placed(options.out, force=options.force) as file:
        file.write(content)
    notes = [_("This run was cancelled: its file does not go to the bank.")] if row.cancelled_on else []
    notes += map(waits_words, doubts)
    told = _("Written: {path}").format(path=isolated(str(options.out)))
    return Answer({"run": run_data(row), "file": str(options.out)}, [told], notes)


def sent(call: Call) -> Answer:
    """Note that a file went to the bank; what would not be collected today has to be kept by name."""
    books = call.acting()
    number = call.options.collection
    before = _run(books, number)
    with books.read() as session:
        doubts = doubtful_debits(session, today=call.today, number=number)
    return _done(mark_sent(books, number, kept=call.options.keep or ()), before, doubts)


def credit(call: Call) -> Answer:
    """Note that the bank credited a run."""
    books, number = call.acting(), call.options.collection
    before = _run(books, number)
    note_credit(books, number, on=call.options.on_day or call.today)
    return _done(_run(books, number), before)


def cancel(call: Call) -> Answer:
    """Cancel a run."""
    books, number = call.acting(), call.options.collection
    before = _run(books, number)
    return _done(cancel_run(books, number, reason=call.options.reason), before)


def _run(books: Books, number: str) -> RunRow:
    with books.read() as session:
        return run_named(session, number)


def _done(now: RunRow, before: RunRow, doubts: Sequence[Doubtful] = ()) -> Answer:
    old, new = run_data(before), run_data(now)
    changes = [
        {"what": name, "ref": now.number, "before": old[name], "after": new[name]}
        for name in ("state", "sent_on", "sent_by", "waiting", "cancelled_on", "reason")
        if old[name] != new[name]
    ]
    lines = [run_line(now)] if changes else [_("Nothing is changed: it stands so already.")]
    data = {"run": new, "changes": changes, "warnings": doubts_data(doubts, went_words)}
    return Answer(data, lines, [*map(went_words, doubts)])
