"""What funders ask, promise and agree; what donors earmark for a project, and what of it is spent."""

from collections import defaultdict
from datetime import date, timedelta
from functools import partial
from typing import Final
from uuid import UUID, uuid4, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.db.queries.earmarked import earmarked
from donations_app.db.queries.financing import financing_plan
from donations_app.db.queries.funding_rules import rules
from donations_app.domain.errors import InputRefused
from donations_app.domain.financing import FinancingDraft
from donations_app.domain.funding import FundingRule
from donations_app.domain.gifts import day_in_books
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.domain.spending import SpendingDraft
from donations_app.services.funding.financing import agree, promise, withdraw
from donations_app.services.funding.rules import add_rule, end_rule
from donations_app.services.funding.spending import correct_spending, record_spending
from donations_app.services.payments.records import record_payment
from tests.histories.history import OFFICES, History
from tests.histories.rows import Row

FUNDER: Final = "E1"
PROJECTS: Final = st.sampled_from(["EAU", "ECOLE"])
DAYS_AGO: Final = st.sampled_from([0, 0, 30, 400])


class FundingVerbs(History):
    """Ask, promise, agree, withdraw; earmark, spend, put right."""

    def _some_project(self, code: str) -> int:
        return next(int(row["id"]) for row in self.rows.of("project") if row["code"] == code)

    def _committed(self, code: str) -> list[Row]:
        """Return what is promised or agreed for a project and stands, in the order of its keys."""
        found = [row for row in self.rows.of("financing") if row["project_id"] == self._some_project(code)]
        replaced = {row["replaces_id"] for row in found}
        return [row for row in found if row["id"] not in replaced and row["stage"] != "withdrawn"]

    def _plan_holds(self, code: str) -> None:
        with self.books.read() as session:
            found = financing_plan(session, code)
        asked = [row["amount"] for row in self._committed(code)]
        assert sum(one.promised + one.agreed for one in found) == sum(asked)
        assert sum(len(one.commitments) for one in found) == len(asked)

    @precondition(lambda self: self.away is None)
    @rule(
        code=PROJECTS,
        cents=st.sampled_from([500_00, 1_200_00]),
        days=DAYS_AGO,
        is_agreed=st.booleans(),
        office=OFFICES,
    )
    def a_funder_promises(self, code: str, cents: int, days: int, is_agreed: bool, office: str) -> None:
        stands = [row for row in self._committed(code) if row["stage"] == "promised"]
        before, on = (stands[0] if stands and is_agreed else None), self.today - timedelta(days)
        draft = FinancingDraft(
            key=uuid4(), project=code, funder=FUNDER, amount=Money(cents), stated_on=on,
            reference="C-7" if is_agreed else "",
        )  # fmt: skip
        acting, late = (
            partial(self.books.acting, office=office),
            before and before["stated_on"] > on.isoformat(),
        )
        replaces = self._ref("C", before) if before else ""
        self.does(
            lambda: agree(acting(), draft, replaces=replaces) if is_agreed else promise(acting(), draft),
            office=office,
            refused=InputRefused if late else None,
        )
        if not late:
            assert self.wrote() == {f"financing.{'agreed' if is_agreed else 'promised'}": 1}
            self._plan_holds(code)

    def _ref(self, letter: str, row: Row) -> str:
        codes = {one["id"]: one["code"] for one in self.rows.of("origin")}
        return f"{letter}-{codes[row['id'] >> 36]}-{row['id'] & (1 << 36) - 1:06}"

    @precondition(lambda self: self.away is None and self._committed("EAU"))
    @rule(days=st.sampled_from([0, 400]), office=OFFICES)
    def a_funder_withdraws(self, days: int, office: str) -> None:
        row, on = self._committed("EAU")[-1], self.today - timedelta(days)
        early = on.isoformat() < row["stated_on"]
        acting, ref = partial(self.books.acting, office=office), self._ref("C", row)
        self.does(
            lambda: withdraw(acting(), ref, on=on, reason="Appel clos", key=uuid4()),
            office=office,
            refused=InputRefused if early else None,
        )
        if not early:
            assert self.wrote() == {"financing.withdrawn": 1}
            self._plan_holds("EAU")

    @precondition(lambda self: self.away is None)
    @rule(code=PROJECTS, is_ended=st.booleans(), office=OFFICES)
    def a_funder_asks(self, code: str, is_ended: bool, office: str) -> None:
        acting, asked = (
            partial(self.books.acting, office=office),
            FundingRule(minimum=0, maximum_funder=7_000),
        )
        ref = self.does(
            lambda: add_rule(acting(), asked, key=uuid4(), project=code, funder=FUNDER, since=self.today),
            office=office,
        )
        assert self.wrote() == {"funding_rule.added": 1}
        yesterday, today = self._rules(self.today - timedelta(1)), self._rules(self.today)
        assert (ref in yesterday, ref in today) == (False, True)
        if ref and is_ended:
            self.does(
                lambda: end_rule(acting(), ref, last_on=self.today, reason="Autre appel"), office=office
            )
            assert self.wrote() == {"funding_rule.ended": 1}
            assert (ref in self._rules(self.today), ref in self._rules(self.today + timedelta(1))) == (
                True,
                False,
            )

    def _rules(self, on: date) -> set[str]:
        with self.books.read() as session:
            return {one.ref for one in rules(session, on=on)}

    @precondition(lambda self: self.away is None)
    @rule(code=PROJECTS, payer=st.sampled_from(["A1", "B2"]), days=DAYS_AGO, office=OFFICES)
    def a_gift_is_earmarked(self, code: str, payer: str, days: int, office: str) -> None:
        part = AllocationDraft(amount=Money(80_00), project=code)
        line = LineDraft(kind="donation", amount=Money(80_00), allocations=(part,), earmarked_by_donor=True)
        draft = PaymentDraft(
            key=uuid4(), office=office, payer=payer, method="cash", lines=(line,),
            received_on=self.today - timedelta(days),
        )  # fmt: skip
        self.does(lambda: record_payment(self.books.acting(office=office), draft), office=office)
        self._earmarked_holds()

    def _left(self, code: str, on: date | None) -> int:
        """Return what donors earmarked for a project and is neither gone nor used, counted by hand."""
        project, day = self._some_project(code), on.isoformat() if on else "9"
        payments = {row["id"]: row for row in self.rows.of("payment")}
        lines = {row["id"]: row for row in self.rows.of("payment_line") if row["earmarked_by_donor"]}
        first: defaultdict[tuple[int, int], int] = defaultdict(int)
        since: defaultdict[tuple[int, int], int] = defaultdict(int)
        for row in self.rows.of("allocation"):
            if row["line_id"] not in lines or row["project_id"] != project or row["decided_on"] > day:
                continue
            line = lines[row["line_id"]]
            paid = payments[line["payment_id"]]
            came = payments[paid["reverses_id"] or paid["id"]]
            if str(day_in_books(came["method"], came["received_on"], came["credited_on"])) > day:
                continue
            is_first = row["move_key"] is None and paid["reverses_id"] is None
            place = paid["reverses_id"] or paid["id"], line["position"]
            (first if is_first else since)[place] += row["amount"]
        stands: int = sum(max(0, cents + min(0, since[place])) for place, cents in first.items())
        used = (
            int(row["earmarked"])
            for row in self.rows.of("spending")
            if row["project_id"] == project and row["spent_on"] <= day
        )
        return stands - sum(used)

    def _earmarked_holds(self) -> None:
        with self.books.read() as session:
            found = {one.project: one for one in earmarked(session, self.today.year)}
        for code in ("EAU", "ECOLE"):
            told = found[code].left.cents if code in found else 0
            assert told == self._left(code, date(self.today.year, 12, 31)), code

    @precondition(lambda self: self.away is None)
    @rule(code=PROJECTS, cents=st.sampled_from([0, 30_00, 60_00]), days=DAYS_AGO, office=OFFICES)
    def it_is_spent(self, code: str, cents: int, days: int, office: str) -> None:
        on = self.today - timedelta(days)
        beyond = cents > min(self._left(code, on), self._left(code, None))
        draft = SpendingDraft(
            key=uuid4(),
            project=code,
            amount=Money(70_00),
            spent_on=on,
            earmarked=Money(cents),
            reference="AC-1",
        )
        self.does(
            lambda: record_spending(self.books.acting(office=office), draft),
            office=office,
            refused=InputRefused if cents and beyond else None,
        )
        assert self.wrote() == ({} if cents and beyond else {"spending.recorded": 1})
        self._earmarked_holds()

    @precondition(lambda self: self.away is None and self.rows.tables["spending"])
    @rule(data=st.data(), office=OFFICES)
    def a_spending_is_put_right(self, data: st.DataObject, office: str) -> None:
        found = list(self.rows.of("spending"))
        row = data.draw(st.sampled_from(found))
        back, ref, acting = row["amount"] < 0, self._ref("S", row), partial(self.books.acting, office=office)
        again = uuid5(UUID(row["key"]), "put right") in {UUID(one["key"]) for one in found}
        self.does(
            lambda: correct_spending(acting(), ref, reason="Autre projet"),
            office=office,
            refused=InputRefused if back else None,
        )
        assert self.wrote() == ({} if back or again else {"spending.put_right": 1})
        self._earmarked_holds()
