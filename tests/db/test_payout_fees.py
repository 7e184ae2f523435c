"""Payouts of a platform that keeps a fee: proposed, accepted whole, reconciled, undone, and in the entries."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from donations_app.db.books import Books
from donations_app.db.queries.bank_rules import bank_rules
from donations_app.db.queries.matches import matches_of
from donations_app.domain.errors import InputRefused
from donations_app.services.audit.verify import verify
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.bank.matching import accept, accept_certain, undo, undo_lot
from donations_app.services.bank.rules import change_rule, state_rule
from donations_app.services.exchange.platform_drafts import Decided
from donations_app.services.exchange.platforms import import_export
from donations_app.services.statements.accounting import accounts
from donations_app.words.matching import reason_words, rule_words
from tests.bank_files import IBAN, Op, camt, put
from tests.db.test_bank_currencies import explained, of, refusal
from tests.db.test_matching import D, credited, lines
from tests.world import gift, person

FEE = "1,5 % + 0,25"


def world(books: Books, folder: Path) -> list[str]:
    """Record three payments on a platform; it pays out all of them, less what it keeps of each."""
    person(books, "A1")
    paid = [
        gift(books, cents, method="online", received_on=D - timedelta(days=back))
        for cents, back in ((100_00, 4), (33_33, 3), (20_00, 2))
    ]
    # 1.75 + 0.75 + 0.55: the second is 0.49995 rounded half up, and 0.25
    ops = [Op(D, 153_33 - 3_05, "STRIPE", "STRIPE PAYOUT PO1", "P1"), Op(D, 9_00, "", "VIR INCONNU", "P2")]
    import_bank(books, read_bank(put(folder, "p.xml", camt(ops))))
    return paid


def entries(books: Books) -> list[tuple[str, list[tuple[str, int, int]]]]:
    return [
        (one.piece, [(line.account.number, line.debit.cents, line.credit.cents) for line in one.lines])
        for one in accounts(books, 2026).entries
    ]


def test_a_payout_less_a_fee_is_certain_where_a_rule_says_the_fee(file_books: Books, tmp_path: Path) -> None:
    books = file_books
    paid = world(books, tmp_path)
    line = "L-MRS-000001"
    (guessed,) = lines(books)[0].proposals
    assert guessed.to == "+".join((*paid, "fee=3.05"))
    assert (guessed.score, [one.code for one in guessed.said]) == (
        75, ["fee_kept", "day", "platform", "fee_guess"],
    )  # fmt: skip
    assert accept_certain(books).lines == []
    rule = state_rule(books, words="Stripe", fee="15 %")  # a slip of the fingers is put right
    with pytest.raises(InputRefused) as refused:
        state_rule(books, words="STRIPE", fee=FEE)
    assert (refused.value.problems[0].code, refused.value.problems[0].value) == ("rule_stands", rule)
    change_rule(books, rule, fee=FEE)
    change_rule(books, rule, is_active=False)
    rule, off = state_rule(books, words="stripe", fee=FEE), rule  # or said anew, once it is off
    with pytest.raises(InputRefused):
        change_rule(books, off, is_active=True)
    with books.read() as session:
        assert [
            rule_words(one).replace("\u2068", "").replace("\u2069", "")
            for one in bank_rules(session)
            if one.is_active
        ] == [f"{rule}  stripe  fee of each payment: 1,50\u00a0% + 0,25\u00a0€"]
    (sure,) = lines(books)[0].proposals
    assert (sure.score, sure.said[0].code, sure.candidate.fee_by) == (99, "fee_kept", f"fee_rule {rule}")
    assert "3 payments = 153,33\u00a0€, fee 3,05\u00a0€" in reason_words(sure.said).replace(
        "\u2068", ""
    ).replace("\u2069", "")
    before = credited(books, paid[0])
    done = accept_certain(books)
    assert done.lines == [line]
    assert [credited(books, one) for one in paid] == [D, D, D]
    with books.read() as session:
        found = matches_of(session, done.keys)[done.keys[0]]
    assert [(one.to, one.amount) for one in found] == [
        ("fee", -3_05), (paid[0], 100_00), (paid[1], 33_33), (paid[2], 20_00),
    ]  # fmt: skip
    assert explained(of(books, IBAN)) == {"lines_open": (1, 9_00)}
    assert of(books, IBAN).unexplained == 0
    assert (line, [("627", 3_05, 0), ("512", 0, 3_05)]) in entries(books)
    undo_lot(books)
    assert [credited(books, one) for one in paid] == [before] * 3
    assert lines(books)[0].line.state == "unmatched"
    assert line not in [piece for piece, _lines in entries(books)]
    change_rule(books, rule, is_active=False)
    assert lines(books)[0].proposals[0].score == 75
    for targets, code in (
        ([paid[0], paid[1], "fee"], "fee_differs"),  # they come to less than the line
        ([*paid, "fee=3,04"], "fee_differs"),
        ([*paid, "fee=3,06"], "fee_differs"),
        ([*paid, "aside=1", "fee"], "fee_differs"),
        ([*paid, "fee", "fee"], "fee_differs"),
        ([*paid, "gift:A1", "fee"], "fee_unsaid"),
        (["fee"], "credit_no_fee"),
    ):
        assert refusal(books, line, *targets) == code, targets
    accept(books, line, [*paid, "fee"])
    undo(books, line)
    assert verify(books).faults == []
    for fee in ("x", "0", "21 %", "1 % + 11", "-1"):
        with pytest.raises(InputRefused, match="fee_unreadable"):
            state_rule(books, words="sumup", fee=fee)
    with books.read() as session:
        assert session.execute(text("SELECT count(*), sum(amount) FROM bank_match")).one() == (16, 0)


STATED = (
    "Référence commande;Référence paiement;Montant total;Date du paiement;Statut du paiement;Nom payeur;Prénom payeur;"
    "Campagne;Type de campagne;Frais\n"
    "11;1;100,00;10/11/2026;Payé;Baron;David;Don;Don;1,40\n"
    "12;2;50,00;11/11/2026;Payé;Baron;David;Don;Don;0,95\n"
    "13;3;50,00;12/11/2026;Payé;Baron;David;Don;Don;\n"
)


def test_the_file_of_a_platform_states_its_fee(file_books: Books, tmp_path: Path) -> None:
    books, decided = file_books, Decided(platform="Givelify")
    path = put(tmp_path, "export.csv", STATED)
    assert import_export(books, path, decided).payments == 3
    ops = [Op(D, 147_65, "GIVELIFY", "PAYOUT 7", "P1"), Op(D, 49_05, "SUMUP", "PAYOUT 8", "P2")]
    import_bank(books, read_bank(put(tmp_path, "p.xml", camt(ops))))
    one, other = lines(books)
    # no list names the first platform, so that its words prove nothing
    assert [(each.score, each.candidate.fee_by) for each in one.proposals] == [(53, "fee_stated")]
    assert [(each.score, each.candidate.accepted) for each in other.proposals] == [
        (98, ("GIVELIFY-2", "fee=0.95"))
    ]
    assert other.certain
    again = put(tmp_path, "again.csv", STATED.replace("1,40", "9,99").replace("Don;\n", "Don;0,95\n"))
    import_export(books, again, decided)
    with books.read() as session:
        assert session.execute(text("SELECT amount FROM platform_fee ORDER BY id")).scalars().all() == [
            140,
            95,
            95,
        ]
    accept(books, one.line.ref, one.proposals[0].candidate.accepted)
    assert of(books, IBAN).unexplained == 0
    assert verify(books).faults == []


def test_a_fee_that_the_bank_books_by_itself_is_an_entry_until_the_match_is_taken_back(
    file_books: Books, tmp_path: Path
) -> None:
    import_bank(
        file_books, read_bank(put(tmp_path, "f.xml", camt([Op(D, -12_50, "", "FRAIS TENUE DE COMPTE")])))
    )
    ref = lines(file_books)[0].line.ref
    accept(file_books, ref, ["fee"])
    assert entries(file_books) == [(ref, [("627", 12_50, 0), ("512", 0, 12_50)])]
    undo(file_books, ref)
    assert entries(file_books) == []
