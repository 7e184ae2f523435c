"""What a proof file is made from: the rule, the verdict, the private money piece by piece, the plan; as on a day."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.financing import financing_plan
from donations_app.db.queries.heads_on import heads_on
from donations_app.db.queries.origins import stated_origins
from donations_app.db.queries.references import find
from donations_app.db.queries.rules_in_force import RuleInForce
from donations_app.db.queries.settings import OrganisationRow, organisation
from donations_app.db.queries.share_pieces import Piece, private_pieces
from donations_app.db.queries.shares import ProjectBench, project_benches
from donations_app.db.tables import Party, Project
from donations_app.domain.counting import Counted, counted_as
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.financing import FunderPlan
from donations_app.domain.money import ZERO, Money
from donations_app.domain.origins import stated_on
from donations_app.domain.private_share import MoneyOrigin, money_origin
from donations_app.domain.share_lines import Lines
from donations_app.domain.share_verdicts import ALONE, RuleVerdict, strictest
from donations_app.domain.translated import translated


class Adjusted(Struct, frozen=True):
    """What lies between the pieces of a place and what counts of them, in euros; zero where nothing does."""

    beyond: Money  # of what is in kind, above the ceiling: it does not count
    shared: Money  # what names the project alone, laid to its associations by the written rule
    promised: Money  # and not received, where the rule counts it


class ProofFacts(Struct, frozen=True):
    """One project held against the rule of one funder."""

    code: str
    titles: tuple[str, str, str]  # French, English, Arabic
    funder_ref: str
    funder: str
    rule: RuleInForce
    verdict: RuleVerdict
    bench: ProjectBench
    places: tuple[int, ...]  # carriers, who left something, the project alone
    names: Mapping[int, str]
    pieces: tuple[tuple[Counted, Piece], ...]
    private: Mapping[int, Money]  # what counts at each place: line f, in the euros that arrived
    adjusted: Mapping[int, Adjusted]
    plan: tuple[tuple[FunderPlan, MoneyOrigin], ...]
    public: Money  # all public money that arrived
    organisation: OrganisationRow
    heads: tuple[tuple[str, int, str], ...]
    on: date

    @property
    def total(self) -> Money:
        """All private money that counts, in the euros that arrived."""
        return Money.total(self.private.values())

    def title(self, language: str) -> str:
        """Return the title in a language, or in French where it was not translated."""
        return translated(language, *self.titles)

    def counted(self, place: int) -> list[Piece]:
        """Return the pieces that count at a place."""
        return [one for how, one in self.pieces if how in ("cash", "in_kind") and one.place == place]


def proof_facts(session: Session, project: str, funder: str, *, on: date) -> ProofFacts:
    """Return what a proof file says, as everything stood on a day.

    Raises:
        NotFound: there is no such project or funder.
        InputRefused: the funder asks nothing of the project on that day.
    """
    row = session.execute(
        select(Project.id, Project.code, Project.title_fr, Project.title_en, Project.title_ar).where(
            Project.code == project, Project.taken_back_on.is_(None)
        )
    ).first()
    benches = project_benches(session, today=on, on=on, project=project) if row else []
    if row is None or not benches:
        raise NotFound("project", project)
    key = find(session, Party, funder)
    if key is None:
        raise NotFound("party", funder)
    bench = benches[0]
    rule, verdict = _verdict(bench, key, funder)
    lines = _lines(bench, verdict)
    pieces = tuple(
        (counted_as(verdict.rule, one.sort, one.kind), one) for one in private_pieces(session, [row.id], on)
    )
    places = bench.bench.project.places
    private = {place: lines[place] for place in places}
    stands = bench.bench.stands.values()
    return ProofFacts(
        row.code, (row.title_fr, row.title_en, row.title_ar), rule.funder_ref, rule.funder_name, rule, verdict,
        bench, places, {place: name for place, (_ref, name) in bench.names.items()}, pieces,
        {place: one[0] for place, one in private.items()},
        {place: _adjusted(bench, verdict, place, pieces, *one) for place, one in private.items()},
        _plan(session, project, on), Money(sum(one.euros("public") for one in stands)),
        organisation(session, on), tuple(one for one in heads_on(session, on) if one[1]), on,
    )  # fmt: skip


def _verdict(bench: ProjectBench, funder: int, ref: str) -> tuple[RuleInForce, RuleVerdict]:
    """Return the rule of a funder and its verdict; of several rules the strictest."""
    asked = [one for one in bench.rules if one.funder == funder]
    if not asked:
        raise InputRefused([Problem("funder", "funder_asks_nothing", ref)])
    found = [bench.organisation.get(one.ref) or bench.bench.hold(one.rule, one.funder) for one in asked]
    at = strictest(found)
    return asked[at], found[at]


def _lines(bench: ProjectBench, verdict: RuleVerdict) -> dict[int, tuple[Money, Money]]:
    """Return what counts at each place in the euros that arrived, and what is beyond the ceiling."""
    if verdict.rule.scope == "organisation":  # its lines are those of no project
        verdict = bench.bench.hold(replace(verdict.rule, scope="project"))
    lines = Lines(bench.bench, verdict, {place: [] for place in bench.bench.project.places}).by_place
    return {
        place: (lines[place].private, lines[place].excess) if place in lines else (ZERO, ZERO)
        for place in bench.bench.project.places
    }


def _adjusted(
    bench: ProjectBench,
    verdict: RuleVerdict,
    place: int,
    pieces: tuple[tuple[Counted, Piece], ...],
    private: Money,
    beyond: Money,
) -> Adjusted:
    came = Money.total(one.amount for how, one in pieces if how in ("cash", "in_kind") and one.place == place)
    promised = ZERO
    rule = verdict.rule
    if rule.basis == "promised":
        sums = bench.bench.stands[place].sums.items()
        promised = Money(
            sum(
                cents
                for (sort, kind, _currency), (cents, _minor) in sums
                if sort == "promised" and (not rule.counts or kind in rule.counts)
            )
        )
    return Adjusted(beyond, private + beyond - came - promised, promised)


def _plan(session: Session, project: str, on: date) -> tuple[tuple[FunderPlan, MoneyOrigin], ...]:
    plans = financing_plan(session, project, on=on)
    return tuple((one, money_origin("grant", one.kind, _origin(session, one.funder, on))) for one in plans)


def _origin(session: Session, ref: str, on: date) -> str:
    """Return where a funder's money is stated to come from on a day; empty where nobody stated it by then."""
    key = find(session, Party, ref)
    if key is None:
        return ""
    if told := stated_origins(session, {key}).get(key):
        return stated_on(told, on)
    return session.scalar(select(Party.money_origin).where(Party.id == key)) or ""


__all__ = ["ALONE", "Adjusted", "ProofFacts", "proof_facts"]
