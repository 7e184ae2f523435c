"""Every sum, payer and series of the books, recomputed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Dialect, TextClause, or_, select, text
from sqlalchemy.orm import Session, aliased

from donations_app.db.queries.register import continuity
from donations_app.db.queries.situations import former_names
from donations_app.db.tables import ExpenseClaim, Party, PartyMerge, PartyWord, Payment
from donations_app.domain.faults import Fault
from donations_app.services.receipts.waiting import stale_payers

_SUMS: Final = {
    # kind of fault -> records that say two things: record, office, day, found, wanted
    "payment_sum": (
        "SELECT 'payment:' || {payment}, o.code, coalesce(p.received_on, p.credited_on), coalesce(sum(l.amount), 0),"
        " p.amount FROM payment p JOIN office o ON o.id = p.office_id"
        " LEFT JOIN payment_line l ON l.payment_id = p.id"
        " GROUP BY p.id, p.other_ref, o.code, p.received_on, p.credited_on, p.amount"
        " HAVING coalesce(sum(l.amount), 0) <> p.amount"
    ),
    "line_sum": (
        "SELECT 'payment:' || {payment} || '/' || l.position, o.code, coalesce(p.received_on, p.credited_on),"
        " coalesce(sum(a.amount), 0), {left} FROM payment_line l JOIN payment p ON p.id = l.payment_id"
        " JOIN office o ON o.id = l.office_id LEFT JOIN allocation a ON a.line_id = l.id"
        " WHERE p.refunds_id IS NULL"  # its cents are taken from the lines of which it gives a part back
        " GROUP BY l.id, p.id, p.other_ref, l.position, o.code, p.received_on, p.credited_on, l.amount"
        " HAVING coalesce(sum(a.amount), 0) <> {left}"
    ),
    "receipt_sum": (
        "SELECT 'receipt:' || t.number, o.code, t.issued_on, coalesce(sum({on_receipt}), 0), t.amount"
        " FROM tax_receipt t JOIN office o ON o.id = t.office_id"
        " LEFT JOIN receipt_line r ON r.receipt_id = t.id LEFT JOIN payment_line l ON l.id = r.line_id"
        " LEFT JOIN live_receipt_line v ON v.line_id = r.line_id AND v.receipt_id = t.id"
        " GROUP BY t.id, t.number, o.code, t.issued_on, t.amount"
        " HAVING coalesce(sum({on_receipt}), 0) <> t.amount"
    ),
    "receipt_payer": (
        "SELECT DISTINCT 'receipt:' || t.number, o.code, t.issued_on, {giver}, coalesce({payer}, '-')"
        " FROM tax_receipt t JOIN office o ON o.id = t.office_id JOIN party f ON f.id = t.payer_id"
        " JOIN receipt_line r ON r.receipt_id = t.id JOIN payment_line l ON l.id = r.line_id"
        " JOIN payment p ON p.id = l.payment_id LEFT JOIN party w ON w.id = p.payer_id"
        " WHERE p.payer_id IS NULL OR w.leader_id <> f.leader_id"
    ),
    "claim_sum": (
        "SELECT 'expense_claim:' || {claim}, o.code, c.stated_on,"
        " coalesce((SELECT sum(t.amount) FROM expense_trip t WHERE t.claim_id = c.id), 0)"
        " + coalesce((SELECT sum(i.amount) FROM expense_item i WHERE i.claim_id = c.id), 0),"
        " coalesce(l.amount, c.amount) FROM expense_claim c JOIN office o ON o.id = c.office_id"
        " LEFT JOIN expense_outcome w ON w.claim_id = c.id LEFT JOIN payment_line l ON l.id = w.line_id"
        " WHERE c.amount <> l.amount OR c.amount <>"
        " coalesce((SELECT sum(t.amount) FROM expense_trip t WHERE t.claim_id = c.id), 0)"
        " + coalesce((SELECT sum(i.amount) FROM expense_item i WHERE i.claim_id = c.id), 0)"
    ),
    "live_receipt": (
        "SELECT 'receipt:' || t.number, o.code, t.issued_on, count(v.line_id), count(r.id)"
        " FROM tax_receipt t JOIN office o ON o.id = t.office_id JOIN receipt_line r ON r.receipt_id = t.id"
        " LEFT JOIN receipt_cancellation c ON c.receipt_id = t.id"
        " LEFT JOIN live_receipt_line v ON v.line_id = r.line_id AND v.receipt_id = t.id"
        " GROUP BY t.id, t.number, o.code, t.issued_on, c.id"
        " HAVING count(v.line_id) <> CASE WHEN c.id IS NULL THEN count(r.id) ELSE 0 END"
    ),
    "live_stray": (
        "SELECT 'payment:' || {payment}, o.code, coalesce(p.received_on, p.credited_on), v.receipt_id, 0"
        " FROM live_receipt_line v JOIN payment_line l ON l.id = v.line_id JOIN payment p ON p.id = l.payment_id"
        " JOIN office o ON o.id = p.office_id"
        " LEFT JOIN receipt_line r ON r.line_id = v.line_id AND r.receipt_id = v.receipt_id WHERE r.id IS NULL"
    ),
    "slip_sum": (
        "SELECT 'deposit:' || s.number, o.code, s.made_on,"
        " coalesce(sum(CASE WHEN l.in_place_of_id IS NULL THEN {units} END), 0), s.amount"
        " FROM deposit_slip s JOIN office o ON o.id = s.office_id"
        " LEFT JOIN deposit_line l ON l.slip_id = s.id LEFT JOIN payment p ON p.id = l.payment_id"
        " GROUP BY s.id, s.number, o.code, s.made_on, s.amount, s.count"
        " HAVING coalesce(sum(CASE WHEN l.in_place_of_id IS NULL THEN {units} END), 0) <> s.amount"
    ),
    "slip_count": (
        "SELECT 'deposit:' || s.number, o.code, s.made_on, count(p.id), s.count"
        " FROM deposit_slip s JOIN office o ON o.id = s.office_id"
        " LEFT JOIN deposit_line l ON l.slip_id = s.id AND l.in_place_of_id IS NULL"
        " LEFT JOIN payment p ON p.id = l.payment_id"
        " AND p.office_id = s.office_id AND p.method = s.method AND p.currency = s.currency"
        " AND {units} = l.amount"
        " GROUP BY s.id, s.number, o.code, s.made_on, s.count HAVING count(p.id) <> s.count"
    ),
    "slip_cash": (
        "SELECT 'deposit:' || s.number, o.code, s.made_on, coalesce(sum(c.worth * c.count), 0),"
        " CASE WHEN s.method = 'cash' THEN s.amount ELSE 0 END"
        " FROM deposit_slip s JOIN office o ON o.id = s.office_id LEFT JOIN deposit_cash c ON c.slip_id = s.id"
        " GROUP BY s.id, s.number, o.code, s.made_on, s.method, s.amount"
        " HAVING coalesce(sum(c.worth * c.count), 0) <> CASE WHEN s.method = 'cash' THEN s.amount ELSE 0 END"
    ),
    "live_deposit": (
        "SELECT 'deposit:' || s.number, o.code, s.made_on, count(v.payment_id), count(l.id)"
        " FROM deposit_slip s JOIN office o ON o.id = s.office_id JOIN deposit_line l ON l.slip_id = s.id"
        " LEFT JOIN live_deposit v ON v.payment_id = l.payment_id AND v.slip_id = s.id"
        " GROUP BY s.id, s.number, o.code, s.made_on, s.cancelled_on"
        " HAVING count(v.payment_id) <> CASE WHEN s.cancelled_on IS NULL THEN count(l.id) ELSE 0 END"
    ),
    "deposit_stray": (
        "SELECT 'payment:' || {payment}, o.code, coalesce(p.received_on, p.credited_on), v.slip_id, 0"
        " FROM live_deposit v JOIN payment p ON p.id = v.payment_id JOIN office o ON o.id = p.office_id"
        " LEFT JOIN deposit_line l ON l.payment_id = v.payment_id AND l.slip_id = v.slip_id WHERE l.id IS NULL"
    ),
    "reversed_receipt": (
        "SELECT 'receipt:' || t.number, o.code, t.issued_on, 1, 0 FROM live_receipt_line v"
        " JOIN tax_receipt t ON t.id = v.receipt_id JOIN office o ON o.id = t.office_id"
        " JOIN payment_line l ON l.id = v.line_id JOIN payment x ON x.reverses_id = l.payment_id"
    ),
}


# a line that arrived, less what was refunded of it; of a receipt that was cancelled, as it stood on it
_LEFT: Final = (
    "(l.amount + coalesce((SELECT sum(x.amount) FROM payment y JOIN payment_line x ON x.payment_id = y.id"
    " WHERE y.refunds_id = l.payment_id AND x.position = l.position), 0))"
)
_ON_RECEIPT: Final = f"CASE WHEN v.line_id IS NULL THEN r.amount ELSE {_LEFT} END"

_UNITS: Final = (  # a payment in hundredths of the currency of its slip
    "(CASE WHEN s.currency = 'EUR' THEN p.amount ELSE"
    " (SELECT sum(x.foreign_minor) FROM payment_line x WHERE x.payment_id = p.id) END)"
)


def sum_faults(session: Session) -> Iterator[Fault]:
    """Check every sum."""
    for kind, query in _queries(session.get_bind().dialect).items():
        for record, office, on, found, wanted in session.execute(query):
            yield Fault(kind, record, office, day_said(on), str(found), str(wanted))


@lru_cache(maxsize=4)
def _queries(dialect: Dialect) -> dict[str, TextClause]:
    refs = {
        "payment": _term(Payment, "p", dialect),
        "claim": _term(ExpenseClaim, "c", dialect),
        "giver": _term(Party, "f", dialect),
        "payer": _term(Party, "w", dialect),
        "left": _LEFT,
        "on_receipt": _ON_RECEIPT,
        "units": _UNITS,
    }
    return {kind: text(query.format(**refs)) for kind, query in _SUMS.items()}


def _term(table: Any, alias: str, dialect: Dialect) -> str:
    """Return the SQL of what people see of a record, where its table stands under an alias."""
    seen = select(aliased(table, name=alias).ref.label("ref"))  # within a query, or it would name all rows
    return str(seen.compile(dialect=dialect)).removeprefix("SELECT ").partition(" AS ref")[0]


def day_said(value: Any) -> date | None:
    """Return a day as it lies in the database; ``None`` when it is none."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


_STEP: Final = 5_000  # people in memory


def word_faults(session: Session) -> Iterator[Fault]:
    """Check the words by which parties are found against their names, some thousand people at a time."""
    others = _words_of_others(session)
    parties = select(Party.id, Party.leader_id, Party.ref, Party.search, Party.taken_back_on).order_by(
        Party.id
    )
    for rows in session.execute(parties.execution_options(yield_per=_STEP)).partitions():
        kept: defaultdict[int, set[str]] = defaultdict(set)
        of_them = PartyWord.party_id.between(rows[0].id, rows[-1].id)
        for party_id, word in session.execute(select(PartyWord.party_id, PartyWord.word).where(of_them)):
            kept[party_id].add(word)
        for party_id, leader_id, ref, search, taken_back_on in rows:
            wanted = (
                {*search.split(), *others[party_id]} if leader_id == party_id and not taken_back_on else set()
            )
            if kept[party_id] != wanted:
                yield Fault("words", f"party:{ref}")
    nobody = ~select(Party.id).where(Party.id == PartyWord.party_id).exists()
    for party_id in session.scalars(select(PartyWord.party_id).where(nobody).distinct()):
        yield Fault("words", f"party:{party_id}")


def waiting_faults(session: Session, today: date) -> Iterator[Fault]:
    """Check what is kept of the plan of a year, payer by payer, against the plan itself."""
    refs = select(Party.ref)
    for key in stale_payers(session, today):
        yield Fault("waiting", f"party:{session.scalar(refs.where(Party.id == key)) or key}")


def _words_of_others(session: Session) -> defaultdict[int, list[str]]:
    """Return the words of records for which another one counts, and of former names, by the key of that one."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    query = select(Party.leader_id, Party.search).where(Party.leader_id != Party.id)
    for leader_id, search in session.execute(query):
        found[leader_id] += search.split()
    for leader_id, name in former_names(session):
        found[leader_id] += name.split()
    return found


def leader_faults(session: Session) -> Iterator[Fault]:
    """Check which record counts for each: itself, or what the merges that stand lead to."""
    merges = select(PartyMerge.gone_id, PartyMerge.kept_id).where(PartyMerge.undone_on.is_(None))
    kept = {gone: one for gone, one in session.execute(merges)}
    query = select(Party.id, Party.leader_id, Party.ref)
    merged = query.where(
        or_(Party.leader_id != Party.id, Party.id.in_(merges.with_only_columns(PartyMerge.gone_id)))
    )
    for party_id, leader_id, ref in session.execute(merged):
        if leader_id != (wanted := _led_to(party_id, kept)):
            yield Fault("leader", f"party:{ref}", found=str(leader_id), wanted=str(wanted))


def _led_to(party_id: int, kept: Mapping[int, int]) -> int:
    """Return where merges lead from a record; where they go in a ring, nowhere that counts."""
    seen = {party_id}
    while (found := kept.get(party_id)) is not None:
        if found in seen:
            return 0
        seen.add(found)
        party_id = found
    return party_id


def series_faults(session: Session) -> Iterator[Fault]:
    """Check that every series runs unbroken from 1 to its counter."""
    for series in continuity(session):
        for n in series.missing:
            yield Fault("number_missing", f"series:{series.series}", found=str(n))
        for n in series.duplicated:
            yield Fault("number_twice", f"series:{series.series}", found=str(n))
        if series.last != series.counter:
            yield Fault(
                "counter", f"series:{series.series}", found=str(series.counter), wanted=str(series.last)
            )
    yield from _slip_series_faults(session)


def _slip_series_faults(session: Session) -> Iterator[Fault]:
    """Check that the slips of each origin run unbroken from 1."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for series, n in session.execute(text("SELECT series, n FROM deposit_slip ORDER BY series, n")):
        found[series].append(n)
    for series, numbers in found.items():
        there = set(numbers)
        for n in range(1, max(numbers) + 1):
            if n not in there:
                yield Fault("number_missing", f"series:{series}", found=str(n))
        for n in sorted(n for n in there if numbers.count(n) > 1):
            yield Fault("number_twice", f"series:{series}", found=str(n))
