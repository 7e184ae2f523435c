"""One association: its part of each project, what came for it, what is still to come, and what is overdue."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Literal

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.held_parts import HeldPart, held_parts
from donations_app.db.queries.instalments import agreed_gifts
from donations_app.db.queries.leaders import records_of
from donations_app.db.queries.names import name_columns, names_of
from donations_app.db.queries.references import find
from donations_app.db.queries.share_facts import Asked, leaders_of
from donations_app.db.queries.share_pieces import Piece, private_pieces
from donations_app.db.queries.share_promises import arrived_of, given_by_funders, plans, promises_left
from donations_app.db.tables import Party, RecurringGiftRow
from donations_app.domain.counting import Counted, counted_as, summed_at_rates
from donations_app.domain.errors import NotFound
from donations_app.domain.instalments import OVERDUE
from donations_app.domain.money import Money
from donations_app.domain.parties import display_name
from donations_app.domain.private_share import money_origin

_PARTY: Final = (
    Party.id, Party.ref, *name_columns(), Party.association_of, Party.municipality, Party.province, Party.city,
)  # fmt: skip


class Coming(Struct, frozen=True):
    """Private money that is to come, or should have come."""

    on: date | None  # none: the day was not told
    name: str  # empty: its part of what is promised to the project alone
    payer: str  # reference, or empty
    kind: Literal["gift", "financing"]
    ref: str  # of what was agreed
    project: str  # code
    amount: Money
    state: str  # of the instalment; expected of what was promised


class Came(Struct, frozen=True):
    """A piece of private money, or of what is given without money."""

    on: date
    name: str  # from whom; empty: nobody knows
    payer: str  # reference
    kind: str  # as rules name it
    method: str  # empty: valued
    project: str  # code
    amount: Money
    counted: Counted
    payment: str  # reference; empty of what is valued
    contribution: str  # reference; empty of a payment
    slip: str
    credited_on: date | None
    receipts: tuple[str, ...]
    evidence: str
    attested_on: date | None
    description: str
    half_days: int
    is_back: bool  # the worth of goods given back, which is deducted

    @property
    def counts(self) -> bool:
        """Whether it counts: not what waits for its attestation, nor a kind that the rule does not look at."""
        return self.counted in ("cash", "in_kind")


class AssociationCard(Struct, frozen=True):
    """An association with all that is counted for it."""

    ref: str
    name: str
    association_of: str  # of ``domain.parties.ASSOCIATIONS_OF``, or empty
    municipality: str  # code
    province: str  # code
    city: str
    parts: tuple[HeldPart, ...]  # what is missing most first
    came: tuple[Came, ...]  # the newest first
    coming: tuple[Coming, ...]  # by day; what was promised without a day last
    late: tuple[Coming, ...]  # instalments late or missed, by day

    @property
    def cost(self) -> Money:
        """Its parts of the cost."""
        return Money.total(one.share.cost for one in self.parts)

    @property
    def private(self) -> Money:
        """What counts of private money."""
        return Money.total(one.share.private for one in self.parts)

    @property
    def missing(self) -> Money:
        """What it lacks in all."""
        return Money.total(one.share.missing for one in self.parts)

    @property
    def expected(self) -> Money:
        """Instalments to come, and what private funders promised."""
        return Money.total(one.share.expected + one.promised for one in self.parts)

    @property
    def still_missing(self) -> Money:
        """What is missing once the instalments to come have come, each for its project."""
        return Money.total(one.still_missing for one in self.parts)

    @property
    def missing_dirhams(self) -> int | None:
        """What it lacks in all, in hundredths of a dirham.

        As the rule found it where it is in dirhams, else at the rate of the project; where that is in euros, at the
        rate of the first project that has one. None: no project has one.
        """
        rate = next((one.rate for one in self.parts if one.rate), None)
        if rate is None:
            return None
        missing = ((one.share.missing_dirhams, one.share.missing, one.rate) for one in self.parts)
        return summed_at_rates(missing, rate)

    def years(self) -> list[int]:
        """Return the years in which something came, the newest first."""
        return sorted({one.on.year for one in self.came}, reverse=True)

    def came_in(self, year: int | None) -> list[Came]:
        """Return what came in a year, or ever: the newest first; what does not count, as it waits, stands last."""
        found = [one for one in self.came if year in (None, one.on.year)]
        return [one for one in found if one.counts] + [one for one in found if not one.counts]


def counted_sum(came: Sequence[Came]) -> Money:
    """Return what of pieces counts."""
    return Money.total(one.amount for one in came if one.counts)


def association_card(session: Session, ref: str, *, today: date) -> AssociationCard:
    """Return an association, whichever of its records is named, as it stands today.

    Args:
        session: an open view.
        ref: reference.
        today: divides what is expected from what is late.

    Raises:
        NotFound: there is no such association.
    """
    key = find(session, Party, ref)
    party = session.execute(select(*_PARTY).where(Party.id == (key or 0))).first()
    if party is None or party.kind != "association":
        raise NotFound("party", ref)
    parts = held_parts(session, party, today=today, on=today)
    by_key = {one.key: one for one in parts}
    promised = [*_promised(session, party.id, by_key, today)]
    due = [*_instalments(session, party.id, by_key, today), *promised, *_shared(parts, promised)]
    due.sort(key=lambda one: (one.on or date.max, one.name, one.ref))
    pieces = [one for one in private_pieces(session, list(by_key), today) if one.place == party.id]
    return AssociationCard(
        party.ref, display_name(party), party.association_of, party.municipality, party.province, party.city,
        tuple(parts),
        tuple(_came(one, by_key[one.project]) for one in reversed(pieces)),
        tuple(one for one in due if one.state == "expected"),
        tuple(one for one in due if one.state in OVERDUE),
    )  # fmt: skip


def _came(piece: Piece, part: HeldPart) -> Came:
    is_payment = bool(piece.source)
    return Came(
        piece.on, piece.payer_name, piece.payer_ref, piece.kind, piece.method, part.code, piece.amount,
        counted_as(part.rule, piece.sort, piece.kind), piece.ref if is_payment else "",
        "" if is_payment or piece.sort == "spent" else piece.ref, piece.slip, piece.credited_on, piece.receipts,
        piece.evidence, piece.attested_on, piece.description, piece.half_days, piece.sort == "goods_back",
    )  # fmt: skip


def _instalments(
    session: Session, association: int, parts: Mapping[int, HeldPart], today: date
) -> Iterator[Coming]:
    """Yield private instalments that name it: to come up to the end of the project or of the year, and overdue."""
    naming = select(RecurringGiftRow.payer_id).where(
        RecurringGiftRow.association_id.in_(records_of(association)), RecurringGiftRow.project_id.in_(parts)
    )
    payers = set(session.scalars(naming))
    if not payers:
        return
    private = _private(session, payers)
    horizons = {key: one.ends_on or date(today.year, 12, 31) for key, one in parts.items()}
    until = max(horizons.values())
    names = set(session.scalars(records_of(association)))
    for gift in agreed_gifts(session, today=today, until=until, for_projects=True, payers=payers):
        key = gift.project_id or 0
        if key not in parts or gift.association_id not in names or gift.key not in private:
            continue
        for one in gift.instalments:
            if one.state in ("expected", *OVERDUE) and one.due_on <= horizons[key]:
                yield Coming(
                    one.due_on, gift.name, gift.payer, "gift", gift.ref, gift.project, one.open, one.state
                )


def _private(session: Session, payers: Collection[int]) -> set[int]:
    """Return the keys of agreed gifts whose payers' money is private."""
    query = select(RecurringGiftRow.id, Party.kind, Party.money_origin).join(
        Party, Party.id == RecurringGiftRow.payer_id
    )
    return {
        key
        for key, kind, stated in session.execute(query.where(RecurringGiftRow.payer_id.in_(payers)))
        if money_origin("donation", kind, stated) == "private"
    }


def _promised(
    session: Session, association: int, parts: Mapping[int, HeldPart], today: date
) -> Iterator[Coming]:
    """Yield what private funders promised for its parts and did not give yet."""
    asked, leaders = Asked(list(parts), today), leaders_of(session)
    plan = [one for one in plans(session, asked) if one.origin == "private"] if parts else []
    if not plan:
        return
    given = given_by_funders(session, asked, {one.funder for one in plan}, leaders)
    names = names_of(session, {one.funder for one in plan})
    for one, place, cents, _minor in promises_left(plan, arrived_of(given), leaders):
        if place == association and cents:
            ref, name = names[one.funder]
            yield Coming(None, name, ref, "financing", "", parts[one.project].code, Money(cents), "expected")


def _shared(parts: Sequence[HeldPart], promised: Sequence[Coming]) -> Iterator[Coming]:
    """Yield its part of what is promised to a project alone and counts for those who carry it."""
    for part in parts:
        own = Money.total(one.amount for one in promised if one.project == part.code)
        if part.promised != own:
            yield Coming(None, "", "", "financing", "", part.code, part.promised - own, "expected")
