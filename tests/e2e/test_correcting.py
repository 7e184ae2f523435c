"""``payments correct``: a payment put right whole, and what that does to receipts, shares, dues and its batch."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from donations_app import cli
from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.domain.money import Money
from donations_app.i18n import without_marks
from donations_app.services.payments.batches import open_batch
from donations_app.services.payments.records import record_payment
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS, Run
from tests.world import payment

Correct = Callable[..., tuple[int, Any, str]]
PAYMENTS = (
    "\n".join(
        line + (";dues_year" if line.startswith("ref") else ";") for line in FILES["payments"].splitlines()
    )
    + "\nV6;MRS;A1;05/02/2025;;cheque;donation;60;EAU;AMAN;\nV6;MRS;A1;05/02/2025;;cheque;dues;20;;;2025\n"
)


@pytest.fixture
def run(location: str, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run one command on the books with ``--json``; return status, answer and messages."""

    def call(*arguments: object) -> tuple[int, Any, str]:
        fixed = ["--books", location, "--on", "2026-11-23", "--lang", "en", "--office", "MRS"]
        status = cli.main([*fixed, *map(str, arguments), "--json"])
        out, err = capfdbinary.readouterr()
        return status, json.loads(out) if out else None, without_marks(err.decode())

    return call


@pytest.fixture
def correct(run: Run, put: Put) -> Correct:
    """Books with a payment of two lines; the command on them."""
    put("correcting", SETTINGS, FILES | {"payments": PAYMENTS})
    return lambda ref, *facts: run("payments", "correct", ref, *facts, "--reason", "Misread")


def lines_of(run: Run, ref: str) -> list[tuple[str, int, list[tuple[str, str, int]]]]:
    _, shown, _ = run("payments", "show", ref)
    return [
        (
            line["kind"],
            line["amount_cents"],
            [(one["project"], one["association"], one["amount_cents"]) for one in line["allocations"]],
        )
        for line in shown["payment"]["lines"]
    ]


def test_a_cheque_is_put_right_whole_and_the_answer_says_what_moves(correct: Correct, run: Run) -> None:
    run("receipts", "issue", "--year", "2025", "--accept", "all")
    facts = (
        "cheque_number=0042",
        "bank=BNP",
        "received_on=03/03/2025",
        "amount=210",
        "projects=EAU/AMAN:110,:100",
    )
    rehearsed = run("payments", "correct", "V2", *facts, "--reason", "Misread", "--dry-run")
    status, answer, _ = done = correct("V2", *facts)
    known = ("changes", "receipts", "shares", "receipted", "dues", "batch")  # a server's numbers go on
    assert [rehearsed[1][name] for name in known] == [done[1][name] for name in known]
    assert (status, answer["old"], answer["new"]) == (0, "V2", answer["recorded"])
    assert answer["receipts"] == [{"number": "2025-MRS-P-000002", "replaced_by": "2025-MRS-P-000003"}]
    assert [(one["what"], one["before"], one["after"]) for one in answer["changes"]] == [
        ("received_on", "2025-02-02", "2025-03-03"), ("cheque_number", None, "0042"), ("bank", None, "BNP"),
        ("amount", "200.00", "210.00"), ("projects", "EAU:200.00", "EAU/AMAN:110.00,:100.00"),
    ]  # fmt: skip
    assert [(one["association"], one["before_cents"], one["after_cents"]) for one in answer["shares"]] == [
        ("", 360_00, 270_00), ("AMAN", 160_00, 270_00),
    ]  # fmt: skip
    assert (answer["dues"], answer["batch"], answer["warnings"]) == ([], None, [])
    assert lines_of(run, answer["new"]) == [
        ("donation", 210_00, [("EAU", "Association Aman", 110_00), (None, None, 100_00)])
    ]
    assert run("verify")[1]["problems"] == []


def test_a_line_of_several_is_put_right_by_its_number(correct: Correct, run: Run) -> None:
    status, answer, _ = correct("V6", "line.1.amount=70", "line.2.amount=10", "line.2.dues_year=2026")
    assert status == 0
    assert answer["dues"] == [
        {"payer": "A1", "year": 2025, "before_cents": 20_00, "after_cents": 0},
        {"payer": "A1", "year": 2026, "before_cents": 0, "after_cents": 10_00},
    ]
    assert [(kind, cents) for kind, cents, _ in lines_of(run, answer["new"])] == [
        ("donation", 70_00), ("dues", 10_00),
    ]  # fmt: skip


def test_dirhams_with_the_source_of_their_rate_and_a_return_are_put_right_and_shown(
    correct: Correct, run: Run
) -> None:
    rated = ("currency=MAD", "rate=10,8", "rate_source=BAM", "rate_on=02/02/2025")
    returned = ("counterpart_value=3", "counterpart_kind=goods", "receipt_issued_by=HelloAsso")
    status, answer, _ = correct("V2", *rated, *returned)
    shown = run("payments", "show", answer["new"])[1]["payment"]
    (line,) = shown["lines"]
    assert (status, line["amount_cents"], line["foreign_minor"]) == (0, 18_52, 200_00)
    assert [shown[name] for name in ("currency", "rate", "rate_source", "rate_on", "receipt_issued_by")] == [
        "MAD", "10.8", "BAM", "2025-02-02", "HelloAsso",
    ]  # fmt: skip
    assert (line["counterpart_cents"], line["counterpart_kind"], line["valued_by"]) == (3_00, "goods", None)
    told = {one["what"]: one["after"] for one in answer["changes"]}
    assert (told["rate_source"], told["rate_on"]) == ("BAM", "2025-02-02")


def test_what_is_put_right_stays_in_its_batch(correct: Correct, run: Run, location: str) -> None:
    books, key = open_books(location, clock=utc_now, today=lambda: date(2026, 11, 23)), uuid4()
    open_batch(books.acting(office="MRS"), key, name="Mars", method="cheque", count=1, amount=Money(90_00))
    ref = record_payment(books.acting(office="MRS"), payment(80_00, batch=key)).ref
    books.close()
    _, answer, _ = correct(ref, "amount=90")
    assert answer["batch"] == {
        "name": "Mars", "count": 1, "sum_cents": 90_00, "expected_count": 1, "expected_cents": 90_00,
    }  # fmt: skip
    _, listed, _ = run("payments", "list", "--batch", "Mars", "--state", "stands")
    assert [one["ref"] for one in listed["payments"]] == [answer["new"]]


def test_a_correction_that_cannot_be_taken_says_why(correct: Correct) -> None:
    refused: list[tuple[str, tuple[str, ...], int, str]] = [
        ("V6", ("amount=90",), 1, "has 2 lines: say which one is meant, as in line.1.amount"),
        ("V2", ("payer=NOBODY",), 1, "NOBODY"),
        ("V2", ("projects=EAU:100",), 1, "do not add up"),
        ("V2", ("projects=EAU/AMAN:100.50.1",), 1, "is no split"),
        ("V2", ("amount=200",), 1, "nothing would change"),
        ("V2", (), 1, "nothing would change"),
        ("V2", ("amount",), 2, "Write each fact like"),
    ]
    for ref, facts, status, told in refused:
        found, _, said = correct(ref, *facts)
        assert (found, told in said) == (status, True), said


@pytest.mark.usefixtures("correct")
def test_a_part_is_refunded_and_the_refund_taken_back(run: Run) -> None:
    run("receipts", "issue", "--year", "2025", "--accept", "all")
    asked = ("payments", "refund", "V6", "25", "--on", "2026-02-10", "--reason", "Trop donné")
    status, _, told = run(*asked)
    assert (status, "Say of which line a part is refunded: 1, 2." in told) == (1, True)
    rehearsed = run(*asked, "--line", 1, "--dry-run")
    status, answer, _ = run(*asked, "--line", 1)
    assert rehearsed[1]["refund"] == answer["refund"] == "V6-R1"
    assert (status, answer["refunded_cents"], answer["dues"]) == (0, 25_00, [])
    assert [list(one) for one in answer["receipts"]] == [["number", "replaced_by"]]
    assert [(one["association"], one["before_cents"] - one["after_cents"]) for one in answer["shares"]] == [
        ("", 25_00), ("AMAN", 25_00),
    ]  # fmt: skip
    shown = run("payments", "show", "V6")[1]["payment"]
    assert (shown["amount_cents"], shown["refunded_cents"], shown["state"]) == (80_00, 25_00, "stands")
    assert shown["refunds"] == [
        {"ref": "V6-R1", "line": 1, "on": "2026-02-10", "amount_cents": 25_00, "reason": "Trop donné"}
    ]
    listed = run("payments", "list", "--state", "takes_back")[1]["payments"]
    assert [(one["ref"], one["amount_cents"], one["reverses"]) for one in listed] == [("V6-R1", -25_00, "V6")]
    status, _, told = run(
        "payments", "refund", "V6", "10", "--line", 1, "--project", "general", "--reason", "r"
    )
    assert (status, "Nothing of that line stands on the general fund" in told) == (1, True)
    status, _, told = run("payments", "correct", "V6-R1", "amount=5", "--reason", "r")
    assert (status, "V6-R1 is no gift: it takes V6 back" in told) == (1, True)
    status, _, told = run("payments", "correct", "V6", "amount=70", "--reason", "r")
    assert (status, "The refund V6-R1 gave back a part of the payment V6" in told) == (1, True)
    status, _, told = run("payments", "refund", "V6", "35,01", "--line", 1, "--reason", "r")
    assert (
        status,
        "Of the payment V6 35.00 € can be refunded" in told.replace(",", ".").replace("\u00a0", " "),
    ) == (1, True)
    status, answer, _ = run("payments", "reverse", "V6-R1", "--kind", "correction", "--reason", "Autre")
    assert (status, answer["reversal"], answer["recorded"]) == (0, "V6-R1-R", None)
    assert run("payments", "show", "V6")[1]["payment"]["refunded_cents"] == 0
    assert run("verify")[1]["problems"] == []


@pytest.mark.usefixtures("correct")
def test_the_day_of_credit_is_noted_once(run: Run) -> None:
    said = ("--amount", "30", "--method", "transfer", "--received-on", "2026-11-20")
    paid = run("payments", "add", "--payer", "A1", *said)[1]["payment"]["ref"]
    for day, status, told in (
        ("2026-12-24", 1, "before 1990 or after tomorrow"),
        ("21/11/2026", 0, ""),
        ("2026-11-22", 1, "The bank credited it on 21/11/2026 already"),
    ):
        found, answer, said_then = run("payments", "credit", paid, "--on", day)
        assert (found, told in said_then) == (status, True), said_then
        assert status or answer["payment"]["credited_on"] == "2026-11-21"
    assert run("payments", "credit", "V999")[1]["error"] == "NotFound"
    run("payments", "refund", paid, "5", "--reason", "r")
    assert run("payments", "credit", f"{paid}-R1")[1]["error"] == "TakesBack"
