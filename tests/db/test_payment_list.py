"""Payments by a filter, in an order, with their sums; and one with all that is known of it; on both engines."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from donations_app.db.books import Books
from donations_app.db.queries.payment_detail import PaymentDetail, payment_detail
from donations_app.db.queries.payment_list import (
    PaymentRow,
    payment_keys,
    payment_rows,
    payment_sum,
    payment_sums,
    recorders,
)
from donations_app.db.tables import Entry, Link, Payment
from donations_app.domain.errors import NotFound
from donations_app.domain.money import Money
from donations_app.domain.payment_filter import ORDERS, PaymentFilter, PaymentOrder
from donations_app.domain.payments import LineDraft
from donations_app.services.payments.allocations import move_allocation
from donations_app.services.payments.batches import open_batch
from donations_app.services.payments.records import record_payment
from donations_app.services.payments.reversals import reverse_payment
from donations_app.services.receipts.issue import issue_receipts
from tests.originals import Originals
from tests.world import TODAY, association, gift, payment, person, project, to


@pytest.fixture
def filled(shelf: str, originals: Originals) -> Iterator[Books]:
    """Books with seven payments: P1 to P5, one taken back, and what takes it back."""
    made = originals.books(shelf, fill)
    yield made
    made.close()


def fill(books: Books) -> None:
    person(books, "A1"), person(books, "B2", last_name="Benali", first_name="Zohra")
    association(books), project(books, partners={"AMAN": 500_00})
    batch = uuid4()
    open_batch(books, batch, name="Cheques 12", method="cheque", count=1, amount=Money(150_00))
    gift(books, 150_00, ref="P1", cheque_number="0004417", batch=batch)
    gift(
        books,
        20_00,
        ref="P2",
        method="cash",
        received_on=date(2025, 1, 5),
        payer="B2",
        kind="dues",
        dues_year=2025,
    )
    gift(
        books,
        150_00,
        ref="P3",
        office="LYO",
        method="transfer",
        received_on=None,
        credited_on=date(2025, 4, 2),
    )
    gift(
        books,
        80_00,
        ref="P4",
        payer="",
        received_on=date(2026, 5, 1),
        allocations=(to(30_00, association="AMAN"), to(50_00, "")),
    )
    gift(
        books,
        60_00,
        ref="P5",
        method="direct_debit",
        received_on=date(2026, 2, 1),
        credited_on=date(2026, 2, 3),
    )
    reverse_payment(books, "P5", kind="return", reason="AM04", on=date(2026, 2, 9), return_code="AM04")


def asked(books: Books, order: PaymentOrder | None = None, **only: Any) -> list[PaymentRow]:
    with books.read() as session:
        keys = payment_keys(session, PaymentFilter(**only), order or PaymentOrder())
        rows = [row for row in payment_rows(session, keys) if row]
        sums = payment_sums(session, PaymentFilter(**only))
        assert (sums.count, sums.amount) == (len(rows), Money.total(row.amount for row in rows))
        assert payment_sum(session, keys) == sums.amount
        return rows


def refs(rows: list[PaymentRow]) -> list[str]:
    return [row.ref for row in rows]


QUESTIONS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["P4", "P5-R", "P5", "P3", "P1", "P2"]),
    ({"first_on": date(2025, 3, 1), "last_on": date(2025, 4, 2)}, ["P3", "P1"]),
    ({"least": Money(150_00), "most": Money(150_00)}, ["P3", "P1"]),
    ({"least": Money(60_01)}, ["P4", "P3", "P1"]),
    ({"most": Money(60_00)}, ["P5-R", "P5", "P2"]),  # what takes 60 euros back is of 60 euros too
    ({"cheque_number": "0004417"}, ["P1"]),
    ({"payer": "B2"}, ["P2"]),
    ({"name": "ahm moh"}, ["P5-R", "P5", "P3", "P1"]),
    ({"name": "BENALI"}, ["P2"]),
    ({"name": "nobody"}, []),
    ({"project": "EAU"}, ["P4"]),
    ({"association": "AMAN"}, ["P4"]),
    ({"office": "LYO"}, ["P3"]),
    ({"method": "cash"}, ["P2"]),
    ({"kind": "dues"}, ["P2"]),
    ({"batch": "Cheques 12"}, ["P1"]),
    ({"state": "stands"}, ["P4", "P3", "P1", "P2"]),
    ({"state": "taken_back"}, ["P5"]),
    ({"state": "takes_back"}, ["P5-R"]),
    ({"state": "stands", "method": "cheque", "first_on": date(2026, 1, 1)}, ["P4"]),
]


def test_each_question_finds_its_payments(filled: Books) -> None:
    for only, found in QUESTIONS:
        assert refs(asked(filled, **only)) == found, only


def test_payments_are_found_by_who_recorded_them(filled: Books) -> None:
    gift(filled.acting(login="clerk"), 9_00, ref="P6", received_on=date(2026, 6, 1))
    reverse_payment(filled, "P6", kind="correction", reason="Twice", on=date(2026, 6, 2))
    with filled.read() as session:
        known = recorders(session)
        wrote = {one.ref: one.who for one in session.execute(
            select(Payment.ref, Link.who).select_from(Payment).join(Entry, Entry.record == "payment:" + Payment.ref)
            .join(Link, Link.id == Entry.link_id)
        )}  # fmt: skip
    assert {"P6", "P6-R", "P1"} <= set(wrote)
    assert set(known) >= set(wrote.values())
    if "clerk" in known:  # a server knows the login itself
        assert (wrote["P6"], wrote["P6-R"]) == ("clerk", filled.author.login)
    for who in known:
        assert set(refs(asked(filled, recorded_by=who))) == {ref for ref, by in wrote.items() if by == who}
    assert asked(filled, recorded_by="nobody") == []


@pytest.mark.file_only
def test_signs_alone_are_no_name_and_find_nothing(filled: Books) -> None:
    for sign in ("%", "_", '"', "\\"):
        assert asked(filled, name=sign) == []
    assert refs(asked(filled, name="% ben_ali")) == []
    assert refs(asked(filled, name="zohra et benali")) == ["P2"]
    assert refs(asked(filled, name="% benali", method="cash")) == ["P2"]


RISING = [
    ("day", ["P2", "P1", "P3", "P5", "P5-R", "P4"]),
    ("amount", ["P5-R", "P2", "P5", "P4", "P1", "P3"]),
    ("method", ["P2", "P4", "P1", "P5", "P5-R", "P3"]),
    ("ref", ["P1", "P2", "P4", "P5", "P5-R", "P3"]),  # by their keys: an office after the other
]


def test_payments_stand_in_the_order_asked_for(filled: Books) -> None:
    for by, found in RISING:
        rising = asked(filled, PaymentOrder(by, is_descending=False))
        assert refs(rising) == found, by
        assert refs(asked(filled, PaymentOrder(by))) == found[::-1], by


def test_every_order_has_every_payment_once(filled: Books) -> None:
    for by in ORDERS:
        assert sorted(refs(asked(filled, PaymentOrder(by)))) == ["P1", "P2", "P3", "P4", "P5", "P5-R"], by


@pytest.mark.file_only
def test_an_accent_stands_where_its_letter_does(books: Books) -> None:
    for n, name in enumerate(("Zahra", "Élan", "Dubois", "eddine")):
        person(books, f"A{n}", last_name=name)
        gift(books, 1_00, ref=name, payer=f"A{n}")
    found = asked(books, PaymentOrder("name", is_descending=False))
    assert refs(found) == ["Dubois", "eddine", "Élan", "Zahra"]


def test_a_row_says_what_one_sees(filled: Books) -> None:
    by_ref = {row.ref: row for row in asked(filled)}
    one, dues, anonymous = by_ref["P1"], by_ref["P2"], by_ref["P4"]
    assert (one.on, one.name, one.payer, one.amount.cents) == (
        date(2025, 3, 1),
        "Mohand Aït Ahmed",
        "A1",
        150_00,
    )
    assert (one.method, one.cheque_number, one.batch, one.office) == (
        "cheque",
        "0004417",
        "Cheques 12",
        "MRS",
    )
    assert (dues.kinds, dues.dues_years, dues.name) == (("dues",), (2025,), "Zohra Benali")
    assert (anonymous.name, anonymous.payer, anonymous.projects) == ("", "", ("EAU",))
    assert by_ref["P3"].on == date(2025, 4, 2)
    assert (by_ref["P5"].state, by_ref["P5"].reversal, by_ref["P5"].reversed_by) == (
        "taken_back",
        "return",
        "P5-R",
    )
    assert (by_ref["P5-R"].state, by_ref["P5-R"].reverses, by_ref["P5-R"].amount.cents) == (
        "takes_back",
        "P5",
        -60_00,
    )


def test_whether_a_receipt_stands_is_asked_of_the_live_one(filled: Books) -> None:
    assert asked(filled, has_receipt=True) == []
    issue_receipts(filled, 2025)
    assert refs(asked(filled, has_receipt=True)) == ["P3", "P1", "P2"]
    assert refs(asked(filled, has_receipt=False)) == ["P4", "P5-R", "P5"]
    assert {row.receipt for row in asked(filled, payer="A1", has_receipt=True)} == {"2025-MRS-P-000001"}


def test_cents_that_were_moved_away_stand_there_no_longer(filled: Books) -> None:
    move_allocation(
        filled, "P4", 1, away=to(30_00, association="AMAN"), to=to(30_00, ""), reason="wrong", key=uuid4()
    )
    assert asked(filled, project="EAU") == asked(filled, association="AMAN") == []
    assert asked(filled, payer="") != []


UNKNOWN: list[dict[str, Any]] = [{"payer": "X"}, {"office": "XXX"}, {"project": "X"}, {"association": "X"}]


def test_what_is_not_there_is_told_by_name(filled: Books) -> None:
    for only in UNKNOWN:
        with filled.read() as session, pytest.raises(NotFound) as told:
            payment_keys(session, PaymentFilter(**only))
        assert told.value.ref == next(iter(only.values())), only


def shown(books: Books, ref: str) -> PaymentDetail:
    with books.read() as session:
        return payment_detail(session, ref)


def test_a_payment_is_shown_with_lines_moves_receipt_and_history(filled: Books) -> None:
    lines = (
        LineDraft(kind="donation", amount=Money(40_00), allocations=(to(40_00),)),
        LineDraft(kind="dues", amount=Money(20_00), dues_year=2025),
    )
    record_payment(filled, payment(ref="P6", bank="La Banque", cheque_number="7", lines=lines))
    move_allocation(
        filled, "P6", 1, away=to(40_00), to=to(40_00, ""), reason="Asked by the donor", key=uuid4()
    )
    issue_receipts(filled, 2025)
    found = shown(filled, "P6")
    assert [(line.kind, line.amount.cents, line.dues_year) for line in found.lines] == [
        ("donation", 40_00, None), ("dues", 20_00, 2025),
    ]  # fmt: skip
    assert [(share.project, share.amount.cents) for share in found.lines[0].shares] == [("", 40_00)]
    assert [(share.project, share.amount.cents, share.reason) for share in found.lines[0].moves] == [
        ("EAU", 40_00, ""), ("EAU", -40_00, "Asked by the donor"), ("", 40_00, "Asked by the donor"),
    ]  # fmt: skip
    assert found.lines[1].moves == ()
    assert {line.receipt for line in found.lines} == {"2025-MRS-P-000001"}
    assert (found.bank, found.currency) == ("La Banque", "EUR")
    assert [entry.kind for entry in found.entries] == [
        "payment.recorded",
        "allocation.moved",
        "receipt.issued",
    ]


def test_what_was_taken_back_says_why_from_both_sides(filled: Books) -> None:
    for ref in ("P5", "P5-R"):
        found = shown(filled, ref)
        assert (found.reason, found.return_code) == ("AM04", "AM04")
        assert {"payment.recorded", "payment.reversed"} <= {entry.kind for entry in found.entries}


def test_a_payment_that_is_not_there_is_told(books: Books) -> None:
    with pytest.raises(NotFound):
        shown(books, "V-MRS-000099")


def test_a_reversal_of_today_is_of_its_own_day(filled: Books) -> None:
    reverse_payment(filled, "P1", kind="correction", reason="Twice", on=TODAY)
    assert refs(asked(filled, first_on=TODAY)) == ["P1-R"]
