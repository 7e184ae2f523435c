"""``payments add``: one payment recorded as the entry form does it, by the same rules and with the same doubts."""

import argparse
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.payment_entry import add_options, stated_draft
from donations_app.commands.payment_list import detail_lines, payment_data
from donations_app.db.books import Books
from donations_app.db.queries.batches import batch_standing, open_batches
from donations_app.db.queries.dues import dues_of
from donations_app.db.queries.parties import PartyRow, find_parties, parties_named, party
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.payments import PaymentDraft
from donations_app.formats.stated_payment import plain_amount
from donations_app.i18n import _, isolated, without_marks
from donations_app.services.payments.doubts import YEAR_CLOSED, Doubt, doubts_about
from donations_app.services.payments.records import record_payment
from donations_app.words.effects import batch_sentence
from donations_app.words.payments import doubt_sentence

_NEAR = 4  # people told whose names are like what was typed


def add_add(kinds: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = add_command(
        kinds, "add", _("record a payment, as the entry form does"), add_payment, writes=True
    )
    add_options(parser)
    parser.add_argument("--accept", action="append", default=[], metavar="CODE|all")


def add_payment(call: Call) -> Answer:
    """Record a payment; where something is doubted, only once that is accepted."""
    options, books = call.options, call.acting()
    draft, kind = _draft(call, books)
    if problems := draft.problems(today=books.today):
        raise InputRefused(problems)
    with books.read() as session:
        doubts = doubts_about(session, draft, kind, today=books.today)
    waiting = [one for one in doubts if not {one.code, "all"} & set(options.accept)]
    if waiting:
        with books.rehearsal() as twin:
            return _answer(twin, draft, doubts, waiting)
    return _answer(books, draft, doubts, waiting)


def _draft(call: Call, books: Books) -> tuple[PaymentDraft, str]:
    """Return the payment that is stated, and the kind of its payer; empty for nobody."""
    options = call.options
    with books.read() as session:
        payer = None if options.anonymous else _payer(session, options.payer)
        known = dues_of(session, payer.ref, today=books.today) if payer else ()
        batch = _batch(session, options.batch, books.author.office)
    ref = payer.ref if payer else ""
    draft = stated_draft(
        options, payer=ref, known=known, batch=batch, office=books.author.office, today=books.today
    )
    return draft, payer.kind if payer else ""


def _payer(session: Any, typed: str) -> PartyRow:
    """Return who is meant by a reference or by a whole name.

    Raises:
        InputRefused: nobody is, or several are; each of them is told.
    """
    if found := party(session, typed.strip()):
        return found
    named = parties_named(session, typed)
    if len(named) == 1:
        return named[0]
    if named:
        several = {"choices": tuple(map(_candidate, named))}
        raise InputRefused([Problem("payer", "name_of_several", typed, several)])
    near = {"near": tuple(map(_candidate, find_parties(session, typed, limit=_NEAR)))}
    raise InputRefused([Problem("payer", "payer_unknown", typed, near)])


def _candidate(row: PartyRow) -> str:
    told = f"{row.ref} {row.name}"
    return isolated(f"{told} ({row.place})" if row.place else told)


def _batch(session: Any, name: str, office: str) -> UUID | None:
    """Return the open batch of a name, the newest of several."""
    if not name:
        return None
    found = next((row.key for row in open_batches(session, office) if row.name == name), None)
    if found is None:
        raise NotFound("batch", name)
    return found


def _answer(books: Books, draft: PaymentDraft, doubts: list[Doubt], waiting: list[Doubt]) -> Answer:
    """Record the payment in the books, or in their twin where it waits for an acceptance, and show it."""
    is_late = any(one.code == YEAR_CLOSED for one in doubts)  # accepted, or only shown
    done = record_payment(books, draft, late=is_late)
    with books.read() as session:
        found, batch = payment_detail(session, done.ref), batch_standing(session, done.ref)
    told = [doubt_sentence(one) for one in doubts]
    change = {"what": "payment", "ref": done.ref, "before": None, "after": plain_amount(draft.amount.cents)}
    data = {
        "payment": payment_data(found),
        "recorded": not waiting,
        "changes": [] if waiting else [change],
        "warnings": [
            {"code": one.code, "field": one.field, "message": without_marks(said)}
            for one, said in zip(doubts, told, strict=True)
        ],
    }
    shown = [*detail_lines(replace(found, entries=())), *([batch_sentence(batch)] if batch else [])]
    if not waiting:
        return Answer(data, [_("{ref} is recorded.").format(ref=isolated(done.ref)), *shown], notes=told)
    codes = " ".join(f"--accept {code}" for code in dict.fromkeys(one.code for one in waiting))
    stops = _("Nothing was saved. Look at it again; {option} records it all the same.")
    return Answer(data, shown, notes=[*told, stops.format(option=isolated(codes))], status=1)
