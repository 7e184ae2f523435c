"""``recurring list|missed|show|add|change|stop``: agreed gifts, their instalments, other terms, an end."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from donations_app.commands.call import Answer, Call, add_command, add_group
from donations_app.commands.facts import facts_of
from donations_app.commands.instalments import (
    add_acts,
    gift_line,
    instalment_words,
    recurring_answer,
    recurring_data,
    recurring_shown,
)
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.queries.drafts import terms_of
from donations_app.db.queries.instalments import AgreedGift, agreed_gifts
from donations_app.domain.instalments import OVERDUE
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.formats import columns
from donations_app.formats.stated import stated_gift, stated_terms
from donations_app.formats.stated_payment import plain_amount
from donations_app.i18n import _, isolated, labelled, money
from donations_app.services.payments.recurring import agree_recurring, change_recurring, stop_recurring
from donations_app.words.codes import together


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    words = "list|missed|show|add|change|pause|resume|stop|match|forgive"
    kinds = add_group(commands, name, summary(name), words)
    add_command(kinds, "list", _("every agreed gift, its instalments up to the end of the year"), listed)
    missed_parser = add_command(kinds, "missed", _("instalments that did not come"), missed)
    missed_parser.add_argument("--until", type=day_option, metavar="DATE", help=_("due up to this day"))
    shown = add_command(kinds, "show", _("one agreed gift, with the terms that it had before"), show)
    shown.add_argument("gift", metavar="REF")
    _add_terms(kinds)
    add_acts(kinds)


def _add_terms(kinds: Any) -> None:
    agreed = add_command(kinds, "add", _("agree a gift"), agree, writes=True)
    changed = add_command(
        kinds, "change", _("other terms from a day on; what was due before stays"), change, writes=True
    )
    changed.add_argument("gift", metavar="REF")
    changed.add_argument("--from", dest="start", type=day_option, required=True, metavar="DATE")
    for each in (agreed, changed):
        each.add_argument(
            "facts", nargs="+", metavar="FIELD=VALUE", help=_("columns as in a file of recurring gifts")
        )
    stopped = add_command(
        kinds, "stop", _("no instalment is expected after a day, for a reason"), stop, writes=True
    )
    stopped.add_argument("gift", metavar="REF")
    stopped.add_argument("--on", dest="last", type=day_option, required=True, metavar="DATE")
    stopped.add_argument("--reason", required=True)


def listed(call: Call) -> Answer:
    """Show agreed gifts with the states of their instalments."""
    found = _gifts(call, date(call.today.year, 12, 31))
    return Answer(
        {"recurring": [recurring_data(gift) for gift in found]}, [gift_line(gift) for gift in found]
    )


def missed(call: Call) -> Answer:
    """Show the instalments that are late or missed, why, and what they add up to, whole and by office."""
    until: date = min(call.options.until or call.today, call.today)
    gifts = [gift.only(*OVERDUE) for gift in _gifts(call, until)]
    found = [gift for gift in gifts if gift.instalments]
    sums = _sums(found)
    offices = {
        office: [gift for gift in found if gift.office == office]
        for office in sorted({g.office for g in found})
    }
    data = {"recurring": [recurring_data(gift) for gift in found], **sums} | {
        "offices": [{"office": office, **_sums(some)} for office, some in offices.items()]
    }
    lines = [
        labelled(gift_line(gift), together(*(instalment_words(one) for one in gift.instalments)))
        for gift in found
    ]
    lines += [_office_line(office, some) for office, some in offices.items()]
    return Answer(data, lines or [_("No instalment is overdue.")])


def _sums(gifts: Sequence[AgreedGift]) -> dict[str, int]:
    """Return cents late and missed, under the keys of the answer."""
    return {f"{state}_cents": Money.total(gift.sum_of(state) for gift in gifts).cents for state in OVERDUE}


def _office_line(office: str, gifts: Sequence[AgreedGift]) -> str:
    sums = _sums(gifts)
    told = _("late {late}, missed {missed}").format(
        late=money(Money(sums["late_cents"])), missed=money(Money(sums["missed_cents"]))
    )
    return labelled(isolated(office), told)


def show(call: Call) -> Answer:
    """Show a gift: each of its terms in the order of their days, with the instalments of each."""
    return recurring_shown(call, call.books(read_only=True))


def agree(call: Call) -> Answer:
    """Agree a gift as its terms are stated."""
    books = call.acting()
    draft = stated_gift(facts_of(call.options.facts))
    call.options.gift = agree_recurring(books, draft)
    change_ = {
        "what": "recurring",
        "ref": call.options.gift,
        "before": None,
        "after": plain_amount(draft.amount.cents),
    }
    return recurring_answer(call, [change_])


def change(call: Call) -> Answer:
    """Let what is agreed end the day before, and agree what is stated from the day on."""
    options, books = call.options, call.acting()
    with books.read() as session:
        (_key, before) = terms_of(session, options.gift)[-1]
    stated = stated_terms(facts_of(options.facts), before)
    after = change_recurring(books, options.gift, stated, start=options.start)
    return recurring_answer(call, _changes(before, after))


def stop(call: Call) -> Answer:
    """Let a gift end with a day."""
    options, books = call.options, call.acting()
    with books.read() as session:
        (_key, before) = terms_of(session, options.gift)[-1]
    stop_recurring(books, options.gift, on=options.last, reason=options.reason)
    return recurring_answer(call, _changes(before, replace(before, last_on=options.last)))


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


def _gifts(call: Call, until: date) -> list[AgreedGift]:
    with call.books(read_only=True).read() as session:
        return agreed_gifts(session, today=call.today, until=until)
