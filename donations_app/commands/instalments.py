"""``recurring pause|resume|match|forgive``: what a person decides of instalments; how agreed gifts are told."""

from datetime import date
from typing import Any
from uuid import uuid4

from msgspec.structs import replace

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.collection_data import doubts_data
from donations_app.commands.usage import UsageError, day_option
from donations_app.db.books import Books
from donations_app.db.queries.agreements import links_of
from donations_app.db.queries.instalments import AgreedGift, Agreement, agreement_of
from donations_app.db.queries.waiting_debits import doubtful_debits
from donations_app.domain.instalments import OVERDUE, Instalment
from donations_app.domain.recurring import Pause
from donations_app.i18n import _, day, isolated, money, ngettext
from donations_app.services.payments.instalments import (
    forgive_instalment,
    match_payment,
    pause_recurring,
    resume_recurring,
    set_apart,
    take_decision_back,
)
from donations_app.words.codes import INSTALMENTS, apart_words, link_words
from donations_app.words.waiting_debits import waits_words


def add_acts(kinds: Any) -> None:
    """Add the commands."""
    paused = add_command(kinds, "pause", _("nothing is due from a day on, up to another"), pause, writes=True)
    resumed = add_command(kinds, "resume", _("instalments are due again from a day on"), resume, writes=True)
    matched = add_command(kinds, "match", _("name a payment for an instalment"), match, writes=True)
    matched.add_argument("payment", metavar="PAYMENT")
    forgiven = add_command(
        kinds, "forgive", _("expect an instalment no longer, for a reason"), forgive, writes=True
    )
    for each in (paused, resumed, matched, forgiven):
        each.add_argument("gift", metavar="REF")
    paused.add_argument("--from", dest="first", type=day_option, required=True, metavar="DATE")
    paused.add_argument(
        "--to", dest="last", type=day_option, metavar="DATE", help=_("until resumed, if not given")
    )
    paused.add_argument("--reason", default="")
    resumed.add_argument("--on", dest="first", type=day_option, required=True, metavar="DATE")
    matched.add_argument(
        "--due",
        dest="due_on",
        type=day_option,
        metavar="DATE",
        help=_("the open one nearest to it, if not given"),
    )
    matched.add_argument(
        "--none", dest="for_none", action="store_true", help=_("for no instalment: a gift beside them")
    )
    matched.add_argument("--reason", default="", help=_("with --none"))
    forgiven.add_argument("due_on", type=day_option, metavar="DATE", help=_("the day on which it is due"))
    forgiven.add_argument("--reason", required=True)
    forgiven.add_argument(
        "--undo", action="store_true", help=_("take back what was decided of the instalment instead")
    )


def pause(call: Call) -> Answer:
    """Let nothing be due for a while."""
    options = call.options
    done = pause_recurring(
        call.acting(),
        uuid4(),
        options.gift,
        first_on=options.first,
        last_on=options.last,
        reason=options.reason,
    )
    return recurring_answer(call, [_change("pause", options.gift, None, _days(done))])


def resume(call: Call) -> Answer:
    """End a pause."""
    options = call.options
    before = resume_recurring(call.acting(), options.gift, on=options.first)
    return recurring_answer(call, [_change("pause", options.gift, _days(before), options.first.isoformat())])


def match(call: Call) -> Answer:
    """Name a payment for an instalment, or for none."""
    options = call.options
    if options.for_none and options.due_on:
        raise UsageError(
            _("A payment is for the instalment of a day (--due) or for none (--none), not both.")
        )
    if options.for_none:
        one = set_apart(call.acting(), uuid4(), options.payment, options.gift, reason=options.reason)
        return recurring_answer(call, [_change(one.due_on.isoformat(), options.gift, options.payment, None)])
    one = match_payment(call.acting(), uuid4(), options.payment, options.gift, due_on=options.due_on)
    return recurring_answer(call, [_change(one.due_on.isoformat(), options.gift, one.state, options.payment)])


def forgive(call: Call) -> Answer:
    """Expect an instalment no longer, or again."""
    options, books = call.options, call.acting()
    if options.undo:
        take_decision_back(books, options.gift, due_on=options.due_on, reason=options.reason)
        change = _change(options.due_on.isoformat(), options.gift, "decided", None)
    else:
        one = forgive_instalment(books, uuid4(), options.gift, due_on=options.due_on, reason=options.reason)
        change = _change(one.due_on.isoformat(), options.gift, one.state, "forgiven")
    return recurring_answer(call, [change])


def _change(what: str, ref: str, before: str | None, after: str | None) -> dict[str, Any]:
    return {"what": what, "ref": ref, "before": before, "after": after}


def _days(one: Pause) -> str:
    return f"{one.first_on.isoformat()}/{one.last_on.isoformat() if one.last_on else '..'}"


# how agreed gifts are told


def recurring_answer(call: Call, changes: list[dict[str, Any]]) -> Answer:
    """Return what became of a gift, with what changed, and the runs that wait and would not collect it so today."""
    books = call.acting()
    shown = recurring_shown(call, books)
    with books.read() as session:
        doubts = doubtful_debits(session, today=call.today, gift=shown.data["recurring"][0]["history"])
    data = {**shown.data, "changes": changes, "warnings": doubts_data(doubts)}
    return replace(shown, data=data, notes=[*shown.notes, *map(waits_words, doubts)])


def recurring_shown(call: Call, books: Books) -> Answer:
    """Return the gift that is meant: its terms by day, with instalments up to the end of the year, and its pauses."""
    until = date(call.today.year, 12, 31)
    with books.read() as session:
        found = agreement_of(session, call.options.gift, today=call.today, until=until)
        continues, continued_by = links_of(session, found)
    data = {
        "recurring": [recurring_data(gift) for gift in found.terms],
        "pauses": [_pause_data(one) for one in found.pauses],
        "standing": found.standing,
        "continues": continues or None,
        "continued_by": continued_by or None,
    }
    return Answer(
        data, [*(_told(gift) for gift in found.terms), *link_words(continues, continued_by), *_beside(found)]
    )


def _pause_data(one: Pause) -> dict[str, Any]:
    last = one.last_on.isoformat() if one.last_on else None
    return {"first_on": one.first_on.isoformat(), "last_on": last, "reason": one.reason}


def _told(gift: AgreedGift) -> str:
    """Return a line of the history: what was agreed from when until when, and why it was stopped."""
    said = _("from {first} on").format(first=day(gift.first_on))
    if gift.last_on:
        said = _("from {first} to {last}").format(first=day(gift.first_on), last=day(gift.last_on))
    return "  ".join(
        filter(None, (gift_line(gift), said, isolated(gift.end_reason) if gift.end_reason else ""))
    )


def _beside(found: Agreement) -> list[str]:
    """Return the pauses, and the instalments of which more is to be said than that they are met or expected."""
    pauses = [
        _("paused from {first} to {last}").format(first=day(one.first_on), last=day(one.last_on))
        if one.last_on
        else _("paused from {first} on").format(first=day(one.first_on))
        for one in found.pauses
        if one.last_on is None or one.last_on >= one.first_on
    ]
    return pauses + [
        instalment_words(one) for one in found.instalments if one.state in (*OVERDUE, "forgiven")
    ]


def recurring_data(gift: AgreedGift) -> dict[str, Any]:
    """Return what an answer says of an agreed gift."""
    return {
        "ref": gift.ref,
        "payer": gift.payer,
        "name": gift.name,
        "office": gift.office,
        "amount_cents": gift.amount.cents,
        "frequency": gift.frequency,
        "day": gift.day,
        "method": gift.method,
        "project": gift.project,
        "association": gift.association,
        "first_on": gift.first_on.isoformat(),
        "last_on": gift.last_on.isoformat() if gift.last_on else None,
        "reason": gift.end_reason,
        "history": gift.history,
        "state": gift.state,
        "expected": [_instalment_data(one) for one in gift.instalments],
        "paused": [one.isoformat() for one in gift.paused],
    }


def _instalment_data(one: Instalment) -> dict[str, Any]:
    return {
        "due_on": one.due_on.isoformat(),
        "amount_cents": one.amount.cents,
        "received_cents": one.received.cents,
        "state": one.state,
        "payment": one.payment,
        "payments": list(one.payments),
        "reason": one.reason,
        "apart": list(one.apart),
    }


def gift_line(gift: AgreedGift) -> str:
    """Return an agreed gift on one line, with how many of its instalments are overdue."""
    overdue = sum(one.state in OVERDUE for one in gift.instalments)
    told = ngettext("{count} instalment overdue", "{count} instalments overdue", overdue)
    said = f"{isolated(gift.ref)}  {gift.name}  {money(gift.amount)}"
    return f"{said}  {told.format(count=overdue)}" if overdue else said


def instalment_words(one: Instalment) -> str:
    """Return day, state and reason of an instalment, and what of it arrived where that is a part."""
    words = [day(one.due_on), _(INSTALMENTS[one.state])]
    if one.reason:
        words.append(isolated(one.reason))
    words += apart_words(one.apart)
    if one.received and one.open:
        words.append(_("{paid} of {fee}").format(paid=money(one.received), fee=money(one.amount)))
    return " ".join(words)
