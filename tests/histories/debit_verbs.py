"""Direct debits: agreed under a mandate, collected in runs, sent or cancelled, credited, sent back by the bank."""

from collections import Counter
from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.domain.collecting import RunCancelled, RunNotSent, RunSent
from donations_app.domain.debit_returns import Returned
from donations_app.domain.errors import InputRefused
from donations_app.domain.money import Money
from donations_app.domain.recurring import RecurringGift
from donations_app.services.bank.debit_returns import take_returns
from donations_app.services.payments.collected import cancel_run, mark_sent, note_credit
from donations_app.services.payments.collections import CollectionOrder, make_run
from donations_app.services.payments.recurring import agree_recurring
from tests.e2e.own_year import iban_of
from tests.histories.history import Refusal
from tests.histories.money_verbs import MoneyVerbs
from tests.histories.rows import Row, Rows

HEAD: Final = "MRS"
STOPS: Final = {"AM04": None, "AC04": "suspended_on", "MD01": "ended_on", "MD06": "suspended_on"}


class DebitVerbs(MoneyVerbs):
    """Agree, collect, send, cancel, credit, take back what came back: in the whole books, for all offices."""

    @precondition(lambda self: self.away is None)
    @rule(
        payer=st.sampled_from(["A1", "B2", "C3"]), cents=st.sampled_from([10_00, 25_00]), past=st.booleans()
    )
    def a_debit_is_agreed(self, payer: str, cents: int, past: bool) -> None:
        number = len(self.rows.tables["mandate"]) + 1
        signed_on = self.today - timedelta(days=40)
        gift = RecurringGift(
            key=uuid4(), ref="", payer=payer, amount=Money(cents), frequency="monthly", iban=iban_of(number),
            first_on=signed_on if past else self.today, mandate_reference=f"RUM-{number}", mandate_signed_on=signed_on,
        )  # fmt: skip
        self.does(lambda: agree_recurring(self.books.acting(office=HEAD), gift))
        assert self.wrote()["recurring_gift.agreed"] == 1
        assert len(self.rows.tables["mandate"]) == number

    @precondition(lambda self: self.away is None and self.rows.tables["mandate"])
    @rule(sends=st.booleans(), days=st.sampled_from([3, 8]))
    def a_run_is_made(self, sends: bool, days: int) -> None:
        """Collect what is due: no instalment that another run holds."""
        held = {(row["gift_id"], row["due_on"]) for row in lines_held(self.rows)}
        order = CollectionOrder(on=self.today + timedelta(days=days))
        done = self.does(lambda: make_run(self.books.acting(office=HEAD), uuid4(), order))
        assert done
        number, planned = done
        assert self.wrote() == ({"collection.made": 1} if planned.debits else {})
        found = [(one.of.gift_id, one.of.due_on.isoformat()) for one in planned.debits]
        assert not held & {*found}
        assert len({*found}) == len(found)
        if planned.debits and sends:
            self._becomes_of(self._run(number), "sent")

    def _run(self, number: str) -> Row:
        return next(row for row in self.rows.of("collection_run") if row["number"] == number)

    @precondition(lambda self: self.away is None and self.rows.tables["collection_run"])
    @rule(data=st.data(), act=st.sampled_from(["sent", "credit", "credit", "cancel"]))
    def something_becomes_of_a_run(self, data: st.DataObject, act: str) -> None:
        self._becomes_of(data.draw(st.sampled_from(list(self.rows.of("collection_run")))), act)

    def _becomes_of(self, run: Row, act: str) -> None:
        number, today = run["number"], self.today
        lines = of_run(self.rows, run)
        waits = [row for row in lines if row["payment_id"] and self._waits(self._now(row["payment_id"]))]
        refused: Refusal = RunSent if run["sent_on"] else RunCancelled if run["cancelled_on"] else None
        if act == "credit":
            refused = None if run["sent_on"] else RunNotSent
            is_early = today < date.fromisoformat(run["collected_on"])
            refused = refused or (InputRefused if is_early else None)
        verbs = {
            "sent": lambda: mark_sent(self.books.acting(office=HEAD), number, kept=self._gifts(lines)),
            "cancel": lambda: cancel_run(self.books.acting(office=HEAD), number, reason="Fichier perdu"),
            "credit": lambda: note_credit(self.books.acting(office=HEAD), number, on=today),
        }
        self.does(verbs[act], refused=refused)
        if refused:
            return
        count = len(lines)
        assert Counter(self.wrote()) == Counter(
            {
                "sent": {
                    "collection.sent": count + 1,
                    "payment.recorded": count,
                    "instalment.matched": count,
                },
                "cancel": {"collection.cancelled": count + 1},
                "credit": {"payment.credited": len(waits)},
            }[act]
        )

    def _gifts(self, lines: list[Row]) -> list[str]:
        return [self.rows.by_id("recurring_gift", line["gift_id"])["ref"] for line in lines]

    def _now(self, key: int) -> int:
        """Return the payment that stands in the place of one, as its debit: of the same amount and method."""
        last = key
        while last in self.put_right:
            last = self.put_right[last]
        was, now = (self.rows.by_id("payment", one) for one in (key, last))
        return last if (was["amount"], was["method"]) == (now["amount"], now["method"]) else key

    def _waits(self, key: int) -> bool:
        is_back = any(row["reverses_id"] == key for row in self.rows.of("payment"))
        return not is_back and self.rows.by_id("payment", key)["credited_on"] is None

    @precondition(lambda self: self.away is None and self.rows.tables["collection_line"])
    @rule(data=st.data(), code=st.sampled_from(list(STOPS)))
    def a_debit_comes_back(self, data: st.DataObject, code: str) -> None:
        """The bank sends a debit back: once, with its receipt and its mandate; said again it is nothing new."""
        line = data.draw(st.sampled_from(list(self.rows.of("collection_line"))))
        said = Returned(on=self.today, code=code, end_to_end=line["end_to_end"])
        done = self.does(lambda: take_returns(self.books.acting(office=HEAD), [said]))
        assert done
        if not done.taken:
            assert self.wrote() == {}
            assert not self._must_be_taken(line)
            return
        (one,) = done.taken
        assert not line["released_on"]
        now = self.rows.by_id("collection_line", line["id"])
        assert (now["released_on"], now["released_reason"]) == (self.today.isoformat(), code)
        ref = self.rows.by_id("payment", self._now(line["payment_id"]))["ref"]
        assert {row.taken_back for row in self.rows.lines_of(ref)} == {"return"}
        if "payment.reversed" in self.wrote():
            self._is_replaced(ref, one.corrected, [])
        mandate = self.rows.by_id("mandate", line["mandate_id"])
        if (column := STOPS[code]) and one.action != "again":
            assert mandate[column] or mandate["ended_on"]
        again = self.does(lambda: take_returns(self.books.acting(office=HEAD), [said]))
        assert again
        assert (again.taken, again.already, self.wrote()) == ([], 1, {})

    def _must_be_taken(self, line: Row) -> bool:
        """Tell whether a debit was at the bank, and nothing of it has come back by any way."""
        if line["released_on"] or not line["payment_id"]:
            return False
        key = self._now(line["payment_id"])
        return not any(key in (row["reverses_id"], row["refunds_id"]) for row in self.rows.of("payment"))


def lines_held(rows: Rows) -> list[Row]:
    return [row for row in rows.of("collection_line") if not row["released_on"]]


def of_run(rows: Rows, run: Row) -> list[Row]:
    return [row for row in rows.of("collection_line") if row["run_id"] == run["id"]]


def debits_are_collected_once(rows: Rows) -> None:
    """No instalment is held twice; a run is what its debits are; each that was sent is a payment of its amount."""
    held = [(row["gift_id"], row["due_on"]) for row in lines_held(rows)]
    assert len({*held}) == len(held)
    for run in rows.of("collection_run"):
        lines = of_run(rows, run)
        assert (run["count"], run["amount"]) == (len(lines), sum(row["amount"] for row in lines))
        assert not (run["sent_on"] and run["cancelled_on"])
        for row in lines:
            assert bool(row["payment_id"]) == bool(run["sent_on"])
            assert bool(run["cancelled_on"]) <= bool(row["released_on"])
            if row["payment_id"]:
                paid = rows.by_id("payment", row["payment_id"])
                assert (paid["amount"], paid["method"]) == (row["amount"], "direct_debit")
            if row["returned_action"]:
                assert any(one["reverses_id"] == row["payment_id"] for one in rows.of("payment"))
