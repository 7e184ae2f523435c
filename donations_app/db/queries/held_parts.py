"""The parts that an association holds of projects on a day, for its page and for its statement alike."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.names import names_of
from donations_app.db.queries.share_facts import Asked
from donations_app.db.queries.share_promises import plans
from donations_app.db.queries.shares import AssociationShare, ProjectBench, ProjectShare, benches_and_shares
from donations_app.db.tables import Project
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.share_reasons import Why
from donations_app.domain.translated import Names


class HeldPart(Struct, frozen=True):
    """Its part of one project, by the strictest rule of the project."""

    key: int  # of the project
    code: str
    titles: Names
    shorts: Names  # at most twenty letters; empty where nobody gave one
    state: str
    ends_on: date | None
    funders: tuple[str, ...]  # who asks something of the project, or promised something for it
    rule: FundingRule
    share: PrivateShare
    why: Why
    has_left: bool  # it carries the project no more; what it gave stays
    lacks_by_another: bool  # it lacks something by a rule that asks each association and is not the strictest
    rate: Fraction | None  # dirhams for a euro, as agreed; none where the project is not in dirhams
    promised: Money  # by private funders, and not given yet
    private_dirhams: int | None  # what counts, in hundredths, by a rule that is in dirhams
    coming: tuple[tuple[date, Money], ...]  # private instalments to come, by day

    @property
    def still_missing(self) -> Money:
        """What is missing once the instalments to come have come."""
        return max(self.share.missing - self.share.expected, ZERO)


def held_parts(session: Session, party: Any, *, today: date, on: date) -> list[HeldPart]:
    """Return the parts of an association, what is missing most first.

    Args:
        session: an open view.
        party: row with the ``id`` and ``ref`` of the association.
        today: divides what is expected from what is late.
        on: as everything stood on this day.
    """
    found = benches_and_shares(session, today=today, on=on, association=party.ref)
    keys = [bench.key for bench, _share in found]
    rows = {row.id: row for row in session.scalars(select(Project).where(Project.id.in_(keys)))}
    funders = _funders(session, {bench.key: share for bench, share in found})
    parts = [
        _part(rows[bench.key], share, own, bench, party.id, funders[bench.key])
        for bench, share in found
        for own in share.associations
        if own.ref == party.ref
    ]
    return sorted(parts, key=lambda one: (-one.share.missing.cents, one.code))


def _part(
    row: Project,
    project: ProjectShare,
    own: AssociationShare,
    found: ProjectBench,
    place: int,
    funders: list[str],
) -> HeldPart:
    bench, share = found.bench, own.share
    is_in_dirhams = share.currency == "MAD"
    due = sorted(one for one in found.due.get(place, ()) if one.origin == "private")
    return HeldPart(
        row.id, row.code, (row.title_fr, row.title_en, row.title_ar),
        (row.short_fr, row.short_en, row.short_ar), row.state, row.ends_on, tuple(funders),
        project.rule, share, own.why, own.has_left,
        any(own.ref in one.below and one.in_force.rule != project.rule for one in project.rules),
        bench.project.rate if bench.project.currency == "MAD" else None,
        Money(bench.stands[place].euros("promised")),
        bench.hold(project.rule).lines[place].private if is_in_dirhams else None,
        tuple((one.on, Money(one.cents)) for one in due),
    )  # fmt: skip


def _funders(session: Session, shares: Mapping[int, ProjectShare]) -> dict[int, list[str]]:
    """Return the names of who asks something of each project, or promised something for it, by key."""
    found = {key: [rule.in_force.funder_name for rule in one.rules] for key, one in shares.items()}
    plan = plans(session, Asked(list(shares)))
    names = names_of(session, {one.funder for one in plan})
    for one in plan:
        found[one.project].append(names[one.funder][1])
    return {key: list(dict.fromkeys(filter(None, some))) for key, some in found.items()}
