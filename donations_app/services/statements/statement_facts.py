"""What each project says of an association on a day: its part, what it brought, lacks and awaits."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.queries.names import name_columns
from donations_app.db.queries.shares import ProjectBench, ProjectShare, benches_and_shares
from donations_app.db.tables import Party, Project
from donations_app.domain.money import Money
from donations_app.domain.private_share import PrivateShare

NAMED: Final = (
    Party.id, Party.ref, *name_columns(), Party.other_script, Party.municipality, Party.province, Party.city,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """What one project says of the association."""

    project: ProjectShare
    share: PrivateShare
    bench: ProjectBench
    place: int
    short: tuple[str, str, str]
    state: str
    ends_on: date | None

    @property
    def rate(self) -> Fraction | None:
        """Dirhams for a euro, as agreed for the project; none where it is not in dirhams."""
        money = self.bench.bench.project
        return money.rate if money.currency == "MAD" else None

    @property
    def coming(self) -> list[tuple[date, Money]]:
        """What is expected of private money, by day."""
        due = sorted(one for one in self.bench.due.get(self.place, ()) if one.origin == "private")
        return [(one.on, Money(one.cents)) for one in due]

    @property
    def promised(self) -> Money:
        """What private funders promised for the part and did not give yet."""
        return Money(self.bench.bench.stands[self.place].euros("promised"))


def held_of(session: Session, party: Any, on: date) -> list[Held]:
    """Return what each project says of an association, what lacks most first."""
    asked = benches_and_shares(session, today=on, on=on, association=party.ref)
    keys = [bench.key for bench, _project in asked]
    rows = {row.id: row for row in session.scalars(select(Project).where(Project.id.in_(keys)))}
    found = []
    for bench, project in asked:
        row = rows[bench.key]
        short = (row.short_fr, row.short_en, row.short_ar)
        found += [
            Held(project, part.share, bench, party.id, short, row.state, row.ends_on)
            for part in project.associations
            if part.ref == party.ref
        ]
    return sorted(found, key=lambda one: (-one.share.missing.cents, one.project.code))
