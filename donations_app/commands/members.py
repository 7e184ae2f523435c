"""``members``: kinds with their fees; who joins, leaves, is freed of dues; what is owed; who is a member."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from donations_app.commands import reminding, resting
from donations_app.commands.call import (
    Answer,
    Call,
    add_command,
    add_group,
    file_option,
    form_of,
    year_option,
)
from donations_app.commands.member_data import data, done, line, members_of
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.books import Books
from donations_app.db.queries.dues import Member, day_of, members, owed_of_year
from donations_app.db.queries.dues_facts import KindOfMember, kinds_of_members
from donations_app.domain.dues import RUNS, STATES
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import ZERO, Money
from donations_app.domain.typed import TypedError, parse_amount
from donations_app.formats.writing import TABLES
from donations_app.i18n import _, day, isolated, money
from donations_app.services.people.member_list import print_members, write_members
from donations_app.services.people.memberships import admit, exempt, leave, set_fee
from donations_app.words.dues import owed_words

_VERBS = "kinds|fee|join|leave|exempt|suspend|resume|honour|due|remind|list"


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), _VERBS)
    add_command(kinds, "kinds", _("kinds of membership and their fees by year"), list_kinds)
    decided = add_command(kinds, "fee", _("decide the fee of a kind from a year on"), fee, writes=True)
    decided.add_argument("kind", metavar="KIND")
    decided.add_argument("year", type=year_option, metavar="YEAR")
    decided.add_argument("amount", metavar="AMOUNT", help=_("of a year; 0 for those who owe none"))
    decided.add_argument("--name", default="", help=_("that people read; a new kind needs one"))
    decided.add_argument("--runs", choices=RUNS, help=_("by the calendar year, or from the day of joining"))
    decided.add_argument(
        "--free",
        action="store_true",
        default=None,
        help=_("each gives what he wants; the amount is the least"),
    )
    _add_acts(kinds)
    resting.add(kinds)
    due_ = add_command(kinds, "due", _("what members of a year owe and paid"), due)
    due_.add_argument("--year", type=year_option, required=True, metavar="Y")
    due_.add_argument("--state", choices=STATES, help=_("only those"))
    reminding.add(kinds)
    listed = add_command(kinds, "list", _("who is a member on a day"), list_members)
    listed.add_argument("--on", dest="on_day", type=day_option, metavar="DATE", help=_("today, if not given"))
    listed.add_argument("--out", type=file_option(*TABLES, "pdf"), metavar="FILE.csv|xlsx|pdf")
    listed.add_argument("--force", action="store_true")


def _add_acts(kinds: Any) -> None:
    joined = add_command(kinds, "join", _("make somebody a member"), join, writes=True)
    left = add_command(kinds, "leave", _("end a membership"), leave_, writes=True)
    freed = add_command(kinds, "exempt", _("free a member from the dues of a year"), exempt_, writes=True)
    for each in (joined, left, freed):
        each.add_argument("party", metavar="REF")
    joined.add_argument("kind", metavar="KIND")
    joined.add_argument("--on", dest="on_day", type=day_option, metavar="DATE", help=_("the first day"))
    left.add_argument("--on", dest="on_day", type=day_option, metavar="DATE", help=_("the last day"))
    left.add_argument("--reason", default="", help=_("it stands in the notes on the person"))
    freed.add_argument("year", type=year_option, metavar="YEAR")
    freed.add_argument("--reason", required=True)


# what is read


def list_kinds(call: Call) -> Answer:
    """List the kinds of membership with their fees."""
    with call.books(read_only=True).read() as session:
        found = kinds_of_members(session)
    lines = [_kind_line(kind) for kind in found] or [_("No kind of membership is recorded.")]
    return Answer({"kinds": [_kind_data(kind) for kind in found]}, lines)


def _kind_data(kind: KindOfMember) -> dict[str, Any]:
    fees = [{"year": year, "fee_cents": fee.cents} for year, fee in kind.fees]
    return {
        "kind": kind.code, "name": kind.name, "fees": fees, "runs": kind.runs, "free": kind.is_free,
    }  # fmt: skip


def _kind_line(kind: KindOfMember) -> str:
    fees = [
        _("{amount} from {year}").format(amount=money(fee), year=isolated(str(year)))
        for year, fee in kind.fees
    ]
    terms = [
        *([_("from the day of joining")] if kind.runs == "joining" else []),
        *([_("free amount")] if kind.is_free else []),
    ]
    return "  ".join((isolated(kind.code), kind.name, *fees, *terms))


def due(call: Call) -> Answer:
    """List what everybody who was a member in a year owes of its dues, whoever left in it too."""
    options = call.options
    with call.books(read_only=True).read() as session:
        day_ = day_of(options.year, call.today)
        found = members(session, day=day_, today=call.today, running=False)
    return _listed([one for one in found if options.state in (None, one.dues.state)])


def list_members(call: Call) -> Answer:
    """List who is a member on a day, or write the register of that day to a table, or print it."""
    options, books = call.options, call.books(read_only=True)
    on = options.on_day or call.today
    if options.out:
        form = form_of(options.out)
        if form == "pdf":
            found = print_members(books, options.out, day=on, today=call.today, force=options.force)
        else:
            found = write_members(
                books, options.out, form=form, day=on, today=call.today, force=options.force
            )
        written = {"on": on.isoformat(), "count": len(found), "file": str(options.out)}
        told = _("Written: {path}").format(path=isolated(str(options.out)))
        return Answer(written, [told, _count_line(found)])
    with books.read() as session:
        answer = _listed(members(session, day=on, today=call.today))
    return Answer({"on": on.isoformat(), **answer.data}, answer.lines)


def _listed(found: Sequence[Member]) -> Answer:
    owed = owed_of_year(found)
    answer = {
        "members": [data(one) for one in found],
        "count": len(found),
        "missing_cents": owed.asked.cents,
        "unasked_cents": owed.unasked.cents,
    }
    return Answer(answer, [*map(line, found), _count_line(found)])


def _count_line(found: Sequence[Member]) -> str:
    return owed_words(len(found), owed_of_year(found))


# what is written


def fee(call: Call) -> Answer:
    """Decide the fee of a kind from a year on; earlier years keep theirs."""
    options, books = call.options, call.acting()
    before = _kind(books, options.kind)
    set_fee(
        books,
        options.kind,
        name=options.name,
        from_year=options.year,
        fee=_amount(options.amount),
        runs=options.runs,
        is_free=options.free,
    )
    after = _kind(books, options.kind)
    changes = [_fee_change(options, before, after)] if before != after else []
    data = {"kinds": [_kind_data(after)] if after else [], "changes": changes, "warnings": []}
    return Answer(data, [_kind_line(after)] if after else [])


def _kind(books: Books, code: str) -> KindOfMember | None:
    with books.read() as session:
        return next((kind for kind in kinds_of_members(session) if kind.code == code.strip()), None)


def _fee_change(options: Any, before: KindOfMember | None, after: KindOfMember | None) -> dict[str, Any]:
    was, now = (kind.fee_in(options.year) if kind else None for kind in (before, after))
    return {
        "what": "fee_cents",
        "ref": f"{options.kind.strip()}/{options.year}",
        "before": None if was is None else was.cents,
        "after": None if now is None else now.cents,
    }


def _amount(text: str) -> Money:
    try:
        return Money(parse_amount(text))
    except TypedError as error:
        if error.problem == "amount_zero":
            return ZERO
        raise InputRefused([Problem("amount", error.problem, text)]) from error


def join(call: Call) -> Answer:
    """Make somebody a member since a day."""
    options, books = call.options, call.acting()
    since: date = options.on_day or call.today
    admit(books, uuid4(), options.party, kind=options.kind, since=since)
    (found,) = members_of(call, books, since)
    told = _("{name}: member since {day}.").format(name=found.name, day=day(since))
    return done(found, ("since", None, since.isoformat()), [told], _without_fee(books, found, since.year))


def _without_fee(books: Books, member: Member, year: int) -> list[str]:
    kind = _kind(books, member.kind)
    if kind and kind.fee_in(year) is not None:
        return []
    told = _("No fee is decided for {kind} in {year}: nothing is owed.")
    return [told.format(kind=isolated(member.kind), year=isolated(str(year)))]


def leave_(call: Call) -> Answer:
    """End a membership; what is owed up to then stays owed."""
    options, books = call.options, call.acting()
    on: date = options.on_day or call.today
    before = members_of(call, books, on)
    leave(books, options.party, on=on, reason=options.reason)
    (found,) = members_of(call, books, on)
    was = next((one.until.isoformat() for one in before if one.until), None)
    told = _("{name}: member until {day}.").format(name=found.name, day=day(on))
    warned = []
    if found.missing:
        warned = [_("{amount} of dues is still to be paid.").format(amount=money(found.missing))]
    return done(found, ("until", was, on.isoformat()), [told], warned)


def exempt_(call: Call) -> Answer:
    """Free a member from the dues of a year."""
    options, books = call.options, call.acting()
    on = day_of(options.year, call.today)
    before = members_of(call, books, on, running=False)
    exempt(books, options.party, year=options.year, reason=options.reason)
    (found,) = members_of(call, books, on, running=False)
    was = next((one.dues.state for one in before), None)
    told = _("{name}: freed of the dues of {year}.")
    warned = []
    if found.dues.paid:
        paid = _("{amount} of them was paid already; it stays received.")
        warned = [paid.format(amount=money(found.dues.paid))]
    line = told.format(name=found.name, year=isolated(str(options.year)))
    return done(found, ("state", was, found.dues.state), [line], warned)
