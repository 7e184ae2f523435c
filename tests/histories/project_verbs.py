"""What happens to a project: changed, revised from a day on, joined, left, ended; what still may be given to it."""

from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from msgspec.structs import replace

from donations_app.db.queries.project_drafts import standing_project
from donations_app.domain.errors import ChangedMeanwhile, InputRefused
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.domain.projects import PartnerDraft
from donations_app.services.payments.records import record_payment
from donations_app.services.projects.changing import Revised, change_project, end_project, revise_budget
from tests.histories.history import OFFICES, History
from tests.histories.rows import Row
from tests.histories.world import DONORS

_CODE: Final = "ECOLE"  # which nobody carries at first
_ASSOCIATION: Final = "AMAN"
_PART: Final = 1_000_00
_NEVER: Final = "9999-12-31"


class ProjectVerbs(History):
    """Change a project in time; which budget holds on a day is foreseen from the rows alone."""

    def _project(self) -> Row:
        return next(row for row in self.rows.of("project") if row["code"] == _CODE)

    def _budget(self, on: date | None) -> Row:
        """Return the budget of a day: the one of the latest day before it, of one day the last recorded."""
        day = on.isoformat() if on else ""
        own = [row for row in self.rows.of("project_budget") if row["project_id"] == self._project()["id"]]
        held = [row for row in own if (row["since"] or "") <= day]
        turns = self.rows.turns("project_budget")
        return max(held, key=lambda row: (row["since"] or "", turns[row["id"]]))

    def _partners(self, budget: Row) -> dict[str, int]:
        rows = (row for row in self.rows.of("project_partner") if row["budget_id"] == budget["id"])
        return {self.rows.ref_of(row["association_id"]): row["cost"] for row in rows}

    def _revise(self, cents: int, parts: dict[str, int], since: date | None, office: str) -> None:
        """Record a budget from a day on, and see that no other day is touched."""
        stands = self._budget(since)
        same = (stands["cost"], self._partners(stands)) == (cents, parts)
        before = {day: self._budget(day) for day in self._days(since)}
        with self.books.read() as session:
            draft = standing_project(session, _CODE, on=since).draft
        partners = tuple(PartnerDraft(association=ref, cost=Money(cost)) for ref, cost in parts.items())
        whole, key = replace(draft, cost=Money(cents), partners=partners), uuid4()

        def verb() -> Revised:
            return revise_budget(
                self.books.acting(office=office), _CODE, whole, since=since, reason="Vote", key=key
            )

        done = self.does(verb, office=office, refused=InputRefused if same else None)
        if done is None:
            return
        assert self.wrote() == {"project.revised": 1}
        assert (self._budget(since)["id"], self._budget(since)["cost"]) == (done.id, cents)
        assert self._partners(self._budget(since)) == parts
        first, until = since.isoformat() if since else "", done.until.isoformat() if done.until else _NEVER
        for day, budget in before.items():
            within = first <= (day.isoformat() if day else "") < until
            assert self._budget(day)["id"] == (done.id if within else budget["id"])
        self.does(verb, office=office)  # the same key again is the same budget
        assert self.wrote() == {}

    def _days(self, since: date | None) -> list[date | None]:
        known = {row["since"] for row in self.rows.of("project_budget") if row["since"]}
        days = {date.fromisoformat(day) for day in known} | {self.today} | ({since} if since else set())
        return [None, *sorted(days | {day - timedelta(days=1) for day in days})]

    @precondition(lambda self: self.away is None)
    @rule(
        cents=st.sampled_from([9_000_00, 10_000_00, 12_000_00]),
        ago=st.sampled_from([None, 0, 40]),
        office=OFFICES,
    )
    def the_cost_is_revised(self, cents: int, ago: int | None, office: str) -> None:
        since = None if ago is None else self.today - timedelta(days=ago)
        self._revise(cents, self._partners(self._budget(since)), since, office)

    @precondition(lambda self: self.away is None)
    @rule(part=st.sampled_from([0, _PART, 2 * _PART]), office=OFFICES)
    def an_association_joins(self, part: int, office: str) -> None:
        self._revise(self._budget(self.today)["cost"], {_ASSOCIATION: part}, self.today, office)

    @precondition(lambda self: self.away is None)
    @rule(office=OFFICES)
    def the_association_leaves(self, office: str) -> None:
        self._revise(self._budget(self.today)["cost"], {}, self.today, office)

    @precondition(lambda self: self.away is None)
    @rule(payer=st.sampled_from(DONORS[:-1]), office=OFFICES)
    def a_gift_goes_to_that_association(self, payer: str, office: str) -> None:
        part = AllocationDraft(amount=Money(9_00), project=_CODE, association=_ASSOCIATION)
        line = LineDraft(kind="donation", amount=Money(9_00), allocations=(part,))
        draft = PaymentDraft(
            key=uuid4(), office=office, payer=payer, method="cash", received_on=self.today, lines=(line,)
        )
        carries = _ASSOCIATION in self._partners(self._budget(self.today))
        self.does(
            lambda: record_payment(self.books.acting(office=office), draft),
            office=office,
            refused=None if carries else InputRefused,
        )
        assert self.wrote() == ({"payment.recorded": 1} if carries else {})

    @precondition(lambda self: self.away is None)
    @rule(people=st.integers(0, 9), stale=st.booleans(), office=OFFICES)
    def the_project_is_changed(self, people: int, stale: bool, office: str) -> None:
        with self.books.read() as session:
            standing = standing_project(session, _CODE)
        draft = replace(standing.draft, people_served=people, state="running")
        seen = standing.seen - stale
        self.does(
            lambda: change_project(self.books.acting(office=office), _CODE, draft, seen=seen),
            office=office,
            refused=ChangedMeanwhile if stale else None,
        )
        assert self.wrote() == ({} if stale else {"project.changed": 1})
        assert stale or (self._project()["people_served"], self._project()["state"]) == (people, "running")

    @precondition(lambda self: self.away is None)
    @rule(office=OFFICES)
    def the_project_ends(self, office: str) -> None:
        project = self._project()
        was_so = (project["state"], project["ends_on"]) == ("done", self.today.isoformat())
        done = self.does(
            lambda: end_project(self.books.acting(office=office), _CODE, on=self.today), office=office
        )
        assert done
        assert self.wrote() == ({} if was_so else {"project.ended": 1})
        stands = sum(
            cents
            for places in self.rows.places.values()
            for place, cents in places.items()
            if place[0] == _CODE
        )
        assert (done.already, done.standing.total.cents) == (was_so, stands)
