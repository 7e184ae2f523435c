"""``spending list|add|correct`` and ``earmarked list``: what was spent, and what is left of what donors earmarked."""

from typing import Any

from donations_app.commands.call import (
    Answer,
    Call,
    add_as_on,
    add_command,
    add_group,
    year_option,
)
from donations_app.commands.facts import facts_of
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.queries.earmarked import Spent, earmarked, spendings
from donations_app.domain.money import Money
from donations_app.domain.spending import EarmarkedYear
from donations_app.formats.stated_funding import SPENDING, stated_spending
from donations_app.i18n import _, day, isolated, labelled, money
from donations_app.services.funding.spending import correct_spending, record_spending
from donations_app.words.codes import together


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    if name == "earmarked":
        kinds = add_group(commands, name, summary(name), "list")
        left = add_command(kinds, "list", _("carried forward, received, used and left of a year"), left_)
        left.add_argument("--year", type=year_option, required=True)
        seen = [left]
    else:
        kinds = add_group(commands, name, summary(name), "list|add|correct")
        spent = add_command(kinds, "list", _("what was spent, up to the day of --on or today"), listed)
        add_as_on(spent)
        _add_acts(kinds)
        seen = [spent]
    for each in seen:
        each.add_argument("--project", default="", metavar="CODE")
        each.add_argument(
            "--as-known", action="store_true", help=_("only what had been recorded by that day")
        )


def _add_acts(kinds: Any) -> None:
    added = add_command(kinds, "add", _("record what was spent on a project"), added_, writes=True)
    added.add_argument("--project", required=True, metavar="CODE")
    added.add_argument("facts", nargs="+", metavar="FIELD=VALUE", help=together(*SPENDING))
    corrected = add_command(
        kinds, "correct", _("put a spending right by one of the opposite sign"), correct, writes=True
    )
    corrected.add_argument("spending", metavar="REF")
    corrected.add_argument(
        "--on", dest="right_on", type=day_option, metavar="DATE", help=_("from which day on; else its own")
    )
    corrected.add_argument("--reason", required=True)


def listed(call: Call) -> Answer:
    """Show what was spent."""
    known = call.today if call.options.as_known else None
    with call.books(read_only=True).read() as session:
        found = spendings(session, project=call.options.project, on=call.today, known_on=known)
    return _spent(found)


def _spent(found: list[Spent]) -> Answer:
    total = Money.total(one.amount for one in found)
    data = {"spendings": [_data(one) for one in found], "count": len(found), "sum_cents": total.cents}
    return Answer(data, [_line(one) for one in found])


def added_(call: Call) -> Answer:
    """Record a spending as it is stated."""
    books, project = call.acting(), call.options.project
    draft = stated_spending(facts_of(call.options.facts), project=project, today=call.today)
    return _answer(call, record_spending(books, draft))


def correct(call: Call) -> Answer:
    """Put a spending right."""
    options = call.options
    ref = correct_spending(call.acting(), options.spending, reason=options.reason, on=options.right_on)
    return _answer(call, ref)


def _answer(call: Call, ref: str) -> Answer:
    with call.books().read() as session:
        (one,) = (each for each in spendings(session) if each.ref == ref)
    answer = _spent([one])
    change = {"what": "spending", "ref": ref, "before": None, "after": _data(one)}
    answer.data |= {"ref": ref, "changes": [change], "warnings": []}
    return answer


def _data(one: Spent) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "project": one.project,
        "association": one.association or None,
        "on": one.spent_on.isoformat(),
        "amount_cents": one.amount.cents,
        "earmarked_cents": one.earmarked.cents,
        "origin": one.origin or None,
        "reference": one.reference,
        "description": one.description,
    }


def _line(one: Spent) -> str:
    told = money(one.amount)
    if one.earmarked:
        told = _("{amount}, {earmarked} of it earmarked by donors").format(
            amount=told, earmarked=money(one.earmarked)
        )
    beside = "  ".join(filter(None, (isolated(one.reference) if one.reference else "", one.description)))
    return labelled(
        f"{isolated(one.ref)}  {day(one.spent_on)}  {isolated(one.project)}", f"{told}  {beside}".rstrip()
    )


def left_(call: Call) -> Answer:
    """Show what donors earmarked for projects over a year."""
    options = call.options
    known = call.today if options.as_known else None
    with call.books(read_only=True).read() as session:
        found = earmarked(session, options.year, project=options.project, known_on=known)
    sums = {
        f"{name}_cents": Money.total(getattr(one, name) for one in found).cents
        for name in ("carried", "received", "taken_away", "used", "left")
    }
    data = {"year": options.year, "earmarked": [_year(one) for one in found], **sums}
    return Answer(data, [_year_line(one) for one in found])


def _year(one: EarmarkedYear) -> dict[str, Any]:
    return {
        "project": one.project,
        "title": one.title,
        "carried_cents": one.carried.cents,
        "received_cents": one.received.cents,
        "taken_away_cents": one.taken_away.cents,
        "used_cents": one.used.cents,
        "left_cents": one.left.cents,
    }


def _year_line(one: EarmarkedYear) -> str:
    told = _(
        "{carried} from before, {received} received, {away} taken away, {used} used, {left} left"
    ).format(
        carried=money(one.carried),
        received=money(one.received),
        away=money(one.taken_away),
        used=money(one.used),
        left=money(one.left),
    )
    return labelled(f"{isolated(one.project)}  {one.title}", told)
