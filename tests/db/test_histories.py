"""Histories that nobody thought of: verbs of the services in any order, and what must hold after each."""

import tempfile
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from donations_app.db.engine import Books
from donations_app.db.queries.receipts import continuity, register_lines
from donations_app.db.queries.shares import project_shares
from donations_app.db.tables import Allocation, LiveReceiptLine, Payment, PaymentLine
from donations_app.domain.errors import RuleBroken
from donations_app.domain.money import Money
from donations_app.services.allocating import move_allocation
from donations_app.services.receipting import (
    cancel_receipt,
    issue_receipts,
    plan_receipts,
    replace_receipt,
)
from donations_app.services.recording import reverse_payment
from donations_app.services.settings import create_books
from donations_app.services.verifying import verify
from tests.conftest import new_database
from tests.world import SETTINGS, TODAY, association, gift, person, project, ticking, to

DAYS = st.sampled_from([date(2025, 1, 2), date(2025, 6, 30), date(2025, 12, 31), date(2026, 1, 3)])
PLACES = st.sampled_from([("EAU", "AMAN"), ("EAU", ""), ("ECOLE", ""), ("", "")])
OFFICES = st.sampled_from(["MRS", "LYO"])


class Histories(RuleBasedStateMachine):
    """Books with three donors, two projects and two offices."""

    server = ""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        location = new_database(self.server) if self.server else str(Path(self.folder.name, "b.tiwizi"))
        self.books: Books = create_books(location, SETTINGS, today=TODAY, clock=ticking(), user="naima")
        (
            person(self.books),
            person(self.books, "B2", receipt_wish="each"),
            person(self.books, "C3", address=""),
        )
        association(self.books)
        project(self.books, partners={"AMAN": 500_00}), project(self.books, "ECOLE")
        self.payments: list[tuple[str, int]] = []
        self.numbers: list[str] = []
        for n, payer in enumerate(("A1", "B2", "B2", "A1", "C3")):
            self.payments.append(
                (gift(self.books, 100_01 + n, payer=payer, allocations=(to(100_01 + n),)), 100_01 + n)
            )

    def teardown(self) -> None:
        assert verify(self.books).faults == []
        self.books.close()
        self.folder.cleanup()

    @rule(cents=st.integers(1, 10**9), day=DAYS, payer=st.sampled_from(["A1", "B2", "C3", ""]), place=PLACES,
          office=OFFICES, method=st.sampled_from(["cash", "cheque", "transfer"]))  # fmt: skip
    def give(
        self, cents: int, day: date, payer: str, place: tuple[str, str], office: str, method: str
    ) -> None:
        credited = day if method == "transfer" else None
        ref = gift(self.books, cents, payer=payer, office=office, method=method, received_on=day,
                   credited_on=credited, allocations=(to(cents, *place),))  # fmt: skip
        self.payments.append((ref, cents))

    @precondition(lambda self: self.payments)
    @rule(data=st.data(), away=PLACES, onto=PLACES, part=st.integers(1, 10**9), office=OFFICES)
    def move(
        self, data: st.DataObject, away: tuple[str, str], onto: tuple[str, str], part: int, office: str
    ) -> None:
        ref, cents = data.draw(st.sampled_from(self.payments))
        some = min(part, cents)
        try:
            move_allocation(self.books, ref, 1, away=to(some, *away), to=to(some, *onto), reason="r", key=uuid4(),
                            today=TODAY, office=office)  # fmt: skip
        except RuleBroken:
            return

    @precondition(lambda self: self.payments)
    @rule(data=st.data(), kind=st.sampled_from(["return", "correction", "refund"]))
    def take_back(self, data: st.DataObject, kind: str) -> None:
        ref, _cents = data.draw(st.sampled_from(self.payments))
        try:
            reverse_payment(self.books, ref, kind=kind, reason="r", on=TODAY, office="MRS")
        except RuleBroken:
            return

    @rule(year=st.sampled_from([2025, 2026]), office=OFFICES, payer=st.sampled_from(["", "A1", "B2"]))
    def issue(self, year: int, office: str, payer: str) -> None:
        planned = plan_receipts(self.books, year, today=TODAY, payer=payer).receipts
        run = issue_receipts(self.books, year, today=TODAY, office=office, payer=payer, accept=("all",))
        assert [issued.planned for issued in run.issued] == planned
        self.numbers += [issued.number for issued in run.issued]

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), replaces=st.booleans())
    def cancel(self, data: st.DataObject, replaces: bool) -> None:
        number = data.draw(st.sampled_from(self.numbers))
        try:
            if replaces:
                new = replace_receipt(self.books, number, reason="r", today=TODAY, office="MRS")
                self.numbers.append(new.number)
            else:
                cancel_receipt(self.books, number, reason="r", today=TODAY, office="LYO")
        except RuleBroken:
            return

    @invariant()
    def every_cent_stands_somewhere(self) -> None:
        with self.books.read() as session:
            given = session.scalar(select(func.sum(Payment.amount))) or Money(0)
            lines = session.scalar(select(func.sum(PaymentLine.amount))) or Money(0)
            placed = session.scalar(select(func.sum(Allocation.amount))) or Money(0)
            on_projects = select(func.sum(Allocation.amount)).where(Allocation.project_id.is_not(None))
            private = session.scalar(on_projects) or Money(0)
            shares = project_shares(session, today=TODAY)
        assert given == lines == placed
        assert Money.total(row.share.private for row in shares) == private

    @invariant()
    def numbers_are_unbroken_and_lines_on_one_receipt_at_most(self) -> None:
        with self.books.read() as session:
            assert all(not series.missing and not series.duplicated for series in continuity(session))
            register = list(register_lines(session))
            live = session.scalar(select(func.count()).select_from(LiveReceiptLine)) or 0
            taken_back = select(Payment.reverses_id).where(Payment.reverses_id.is_not(None))
            bad = (
                select(func.count())
                .select_from(LiveReceiptLine)
                .join(PaymentLine, PaymentLine.id == LiveReceiptLine.line_id)
                .where(PaymentLine.payment_id.in_(taken_back))
            )
            assert session.scalar(bad) == 0
        assert {line.number for line in register} == set(self.numbers)
        assert sum(len(line.payments) for line in register if line.status == "issued") == live


def run(examples: int, steps: int, server: str = "") -> None:
    machine = type("Histories", (Histories,), {"server": server})
    chosen = settings(max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=examples < 50,
                      suppress_health_check=list(HealthCheck))  # fmt: skip
    run_state_machine_as_test(machine, settings=chosen)


def test_whatever_happens_in_a_file_every_cent_and_number_is_accounted_for() -> None:
    run(12, 25)


def test_whatever_happens_on_a_server_every_cent_and_number_is_accounted_for(server: str) -> None:
    run(5, 25, server)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_whatever_happens_in_hundreds_of_histories(server: str) -> None:
    run(300, 50)
    run(60, 50, server)
