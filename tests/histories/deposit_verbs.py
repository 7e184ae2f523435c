"""What goes to the bank: slips are made of cheques or cash, handed in, credited, or cancelled before."""

from collections.abc import Callable
from typing import Final
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.db.books import Books
from donations_app.domain.deposit_errors import (
    AlreadyDeposited,
    CashDiffers,
    SlipCancelled,
    SlipChanged,
    SlipCredited,
    SlipHandedIn,
    SlipNotHandedIn,
)
from donations_app.domain.deposits import Pieces, SlipDraft
from donations_app.domain.errors import InputRefused
from donations_app.services.deposits.slips import cancel_slip, hand_in, make_slip, note_credit
from tests.histories.history import OFFICES, History, Refusal
from tests.histories.rows import Row

NOTE: Final = 200_00  # cents
ACTS = st.sampled_from(
    ["hand in", "hand in", "credit", "credit", "cancel", "cancel after all", "hand in anew", "credit anew"]
)
Foreseen = tuple[Refusal, dict[str, int]]  # what refuses it, or the entries that it writes


class DepositVerbs(History):
    """Make a slip, and do with one whatever one likes."""

    @precondition(lambda self: self.rows.refs)
    @rule(
        data=st.data(),
        office=OFFICES,
        method=st.sampled_from(["cheque", "cash"]),
        wanted=st.sampled_from(["waits", "waits", "waits", "held", "any"]),
        is_counted=st.sampled_from([True, True, True, False]),
        is_cancelled=st.sampled_from([False, False, True]),
    )
    def make_a_slip(
        self, data: st.DataObject, office: str, method: str, wanted: str, is_counted: bool, is_cancelled: bool
    ) -> None:
        office = self.here(office)
        some = [row for row in self.rows.of("payment") if row["reverses_id"] is None]
        fit = [row for row in some if not self._unfit(row, method, office)]
        waits = [row for row in fit if not self.rows.slip_on(row["id"])]
        pool = {"waits": waits, "held": fit if len(waits) < len(fit) else [], "any": []}[wanted] or some
        chosen = data.draw(
            st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique_by=lambda row: row["id"])
        )
        cents = sum(row["amount"] for row in chosen)
        cash = (
            [Pieces(NOTE, cents // NOTE), Pieces(1, cents % NOTE + (not is_counted))]
            if method == "cash"
            else []
        )
        draft = SlipDraft(
            key=uuid4(),
            account="",
            method=method,
            payments=tuple(row["ref"] for row in chosen),
            made_on=self.today,
            cash=tuple(one for one in cash if one.count),
        )
        refused = self._not_made(chosen, method, office, is_counted=is_counted)
        number = self.does(
            lambda: make_slip(self.books.acting(office=office), draft), office=office, refused=refused
        )
        if refused:
            return
        assert self.wrote() == {"deposit.made": 1}
        code = self.rows.by_id("origin", self.rows.here[office])["code"]
        numbers = [row["n"] for row in self.rows.of("deposit_slip") if row["series"] == f"B-{code}"]
        assert number == f"B-{code}-{len(numbers):06}"
        made = next(row for row in self.rows.of("deposit_slip") if row["number"] == number)
        assert (made["amount"], made["count"], made["method"]) == (cents, len(chosen), method)
        again = self.does(lambda: make_slip(self.books.acting(office=office), draft), office=office)
        assert (again, self.wrote()) == (number, {})
        if is_cancelled:
            self._becomes(made, "cancel", office)

    def _unfit(self, row: Row, method: str, office: str) -> bool:
        of_office = self.rows.by_id("office", row["office_id"])["code"] == office
        late = row["received_on"] is not None and row["received_on"] > self.today.isoformat()
        back = any(other["reverses_id"] == row["id"] for other in self.rows.of("payment"))
        return row["method"] != method or not of_office or row["credited_on"] is not None or late or back

    def _not_made(self, chosen: list[Row], method: str, office: str, *, is_counted: bool) -> Refusal:
        if any(self._unfit(row, method, office) for row in chosen):
            return InputRefused
        if any(self.rows.slip_on(row["id"]) for row in chosen):
            return AlreadyDeposited
        return CashDiffers if method == "cash" and not is_counted else None

    @precondition(lambda self: self.rows.tables["deposit_slip"])
    @rule(data=st.data(), act=ACTS, office=OFFICES)
    def something_becomes_of_a_slip(self, data: st.DataObject, act: str, office: str) -> None:
        office = self.here(office)
        self._becomes(data.draw(st.sampled_from(list(self.rows.of("deposit_slip")))), act, office)

    def _becomes(self, slip: Row, act: str, office: str) -> None:
        refused, wanted = {
            "hand in": self._handed_in, "credit": self._credited, "cancel": self._cancelled,
            "cancel after all": self._cancelled_after_all,
            "hand in anew": self._handed_in_anew, "credit anew": self._credited_anew,
        }[act](slip)  # fmt: skip
        number, today = slip["number"], self.today
        verbs: dict[str, Callable[[Books], None]] = {
            "hand in": lambda books: hand_in(books, number, on=today),
            "credit": lambda books: note_credit(books, number, on=today, reference="REM 1"),
            "hand in anew": lambda books: hand_in(books, number, on=today, corrects=True),
            "credit anew": lambda books: note_credit(
                books, number, on=today, reference="REM 1", corrects=True
            ),
            "cancel": lambda books: cancel_slip(books, number, reason="Mal compté", on=today),
            "cancel after all": lambda books: cancel_slip(
                books, number, reason="Pas à la banque", on=today, corrects=True
            ),
        }
        self.does(lambda: verbs[act](self.books.acting(office=office)), office=office, refused=refused)
        if not refused:
            assert self.wrote() == wanted
            free = {line["payment_id"] for line in self.rows.lines_on(slip["id"])}
            held = {row["payment_id"] for row in self.rows.of("live_deposit") if row["slip_id"] == slip["id"]}
            assert held == (set() if act.startswith("cancel") else free)

    def _handed_in(self, slip: Row) -> Foreseen:
        if slip["cancelled_on"]:
            return SlipCancelled, {}
        if slip["handed_in_on"]:
            return (None if slip["handed_in_on"] == self.today.isoformat() else SlipHandedIn), {}
        lines = self.rows.lines_on(slip["id"])
        replaced = {line["in_place_of_id"] for line in lines}
        last = [line for line in lines if line["payment_id"] not in replaced]
        back = {row["reverses_id"] for row in self.rows.of("payment")}
        is_whole = not any(line["payment_id"] in back for line in last)
        is_whole = is_whole and sum(line["amount"] for line in last) == slip["amount"]
        return (None, {"deposit.handed_in": 1}) if is_whole else (SlipChanged, {})

    def _credited(self, slip: Row) -> Foreseen:
        if slip["cancelled_on"]:
            return SlipCancelled, {}
        if not slip["handed_in_on"]:
            return SlipNotHandedIn, {}
        if slip["credited_on"]:
            return (None if slip["credited_on"] == self.today.isoformat() else SlipCredited), {}
        back = {row["reverses_id"] for row in self.rows.of("payment")}
        paid = [self.rows.by_id("payment", line["payment_id"]) for line in self.rows.lines_on(slip["id"])]
        new = [row for row in paid if row["id"] not in back and row["credited_on"] is None]
        entries = {"deposit.credited": 1}
        if slip["method"] == "cheque" and new:
            entries["payment.credited"] = len(new)
        return None, entries

    def _handed_in_anew(self, slip: Row) -> Foreseen:
        """What a day put right does: the day of before gives way, unless the credit builds on it."""
        if not slip["handed_in_on"] or slip["handed_in_on"] == self.today.isoformat():
            return self._handed_in(slip)
        return (SlipCredited, {}) if slip["credited_on"] else (None, {"deposit.day_put_right": 1})

    def _credited_anew(self, slip: Row) -> Foreseen:
        was = slip["credited_on"]
        if was in (None, self.today.isoformat()):
            return self._credited(slip)
        back = {row["reverses_id"] for row in self.rows.of("payment")}
        paid = [self.rows.by_id("payment", line["payment_id"]) for line in self.rows.lines_on(slip["id"])]
        moved = [row for row in paid if row["id"] not in back and row["credited_on"] in (None, was)]
        entries = {"deposit.day_put_right": 1}
        if slip["method"] == "cheque" and moved:
            entries["payment.credited"] = len(moved)
        return None, entries

    def _cancelled(self, slip: Row) -> Foreseen:
        refused, entries = self._cancelled_after_all(slip)
        return (SlipHandedIn, {}) if not refused and slip["handed_in_on"] else (refused, entries)

    def _cancelled_after_all(self, slip: Row) -> Foreseen:
        """What it does to cancel one that was noted as handed in and that the bank does not have."""
        if slip["cancelled_on"]:
            return SlipCancelled, {}
        return (SlipCredited, {}) if slip["credited_on"] else (None, {"deposit.cancelled": 1})
