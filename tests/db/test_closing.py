"""A closed year: what closes it, what is refused of it since, and what comes late; on both engines."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from donations_app.db.books import Books
from donations_app.db.open import open_books
from donations_app.db.queries.accounting import bookings
from donations_app.db.queries.closings import closed_years, closing_content, late_in, standing_on
from donations_app.db.tables import Payment, Spending
from donations_app.domain.closing import ClosingContent, from_json, to_json
from donations_app.domain.closing_errors import (
    YearClosed,
    YearClosedBefore,
    YearNotOver,
    YearNotReady,
    YearOutOfOrder,
)
from donations_app.domain.decisions import Decision, MoveDraft
from donations_app.domain.errors import InputRefused, OfficeElsewhere
from donations_app.domain.money import Money
from donations_app.domain.refunds import Refund
from donations_app.domain.spending import SpendingDraft
from donations_app.services.audit.verify import verify
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.closing.years import close_year, closing_document, readiness
from donations_app.services.exchange.copies import copy_for_office
from donations_app.services.exchange.homecoming import bring_home
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.imports import import_file
from donations_app.services.funding.spending import record_spending
from donations_app.services.payments.allocations import decide_moves
from donations_app.services.payments.batches import close_batch, open_batch
from donations_app.services.payments.corrections import correct_payment, take_back
from donations_app.services.payments.records import record_payment, set_credited
from donations_app.services.receipts.cancelling import replace_receipt
from donations_app.services.statements.accounting import accounts
from donations_app.services.statements.control import reconciliation
from donations_app.services.statements.headings import heading_of
from tests.bank_files import Op, camt, put
from tests.originals import Fill
from tests.raw import tamper
from tests.receipts.reading import text_of
from tests.slips import slip
from tests.world import TODAY, gift, issue, payment, person, project, ticking, to

LAST = date(2025, 12, 31)


def fill(books: Books) -> None:
    """Record 2025 with two gifts, one of them earmarked and on a receipt, and close it."""
    person(books), person(books, "B2", first_name="Claire"), project(books)
    gift(books, 100_00, allocations=(to(100_00),), earmarked_by_donor=True)
    gift(books, 50_00, payer="B2", method="transfer", received_on=None, credited_on=date(2025, 6, 2))
    issue(books, payers={"A1"})
    slip(books, "V-MRS-000001", made_on=date(2026, 1, 8))
    close_year(
        books, 2025, accept=["without_receipt", "shares_short", "declaration_missing", "slips_uncredited"]
    )


@pytest.fixture
def begins_with(request: pytest.FixtureRequest) -> Fill | None:
    return None if request.function.__name__ in OPEN else fill


OPEN = (
    "test_an_open_year_is_closed_in_order_once_and_only_when_it_is_over",
    "test_what_a_copy_recorded_of_a_year_closed_meanwhile_is_not_lost",
    "test_what_was_wrong_is_put_right_in_its_own_year_until_that_is_closed",
    "test_what_a_copy_entered_in_the_open_year_comes_home_on_the_same_day",
    "test_what_a_copy_put_right_of_a_year_closed_meanwhile_is_entered_in_the_open_one",
)


def content_of(books: Books) -> ClosingContent:
    with books.read() as session:
        return closing_content(session, 2025)


def test_a_year_is_closed_with_its_figures_and_what_the_next_one_opens_with(books: Books) -> None:
    content = content_of(books)
    figures = content.figures
    flows = [(one.kind, one.method, one.count, one.amount.cents, one.back.cents) for one in figures.flows]
    assert flows == [("donation", "cheque", 1, 100_00, 0), ("donation", "transfer", 1, 50_00, 0)]
    places = [(one.place, one.left.cents, one.earmarked.cents) for one in figures.opening.standing]
    assert places == [("", 50_00, 0), ("EAU", 100_00, 100_00)]
    kept = [(one.method, one.count, one.amount.cents) for one in figures.opening.undeposited]
    assert kept == [("cheque", 1, 100_00)]  # its slip was made in January
    assert (content.first_on, content.last_on, content.closed_on) == (date(2025, 1, 1), LAST, TODAY)
    assert [one.code for one in content.accepted] == [
        "without_receipt", "slips_uncredited", "shares_short", "declaration_missing",
    ]  # fmt: skip
    assert [origin for origin, _, _ in content.heads] == ["LYO", "MRS"]
    assert from_json(to_json(content)) == content
    printed = text_of(closing_document(books, 2025))
    assert "Versements de l'exercice : 2, reprises comprises" in printed
    assert "Total 2 150,00 150,00" in " ".join(printed.split())
    assert verify(books).faults == []


REFUSED = {
    "payment": "UPDATE payment SET credited_on = '2026-01-02' WHERE id = {transfer}",
    "payment_line": (
        "INSERT INTO payment_line SELECT {free}, office_id, payment_id, 2, kind, amount, dues_year, earmarked_by_donor,"
        " counterpart, counterpart_kind, description, evidence, valued_by, article, pass_through, foreign_minor"
        " FROM payment_line WHERE id = {first}"
    ),
    "allocation": (
        "INSERT INTO allocation SELECT {free}, office_id, line_id, project_id, association_id, kind, payer_kind,"
        " money_origin, currency, -amount, foreign_minor, decided_on, recorded_on, move_key, reason"
        " FROM allocation WHERE id = {first}"
    ),
    "late_record": ("INSERT INTO late_record VALUES ({free}, 1, 'payment', {first}, '2026-01-02', 'x')"),
    "year_closing": "DELETE FROM year_closing",
    "year_closing ": "UPDATE year_closing SET last_on = '2024-12-31', first_on = '2024-01-01'",
}


def test_the_engine_refuses_what_would_change_a_closed_year(books: Books) -> None:
    first = 1 << 36 | 1
    for name, statement in REFUSED.items():
        with pytest.raises(Exception, match=name.strip()) as refused:
            tamper(books.location, statement.format(first=first, transfer=first + 1, free=first + 900))
        assert (
            "year_closed" in str(refused.value)
            or "record_stands" in str(refused.value)
            or "frozen" in str(refused.value)
        )
    columns = ", ".join(Payment.__table__.columns.keys())
    values = columns.replace(
        "id, office_id, key, other_ref", f"{first + 900}, office_id, {_key(books)}, 'X'", 1
    )
    with pytest.raises(Exception, match="payment: year_closed"):
        tamper(
            books.location, f"INSERT INTO payment ({columns}) SELECT {values} FROM payment WHERE id = {first}"
        )
    assert verify(books).faults == []


def _key(books: Books) -> str:
    return f"'{uuid4()}'" if books.is_server else f"x'{uuid4().hex}'"


def test_services_refuse_by_name_what_bears_a_day_of_a_closed_year(books: Books) -> None:
    _first, second = "V-MRS-000001", "V-MRS-000002"
    for draft in (
        payment(received_on=LAST),
        payment(method="transfer", received_on=None, credited_on=LAST),
    ):
        with pytest.raises(InputRefused) as refused:
            record_payment(books, draft)
        (problem,) = refused.value.problems
        assert (problem.code, problem.data["year"], problem.data["open_from"]) == (
            "year_closed",
            2025,
            "2026-01-01",
        )
    move = MoveDraft(payment=second, position=1, away=to(50_00, ""), to=to(50_00))
    decision = Decision(key=uuid4(), decided_on=LAST, decided_by="Bureau", minutes="PV 4")
    spent = SpendingDraft(key=uuid4(), project="EAU", amount=Money(10_00), spent_on=LAST)
    doing = (
        lambda: take_back(books, second, kind="return", reason="Rejet", on=LAST),
        lambda: take_back(books, second, kind="refund", reason="Trop", on=LAST, part=Refund(Money(10_00))),
        lambda: decide_moves(books, [move], decision),
        lambda: record_spending(books, spent),
        lambda: slip(books, gift(books, 5_00, received_on=date(2026, 1, 2)), made_on=LAST),
    )
    for act in doing:
        with pytest.raises((YearClosed, InputRefused)) as closed:
            act()
        assert isinstance(closed.value, YearClosed), closed.value
        assert (closed.value.year, closed.value.open_from) == (2025, date(2026, 1, 1))
    assert verify(books).faults == []


def test_what_nobody_asked_before_is_told_by_name_too(books: Books) -> None:
    facts = {
        "office_id": 1,
        "project_id": 1 << 36 | 1,
        "spent_on": LAST,
        "amount": Money(1),
        "earmarked": Money(0),
    }
    row = dict.fromkeys(Spending.__table__.columns.keys()) | dict.fromkeys(
        ("origin", "reference", "description"), ""
    )

    def write() -> None:
        with books.write() as write:
            write.insert_derived(Spending, [row | facts | {"id": 7, "key": uuid4(), "recorded_on": TODAY}])

    with pytest.raises(YearClosed) as refused:
        write()
    assert refused.value.year == 2025


@pytest.mark.file_only
def test_a_payment_of_a_closed_year_is_put_right_by_entries_of_the_open_one(books: Books) -> None:
    right = payment(150_00, received_on=date(2025, 3, 1), allocations=(to(150_00),), earmarked_by_donor=True)
    done = correct_payment(books, "V-MRS-000001", right, reason="Faute de frappe")
    assert done.cancelled
    assert done.replaced_by
    with books.read() as session:
        assert [(one.ref, one.on, one.entered_on) for one in late_in(session, date(2026, 1, 1), TODAY)] == [
            (done.recorded, date(2025, 3, 1), TODAY)
        ]
        assert {one.place: one.amount.cents for one in standing_on(session, LAST)} == {
            "": 50_00,
            "EAU": 100_00,
        }
        assert {one.place: one.amount.cents for one in standing_on(session, TODAY)} == {
            "": 50_00,
            "EAU": 150_00,
        }
    ready = readiness(books, 2026)
    flows = [(one.method, one.amount.cents, one.back.cents) for one in ready.figures.flows]
    assert flows == [("cheque", 150_00, -100_00)]
    assert verify(books).faults == []


def balances(books: Books, year: int) -> dict[str, int]:
    """Return what accounts of income and of what is taken back hold, credits above zero."""
    found = accounts(books, year).balances
    return {
        one.account.number: (one.credit - one.debit).cents for one in found if one.account.number[0] in "67"
    }


def test_what_was_wrong_is_put_right_in_its_own_year_until_that_is_closed(books: Books) -> None:
    person(books), project(books)
    wrong = gift(books, 100_00, allocations=(to(100_00),))
    sent = gift(books, 60_00, method="transfer", credited_on=date(2025, 6, 2))
    part = Refund(Money(20_00), line=1)
    refund = take_back(books, sent, kind="refund", reason="asked", on=date(2025, 7, 1), part=part).reversal
    take_back(books, refund, kind="correction", reason="another's", on=TODAY)
    gone = gift(books, 30_00, method="transfer", credited_on=date(2025, 6, 2))
    take_back(books, gone, kind="refund", reason="asked", on=date(2026, 1, 7))  # this money did go, this year
    right = correct_payment(books, wrong, payment(80_00, allocations=(to(80_00),)), reason="typed").recorded
    assert balances(books, 2025) == {"75411": 80_00 + 60_00 + 30_00}
    assert balances(books, 2026) == {"672": -30_00}
    way = reconciliation(books, 2025)
    assert (way.base.in_accounts, way.difference) == (Money(170_00), Money(0))
    close_year(books, 2025, accept=["all"])
    closed = content_of(books)
    assert sum((one.amount + one.back).cents for one in closed.figures.flows) == 170_00
    assert [(one.count, one.amount) for one in closed.figures.opening.undeposited] == [(1, Money(80_00))]

    last = correct_payment(books, right, payment(75_00), reason="typed again").recorded
    take_back(books, sent, kind="correction", reason="never came", on=TODAY)
    assert balances(books, 2025) == {"75411": 170_00}
    assert balances(books, 2026) == {"672": -30_00 - 80_00 - 60_00, "75411": 75_00}
    with books.read() as session:
        assert [one.ref for one in late_in(session, date(2026, 1, 1), TODAY)] == [last]
    assert verify(books).faults == []


@pytest.mark.file_only
def test_what_a_copy_put_right_of_a_year_closed_meanwhile_is_entered_in_the_open_one(
    books: Books, tmp_path: Path
) -> None:
    person(books)
    first, second = (gift(books, cents, office="LYO", received_on=LAST) for cents in (40_00, 50_00))
    copy_for_office(books, tmp_path / "lyon.tiwizi", "LYO")
    field = open_books(str(tmp_path / "lyon.tiwizi"), clock=ticking())
    take_back(field, first, kind="correction", reason="twice", on=TODAY)
    correct_payment(field, second, payment(55_00, office="LYO", received_on=LAST), reason="typed")
    close_year(books, 2025, accept=["all"])
    bring_home(books, field)
    assert balances(books, 2025) == {"75411": 90_00}
    assert balances(books, 2026) == {"672": -90_00, "75411": 55_00}
    assert verify(books).faults == []


@pytest.mark.file_only
def test_receipts_of_a_closed_year_are_issued_cancelled_and_replaced_after_it(books: Books) -> None:
    number = issue(books, payers={"B2"}).issued[0].number
    replaced = replace_receipt(books, number, reason="Adresse").number
    assert replaced != number
    assert verify(books).faults == []


def test_a_cheque_found_later_enters_the_open_year_and_keeps_its_day(books: Books) -> None:
    late = record_payment(books, payment(30_00, received_on=LAST, allocations=(to(30_00),)), late=True).ref
    with books.read() as session:
        assert [one.ref for one in late_in(session, date(2026, 1, 1), TODAY)] == [late]
        assert standing_on(session, LAST)[1].amount == Money(100_00)
        booked = [
            [one.payment for one in bookings(session, heading_of(session, year, TODAY))]
            for year in (2025, 2026)
        ]
    assert (late in booked[0], late in booked[1]) == (False, True)  # by the accounts, too
    ways = [reconciliation(books, year) for year in (2025, 2026)]
    told = [(one.base.in_accounts, one.base.amount, one.difference) for one in ways]
    assert told == [(Money(150_00), Money(180_00), Money(0)), (Money(30_00), Money(0), Money(0))]
    assert readiness(books, 2026).figures.amount == Money(30_00)
    assert issue(books, payment=late).issued[0].number.startswith("2025-")
    take_back(
        books, late, kind="refund", reason="asked", on=TODAY
    )  # of the year in which it was booked: not by 672
    sides = [(one.account.number, one.debit, one.credit) for one in accounts(books, 2026).balances]
    assert [one for one in sides if one[0][:2] in ("67", "75")] == [("75411", Money(30_00), Money(30_00))]
    assert verify(books).faults == []


@pytest.mark.file_only
def test_lines_of_a_file_are_refused_but_for_those_that_stand_already(books: Books, tmp_path: Path) -> None:
    def brought(text: str) -> Imported:
        (tmp_path / "v.csv").write_text(text)
        return import_file(books, "payments", tmp_path / "v.csv")

    head = "ref;office;payer;received_on;method;kind;amount\n"
    old = "R1;MRS;A1;2026-02-01;cheque;donation;10,00\n"
    brought(head + old)
    again = brought(head + old + "R2;MRS;A1;2025-12-30;cheque;donation;10,00\n")
    assert (again.already, [(one.line, one.problem) for one in again.rejected]) == (1, [(3, "year_closed")])
    transfer = "R3;MRS;A1;2025-12-30;transfer;donation;10,00\n"
    head, transfer = (
        head.replace("received_on", "received_on;credited_on"),
        transfer.replace(";tr", ";2026-01-02;tr"),
    )
    assert brought(head + transfer).accepted == 1
    assert verify(books).faults == []  # its cents stand from 1 January on


@pytest.mark.file_only
def test_an_open_year_is_closed_in_order_once_and_only_when_it_is_over(books: Books, tmp_path: Path) -> None:
    person(books)
    gift(books, method="transfer")
    batch = uuid4()
    open_batch(books, batch, name="Souk", method="cheque", count=0, amount=Money(0))
    gift(books, 20_00, batch=batch)
    with pytest.raises(YearNotReady) as refused:
        close_year(books, 2025, accept=["all"])
    stops = [(one.code, one.count) for one in refused.value.open_things if one.stops]
    assert stops == [("uncredited", 1), ("open_batches", 1)]
    set_credited(books, "V-MRS-000001", on=date(2025, 3, 2))
    close_batch(books, batch)
    said = (Op(date(2025, 12, 30), 15_00, "", "VIR INCONNU", "1"), Op(date(2026, 1, 2), 5_00, "", "VIR", "2"))
    import_bank(books, read_bank(put(tmp_path, "m.xml", camt(said))))
    with pytest.raises(YearNotReady) as refused:
        close_year(books, 2025)
    assert [(one.code, one.count, one.stops) for one in refused.value.open_things] == [
        ("without_receipt", 2, False), ("lines_unmatched", 1, False),
    ]  # fmt: skip
    with pytest.raises(YearNotOver):
        close_year(books, 2026)
    close_year(books, 2025, accept=["all"])
    with pytest.raises(YearClosedBefore):
        close_year(books, 2025)
    with pytest.raises(YearOutOfOrder):
        close_year(books.acting(today=date(2028, 2, 1)), 2027)
    with books.read() as session:
        assert [one.year for one in closed_years(session)] == [2025]


@pytest.mark.file_only
def test_what_a_copy_recorded_of_a_year_closed_meanwhile_is_not_lost(books: Books, tmp_path: Path) -> None:
    person(books)
    copy_for_office(books, tmp_path / "lyon.tiwizi", "LYO")
    field = open_books(str(tmp_path / "lyon.tiwizi"), clock=ticking())
    away = gift(field, 40_00, office="LYO", received_on=LAST)
    with pytest.raises(OfficeElsewhere):
        close_year(field, 2025, accept=["all"])
    close_year(books, 2025, accept=["all"])
    before = content_of(books).figures
    bring_home(books, field)
    with books.read() as session:
        assert [(one.ref, one.entered_on) for one in late_in(session, TODAY, TODAY)] == [(away, TODAY)]
    assert (before.payments, readiness(books, 2025).figures.payments) == (0, 0)
    assert verify(books).faults == []


@pytest.mark.file_only
def test_a_closing_removed_by_hand_is_found(books: Books) -> None:
    tamper(books.location, "DELETE FROM year_closing", disarmed=True)
    assert {fault.kind for fault in verify(books).faults} == {"row_missing"}


@pytest.mark.file_only
def test_what_a_copy_entered_in_the_open_year_comes_home_on_the_same_day(
    books: Books, tmp_path: Path
) -> None:
    person(books)
    wrong = gift(books, 40_00, office="LYO", received_on=LAST)
    close_year(books, 2025, accept=["all"])
    copy_for_office(books, tmp_path / "lyon.tiwizi", "LYO")
    field = open_books(str(tmp_path / "lyon.tiwizi"), clock=ticking())
    correct_payment(field, wrong, payment(55_00, office="LYO", received_on=LAST), reason="typed")
    bring_home(books, field)
    assert balances(books, 2026) == {"672": -40_00, "75411": 55_00}
    assert verify(books).faults == []
