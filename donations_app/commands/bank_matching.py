"""``bank match``, ``bank accept``, ``bank undo``: what the lines of statements are said to be."""

import argparse
from collections.abc import Sequence
from datetime import date
from typing import Any

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.payment_entry import Reader
from donations_app.commands.usage import day_option
from donations_app.db.books import Books
from donations_app.db.queries.bank import BankLineShown, bank_line_key, check_account
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.matching import Proposal
from donations_app.domain.rates import DatedRate
from donations_app.domain.typed import clean_text, parse_rate
from donations_app.i18n import _, count, isolated, ngettext, without_marks
from donations_app.services.bank.matching import Accepted, accept, accept_certain, undo, undo_lot
from donations_app.services.bank.proposing import ProposedLine, open_lines, proposed_lines
from donations_app.words.bank import line_words
from donations_app.words.matching import (
    far_words,
    match_words,
    proposal_line,
    rate_words,
    reason_words,
    waiting_words,
)


def add(kinds: Any) -> None:
    """Add the commands beside those of ``bank``."""
    match = add_command(
        kinds, "match", _("what the lines that are not explained may be"), match_, writes=lambda o: o.certain
    )
    match.add_argument("--account", default="", metavar="IBAN", help=_("of one account alone"))
    match.add_argument(
        "--certain",
        action="store_true",
        help=_("accept in one go what is certain, beside which nothing else is likely"),
    )
    taken = add_command(kinds, "accept", _("say what a line is"), accept_, writes=True)
    taken.add_argument("line", metavar="LINE", help=_("as bank list names it: L-MRS-000012"))
    taken.add_argument(
        "proposal",
        nargs="+",
        metavar="PROPOSAL",
        help=_(
            "1, 2, 3 of bank match; a payment, a slip, an instalment GIFT:DAY, gift:PERSON, fee, transfer or aside;"
            " several, with =AMOUNT where a part is meant"
        ),
    )
    taken.add_argument("--forget", action="store_true", help=_("learn no rule from it"))
    _add_rate(taken)
    back = add_command(kinds, "undo", _("take back what a line was said to be"), undo_, writes=True)
    back.add_argument("line", nargs="?", default="", metavar="LINE", help=_("as bank list names it"))
    back.add_argument("--last", action="store_true", help=_("all that was accepted in one go last"))


def _add_rate(parser: argparse.ArgumentParser) -> None:
    """Add by which rate a gift that comes in another currency becomes euros."""
    parser.add_argument(
        "--rate",
        default="",
        metavar="RATE",
        help=_("of a gift in another currency, for one euro; that of its day in the books, if not given"),
    )
    parser.add_argument("--rate-source", default="", metavar="TEXT", help=_("who published the rate"))
    parser.add_argument(
        "--rate-on", type=day_option, metavar="DATE", help=_("of the rate, if it is another day")
    )


def match_(call: Call) -> Answer:
    """Show what lines may be, or accept what is certain."""
    account, certain = call.options.account, call.options.certain
    books = call.acting() if certain else call.books(read_only=True)
    with books.read() as session:
        check_account(session, account)
        found = [] if certain else open_lines(session, account=account, today=call.today)
    if certain:
        return _answer(books, accept_certain(books, account=account, progress=call.progress()), call)
    lines = [text for one in found for text in _told(one, call)] or [_("All lines are explained.")]
    return Answer({"lines": list(map(proposed_data, found))}, lines)


def accept_(call: Call) -> Answer:
    """Say what a line is."""
    books, line = call.acting(), call.options.line.upper()
    found = _line(books, line)
    targets, proposal = chosen(found, call.options.proposal)
    rate = _rate(call.options, found.line.booked_on)
    answer = accept(books, line, targets, proposal=proposal, learns=not call.options.forget, rate=rate)
    return _answer(books, answer, call)


def _rate(options: argparse.Namespace, booked_on: date) -> DatedRate | None:
    """Return the rate that is stated, of the day of the line where no day is stated with it.

    Raises:
        InputRefused: it cannot be read, or nothing says who published it.
    """
    if not (options.rate or options.rate_source or options.rate_on):
        return None
    reader = Reader()
    rate = reader.read("rate", options.rate, parse_rate)
    source = reader.read("rate_source", options.rate_source, clean_text)
    for name in ("rate", "rate_source"):
        if not getattr(options, name).strip():
            reader.refuse(name, "missing")
    reader.check()
    return DatedRate(rate or "", source or "", options.rate_on or booked_on)


def _line(books: Books, line: str) -> ProposedLine:
    """Return a line with what it may be.

    Raises:
        NotFound: there is no such line.
    """
    with books.read() as session:
        key = bank_line_key(session, line)
        if key is None:
            raise NotFound("bank_line", line)
        return proposed_lines(session, [key], today=books.today)[0]


def chosen(found: ProposedLine, said: Sequence[str]) -> tuple[Sequence[str], Proposal | None]:
    """Return what a line shall be, and the proposal that it is, if it is one.

    Raises:
        InputRefused: it has no proposal of that place.
    """
    if len(said) > 1:
        return said, None
    word = said[0]
    if word.isdecimal() and len(word) == 1:
        if not 0 < int(word) <= len(found.proposals):
            raise InputRefused([Problem("proposal", "proposal_unknown", word)])
        proposal = found.proposals[int(word) - 1]
        return proposal.candidate.accepted, proposal
    named = next((one for one in found.proposals if one.to == word), None)
    return named.candidate.accepted if named else said, named


def undo_(call: Call) -> Answer:
    """Take back what a line was said to be, or all that was accepted last."""
    books = call.acting()
    if bool(call.options.line) == call.options.last:
        raise InputRefused([Problem("line", "missing")])
    answer = undo_lot(books) if call.options.last else undo(books, call.options.line.upper())
    return _answer(books, answer, call)


def _answer(books: Books, done: Accepted, call: Call) -> Answer:
    with books.read() as session:
        found = proposed_lines(session, done.keys, today=call.today)
    number = len(done.lines)
    told = ngettext("{count} line", "{count} lines", number).format(count=count(number))
    data = {
        "lines": list(map(proposed_data, found)),
        "lot": str(done.lot) if done.lot else None,
        "recorded": done.recorded,
        "warnings": [{"far": one.ref, "line": one.line, "days": one.days} for one in done.far],
    }
    lines = [*(text for one in found for text in _told(one, call)), f"{told}.", *map(far_words, done.far)]
    return Answer(data, lines)


def _told(one: ProposedLine, call: Call) -> list[str]:
    waits = waiting_words(max(one.age(call.today), 0))
    head = line_words(one.line)
    rate = f"  {rate_words(one.line.currency, one.rate)}" if one.rate and one.left else ""
    return [
        f"{head}  {isolated(waits)}" if one.left else head,
        *(f"  = {match_words(match)}" for match in one.matches),
        *([rate] if rate else ()),
        *(proposal_line(place, proposal) for place, proposal in enumerate(one.proposals, 1)),
    ]


def proposed_data(one: ProposedLine) -> dict[str, Any]:
    """Return a line with its proposals as programs read it."""
    return {
        **line_data(one.line),
        "left_cents": one.left,
        "rate": rate_data(one.rate) if one.rate else None,
        "matches": [
            {"to": match.to, "kind": match.kind, "amount_cents": match.amount} for match in one.matches
        ],
        "proposals": [
            {
                "to": proposal.to,
                "kind": proposal.candidate.kind,
                "score": proposal.score,
                "reason": without_marks(reason_words(proposal.said)),
            }
            for proposal in one.proposals
        ],
    }


def rate_data(one: DatedRate) -> dict[str, Any]:
    """Return the rate that the books know for a line as programs read it."""
    return {
        "rate": one.rate,
        "source": one.source or None,
        "on": one.on.isoformat(),
        "is_of_day": one.is_of_day,
    }


def line_data(one: BankLineShown) -> dict[str, Any]:
    """Return a line of the bank as programs read it."""
    return {
        "line": one.ref,
        "account": one.account,
        "booked_on": one.booked_on.isoformat(),
        "amount_cents": one.amount,
        "currency": one.currency,
        "counterpart": one.counterpart,
        "remittance": one.remittance,
        "label": one.label,
        "is_return": one.is_return,
        "state": one.state,
    }
