"""What the general fund, or a project, can give to the places that lack something: money, gaps, where all stands."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.queries.free_money import GENERAL, StandingMoney, free_money, standing_money
from donations_app.db.queries.projects import ProjectName, Target, project_names, targets
from donations_app.db.queries.share_tally import SharePart, ShareTally, parts_of, tally
from donations_app.db.queries.shares import project_shares
from donations_app.domain.allotting import Place, Stack
from donations_app.domain.payments import IN_KIND_KINDS
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.proposals import Gap


class Allotting(Struct, frozen=True):
    """What the page of the general fund shows, of one view of the books."""

    money: tuple[StandingMoney, ...]  # what may be moved first
    parts: tuple[SharePart, ...]
    shares: dict[tuple[str, str], PrivateShare]  # by project and association; empty: the project
    tally: ShareTally
    targets: tuple[Target, ...]
    names: Mapping[str, ProjectName]  # of their projects, by code

    def gaps(self, *, away: str = "", only: str = "") -> list[Gap]:
        """Return what parts lack, the smallest first.

        Args:
            away: code of the project from which money is taken: no gap of its own is closed with it.
            only: code of the one project whose gaps are asked for.
        """
        lacking, of_parts = {}, Counter[str]()
        for one in self.parts:
            lacking[one.project.code, one.association] = one.share.missing.cents
            of_parts[one.project.code] += one.share.missing.cents
        for one in self.parts:  # what a project lacks beyond its parts, such as own money or money of others
            code, whole = one.project.code, one.project.share.missing.cents
            if one.association and whole > of_parts[code]:
                lacking[code, ""] = whole - of_parts[code]
        found = [
            Gap(*place, cents)
            for place, cents in lacking.items()
            if cents > 0 and place[0] != away and only in ("", place[0])
        ]
        return sorted(found, key=lambda gap: gap.cents)


def allotting(session: Session, *, today: date, source: str = GENERAL) -> Allotting:
    """Return what a source can give.

    Args:
        session: an open view.
        today: as of ``project_shares``.
        source: ``GENERAL``, or the code of a project.

    Raises:
        NotFound: there is no such project.
    """
    money = free_money(session) if source == GENERAL else standing_money(session, place=source)
    shares = project_shares(session, today=today)
    known = {(one.code, ""): one.share for one in shares}
    known |= {(one.code, part.ref): part.share for one in shares for part in one.associations}
    freed = sorted(money, key=lambda one: not may_move(one))
    given = tuple(targets(session))
    names = project_names(session, {one.project for one in given})
    return Allotting(tuple(freed), tuple(parts_of(shares)), known, tally(shares), given, names)


def may_move(one: StandingMoney) -> bool:
    """Tell whether money may be moved without asking its donor or its funder, and closes a gap in cash."""
    return one.freedom == "free" and one.kind not in IN_KIND_KINDS


def stacks_of(money: Sequence[StandingMoney], *, with_consent: bool) -> list[Stack]:
    """Return the money that may be taken: with the donors' consent what they earmarked, too."""
    return [
        Stack(one.payment, one.position, Place(one.project, one.association), one.amount.cents)
        for one in money
        if may_move(one) or (with_consent and one.freedom == "earmarked" and one.kind not in IN_KIND_KINDS)
    ]
