"""Lines of the bank said to be something, on both engines: what follows in the books, and taken back exactly."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from donations_app.db.books import Books
from donations_app.db.queries.bank import bank_line_keys
from donations_app.db.queries.on_the_way import records_of
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.reconciliations import reconciliations
from donations_app.db.tables import BankLineRow, BankMatch, BankRule, DepositSlip, Payment
from donations_app.domain.errors import InputRefused, PaymentReceipted
from donations_app.domain.matching import Far
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.refunds import Refund
from donations_app.services.audit.trace import trace_receipt
from donations_app.services.audit.verify import verify
from donations_app.services.bank import matching
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.bank.matching import accept, accept_certain, undo, undo_lot
from donations_app.services.bank.proposing import ProposedLine, open_lines, open_things, proposed_lines
from donations_app.services.books.settings import load_settings
from donations_app.services.deposits.slips import hand_in
from donations_app.services.payments.collected import mark_sent
from donations_app.services.payments.collections import make_run
from donations_app.services.payments.corrections import take_back
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.payments.reversals import reverse_payment
from donations_app.words.matching import far_words
from tests.bank_files import Op, camt, cfonb, csv, ofx, put
from tests.db.test_bank import tamper_raw
from tests.db.test_collections import ACCOUNT, AGREED, MONDAY, ORDER
from tests.raw import tamper
from tests.slips import slip
from tests.world import SETTINGS, TODAY, gift, issue, person, project

D = date(2026, 11, 18)
FATIMA, OTHER = "FR7612345000010000000330182", "FR7612345000010000000440279"


def world(books: Books, folder: Path) -> dict[str, str]:
    """Return by name what stands open in the books, of which the bank then writes."""
    person(books, "A1")
    person(books, "F1", last_name="Benali", first_name="Fatima")
    person(books, "K1", last_name="Tazi", first_name="Karim")
    project(books, "AMB", title_fr="Ambulance de Tissint")
    names = {
        "transfer": gift(books, 100_00, method="transfer", received_on=D),
        "debit": gift(
            books, 20_00, payer="K1", method="direct_debit",
            received_on=date(2026, 11, 5), credited_on=date(2026, 11, 6),
        ),
        "on1": gift(books, 30_00, payer="K1", method="online", received_on=date(2026, 11, 10)),
        "on2": gift(books, 45_00, payer="F1", method="online", received_on=date(2026, 11, 11)),
    }  # fmt: skip
    cheques = [
        gift(books, cents, received_on=date(2026, 11, 2), method="cheque") for cents in (400_00, 240_00)
    ]
    names["cheque"] = cheques[0]
    names["slip"] = slip(books, *cheques, made_on=date(2026, 11, 16))
    hand_in(books, names["slip"], on=date(2026, 11, 17))
    agreed = RecurringGift(
        key=uuid4(), ref="D1", payer="F1", amount=Money(150_00), frequency="quarterly",
        first_on=date(2026, 11, 15), method="transfer", iban=FATIMA, project="AMB",
        earmarked_by_donor=True, office="MRS",
    )  # fmt: skip
    names["agreed"] = agree_recurring(books, agreed)
    ops = (
        Op(D, 640_00, "", f"REMISE CHEQUES 2 BORD {names['slip']}", "B1"),
        Op(D, 100_00, "M AIT AHMED MOHAND", "DON", "B2"),
        Op(D, 150_00, "FATIMA BENALI", "AMBULANCE", "B3", iban=FATIMA),
        Op(D, 75_00, "HELLOASSO", "REVERSEMENT 2026-11", "B4"),
        Op(D, -20_00, "", "IMPAYE PRLV TAZI KARIM", "B5", return_code="AM04"),
        Op(D, -12_00, "", "FRAIS SUR IMPAYE PRLV", "B6"),
        Op(D, 15_00, "", "VIR REF NON COMMUNIQUEE", "B7"),
    )
    import_bank(books, read_bank(put(folder, "m.xml", camt(ops))))
    return names


def lines(books: Books) -> list[ProposedLine]:
    """Return the lines in the order of the file."""
    with books.read() as session:
        return proposed_lines(session, bank_line_keys(session, oldest_first=True), today=TODAY)


def credited(books: Books, ref: str) -> date | None:
    with books.read() as session:
        return session.scalar(select(Payment.credited_on).where(Payment.ref == ref))


def sums(books: Books) -> dict[str, Any]:
    """Return what undoing must bring back."""
    with books.read() as session:
        return {
            "money": session.execute(text("SELECT sum(amount) FROM payment")).scalar(),
            "allocated": session.execute(text("SELECT sum(amount) FROM allocation")).scalar(),
            "dated": sorted(map(str, session.scalars(select(Payment.credited_on)).all())),
            "slip": session.execute(select(DepositSlip.credited_on, DepositSlip.bank_reference)).all(),
        }


def banked(books: Books, ref: str) -> list[str]:
    """Return the lines of the bank on the card of a payment."""
    with books.read() as session:
        return [one.bank_line for one in payment_detail(session, ref).bank_lines]


def assert_reconciled(books: Books, **parts: int) -> None:
    """Assert what explains the difference between books and bank, all of it."""
    with books.read() as session:
        (one,) = reconciliations(session, on=TODAY)
    found = {part.kind: part.amount for part in one.explanations}
    assert found == {kind: cents for kind, cents in parts.items() if cents}
    assert (one.unexplained, one.bank, one.difference) == (0, 1048_00, sum(parts.values()))


def test_what_the_bank_wrote_is_proposed_accepted_and_taken_back(books: Books, tmp_path: Path) -> None:
    names = world(books, tmp_path)
    found = lines(books)
    assert [(one.proposals[0].to, one.proposals[0].score) if one.proposals else None for one in found] == [
        (names["slip"], 99),
        (names["transfer"], 95),
        (f"{names['agreed']}:2026-11-15", 99),
        (f"{names['on1']}+{names['on2']}", 98),
        (names["debit"], 99),
        ("fee", 90),
        None,
    ]
    assert [one.certain is not None for one in found] == [True] * 5 + [False] * 2
    before = sums(books)
    # the debit of 6 November, within the statement, has no line
    assert_reconciled(books, lines_open=948_00, payments_open=-195_00, slips_open=-640_00)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "_MOST_AT_ONCE", 1)  # some are written before it is stopped, as by Ctrl-C
        with pytest.raises(KeyboardInterrupt):
            accept_certain(books, progress=interrupted)
    assert sums(books) == before
    assert [one.line.state for one in lines(books)] == ["unmatched"] * 7
    done = accept_certain(books)
    assert [one.line.state for one in lines(books)] == ["matched"] * 5 + ["unmatched"] * 2
    assert (len(done.lines), len(done.recorded)) == (5, 2)  # the instalment, and the return
    assert {credited(books, names[one]) for one in ("transfer", "on1", "on2", "cheque")} == {D}
    assert_reconciled(books, lines_open=3_00, payments_open=-20_00, slips_open=0)
    after = sums(books)
    assert after["money"] == before["money"] + 150_00 - 20_00
    assert accept_certain(books).lines == []  # nothing twice
    assert banked(books, names["cheque"]) == ["18/11/2026 REMISE CHEQUES 2 BORD B-MRS-000001 (L-MRS-000001)"]
    assert banked(books, names["on1"]) == ["18/11/2026 HELLOASSO (L-MRS-000004)"]
    with books.read() as session:
        assert [*map(tuple, session.execute(select(BankRule.iban, BankRule.is_active)))] == [(FATIMA, True)]
    assert verify(books).faults == []
    assert len(undo_lot(books).lines) == 5  # in one go; the debit that came back is recorded anew
    left = sums(books)
    assert (left["slip"], left["money"], left["allocated"]) == (
        before["slip"],
        before["money"],
        before["allocated"],
    )
    assert {credited(books, names[one]) for one in ("transfer", "on1", "on2", "cheque")} == {None}
    assert [one.line.state for one in lines(books)] == ["unmatched"] * 7
    assert_reconciled(books, lines_open=948_00, payments_open=-195_00, slips_open=-640_00)
    with books.read() as session:
        assert session.scalars(select(BankRule.is_active)).all() == [False]
    again = accept_certain(books)
    assert len(again.lines) == 5
    assert sums(books)["money"] == after["money"]
    undo(books, found[0].line.ref)
    assert sums(books)["slip"] == before["slip"]
    with books.read() as session:
        assert session.scalars(select(BankRule.is_active)).all() == [True]  # said anew
    assert verify(books).faults == []
    for statement, rule in (
        ("UPDATE bank_match SET amount = 1", "frozen_update"),
        ("DELETE FROM bank_match", "frozen_delete"),
    ):
        with pytest.raises(DBAPIError, match=f"bank_match: {rule}"):
            tamper_raw(books, statement)
    tamper(books.location, "UPDATE bank_match SET score = 1", disarmed=True)
    assert "bank_match" in str(verify(books).faults)


def interrupted(done: int, whole: int) -> None:
    if done == 2 and whole == 5:
        raise KeyboardInterrupt


def test_what_is_accepted_by_columns_is_what_is_accepted_one_by_one(books: Books, tmp_path: Path) -> None:
    person(books, "A1")
    person(books, "F1", last_name="Benali", first_name="Fatima")
    gift(books, 100_00, method="transfer", received_on=D)
    gift(books, 30_00, payer="F1", method="transfer", received_on=date(2026, 11, 12), credited_on=D)
    gift(books, 40_00, payer="F1", method="transfer", received_on=date(2026, 8, 12))
    ops = (
        Op(D, 100_00, "M AIT AHMED MOHAND", "DON", "B1", iban=OTHER),
        Op(D, 30_00, "FATIMA BENALI", "DON", "B2", iban=FATIMA),
        Op(date(2026, 8, 13), 40_00, "FATIMA BENALI", "DON", "B3", iban=FATIMA),
    )
    import_bank(books, read_bank(put(tmp_path, "m.xml", camt(ops))))
    found = lines(books)
    done = accept_certain(books)
    assert (done.lines, done.recorded) == ([one.line.ref for one in found], [])  # the oldest first
    by_columns = kept(books, done.lot)
    assert [row[:4] for row in by_columns] == [
        (1, "payment", 100_00, True), (2, "payment", 30_00, False), (3, "payment", 40_00, True),
    ]  # fmt: skip
    assert {row[4] for row in by_columns} == {D, date(2026, 8, 13)}
    with books.read() as session:
        assert sorted(session.scalars(select(BankRule.iban))) == sorted((OTHER, FATIMA))
    assert verify(books).faults == []
    undo_lot(books)
    lots = [
        accept(books, one.line.ref, [one.certain.to], proposal=one.certain).lot
        for one in found
        if one.certain
    ]
    assert sorted(row for lot in lots for row in kept(books, lot)) == by_columns
    assert verify(books).faults == []


def kept(books: Books, lot: UUID | None) -> list[tuple[Any, ...]]:
    """Return what was written of a lot, by the places of its lines."""
    with books.read() as session:
        query = (
            select(
                BankLineRow.entry + 1, BankMatch.kind, BankMatch.amount, BankMatch.is_dated, Payment.credited_on,
                Payment.ref, BankMatch.is_recorded, BankMatch.score, BankMatch.reason,
            )
            .join(BankLineRow, BankLineRow.id == BankMatch.line_id)
            .join(Payment, Payment.id == BankMatch.payment_id)
            .where(BankMatch.lot == lot)
        )  # fmt: skip
        return sorted(map(tuple, session.execute(query)))


def test_lines_are_split_and_refused(file_books: Books, tmp_path: Path) -> None:
    books = file_books
    names = world(books, tmp_path)
    first = lines(books)
    refs = [one.line.ref for one in first]
    with books.read() as session:  # of its amount first, and by words in any order
        nearest = open_things(session, first[1].line.id, "", today=TODAY)[0]
        sought = open_things(session, first[1].line.id, "30,00 karim tazi", today=TODAY)
    assert [one.amount for one in (nearest, *sought)] == [first[1].left, 30_00]
    accept(books, refs[6], ["gift:A1=10", "gift:F1"])  # one to several
    with books.read() as session:
        made = session.execute(select(Payment.amount).order_by(Payment.id.desc()).limit(2)).scalars().all()
    assert sorted(one.cents for one in made) == [5_00, 10_00]
    undo(books, refs[6])
    accept(books, refs[6], [names["transfer"]])  # several to one
    (part,) = [one for one in lines(books) if one.line.ref == refs[1]]
    assert part.proposals[0].candidate.amount == 85_00
    accept(books, refs[1], [f"{names['transfer']}=85"])
    assert lines(books)[1].line.state == "partial"
    assert lines(books)[1].left == 15_00
    accept(books, refs[1], ["aside"])
    assert lines(books)[1].line.state == "matched"
    cases = [
        (refs[5], ["gift:A1"], "debit_no_gift"), (refs[5], [names["slip"]], "debit_no_gift"),
        (refs[5], [names["debit"]], "return_differs"), (refs[2], ["fee"], "credit_no_fee"),
        (refs[2], [names["transfer"]], "nothing_open"), (refs[1], ["aside"], "line_matched"),
        (refs[2], ["gift:A1=150.01"], "beyond_open"), (refs[2], ["aside", "gift:A1"], "line_full"),
        (refs[2], [f"{names['agreed']}:2026-11-16"], "instalment_unknown"),
        (refs[0], ["gift:A1=x"], "amount_not_a_number"),
    ]  # fmt: skip
    before = sums(books)
    for line, targets, code in cases:
        with pytest.raises(InputRefused) as refused:
            accept(books, line, targets)
        assert refused.value.problems[0].code == code, targets
    assert sums(books) == before
    with books.read() as session:
        (held,) = reconciliations(session, on=TODAY)
        records = records_of(session, held.explanations, "fr")
    assert held.unexplained == 0
    for left in held.explanations:
        assert (sum(left.amounts), {*left.refs} - {*records}) == (left.amount, set()), left.kind
    assert records[names["on1"]] == (date(2026, 11, 10), "Karim Tazi", 0)
    assert records[names["slip"]][1:] == ("cheque", 2)
    reverse_payment(books, names["transfer"], kind="correction", reason="never was", on=TODAY)
    with books.read() as session:
        (held,) = reconciliations(session, on=TODAY)
    found = {part.kind: (part.amount, part.refs) for part in held.explanations}
    assert (held.unexplained, found["taken_back"]) == (0, (100_00, (names["transfer"],)))
    reverse_payment(books, names["debit"], kind="return", reason="AM04", on=D, return_code="AM04")
    (back,) = lines(books)[4].proposals[:1]
    assert back.to != names["debit"]  # a return that was recorded already is named, not recorded twice
    accept(books, refs[4], [back.to])
    undo(books, refs[4])
    assert verify(books).faults == []


def test_the_trace_of_a_receipt_ends_at_the_line_of_the_bank(file_books: Books, tmp_path: Path) -> None:
    person(file_books, "A1")
    paid = gift(file_books, 100_00, method="transfer", received_on=date(2025, 11, 17))
    ops = [Op(date(2025, 11, 18), 100_00, "M AIT AHMED MOHAND", "DON", "1")]
    import_bank(file_books, read_bank(put(tmp_path, "t.xml", camt(ops))))
    assert len(accept_certain(file_books).lines) == 1
    issue(file_books, 2025)
    (line,) = trace_receipt(file_books, "2025-MRS-P-000001").lines
    assert (line.payment, line.bank_line) == (paid, "18/11/2025 M AIT AHMED MOHAND (L-MRS-000001)")
    with pytest.raises(PaymentReceipted):
        undo(file_books, "L-MRS-000001")  # the receipt builds on the day


def test_what_was_credited_on_the_day_of_an_opening_balance_is_in_it(
    file_books: Books, tmp_path: Path
) -> None:
    before, after = date(2025, 12, 31), date(2026, 1, 2)
    person(file_books)
    gift(file_books, 50_00, method="transfer", received_on=before, credited_on=before)
    gift(file_books, 70_00, method="transfer", received_on=after, credited_on=after)
    opened = read_bank(
        put(tmp_path, "r.cfonb", cfonb([Op(after, 70_00, "MOHAND AIT AHMED")], days=(before, after)))
    )
    import_bank(file_books, opened)
    accept_certain(file_books)
    with file_books.read() as session:
        (held,) = reconciliations(session, on=TODAY)
    assert (held.first_on, held.books, held.bank, held.explanations) == (date(2026, 1, 1), 170_00, 170_00, ())
    bare = read_bank(put(tmp_path, "n.cfonb", cfonb([], opening=170_00, days=(before, before))))
    import_bank(file_books, bare)  # a day without lines, and its balance at both ends
    with file_books.read() as session:
        assert reconciliations(session, on=TODAY)[0].first_on == before


def test_a_rule_learned_brings_the_next_gift(file_books: Books, tmp_path: Path) -> None:
    person(file_books, "A1")
    person(file_books, "F1", last_name="Benali", first_name="Fatima")
    ops = [
        Op(date(2026, 9, 4), 33_00, "X", "DON", "1", iban=OTHER),
        Op(D, 40_00, "FATIMA BENALI", "DON", "2", iban=OTHER),
    ]
    import_bank(file_books, read_bank(put(tmp_path, "r.xml", camt(ops))))
    first, second = lines(file_books)
    assert (first.proposals, second.certain) == ((), None)
    accept(file_books, first.line.ref, ["gift:F1"])
    after = lines(file_books)[1]
    assert (after.proposals[0].to, after.proposals[0].score) == ("gift:F1", 99)
    assert [one.code for one in after.proposals[0].said] == ["rule", "name"]
    assert after.certain
    assert len(accept_certain(file_books).recorded) == 1


def test_a_run_of_debits_comes_in_one_line_and_one_of_them_goes_back(
    file_books: Books, tmp_path: Path
) -> None:
    load_settings(file_books, replace(SETTINGS, accounts=(ACCOUNT,)))
    for ref, cents in (("A1", 20_00), ("F1", 15_00)):
        person(file_books, ref, last_name=f"Donneur {ref}")
        facts: dict[str, Any] = {"ref": f"D{ref}", "payer": ref, "mandate_reference": f"RUM-{ref}"}
        agree_recurring(file_books, replace(AGREED, key=uuid4(), amount=Money(cents), **facts))
    number, _planned = make_run(file_books, uuid4(), ORDER)
    mark_sent(file_books, number)
    later = file_books.acting(today=date(2026, 12, 14))
    ops = [Op(MONDAY, 35_00, "", f"REMISE PRLV SEPA {number}", "1")]
    import_bank(later, read_bank(put(tmp_path, "p.xml", camt(ops))))
    (credit,) = accept_certain(later).lines
    with later.read() as session:
        dated = session.execute(select(Payment.amount, Payment.credited_on)).all()
    assert sorted((one.amount.cents, one.credited_on) for one in dated) == [(15_00, MONDAY), (20_00, MONDAY)]
    back = Op(
        date(2026, 12, 10),
        -15_00,
        "",
        "REJET",
        "2",
        end_to_end=f"{number}-00002",
        mandate="RUM-F1",
        return_code="MD06",
    )
    import_bank(later, read_bank(put(tmp_path, "q.xml", camt([back]))))
    with later.read() as session:
        (line,) = open_lines(session, today=later.today)
    assert ("mandate", "RUM-F1") in line.proposals[0].said
    (recorded,) = accept(later, line.line.ref, [line.proposals[0].to]).recorded
    with later.read() as session:
        assert payment_detail(session, recorded).return_code == "MD06"
    undo(later, credit)
    assert verify(later).faults == []


def test_what_is_much_older_than_its_line_is_told_when_somebody_says_so(
    file_books: Books, tmp_path: Path
) -> None:
    books = file_books
    person(books, "A1")
    old = date(2024, 9, 2)
    transfer = gift(books, 60_00, method="transfer", received_on=date(2026, 9, 18))  # 61 days
    recent = gift(books, 70_00, method="transfer", received_on=date(2026, 9, 19))
    number = slip(books, gift(books, 50_00, method="cheque", received_on=old), made_on=old)
    hand_in(books, number, on=old)
    ops = (Op(D, 60_00, "", "VIR A", "B1"), Op(D, 70_00, "", "VIR B", "B2"), Op(D, 50_00, "", "REMISE", "B3"))
    import_bank(books, read_bank(put(tmp_path, "m.xml", camt(ops))))
    refs = [one.line.ref for one in lines(books)]
    told = [accept(books, line, [to]).far for line, to in zip(refs, (transfer, recent, number), strict=True)]
    assert told == [
        [Far(transfer, refs[0], 61, is_cheque=False)],
        [],
        [Far(number, refs[2], 807, is_cheque=True)],
    ]
    assert "good for a year and eight days" in far_words(told[2][0])
    assert "good for" not in far_words(told[0][0])


def test_what_was_credited_and_went_back_before_anybody_read_it_is_said_of_its_payment(
    file_books: Books, tmp_path: Path
) -> None:
    books = file_books
    person(books, "A1")
    part = gift(books, 60_00, method="transfer", received_on=D)
    back = gift(books, 20_00, method="direct_debit", received_on=D)
    never = gift(books, 20_00, method="transfer", received_on=D)
    refund = take_back(
        books, part, kind="refund", reason="trop", on=TODAY, part=Refund(Money(15_00))
    ).reversal
    returned = reverse_payment(books, back, kind="return", reason="AM04", on=TODAY, return_code="AM04").ref
    reverse_payment(books, never, kind="correction", reason="doublon", on=TODAY)
    ops = [Op(D, cents, "AIT AHMED", f"K{cents}") for cents in (60_00, 20_00, -15_00, -20_00)]
    early = Op(date(2026, 11, 10), -3_00, "", "FRAIS")
    # OFX says what stands on the account in the end, CSV nothing, CAMT the days after all that
    import_bank(books, read_bank(put(tmp_path, "a.ofx", ofx(ops, closing=(145_00, D)))))
    import_bank(books, read_bank(put(tmp_path, "b.csv", csv([early]))))
    days = (TODAY, TODAY)
    last = camt([Op(TODAY, -1_00, "", "FRAIS")], opening=145_00, days=days)
    import_bank(books, read_bank(put(tmp_path, "c.xml", last)))
    fee, *shown, last_fee = lines(books)
    refs = [one.line.ref for one in shown]
    with pytest.raises(InputRefused):
        accept(books, refs[1], [never])  # no money came of it
    said = [
        (fee.line.ref, "fee"),
        (last_fee.line.ref, "fee"),
        *zip(refs, (part, back, refund, returned), strict=True),
    ]
    for line, to in said:
        accept(books, line, [to])
    assert [one.left for one in lines(books)] == [0] * 6
    with books.read() as session:
        (held,) = reconciliations(session, on=TODAY)
    assert (held.opening, held.bank, held.books, held.explanations) == (103_00, 144_00, 144_00, ())
    assert (held.opening_is_stated, held.first_on) == (True, early.on)
    assert credited(books, back) == D
    undo(books, refs[1])
    assert credited(books, back) is None
    accept(books, refs[1], ["gift:A1"])
    with books.read() as session:
        wrong = session.scalar(select(Payment.ref).order_by(Payment.id.desc()).limit(1)) or ""
    undo(books, refs[1])
    with books.read() as session:
        assert session.scalar(select(Payment.received_on).where(Payment.ref == f"{wrong}-R")) == D
    assert verify(books).faults == []
