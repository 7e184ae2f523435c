"""What a line of the bank may be: a table of cases, and that a debit is never a gift."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations_app.domain.bank import BankLine
from donations_app.domain.matching import CERTAIN, LIKELY, Candidate, Person
from donations_app.domain.payouts import Payouts
from donations_app.domain.weighing import certain, proposals

D = date(2026, 11, 18)
IBAN, OTHER = "FR7612345000010000000330182", "FR7612345000010000000440279"
IRENE = Person(ref="P1", name="Irène Durand", last=frozenset({"durand"}), first=frozenset({"irene"}))
COUPLE = Person(
    ref="P2", name="Jean et Claire Durand", last=frozenset({"durand"}), first=frozenset({"jean", "claire"}),
    is_couple=True,
)  # fmt: skip


def line(cents: int = 150_00, text: str = "", **facts: Any) -> BankLine:
    return BankLine(0, D, D, cents, "EUR", cents, remittance=text, **facts)


def what(kind: Any = "payment", cents: int = 150_00, on: date = D, **facts: Any) -> Candidate:
    return Candidate(kind=kind, to="X", amount=cents, on=on, **facts)


KNOWN = frozenset({IBAN})
V12, B31 = frozenset({"V-MRS-000012"}), frozenset({"B-MRS-000031"})
AMBULANCE = frozenset({"ambulance"})
CASES = [
    ("amount day", line(), what(), 60),
    ("amount day", line(), what(on=date(2026, 11, 1)), 53),
    ("amount day name", line(text="VIR IRENE DURAND"), what(person=IRENE), 95),
    ("amount day last_name", line(text="VIR DURAND"), what(person=IRENE), 78),
    ("amount day name", line(text="VIR DURAND I"), what(person=IRENE), 95),
    ("amount day name_missing", line(text="VIR"), what(person=IRENE), 60),
    ("amount day name_other", line(counterpart="TRANSPORTS AIT"), what(person=IRENE), 35),
    ("amount day reference", line(text="DON V MRS 12"), what(references=V12), 99),
    ("amount day", line(text="DON V-MRS-000123"), what(references=V12), 60),
    ("amount day mandate", line(mandate="RUM1"), what(mandate="RUM1"), 99),
    ("amount day iban_seen name", line(text="IRENE DURAND", counterpart_iban=IBAN), what(person=IRENE, seen_on=D), 99),
    ("amount day iban_agreed name_missing", line(counterpart_iban=IBAN), what(person=IRENE, ibans=KNOWN), 90),
    ("amount day name iban_other", line(text="IRENE DURAND", counterpart_iban=OTHER),
     what(person=IRENE, ibans=KNOWN), 75),
    ("day name amount_differs", line(text="IRENE DURAND"), what(cents=100_00, person=IRENE), 45),
    ("amount day last_name project couple", line(text="VIR M OU MME DURAND AMBULANCE"),
     what("instalment", person=IRENE, targets=AMBULANCE), 74),
    ("amount day last_name couple_fits", line(text="VIR M OU MME DURAND"), what(person=COUPLE), 90),
    ("last_name couple_fits nothing_expected", line(text="VIR M OU MME DURAND"), what("gift", person=COUPLE), 30),
    ("amount before", line(), what(on=date(2026, 12, 18)), 0),
    ("amount slip_number slip_words day", line(text="REMISE CHEQUES B-MRS-000031"),
     what("slip", method="cheque", references=B31), 99),
    ("amount day slip_words", line(text="REMISE CHEQUES"), what("slip", method="cheque", references=B31), 75),
    ("amount day name_other", line(counterpart="DURAND"), what("slip", method="cheque", references=B31), 20),
    ("rule name", line(text="IRENE DURAND"), what("gift", rule="R1", person=IRENE), 99),
    ("rule name_missing", line(), what("gift", rule="R1", person=IRENE), 80),
    ("iban_seen name nothing_expected", line(text="IRENE DURAND"), what("gift", seen_on=D, person=IRENE), 85),
    ("amount day name sent_back", line(20_00, "IRENE DURAND", is_return=True),
     what("payment", 20_00, person=IRENE), 55),
    ("amount day is_return last_name", line(-20_00, "IMPAYE DURAND"), what("return", -20_00, person=IRENE), 99),
    ("own_account", line(counterpart_iban=IBAN), what("transfer", ibans=KNOWN), 97),
]  # fmt: skip


@pytest.mark.parametrize(("codes", "one", "candidate", "score"), CASES)
def test_a_score_adds_up_what_speaks_for_and_against(
    codes: str, one: BankLine, candidate: Candidate, score: int
) -> None:
    found = [each for each in proposals(one, [candidate]) if each.to == "X"]
    if score < 20:
        assert found == []
        return
    assert (sorted(codes.split()), found[0].score) == (sorted(said.code for said in found[0].said), score)


def test_what_speaks_against_is_said_last_and_makes_nothing_certain() -> None:
    against = what(person=IRENE, references=frozenset({"V-MRS-12"}), ibans=frozenset({OTHER}))
    (found,) = proposals(line(text="IRENE DURAND V-MRS-12", counterpart_iban=IBAN), [against])
    assert (found.score, found.said[-1].code, certain([found])) == (CERTAIN - 1, "iban_other", None)


def test_two_alike_make_neither_certain_and_one_gift_has_one_instalment() -> None:
    one = line(text="IRENE DURAND")
    alike = [what(person=IRENE), Candidate(kind="payment", to="Y", amount=150_00, on=D, person=IRENE)]
    assert certain(proposals(one, alike[:1]))
    assert certain(proposals(one, alike)) is None
    due = [
        Candidate(kind="instalment", to=f"D1:{day}", amount=150_00, on=day, person=IRENE)
        for day in (date(2026, 10, 15), date(2026, 11, 15))
    ]
    new = Candidate(kind="gift", to="gift:P1", person=IRENE, rule="R1")
    found = proposals(one, [*due, new])
    assert [(each.to, each.score) for each in found] == [("D1:2026-11-15", 95), ("gift:P1", 54)]
    assert found[1].said[-1].code == "expected_instead"
    assert certain(found) is found[0]


def test_what_the_bank_takes_is_a_fee_a_return_or_a_transfer() -> None:
    kinds = [(one.to, one.score) for one in proposals(line(-12_00, "FRAIS SUR IMPAYE PRLV"), [])]
    assert kinds == [("fee", 90), ("transfer", 25)]
    assert proposals(line(-20_00, is_return=True), []) == []
    assert [one.to for one in proposals(line(50_00, "VIREMENT INTERNE"), [])] == ["transfer"]


def test_days_of_a_platform_add_up_to_its_payout() -> None:
    waiting = [
        Candidate(kind="payment", to=f"V{n}", amount=cents, on=date(2026, 11, n), method="online")
        for n, cents in enumerate((10_00, 30_00, 45_00, 5_00), 1)
    ]
    one = line(75_00, "HELLOASSO REVERSEMENT")
    (paid,) = Payouts(waiting).of_platforms(one)
    assert paid.payments == ("V2", "V3")
    (found,) = proposals(one, [paid])
    assert (found.score, [said.code for said in found.said]) == (98, ["amount", "day", "platform", "payout"])
    assert Payouts(waiting).of_platforms(line(45_00)) == []  # one alone is no payout
    assert Payouts(waiting).of_platforms(line(76_00)) == []


def test_a_run_of_direct_debits_is_credited_in_one_line() -> None:
    waiting = [
        Candidate(
            kind="payment", to=f"V{n}", amount=cents, on=D, run=run, references=frozenset({f"L-MRS-1-{n}"})
        )
        for n, (cents, run) in enumerate(
            ((10_00, "L-MRS-000001"), (20_00, "L-MRS-000001"), (30_00, "L-MRS-000002"))
        )
    ]
    one = line(30_00, "REMISE PRLV SEPA L-MRS-000001")
    (run,) = Payouts(waiting).of_runs(one)
    (found,) = proposals(one, [run])
    assert (run.payments, found.score, [said.code for said in found.said]) == (
        ("V0", "V1"),
        99,
        ["amount", "day", "reference", "payout"],
    )
    assert proposals(line(30_00, "REMISE PRLV"), [run])[0].score == 90
    assert Payouts(waiting).of_runs(line(31_00)) == []
    # one was rejected before the credit: the bank credits all of the run, or the rest
    rejected = [*waiting, what(cents=7_00, run="L-MRS-000001", is_back=True)]
    assert [
        len(Payouts(rejected).of_runs(line(cents))) for cents in (one.amount, one.amount + 7_00, 7_00)
    ] == [
        1,
        1,
        0,
    ]


@given(st.sampled_from(CASES), st.integers(-(10**6), -1), st.text(alphabet="ADEFRIS IMPAYE", max_size=30))
def test_a_debit_never_becomes_a_gift(
    case: tuple[str, BankLine, Candidate, int], cents: int, text: str
) -> None:
    found = proposals(line(cents, text), [case[2]])
    assert {one.candidate.kind for one in found} <= {"fee", "transfer", "return"}
    assert all(0 <= one.score <= 99 for one in found)
    assert LIKELY < CERTAIN
