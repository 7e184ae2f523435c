"""``collect returns``: direct debits that the bank sent back, by a file of it or by the statements that were taken."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.foreseen import foreseen_data, foreseen_lines
from donations_app.commands.numbering import books_to_issue
from donations_app.commands.sign_option import add_option, signer_of
from donations_app.commands.usage import UsageError
from donations_app.db.books import Books
from donations_app.domain.debit_returns import SentDebit
from donations_app.i18n import _, count, day, isolated, money, ngettext, without_marks
from donations_app.services.bank.debit_returns import (
    NotTaken,
    ReturnsTaken,
    ReturnTaken,
    booked_returns,
    read_returns,
    take_returns,
)
from donations_app.services.payments.foresight import foresee
from donations_app.words.returns import (
    action_words,
    code_words,
    death_warning,
    fee_words,
    near_words,
    receipt_words,
    reference_of,
    table_warning,
    unmatched_words,
)
from donations_app.words.sentences import sentence


def add(kinds: Any) -> None:
    """Add the command to those of ``collect``."""
    told = _("direct debits that came back: payment, receipt and mandate as the code of the bank asks")
    parser = add_command(kinds, "returns", told, returns, writes=True)
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help=_("pain.002, CAMT, CFONB or another statement")
    )
    parser.add_argument(
        "--statements", action="store_true", help=_("those of the statements that were read before")
    )
    add_option(parser)


def returns(call: Call) -> Answer:
    """Take what came back; a rehearsal says what that would do."""
    options = call.options
    if (options.file is None) == (not options.statements):
        raise UsageError(_("Say the file of the bank, or --statements for those that were read before."))
    found = [] if options.statements else read_returns(options.file, today=call.today)
    books, signer = books_to_issue(call), signer_of(call)
    if options.statements:
        found = booked_returns(books)

    def act(twin: Books) -> ReturnsTaken:
        return take_returns(twin, found, signer=signer)

    foreseen = foresee(books, act)
    done = act(books)
    warnings = list(_warnings(done))
    data = {
        "returned": [_taken_data(one) for one in done.taken],
        "already": done.already,
        "unmatched": [_left_data(one) for one in done.unmatched],
        "changes": foreseen_data(foreseen),
        "warnings": [without_marks(told) for told in warnings],
    }
    return Answer(data, [*_lines(done), *foreseen_lines(foreseen)], notes=warnings)


def _warnings(done: ReturnsTaken) -> Iterator[str]:
    if done.taken and (told := table_warning(done.table)):
        yield told
    for one in done.taken:
        if one.is_of_dead:
            yield death_warning(one.debit.name)


def _taken_data(one: ReturnTaken) -> dict[str, Any]:
    corrected = one.corrected
    return {
        "payment": corrected.payment,
        "reversal": corrected.reversal,
        "payer": one.debit.payer,
        "mandate": one.debit.reference,
        "end_to_end": one.debit.end_to_end,
        "kind": one.kind,
        "code": one.code or None,
        "returned_on": one.on.isoformat(),
        "amount_cents": one.debit.amount.cents,
        "fee_cents": one.fee.cents,
        "action": one.action,
        "times": one.times,
        "receipt": next(iter(corrected.cancelled), None),
        "replaced_by": next(iter(corrected.replaced_by), None),
        "deceased": one.is_of_dead,
    }


def _left_data(one: NotTaken) -> dict[str, Any]:
    said = one.returned
    return {
        "reason": one.why,
        "refusal": without_marks(sentence(one.refusal) or "") if one.refusal else None,
        "end_to_end": said.end_to_end or None,
        "mandate": said.mandate or None,
        "code": said.code or None,
        "text": said.text or None,
        "returned_on": said.on.isoformat(),
        "amount_cents": said.amount.cents if said.amount else None,
        "run": said.run or None,
        "line": said.source or None,
        "near": [_near_data(near) for near in one.near],
    }


def _near_data(one: SentDebit) -> dict[str, Any]:
    return {
        "payment": one.payment or None,
        "run": one.run,
        "payer": one.payer,
        "mandate": one.reference,
        "amount_cents": one.amount.cents,
        "collected_on": one.collected_on.isoformat(),
    }


def _lines(done: ReturnsTaken) -> list[str]:
    lines = []
    for one in done.taken:
        parts = [
            isolated(one.corrected.payment),
            one.debit.name,
            money(one.debit.amount),
            day(one.on),
            code_words(one.code),
            fee_words(one.fee),
        ]
        lines += ["  ".join(filter(None, parts)), "  " + action_words(one.action)]
        issued = dict(zip(one.corrected.cancelled, one.corrected.replaced_by, strict=False))
        lines += ["  " + receipt_words(number, issued.get(number, "")) for number in one.corrected.cancelled]
    if done.already:
        told = ngettext("{count} was taken back before.", "{count} were taken back before.", done.already)
        lines.append(told.format(count=count(done.already)))
    if done.unmatched:
        lines.append(_("Not taken:"))
        lines += [line for one in done.unmatched for line in _left_lines(one)]
    return lines or [_("Nothing came back.")]


def _left_lines(one: NotTaken) -> list[str]:
    said = one.returned
    parts = [
        isolated(reference_of(said)),
        money(said.amount) if said.amount else "",
        day(said.on),
        code_words(said.code),
        unmatched_words(one.why, one.refusal),
    ]
    return ["  " + "  ".join(filter(None, parts)), *(f"    {near_words(near)}" for near in one.near)]
