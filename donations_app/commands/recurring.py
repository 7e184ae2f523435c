"""``recurring list`` and ``recurring missed``: agreed gifts, and what became of each instalment."""

from datetime import date
from typing import Any

from donations_app.commands.call import Answer, Call, add_command, day_option
from donations_app.db.queries.instalments import OVERDUE, AgreedGift, agreed_gifts
from donations_app.domain.instalments import Instalment
from donations_app.domain.money import Money
from donations_app.i18n import _, day, isolated, labelled, money, ngettext
from donations_app.phrases import INSTALMENTS


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    parser = commands.add_parser(name, help=_("agreed gifts and their instalments"))
    kinds = parser.add_subparsers(required=True, metavar="list|missed")
    add_command(kinds, "list", _("every agreed gift, its instalments up to the end of the year"), listed)
    missed_parser = add_command(kinds, "missed", _("instalments that did not come"), missed)
    missed_parser.add_argument("--until", type=day_option, metavar="DATE", help=_("due up to this day"))


def listed(call: Call) -> Answer:
    """Show agreed gifts with the states of their instalments."""
    found = _gifts(call, date(call.today.year, 12, 31))
    return Answer({"recurring": [_data(gift) for gift in found]}, [_line(gift) for gift in found])


def missed(call: Call) -> Answer:
    """Show the instalments that are late or missed, and what they add up to."""
    until: date = min(call.options.until or call.today, call.today)
    gifts = [gift.only(*OVERDUE) for gift in _gifts(call, until)]
    found = [gift for gift in gifts if gift.instalments]
    sums = {state: Money.total(gift.sum_of(state) for gift in found) for state in OVERDUE}
    data = {"recurring": [_data(gift) for gift in found]}
    lines = [labelled(_line(gift), ", ".join(_said(one) for one in gift.instalments)) for gift in found] or [
        _("No instalment is overdue.")
    ]
    return Answer(data | {f"{state}_cents": amount.cents for state, amount in sums.items()}, lines)


def _gifts(call: Call, until: date) -> list[AgreedGift]:
    with call.books(read_only=True).read() as session:
        return agreed_gifts(session, today=call.today, until=until)


def _data(gift: AgreedGift) -> dict[str, Any]:
    return {
        "ref": gift.ref,
        "payer": gift.payer,
        "name": gift.name,
        "amount_cents": gift.amount.cents,
        "frequency": gift.frequency,
        "method": gift.method,
        "project": gift.project,
        "association": gift.association,
        "state": gift.state,
        "expected": [
            {
                "due_on": one.due_on.isoformat(),
                "amount_cents": one.amount.cents,
                "state": one.state,
                "payment": one.payment,
            }
            for one in gift.instalments
        ],
    }


def _line(gift: AgreedGift) -> str:
    overdue = sum(one.state in OVERDUE for one in gift.instalments)
    told = ngettext("{count} instalment overdue", "{count} instalments overdue", overdue)
    said = f"{isolated(gift.ref)}  {gift.name}  {money(gift.amount)}"
    return f"{said}  {told.format(count=overdue)}" if overdue else said


def _said(one: Instalment) -> str:
    return f"{day(one.due_on)} {_(INSTALMENTS[one.state])}"
