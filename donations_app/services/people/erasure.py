"""A request of erasure: what may go goes, what the law keeps stays, and the answer is written."""

from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.erasure import traces_of
from donations_app.db.queries.gifts import giver_of
from donations_app.db.queries.references import named
from donations_app.db.queries.settings import organisation
from donations_app.db.records import Record
from donations_app.db.tables import (
    Consent,
    FormerAddress,
    ImportCorrection,
    InstalmentDecision,
    Mandate,
    Party,
    RecurringGiftRow,
    RecurringPause,
)
from donations_app.domain.deaths import giver_on
from donations_app.domain.deliveries import CHANNELS
from donations_app.domain.erasure import AT_ONCE, WHOLE, Kept, Retention, kept
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.folding import fold
from donations_app.domain.letters import Letter, with_what_is_known
from donations_app.domain.parameters import value_on
from donations_app.domain.parties import PLACE
from donations_app.formats.letters import shipped_letter
from donations_app.services.books.legal import legal_parameters
from donations_app.services.deliveries.letters import Sender, printed_letter
from donations_app.services.people.parties import consent_row, write_words
from donations_app.services.receipts.contents import donor_of

_OCCASION: Final = "erasure"
_FIGURES: Final = ("receipt_retention_years", "voucher_retention_years", "mandate_retention_months")


@dataclass(frozen=True, slots=True)
class Erasure:
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
    if done.letter != foreseen:  # somebody changed something meanwhile
        file.seek(0)
        file.truncate()
        file.write(done.letter)
    return done


def erase_party(books: Books, ref: str, *, asked_on: date) -> Erasure:
    """Erase what is known of a person but what the law keeps, and write the answer to him.

    E-mail address, telephone, notes, former addresses, what was corrected of him in files and consents go at once, so
    nobody solicits him any more, and so do the words why his recurring gifts were paused, stopped or forgiven; name
    and address go when nothing keeps them. Receipts, payments and the journal are not touched. The same request again,
    once the law lets the rest go, erases it.

    Args:
        books: where to save.
        ref: of the party.
        asked_on: the day of the request, named in the answer.

    Raises:
        NotFound: there is no such party.
        InputRefused: the request lies in the future.
        Incomplete: nobody may sign the answer.
        LetterUnprintable, LetterTooLong: the answer cannot be printed. Nothing is erased in any case.
    """
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
        retention = _retention(session, today)
        stays = kept(
            traces_of(session, row.id, row.kind, today=today),
            retention,
            today=today,
            fiscal_year_end=organisation(session, today).fiscal_year_end,
        )
        letter = _answer(session, ref, row.language, stays, retention, asked_on=asked_on, today=today)
        values = AT_ONCE if stays else WHOLE
        erased = _erase(write, row, values)
        others = _merged_into(session, row.id)  # the same person, recorded twice
        for other in others:
            _erase(write, other, values)
        for record in (row, *others):
            _erase_beside(write, record)
    return Erasure(ref, erased, stays, letter)


def _retention(session: Session, today: date) -> Retention:
    values = legal_parameters(session)
    return Retention(*(int(value_on(values, name, today).value) for name in _FIGURES))


def _merged_into(session: Session, leader_id: int) -> list[Any]:
    query = select(Party.__table__, Party.ref).where(Party.leader_id == leader_id, Party.id != leader_id)
    return list(session.execute(query.with_for_update()))


def _erase(write: Write, row: Any, values: dict[str, Any]) -> tuple[str, ...]:
    """Change what is not erased yet, and return the names of the fields that changed."""
    if row.kind != "couple":
        values = {**values, "second_first_name": ""} if "second_first_name" in values else values
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return ()
    if "last_name" in changed:
        changed["search"] = fold(row.ref)
    name = f"party:{row.ref}"
    write.change(Party, row.id, changed, kind="party.erased", name=name, seen=row.version)
    ends = [channel for channel in CHANNELS if f"consent_{channel}" in changed]
    said = [consent_row(write, row.id, channel, given=False, source="erasure") for channel in ends]
    if said:
        write.add(Record("party.consent", name, {Consent: said}))
    if "search" in changed:
        write_words(write, [row.id])
    return tuple(name for name in changed if name != "search")


def _erase_beside(write: Write, row: Any) -> None:
    """Erase what stands of a person elsewhere than in the record."""
    _erase_reasons(write, row)
    _erase_addresses(write, row)
    _erase_corrections(write, row)


def _erase_reasons(write: Write, row: Any) -> None:
    """Erase the words in which it was said why gifts that the person agreed were paused, stopped or forgiven."""
    gifts = select(RecurringGiftRow.id).where(RecurringGiftRow.payer_id == row.id)
    tables: tuple[tuple[Any, Any, dict[str, str]], ...] = (
        (RecurringGiftRow, RecurringGiftRow.payer_id == row.id, {"end_reason": ""}),
        (RecurringPause, RecurringPause.gift_id.in_(gifts), {"reason": ""}),
        (Mandate, Mandate.payer_id == row.id, {"end_reason": "", "suspended_reason": "", "document": ""}),
        (InstalmentDecision, InstalmentDecision.gift_id.in_(gifts), {"reason": "–", "taken_back_reason": ""}),
    )
    for table, condition, values in tables:
        for found in write.session.execute(select(table.__table__).where(condition)).all():
            said = {name: value for name, value in values.items() if getattr(found, name) not in ("", value)}
            if said:
                write.change(table, found.id, said, kind="party.erased", name=f"party:{row.ref}")


def _erase_addresses(write: Write, row: Any) -> None:
    """Erase where the person lived before: no receipt to come bears it, and those that were issued keep theirs."""
    nothing = dict.fromkeys(PLACE, "") | dict.fromkeys(("since", "until"))
    query = select(FormerAddress.__table__).where(FormerAddress.party_id == row.id)
    for found in write.session.execute(query).all():
        if any(getattr(found, name) != value for name, value in nothing.items()):
            write.change(FormerAddress, found.id, nothing, kind="party.erased", name=f"party:{row.ref}")


def _erase_corrections(write: Write, row: Any) -> None:
    """Erase what was corrected of the person in files: which cell it was stays."""
    query = select(ImportCorrection.id).where(
        ImportCorrection.party_id == row.id, or_(ImportCorrection.stated != "", ImportCorrection.taken != "")
    )
    for key in write.session.scalars(query.order_by(ImportCorrection.id)).all():
        values = {"stated": "", "taken": ""}
        write.change(ImportCorrection, key, values, kind="party.erased", name=f"party:{row.ref}")


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
