"""Deposit slips on both engines: made, handed in, credited, cancelled, and what becomes of their cheques."""

from collections.abc import Iterator
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from donations_app.db.books import Books
from donations_app.db.guard import unlocked
from donations_app.db.open import open_books
from donations_app.db.queries.deposits import waiting, waiting_payments
from donations_app.db.queries.references import find
from donations_app.db.queries.slips import slip_of, slips, slips_of
from donations_app.db.tables import LiveDeposit, Payment, mapped_classes
from donations_app.domain.deposit_errors import (
    AccountUndecided,
    AlreadyDeposited,
    CashDiffers,
    SlipCancelled,
    SlipChanged,
    SlipCredited,
    SlipHandedIn,
    SlipNotHandedIn,
)
from donations_app.domain.deposits import LOOKS_BACK, series_of_slips
from donations_app.domain.errors import InputRefused, NotFound, ReasonMissing, RuleBroken
from donations_app.domain.money import Money
from donations_app.domain.offices import OfficeFacts
from donations_app.services.audit.verify import verify
from donations_app.services.books.settings import load_settings
from donations_app.services.deposits.slips import cancel_slip, hand_in, make_slip, note_credit, slip_document
from donations_app.services.payments.corrections import correct_payment, take_back
from donations_app.services.payments.records import set_credited
from tests import world
from tests.originals import Originals
from tests.raw import tamper
from tests.receipts.reading import text_of
from tests.slips import IBAN, detail, draft, slip
from tests.world import NAIMA, TODAY, payment, person, ticking

EARLIER = date(2026, 11, 2)
CANCELLED_ONES = (
    "INSERT INTO live_deposit (payment_id, slip_id) SELECT l.payment_id, s.id FROM deposit_line l"
    " JOIN deposit_slip s ON s.id = l.slip_id WHERE s.cancelled_on IS NOT NULL"
)


ARRIVED = date(2026, 10, 30)


def gift(books: Books, cents: int, **facts: Any) -> str:
    """Record a cheque of this autumn, unless it is said otherwise."""
    return world.gift(books, cents, **({"received_on": ARRIVED} | facts))


@pytest.fixture
def three(shelf: str, originals: Originals) -> Iterator[tuple[Books, list[str]]]:
    """Give books with three cheques of Marseille: 100, 50 and 30.05 euros."""
    made = originals.books(shelf, fill)
    yield made, [f"V-MRS-{n:06}" for n in (1, 2, 3)]
    made.close()


def fill(books: Books) -> None:
    person(books), person(books, "B2", last_name="العلوي", first_name="فاطمة")
    gift(books, 100_00, cheque_number="0004417", bank="Banque Postale")
    gift(books, 50_00, payer="B2", cheque_number="0004418")
    gift(books, 30_05, payer="")


def waits(books: Books) -> list[tuple[str, str, int, int]]:
    with books.read() as session:
        return [
            (one.office, one.method, one.count, one.amount.cents) for one in waiting(session, today=TODAY)
        ]


def test_what_stands_on_a_slip_waits_no_more(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    assert waits(books) == [("MRS", "cheque", 3, 180_05)]
    number = slip(books, *refs[:2])
    assert number == "B-MRS-000001"
    found = detail(books, number)
    assert (found.row.count, found.row.amount, found.row.state, found.row.iban) == (
        2,
        Money(150_00),
        "made",
        IBAN,
    )
    assert [(line.payment, line.amount.cents, line.cheque_number) for line in found.lines] == [
        (refs[0], 100_00, "0004417"),
        (refs[1], 50_00, "0004418"),
    ]
    assert waits(books) == [("MRS", "cheque", 1, 30_05)]
    with books.read() as session:
        assert [
            one.ref for one in waiting_payments(session, office="MRS", method="cheque", today=TODAY)
        ] == refs[2:]
        assert {ref: row.number for ref, row in slips_of(session, refs).items()} == dict.fromkeys(
            refs[:2], number
        )
    assert [entry.kind for entry in found.entries] == ["deposit.made"]
    assert verify(books).faults == []


def test_what_is_too_old_for_the_bank_waits_no_more_but_may_be_named(three: tuple[Books, list[str]]) -> None:
    books, _refs = three
    last = TODAY - LOOKS_BACK
    old = gift(books, 7_00, received_on=last - timedelta(1))
    gift(books, 9_00, received_on=last)
    assert waits(books) == [("MRS", "cheque", 4, 189_05)]
    assert detail(books, slip(books, old)).row.amount.cents == 7_00


def test_the_same_key_is_the_same_slip(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    asked = draft(*refs)
    assert make_slip(books, asked) == make_slip(books, asked) == "B-MRS-000001"
    with books.read() as session:
        assert [one.number for one in slips(session)] == ["B-MRS-000001"]


def test_numbers_follow_each_other_in_each_office_also_after_a_cancellation(
    three: tuple[Books, list[str]],
) -> None:
    books, refs = three
    lyon = gift(books, 10_00, office="LYO")
    first = slip(books, refs[0])
    cancel_slip(books, first, reason="Wrong account", on=TODAY)
    numbers = [first, slip(books, refs[0]), slip(books, lyon, office="LYO"), slip(books, *refs[1:])]
    assert numbers == ["B-MRS-000001", "B-MRS-000002", "B-LYO-000001", "B-MRS-000003"]
    cancelled = detail(books, first)
    assert (cancelled.row.state, cancelled.row.reason, cancelled.row.amount.cents) == (
        "cancelled",
        "Wrong account",
        100_00,
    )
    with books.read() as session:
        assert [one.number for one in slips(session, state="cancelled")] == [first]
        assert [one.number for one in slips(session, office="LYO", typed="lyo-0")] == ["B-LYO-000001"]
    assert verify(books).faults == []


def test_a_payment_stands_on_one_slip_at_most(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    slip(books, refs[0])
    with pytest.raises(AlreadyDeposited) as refused:
        slip(books, refs[1], refs[0])
    assert (refused.value.ref, refused.value.number) == (refs[0], "B-MRS-000001")
    with books.read() as session:
        key = find(session, Payment, refs[0])
    again = f"INSERT INTO live_deposit (payment_id, slip_id) SELECT {key}, id FROM deposit_slip"
    _refuses(books, again, r"(?i)unique")


def _refuses(books: Books, sql: str, told: str) -> None:
    """See the database refuse what goes round the services."""
    with books.read() as session, unlocked(session.connection()), pytest.raises(DBAPIError, match=told):
        session.execute(text(sql))


AGAINST_SLIPS = [
    ("UPDATE deposit_slip SET amount = amount + 1", "frozen_update"),
    ("UPDATE deposit_slip SET cancelled_on = NULL, reason = ''", "one_way"),
    ("DELETE FROM deposit_slip", "frozen_delete"),
    ("DELETE FROM deposit_line", "frozen_delete"),
    ("DELETE FROM live_deposit", "live_delete"),
    (CANCELLED_ONES, "not_cancelled"),
]  # fmt: skip


def test_the_database_keeps_slips_whoever_writes(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    cancel_slip(books, slip(books, refs[0]), reason="Wrong", on=TODAY)
    slip(books, refs[1])
    for sql, told in AGAINST_SLIPS:
        _refuses(books, sql, told)


def test_what_cannot_stand_on_a_slip_is_told_payment_by_payment(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    cash, lyon = gift(books, 5_00, method="cash"), gift(books, 5_00, office="LYO")
    known = gift(books, 5_00, credited_on=date(2026, 11, 4))
    abroad = gift(books, 5_00, currency="MAD", rate="10.8")
    late = gift(books, 5_00, received_on=TODAY)
    take_back(books, refs[2], kind="refund", reason="Given twice", on=TODAY)
    with pytest.raises(InputRefused) as refused:
        slip(books, refs[0], cash, lyon, known, abroad, late, refs[2], made_on=EARLIER)
    assert [(one.code, one.value) for one in refused.value.problems] == [
        ("deposit_of_other_method", cash),
        ("deposit_of_other_office", lyon),
        ("deposit_credited_already", known),
        ("deposit_of_other_currency", abroad),
        ("deposit_before_payment", late),
        ("deposit_taken_back", refs[2]),
    ]
    with pytest.raises(NotFound):
        slip(books, "V-MRS-999999")
    with pytest.raises(NotFound):
        slip(books, refs[0], account="FR1420041010050500013M02606")
    assert waits(books) == [
        ("LYO", "cheque", 1, 5_00),
        ("MRS", "cheque", 3, 155_00),
        ("MRS", "cash", 1, 5_00),
    ]


def test_the_only_account_need_not_be_named(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    assert detail(books, slip(books, refs[0], account="")).row.iban == IBAN
    tamper(books.location, "UPDATE account SET iban = iban || 'X'", disarmed=True)
    assert detail(books, slip(books, refs[1], account="")).row.iban == f"{IBAN}X"
    tamper(
        books.location,
        "INSERT INTO account (id, label, iban, bic, creditor_id, debit_format, debit_days)"
        " VALUES (7, 'B', 'FR', '', '', 'pain.008.001.08', 1)",
        disarmed=True,
    )
    with pytest.raises(AccountUndecided):
        slip(books, refs[2], account="")
    facts = OfficeFacts(
        address="5 rue du Panier", postcode="13002", city="Marseille", phone="04 91 00 00 00", account=IBAN
    )
    head = replace(world.SETTINGS.offices[0], facts=facts)
    load_settings(books, replace(world.SETTINGS, offices=(head, world.SETTINGS.offices[1])))
    made = slip(books, refs[2], account="")  # on that of the office
    assert detail(books, made).row.iban == IBAN
    told = text_of(slip_document(books, made)).replace("\u00a0", " ")
    assert "5 rue du Panier, 13002 Marseille" in told
    assert "Tél. : 04 91 00 00 00" in told
    assert verify(books).documents.unread == 0


def test_cash_is_counted_to_the_cent(books: Books) -> None:
    person(books)
    refs = [gift(books, 70_00, method="cash"), gift(books, 12_30, method="cash")]
    with pytest.raises(CashDiffers) as refused:
        slip(books, *refs, cash={50_00: 1, 20_00: 1, 10_00: 1, 2_00: 1, 20: 1})
    assert (refused.value.cents, refused.value.expected_cents) == (82_20, 82_30)
    number = slip(books, *refs, cash={10: 3, 50_00: 1, 2_00: 1, 10_00: 1, 20_00: 1})
    found = detail(books, number)
    assert [(one.worth, one.count) for one in found.cash] == [
        (50_00, 1),
        (20_00, 1),
        (10_00, 1),
        (2_00, 1),
        (10, 3),
    ]
    assert (found.row.method, found.row.count, found.row.amount.cents) == ("cash", 2, 82_30)
    assert verify(books).faults == []


def test_a_slip_is_handed_in_then_credited_and_its_cheques_have_arrived(
    three: tuple[Books, list[str]],
) -> None:
    books, refs = three
    number = slip(books, *refs, made_on=EARLIER)
    with pytest.raises(SlipNotHandedIn):
        note_credit(books, number, on=TODAY)
    for on in (EARLIER - timedelta(1), TODAY + timedelta(1)):
        with pytest.raises(InputRefused):
            hand_in(books, number, on=on)
    hand_in(books, number, on=EARLIER)
    hand_in(books, number, on=EARLIER)
    with pytest.raises(SlipHandedIn):
        hand_in(books, number, on=TODAY)
    with pytest.raises(SlipHandedIn):
        cancel_slip(books, number, reason="Too late", on=TODAY)
    assert detail(books, number).row.state == "handed_in"
    take_back(books, refs[1], kind="return", reason="Unpaid cheque", on=TODAY, return_code="01")
    note_credit(books, number, on=TODAY)
    note_credit(books, number, on=TODAY, reference="REM CHQ 0123")
    with pytest.raises(SlipCredited):
        note_credit(books, number, on=EARLIER)
    found = detail(books, number)
    assert (found.row.state, found.row.credited_on, found.row.bank_reference) == (
        "credited",
        TODAY,
        "REM CHQ 0123",
    )
    assert [entry.kind for entry in found.entries] == [
        "deposit.made", "deposit.handed_in", "deposit.credited", "deposit.credited",
    ]  # fmt: skip
    assert days_of(books, refs) == [TODAY, None, TODAY]
    assert verify(books).faults == []


def days_of(books: Books, refs: list[str]) -> list[date | None]:
    """Return the days on which the bank had payments."""
    with books.read() as session:
        return [
            session.scalar(select(Payment.credited_on).where(Payment.id == find(session, Payment, ref)))
            for ref in refs
        ]


def test_a_wrong_day_is_put_right_with_its_cheques_until_the_bank_builds_on_it(
    three: tuple[Books, list[str]],
) -> None:
    books, refs = three
    number, before = slip(books, *refs, made_on=EARLIER), TODAY - timedelta(1)
    hand_in(books, number, on=TODAY, corrects=True)  # none was noted: it is noted
    with pytest.raises(InputRefused):
        hand_in(books, number, on=EARLIER - timedelta(1), corrects=True)
    hand_in(books, number, on=EARLIER, corrects=True)
    take_back(books, refs[1], kind="return", reason="Unpaid cheque", on=TODAY)
    note_credit(books, number, on=TODAY, reference="REM 1")
    for on in (TODAY, before):
        with pytest.raises(SlipCredited):
            hand_in(books, number, on=on, corrects=True)
    note_credit(books, number, on=before, reference=None, corrects=True)
    note_credit(books, number, on=before, reference=None, corrects=True)  # twice is once
    found = detail(books, number)
    assert (found.row.handed_in_on, found.row.credited_on, found.row.bank_reference) == (
        EARLIER,
        before,
        "REM 1",
    )
    assert days_of(books, refs) == [before, None, before]
    assert [entry.kind for entry in found.entries] == [
        "deposit.made", "deposit.handed_in", "deposit.day_put_right", "deposit.credited", "deposit.day_put_right",
    ]  # fmt: skip
    for change in ("handed_in_on = '2026-01-01'", "handed_in_on = NULL", "credited_on = NULL"):
        _refuses(books, f"UPDATE deposit_slip SET {change}", "one_way")
    assert verify(books).faults == []


def test_a_cheque_that_comes_back_is_told_and_the_sum_stays(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    number = slip(books, *refs)
    hand_in(books, number, on=TODAY)
    take_back(books, refs[1], kind="return", reason="Unpaid cheque", on=TODAY, return_code="01")
    found = detail(books, number)
    assert (found.row.count, found.row.amount.cents) == (3, 180_05)
    assert [(line.payment, line.taken_back_on, line.reason, line.return_code) for line in found.returned] == [
        (refs[1], TODAY, "Unpaid cheque", "01")
    ]
    assert waits(books) == []


def test_what_was_put_right_stands_on_the_slip_of_the_wrong_one(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    number = slip(books, *refs)
    right = payment(100_00, payer="B2", cheque_number="0004417")
    hand_in(books, number, on=TODAY)
    new = correct_payment(books, refs[0], right, reason="Another payer").recorded
    newer = correct_payment(books, new, payment(1_000_00, payer="B2"), reason="Misread").recorded
    found = detail(books, number)
    assert found.row.amount.cents == 180_05
    assert [(line.payment, line.in_place_of, line.is_put_right) for line in found.lines] == [
        (refs[0], "", True), (new, refs[0], True), (newer, new, False), (refs[1], "", False), (refs[2], "", False),
    ]  # fmt: skip  # in the place of the cheque, as the bank has them in its order
    assert waits(books) == []
    with books.read() as session:
        held = slip_of(session, find(session, Payment, newer) or 0)
    assert held is not None
    assert held.number == number
    assert verify(books).faults == []


def test_what_was_never_a_cheque_leaves_the_slip(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    number = slip(books, *refs)
    transfer = payment(100_00, method="transfer", credited_on=date(2025, 3, 2))
    correct_payment(books, refs[0], transfer, reason="Was a transfer")
    with pytest.raises(SlipChanged) as refused:
        hand_in(books, number, on=TODAY)
    assert refused.value.payment == refs[0]
    cancel_slip(books, number, reason="One was no cheque", on=TODAY)
    assert waits(books) == [("MRS", "cheque", 2, 80_05)]


@pytest.mark.parametrize("kind", ["return", "refund", "correction"])
def test_what_is_no_longer_there_is_not_handed_in(three: tuple[Books, list[str]], kind: str) -> None:
    books, refs = three
    number = slip(books, *refs)
    take_back(books, refs[2], kind=kind, reason="Gone", on=TODAY)
    with pytest.raises(SlipChanged):
        hand_in(books, number, on=TODAY)
    with pytest.raises(ReasonMissing):
        cancel_slip(books, number, reason=" ", on=TODAY)
    cancel_slip(books, number, reason="One is gone", on=TODAY)
    with pytest.raises(SlipCancelled):
        cancel_slip(books, number, reason="Again", on=TODAY)
    with pytest.raises(SlipCancelled):
        hand_in(books, number, on=TODAY)
    assert detail(books, slip(books, *refs[:2])).row.amount.cents == 150_00


def test_another_amount_in_its_place_is_not_handed_in_either(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    number = slip(books, *refs)
    new = correct_payment(books, refs[0], payment(99_99, received_on=TODAY), reason="Misread").recorded
    with pytest.raises(SlipChanged) as refused:
        hand_in(books, number, on=TODAY)
    assert refused.value.payment == refs[0]  # that was put right, not what stands in its place
    with books.read() as session:
        assert session.scalars(select(LiveDeposit.slip_id)).all()
    cancel_slip(books, number, reason="Misread", on=TODAY)
    with books.read() as session:  # as the cheques lie on the table
        again = waiting_payments(session, office="MRS", method="cheque", today=TODAY)
    assert [one.ref for one in again] == [new, refs[1], refs[2]]


def test_the_document_is_kept_byte_by_byte(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    number = slip(books, *refs)
    before = slip_document(books, number)
    person(books, "Z9")
    take_back(books, refs[0], kind="return", reason="Unpaid", on=TODAY)
    assert slip_document(books, number) == before
    with pytest.raises(NotFound):
        slip_document(books, "B-MRS-000009")


def test_of_two_who_take_one_cheque_to_the_bank_one_is_refused(three: tuple[Books, list[str]]) -> None:
    books, refs = three
    answers: list[object] = []
    start = Barrier(2)

    def make(order: list[str]) -> None:
        mine = open_books(books.location, clock=ticking(), author=NAIMA, today=lambda: TODAY)
        start.wait()
        try:
            answers.append(make_slip(mine, draft(*order, key=uuid4())))
        except RuleBroken as error:
            answers.append(type(error))
        finally:
            mine.close()

    workers = [Thread(target=make, args=(order,)) for order in (refs, refs[::-1])]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(map(str, answers)) == sorted(["B-MRS-000001", str(AlreadyDeposited)])
    assert verify(books).faults == []


def test_no_two_things_bear_the_same_reference() -> None:
    letters = [vars(one)["letter"] for one in mapped_classes().values() if "letter" in vars(one)]
    letters.append(series_of_slips("MRS").partition("-")[0])
    assert len(letters) > 8
    assert sorted(letters) == sorted(set(letters))


def test_a_cheque_on_a_slip_is_credited_with_it_alone(books: Books) -> None:
    person(books)
    cheque = gift(books, 40_00, method="cheque")
    number = slip(books, cheque)
    with pytest.raises(InputRefused) as refused:
        set_credited(books, cheque, on=TODAY)
    assert [(one.code, one.value) for one in refused.value.problems] == [("payment_on_slip", number)]


def test_a_slip_that_the_bank_does_not_have_is_cancelled_though_it_was_noted_as_handed_in(
    three: tuple[Books, list[str]],
) -> None:
    books, refs = three
    number = slip(books, *refs, made_on=EARLIER - timedelta(1))
    hand_in(books, number, on=EARLIER)
    with pytest.raises(InputRefused) as error:
        cancel_slip(books, number, reason="Lost", on=EARLIER - timedelta(1), corrects=True)
    assert error.value.problems[0].code == "slip_cancelled_before_made"
    cancel_slip(books, number, reason="Lost on the way", on=TODAY, corrects=True)
    found = detail(books, number)
    assert (found.row.state, found.row.handed_in_on, found.row.cancelled_on) == ("cancelled", EARLIER, TODAY)
    for act in (hand_in, note_credit):  # it goes nowhere any more
        with pytest.raises(SlipCancelled):
            act(books, number, on=TODAY)
    _refuses(books, "UPDATE deposit_slip SET credited_on = handed_in_on", "cancelled_before")
    _refuses(books, "UPDATE deposit_slip SET handed_in_on = made_on", "one_way")
    again = slip(books, *refs, made_on=TODAY)
    hand_in(books, again, on=TODAY)
    note_credit(books, again, on=TODAY)
    with pytest.raises(SlipCredited):
        cancel_slip(books, again, reason="Too late", on=TODAY, corrects=True)
    assert (days_of(books, refs), verify(books).faults) == ([TODAY] * 3, [])
