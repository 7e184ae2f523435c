"""Recording what volunteers claim and waive: the claim, its trips and items, and the gift that it becomes."""

from datetime import date
from io import BytesIO
from itertools import count

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.expenses import driven, driven_with, expense_claim
from donations_app.db.queries.gifts import giver_of
from donations_app.db.queries.settings import organisation
from donations_app.db.records import Record, Rows
from donations_app.db.tables import (
    ExpenseClaim,
    ExpenseItem,
    ExpenseOutcome,
    ExpenseTrip,
    Party,
    Payment,
    PaymentLine,
)
from donations_app.domain.errors import (
    CharactersMissing,
    InputRefused,
    NotFound,
    Problem,
    TextTooLong,
)
from donations_app.domain.expenses import ExpenseDraft, Waived, claimed, payment_of, scale_problems
from donations_app.domain.mileage import Class, Counted, count_trips, distances, joined_years, treated
from donations_app.domain.money import Money
from donations_app.domain.parties import PEOPLE
from donations_app.formats.legal import mileage_scales
from donations_app.services.books.beneficiary import beneficiary_of
from donations_app.services.books.directory import Directory, directory_of
from donations_app.services.books.late import FOUND_LATER, late_record
from donations_app.services.books.legal import legal_parameters
from donations_app.services.books.recorded import recorded, same
from donations_app.services.payments.payment_rows import payment_record, reserving_for
from donations_app.services.receipts.contents import donor_of


class RecordedClaim(Struct, frozen=True):
    """What was saved: the claim, the gift that it is, and whether it stood already."""

    ref: str
    payment: str  # empty while the waiver is not signed
    amount: Money
    already: bool = False


def record_claim(books: Books, draft: ExpenseDraft) -> RecordedClaim:
    """Save a claim, and the gift that it is if its waiver is signed, of the amount that scales and items give.

    The same key again is the same claim. The distance of the year counts the volunteer's standing claims
    recorded before, of any office, signed or not; a claim withdrawn, or whose gift is taken back, stays in
    the books and frees its distance for the claims to come, not for those that stand.

    Args:
        books: where to save.
        draft: the claim, with its waiver or without: see ``services.expenses.waivers``.

    Raises:
        InputRefused: the draft has problems.
        KeyReused: the key or the reference stands for another claim.
        StorageUnavailable: the books cannot be written. Nothing is saved in any case.
    """
    today = books.today
    if problems := draft.problems(today=today):
        raise InputRefused(problems)
    with books.write() as write:
        refs, codes = {draft.payer, draft.association} - {""}, {draft.project} - {""}
        directory = directory_of(write.session, refs, codes)
        if found := _same(write, draft):
            return found
        if problems := claim_problems(draft, directory):
            raise InputRefused(problems)
        records = ClaimWriter(write, today).records(draft, directory)
        write.add(*records)
        claim = recorded(write, records[-1], ExpenseClaim)
        gift = recorded(write, records[0], Payment).ref if Payment in records[0].rows else ""
        return RecordedClaim(claim.ref, gift, records[-1].rows[ExpenseClaim][0]["amount"])


def _same(write: Write, draft: ExpenseDraft) -> RecordedClaim | None:
    office = draft.office or write.author.office
    known = write.ask(same(ExpenseClaim, draft, office, draft.fingerprint()))
    if known is None:
        return None
    row = write.session.execute(
        select(ExpenseClaim.amount, Payment.ref.label("payment"))
        .outerjoin(ExpenseOutcome, ExpenseOutcome.claim_id == ExpenseClaim.id)
        .outerjoin(PaymentLine, PaymentLine.id == ExpenseOutcome.line_id)
        .outerjoin(Payment, Payment.id == PaymentLine.payment_id)
        .where(ExpenseClaim.id == known.id)
    ).one()
    return RecordedClaim(known.ref, row.payment or "", row.amount, already=True)


def claim_problems(draft: ExpenseDraft, directory: Directory) -> list[Problem]:
    """Return the references that stand for nothing, and the trips that no scale counts."""
    found = directory.target_problems(draft.project, draft.association)
    if draft.office and draft.office not in directory.offices:
        found.append(Problem("office", "office_unknown", draft.office))
    if unknown := directory.party_problems("payer", draft.payer):
        found += unknown
    elif directory.parties[draft.payer].kind not in PEOPLE:
        found.append(Problem("payer", "volunteer_is_organisation", draft.payer))
    for position, trip in enumerate(draft.trips, 1):
        found += scale_problems(trip, mileage_scales(), prefix=f"{position}.")
    return found


class ClaimWriter:
    """Makes the rows of claims in one transaction, and knows how far each volunteer has come."""

    def __init__(self, write: Write, today: date) -> None:
        self._write = write
        self._today = today
        self._figures = legal_parameters(write.session)
        self._driven: dict[int, dict[Class, int]] = {}  # of a party

    def records(self, draft: ExpenseDraft, directory: Directory) -> tuple[Record, ...]:
        """Return the gift, if the waiver is signed, and the claim of a draft whose references were checked."""
        write, scales = self._write, mileage_scales()
        claim_id = write.ids(ExpenseClaim)[0]
        asked = draft.fingerprint()
        draft = replace(draft, office=draft.office or _code_of(directory, write.office_id))
        party_id = directory.parties[draft.payer].id
        before = self._before(party_id)
        trips = treated(draft.trips, self._figures)
        counted = count_trips(trips, scales, before)
        for one, km in distances(trips, scales).items():
            before[one] = before.get(one, 0) + km
        ref = draft.ref or write.reference(ExpenseClaim, claim_id)
        claim = rows.ExpenseClaim(
            id=claim_id,
            office_id=directory.offices[draft.office],
            key=draft.key,
            other_ref=draft.ref,
            party_id=party_id,
            stated_on=self._today,
            amount=claimed(counted, draft.items),
            project_id=directory.projects[draft.project] if draft.project else None,
            association_id=directory.parties[draft.association].id if draft.association else None,
            earmarked_by_donor=draft.earmarked_by_donor,
            fingerprint=asked,
        )
        stated = self._stated(draft, claim, counted)
        if draft.waived_on is None:
            return (Record("expense_claim.stated", f"expense_claim:{ref}", stated),)
        waived = _waived(draft, ref, claim["amount"], draft.waived_on)
        gift, outcome = waiver_rows(write, waived, (claim_id, claim["office_id"]), directory, self._today)
        whole: Rows = {**stated, ExpenseOutcome: [outcome]}
        return gift, Record("expense_claim.recorded", f"expense_claim:{ref}", whole)

    def _before(self, party_id: int) -> dict[Class, int]:
        if party_id not in self._driven:
            volunteer = select(Party.id).where(Party.id == party_id).with_for_update(key_share=True)
            self._write.session.scalar(volunteer)  # on a server another claim of his waits, so distances hold
            trips = (one.trip for one in driven(self._write.session, party_id))
            self._driven[party_id] = distances(treated(trips, self._figures), mileage_scales())
        return self._driven[party_id]

    def _stated(self, draft: ExpenseDraft, claim: rows.ExpenseClaim, counted: list[Counted]) -> Rows:
        positions = count(1)
        trips = [
            rows.ExpenseTrip(
                id=row_id,
                office_id=claim["office_id"],
                claim_id=claim["id"],
                position=next(positions),
                driven_on=one.trip.driven_on,
                purpose=one.trip.purpose,
                km=one.trip.km,
                vehicle=one.trip.vehicle,
                power=one.trip.power,
                is_electric=one.trip.is_electric,
                plate=one.trip.plate,
                is_apart=one.trip.is_apart,
                amount=one.amount,
                scale=one.scale,
                is_provisional=one.is_provisional,
                km_before=one.km_before,
            )
            for row_id, one in zip(self._write.ids(ExpenseTrip, len(counted)), counted, strict=True)
        ]
        items = [
            rows.ExpenseItem(
                id=row_id,
                office_id=claim["office_id"],
                claim_id=claim["id"],
                position=next(positions),
                spent_on=item.spent_on,
                label=item.label,
                amount=item.amount,
            )
            for row_id, item in zip(self._write.ids(ExpenseItem, len(draft.items)), draft.items, strict=True)
        ]
        return {ExpenseClaim: [claim], ExpenseTrip: trips, ExpenseItem: items}


def _waived(draft: ExpenseDraft, ref: str, amount: Money, waived_on: date) -> Waived:
    return Waived(
        key=draft.key,
        ref=ref,
        office=draft.office,
        payer=draft.payer,
        amount=amount,
        waived_on=waived_on,
        evidence=draft.evidence,
        project=draft.project,
        association=draft.association,
        earmarked_by_donor=draft.earmarked_by_donor,
    )


def waiver_rows(
    write: Write, waived: Waived, claim: tuple[int, int], directory: Directory, today: date
) -> tuple[Record, rows.ExpenseOutcome]:
    """Return the gift that a waived claim, of a key and an office, is, and what became of the claim."""
    payment = payment_of(waived)
    write.ask(reserving_for(write, [payment]))
    is_late = bool(directory.closed_problems(payment))  # the law goes by the day of the signature
    gift = payment_record(write, payment, directory, today=today, is_late=is_late)
    claim_id, office_id = claim
    outcome = rows.ExpenseOutcome(
        id=write.ids(ExpenseOutcome)[0],
        office_id=office_id,
        claim_id=claim_id,
        kind="waived",
        settled_on=waived.waived_on,
        words=waived.evidence,
        line_id=gift.rows[PaymentLine][0]["id"],
    )
    if is_late:
        for table, row in ((Payment, gift.rows[Payment][0]), (ExpenseOutcome, outcome)):
            write.add(late_record(write, table, row, name=gift.name, reason=FOUND_LATER))
    return gift, outcome


def joined_in(session: Session, ref: str) -> list[int]:
    """Return the years of a claim in which vehicles of several names count as one, unconfirmed.

    Args:
        session: an open view.
        ref: of a claim; one that no longer stands joins nothing.
    """
    trips = [one for one in driven_with(session, ref) if not one.trip.is_apart]
    years = {one.trip.driven_on.year for one in trips if one.claim == ref}
    found = joined_years((one.trip for one in trips), mileage_scales(), legal_parameters(session))
    return [year for year in found if year in years]


def _code_of(directory: Directory, office_id: int) -> str:
    return next(code for code, key in directory.offices.items() if key == office_id)


def print_claim(books: Books, ref: str) -> bytes:
    """Return a claim on paper, with the waiver to be signed, or as it was signed.

    Args:
        books: where to read.
        ref: of the claim.

    Raises:
        NotFound: there is no claim of that reference.
        CharactersMissing: a text has characters that the letters lack.
        TextTooLong: a name or an address does not fit its place.
    """
    from receipts.expenses import write_claim
    from receipts.text import Unprintable

    with books.read() as session:
        claim = expense_claim(session, ref, mileage_scales())
        them = beneficiary_of(organisation(session, books.today))
        giver = giver_of(session, claim.payer)
    if giver is None:
        raise NotFound("party", claim.payer)
    out = BytesIO()
    try:
        write_claim(out, claim, them, donor_of(giver))
    except Unprintable as error:
        if error.characters:
            raise CharactersMissing(ref, error.characters, error.place) from error
        raise TextTooLong(ref, error.place) from error
    return out.getvalue()
