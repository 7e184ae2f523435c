"""People as the window shows them: found as one types, with what they gave before."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from donations_app.db.plain import all_columns
from donations_app.db.queries.leaders import ASSOCIATION, joined_leader, records_of
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import find, find_all, named
from donations_app.db.queries.terms import left, stands
from donations_app.db.tables import (
    Allocation,
    Party,
    PartyWord,
    Payment,
    PaymentLine,
    Project,
)
from donations_app.domain.folding import fold, joined, without_and
from donations_app.domain.money import Money
from donations_app.domain.parties import display_name, has_whole_address
from donations_app.words.names import said_name

_NAME: Final = (Party.ref, *name_columns())

_ADDRESS = (Party.address, Party.postcode, Party.city, Party.country)
_ENOUGH: Final = 1_000  # beyond, words are equally frequent to us


class PartyRow(Struct, frozen=True):
    """Somebody found."""

    id: int
    ref: str
    name: str
    kind: str
    place: str
    receipt_wish: str
    has_address: bool  # whole enough for a receipt
    is_taken_back: bool = False  # with the import that brought the record: it is found by its reference alone


class PastPayment(Struct, frozen=True):
    """One payment of a party's history."""

    ref: str
    on: date
    kind: str
    dues_year: int | None
    method: str
    amount: Money
    project: str  # code of the only project, "" for the general fund
    association: str


def find_parties(session: Session, typed: str, *, limit: int = 20) -> list[PartyRow]:
    """Return parties whose words begin with the words typed, in any order; by the rarest of these words.

    Accents, case and Arabic forms do not matter (``domain.folding``). A reference is a word too. The
    index of the rarest word is read until there are enough, so a short beginning is as fast as a long one.
    A name of several words is found in one and the other way round.
    """
    connection, words = session.connection(), without_and(fold(typed[:200]).split())
    found = _found(connection, words[:6], limit)
    others = joined(" ".join(words)).split()
    # who is found by the other way comes after all that are shown, where these are enough and earlier
    if others != words and (len(found) < limit or max(row.word for row in found) >= min(others)):
        found = list({row.id: row for row in (*found, *_found(connection, others[:6], limit))}.values())
    return [_row(row) for row in _first(found, limit)]


def _first(found: list[Any], limit: int) -> list[Any]:
    """Return those that are shown: by their word, and by their name where that is the same."""
    last = sorted(row.word for row in found)[:limit][-1:]
    near = [row for row in found if [row.word] <= last]  # to fold a name takes as long as to read it
    return sorted(near, key=lambda row: (row.word, fold(display_name(row))))[:limit]


def parties_named(session: Session, name: str) -> list[PartyRow]:
    """Return parties who bear a whole name, its words in any order; accents and case do not matter."""
    words = _own(name)
    return [row for row in find_parties(session, name) if _own(row.name) == words]


def _own(name: str) -> list[str]:
    """Return the words of a name by the alphabet, without what joins two of them in the reader's language."""
    return sorted(without_and(fold(name).split()))


def _found(connection: Connection, words: list[str], limit: int) -> list[Any]:
    """Return those of whom all the words are, by the rarest of these words.

    Where all words are frequent few may have them all: it is looked among the first of one word, and where these
    are not enough, among those of the truly rarest.
    """
    if not words:
        return []
    often = _frequencies(connection, words) if len(words) > 1 else {}
    words.sort(key=lambda word: often.get(word, 0))
    lead, *others = words
    wanted = limit * 2
    if often.get(lead, 0) < _ENOUGH:
        rows = _rows(connection, _named_with(len(words)), words, wanted)
    else:
        end = connection.execute(_END, {**_range(lead), "before": _ENOUGH - 1}).one()
        ends = {"end_word": end.word, "end_key": end.party_id}
        rows = _rows(connection, _named_with(len(words), is_ended=True), words, wanted, ends)
        if len(rows) < wanted:
            others.sort(key=lambda word: connection.scalar(_ALL, _range(word)) or 0)
            rows = _rows(connection, _named_with(len(words), led_by_second=True), [lead, *others], wanted)
    return list({row.id: row for row in rows}.values())[:limit]


def _rows(
    connection: Connection, query: Select[Any], words: list[str], limit: int, ends: Mapping[str, Any] = {}
) -> Sequence[Any]:
    values: dict[str, str | int] = {"limit": limit, **ends}
    for number, word in enumerate(words):
        values |= _range(word, str(number))
    return connection.execute(query, values).all()


@cache
def _named_with(count: int, *, is_ended: bool = False, led_by_second: bool = False) -> Select[Any]:
    """Return the question for so many words; the index of the first one leads.

    Args:
        count: how many words.
        is_ended: those of the first word are looked at up to an end.
        led_by_second: those of the second word are looked at, in the order of the first one.
    """
    word, key = PartyWord.word, PartyWord.party_id
    begins = _begins(PartyWord, "0")
    if is_ended:  # as they stand in the index, which is read until there are enough
        end = tuple_(bindparam("end_word", type_=word.type), bindparam("end_key", type_=key.type))
        begins = and_(word >= bindparam("low0"), tuple_(word, key) <= end)
    first = select(word, key).where(begins)
    for number in range(1, count):
        other = aliased(PartyWord)
        having = select(other.party_id).where(_begins(other, str(number)))
        is_asked_first = led_by_second and number == 1
        first = first.where(
            key.in_(having) if is_asked_first else having.where(other.party_id == key).exists()
        )
    # people are looked up once they are found: their rows are wide
    found = first.order_by(word, key).limit(bindparam("limit", type_=Integer)).subquery()
    return (
        select(found.c.word, Party.id, *_NAME, *_ADDRESS, Party.receipt_wish)
        .join(found, found.c.party_id == Party.id)
        .order_by(found.c.word, found.c.party_id)
    )


def _begins(table: Any, number: str) -> ColumnElement[bool]:
    """Return the condition that a word begins with the one of this number."""
    return and_(table.word >= bindparam(f"low{number}"), table.word < bindparam(f"high{number}"))


_ALL: Final = select(func.count()).select_from(PartyWord).where(_begins(PartyWord, ""))
# of the words that begin so, the last of those that are equally frequent to us
_END: Final = (
    select(PartyWord.word, PartyWord.party_id)
    .where(_begins(PartyWord, ""))
    .order_by(PartyWord.word, PartyWord.party_id)
    .offset(bindparam("before", type_=Integer))
    .limit(1)
)


def _frequencies(connection: Connection, words: list[str]) -> dict[str, int]:
    """Return how many words begin as each, counted up to a limit."""
    values: dict[str, str | int] = {}
    for number, word in enumerate(words):
        values |= _range(word, str(number))
    return dict(zip(words, connection.execute(_counted(len(words)), values).one(), strict=True))


@cache
def _counted(count: int) -> Select[Any]:
    """Return the question for the frequencies of so many words: of several it takes as long as of one."""
    beginnings = (
        select(PartyWord.party_id).where(_begins(PartyWord, str(number))).limit(_ENOUGH).subquery()
        for number in range(count)
    )
    return select(*(select(func.count()).select_from(one).scalar_subquery() for one in beginnings))


def _range(word: str, number: str = "") -> dict[str, str | int]:
    """Return between what all words lie that begin with one."""
    return {f"low{number}": word, f"high{number}": _after(word)}


def _after(word: str) -> str:
    """Return the first text after all that begin with ``word``."""
    return word + "\U0010ffff"


def _row(row: Any) -> PartyRow:
    return PartyRow(
        row.id,
        row.ref,
        said_name(row),
        row.kind,
        row.city,
        row.receipt_wish,
        has_whole_address(row),
    )


def party(session: Session, ref: str) -> PartyRow | None:
    """Return the party of a reference."""
    facts = (Party.id, *_NAME, *_ADDRESS, Party.receipt_wish, Party.taken_back_on)
    row = session.execute(select(*facts).where(named(session, Party, ref))).first()
    return replace(_row(row), is_taken_back=row.taken_back_on is not None) if row else None


def names_of(session: Session, refs: Collection[str]) -> dict[str, str]:
    """Return the names of parties by reference."""
    wanted = sorted(set(refs))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 500):
        keys = find_all(session, Party, wanted[start : start + 500])
        query = select(Party.id, *_NAME).where(Party.id.in_(keys.values()))
        by_key = {row.id: said_name(row) for row in session.execute(query)}
        found |= {ref: by_key[key] for ref, key in keys.items()}
    return found


def history(session: Session, ref: str, *, limit: int = 5) -> list[PastPayment]:
    """Return the last payments of a party, newest first; reversed ones are left out."""
    on = func.coalesce(Payment.received_on, Payment.credited_on)
    lines = (
        select(Payment.ref, Payment.received_on, Payment.credited_on, PaymentLine.kind, PaymentLine.dues_year,
               Payment.method, left().label("amount"), PaymentLine.id)
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .where(Payment.payer_id.in_(records_of(find(session, Party, ref) or 0)), stands())
        .order_by(on.desc(), Payment.id.desc())
        .limit(limit)
    )  # fmt: skip
    rows = session.execute(lines).all()
    targets = allocated_to(session, [row.id for row in rows])
    return [
        PastPayment(
            row.ref,
            row.received_on or row.credited_on,
            row.kind,
            row.dues_year,
            row.method,
            row.amount,
            *_only(targets.get(row.id, [])),
        )
        for row in rows
    ]


def _only(targets: list[tuple[str, str]]) -> tuple[str, str]:
    return targets[0] if len(targets) == 1 else ("", "")


def allocated_to(session: Session, line_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Return where lines stand now: project and association codes, none for the general fund."""
    found: dict[int, list[tuple[str, str]]] = {}
    columns = all_columns(session, _allocated(), {"lines": line_ids})
    for line, code, ref, amount in zip(*columns, strict=True):
        if amount:
            found.setdefault(line, []).append((code or "", ref or ""))
    return found


@cache
def _allocated() -> Select[Any]:
    query = (
        select(Allocation.line_id, Project.code, ASSOCIATION.ref, func.sum(Allocation.amount).label("amount"))
        .outerjoin(Project, Project.id == Allocation.project_id)
        .where(Allocation.line_id.in_(bindparam("lines", expanding=True)))
        .group_by(Allocation.line_id, Project.code, ASSOCIATION.ref)
    )
    asked: Select[Any] = joined_leader(query, Allocation.association_id, ASSOCIATION, may_be_nobody=True)
    return asked
