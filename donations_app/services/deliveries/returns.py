"""E-mails that came back: noted with their day, so that nothing more goes there until it is put right."""

from collections.abc import Iterable
from datetime import date

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.deliveries import deliverables, numbers_mailed_to
from donations_app.domain.deliveries import Deliverable, Delivery, open_mail, standing_return
from donations_app.domain.emails import address_of, mailbox
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.french_time import day_in_france
from donations_app.domain.typed import TypedError, clean_text
from donations_app.services.deliveries.notes import locked, note


def note_return(
    books: Books, *, on: date | None = None, number: str = "", email: str = "", words: str = ""
) -> list[Deliverable]:
    """Note that an e-mail came back; its address gets no other until it is changed or the note taken back.

    Args:
        books: where to note.
        on: the day on which it came back; today where nobody says it.
        number: of the receipt that it brought.
        email: instead of a number: the address; the e-mails of the last day on which some went there came back.
        words: why, as the mail server or the donor said; empty where nobody did.

    Returns:
        The receipts as they stand now: their ``way`` is the one that is left.

    Raises:
        InputRefused: nothing went there that has not come back, or the day cannot be; nothing is noted.
        NotFound: no receipt bears the number.
    """
    said = _clean(words)
    with books.write() as write:
        sent = [(one, mail) for one in _named(write, number, email) if (mail := open_mail(one))]
        if email:
            sent = [(one, mail) for one, mail in sent if mailbox(mail.address) == mailbox(address_of(email))]
            last = max((mail.on for _, mail in sent), default=None)
            sent = [(one, mail) for one, mail in sent if mail.on == last]
        if not sent:
            raise InputRefused([_nothing_there(number, email)])
        first, today = min(mail.on for _, mail in sent), max(books.today, day_in_france(write.now))
        on = on or today
        if not first <= on <= today:
            code = "day_in_future" if on > today else "returned_before_sent"
            raise InputRefused([Problem("returned_on", code, on.isoformat())])
        _note_all(write, sent, "returned", words=said, on=on)
    return _now(books, [one for one, _ in sent])


def take_back_return(books: Books, *, number: str = "", email: str = "") -> list[Deliverable]:
    """Take back that e-mails came back from an address: what was sent counts as sent, and more may go there.

    Args:
        books: where to note.
        number: of a receipt that came back from it.
        email: instead of a number: the address.

    Raises:
        InputRefused: nothing is noted as come back from there; nothing is changed.
        NotFound: no receipt bears the number.
    """
    with books.write() as write:
        noted = [(one, back) for one in _named(write, number, email) if (back := standing_return(one))]
        if number and noted:
            email = noted[0][1].address
            others = _named(write, "", email)
            noted = [(one, back) for one in others if (back := standing_return(one))]
        noted = [(one, back) for one, back in noted if mailbox(back.address) == mailbox(address_of(email))]
        if not noted:
            raise InputRefused([_nothing_there(number, email, "not_returned")])
        _note_all(write, noted, "trusted")
    return _now(books, [one for one, _ in noted])


def _named(write: Write, number: str, email: str) -> list[Deliverable]:
    """Return the receipt of a number, or those of which an e-mail went to an address, as they stand now."""
    numbers = [number] if number else numbers_mailed_to(write.session, address_of(email))
    return [locked(write, one) for one in numbers]


def _note_all(
    write: Write,
    several: Iterable[tuple[Deliverable, Delivery]],
    outcome: str,
    *,
    words: str = "",
    on: date | None = None,
) -> None:
    for receipt, of in several:
        note(
            write,
            [receipt],
            channel="email",
            outcome=outcome,
            address=of.address,
            answer=words,
            returned_on=on or of.returned_on,
        )


def _now(books: Books, several: Iterable[Deliverable]) -> list[Deliverable]:
    with books.read() as session:
        return deliverables(session, numbers=[one.number for one in several])


def _nothing_there(number: str, email: str, code: str = "never_mailed") -> Problem:
    return Problem("number" if number else "email", code, number or email)


def _clean(words: str) -> str:
    try:
        return clean_text(words)
    except TypedError as error:
        raise InputRefused([Problem("reason", error.problem, words[:80])]) from error
