"""What references in a draft stand for: offices, parties, projects and their partners."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from msgspec import Struct, field
from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from donations_app.db.asking import Asking, Rows, ask, together
from donations_app.db.journal import Write
from donations_app.db.queries.budgets import carries
from donations_app.db.queries.closings import ClosedYear, closed_last, last_closed
from donations_app.db.queries.leaders import joined_a_couple, leader_of
from donations_app.db.queries.origins import has_stated, stated_origins
from donations_app.db.queries.project_drafts import programme_keys, project_keys
from donations_app.db.queries.references import bearers, find_record, find_with
from donations_app.db.queries.standing import all_taken_back, is_erased, taken_back_of
from donations_app.db.tables import Office, Party, Project, ProjectPartner
from donations_app.domain.errors import Problem
from donations_app.domain.gifts import day_in_books
from donations_app.domain.imports import PersonTakenBack
from donations_app.domain.origins import Stated, stated_on
from donations_app.domain.parties import PEOPLE
from donations_app.domain.payments import PaymentDraft
from donations_app.domain.plain_payments import PlainPayment
from donations_app.domain.projects import folded_codes
from donations_app.services.books.exchange_rates import rate_problems

_MANY: Final = 10_000  # references, above which it is quicker to read them all


class Known(NamedTuple):
    """What a payment has to know of a party."""

    id: int
    kind: str
    money_origin: str  # stated of today's money, or empty
    is_erased: bool = False  # whole, at his request or at the end of his terms
    origins: tuple[Stated, ...] = ()  # as stated from several days on

    def origin_on(self, day: date) -> str:
        """Return what is stated of the money of a day; empty: nothing."""
        return stated_on(self.origins, day) if self.origins else self.money_origin


class Directory(Struct):
    """Primary keys by reference, as far as they were asked for."""

    offices: dict[str, int] = field(default_factory=dict)
    parties: dict[str, Known] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    partners: set[tuple[int, int]] = field(default_factory=set)  # project and association
    taken_back: dict[str, PersonTakenBack] = field(default_factory=dict)
    seconds: dict[str, int] = field(default_factory=dict)  # the own record of who joined a couple
    programmes: dict[str, int] = field(default_factory=dict)
    closed: ClosedYear | None = None  # the last closed year
    _folded: dict[str, list[str]] = field(default_factory=dict)

    def folded_projects(self) -> dict[str, list[str]]:
        """Return the codes of the projects, all known by now, without case and accents."""
        if not self._folded:
            self._folded = folded_codes(self.projects)
        return self._folded

    def payer(self, ref: str) -> Known | None:
        """Return the record that a payment of a party is recorded under; ``None`` for nobody.

        It is the one that counts, except of who joined a couple: his own tells whose gift it is.
        """
        if not ref:
            return None
        known = self.parties[ref]
        own = self.seconds.get(ref)
        return known._replace(id=own, kind="individual") if own else known

    def closed_problems(self, draft: PaymentDraft | PlainPayment) -> list[Problem]:
        """Return that a payment, or its return, bears a day of a closed year."""
        if self.closed is None:
            return []
        day = day_in_books(draft.method, draft.received_on, draft.credited_on)
        name = "credited_on" if day and day == draft.credited_on != draft.received_on else "received_on"
        back = getattr(draft, "returned_on", None)
        days = ((name, day), ("returned_on", back))
        return [
            closed_problem(self.closed, name, on) for name, on in days if on and on <= self.closed.last_on
        ]

    def open_day(self, day: date) -> date:
        """Return a day, or the first that is open where its year is closed."""
        return max(day, self.closed.open_from) if self.closed else day

    def problems(self, draft: PaymentDraft) -> list[Problem]:
        """Return the references of a payment that stand for nothing, and a rate that cannot be."""
        parts = [part for line in draft.lines for part in line.allocations]
        targets = [(part.project, part.association) for part in parts]
        return rate_problems(draft) + self.named_problems(draft.office, draft.payer, targets)

    def named_problems(self, office: str, payer: str, targets: Iterable[tuple[str, str]]) -> list[Problem]:
        """Return what a payment names that stands for nothing: its office, its payer, projects and associations."""
        found = [] if office in self.offices else [Problem("office", "office_unknown", office)]
        if payer:
            found += self.party_problems("payer", payer)
        for project, association in targets:
            found += self.target_problems(project, association)
        return found

    def party_problems(self, part: str, ref: str) -> list[Problem]:
        """Return why a reference leads to nobody of whom something can be recorded; nothing where it does."""
        if known := self.parties.get(ref):
            return [Problem(part, "person_erased", ref)] if known.is_erased else []
        if gone := self.taken_back.get(ref):
            return [Problem(part, "party_taken_back", ref, {"name": gone.name})]
        return [Problem(part, "party_unknown", ref)]

    def target_problems(self, project: str, association: str) -> list[Problem]:
        """Return what is wrong with a project and the association that its cents count for."""
        if project and project not in self.projects:
            return [Problem("project", "project_unknown", project)]
        if association and association not in self.parties:
            return self.party_problems("association", association)
        if association and project:
            pair = (self.projects[project], self.parties[association].id)
            if pair not in self.partners:
                return [Problem("association", "association_not_partner", association, {"project": project})]
        return []


def closed_problem(closed: ClosedYear, field_name: str, on: date) -> Problem:
    """Return that a field bears a day of a closed year."""
    facts = {
        "year": closed.year,
        "closed_on": closed.closed_on.isoformat(),
        "open_from": closed.open_from.isoformat(),
    }
    return Problem(field_name, "year_closed", on.isoformat(), facts)


def whole_directory(session: Session, *, with_parties: bool = True) -> Directory:
    """Return everything that a file may refer to."""
    parties = session.execute(_PARTIES) if with_parties else ()
    return Directory(
        _offices(session),
        _dated(session, {ref: Known(*facts) for ref, *facts in parties}),
        project_keys(session),
        {(project, association) for project, association in session.execute(_PARTNERS)},
        all_taken_back(session),
        {ref: key for ref, key in session.execute(_SECONDS)},
        programme_keys(session),
        last_closed(session),
    )


def directory_naming(session: Session, refs: Collection[str]) -> Directory:
    """Return everything that a file may refer to: of parties those that it names, or all where it names many."""
    if len(refs) > _MANY:
        return whole_directory(session)
    found = find_with(session, Party, refs, "kind", "money_origin", is_erased)
    directory = whole_directory(session, with_parties=False)
    directory.parties = _dated(session, {ref: Known(*facts) for ref, facts in found.items()})
    return directory


def named_in(write: Write, draft: PaymentDraft) -> Asking[Directory]:
    """Ask what one payment refers to; an author's own office is known without a question."""
    parts = [part for line in draft.lines for part in line.allocations]
    refs = {draft.payer, *(part.association for part in parts)} - {""}
    codes = {part.project for part in parts} - {""}
    mine = {write.author.office: write.office_id}
    return _directory(write.session, refs, codes, mine if draft.office in mine else None)


def directory_of(session: Session, refs: Iterable[str], codes: Iterable[str]) -> Directory:
    """Return the parties and projects of these references, and all offices."""
    return ask(session.connection(), _directory(session, set(refs), set(codes)))


def _directory(
    session: Session, refs: set[str], codes: set[str], offices: dict[str, int] | None = None
) -> Asking[Directory]:
    """Ask for the parties and projects of these references, and all offices unless some are given."""
    known_offices, closed, found, projects = yield from together(
        _all_offices(offices),
        closed_last(),
        bearers(Party, refs, "kind", "money_origin", is_erased, has_stated),
        _projects(codes),
    )
    directory = Directory(known_offices, closed=closed)
    directory.parties = {ref: Known(*facts) for ref, (*facts, _) in found.items()}
    if any(is_stated for *_, is_stated in found.values()):
        directory.parties = _dated(session, directory.parties)
    if missing := refs - found.keys():
        directory.taken_back = taken_back_of(session, missing)
    directory.seconds = _seconds(session, directory.parties)
    for code, key, association in projects:
        directory.projects[code] = key
        if association:
            directory.partners.add((key, association))
    return directory


def _all_offices(known: dict[str, int] | None) -> Asking[dict[str, int]]:
    if known is not None:
        return known
    (rows,) = yield [(_OFFICES, {})]
    return {code: key for code, key in rows}


def _projects(codes: set[str]) -> Asking[Rows]:
    if not codes:
        return ()
    (rows,) = yield [(_PROJECTS, {"codes": list(codes)})]
    return rows


_STANDS: Final = Project.taken_back_on.is_(
    None
)  # what was taken back with its import is named by nothing new
_PARTNERS: Final = select(ProjectPartner.project_id, leader_of(ProjectPartner.association_id)).where(
    carries(ProjectPartner.project_id)
)
_LEADER: Final = aliased(Party)
_PARTIES: Final = select(Party.ref, _LEADER.id, _LEADER.kind, _LEADER.money_origin, is_erased(_LEADER)).join(
    _LEADER, and_(_LEADER.id == Party.leader_id, Party.taken_back_on.is_(None))
)
_SECONDS: Final = select(Party.ref, Party.id).where(joined_a_couple(Party.id))
_OFFICES: Final = select(Office.code, Office.id)
_PROJECTS: Final = (  # a line for each partner, one without partner for a project that has none
    select(Project.code, Project.id, leader_of(ProjectPartner.association_id))
    .outerjoin(ProjectPartner, carries(Project.id))
    .where(Project.code.in_(bindparam("codes", expanding=True)), _STANDS)
)


def _offices(session: Session) -> dict[str, int]:
    return {code: key for code, key in session.connection().execute(_OFFICES)}


def _dated(session: Session, parties: dict[str, Known]) -> dict[str, Known]:
    """Return parties with what was stated of their money from several days on.

    Nothing is asked of people of whose money nothing is stated: theirs is private (``services.funding.origins``
    states so in words before another origin begins).
    """
    asked = {one.id for one in parties.values() if one.money_origin or one.kind not in PEOPLE}
    found = stated_origins(session, asked) if asked else {}
    if not found:
        return parties
    return {ref: one._replace(origins=tuple(found.get(one.id, ()))) for ref, one in parties.items()}


def _seconds(session: Session, parties: Mapping[str, Known]) -> dict[str, int]:
    """Return the own records of those among some parties who joined a couple."""
    couples = [ref for ref, known in parties.items() if known.kind == "couple"]
    if not couples:
        return {}
    joined = set(session.scalars(_SECONDS.with_only_columns(Party.id)))
    found = {ref: find_record(session, Party, ref) for ref in couples}
    return {ref: key for ref, key in found.items() if key in joined}
