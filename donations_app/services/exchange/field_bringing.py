"""Bringing a field book home: verdicts first, then one transaction that carries its chain over whole, or nothing.

The same way serves an office that worked on a copy of the books (``copies``): both are books that came, whose links
after the last known one are added.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.closings import closed_years
from donations_app.db.queries.field_books import field_books, own_field_book
from donations_app.db.queries.slips import slip_euros
from donations_app.db.queries.trail import TrailLink, identity
from donations_app.db.records import Record
from donations_app.db.steps import MOST, in_steps
from donations_app.db.tables import (
    Allocation,
    DepositSlip,
    Head,
    Link,
    Office,
    Organisation,
    Origin,
    Party,
    Payment,
    PaymentLine,
    Project,
)
from donations_app.db.types import instant
from donations_app.domain.field_books import (
    Decision,
    Ended,
    MadeApart,
    NotOpenedHere,
    Proof,
    Review,
    StillAsked,
    Twice,
)
from donations_app.domain.merging import facing, merged
from donations_app.domain.money import Money
from donations_app.i18n import _
from donations_app.services.books.late import admit_late
from donations_app.services.exchange.agreeing import Added, net
from donations_app.services.exchange.copies import head_office
from donations_app.services.exchange.erased_brought import erase_again
from donations_app.services.exchange.field_judging import Judging, draft_of
from donations_app.services.exchange.field_source import Source, came
from donations_app.services.exchange.homecoming import (
    Brought,
    Homecoming,
    as_contradiction,
    check_chains,
    new_links,
)
from donations_app.services.exchange.joining import Joining
from donations_app.services.people.merging import write_apart, write_merge


def look_at(
    books: Books, path: Path, answers: Mapping[str, str] | None = None, *, join: bool = False
) -> Review:
    """Return what a field book would bring home with the answers given so far; nothing is written.

    Args:
        books: at home.
        path: of the field book, or of what it sent.
        answers: by the names of decisions (``Review.decisions``).
        join: take over books that an office made apart, too.

    Raises:
        TransferRefused, NotOpenedHere, BroughtAltered, OriginForked: it does not prove what it is.
        MadeApart: it is no field book of these and no copy, and is not to be joined.
        NotFound: an office of books that were made apart is none of these.
        InputRefused: an answer is to nothing that is asked, or cannot be given.
        CannotStay: a payment that shall stay in the field book is named by something that comes.
        DecidedTwice: a payment that came before was decided on by both, and can neither stay nor come.
        BothChanged: both changed something that nobody can be asked about.
        StorageUnavailable: the file cannot be read.
    """
    with came(books, path) as source, source.books.read() as theirs, books.read() as ours:
        links = _checked(ours, theirs, join=join)
        return _Arrival(ours, theirs, links, answers or {}, source).review


def bring_field_book(
    books: Books, path: Path, answers: Mapping[str, str] | None = None, *, join: bool = False
) -> Review:
    """Bring a field book home: all of it that is not home yet, or nothing.

    The same again brings nothing; what stayed in the field book is asked again.

    Args:
        books: at home.
        path: of the field book, or of what it sent.
        answers: by the names of decisions.
        join: take over books that an office made apart, too.

    Returns:
        What was found and written.

    Raises:
        StillAsked: decisions are missing; nothing was written.
        OnTwoSlips: both took a payment to the bank.
        GivenToTakenBack: a payment is for somebody, or something, whose import was taken back at home.
        NotAllowed: the login does not answer for the books.
        As ``look_at``; nothing was written.
    """
    with came(books, path) as source, source.books.read() as theirs:
        with books.read() as ours:
            links = _checked(ours, theirs, join=join)
        with as_contradiction(), books.acting(office=head_office(books)).write() as write:
            arrival = _Arrival(write.session, theirs, links, answers or {}, source)
            if arrival.review.asked:
                raise StillAsked(tuple(one.name for one in arrival.review.asked))
            arrival.write(write)
    return arrival.review


def _checked(ours: Session, theirs: Session, *, join: bool) -> list[TrailLink]:
    """Return the links that are new, once books that came proved to be of these, or are to be joined to them."""
    own = own_field_book(theirs)
    if own is None:
        if _is_apart(ours, theirs) and not (join or _is_joined(ours, theirs)):
            raise MadeApart(theirs.scalars(select(Organisation.name).limit(1)).one())
    elif own.home != identity(ours) or (own.origin, own.code) not in {
        (one.origin, one.code) for one in field_books(ours)
    }:
        raise NotOpenedHere(own.code)
    check_chains(theirs)
    return new_links(ours, theirs, Brought())


def _is_apart(ours: Session, theirs: Session) -> bool:
    return identity(ours) != identity(theirs)


def _is_joined(ours: Session, theirs: Session) -> bool:
    """Tell whether books that were made apart were joined before: their first link is known."""
    return ours.scalar(select(Link.id).where(Link.hash == identity(theirs))) is not None


class _Arrival:
    """One field book before it is written, and while it is."""

    def __init__(
        self,
        ours: Session,
        theirs: Session,
        links: Sequence[TrailLink],
        answers: Mapping[str, str],
        source: Source,
    ) -> None:
        self._theirs, self._links = theirs, links
        self._added, self._changed = net(links)
        self._is_field_book = bool(source.books.field_book)
        is_apart = not self._is_field_book and _is_apart(ours, theirs)
        self._joining = Joining(ours, theirs) if is_apart else None
        self._judging = Judging(
            ours,
            theirs,
            self._added,
            self._changed,
            answers,
            is_field_book=self._is_field_book,
            projects=self._joining.keys["project"] if self._joining else None,
        )
        proof = _proof(theirs, links, self._added, is_sealed=source.is_sealed)
        self.review = Review(
            proof,
            tuple(self._judging.judged()),
            tuple(self._judging.decisions),
            closed=tuple((one.first_on, one.last_on) for one in closed_years(ours)),
            days=self._judging.days,
        )

    def write(self, write: Write) -> None:
        """Write all of it."""
        judging, staying = self._judging, self._judging.staying
        if self._links or (staying and not staying.is_empty):
            answer = Brought()
            homecoming = Homecoming(write, self._theirs, answer, judging.chosen, self._joining)
            told = self._joining.settle(self._added, self._changed) if self._joining else None
            if self._joining:
                self._joining.open_origins(write, self._added)
            alone = self._is_field_book or self._joining is not None
            homecoming.bring(self._links, self._added, self._changed, writes_alone=alone)
            if self._joining and told:
                self._joining.tell(write, told)
            if staying:
                staying.tell(write)
            for one in judging.decisions:
                self._decide(write, one)
            self.review = replace(self.review, agreed=tuple(answer.agreed))

    # what was decided

    def _decide(self, write: Write, decision: Decision) -> None:
        about = decision.about
        if isinstance(about, Twice) and decision.answer == "same":
            _make_one(write, about)
        elif isinstance(about, Twice) and decision.answer == "two":
            write_apart(write, about.keys, f"party:{about.home.ref}")
        elif isinstance(about, Ended) and decision.answer == "general":
            _to_general_fund(write, about)


def _make_one(write: Write, about: Twice) -> None:
    """Let the record at home count for both: what it does not say is taken, what it says stays.

    Who was erased at home gets nothing back that he says in the field book.
    """
    (kept, version), (gone, other) = (draft_of(write.session, key) for key in about.keys)
    mine = {one.name: "keep" for one in facing(kept, gone) if not one.side}
    write_merge(write, about.keys, (kept, gone), (version, other), merged(kept, gone, mine))  # type: ignore[arg-type]
    erase_again(write, about.keys)


def _to_general_fund(write: Write, about: Ended) -> None:
    """Move the cents of a payment that stand on a project which ended to the general fund, from their own day on."""
    table = Allocation.__table__
    query = (
        select(table, PaymentLine.position, Payment.ref)
        .join(PaymentLine, PaymentLine.id == Allocation.line_id)
        .join(Payment, Payment.id == PaymentLine.payment_id)
        .join(Project, Project.id == Allocation.project_id)
        .where(Payment.id == about.key, Project.code == about.code)
        .order_by(Allocation.id)
    )
    for found in write.session.execute(query).mappings().all():
        row = {column.name: found[column.name] for column in table.columns}
        keys, back = write.ids(Allocation, 2), row["foreign_minor"]
        moved = row | {
            "recorded_on": write.today,
            "move_key": uuid4(),
            "reason": _("the project had ended when the field book came home"),
        }
        away = moved | {
            "id": keys[0],
            "amount": -row["amount"],
            "foreign_minor": None if back is None else -back,
        }
        to = moved | {"id": keys[1], "project_id": None, "association_id": None}
        admit_late(write, Allocation, [away, to])  # their own day may be of a year closed meanwhile
        name = f"payment:{found['ref']}/{found['position']}"
        write.add(Record("allocation.moved", name, {Allocation: [away, to]}))


# what is proved


def _proof(theirs: Session, links: Sequence[TrailLink], added: Added, *, is_sealed: bool) -> Proof:
    here = select(Origin.id, Origin.code, Office.name).join(Office, Office.id == Origin.office_id)
    own = theirs.execute(
        here.join(Head, Head.origin_id == Origin.id).where(Head.is_here).order_by(Head.n.desc())
    ).first()
    mine = [one for one in links if own and one.facts.origin == own.id]
    slips = _slips(theirs, added)
    cheques = [row for row in slips if row.method == "cheque"]
    times = [one.facts.at for one in mine]
    return Proof(
        code=own.code if own else "",
        office=own.name if own else "",
        is_sealed=is_sealed,
        writers=tuple(dict.fromkeys(one.facts.who for one in mine)),
        first=mine[0].facts.n if mine else 0,
        last=mine[-1].facts.n if mine else 0,
        began_at=instant(min(times)) if times else None,
        ended_at=instant(max(times)) if times else None,
        slips=len(slips),
        cheques=sum(row.count for row in cheques),
        cash=Money.total(row.amount for row in slips if row.method == "cash"),
        people=len(added.get(Party.__tablename__, {})),
    )


def _slips(theirs: Session, added: Added) -> list[Any]:
    query = select(DepositSlip.method, DepositSlip.count, slip_euros().label("amount"))
    keys = sorted(added.get(DepositSlip.__tablename__, {}))
    return [
        row for some in in_steps(keys, MOST) for row in theirs.execute(query.where(DepositSlip.id.in_(some)))
    ]
