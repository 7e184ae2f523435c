"""What happens to agreed gifts: agreed, changed, paused, resumed, stopped; instalments forgiven and matched."""

from datetime import date, timedelta
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from msgspec.structs import replace

from donations_app.db.queries.drafts import terms_of
from donations_app.db.queries.instalments import Agreement, agreement_of
from donations_app.domain.errors import InputRefused
from donations_app.domain.instalments import Instalment
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.services.payments.instalments import (
    forgive_instalment,
    match_payment,
    pause_recurring,
    resume_recurring,
    take_decision_back,
)
from donations_app.services.payments.recurring import agree_recurring, change_recurring, stop_recurring
from tests.histories.history import DAYS, OFFICES, History, Refusal
from tests.histories.rows import Row

_END = date(2027, 12, 31)
_DAY = timedelta(days=1)


class AgreedVerbs(History):
    """Agree, change, pause, resume, stop; forgive, match, and take both back."""

    @rule(
        payer=st.sampled_from(["A1", "B2", "C3", "E1"]),
        cents=st.sampled_from([10_00, 25_00, 100_00]),
        first=DAYS,
        project=st.sampled_from(["", "EAU", "ECOLE"]),
        office=OFFICES,
    )
    def agree(self, payer: str, cents: int, first: date, project: str, office: str) -> None:
        office = self.here(office)
        draft = RecurringGift(
            key=uuid4(), ref="", payer=payer, amount=Money(cents), frequency="monthly", first_on=first,
            method="transfer", project=project,
        )  # fmt: skip
        ref = self.does(lambda: agree_recurring(self.books.acting(office=office), draft), office=office)
        assert self.wrote() == {"recurring_gift.agreed": 1}
        (row,) = [row for row in self.rows.of("recurring_gift") if row["ref"] == ref]
        assert (row["amount"], row["day"], row["last_on"]) == (cents, first.day, None)
        self.does(lambda: agree_recurring(self.books.acting(office=office), draft), office=office)
        assert self.wrote() == {}  # the same key is the same gift

    def agreed_refs(self) -> list[str]:
        """Return the gifts as they were first agreed; those that are debited have verbs of their own."""
        some = (row for row in self.rows.of("recurring_gift") if row["method"] == "transfer")
        return [row["ref"] for row in some if "/" not in row["ref"]]

    def some_gift(self, data: st.DataObject) -> tuple[str, Agreement]:
        ref = data.draw(st.sampled_from(self.agreed_refs()))
        return ref, self.agreed(ref)

    def agreed(self, ref: str) -> Agreement:
        """Return a gift as the program says that it stands."""
        with self.books.read() as session:
            return agreement_of(session, ref, today=self.today, until=_END)

    def _terms(self, ref: str) -> list[Row]:
        found = [
            row
            for row in self.rows.of("recurring_gift")
            if row["ref"] == ref or row["ref"].startswith(f"{ref}/")
        ]
        return sorted(found, key=lambda row: row["first_on"])

    def _of(self, table: str, ref: str) -> list[Row]:
        gift = self._terms(ref)[0]["id"]
        return [row for row in self.rows.of(table) if row["gift_id"] == gift]

    def _ended_before(self, ref: str, on: date) -> bool:
        ends = [row["last_on"] for row in self._terms(ref)]
        return None not in ends and max(ends) < on.isoformat()

    @precondition(lambda self: self.agreed_refs())
    @rule(data=st.data(), first=DAYS, days=st.sampled_from([None, -1, 0, 40]), office=OFFICES)
    def pause(self, data: st.DataObject, first: date, days: int | None, office: str) -> None:
        office, (ref, gift) = self.here(office), self.some_gift(data)
        last = None if days is None else first + days * _DAY
        held = [
            (row["first_on"], row["last_on"] or "9")
            for row in self._of("recurring_pause", ref)
            if row["last_on"] is None or row["last_on"] >= row["first_on"]
        ]
        end = last.isoformat() if last else "9"
        meets = any(start <= end and first.isoformat() <= until for start, until in held)
        refused: Refusal = InputRefused if days == -1 or meets or self._ended_before(ref, first) else None
        self.does(
            lambda: pause_recurring(
                self.books.acting(office=office), uuid4(), ref, first_on=first, last_on=last, reason="Chômage"
            ),
            office=office,
            refused=refused,
        )
        if refused:
            return
        assert self.wrote() == {"recurring_gift.paused": 1}
        after = self.agreed(ref)
        within = {one.due_on for one in gift.instalments if first <= one.due_on <= (last or _END)}
        assert {*after.paused} == {*gift.paused} | within
        assert [one.due_on for one in after.instalments] == [
            one.due_on for one in gift.instalments if one.due_on not in within
        ]

    @precondition(lambda self: self.agreed_refs())
    @rule(data=st.data(), on=DAYS, office=OFFICES)
    def resume(self, data: st.DataObject, on: date, office: str) -> None:
        office, (ref, _gift) = self.here(office), self.some_gift(data)
        held = [
            row
            for row in self._of("recurring_pause", ref)
            if row["last_on"] is None or row["last_on"] >= max(on.isoformat(), row["first_on"])
        ]
        self.does(
            lambda: resume_recurring(self.books.acting(office=office), ref, on=on),
            office=office,
            refused=None if held else InputRefused,
        )
        if held:
            assert self.wrote() == {"recurring_gift.resumed": 1}

    @precondition(lambda self: self.agreed_refs())
    @rule(data=st.data(), start=DAYS, cents=st.sampled_from([10_00, 30_00]), office=OFFICES)
    def other_terms(self, data: st.DataObject, start: date, cents: int, office: str) -> None:
        office, (ref, gift) = self.here(office), self.some_gift(data)
        last = self._terms(ref)[-1]
        with self.books.read() as session:
            new = replace(terms_of(session, ref)[-1][1], amount=Money(cents))
        starts = start.isoformat()
        is_over = last["last_on"] is not None and last["last_on"] < starts
        refused: Refusal = (
            InputRefused if is_over or starts <= last["first_on"] or cents == last["amount"] else None
        )
        self.does(
            lambda: change_recurring(self.books.acting(office=office), ref, new, start=start),
            office=office,
            refused=refused,
        )
        if refused:
            return
        assert self.wrote() == {"recurring_gift.changed": 1, "recurring_gift.agreed": 1}
        after = self.agreed(ref)
        assert _days(after, start - _DAY) == _days(gift, start - _DAY)  # what was due before stays
        assert {one.amount.cents for one in after.instalments if one.due_on >= start} <= {cents}

    @precondition(lambda self: self.agreed_refs())
    @rule(data=st.data(), on=DAYS, office=OFFICES)
    def stop(self, data: st.DataObject, on: date, office: str) -> None:
        office, (ref, gift) = self.here(office), self.some_gift(data)
        terms = self._terms(ref)
        runs = any(row["last_on"] is None or row["last_on"] > on.isoformat() for row in terms)
        refused: Refusal = None if runs and on.isoformat() >= terms[0]["first_on"] else InputRefused
        self.does(
            lambda: stop_recurring(self.books.acting(office=office), ref, on=on, reason="Départ"),
            office=office,
            refused=refused,
        )
        if not refused:
            assert set(self.wrote()) == {"recurring_gift.stopped"}
            assert _days(self.agreed(ref), _END) == _days(gift, on)

    def some_instalment(self, data: st.DataObject, gift: Agreement) -> tuple[date, Instalment | None]:
        """Return a day, and the instalment that is due on it, if one is."""
        due = {one.due_on: one for one in gift.instalments[:18]}
        on = data.draw(st.sampled_from([*due, *due, date(2026, 2, 3)]))
        return on, due.get(on)

    @precondition(lambda self: self.agreed_refs())
    @rule(data=st.data(), office=OFFICES)
    def forgive(self, data: st.DataObject, office: str) -> None:
        office, (ref, gift) = self.here(office), self.some_gift(data)
        on, one = self.some_instalment(data, gift)
        refused: Refusal = InputRefused if one is None or one.state in ("met", "forgiven") else None
        self.does(
            lambda: forgive_instalment(
                self.books.acting(office=office), uuid4(), ref, due_on=on, reason="Crue"
            ),
            office=office,
            refused=refused,
        )
        if not refused:
            assert self.wrote() == {"instalment.forgiven": 1}
            (after,) = [due for due in self.agreed(ref).instalments if due.due_on == on]
            assert (after.state, after.reason) == ("forgiven", "Crue")

    @precondition(lambda self: self.agreed_refs() and self.rows.refs)
    @rule(data=st.data(), is_named_twice=st.booleans(), office=OFFICES)
    def match(self, data: st.DataObject, is_named_twice: bool, office: str) -> None:
        office, (ref, gift) = self.here(office), self.some_gift(data)
        own = [line.ref for line in self.rows.lines.values() if line.payer == gift.now.payer]
        payment = data.draw(st.sampled_from([*own * 3, *self.rows.refs]))
        self._names(ref, payment, self.some_instalment(data, gift), office)
        if is_named_twice:  # for another instalment too, as far as its money goes
            gift = self.agreed(ref)
            self._names(ref, payment, self.some_instalment(data, gift), office)

    def _names(self, ref: str, payment: str, chosen: tuple[date, Instalment | None], office: str) -> None:
        (on, one), gift = chosen, self.agreed(ref)
        refused = self._is_refused(ref, gift, payment, one)
        self.does(
            lambda: match_payment(self.books.acting(office=office), uuid4(), payment, ref, due_on=on),
            office=office,
            refused=InputRefused if refused else None,
        )
        if not refused:
            assert self.wrote() == {"instalment.matched": 1}
        by_it_alone = [
            due.received.cents for due in self.agreed(ref).instalments if due.payments == (payment,)
        ]
        assert sum(by_it_alone) <= sum(line.cents for line in self.rows.lines_of(payment))

    def _is_refused(self, ref: str, gift: Agreement, payment: str, one: Instalment | None) -> bool:
        lines = self.rows.lines_of(payment)
        if one is None or one.state == "forgiven" or lines[0].payer != gift.now.payer or lines[0].taken_back:
            return True
        if not any(line.kind == "donation" for line in lines):
            return True
        named = [
            self.rows.by_id("payment", row["payment_id"])["ref"]
            for row in self._decided(ref, one.due_on)
            if row["payment_id"] is not None
        ]
        return payment in named or (one.state == "met" and {*one.payments} <= {*named})

    def _decided(self, ref: str, due_on: date) -> list[Row]:
        return [
            row
            for row in self._of("instalment_decision", ref)
            if row["due_on"] == due_on.isoformat() and row["taken_back_on"] is None
        ]

    @precondition(lambda self: any(self.rows.of("instalment_decision")))
    @rule(data=st.data(), office=OFFICES)
    def take_decision_back(self, data: st.DataObject, office: str) -> None:
        office = self.here(office)
        row = data.draw(st.sampled_from(list(self.rows.of("instalment_decision"))))
        ref, due = self.rows.by_id("recurring_gift", row["gift_id"])["ref"], date.fromisoformat(row["due_on"])
        standing = len(self._decided(ref, due))
        self.does(
            lambda: take_decision_back(
                self.books.acting(office=office), ref, due_on=due, reason="Finalement"
            ),
            office=office,
            refused=None if standing else InputRefused,
        )
        if standing:
            assert self.wrote() == {"instalment.taken_back": standing}
            assert self._decided(ref, due) == []


def _days(gift: Agreement, until: date) -> list[date]:
    """Return the days due up to one, paused ones too."""
    days = [*(one.due_on for one in gift.instalments), *gift.paused]
    return sorted(day for day in days if day <= until)
