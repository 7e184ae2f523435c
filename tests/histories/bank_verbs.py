"""What the bank says and what is said of it: lines are read once, accepted as something, and taken back."""

from collections import Counter
from datetime import date
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from donations_app.domain.deposit_errors import SlipCancelled, SlipNotHandedIn
from donations_app.domain.errors import InputRefused, PaymentReceipted, TakesBack
from donations_app.services.bank.importing import import_bank, read_bank
from donations_app.services.bank.matching import accept, undo
from tests.bank_files import IBAN, Op, camt, csv, put
from tests.histories import bank_law
from tests.histories.history import Refusal
from tests.histories.money_verbs import MoneyVerbs
from tests.histories.rows import Row

HEAD: Final = "MRS"
WORDS: Final = st.sampled_from(["payment", "payment", "slip", "slip", "gift", "fee", "back", "back", "any"])
OF_BANK: Final = st.sampled_from(["fee", "transfer", "aside"])


class BankVerbs(MoneyVerbs):
    """Read a statement, say what a line is, take that back: in the whole books, for all offices."""

    def __init__(self) -> None:
        super().__init__()
        self.ops: list[Op] = []  # what the bank booked, in its order

    @precondition(lambda self: self.away is None)
    @rule(
        data=st.data(),
        word=WORDS,
        cents=st.sampled_from([1, 20_00, 25_00]),
        then=st.sampled_from(["", "said", "said", "said and taken back"]),
    )
    def the_bank_says(self, data: st.DataObject, word: str, cents: int, then: str) -> None:
        """Read what the bank booked today; then the same as a table of it all, which brings nothing new."""
        self._reads(data, word, cents)
        if then and self.open_lines():
            self.a_line_is_said(data, wild=False, word="aside")
        if then.endswith("back"):
            self.a_line_is_taken_back(data)

    def _reads(self, data: st.DataObject, word: str, cents: int) -> None:
        amount = self._amount(data, word, cents)
        number = len(self.ops) + 1
        op = Op(self.today, amount, "", f"OPERATION K{number}", f"BQ{number}")
        opening = bank_law.OPENING + sum(one.cents for one in self.ops)
        text = camt([op], opening=opening, days=(self.today, self.today))
        path = put(self.stage.folder, "bank.xml", text)
        done = self.does(lambda: import_bank(self.books.acting(office=HEAD), read_bank(path)))
        assert done
        assert (done.new, done.already) == (1, 0)
        assert self.wrote() == {"bank_file.read": 1, "bank_line.booked": 1}
        self.ops.append(op)
        said = [(row["booked_on"], row["amount"]) for row in self.rows.of("bank_line")]
        assert said == [(one.on.isoformat(), one.cents) for one in self.ops]
        again = self.does(lambda: import_bank(self.books.acting(office=HEAD), read_bank(path)))
        assert again
        assert (again.new, again.already, self.wrote()) == (0, 1, {})
        if number % 3 == 0:
            table = put(self.stage.folder, "bank.csv", csv(self.ops))
            told = self.does(
                lambda: import_bank(self.books.acting(office=HEAD), read_bank(table), account=IBAN)
            )
            assert told
            assert (told.new, told.already, self.wrote()) == (0, number, {"bank_file.read": 1})

    def _amount(self, data: st.DataObject, word: str, cents: int) -> int:
        """Return cents that something in the books waits for, where there is something."""
        if word == "slip":
            found = [row["amount"] for row in self.rows.of("deposit_slip") if row["handed_in_on"]]
        elif word == "payment":
            found = [row["amount"] for row in bank_law.by_bank(self.rows)]
        elif word == "back":
            found = [-row["amount"] for row in bank_law.by_bank(self.rows)]
            found += [row["amount"] for row in bank_law.gone(self.rows)]
        else:
            found = [cents] if word == "gift" else [-cents]
        return int(data.draw(st.sampled_from(found))) if found else cents

    def open_lines(self) -> list[Row]:
        return [row for row in self.rows.of("bank_line") if bank_law.left(self.rows, row)]

    @precondition(lambda self: self.away is None and self.open_lines())
    @rule(data=st.data(), wild=st.sampled_from([False, False, False, True]), word=OF_BANK)
    def a_line_is_said(self, data: st.DataObject, wild: bool, word: str) -> None:
        """Say what a line is: rather what its cents could be, now and then anything."""
        line = data.draw(st.sampled_from(self.open_lines()))
        cents = bank_law.left(self.rows, line)
        payments, slips = list(self.rows.of("payment")), list(self.rows.of("deposit_slip"))
        fit = [
            row["ref"] for row in payments if row["amount"] == cents or (cents < 0 < row["amount"] == -cents)
        ]
        fit += [row["number"] for row in slips if row["amount"] == cents]
        some = [
            *(row["ref"] for row in payments),
            *(row["number"] for row in slips),
            "gift:A1",
            "gift:E1",
            word,
        ]
        target = data.draw(st.sampled_from(some if wild or not fit else [*fit, *fit, word, "gift:B2"]))
        refused = self._not_said(line, target)
        name = self._name(line)
        stood = bank_law.dated(self.rows)
        self.does(lambda: accept(self.books.acting(office=HEAD), name, [target]), refused=refused)
        if refused:
            return
        wrote = self.wrote()
        assert wrote.pop("bank_line.matched") == 1
        assert bank_law.left(self.rows, self.rows.by_id("bank_line", line["id"])) in (
            0,
            cents - self._said_last(),
        )
        assert wrote.keys() <= {
            "payment.recorded",
            "payment.reversed",
            "payment.credited",
            "deposit.credited",
        }
        new = {key: on for key, on in bank_law.dated(self.rows).items() if stood.get(key) is None and on}
        assert set(new.values()) <= {line["booked_on"]}  # every day that was written is the bank's

    def _name(self, line: Row) -> str:
        return f"L-{HEAD}-{line['id'] & ((1 << 36) - 1):06}"

    def _said_last(self) -> int:
        return int(max(self.rows.of("bank_match"), key=lambda row: row["id"])["amount"])

    def _not_said(self, line: Row, target: str) -> Refusal:
        cents = bank_law.left(self.rows, line)
        if target in ("transfer", "aside"):
            return None
        if target == "fee":
            return InputRefused if cents > 0 else None
        if target.startswith("gift:"):
            return InputRefused if cents < 0 else None
        found = next((row for row in self.rows.of("payment") if row["ref"] == target), None)
        if found is None:
            return self._no_slip(
                cents, next(row for row in self.rows.of("deposit_slip") if row["number"] == target)
            )
        return self._no_payment(cents, found) if cents > 0 else self._no_return(line, cents, found)

    def _no_payment(self, cents: int, row: Row) -> Refusal:
        never = any(
            one["reverses_id"] == row["id"] and one["reversal"] == "correction"
            for one in self.rows.of("payment")
        )
        on_slip = any(one["payment_id"] == row["id"] for one in self.rows.of("live_deposit"))
        if row["amount"] < 0 or row["reverses_id"] or row["refunds_id"] or never or on_slip:
            return InputRefused
        came = row["amount"]
        if row["method"] in ("online", "card"):
            came += sum(one["amount"] for one in self.rows.of("payment") if one["refunds_id"] == row["id"])
        return None if cents and came > bank_law.matched(self.rows, "payment_id")[row["id"]] else InputRefused

    def _no_return(self, line: Row, cents: int, row: Row) -> Refusal:
        if row["amount"] < 0:
            is_open = row["amount"] < bank_law.matched(self.rows, "payment_id")[row["id"]]
            of_match = any(
                one["payment_id"] == row["id"] and one["is_recorded"] for one in self.rows.of("bank_match")
            )
            is_free = row["reversal"] in ("return", "refund") and is_open and not of_match
            return None if is_free else InputRefused
        if row["amount"] != -cents:
            return InputRefused
        if row["reverses_id"]:  # a refund that was taken back
            return TakesBack
        if self.rows.live_on(row["ref"]):
            return PaymentReceipted
        return self._not_taken_back(row["ref"], date.fromisoformat(line["booked_on"]), "return")

    def _no_slip(self, cents: int, slip: Row) -> Refusal:
        if cents < 0 or slip["amount"] <= bank_law.matched(self.rows, "slip_id")[slip["id"]]:
            return InputRefused
        if slip["cancelled_on"]:
            return SlipCancelled
        return None if slip["credited_on"] or slip["handed_in_on"] else SlipNotHandedIn

    @precondition(lambda self: self.away is None and self.ops)
    @rule(data=st.data())
    def a_line_is_taken_back(self, data: st.DataObject) -> None:
        """Take back what a line was said to be: what it wrote goes with it, what was there before stays."""
        said = {row["line_id"] for row in bank_law.standing(self.rows)}
        lines = list(self.rows.of("bank_line"))
        line = data.draw(st.sampled_from([row for row in lines if row["id"] in said] or lines))
        refused = self._not_undone(line)
        name = self._name(line)
        money = Counter(bank_law.sums(self.rows))
        self.does(lambda: undo(self.books.acting(office=HEAD), name), refused=refused)
        if refused:
            return
        assert bank_law.left(self.rows, line) == line["amount"]
        new = [row for row in self.rows.of("payment") if row not in list(self.before.of("payment"))]
        back = {row["reversal"] for row in new if row["reverses_id"]}
        assert back <= {"correction"}
        for row in new:
            if row["reverses_id"]:
                assert row["received_on"] == line["booked_on"]
        assert not money - bank_law.sums(self.rows) or new

    def _not_undone(self, line: Row) -> Refusal:
        stand = [row for row in bank_law.standing(self.rows) if row["line_id"] == line["id"]]
        if not stand:
            return InputRefused
        for match in reversed(stand):
            if refused := self._not_let_go(match):
                return refused
        return None

    def _not_let_go(self, match: Row) -> Refusal:
        """Return why what was written for a match cannot be taken back."""
        if match["kind"] != "payment":
            return None
        row = self.rows.by_id("payment", match["payment_id"])
        day = bank_law.day_of_lines(self.rows, row["id"])
        if not (match["is_recorded"] or day):
            return None
        is_back = any(one["reverses_id"] == row["id"] for one in self.rows.of("payment"))
        rest = bank_law.matched(self.rows, "payment_id")[row["id"]] - match["amount"]
        if (is_back and match["is_recorded"]) or rest:
            return None
        if self.rows.live_on(row["ref"]):
            return PaymentReceipted
        if not match["is_recorded"]:
            return None
        on = date.fromisoformat(self.rows.by_id("bank_line", match["line_id"])["booked_on"])
        return self._not_taken_back(row["ref"], on, "correction")
