"""The projects of a period with their money, places and people, for the report of the programme."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.shares import ProjectBench, ProjectShare, benches_and_shares, project_benches
from donations_app.db.tables import Programme, Project
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.translated import translated


class ProjectOfPeriod(Struct, frozen=True):
    """A project that ran in a period; money by the days on which it counts for the project."""

    code: str
    titles: tuple[str, str, str]  # French, English, Arabic
    axis: str
    action: str
    municipality: str
    province: str
    programme: int | None
    people: int | None  # served; none: not stated
    starts_on: date | None
    ends_on: date | None
    cost: Money  # on the last day
    private: Money  # that came in the period: cash less goods given back, and in kind with its paper
    public: Money
    before: Money  # both, before the period
    associations: tuple[str, ...]  # references of those that carry it

    @property
    def left(self) -> Money:
        """What is left to find on the last day; nothing where more came than it costs."""
        return max(self.cost - self.private - self.public - self.before, ZERO)

    def title(self, language: str) -> str:
        """Return the title in a language, or in French where it was not translated."""
        return translated(language, *self.titles)


class PartsOfPeriod(Struct, frozen=True):
    """How many parts of associations reach what is asked of them on the last day, and what the others lack."""

    reached: int
    known: int  # parts whose cost is stated
    missing: Money
    lacking: int
    smallest: Money  # of what one of them lacks
    smallest_name: str
    minimums: tuple[int, ...]  # basis points asked, smallest first


class ProgrammeFacts(Struct, frozen=True):
    """What the report says."""

    projects: tuple[ProjectOfPeriod, ...]
    parts: PartsOfPeriod
    programmes: Mapping[int, tuple[str, str, str]]  # titles of those that the projects belong to


def programme_facts(session: Session, first: date, last: date) -> ProgrammeFacts:
    """Return the projects that ran between two days, or had money in them; ideas are left out unless they had."""
    then = {one.key: one for one in project_benches(session, today=last, on=first - timedelta(1))}
    standing = benches_and_shares(session, today=last, on=last)
    keys = [bench.key for bench, _share in standing]
    rows = {row.id: row for row in session.execute(select(Project.__table__).where(Project.id.in_(keys)))}
    found, shares = [], []
    for bench, share in standing:
        row, money = rows[bench.key], bench.bench.project
        private, public = _came(bench, share.rule)
        earlier = then.get(row.id)
        private_then, public_then = _came(earlier, share.rule) if earlier else (ZERO, ZERO)
        came = (private - private_then, public - public_then)
        ran = (
            row.state != "idea"
            and (row.starts_on is None or row.starts_on <= last)
            and (row.ends_on is None or row.ends_on >= first)
        )
        if not ran and not any(came):
            continue
        shares.append(share)
        found.append(
            ProjectOfPeriod(
                row.code, (row.title_fr, row.title_en, row.title_ar), row.axis, row.action, row.municipality,
                row.province, row.programme_id, row.people_served, row.starts_on, row.ends_on, Money(money.cost),
                *came, private_then + public_then, tuple(bench.names[part.association][0] for part in money.parts),
            )
        )  # fmt: skip
    return ProgrammeFacts(tuple(found), _parts(shares), _programmes(session, found))


def _came(bench: ProjectBench, rule: FundingRule) -> tuple[Money, Money]:
    """Return the private and the public money that stands on a project; goods given back as its rule takes them."""
    stands = bench.bench.stands.values()
    private = sum(one.euros("cash") + one.euros("in_kind") for one in stands)
    if rule.goods_back == "deducted":
        private -= sum(one.euros("goods_back") for one in stands)
    return Money(private), Money(sum(one.euros("public") for one in stands))


def _parts(shares: list[ProjectShare]) -> PartsOfPeriod:
    parts = [
        part
        for one in shares
        for part in one.associations
        if part.share.reached is not None and part.share.cost
    ]
    lacking = sorted(
        ((part.share.missing, part.name) for part in parts if part.share.missing),
        key=lambda one: (one[0].cents, one[1]),
    )
    smallest, name = lacking[0] if lacking else (ZERO, "")
    return PartsOfPeriod(
        sum(bool(part.share.reached) for part in parts),
        len(parts),
        Money.total(missing for missing, _name in lacking),
        len(lacking),
        smallest,
        name,
        tuple(sorted({one.rule.minimum for one in shares if one.rule.minimum})),
    )


def _programmes(session: Session, projects: list[ProjectOfPeriod]) -> dict[int, tuple[str, str, str]]:
    keys = {one.programme for one in projects if one.programme}
    table = Programme
    query = select(table.id, table.title_fr, table.title_en, table.title_ar).where(table.id.in_(keys))
    return {row.id: (row.title_fr, row.title_en, row.title_ar) for row in session.execute(query)}
