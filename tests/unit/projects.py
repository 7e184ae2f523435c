"""Projects put together for the rules of the private share, without books."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from donations_app.domain.funding import FundingRule
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.projects import Unassigned
from donations_app.domain.share_lines import Due, Lines
from donations_app.domain.share_verdicts import ALONE, Bench, Part, ProjectMoney, RuleVerdict, Sort, Stand

Sums = Mapping[Sort, int] | Sequence[tuple[Sort, str, str, int, int | None]]


def stand(sums: Sums) -> Stand:
    """Return what stands at a place: cents of gifts by sort, or sort, kind, currency, cents and units."""
    made = Stand()
    if isinstance(sums, Mapping):
        sums = [(sort, "gifts", "EUR", cents, None) for sort, cents in sums.items()]
    for sort, kind, currency, cents, minor in sums:
        made.add(sort, kind, currency, cents, minor)
    return made


def project(
    cost: int,
    parts: Sequence[int] = (),
    *,
    alone: Sums | None = None,
    of: Mapping[int, Sums] | None = None,
    unassigned: Unassigned = "project",
    rate: str = "",
    minors: Sequence[int] = (),
    funders: Mapping[int, Sums] | None = None,
    eligible: int | None = None,
) -> ProjectMoney:
    """Return a project in cents; associations are numbered from 1; with a rate it is in dirhams."""
    stands = {key: stand(sums) for key, sums in (of or {}).items()}
    if alone is not None:
        stands[ALONE] = stand(alone)
    return ProjectMoney(
        cost=cost,
        eligible=cost if eligible is None else eligible,
        cash=cost,
        currency="MAD" if rate else "EUR",
        rate=Fraction(rate or 1),
        cost_minor=int(cost * Fraction(rate)) if rate else None,
        unassigned=unassigned,
        parts=tuple(Part(n, part, minors[n - 1] if minors else None) for n, part in enumerate(parts, 1)),
        stands=stands,
        funders={key: stand(sums) for key, sums in (funders or {}).items()},
    )


def held(money: ProjectMoney, rule: FundingRule, funder: int | None = None) -> RuleVerdict:
    """Return the verdict of a rule."""
    return Bench(money).hold(rule, funder)


def lines(money: ProjectMoney, rule: FundingRule, due: Mapping[int, Sequence[Due]] | None = None) -> Lines:
    """Return the lines of a project by a rule."""
    bench = Bench(money)
    coming = {place: list((due or {}).get(place, ())) for place in money.places}
    return Lines(bench, bench.hold(rule), coming)


def whole(
    money: ProjectMoney, rule: FundingRule, due: Mapping[int, Sequence[Due]] | None = None
) -> PrivateShare:
    """Return the project by a rule."""
    found = lines(money, rule, due)
    return found.whole(found.lead.reached)


def coming(cents: int, origin: str = "private", on: date = date(2026, 12, 1)) -> list[Due]:
    """Return an instalment to come, or none for nothing."""
    return [Due(on, cents, origin)] if cents else []
