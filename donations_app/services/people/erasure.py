"""A request of erasure: what may go goes, what the law keeps stays, and the answer is written."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import BinaryIO, Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.erasing import erase_trail
from donations_app.db.queries.erasure import traces_of
from donations_app.db.queries.gifts import giver_of
from donations_app.db.queries.references import named
from donations_app.db.queries.settings import organisation
from donations_app.db.queries.trail import identity
from donations_app.db.tables import Party
from donations_app.domain.deaths import giver_on
from donations_app.domain.erasure import Kept, Retention, kept
from donations_app.domain.errors import InputRefused, NotAllowed, NotFound, Problem
from donations_app.domain.letters import Letter, with_what_is_known
from donations_app.domain.parameters import value_on
from donations_app.formats.letters import shipped_letter
from donations_app.machine.erased_list import Erased, note_erased
from donations_app.services.books.legal import legal_parameters
from donations_app.services.deliveries.letters import Sender, printed_letter
from donations_app.services.people.erased_rows import Gone, erase_person
from donations_app.services.receipts.contents import donor_of

_OCCASION: Final = "erasure"
_FIGURES: Final = ("receipt_retention_years", "voucher_retention_years", "mandate_retention_months")


class Erasure(Struct, frozen=True):
    """What became of a request."""

    ref: str
    erased: tuple[str, ...]  # fields that held something
    kept: tuple[Kept, ...]  # why name and address stay; empty when all is erased
    letter: bytes  # the answer, as PDF


def erase_into(books: Books, file: BinaryIO, ref: str, *, asked_on: date) -> Erasure:
    """Erase as ``erase_party`` once the answer lies in an open file, for which there may be no room.

    Raises:
        OSError: the file does not take the answer; nothing is erased.
    """
    with books.rehearsal() as twin:
        foreseen = erase_party(twin, ref, asked_on=asked_on).letter
    file.write(foreseen)
    file.flush()
    done = erase_party(books, ref, asked_on=asked_on)
    note_people(books, [(ref, not done.kept)])
    if done.letter != foreseen:  # somebody changed something meanwhile
        file.seek(0)
        file.truncate()
        file.write(done.letter)
    return done


def erase_party(books: Books, ref: str, *, asked_on: date) -> Erasure:
    """Erase what is known of a person but what the law keeps, and write the answer to him.

    E-mail address, telephone, notes, former addresses, what was corrected of him in files and consents go at once, so
    nobody solicits him any more, and so do the words why his recurring gifts were paused, stopped or forgiven; name
    and address go when nothing keeps them. What the audit trail said of all that gives way to its digest. Payments are
    not touched. The same request again, once the law lets the rest go, erases it.

    Args:
        books: where to save.
        ref: of the party.
        asked_on: the day of the request, named in the answer.

    Raises:
        NotInFieldBook: these books are a field book, and others hold the person too.
        NotAllowed: the login does not answer for the books.
        NotFound: there is no such party.
        InputRefused: the request lies in the future.
        Incomplete: nobody may sign the answer.
        LetterUnprintable, LetterTooLong: the answer cannot be printed. Nothing is erased in any case.
    """
    books.check_at_home("erasure")
    if not books.answers:
        raise NotAllowed(books.login, "keeping erase")
    today = books.today
    if asked_on > today:
        raise InputRefused([Problem("asked_on", "day_in_future", asked_on.isoformat())])
    with books.write() as write:
        session = write.session
        row = session.execute(
            select(Party.__table__, Party.ref).where(named(session, Party, ref)).with_for_update()
        ).first()
        if row is None:
            raise NotFound("party", ref)
        retention = retention_on(session, today)
        stays = kept(
            traces_of(session, row.id, row.kind, today=today),
            retention,
            today=today,
            fiscal_year_end=organisation(session, today).fiscal_year_end,
        )
        letter = _answer(session, ref, row.language, stays, retention, asked_on=asked_on, today=today)
        gone: Gone = defaultdict(set)
        erased = erase_person(write, row, [one.code for one in stays], gone)
        erase_trail(write, gone)
    return Erasure(ref, erased, stays, letter)


def note_people(books: Books, erased: Collection[tuple[str, bool]]) -> None:
    """Note outside the books who was erased from them, and whether whole: backups still hold him."""
    if erased and not books.is_rehearsal:
        at = books.clock()
        with books.read() as session:
            of = identity(session)
        note_erased(of, [Erased(ref, at, is_whole) for ref, is_whole in erased])


def retention_on(session: Session, today: date) -> Retention:
    """Return for how long the law keeps what, by the figures in force on a day."""
    values = legal_parameters(session)
    return Retention(*(int(value_on(values, name, today).value) for name in _FIGURES))


def _answer(
    session: Session,
    ref: str,
    language: str,
    stays: tuple[Kept, ...],
    retention: Retention,
    *,
    asked_on: date,
    today: date,
) -> bytes:
    sender, giver = Sender(session, today), giver_of(session, ref)
    if giver is None:
        raise NotFound("party", ref)
    donor, letter = donor_of(giver_on(giver, date.max)), shipped_letter(language, _OCCASION)
    facts = {
        **sender.signed_facts(donor.name),
        "asked_on": f"{asked_on:%d/%m/%Y}",
        "on": f"{today:%d/%m/%Y}",
        "receipt_years": str(retention.receipt_years),
        "voucher_years": str(retention.voucher_years),
        "mandate_months": str(retention.mandate_months),
        **{f"{one.code}_until": f"{one.until:%d/%m/%Y}" for one in stays if one.until},
        **{f"{one.code}_kept": "" for one in stays},
        "partly" if stays else "wholly": "",
    }
    body = with_what_is_known(letter.body, facts)
    content = sender.content(
        Letter(letter.language, letter.subject, body), facts, (donor.name, *donor.address.printed())
    )
    return printed_letter(content).content
