"""Two books that parted and meet again: what may be refused, and how all else must stand at home."""

from collections import Counter
from typing import Any, Final

from donations_app.domain.errors import BothChanged, OriginForked, RuleBroken
from tests.histories import steps
from tests.histories.rows import Row, Rows

Refusals = set[type[RuleBroken]]
_NEVER_AGREED_ON: Final = "version"


def heads_apart(rows: Rows) -> dict[str, Any]:
    """Return all tables; of the heads not who writes them."""
    heads = {key: {**row, "is_here": None} for key, row in rows.tables["head"].items()}
    return {**rows.tables, "head": heads}


def refusals(parted: Rows, home: Rows, copy: Rows) -> Refusals:
    """Return the errors of which one must come when a copy is brought home; none when it must succeed."""
    found: Refusals = set()
    if touched(parted, home) & touched(parted, copy):
        found.add(BothChanged)
    for key in _changed_parties(parted, home) & _changed_parties(parted, copy):
        if agreed(*(rows.by_id("party", key) for rows in (parted, home, copy))) is None:
            found.add(BothChanged)
    if _numbered_since(parted, home) & _numbered_since(parted, copy):
        found.add(OriginForked)
    return found


def touched(before: Rows, after: Rows) -> set[int]:
    """Return the lines, standing before, on which something was decided since."""
    payments, receipts, found = set[int](), set[int](), set[int]()
    for (table, key), row in steps.written(before, after).items():
        is_new = key not in before.tables[table]
        if table in ("allocation", "receipt_line"):
            found.add(row["line_id"])
        elif table == "payment":
            payments.add(row["reverses_id"] if is_new else row["id"])
        elif table == "receipt_cancellation":
            receipts.add(row["receipt_id"])
    found |= {row["id"] for row in after.of("payment_line") if row["payment_id"] in payments}
    found |= {row["line_id"] for row in after.of("receipt_line") if row["receipt_id"] in receipts}
    return {key for key in found if (key,) in before.tables["payment_line"]}


def _changed_parties(before: Rows, after: Rows) -> set[int]:
    return {key[0] for (table, key) in steps.written(before, after) if table == "party"}


def _numbered_since(before: Rows, after: Rows) -> set[str]:
    """Return the series of which numbers were given."""
    new = after.tables["tax_receipt"].keys() - before.tables["tax_receipt"].keys()
    return {after.tables["tax_receipt"][key]["series"] for key in new}


def agreed(common: Row, mine: Row, theirs: Row) -> Row | None:
    """Return what both say of one person; nothing where they say different things of one fact."""
    made = dict(mine)
    for name, stood in common.items():
        if mine[name] == stood:
            made[name] = theirs[name]
        elif theirs[name] not in (stood, mine[name]) and name != _NEVER_AGREED_ON:
            return None
    made[_NEVER_AGREED_ON] = max(mine[_NEVER_AGREED_ON], theirs[_NEVER_AGREED_ON]) + 1
    return made


def agreed_parties(parted: Rows, home: Rows, copy: Rows) -> dict[int, Row]:
    """Return the persons that both changed, as both agree on them."""
    both = _changed_parties(parted, home) & _changed_parties(parted, copy)
    made = {key: agreed(*(rows.by_id("party", key) for rows in (parted, home, copy))) for key in sorted(both)}
    return {key: row for key, row in made.items() if row}


def all_came_as_it_was(before: Rows, after: Rows, copy: Rows) -> None:
    """The links of the copy stand at home bit for bit, and all new lines add up to what the tables gained."""
    brought = steps.new_links(before, copy)
    for link in brought:
        assert after.by_id("link", link["id"]) == link
    assert steps.entries_of(brought, after) == steps.entries_of(brought, copy)
    new = steps.new_links(before, after)
    own = [link for link in new if link not in brought]
    assert {link["origin_id"] for link in own} <= {after.here["MRS"]}
    steps.links_are_chained(new, after)
    assert _net(steps.lines_of(steps.entries_of(new, after))) == _net(steps.lines_wanted(before, after))


def _net(told: Counter[steps.Signed]) -> dict[str, int]:
    net: Counter[str] = Counter()
    for (sign, line), times in told.items():
        net[line] += times if sign == "+" else -times
    return {line: times for line, times in net.items() if times}


def nothing_is_renumbered(parted: Rows, home: Rows, copy: Rows, agreed_on: dict[int, Row]) -> None:
    """Every row that the copy wrote stands at home under its key and its reference."""
    for (table, key), row in steps.written(parted, copy).items():
        wanted = agreed_on.get(key[0], row) if table == "party" else row
        assert home.tables[table][key] == wanted
    for origin in copy.here.values():
        assert home.by_id("head", origin) == {**copy.by_id("head", origin), "is_here": 0}
