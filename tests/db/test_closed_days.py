"""Days of an account that are closed: what stops it, and what is refused of it since, on both engines."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy.exc import DBAPIError

from donations_app.db.address import is_url
from donations_app.db.books import Books
from donations_app.db.queries.bank import bank_line_key
from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.match_candidates import asks_of, pool_for
from donations_app.db.queries.matches import matches_of
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.reconciliations import reconciliations
from donations_app.db.queries.references import find
from donations_app.db.tables import Payment
from donations_app.domain.bank import BankLine
from donations_app.domain.closing_errors import DaysClosed, DaysClosedBefore, DaysNotReady
from donations_app.domain.errors import RuleBroken
from donations_app.domain.money import Money
from donations_app.domain.payments import PaymentDraft
from donations_app.domain.reconciliation import Explanation, Reconciliation
from donations_app.services.audit.verify import verify
from donations_app.services.bank.closing import close_account
from donations_app.services.bank.importing import BankImported, import_bank, read_bank
from donations_app.services.bank.matching import accept, accept_certain, undo, undo_lot
from donations_app.services.deposits.slips import hand_in, note_credit
from donations_app.services.payments.corrections import correct_payment, take_back
from donations_app.services.payments.reversals import reverse_payment
from tests.bank_files import IBAN, Op, camt, csv, put
from tests.db.test_bank import tamper_raw
from tests.db.test_matching import D, lines
from tests.raw import tamper
from tests.slips import slip
from tests.world import TODAY, gift, person

LATER = date(2026, 11, 20)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def on(books: Books, day: date) -> Reconciliation:
    with books.read() as session:
        return reconciliations(session, account=IBAN, on=day)[0]


def codes(error: RuleBroken) -> list[tuple[str, int, int]]:
    assert isinstance(error, DaysNotReady)
    return [(one.code, one.number, one.amount) for one in error.open_parts]


OPS = (
    Op(D, 640_00, "", "REMISE CHEQUES 2 BORD B-MRS-000001", "B1"),
    Op(D, 100_00, "M AIT AHMED MOHAND", "DON", "B2"),
    Op(D, -12_00, "", "FRAIS TENUE DE COMPTE", "B3"),
    Op(LATER, 50_00, "M AIT AHMED MOHAND", "DON", "B4"),
)


def read(books: Books, folder: Path, *ops: Op, name: str = "x.xml") -> BankImported:
    return import_bank(books, read_bank(put(folder, name, camt(ops))))


def filled(books: Books, folder: Path) -> dict[str, str]:
    """Record what the bank writes, what it writes later, and what it never wrote."""
    person(books, "A1"), person(books, "F1", last_name="Benali", first_name="Fatima")
    cheques = [gift(books, cents, received_on=D - WEEK, method="cheque") for cents in (400_00, 240_00)]
    names = {
        "slip": slip(books, *cheques, made_on=D - DAY),
        "cheque": cheques[0],
        "transfer": gift(books, 100_00, method="transfer", received_on=D),
        "later": gift(books, 50_00, method="transfer", received_on=LATER),
        "on its way": gift(books, 9_00, payer="F1", method="transfer", received_on=D),
        "ghost": gift(books, 7_00, payer="F1", method="transfer", received_on=D, credited_on=D),
    }
    hand_in(books, names["slip"], on=D - DAY)
    read(books, folder, *OPS)
    return names


def test_an_account_is_closed_once_all_is_explained_and_nothing_of_it_moves(
    books: Books, tmp_path: Path
) -> None:
    names = filled(books, tmp_path)
    with pytest.raises(DaysNotReady) as refused:
        close_account(books, IBAN, to=LATER + DAY)
    assert codes(refused.value) == [("not_read", 0, 0), ("lines_open", 4, 778_00), ("contradicted", 1, 0)]
    lot = accept_certain(books)
    assert len(lot.lines) == 3
    accept(books, "L-MRS-000003", ["fee"])
    with pytest.raises(DaysNotReady) as refused:
        close_account(books, "compte courant", to=D)
    assert codes(refused.value) == [("contradicted", 1, 0)]
    assert refused.value.open_parts[0].refs == (names["ghost"],)
    reverse_payment(books, names["ghost"], kind="correction", reason="never was", on=TODAY)
    found = close_account(books, IBAN, to=D)
    on_its_way = (Explanation("payments_open", -9_00, (names["on its way"],), (-9_00,)),)
    assert (found.bank, found.books, found.explanations) == (828_00, 837_00, on_its_way)
    assert found.closing
    assert (found.closing.last_on, found.closing.closed_on, found.closing.closed_by) == (
        D,
        TODAY,
        books.login,
    )
    later = on(books, TODAY)
    assert (later.bank, later.unexplained, later.closed_until) == (878_00, 0, D)
    refuses_by_service(books, names)
    refuses_in_the_database(books, names)
    payer_is_put_right(books, names)
    late_lines_stay_outside(books, tmp_path)
    goes_on_to_a_later_day(books, tmp_path)
    assert verify(books).faults == []
    if is_url(books.location):
        return  # what verify finds does not depend on the engine
    tamper(
        books.location, "UPDATE bank_line SET amount = amount + 1 WHERE label = 'x' OR id > 0", disarmed=True
    )
    assert {"closing_figures"} <= {one.kind for one in verify(books).faults}


def refuses_by_service(books: Books, names: dict[str, str]) -> None:
    """Nothing is taken back, whole lots neither; days and amounts at closed lines stay."""
    with pytest.raises(DaysClosed) as refused:
        undo(books, "L-MRS-000002")
    assert (refused.value.account, refused.value.until) == ("Compte courant", D)
    with books.read() as session:
        (match,) = matches_of(session, [bank_line_key(session, "L-MRS-000004") or 0]).popitem()[1]
    with pytest.raises(DaysClosed):
        undo_lot(books, match.lot)  # of the other day too: whole or not at all
    assert lines(books)[3].line.state == "matched"
    with pytest.raises(DaysClosed):
        note_credit(books, names["slip"], on=LATER, corrects=True)
    wrong = right_one(books, names["transfer"], amount=90_00)
    with pytest.raises(DaysClosed):
        correct_payment(books, names["transfer"], wrong, reason="less")
    with pytest.raises(DaysClosed):
        take_back(books, names["transfer"], kind="correction", reason="never was", on=TODAY)
    with pytest.raises(DaysClosed):
        reverse_payment(books, names["transfer"], kind="correction", reason="never was", on=TODAY)
    for day in (D, D - DAY):
        with pytest.raises(DaysClosedBefore):
            close_account(books, IBAN, to=day)


def refuses_in_the_database(books: Books, names: dict[str, str]) -> None:
    """The engine refuses it, whoever writes."""
    with books.read() as session:
        transfer, cheque = (find(session, Payment, names[one]) for one in ("transfer", "cheque"))
    match = (
        "INSERT INTO bank_match SELECT id + 99, office_id, lot, line_id, kind, -amount, payment_id, slip_id,"
        " is_recorded, is_dated, score, reason, id, at, who FROM bank_match WHERE kind = 'fee'"
    )
    earlier = (
        "INSERT INTO account_closing SELECT id + 1, office_id, account, currency, '2026-11-17', closed_on, closed_at,"
        " closed_by, books, bank, lines, lines_amount, explained FROM account_closing"
    )
    cases = (
        (match, "bank_match: days_closed"),
        (f"UPDATE payment SET credited_on = '2026-11-19' WHERE id = {transfer}", "payment: days_closed"),
        (f"UPDATE payment SET credited_on = NULL WHERE id = {cheque}", "payment: days_closed"),
        ("UPDATE deposit_slip SET credited_on = '2026-11-19'", "deposit_slip: days_closed"),
        (earlier, "account_closing: forward"),
        ("UPDATE account_closing SET last_on = '2026-11-17'", "account_closing: frozen_update"),
        ("DELETE FROM account_closing", "account_closing: frozen_delete"),
    )
    for statement, refused in cases:
        with pytest.raises((DBAPIError, DaysClosed)) as told:
            tamper_raw(books, statement)
        error = told.value.__cause__ if isinstance(told.value, DaysClosed) else told.value
        assert refused in str(error), statement


def right_one(books: Books, ref: str, *, amount: int = 0, payer: str = "") -> PaymentDraft:
    with books.read() as session:
        draft = draft_of(session, ref, key=uuid4())
    if payer:
        return replace(draft, payer=payer, ref="")
    (part,) = draft.lines
    cents = Money(amount)
    allocations = (replace(part.allocations[0], amount=cents),)
    return replace(draft, ref="", lines=(replace(part, amount=cents, allocations=allocations),))


def payer_is_put_right(books: Books, names: dict[str, str]) -> None:
    """Who paid is put right; the line stays, and the right payment shows it and waits for none."""
    before = on(books, TODAY)
    done = correct_payment(
        books, names["transfer"], right_one(books, names["transfer"], payer="F1"), reason="her gift"
    )
    after = on(books, TODAY)
    assert (after.books, after.explanations, after.contradicted) == (before.books, before.explanations, ())
    with books.read() as session:
        assert [one.line for one in payment_detail(session, done.recorded).bank_lines] == ["L-MRS-000002"]
        pool = pool_for(session, asks_of([BankLine(0, LATER, None, 100_00, "EUR", 100_00)]), today=TODAY)
    assert [one.to for one in pool.payments] == [names["on its way"]]


def late_lines_stay_outside(books: Books, folder: Path) -> None:
    """What stands is nothing new; a new line of a closed day is left out and told, later ones are taken."""
    late, new = Op(D, 33_00, "INCONNU", "TARD", "N1"), Op(LATER, 44_00, "M AIT AHMED", "DON", "N2")
    taken = read(books, folder, *OPS, late, new, name="late.xml")
    (one,) = taken.statements
    assert (taken.new, taken.already, len(one.late)) == (1, 4, 1)
    assert [(said.code, said.where) for said in taken.warnings] == [
        ("lines_late", "Compte courant"),
        ("line_late", "Compte courant"),
    ]
    assert taken.warnings[1].detail == "2026-11-18\n3300\nEUR\nINCONNU TARD"
    assert [one.line.amount for one in lines(books)] == [640_00, 100_00, -12_00, 50_00, 44_00]
    # its balance holds the line that was left out: the bank is asked, nothing is hidden
    (told,) = [part for part in on(books, LATER).explanations if part.kind == "statements_missing"]
    assert told.amount == 33_00
    assert on(books, D).unexplained == 0


def goes_on_to_a_later_day(books: Books, folder: Path) -> None:
    """What the late line was enters under an open day; then the next closing goes on."""
    with pytest.raises(DaysNotReady) as refused:
        close_account(books, IBAN, to=LATER)
    assert [code for code, _number, _amount in codes(refused.value)] == ["lines_open", "statements_missing"]
    given = Op(LATER, 33_00, "", "INCONNU, TARD")
    import_bank(books, read_bank(put(folder, "given.csv", csv([given]))), account=IBAN)
    for line in ("L-MRS-000005", "L-MRS-000006"):
        accept(books, line, ["gift:A1"])
    found = close_account(books, IBAN, to=LATER)
    assert (found.bank, found.closed_until, found.unexplained) == (955_00, LATER, 0)
