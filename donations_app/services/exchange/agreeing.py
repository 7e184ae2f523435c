"""What links of others add up to, and what two sides that changed one record agree on, field by field."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, Literal

from msgspec import Struct

from donations_app.db.lines import ADDED, Row, is_erased, line, signed_lines, values_of
from donations_app.db.queries.trail import TrailLink
from donations_app.db.tables import Base, Party
from donations_app.domain.errors import BothChanged
from donations_app.domain.merging import PARTS
from donations_app.domain.parties import search_of

Side = Literal["home", "book"]
Added = dict[str, dict[int, str]]  # by table and key: the line of a new row
Changed = dict[str, dict[int, tuple[str, str]]]  # the line that both knew, and theirs
_SEARCHED: Final = (
    "last_name", "first_name", "organisation", "second_last_name", "second_first_name", "other_ref", "other_script",
)  # fmt: skip
_DRAWN: Final = ("key", "salt")  # anew where a row is erased, and never otherwise
_FOLLOWING: Final = ("version", "search")  # from the other columns


class Contested(Struct, frozen=True):
    """What both sides changed of one record, to different values as they stand in lines."""

    part: str
    stood: tuple[Any, ...]
    home: tuple[Any, ...]
    book: tuple[Any, ...]


def net(links: Iterable[TrailLink]) -> tuple[Added, Changed]:
    """Return by table and key the lines that are new, and those that take the place of others."""
    counts: Counter[str] = Counter()
    for link in links:
        for entry in link.entries:
            for sign, said in signed_lines(entry.content):
                counts[said] += 1 if sign == ADDED else -1
    plus: defaultdict[tuple[str, int], str] = defaultdict(str)
    minus: defaultdict[tuple[str, int], str] = defaultdict(str)
    for said, count in counts.items():
        table, values = values_of(said)
        if count:
            (plus if count > 0 else minus)[table, values[0]] = said
    added: defaultdict[str, dict[int, str]] = defaultdict(dict)
    changed: defaultdict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    for (table, key), said in plus.items():
        if (table, key) in minus:
            changed[table][key] = minus[table, key], said
        else:
            added[table][key] = said
    return added, changed


def contested(table: type[Base], common: str, mine: Row, theirs: Row) -> list[Contested]:
    """Return what both sides changed to different values.

    Args:
        table: of the row.
        common: the line that both knew.
        mine: the row as it stands at home.
        theirs: as it comes.
    """
    if is_erased(common):  # by the other side
        return []
    stood, home, book = (_values(table, said) for said in (common, line(table, mine), line(table, theirs)))
    if any(home[name] != stood[name] for name in _DRAWN if name in home):  # what we erased stays so
        return []
    found = []
    for part, names in _parts(table).items():
        three = [tuple(side[name] for name in names) for side in (stood, home, book)]
        if three[1] != three[0] and three[2] not in three[:2]:
            found.append(Contested(part, *three))
    return found


def agreed(
    table: type[Base], common: str, mine: Row, theirs: Row, chosen: Mapping[str, Side] | None = None
) -> Row:
    """Return a row with what each side changed.

    Args:
        table: of the row.
        common: the line that both knew.
        mine: the row as it stands at home.
        theirs: as it comes.
        chosen: which side holds of what is contested.

    Raises:
        BothChanged: something is contested, and nobody chose.
    """
    if is_erased(common):
        versions = (side["version"] for side in (mine, theirs) if "version" in side)
        return {**theirs, **({"version": max(versions) + 1} if "version" in theirs else {})}
    sides, stood = chosen or {}, _values(table, common)
    asked = {one.part for one in contested(table, common, mine, theirs)}
    if missing := tuple(part for part in asked if part not in sides):
        raise BothChanged(f"{table.__tablename__}:{mine['id']}", missing)
    found, home = dict(mine), _values(table, line(table, mine))
    for part, names in _parts(table).items():
        is_theirs = sides[part] == "book" if part in asked else _is(stood, home, names)
        if is_theirs:
            found |= {name: theirs[name] for name in names}
    if "version" in found:
        found["version"] = max(mine["version"], theirs["version"]) + 1
    if table is Party:
        found["search"] = _search(stood, mine, theirs, found)
    return found


def _search(stood: Row, mine: Row, theirs: Row, found: Row) -> str:
    if theirs["search"] in (stood["search"], mine["search"]):
        return str(mine["search"])
    if mine["search"] == stood["search"] and all(found[name] == theirs[name] for name in _SEARCHED):
        return str(theirs["search"])
    return search_of(*(found[name] for name in _SEARCHED))


def _is(stood: Row, other: Row, names: Iterable[str]) -> bool:
    return all(stood[name] == other[name] for name in names)


def _values(table: type[Base], said: str) -> dict[str, Any]:
    return dict(zip(table.__table__.columns.keys(), values_of(said)[1], strict=True))


@cache
def _parts(table: type[Base]) -> dict[str, tuple[str, ...]]:
    """Return what is decided on together: of a person what ``PARTS`` says, an address with its first day."""
    columns = [one.name for one in table.__table__.columns if one.name not in _FOLLOWING]
    if table is not Party:
        return {name: (name,) for name in columns}
    parts = {part: tuple(name for name in names if name in columns) for part, names in PARTS.items()}
    parts["address"] += ("address_since",)
    grouped = {name for names in parts.values() for name in names}
    return {part: names for part, names in parts.items() if names} | {
        name: (name,) for name in columns if name not in grouped
    }
