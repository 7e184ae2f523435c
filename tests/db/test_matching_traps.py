"""Money that would be lost, or counted twice, between the bank and the books: what is refused, and taken back whole."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from donations_app.db.books import Books
from donations_app.db.queries.accounting import return_fees
from donations_app.db.queries.bank import bank_line_keys
from donations_app.db.queries.batches import batch_standing
from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.instalments import agreement_of
from donations_app.db.queries.reconciliations import reconciliations
from donations_app.db.tables import BankRule, CollectionLine, DepositSlip, Payment
from donations_app.domain.changes import BatchStanding
from donations_app.domain.debit_returns import Returned
from donations_app.domain.errors import InputRefused
from donations_app.domain.matching import Proposal
from donations_app.domain.money import Money
from donations_app.domain.reconciliation import Reconciliation
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.refunds import Refund
from donations_app.domain.settings import AccountDraft
from donations_app.domain.statements import Heading
from donations_app.services.audit.verify import verify
from donations_app.services.bank.closing import close_account
from donations_app.services.bank.debit_returns import take_returns
from donations_app.services.bank.files import set_file_aside
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.bank.matching import accept, accept_certain, undo
from donations_app.services.bank.rules import state_rule
from donations_app.services.books.settings import load_settings
from donations_app.services.closing.years import close_year
from donations_app.services.deposits.slips import hand_in
from donations_app.services.payments.batches import open_batch
from donations_app.services.payments.collected import cancel_run, mark_sent, note_credit
from donations_app.services.payments.collections import make_run, run_file
from donations_app.services.payments.corrections import correct_payment, take_back
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.people.erasure import erase_party
from donations_app.services.statements.accounting import accounts
from donations_app.words.accounting import twice_words
from tests.bank_files import IBAN, Op, camt, put
from tests.db.test_collections import ACCOUNT, AGREED, DAY, MONDAY, ORDER
from tests.db.test_matching import FATIMA, OTHER, D, credited, lines
from tests.slips import detail, slip
from tests.world import SETTINGS, TODAY, gift, issue, person

LATER = date(2026, 12, 14)


def stand(books: Books) -> list[Reconciliation]:
    """Return where each account stands today, in the books and at the bank."""
    with books.read() as session:
        return list(reconciliations(session, on=books.today))


def booked(books: Books, folder: Path, *ops: Op, **said: Any) -> list[str]:
    """Take lines of the bank, and return the references of all."""
    import_bank(books, read_bank(put(folder, f"{uuid4()}.xml", camt(ops, **said))))
    return [one.line.ref for one in lines(books)]


def refusal(books: Books, line: str, to: str) -> str:
    with pytest.raises(InputRefused) as refused:
        accept(books, line, [to])
    return refused.value.problems[0].code


def proposed(books: Books) -> dict[int, list[Proposal]]:
    """Return what lines may be, by their cents."""
    return {one.line.amount: list(one.proposals) for one in lines(books)}


def put_right(books: Books, wrong: str, **facts: Any) -> str:
    with books.read() as session:
        draft = draft_of(session, wrong, key=uuid4())
    return correct_payment(books, wrong, replace(draft, ref="", **facts), reason="erreur").recorded


def test_a_day_of_credit_goes_with_the_last_of_several_lines(file_books: Books, tmp_path: Path) -> None:
    books = file_books
    person(books)
    cheque = gift(books, 100_00, received_on=date(2026, 11, 2), method="cheque")
    number = slip(books, cheque, made_on=date(2026, 11, 16))
    hand_in(books, number, on=date(2026, 11, 17))
    paid = gift(books, 100_00, received_on=D, method="transfer")
    second = date(2026, 11, 20)
    ops = [Op(on, cents, "", "X", f"{on}{cents}") for on in (D, second) for cents in (60_00, 40_00)]
    refs = booked(books, tmp_path, *ops)
    for to, first, last in ((number, refs[0], refs[3]), (paid, refs[1], refs[2])):
        accept(books, first, [to])
        accept(books, last, [to])
        undo(books, first)  # which wrote the day
        assert credited(books, cheque if to == number else paid) == D  # another line holds it
        undo(books, last)
    assert (credited(books, cheque), credited(books, paid)) == (None, None)
    with books.read() as session:
        assert session.scalars(select(DepositSlip.credited_on)).all() == [None]
        assert reconciliations(session, on=books.today)[0].contradicted == ()
    assert verify(books).faults == []


def test_a_cheque_comes_with_its_slip_alone(file_books: Books, tmp_path: Path) -> None:
    person(file_books)
    cheque = gift(file_books, 50_00, received_on=date(2026, 11, 2), method="cheque")
    number = slip(file_books, cheque, made_on=date(2026, 11, 16))
    hand_in(file_books, number, on=date(2026, 11, 17))
    (line,) = booked(file_books, tmp_path, Op(D, 50_00, "", "VIR", "1"))
    assert refusal(file_books, line, cheque) == "payment_on_slip"
    accept(file_books, line, [number])


def test_the_account_of_a_platform_is_nobodys(file_books: Books, tmp_path: Path) -> None:
    person(file_books)
    paid = gift(file_books, 50_00, method="online", received_on=date(2026, 11, 10))
    for on, cents in ((D, 50_00), (date(2026, 11, 20), 78_00)):
        refs = booked(file_books, tmp_path, Op(on, cents, "", "REVERSEMENT", str(cents), iban=OTHER))
    accept(file_books, refs[0], [paid])
    with file_books.read() as session:
        assert session.scalars(select(BankRule.iban)).all() == []
    assert proposed(file_books)[78_00] == []


def test_a_rule_holds_for_its_lines_and_no_longer_than_what_taught_it(
    file_books: Books, tmp_path: Path
) -> None:
    person(file_books)
    person(file_books, "F1", last_name="Benali", first_name="Fatima")
    state_rule(file_books, words="COTISATION", payer="F1", kind="dues")
    refs = booked(
        file_books, tmp_path,
        Op(D, 50_00, "", "VIR", "1", iban=OTHER), Op(D, 77_00, "", "VIR", "2", iban=OTHER),
        Op(D, 60_00, "", "VIR", "3", iban=FATIMA),
    )  # fmt: skip
    (wrong,) = accept(file_books, refs[0], ["gift:A1"]).recorded
    assert [one.to for one in proposed(file_books)[77_00]] == ["gift:A1"]
    same = put_right(file_books, wrong, cheque_number="7")
    assert [one.to for one in proposed(file_books)[77_00]] == ["gift:A1"]  # of the same payer
    put_right(file_books, same, payer="F1")
    assert proposed(file_books)[77_00] == []
    (other,) = accept(
        file_books, refs[2], ["gift:F1"]
    ).recorded  # without the words of her rule it is no dues
    with file_books.read() as session:
        assert [line.kind for line in draft_of(session, other, key=uuid4()).lines] == ["donation"]


def debited(books: Books) -> str:
    """Return a run of three debits, one of which is the last of its gift."""
    load_settings(books, replace(SETTINGS, accounts=(ACCOUNT,)))
    for ref, cents in (("A1", 20_00), ("F1", 15_00), ("K1", 12_00)):
        person(books, ref, last_name=f"Donneur{ref}")
        facts: dict[str, Any] = {"ref": f"D{ref}", "payer": ref, "mandate_reference": f"RUM-{ref}"}
        last_on = date(2026, 12, 20) if ref == "K1" else None
        agree_recurring(books, replace(AGREED, key=uuid4(), amount=Money(cents), last_on=last_on, **facts))
    return make_run(books, uuid4(), ORDER)[0]


def test_each_batch_of_a_run_comes_in_its_own_line(file_books: Books, tmp_path: Path) -> None:
    number = debited(file_books)
    mark_sent(file_books, number)
    later = file_books.acting(today=LATER)
    text_ = f"REMISE PRLV SEPA {number}"
    booked(later, tmp_path, Op(MONDAY, 35_00, "", text_, "1"), Op(MONDAY, 12_00, "", text_, "2"))
    assert len(accept_certain(later).lines) == 2
    with later.read() as session:
        assert set(session.scalars(select(Payment.credited_on))) == {MONDAY}


def test_a_debit_alone_in_its_batch_is_proposed_for_its_credit_though_it_came_back_since(
    file_books: Books, tmp_path: Path
) -> None:
    """Else its instalment, which is open again, would be recorded for money that went back."""
    number = debited(file_books)
    mark_sent(file_books, number)
    later = file_books.acting(today=LATER)
    booked(later, tmp_path, Op(MONDAY, 12_00, "", f"REMISE PRLV SEPA {number}", "1"))
    with later.read() as session:
        lines_of_it = select(CollectionLine.end_to_end).where(CollectionLine.amount == Money(12_00))
        end_to_end = session.scalars(lines_of_it).one()
    back = Returned(on=date(2026, 12, 10), code="AM04", end_to_end=end_to_end, amount=Money(12_00))
    (taken,) = take_returns(later, [back]).taken
    assert proposed(later)[12_00][0].to == taken.debit.payment
    assert len(accept_certain(later).lines) == 1


def test_an_instalment_that_a_run_collects_is_never_recorded_from_a_line(
    file_books: Books, tmp_path: Path
) -> None:
    number = debited(file_books)  # and nobody noted that it was sent
    later = file_books.acting(today=LATER)
    op = Op(MONDAY, 12_00, "DONNEURK1", f"PRLV {number}", "1", mandate="RUM-K1", iban=str(AGREED.iban))
    (line,) = booked(later, tmp_path, op)
    assert accept_certain(later).recorded == []
    assert refusal(later, line, f"DK1:{DAY}") == "instalment_collected"
    mark_sent(later, number)
    assert len(accept_certain(later).lines) == 1
    with later.read() as session:
        assert session.execute(text("SELECT sum(amount) FROM payment")).scalar() == 47_00


def test_a_line_meets_the_instalment_that_it_was_said_to_be(file_books: Books, tmp_path: Path) -> None:
    person(file_books)
    agreed = RecurringGift(
        key=uuid4(), ref="D1", payer="A1", amount=Money(30_00), frequency="monthly",
        first_on=date(2026, 10, 5), method="transfer",
    )  # fmt: skip
    gift(file_books, 5_00, received_on=date(2026, 1, 5))  # of the year that is known
    agree_recurring(file_books, agreed)
    (line,) = booked(file_books, tmp_path, Op(D, 30_00, "AIT AHMED", "", "1"))
    accept(file_books, line, ["D1:2026-10-05"])
    with file_books.read() as session:
        found = agreement_of(session, "D1", today=file_books.today, until=D).instalments
    assert [one.state for one in found] == ["met", "late"]  # by itself it would have met November


def test_a_debit_that_was_put_right_comes_back_all_the_same(file_books: Books) -> None:
    number = debited(file_books)
    mark_sent(file_books, number)
    with file_books.read() as session:
        debit = select(CollectionLine.end_to_end, Payment.ref).join(
            Payment, Payment.id == CollectionLine.payment_id
        )
        end_to_end, wrong = session.execute(debit.where(CollectionLine.amount == Money(20_00))).one()
    right = put_right(file_books, wrong, cheque_number="7")
    later = file_books.acting(today=LATER)
    assert note_credit(later, number, on=MONDAY) == 3
    assert credited(later, right) == MONDAY
    back = Returned(on=date(2026, 12, 10), code="MD06", end_to_end=end_to_end, amount=Money(21_00))
    found = take_returns(later, [back])
    assert [one.corrected.payment for one in found.taken] == [right]
    assert take_returns(later, [back]).already == 1
    with later.read() as session:
        assert session.execute(text("SELECT sum(amount) FROM payment")).scalar() == 27_00
        year = Heading("", "", LATER, 2026, date(2026, 1, 1), date(2026, 12, 31))
        (fee,) = return_fees(session, year)
    assert (fee.piece, fee.on, fee.amount) == (f"{right}-R", date(2026, 12, 10), Money(1_00))


def test_a_debit_whose_return_was_none_comes_back_all_the_same(file_books: Books, tmp_path: Path) -> None:
    number = debited(file_books)
    mark_sent(file_books, number)
    later = file_books.acting(today=LATER)
    note_credit(later, number, on=MONDAY)
    with file_books.read() as session:
        debit = select(CollectionLine.end_to_end, Payment.ref).join(
            Payment, Payment.id == CollectionLine.payment_id
        )
        end_to_end, paid = session.execute(debit.where(CollectionLine.amount == Money(20_00))).one()
    (line,) = booked(later, tmp_path, Op(date(2026, 12, 10), -20_00, "", "IMPAYE", "1", return_code="AM04"))
    accept(later, line, [paid])
    undo(later, line)  # it was another one's
    back = Returned(on=date(2026, 12, 11), code="MD06", end_to_end=end_to_end, amount=Money(20_00))
    assert [one.debit.payment for one in take_returns(later, [back]).taken] == ["V-MRS-000005"]
    assert take_returns(later, [back]).already == 1
    with later.read() as session:
        assert session.execute(text("SELECT sum(amount) FROM payment")).scalar() == 27_00
    assert verify(later).faults == []


def test_a_cheque_whose_return_was_none_stands_on_its_slip_and_in_its_batch_again(
    file_books: Books, tmp_path: Path
) -> None:
    books = file_books
    person(books)
    batch = uuid4()
    open_batch(books, batch, name="NOVEMBRE", method="cheque", count=1, amount=Money(100_00))
    cheque = gift(books, 100_00, received_on=date(2026, 11, 2), method="cheque", batch=batch)
    number = slip(books, cheque, made_on=date(2026, 11, 16))
    hand_in(books, number, on=date(2026, 11, 17))
    back = Op(date(2026, 11, 20), -100_00, "", "IMPAYE", "2", return_code="AM04")
    credit, line = booked(books, tmp_path, Op(D, 100_00, "", "REMISE", "1"), back)
    accept(books, credit, [number])
    before = stand(books)
    accept(books, line, [cheque])
    undo(books, line)
    assert stand(books) == before
    with books.read() as session:
        standing = batch_standing(session, "V-MRS-000003")
    assert standing == BatchStanding("NOVEMBRE", 1, Money(100_00), 1, Money(100_00))
    on_slip = detail(books, number)
    assert [(one.payment, one.in_place_of) for one in on_slip.lines] == [
        (cheque, ""),
        ("V-MRS-000003", cheque),
    ]
    assert on_slip.returned == []
    assert verify(books).faults == []


@pytest.mark.parametrize("method", ["transfer", "cheque"])
def test_a_return_that_was_none_moves_no_account_without_a_slip(
    file_books: Books, tmp_path: Path, method: str
) -> None:
    person(file_books)
    paid = gift(file_books, 100_00, method=method, received_on=date(2026, 11, 2))
    ops = (Op(D, 100_00, "MOHAND AIT AHMED", "DON", "1"), Op(date(2026, 11, 20), -100_00, "", "IMPAYE", "2"))
    credit, line = booked(file_books, tmp_path, *ops)
    if method == "transfer":
        accept(file_books, credit, [paid])
    before = stand(file_books)
    accept(file_books, line, [paid])
    undo(file_books, line)
    assert stand(file_books) == before


def test_a_cheque_that_came_back_without_having_gone_to_the_bank_moves_no_account(
    file_books: Books, tmp_path: Path
) -> None:
    person(file_books)
    booked(file_books, tmp_path, Op(D, 15_00, "", "INTERETS", "1"))
    before = stand(file_books)
    sent_back = gift(file_books, 20_00, method="cheque", received_on=D)
    take_back(file_books, sent_back, kind="return", reason="Non signé", on=TODAY)
    given_back = gift(file_books, 20_00, method="cheque", received_on=D)
    part = Refund(Money(10_00))
    refund = take_back(file_books, given_back, kind="refund", reason="Trop donné", on=D, part=part).reversal
    take_back(file_books, refund, kind="return", reason="Jamais encaissé", on=TODAY)
    assert stand(file_books) == before


def test_a_return_that_was_taken_back_is_nothing_any_more(file_books: Books, tmp_path: Path) -> None:
    person(file_books)
    paid = gift(file_books, 20_00, method="direct_debit", received_on=date(2026, 11, 5))
    (line,) = booked(file_books, tmp_path, Op(D, -20_00, "", "IMPAYE AIT AHMED", "1", return_code="AM04"))
    (back,) = accept(file_books, line, [paid]).recorded
    undo(file_books, line)
    assert refusal(file_books, line, back) == "payment_back"


def test_what_was_put_right_at_a_closed_line_is_told_from_another_payment_of_that_day(
    file_books: Books, tmp_path: Path
) -> None:
    books, october, days = file_books, date(2026, 10, 10), (date(2026, 10, 1), date(2026, 10, 31))
    person(books)
    person(books, "F1", last_name="Benali", first_name="Fatima")
    load_settings(
        books, replace(SETTINGS, accounts=(*SETTINGS.accounts, AccountDraft("Livret", str(AGREED.iban))))
    )
    wrong = gift(books, 50_00, method="transfer", received_on=october)
    (line,) = booked(books, tmp_path, Op(october, 50_00, "AIT", "DON", "1"), days=days)
    accept(books, line, [wrong])
    close_account(books, IBAN, to=date(2026, 10, 31))
    other = gift(books, 50_00, method="transfer", payer="F1", received_on=october, credited_on=october)
    booked(books, tmp_path, Op(october, 50_00, "BENALI", "DON", "1"), days=days, iban=str(AGREED.iban))
    right = put_right(books, wrong, cheque_number="7")
    assert [one.proposals[0].to for one in lines(books) if one.left] == [other]
    with books.read() as session:
        found = [part.refs for one in reconciliations(session, on=books.today) for part in one.explanations]
    assert not any(right in refs for refs in found)


def test_a_fee_that_the_bank_books_apart_is_told_twice_until_its_return_is_known(
    file_books: Books, tmp_path: Path
) -> None:
    number = debited(file_books)
    mark_sent(file_books, number)
    later = file_books.acting(today=LATER)
    back_on = date(2026, 12, 10)
    backs = [
        Returned(
            on=back_on, code="AM04", end_to_end=f"{number}-{n}", amount=Money(cents), charges=Money(8_00)
        )
        for n, cents in ((2, 20_00), (3, 15_00))
    ]
    taken = take_returns(later, backs).taken
    assert [one.fee.cents for one in taken] == [8_00, 8_00]
    refs = booked(
        later, tmp_path,
        Op(back_on, -20_00, "DONNEURA1", "REJET", "1"), Op(back_on, -8_00, "", "FRAIS REJET", "2"),
    )  # fmt: skip
    assert accounts(later, 2026).told_twice == ()
    accept(later, refs[1], ["fee"])
    (twice,) = accounts(later, 2026).told_twice  # one line says one of both
    assert twice_words([twice]) == (
        "The fee of 1 debit that came back, 8,00\xa0€, may stand twice, as a line of the bank says it too: match the "
        f"line of the return with {taken[0].corrected.reversal}."
    )
    accept(later, refs[0], [taken[0].corrected.reversal])
    assert accounts(later, 2026).told_twice == ()  # it says that of the return whose line is known
    third = booked(later, tmp_path, Op(date(2026, 12, 12), -8_00, "", "FRAIS REJET", "3"))[-1]
    accept(later, third, ["fee"])
    assert [one.piece for one in accounts(later, 2026).told_twice] == [taken[1].corrected.reversal]


def test_a_return_that_holds_its_fee_is_both(file_books: Books, tmp_path: Path) -> None:
    person(file_books)
    paid = gift(file_books, 20_00, method="direct_debit", received_on=date(2026, 11, 5))
    (line,) = booked(file_books, tmp_path, Op(D, -28_00, "", "IMPAYE", "1", return_code="AM04"))
    assert refusal(file_books, line, paid) == "return_differs"
    accept(file_books, line, [f"{paid}=20", "fee"])
    with file_books.read() as session:
        said = session.execute(text("SELECT kind, amount FROM bank_match ORDER BY id")).all()
    assert [tuple(row) for row in said] == [("return", -20_00), ("fee", -8_00)]
    undo(file_books, line)
    with file_books.read() as session:
        assert session.execute(text("SELECT sum(amount) FROM payment")).scalar() == 20_00


def test_what_the_bank_sends_back_and_lines_set_aside_are_never_accepted_unseen(
    file_books: Books, tmp_path: Path
) -> None:
    person(file_books)
    gift(file_books, 100_00, method="transfer", received_on=D)
    gift(file_books, 90_00, method="transfer", received_on=D)
    booked(
        file_books, tmp_path,
        Op(D, 100_00, "AIT AHMED MOHAND", "RETOUR VIR", "1", return_code="AC04"),
        Op(D, 90_00, "AIT AHMED MOHAND", "DON", "2"),
    )  # fmt: skip
    assert [one.certain is not None for one in lines(file_books)] == [False, True]
    with file_books.read() as session:
        keys = list(bank_line_keys(session))
        name = str(session.execute(text("SELECT name FROM bank_file")).scalar())
    set_file_aside(file_books, name, reason="autre compte")
    assert accept_certain(file_books, keys=keys).lines == []


def test_the_file_of_a_run_that_waits_outlives_who_asks_to_be_erased(file_books: Books) -> None:
    number = debited(file_books)
    before = run_file(file_books, number)
    assert "vouchers" in {one.code for one in erase_party(file_books, "A1", asked_on=TODAY).kept}
    assert run_file(file_books, number) == before
    cancel_run(file_books, number, reason="à refaire")
    assert "vouchers" not in {one.code for one in erase_party(file_books, "A1", asked_on=TODAY).kept}
    assert run_file(file_books, number) == b""


def test_a_reference_of_others_may_hold_any_sign(file_books: Books, tmp_path: Path) -> None:
    person(file_books)
    paid = [
        gift(file_books, cents, ref=ref, method="online", received_on=date(2026, 11, 10))
        for ref, cents in (("HA+1", 20_00), ("CB:2026=7", 30_00))
    ]
    refs = booked(
        file_books, tmp_path,
        Op(D, 50_00, "HELLOASSO", "REVERSEMENT", "1"), Op(D, 10_00, "", "VIR", "2"),
    )  # fmt: skip
    (found,) = proposed(file_books)[50_00]
    assert found.candidate.accepted == tuple(paid)
    assert len(accept_certain(file_books).lines) == 1
    undo(file_books, refs[0])
    accept(file_books, refs[1], [f"{paid[1]}=10"])
    accept(file_books, refs[0], [*paid, "aside"])
    assert [one.left for one in lines(file_books)] == [0, 0]


def test_what_would_be_recorded_in_a_closed_year_is_left_to_a_person(
    file_books: Books, tmp_path: Path
) -> None:
    person(file_books)
    person(file_books, "F1", last_name="Benali", first_name="Fatima")
    gift(file_books, 5_00, received_on=date(2025, 3, 1), method="cash")
    agreed = RecurringGift(
        key=uuid4(), ref="D1", payer="F1", amount=Money(30_00), frequency="monthly", first_on=date(2025, 12, 15),
        last_on=date(2025, 12, 31), method="transfer", iban=FATIMA,
    )  # fmt: skip
    agree_recurring(file_books, agreed)
    close_year(file_books, 2025, accept=["without_receipt", "instalments_overdue"])
    paid = gift(file_books, 100_00, method="transfer", received_on=D)
    refs = booked(
        file_books, tmp_path,
        Op(date(2025, 12, 16), 30_00, "FATIMA BENALI", "DON", "1", iban=FATIMA),
        Op(D, 100_00, "AIT AHMED MOHAND", "DON", "2"),
    )  # fmt: skip
    assert [one.certain.to for one in lines(file_books) if one.certain] == ["D1:2025-12-15", paid]
    assert accept_certain(file_books).lines == [refs[1]]


def test_what_a_payout_and_another_line_would_both_take_is_certain_for_neither(
    file_books: Books, tmp_path: Path
) -> None:
    person(file_books)
    methods = {30_00: "online", 20_00: "online", 7_00: "transfer"}
    first, second, third = (
        gift(file_books, cents, method=method, received_on=D) for cents, method in methods.items()
    )
    name = "MOHAND AIT AHMED"
    booked(
        file_books, tmp_path, Op(D, 50_00, "HELLOASSO", f"REVERSEMENT {first} {second}", "1"),
        Op(D, 30_00, name, f"DON {first}", "2"), Op(D, 7_00, name, f"DON {third}", "3"),
    )  # fmt: skip
    assert [one.certain.to for one in lines(file_books) if one.certain] == [third]
    assert accept_certain(file_books).lines == ["L-MRS-000003"]  # where all was refused for the one


def test_a_return_of_what_a_receipt_stands_on_is_left_to_a_person_and_stops_no_other_line(
    file_books: Books, tmp_path: Path
) -> None:
    person(file_books)
    debited_on = date(2025, 11, 5)
    paid = gift(file_books, 20_00, method="direct_debit", received_on=debited_on, credited_on=debited_on)
    issue(file_books, 2025)
    other, name = gift(file_books, 7_00, method="transfer", received_on=D), "MOHAND AIT AHMED"
    booked(
        file_books, tmp_path, Op(D, 7_00, name, f"DON {other}", "1"),
        Op(date(2025, 11, 12), -20_00, name, f"REJET {paid}", "2", return_code="AM04"),
    )  # fmt: skip
    assert [one.certain.to for one in lines(file_books) if one.certain] == [paid, other]
    assert accept_certain(file_books).recorded == []
    assert [one.line.amount for one in lines(file_books) if one.left] == [-20_00]


def test_nobody_who_was_erased_is_proposed_for_his_account(file_books: Books, tmp_path: Path) -> None:
    person(file_books)
    state_rule(file_books, account=str(AGREED.iban), payer="A1")
    booked(file_books, tmp_path, Op(D, 30_00, "X", "DON", "1", iban=str(AGREED.iban)))
    assert [one.to for one in proposed(file_books)[30_00]] == ["gift:A1"]
    erase_party(file_books, "A1", asked_on=TODAY)
    assert proposed(file_books) == {30_00: []}
