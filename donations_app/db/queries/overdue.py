"""What agreed gifts promised and what did not come in time."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.queries.instalments import AgreedGift, agreed_gifts
from donations_app.db.queries.share_expected import public_gifts
from donations_app.domain.instalments import OVERDUE
from donations_app.domain.money import ZERO, Money


class Overdue(Struct, frozen=True):
    """What did not come in time."""

    for_projects: dict[str, Money]  # late and missed, of gifts of private money for projects
    count: int  # instalments of all gifts


def overdue(session: Session, today: date) -> Overdue:
    """Return what is late and what is missed: of gifts for projects in sums, of all in number."""
    found = agreed_gifts(session, today=today, until=today)
    sums = _overdue_sums(session, [gift for gift in found if gift.project])
    return Overdue(
        {
            state: Money.total(one[state] for (_code, part), one in sums.items() if not part)
            for state in OVERDUE
        },
        sum(one.state in OVERDUE for gift in found for one in gift.instalments),
    )


def overdue_sums(session: Session, today: date) -> dict[tuple[str, str], dict[str, Money]]:
    """Return what is late and what is missed of private money, by code of the project and its association.

    A share expects private money: an instalment of a public body is none of it, late or in time.
    The empty reference is the whole project, with and without an association.
    """
    return _overdue_sums(session, agreed_gifts(session, today=today, until=today, for_projects=True))


def _overdue_sums(session: Session, gifts: Sequence[AgreedGift]) -> dict[tuple[str, str], dict[str, Money]]:
    sums: defaultdict[tuple[str, str], dict[str, Money]] = defaultdict(lambda: dict.fromkeys(OVERDUE, ZERO))
    public = public_gifts(session) if gifts else ()
    for gift in gifts:
        if gift.key in public:
            continue
        for association in {"", gift.association}:
            for state in OVERDUE:
                sums[gift.project, association][state] += gift.sum_of(state)
    return dict(sums)
