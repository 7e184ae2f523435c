"""``allocations`` and ``payments move``: where money stands, and moving it, with what that changes said before."""

from typing import Any, Final
from uuid import uuid4

from donations_app.commands.call import (
    Answer,
    Call,
    add_as_on,
    add_command,
    add_group,
    whole_option,
)
from donations_app.commands.foreseen import foreseen_lines, foreseen_shares
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.books import Books
from donations_app.db.queries.free_money import GENERAL, StandingMoney, standing_money
from donations_app.domain.decisions import Decision, MoveDraft
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.funding import WHOLE
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft
from donations_app.domain.private_share import ORIGINS_TOLD
from donations_app.domain.typed import TypedError, parse_amount, parse_percent
from donations_app.i18n import N_, _, day, isolated, money, without_marks
from donations_app.services.payments.allocations import decide_moves, move_allocation
from donations_app.services.payments.foresight import foresee
from donations_app.words.moves import move_warnings

FREEDOMS: Final = {
    "free": N_("free to move"),
    "earmarked": N_("wished so by the donor"),
    "public": N_("public money"),
}


def add(commands: Any, name: str) -> None:
    """Add the command that lists."""
    kinds = add_group(commands, name, summary(name), "list")
    listed = add_command(kinds, "list", _("where money stands, line by line, the oldest first"), list_all)
    add_as_on(listed)
    listed.add_argument(
        "--fund", default="", metavar="general|CODE", help=_("the general fund, or one project")
    )
    listed.add_argument(
        "--origin", default="", choices=ORIGINS_TOLD, help=_("only money that comes from there")
    )


def add_move(kinds: Any) -> None:
    """Add the command that moves."""
    moved = add_command(kinds, "move", _("move cents of a line to another project"), move, writes=True)
    moved.add_argument("payment", metavar="REF")
    moved.add_argument("--line", type=whole_option, default=1)
    moved.add_argument(
        "--amount",
        required=True,
        metavar="AMOUNT|N%",
        help=_("or how much of what stands there, such as 25%%"),
    )
    for option in ("--away", "--to"):
        moved.add_argument(
            option, default="", metavar="general|CODE[/REF]", help=_("without it: the general fund")
        )
    moved.add_argument("--reason", default="", metavar="TEXT", help=_("compulsory without minutes"))
    moved.add_argument("--decided-on", type=day_option, metavar="DATE", help=_("else today"))
    moved.add_argument("--decided-by", default="", metavar="TEXT", help=_("who decided, such as the board"))
    moved.add_argument("--minutes", default="", metavar="TEXT", help=_("by which the decision is looked up"))
    moved.add_argument(
        "--consent", default="", metavar="TEXT", help=_("of the donor to another use: when and how")
    )


def list_all(call: Call) -> Answer:
    """List where money stands."""
    with call.books(read_only=True).read() as session:
        stands = standing_money(session, place=call.options.fund, on=call.options.on)
    found = [one for one in stands if call.options.origin in ("", one.origin)]
    total = Money.total(one.amount for one in found)
    sums = {code: sum(one.amount.cents for one in found if one.origin == code) for code in ORIGINS_TOLD}
    data = {
        "allocations": [_data(one) for one in found],
        "sum_cents": total.cents,
        "sums_by_origin_cents": sums,
    }
    return Answer(data, [_line(one) for one in found])


def _data(one: StandingMoney) -> dict[str, Any]:
    return {
        "payment": one.payment,
        "line": one.position,
        "on": one.on.isoformat(),
        "payer": one.payer or None,
        "kind": one.kind,
        "origin": one.origin,
        "fund": one.project or GENERAL,
        "association": one.association or None,
        "amount_cents": one.amount.cents,
        "state": one.freedom,
        "receipt": one.receipt or None,
    }


def _line(one: StandingMoney) -> str:
    place = f"{one.project} / {one.association}" if one.association else one.project
    told = _("{on}  {ref}/{line}, {payer}: {amount} on {place}, {state}")
    return told.format(
        on=day(one.on),
        ref=isolated(one.payment),
        line=isolated(str(one.position)),
        payer=one.payer_name or _("anonymous"),
        amount=money(one.amount),
        place=isolated(place) if place else _("the general fund"),
        state=_(FREEDOMS[one.freedom]),
    )


def move(call: Call) -> Answer:
    """Move cents of one line; the old entry stays."""
    options, books = call.options, call.acting()
    with books.read() as session:
        stands = standing_money(session, payment=options.payment)
    place = (options.line, *_place(options.away))
    there = Money.total(one.amount for one in stands if (one.position, one.project, one.association) == place)
    if not there and (places := sorted({_named(one) for one in stands if one.position == options.line})):
        raise InputRefused(
            [Problem("away", "nothing_there", options.away or GENERAL, {"choices": tuple(places)})]
        )
    amount = _cents(options.amount, there)
    away, to = (_target(text, amount) for text in (options.away, options.to))
    asked = MoveDraft(payment=options.payment, position=options.line, away=away, to=to)
    key, decision = uuid4(), _decision(call)

    def act(twin: Books) -> None:
        if decision:
            decide_moves(twin, [asked], decision)
        else:
            move_allocation(
                twin, asked.payment, asked.position, away=away, to=to, reason=options.reason, key=key
            )

    foreseen = foresee(books, act)
    act(books)
    here = [one for one in stands if (one.position, one.project) == (asked.position, away.project)]
    warnings = move_warnings(here, to.project)
    data = {
        "payment": options.payment,
        "line": options.line,
        "amount_cents": amount.cents,
        **foreseen_shares(foreseen),
        "receipts": sorted({one.receipt for one in here if one.receipt}),
        "changes": [
            {"what": "allocation", "ref": options.payment, "before": options.away, "after": options.to}
        ],
        "warnings": [without_marks(told) for told in warnings],
    }
    return Answer(data, [_("The allocation is moved."), *foreseen_lines(foreseen)], notes=warnings)


def _named(one: StandingMoney) -> str:
    """Return a place as ``--away`` names it."""
    return "/".join(filter(None, (one.project, one.association))) or GENERAL


def _decision(call: Call) -> Decision | None:
    """Return the decision that is stated, or ``None`` where none is."""
    options = call.options
    if not any((options.decided_on, options.decided_by, options.minutes, options.consent)):
        return None
    return Decision(
        key=uuid4(),
        decided_on=options.decided_on or call.today,
        decided_by=options.decided_by,
        minutes=options.minutes,
        consent=options.consent,
        reason=options.reason,
    )


def _cents(text: str, there: Money) -> Money:
    """Return the amount that is typed, or that part of what stands there, rounded down to the cent."""
    try:
        if text.rstrip().endswith("%"):
            return Money(there.cents * parse_percent(text) // WHOLE)
        return Money(parse_amount(text))
    except TypedError as error:
        raise InputRefused([Problem("amount", error.problem, text)]) from error


def _target(text: str, amount: Money) -> AllocationDraft:
    project, association = _place(text)
    return AllocationDraft(amount=amount, project=project, association=association)


def _place(text: str) -> tuple[str, str]:
    """Return the project and the association that are named, both empty for the general fund."""
    project, _slash, association = text.partition("/")
    return "" if project == GENERAL else project, association
