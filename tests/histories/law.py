"""Which lines stand on which receipt, said again in a few words for the small world of the histories.

Nothing of it is taken from the product: the day that decides the year is that of BOI-IR-RICI-250-20
n° 20 and 30, the eight weeks are those of the SEPA rulebook, the rest is the association's own choice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.histories.rows import Line, Receipt, Row, Rows
from tests.histories.world import BARRED, JUNE

Period = tuple[date, date]
Lines = frozenset[int]


@dataclass(frozen=True, slots=True)
class Due:
    """A receipt that should be issued."""

    payer: str
    lines: Lines
    cents: int
    form: str
    is_warned: bool


def deciding_day(line: Line) -> date | None:
    """Return the day of handing over, or of the credit for what comes through a bank."""
    through_a_bank = line.method in ("transfer", "direct_debit", "card", "online")
    return line.credited_on if through_a_bank and line.kind != "in_kind" else line.received_on


def any_day(line: Line) -> date:
    """Return the deciding day, or the one that is known before it is."""
    day = deciding_day(line) or line.received_on or line.credited_on
    assert day
    return day


def is_gift(rows: Rows, line: Line) -> bool:
    """Tell whether a line may stand on a receipt, whether or not it stands on one."""
    on_barred = any(project == BARRED for project, _, _ in rows.places[line.id])
    if line.taken_back or not line.cents or not line.payer or on_barred or deciding_day(line) is None:
        return False
    return line.kind in ("donation", "dues", "in_kind") and may_have_receipts(party(rows, line.payer))


def party(rows: Rows, ref: str) -> Row:
    """Return the record that counts for a reference."""
    found = next(row for row in rows.of("party") if row["ref"] == ref)
    return rows.by_id("party", found["leader_id"])


def may_have_receipts(payer: Row) -> bool:
    is_resident = payer["country"] == "FR" if payer["tax_resident_fr"] is None else payer["tax_resident_fr"]
    return bool(payer["kind"] in ("individual", "couple", "company") and payer["address"] and is_resident)


def due(
    rows: Rows,
    year: int,
    today: date,
    *,
    payer: str = "",
    payment: str = "",
    period: Period | None = None,
) -> set[Due]:
    """Return the receipts that a run should issue on a day."""
    taken = {line for receipt in rows.live for line in receipt.lines}
    payer = rows.led_to(payer)
    first, last = period or (date(year, 1, 1), date(year, 12, 31))
    together: defaultdict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in rows.lines.values():
        if line.id in taken or not is_gift(rows, line) or not first <= any_day(line) <= last:
            continue
        if payer in ("", line.payer) and payment in ("", line.ref):
            apart = _apart(rows, party(rows, line.payer), line, period)
            if apart is not None:
                together[line.payer, apart].append(line)
    return {_due(rows, lines, today) for lines in together.values()}


def _apart(rows: Rows, payer: Row, line: Line, period: Period | None) -> object:
    """Return what keeps lines of one payer apart; ``None`` when a period straddles a company's fiscal years."""
    if payer["kind"] == "company":
        straddles = period and half(period[0]) != half(period[1])
        return None if straddles else (half(any_day(line)), line.ref if _wants_each(payer, period) else "")
    return alone(rows, line), line.ref if _wants_each(payer, period) else ""


def alone(rows: Rows, line: Line) -> str:
    """Return which of a couple gave a line before they were one; nothing where both did."""
    payer = party(rows, line.payer)
    if payer["kind"] != "couple" or not payer["couple_since"] or str(any_day(line)) >= payer["couple_since"]:
        return ""
    joined = {
        row["other_id"]
        for row in rows.of("situation")
        if row["kind"] == "couple" and row["undone_on"] is None
    }
    payment = rows.by_id("payment", rows.by_id("payment_line", line.id)["payment_id"])
    return "second" if payment["payer_id"] in joined else "first"


def _wants_each(payer: Row, period: Period | None) -> bool:
    return payer["receipt_wish"] == "each" and period is None


def half(day: date) -> tuple[int, bool]:
    """Return the fiscal year, closed in June, of a day of a calendar year."""
    return day.year, (day.month, day.day) > JUNE


def _due(rows: Rows, lines: list[Line], today: date) -> Due:
    payer = party(rows, lines[0].payer)
    cents = sum(line.cents for line in lines)
    eight_weeks = timedelta(weeks=8)
    returnable = any(
        line.method == "direct_debit" and line.credited_on and today < line.credited_on + eight_weeks
        for line in lines
    )
    over_the_year = any(
        line.method == "online"
        and line.received_on
        and line.credited_on
        and line.received_on.year != line.credited_on.year
        for line in lines
    )
    apart = payer["separated_on"] and any(str(any_day(line)) >= payer["separated_on"] for line in lines)
    warned = returnable or over_the_year or cents > 50_000_00 or payer["country"] != "FR" or bool(apart)
    return Due(
        payer["ref"], frozenset(line.id for line in lines), cents, form_of(payer["kind"], today), warned
    )


def form_of(kind: str, today: date) -> str:
    """Return the form in force on a day: that of companies had a new edition in 2026."""
    if kind != "company":
        return "11580*05"
    return "16216*03" if today >= date(2026, 1, 1) else "16216*02"


def replacement(rows: Rows, old: Receipt, more: Iterable[Line] = (), taken: Collection[int] = ()) -> Lines:
    """Return the lines that the replacement of a receipt should hold: none where nothing remains.

    What is added is of the old one's year and payer, and of its fiscal year where lines of the old one
    remain, for a company.
    """
    remaining = [rows.lines[line] for line in old.lines if is_gift(rows, rows.lines[line])]
    added = [
        line
        for line in more
        if line.payer == rows.led_to(old.payer)
        and line.id not in taken
        and is_gift(rows, line)
        and any_day(line).year == old.year
    ]
    if party(rows, old.payer)["kind"] == "company" and remaining:
        added = [line for line in added if half(any_day(line)) == half(any_day(remaining[0]))]
    lines = sorted((*remaining, *added), key=lambda line: (any_day(line), line.ref, line.position))
    of_one = [[line.id for line in lines if alone(rows, line) == half] for half in _in_turn(rows, lines)]
    # of a couple and of each before, what holds most of the old one
    return frozenset(max(of_one, key=lambda ids: len(old.lines.keys() & set(ids)), default=()))


def _in_turn(rows: Rows, lines: Iterable[Line]) -> list[str]:
    return list(dict.fromkeys(alone(rows, line) for line in lines))


def documents(rows: Rows, year: int) -> int:
    """Return how many receipts are declared: those that stand on the gifts of a year."""
    return sum(receipt.year == year for receipt in rows.live)


def documents_issued(rows: Rows, year: int) -> int:
    """Return how many receipts of a year of issue the other reading would declare."""
    return sum(_counts(rows, one) for one in rows.receipts.values() if one.issued_on.year == year)


def _counts(rows: Rows, receipt: Receipt) -> bool:
    """Tell whether a receipt is a document of the year of its issue: each chain of replacements once a year."""
    if receipt.is_live:
        return True
    newer = rows.receipts.get(receipt.replaced_by)
    if newer is None or newer.issued_on.year == receipt.issued_on.year:
        return False
    while newer.replaced_by:
        newer = rows.receipts[newer.replaced_by]
    return newer.is_live
