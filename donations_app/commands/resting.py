"""``members suspend|resume|honour``: members whose dues rest, and who owe none any more."""

from collections.abc import Callable
from datetime import date
from typing import Any

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.member_data import done, members_of
from donations_app.commands.usage import day_option
from donations_app.db.books import Books
from donations_app.domain.dues import Pause
from donations_app.i18n import _, day, money
from donations_app.services.people.pauses import honour, resume, suspend


def add(kinds: Any) -> None:
    """Add the commands to those of ``members``."""
    rests = add_command(
        kinds, "suspend", _("suspend a membership: no dues, no letters"), suspend_, writes=True
    )
    goes_on = add_command(kinds, "resume", _("take a suspended membership up again"), resume_, writes=True)
    honoured = add_command(
        kinds, "honour", _("make a member honorary, who owes no dues"), honour_, writes=True
    )
    for each in (rests, goes_on, honoured):
        each.add_argument("party", metavar="REF")
    for each in (rests, honoured):
        each.add_argument("--on", dest="on_day", type=day_option, metavar="DATE", help=_("the first day"))
        each.add_argument("--reason", required=True)
    rests.add_argument("--until", type=day_option, metavar="DATE", help=_("the last day"))
    goes_on.add_argument(
        "--on", dest="on_day", type=day_option, metavar="DATE", help=_("the first day that counts again")
    )


def suspend_(call: Call) -> Answer:
    """Suspend a membership from a day on."""
    options = call.options
    on: date = options.on_day or call.today
    told = _("{name}: suspended from {day}.")
    if options.until:
        told = _("{name}: suspended from {day} until {last}.")
    return _rested(
        call,
        on,
        lambda books: suspend(books, options.party, on=on, until=options.until, reason=options.reason),
        told,
    )


def resume_(call: Call) -> Answer:
    """Take a suspended membership up again."""
    on: date = call.options.on_day or call.today
    told = _("{name}: no longer suspended from {day}.")
    return _rested(call, on, lambda books: resume(books, call.options.party, on=on), told)


def honour_(call: Call) -> Answer:
    """Make a member honorary."""
    options = call.options
    on: date = options.on_day or call.today
    told = _("{name}: honorary member from {day}.")
    return _rested(call, on, lambda books: honour(books, options.party, on=on, reason=options.reason), told)


def _rested(call: Call, on: date, act: Callable[[Books], None], told: str) -> Answer:
    books = call.acting()
    before = members_of(call, books, on)
    act(books)
    (found,) = members_of(call, books, on)
    was = before[0].pause if before else None
    last = call.options.until if "until" in call.options else None
    line = told.format(name=found.name, day=day(on), last=day(last) if last else "")
    warned = []
    if found.missing and not found.pause:
        warned = [_("{amount} of dues is still to be paid.").format(amount=money(found.missing))]
    change = ("standing", _standing(was), _standing(found.pause))
    return done(found, change, [line], warned)


def _standing(pause: Pause | None) -> str | None:
    return pause.standing if pause else None
