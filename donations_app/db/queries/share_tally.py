"""What shares add up to, counted once for the dashboard, the page of projects and the sidebar's badge."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from donations_app.db.queries.shares import ProjectShare
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.share_reasons import Why


class SharePart(Struct, frozen=True):
    """One part of a project that has to reach its share: of an association, else the project itself."""

    project: ProjectShare
    association: str  # reference; empty: nobody carries the project
    name: str  # of the association, else empty
    share: PrivateShare
    why: Why


class ShareTally(Struct, frozen=True):
    """Counts and sums of some projects."""

    projects: int
    reached: int
    below: int
    without_verdict: int
    soon: int  # below, and reached if what is expected comes
    parts: int
    parts_reached: int
    parts_unknown: int
    associations: int
    cost: Money
    private: Money
    missing: Money
    expected: Money
    missing_abroad: Mapping[str, int]  # minor units by currency, of projects that have another than the euro


def missing_abroad(project: ProjectShare, share: PrivateShare) -> int | None:
    """Return what is missing in the currency of a project at its agreed rate, rounded up; none of one in euros.

    Args:
        project: with its currency and rate.
        share: of the project, or of an association's part of it.
    """
    if project.currency == "EUR":
        return None
    if share.currency == project.currency:
        return share.missing_minor
    return math.ceil(share.missing.cents * project.rate)


def parts_of(shares: Sequence[ProjectShare]) -> list[SharePart]:
    """Return the parts of projects, what is missing most first, unknown ones after all gaps, then the reached."""
    found = [part for project in shares for part in parts_of_project(project)]
    return sorted(found, key=_severity)


def parts_of_project(project: ProjectShare) -> list[SharePart]:
    """Return the parts of one project that have to reach their share, by reference."""
    carrying = [part for part in project.associations if not part.has_left]
    if not carrying or project.rule.scope != "association":
        return [SharePart(project, "", "", project.share, project.why)]
    return [SharePart(project, part.ref, part.name, part.share, part.why) for part in carrying]


def _severity(part: SharePart) -> tuple[int, int, int, str]:
    order = {False: 0, None: 1, True: 2}[part.share.reached]
    above = part.share.basis_points - part.project.rule.minimum
    return order, -part.share.missing.cents, above, part.project.code


def tally(shares: Sequence[ProjectShare]) -> ShareTally:
    """Count projects and their parts."""
    parts = parts_of(shares)
    verdicts = [project.share.reached for project in shares]
    reached = [part.share.reached for part in parts]
    return ShareTally(
        projects=len(shares),
        reached=verdicts.count(True),
        below=verdicts.count(False),
        without_verdict=verdicts.count(None),
        soon=sum(one.share.reached is False and one.share.reached_on_expected is True for one in shares),
        parts=len(parts),
        parts_reached=reached.count(True),
        parts_unknown=reached.count(None),
        associations=len({part.association for part in parts if part.association}),
        cost=_total(project.share.cost for project in shares),
        private=_total(project.share.private for project in shares),
        missing=_total(project.share.missing for project in shares),
        expected=_total(project.share.expected for project in shares),
        missing_abroad=_abroad(shares),
    )


def _abroad(shares: Iterable[ProjectShare]) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for project in shares:
        if minor := missing_abroad(project, project.share):
            sums[project.currency] += minor
    return dict(sums)


def _total(amounts: Iterable[Money]) -> Money:
    return sum(amounts, ZERO)
