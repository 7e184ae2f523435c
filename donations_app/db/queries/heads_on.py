"""The heads of the audit chains as they stood at the end of a day of the books."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from donations_app.db.queries.register import audit_heads
from donations_app.db.tables import Link, Origin


def heads_on(session: Session, on: date) -> list[tuple[str, int, str]]:
    """Return origin, number of links and head of each chain that had begun by a day, by the origin's code.

    It is the last link before the first that was written on a later day: what is written afterwards, whatever
    day it bears, moves no head of a day that is over.
    """
    later = select(Link.origin_id, func.min(Link.n)).where(Link.on > on).group_by(Link.origin_id)
    first_later = {origin: n for origin, n in session.execute(later)}
    if not first_later:
        return audit_heads(session)
    heads = {code: (n, head) for code, n, head in audit_heads(session)}
    for origin, code in session.execute(select(Origin.id, Origin.code).where(Origin.id.in_(first_later))):
        where = (Link.origin_id == origin, Link.n == first_later[origin] - 1)
        found = session.execute(select(Link.n, Link.hash).where(*where)).first()
        heads.pop(code, None)
        if found:
            heads[code] = (found.n, found.hash)
    return [(code, n, head) for code, (n, head) in sorted(heads.items())]
