"""``receipts plan|issue``: what a run of the year would do, and the run."""

import argparse
import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from donations_app.commands.call import Answer, Call, add_command, year_option
from donations_app.commands.numbering import RESTORED, books_to_issue
from donations_app.commands.sign_option import add_option, signer_of
from donations_app.domain.money import Money
from donations_app.domain.numbers import file_name
from donations_app.domain.parameters import DatedValue
from donations_app.domain.receipts import WARNINGS, LeftOut, Plan, PlannedReceipt, Warned
from donations_app.domain.statements import Sum
from donations_app.domain.storage_errors import FileNotWritten
from donations_app.domain.typed import TypedError, parse_any_date
from donations_app.formats.spool import Spool
from donations_app.formats.writing import check_place, make_folder, placed
from donations_app.i18n import _, count, isolated, money, ngettext
from donations_app.services.receipts.contents import donor_of
from donations_app.services.receipts.issue import Choice, Run, issue_receipts
from donations_app.services.receipts.planning import plan_each
from donations_app.services.receipts.records import Issued
from donations_app.words.figures import doubt_sentence
from donations_app.words.phrases import problem_sentence
from donations_app.words.receipts import left_out_sentence, left_sentence, ready_sentence, warning_sentence
from donations_app.words.sentences import sentence
from receipts.amount_words import amount_in_words
from receipts.signature import Signer

_T = TypeVar("_T")


def add(kinds: Any) -> None:
    """Add the commands."""
    plan_parser = add_command(kinds, "plan", _("what a run would issue, and what it leaves out"), plan)
    issue_parser = add_command(kinds, "issue", _("issue receipts"), issue, writes=True)
    for each in (plan_parser, issue_parser):
        each.add_argument("--year", type=year_option, required=True)
        each.add_argument("--payer", default="", metavar="REF")
        each.add_argument("--payment", default="", metavar="REF")
        each.add_argument(
            "--recorded-at",
            default="",
            metavar="CODE",
            type=str.upper,
            help=_("only gifts that this office recorded"),
        )
        each.add_argument(
            "--from", type=_day, dest="first_on", metavar="DATE", help=_("first day of the gifts")
        )
        each.add_argument("--to", type=_day, dest="last_on", metavar="DATE", help=_("last day of the gifts"))
    issue_parser.add_argument("--out", type=Path, metavar="DIR")
    issue_parser.add_argument("--force", action="store_true")
    issue_parser.add_argument(
        "--accept", action="append", default=[], choices=(*WARNINGS, RESTORED, "all"), metavar="CODE|all"
    )
    add_option(issue_parser)


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
    unconfirmed = plan_each(
        call.books(read_only=True),
        options.year,
        shown.add,
        payer=options.payer,
        payment=options.payment,
        recorded_at=options.recorded_at,
        period=_period(options),
    )
    data = {
        "year": options.year,
        "receipts": shown.receipts,
        "left_out": shown.left_out,
        "warnings": shown.warnings,
        "unconfirmed": [_unconfirmed(figure) for figure in unconfirmed],
    }
    notes = [doubt_sentence(figure) for figure in unconfirmed]
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
        spool.add(_json(data(shown)) if self._as_json else line(shown))


def _unconfirmed(figure: DatedValue) -> dict[str, Any]:
    return {
        "name": figure.name,
        "value": figure.value,
        "from": figure.first_on.isoformat(),
        "source": figure.source,
    }


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
    options, books, signer = call.options, books_to_issue(call), signer_of(call)
    prepare_folder(call)
    receipts, kept = Spool(), list[str]()

    def take(issued: Issued) -> None:
        file = None
        if options.out and not call.is_rehearsal:
            try:
                file = str(write_file(issued, options.out, force=options.force))
            except FileNotWritten as error:  # the receipt stands, and can be printed again
                kept.append(sentence(error) or "")
        if options.json:
            receipts.add(_json(planned_data(issued.planned) | {"number": issued.number, "file": file}))
        else:
            receipts.add(_planned_line(issued.planned, issued.number))

    choice = Choice(
        options.payer, options.payment, _period(options), options.recorded_at, accept=options.accept
    )
    run = issue_receipts(books, options.year, choice, signer=signer, progress=call.progress(), each=take)
    if options.out and not call.is_rehearsal:
        from donations_app.services.exchange.sight import remember_folder

        remember_folder(books, options.out)
    notes = _lacking(kept, run)
    status = 1 if notes else 0
    notes += _signed_by(signer, run)
    if not options.json:
        return Answer({}, chain(receipts, _outcome_lines(run)), notes=notes, status=status)
    left_out, warnings = Spool(), Spool()
    for line in run.left_out:
        left_out.add(_json(_left_out(line)))
    for warning in run.warnings:
        warnings.add(_json(_warning(warning)))
    data = {"year": options.year, "receipts": receipts, "left_out": left_out, "warnings": warnings}
    return Answer(data, notes=notes, status=status)


def _lacking(unwritten: list[str], run: Run) -> list[str]:
    """Return what was asked for and is not there: files, or every receipt; a job must not take it for done."""
    notes = [*unwritten, still_to_print()] if unwritten else []
    if run.is_held_back:
        notes.append(
            _("No receipt was issued: warnings hold every one back. Take them upon yourself with --accept.")
        )
    return notes


def _signed_by(signer: Signer | None, run: Run) -> list[str]:
    """Return whose certificate signed, which need not bear the name of the association."""
    return [_("Signed by {name}.").format(name=isolated(signer.name))] if signer and run.issued else []


def still_to_print() -> str:
    """Return what is said of receipts that stand without the files that were asked for."""
    return _(
        "What was issued stands in the books, but not every file was written:"
        " “receipts print NUMBER --out FILE.pdf” writes one, once there is room for it."
    )


def prepare_folder(call: Call) -> None:
    """Make the folder of the files before anything is issued; a rehearsal only looks at whose it is."""
    if call.options.out:
        (check_place if call.is_rehearsal else make_folder)(call.options.out)


def _outcome_lines(run: Run) -> Iterator[str]:
    """Yield how many receipts a run issued, and what it left for later or left out."""
    told = ngettext("{count} receipt issued.", "{count} receipts issued.", len(run.issued))
    yield told.format(count=count(len(run.issued)))
    for postponed in run.postponed:
        yield from map(_warning_line, postponed.warnings)
    if run.postponed:
        yield _(
            "Receipts left for later under a warning: {count}. Take it upon yourself with --accept."
        ).format(count=count(len(run.postponed)))
    yield from map(_left_line, run.left_out)


def _json(shown: dict[str, Any]) -> str:
    return json.dumps(shown, ensure_ascii=False)


def write_file(issued: Issued, folder: Path, *, force: bool) -> Path:
    """Write a receipt to a file named by its number, and return its place."""
    path = folder / f"{file_name(issued.number)}.pdf"
    with placed(path, force=force) as file:
        file.write(issued.document)
    return path
