"""Lines of the bank in dirhams and in euros: each payment in one currency, each account in its own, on both engines."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from donations_app.db.books import Books
from donations_app.db.queries.reconciliations import reconciliations
from donations_app.db.queries.references import find
from donations_app.db.tables import Payment
from donations_app.domain.errors import InputRefused
from donations_app.domain.money import Money
from donations_app.domain.payments import LineDraft
from donations_app.domain.reconciliation import Reconciliation
from donations_app.services.audit.verify import verify
from donations_app.services.bank.closing import close_account
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.bank.matching import accept, accept_certain, undo
from tests.bank_files import IBAN, Op, camt, put
from tests.db.test_bank import tamper_raw
from tests.db.test_matching import D, lines
from tests.world import TODAY, gift, person

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


def refusal(books: Books, line: str, *targets: str) -> str:
    with pytest.raises(InputRefused) as refused:
        accept(books, line, targets)
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
    assert refusal(books, refs[2], "gift:A1") == "only_in_euros"
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
