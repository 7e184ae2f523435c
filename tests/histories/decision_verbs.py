"""What is decided of money: where a payer's comes from, where it goes; and what is given without any."""

from collections import Counter
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.domain.decisions import Decision, MoveDraft
from donations_app.domain.errors import AlreadyReversed, InputRefused, NotAllocated
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft
from donations_app.domain.private_share import MoneyOrigin
from donations_app.domain.valued import ContributionDraft, Worker
from donations_app.services.funding.contributions import (
    attest_contribution,
    record_contribution,
    withdraw_contribution,
)
from donations_app.services.funding.origins import state_origin
from donations_app.services.payments.allocations import decide_moves
from tests.histories.history import DAYS, OFFICES, History, Refusal
from tests.histories.rows import Line, Row, Rows
from tests.histories.world import PLACES

PASSES_ON: Final = "E1"  # a company whose money is, perhaps, another's
_ORIGINS: Final = st.sampled_from(["private", "regranted", "public"])


class DecisionVerbs(History):
    """State an origin, decide on moves; record a contribution, attest it, withdraw it."""

    @precondition(lambda self: self.away is None)
    @rule(origin=_ORIGINS, since=st.one_of(st.none(), DAYS), office=OFFICES)
    def an_origin_is_stated(self, origin: MoneyOrigin, since: date | None, office: str) -> None:
        told = since.isoformat() if since else None
        turns = self.rows.turns("party_origin")
        same = [row for row in self.rows.of("party_origin") if row["since"] == told]
        last = max(same, key=lambda row: turns[row["id"]], default=None)
        refused: Refusal = InputRefused if last and last["money_origin"] == origin else None
        sums = by_place(self.rows)
        self.does(
            lambda: state_origin(
                self.books.acting(office=office), PASSES_ON, origin, since=since, source="Report", key=uuid4()
            ),
            office=office,
            refused=refused,
        )
        if refused:
            return
        assert self.wrote().pop("party_origin.stated") == 1
        assert by_place(self.rows) == sums, "no cent goes elsewhere, on no day"
        new = [
            row for row in self.rows.of("allocation") if (row["id"],) not in self.before.tables["allocation"]
        ]
        assert {row["recorded_on"] for row in new} <= {self.today.isoformat()}

    @precondition(lambda self: self.rows.refs)
    @rule(data=st.data(), onto=st.sampled_from(PLACES), day=DAYS, office=OFFICES)
    def a_decision_moves_several(self, data: st.DataObject, onto: Any, day: date, office: str) -> None:
        office = self.here(office)
        lines = data.draw(
            st.lists(st.sampled_from(list(self.rows.lines.values())), min_size=1, max_size=2, unique=True)
        )
        decided_on = min(day, self.today)
        moves, refused = [], None
        for line in lines:
            away = data.draw(
                st.sampled_from([place[:2] for place in self.rows.places[line.id]] or [("", "")])
            )
            least = least_from(self.rows, line.id, away, decided_on)
            cents = data.draw(st.sampled_from([max(least, 1), 1, least + 1 if least >= 0 else 1]))
            moves.append(
                MoveDraft(
                    payment=line.ref, position=line.position, away=_part(cents, away), to=_part(cents, onto)
                )
            )
            refused = refused or _why_not(line, decided_on, cents > least)
        decision = Decision(
            key=uuid4(), decided_on=decided_on, decided_by="Bureau", minutes="PV 3", consent="By letter"
        )
        past = by_place(self.rows, before=decided_on)
        for again in (False, True):
            self.does(
                lambda: decide_moves(self.books.acting(office=office), moves, decision),
                office=office,
                refused=refused,
            )
            if refused:
                return
            assert self.wrote() == ({} if again else {"decision.made": 1, "allocation.moved": len(moves)})
        assert by_place(self.rows, before=decided_on) == past, "the days before stay as they were"

    @rule(halves=st.integers(1, 9), office=OFFICES, given_on=DAYS)
    def labour_is_given(self, halves: int, office: str, given_on: date) -> None:
        office = self.here(office)
        draft = ContributionDraft(
            key=uuid4(),
            project="EAU",
            kind="labour",
            given_on=min(given_on, self.today),
            workers=(Worker("Brahim", halves),),
            day_rate=11_00,
        )
        done = self.does(lambda: record_contribution(self.books.acting(office=office), draft), office=office)
        assert done
        assert self.wrote() == {"contribution.recorded": 1}
        (row,) = (row for row in self.rows.of("contribution") if row["ref"] == done.ref)
        assert row["amount"] == done.amount.cents == halves * 5_50

    @precondition(lambda self: self.rows.tables["contribution"])
    @rule(data=st.data(), withdraws=st.booleans(), office=OFFICES)
    def a_contribution_is_settled(self, data: st.DataObject, withdraws: bool, office: str) -> None:
        office = self.here(office)
        row = data.draw(st.sampled_from(list(self.rows.of("contribution"))))
        stood = {one["kind"]: one for one in self.rows.of("contribution_outcome") if of_it(one, row)}
        books, ref, today = partial(self.books.acting, office=office), row["ref"], self.today
        if withdraws:
            self.does(lambda: withdraw_contribution(books(), ref, reason="Twice"), office=office)
            assert self.wrote() == ({} if "withdrawn" in stood else {"contribution.withdrawn": 1})
            return
        before = stood.get("attested")
        other = before is not None and before["settled_on"] != today.isoformat()
        self.does(
            lambda: attest_contribution(books(), ref, signed_on=today, signed_by="H. Idrissi"),
            office=office,
            refused=InputRefused if "withdrawn" in stood or other else None,
        )
        assert self.wrote() == ({} if stood else {"contribution.attested": 1})


def of_it(outcome: Row, contribution: Row) -> bool:
    return bool(outcome["contribution_id"] == contribution["id"])


def _why_not(line: Line, decided_on: date, is_too_much: bool) -> Refusal:
    if line.taken_back:
        return AlreadyReversed
    if decided_on < (line.received_on or line.credited_on or date.min):
        return InputRefused
    return NotAllocated if is_too_much else None


def _part(cents: int, at: tuple[str, str]) -> AllocationDraft:
    return AllocationDraft(amount=Money(cents), project=at[0], association=at[1])


def by_place(rows: Rows, *, before: date | None = None) -> Counter[tuple[Any, ...]]:
    """Return the cents of each line by place and day of decision, whatever their origin."""
    sums: Counter[tuple[Any, ...]] = Counter()
    for row in rows.of("allocation"):
        if before is None or row["decided_on"] < before.isoformat():
            place = (row["line_id"], row["project_id"], row["association_id"], row["decided_on"])
            sums[place] += row["amount"]
    return Counter({place: cents for place, cents in sums.items() if cents})


def least_from(rows: Rows, line_id: int, place: tuple[str, str], on: date) -> int:
    """Return the least that stands of a line at a place on any day from one on."""
    steps: Counter[str] = Counter()
    for row in rows.of("allocation"):
        project = rows.by_id("project", row["project_id"])["code"] if row["project_id"] else ""
        if row["line_id"] == line_id and (project, rows.ref_of(row["association_id"])) == place:
            steps[row["decided_on"]] += row["amount"]
    days = [on.isoformat(), *(day for day in steps if day > on.isoformat())]
    return min(sum(cents for day, cents in steps.items() if day <= last) for last in days)
