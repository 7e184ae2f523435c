"""What others wrote in the books since one looked: in which tables, read off the heads of the audit chains."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from donations_app.db.lines import signed_lines
from donations_app.db.tables import Entry, Link, all_tables

_MOST: Final = 2_000  # entries; of more than these all tables are said to be written


@cache
def everywhere() -> frozenset[str]:
    """Return the names of all tables."""
    return frozenset(all_tables().tables)


def tables_since(
    session: Session, since: Mapping[int, int], now: Mapping[int, int], own: Collection[int]
) -> frozenset[str]:
    """Return the tables in which links were written since, by others than who looks.

    Args:
        session: an open view.
        since: the last link by origin that was seen.
        now: the last link by origin; see ``touched.heads``.
        own: keys of links that who looks wrote himself.

    Returns:
        All tables, where too much was written, or where a login may not read what it was.
    """
    moved = [
        and_(Link.origin_id == origin, Link.n > since.get(origin, 0), Link.n <= n)
        for origin, n in now.items()
    ]
    if not moved or now == since:
        return frozenset()
    found = session.execute(select(Link.id, Link.count).where(or_(*moved)))
    links = {key: count for key, count in found if key not in own}
    told = sum(links.values())
    if told > _MOST:
        return everywhere()
    contents = session.scalars(select(Entry.content).where(Entry.link_id.in_(links))).all()
    if len(contents) < told:
        return everywhere()
    said = (line for content in contents for _sign, line in signed_lines(content))
    return frozenset(line.partition(" ")[0] for line in said)
