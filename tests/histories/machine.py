"""The machine: every verb of the services, in any order, over the ends of two tax years."""

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from tests.histories import bank_law, law
from tests.histories.bank_verbs import BankVerbs
from tests.histories.circular_verbs import CircularVerbs
from tests.histories.closing_verbs import ClosingVerbs
from tests.histories.debit_verbs import DebitVerbs, debits_are_collected_once
from tests.histories.decision_verbs import DecisionVerbs
from tests.histories.deposit_verbs import DepositVerbs
from tests.histories.funding_verbs import FundingVerbs
from tests.histories.gifts import ALWAYS, BANKED_GIFTS, GIFTS, SURE_GIFTS, Gift
from tests.histories.history import OFFICES, History
from tests.histories.import_verbs import ImportVerbs
from tests.histories.member_verbs import MemberVerbs
from tests.histories.office_verbs import OfficeVerbs
from tests.histories.project_verbs import ProjectVerbs
from tests.histories.receipt_verbs import ReceiptVerbs
from tests.histories.world import Stage, stage

Staged = Callable[[Path, str], AbstractContextManager[Stage]]


class Tied(BankVerbs, DebitVerbs, DepositVerbs):
    """What goes over the bank: slips, lines of statements, direct debits, held against each other."""

    further = (bank_law.lines_are_never_more_than_they_are, debits_are_collected_once)
    tied = (bank_law.bank_and_books_tie,)

    def type_all(self, stack: Sequence[Gift]) -> None:
        """Record gifts one by one; in the suite all is held against the books after the last alone."""
        for gift in stack:
            self.goes_on = not self.is_thorough and gift is not stack[-1]
            self.record(gift, "MRS", "")


class BankHistories(Tied, ReceiptVerbs):
    """Money, receipts and the bank alone: of all verbs together these would meet too seldom."""

    @initialize(moment=st.sampled_from([0, 3, 4]), gifts=st.lists(BANKED_GIFTS, min_size=4, max_size=6))
    def a_stack_is_typed(self, moment: int, gifts: list[Gift]) -> None:
        self.clock.leap(moment)
        self.type_all(gifts)
        self.a_debit_is_agreed("A1", 10_00, past=True)


class Histories(
    Tied,
    OfficeVerbs,
    MemberVerbs,
    CircularVerbs,
    ImportVerbs,
    ProjectVerbs,
    FundingVerbs,
    DecisionVerbs,
    ClosingVerbs,
):
    """Any of the verbs after any other, once there is money and, mostly, receipts."""

    @initialize(
        moment=st.sampled_from([0, 0, 1, 3, 6, 7]),
        gifts=st.lists(GIFTS, min_size=1, max_size=3),
        sure=st.lists(SURE_GIFTS, min_size=3, max_size=5),
        issue=st.sampled_from(["year by year", "the year as a period", "nothing"]),
        office=OFFICES,
        leaves=st.sampled_from(["", "MRS", "LYO", "LYO"]),
    )
    def a_stack_is_typed(
        self, moment: int, gifts: list[Gift], sure: list[Gift], issue: str, office: str, leaves: str
    ) -> None:
        self.clock.leap(moment)
        self.type_all([*gifts, *sure])
        years = {law.any_day(line).year for line in self.rows.lines.values()}
        for year in sorted(years) if issue != "nothing" else ():
            as_period = {"period": (date(year, 1, 1), date(year, 12, 31))}
            self.issue(year, "all", office, **(as_period if issue != "year by year" else {}))
        self.type_all(ALWAYS)
        if leaves and not self.stage.server:
            self.an_office_leaves(leaves, gifts[0])


def run(
    folder: Path,
    *,
    examples: int,
    steps: int,
    server: str = "",
    other: bool = False,
    shorten: bool = True,
    is_thorough: bool = True,
    kind: type[History] = Histories,
    staged: Staged = stage,
) -> None:
    """Run histories; the first that breaks an invariant is raised.

    Args:
        folder: for the files.
        examples: how many histories, beside the simplest one, with which hypothesis always begins.
        steps: of each, at most.
        server: address of a database server; empty for files.
        other: make other histories each time, not always the same.
        shorten: look for the shortest history that breaks the same.
        is_thorough: hold all against the books after each gift of the first stack, not after its last alone.
        kind: of machine.
        staged: makes the stage.
    """
    with staged(folder, server) as here:
        machine = type("Histories", (kind,), {"stage": here, "is_thorough": is_thorough})
        chosen = settings(
            max_examples=examples + 1,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=not other,
            phases=[Phase.generate, Phase.shrink] if shorten else [Phase.generate],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            report_multiple_bugs=False,
        )
        run_state_machine_as_test(machine, settings=chosen)


if __name__ == "__main__":
    run(Path(sys.argv[1]), examples=int(sys.argv[2]), steps=int(sys.argv[3]), shorten=False)
