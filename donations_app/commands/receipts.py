"""``receipts plan|issue|cancel|notice|duplicate|show|print``; those of ``commands.delivering`` beside them."""

import argparse
import json
from collections.abc import Callable
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from donations_app.commands import delivering
from donations_app.commands.call import Answer, Call, add_command, year_option
from donations_app.commands.foreseen import foreseen_data, foreseen_lines
from donations_app.commands.signing import add_option, signer_of
from donations_app.db.queries.receipts import document, receipt
from donations_app.domain.money import Money
from donations_app.domain.numbers import file_name
from donations_app.domain.parameters import DatedValue
from donations_app.domain.receipt_content import to_json
from donations_app.domain.receipts import WARNINGS, LeftOut, Plan, PlannedReceipt, Warned
from donations_app.domain.statements import Sum
from donations_app.domain.storage_errors import FileExists, FileUnwritable
from donations_app.domain.typed import TypedError, parse_any_date
from donations_app.formats.spool import Spool
from donations_app.formats.writing import make_folder, placed
from donations_app.i18n import _, count, day, isolated, money, ngettext, without_marks
from donations_app.phrases import (
    left_out_sentence,
    left_sentence,
    problem_sentence,
    ready_sentence,
    warning_sentence,
)
from donations_app.sentences import sentence
from donations_app.services import receipting
from donations_app.services.foreseeing import foresee
from donations_app.services.notices import cancellation_notice
from donations_app.services.receipt_contents import donor_of
from donations_app.services.receipt_writing import Issued
from receipts.updates import is_signed
from receipts.words import amount_in_words

_T = TypeVar("_T")


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    parser = commands.add_parser(name, help=_("plan, issue, cancel and print tax receipts"))
    kinds = parser.add_subparsers(
        required=True, metavar="plan|issue|cancel|notice|duplicate|show|print|send|deliveries"
    )
    plan_parser = add_command(kinds, "plan", _("what a run would issue, and what it leaves out"), plan)
    issue_parser = add_command(kinds, "issue", _("issue receipts"), issue, writes=True)
    for each in (plan_parser, issue_parser):
        each.add_argument("--year", type=year_option, required=True)
        each.add_argument("--payer", default="", metavar="REF")
        each.add_argument("--payment", default="", metavar="REF")
        each.add_argument(
            "--from", type=_day, dest="first_on", metavar="DATE", help=_("first day of the gifts")
        )
        each.add_argument("--to", type=_day, dest="last_on", metavar="DATE", help=_("last day of the gifts"))
    issue_parser.add_argument("--out", type=Path, metavar="DIR")
    issue_parser.add_argument("--force", action="store_true")
    issue_parser.add_argument(
        "--accept", action="append", default=[], choices=(*WARNINGS, "all"), metavar="CODE|all"
    )
    cancel_parser = add_command(kinds, "cancel", _("cancel a receipt, or replace it"), cancel, writes=True)
    cancel_parser.add_argument("number")
    cancel_parser.add_argument("--reason", required=True)
    cancel_parser.add_argument("--replace", action="store_true")
    cancel_parser.add_argument("--out", type=Path, metavar="DIR")
    cancel_parser.add_argument("--force", action="store_true")
    for each in (issue_parser, cancel_parser):
        add_option(each)
    duplicate_parser = add_command(kinds, "duplicate", _("the same document, marked"), duplicate, writes=True)
    print_parser = add_command(
        kinds, "print", _("the document as it stands today, or those of a year for the post"), print_receipt,
        writes=True,
    )  # fmt: skip
    duplicate_parser.add_argument("number")
    print_parser.add_argument("number", nargs="?")
    print_parser.add_argument("--year", type=year_option)
    print_parser.add_argument("--number", action="append", metavar="N", dest="numbers")
    print_parser.add_argument("--letters", action="store_true", help=_("each with its letter of thanks"))
    print_parser.add_argument("--again", action="store_true", help=_("those sent before, too"))
    for each in (duplicate_parser, print_parser):
        each.add_argument("--out", type=Path, required=True, metavar="FILE")
        each.add_argument("--force", action="store_true")
    notice_parser = add_command(
        kinds, "notice", _("the letter that tells the donor of a cancelled receipt"), notice
    )
    notice_parser.add_argument("number")
    notice_parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    notice_parser.add_argument("--force", action="store_true")
    show_parser = add_command(kinds, "show", _("everything that was frozen"), show)
    show_parser.add_argument("number")
    delivering.add(kinds)


def _day(text: str) -> date:
    try:
        return parse_any_date(text)
    except TypedError as error:
        raise argparse.ArgumentTypeError(problem_sentence(error.problem, text)) from error


def _period(options: argparse.Namespace) -> tuple[date, date] | None:
    """Return the days asked for; one alone reaches to the end of the year."""
    first, last = options.first_on, options.last_on
    if first is None and last is None:
        return None
    return first or date(options.year, 1, 1), last or date(options.year, 12, 31)


def plan(call: Call) -> Answer:
    """Show what a run of the year would do."""
    options, shown = call.options, _Shown(as_json=call.options.json)
    unconfirmed = receipting.plan_each(
        call.books(read_only=True),
        options.year,
        shown.add,
        today=call.today,
        payer=options.payer,
        payment=options.payment,
        period=_period(options),
    )
    data = {
        "year": options.year,
        "receipts": shown.receipts,
        "left_out": shown.left_out,
        "warnings": shown.warnings,
        "unconfirmed": [_unconfirmed(figure) for figure in unconfirmed],
    }
    notes = [
        _("To be confirmed: {name} = {value}, from {day} on ({source}).").format(
            name=isolated(figure.name), value=isolated(str(figure.value)), day=day(figure.first_on),
            source=figure.source,
        )
        for figure in unconfirmed
    ]  # fmt: skip
    return Answer(data, chain(shown.receipts, shown.left_out, shown.warnings, shown.sums()), notes=notes)


class _Shown:
    """What a plan shows, kept out of memory: a year may have half a million payments."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self.receipts, self.left_out, self.warnings = Spool(), Spool(), Spool()
        self._ready, self._left = Sum(), Sum()

    def sums(self) -> list[str]:
        """Return how many receipts and lines there are, and their sums."""
        left = [left_sentence(self._left.count, self._left.amount)] if self._left.count else []
        return [ready_sentence(self._ready.count, self._ready.amount), *left]

    def add(self, plan: Plan) -> None:
        """Take in the plan of a payer."""
        self._ready += Sum(len(plan.receipts), Money.total(planned.amount for planned in plan.receipts))
        self._left += Sum(len(plan.left_out), Money.total(line.amount for line in plan.left_out))
        for planned in plan.receipts:
            self._keep(self.receipts, planned, planned_data, _planned_line)
            for warning in planned.warnings:
                self._keep(self.warnings, warning, _warning, _warning_line)
        for line in plan.left_out:
            self._keep(self.left_out, line, _left_out, _left_line)

    def _keep(
        self, spool: Spool, shown: _T, data: Callable[[_T], dict[str, Any]], line: Callable[[_T], str]
    ) -> None:
        spool.add(json.dumps(data(shown), ensure_ascii=False) if self._as_json else line(shown))


def _unconfirmed(figure: DatedValue) -> dict[str, Any]:
    return {
        "name": figure.name, "value": figure.value, "from": figure.first_on.isoformat(), "source": figure.source,
    }  # fmt: skip


def planned_data(planned: PlannedReceipt) -> dict[str, Any]:
    """Return a planned receipt as the contract of the command line names it."""
    donor = donor_of(planned.giver)
    return {
        "payer": planned.giver.ref,
        "form": planned.form,
        "fiscal_year": planned.year,
        "amount_cents": planned.amount.cents,
        "amount_in_words": amount_in_words(planned.amount),
        "money_cents": (planned.amount - planned.in_kind).cents,
        "in_kind_cents": planned.in_kind.cents,
        "first_on": min(planned.days).isoformat(),
        "last_on": max(planned.days).isoformat(),
        "payments": planned.payments,
        "natures": planned.kinds,
        "methods": list(planned.method_boxes),
        "name": donor.name,
        "address": list(donor.address.printed()),
    }


def _left_out(line: LeftOut) -> dict[str, Any]:
    return {
        "payer": line.payer,
        "payment": line.payment,
        "line": line.line,
        "amount_cents": line.amount.cents,
        "reason": line.reason,
        "message": left_out_sentence(line),
    }


def _warning(warning: Warned) -> dict[str, str]:
    return {
        "code": warning.code,
        "payer": warning.payer,
        "payment": warning.payment,
        "message": warning_sentence(warning.code),
    }


def _planned_line(planned: PlannedReceipt, number: str = "") -> str:
    start = f"{isolated(number)}  " if number else ""
    return f"{start}{donor_of(planned.giver).name}  {money(planned.amount)}"


def _left_line(line: LeftOut) -> str:
    return f"{isolated(line.payment)}/{line.line}  {money(line.amount)}  {left_out_sentence(line)}"


def _warning_line(warning: Warned) -> str:
    return f"{isolated(warning.payment or warning.payer)}  {warning_sentence(warning.code)} ({isolated(warning.code)})"


def issue(call: Call) -> Answer:
    """Issue the receipts of the year, and write their files."""
    options, signer = call.options, signer_of(call)
    if options.out and not call.is_rehearsal:
        make_folder(options.out)
    files: dict[str, str] = {}

    kept: list[str] = []

    def write(issued: Issued) -> None:
        if not options.out or call.is_rehearsal:
            return
        try:
            files[issued.number] = str(_write(issued, options.out, force=options.force))
        except (FileExists, FileUnwritable) as error:  # the receipt stands, and can be printed again
            kept.append(sentence(error) or "")

    run = receipting.issue_receipts(
        call.books(), options.year, today=call.today, office=call.office(), user=call.user, payer=options.payer,
        payment=options.payment, period=_period(options), accept=options.accept, signer=signer,
        progress=call.progress(), each=write,
    )  # fmt: skip
    data = {
        "year": options.year,
        "receipts": [
            planned_data(issued.planned) | {"number": issued.number, "file": files.get(issued.number)}
            for issued in run.issued
        ],
        "left_out": [_left_out(line) for line in run.left_out],
        "warnings": [_warning(warning) for warning in run.warnings],
    }
    lines = [_planned_line(issued.planned, issued.number) for issued in run.issued]
    told = ngettext("{count} receipt issued.", "{count} receipts issued.", len(run.issued))
    lines.append(told.format(count=count(len(run.issued))))
    if run.postponed:
        lines += map(_warning_line, (warning for planned in run.postponed for warning in planned.warnings))
        lines.append(_("Receipts left for later under a warning: {count}. Take it upon yourself with --accept.").format(
            count=count(len(run.postponed))))  # fmt: skip
    return Answer(data, [*lines, *map(_left_line, run.left_out)], notes=kept)


def _write(issued: Issued, folder: Path, *, force: bool) -> Path:
    path = folder / f"{file_name(issued.number)}.pdf"
    with placed(path, force=force) as file:
        file.write(issued.document)
    return path


def cancel(call: Call) -> Answer:
    """Cancel a receipt; with --replace, issue its replacement in the same step."""
    options = call.options
    books, office, signer = call.books(), call.office(), signer_of(call)
    if options.out and not call.is_rehearsal:
        make_folder(options.out)
    given = {"reason": options.reason, "today": call.today, "office": office, "user": call.user}
    if not options.replace:
        cancelling = foresee(
            books, lambda twin: receipting.cancel_receipt(twin, options.number, **given), today=call.today
        )
        receipting.cancel_receipt(books, options.number, **given)
        told = _("Receipt {number} is cancelled.").format(number=isolated(options.number))
        data = {"number": options.number, "cancelled": True, "replaced_by": None, "file": None}
        return Answer(data | {"changes": foreseen_data(cancelling)}, [told, *foreseen_lines(cancelling)])
    foreseen = foresee(
        books, lambda twin: receipting.replace_receipt(twin, options.number, **given), today=call.today
    )
    issued = receipting.replace_receipt(books, options.number, **given, signer=signer)
    path = None
    if options.out and not call.is_rehearsal:
        path = str(_write(issued, options.out, force=options.force))
    told = _("Receipt {number} is cancelled and replaced by {new}.")
    data = {
        "number": options.number,
        "cancelled": True,
        "replaced_by": issued.number,
        "file": path,
        "receipt": planned_data(issued.planned) | {"number": issued.number, "file": path},
        "changes": foreseen_data(foreseen),
    }
    said = told.format(number=isolated(options.number), new=isolated(issued.number))
    return Answer(data, [said, *foreseen_lines(foreseen)])


def duplicate(call: Call) -> Answer:
    """Write the same document marked DUPLICATA."""
    options = call.options
    content = receipting.duplicate_receipt(call.books(), options.number, office=call.office(), user=call.user)
    return _placed(call, content)


def print_receipt(call: Call) -> Answer:
    """Write the document as issued, a cancelled one with its mark; or those of a year for the post."""
    options = call.options
    several = options.year is not None or options.numbers is not None
    if several is (options.number is not None):
        return Answer({"error": "number"}, [_("Name one receipt, or those of a --year.")], status=2)
    if several:
        return delivering.print_several(call)
    return _placed(call, receipting.receipt_copy(call.books(read_only=not call.is_rehearsal), options.number))


def notice(call: Call) -> Answer:
    """Write the letter that tells the donor what became of a cancelled receipt."""
    books = call.books(read_only=True)
    return _placed(call, cancellation_notice(books, call.options.number, today=call.today))


def _placed(call: Call, content: bytes) -> Answer:
    options = call.options
    if not call.is_rehearsal:
        with placed(options.out, force=options.force) as file:
            file.write(content)
    told = _("Written: {path}").format(path=isolated(str(options.out)))
    return Answer({"number": options.number, "file": str(options.out)}, [told])


def show(call: Call) -> Answer:
    """Show all that was frozen with a receipt, and what became of it."""
    books = call.books(read_only=True)
    with books.read() as session:
        found = receipt(session, call.options.number)
        signed = is_signed(document(session, call.options.number, place=books.name))
    content = found.content
    data = json.loads(to_json(content))
    for name in ("amount", "in_kind"):
        data[f"{name}_cents"] = data.pop(name)["cents"]
    for line in data["lines"]:
        line["amount_cents"] = line.pop("amount")["cents"]
    status = "issued" if not found.cancelled_on else "replaced" if found.replaced_by else "cancelled"
    data |= {
        "status": status,
        "cancelled_on": found.cancelled_on.isoformat() if found.cancelled_on else None,
        "reason": found.reason,
        "replaced_by": found.replaced_by,
        "sha256": found.sha256,
        "signed": signed,
    }
    lines = [
        f"{isolated(found.number)}  {content.donor.name}  {money(content.amount)}",
        ", ".join(content.donor.address.printed()),
        f"{content.amount_in_words}; {day(content.first_on)} – {day(content.last_on)}",
    ]
    if signed:
        lines.append(_("Signed electronically."))
    if found.cancelled_on:
        told = _("Cancelled on {on}: {reason}").format(on=day(found.cancelled_on), reason=found.reason)
        lines.append(
            without_marks(told) if not found.replaced_by else f"{told} → {isolated(found.replaced_by)}"
        )
    return Answer(data, lines)
