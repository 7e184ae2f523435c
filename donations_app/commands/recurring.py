"""``recurring list|missed|show|change|stop``: agreed gifts, what became of each instalment, other terms, an end."""

from dataclasses import replace
from datetime import date
from typing import Any

from donations_app.code_words import INSTALMENTS
from donations_app.commands.call import Answer, Call, add_command, add_group, day_option
from donations_app.commands.facts import facts_of
from donations_app.db.books import Books
from donations_app.db.queries.drafts import terms_of
from donations_app.db.queries.instalments import OVERDUE, AgreedGift, agreed_gifts, gift_history
from donations_app.domain.instalments import Instalment
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.formats import columns
from donations_app.formats.stated import stated_terms
from donations_app.formats.stated_payment import plain_amount
from donations_app.i18n import _, day, isolated, labelled, money, ngettext
from donations_app.services.payments.recurring import change_recurring, stop_recurring


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, _("agreed gifts and their instalments"), "list|missed|show|change|stop")
    add_command(kinds, "list", _("every agreed gift, its instalments up to the end of the year"), listed)
    missed_parser = add_command(kinds, "missed", _("instalments that did not come"), missed)
    missed_parser.add_argument("--until", type=day_option, metavar="DATE", help=_("due up to this day"))
    shown = add_command(kinds, "show", _("one agreed gift, with the terms that it had before"), show)
    changed = add_command(
        kinds, "change", _("other terms from a day on; what was due before stays"), change, writes=True
    )
    changed.add_argument("gift", metavar="REF")
    changed.add_argument(
        "facts", nargs="+", metavar="FIELD=VALUE", help=_("columns as in a file of recurring gifts")
    )
    changed.add_argument("--from", dest="start", type=day_option, required=True, metavar="DATE")
    stopped = add_command(
        kinds, "stop", _("no instalment is expected after a day, for a reason"), stop, writes=True
    )
    for each in (shown, stopped):
        each.add_argument("gift", metavar="REF")
    stopped.add_argument("--on", dest="last", type=day_option, required=True, metavar="DATE")
    stopped.add_argument("--reason", required=True)


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


def show(call: Call) -> Answer:
    """Show a gift: each of its terms in the order of their days, with the instalments of each."""
    found = _history(call, call.books(read_only=True))
    return Answer({"recurring": [_data(gift) for gift in found]}, [_told(gift) for gift in found])


def change(call: Call) -> Answer:
    """Let what is agreed end the day before, and agree what is stated from the day on."""
    options, books = call.options, call.acting()
    with books.read() as session:
        (_key, before) = terms_of(session, options.gift)[-1]
    stated = stated_terms(facts_of(options.facts), before)
    after = change_recurring(books, options.gift, stated, start=options.start)
    return _done(call, _changes(before, after))


def stop(call: Call) -> Answer:
    """Let a gift end with a day."""
    options, books = call.options, call.acting()
    with books.read() as session:
        (_key, before) = terms_of(session, options.gift)[-1]
    stop_recurring(books, options.gift, on=options.last, reason=options.reason)
    return _done(call, _changes(before, replace(before, last_on=options.last)))


def _changes(before: RecurringGift, after: RecurringGift) -> list[dict[str, Any]]:
    """Return what is agreed otherwise, by the columns of a file."""
    old, new = (
        {name: _plain(getattr(one, name)) for name in columns.RECURRING if name != "ref"}
        for one in (before, after)
    )
    return [
        {"what": name, "ref": before.ref, "before": old[name], "after": new[name]}
        for name in old
        if old[name] != new[name]
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return plain_amount(value.cents)
    return value.isoformat() if isinstance(value, date) else None if value == "" else value


def _done(call: Call, changes: list[dict[str, Any]]) -> Answer:
    found = _history(call, call.acting())
    data = {"recurring": [_data(gift) for gift in found], "changes": changes, "warnings": []}
    return Answer(data, [_told(gift) for gift in found])


def _history(call: Call, books: Books) -> list[AgreedGift]:
    """Return the terms of the gift that is meant, by day, with instalments up to the end of the year."""
    with books.read() as session:
        return gift_history(session, call.options.gift, today=call.today, until=date(call.today.year, 12, 31))


def _told(gift: AgreedGift) -> str:
    """Return a line of the history: what was agreed from when until when."""
    said = _("from {first} on").format(first=day(gift.first_on))
    if gift.last_on:
        said = _("from {first} to {last}").format(first=day(gift.first_on), last=day(gift.last_on))
    return f"{_line(gift)}  {said}"


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
        "first_on": gift.first_on.isoformat(),
        "last_on": gift.last_on.isoformat() if gift.last_on else None,
        "history": gift.history,
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
