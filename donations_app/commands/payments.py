"""``payments``: those that are recorded, and what is wrong put right, never edited; each says what it changes."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from msgspec.structs import replace

from donations_app.commands.allocations import add_move
from donations_app.commands.call import Answer, Call, add_command, add_group, whole_option
from donations_app.commands.facts import facts_of
from donations_app.commands.foreseen import foreseen_data, foreseen_lines
from donations_app.commands.numbering import books_to_issue
from donations_app.commands.payment_add import add_add
from donations_app.commands.payment_list import add_list, detail_lines, payment_data
from donations_app.commands.sign_option import add_option, signer_of
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.books import Books
from donations_app.db.queries.deaths import death_before_payment
from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.free_money import GENERAL
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.refunds import refuse_refunded
from donations_app.domain.changes import BatchStanding
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.payments import METHODS
from donations_app.domain.refunds import GENERAL_FUND, Refund
from donations_app.domain.typed import TypedError, parse_amount
from donations_app.formats.stated_payment import differences, stated_payment
from donations_app.i18n import _, isolated, without_marks
from donations_app.services.payments.corrections import KINDS, Corrected, correct_payment, take_back
from donations_app.services.payments.foresight import Foreseen, foresee
from donations_app.services.payments.records import set_credited
from donations_app.words.changes import payment_change
from donations_app.words.effects import batch_sentence, payment_words
from donations_app.words.people import death_sentence


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(
        commands,
        name,
        summary(name),
        "list|show|add|credit|reverse|refund|correct|move",
    )
    add_list(kinds)
    add_add(kinds)
    _add_credit(kinds)
    acts = (_add_reverse(kinds), _add_refund(kinds), _add_correct(kinds))
    add_move(kinds)
    for each in acts:
        add_option(each)
        each.add_argument("--reason", required=True)


def _add_credit(kinds: Any) -> None:
    parser = add_command(
        kinds, "credit", _("note the day on which the bank credited it"), credit, writes=True
    )
    parser.add_argument("payment", metavar="REF")
    parser.add_argument(
        "--on", dest="credited_on", type=day_option, metavar="DATE", help=_("today, if not given")
    )


def _add_reverse(kinds: Any) -> Any:
    parser = add_command(
        kinds, "reverse", _("take a payment back, and its receipt with it"), reverse, writes=True
    )
    parser.add_argument("payment", metavar="REF")
    parser.add_argument("--kind", required=True, choices=KINDS)
    parser.add_argument("--returned-on", type=day_option, metavar="DATE", help=_("the day it was taken back"))
    parser.add_argument("--code", default="", help=_("the bank's code, such as AM04"))
    return parser


def _add_refund(kinds: Any) -> Any:
    parser = add_command(
        kinds, "refund", _("give a part of a payment back, and issue its receipt anew"), refund, writes=True
    )
    parser.add_argument("payment", metavar="REF")
    parser.add_argument("amount", metavar="AMOUNT", help=_("in euros"))
    parser.add_argument(
        "--on", dest="refunded_on", type=day_option, metavar="DATE", help=_("the day on which it went back")
    )
    parser.add_argument("--line", type=whole_option, metavar="N", help=_("of a payment of several lines"))
    parser.add_argument(
        "--project",
        metavar="general|CODE",
        help=_("where it is taken from; else the general fund first, then projects in proportion"),
    )
    return parser


def _add_correct(kinds: Any) -> Any:
    parser = add_command(kinds, "correct", _("record a payment as it should have been"), correct, writes=True)
    parser.add_argument("payment", metavar="REF")
    parser.add_argument(
        "facts",
        nargs="*",
        metavar="FIELD=VALUE",
        help=_("columns as in a file of payments; line.2.FIELD; projects=CODE:AMOUNT,... of a line"),
    )
    parser.add_argument("--payer", metavar="REF")
    parser.add_argument("--amount", metavar="AMOUNT")
    parser.add_argument("--method", choices=METHODS)
    for option in ("--received-on", "--credited-on"):
        parser.add_argument(option, type=day_option, metavar="DATE")
    return parser


def credit(call: Call) -> Answer:
    """Note the day of credit of a payment that waits for it."""
    books, ref = call.acting(), call.options.payment
    set_credited(books, ref, on=call.options.credited_on or call.today)
    with books.read() as session:
        found = payment_detail(session, ref)
    return Answer({"payment": payment_data(found)}, detail_lines(found))


def reverse(call: Call) -> Answer:
    """Take a payment back; a receipt on it is cancelled, and another issued for its other gifts."""
    options, books, signer = call.options, books_to_issue(call), signer_of(call)

    def act(twin: Books) -> Corrected:
        return take_back(
            twin,
            options.payment,
            kind=options.kind,
            reason=options.reason,
            on=options.returned_on or call.today,
            return_code=options.code,
            signer=signer,
        )

    answer, foreseen = _done(books, act)
    return replace(answer, data=answer.data | {"batch": _batch(foreseen.result.batch)})


def refund(call: Call) -> Answer:
    """Give a part of a payment back on a day; a receipt on it is cancelled, and another issued for what is left."""
    options, books, signer = call.options, books_to_issue(call), signer_of(call)
    try:
        amount = Money(parse_amount(options.amount))
    except TypedError as error:
        raise InputRefused([Problem("amount", error.problem, options.amount)]) from error
    project = GENERAL_FUND if options.project == GENERAL else options.project
    part = Refund(amount, options.line, project)

    def act(twin: Books) -> Corrected:
        return take_back(
            twin,
            options.payment,
            kind="refund",
            reason=options.reason,
            on=options.refunded_on or call.today,
            part=part,
            signer=signer,
        )

    answer, foreseen = _done(books, act)
    done, found = foreseen.result, foreseen_data(foreseen)
    told: dict[str, Any] = {
        "refund": answer.data["reversal"],
        "refunded_cents": amount.cents,
        "receipts": _receipts(done),
        **{name: found[name] for name in ("shares", "falls", "dues", "receipted")},
    }
    return replace(answer, data=answer.data | told)


def _receipts(done: Corrected) -> list[dict[str, Any]]:
    issued = dict(zip(done.cancelled, done.replaced_by, strict=False))
    return [{"number": one, "replaced_by": issued.get(one)} for one in done.cancelled]


def correct(call: Call) -> Answer:
    """Reverse a wrong payment and record the right one, in its batch and with its receipt."""
    options, books, signer = call.options, books_to_issue(call), signer_of(call)
    with books.read() as session:
        refuse_refunded(session, options.payment)
        standing = draft_of(session, options.payment, key=uuid4())
        right = stated_payment(_stated(options), standing, today=books.today)
        death = death_before_payment(session, right, books.today)
    changed = differences(standing, right)
    if not changed:
        raise InputRefused([Problem("payment", "nothing_changed", options.payment)])

    def act(twin: Books) -> Corrected:
        return correct_payment(twin, options.payment, right, reason=options.reason, signer=signer)

    answer, foreseen = _done(books, act, [death_sentence(death)] if death else [])
    done = foreseen.result
    found = foreseen_data(foreseen)
    told: dict[str, Any] = {
        "old": done.payment,
        "new": answer.data["recorded"],
        "receipts": _receipts(done),
        **{name: found[name] for name in ("shares", "falls", "dues", "receipted")},
        "batch": _batch(done.batch),
        "changes": [
            {"what": what, "ref": done.payment, "before": before or None, "after": after or None}
            for what, before, after in changed
        ],
    }
    lines = [payment_change(*one) for one in changed]
    return Answer(answer.data | told, [*lines, *answer.lines], notes=answer.notes)


def _stated(options: Any) -> dict[str, str]:
    """Return what is stated, by options and by words."""
    names = ("payer", "amount", "method", "received_on", "credited_on")
    given = {name: value for name in names if (value := getattr(options, name)) is not None}
    return {name: str(value) for name, value in given.items()} | facts_of(options.facts)


def _batch(batch: BatchStanding | None) -> dict[str, Any] | None:
    """Return what stands in the batch of a payment, beside what was counted."""
    if batch is None:
        return None
    return {
        "name": batch.name,
        "count": batch.count,
        "sum_cents": batch.amount.cents,
        "expected_count": batch.expected_count,
        "expected_cents": batch.expected.cents,
    }


def _done(
    books: Books, act: Callable[[Books], Corrected], warned: Sequence[str] = ()
) -> tuple[Answer, Foreseen[Corrected]]:
    """Do it, and return what is told of it and what was foreseen."""
    foreseen = foresee(books, act)
    done = act(books)
    data: dict[str, Any] = {
        "payment": done.payment,
        "reversal": done.reversal,
        "recorded": done.recorded or None,
        "cancelled": list(done.cancelled),
        "replaced_by": list(done.replaced_by),
        "warnings": [without_marks(told) for told in warned],
    }
    lines = [payment_words(done.payment, done.reversal, done.refunded)]
    if done.recorded:
        lines.append(_("Recorded instead: {ref}.").format(ref=isolated(done.recorded)))
    lines += [_("Receipt {number} is cancelled.").format(number=isolated(n)) for n in done.cancelled]
    lines += [_("Receipt {number} is issued instead.").format(number=isolated(n)) for n in done.replaced_by]
    data["changes"] = foreseen_data(foreseen)
    lines += foreseen_lines(foreseen)
    if done.batch:
        lines.append(batch_sentence(done.batch))
    return Answer(data, lines, notes=list(warned)), foreseen
