"""Lines of the bank in dirhams and in euros: each payment in one currency, each account in its own, on both engines."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace
from sqlalchemy.exc import DBAPIError

from donations_app.db.books import Books
from donations_app.db.queries.accounting import banked
from donations_app.db.queries.deposits import waiting
from donations_app.db.queries.drafts import draft_of
from donations_app.db.queries.instalments import agreed_gifts
from donations_app.db.queries.payment_detail import payment_detail
from donations_app.db.queries.reconciliations import reconciliations
from donations_app.db.queries.references import find
from donations_app.db.queries.slips import slip_row
from donations_app.db.tables import Payment
from donations_app.domain.accounting import Foreign
from donations_app.domain.deposit_errors import CashDiffers
from donations_app.domain.errors import InputRefused
from donations_app.domain.money import Money
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.payments import LineDraft
from donations_app.domain.rates import DatedRate, in_euros
from donations_app.domain.reconciliation import Reconciliation
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.refunds import Refund
from donations_app.domain.settings import AccountDraft
from donations_app.services.audit.verify import verify
from donations_app.services.bank.closing import close_account
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.bank.matching import accept, accept_certain, undo
from donations_app.services.bank.proposing import open_things
from donations_app.services.books.settings import load_settings
from donations_app.services.deposits.slips import hand_in, slip_document
from donations_app.services.payments.corrections import correct_payment, take_back
from donations_app.services.payments.records import set_credited
from donations_app.services.payments.recurring import agree_recurring
from donations_app.services.statements.accounting import accounts, write_accounts
from donations_app.services.statements.headings import heading_of
from tests.bank_files import IBAN, Op, camt, put
from tests.db.test_bank import tamper_raw
from tests.db.test_matching import D, lines
from tests.receipts.reading import text_of
from tests.slips import detail, slip
from tests.world import SETTINGS, TODAY, gift, person, project

BENALI = "MA64007780000012345678901234"
MOROCCAN = "MA64011519000001205000534921"


def dirhams_of(books: Books, payer: str, cents: int, minor: int) -> str:
    line = LineDraft(kind="donation", amount=Money(cents), foreign_minor=minor)
    facts = {"method": "transfer", "received_on": D, "currency": "MAD", "rate": "10.95"}
    return gift(books, cents, payer=payer, lines=(line,), **facts)


def world(books: Books, folder: Path) -> dict[str, str]:
    """Record gifts in dirhams and euros, and read an account of each currency."""
    person(books, "A1"), person(books, "F1", last_name="Benali", first_name="Fatima")
    names = {
        "mad": dirhams_of(books, "A1", 91_32, 1000_00),
        "ordered": dirhams_of(books, "F1", 45_66, 500_00),
        "eur": gift(books, 100_00, method="transfer", received_on=D),
        "online": gift(books, 60_00, method="online", received_on=D),
    }
    dirhams = (
        Op(D, 1000_00, "MOHAND AIT AHMED", "DON", "M1"),
        Op(D, -15_00, "", "FRAIS TENUE DE COMPTE", "M2"),
        Op(D, 100_00, "", "VERSEMENT", "M3"),  # as many as the gift in euros has
    )
    in_mad = camt(dirhams, opening=200_00, iban=MOROCCAN).replace("EUR", "MAD")
    import_bank(books, read_bank(put(folder, "mad.xml", in_mad)))
    euros = (
        Op(D, 45_60, "FATIMA BENALI", "DON", "E1"),
        Op(D, 100_00, "MOHAND AIT AHMED", "DON", "E2"),
        Op(D, 59_10, "", "VIR SEPA", "E3"),  # what a platform left of 60.00
    )
    ordered = "<AmtDtls><InstdAmt><Amt Ccy='MAD'>500.00</Amt></InstdAmt></AmtDtls><RltdPties>"
    in_eur = camt(euros).replace("<RltdPties>", ordered, 1)
    import_bank(books, read_bank(put(folder, "eur.xml", in_eur)))
    return names


def of(books: Books, account: str, on: date = TODAY) -> Reconciliation:
    with books.read() as session:
        return reconciliations(session, account=account, on=on)[0]


def explained(one: Reconciliation) -> dict[str, tuple[int, int]]:
    return {part.kind: (len(part.refs), part.amount) for part in one.explanations}


def refusal(books: Books, line: str, *targets: str, rate: DatedRate | None = None) -> str:
    with pytest.raises(InputRefused) as refused:
        accept(books, line, targets, rate=rate)
    return refused.value.problems[0].code


def test_each_currency_is_matched_and_reconciled_in_itself(books: Books, tmp_path: Path) -> None:
    names = world(books, tmp_path)
    found = lines(books)
    best = [
        (one.proposals[0].to, one.proposals[0].candidate.amount) if one.proposals else None for one in found
    ]
    assert best == [
        (names["mad"], 1000_00), ("fee", 0), None, (names["ordered"], 45_66), (names["eur"], 100_00), None,
    ]  # fmt: skip
    assert "ordered" in [said.code for said in found[3].proposals[0].said]
    # what waits in dirhams counts on the account in dirhams, in dirhams
    assert explained(of(books, MOROCCAN)) == {"lines_open": (3, 1085_00), "payments_open": (2, -1500_00)}
    assert explained(of(books, IBAN)) == {"lines_open": (3, 204_70), "payments_open": (2, -160_00)}
    assert len(accept_certain(books).lines) == 2
    refs = [one.line.ref for one in found]
    assert refusal(books, refs[2], names["eur"]) == "other_currency"
    accept(books, refs[1], ["fee"])
    accept(books, refs[3], [names["ordered"]])
    assert refusal(books, refs[2], names["ordered"]) == "other_currency"
    accept(books, refs[2], ["aside"])
    accept(books, refs[5], [names["online"], "fee"])  # the ledger holds 60.00 less 0.90
    undo(books, refs[5])
    accept(books, refs[5], [names["online"], "fee=0,90"])
    dirhams, euros = of(books, MOROCCAN), of(books, IBAN)
    assert (dirhams.currency, dirhams.books, dirhams.bank, dirhams.explanations) == (
        "MAD",
        1285_00,
        1285_00,
        (),
    )
    # the bank gave 6 cents less for them than the rate of the payment says
    assert (euros.bank, euros.unexplained, explained(euros)) == (304_70, 0, {"payments_open": (1, -6)})
    with books.read() as session:
        keys = {name: find(session, Payment, ref) for name, ref in names.items()}
    undo(books, refs[2])
    for name in ("eur", "ordered"):
        statement = (
            "INSERT INTO bank_match SELECT id + 99, office_id, lot, line_id, 'payment', 1, " + str(keys[name])
            + ", NULL, is_recorded, is_dated, score, reason, NULL, at, who FROM bank_match"
            " WHERE kind = 'aside' AND takes_back_id IS NULL"
        )  # fmt: skip
        with pytest.raises(DBAPIError, match="bank_match: of_currency"):
            tamper_raw(books, statement)
    accept(books, refs[2], ["aside"])
    closed = close_account(books, MOROCCAN, to=D)
    assert closed.closing
    assert (closed.closing.currency, closed.closing.bank) == ("MAD", 1285_00)
    undo(books, refs[3])  # the account in euros stays open
    assert explained(of(books, MOROCCAN))["payments_open"] == (1, -500_00)
    assert verify(books).faults == []


def standing(books: Books, ref: str) -> tuple[object, ...]:
    """Return what a payment says of its money: euros, hundredths of its currency, the rate and what it rests on."""
    with books.read() as session:
        found = payment_detail(session, ref)
        (line,) = found.lines
    rate = (found.rate, found.rate_source, found.rate_on)
    assert sum(part.amount.cents for part in line.shares) == line.amount.cents
    return (found.row.amount.cents, found.currency, line.foreign_minor, *rate)


def test_a_line_in_dirhams_becomes_a_gift_by_the_rate_of_its_day(books: Books, tmp_path: Path) -> None:
    person(books, "A1"), person(books, "F1", last_name="Benali", first_name="Fatima")
    project(books, "AMB")
    before, after = D - timedelta(days=2), D + timedelta(days=2)
    for on, rate, cents in ((before, "10.80", 9_26), (D, "10.95", 9_13), (after, "10.9", 9_17)):
        line = LineDraft(kind="donation", amount=Money(cents), foreign_minor=100_00)
        facts = {"currency": "MAD", "rate": rate, "rate_source": "Bank Al-Maghrib", "received_on": on}
        gift(books, cents, lines=(line,), **facts)
    agreed = RecurringGift(
        key=uuid4(), ref="D1", payer="F1", amount=Money(45_66), frequency="monthly", first_on=D,
        method="transfer", iban=BENALI, project="AMB", office="MRS",
    )  # fmt: skip
    agree_recurring(books, agreed)
    dirhams = (
        Op(D, 333_33, "MOHAND AIT AHMED", "DON", "M1"),
        Op(D - timedelta(days=1), 500_00, "FATIMA BENALI", "DON", "M2", iban=BENALI),
        Op(D, 500_00, "FATIMA BENALI", "DON", "M3", iban=BENALI),
        Op(D - timedelta(days=60), 70_00, "", "VERSEMENT", "M4"),
    )
    in_mad = camt(dirhams, opening=200_00, iban=MOROCCAN).replace("EUR", "MAD")
    import_bank(books, read_bank(put(tmp_path, "mad.xml", in_mad)))
    old, early, named, due = lines(books)
    rates = [one.rate and (one.rate.rate, one.rate.on, one.rate.is_of_day) for one in (named, early, old)]
    assert rates == [("10.95", D, True), ("10.80", before, False), None]
    assert [one.to for one in due.proposals][:1] == [f"D1:{D}"]
    assert not [one for one in (named, early, due, old) if one.certain]  # a rate is looked at first
    assert "by_rate" in [said.code for said in named.proposals[0].said]
    with books.read() as session:
        found = open_things(session, due.line.id, "Benali", today=TODAY)
    assert {f"D1:{D}", "gift:F1"} <= {one.to for one in found}

    # by the rate that stands; 333.33 at 10.95 is 30.44109 euros
    (recorded,) = accept(books, named.line.ref, ["gift:A1"]).recorded
    assert standing(books, recorded) == (30_44, "MAD", 333_33, "10.95", "Bank Al-Maghrib", D)
    (recorded,) = accept(books, due.line.ref, [f"D1:{D}"]).recorded
    assert standing(books, recorded)[:3] == (45_66, "MAD", 500_00)
    with books.read() as session:
        (met,) = [one for one in agreed_gifts(session, today=TODAY, until=D) if one.ref == "D1"]
    assert [(one.state, one.payments) for one in met.instalments] == [("met", (recorded,))]
    # none of the day: refused, until somebody says one; a part keeps its hundredths
    assert refusal(books, early.line.ref, "gift:F1") == "rate_wanted_last"
    assert refusal(books, old.line.ref, "gift:A1") == "rate_wanted"
    slip = DatedRate("1.095", "the bank's slip", D)
    assert refusal(books, early.line.ref, "gift:F1", rate=slip) == "rate_unlikely"
    assert refusal(books, early.line.ref, "aside", rate=slip) == "rate_for_nothing"
    said = DatedRate("10.99", "the bank's slip", early.line.booked_on)
    parts = accept(books, early.line.ref, ["gift:F1=333.34", "gift:A1:AMB"], rate=said).recorded
    assert [standing(books, ref)[:3] for ref in parts] == [(30_33, "MAD", 333_34), (15_16, "MAD", 166_66)]
    assert explained(of(books, MOROCCAN)) == {"lines_open": (1, 70_00)}

    undo(books, early.line.ref)
    assert explained(of(books, MOROCCAN)) == {"lines_open": (2, 570_00)}
    assert verify(books).faults == []


def dirham_office(books: Books) -> Books:
    """Let Lyon be an office that counts in dirhams, with an account of its own; return the books as it acts."""
    facts = OfficeFacts(country="MA", currency="MAD", city="Taroudannt", account=MOROCCAN)
    offices = (SETTINGS.offices[0], replace(SETTINGS.offices[1], name="Taroudannt", facts=facts))
    accounts = (*SETTINGS.accounts, AccountDraft("Compte en dirhams", MOROCCAN))
    before = books.acting(today=D - timedelta(days=9))
    load_settings(before, replace(SETTINGS, offices=offices, accounts=accounts))
    return books.acting(office="LYO")


def given(books: Books, minor: int, **facts: Any) -> str:
    """Record a gift in dirhams at 10.95 and return its reference."""
    euros = in_euros(minor, "MAD", "10.95")
    line = LineDraft(kind="donation", amount=euros, foreign_minor=minor)
    known: dict[str, Any] = {"currency": "MAD", "rate": "10.95", "received_on": D - timedelta(days=4)}
    return gift(books, euros.cents, lines=(line,), **(known | facts))


OF_DIRHAMS: dict[str, Any] = {"office": "LYO", "account": "", "made_on": D, "currency": "MAD"}
COUNTED = {200_00: 4, 20_00: 1, 10_00: 1, 2_00: 1, 1_00: 1, 20: 1, 10: 1}  # 833.30


def test_a_slip_holds_dirhams_of_an_office_that_counts_in_them(books: Books) -> None:
    person(books, "A1"), person(books, "F1", last_name="Benali", first_name="Fatima")
    there = dirham_office(books)
    cash = [given(books, minor, office="LYO", method="cash") for minor in (500_00, 333_30)]
    cheque = given(books, 1000_00, office="LYO", method="cheque")
    euros = gift(books, 20_00, office="LYO", method="cheque", received_on=D)
    given(books, 70_00, method="cash")  # Marseille counts in euros, and takes no dirhams to a bank
    with books.read() as session:
        waits = [
            (one.office, one.method, one.currency, one.amount.cents) for one in waiting(session, today=TODAY)
        ]
    assert waits == [
        ("LYO", "cheque", "EUR", 20_00), ("LYO", "cheque", "MAD", 1000_00), ("LYO", "cash", "MAD", 833_30),
    ]  # fmt: skip
    with pytest.raises(InputRefused) as mixed:
        slip(books, cheque, euros, **OF_DIRHAMS)
    assert [(one.code, one.value) for one in mixed.value.problems] == [("deposit_of_other_currency", euros)]
    with pytest.raises(CashDiffers) as differs:
        slip(books, *cash, cash={10_00: 83, 10: 2}, **OF_DIRHAMS)
    told = (differs.value.cents, differs.value.expected_cents, differs.value.currency)
    assert told == (830_20, 833_30, "MAD")
    page = text_of(slip_document(books, slip(books, *cash, cash=COUNTED, **OF_DIRHAMS))).replace(
        "\u00a0", " "
    )
    assert "Total : 833,30 MAD" in page
    assert "10,00 pièces 1 10,00" in page  # of euros it is a note
    number = slip(books, cheque, **OF_DIRHAMS)
    with books.read() as session:
        key, payment = slip_row(session, number).id, find(session, Payment, euros)
        right = replace(draft_of(session, cheque, key=uuid4()), payer="F1")
    statement = (
        f"INSERT INTO deposit_line SELECT id + 99, office_id, {key}, {payment}, 1, NULL FROM deposit_line"
        " WHERE id = (SELECT max(id) FROM deposit_line)"
    )
    with pytest.raises(DBAPIError, match="deposit_line: of_currency"):
        tamper_raw(books, statement)
    put_right = correct_payment(there, cheque, right, reason="Another payer").recorded
    assert [(one.payment, one.amount.cents) for one in detail(books, number).lines] == [
        (cheque, 1000_00), (put_right, 1000_00),
    ]  # fmt: skip
    hand_in(there, number, on=D)
    other = given(books, 5_00, office="LYO", method="cheque")
    with pytest.raises(InputRefused) as elsewhere:  # an account in France
        slip(books, other, **OF_DIRHAMS | {"account": IBAN})
    assert [one.code for one in elsewhere.value.problems] == ["deposit_other_account"]
    assert verify(books).faults == []


def test_a_slip_in_dirhams_ties_with_its_credit_to_the_centime(books: Books, tmp_path: Path) -> None:
    person(books, "A1")
    there = dirham_office(books)
    cash = [given(books, minor, office="LYO", method="cash") for minor in (500_00, 333_30)]
    first = slip(books, *cash, cash=COUNTED, **OF_DIRHAMS)
    second = slip(books, given(books, 1000_00, office="LYO", method="cheque"), **OF_DIRHAMS)
    for number in (first, second):
        hand_in(there, number, on=D)
    ops = (Op(D, 833_30, "", "VERSEMENT ESPECES", "M1"), Op(D, 1000_00, "", "REMISE CHEQUE", "M2"))
    in_mad = camt(ops, opening=200_00, iban=MOROCCAN).replace("EUR", "MAD")
    import_bank(books, read_bank(put(tmp_path, "mad.xml", in_mad)))
    in_eur = camt((Op(D, 833_30, "", "VERSEMENT ESPECES", "E1"),))
    import_bank(books, read_bank(put(tmp_path, "eur.xml", in_eur)))
    deposit, remitted, foreign = lines(books)
    assert [one.proposals[0].to for one in (deposit, remitted)] == [first, second]
    assert first not in [one.to for one in foreign.proposals]
    assert refusal(books, foreign.line.ref, first) == "slip_currency"
    assert explained(of(books, MOROCCAN)) == {"lines_open": (2, 1833_30), "slips_open": (2, -1833_30)}
    accept(books, deposit.line.ref, [first])
    statement = (
        f"INSERT INTO bank_match SELECT id + 99, office_id, lot, {foreign.line.id}, 'slip', 1, NULL, slip_id,"
        " is_recorded, is_dated, score, reason, NULL, at, who FROM bank_match WHERE slip_id IS NOT NULL"
    )
    with pytest.raises(DBAPIError, match="bank_match: of_currency"):
        tamper_raw(books, statement)
    accept(books, remitted.line.ref, [second])
    one = of(books, MOROCCAN)
    assert (one.currency, one.books, one.bank, one.explanations) == ("MAD", 2033_30, 2033_30, ())
    with books.read() as session:
        row = slip_row(session, first)
        heading = heading_of(session, D.year, TODAY)
        entries = [(one.piece, one.amount.cents, one.foreign) for one in banked(session, heading)]
    assert (row.amount.cents, row.currency, row.credited_on) == (833_30, "MAD", D)
    minor = [Foreign(Money(of_slip), "MAD") for of_slip in (833_30, 1000_00)]
    assert entries == [
        (first, 45_66 + 30_44, minor[0]),
        (second, 91_32, minor[1]),
    ]  # the accountant counts euros
    undo(books, deposit.line.ref)
    assert explained(of(books, MOROCCAN)) == {"lines_open": (1, 833_30), "slips_open": (1, -833_30)}
    accept(books, deposit.line.ref, [first])
    assert close_account(books, MOROCCAN, to=D).closing
    assert verify(books).faults == []


def test_the_accountant_gets_dirhams_beside_their_euros_and_a_fee_by_the_rate_of_its_day(
    books: Books, tmp_path: Path
) -> None:
    person(books, "A1")
    ops = (Op(D - timedelta(days=60), -7_00, "", "FRAIS TENUE DE COMPTE", "M0"),
           Op(D, -15_00, "", "FRAIS TENUE DE COMPTE", "M1"))  # fmt: skip
    in_mad = camt(ops, opening=200_00, iban=MOROCCAN).replace("EUR", "MAD")
    import_bank(books, read_bank(put(tmp_path, "mad.xml", in_mad)))
    early, late = (one.line.ref for one in lines(books))
    for line in (early, late):
        accept(books, line, ["fee"])
    gone = dirhams_of(books, "A1", 91_32, 1000_00)
    set_credited(books, gone, on=D)
    refund = Refund(Money(9_13), line=1)
    part = take_back(books, gone, kind="refund", reason="asked", on=D, part=refund).reversal
    found = accounts(books, D.year)
    # sixty days before the one rate in the books nothing says what a dirham was
    assert [(one.piece, one.foreign) for one in found.without_rate] == [(early, Foreign(Money(7_00), "MAD"))]
    write_accounts(found, tmp_path / "fec.txt", "fec")
    rows = [line.split("\t") for line in (tmp_path / "fec.txt").read_text("iso8859_15").splitlines()[1:]]
    assert {(row[8], row[11], row[16], row[17]) for row in rows if row[4] == "512"} == {
        (late, "0,00", "15,00", "MAD"), (gone, "91,32", "1000,00", "MAD"), (part, "0,00", "99,98", "MAD"),
    }  # fmt: skip
    assert {(row[4], row[11], row[16]) for row in rows if row[8] == late and row[4] != "512"} == {
        ("627", "1,37", "15,00")
    }
