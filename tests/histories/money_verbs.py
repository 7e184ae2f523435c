"""What happens to money: it arrives, is credited, moves, is taken back, is put right."""

from datetime import date, timedelta
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.domain.errors import (
    AlreadyReversed,
    InputRefused,
    KeyReused,
    NotAllocated,
    PaymentReceipted,
    RefundBeyond,
    RefundedAlready,
    RefundStands,
)
from donations_app.domain.money import Money
from donations_app.domain.payments import AllocationDraft, PaymentDraft
from donations_app.domain.refunds import Refund
from donations_app.services.books.recorded import Recorded
from donations_app.services.payments.allocations import move_allocation
from donations_app.services.payments.corrections import Corrected, correct_payment, take_back
from donations_app.services.payments.foresight import foresee
from donations_app.services.payments.records import record_payment, set_credited
from donations_app.services.payments.reversals import reverse_payment
from tests.histories import law, steps
from tests.histories.gifts import BANKED, GIFTS, SPLITTABLE, Gift
from tests.histories.history import DAYS, OFFICES, History, Refusal
from tests.histories.rows import Line, Receipt
from tests.histories.world import BARRED, PLACES

KINDS = st.sampled_from(["return", "refund", "correction"])


class MoneyVerbs(History):
    """Record, credit, move, reverse, take back, refund in part, correct."""

    @rule(gift=GIFTS, office=OFFICES, again=st.sampled_from(["", "the same", "another"]))
    def record(self, gift: Gift, office: str, again: str) -> None:
        office = self.here(office)
        draft = gift.draft(office, self.today)
        done = self.does(lambda: record_payment(self.books.acting(office=office), draft), office=office)
        assert self.wrote() == {"payment.recorded": 1}
        self._stands_as_drawn(done, gift, draft)
        if again == "the same":
            same = self.does(lambda: record_payment(self.books.acting(office=office), draft), office=office)
            assert done
            assert same == replace(done, already=True)
            assert self.wrote() == {}
        elif again == "another":
            other = replace(draft, bank="Another")
            self.does(
                lambda: record_payment(self.books.acting(office=office), other),
                office=office,
                refused=KeyReused,
            )

    def _stands_as_drawn(self, done: Recorded | None, gift: Gift, draft: PaymentDraft) -> None:
        assert done
        assert not done.already
        lines = self.rows.lines_of(done.ref)
        assert [(line.kind, line.cents) for line in lines] == list(gift.lines)
        for line in lines:
            assert (line.payer, line.received_on, line.credited_on) == (
                self.rows.led_to(gift.payer),
                draft.received_on,
                draft.credited_on,
            )
            stands = {(project, party): n for (project, party, _), n in self.rows.places[line.id].items()}
            for place, points in gift.parts if line.cents >= SPLITTABLE else ():
                exact = line.cents * (points or 0)
                assert points is None or abs(stands[place] * 10_000 - exact) < 10_000

    def waiting_for_credit(self) -> list[str]:
        return [
            line.ref
            for line in self.rows.lines.values()
            if line.method in BANKED and line.credited_on is None
        ]

    @precondition(lambda self: self.waiting_for_credit())
    @rule(data=st.data(), day=DAYS, office=OFFICES)
    def credit(self, data: st.DataObject, day: date, office: str) -> None:
        office = self.here(office)
        ref = data.draw(st.sampled_from(self.waiting_for_credit()))
        on = min(day, self.today)
        self.does(
            lambda: set_credited(self.books.acting(office=office), ref, on=on),
            office=office,
        )
        assert self.wrote() == {"payment.credited": 1}
        assert {line.credited_on for line in self.rows.lines_of(ref)} == {on}

    @precondition(lambda self: self.rows.refs)
    @rule(data=st.data(), onto=st.sampled_from(PLACES), office=OFFICES)
    def move(self, data: st.DataObject, onto: tuple[str, str], office: str) -> None:
        office = self.here(office)
        lines = list(self.rows.lines.values())
        barred = [line for line in lines if self._standing(line, (BARRED, ""))]
        line = data.draw(st.sampled_from([*lines, *barred * 3]))
        here = [(project, party) for project, party, _ in self.rows.places[line.id]]
        away = data.draw(st.sampled_from([*here, *here, *PLACES]))
        standing = self._standing(line, away)
        whole = max(standing, 1)
        cents = data.draw(st.sampled_from([whole, whole, 1, standing // 2 or 1, standing + 1]))
        refused: Refusal = AlreadyReversed if line.taken_back else NotAllocated if cents > standing else None
        there, key = self._standing(line, onto), uuid4()

        def verb() -> None:
            move_allocation(
                self.books.acting(office=office),
                line.ref,
                line.position,
                away=_part(cents, away),
                to=_part(cents, onto),
                reason="Plus utile là",
                key=key,
            )

        self.does(verb, office=office, refused=refused)
        if refused:
            return
        assert self.wrote() == {"allocation.moved": 1}
        moved = 0 if away == onto else cents
        assert self._standing(line, away) == standing - moved
        assert self._standing(line, onto) == there + moved
        self.does(verb, office=office)  # the same key again is the same move
        assert self.wrote() == {}

    def _standing(self, line: Line, at: tuple[str, str]) -> int:
        return sum(cents for place, cents in self.rows.places[line.id].items() if place[:2] == at)

    def some_ref(self, data: st.DataObject) -> str:
        """Return a payment, rather one on which a receipt stands, or of which cents were moved."""
        lines = self.rows.lines
        receipted = sorted({lines[key].ref for one in self.rows.live for key in one.lines})
        keys = {
            row["line_id"] for row in self.rows.of("allocation") if row["move_key"] is not None
        } & lines.keys()
        moved = sorted({lines[key].ref for key in keys if not lines[key].taken_back})
        return data.draw(st.sampled_from([*self.rows.refs, *receipted, *receipted, *moved, *moved]))

    def some_day(self, data: st.DataObject, ref: str) -> date:
        """Return today, or a day around that on which the payment arrived."""
        arrived = self._arrived(ref)
        return data.draw(st.sampled_from([self.today, self.today, arrived, arrived - timedelta(days=1)]))

    def _arrived(self, ref: str) -> date:
        line = self.rows.lines_of(ref)[0]
        return min(day for day in (line.received_on, line.credited_on) if day)

    @precondition(lambda self: self.rows.refs)
    @rule(data=st.data(), kind=KINDS, office=OFFICES)
    def reverse(self, data: st.DataObject, kind: str, office: str) -> None:
        office = self.here(office)
        ref = self.some_ref(data)
        on = self.some_day(data, ref)
        refused = PaymentReceipted if self.rows.live_on(ref) else self._not_taken_back(ref, on, kind)
        self.does(
            lambda: reverse_payment(self.books.acting(office=office), ref, kind=kind, reason="Erreur", on=on),
            office=office,
            refused=refused,
        )
        if not refused:
            assert self.wrote() == {"payment.reversed": 1}
            self._is_taken_back(ref, kind, on)

    def _not_taken_back(self, ref: str, on: date, kind: str) -> Refusal:
        line = self.rows.lines_of(ref)[0]
        if line.taken_back:
            return AlreadyReversed
        if (kind == "return" and line.method in ("cash", "none")) or on < self._arrived(ref):
            return InputRefused
        return RefundStands if kind != "refund" and self.rows.refunds_of(ref) else None

    def _is_taken_back(self, ref: str, kind: str, on: date) -> None:
        assert {line.taken_back for line in self.rows.lines_of(ref)} == {kind}
        (back,) = (row for row in self.rows.of("payment") if row["ref"] == f"{ref}-R")
        assert (back["received_on"], back["reversal"]) == (on.isoformat(), kind)

    @precondition(lambda self: self.rows.refs)
    @rule(data=st.data(), kind=KINDS, office=OFFICES, asks_first=st.booleans())
    def take_back(self, data: st.DataObject, kind: str, office: str, asks_first: bool) -> None:
        office = self.here(office)
        ref = self.some_ref(data)
        on = self.some_day(data, ref)
        refused = self._not_taken_back(ref, on, kind)

        def verb(books: Books) -> Corrected:
            return take_back(books.acting(office=office), ref, kind=kind, reason="Rejet", on=on)

        said = None
        if asks_first and not refused:
            said = self.does(lambda: foresee(self.books, verb))
            assert self.rows.tables == self.before.tables, "what is only foreseen is not written"
        done = self.does(lambda: verb(self.books), office=office, refused=refused)
        if not done:
            return
        self._is_taken_back(ref, kind, on)
        self._is_replaced(ref, done, [])
        if said:
            entries = steps.new_entries(self.before, self.rows)
            assert said.result == done
            assert said.records == tuple((row["kind"], row["record"]) for row in entries)
            changes = {one.year: one.after.cents - one.before.cents for one in said.receipted}
            assert changes == self._changed_by_year()

    @precondition(lambda self: self.rows.refs)
    @rule(data=st.data(), office=OFFICES)
    def refund(self, data: st.DataObject, office: str) -> None:
        office = self.here(office)
        ref = self.some_ref(data)
        on = self.some_day(data, ref)
        line = data.draw(st.sampled_from(self.rows.lines_of(ref)))
        half = line.cents // 2
        cents = data.draw(st.sampled_from([half or 1, half or 1, 1, line.cents, line.cents + 1]))
        refused = self._not_refunded(line, cents, on)
        part = Refund(Money(cents), line.position)
        done = self.does(
            lambda: take_back(
                self.books.acting(office=office), ref, kind="refund", reason="Trop donné", on=on, part=part
            ),
            office=office,
            refused=refused,
        )
        if not done:
            return
        if sum(one.cents for one in self.before.lines_of(ref)) == cents:  # all that was left of it
            self._is_taken_back(ref, "refund", on)
            self._is_replaced(ref, done, [])
            return
        (row,) = (row for row in self.rows.of("payment") if row["ref"] == done.reversal)
        assert (row["received_on"], row["amount"], row["reversal"]) == (on.isoformat(), -cents, "refund")
        assert self.rows.lines[line.id].cents == line.cents - cents
        assert not self.rows.lines[line.id].taken_back
        moved = [one for one in self.rows.of("allocation") if one["move_key"] == row["key"]]
        assert sum(one["amount"] for one in moved) == -cents
        assert all(one["decided_on"] >= on.isoformat() for one in moved)
        self._is_replaced(ref, done, [], is_gone=False)

    def _not_refunded(self, line: Line, cents: int, on: date) -> Refusal:
        if refused := self._not_taken_back(line.ref, on, "refund"):
            return refused
        same = [row for row in self.rows.refunds_of(line.ref) if row["received_on"] == on.isoformat()]
        if any(row["amount"] == -cents for row in same):
            return RefundedAlready
        row = self.rows.by_id("payment_line", line.id)
        if cents == sum(one.cents for one in self.rows.lines_of(line.ref)) == line.cents:
            return None
        if not line.cents or line.kind == "in_kind" or row["counterpart_kind"] == "goods":
            return InputRefused
        return RefundBeyond if cents > line.cents else None

    @precondition(lambda self: any(map(self.rows.refunds_of, self.rows.refs)))
    @rule(data=st.data(), kind=st.sampled_from(["correction", "return"]), office=OFFICES)
    def take_refund_back(self, data: st.DataObject, kind: str, office: str) -> None:
        office = self.here(office)
        refunds = [row for ref in self.rows.refs for row in self.rows.refunds_of(ref)]
        row = data.draw(st.sampled_from(refunds))
        given = self.rows.by_id("payment", row["refunds_id"])
        line = self.rows.lines_of(given["ref"])[0]
        is_cash = kind == "return" and line.method in ("cash", "none")
        refused: Refusal = AlreadyReversed if line.taken_back else InputRefused if is_cash else None
        done = self.does(
            lambda: take_back(
                self.books.acting(office=office), row["ref"], kind=kind, reason="Erreur", on=self.today
            ),
            office=office,
            refused=refused,
        )
        if done:
            assert done.reversal == f"{row['ref']}-R"
            assert row["id"] not in [one["id"] for one in self.rows.refunds_of(given["ref"])]
            before = sum(one.cents for one in self.before.lines_of(given["ref"]))
            after = sum(one.cents for one in self.rows.lines_of(given["ref"]))
            assert after == before - row["amount"]
            self._is_replaced(given["ref"], done, [], is_gone=False)

    def _changed_by_year(self) -> dict[int, int]:
        sums = [
            {year: sum(one.cents for one in rows.live if one.year == year) for year in (2025, 2026, 2027)}
            for rows in (self.before, self.rows)
        ]
        return {year: sums[1][year] - sums[0][year] for year in sums[0] if sums[0][year] != sums[1][year]}

    @precondition(lambda self: self.rows.refs)
    @rule(data=st.data(), gift=GIFTS, changes=st.sampled_from(["day", "payer", "all"]), office=OFFICES)
    def correct(self, data: st.DataObject, gift: Gift, changes: str, office: str) -> None:
        office = self.here(office)
        ref = self.some_ref(data)
        wrong = self.rows.lines_of(ref)[0]
        if changes != "all":  # only what is said: the rest of the drawn gift is made like the wrong one
            payer = gift.payer if changes == "payer" else wrong.payer
            day = gift.day if changes == "day" else wrong.received_on or gift.day
            gift = replace(gift, payer=payer, day=day)
        right, refused = gift.draft(office, self.today), self._not_taken_back(ref, self.today, "correction")
        done = self.does(
            lambda: correct_payment(self.books.acting(office=office), ref, right, reason="Mal saisi"),
            office=office,
            refused=refused,
        )
        if done:
            self._is_taken_back(ref, "correction", self.today)
            assert self.wrote()["payment.recorded"] == 1
            key = {row["ref"]: row["id"] for row in self.rows.of("payment")}
            self.put_right[key[ref]] = key[done.recorded]
            self.pairs.add((key[ref], key[done.recorded]))
            self._is_replaced(ref, done, self.rows.lines_of(done.recorded))

    def _is_replaced(self, ref: str, done: Corrected, more: list[Line], *, is_gone: bool = True) -> None:
        """Each receipt that stood on the payment is cancelled, and another holds what remains."""
        stood = self.before.live_on(ref)
        assert done.cancelled == tuple(receipt.number for receipt in stood)
        assert not is_gone or self.rows.live_on(ref) == []
        more = [line for line in more if line.payer == self.before.lines_of(ref)[0].payer]
        taken: set[int] = set()
        replaced_by: list[Receipt] = []
        for old in stood:
            wanted = law.replacement(self.rows, old, more, taken)
            found = self.rows.receipts.get(self.rows.receipts[old.number].replaced_by)
            assert (frozenset(found.lines) if found else frozenset()) == wanted
            taken |= wanted
            replaced_by += [found] if found else []
        assert done.replaced_by == tuple(one.number for one in replaced_by)
        assert self.new_receipts() == sorted(replaced_by, key=lambda one: one.number)


def _part(cents: int, place: tuple[str, str]) -> AllocationDraft:
    return AllocationDraft(amount=Money(cents), project=place[0], association=place[1])
