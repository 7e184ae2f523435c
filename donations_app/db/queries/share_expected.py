"""What is expected for projects: instalments of agreed gifts to come, with the origin of their givers' money."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.instalment_facts import decided_payers
from donations_app.db.queries.instalments import agreed_gifts
from donations_app.db.queries.leaders import joined_leader
from donations_app.db.tables import (
    Party,
    RecurringGiftRow,
)
from donations_app.domain.private_share import money_origin
from donations_app.domain.recurring import instalments
from donations_app.domain.share_lines import Due
from donations_app.domain.share_verdicts import ALONE

Expected = defaultdict[tuple[int, int], list[Due]]  # by project and place
_GIVER: Final = aliased(Party)
_RECURRING: Final = joined_leader(
    select(RecurringGiftRow.__table__, _GIVER.kind, _GIVER.money_origin.label("stated")).where(
        RecurringGiftRow.project_id.is_not(None)
    ),
    RecurringGiftRow.payer_id,
    _GIVER,
)


def public_gifts(session: Session) -> set[int]:
    """Return the keys of agreed gifts for projects whose givers' money is public."""
    given = session.connection().execute(_RECURRING)
    return {one.id for one in given if money_origin("donation", one.kind, one.stated) != "private"}


def expected(
    session: Session, horizons: Mapping[int, date], after: date, leaders: Mapping[int, int]
) -> Expected:
    """Return the instalments due later than a day, up to the horizon of each project.

    Of most gifts the days say it; of those that were paused, decided of, or perhaps paid before their day, what
    became of each instalment.
    """
    found: Expected = defaultdict(list)
    if not horizons:
        return found
    beside = {*session.scalars(decided_payers(after))}
    origins: dict[int, str] = {}
    for gift in session.connection().execute(_RECURRING):
        origins[gift.id] = money_origin("donation", gift.kind, gift.stated)
        if gift.project_id not in horizons or gift.payer_id in beside:
            continue
        due = instalments(
            gift.frequency,
            gift.day,
            first_on=gift.first_on,
            last_on=gift.last_on,
            after=after,
            until=horizons[gift.project_id],
        )
        place = leaders.get(gift.association_id, gift.association_id) or ALONE
        some = [Due(day, gift.amount.cents, origins[gift.id]) for day in due]
        found[gift.project_id, place] += some
    if beside:
        until = max(horizons.values())
        for one in agreed_gifts(session, today=after, until=until, for_projects=True, payers=beside):
            project = one.project_id or 0
            place = leaders.get(one.association_id or ALONE, one.association_id or ALONE)
            some = [
                Due(due.due_on, due.open.cents, origins.get(one.key, "private"))
                for due in one.instalments
                if due.state == "expected" and due.due_on <= horizons.get(project, date.min)
            ]
            found[project, place] += some
    return found
