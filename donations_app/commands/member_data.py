"""A member in the answers of the commands, and what an act did to him."""

from datetime import date
from typing import Any

from donations_app.commands.call import Answer, Call
from donations_app.db.books import Books
from donations_app.db.queries.dues import Member, members
from donations_app.domain.circulars import Written
from donations_app.domain.dues_calls import Call as Letter
from donations_app.i18n import _, isolated, money, without_marks
from donations_app.words.codes import DUES_STATES, word
from donations_app.words.dues import call_words, unasked_words


def data(one: Member) -> dict[str, Any]:
    """Return a member as JSON says it."""
    return {
        "ref": one.ref,
        "name": one.name,
        "kind": one.kind,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "year": one.dues.year,
        "fee_cents": one.dues.fee.cents,
        "paid_cents": one.dues.paid.cents,
        "state": one.dues.state,
        "standing": one.standing,
        "missing_cents": one.missing.cents,
        "unasked": one.why_unasked if one.missing else None,
        "paid_ahead": list(one.ahead),
        "votes": one.votes,
        "suspended_until": _until(one),
        "letters": [call_data(each) for each in one.calls],
    }


def _until(one: Member) -> str | None:
    pause = one.pause
    return pause.until.isoformat() if pause and pause.standing == "suspended" and pause.until else None


def call_data(one: Letter) -> dict[str, Any]:
    """Return a letter about dues as JSON says it."""
    return {
        "step": one.step, "way": one.channel, "year": one.year, "on": one.on.isoformat(), "outcome": one.outcome,
    }  # fmt: skip


def circular_data(one: Written) -> dict[str, Any]:
    """Return a letter to a list as JSON says it."""
    return {
        "name": one.name, "subject": one.subject, "language": one.language, "way": one.channel,
        "on": one.on.isoformat(), "outcome": one.outcome,
    }  # fmt: skip


def line(one: Member) -> str:
    """Return a member in a line."""
    paid = _("{paid} of {amount}").format(paid=money(one.dues.paid), amount=money(one.dues.fee))
    shown = one.standing if one.standing in ("left", "suspended", "honorary") else one.dues.state
    state = word(DUES_STATES, shown)
    year = isolated(str(one.dues.year))
    rest = unasked_words(one, one.dues.missing)
    last = call_words(one.written[-1]) if one.written else ""
    told = (isolated(one.ref), one.name, one.kind_name, year, paid, state, rest, last)
    return "  ".join(filter(None, told))


def members_of(call: Call, books: Books, on: date, *, running: bool = True) -> list[Member]:
    """Return the membership of the party of the call, or none."""
    with books.read() as session:
        return members(session, day=on, today=call.today, running=running, ref=call.options.party)


def done(member: Member, change: tuple[str, Any, Any], lines: list[str], warned: list[str]) -> Answer:
    """Return what an act did: what it changed from what to what, or that nothing is changed."""
    what, before, after = change
    changes = [{"what": what, "ref": member.ref, "before": before, "after": after}] if before != after else []
    answer = {
        "members": [data(member)],
        "changes": changes,
        "warnings": [without_marks(told) for told in warned],
    }
    return Answer(
        answer, lines if changes else [_("Nothing is changed: it stands so already.")], notes=warned
    )
