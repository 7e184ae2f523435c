"""What lines of the bank may be, and which of it is certain; the books are only read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from donations_app.db.queries.bank import BankLineShown, bank_lines
from donations_app.db.queries.match_candidates import pool_for
from donations_app.db.queries.matches import MatchRow, matches_of, open_line_keys, whole_lines
from donations_app.domain.bank import account_key
from donations_app.domain.matching import LIKELY, SHOWN, Proposal, certain, proposals


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A line, what of it stands in the ledger, and what the rest may be."""

    line: BankLineShown
    left: int  # minor units, with the sign of the line
    proposals: tuple[Proposal, ...]
    matches: tuple[MatchRow, ...]
    certain: Proposal | None  # may be accepted unseen

    def age(self, today: date) -> int:
        """Return for how many days it waits."""
        return (today - self.line.booked_on).days


def proposed_lines(session: Session, keys: Sequence[int], *, today: date) -> list[ProposedLine]:
    """Return lines with what they may be, in the order of the keys.

    What two lines may be as likely is certain for neither.

    Args:
        session: an open view.
        keys: of lines.
        today: divides instalments that are late from those that are expected.
    """
    whole = {key: line for key, line in whole_lines(session, keys).items() if line.amount}
    pool = pool_for(session, list(whole.values()), today=today) if whole else None
    found = {key: proposals(line, pool.candidates(line)) for key, line in whole.items()} if pool else {}
    rivals = Counter(one.to for some in found.values() for one in some if one.score >= LIKELY)
    shown, standing = bank_lines(session, keys), matches_of(session, keys)
    answer = []
    for key in keys:
        some = found.get(key, [])
        sure = certain(some)
        if sure and rivals[sure.to] > 1 and sure.candidate.amount:
            sure = None
        left = whole[key].amount if key in whole else 0
        answer.append(ProposedLine(shown[key], left, tuple(some[:SHOWN]), tuple(standing.get(key, ())), sure))
    return answer


def open_lines(session: Session, *, account: str = "", today: date) -> list[ProposedLine]:
    """Return the lines of which something is not explained, the latest first, with what they may be."""
    return proposed_lines(
        session, open_line_keys(session, account=account_key(account) if account else ""), today=today
    )
