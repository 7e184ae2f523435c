"""Erasing what the audit trail says of rows: each line but those that still hold gives way to its digest.

The digest of an entry is taken over the digests of its lines, and rows are summed up by them (``db.chain``,
``services.audit.rows``): chains and sums hold as before. An entry of the transaction names what went, so that a
digest that somebody put in the place of a line by hand is found.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import or_, select

from donations_app.db.journal import Write
from donations_app.db.lines import COLUMNS, ERASED, erased_line, is_erased, line, signed_lines, values_of
from donations_app.db.steps import in_steps
from donations_app.db.tables import Base, Entry

_FEW: Final = 30  # rows that the database itself looks for; of more, each entry of their tables is read

RowKeys = Mapping[type[Base], Collection[int]]


def erase_trail(write: Write, rows: RowKeys) -> int:
    """Put their digests in the place of all lines about some rows but those that say how the rows stand.

    Args:
        write: the transaction, in which the rows were brought to what may be known of them.
        rows: keys of rows, by table.

    Returns:
        How many lines went.
    """
    wanted = {table.__tablename__: {*keys} for table, keys in rows.items() if keys}
    if not wanted:
        return 0
    write.put_in()
    stand = _standing(write, rows)
    erased: dict[str, None] = {}
    contents = []
    for link, position, content in _entries(write, wanted):
        said = [_kept_or_erased(sign, one, wanted, stand) for sign, one in signed_lines(content)]
        if (anew := "\n".join(said)) != content:
            pairs = zip(said, content.split("\n"), strict=True)
            erased |= dict.fromkeys(new[1:] for new, old in pairs if new != old)
            contents.append({"of_link": link, "of_position": position, "said": anew})
    if contents:
        write.erase_lines(list(erased), contents)
    return len(erased)


def _standing(write: Write, rows: RowKeys) -> set[str]:
    """Return the lines of rows as they stand."""
    found: set[str] = set()
    for table, keys in rows.items():
        columns, ordered = table.__table__, sorted(keys)
        for some in in_steps(ordered):
            query = select(columns).where(columns.c.id.in_(some))
            found.update(line(table, dict(row)) for row in write.session.execute(query).mappings())
    return found


def _entries(write: Write, wanted: Mapping[str, Collection[int]]) -> list[tuple[int, int, str]]:
    """Return link, position and content of each entry that may say something of rows, this transaction's too."""
    pairs = [(name, key) for name, keys in wanted.items() for key in keys]
    few = len(pairs) <= _FEW
    words = [f"{name} [{key}," for name, key in pairs] if few else [f"{name} [" for name in wanted]
    query = select(Entry.link_id, Entry.position, Entry.content)
    found = write.session.execute(query.where(or_(*(Entry.content.contains(word) for word in words))))
    return [(link, position, content) for link, position, content in found]


def _kept_or_erased(
    sign: str, said: str, wanted: Mapping[str, Collection[int]], stand: Collection[str]
) -> str:
    """Return a line with its sign as it shall stand."""
    kept = sign + said
    if sign in (COLUMNS, ERASED) or is_erased(said):
        return kept
    table = said.partition(" ")[0]
    if table not in wanted or said in stand:
        return kept
    values: list[Any] = values_of(said)[1]
    return sign + erased_line(said) if values[0] in wanted[table] else kept
